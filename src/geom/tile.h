/**
 * @file tile.h
 * @brief One tile of the arrangement: its graph, its crossings, its covers, its paths.
 *
 * Internal to the arrangement. An LtTile is the scratch of a worker: loaded with one tile after the
 * other. The steps, in their order: lt_tile_load(), lt_tile_node(), lt_tile_walk().
 */
#ifndef LT_GEOM_TILE_H
#define LT_GEOM_TILE_H

#include "geom/covers.h"
#include "geom/tiles.h"

#define LT_NO_INDEX UINT32_MAX

/** A unique edge, from its smaller to its larger end (lt_point_compare()). */
typedef struct {
  uint32_t a, b;    /**< vertices */
  uint32_t toggles; /**< cover: the features on one side of it only; none: the edge is dead */
  bool is_crossed;  /**< crossings has some of it */
  bool visited;     /**< its paths were told */
} LtTileEdge;

/** A place in coarse units from the tile's corner, rounded down and cut to 32 bits. */
typedef struct {
  int32_t x, y;
} LtTilePlace;

/** A box of such places. What meets has boxes that overlap or touch. */
typedef struct {
  int32_t left, bottom, right, top;
} LtTileBox;

/** Edges one after the other that all run upwards, or all downwards (lt_point_compare()): no two of
 * them meet but where one ends and the next begins. */
typedef struct {
  uint32_t first, end; /**< edges */
  LtTileBox box;
  bool is_long; /**< one edge that is not in all cells of its box */
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

struct LtTile;
typedef bool (*LtPathFunc)(struct LtTile *tile, const LtPath *path, void *data, GError **error);

typedef struct LtTile {
  const LtTiles *tiles; /**< borrowed; set once */
  LtPathFunc path_func; /**< told of each path; set once */
  void *data;

  size_t number;
  LtPoint low, high; /**< corners of the tile, shifted */
  unsigned shift;    /**< it is not wider or higher than 2^shift units */
  LtCovers covers;

  LtPoint *vertices;
  LtTileEdge *edges;
  size_t n_vertices, n_edges;
  uint32_t *first_edges; /**< the edge a vertex was made with, or LT_NO_INDEX */
  /** Hash tables of numbers + 1, or 0: of all vertices, and of the edges that are no first ones. */
  uint32_t *vertex_slots, *edge_slots;
  size_t n_vertex_slots, n_edge_slots; /**< powers of two */

  LtTilePlace *places;   /**< of the vertices, while they are noded */
  unsigned coarse_shift; /**< coarse units are 2^coarse_shift lattice units */
  LtGrid cells;        /**< finer grid inside of the tile */
  LtTileChain *chains; /**< of all edges, in their order */
  size_t n_chains;
  uint32_t *cell_ends, *cell_chains;

  LtTileTouch *touches;
  LtTileCrossing *crossings; /**< after noding: those of an edge together, in order along it */
  size_t n_touches, n_crossings;

  uint32_t *degrees;   /**< live edges at each vertex */
  uint32_t *links;     /**< vertices of degree 2: exclusive or of their edges; others: place in stars */
  uint32_t *stars;     /**< edges at the other vertices, counter-clockwise once sorted */
  uint32_t *star_covers; /**< cover before each edge in stars, at crowded vertices whose cover is known */
  uint32_t *around;    /**< cover of each vertex's shifted place, or LT_NO_INDEX: not known yet */
  uint32_t *corners;   /**< the same for the corners of the cells */
  size_t n_corners;    /**< 0: the corners are not prepared yet */
  uint32_t *befores;   /**< cover before each edge where it comes in, or LT_NO_INDEX: not known */
  uint32_t *stack;     /**< vertices whose cover is known and whose edges wait */
  size_t n_stack;
  LtPoint *path;
  size_t n_path;
  uint32_t path_edge; /**< begin_edge of the path */

  size_t cap_vertices, cap_edges, cap_places, cap_befores, cap_first_edges, cap_vertex_slots,
      cap_edge_slots, cap_cell_ends, cap_chains, cap_cell_chains,
      cap_touches, cap_crossings, cap_degrees, cap_links, cap_stars, cap_star_covers, cap_around,
      cap_corners, cap_stack, cap_path;
} LtTile;

void lt_tile_clear(LtTile *tile);

/** Load a tile: its unique edges with their toggles. LT_ERROR_MEMORY. */
bool lt_tile_load(LtTile *tile, size_t number, GError **error);

/** Cut edges at vertices that lie on them, and find all proper crossings. LT_ERROR_MEMORY. */
bool lt_tile_node(LtTile *tile, GError **error);

/** Find the covers on both sides of all edges and tell the paths. LT_ERROR_GEOMETRY when they
 * contradict each other, LT_ERROR_MEMORY, or the error of the path function. */
bool lt_tile_walk(LtTile *tile, GError **error);

/* ---- for the steps ---- */

/** Toggle the features of @p toggles on the edge between two vertices, made when it is not there.
 * LT_ERROR_MEMORY. */
bool lt_tile_edge_toggle(LtTile *tile, uint32_t a, uint32_t b, uint32_t toggles, GError **error);

/** Remove the edges without toggles. */
void lt_tile_edges_sweep(LtTile *tile);

/** Box of an edge. */
static inline LtTileBox lt_tile_edge_box(const LtTile *tile, uint32_t edge)
{
  LtTilePlace a = tile->places[tile->edges[edge].a], b = tile->places[tile->edges[edge].b];
  return (LtTileBox){a.x, MIN(a.y, b.y), b.x, MAX(a.y, b.y)};
}

static inline bool lt_tile_boxes_overlap(const LtTileBox *a, const LtTileBox *b)
{
  return (a->left <= b->right) & (b->left <= a->right) & (a->bottom <= b->top) &
         (b->bottom <= a->top);
}

/** Note where two edges touch or cross. LT_ERROR_MEMORY. */
bool lt_tile_edges_compare(LtTile *tile, uint32_t e, uint32_t f, GError **error);

static inline bool lt_tile_pair_compare(LtTile *tile, uint32_t e, uint32_t f, GError **error)
{
  LtTileBox box = lt_tile_edge_box(tile, e), other = lt_tile_edge_box(tile, f);
  return !lt_tile_boxes_overlap(&box, &other) || lt_tile_edges_compare(tile, e, f, error);
}

/** Compare the edges of a cell where there are too many to take them pair by pair; what meets inside
 * of the cell is found. LT_ERROR_MEMORY. */
bool lt_tile_crowd_compare(LtTile *tile, size_t column, size_t row, GError **error);

/** Gather the edges in chains, and sort those into the cells. */
bool lt_tile_cells_fill(LtTile *tile, GError **error);

/** Chains that may touch a cell, its border included: no edge that does is in another one. */
static inline const uint32_t *lt_tile_cell(const LtTile *tile, size_t cell, size_t *n)
{
  size_t begin = cell == 0 ? 0 : tile->cell_ends[cell - 1];
  *n = tile->cell_ends[cell] - begin;
  return *n == 0 ? NULL : tile->cell_chains + begin;
}

/** The edges of a cell's chains, each once. */
typedef struct {
  const LtTile *tile;
  const uint32_t *chain, *end;
  uint32_t edge, edge_end;
} LtCellWalk;

static inline LtCellWalk lt_tile_cell_walk(const LtTile *tile, size_t cell)
{
  size_t n;
  const uint32_t *chains = lt_tile_cell(tile, cell, &n);
  return (LtCellWalk){.tile = tile, .chain = chains, .end = n == 0 ? NULL : chains + n};
}

/** False after the last. */
static inline bool lt_cell_next(LtCellWalk *walk, uint32_t *edge)
{
  if (walk->edge == walk->edge_end) {
    if (walk->chain == walk->end)
      return false;
    const LtTileChain *chain = &walk->tile->chains[*walk->chain++];
    walk->edge = chain->first;
    walk->edge_end = chain->end;
  }
  *edge = walk->edge++;
  return true;
}

/** Cover at the shifted place of a vertex of the tile. */
bool lt_tile_locate(LtTile *tile, LtPoint vertex, uint32_t *cover, GError **error);

/** Covers of an edge where it comes into the tile, both ends outside, seen from its smaller end;
 * @p entry receives the place (fixed-point). */
bool lt_tile_locate_entry(LtTile *tile, uint32_t edge, LtPoint *entry, uint32_t *left,
                          uint32_t *right, GError **error);

/** Where an edge goes into the tile and out of it, seen from its smaller end. */
LtPoint lt_tile_way_in(const LtTile *tile, const LtTileEdge *edge);
LtPoint lt_tile_way_out(const LtTile *tile, const LtTileEdge *edge);

static inline bool lt_tile_has(const LtTile *tile, LtPoint point)
{
  return lt_square_has(tile->low, tile->high, point);
}

static inline bool lt_tile_has_fixed(const LtTile *tile, LtPoint place)
{
  return lt_square_has(lt_fixed(tile->low), lt_fixed(tile->high), place);
}

#endif
