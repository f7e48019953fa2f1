#include "overlay/read.h"

#include <glib/gstdio.h>
#include <math.h>

/* A vertex takes about so many bytes in a file. */
#define BYTES_OF_POINT 16

/* What is read by and by: shapes go into tiles, types stay. */
typedef struct {
  LtTiles *tiles;
  LtShapes *types; /* features without rings */
  size_t first_member;
  bool is_unfit;
} Stream;

/* Features of all layers are numbered one after the other. */
static bool members_check(size_t n_members, GError **error)
{
  return n_members < UINT32_MAX ||
         lt_fail(error, LT_ERROR_MEMORY, LT_T_ARRANGE_FEATURES, n_members, (size_t)UINT32_MAX - 1);
}

/* ---- extents ---- */

/* The extent a file tells, in lattice units, if it stands in the CRS of the work. */
static bool side_box(const LtOverlayResults *results, const LtOverlaySide *side, LtBox *box)
{
  double extent[4];
  const LtCrs *crs = lt_source_crs(side->source);
  if (crs == NULL || !lt_crs_equal(crs, results->crs) || !lt_source_extent(side->source, extent))
    return false;
  static const double most_m = (double)LT_UNITS_MAX / LT_UNITS_PER_M - 1;
  for (size_t i = 0; i < 4; i++)
    if (!(fabs(extent[i]) < most_m))
      return false;
  *box = (LtBox){{(int64_t)floor(extent[0] * LT_UNITS_PER_M) - 1,
                  (int64_t)floor(extent[1] * LT_UNITS_PER_M) - 1},
                 {(int64_t)ceil(extent[2] * LT_UNITS_PER_M) + 1,
                  (int64_t)ceil(extent[3] * LT_UNITS_PER_M) + 1}};
  return true;
}

static size_t side_points(const LtOverlaySide *side)
{
  GStatBuf info;
  return g_stat(side->layer.sources[0], &info) == 0 ? (size_t)info.st_size / BYTES_OF_POINT : 0;
}

/* Tiles for all files; NULL without an error when they cannot be read that way. */
static LtTiles *tiles_make(const LtOverlayResults *results, GError **error)
{
  LtBox box = {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}};
  size_t n_points = 0;
  if (results->counts_invalid)
    return NULL;
  for (size_t i = 0; i < results->n_sides; i++) {
    LtBox of_side;
    if (!side_box(results, &results->sides[i], &of_side))
      return NULL;
    box.min = (LtPoint){MIN(box.min.x, of_side.min.x), MIN(box.min.y, of_side.min.y)};
    box.max = (LtPoint){MAX(box.max.x, of_side.max.x), MAX(box.max.y, of_side.max.y)};
    n_points += side_points(&results->sides[i]);
  }
  return lt_tiles_new(&box, NULL, n_points, 0, error);
}

/* ---- layers ---- */

static bool stream_take(void *data, const LtShapes *shapes, size_t first, GError **error)
{
  Stream *stream = data;
  first += stream->first_member;
  if (!members_check(first + shapes->n_features, error))
    return false;
  for (size_t i = 0; i < shapes->n_features; i++) {
    LtGeomType type = (LtGeomType)shapes->types[i];
    GError *inner = NULL;
    if (!lt_shapes_add_feature(stream->types, type, error))
      return false;
    if (type != LT_GEOM_POLYGON ||
        lt_tiles_add(stream->tiles, shapes, i, (uint32_t)(first + i), &inner))
      continue;
    stream->is_unfit = g_error_matches(inner, LT_ERROR, LT_ERROR_GEOMETRY);
    g_propagate_error(error, inner);
    return false;
  }
  return true;
}

static LtLayerData *data_stream(LtOverlayResults *results, LtOverlaySide *side,
                                LtOverlayReading *reading, size_t first_member, LtRun *run,
                                GError **error)
{
  g_autoptr(LtShapes) types = lt_shapes_new();
  GError *inner = NULL;
  Stream stream = {reading->tiles, types, first_member, false};
  LtLayerData *data = lt_source_stream(side->source, results->crs, side->layer.table, stream_take,
                                       &stream, run, &inner);
  reading->is_unfit = stream.is_unfit;
  if (data != NULL)
    data->shapes = g_steal_pointer(&types);
  else if (stream.is_unfit)
    g_clear_error(&inner);
  else
    g_propagate_error(error, inner);
  return data;
}

static bool texts_read(LtLayer *layer, const char *name, const char *column, char ***texts,
                       GError **error)
{
  if (column == NULL)
    return true;
  *texts = lt_table_texts(layer->table, name, error);
  return *texts != NULL;
}

/* What follows from the features. */
static bool side_finish(LtOverlayResults *results, LtOverlaySide *side, LtRun *run, GError **error)
{
  LtLayer *layer = &side->layer;
  const LtShapes *shapes = layer->data->shapes;
  const LtReadStats *stats = &layer->data->stats;
  if (!texts_read(layer, "key", layer->key, &layer->keys, error) ||
      !texts_read(layer, "class", layer->class_column, &layer->classes, error))
    return false;
  layer->state = LT_LAYER_READ;
  lt_run_log(run, LT_LOG_INFO, LT_T_PROJECT_LAYER_READ, layer->id, shapes->n_features,
             stats->crs_name, stats->encoding);
  for (size_t i = 0; i < shapes->n_features; i++)
    side->n_polygons += shapes->types[i] == LT_GEOM_POLYGON;
  if (side->n_polygons == 0)
    return lt_fail(error, LT_ERROR_READ, LT_T_OVERLAY_NO_POLYGONS, layer->id, shapes->n_features);
  return (!results->counts_invalid ||
          lt_layer_data_count_invalid(layer->data, run, &side->n_invalid, error)) &&
         lt_class_list_fill(&side->classes, layer, error);
}

static bool sides_read(LtOverlayResults *results, LtOverlayReading *reading, LtRun *run,
                       GError **error)
{
  size_t n_members = 0;
  for (size_t i = 0; i < results->n_sides; i++) {
    LtOverlaySide *side = &results->sides[i];
    lt_run_progress(run, side->layer.id, -1);
    if (!lt_run_check(run, error))
      return false;
    side->layer.data = reading->tiles != NULL
                           ? data_stream(results, side, reading, n_members, run, error)
                           : lt_source_read(side->source, results->crs, &results->plane,
                                            side->layer.table, run, error);
    if (side->layer.data == NULL || !side_finish(results, side, run, error))
      return false;
    n_members += side->layer.data->shapes->n_features;
    if (!members_check(n_members, error))
      return false;
  }
  return true;
}

bool lt_overlay_read(LtOverlayResults *results, LtOverlayReading *reading, LtRun *run,
                     GError **error)
{
  GError *inner = NULL;
  reading->is_unfit = false;
  reading->tiles = reading->streams ? tiles_make(results, &inner) : NULL;
  if (inner != NULL) {
    g_propagate_error(error, inner);
    return false;
  }
  if (!sides_read(results, reading, run, error))
    return false;
  if (reading->tiles == NULL)
    return true;
  reading->is_unfit = lt_tiles_are_wasted(reading->tiles);
  return !reading->is_unfit && lt_tiles_finish(reading->tiles, error);
}
