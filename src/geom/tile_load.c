/* The graph of a tile: equal segments become one edge. */
#include "geom/tile_steps.h"

#include <string.h>

void lt_tile_clear(LtTile *tile)
{
  lt_covers_clear(&tile->covers);
  g_free(tile->vertices);
  g_free(tile->edges);
  g_free(tile->first_edges);
  g_free(tile->vertex_slots);
  g_free(tile->edge_slots);
  lt_tile_cells_clear(&tile->cells);
  lt_tile_noding_clear(&tile->noding);
  lt_tile_located_clear(&tile->located);
  lt_tile_walk_clear(&tile->walk);
  *tile = (LtTile){0};
}

/* An empty hash table for @p n items at most; of segments most come twice, so it is half empty. */
static bool slots_reset(uint32_t **slots, size_t *capacity, size_t *n_slots, size_t n,
                        GError **error)
{
  *n_slots = 64;
  while (*n_slots < n + n / 4)
    *n_slots *= 2;
  if (!lt_grow(slots, capacity, *n_slots, sizeof **slots, "a tile", error))
    return false;
  memset(*slots, 0, *n_slots * sizeof **slots);
  return true;
}

static inline size_t hash_of(uint64_t a, uint64_t b)
{
  uint64_t hash = (a * 0x9e3779b97f4a7c15U) ^ (b * 0xc2b2ae3d27d4eb4fU);
  hash ^= hash >> 29;
  return (size_t)(hash * 0xbf58476d1ce4e5b9U >> 20);
}

/* The vertex at a point, made when it is not there. A neighbour walks a common border back, or a
 * ring its own: then it is numbered beside the last one. */
static inline uint32_t vertex_find(LtTile *tile, LtPoint point, uint32_t last)
{
  if (last > 0 && lt_point_equal(tile->vertices[last - 1], point))
    return last - 1;
  if (last + 1 < tile->n_vertices && lt_point_equal(tile->vertices[last + 1], point))
    return last + 1;
  size_t mask = tile->n_vertex_slots - 1;
  size_t slot = hash_of((uint64_t)point.x, (uint64_t)point.y) & mask;
  for (; tile->vertex_slots[slot] != 0; slot = (slot + 1) & mask)
    if (lt_point_equal(tile->vertices[tile->vertex_slots[slot] - 1], point))
      return tile->vertex_slots[slot] - 1;
  tile->first_edges[tile->n_vertices] = LT_NO_INDEX;
  tile->vertices[tile->n_vertices++] = point;
  tile->vertex_slots[slot] = (uint32_t)tile->n_vertices;
  return (uint32_t)tile->n_vertices - 1;
}

static inline bool edge_is(const LtTile *tile, uint32_t edge, uint32_t a, uint32_t b)
{
  return edge < tile->n_edges && tile->edges[edge].a == a && tile->edges[edge].b == b;
}

/* The edge between two vertices a < b when it was made with neither; made when it is not there. */
static uint32_t edge_find(LtTile *tile, uint32_t a, uint32_t b)
{
  size_t mask = tile->n_edge_slots - 1, slot = hash_of(a, b) & mask;
  for (; tile->edge_slots[slot] != 0; slot = (slot + 1) & mask)
    if (edge_is(tile, tile->edge_slots[slot] - 1, a, b))
      return tile->edge_slots[slot] - 1;
  tile->edges[tile->n_edges++] = (LtTileEdge){.a = a, .b = b, .toggles = LT_COVER_EMPTY};
  tile->edge_slots[slot] = (uint32_t)tile->n_edges;
  return (uint32_t)tile->n_edges - 1;
}

/* The edge between two vertices, made without toggles when it is not there. Most edges are made
 * with one of their vertices, and found by it. */
static inline uint32_t edge_between(LtTile *tile, uint32_t from, uint32_t to)
{
  bool forward = lt_point_compare(tile->vertices[from], tile->vertices[to]) < 0;
  uint32_t a = forward ? from : to, b = forward ? to : from;
  if (edge_is(tile, tile->first_edges[from], a, b))
    return tile->first_edges[from];
  if (edge_is(tile, tile->first_edges[to], a, b))
    return tile->first_edges[to];
  return edge_find(tile, a, b);
}

/* The edge to a vertex that was made just now. */
static inline uint32_t edge_to_new(LtTile *tile, uint32_t from, uint32_t to)
{
  bool forward = lt_point_compare(tile->vertices[from], tile->vertices[to]) < 0;
  uint32_t edge = (uint32_t)tile->n_edges++;
  tile->edges[edge] =
      (LtTileEdge){.a = forward ? from : to, .b = forward ? to : from, .toggles = LT_COVER_EMPTY};
  return tile->first_edges[to] = edge;
}

bool lt_tile_edge_toggle(LtTile *tile, uint32_t a, uint32_t b, uint32_t toggles, GError **error)
{
  if (a == b)
    return true;
  uint32_t edge = edge_between(tile, a, b);
  return lt_covers_toggle(&tile->covers, &tile->edges[edge].toggles, toggles, error);
}

static bool polyline_load(LtTile *tile, const LtPolyline *line, GError **error)
{
  uint32_t toggles, last = vertex_find(tile, line->points[0], 0);
  uint32_t from = LT_COVER_EMPTY, to; /* the toggle before: along a border it is the same again */
  if (!lt_covers_intern(&tile->covers, &line->member, 1, &toggles, error))
    return false;
  to = toggles;
  for (size_t i = 1; i < line->n_points; i++) {
    size_t n_before = tile->n_vertices;
    uint32_t vertex = vertex_find(tile, line->points[i], last);
    if (vertex == last)
      continue;
    uint32_t edge = tile->n_vertices > n_before ? edge_to_new(tile, last, vertex)
                                                : edge_between(tile, last, vertex);
    last = vertex;
    uint32_t *own = &tile->edges[edge].toggles;
    if (*own != from) {
      from = to = *own;
      if (!lt_covers_toggle(&tile->covers, &to, toggles, error))
        return false;
    }
    *own = to;
  }
  return true;
}

void lt_tile_edges_sweep(LtTile *tile)
{
  size_t n = 0;
  for (size_t e = 0; e < tile->n_edges; e++)
    if (tile->edges[e].toggles != LT_COVER_EMPTY)
      tile->edges[n++] = tile->edges[e];
  tile->n_edges = n;
}

bool lt_tile_load(LtTile *tile, size_t number, GError **error)
{
  const LtTiles *tiles = tile->tiles;
  int64_t column = (int64_t)(number % tiles->grid.n_columns);
  int64_t row = (int64_t)(number / tiles->grid.n_columns);
  tile->number = number;
  tile->low = lt_grid_corner(&tiles->grid, column, row);
  tile->high = lt_grid_corner(&tiles->grid, column + 1, row + 1);
  int64_t side = MAX(tile->high.x - tile->low.x, tile->high.y - tile->low.y);
  tile->shift = 0;
  while (tile->shift < 62 && INT64_C(1) << tile->shift < side)
    tile->shift++;
  tile->n_vertices = tile->n_edges = 0;

  size_t n_points = lt_tiles_point_count(tiles, number);
  if (n_points >= UINT32_MAX / 4)
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_ARRANGE_POINTS, n_points);
  if (!lt_covers_reset(&tile->covers, error) ||
      !lt_grow(&tile->vertices, &tile->cap_vertices, n_points, sizeof *tile->vertices, "a tile",
               error) ||
      !lt_grow(&tile->first_edges, &tile->cap_first_edges, n_points, sizeof *tile->first_edges,
               "a tile", error) ||
      !lt_grow(&tile->edges, &tile->cap_edges, n_points, sizeof *tile->edges, "a tile", error) ||
      !slots_reset(&tile->vertex_slots, &tile->cap_vertex_slots, &tile->n_vertex_slots, n_points,
                   error) ||
      !slots_reset(&tile->edge_slots, &tile->cap_edge_slots, &tile->n_edge_slots, n_points, error))
    return false;
  LtTilesWalk walk = lt_tiles_walk(tiles, number);
  for (LtPolyline line; lt_tiles_next(&walk, &line);)
    if (!polyline_load(tile, &line, error))
      return false;
  lt_tile_edges_sweep(tile);
  return true;
}
