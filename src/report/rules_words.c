/* Words of kinds of rules and of their limits: rows of src/share/texts/catalogue.def. */
#include "report/rules_words.h"

#include <stdint.h>

static const struct {
  const char *kind;
  LtTextId text;
} kinds[] = {
    {"area", LT_T_KIND_AREA},
    {"boundary", LT_T_KIND_BOUNDARY},
    {"contains-point", LT_T_KIND_CONTAINS_POINT},
    {"coverage", LT_T_KIND_COVERAGE},
    {"covers", LT_T_KIND_COVERS},
    {"covers-each-other", LT_T_KIND_COVERS_EACH_OTHER},
    {"crs", LT_T_KIND_CRS},
    {"distance", LT_T_KIND_DISTANCE},
    {"inside", LT_T_KIND_INSIDE},
    {"land", LT_T_KIND_LAND},
    {"larger-than", LT_T_KIND_LARGER_THAN},
    {"matrix", LT_T_KIND_MATRIX},
    {"overlap", LT_T_KIND_OVERLAP},
    {"schema", LT_T_KIND_SCHEMA},
    {"sharp-angle", LT_T_KIND_SHARP_ANGLE},
    {"short-edge", LT_T_KIND_SHORT_EDGE},
    {"side", LT_T_KIND_SIDE},
    {"sliver", LT_T_KIND_SLIVER},
    {"totals", LT_T_KIND_TOTALS},
    {"unique", LT_T_KIND_UNIQUE},
    {"valid", LT_T_KIND_VALID},
};

/* What a limit means in one kind alone stands before what it means in all others. */
static const struct {
  const char *kind, *key;
  LtTextId text;
} limits[] = {
    {"larger-than", "min_area_m2", LT_T_LIMIT_LARGER_MIN_AREA_M2},
    {"larger-than", "of", LT_T_LIMIT_OF_PARTS},
    {"totals", "of", LT_T_LIMIT_OF_TOTALS},
    {"totals", "relative", LT_T_LIMIT_RELATIVE_TOTALS},
    {NULL, "absolute_m2", LT_T_LIMIT_ABSOLUTE_M2},
    {NULL, "area", LT_T_LIMIT_AREA},
    {NULL, "check", LT_T_LIMIT_CHECK},
    {NULL, "classes", LT_T_LIMIT_CLASSES},
    {NULL, "columns", LT_T_LIMIT_COLUMNS},
    {NULL, "count", LT_T_LIMIT_COUNT},
    {NULL, "declared", LT_T_LIMIT_DECLARED},
    {NULL, "distance_m", LT_T_LIMIT_DISTANCE_M},
    {NULL, "find", LT_T_LIMIT_FIND},
    {NULL, "matrix", LT_T_LIMIT_MATRIX},
    {NULL, "max_area_m2", LT_T_LIMIT_MAX_AREA_M2},
    {NULL, "max_thinness", LT_T_LIMIT_MAX_THINNESS},
    {NULL, "max_width_m", LT_T_LIMIT_MAX_WIDTH_M},
    {NULL, "min_angle_deg", LT_T_LIMIT_MIN_ANGLE_DEG},
    {NULL, "min_area_m2", LT_T_LIMIT_MIN_AREA_M2},
    {NULL, "min_edge_m", LT_T_LIMIT_MIN_EDGE_M},
    {NULL, "min_length_m", LT_T_LIMIT_MIN_LENGTH_M},
    {NULL, "min_width_m", LT_T_LIMIT_MIN_WIDTH_M},
    {NULL, "named", LT_T_LIMIT_NAMED},
    {NULL, "near_m", LT_T_LIMIT_NEAR_M},
    {NULL, "of", LT_T_LIMIT_OF},
    {NULL, "relative", LT_T_LIMIT_RELATIVE},
    {NULL, "relative_to", LT_T_LIMIT_RELATIVE_TO},
    {NULL, "schema", LT_T_LIMIT_SCHEMA},
    {NULL, "sentence", LT_T_LIMIT_SENTENCE},
    {NULL, "tolerance_m", LT_T_LIMIT_TOLERANCE_M},
    {NULL, "tolerance_m2", LT_T_LIMIT_TOLERANCE_M2},
    {NULL, "unit", LT_T_LIMIT_UNIT},
    {NULL, "within_m", LT_T_LIMIT_WITHIN_M},
};

static const struct {
  const char *suffix;
  LtTextId text;
} units[] = {{"_m", LT_T_UNIT_M}, {"_m2", LT_T_UNIT_M2}, {"_deg", LT_T_UNIT_DEG}};

const char *lt_kind_text(const char *kind, LtLang lang)
{
  for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (g_str_equal(kinds[i].kind, kind))
      return lt_text(lang, kinds[i].text);
  return NULL;
}

const char *lt_limit_text(const char *kind, const char *key, LtLang lang)
{
  for (size_t i = 0; i < G_N_ELEMENTS(limits); i++)
    if ((limits[i].kind == NULL || g_str_equal(limits[i].kind, kind)) &&
        g_str_equal(limits[i].key, key))
      return lt_text(lang, limits[i].text);
  return NULL;
}

/* SIZE_MAX: it has none. */
static size_t unit_find(const char *key)
{
  for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
    if (g_str_has_suffix(key, units[i].suffix))
      return i;
  return SIZE_MAX;
}

const char *lt_limit_unit_text(const char *key, LtLang lang)
{
  size_t unit = unit_find(key);
  return unit == SIZE_MAX ? NULL : lt_text(lang, units[unit].text);
}

const char *lt_limit_unit_code(const char *key)
{
  size_t unit = unit_find(key);
  return unit == SIZE_MAX ? NULL : units[unit].suffix + 1;
}
