/* Cells where many edges meet: cut further, or compared around a vertex, or along an axis. */
#include "geom/tile_steps.h"

#include <stdlib.h>

/* Parts of a cell with no more edges are compared pair by pair. */
#define EDGES_OF_PART 48
/* A cell is cut in four when that leaves at most this share of its pairs: cuts that do not help end
 * after one level, those that do leave geometrically fewer. */
#define PAIRS_LEFT 0.75
/* A vertex that all but one of so many edges share is taken before cutting, which would not part
 * them. One that one of so many share is taken where cutting does not help. At least a quarter of
 * the edges are done with then, so the recursion is not deep. */
#define PARTS_OF_HUB 4

/* A crowded cell, or a part of one, and the edges that may touch it. */
typedef struct {
  LtGrid cell; /* one column, one row */
  const uint32_t *edges;
  size_t n;
} Crowd;

static bool crowd_compare(LtTile *tile, const Crowd *crowd, GError **error);

static bool pairs_compare(LtTile *tile, const Crowd *crowd, GError **error)
{
  for (size_t i = 0; i < crowd->n; i++)
    for (size_t j = i + 1; j < crowd->n; j++)
      if (!lt_tile_pair_compare(tile, crowd->edges[i], crowd->edges[j], error))
        return false;
  return true;
}

static int vertex_compare(const void *a, const void *b)
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
  qsort(ends, 2 * n, sizeof *ends, vertex_compare);
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

/* By direction, then by length. */
static int ray_compare(const void *a, const void *b)
{
  const LtTileRay *x = a, *y = b;
  int order = lt_direction_compare(x->direction, y->direction);
  if (order != 0)
    return order;
  int64_t length_x = llabs(x->direction.x) + llabs(x->direction.y);
  int64_t length_y = llabs(y->direction.x) + llabs(y->direction.y);
  return (length_x > length_y) - (length_x < length_y);
}

/* Edges of one vertex meet nowhere else, but may overlap: those that leave it in one direction. */
static bool rays_compare(LtTile *tile, uint32_t hub, const uint32_t *edges, size_t n,
                         GError **error)
{
  g_autofree LtTileRay *rays = lt_alloc(n, sizeof *rays, "edges of a vertex", error);
  if (rays == NULL)
    return false;
  for (size_t i = 0; i < n; i++)
    rays[i] = lt_tile_ray(tile, hub, edges[i]);
  qsort(rays, n, sizeof *rays, ray_compare);
  for (size_t i = 1; i < n; i++)
    if (lt_direction_compare(rays[i - 1].direction, rays[i].direction) == 0 &&
        !lt_tile_edges_compare(tile, rays[i - 1].edge, rays[i].edge, error))
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
      if (!lt_tile_pair_compare(tile, sorted[i], sorted[j], error))
        return false;
  Crowd rest = {crowd->cell, sorted + n_hub, n_rest};
  return crowd_compare(tile, &rest, error);
}

/* An edge by where its box begins and ends along one axis. */
typedef struct {
  int64_t begin, end;
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
    LtBox box = lt_tile_edge_box(tile, edges[i]);
    width += (double)(box.max.x - box.min.x);
    height += (double)(box.max.y - box.min.y);
  }
  for (size_t i = 0; i < n; i++) {
    LtBox box = lt_tile_edge_box(tile, edges[i]);
    reaches[i] = width < height ? (Reach){box.min.x, box.max.x, edges[i]}
                                : (Reach){box.min.y, box.max.y, edges[i]};
  }
  qsort(reaches, n, sizeof *reaches, reach_compare);
  for (size_t i = 0; i < n; i++)
    for (size_t j = i + 1; j < n && reaches[j].begin <= reaches[i].end; j++)
      if (!lt_tile_pair_compare(tile, reaches[i].edge, reaches[j].edge, error))
        return false;
  return true;
}

/* Compare the edges in each quarter of the cell, if that helps. */
static bool quarters_compare(LtTile *tile, const Crowd *crowd, bool *helps, GError **error)
{
  g_autofree uint32_t *parts = lt_alloc(4 * crowd->n, sizeof *parts, "edges of a cell", error);
  if (parts == NULL)
    return false;
  LtGrid quarters = crowd->cell;
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
  *helps = pairs <= PAIRS_LEFT * (double)crowd->n * (double)crowd->n;
  for (size_t q = 0; *helps && q < 4; q++) {
    Crowd part = {quarters, parts + q * crowd->n, ends[q]};
    part.cell.corner = lt_grid_corner(&quarters, (int64_t)(q % 2), (int64_t)(q / 2));
    part.cell.n_columns = part.cell.n_rows = 1;
    if (!crowd_compare(tile, &part, error))
      return false;
  }
  return true;
}

static bool crowd_compare(LtTile *tile, const Crowd *crowd, GError **error)
{
  if (crowd->n <= EDGES_OF_PART)
    return pairs_compare(tile, crowd, error);
  g_autofree uint32_t *ends = lt_alloc(2 * crowd->n, sizeof *ends, "edges of a cell", error);
  if (ends == NULL)
    return false;
  size_t n_hub;
  uint32_t hub = hub_find(tile, crowd->edges, crowd->n, ends, &n_hub);
  if (n_hub >= crowd->n - crowd->n / PARTS_OF_HUB)
    return hub_compare(tile, crowd, hub, error);
  bool helps = false;
  if (crowd->cell.shift > 0 && !quarters_compare(tile, crowd, &helps, error))
    return false;
  if (helps)
    return true;
  if (n_hub >= crowd->n / PARTS_OF_HUB)
    return hub_compare(tile, crowd, hub, error);
  return reaches_compare(tile, crowd->edges, crowd->n, error);
}

bool lt_tile_crowd_compare(LtTile *tile, size_t column, size_t row, GError **error)
{
  size_t cell = row * tile->cells.grid.n_columns + column, n = 0, capacity = 0;
  g_autofree uint32_t *edges = NULL;
  LtCellWalk walk = lt_tile_cell_walk(tile, cell);
  for (uint32_t edge; lt_cell_next(&walk, &edge);) {
    if (!lt_grow(&edges, &capacity, n + 1, sizeof *edges, "edges of a cell", error))
      return false;
    edges[n++] = edge;
  }
  Crowd crowd = {tile->cells.grid, edges, n};
  crowd.cell.corner = lt_grid_corner(&tile->cells.grid, (int64_t)column, (int64_t)row);
  crowd.cell.n_columns = crowd.cell.n_rows = 1;
  return crowd_compare(tile, &crowd, error);
}
