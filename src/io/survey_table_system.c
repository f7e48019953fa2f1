#include "io/survey_table_system.h"

#include "io/survey_titles.h"

#include <stdlib.h>
#include <string.h>

/* Longer cells are prose. */
#define CELL_BYTES 2000

static void set(char **value, const char *text)
{
  if (*value == NULL && text != NULL && *text != '\0')
    *value = g_strdup(text);
}

/* Degrees of a central meridian in the text behind its name: "114°", ":114度". 0: none. */
static int meridian_read(const char *text)
{
  size_t n = strcspn(text, "0123456789");
  int degrees = n > 8 ? 0 : atoi(text + n);
  return degrees >= 75 && degrees <= 135 && degrees % 3 == 0 ? degrees : 0;
}

/* The meridian tells the number of the band where the width is known; every third is one of a
 * 3-degree band. */
static void zone_take(LtSurveyText *text, int meridian)
{
  if (meridian == 0 || text->zone != NULL)
    return;
  bool is_six = text->degrees != NULL && strstr(text->degrees, "6") != NULL;
  text->zone = g_strdup_printf("%d", is_six ? (meridian + 3) / 6 : meridian / 3);
}

void lt_survey_system_take(LtSurveyText *text, const LtSurveyLabels *labels)
{
  set(&text->system, labels->values[LT_COL_SYSTEM]);
  set(&text->degrees, labels->values[LT_COL_DEGREES]);
  set(&text->zone, labels->values[LT_COL_ZONE]);
  if (labels->values[LT_COL_MERIDIAN] != NULL)
    zone_take(text, meridian_read(labels->values[LT_COL_MERIDIAN]));
}

/* "… (EPSG:4526)" */
static void epsg_look(LtSurveyText *text, const char *plain)
{
  const char *at = strstr(plain, "epsg:");
  size_t n = at == NULL ? 0 : strspn(at + 5, "0123456789");
  if (n >= 4 && n <= 6 && text->crs == NULL)
    text->crs = g_strdup_printf("EPSG:%.*s", (int)n, at + 5);
}

static void cell_look(LtSurveyText *text, const char *cell)
{
  static const struct {
    const char *words, *value;
  } systems[] = {{"2000国家大地坐标", "2000国家大地坐标系"},
                 {"国家2000", "2000国家大地坐标系"},
                 {"国家大地2000", "2000国家大地坐标系"},
                 {"cgcs2000", "2000国家大地坐标系"},
                 {"大地2000", "2000国家大地坐标系"},
                 {"1980西安", "1980西安坐标系"},
                 {"西安80", "1980西安坐标系"},
                 {"西安1980", "1980西安坐标系"},
                 {"1954北京", "1954北京坐标系"},
                 {"北京54", "1954北京坐标系"},
                 {"北京1954", "1954北京坐标系"}};
  static const char *const meridians[] = {"中央子午线", "中央经线"};
  g_autofree char *plain = lt_survey_title_plain(cell);
  epsg_look(text, plain);
  for (size_t i = 0; i < G_N_ELEMENTS(systems); i++)
    if (strstr(plain, systems[i].words) != NULL)
      set(&text->system, systems[i].value);
  if (strstr(plain, "3度") != NULL || strstr(plain, "3°带") != NULL ||
      strstr(plain, "三度") != NULL)
    set(&text->degrees, "3");
  if (strstr(plain, "6度") != NULL || strstr(plain, "6°带") != NULL ||
      strstr(plain, "六度") != NULL)
    set(&text->degrees, "6");
  for (size_t i = 0; i < G_N_ELEMENTS(meridians); i++) {
    const char *at = strstr(plain, meridians[i]);
    if (at != NULL)
      zone_take(text, meridian_read(at + strlen(meridians[i])));
  }
}

void lt_survey_system_look(LtSurveyText *text, const LtSurveyRows *rows, size_t row)
{
  for (size_t i = 0; i < lt_survey_cell_count(rows, row); i++) {
    const char *cell = lt_survey_cell(rows, row, i);
    if (strlen(cell) <= CELL_BYTES)
      cell_look(text, cell);
  }
}
