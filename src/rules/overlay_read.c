#include "rules/overlay_read.h"

#include <glib/gstdio.h>
#include <math.h>

/* A vertex takes about so many bytes in a file. */
#define BYTES_OF_POINT 16

/* What is read by and by: shapes go into tiles, types stay. */
typedef struct {
  LtTiles *tiles;
  LtShapes *types; /* features without rings */
  size_t first_member;
  bool *is_unfit;
} Stream;

/* ---- extents ---- */

/* The extent a file tells, in lattice units, if it stands in the CRS of the work. */
static bool side_box(const LtOverlayResults *results, const LtOverlaySideData *side, LtBox *box)
{
  double extent[4];
  const LtCrs *crs = lt_source_crs(side->source);
  if (crs == NULL || !lt_crs_equal(crs, results->crs) ||
      !lt_source_extent(side->source, extent))
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

static size_t side_points(const LtOverlaySideData *side)
{
  GStatBuf info;
  return g_stat(side->layer.sources[0], &info) == 0 ? (size_t)info.st_size / BYTES_OF_POINT : 0;
}

/* Tiles for both files; NULL without an error when they cannot be read that way. */
static LtTiles *tiles_make(const LtOverlayResults *results, GError **error)
{
  LtBox box, other;
  const LtOverlaySideData *sides = results->sides;
  if (results->counts_invalid || !side_box(results, &sides[LT_SIDE_A], &box) ||
      !side_box(results, &sides[LT_SIDE_B], &other))
    return NULL;
  box = (LtBox){{MIN(box.min.x, other.min.x), MIN(box.min.y, other.min.y)},
                {MAX(box.max.x, other.max.x), MAX(box.max.y, other.max.y)}};
  return lt_tiles_new(&box, NULL, side_points(&sides[LT_SIDE_A]) + side_points(&sides[LT_SIDE_B]), 0,
                      error);
}

/* ---- layers ---- */

static bool stream_take(void *data, const LtShapes *shapes, size_t first, GError **error)
{
  Stream *stream = data;
  for (size_t i = 0; i < shapes->n_features; i++) {
    LtGeomType type = (LtGeomType)shapes->types[i];
    uint32_t member = (uint32_t)(stream->first_member + first + i);
    GError *inner = NULL;
    if (!lt_shapes_add_feature(stream->types, type, error))
      return false;
    if (type == LT_GEOM_POLYGON && !lt_tiles_add(stream->tiles, shapes, i, member, &inner)) {
      *stream->is_unfit = g_error_matches(inner, LT_ERROR, LT_ERROR_GEOMETRY);
      g_propagate_error(error, inner);
      return false;
    }
  }
  return true;
}

static LtLayerData *data_stream(LtOverlayResults *results, LtOverlaySideData *side,
                                LtTiles *tiles, size_t first_member, bool *is_unfit, LtRun *run,
                                GError **error)
{
  g_autoptr(LtShapes) types = lt_shapes_new();
  Stream stream = {tiles, types, first_member, is_unfit};
  LtLayerData *data = lt_source_stream(side->source, results->crs, side->layer.table, stream_take,
                                       &stream, run, error);
  if (data != NULL)
    data->shapes = g_steal_pointer(&types);
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
static bool side_finish(LtOverlayResults *results, LtOverlaySideData *side, LtRun *run,
                        GError **error)
{
  LtLayer *layer = &side->layer;
  if (!texts_read(layer, "key", layer->key, &layer->keys, error) ||
      !texts_read(layer, "class", layer->class_column, &layer->classes, error))
    return false;
  layer->state = LT_LAYER_READ;
  for (size_t i = 0; i < layer->data->shapes->n_features; i++)
    side->n_polygons += layer->data->shapes->types[i] == LT_GEOM_POLYGON;
  if (side->n_polygons == 0)
    return lt_fail(error, LT_ERROR_READ, LT_T_OVERLAY_NO_POLYGONS, layer->id,
                   layer->data->shapes->n_features);
  return (!results->counts_invalid ||
          lt_layer_data_count_invalid(layer->data, run, &side->n_invalid, error)) &&
         lt_class_list_fill(&side->classes, layer, error);
}

static bool sides_read(LtOverlayResults *results, LtTiles *tiles, bool *is_unfit, LtRun *run,
                       GError **error)
{
  size_t n_members = 0;
  for (size_t i = 0; i < LT_N_SIDES; i++) {
    LtOverlaySideData *side = &results->sides[i];
    lt_run_progress(run, side->layer.id, -1);
    if (!lt_run_check(run, error))
      return false;
    side->layer.data = tiles != NULL
                           ? data_stream(results, side, tiles, n_members, is_unfit, run, error)
                           : lt_source_read(side->source, results->crs, &results->plane,
                                            side->layer.table, run, error);
    if (side->layer.data == NULL || !side_finish(results, side, run, error))
      return false;
    n_members += side->layer.data->shapes->n_features;
    if (n_members >= UINT32_MAX)
      return lt_fail(error, LT_ERROR_MEMORY, LT_T_ARRANGE_FEATURES, n_members,
                     (size_t)UINT32_MAX - 1);
  }
  return true;
}

bool lt_overlay_read(LtOverlayResults *results, bool streams, LtTiles **tiles, bool *is_unfit,
                     LtRun *run, GError **error)
{
  *is_unfit = false;
  g_autoptr(GError) inner = NULL;
  g_autoptr(LtTiles) made = streams ? tiles_make(results, &inner) : NULL;
  if (inner != NULL) {
    g_propagate_error(error, g_steal_pointer(&inner));
    return false;
  }
  if (!sides_read(results, made, is_unfit, run, error))
    return false;
  if (made != NULL && lt_tiles_are_wasted(made)) {
    *is_unfit = true;
    return lt_fail(error, LT_ERROR_GEOMETRY, LT_T_OVERLAY_UNFIT);
  }
  if (made != NULL && !lt_tiles_finish(made, error))
    return false;
  *tiles = g_steal_pointer(&made);
  return true;
}
