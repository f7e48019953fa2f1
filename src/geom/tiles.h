/**
 * @file tiles.h
 * @brief The rings of all layers, distributed to the tiles of a grid.
 *
 * Internal to the arrangement.
 */
#ifndef LT_GEOM_TILES_H
#define LT_GEOM_TILES_H

#include "geom/grid.h"
#include "geom/polylines.h"

/** A layer as the arrangement takes it. */
typedef struct {
  const LtShapes *shapes;
  const uint8_t *use; /**< 1 for each feature that takes part, or NULL: all polygons */
} LtArrangeLayer;

/** Read-only once finished, but for chunks that are taken. */
typedef struct {
  LtGrid grid;
  LtPoint min, max;      /**< box of all points */
  size_t n_tiles;        /**< row by row */
  LtPolylines *lines;    /**< of each tile: what of the rings meets it */
  size_t *corner_ends;   /**< end of each tile in corner_members */
  uint32_t *corner_members; /**< what covers the lower left corner of each tile (shifted) */
  struct LtTilesWork *work; /**< while it is filled */
  LtChunkPool pool;         /**< what the polylines are kept in */
} LtTiles;

/**
 * Tiles without features.
 *
 * @param box             holds all points; empty when there are none
 * @param core            holds most of them: tiles are made for it, and a rim around it; NULL: the
 *                        box
 * @param n_points        about so many points will come
 * @param points_of_tile  a tile for so many of them; 0: as many as serve best
 * @return                free with lt_tiles_free(); NULL with LT_ERROR_MEMORY
 */
LtTiles *lt_tiles_new(const LtBox *box, const LtBox *core, size_t n_points, size_t points_of_tile,
                      GError **error);
void lt_tiles_free(LtTiles *tiles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtTiles, lt_tiles_free)

/** Distribute the rings of a polygon feature to the tiles; its points are copied. False with LT_ERROR_MEMORY, or
 * LT_ERROR_GEOMETRY when it leaves the box. Cost: O(points). */
bool lt_tiles_add(LtTiles *tiles, const LtShapes *shapes, size_t feature, uint32_t member,
                  GError **error);

/** Find what covers the corners, once all features are added. LT_ERROR_MEMORY. */
bool lt_tiles_finish(LtTiles *tiles, GError **error);

/** True when so many points came to one tile that tiles made for them would serve much better. */
bool lt_tiles_are_wasted(const LtTiles *tiles);

/** The finished tiles of @p n_layers layers; members count through their features in order. */
LtTiles *lt_tiles_of_layers(const LtArrangeLayer *layers, size_t n_layers, size_t points_of_tile,
                            GError **error);

/** Take the chunks of a tile that is done: they may serve for other things as long as the tiles
 * live. */
LtChunks lt_tiles_take(LtTiles *tiles, size_t tile);

static inline bool lt_arrange_uses(const LtArrangeLayer *layer, size_t feature)
{
  return layer->shapes->types[feature] == LT_GEOM_POLYGON &&
         (layer->use == NULL || layer->use[feature]);
}

#endif
