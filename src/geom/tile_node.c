/* Cutting edges where they touch, finding where they cross. */
#include "geom/tile_steps.h"

#include <stdlib.h>
#include <string.h>

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
    return crossing_add(tile, &(Crossed){e, e_a, e_b}, &(Crossed){f, f_a, f_b}, error);
  return (f_a != 0 || !is_between(v, edge, c) || touch_add(tile, e, other->a, error)) &&
         (f_b != 0 || !is_between(v, edge, d) || touch_add(tile, e, other->b, error)) &&
         (e_a != 0 || !is_between(v, other, a) || touch_add(tile, f, edge->a, error)) &&
         (e_b != 0 || !is_between(v, other, b) || touch_add(tile, f, edge->b, error));
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

static bool cell_compare(LtTile *tile, size_t column, size_t row, GError **error)
{
  size_t n;
  const uint32_t *chains = lt_tile_cell(tile, row * tile->cells.grid.n_columns + column, &n);
  if (n > CHAINS_OF_CELL)
    return lt_tile_crowd_compare(tile, column, row, error);
  for (size_t i = 1; i < n; i++) {
    const LtTileChain *a = &tile->cells.chains[chains[i]];
    for (size_t j = 0; j < i; j++) {
      const LtTileChain *b = &tile->cells.chains[chains[j]];
      if (a->run != b->run && lt_tile_boxes_overlap(&a->box, &b->box) &&
          are_compared_in(tile, a, b, column, row) && !chains_compare(tile, a, b, error))
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

/* Keep the edges as they are before the first cut, and the vertices that lie on some. */
static bool uncut_keep(LtTile *tile, GError **error)
{
  LtTileNoding *noding = &tile->noding;
  if (noding->n_uncut == 0) {
    if (!lt_grow(&noding->uncut, &noding->cap_uncut, tile->n_edges, sizeof *noding->uncut,
                 "a tile", error))
      return false;
    memcpy(noding->uncut, tile->edges, tile->n_edges * sizeof *tile->edges);
    noding->n_uncut = tile->n_edges;
  }
  if (!lt_grow(&noding->touched, &noding->cap_touched, noding->n_touched + noding->n_touches,
               sizeof *noding->touched, "touches of a tile", error))
    return false;
  for (size_t i = 0; i < noding->n_touches; i++)
    noding->touched[noding->n_touched++] = noding->touches[i].vertex;
  return true;
}

static bool edges_cut(LtTile *tile, GError **error)
{
  size_t n = tile->noding.n_touches;
  g_autofree Cut *cuts = lt_alloc(n, sizeof *cuts, "touches of a tile", error);
  if (cuts == NULL || !edges_reserve(tile, 2 * n, error))
    return false;
  for (size_t i = 0; i < n; i++)
    cuts[i] = (Cut){tile->vertices[tile->noding.touches[i].vertex], tile->noding.touches[i]};
  qsort(cuts, n, sizeof *cuts, cut_compare);
  for (size_t i = 0, end; i < n; i = end) {
    LtTileEdge whole = tile->edges[cuts[i].touch.edge];
    uint32_t from = whole.a;
    /* the whole cancels itself; what was merged into it meanwhile is cut along with it */
    tile->edges[cuts[i].touch.edge].toggles = LT_COVER_EMPTY;
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
  tile->noding.n_uncut = tile->noding.n_touched = 0;
  do {
    tile->noding.n_touches = tile->noding.n_crossings = 0;
    if (!lt_tile_cells_fill(tile, error) || !cells_compare(tile, error))
      return false;
    if (tile->noding.n_touches > 0 && ((tile->keeps_uncut && !uncut_keep(tile, error)) ||
                                       !edges_cut(tile, error)))
      return false;
  } while (tile->noding.n_touches > 0);
  crossings_sort(tile);
  return true;
}
