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
/* So many edges tell how long all are. */
#define EDGES_OF_SAMPLE 256

void lt_tile_cells_clear(LtTileCells *cells)
{
  g_free(cells->chains);
  g_free(cells->ends);
  g_free(cells->entered);
}

/* ---- the grid of cells ---- */

/* About the width and height together that an edge has inside the tile on average. Which edges are
 * asked decides how fast things are found, never what: they are strewn by the golden ratio. */
static double edge_extent(const LtTile *tile)
{
  int64_t side = INT64_C(1) << tile->shift;
  size_t n = MIN(tile->n_edges, EDGES_OF_SAMPLE);
  double sum = 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t strewn = (uint32_t)i * 0x9e3779b9U;
    const LtTileEdge *edge = &tile->edges[(uint64_t)strewn * tile->n_edges >> 32];
    LtPoint a = tile->vertices[edge->a], b = tile->vertices[edge->b];
    sum += (double)(MIN(b.x - a.x, side) + MIN(llabs(b.y - a.y), side));
  }
  return n == 0 ? 0 : sum / (double)n;
}

/* A grid over the part of the tile where something may be. */
static void cells_choose(LtTile *tile)
{
  LtPoint max = {MIN(tile->high.x - 1, tile->tiles->box.max.x),
                 MIN(tile->high.y, tile->tiles->box.max.y)};
  LtTileCells *cells = &tile->cells;
  LtGrid *grid = &cells->grid;
  *grid = (LtGrid){.corner = tile->low, .shift = tile->shift};
  double extent = edge_extent(tile);
  for (; grid->shift > 0; grid->shift--) {
    LtGrid finer = *grid;
    finer.shift--;
    double columns = (double)(lt_grid_column(&finer, max.x) + 1);
    double rows = (double)(lt_grid_row(&finer, max.y) + 1);
    double side = ldexp(1, (int)finer.shift);
    if (columns * rows > FEW_CELLS + (double)tile->n_edges / EDGES_OF_CELL ||
        (columns * rows > FEW_CELLS && extent / side > CELLS_OF_EDGE))
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

/* Rows and columns that a box touches; the border of a cell belongs to it. */
static inline LtTileSpan cells_of_box(const LtGrid *grid, const LtBox *box)
{
  int64_t n_columns = (int64_t)grid->n_columns, n_rows = (int64_t)grid->n_rows;
  LtPoint low = grid->corner;
  return (LtTileSpan){(int32_t)CLAMP((box->min.x - low.x - 1) >> grid->shift, 0, n_columns),
                      (int32_t)CLAMP((box->max.x - low.x) >> grid->shift, -1, n_columns - 1),
                      (int32_t)CLAMP((box->min.y - low.y - 1) >> grid->shift, 0, n_rows),
                      (int32_t)CLAMP((box->max.y - low.y) >> grid->shift, -1, n_rows - 1)};
}

/* Enter a chain into its cells: count it, or write it to the next place of each. */
static inline size_t chain_enter(LtTile *tile, uint32_t number, uint32_t *counts, uint32_t *write)
{
  const LtGrid *grid = &tile->cells.grid;
  const LtTileChain *chain = &tile->cells.chains[number];
  LtSpan columns = {chain->cells.first_column, chain->cells.last_column};
  size_t n = 0;
  for (int64_t row = chain->cells.first_row; row <= chain->cells.last_row; row++) {
    if (chain->is_long) {
      const LtTileEdge *edge = &tile->edges[chain->first];
      columns = lt_grid_columns(grid, tile->vertices[edge->a], tile->vertices[edge->b], row);
    }
    uint32_t *at = counts + (size_t)row * grid->n_columns;
    for (int64_t column = columns.first; column <= columns.last; column++, n++)
      if (write != NULL)
        write[at[column]++] = number;
      else
        at[column]++;
  }
  return n;
}

/* The chain that begins with an edge. A run goes on in it and beyond it in one direction (0: any),
 * until the run ends. */
static inline LtTileChain chain_begin(const LtTile *tile, uint32_t first, uint32_t *run,
                                      int *direction)
{
  int64_t side = INT64_C(1) << tile->cells.grid.shift;
  LtBox box = lt_tile_edge_box(tile, first);
  uint32_t e = first + 1;
  for (; e < tile->n_edges; e++) {
    const LtTileEdge *edge = &tile->edges[e];
    int goes_on = edge_goes_on(edge);
    if (goes_on == 0 || *direction == -goes_on) {
      *run = e;
      *direction = 0;
      break;
    }
    *direction = goes_on;
    LtPoint next = tile->vertices[goes_on > 0 ? edge->b : edge->a];
    LtBox grown = {{MIN(box.min.x, next.x), MIN(box.min.y, next.y)},
                   {MAX(box.max.x, next.x), MAX(box.max.y, next.y)}};
    if (e - first == EDGES_OF_CHAIN || grown.max.x - grown.min.x > side ||
        grown.max.y - grown.min.y > side)
      break;
    box = grown;
  }
  LtTileSpan cells = cells_of_box(&tile->cells.grid, &box);
  bool is_long = e == first + 1 && cells.last_column > cells.first_column + 1 &&
                 cells.last_row > cells.first_row;
  return (LtTileChain){.first = first, .end = e, .is_long = is_long, .cells = cells, .box = box};
}

/* Gather the edges in chains, and count those of each cell and of all. */
static size_t chains_make(LtTile *tile, uint32_t *counts)
{
  LtTileCells *cells = &tile->cells;
  uint32_t run = 0;
  int direction = 0;
  size_t n_chains = 0, n = 0;
  for (uint32_t e = 0; e < tile->n_edges; n_chains++) {
    LtTileChain *chain = &cells->chains[n_chains];
    uint32_t own_run = run;
    *chain = chain_begin(tile, e, &run, &direction);
    chain->run = own_run;
    e = chain->end;
    n += chain_enter(tile, (uint32_t)n_chains, counts, NULL);
  }
  cells->n_chains = n_chains;
  return n;
}

bool lt_tile_cells_fill(LtTile *tile, GError **error)
{
  LtTileCells *cells = &tile->cells;
  cells_choose(tile);
  size_t n_cells = cells->grid.n_columns * cells->grid.n_rows;
  if (!lt_grow(&cells->chains, &cells->cap_chains, tile->n_edges, sizeof *cells->chains, "a tile",
               error) ||
      !lt_grow(&cells->ends, &cells->cap_ends, n_cells + 1, sizeof *cells->ends, "a tile", error))
    return false;
  memset(cells->ends, 0, (n_cells + 1) * sizeof *cells->ends);
  size_t n = chains_make(tile, cells->ends + 1);
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
