/**
 * @file tile_steps.h
 * @brief What the steps of a tile share. For the tile_*.c alone.
 */
#ifndef LT_GEOM_TILE_STEPS_H
#define LT_GEOM_TILE_STEPS_H

#include "geom/tile.h"

/** Each step frees its own. */
void lt_tile_cells_clear(LtTileCells *cells);
void lt_tile_noding_clear(LtTileNoding *noding);
void lt_tile_located_clear(LtTileLocated *located);
void lt_tile_stars_clear(LtTileStars *stars);
void lt_tile_walk_clear(LtTileWalk *walk);

/** Toggle the features of @p toggles on the edge between two vertices, made when it is not there;
 * @p edge receives its number. LT_ERROR_MEMORY. */
bool lt_tile_edge_toggle(LtTile *tile, uint32_t a, uint32_t b, uint32_t toggles, uint32_t *edge,
                         GError **error);

/** Remove the edges without toggles. */
void lt_tile_edges_sweep(LtTile *tile);

static inline uint32_t lt_tile_other_end(const LtTileEdge *edge, uint32_t vertex)
{
  return edge->a == vertex ? edge->b : edge->a;
}

/** An edge as seen from one of its vertices. */
typedef struct {
  LtPoint direction; /**< to the other end */
  uint32_t edge;
} LtTileRay;

static inline LtTileRay lt_tile_ray(const LtTile *tile, uint32_t vertex, uint32_t edge)
{
  LtPoint at = tile->vertices[vertex];
  LtPoint to = tile->vertices[lt_tile_other_end(&tile->edges[edge], vertex)];
  return (LtTileRay){{to.x - at.x, to.y - at.y}, edge};
}

/** Box of an edge, which runs from its smaller to its larger end. */
static inline LtBox lt_tile_edge_box(const LtTile *tile, uint32_t edge)
{
  LtPoint a = tile->vertices[tile->edges[edge].a], b = tile->vertices[tile->edges[edge].b];
  return (LtBox){{a.x, MIN(a.y, b.y)}, {b.x, MAX(a.y, b.y)}};
}

/** As lt_box_overlaps(), without branches, which could not be foretold here. */
static inline bool lt_tile_boxes_overlap(const LtBox *a, const LtBox *b)
{
  return (a->min.x <= b->max.x) & (b->min.x <= a->max.x) & (a->min.y <= b->max.y) &
         (b->min.y <= a->max.y);
}

/** Note where two edges touch or cross. LT_ERROR_MEMORY. */
bool lt_tile_edges_compare(LtTile *tile, uint32_t e, uint32_t f, GError **error);

static inline bool lt_tile_pair_compare(LtTile *tile, uint32_t e, uint32_t f, GError **error)
{
  LtBox box = lt_tile_edge_box(tile, e), other = lt_tile_edge_box(tile, f);
  return !lt_tile_boxes_overlap(&box, &other) || lt_tile_edges_compare(tile, e, f, error);
}

/** Cut the edges where vertices touch them, and pass their crossings on to their parts.
 * LT_ERROR_MEMORY. O(edges + n log n) for n touches and crossings. */
bool lt_tile_edges_cut(LtTile *tile, GError **error);

/** Compare the edges of a cell where there are too many to take them pair by pair; what meets
 * inside of the cell is found. LT_ERROR_MEMORY. */
bool lt_tile_crowd_compare(LtTile *tile, size_t column, size_t row, GError **error);

/** Gather the edges in chains, and sort those into the cells. LT_ERROR_MEMORY. */
bool lt_tile_cells_fill(LtTile *tile, GError **error);

/** Chains that may touch a cell, its border included: every edge that does is in one of them. */
static inline const uint32_t *lt_tile_cell(const LtTile *tile, size_t cell, size_t *n)
{
  size_t begin = cell == 0 ? 0 : tile->cells.ends[cell - 1];
  *n = tile->cells.ends[cell] - begin;
  return *n == 0 ? NULL : tile->cells.entered + begin;
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
    const LtTileChain *chain = &walk->tile->cells.chains[*walk->chain++];
    walk->edge = chain->first;
    walk->edge_end = chain->end;
  }
  *edge = walk->edge++;
  return true;
}

/** Forget what was found in the tile before. LT_ERROR_MEMORY. */
bool lt_tile_locate_begin(LtTile *tile, GError **error);

/** Cover at the shifted place of a vertex of the tile. LT_ERROR_MEMORY. O(edges of the cell), and
 * once of each cell on the way to it from the tile's corner. */
bool lt_tile_locate(LtTile *tile, LtPoint vertex, uint32_t *cover, GError **error);

/** Where an edge comes into the tile, and the covers on its sides there. */
typedef struct {
  LtPoint place; /**< fixed-point */
  uint32_t left, right;
} LtTileEntry;

/** The entry of an edge through the tile with both ends outside, seen from its smaller end.
 * LT_ERROR_MEMORY. */
bool lt_tile_locate_entry(LtTile *tile, uint32_t edge, LtTileEntry *entry, GError **error);

/** Where an edge goes into the tile and out of it, seen from its smaller end (fixed-point). */
LtPoint lt_tile_edge_entry(const LtTile *tile, const LtTileEdge *edge);
LtPoint lt_tile_edge_exit(const LtTile *tile, const LtTileEdge *edge);

/** True when a lattice point, or a fixed-point place, lies in the tile. */
static inline bool lt_tile_has(const LtTile *tile, LtPoint point)
{
  return lt_cell_has(tile->low, tile->high, point);
}

static inline bool lt_tile_has_fixed(const LtTile *tile, LtPoint place)
{
  return lt_cell_has(lt_fixed(tile->low), lt_fixed(tile->high), place);
}

/** Gather the edges of each vertex. LT_ERROR_MEMORY. O(edges). */
bool lt_tile_stars_make(LtTile *tile, GError **error);

/** The edges of a vertex of the tile, counter-clockwise. @p edge is one of them, any where there are
 * other than two; two are written to @p two. */
const uint32_t *lt_tile_star(const LtTile *tile, uint32_t vertex, uint32_t edge, uint32_t two[2]);

/** True for a vertex of the tile where more than two edges meet. */
static inline bool lt_tile_is_own_fork(const LtTile *tile, uint32_t vertex)
{
  return tile->stars.links[vertex].degree > 2 && lt_tile_has(tile, tile->vertices[vertex]);
}

#endif
