/* Covers carried along edges, through crossings and around vertices; the paths between them. */
#include "geom/tile.h"

#include <stdlib.h>
#include <string.h>

/* A vertex with more edges is crowded. */
#define EDGES_OF_CROWD 64

/* ---- vertices and their edges ---- */

static inline uint32_t other_end(const LtTileEdge *edge, uint32_t vertex)
{
  return edge->a == vertex ? edge->b : edge->a;
}

static bool arrays_reserve(LtTile *tile, GError **error)
{
  size_t n = tile->n_vertices;
  return lt_grow(&tile->degrees, &tile->cap_degrees, n + 1, sizeof *tile->degrees, "a tile",
                 error) &&
         lt_grow(&tile->links, &tile->cap_links, n + 1, sizeof *tile->links, "a tile", error) &&
         lt_grow(&tile->around, &tile->cap_around, n + 1, sizeof *tile->around, "a tile", error) &&
         lt_grow(&tile->befores, &tile->cap_befores, tile->n_edges + 1, sizeof *tile->befores,
                 "a tile", error) &&
         lt_grow(&tile->stack, &tile->cap_stack, n + 1, sizeof *tile->stack, "a tile", error) &&
         lt_grow(&tile->stars, &tile->cap_stars, 2 * tile->n_edges + 1, sizeof *tile->stars,
                 "a tile", error);
}

/* Note the edges of each vertex: of two the exclusive or, of more a run in stars. */
static bool links_make(LtTile *tile, GError **error)
{
  if (!arrays_reserve(tile, error))
    return false;
  size_t n = tile->n_vertices;
  memset(tile->degrees, 0, n * sizeof *tile->degrees);
  memset(tile->links, 0, n * sizeof *tile->links);
  memset(tile->around, 0xff, n * sizeof *tile->around); /* LT_NO_INDEX */
  memset(tile->befores, 0xff, tile->n_edges * sizeof *tile->befores);
  for (size_t e = 0; e < tile->n_edges; e++) {
    tile->degrees[tile->edges[e].a]++;
    tile->degrees[tile->edges[e].b]++;
    tile->edges[e].visited = false;
  }
  uint32_t place = 0;
  for (size_t v = 0; v < n; v++)
    if (tile->degrees[v] != 2) {
      tile->links[v] = place;
      place += tile->degrees[v];
    }
  for (uint32_t e = 0; e < tile->n_edges; e++)
    for (int end = 0; end < 2; end++) {
      uint32_t v = end == 0 ? tile->edges[e].a : tile->edges[e].b;
      if (tile->degrees[v] == 2)
        tile->links[v] ^= e;
      else
        tile->stars[tile->links[v]++] = e;
    }
  for (size_t v = 0; v < n; v++)
    if (tile->degrees[v] != 2)
      tile->links[v] -= tile->degrees[v];
  return true;
}

/* ---- the star of a vertex ---- */

typedef struct {
  LtPoint direction;
  uint32_t edge;
} Ray;

static int ray_compare(const void *a, const void *b)
{
  const Ray *x = a, *y = b;
  return lt_direction_compare(x->direction, y->direction);
}

static Ray ray_of(const LtTile *tile, uint32_t vertex, uint32_t edge)
{
  LtPoint at = tile->vertices[vertex];
  LtPoint to = tile->vertices[other_end(&tile->edges[edge], vertex)];
  return (Ray){{to.x - at.x, to.y - at.y}, edge};
}

static void star_sort(LtTile *tile, uint32_t vertex, Ray *rays)
{
  size_t n = tile->degrees[vertex];
  uint32_t *star = tile->stars + tile->links[vertex];
  for (size_t i = 0; i < n; i++)
    rays[i] = ray_of(tile, vertex, star[i]);
  qsort(rays, n, sizeof *rays, ray_compare);
  for (size_t i = 0; i < n; i++)
    star[i] = rays[i].edge;
}

/* The edges at a vertex, counter-clockwise; @p edge is one of them. */
static const uint32_t *star_of(const LtTile *tile, uint32_t vertex, uint32_t edge, uint32_t two[2])
{
  if (tile->degrees[vertex] != 2)
    return tile->stars + tile->links[vertex];
  Ray rays[2] = {ray_of(tile, vertex, edge), ray_of(tile, vertex, tile->links[vertex] ^ edge)};
  int first = ray_compare(&rays[0], &rays[1]) > 0;
  two[0] = rays[first].edge;
  two[1] = rays[!first].edge;
  return two;
}

/* Sort all stars of the tile's own vertices once. */
static bool stars_sort(LtTile *tile, GError **error)
{
  uint32_t most = 0;
  for (size_t v = 0; v < tile->n_vertices; v++)
    if (tile->degrees[v] != 2)
      most = MAX(most, tile->degrees[v]);
  g_autofree Ray *rays = lt_alloc((size_t)most + 1, sizeof *rays, "edges of a vertex", error);
  if (rays == NULL)
    return false;
  for (uint32_t v = 0; v < tile->n_vertices; v++)
    if (tile->degrees[v] > 2 && lt_tile_has(tile, tile->vertices[v]))
      star_sort(tile, v, rays);
  return true;
}

/* ---- walking ---- */

static bool path_add(LtTile *tile, LtPoint place, GError **error)
{
  if (tile->n_path >= tile->cap_path &&
      !lt_grow(&tile->path, &tile->cap_path, tile->n_path + 1, sizeof *tile->path, "a path", error))
    return false;
  tile->path[tile->n_path++] = place;
  return true;
}

/* Tell the path so far; the next begins where it ends. Paths without length are none. */
static bool path_tell(LtTile *tile, uint32_t left, uint32_t right, uint32_t end_edge,
                      GError **error)
{
  LtPoint last = tile->path[tile->n_path - 1];
  bool has_length = tile->n_path > 2 ||
                    (tile->n_path == 2 && lt_point_compare(tile->path[0], last) != 0);
  LtPath path = {tile->path, tile->n_path, left, right, tile->path_edge, end_edge};
  if (has_length && !tile->path_func(tile, &path, tile->data, error))
    return false;
  tile->path[0] = last;
  tile->n_path = 1;
  tile->path_edge = end_edge;
  return true;
}

static bool disagrees(const LtTile *tile, GError **error)
{
  return lt_fail(error, LT_ERROR_GEOMETRY, LT_T_ARRANGE_DISAGREES, tile->number);
}

/* The crossings of an edge, in order along it. */
static const LtTileCrossing *crossings_of(const LtTile *tile, uint32_t edge, size_t *n)
{
  size_t low = 0, high = tile->n_crossings;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (tile->crossings[middle].edge < edge)
      low = middle + 1;
    else
      high = middle;
  }
  *n = 0;
  while (low + *n < tile->n_crossings && tile->crossings[low + *n].edge == edge)
    ++*n;
  return tile->crossings + low;
}

/* Walk through the crossings of an edge that lie in the tile. */
static bool crossings_walk(LtTile *tile, uint32_t number, bool forward, uint32_t *left,
                           uint32_t *right, GError **error)
{
  if (!tile->edges[number].is_crossed)
    return true;
  size_t n;
  const LtTileCrossing *crossings = crossings_of(tile, number, &n);
  for (size_t i = 0; i < n; i++) {
    const LtTileCrossing *crossing = &crossings[forward ? i : n - 1 - i];
    if (!lt_tile_has_fixed(tile, crossing->place))
      continue;
    uint32_t toggles = tile->edges[crossing->other].toggles;
    if (!path_add(tile, crossing->place, error) ||
        !path_tell(tile, *left, *right, number, error) ||
        !lt_covers_toggle(&tile->covers, left, toggles, error) ||
        !lt_covers_toggle(&tile->covers, right, toggles, error))
      return false;
  }
  return true;
}

static bool is_crowded(const LtTile *tile, uint32_t vertex)
{
  return tile->degrees[vertex] > EDGES_OF_CROWD;
}

/* Go around a crowded vertex once it is known what covers its shifted place, and note the cover
 * before each of its edges: to go around at each arrival would take the square of their number. */
static bool crowd_go_around(LtTile *tile, uint32_t vertex, GError **error)
{
  uint32_t cover = tile->around[vertex];
  size_t begin = tile->links[vertex];
  if (!lt_grow(&tile->star_covers, &tile->cap_star_covers, begin + tile->degrees[vertex],
               sizeof *tile->star_covers, "edges of a vertex", error))
    return false;
  for (size_t i = begin; i < begin + tile->degrees[vertex]; i++) {
    tile->star_covers[i] = cover;
    if (!lt_covers_toggle(&tile->covers, &cover, tile->edges[tile->stars[i]].toggles, error))
      return false;
  }
  return cover == tile->around[vertex] || disagrees(tile, error);
}

/* The cover noted before an edge of a crowded vertex. */
static uint32_t crowd_cover(const LtTile *tile, uint32_t vertex, uint32_t number)
{
  size_t low = tile->links[vertex], high = low + tile->degrees[vertex];
  Ray ray = ray_of(tile, vertex, number);
  while (high - low > 1) {
    size_t middle = (low + high) / 2;
    Ray other = ray_of(tile, vertex, tile->stars[middle]);
    if (ray_compare(&other, &ray) <= 0)
      low = middle;
    else
      high = middle;
  }
  return tile->star_covers[low];
}

/* Arrive at a vertex: what covers its shifted place follows, and must be what is known. */
static bool arrive(LtTile *tile, uint32_t vertex, uint32_t number, uint32_t left, GError **error)
{
  if (tile->around[vertex] != LT_NO_INDEX && is_crowded(tile, vertex)) /* seen from there: before */
    return crowd_cover(tile, vertex, number) == left || disagrees(tile, error);
  uint32_t two[2], cover = left; /* seen from the vertex the left is the right */
  const uint32_t *star = star_of(tile, vertex, number, two);
  for (size_t i = 0; star[i] != number; i++)
    if (!lt_covers_toggle(&tile->covers, &cover, tile->edges[star[i]].toggles, error))
      return false;
  if (tile->around[vertex] == LT_NO_INDEX) {
    tile->around[vertex] = cover;
    tile->stack[tile->n_stack++] = vertex;
    if (is_crowded(tile, vertex) && !crowd_go_around(tile, vertex, error))
      return false;
  }
  return tile->around[vertex] == cover || disagrees(tile, error);
}

/* Walk from a vertex of the tile along an edge until the next vertex of other than two edges, back
 * to where it began, or out of the tile. */
static bool edges_walk(LtTile *tile, uint32_t vertex, uint32_t number, uint32_t left,
                       uint32_t right, GError **error)
{
  uint32_t start = vertex;
  tile->n_path = 0;
  tile->path_edge = LT_AT_VERTEX;
  if (!path_add(tile, lt_fixed(tile->vertices[vertex]), error))
    return false;
  for (;;) {
    LtTileEdge *edge = &tile->edges[number];
    bool forward = edge->a == vertex;
    edge->visited = true;
    if (!crossings_walk(tile, number, forward, &left, &right, error))
      return false;
    vertex = other_end(edge, vertex);
    LtPoint at = tile->vertices[vertex];
    if (!lt_tile_has(tile, at)) {
      LtPoint out = forward ? lt_tile_way_out(tile, edge) : lt_tile_way_in(tile, edge);
      return path_add(tile, out, error) && path_tell(tile, left, right, LT_AT_CUT, error);
    }
    if (!path_add(tile, lt_fixed(at), error))
      return false;
    if (tile->degrees[vertex] != 2 || vertex == start)
      return path_tell(tile, left, right, LT_AT_VERTEX, error) &&
             arrive(tile, vertex, number, left, error);
    number ^= tile->links[vertex];
  }
}

/* Walk along all edges of a vertex whose cover is known. */
static bool vertex_walk(LtTile *tile, uint32_t vertex, uint32_t any_edge, GError **error)
{
  uint32_t two[2], cover = tile->around[vertex];
  const uint32_t *star = star_of(tile, vertex, any_edge, two);
  for (size_t i = 0; i < tile->degrees[vertex]; i++) {
    uint32_t right = cover;
    const LtTileEdge *edge = &tile->edges[star[i]];
    if (!lt_covers_toggle(&tile->covers, &cover, edge->toggles, error))
      return false;
    if (!edge->visited && !edges_walk(tile, vertex, star[i], cover, right, error))
      return false;
  }
  return cover == tile->around[vertex] || disagrees(tile, error);
}

/* All that hangs together with a vertex of the tile. */
static bool component_walk(LtTile *tile, uint32_t vertex, uint32_t any_edge, GError **error)
{
  if (tile->around[vertex] == LT_NO_INDEX &&
      (!lt_tile_locate(tile, tile->vertices[vertex], &tile->around[vertex], error) ||
       (is_crowded(tile, vertex) && !crowd_go_around(tile, vertex, error))))
    return false;
  tile->n_stack = 0;
  if (!vertex_walk(tile, vertex, any_edge, error))
    return false;
  while (tile->n_stack > 0) {
    uint32_t next = tile->stack[--tile->n_stack];
    /* of two edges only where the walk began: done */
    if (tile->degrees[next] != 2 && !vertex_walk(tile, next, LT_NO_INDEX, error))
      return false;
  }
  return true;
}

/* An edge that goes through the tile and has no end in it. */
static bool through_walk(LtTile *tile, uint32_t number, GError **error)
{
  LtPoint entry;
  uint32_t left, right;
  tile->edges[number].visited = true;
  if (!lt_tile_locate_entry(tile, number, &entry, &left, &right, error))
    return false;
  tile->n_path = 0;
  tile->path_edge = LT_AT_CUT;
  return path_add(tile, entry, error) &&
         crossings_walk(tile, number, true, &left, &right, error) &&
         path_add(tile, lt_tile_way_out(tile, &tile->edges[number]), error) &&
         path_tell(tile, left, right, LT_AT_CUT, error);
}

bool lt_tile_walk(LtTile *tile, GError **error)
{
  tile->n_corners = 0;
  if (!links_make(tile, error) || !stars_sort(tile, error))
    return false;
  const LtTiles *tiles = tile->tiles;
  int64_t column = (int64_t)(tile->number % tiles->grid.n_columns);
  int64_t row = (int64_t)(tile->number / tiles->grid.n_columns);
  /* vertices of many edges first: there most of the others are found from */
  for (uint32_t v = 0; v < tile->n_vertices; v++)
    if (tile->degrees[v] > 2 && tile->around[v] == LT_NO_INDEX &&
        lt_tile_has(tile, tile->vertices[v]) &&
        !component_walk(tile, v, LT_NO_INDEX, error))
      return false;
  for (uint32_t e = 0; e < tile->n_edges; e++) {
    const LtTileEdge *edge = &tile->edges[e];
    LtPoint a = tile->vertices[edge->a], b = tile->vertices[edge->b];
    bool has_a = lt_tile_has(tile, a), has_b = lt_tile_has(tile, b);
    if (edge->visited)
      continue;
    if (has_a || has_b) {
      if (!component_walk(tile, has_a ? edge->a : edge->b, e, error))
        return false;
    } else if (lt_grid_meets(&tiles->grid, a, b, column, row) && !through_walk(tile, e, error)) {
      return false;
    }
  }
  return true;
}
