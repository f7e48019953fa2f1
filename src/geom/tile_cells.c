/* The edges of a tile, gathered in chains and sorted into the cells of a finer grid. */
#include "geom/tile_steps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A cell for so many edges. */
#define EDGES_OF_CELL 7
/* Cells are made larger when an edge would lie in more of them on average. */
#define CELLS_OF_EDGE 8
/* So many cells are made however few or long the edges are: to look after them costs nothing. */
#define FEW_CELLS 64.0
/* A chain is not longer, and its box not larger than a cell. */
#define EDGES_OF_CHAIN 6
/* A tile has at most 2^TILE_BITS coarse units on a side, so cells are never smaller than one. */
#define TILE_BITS 30

void lt_tile_cells_clear(LtTileCells *cells)
{
  g_free(cells->places);
  g_free(cells->chains);
  g_free(cells->ends);
  g_free(cells->entered);
}

/* What lies farther off than 32 bits is seldom there at all. */
static inline int32_t coarse(int64_t offset, unsigned shift)
{
  int64_t units = offset >> shift;
  return G_LIKELY((uint64_t)(units + INT32_MAX) <= 2 * (uint64_t)INT32_MAX) ? (int32_t)units
         : units < 0                                                        ? -INT32_MAX
                                                                            : INT32_MAX;
}

static bool places_make(LtTile *tile, GError **error)
{
  LtTileCells *cells = &tile->cells;
  unsigned shift = tile->shift > TILE_BITS ? tile->shift - TILE_BITS : 0;
  cells->coarse_shift = shift;
  if (!lt_grow(&cells->places, &cells->cap_places, tile->n_vertices, sizeof *cells->places,
               "a tile", error))
    return false;
  LtPoint low = tile->low;
  for (size_t v = 0; v < tile->n_vertices; v++)
    cells->places[v] = (LtTilePlace){coarse(tile->vertices[v].x - low.x, shift),
                                     coarse(tile->vertices[v].y - low.y, shift)};
  return true;
}

/* ---- the grid of cells ---- */

/* About the sum of the widths and heights of the edges inside the tile, in coarse units. */
static double edges_extent(const LtTile *tile)
{
  int64_t side = INT64_C(1) << MIN(tile->shift, TILE_BITS), sum = 0;
  for (uint32_t e = 0; e < tile->n_edges; e++) {
    LtTilePlace a = tile->cells.places[tile->edges[e].a];
    LtTilePlace b = tile->cells.places[tile->edges[e].b];
    sum += MIN((int64_t)b.x - a.x, side) + MIN(llabs((int64_t)b.y - a.y), side);
  }
  return (double)sum;
}

/* A grid over the part of the tile where something may be. */
static void cells_choose(LtTile *tile)
{
  LtPoint max = {MIN(tile->high.x - 1, tile->tiles->box.max.x),
                 MIN(tile->high.y, tile->tiles->box.max.y)};
  LtTileCells *cells = &tile->cells;
  LtGrid *grid = &cells->grid;
  *grid = (LtGrid){.corner = tile->low, .shift = tile->shift};
  double extent = edges_extent(tile);
  for (; grid->shift > cells->coarse_shift; grid->shift--) {
    LtGrid finer = *grid;
    finer.shift--;
    double columns = (double)(lt_grid_column(&finer, max.x) + 1);
    double rows = (double)(lt_grid_row(&finer, max.y) + 1);
    double side = ldexp(1, (int)(finer.shift - cells->coarse_shift));
    if (columns * rows > FEW_CELLS + (double)tile->n_edges / EDGES_OF_CELL ||
        (columns * rows > FEW_CELLS && extent / side > CELLS_OF_EDGE * (double)tile->n_edges))
      break;
  }
  grid->n_columns = (size_t)(lt_grid_column(grid, max.x) + 1);
  grid->n_rows = (size_t)(lt_grid_row(grid, max.y) + 1);
}

/* ---- chains ---- */

/* How an edge goes on from the one before it: 1 up, -1 down, 0 not at all. */
static inline int edge_goes_on(const LtTileEdge *edge)
{
  return edge[0].a == edge[-1].b ? 1 : edge[0].b == edge[-1].a ? -1 : 0;
}

static inline LtTileBox box_with(LtTileBox box, LtTilePlace place)
{
  return (LtTileBox){MIN(box.left, place.x), MIN(box.bottom, place.y), MAX(box.right, place.x),
                     MAX(box.top, place.y)};
}

static bool chains_make(LtTile *tile, GError **error)
{
  LtTileCells *cells = &tile->cells;
  if (!lt_grow(&cells->chains, &cells->cap_chains, tile->n_edges, sizeof *cells->chains, "a tile",
               error))
    return false;
  int64_t side = INT64_C(1) << (cells->grid.shift - cells->coarse_shift);
  int direction = 0; /* of the chain so far; 0: any */
  LtTileChain *chain = cells->chains;
  for (uint32_t e = 0; e < tile->n_edges; e++) {
    const LtTileEdge *edge = &tile->edges[e];
    int goes_on = e == 0 ? 0 : edge_goes_on(edge);
    bool is_run = goes_on != 0 && direction != -goes_on;
    if (is_run && e - chain->first < EDGES_OF_CHAIN) {
      LtTileBox box = box_with(chain->box, cells->places[goes_on > 0 ? edge->b : edge->a]);
      if ((int64_t)box.right - box.left <= side && (int64_t)box.top - box.bottom <= side) {
        chain->box = box;
        chain->end = e + 1;
        direction = goes_on;
        continue;
      }
    }
    uint32_t run = is_run ? chain->run : e;
    if (e > 0)
      chain++;
    *chain = (LtTileChain){e, e + 1, run, lt_tile_edge_box(tile, e), false};
    direction = is_run ? goes_on : 0;
  }
  cells->n_chains = tile->n_edges == 0 ? 0 : (size_t)(chain + 1 - cells->chains);
  return true;
}

/* ---- chains into cells ---- */

/* Rows and columns that a box touches; the border of a cell belongs to it. */
typedef struct {
  LtSpan columns, rows;
} CellSpan;

static inline CellSpan cells_of_box(const LtTileCells *cells, const LtTileBox *box)
{
  unsigned shift = cells->grid.shift - cells->coarse_shift;
  return (CellSpan){{MAX((box->left - 1) >> shift, 0),
                     MIN(box->right >> shift, (int32_t)cells->grid.n_columns - 1)},
                    {MAX((box->bottom - 1) >> shift, 0),
                     MIN(box->top >> shift, (int32_t)cells->grid.n_rows - 1)}};
}

/* Enter a chain into its cells: count it, or write it to the next place of each. */
static size_t chain_enter(LtTile *tile, uint32_t number, uint32_t *counts, uint32_t *write)
{
  LtTileCells *cells = &tile->cells;
  LtTileChain *chain = &cells->chains[number];
  CellSpan span = cells_of_box(cells, &chain->box);
  LtSpan columns = span.columns;
  const LtTileEdge *edge = &tile->edges[chain->first];
  chain->is_long = chain->end == chain->first + 1 && columns.last > columns.first + 1 &&
                   span.rows.last > span.rows.first;
  size_t n = 0;
  for (int64_t row = span.rows.first; row <= span.rows.last; row++) {
    if (chain->is_long)
      columns =
          lt_grid_columns(&cells->grid, tile->vertices[edge->a], tile->vertices[edge->b], row);
    uint32_t *at = counts + (size_t)row * cells->grid.n_columns;
    for (int64_t column = columns.first; column <= columns.last; column++, n++)
      if (write != NULL)
        write[at[column]++] = number;
      else
        at[column]++;
  }
  return n;
}

bool lt_tile_cells_fill(LtTile *tile, GError **error)
{
  if (!places_make(tile, error))
    return false;
  LtTileCells *cells = &tile->cells;
  cells_choose(tile);
  size_t n_cells = cells->grid.n_columns * cells->grid.n_rows, n = 0;
  if (!chains_make(tile, error) ||
      !lt_grow(&cells->ends, &cells->cap_ends, n_cells + 1, sizeof *cells->ends, "a tile", error))
    return false;
  memset(cells->ends, 0, (n_cells + 1) * sizeof *cells->ends);
  for (uint32_t c = 0; c < cells->n_chains; c++)
    n += chain_enter(tile, c, cells->ends + 1, NULL);
  if (n >= UINT32_MAX)
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_ARRANGE_POINTS, n);
  if (!lt_grow(&cells->entered, &cells->cap_entered, n, sizeof *cells->entered, "a tile", error))
    return false;
  for (size_t c = 0; c < n_cells; c++)
    cells->ends[c + 1] += cells->ends[c];
  for (uint32_t c = 0; c < cells->n_chains; c++)
    chain_enter(tile, c, cells->ends, cells->entered);
  return true;
}
