/**
 * @file edges.h
 * @brief Index over the edges of features: those of lines and polygons, the points of points.
 *
 * Internal to geom/. A point is an edge whose ends are the same.
 */
#ifndef LT_GEOM_EDGES_H
#define LT_GEOM_EDGES_H

#include "geom/boxtree.h"
#include "geom/edge.h"

/** Walk over the edges of one feature, in its order. */
typedef struct {
  const LtShapes *shapes;
  size_t ring, end_ring;  /**< the ring that comes next, and after the last of the feature */
  size_t point, end_edge; /**< where the next edge begins, and where those of its ring end */
  size_t length;          /**< from end to end of an edge of its ring in points: 1, or 0 */
  bool is_points;
} LtEdgeWalk;

/** Begin before the first edge. */
LtEdgeWalk lt_edge_walk(const LtShapes *shapes, size_t feature);

/** Next edge: its ends as places in shapes->points; false after the last. */
bool lt_edge_next(LtEdgeWalk *walk, size_t *from, size_t *to);

typedef struct {
  size_t feature, from, to; /**< ends as places in shapes->points */
  bool is_first;            /**< first edge of its ring, or a point: one for each connected part */
} LtEdge;

/** The edges of some features; those of one lie together, in its order. Read-only once built. */
typedef struct {
  const LtShapes *shapes; /**< borrowed */
  LtEdge *edges;
  size_t n_edges;
  LtBoxTree *tree;
} LtEdges;

/**
 * Index the features from @p first to before @p end.
 *
 * @param use  1 for each feature of @p shapes that takes part, or NULL: all
 * @return     free with lt_edges_free(); NULL with LT_ERROR_MEMORY
 */
LtEdges *lt_edges_new(const LtShapes *shapes, const uint8_t *use, size_t first, size_t end,
                      GError **error);
void lt_edges_free(LtEdges *edges);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtEdges, lt_edges_free)

/**
 * Even-odd test of a polygon feature by the index. Exact.
 *
 * @param max_x  right side of the feature's box
 * @return       true inside; false outside and for points on the border
 */
bool lt_edges_contain(const LtEdges *edges, size_t feature, int64_t max_x, LtPoint point);

/** The same for a feature without an index, edge by edge. */
bool lt_feature_contains(const LtShapes *shapes, size_t feature, LtPoint point);

#endif
