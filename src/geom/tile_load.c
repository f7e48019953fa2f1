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
  lt_tile_stars_clear(&tile->stars);
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

/* The slot of the vertex at a point; an empty one: it is not there. */
static inline size_t vertex_slot(const LtTile *tile, LtPoint point)
{
  size_t mask = tile->n_vertex_slots - 1;
  size_t slot = hash_of((uint64_t)point.x, (uint64_t)point.y) & mask;
  while (tile->vertex_slots[slot] != 0 &&
         !lt_point_equal(tile->vertices[tile->vertex_slots[slot] - 1], point))
    slot = (slot + 1) & mask;
  return slot;
}

/* Whichever end is the smaller. */
static inline bool edge_joins(const LtTile *tile, uint32_t edge, uint32_t from, uint32_t to)
{
  if (edge >= tile->n_edges)
    return false;
  const LtTileEdge *found = &tile->edges[edge];
  return found->a == from ? found->b == to : found->a == to && found->b == from;
}

/* The edge between two vertices a < b when it was made with neither; made when it is not there. */
static uint32_t edge_find(LtTile *tile, uint32_t a, uint32_t b)
{
  size_t mask = tile->n_edge_slots - 1, slot = hash_of(a, b) & mask;
  for (; tile->edge_slots[slot] != 0; slot = (slot + 1) & mask)
    if (edge_joins(tile, tile->edge_slots[slot] - 1, a, b))
      return tile->edge_slots[slot] - 1;
  tile->edges[tile->n_edges++] = (LtTileEdge){.a = a, .b = b, .toggles = LT_COVER_EMPTY};
  tile->edge_slots[slot] = (uint32_t)tile->n_edges;
  return (uint32_t)tile->n_edges - 1;
}

static inline bool is_before(LtPoint a, LtPoint b)
{
  return a.x != b.x ? a.x < b.x : a.y < b.y;
}

/* The edge between two vertices, made without toggles when it is not there. Most edges are made
 * with the later one of their vertices, and found by it. */
static inline uint32_t edge_between(LtTile *tile, uint32_t from, uint32_t to)
{
  uint32_t edge = tile->first_edges[MAX(from, to)];
  if (edge_joins(tile, edge, from, to))
    return edge;
  bool forward = is_before(tile->vertices[from], tile->vertices[to]);
  return edge_find(tile, forward ? from : to, forward ? to : from);
}

bool lt_tile_edge_toggle(LtTile *tile, uint32_t a, uint32_t b, uint32_t toggles, uint32_t *edge,
                         GError **error)
{
  *edge = edge_between(tile, a, b);
  return lt_covers_toggle(&tile->covers, &tile->edges[*edge].toggles, toggles, error);
}

/* The vertex at a point; LT_NO_INDEX: it is not there. */
static inline uint32_t vertex_find(const LtTile *tile, LtPoint point)
{
  return tile->vertex_slots[vertex_slot(tile, point)] - 1;
}

/* Make the vertex where a line begins. */
static uint32_t vertex_new(LtTile *tile, LtPoint point)
{
  uint32_t vertex = (uint32_t)tile->n_vertices++;
  tile->vertices[vertex] = point;
  tile->vertex_slots[vertex_slot(tile, point)] = vertex + 1;
  tile->first_edges[vertex] = LT_NO_INDEX;
  return vertex;
}

/* Make the vertices of a line, and the edges to them, as long as they are not there. Returns the
 * point that is, or the end. */
static const LtPoint *vertices_append(LtTile *tile, const LtPoint *point, const LtPoint *end,
                                      uint32_t *last, uint32_t toggles)
{
  uint32_t vertex = (uint32_t)tile->n_vertices, edge = (uint32_t)tile->n_edges, from = *last;
  for (; point < end; point++) {
    size_t slot = vertex_slot(tile, *point);
    if (tile->vertex_slots[slot] != 0)
      break;
    bool forward = is_before(point[-1], *point);
    tile->edges[edge] = (LtTileEdge){
        .a = forward ? from : vertex, .b = forward ? vertex : from, .toggles = toggles};
    tile->first_edges[vertex] = edge++;
    tile->vertices[vertex] = *point;
    from = vertex++;
    tile->vertex_slots[slot] = vertex;
  }
  tile->n_vertices = vertex;
  tile->n_edges = edge;
  *last = from;
  return point;
}

/* A neighbour walks a common border back, or a ring its own: the vertices have numbers one after
 * the other then, and need not be looked up. */
static bool polyline_load(LtTile *tile, const LtPolyline *line, GError **error)
{
  uint32_t toggles, last = vertex_find(tile, line->points[0]), step = UINT32_MAX; /* back by one */
  uint32_t from = LT_COVER_EMPTY, to; /* the toggle before: along a border it is the same again */
  if (!lt_covers_intern(&tile->covers, &line->member, 1, &toggles, error))
    return false;
  if (last == LT_NO_INDEX)
    last = vertex_new(tile, line->points[0]);
  to = toggles;
  const LtPoint *end = line->points + line->n_points;
  for (const LtPoint *point = line->points + 1; point < end; point++) {
    uint32_t vertex = last + step;
    if (vertex >= tile->n_vertices || !lt_point_equal(tile->vertices[vertex], *point)) {
      point = vertices_append(tile, point, end, &last, toggles);
      if (point == end)
        break;
      vertex = vertex_find(tile, *point);
      step = vertex == last + 1 ? 1 : UINT32_MAX;
      if (vertex == last)
        continue;
    }
    uint32_t *own = &tile->edges[edge_between(tile, last, vertex)].toggles;
    if (*own != from) {
      from = to = *own;
      if (!lt_covers_toggle(&tile->covers, &to, toggles, error))
        return false;
    }
    *own = to;
    last = vertex;
  }
  return true;
}

void lt_tile_edges_sweep(LtTile *tile)
{
  size_t n = 0; /* mostly all of them stay in place */
  while (n < tile->n_edges && tile->edges[n].toggles != LT_COVER_EMPTY)
    n++;
  for (size_t e = n; e < tile->n_edges; e++)
    if (tile->edges[e].toggles != LT_COVER_EMPTY)
      tile->edges[n++] = tile->edges[e];
  tile->is_swept |= n < tile->n_edges;
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
  tile->is_swept = false;

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
