#include "near/input.h"

#include "io/database.h"
#include "io/encoding.h"
#include "io/layer_path.h"

#include <math.h>

/* Nearer to the poles the scale of the plane of degrees may double within the largest limit for
 * which geom/near.c looks at a part of the target only. */
#define LAT_MAX_DEG 84

bool lt_near_input_split(const LtNearLayer *named, char **file, char **layer, GError **error)
{
  if (lt_layer_path_split(named->file, file, layer) && named->layer != NULL)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_LAYER_TWICE, named->file, named->layer);
  if (named->layer != NULL)
    *layer = g_strdup(named->layer);
  return true;
}

/* ---- files ---- */

/* What is stated is stated for a file that has no CRS of its own. */
static bool source_open(LtNearSide *side, const LtNearLayer *named, const char *stated_crs,
                        LtRun *run, GError **error)
{
  const LtLayer *layer = &side->layer;
  LtSourceSpec spec = {.id = layer->id,
                       .paths = (const char *const *)layer->sources,
                       .n_paths = 1,
                       .layer = layer->layer,
                       .encoding = layer->encoding,
                       .x = named->x,
                       .y = named->y,
                       .is_unchecked = true};
  side->source = lt_source_open(&spec, error);
  if (side->source == NULL || lt_source_crs(side->source) != NULL || stated_crs == NULL)
    return side->source != NULL;
  lt_run_log(run, LT_LOG_WARNING, LT_T_OVERLAY_CRS_TAKEN, layer->id, stated_crs);
  g_clear_pointer(&side->source, lt_source_free);
  spec.crs = stated_crs;
  side->source = lt_source_open(&spec, error);
  return side->source != NULL;
}

static bool table_make(LtNearResults *results, LtNearSide *side, GError **error)
{
  LtLayer *layer = &side->layer;
  LtAlias aliases[2];
  size_t n = 0;
  if (layer->key != NULL)
    aliases[n++] = (LtAlias){"key", layer->key, false};
  if (layer->name != NULL)
    aliases[n++] = (LtAlias){"name", layer->name, false};
  layer->table = lt_table_new(results->store, layer->id, lt_source_columns(side->source),
                              lt_source_column_count(side->source), error);
  if (layer->table == NULL || !lt_table_define(layer->table, aliases, n, NULL, 0, error))
    return false;
  for (size_t i = 0; i < n; i++)
    lt_table_want(layer->table, aliases[i].name);
  return true;
}

static bool side_open(LtNearResults *results, LtNearSide *side, const LtNearLayer *named,
                      const LtNearFiles *files, LtRun *run, GError **error)
{
  LtLayer *layer = &side->layer;
  g_autofree char *file = NULL;
  if (!lt_near_input_split(named, &file, &layer->layer, error))
    return false;
  layer->id = lt_path_shown(named->file);
  layer->key = g_strdup(named->key_field);
  layer->name = g_strdup(named->name_field);
  layer->encoding = g_strdup(files->encoding);
  layer->sources = g_new0(char *, 2);
  layer->sources[0] = g_steal_pointer(&file);
  layer->source_names = g_new0(char *, 2);
  layer->source_names[0] = lt_path_shown(layer->sources[0]);
  return source_open(side, named, files->crs, run, error) && table_make(results, side, error) &&
         lt_source_check_crs(side->source, error);
}

/* ---- the plane ---- */

static bool plane_take(LtNearResults *results, const LtCrs *crs, const char *where, GError **error)
{
  g_autoptr(GError) inner = NULL;
  results->crs = crs;
  return lt_crs_plane(crs, &results->plane, &inner) ||
         lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_OPTION, where, inner->message);
}

/* Where both layers are in degrees. */
static bool plane_degrees(LtNearResults *results, GError **error)
{
  const LtNearSide *side = &results->features;
  if (lt_crs_map_grid(lt_source_crs(side->source)) != LT_MAP_NONE) /* no way leads to them */
    side = &results->target;
  results->is_degrees = true;
  results->own_crs = lt_crs_of_degrees(lt_source_crs(side->source), error);
  return results->own_crs != NULL &&
         plane_take(results, results->own_crs, side->layer.id, error);
}

static bool plane_choose(LtNearResults *results, const char *stated, GError **error)
{
  g_autoptr(GError) inner = NULL;
  if (stated != NULL) {
    results->own_crs = lt_crs_parse(stated, &inner);
    if (results->own_crs == NULL)
      return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_OPTION, "--crs", inner->message);
    if (lt_crs_is_projected(results->own_crs))
      return plane_take(results, results->own_crs, "--crs", error);
    g_clear_pointer(&results->own_crs, lt_crs_free);
  }
  const LtNearSide *sides[] = {&results->target, &results->features};
  for (size_t i = 0; i < G_N_ELEMENTS(sides); i++)
    if (lt_crs_is_projected(lt_source_crs(sides[i]->source)))
      return plane_take(results, lt_source_crs(sides[i]->source), sides[i]->layer.id, error);
  return plane_degrees(results, error);
}

/* How far distances may be off, before anything is read. */
static bool doubt_find(LtNearResults *results, GError **error)
{
  const LtNearSide *sides[] = {&results->features, &results->target};
  bool is_stated = !isnan(results->stated_accuracy_m);
  results->doubt_m = is_stated ? results->stated_accuracy_m : 0;
  for (size_t i = 0; i < G_N_ELEMENTS(sides) && !is_stated; i++) {
    g_autoptr(LtTransform) transform =
        lt_transform_new(lt_source_crs(sides[i]->source), results->crs, error);
    if (transform == NULL) {
      g_prefix_error(error, "%s: ", sides[i]->layer.id);
      return false;
    }
    double accuracy_m = lt_transform_accuracy_m(transform);
    results->doubt_m += accuracy_m < 0 ? HUGE_VAL : accuracy_m;
  }
  return true;
}

/* The plane of degrees has ends that nothing may reach over: all places within the limits of the
 * features must lie inside of them. A degree of latitude has more than 110 km. */
static bool extent_check(const LtNearResults *results, GError **error)
{
  const LtNearSide *side = &results->features;
  double extent[4];
  if (!results->is_degrees)
    return true;
  if (results->n_limits == 0)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_NEAR_NEEDS_LIMIT);
  if (!lt_source_extent(side->source, extent))
    return lt_fail(error, LT_ERROR_READ, LT_T_NEAR_NO_SHAPES, side->layer.id);
  double reach_m = 2 * results->limits_m[results->n_limits - 1] +
                   (isfinite(results->doubt_m) ? results->doubt_m : 0) + 1e4;
  double lat_deg = fmax(fabs(extent[1]), fabs(extent[3])) + reach_m / 110000;
  double lon_deg = fmax(fabs(extent[0]), fabs(extent[2])) +
                   reach_m / 110000 / cos(fmin(lat_deg, 89) * G_PI / 180);
  return (lat_deg <= LAT_MAX_DEG && lon_deg < 180) ||
         lt_fail(error, LT_ERROR_USAGE, LT_T_NEAR_ENDS, side->layer.id, extent[0], extent[2],
                 extent[1], extent[3]);
}

bool lt_near_images_check(const LtNearResults *results, GError **error)
{
  const LtLayerData *data = results->target.layer.data;
  for (size_t i = 0; i < data->n_faults && results->is_degrees; i++)
    if (data->faults[i].kind == LT_FAULT_NO_IMAGE)
      return lt_fail(error, LT_ERROR_USAGE, LT_T_NEAR_NO_IMAGE, results->target.layer.id,
                     (long long)data->fids[data->faults[i].feature]);
  return true;
}

/* To read a file only tells that its texts cannot be decoded. */
static bool encoding_check(const char *encoding, GError **error)
{
  if (encoding == NULL)
    return true;
  g_autoptr(GError) inner = NULL;
  g_autofree char *text = lt_decode("", 0, encoding, false, "--encoding", NULL, &inner);
  if (text == NULL)
    g_set_error_literal(error, LT_ERROR, LT_ERROR_USAGE, inner->message);
  return text != NULL;
}

static bool crs_check(const char *stated, GError **error)
{
  g_autoptr(GError) inner = NULL;
  if (stated == NULL)
    return true;
  g_autoptr(LtCrs) crs = lt_crs_parse(stated, &inner);
  return crs != NULL ||
         lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_OPTION, "--crs", inner->message);
}

bool lt_near_input_open(LtNearResults *results, const LtNearFiles *files, LtRun *run,
                        GError **error)
{
  return crs_check(files->crs, error) && encoding_check(files->encoding, error) &&
         side_open(results, &results->features, &files->features, files, run, error) &&
         side_open(results, &results->target, &files->target, files, run, error) &&
         plane_choose(results, files->crs, error) && doubt_find(results, error) &&
         extent_check(results, error);
}
