/* Cutting edges where they touch, finding where they cross. */
#include "geom/tile.h"

#include <stdlib.h>
#include <string.h>

/* Cells with more edges are cut further before their edges are compared pair by pair. */
#define EDGES_OF_CELL 48

/* ---- two edges ---- */

static inline bool boxes_overlap(const LtTileBox *a, const LtTileBox *b)
{
  return (a->left <= b->right) & (b->left <= a->right) & (a->bottom <= b->top) &
         (b->bottom <= a->top);
}

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

/* Two edges whose boxes overlap: note where they touch or cross. */
static bool edges_compare(LtTile *tile, uint32_t e, uint32_t f, GError **error)
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

static inline bool pair_compare(LtTile *tile, uint32_t e, uint32_t f, GError **error)
{
  return !boxes_overlap(&tile->boxes[e], &tile->boxes[f]) || edges_compare(tile, e, f, error);
}

static bool pairs_compare(LtTile *tile, const uint32_t *edges, size_t n, GError **error)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = i + 1; j < n; j++)
      if (!pair_compare(tile, edges[i], edges[j], error))
        return false;
  return true;
}

/* ---- crowded cells ---- */

/* A square of a crowded cell and the edges that may touch it. */
typedef struct {
  LtGrid square; /* one column, one row */
  const uint32_t *edges;
  size_t n;
} Crowd;

static bool crowd_compare(LtTile *tile, const Crowd *crowd, GError **error);

static int edge_number_compare(const void *a, const void *b)
{
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

/* The vertex that most of the edges share, and how many do. */
static uint32_t hub_find(const LtTile *tile, const uint32_t *edges, size_t n, uint32_t *ends,
                         size_t *n_hub)
{
  for (size_t i = 0; i < n; i++) {
    ends[2 * i] = tile->edges[edges[i]].a;
    ends[2 * i + 1] = tile->edges[edges[i]].b;
  }
  qsort(ends, 2 * n, sizeof *ends, edge_number_compare);
  uint32_t hub = ends[0];
  *n_hub = 0;
  for (size_t i = 0, begin = 0; i <= 2 * n; i++)
    if (i == 2 * n || ends[i] != ends[begin]) {
      if (i - begin > *n_hub) {
        *n_hub = i - begin;
        hub = ends[begin];
      }
      begin = i;
    }
  return hub;
}

typedef struct {
  LtPoint way; /* from the hub to the other end */
  uint32_t edge;
} Ray;

static int ray_half(LtPoint way)
{
  return way.x > 0 || (way.x == 0 && way.y > 0);
}

static LtWide ways_cross(LtPoint a, LtPoint b)
{
  return (LtWide)a.x * b.y - (LtWide)a.y * b.x;
}

static int ray_compare(const void *a, const void *b)
{
  const Ray *x = a, *y = b;
  if (ray_half(x->way) != ray_half(y->way))
    return ray_half(x->way) - ray_half(y->way);
  LtWide cross = ways_cross(x->way, y->way);
  if (cross != 0)
    return cross > 0 ? -1 : 1;
  int64_t dx = llabs(x->way.x) + llabs(x->way.y), dy = llabs(y->way.x) + llabs(y->way.y);
  return (dx > dy) - (dx < dy);
}

/* Edges of one vertex meet nowhere else, but may overlap: those that leave it the same way. */
static bool rays_compare(LtTile *tile, uint32_t hub, const uint32_t *edges, size_t n,
                         GError **error)
{
  g_autofree Ray *rays = lt_alloc(n, sizeof *rays, "edges of a vertex", error);
  if (rays == NULL)
    return false;
  LtPoint at = tile->vertices[hub];
  for (size_t i = 0; i < n; i++) {
    const LtTileEdge *edge = &tile->edges[edges[i]];
    LtPoint to = tile->vertices[edge->a == hub ? edge->b : edge->a];
    rays[i] = (Ray){{to.x - at.x, to.y - at.y}, edges[i]};
  }
  qsort(rays, n, sizeof *rays, ray_compare);
  for (size_t i = 1; i < n; i++)
    if (ray_half(rays[i - 1].way) == ray_half(rays[i].way) &&
        ways_cross(rays[i - 1].way, rays[i].way) == 0 &&
        !edges_compare(tile, rays[i - 1].edge, rays[i].edge, error))
      return false;
  return true;
}

/* Compare the edges of a hub, those with the others, and the others among themselves. */
static bool hub_compare(LtTile *tile, const Crowd *crowd, uint32_t hub, GError **error)
{
  g_autofree uint32_t *sorted = lt_alloc(crowd->n, sizeof *sorted, "edges of a cell", error);
  if (sorted == NULL)
    return false;
  size_t n_hub = 0, n_rest = 0;
  for (size_t i = 0; i < crowd->n; i++) {
    const LtTileEdge *edge = &tile->edges[crowd->edges[i]];
    if (edge->a == hub || edge->b == hub)
      sorted[n_hub++] = crowd->edges[i];
    else
      sorted[crowd->n - ++n_rest] = crowd->edges[i];
  }
  if (!rays_compare(tile, hub, sorted, n_hub, error))
    return false;
  for (size_t i = n_hub; i < crowd->n; i++)
    for (size_t j = 0; j < n_hub; j++)
      if (!pair_compare(tile, sorted[i], sorted[j], error))
        return false;
  Crowd rest = {crowd->square, sorted + n_hub, n_rest};
  return crowd_compare(tile, &rest, error);
}

/* An edge by where its box begins and ends along one axis. */
typedef struct {
  int32_t begin, end;
  uint32_t edge;
} Reach;

static int reach_compare(const void *a, const void *b)
{
  const Reach *x = a, *y = b;
  if (x->begin != y->begin)
    return x->begin < y->begin ? -1 : 1;
  return (x->edge > y->edge) - (x->edge < y->edge);
}

/* Compare edges that lie side by side: only those that overlap along the axis where they are
 * shorter. */
static bool reaches_compare(LtTile *tile, const uint32_t *edges, size_t n, GError **error)
{
  g_autofree Reach *reaches = lt_alloc(n, sizeof *reaches, "edges of a cell", error);
  if (reaches == NULL)
    return false;
  double width = 0, height = 0;
  for (size_t i = 0; i < n; i++) {
    const LtTileBox *box = &tile->boxes[edges[i]];
    width += (double)box->right - (double)box->left;
    height += (double)box->top - (double)box->bottom;
  }
  for (size_t i = 0; i < n; i++) {
    const LtTileBox *box = &tile->boxes[edges[i]];
    reaches[i] = width < height ? (Reach){box->left, box->right, edges[i]}
                                : (Reach){box->bottom, box->top, edges[i]};
  }
  qsort(reaches, n, sizeof *reaches, reach_compare);
  for (size_t i = 0; i < n; i++)
    for (size_t j = i + 1; j < n && reaches[j].begin <= reaches[i].end; j++)
      if (!pair_compare(tile, reaches[i].edge, reaches[j].edge, error))
        return false;
  return true;
}

/* Compare the edges in each quarter of the square. */
static bool quarters_compare(LtTile *tile, const Crowd *crowd, bool *helps,
                             GError **error)
{
  g_autofree uint32_t *parts = lt_alloc(4 * crowd->n, sizeof *parts, "edges of a cell", error);
  if (parts == NULL)
    return false;
  LtGrid quarters = crowd->square;
  quarters.shift--;
  quarters.n_columns = quarters.n_rows = 2;
  size_t ends[4] = {0};
  for (size_t i = 0; i < crowd->n; i++) {
    const LtTileEdge *edge = &tile->edges[crowd->edges[i]];
    LtPoint a = tile->vertices[edge->a], b = tile->vertices[edge->b];
    LtSpan rows = lt_grid_rows(&quarters, a, b);
    for (int64_t row = rows.first; row <= rows.last; row++) {
      LtSpan columns = lt_grid_columns(&quarters, a, b, row);
      for (int64_t column = columns.first; column <= columns.last; column++) {
        size_t q = (size_t)(2 * row + column);
        parts[q * crowd->n + ends[q]++] = crowd->edges[i];
      }
    }
  }
  double pairs = 0;
  for (size_t q = 0; q < 4; q++)
    pairs += (double)ends[q] * (double)ends[q];
  *helps = pairs <= 0.75 * (double)crowd->n * (double)crowd->n;
  for (size_t q = 0; *helps && q < 4; q++) {
    Crowd part = {quarters, parts + q * crowd->n, ends[q]};
    part.square.corner = lt_grid_corner(&quarters, (int64_t)(q % 2), (int64_t)(q / 2));
    part.square.n_columns = part.square.n_rows = 1;
    if (!crowd_compare(tile, &part, error))
      return false;
  }
  return true;
}

static bool crowd_compare(LtTile *tile, const Crowd *crowd, GError **error)
{
  if (crowd->n <= EDGES_OF_CELL)
    return pairs_compare(tile, crowd->edges, crowd->n, error);
  g_autofree uint32_t *ends = lt_alloc(2 * crowd->n, sizeof *ends, "edges of a cell", error);
  if (ends == NULL)
    return false;
  size_t n_hub;
  uint32_t hub = hub_find(tile, crowd->edges, crowd->n, ends, &n_hub);
  if (n_hub >= crowd->n - crowd->n / 4)
    return hub_compare(tile, crowd, hub, error);
  bool helps = false;
  if (crowd->square.shift > 0 && !quarters_compare(tile, crowd, &helps, error))
    return false;
  if (helps)
    return true;
  if (n_hub >= crowd->n / 4)
    return hub_compare(tile, crowd, hub, error);
  return reaches_compare(tile, crowd->edges, crowd->n, error);
}

static bool cell_compare(LtTile *tile, size_t cell, const uint32_t *edges, size_t n, GError **error)
{
  if (n <= EDGES_OF_CELL)
    return pairs_compare(tile, edges, n, error);
  Crowd crowd = {tile->cells, edges, n};
  crowd.square.corner = lt_grid_corner(&tile->cells, (int64_t)(cell % tile->cells.n_columns),
                                       (int64_t)(cell / tile->cells.n_columns));
  crowd.square.n_columns = crowd.square.n_rows = 1;
  return crowd_compare(tile, &crowd, error);
}

static bool cells_compare(LtTile *tile, GError **error)
{
  size_t n_cells = tile->cells.n_columns * tile->cells.n_rows;
  for (size_t cell = 0; cell < n_cells; cell++) {
    size_t n;
    const uint32_t *edges = lt_tile_cell(tile, cell, &n);
    if (n > 1 && !cell_compare(tile, cell, edges, n, error))
      return false;
  }
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
static bool crossings_sort(LtTile *tile, GError **error)
{
  if (!lt_grow(&tile->crossing_ends, &tile->cap_crossing_ends, tile->n_edges + 1,
               sizeof *tile->crossing_ends, "a tile", error))
    return false;
  LtTileCrossing *crossings = tile->crossings;
  if (tile->n_crossings > 0)
    qsort(crossings, tile->n_crossings, sizeof *crossings, crossing_compare);
  size_t n = 0;
  for (size_t i = 0; i < tile->n_crossings; i++)
    if (n == 0 || crossings[n - 1].edge != crossings[i].edge ||
        crossings[n - 1].other != crossings[i].other)
      crossings[n++] = crossings[i];
  tile->n_crossings = n;
  for (size_t e = 0, i = 0; e < tile->n_edges; e++) {
    while (i < n && crossings[i].edge == e)
      i++;
    tile->crossing_ends[e] = (uint32_t)i;
  }
  return true;
}

bool lt_tile_node(LtTile *tile, GError **error)
{
  do {
    tile->n_touches = tile->n_crossings = 0;
    if (!lt_tile_cells_fill(tile, error) || !cells_compare(tile, error) ||
        (tile->n_touches > 0 && !edges_cut(tile, error)))
      return false;
  } while (tile->n_touches > 0);
  return crossings_sort(tile, error);
}
