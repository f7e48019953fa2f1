/**
 * @file tiles.h
 * @brief The rings of all layers, distributed to the tiles of a grid.
 *
 * Who has layers in memory takes lt_tiles_of_layers(), or leaves it to the arrangement. Who reads
 * features by and by: lt_tiles_new(); lt_tiles_add() for each polygon, in any order; perhaps
 * lt_tiles_are_wasted(); lt_tiles_finish(), once, after which nothing is added. All by one thread.
 * Finished tiles are read-only, but for the chunks that the arrangement takes from tiles it is done
 * with.
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

typedef struct {
  LtGrid grid;
  LtBox box;                /**< holds all points */
  size_t n_tiles;           /**< row by row */
  LtPolylines *lines;       /**< of each tile: what of the rings meets it */
  size_t *corner_ends;      /**< end of each tile in corner_members */
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

/**
 * Distribute the rings of a polygon feature to the tiles; its points are copied.
 *
 * @param member  its number among all features of all layers, below UINT32_MAX - 1
 * @return        false with LT_ERROR_MEMORY, or LT_ERROR_GEOMETRY when it leaves the box; then the
 *                tiles are of no use any more
 *
 * Cost: O(points), and the tiles that its segments cross.
 */
bool lt_tiles_add(LtTiles *tiles, const LtShapes *shapes, size_t feature, uint32_t member,
                  GError **error);

/** Find what covers the corners of the tiles, once all features are added. LT_ERROR_MEMORY. */
bool lt_tiles_finish(LtTiles *tiles, GError **error);

/** True when so many points came to one tile that tiles made for the points, by
 * lt_tiles_of_layers(), would serve much better. */
bool lt_tiles_are_wasted(const LtTiles *tiles);

/** The finished tiles of @p n_layers layers; members count through their features in order. NULL
 * with LT_ERROR_MEMORY, also when there are more features than members. O(points). */
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
