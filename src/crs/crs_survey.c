#include "crs/band.h"
#include "crs/crs.h"

#include <math.h>
#include <string.h>

/* Half-width text for whatever was typed; NULL when nothing is left or it is no UTF-8. */
static char *plain(const char *text)
{
  if (text == NULL || strlen(text) > 1000 || !g_utf8_validate(text, -1, NULL))
    return NULL;
  g_autofree char *half = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
  if (half == NULL || g_strstrip(half)[0] == 0)
    return NULL;
  return g_ascii_strdown(half, -1);
}

/* The next run of digits at or after *@p text as a number, *@p text moved past it; -1 when there is
 * none. What is too long to be meant becomes 999999. */
static int number_next(const char **text)
{
  const char *p = *text + strcspn(*text, "0123456789");
  if (*p == 0)
    return -1;
  int value = 0;
  for (; g_ascii_isdigit(*p); p++)
    value = value > 99999 ? 999999 : value * 10 + (*p - '0');
  *text = p;
  return MIN(value, 999999);
}

/* The datum by its year; names of other systems ("新北京54", WGS 84, local ones) and two years at
 * once are none of ours. */
static bool datum_read(const char *system, LtBandDatum *datum, GError **error)
{
  static const struct {
    int year;
    LtBandDatum datum;
  } years[] = {{2000, LT_BAND_CGCS2000},
               {1980, LT_BAND_XIAN80},
               {80, LT_BAND_XIAN80},
               {1954, LT_BAND_BEIJING54},
               {54, LT_BAND_BEIJING54}};
  static const char *const others[] = {"新", "new", "wgs", "独立", "地方", "整体平差"};
  static const char *const names[] = {"国家",  "大地", "cgcs", "china",  "西安",
                                      "xi'an", "xian", "北京", "beijing"};
  g_autofree char *text = plain(system);
  if (text == NULL)
    return lt_fail(error, LT_ERROR_CRS, LT_T_SURVEY_NO_SYSTEM);
  bool is_known = false, is_named = false, is_other = false;
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    is_named = is_named || strstr(text, names[i]) != NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
    is_other = is_other || strstr(text, others[i]) != NULL;
  const char *rest = text;
  for (int year = number_next(&rest); year >= 0; year = number_next(&rest))
    for (size_t i = 0; i < G_N_ELEMENTS(years); i++) {
      if (years[i].year != year)
        continue;
      is_other = is_other || (is_known && *datum != years[i].datum);
      is_known = true;
      *datum = years[i].datum;
    }
  if (is_known && is_named && !is_other)
    return true;
  return lt_fail(error, LT_ERROR_CRS, LT_T_SURVEY_SYSTEM, g_strstrip(text));
}

/* 3 or 6, 0 when not stated. */
static bool degrees_read(const char *degrees, int *width_deg, GError **error)
{
  *width_deg = 0;
  g_autofree char *text = plain(degrees);
  if (text == NULL)
    return true;
  const char *rest = text;
  int number = number_next(&rest);
  if (number < 0)
    number = strstr(text, "三") != NULL ? 3 : strstr(text, "六") != NULL ? 6 : -1;
  bool is_whole = *rest != '.' || strspn(rest, ".0") == strlen(rest);
  if ((number == 3 || number == 6) && is_whole) {
    *width_deg = number;
    return true;
  }
  return lt_fail(error, LT_ERROR_CRS, LT_T_SURVEY_DEGREES, text);
}

/* The number of a band, 0 when not stated. */
static bool zone_read(const LtSurveyHead *head, int *zone, GError **error)
{
  *zone = 0;
  g_autofree char *text = plain(head->zone);
  if (text == NULL)
    return true;
  const char *rest = text;
  int number = number_next(&rest);
  if (lt_band_width_deg(number) == 0 || (*rest == '.' && strspn(rest, ".0") != strlen(rest)))
    return lt_fail(error, LT_ERROR_CRS, LT_T_SURVEY_ZONE, text);
  *zone = number;
  return true;
}

/* The prefix that all eastings share, 0 when they have none. */
static bool prefix_read(double min_x, double max_x, int *prefix, GError **error)
{
  LtTextId fault = LT_T_SURVEY_RANGE;
  *prefix = 0;
  if (min_x >= 10000 && max_x < 1e6)
    return true;
  if (min_x >= 1e7 && max_x < 1e8) {
    *prefix = (int)(min_x / 1e6);
    int last = (int)(max_x / 1e6);
    if (*prefix == last && lt_band_width_deg(*prefix) != 0)
      return true;
    if (lt_band_width_deg(*prefix) != 0 && lt_band_width_deg(last) != 0)
      fault = LT_T_SURVEY_PREFIX_TWO;
  } else if (fabs(min_x) <= 180 && fabs(max_x) <= 180) {
    fault = LT_T_SURVEY_DEGREES_RANGE;
  } else if (min_x >= 1.8e6 && max_x <= 6e6) {
    fault = LT_T_SURVEY_SWAPPED;
  } else if (min_x > 10000 && min_x < 1e6 && max_x >= 1e7 && max_x < 1e8) {
    fault = LT_T_SURVEY_PREFIX_HALF;
  }
  return lt_fail(error, LT_ERROR_CRS, fault, min_x, max_x);
}

LtCrs *lt_crs_from_survey(const LtSurveyHead *head, GError **error)
{
  g_return_val_if_fail(head != NULL, NULL);

  LtBandDatum datum = LT_BAND_CGCS2000;
  int width_deg, zone, prefix;
  if (!datum_read(head->system, &datum, error) || !degrees_read(head->degrees, &width_deg, error) ||
      !zone_read(head, &zone, error) || !prefix_read(head->min_x, head->max_x, &prefix, error))
    return NULL;
  if (zone == 0 && prefix == 0) {
    lt_fail(error, LT_ERROR_CRS, LT_T_SURVEY_NO_ZONE, head->min_x, head->max_x);
    return NULL;
  }
  if (zone != 0 && prefix != 0 && zone != prefix) {
    lt_fail(error, LT_ERROR_CRS, LT_T_SURVEY_PREFIX_ZONE, prefix, zone);
    return NULL;
  }
  int band = zone != 0 ? zone : prefix;
  if (width_deg != 0 && width_deg != lt_band_width_deg(band)) {
    lt_fail(error, LT_ERROR_CRS, LT_T_SURVEY_ZONE_DEGREES, band, lt_band_width_deg(band),
            head->degrees);
    return NULL;
  }
  g_autofree char *id = g_strdup_printf("EPSG:%d", lt_band_epsg(datum, band, prefix != 0));
  return lt_crs_parse(id, error);
}
