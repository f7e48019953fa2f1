/**
 * @file tiles.h
 * @brief The rings of all layers, dealt out to the tiles of a grid.
 *
 * Internal to the arrangement.
 */
#ifndef LT_GEOM_TILES_H
#define LT_GEOM_TILES_H

#include "geom/grid.h"

#include <string.h>

/** A layer as the arrangement takes it. */
typedef struct {
  const LtShapes *shapes;
  const uint8_t *use; /**< 1 for each feature that takes part, or NULL: all polygons */
} LtArrangeLayer;

/** Where the stretches of a tile are kept: records of a header and points, one after the other. */
#define LT_CHUNK_WORDS 2044
typedef struct LtTileChunk {
  struct LtTileChunk *next;
  uint32_t n_words;
  int32_t words[LT_CHUNK_WORDS];
} LtTileChunk;

typedef struct {
  LtTileChunk *first, *last;
  size_t n_points; /**< of all stretches */
} LtTileStore;

/** A run of points of a ring, each joined to the next. */
typedef struct {
  LtPoint corner; /**< of the tile: points are relative to it */
  const int32_t *words;
  uint32_t n_points;
  uint32_t member; /**< number of the feature among those of all layers */
  bool is_wide;    /**< points of 64 bits */
} LtStretch;

static inline LtPoint lt_stretch_point(const LtStretch *stretch, size_t i)
{
  if (stretch->is_wide) {
    LtPoint point;
    memcpy(&point, stretch->words + 4 * i, sizeof point);
    return point;
  }
  return (LtPoint){stretch->corner.x + stretch->words[2 * i],
                   stretch->corner.y + stretch->words[2 * i + 1]};
}

/** Read-only once finished, but for chunks that are taken. */
typedef struct {
  LtGrid grid;
  LtPoint min, max;      /**< box of all points */
  size_t n_tiles;        /**< row by row */
  LtTileStore *stores;   /**< the stretches that meet a tile */
  size_t *corner_ends;   /**< end of each tile in corner_members */
  uint32_t *corner_members; /**< what covers the lower left corner of each tile (shifted) */
  struct LtTilesWork *work; /**< while it is filled */
  GPtrArray *blocks;        /**< what chunks are made of */
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

/** Deal out the rings of a polygon feature; its points are copied. False with LT_ERROR_MEMORY, or
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

/** Walk over the stretches of a tile. */
typedef struct {
  LtPoint corner;
  const LtTileChunk *chunk;
  uint32_t at;
} LtStretchWalk;

LtStretchWalk lt_tiles_walk(const LtTiles *tiles, size_t tile);

/** False after the last. */
bool lt_stretch_next(LtStretchWalk *walk, LtStretch *stretch);

/** Take the chunks of a tile that is done: they may serve for other things as long as the tiles
 * live. Fresh memory would have to be touched for the first time, which costs more than to write
 * to it. */
LtTileStore lt_tiles_take(LtTiles *tiles, size_t tile);

/** Put chunks before others. */
static inline void lt_chunks_join(LtTileStore *chunks, LtTileStore more)
{
  if (more.first == NULL)
    return;
  more.last->next = chunks->first;
  chunks->first = more.first;
  if (chunks->last == NULL)
    chunks->last = more.last;
}

/** Take one; NULL when there is none left. */
static inline LtTileChunk *lt_chunks_pop(LtTileStore *chunks)
{
  LtTileChunk *chunk = chunks->first;
  if (chunk != NULL)
    chunks->first = chunk->next;
  if (chunks->first == NULL)
    chunks->last = NULL;
  return chunk;
}

static inline bool lt_arrange_uses(const LtArrangeLayer *layer, size_t feature)
{
  return layer->shapes->types[feature] == LT_GEOM_POLYGON &&
         (layer->use == NULL || layer->use[feature]);
}

#endif
