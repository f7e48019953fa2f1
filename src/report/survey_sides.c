#include "report/survey_sides.h"

#include "report/json_whole.h"
#include "report/text_table.h"

#include <math.h>

static const char *const states[] = {"pass", "undetermined", "partly", "fail"};
static const char *const side_names[] = {"east", "south", "west", "north"};
static const char *const edges[] = {NULL, "inner", "outer", "centre", "mixed"};
static const char *const matches[] = {"unknown", "ambiguous", "normalised", "exact"};

const char *lt_side_state_name(LtSideState state)
{
  return states[state];
}

const char *lt_side_name(LtSide side)
{
  return side_names[side];
}

/* ---- for people ---- */

static const LtTextId state_texts[] = {LT_T_SVR_SIDE_PASS, LT_T_SVR_SIDE_UNDETERMINED,
                                       LT_T_SVR_SIDE_PARTLY, LT_T_SVR_SIDE_FAIL};
static const LtTextId edge_texts[] = {LT_T_SVR_EDGE_NONE, LT_T_SVR_EDGE_INNER, LT_T_SVR_EDGE_OUTER,
                                      LT_T_SVR_EDGE_CENTRE, LT_T_SVR_EDGE_MIXED};
static const LtTextId side_texts[] = {LT_T_SIDE_EAST, LT_T_SIDE_SOUTH, LT_T_SIDE_WEST,
                                      LT_T_SIDE_NORTH};

/* What of every bound, joined. */
static char *bounds_join(const LtSideResult *side, LtLang lang, bool takes_edges)
{
  GString *all = g_string_new(NULL);
  for (guint i = 0; i < side->bounds->len; i++) {
    const LtSideBoundResult *bound = &g_array_index(side->bounds, LtSideBoundResult, i);
    const char *name = bound->name == NULL ? "?" : bound->name;
    g_string_append_printf(all, "%s%s", i == 0 ? "" : lt_text(lang, LT_T_SVR_AND),
                           takes_edges ? lt_text(lang, edge_texts[bound->edge]) : name);
  }
  return g_string_free(all, FALSE);
}

static void side_row(LtTextTable *grid, const LtSideResult *side, int number, LtLang lang)
{
  lt_text_table_add(grid, g_strdup(lt_text(lang, side_texts[number])));
  lt_text_table_add(grid, g_strdup(side->text == NULL ? "-" : side->text));
  lt_text_table_add(grid, bounds_join(side, lang, false));
  lt_text_table_add(grid, g_strdup(lt_text(lang, state_texts[side->state])));
  lt_text_table_add(grid, bounds_join(side, lang, true));
  lt_text_table_add(grid, lt_number_text(side->length_m, 1));
  lt_text_table_add(grid, lt_number_text(floor(side->share * 1000) / 10, 1));
  lt_text_table_add(grid, lt_number_text(side->mean_m, 1));
  lt_text_table_add(grid, lt_number_text(side->largest_m, 1));
}

static char *zone_title(const LtSurveyFile *file, const LtSurveyZone *zone, double within_m,
                        LtLang lang)
{
  const LtSurveyParcel *parcel =
      zone->parcel == LT_SURVEY_NO_PARCEL ? NULL : &file->parcels[zone->parcel];
  g_autofree char *of = parcel == NULL ? g_strdup(lt_text(lang, LT_T_SVR_SIDES_ALL))
                                       : g_strdup_printf("%s %s", parcel->number, parcel->name);
  const char *block = zone->sides->block;
  g_autofree char *what = g_strdup_printf("%s %s%s%s", file->path, of, block == NULL ? "" : " ",
                                          block == NULL ? "" : block);
  return lt_text_format(lang, LT_T_SVR_SIDES, what, within_m);
}

void lt_survey_sides_print(GString *out, const LtSurveyFile *file, double within_m, LtLang lang)
{
  static const LtTextId titles[] = {LT_T_SVR_SIDE,       LT_T_SVR_SIDE_TEXT, LT_T_SVR_SIDE_NAME,
                                    LT_T_SVR_VERDICT,    LT_T_SVR_SIDE_EDGE, LT_T_SVR_SIDE_LENGTH,
                                    LT_T_SVR_SIDE_SHARE, LT_T_SVR_SIDE_MEAN, LT_T_SVR_SIDE_LARGEST};
  for (guint i = 0; file->zones != NULL && i < file->zones->len; i++) {
    const LtSurveyZone *zone = &g_array_index(file->zones, LtSurveyZone, i);
    LtTextTable grid = {.cells = g_ptr_array_new_with_free_func(g_free),
                        .n_columns = G_N_ELEMENTS(titles)};
    for (size_t column = 5; column < G_N_ELEMENTS(titles); column++)
      grid.is_number[column] = true;
    lt_text_append(out, zone_title(file, zone, within_m, lang));
    g_string_append_c(out, '\n');
    lt_text_table_add_titles(&grid, titles, lang);
    for (int side = 0; side < LT_N_SIDES; side++)
      side_row(&grid, &zone->sides->sides[side], side, lang);
    lt_text_table_print(out, &grid);
    g_ptr_array_unref(grid.cells);
    g_string_append_c(out, '\n');
  }
}

/* ---- for programs ---- */

static json_t *text(const char *value)
{
  g_autofree char *valid = value == NULL ? NULL : g_utf8_make_valid(value, -1);
  return valid == NULL ? json_null() : json_string(valid);
}

static json_t *real(double value, double scale)
{
  return isfinite(value) ? json_real(round(value * scale) / scale) : json_null();
}

static json_t *side_or_null(LtSide side)
{
  return side == LT_SIDE_NONE ? json_null() : json_string(side_names[side]);
}

static json_t *bound_json(const LtSideBoundResult *bound)
{
  json_t *shares = json_object();
  for (int side = 0; side < LT_N_SIDES; side++)
    shares = lt_json_set(shares, side_names[side], real(bound->share[side], 1e4));
  json_t *json = lt_json_set(json_object(), "text", text(bound->text));
  json = lt_json_set(json, "match", text(matches[bound->match]));
  json = lt_json_set(json, "name", text(bound->name));
  json = lt_json_set(json, "hint", text(bound->hint));
  json = lt_json_set(json, "features", json_integer((json_int_t)bound->n_features));
  json = lt_json_set(json, "beyond", side_or_null(bound->beyond));
  json = lt_json_set(json, "beyond_m", real(bound->beyond_m, 1e3));
  json = lt_json_set(json, "shares", shares);
  json = lt_json_set(json, "lies", side_or_null(bound->lies));
  json = lt_json_set(json, "edge", text(edges[bound->edge]));
  json = lt_json_set(json, "inner_m", real(bound->inner_m, 10));
  json = lt_json_set(json, "outer_m", real(bound->outer_m, 10));
  return lt_json_set(json, "centre_m", real(bound->centre_m, 10));
}

static json_t *place_json(const LtSideResult *side)
{
  if (!isfinite(side->largest_m))
    return json_null();
  json_t *json =
      lt_json_set(json_object(), "x_m", real((double)side->largest_at.y / LT_UNITS_PER_M, 1e3));
  return lt_json_set(json, "y_m", real((double)side->largest_at.x / LT_UNITS_PER_M, 1e3));
}

static json_t *side_json(const LtSideResult *side)
{
  json_t *bounds = json_array();
  for (guint i = 0; i < side->bounds->len; i++)
    bounds = lt_json_append(bounds, bound_json(&g_array_index(side->bounds, LtSideBoundResult, i)));
  json_t *json = lt_json_set(json_object(), "state", text(states[side->state]));
  json = lt_json_set(json, "text", text(side->text));
  json = lt_json_set(json, "length_m", real(side->length_m, 10));
  json = lt_json_set(json, "share", real(side->share, 1e4));
  json = lt_json_set(json, "mean_m", real(side->mean_m, 100));
  json = lt_json_set(json, "largest_m", real(side->largest_m, 10));
  json = lt_json_set(json, "largest_at", place_json(side));
  return lt_json_set(json, "bounds", bounds);
}

static json_t *zone_json(const LtSurveyZone *zone)
{
  bool is_all = zone->parcel == LT_SURVEY_NO_PARCEL;
  json_t *json = lt_json_set(json_object(), "parcel",
                             is_all ? json_null() : json_integer((json_int_t)zone->parcel + 1));
  json_t *sides = json_object();
  for (int side = 0; side < LT_N_SIDES; side++)
    sides = lt_json_set(sides, side_names[side], side_json(&zone->sides->sides[side]));
  json = lt_json_set(json, "block", text(zone->sides->block));
  json = lt_json_set(json, "state", text(states[zone->sides->state]));
  json = lt_json_set(json, "hidden_m", real(zone->sides->hidden_m, 10));
  return lt_json_set(json, "sides", sides);
}

json_t *lt_survey_sides_json(const LtSurveyFile *file)
{
  if (file->zones == NULL)
    return json_null();
  json_t *zones = json_array();
  for (guint i = 0; i < file->zones->len; i++)
    zones = lt_json_append(zones, zone_json(&g_array_index(file->zones, LtSurveyZone, i)));
  return zones;
}
