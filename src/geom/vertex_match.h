/**
 * @file vertex_match.h
 * @brief Vertices along the borders of one polygon layer that its other features do not have.
 *
 * What is asked. A feature's border are its ring edges; edges that it has twice cancel, as in the
 * arrangement, and so vertices of those alone are none. All distances are planar.
 *
 *   T-junction  A vertex of n lies on an edge of m, between its ends, and m has no vertex there.
 *               One row for each such place and m. Nothing else is asked: n may border m there, or
 *               overlap it.
 *   near miss   A vertex of n lies within near_m (exactly near_m is within) of a vertex or an edge
 *               of m, but not on m's border. One row for each such place, with the nearest: a
 *               vertex of m where one is near enough, else the nearest place of an edge. Two
 *               vertices that are each the nearest of the other make one row.
 *
 * Borders that two features have in common match, so they are left out of near misses: the vertex
 * must be an end of an unshared piece of n's border, and so must be the vertex of m, or the edge
 * such a piece. Edges are cut where vertices of other features lie on them before that is looked
 * at; a piece is shared when two features have it. A narrow feature whose neighbours match it so
 * tells nothing, however narrow it is. Along the rim of the layer, where nothing can match, vertices
 * of neighbours may be near each other because the rim leads from the one to the other: across the
 * short end of a lane, or where steps are shorter than near_m. So it is no near miss either
 *   - when n has the place of m, too: m's vertex, or m's border there, is matched by n itself;
 *   - when unshared pieces, of any feature, lead from the one place to the other inside of the circle
 *     that has both as the ends of a diameter, and no other piece of m there, and none of n, comes
 *     from its end towards the other (the angle with the line between them is obtuse). Of a gap
 *     between n and m, or of a sliver, one of them always does. Not more than 64 places are followed.
 *
 * Where several features have the vertex, or are as near, the smallest is named (by
 * lt_shapes_compare()); where features have equal shapes, the first of them.
 */
#ifndef LT_GEOM_VERTEX_MATCH_H
#define LT_GEOM_VERTEX_MATCH_H

#include "base/workers.h"
#include "geom/tiles.h"

/** The largest LtVertexMatchInput.near_m. */
#define LT_VERTEX_NEAR_MAX_M 100.0

typedef struct {
  const LtShapes *shapes; /**< of the layer */
  const uint8_t *use;     /**< 1 for each feature that takes part, or NULL: all polygons */
  /** 0 to LT_VERTEX_NEAR_MAX_M, counts in steps of 1e-7 m; 0: T-junctions only. */
  double near_m;
  /** Finished tiles of exactly these features, members numbered as in the layer; they stay as they
   * are. NULL: they are made. */
  const LtTiles *tiles;
  size_t points_of_tile; /**< of tiles that are made; 0: as many as serve best */
} LtVertexMatchInput;

typedef struct {
  size_t feature;    /**< has the vertex */
  size_t other;      /**< has the edge or the vertex near it */
  LtPoint vertex;    /**< of the feature */
  LtPoint at;        /**< nearest place of the other, moved to the lattice; the vertex itself at a
                      * T-junction */
  double distance_m; /**< planar, of the place before it moved; 0: a T-junction */
  bool is_at_vertex; /**< the other has a vertex at that place; a pair of vertices is told once,
                      * from the one with the smaller x, then y */
} LtVertexMatchRow;

typedef struct {
  LtVertexMatchRow *rows; /**< by vertex (x, y), then by the shapes of the two features */
  size_t n_rows;
} LtVertexMatch;

/**
 * Find the unmatched vertices. Exact: what lies on an edge and what is within the limit is decided
 * by integers. Which of several is nearest is decided by distances rounded to double; equal ones
 * by place (x, y), then shape.
 *
 * Cost: O(n log n) for n points, on all workers of @p run, of which a clean layer takes the tiles
 * and the comparing of edges in them, without covers and paths. Beside the tiles, memory for the
 * unshared pieces within 2 near_m of the border of a tile. Rows: T-junctions are as many as places
 * and features that they lie on; near misses at most as many as vertices. What is near is looked
 * for nearest first, but many pieces of several features within near_m that all are left out as
 * said above are looked at one by one for each vertex.
 *
 * @return  free with lt_vertex_match_free(); NULL with LT_ERROR_MEMORY or LT_ERROR_CANCELLED
 */
LtVertexMatch *lt_vertex_match_run(const LtVertexMatchInput *input, LtRun *run, GError **error);

/**
 * The same beside an arrangement that has the layer, alone or among others: its tiles are cut there
 * anyway. Made by lt_vertex_matcher_new(), given to LtArrangeInput as noded =
 * lt_vertex_matcher_take and noded_data, or called by who is, then finished. Its tiles and
 * points_of_tile are not looked at.
 */
typedef struct LtVertexMatcher LtVertexMatcher;
struct LtTile;

/** @p input is borrowed; @p first_member: number of the layer's first feature in the arrangement.
 * Free with lt_vertex_matcher_free(). */
LtVertexMatcher *lt_vertex_matcher_new(const LtVertexMatchInput *input, uint32_t first_member);
void lt_vertex_matcher_free(LtVertexMatcher *matcher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtVertexMatcher, lt_vertex_matcher_free)

/** Take a tile whose edges are cut and were kept before. Any thread. LT_ERROR_MEMORY. */
bool lt_vertex_matcher_take(const struct LtTile *tile, void *matcher, GError **error);

/** What was found, after all tiles. NULL with the errors of lt_vertex_match_run(). */
LtVertexMatch *lt_vertex_matcher_finish(LtVertexMatcher *matcher, LtRun *run, GError **error);

void lt_vertex_match_free(LtVertexMatch *match);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtVertexMatch, lt_vertex_match_free)

#endif
