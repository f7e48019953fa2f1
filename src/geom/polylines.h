/**
 * @file polylines.h
 * @brief Polylines of one tile, packed: parts of rings, each point joined to the next.
 *
 * Neighbours are near: a point is kept as its offset from the one before it, in as many bits as the
 * longest offsets of the polyline in x and in y ask for, rounded up to half a byte for both.
 * Internal to the arrangement.
 */
#ifndef LT_GEOM_POLYLINES_H
#define LT_GEOM_POLYLINES_H

#include "geom/chunks.h"
#include "geom/shapes.h"

/** Longer runs of points are kept as several polylines, each from the point where one ends. */
#define LT_POLYLINE_POINTS 128

typedef struct {
  LtChunks chunks;
  size_t n_points; /**< of all polylines */
} LtPolylines;

/** One of them, unpacked. */
typedef struct {
  uint32_t member;   /**< number of its feature among those of all layers */
  uint32_t n_points; /**< at least 2 */
  LtPoint points[LT_POLYLINE_POINTS];
} LtPolyline;

/** Append a run of @p n points, one or none of which is nothing. LT_ERROR_MEMORY. O(n). */
bool lt_polylines_add(LtPolylines *lines, LtChunkPool *pool, uint32_t member, const LtPoint *points,
                      size_t n, GError **error);

/** Walk over them in their order. */
typedef struct {
  const LtChunk *chunk;
  size_t at;
} LtPolylineWalk;

static inline LtPolylineWalk lt_polylines_walk(const LtPolylines *lines)
{
  return (LtPolylineWalk){lines->chunks.first, 0};
}

/** False after the last. */
bool lt_polyline_next(LtPolylineWalk *walk, LtPolyline *line);

#endif
