/**
 * @file tiles_strips.h
 * @brief Tiles that come in strips of rows, because all together would be too much. Internal to the
 * tiles.
 */
#ifndef LT_GEOM_TILES_STRIPS_H
#define LT_GEOM_TILES_STRIPS_H

#include "geom/tiles.h"

/** A segment crosses the lower line of a row left of the corner of a column, and of none before. */
typedef struct {
  int64_t row, column;
  uint32_t member;
} LtRowCrossing;

struct LtTileStore {
  LtTiles *tiles;           /**< borrowed */
  LtPolylines *lines;       /**< of each tile: what of the rings meets it */
  uint32_t first_member;    /**< to be added to the members in there */
  LtChunkPool pool;         /**< what the polylines are kept in */
  LtRowCrossing *crossings; /**< until the tiles are finished */
  size_t n_crossings, cap_crossings;
  size_t tile_at_hand; /**< where the feature that is added began; SIZE_MAX: it has not */
  uint64_t *spread;    /**< as that of the tiles, until they are finished */
  size_t n_spread_words, cap_spread_words;
  pthread_mutex_t lock; /**< of tiles in strips: held while features are added */
  bool is_entered;
};

static inline LtTileStore *lt_tile_store_at(const LtTiles *tiles, size_t i)
{
  return tiles->stores->pdata[i];
}

/** True for the rows of the strip. */
static inline bool lt_tiles_have_row(const LtTiles *tiles, int64_t row)
{
  size_t end = atomic_load_explicit(&tiles->end_row, memory_order_relaxed);
  return (size_t)row >= tiles->first_row && (size_t)row < end;
}

/** Note a store whose rows may have to give way, until it retires. Any thread. */
void lt_tile_strips_enter(LtTiles *tiles, LtTileStore *store);

/** Take over a store that nobody adds to or reads any more; what is in it is gone. Any thread. */
void lt_tile_strips_retire(LtTiles *tiles, LtTileStore *take_store);

/** Take rows out of the strip while there is no room for all. Any thread that has locked no store.
 */
void lt_tile_strips_make_room(LtTiles *tiles);

void lt_tile_strips_free(struct LtTileStrips *strips);

#endif
