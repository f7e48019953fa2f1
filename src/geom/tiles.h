/**
 * @file tiles.h
 * @brief The rings of all layers, dealt out to the tiles of a grid.
 *
 * Internal to the arrangement.
 */
#ifndef LT_GEOM_TILES_H
#define LT_GEOM_TILES_H

#include "geom/grid.h"

/** A layer as the arrangement takes it. */
typedef struct {
  const LtShapes *shapes;
  const uint8_t *use; /**< 1 for each feature that takes part, or NULL: all polygons */
} LtArrangeLayer;

/** A run of points of a ring, each joined to the next; borrowed from the shapes. */
typedef struct {
  const LtPoint *points;
  uint32_t n_points;
  uint32_t member; /**< number of the feature among those of all layers */
} LtStretch;

/** Read-only once made. */
typedef struct {
  LtGrid grid;
  LtPoint max;           /**< largest coordinates of all points */
  size_t n_tiles;        /**< row by row */
  size_t *tile_ends;     /**< end of each tile in stretches */
  LtStretch *stretches;  /**< the stretches that meet a tile */
  size_t *corner_ends;   /**< end of each tile in corner_members */
  uint32_t *corner_members; /**< what covers the lower left corner of each tile (shifted) */
} LtTiles;

/**
 * Deal out the polygons of @p n_layers layers.
 *
 * @param points_of_tile  a tile for so many points; 0: as many as serve best
 * @return  free with lt_tiles_free(); NULL with LT_ERROR_MEMORY. Cost: O(points).
 */
LtTiles *lt_tiles_new(const LtArrangeLayer *layers, size_t n_layers, size_t points_of_tile,
                      GError **error);
void lt_tiles_free(LtTiles *tiles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtTiles, lt_tiles_free)

static inline bool lt_arrange_uses(const LtArrangeLayer *layer, size_t feature)
{
  return layer->shapes->types[feature] == LT_GEOM_POLYGON &&
         (layer->use == NULL || layer->use[feature]);
}

#endif
