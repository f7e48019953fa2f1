/**
 * @file tile.h
 * @brief One tile of the arrangement: its graph, its crossings, its covers, its paths.
 *
 * Internal to the arrangement. An LtTile is the scratch of a worker: loaded with one tile after the
 * other, its arrays serve again. The steps, in their order: lt_tile_load(), lt_tile_node(),
 * lt_tile_walk(); what they share is in tile_steps.h.
 */
#ifndef LT_GEOM_TILE_H
#define LT_GEOM_TILE_H

#include "geom/path.h"
#include "geom/tiles.h"

#define LT_NO_INDEX UINT32_MAX

/** A unique edge, from its smaller to its larger end (lt_point_compare()). */
typedef struct {
  uint32_t a, b;    /**< vertices */
  uint32_t toggles; /**< cover: the features on one side of it only; none: the edge is dead */
  bool is_crossed;  /**< crossings has some of it */
  bool visited;     /**< its paths were told; an edge is made without */
} LtTileEdge;

/** Columns and rows of cells from first to last; none when first > last. */
typedef struct {
  int32_t first_column, last_column, first_row, last_row;
} LtTileSpan;

/** Edges one after the other that all run upwards, or all downwards (lt_point_compare()): no two of
 * them meet but where one ends and the next begins. A run of them may be cut into several
 * chains. */
typedef struct {
  uint32_t first, end; /**< edges */
  uint32_t run;        /**< first edge of its run */
  bool is_long;        /**< one edge that is not in all cells of its box */
  LtTileSpan cells;    /**< that its box touches */
  LtBox box;
} LtTileChain;

/** An edge crosses another, inside of both. */
typedef struct {
  uint32_t edge, other;
  LtFraction at; /**< how far along the edge */
  LtPoint place; /**< fixed-point: the same for all edges through that place */
} LtTileCrossing;

/** A vertex lies on an edge, between its ends. */
typedef struct {
  uint32_t edge, vertex;
} LtTileTouch;

/** The edges in chains, and these in the cells of a grid inside of the tile (tile_cells.c). */
typedef struct {
  LtGrid grid;
  LtTileChain *chains; /**< of all edges, in their order */
  size_t n_chains;
  uint32_t *ends, *entered; /**< end of each cell in entered; numbers of chains */
  size_t cap_chains, cap_ends, cap_entered;
} LtTileCells;

/** Where edges meet but at their ends (tile_node.c, tile_cut.c). */
typedef struct {
  LtTileTouch *touches;
  LtTileCrossing *crossings; /**< after noding: those of an edge together, in order along it */
  size_t n_touches, n_crossings;
  size_t cap_touches, cap_crossings;
  /* with keeps_uncut: */
  LtTileEdge *uncut; /**< the edges before any was cut; none: none was */
  uint32_t *touched; /**< vertices that lie on edges, each at least once */
  size_t n_uncut, n_touched;
  size_t cap_uncut, cap_touched;
} LtTileNoding;

/** Covers that were found by counting edges (tile_locate.c). */
typedef struct {
  bool has_corners;
  uint32_t *corners; /**< of the cells' corners, or LT_COVER_UNKNOWN; has_corners: prepared */
  uint32_t *entries; /**< before each edge where it comes in, or LT_COVER_UNKNOWN */
  size_t cap_corners, cap_entries;
} LtTileLocated;

/** The edges of a vertex. */
typedef struct {
  uint32_t degree; /**< so many */
  uint32_t edges;  /**< exclusive or of two; of others their place in the edges of forks */
} LtTileLink;

/** Edges around vertices (tile_stars.c). */
typedef struct {
  LtTileLink *links; /**< of each vertex */
  uint32_t *forks;   /**< vertices of other than two edges, ascending */
  uint32_t *edges;   /**< of the forks, counter-clockwise where a vertex is the tile's own */
  size_t n_forks;
  size_t cap_links, cap_forks, cap_edges;
} LtTileStars;

/** Covers carried along edges, the path at hand (tile_walk.c). */
typedef struct {
  uint32_t *star_covers; /**< cover before each edge of forks, at crowded vertices whose cover is
                            known */
  uint32_t *covers;      /**< of each vertex's shifted place, or LT_COVER_UNKNOWN */
  uint32_t *stack;       /**< vertices whose cover is known and whose edges wait */
  LtPoint *path;         /**< with room for all edges */
  uint32_t path_edge;    /**< begin_edge of the path */
  size_t n_stack, n_path;
  size_t cap_star_covers, cap_covers, cap_stack, cap_path;
} LtTileWalk;

/** Start as {0} with the first members set, up to keeps_uncut. */
typedef struct LtTile {
  const LtTiles *tiles; /**< borrowed */
  LtPathFunc path_func; /**< told of each path */
  void *data;           /**< goes to path_func */
  bool keeps_uncut;     /**< noding keeps what it cuts */

  size_t number;
  LtPoint low, high; /**< corners of the tile, shifted */
  unsigned shift;    /**< it is not wider or higher than 2^shift units */
  LtCovers covers;

  /* the graph (tile_load.c) */
  LtPoint *vertices;
  LtTileEdge *edges;
  size_t n_vertices, n_edges;
  uint32_t *first_edges; /**< the edge a vertex was made with, or LT_NO_INDEX */
  bool is_swept; /**< edges were removed, and others moved: first_edges and edge_slots are stale */
  /** Hash tables of numbers + 1, or 0: of all vertices, and of the edges that are no first ones. */
  uint32_t *vertex_slots, *edge_slots;
  size_t n_vertex_slots, n_edge_slots; /**< powers of two */
  size_t cap_vertices, cap_edges, cap_first_edges, cap_vertex_slots, cap_edge_slots;

  LtTileCells cells;
  LtTileNoding noding;
  LtTileLocated located;
  LtTileStars stars;
  LtTileWalk walk;
} LtTile;

/** Free what it holds. */
void lt_tile_clear(LtTile *tile);

/** Load a tile: its unique edges with their toggles. LT_ERROR_MEMORY. O(points). */
bool lt_tile_load(LtTile *tile, size_t number, GError **error);

/** Cut edges at vertices that lie on them, and find all proper crossings. LT_ERROR_MEMORY. */
bool lt_tile_node(LtTile *tile, GError **error);

/** Find the covers on both sides of all edges and tell the paths. LT_ERROR_GEOMETRY when they
 * contradict each other, LT_ERROR_MEMORY, or the error of the path function. */
bool lt_tile_walk(LtTile *tile, GError **error);

#endif
