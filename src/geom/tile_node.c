/* Cutting edges where they touch, finding where they cross. */
#include "geom/tile.h"

#include <stdlib.h>
#include <string.h>

/* Cells with more chains are crowded. */
#define CHAINS_OF_CELL 24

/* ---- two edges ---- */

static bool touch_add(LtTile *tile, uint32_t edge, uint32_t vertex, GError **error)
{
  if (!lt_grow(&tile->touches, &tile->cap_touches, tile->n_touches + 1, sizeof *tile->touches,
               "touches of a tile", error))
    return false;
  tile->touches[tile->n_touches++] = (LtTileTouch){edge, vertex};
  return true;
}

static bool crossing_add(LtTile *tile, uint32_t e, uint32_t f, LtWide e_a, LtWide e_b, LtWide f_a,
                         LtWide f_b, GError **error)
{
  if (!lt_grow(&tile->crossings, &tile->cap_crossings, tile->n_crossings + 2,
               sizeof *tile->crossings, "crossings of a tile", error))
    return false;
  LtUWide away_a = (LtUWide)(e_a < 0 ? -e_a : e_a), away_b = (LtUWide)(e_b < 0 ? -e_b : e_b);
  LtFraction on_e = {away_a, away_a + away_b};
  away_a = (LtUWide)(f_a < 0 ? -f_a : f_a);
  away_b = (LtUWide)(f_b < 0 ? -f_b : f_b);
  LtFraction on_f = {away_a, away_a + away_b};
  const LtTileEdge *edge = &tile->edges[e];
  LtPoint place = lt_fixed_on_edge(tile->vertices[edge->a], tile->vertices[edge->b], on_e);
  tile->crossings[tile->n_crossings++] = (LtTileCrossing){e, f, on_e, place};
  tile->crossings[tile->n_crossings++] = (LtTileCrossing){f, e, on_f, place};
  return true;
}

/* Two edges with a common end overlap when they leave it the same way: the longer one has the
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
  return is_longer ? touch_add(tile, e, other_end, error) : touch_add(tile, f, end, error);
}

/* True when a point on the line of an edge lies between its ends. */
static bool is_between(const LtPoint *v, const LtTileEdge *edge, LtPoint point)
{
  return lt_point_compare(v[edge->a], point) < 0 && lt_point_compare(point, v[edge->b]) < 0;
}

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
    return crossing_add(tile, e, f, e_a, e_b, f_a, f_b, error);
  return (f_a != 0 || !is_between(v, edge, c) || touch_add(tile, e, other->a, error)) &&
         (f_b != 0 || !is_between(v, edge, d) || touch_add(tile, e, other->b, error)) &&
         (e_a != 0 || !is_between(v, other, a) || touch_add(tile, f, edge->a, error)) &&
         (e_b != 0 || !is_between(v, other, b) || touch_add(tile, f, edge->b, error));
}

/* ---- cells ---- */

/* True when two chains are compared in this cell: of those that both lie in, the one with the lower
 * left corner of what their boxes have in common; all, when a chain is not in all cells of its box or
 * that cell is crowded: there only what meets inside of it is found. */
static inline bool are_compared_in(const LtTile *tile, const LtTileChain *a, const LtTileChain *b,
                                   size_t column, size_t row)
{
  unsigned shift = tile->cells.shift - tile->coarse_shift;
  size_t first_column = (size_t)MAX((MAX(a->box.left, b->box.left) - 1) >> shift, 0);
  size_t first_row = (size_t)MAX((MAX(a->box.bottom, b->box.bottom) - 1) >> shift, 0), n;
  if ((first_column == column && first_row == row) || a->is_long || b->is_long)
    return true;
  lt_tile_cell(tile, first_row * tile->cells.n_columns + first_column, &n);
  return n > CHAINS_OF_CELL;
}

static bool chains_compare(LtTile *tile, const LtTileChain *a, const LtTileChain *b, GError **error)
{
  for (uint32_t e = a->first; e < a->end; e++) {
    LtTileBox box = lt_tile_edge_box(tile, e);
    if (!lt_tile_boxes_overlap(&box, &b->box))
      continue;
    for (uint32_t f = b->first; f < b->end; f++)
      if (!lt_tile_pair_compare(tile, e, f, error))
        return false;
  }
  return true;
}

static bool cell_compare(LtTile *tile, size_t column, size_t row, GError **error)
{
  size_t n;
  const uint32_t *chains = lt_tile_cell(tile, row * tile->cells.n_columns + column, &n);
  if (n > CHAINS_OF_CELL)
    return lt_tile_crowd_compare(tile, column, row, error);
  for (size_t i = 1; i < n; i++) {
    const LtTileChain *a = &tile->chains[chains[i]];
    for (size_t j = 0; j < i; j++) {
      const LtTileChain *b = &tile->chains[chains[j]];
      if (lt_tile_boxes_overlap(&a->box, &b->box) &&
          are_compared_in(tile, a, b, column, row) && !chains_compare(tile, a, b, error))
        return false;
    }
  }
  return true;
}

static bool cells_compare(LtTile *tile, GError **error)
{
  for (size_t row = 0; row < tile->cells.n_rows; row++)
    for (size_t column = 0; column < tile->cells.n_columns; column++)
      if (!cell_compare(tile, column, row, error))
        return false;
  return true;
}

/* ---- cutting ---- */

/* Qsort has no context: the vertices go along. */
typedef struct {
  LtPoint point;
  LtTileTouch touch;
} Cut;

static int cut_compare(const void *a, const void *b)
{
  const Cut *x = a, *y = b;
  if (x->touch.edge != y->touch.edge)
    return x->touch.edge < y->touch.edge ? -1 : 1;
  return lt_point_compare(x->point, y->point);
}

/* Room for more edges in the hash table, which is made anew: sweeping has moved edges. */
static bool edges_reserve(LtTile *tile, size_t n_more, GError **error)
{
  size_t n = tile->n_edges + n_more;
  while (tile->n_edge_slots < 2 * n)
    tile->n_edge_slots *= 2;
  if (!lt_grow(&tile->edges, &tile->cap_edges, n, sizeof *tile->edges, "a tile", error) ||
      !lt_grow(&tile->edge_slots, &tile->cap_edge_slots, tile->n_edge_slots,
               sizeof *tile->edge_slots, "a tile", error))
    return false;
  memset(tile->edge_slots, 0, tile->n_edge_slots * sizeof *tile->edge_slots);
  memset(tile->first_edges, 0xff, tile->n_vertices * sizeof *tile->first_edges); /* LT_NO_INDEX */
  size_t n_old = tile->n_edges;
  tile->n_edges = 0;
  for (size_t e = 0; e < n_old; e++) /* all differ: each is made again in its place */
    if (!lt_tile_edge_toggle(tile, tile->edges[e].a, tile->edges[e].b, tile->edges[e].toggles,
                             error))
      return false;
  return true;
}

static bool edges_cut(LtTile *tile, GError **error)
{
  size_t n = tile->n_touches;
  g_autofree Cut *cuts = lt_alloc(n, sizeof *cuts, "touches of a tile", error);
  if (cuts == NULL || !edges_reserve(tile, 2 * n, error))
    return false;
  for (size_t i = 0; i < n; i++)
    cuts[i] = (Cut){tile->vertices[tile->touches[i].vertex], tile->touches[i]};
  qsort(cuts, n, sizeof *cuts, cut_compare);
  for (size_t i = 0, end; i < n; i = end) {
    LtTileEdge whole = tile->edges[cuts[i].touch.edge];
    uint32_t from = whole.a;
    /* the whole cancels itself; what was merged into it meanwhile is cut along with it */
    tile->edges[cuts[i].touch.edge].toggles = LT_NO_COVER;
    for (end = i; end < n && cuts[end].touch.edge == cuts[i].touch.edge; end++) {
      if (!lt_tile_edge_toggle(tile, from, cuts[end].touch.vertex, whole.toggles, error))
        return false;
      from = cuts[end].touch.vertex;
    }
    if (!lt_tile_edge_toggle(tile, from, whole.b, whole.toggles, error))
      return false;
  }
  lt_tile_edges_sweep(tile);
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
  LtTileCrossing *crossings = tile->crossings;
  if (tile->n_crossings > 0)
    qsort(crossings, tile->n_crossings, sizeof *crossings, crossing_compare);
  size_t n = 0;
  for (size_t i = 0; i < tile->n_crossings; i++)
    if (n == 0 || crossings[n - 1].edge != crossings[i].edge ||
        crossings[n - 1].other != crossings[i].other) {
      tile->edges[crossings[i].edge].is_crossed = true;
      crossings[n++] = crossings[i];
    }
  tile->n_crossings = n;
}

bool lt_tile_node(LtTile *tile, GError **error)
{
  do {
    tile->n_touches = tile->n_crossings = 0;
    if (!lt_tile_cells_fill(tile, error) || !cells_compare(tile, error) ||
        (tile->n_touches > 0 && !edges_cut(tile, error)))
      return false;
  } while (tile->n_touches > 0);
  crossings_sort(tile);
  return true;
}
