/* lantu overlay for programs: docs/commands/overlay.md. */
#include "report/overlay_rows.h"

#include <lantu/overlay.h>
#include <lantu/version.h>

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

static json_t *text(const char *value)
{
  json_t *json = value == NULL ? json_null() : json_string(value);
  return json == NULL ? json_null() : json; /* not UTF-8 */
}

static json_t *real(double value)
{
  return isfinite(value) ? json_real(lt_round(value, LT_ROW_DIGITS)) : json_null();
}

static json_t *count(size_t value)
{
  return json_integer((json_int_t)value);
}

static json_t *areas_json(const LtAreas *areas)
{
  return json_pack("{so so so}", "planar_m2", real(areas->planar_m2), "ellipsoid_m2",
                   real(areas->ellipsoid_m2), "mu", real(lt_overlay_mu(areas)));
}

static json_t *row_json(const LtOverlayResults *results, const LtOverlayRow *row)
{
  json_t *json = json_pack("{so so so so}", "part", text(lt_row_code(row->kind)), "class_a",
                           text(lt_row_class(results, LT_SIDE_A, row->class_a)), "class_b",
                           text(lt_row_class(results, LT_SIDE_B, row->class_b)), "n",
                           count(row->n));
  json_object_update_new(json, areas_json(&row->areas));
  return json;
}

static json_t *cells_json(const LtOverlayResults *results)
{
  json_t *list = json_array();
  g_autoptr(GArray) rows = lt_overlay_rows(results);
  for (guint i = 0; i < rows->len; i++) {
    const LtOverlayRow *row = &g_array_index(rows, LtOverlayRow, i);
    if (lt_row_is_cell(row->kind))
      json_array_append_new(list, row_json(results, row));
  }
  return list;
}

/* Invalid ones are null where nobody looked. */
static json_t *faults_json(const LtOverlayResults *results, const LtOverlaySideData *side)
{
  json_t *json = json_object();
  for (size_t i = 0; i < LT_N_FAULT_NAMES; i++)
    json_object_set_new(json, lt_fault_names[i].code,
                        count(lt_overlay_fault_count(side, lt_fault_names[i].kind)));
  json_object_set_new(json, "invalid",
                      results->counts_invalid ? count(side->n_invalid) : json_null());
  return json;
}

static json_t *side_json(const LtOverlayResults *results, LtSide which)
{
  const LtOverlaySideData *side = &results->sides[which];
  const LtLayer *layer = &side->layer;
  const LtReadStats *stats = &layer->data->stats;
  return json_pack("{so so so so so so so so so so}", "file", text(layer->id), "class_field",
                   text(layer->class_column), "key_field", text(layer->key), "crs",
                   text(stats->crs_name), "features", count(layer->data->shapes->n_features),
                   "polygons", count(side->n_polygons), "vertices", count(stats->n_vertices),
                   "vertices_moved", count(stats->n_moved), "vertices_added",
                   count(stats->n_added), "faults", faults_json(results, side));
}

static json_t *tolerated_json(const LtOverlayResults *results)
{
  if (results->table_only)
    return json_null();
  LtOverlayLedger ledger = lt_overlay_ledger(results);
  json_t *json = json_pack("{so so}", "pieces", count(ledger.n_pieces), "width_upper_m",
                           real(ledger.width_m));
  json_object_update_new(json, areas_json(&ledger.areas));
  return json;
}

char *lt_report_overlay_json(const LtOverlayResults *results)
{
  g_return_val_if_fail(results != NULL, NULL);

  const LtOverlay *overlay = results->overlay;
  json_t *root = json_pack(
      "{so so so so so so so so so so so so so}", "lantu", text(LT_VERSION), "crs",
      text(lt_crs_id(results->crs)), "crs_name", text(lt_crs_name(results->crs)), "a",
      side_json(results, LT_SIDE_A), "b", side_json(results, LT_SIDE_B),
      "min_area_m2", real(results->min_area_m2), "min_width_m", real(results->min_width_m), "table",
      cells_json(results), "both", areas_json(&overlay->both), "repeated_a",
      areas_json(&overlay->repeated_a), "repeated_b", areas_json(&overlay->repeated_b), "pieces",
      results->table_only ? json_null() : count(lt_overlay_piece_count(results)), "tolerated",
      tolerated_json(results));
  char *dumped = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
  json_decref(root);
  char *json = g_strconcat(dumped, "\n", NULL);
  free(dumped);
  return json;
}
