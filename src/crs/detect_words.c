#include "crs/detect_words.h"

#include "crs/band.h"

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

char *lt_crs_reading_text(const LtCrsReading *reading, LtLang lang)
{
  g_autofree char *text = reading_alone(reading, lang);
  return g_strconcat(text, reading->is_swapped ? lt_text(lang, LT_T_INFO_SWAPPED) : "", NULL);
}

const char *lt_crs_reading_code(const LtCrsReading *reading)
{
  static const char *const codes[] = {"stated", "prefix", "no-prefix", "degrees", "packed",
                                      "gcj-02", "bd-09",  "mercator",  "shifted"};
  return codes[reading->kind];
}

static char *line_of(const char *crs, const LtCrsReading *reading, const char *x, const char *y)
{
  if (x == NULL)
    return g_strdup_printf("crs: \"%s\"", crs);
  return g_strdup_printf("x: %s, y: %s, crs: \"%s\"", reading->is_swapped ? y : x,
                         reading->is_swapped ? x : y, crs);
}

char *lt_crs_reading_line(const LtCrsReading *reading, const char *x, const char *y)
{
  static const LtCrsReadingKind direct[] = {LT_CRS_READING_PREFIX, LT_CRS_READING_PLAIN,
                                            LT_CRS_READING_DEGREES, LT_CRS_READING_MERCATOR};
  bool is_direct = false;
  if (reading->kind == LT_CRS_READING_GCJ02 || reading->kind == LT_CRS_READING_BD09)
    return line_of(reading->kind == LT_CRS_READING_GCJ02 ? "GCJ-02" : "BD-09", reading, x, y);
  for (size_t i = 0; i < G_N_ELEMENTS(direct); i++)
    is_direct = is_direct || direct[i] == reading->kind;
  if (!is_direct || reading->crs == NULL)
    return NULL;
  return line_of(reading->crs, reading, x, y);
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
    {LT_T_INFO_DOUBT_PACKED, "packed"},
};

const char *lt_crs_doubt_text(unsigned doubt, LtLang lang)
{
  return lt_text(lang, doubts[g_bit_nth_lsf(doubt, -1)].text);
}

const char *lt_crs_doubt_code(unsigned doubt)
{
  return doubts[g_bit_nth_lsf(doubt, -1)].code;
}
