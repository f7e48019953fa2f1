#include "overlay/read.h"

#include <math.h>

/* A vertex takes about so many bytes in a file. */
#define BYTES_OF_POINT 16

/* Takes neighbouring features of a layer: shapes go into tiles, types stay. */
typedef struct {
  LtTileStore *store;
  LtShapes *types; /* features without rings */
  bool is_bound;   /* so the points may be read once more */
  uint64_t digest; /* of all points; 0 where they are read only once */
} Taker;

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
  return lt_source_bytes(side->source) / BYTES_OF_POINT;
}

/* Tiles for all files; NULL when they cannot be read that way. */
static LtTiles *tiles_make(const LtOverlayResults *results)
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
  return lt_tiles_new(&box, NULL, n_points, 0);
}

/* ---- layers into tiles ---- */

static void taker_free(void *data)
{
  Taker *taker = data;
  lt_tile_store_free(taker->store);
  lt_shapes_free(taker->types);
  g_free(taker);
}

static void *taker_new(void *data, GError **error)
{
  LtTiles *tiles = data;
  LtTileStore *store = lt_tile_store_new(tiles, error);
  if (store == NULL)
    return NULL;
  Taker *taker = g_new0(Taker, 1);
  taker->store = store;
  taker->is_bound = tiles->strips != NULL;
  taker->types = lt_shapes_new();
  return taker;
}

/* A sum, so that it does not matter how features are shared out to takers. */
static uint64_t points_digest(const LtShapes *shapes)
{
  uint64_t digest = 0;
  for (size_t i = 0; i < shapes->n_points; i++) {
    uint64_t point = (uint64_t)shapes->points[i].x * 0x9e3779b97f4a7c15U;
    point = (point ^ (uint64_t)shapes->points[i].y) * 0xc2b2ae3d27d4eb4fU;
    digest += point ^ point >> 29;
  }
  return digest;
}

static bool taker_take(void *data, const LtShapes *shapes, GError **error)
{
  Taker *taker = data;
  if (taker->is_bound)
    taker->digest += points_digest(shapes);
  size_t first = taker->types->n_features;
  if (!members_check(first + shapes->n_features, error))
    return false;
  for (size_t i = 0; i < shapes->n_features; i++) {
    LtGeomType type = (LtGeomType)shapes->types[i];
    if (!lt_shapes_add_feature(taker->types, type, error) ||
        (type == LT_GEOM_POLYGON &&
         !lt_tile_store_add(taker->store, shapes, i, (uint32_t)(first + i), error)))
      return false;
  }
  return true;
}

/* Put together what the takers of a layer took. */
static bool side_take(LtOverlaySide *side, LtTiles *tiles, LtSourceStream *stream,
                      size_t *n_members, GError **error)
{
  side->layer.data = g_steal_pointer(&stream->data);
  LtShapes *types = side->layer.data->shapes = lt_shapes_new();
  for (guint i = 0; i < stream->takers->len; i++) {
    Taker *taker = stream->takers->pdata[i];
    size_t n = taker->types->n_features;
    if (!members_check(*n_members + n, error))
      return false;
    lt_tiles_take_store(tiles, g_steal_pointer(&taker->store), (uint32_t)*n_members);
    *n_members += n;
    side->digest += taker->digest;
    for (size_t f = 0; f < n; f++)
      if (!lt_shapes_add_feature(types, (LtGeomType)taker->types->types[f], error))
        return false;
  }
  return true;
}

/* ---- a layer that is read ---- */

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

static bool sides_take(LtOverlayResults *results, LtTiles *tiles, LtSourceStream *streams,
                       LtRun *run, GError **error)
{
  size_t n_members = 0;
  for (size_t i = 0; i < results->n_sides && streams[i].data != NULL; i++)
    if (!side_take(&results->sides[i], tiles, &streams[i], &n_members, error) ||
        !side_finish(results, &results->sides[i], run, error))
      return false;
  return true;
}

static LtTakerFuncs takers_of(LtTiles *tiles)
{
  return (LtTakerFuncs){
      .taker_new = taker_new, .take = taker_take, .taker_free = taker_free, .data = tiles};
}

static void streams_clear(LtSourceStream *streams, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    lt_layer_data_free(streams[i].data);
    g_clear_pointer(&streams[i].takers, g_ptr_array_unref);
  }
}

/* Read all layers once more, for another strip of the tiles. */
static bool tiles_refill(LtTiles *tiles, void *data, LtRun *run, GError **error)
{
  const LtOverlayResults *results = data;
  LtSourceStream streams[LT_OVERLAY_LAYERS_MAX];
  const LtTakerFuncs funcs = takers_of(tiles);
  size_t n = results->n_sides, n_members = 0;
  for (size_t i = 0; i < n; i++)
    streams[i] = (LtSourceStream){.source = results->sides[i].source};
  bool is_read = lt_sources_stream(streams, n, results->crs, &funcs, run, error);
  for (size_t i = 0; is_read && i < n; i++) {
    const LtLayer *layer = &results->sides[i].layer;
    size_t first = n_members;
    uint64_t digest = 0;
    for (guint k = 0; k < streams[i].takers->len; k++) {
      Taker *taker = streams[i].takers->pdata[k];
      lt_tiles_take_store(tiles, g_steal_pointer(&taker->store), (uint32_t)n_members);
      n_members += taker->types->n_features;
      digest += taker->digest;
    }
    if (n_members - first != layer->data->shapes->n_features ||
        digest != results->sides[i].digest)
      is_read = lt_fail(error, LT_ERROR_READ, LT_T_OVERLAY_CHANGED, layer->id);
  }
  streams_clear(streams, n);
  return is_read && lt_tiles_finish(tiles, error);
}

/* What is wrong with a layer that was read goes before what stopped the reading of one behind it.
 */
static bool sides_stream(LtOverlayResults *results, LtOverlayReading *reading, LtRun *run,
                         GError **error)
{
  LtSourceStream streams[LT_OVERLAY_LAYERS_MAX];
  const LtTakerFuncs funcs = takers_of(reading->tiles);
  size_t n = results->n_sides;
  for (size_t i = 0; i < n; i++)
    streams[i] = (LtSourceStream){.source = results->sides[i].source,
                                  .table = results->sides[i].layer.table};
  g_autoptr(GError) failure = NULL;
  bool is_read = lt_sources_stream(streams, n, results->crs, &funcs, run, &failure);
  bool is_taken = sides_take(results, reading->tiles, streams, run, error);
  streams_clear(streams, n);
  if (is_read || !is_taken)
    return is_taken;
  reading->is_unfit = g_error_matches(failure, LT_ERROR, LT_ERROR_GEOMETRY);
  if (!reading->is_unfit)
    g_propagate_error(error, g_steal_pointer(&failure));
  return false;
}

/* ---- layers into memory ---- */

static bool sides_read(LtOverlayResults *results, LtRun *run, GError **error)
{
  size_t n_members = 0;
  for (size_t i = 0; i < results->n_sides; i++) {
    LtOverlaySide *side = &results->sides[i];
    lt_run_progress(run, side->layer.id, -1);
    if (!lt_run_check(run, error))
      return false;
    side->layer.data =
        lt_source_read(side->source, results->crs, &results->plane, side->layer.table, run, error);
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
  reading->is_unfit = false;
  reading->tiles = reading->streams ? tiles_make(results) : NULL;
  if (reading->tiles == NULL)
    return sides_read(results, run, error);
  if (lt_run_memory(run) > 0)
    lt_tiles_bound(reading->tiles, tiles_refill, results, run);
  if (!sides_stream(results, reading, run, error))
    return false;
  reading->is_unfit = lt_tiles_are_wasted(reading->tiles);
  return !reading->is_unfit && lt_tiles_finish(reading->tiles, error);
}
