#include "report/info_words.h"

#include "crs/band.h"

#include <string.h>

static char *reading_alone(const LtCrsReading *reading, LtLang lang)
{
  static const LtTextId plain[] = {[LT_CRS_READING_STATED] = LT_T_INFO_READING_STATED,
                                   [LT_CRS_READING_PLAIN] = LT_T_INFO_READING_PLAIN_ANY,
                                   [LT_CRS_READING_DEGREES] = LT_T_INFO_READING_DEGREES,
                                   [LT_CRS_READING_PACKED] = LT_T_INFO_READING_PACKED,
                                   [LT_CRS_READING_GCJ02] = LT_T_INFO_READING_GCJ02,
                                   [LT_CRS_READING_BD09] = LT_T_INFO_READING_BD09,
                                   [LT_CRS_READING_MERCATOR] = LT_T_INFO_READING_MERCATOR};
  int width_deg = lt_band_width_deg(reading->band);
  if (reading->kind == LT_CRS_READING_PREFIX)
    return lt_text_format(lang, LT_T_INFO_READING_PREFIX, width_deg, reading->band, reading->crs);
  if (reading->kind == LT_CRS_READING_PLAIN && reading->crs != NULL)
    return lt_text_format(lang, LT_T_INFO_READING_PLAIN, width_deg, reading->band, reading->crs);
  if (reading->kind != LT_CRS_READING_SHIFTED)
    return g_strdup(lt_text(lang, plain[reading->kind]));
  return lt_text_format(lang, LT_T_INFO_READING_SHIFTED, reading->shift_m[0], reading->shift_m[1],
                        reading->crs);
}

char *lt_info_reading_text(const LtCrsReading *reading, LtLang lang)
{
  g_autofree char *text = reading_alone(reading, lang);
  return g_strconcat(text, reading->is_swapped ? lt_text(lang, LT_T_INFO_SWAPPED) : "", NULL);
}

const char *lt_info_reading_code(const LtCrsReading *reading)
{
  static const char *const codes[] = {"stated", "prefix", "no-prefix", "degrees", "packed",
                                      "gcj-02", "bd-09",  "mercator",  "shifted"};
  return codes[reading->kind];
}

char *lt_info_reading_line(const LtLayerInfo *info, const LtCrsReading *reading)
{
  static const LtCrsReadingKind direct[] = {LT_CRS_READING_PREFIX, LT_CRS_READING_PLAIN,
                                            LT_CRS_READING_DEGREES, LT_CRS_READING_MERCATOR};
  bool is_direct = false;
  for (size_t i = 0; i < G_N_ELEMENTS(direct); i++)
    is_direct = is_direct || direct[i] == reading->kind;
  if (!is_direct || reading->crs == NULL)
    return NULL;
  if (info->x_column == NULL)
    return g_strdup_printf("crs: \"%s\"", reading->crs);
  return g_strdup_printf("x: %s, y: %s, crs: \"%s\"",
                         reading->is_swapped ? info->y_column : info->x_column,
                         reading->is_swapped ? info->x_column : info->y_column, reading->crs);
}

static const struct {
  LtTextId text;
  const char *code;
} doubts[LT_N_CRS_DOUBTS] = {
    {LT_T_INFO_DOUBT_SWAPPED, "swapped"},  {LT_T_INFO_DOUBT_BAND, "band"},
    {LT_T_INFO_DOUBT_PREFIX, "prefix"},    {LT_T_INFO_DOUBT_NO_PREFIX, "no-prefix"},
    {LT_T_INFO_DOUBT_HALF, "mixed"},       {LT_T_INFO_DOUBT_OFF_BAND, "off-band"},
    {LT_T_INFO_DOUBT_DEGREES, "degrees"},  {LT_T_INFO_DOUBT_METRES, "metres"},
    {LT_T_INFO_DOUBT_AREA, "area-of-use"}, {LT_T_INFO_DOUBT_OUTLINE, "outline"},
};

const char *lt_info_doubt_text(unsigned doubt, LtLang lang)
{
  return lt_text(lang, doubts[g_bit_nth_lsf(doubt, -1)].text);
}

const char *lt_info_doubt_code(unsigned doubt)
{
  return doubts[g_bit_nth_lsf(doubt, -1)].code;
}

const char *lt_info_fault_text(const LtInfoFault *fault, LtLang lang)
{
  static const struct {
    const char *begin;
    LtTextId text;
  } rows[] = {{"null", LT_T_INFO_FAULT_NULL},
              {"empty", LT_T_INFO_FAULT_EMPTY},
              {"damaged", LT_T_INFO_FAULT_DAMAGED},
              {"not-finite", LT_T_INFO_FAULT_NOT_FINITE},
              {"Invalid Coordinate", LT_T_INFO_FAULT_NOT_FINITE},
              {"no-number", LT_T_INFO_FAULT_NO_NUMBER},
              {"duplicate", LT_T_INFO_FAULT_DUPLICATE},
              {"text", LT_T_INFO_FAULT_TEXT},
              {"surface", LT_T_INFO_FAULT_SURFACE},
              {"Self-intersection", LT_T_INFO_FAULT_SELF},
              {"Ring Self-intersection", LT_T_INFO_FAULT_RING_SELF},
              {"Hole lies outside shell", LT_T_INFO_FAULT_HOLE_OUT},
              {"Holes are nested", LT_T_INFO_FAULT_HOLES},
              {"Nested shells", LT_T_INFO_FAULT_SHELLS},
              {"Interior is disconnected", LT_T_INFO_FAULT_INTERIOR},
              {"Too few points", LT_T_INFO_FAULT_FEW},
              {"IllegalArgumentException: Invalid number of points", LT_T_INFO_FAULT_FEW},
              {"Duplicate Rings", LT_T_INFO_FAULT_RINGS},
              {"IllegalArgumentException: Points of LinearRing", LT_T_INFO_FAULT_OPEN}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (g_str_has_prefix(fault->kind, rows[i].begin))
      return lt_text(lang, rows[i].text);
  return fault->kind;
}
