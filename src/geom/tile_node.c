/* Where the edges of a tile touch and cross. */
#include "geom/tile_steps.h"

#include <stdlib.h>

/* Cells with more chains are crowded. */
#define CHAINS_OF_CELL 24

void lt_tile_noding_clear(LtTileNoding *noding)
{
  g_free(noding->touches);
  g_free(noding->crossings);
  g_free(noding->uncut);
  g_free(noding->touched);
}

/* ---- two edges ---- */

static bool touch_add(LtTile *tile, uint32_t edge, uint32_t vertex, GError **error)
{
  if (!lt_grow(&tile->noding.touches, &tile->noding.cap_touches, tile->noding.n_touches + 1,
               sizeof *tile->noding.touches, "touches of a tile", error))
    return false;
  tile->noding.touches[tile->noding.n_touches++] = (LtTileTouch){edge, vertex};
  return true;
}

/* True when a piece of an edge lies in the tile. */
static bool is_in_tile(const LtTile *tile, LtPoint a, LtPoint b)
{
  const LtGrid *grid = &tile->tiles->grid;
  return lt_tile_has(tile, a) || lt_tile_has(tile, b) ||
         lt_grid_meets(grid, a, b, (int64_t)(tile->number % grid->n_columns),
                       (int64_t)(tile->number / grid->n_columns));
}

/* One of two edges that cross: its ends lie on two sides of the line of the other, so far off. */
typedef struct {
  uint32_t edge;
  LtWide a, b;
} Crossed;

static LtFraction crossed_at(const Crossed *crossed)
{
  LtUWide a = (LtUWide)(crossed->a < 0 ? -crossed->a : crossed->a);
  LtUWide b = (LtUWide)(crossed->b < 0 ? -crossed->b : crossed->b);
  return (LtFraction){a, a + b};
}

static bool crossing_add(LtTile *tile, const Crossed *e, const Crossed *f, GError **error)
{
  if (!lt_grow(&tile->noding.crossings, &tile->noding.cap_crossings, tile->noding.n_crossings + 2,
               sizeof *tile->noding.crossings, "crossings of a tile", error))
    return false;
  LtFraction on_e = crossed_at(e), on_f = crossed_at(f);
  const LtTileEdge *edge = &tile->edges[e->edge];
  LtPoint place = lt_fixed_on_edge(tile->vertices[edge->a], tile->vertices[edge->b], on_e);
  LtTileCrossing *crossings = tile->noding.crossings + tile->noding.n_crossings;
  crossings[0] = (LtTileCrossing){e->edge, f->edge, on_e, place};
  crossings[1] = (LtTileCrossing){f->edge, e->edge, on_f, place};
  tile->noding.n_crossings += 2;
  return true;
}

/* Two edges with a common end overlap when they leave it in one direction: the longer one has the
 * other end of the shorter one on it. */
static bool forks_compare(LtTile *tile, uint32_t e, uint32_t f, bool at_a, GError **error)
{
  const LtTileEdge *edge = &tile->edges[e], *other = &tile->edges[f];
  uint32_t common = at_a ? edge->a : edge->b;
  uint32_t end = at_a ? edge->b : edge->a, other_end = at_a ? other->b : other->a;
  const LtPoint *v = tile->vertices;
  if (lt_cross(v[common], v[end], v[other_end]) != 0)
    return true;
  bool is_longer = (lt_point_compare(v[end], v[other_end]) > 0) == at_a;
  uint32_t touch = is_longer ? other_end : end;
  return !is_in_tile(tile, v[common], v[touch]) ||
         touch_add(tile, is_longer ? e : f, touch, error);
}

/* Note a vertex on the line of an edge when it lies between its ends. */
static bool vertex_compare(LtTile *tile, uint32_t e, uint32_t vertex, GError **error)
{
  const LtPoint *v = tile->vertices;
  const LtTileEdge *edge = &tile->edges[e];
  bool is_between = lt_point_compare(v[edge->a], v[vertex]) < 0 &&
                    lt_point_compare(v[vertex], v[edge->b]) < 0;
  return !is_between || touch_add(tile, e, vertex, error);
}

/* Two edges on one line. */
static bool aligned_compare(LtTile *tile, uint32_t e, uint32_t f, GError **error)
{
  const LtTileEdge *edge = &tile->edges[e], *other = &tile->edges[f];
  const LtPoint *v = tile->vertices;
  LtPoint from = lt_point_compare(v[edge->a], v[other->a]) > 0 ? v[edge->a] : v[other->a];
  LtPoint to = lt_point_compare(v[edge->b], v[other->b]) < 0 ? v[edge->b] : v[other->b];
  if (lt_point_compare(from, to) > 0 || !is_in_tile(tile, from, to))
    return true;
  return vertex_compare(tile, e, other->a, error) && vertex_compare(tile, e, other->b, error) &&
         vertex_compare(tile, f, edge->a, error) && vertex_compare(tile, f, edge->b, error);
}

/* What touches outside of the tile is left as it is there, as not all of it is known: but for edges
 * that overlap in the tile, which must become equal. So one pass finds all touches: where parts of
 * two edges overlap in the tile each has been cut at all ends of the other, and at the same ends of
 * third ones. */
bool lt_tile_edges_compare(LtTile *tile, uint32_t e, uint32_t f, GError **error)
{
  const LtTileEdge *edge = &tile->edges[e], *other = &tile->edges[f];
  if (edge->a == other->b || edge->b == other->a)
    return true; /* one ends where the other begins, for edges run upwards */
  if (edge->a == other->a || edge->b == other->b)
    return e == f || forks_compare(tile, e, f, edge->a == other->a, error);
  const LtPoint *v = tile->vertices;
  LtPoint a = v[edge->a], b = v[edge->b], c = v[other->a], d = v[other->b];

  LtWide f_a = lt_cross(a, b, c), f_b = lt_cross(a, b, d);
  if ((f_a > 0 && f_b > 0) || (f_a < 0 && f_b < 0))
    return true;
  LtWide e_a = lt_cross(c, d, a), e_b = lt_cross(c, d, b);
  if ((e_a > 0 && e_b > 0) || (e_a < 0 && e_b < 0))
    return true;
  if (f_a != 0 && f_b != 0 && e_a != 0 && e_b != 0)
    return crossing_add(tile, &(Crossed){e, e_a, e_b}, &(Crossed){f, f_a, f_b}, error);
  if (f_a == 0 && f_b == 0)
    return aligned_compare(tile, e, f, error);
  uint32_t vertex = f_a == 0 ? other->a : f_b == 0 ? other->b : e_a == 0 ? edge->a : edge->b;
  return !lt_tile_has(tile, v[vertex]) ||
         vertex_compare(tile, f_a == 0 || f_b == 0 ? e : f, vertex, error);
}

/* ---- cells ---- */

/* True when two chains are compared in this cell: of those that both lie in, the one with the lower
 * left corner of what their boxes have in common; all, when a chain is not in all cells of its box
 * or that cell is crowded: there only what meets inside of it is found. */
static inline bool are_compared_in(const LtTile *tile, const LtTileChain *a, const LtTileChain *b,
                                   size_t column, size_t row)
{
  size_t first_column = (size_t)MAX(a->cells.first_column, b->cells.first_column);
  size_t first_row = (size_t)MAX(a->cells.first_row, b->cells.first_row), n;
  if ((first_column == column && first_row == row) || a->is_long || b->is_long)
    return true;
  lt_tile_cell(tile, first_row * tile->cells.grid.n_columns + first_column, &n);
  return n > CHAINS_OF_CELL;
}

static bool chains_compare(LtTile *tile, const LtTileChain *a, const LtTileChain *b, GError **error)
{
  for (uint32_t e = a->first; e < a->end; e++) {
    LtBox box = lt_tile_edge_box(tile, e);
    if (!lt_tile_boxes_overlap(&box, &b->box))
      continue;
    for (uint32_t f = b->first; f < b->end; f++) {
      LtBox other = lt_tile_edge_box(tile, f);
      if (lt_tile_boxes_overlap(&box, &other) && !lt_tile_edges_compare(tile, e, f, error))
        return false;
    }
  }
  return true;
}

/* Of the first @p n chains of a cell those of other runs whose boxes meet that of chain @p a. Without
 * branches: which they are could not be foretold. */
static size_t neighbours_find(const LtTileCells *cells, const LtTileChain *a,
                              const uint32_t *chains, size_t n, uint32_t found[CHAINS_OF_CELL])
{
  size_t n_found = 0;
  for (size_t i = 0; i < n; i++) {
    const LtTileChain *b = &cells->chains[chains[i]];
    found[n_found] = chains[i];
    n_found += (a->run != b->run) & lt_tile_boxes_overlap(&a->box, &b->box);
  }
  return n_found;
}

static bool cell_compare(LtTile *tile, size_t column, size_t row, GError **error)
{
  size_t n;
  const uint32_t *chains = lt_tile_cell(tile, row * tile->cells.grid.n_columns + column, &n);
  if (n > CHAINS_OF_CELL)
    return lt_tile_crowd_compare(tile, column, row, error);
  for (size_t i = 1; i < n; i++) {
    const LtTileChain *a = &tile->cells.chains[chains[i]];
    uint32_t found[CHAINS_OF_CELL];
    size_t n_found = neighbours_find(&tile->cells, a, chains, i, found);
    for (size_t j = 0; j < n_found; j++) {
      const LtTileChain *b = &tile->cells.chains[found[j]];
      if (are_compared_in(tile, a, b, column, row) && !chains_compare(tile, a, b, error))
        return false;
    }
  }
  return true;
}

static bool cells_compare(LtTile *tile, GError **error)
{
  const LtGrid *grid = &tile->cells.grid;
  for (size_t row = 0; row < grid->n_rows; row++)
    for (size_t column = 0; column < grid->n_columns; column++)
      if (!cell_compare(tile, column, row, error))
        return false;
  return true;
}

/* ---- crossings in order ---- */

static int crossing_compare(const void *a, const void *b)
{
  const LtTileCrossing *x = a, *y = b;
  if (x->edge != y->edge)
    return x->edge < y->edge ? -1 : 1;
  int order = lt_fraction_compare(x->at, y->at);
  return order != 0 ? order : (x->other > y->other) - (x->other < y->other);
}

/* Sort along the edges; a pair found in several cells counts once. */
static void crossings_sort(LtTile *tile)
{
  LtTileCrossing *crossings = tile->noding.crossings;
  if (tile->noding.n_crossings > 0)
    qsort(crossings, tile->noding.n_crossings, sizeof *crossings, crossing_compare);
  size_t n = 0;
  for (size_t i = 0; i < tile->noding.n_crossings; i++)
    if (n == 0 || crossings[n - 1].edge != crossings[i].edge ||
        crossings[n - 1].other != crossings[i].other) {
      tile->edges[crossings[i].edge].is_crossed = true;
      crossings[n++] = crossings[i];
    }
  tile->noding.n_crossings = n;
}

bool lt_tile_node(LtTile *tile, GError **error)
{
  LtTileNoding *noding = &tile->noding;
  noding->n_uncut = noding->n_touched = noding->n_touches = noding->n_crossings = 0;
  if (!lt_tile_cells_fill(tile, error) || !cells_compare(tile, error) ||
      (noding->n_touches > 0 &&
       (!lt_tile_edges_cut(tile, error) || !lt_tile_cells_fill(tile, error))))
    return false;
  crossings_sort(tile);
  return true;
}
