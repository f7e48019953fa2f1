/**
 * @file path.h
 * @brief Paths: what the arrangement tells of the borders between covers.
 */
#ifndef LT_GEOM_PATH_H
#define LT_GEOM_PATH_H

#include "geom/covers.h"
#include "geom/shapes.h"

/** Ends of paths that are no crossing. */
#define LT_AT_VERTEX UINT32_MAX
#define LT_AT_CUT (UINT32_MAX - 1) /**< the border of the tile cuts an edge there */

/** A run of points (fixed-point) with one cover on its left and another on its right. */
typedef struct {
  const LtPoint *points;
  size_t n_points; /**< at least 2; all but the ends are vertices */
  uint32_t left, right;
  /** The edge of the tile that goes on beyond the crossing where the path begins or ends, else one
   * of the above: two paths that meet at a crossing of the same edge are one straight line. */
  uint32_t begin_edge, end_edge;
} LtPath;

/** Told of a path and the covers of its tile; both are valid during the call. */
typedef bool (*LtPathFunc)(const LtCovers *covers, const LtPath *path, void *data, GError **error);

#endif
