#include "io/gpkg.h"
#include "near/input.h"
#include "near/search.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* ---- the target ---- */

static bool texts_read(LtLayer *layer, const char *column, const char *name, char ***texts,
                       GError **error)
{
  if (column == NULL)
    return true;
  *texts = lt_table_texts(layer->table, name, error);
  return *texts != NULL;
}

static bool side_finish(LtNearSide *side, const LtShapes *shapes, LtRun *run, GError **error)
{
  LtLayer *layer = &side->layer;
  const LtReadStats *stats = &layer->data->stats;
  layer->state = LT_LAYER_READ;
  for (size_t i = 0; shapes != NULL && i < shapes->n_features; i++)
    side->n_nowhere += shapes->types[i] == LT_GEOM_NONE;
  lt_run_log(run, LT_LOG_INFO, LT_T_PROJECT_LAYER_READ, layer->id, lt_table_count(layer->table),
             stats->crs_name, stats->encoding);
  return texts_read(layer, layer->key, "key", &layer->keys, error) &&
         texts_read(layer, layer->name, "name", &layer->names, error);
}

static bool target_read(LtNearResults *results, LtRun *run, GError **error)
{
  LtNearSide *side = &results->target;
  side->layer.data = lt_source_read(side->source, results->crs, &results->plane,
                                    side->layer.table, run, error);
  if (side->layer.data == NULL || !side_finish(side, side->layer.data->shapes, run, error))
    return false;
  if (!lt_near_images_check(results, error))
    return false;
  return side->n_nowhere < side->layer.data->shapes->n_features ||
         lt_fail(error, LT_ERROR_READ, LT_T_NEAR_NO_SHAPES, side->layer.id);
}

/* ---- the rows in their order ---- */

static int row_compare(const void *a, const void *b, void *data)
{
  const LtNearRow *x = a, *y = b;
  const LtNearResults *results = data;
  if (x->hit.distance_m != y->hit.distance_m)
    return x->hit.distance_m < y->hit.distance_m ? -1 : 1;
  int order = g_strcmp0(lt_near_key(&results->features, x->feature),
                        lt_near_key(&results->features, y->feature));
  if (order == 0)
    order = (x->feature > y->feature) - (x->feature < y->feature);
  return order != 0 ? order : (int)x->rank - (int)y->rank;
}

static bool features_read(LtNearResults *results, LtRun *run, GError **error)
{
  LtNearSide *side = &results->features;
  if (!lt_near_search(results, run, error) || !side_finish(side, NULL, run, error))
    return false;
  if (results->n_rows > 0)
    g_qsort_with_data(results->rows, (gint)results->n_rows, sizeof *results->rows, row_compare,
                      results);
  return true;
}

/* ---- the whole ---- */

static LtNearResults *results_new(const LtNearFiles *files, GError **error)
{
  g_autoptr(LtNearResults) results = g_new0(LtNearResults, 1);
  memcpy(results->limits_m, files->limits_m, sizeof results->limits_m);
  results->n_limits = files->n_limits;
  results->n_nearest = files->n_nearest;
  results->stated_accuracy_m = files->accuracy_m;
  results->only_counts = files->only_counts;
  results->store = lt_store_new(error);
  return results->store == NULL ? NULL : g_steal_pointer(&results);
}

LtNearResults *lt_near_files(const LtNearFiles *files, LtRun *run, GError **error)
{
  g_return_val_if_fail(files != NULL && run != NULL, NULL);
  g_return_val_if_fail(files->features.file != NULL && files->target.file != NULL, NULL);
  g_return_val_if_fail(files->n_limits <= LT_NEAR_RINGS_MAX, NULL);
  g_return_val_if_fail(files->n_nearest >= 1 && files->n_nearest <= LT_NEAR_NEAREST_MAX, NULL);

  g_autoptr(LtNearResults) results = results_new(files, error);
  bool is_done = results != NULL && lt_near_input_open(results, files, run, error) &&
                 target_read(results, run, error) && features_read(results, run, error);
  return is_done ? g_steal_pointer(&results) : NULL;
}

static void side_clear(LtNearSide *side)
{
  LtLayer *layer = &side->layer;
  size_t n = layer->table == NULL ? 0 : lt_table_count(layer->table);
  lt_table_texts_free(g_steal_pointer(&layer->keys), n);
  lt_table_texts_free(g_steal_pointer(&layer->names), n);
  lt_layer_clear(layer);
  lt_source_free(side->source);
}

void lt_near_results_free(LtNearResults *results)
{
  if (results == NULL)
    return;
  side_clear(&results->features);
  side_clear(&results->target);
  lt_store_free(results->store);
  lt_crs_free(results->own_crs);
  g_free(results->rows);
  g_free(results);
}

/* ---- what others ask ---- */

size_t lt_near_within_count(const LtNearResults *results)
{
  size_t n = 0;
  for (size_t i = 0; i < results->n_limits; i++)
    n += results->counts[i];
  return n;
}

size_t lt_near_beyond_count(const LtNearResults *results)
{
  return results->counts[LT_NEAR_BEYOND];
}

size_t lt_near_feature_count(const LtNearResults *results)
{
  return results->n_features;
}

double lt_near_bearing_deg(const LtNearResults *results, const LtNearRow *row)
{
  const LtNearHit *hit = &row->hit;
  double from[2] = {(double)hit->from.x * LT_UNIT_M, (double)hit->from.y * LT_UNIT_M};
  double at[2] = {(double)hit->at.x * LT_UNIT_M, (double)hit->at.y * LT_UNIT_M};
  return hit->distance_m == 0 ? NAN : lt_crs_azimuth_deg(&results->plane, from, at);
}

size_t lt_near_lost_count(const LtNearSide *side)
{
  const LtLayerData *data = side->layer.data;
  size_t n = 0;
  for (size_t i = 0; i < data->n_faults; i++)
    n += data->faults[i].kind != LT_FAULT_INVALID && data->faults[i].kind != LT_FAULT_TEXT;
  return n;
}

/* ---- the output ---- */

static bool is_same_file(const char *a, const char *b)
{
  GStatBuf info_a, info_b;
  return g_stat(a, &info_a) == 0 && g_stat(b, &info_b) == 0 && info_a.st_dev == info_b.st_dev &&
         info_a.st_ino == info_b.st_ino;
}

bool lt_near_check_output(const LtNearFiles *files, const char *path, bool overwrite,
                          GError **error)
{
  g_return_val_if_fail(files != NULL && path != NULL, false);

  const LtNearLayer *layers[] = {&files->features, &files->target};
  for (size_t i = 0; i < G_N_ELEMENTS(layers); i++) {
    g_autofree char *file = NULL, *layer = NULL;
    if (!lt_near_input_split(layers[i], &file, &layer, error))
      return false;
    if (is_same_file(file, path))
      return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_OUTPUT_IS_INPUT, path);
  }
  g_autofree char *lower = g_ascii_strdown(path, -1);
  if (!g_str_has_suffix(lower, ".gpkg"))
    return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_OUTPUT_NAME, path);
  return lt_output_check(path, overwrite, error);
}
