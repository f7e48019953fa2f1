/* lantu overlay for programs: docs/commands/overlay.md. */
#include "report/json_values.h"
#include "report/json_whole.h"
#include "report/overlay_reading.h"
#include "report/overlay_rows.h"
#include "report/overlay_tuple_rows.h"

#include <lantu/overlay.h>
#include <lantu/version.h>

#include <math.h>

/* ---- values ---- */

static json_t *area(double m2)
{
  return real(m2, LT_ROW_DIGITS);
}

/* ---- objects ---- */

typedef struct {
  const char *name; /* NULL: the end */
  json_t *value;    /* taken over */
} Member;

static json_t *object(const Member *members)
{
  json_t *json = json_object();
  for (; members->name != NULL; members++)
    json = lt_json_set(json, members->name, members->value);
  return json;
}

static json_t *areas_json(const LtAreas *areas)
{
  const Member members[] = {{"planar_m2", area(areas->planar_m2)},
                            {"ellipsoid_m2", area(areas->ellipsoid_m2)},
                            {"mu", area(lt_overlay_mu(areas))},
                            {NULL, NULL}};
  return object(members);
}

static json_t *row_json(const LtOverlayResults *results, const LtLayerPair *pair,
                        const LtOverlayRow *row)
{
  const Member members[] = {{"part", text(lt_row_code(row->kind))},
                            {"class_a", text(lt_row_class(results, pair->a, row->class_a))},
                            {"class_b", text(lt_row_class(results, pair->b, row->class_b))},
                            {"n", count(row->n)},
                            {NULL, NULL}};
  json_t *json = object(members);
  return lt_json_join(json, areas_json(&row->areas));
}

static json_t *table_json(const LtOverlayResults *results, const LtLayerPair *pair)
{
  json_t *list = json_array();
  g_autoptr(GArray) rows = lt_overlay_rows(results, pair);
  for (guint i = 0; i < rows->len; i++) {
    const LtOverlayRow *row = &g_array_index(rows, LtOverlayRow, i);
    if (lt_row_is_cell(row->kind))
      list = lt_json_append(list, row_json(results, pair, row));
  }
  return list;
}

/* A class is null where the layer does not cover the ground, and where its features have none. */
static json_t *tuple_json(const LtOverlayResults *results, const LtTupleRow *row)
{
  json_t *layers = json_array(), *classes = json_array();
  for (size_t l = 0; l < results->n_sides; l++) {
    classes = lt_json_append(classes, text(lt_tuple_row_class(results, row, l)));
    if (lt_tuple_row_has(row, l))
      layers = lt_json_append(layers, count(l + 1));
  }
  const Member members[] = {{"layers", layers}, {"classes", classes}, {NULL, NULL}};
  json_t *json = object(members);
  return lt_json_join(json, areas_json(&row->areas));
}

static json_t *tuples_json(const LtOverlayResults *results)
{
  if (!(results->tables & LT_OVERLAY_TUPLES))
    return json_null();
  json_t *list = json_array();
  g_autoptr(GArray) rows = lt_tuple_rows(results);
  for (guint i = 0; i < rows->len; i++) {
    const LtTupleRow *row = &g_array_index(rows, LtTupleRow, i);
    if (row->kind == LT_TUPLE_ROW)
      list = lt_json_append(list, tuple_json(results, row));
  }
  return list;
}

static json_t *figures_add(json_t *json, const LtFigure *figures, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    bool is_count = figures[i].digits == 0 && !isnan(figures[i].value);
    json = lt_json_set(json, figures[i].name,
                       is_count ? count((size_t)figures[i].value)
                                : real(figures[i].value, figures[i].digits));
  }
  return json;
}

static json_t *side_json(const LtOverlayResults *results, size_t which)
{
  const LtOverlaySide *side = &results->sides[which];
  const LtLayer *layer = &side->layer;
  const Member members[] = {{"file", text(layer->id)},
                            {"class_field", text(layer->class_column)},
                            {"key_field", text(layer->key)},
                            {"crs", text(layer->data->stats.crs_name)},
                            {NULL, NULL}};
  json_t *json = object(members), *faults = json_object();
  LtFigure reading[LT_N_READING_FIGURES], counts[LT_N_FAULT_FIGURES];
  lt_overlay_reading_figures(side, reading);
  lt_overlay_fault_figures(results, which, counts);
  json = figures_add(json, reading, G_N_ELEMENTS(reading));
  faults = figures_add(faults, counts, G_N_ELEMENTS(counts));
  return lt_json_set(json, "faults", faults);
}

/* Sums beside the table of all layers; null where that is not made. */
static json_t *tuple_sum_json(const LtOverlayResults *results, const LtAreas *areas)
{
  return results->tables & LT_OVERLAY_TUPLES ? areas_json(areas) : json_null();
}

static json_t *sides_json(const LtOverlayResults *results)
{
  json_t *list = json_array();
  for (size_t l = 0; l < results->n_sides; l++) {
    const LtTupleLayer *layer = &results->tuple_layers[l];
    const Member sums[] = {{"covered", tuple_sum_json(results, &layer->covered)},
                           {"repeated", tuple_sum_json(results, &layer->repeated)},
                           {NULL, NULL}};
    list = lt_json_append(list, lt_json_join(side_json(results, l), object(sums)));
  }
  return list;
}

static json_t *tolerated_json(LtOverlayTolerated tolerated)
{
  const Member members[] = {{"pieces", count(tolerated.n_pieces)},
                            {"width_upper_m", real(tolerated.width_upper_m, LT_LENGTH_DIGITS)},
                            {NULL, NULL}};
  json_t *json = object(members);
  return lt_json_join(json, areas_json(&tolerated.areas));
}

/* How many pairs of features, or patches, have a polygon; null for those that are not made. */
static json_t *kept_json(const LtOverlayResults *results, bool of_patches, size_t n)
{
  return results->table_only || results->makes_patches != of_patches ? json_null() : count(n);
}

/* What two layers share. */
static json_t *pair_json(const LtOverlayResults *results, const LtLayerPair *pair)
{
  const LtOverlay *overlay = pair->overlay;
  size_t n_kept = lt_overlay_kept_count(pair);
  const Member members[] = {
      {"table", table_json(results, pair)},
      {"both", areas_json(&overlay->both)},
      {"repeated_a", areas_json(&overlay->repeated_a)},
      {"repeated_b", areas_json(&overlay->repeated_b)},
      {"kept_pairs", kept_json(results, false, n_kept)},
      {"kept_patches", kept_json(results, true, n_kept)},
      {"tolerated", results->table_only ? json_null() : tolerated_json(lt_overlay_tolerated(pair))},
      {NULL, NULL}};
  return object(members);
}

static json_t *pairs_json(const LtOverlayResults *results)
{
  if (!(results->tables & LT_OVERLAY_PAIRS))
    return json_null();
  json_t *list = json_array();
  for (size_t i = 0; i < results->n_pairs_of_layers; i++) {
    const LtLayerPair *pair = &results->pairs_of_layers[i];
    const Member members[] = {
        {"layer_a", count(pair->a + 1)}, {"layer_b", count(pair->b + 1)}, {NULL, NULL}};
    json_t *json = object(members);
    list = lt_json_append(list, lt_json_join(json, pair_json(results, pair)));
  }
  return list;
}

/* What more than two layers have together, and every two of them. */
static json_t *many_json(const LtOverlayResults *results)
{
  size_t n_kept = lt_overlay_kept_count_all(results);
  const Member members[] = {{"tuples", tuples_json(results)},
                            {"all", tuple_sum_json(results, &results->tuples.all)},
                            {"any", tuple_sum_json(results, &results->tuples.any)},
                            {"pairs", pairs_json(results)},
                            {"kept_pairs", kept_json(results, false, n_kept)},
                            {"kept_patches", kept_json(results, true, n_kept)},
                            {"tolerated", results->table_only
                                              ? json_null()
                                              : tolerated_json(lt_overlay_tolerated_all(results))},
                            {NULL, NULL}};
  return object(members);
}

char *lt_report_overlay_json(const LtOverlayResults *results)
{
  g_return_val_if_fail(results != NULL, NULL);

  bool is_many = lt_overlay_is_many(results);
  const Member work[] = {{"lantu", text(LT_VERSION)},
                         {"crs", text(lt_crs_id(results->crs))},
                         {"crs_name", text(lt_crs_name(results->crs))},
                         {NULL, NULL}};
  const Member limits[] = {{"min_area_m2", json_real(results->min_area_m2)},
                           {"min_width_m", json_real(results->min_width_m)},
                           {"beyond_ellipsoid", count(lt_overlay_nowhere_count(results))},
                           {NULL, NULL}};
  json_t *json = object(work);
  if (is_many)
    json = lt_json_set(json, "layers", sides_json(results));
  for (size_t l = 0; !is_many && l < results->n_sides; l++) {
    g_autofree char *code = lt_layer_code(results, l);
    json = lt_json_set(json, code, side_json(results, l));
  }
  json = lt_json_join(json, object(limits));
  json = lt_json_join(json,
                      is_many ? many_json(results) : pair_json(results, results->pairs_of_layers));
  return lt_json_dump(json);
}
