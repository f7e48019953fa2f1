/* The edges of each vertex, and their order around it. */
#include "geom/tile_steps.h"

#include <stdlib.h>
#include <string.h>

/* Up to so many are sorted by insertion. */
#define FEW_EDGES 8

void lt_tile_stars_clear(LtTileStars *stars)
{
  g_free(stars->links);
  g_free(stars->forks);
  g_free(stars->edges);
}

static bool arrays_reserve(LtTile *tile, GError **error)
{
  LtTileStars *stars = &tile->stars;
  size_t n = tile->n_vertices + 1;
  return lt_grow(&stars->links, &stars->cap_links, n, sizeof *stars->links, "a tile", error) &&
         lt_grow(&stars->forks, &stars->cap_forks, n, sizeof *stars->forks, "a tile", error) &&
         lt_grow(&stars->edges, &stars->cap_edges, 2 * tile->n_edges + 1, sizeof *stars->edges,
                 "a tile", error);
}

/* Give each fork a place in edges. */
static void forks_find(LtTileStars *stars, size_t n_vertices)
{
  uint32_t place = 0;
  stars->n_forks = 0;
  for (uint32_t v = 0; v < n_vertices; v++) {
    if (stars->links[v].degree == 2)
      continue;
    stars->forks[stars->n_forks++] = v;
    stars->links[v].edges = place;
    place += stars->links[v].degree;
  }
}

/* Note the edges of each vertex: of two the exclusive or, of others a run in edges. */
static void links_make(LtTile *tile)
{
  LtTileStars *stars = &tile->stars;
  LtTileLink *links = stars->links;
  memset(links, 0, tile->n_vertices * sizeof *links);
  for (uint32_t e = 0; e < tile->n_edges; e++) {
    LtTileLink *a = &links[tile->edges[e].a], *b = &links[tile->edges[e].b];
    a->degree++;
    a->edges ^= e;
    b->degree++;
    b->edges ^= e;
  }
  forks_find(stars, tile->n_vertices);
  for (uint32_t e = 0; e < tile->n_edges; e++) {
    LtTileLink *a = &links[tile->edges[e].a], *b = &links[tile->edges[e].b];
    if (a->degree != 2)
      stars->edges[a->edges++] = e;
    if (b->degree != 2)
      stars->edges[b->edges++] = e;
  }
  for (size_t i = 0; i < stars->n_forks; i++)
    links[stars->forks[i]].edges -= links[stars->forks[i]].degree;
}

static int ray_compare(const void *a, const void *b)
{
  const LtTileRay *x = a, *y = b;
  return lt_direction_compare(x->direction, y->direction);
}

/* Most stars have three or four edges: no need for a call. */
static void rays_sort(LtTileRay *rays, size_t n)
{
  if (n > FEW_EDGES) {
    qsort(rays, n, sizeof *rays, ray_compare);
    return;
  }
  for (size_t i = 1; i < n; i++) {
    LtTileRay ray = rays[i];
    size_t place = i;
    for (; place > 0 && ray_compare(&ray, &rays[place - 1]) < 0; place--)
      rays[place] = rays[place - 1];
    rays[place] = ray;
  }
}

static void star_sort(LtTile *tile, uint32_t vertex, LtTileRay *rays)
{
  size_t n = tile->stars.links[vertex].degree;
  uint32_t *star = tile->stars.edges + tile->stars.links[vertex].edges;
  for (size_t i = 0; i < n; i++)
    rays[i] = lt_tile_ray(tile, vertex, star[i]);
  rays_sort(rays, n);
  for (size_t i = 0; i < n; i++)
    star[i] = rays[i].edge;
}

/* Sort all stars of the tile's own vertices once. */
static bool stars_sort(LtTile *tile, GError **error)
{
  const LtTileStars *stars = &tile->stars;
  uint32_t most = 0;
  for (size_t i = 0; i < stars->n_forks; i++)
    most = MAX(most, stars->links[stars->forks[i]].degree);
  g_autofree LtTileRay *rays = lt_alloc((size_t)most + 1, sizeof *rays, "edges of a vertex", error);
  if (rays == NULL)
    return false;
  for (size_t i = 0; i < stars->n_forks; i++)
    if (lt_tile_is_own_fork(tile, stars->forks[i]))
      star_sort(tile, stars->forks[i], rays);
  return true;
}

bool lt_tile_stars_make(LtTile *tile, GError **error)
{
  if (!arrays_reserve(tile, error))
    return false;
  links_make(tile);
  return stars_sort(tile, error);
}

const uint32_t *lt_tile_star(const LtTile *tile, uint32_t vertex, uint32_t edge, uint32_t two[2])
{
  LtTileLink link = tile->stars.links[vertex];
  if (link.degree != 2)
    return tile->stars.edges + link.edges;
  LtTileRay rays[2] = {lt_tile_ray(tile, vertex, edge),
                       lt_tile_ray(tile, vertex, link.edges ^ edge)};
  int first = ray_compare(&rays[0], &rays[1]) > 0;
  two[0] = rays[first].edge;
  two[1] = rays[!first].edge;
  return two;
}
