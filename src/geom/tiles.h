/**
 * @file tiles.h
 * @brief The rings of all layers, distributed to the tiles of a grid.
 *
 * Who has layers in memory takes lt_tiles_of_layers(), or leaves it to the arrangement. Who reads
 * features by and by: lt_tiles_new(); lt_tile_store_new() for the features of each thread, then
 * lt_tile_store_add() for each polygon; lt_tiles_take_store() for all stores, by one thread;
 * perhaps lt_tiles_are_wasted(); lt_tiles_finish(), once, after which nothing is added. Finished
 * tiles are read-only, but for the chunks that the arrangement takes from tiles it is done with.
 *
 * Tiles that must not hold more than so much, lt_tiles_bound(), come in strips of their rows: what
 * finds no room is left for the next strip, for which all features are added again.
 */
#ifndef LT_GEOM_TILES_H
#define LT_GEOM_TILES_H

#include "base/run.h"
#include "geom/grid.h"
#include "geom/polylines.h"

/** A layer as the arrangement takes it. */
typedef struct {
  const LtShapes *shapes;
  const uint8_t *use; /**< 1 for each feature that takes part, or NULL: all polygons */
} LtArrangeLayer;

/** Some features, dealt out to all tiles. One thread's. */
typedef struct LtTileStore LtTileStore;

typedef struct {
  LtGrid grid;
  LtBox box;                /**< holds all points */
  size_t n_tiles;           /**< row by row */
  GPtrArray *stores;        /**< LtTileStore, in the order of their members */
  size_t *corner_ends;      /**< end of each tile in corner_members; NULL: not finished */
  uint32_t *corner_members; /**< what covers the lower left corner of each tile (shifted) */
  uint64_t *spread;         /**< a bit for each member: it lies in more than one tile */
  size_t n_spread_words;
  size_t first_row;         /**< of the strip that is in the stores */
  atomic_size_t end_row;    /**< its end: that of all rows where there is no bound */
  struct LtTileStrips *strips; /**< NULL: no bound */
} LtTiles;

/**
 * Tiles without features.
 *
 * @param box             holds all points; empty when there are none
 * @param core            holds most of them: tiles are made for it, and a rim around it; NULL: the
 *                        box
 * @param n_points        about so many points will come
 * @param points_of_tile  a tile for so many of them; 0: as many as serve best
 * @return                free with lt_tiles_free(), which frees the stores it took
 */
LtTiles *lt_tiles_new(const LtBox *box, const LtBox *core, size_t n_points, size_t points_of_tile);
void lt_tiles_free(LtTiles *tiles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtTiles, lt_tiles_free)

/** A store for some of the features; any thread, while the tiles are not finished. Free with
 * lt_tile_store_free(), or give it to the tiles. NULL with LT_ERROR_MEMORY. */
LtTileStore *lt_tile_store_new(LtTiles *tiles, GError **error);
void lt_tile_store_free(LtTileStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtTileStore, lt_tile_store_free)

/**
 * Distribute the rings of a polygon feature to the tiles; its points are copied.
 *
 * @param member  its number among the features of the store, below UINT32_MAX - 1
 * @return        false with LT_ERROR_MEMORY, or LT_ERROR_GEOMETRY when it leaves the box; then the
 *                store is of no use any more
 *
 * Cost: O(points), and the tiles that its segments cross.
 */
bool lt_tile_store_add(LtTileStore *store, const LtShapes *shapes, size_t feature, uint32_t member,
                       GError **error);

/** Take a store over, behind those that were taken. @p first_member is added to the numbers of its
 * features: all of them are to be numbers among the features of all layers. */
void lt_tiles_take_store(LtTiles *tiles, LtTileStore *take_store, uint32_t first_member);

/** Fills the tiles again: makes stores, adds the same features with the same members as before, has
 * the stores taken and the tiles finished. False with an error. */
typedef bool (*LtTilesRefill)(LtTiles *tiles, void *data, LtRun *run, GError **error);

/** Bound what the tiles hold by what the run may, before there are any stores. @p data lives as
 * long as the tiles. Where not even one row finds room the run's own bound is what ends the work.
 */
void lt_tiles_bound(LtTiles *tiles, LtTilesRefill refill, void *data, LtRun *run);

/** Go on to the next strip, once the arrangement is done with one that does not end with the last
 * row. @p spare: chunks of tiles that nobody uses. The errors of the refilling. */
bool lt_tiles_next_strip(LtTiles *tiles, LtChunks spare, LtRun *run, GError **error);

/** Take the chunks that are left over when the last strip is done. */
LtChunks lt_tiles_rest(LtTiles *tiles);

/** Find what covers the corners of the tiles, once all stores are taken. LT_ERROR_MEMORY. */
bool lt_tiles_finish(LtTiles *tiles, GError **error);

/** True when so many points came to one tile that tiles made for the points, by
 * lt_tiles_of_layers(), would serve much better. */
bool lt_tiles_are_wasted(const LtTiles *tiles);

/** The finished tiles of @p n_layers layers; members count through their features in order. NULL
 * with LT_ERROR_MEMORY, also when there are more features than members. O(points). */
LtTiles *lt_tiles_of_layers(const LtArrangeLayer *layers, size_t n_layers, size_t points_of_tile,
                            GError **error);

/** False for a member of finished tiles that lies in one tile only, as all covers with it do. */
static inline bool lt_tiles_are_spread(const LtTiles *tiles, uint32_t member)
{
  return member / 64 < tiles->n_spread_words && (tiles->spread[member / 64] >> member % 64 & 1);
}

/** Points that came to a tile. */
size_t lt_tiles_point_count(const LtTiles *tiles, size_t tile);

/** Walk over the polylines of a tile, store by store. */
typedef struct {
  const LtTiles *tiles;
  size_t tile;
  size_t n_stores; /**< of them were begun */
  uint32_t first_member;
  LtPolylineWalk lines;
} LtTilesWalk;

static inline LtTilesWalk lt_tiles_walk(const LtTiles *tiles, size_t tile)
{
  return (LtTilesWalk){.tiles = tiles, .tile = tile};
}

/** False after the last. */
bool lt_tiles_next(LtTilesWalk *walk, LtPolyline *line);

/** Take the chunks of a tile that is done: they may serve for other things as long as the tiles
 * live. */
LtChunks lt_tiles_take(LtTiles *tiles, size_t tile);

static inline bool lt_arrange_uses(const LtArrangeLayer *layer, size_t feature)
{
  return layer->shapes->types[feature] == LT_GEOM_POLYGON &&
         (layer->use == NULL || layer->use[feature]);
}

#endif
