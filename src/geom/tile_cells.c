/* The edges of a tile, sorted into the cells of a finer grid. */
#include "geom/tile.h"

#include <math.h>
#include <string.h>

/* Cells are made larger when an edge would lie in more of them on average. */
#define CELLS_OF_EDGE 8
/* A tile has at most 2^TILE_BITS coarse units on a side, so cells are never smaller than one. */
#define TILE_BITS 30

/* ---- boxes ---- */

static inline int32_t coarse(int64_t way, unsigned shift)
{
  return (int32_t)CLAMP(way >> shift, INT32_MIN + 1, INT32_MAX);
}

static bool boxes_make(LtTile *tile, GError **error)
{
  unsigned tile_shift = tile->shift;
  unsigned shift = tile_shift > TILE_BITS ? tile_shift - TILE_BITS : 0;
  tile->box_shift = shift;
  if (!lt_grow(&tile->boxes, &tile->cap_boxes, tile->n_edges, sizeof *tile->boxes, "a tile",
               error) ||
      !lt_grow(&tile->homes, &tile->cap_homes, tile->n_edges, sizeof *tile->homes, "a tile", error))
    return false;
  LtPoint low = tile->low;
  for (size_t e = 0; e < tile->n_edges; e++) {
    LtPoint a = tile->vertices[tile->edges[e].a], b = tile->vertices[tile->edges[e].b];
    tile->boxes[e] = (LtTileBox){coarse(a.x - low.x, shift), coarse(MIN(a.y, b.y) - low.y, shift),
                                 coarse(b.x - low.x, shift), coarse(MAX(a.y, b.y) - low.y, shift)};
  }
  return true;
}

/* ---- cells ---- */

/* Sum of the widths and heights of the edges' boxes inside the tile, in coarse units. */
static double boxes_extent(const LtTile *tile)
{
  int32_t side = INT32_C(1) << MIN(tile->shift, TILE_BITS);
  int64_t sum = 0;
  for (size_t e = 0; e < tile->n_edges; e++) {
    const LtTileBox *box = &tile->boxes[e];
    int64_t width = (int64_t)MIN(box->right, side) - MAX(box->left, 0);
    int64_t height = (int64_t)MIN(box->top, side) - MAX(box->bottom, 0);
    sum += MAX(width, 0) + MAX(height, 0);
  }
  return (double)sum;
}

/* A grid of about as many cells as edges over the part of the tile where something may be. */
static void cells_choose(LtTile *tile)
{
  LtPoint max = {MIN(tile->high.x - 1, tile->tiles->max.x), MIN(tile->high.y, tile->tiles->max.y)};
  LtGrid *cells = &tile->cells;
  *cells = (LtGrid){.corner = tile->low, .shift = tile->shift};
  double extent = boxes_extent(tile);
  for (; cells->shift > tile->box_shift; cells->shift--) {
    LtGrid finer = *cells;
    finer.shift--;
    double columns = (double)(lt_grid_column(&finer, max.x) + 1);
    double rows = (double)(lt_grid_row(&finer, max.y) + 1);
    double side = ldexp(1, (int)(finer.shift - tile->box_shift));
    if (columns * rows > 64 + (double)tile->n_edges ||
        (columns * rows > 64 && extent / side > CELLS_OF_EDGE * (double)tile->n_edges))
      break;
  }
  cells->n_columns = (size_t)(lt_grid_column(cells, max.x) + 1);
  cells->n_rows = (size_t)(lt_grid_row(cells, max.y) + 1);
}

/* Rows and columns that a box touches; the border of a cell belongs to it. */
typedef struct {
  LtSpan columns, rows;
} CellSpan;

static inline CellSpan cells_of_box(const LtTile *tile, const LtTileBox *box)
{
  unsigned shift = tile->cells.shift - tile->box_shift;
  return (CellSpan){
      {MAX((box->left - 1) >> shift, 0),
       MIN(box->right >> shift, (int32_t)tile->cells.n_columns - 1)},
      {MAX((box->bottom - 1) >> shift, 0),
       MIN(box->top >> shift, (int32_t)tile->cells.n_rows - 1)}};
}

/* Enter an edge into its cells: count it, or write it to the next place of each. */
static size_t edge_enter(LtTile *tile, uint32_t edge, const CellSpan *span, uint32_t *counts,
                         uint32_t *write)
{
  size_t n = 0;
  LtSpan columns = span->columns;
  bool is_long = columns.last > columns.first + 1 && span->rows.last > span->rows.first;
  for (int64_t row = span->rows.first; row <= span->rows.last; row++) {
    if (is_long)
      columns = lt_grid_columns(&tile->cells, tile->vertices[tile->edges[edge].a],
                                tile->vertices[tile->edges[edge].b], row);
    uint32_t *at = counts + (size_t)row * tile->cells.n_columns;
    for (int64_t column = columns.first; column <= columns.last; column++, n++)
      if (write != NULL)
        write[at[column]++] = edge;
      else
        at[column]++;
  }
  return n;
}

/* Count the edges of each cell. */
static size_t cells_count(LtTile *tile, uint32_t *counts)
{
  size_t n = 0;
  for (uint32_t e = 0; e < tile->n_edges; e++) {
    CellSpan span = cells_of_box(tile, &tile->boxes[e]);
    if (span.columns.first == span.columns.last && span.rows.first == span.rows.last) {
      size_t home = (size_t)span.rows.first * tile->cells.n_columns + (size_t)span.columns.first;
      tile->homes[e] = (uint32_t)home;
      counts[home]++;
      n++;
    } else {
      tile->homes[e] = LT_NO_INDEX;
      n += edge_enter(tile, e, &span, counts, NULL);
    }
  }
  return n;
}

/* Write the edges to their cells; @p next is the next place of each. */
static void cells_write(LtTile *tile, uint32_t *next)
{
  for (uint32_t e = 0; e < tile->n_edges; e++)
    if (tile->homes[e] != LT_NO_INDEX) {
      tile->cell_edges[next[tile->homes[e]]++] = e;
    } else {
      CellSpan span = cells_of_box(tile, &tile->boxes[e]);
      edge_enter(tile, e, &span, next, tile->cell_edges);
    }
}

bool lt_tile_cells_fill(LtTile *tile, GError **error)
{
  if (!boxes_make(tile, error))
    return false;
  cells_choose(tile);
  size_t n_cells = tile->cells.n_columns * tile->cells.n_rows;
  if (!lt_grow(&tile->cell_ends, &tile->cap_cell_ends, n_cells + 1, sizeof *tile->cell_ends,
               "a tile", error))
    return false;
  memset(tile->cell_ends, 0, (n_cells + 1) * sizeof *tile->cell_ends);
  size_t n = cells_count(tile, tile->cell_ends + 1);
  if (n >= UINT32_MAX)
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_ARRANGE_POINTS, n);
  if (!lt_grow(&tile->cell_edges, &tile->cap_cell_edges, n, sizeof *tile->cell_edges, "a tile",
               error))
    return false;
  for (size_t c = 0; c < n_cells; c++)
    tile->cell_ends[c + 1] += tile->cell_ends[c];
  cells_write(tile, tile->cell_ends);
  return true;
}
