/* Covers carried along edges, through crossings and around vertices; the paths between them. */
#include "geom/tile_steps.h"

#include <string.h>

/* A vertex with more edges is crowded. */
#define EDGES_OF_CROWD 64

void lt_tile_walk_clear(LtTileWalk *walk)
{
  g_free(walk->star_covers);
  g_free(walk->covers);
  g_free(walk->stack);
  g_free(walk->path);
}

/* No path goes along an edge twice. */
static bool arrays_reserve(LtTile *tile, GError **error)
{
  LtTileWalk *walk = &tile->walk;
  size_t n = tile->n_vertices + 1;
  if (!lt_grow(&walk->covers, &walk->cap_covers, n, sizeof *walk->covers, "a tile", error) ||
      !lt_grow(&walk->stack, &walk->cap_stack, n, sizeof *walk->stack, "a tile", error) ||
      !lt_grow(&walk->path, &walk->cap_path, tile->n_edges + 2, sizeof *walk->path, "a path",
               error))
    return false;
  memset(walk->covers, 0xff, n * sizeof *walk->covers); /* LT_COVER_UNKNOWN */
  return true;
}

static void path_begin(LtTile *tile, LtPoint place, uint32_t edge)
{
  tile->walk.path[0] = place;
  tile->walk.n_path = 1;
  tile->walk.path_edge = edge;
}

static void path_add(LtTile *tile, LtPoint place)
{
  tile->walk.path[tile->walk.n_path++] = place;
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
  path_begin(tile, last, end_edge);
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
    path_add(tile, crossing->place);
    if (!path_tell(tile, *left, *right, number, error) ||
        !lt_covers_toggle(&tile->covers, left, toggles, error) ||
        !lt_covers_toggle(&tile->covers, right, toggles, error))
      return false;
  }
  return true;
}

static bool is_crowded(const LtTile *tile, uint32_t vertex)
{
  return tile->stars.links[vertex].degree > EDGES_OF_CROWD;
}

/* Note the covers between the edges of a crowded vertex once it is known what covers its shifted
 * place: to toggle one edge after the other at each arrival would take the square of their number.
 */
static bool crowd_note(LtTile *tile, uint32_t vertex, GError **error)
{
  LtTileWalk *walk = &tile->walk;
  uint32_t cover = walk->covers[vertex];
  size_t begin = tile->stars.links[vertex].edges, end = begin + tile->stars.links[vertex].degree;
  if (!lt_grow(&walk->star_covers, &walk->cap_star_covers, end, sizeof *walk->star_covers,
               "edges of a vertex", error))
    return false;
  for (size_t i = begin; i < end; i++) {
    walk->star_covers[i] = cover;
    if (!lt_covers_toggle(&tile->covers, &cover, tile->edges[tile->stars.edges[i]].toggles, error))
      return false;
  }
  return cover == walk->covers[vertex] || disagrees(tile, error);
}

/* The cover noted before an edge of a crowded vertex. */
static uint32_t crowd_cover(const LtTile *tile, uint32_t vertex, uint32_t number)
{
  const LtTileWalk *walk = &tile->walk;
  size_t low = tile->stars.links[vertex].edges, high = low + tile->stars.links[vertex].degree;
  LtTileRay ray = lt_tile_ray(tile, vertex, number);
  while (high - low > 1) {
    size_t middle = (low + high) / 2;
    LtTileRay other = lt_tile_ray(tile, vertex, tile->stars.edges[middle]);
    if (lt_direction_compare(other.direction, ray.direction) <= 0)
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
  const uint32_t *star = lt_tile_star(tile, vertex, number, two);
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

/* Walk from *@p vertex along the edge *@p number, whose crossings were walked through, and on along
 * edges without any: until a fork, @p start, out of the tile, or before a crossed edge. */
static void vertices_walk(LtTile *tile, uint32_t start, uint32_t *vertex, uint32_t *number)
{
  LtPoint *path = tile->walk.path + tile->walk.n_path;
  uint32_t v = *vertex, e = *number;
  do {
    LtTileEdge *edge = &tile->edges[e];
    edge->visited = true;
    v ^= edge->a ^ edge->b;
    LtPoint at = tile->vertices[v];
    if (!lt_tile_has(tile, at))
      break;
    *path++ = lt_fixed(at);
    LtTileLink link = tile->stars.links[v];
    if (link.degree != 2 || v == start)
      break;
    e ^= link.edges;
  } while (!tile->edges[e].is_crossed);
  tile->walk.n_path = (size_t)(path - tile->walk.path);
  *vertex = v;
  *number = e;
}

/* Walk from a vertex of the tile along an edge until the next vertex of other than two edges, back
 * to where it began, or out of the tile. */
static bool edges_walk(LtTile *tile, uint32_t vertex, uint32_t number, uint32_t left,
                       uint32_t right, GError **error)
{
  uint32_t start = vertex;
  path_begin(tile, lt_fixed(tile->vertices[vertex]), LT_AT_VERTEX);
  for (;;) {
    const LtTileEdge *edge = &tile->edges[number];
    if (edge->is_crossed &&
        !crossings_walk(tile, number, edge->a == vertex, &left, &right, error))
      return false;
    vertices_walk(tile, start, &vertex, &number);
    if (!lt_tile_has(tile, tile->vertices[vertex])) {
      edge = &tile->edges[number];
      path_add(tile, edge->b == vertex ? lt_tile_edge_exit(tile, edge)
                                       : lt_tile_edge_entry(tile, edge));
      return path_tell(tile, left, right, LT_AT_CUT, error);
    }
    if (tile->stars.links[vertex].degree != 2 || vertex == start)
      return path_tell(tile, left, right, LT_AT_VERTEX, error) &&
             arrive(tile, vertex, number, left, error);
  }
}

/* Walk along all edges of a vertex whose cover is known. */
static bool vertex_walk(LtTile *tile, uint32_t vertex, uint32_t any_edge, GError **error)
{
  uint32_t two[2], cover = tile->walk.covers[vertex];
  const uint32_t *star = lt_tile_star(tile, vertex, any_edge, two);
  for (size_t i = 0; i < tile->stars.links[vertex].degree; i++) {
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
    if (tile->stars.links[next].degree != 2 && !vertex_walk(tile, next, LT_NO_INDEX, error))
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
  path_begin(tile, entry.place, LT_AT_CUT);
  if (edge->is_crossed &&
      !crossings_walk(tile, number, true, &entry.left, &entry.right, error))
    return false;
  path_add(tile, lt_tile_edge_exit(tile, edge));
  return path_tell(tile, entry.left, entry.right, LT_AT_CUT, error);
}

/* The first edge from @p e on whose paths were not told. */
static uint32_t edge_next(const LtTile *tile, uint32_t e)
{
  const LtTileEdge *edges = tile->edges;
  while (e < tile->n_edges && edges[e].visited)
    e++;
  return e;
}

bool lt_tile_walk(LtTile *tile, GError **error)
{
  if (!lt_tile_locate_begin(tile, error) || !lt_tile_stars_make(tile, error) ||
      !arrays_reserve(tile, error))
    return false;
  const LtTiles *tiles = tile->tiles;
  int64_t column = (int64_t)(tile->number % tiles->grid.n_columns);
  int64_t row = (int64_t)(tile->number / tiles->grid.n_columns);
  /* vertices of many edges first: there most of the others are found from */
  for (size_t i = 0; i < tile->stars.n_forks; i++) {
    uint32_t vertex = tile->stars.forks[i];
    if (tile->walk.covers[vertex] == LT_COVER_UNKNOWN && lt_tile_is_own_fork(tile, vertex) &&
        !component_walk(tile, vertex, LT_NO_INDEX, error))
      return false;
  }
  for (uint32_t e = edge_next(tile, 0); e < tile->n_edges; e = edge_next(tile, e + 1)) {
    const LtTileEdge *edge = &tile->edges[e];
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
