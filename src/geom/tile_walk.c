/* Covers carried along edges, through crossings and around vertices; the paths between them. */
#include "geom/tile_steps.h"

#include <stdlib.h>
#include <string.h>

/* A vertex with more edges is crowded. */
#define EDGES_OF_CROWD 64

void lt_tile_walk_clear(LtTileWalk *walk)
{
  g_free(walk->degrees);
  g_free(walk->links);
  g_free(walk->stars);
  g_free(walk->star_covers);
  g_free(walk->covers);
  g_free(walk->stack);
  g_free(walk->path);
}

/* ---- vertices and their edges ---- */

static bool array_reserve(uint32_t **array, size_t *capacity, size_t n, GError **error)
{
  return lt_grow(array, capacity, n + 1, sizeof **array, "a tile", error);
}

static bool arrays_reserve(LtTile *tile, GError **error)
{
  LtTileWalk *walk = &tile->walk;
  size_t n = tile->n_vertices;
  return array_reserve(&walk->degrees, &walk->cap_degrees, n, error) &&
         array_reserve(&walk->links, &walk->cap_links, n, error) &&
         array_reserve(&walk->covers, &walk->cap_covers, n, error) &&
         array_reserve(&walk->stack, &walk->cap_stack, n, error) &&
         array_reserve(&walk->stars, &walk->cap_stars, 2 * tile->n_edges, error);
}

/* Note the edges of each vertex: of two the exclusive or, of more a run in stars. */
static bool links_make(LtTile *tile, GError **error)
{
  LtTileWalk *walk = &tile->walk;
  if (!arrays_reserve(tile, error))
    return false;
  size_t n = tile->n_vertices;
  memset(walk->degrees, 0, n * sizeof *walk->degrees);
  memset(walk->links, 0, n * sizeof *walk->links);
  memset(walk->covers, 0xff, n * sizeof *walk->covers); /* LT_COVER_UNKNOWN */
  for (size_t e = 0; e < tile->n_edges; e++) {
    walk->degrees[tile->edges[e].a]++;
    walk->degrees[tile->edges[e].b]++;
    tile->edges[e].visited = false;
  }
  uint32_t place = 0;
  for (size_t v = 0; v < n; v++)
    if (walk->degrees[v] != 2) {
      walk->links[v] = place;
      place += walk->degrees[v];
    }
  for (uint32_t e = 0; e < tile->n_edges; e++)
    for (int end = 0; end < 2; end++) {
      uint32_t v = end == 0 ? tile->edges[e].a : tile->edges[e].b;
      if (walk->degrees[v] == 2)
        walk->links[v] ^= e;
      else
        walk->stars[walk->links[v]++] = e;
    }
  for (size_t v = 0; v < n; v++)
    if (walk->degrees[v] != 2)
      walk->links[v] -= walk->degrees[v];
  return true;
}

/* ---- the star of a vertex ---- */

static int ray_compare(const void *a, const void *b)
{
  const LtTileRay *x = a, *y = b;
  return lt_direction_compare(x->direction, y->direction);
}

static void star_sort(LtTile *tile, uint32_t vertex, LtTileRay *rays)
{
  size_t n = tile->walk.degrees[vertex];
  uint32_t *star = tile->walk.stars + tile->walk.links[vertex];
  for (size_t i = 0; i < n; i++)
    rays[i] = lt_tile_ray(tile, vertex, star[i]);
  qsort(rays, n, sizeof *rays, ray_compare);
  for (size_t i = 0; i < n; i++)
    star[i] = rays[i].edge;
}

/* The edges at a vertex, counter-clockwise; @p edge is one of them. */
static const uint32_t *star_of(const LtTile *tile, uint32_t vertex, uint32_t edge, uint32_t two[2])
{
  if (tile->walk.degrees[vertex] != 2)
    return tile->walk.stars + tile->walk.links[vertex];
  LtTileRay rays[2] = {lt_tile_ray(tile, vertex, edge),
                       lt_tile_ray(tile, vertex, tile->walk.links[vertex] ^ edge)};
  int first = ray_compare(&rays[0], &rays[1]) > 0;
  two[0] = rays[first].edge;
  two[1] = rays[!first].edge;
  return two;
}

/* Sort all stars of the tile's own vertices once. */
static bool stars_sort(LtTile *tile, GError **error)
{
  const LtTileWalk *walk = &tile->walk;
  uint32_t most = 0;
  for (size_t v = 0; v < tile->n_vertices; v++)
    if (walk->degrees[v] != 2)
      most = MAX(most, walk->degrees[v]);
  g_autofree LtTileRay *rays = lt_alloc((size_t)most + 1, sizeof *rays, "edges of a vertex", error);
  if (rays == NULL)
    return false;
  for (uint32_t v = 0; v < tile->n_vertices; v++)
    if (walk->degrees[v] > 2 && lt_tile_has(tile, tile->vertices[v]))
      star_sort(tile, v, rays);
  return true;
}

/* ---- walking ---- */

static bool path_add(LtTile *tile, LtPoint place, GError **error)
{
  LtTileWalk *walk = &tile->walk;
  if (walk->n_path >= walk->cap_path &&
      !lt_grow(&walk->path, &walk->cap_path, walk->n_path + 1, sizeof *walk->path, "a path", error))
    return false;
  walk->path[walk->n_path++] = place;
  return true;
}

/* Tell the path so far; the next begins where it ends. Paths without length are none. */
static bool path_tell(LtTile *tile, uint32_t left, uint32_t right, uint32_t end_edge,
                      GError **error)
{
  LtTileWalk *walk = &tile->walk;
  LtPoint last = walk->path[walk->n_path - 1];
  bool has_length =
      walk->n_path > 2 || (walk->n_path == 2 && lt_point_compare(walk->path[0], last) != 0);
  LtPath path = {walk->path, walk->n_path, left, right, walk->path_edge, end_edge};
  if (has_length && !tile->path_func(&tile->covers, &path, tile->data, error))
    return false;
  walk->path[0] = last;
  walk->n_path = 1;
  walk->path_edge = end_edge;
  return true;
}

static bool disagrees(const LtTile *tile, GError **error)
{
  return lt_fail(error, LT_ERROR_GEOMETRY, LT_T_ARRANGE_DISAGREES, tile->number);
}

/* The crossings of an edge, in order along it. */
static const LtTileCrossing *crossings_of(const LtTile *tile, uint32_t edge, size_t *n)
{
  size_t low = 0, high = tile->noding.n_crossings;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (tile->noding.crossings[middle].edge < edge)
      low = middle + 1;
    else
      high = middle;
  }
  *n = 0;
  while (low + *n < tile->noding.n_crossings && tile->noding.crossings[low + *n].edge == edge)
    ++*n;
  return tile->noding.crossings + low;
}

/* Walk through the crossings of a crossed edge that lie in the tile. */
static bool crossings_walk(LtTile *tile, uint32_t number, bool forward, uint32_t *left,
                           uint32_t *right, GError **error)
{
  size_t n;
  const LtTileCrossing *crossings = crossings_of(tile, number, &n);
  for (size_t i = 0; i < n; i++) {
    const LtTileCrossing *crossing = &crossings[forward ? i : n - 1 - i];
    if (!lt_tile_has_fixed(tile, crossing->place))
      continue;
    uint32_t toggles = tile->edges[crossing->other].toggles;
    if (!path_add(tile, crossing->place, error) || !path_tell(tile, *left, *right, number, error) ||
        !lt_covers_toggle(&tile->covers, left, toggles, error) ||
        !lt_covers_toggle(&tile->covers, right, toggles, error))
      return false;
  }
  return true;
}

static bool is_crowded(const LtTile *tile, uint32_t vertex)
{
  return tile->walk.degrees[vertex] > EDGES_OF_CROWD;
}

/* Note the covers between the edges of a crowded vertex once it is known what covers its shifted
 * place: to toggle one edge after the other at each arrival would take the square of their number.
 */
static bool crowd_note(LtTile *tile, uint32_t vertex, GError **error)
{
  LtTileWalk *walk = &tile->walk;
  uint32_t cover = walk->covers[vertex];
  size_t begin = walk->links[vertex];
  if (!lt_grow(&walk->star_covers, &walk->cap_star_covers, begin + walk->degrees[vertex],
               sizeof *walk->star_covers, "edges of a vertex", error))
    return false;
  for (size_t i = begin; i < begin + walk->degrees[vertex]; i++) {
    walk->star_covers[i] = cover;
    if (!lt_covers_toggle(&tile->covers, &cover, tile->edges[walk->stars[i]].toggles, error))
      return false;
  }
  return cover == walk->covers[vertex] || disagrees(tile, error);
}

/* The cover noted before an edge of a crowded vertex. */
static uint32_t crowd_cover(const LtTile *tile, uint32_t vertex, uint32_t number)
{
  const LtTileWalk *walk = &tile->walk;
  size_t low = walk->links[vertex], high = low + walk->degrees[vertex];
  LtTileRay ray = lt_tile_ray(tile, vertex, number);
  while (high - low > 1) {
    size_t middle = (low + high) / 2;
    LtTileRay other = lt_tile_ray(tile, vertex, walk->stars[middle]);
    if (ray_compare(&other, &ray) <= 0)
      low = middle;
    else
      high = middle;
  }
  return walk->star_covers[low];
}

/* Arrive at a vertex: what covers its shifted place follows, and must be what is known. */
static bool arrive(LtTile *tile, uint32_t vertex, uint32_t number, uint32_t left, GError **error)
{
  LtTileWalk *walk = &tile->walk;
  /* seen from the vertex the left is the right, which comes before the edge */
  if (walk->covers[vertex] != LT_COVER_UNKNOWN && is_crowded(tile, vertex))
    return crowd_cover(tile, vertex, number) == left || disagrees(tile, error);
  uint32_t two[2], cover = left;
  const uint32_t *star = star_of(tile, vertex, number, two);
  for (size_t i = 0; star[i] != number; i++)
    if (!lt_covers_toggle(&tile->covers, &cover, tile->edges[star[i]].toggles, error))
      return false;
  if (walk->covers[vertex] == LT_COVER_UNKNOWN) {
    walk->covers[vertex] = cover;
    walk->stack[walk->n_stack++] = vertex;
    if (is_crowded(tile, vertex) && !crowd_note(tile, vertex, error))
      return false;
  }
  return walk->covers[vertex] == cover || disagrees(tile, error);
}

/* Walk from a vertex of the tile along an edge until the next vertex of other than two edges, back
 * to where it began, or out of the tile. */
static bool edges_walk(LtTile *tile, uint32_t vertex, uint32_t number, uint32_t left,
                       uint32_t right, GError **error)
{
  uint32_t start = vertex;
  tile->walk.n_path = 0;
  tile->walk.path_edge = LT_AT_VERTEX;
  if (!path_add(tile, lt_fixed(tile->vertices[vertex]), error))
    return false;
  for (;;) {
    LtTileEdge *edge = &tile->edges[number];
    bool forward = edge->a == vertex;
    edge->visited = true;
    if (edge->is_crossed && !crossings_walk(tile, number, forward, &left, &right, error))
      return false;
    vertex = lt_tile_other_end(edge, vertex);
    LtPoint at = tile->vertices[vertex];
    if (!lt_tile_has(tile, at)) {
      LtPoint out = forward ? lt_tile_edge_exit(tile, edge) : lt_tile_edge_entry(tile, edge);
      return path_add(tile, out, error) && path_tell(tile, left, right, LT_AT_CUT, error);
    }
    if (!path_add(tile, lt_fixed(at), error))
      return false;
    if (tile->walk.degrees[vertex] != 2 || vertex == start)
      return path_tell(tile, left, right, LT_AT_VERTEX, error) &&
             arrive(tile, vertex, number, left, error);
    number ^= tile->walk.links[vertex];
  }
}

/* Walk along all edges of a vertex whose cover is known. */
static bool vertex_walk(LtTile *tile, uint32_t vertex, uint32_t any_edge, GError **error)
{
  uint32_t two[2], cover = tile->walk.covers[vertex];
  const uint32_t *star = star_of(tile, vertex, any_edge, two);
  for (size_t i = 0; i < tile->walk.degrees[vertex]; i++) {
    uint32_t right = cover;
    const LtTileEdge *edge = &tile->edges[star[i]];
    if (!lt_covers_toggle(&tile->covers, &cover, edge->toggles, error))
      return false;
    if (!edge->visited && !edges_walk(tile, vertex, star[i], cover, right, error))
      return false;
  }
  return cover == tile->walk.covers[vertex] || disagrees(tile, error);
}

/* All that hangs together with a vertex of the tile. */
static bool component_walk(LtTile *tile, uint32_t vertex, uint32_t any_edge, GError **error)
{
  LtTileWalk *walk = &tile->walk;
  if (walk->covers[vertex] == LT_COVER_UNKNOWN &&
      (!lt_tile_locate(tile, tile->vertices[vertex], &walk->covers[vertex], error) ||
       (is_crowded(tile, vertex) && !crowd_note(tile, vertex, error))))
    return false;
  walk->n_stack = 0;
  if (!vertex_walk(tile, vertex, any_edge, error))
    return false;
  while (walk->n_stack > 0) {
    uint32_t next = walk->stack[--walk->n_stack];
    /* of two edges only where the walk began: done */
    if (walk->degrees[next] != 2 && !vertex_walk(tile, next, LT_NO_INDEX, error))
      return false;
  }
  return true;
}

/* An edge that goes through the tile and has no end in it. */
static bool through_walk(LtTile *tile, uint32_t number, GError **error)
{
  LtTileEntry entry;
  LtTileEdge *edge = &tile->edges[number];
  edge->visited = true;
  if (!lt_tile_locate_entry(tile, number, &entry, error))
    return false;
  tile->walk.n_path = 0;
  tile->walk.path_edge = LT_AT_CUT;
  return path_add(tile, entry.place, error) &&
         (!edge->is_crossed ||
          crossings_walk(tile, number, true, &entry.left, &entry.right, error)) &&
         path_add(tile, lt_tile_edge_exit(tile, edge), error) &&
         path_tell(tile, entry.left, entry.right, LT_AT_CUT, error);
}

bool lt_tile_walk(LtTile *tile, GError **error)
{
  if (!lt_tile_locate_begin(tile, error) || !links_make(tile, error) || !stars_sort(tile, error))
    return false;
  const LtTiles *tiles = tile->tiles;
  int64_t column = (int64_t)(tile->number % tiles->grid.n_columns);
  int64_t row = (int64_t)(tile->number / tiles->grid.n_columns);
  /* vertices of many edges first: there most of the others are found from */
  for (uint32_t v = 0; v < tile->n_vertices; v++)
    if (tile->walk.degrees[v] > 2 && tile->walk.covers[v] == LT_COVER_UNKNOWN &&
        lt_tile_has(tile, tile->vertices[v]) && !component_walk(tile, v, LT_NO_INDEX, error))
      return false;
  for (uint32_t e = 0; e < tile->n_edges; e++) {
    const LtTileEdge *edge = &tile->edges[e];
    if (edge->visited)
      continue;
    LtPoint a = tile->vertices[edge->a], b = tile->vertices[edge->b];
    bool has_a = lt_tile_has(tile, a), has_b = lt_tile_has(tile, b);
    if (has_a || has_b) {
      if (!component_walk(tile, has_a ? edge->a : edge->b, e, error))
        return false;
    } else if (lt_grid_meets(&tiles->grid, a, b, column, row) && !through_walk(tile, e, error)) {
      return false;
    }
  }
  return true;
}
