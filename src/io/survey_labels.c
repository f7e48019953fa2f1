/* What stands above or below a table of corners: labels with their values. */
#include "io/survey_titles.h"

#include <string.h>

/* Longer cells are prose. */
#define LABELS_BYTES 2000

/* "宗地面积(公顷):" with its value up to the next of them. */
static const char pattern[] =
    "([^\\s:;,，、()（）：；]{1,12})\\s*(?:[(（]([^()（）]{1,16})[)）])?\\s*[:：]";

static const GRegex *label_regex(void)
{
  static GRegex *regex = NULL;
  static gsize is_made = 0;
  if (g_once_init_enter(&is_made)) {
    regex = g_regex_new(pattern, G_REGEX_OPTIMIZE, 0, NULL);
    g_once_init_leave(&is_made, 1);
  }
  return regex;
}

static void value_put(LtSurveyLabels *labels, size_t label, const char *value, size_t n,
                      const char *unit)
{
  g_autofree char *text = g_strndup(value, n);
  g_strstrip(text);
  for (size_t end = strlen(text); end > 0 && strchr(";,", text[end - 1]) != NULL; end--)
    text[end - 1] = '\0';
  if (*text == '\0')
    return;
  bool needs_unit = label == LT_COL_AREA && unit != NULL && *unit != '\0' &&
                    strspn(text, "0123456789.") == strlen(text);
  g_free(labels->values[label]);
  labels->values[label] = needs_unit ? g_strconcat(text, unit, NULL) : g_steal_pointer(&text);
}

/* The label that a match names; titles of coordinates and of points are none. */
static size_t match_label(const GMatchInfo *match, LtSurveyTitle *title)
{
  g_autofree char *name = g_match_info_fetch(match, 1), *unit = g_match_info_fetch(match, 2);
  *title = lt_survey_title_read(name);
  if (unit != NULL && *unit != '\0') {
    g_free(title->unit);
    title->unit = g_steal_pointer(&unit);
  }
  size_t label = lt_survey_title_find(title);
  return label != LT_NO_COLUMN && label >= LT_COL_PARCEL_NUMBER ? label : LT_NO_COLUMN;
}

/* Labels with colons in a cell; the last without a value is left in *open. */
static bool cell_read(const char *cell, LtSurveyLabels *labels, size_t *open, char **open_unit)
{
  g_autoptr(GMatchInfo) match = NULL;
  size_t label = LT_NO_COLUMN;
  g_auto(LtSurveyTitle) last = {0};
  int value = 0, begin, end;
  bool has_any = false;
  if (strlen(cell) > LABELS_BYTES)
    return false;
  for (g_regex_match(label_regex(), cell, 0, &match); g_match_info_matches(match);
       g_match_info_next(match, NULL)) {
    LtSurveyTitle title = {0};
    size_t next = match_label(match, &title);
    g_match_info_fetch_pos(match, 0, &begin, &end);
    if (label != LT_NO_COLUMN)
      value_put(labels, label, cell + value, (size_t)(begin - value), last.unit);
    lt_survey_title_clear(&last);
    last = title;
    label = next;
    value = end;
    has_any |= label != LT_NO_COLUMN;
  }
  if (label == LT_NO_COLUMN)
    return has_any;
  const char *rest = cell + value + strspn(cell + value, " \t");
  if (*rest == '\0') {
    *open = label;
    *open_unit = g_steal_pointer(&last.unit);
  } else {
    value_put(labels, label, rest, strlen(rest), last.unit);
  }
  return true;
}

/* A whole cell that is a label; its value is in the next one that has something. */
static bool cell_is_label(const char *cell, size_t *open, char **open_unit)
{
  if (strlen(cell) > 100)
    return false;
  g_auto(LtSurveyTitle) title = lt_survey_title_read(cell);
  size_t label = lt_survey_title_find(&title);
  if (label == LT_NO_COLUMN || label < LT_COL_PARCEL_NUMBER)
    return false;
  *open = label;
  g_free(*open_unit);
  *open_unit = g_steal_pointer(&title.unit);
  return true;
}

bool lt_survey_labels_read(const LtSurveyRows *rows, size_t row, LtSurveyLabels *labels)
{
  bool has_any = false;
  size_t open = LT_NO_COLUMN;
  g_autofree char *unit = NULL;
  for (size_t i = 0; i < lt_survey_cell_count(rows, row); i++) {
    const char *cell = lt_survey_cell(rows, row, i);
    if (*cell == '\0')
      continue;
    size_t next = LT_NO_COLUMN;
    g_autofree char *next_unit = NULL;
    if (cell_is_label(cell, &next, &next_unit) || cell_read(cell, labels, &next, &next_unit)) {
      has_any = true;
    } else if (open != LT_NO_COLUMN) {
      value_put(labels, open, cell, strlen(cell), unit);
    }
    open = next;
    g_free(unit);
    unit = g_steal_pointer(&next_unit);
  }
  return has_any;
}

void lt_survey_labels_clear(LtSurveyLabels *labels)
{
  for (size_t i = 0; i < LT_N_LABELS; i++)
    g_clear_pointer(&labels->values[i], g_free);
}
