/* Cutting the edges of a tile at the vertices that lie on them. */
#include "geom/tile_steps.h"

#include <stdlib.h>
#include <string.h>

/* Where an edge is cut, or ends: a part of it ends there. Qsort has no context: the place and the
 * way from end to end of the edge go along. */
typedef struct {
  LtPoint point, way;
  LtTileTouch touch;
  uint32_t part; /* edge */
  uint32_t end;  /* of the first cut of an edge: after its last one */
} Cut;

/* All cuts, those of an edge together, in order along it. */
typedef struct {
  Cut *cuts;
  size_t n;
  uint32_t *firsts; /* first cut of each edge, or LT_NO_INDEX */
} Cuts;

/* Longer edges first: a part that equals an edge that is cut itself is cut with it. */
static int cut_compare(const void *a, const void *b)
{
  const Cut *x = a, *y = b;
  int order = lt_point_compare(y->way, x->way);
  if (order != 0)
    return order;
  if (x->touch.edge != y->touch.edge)
    return x->touch.edge < y->touch.edge ? -1 : 1;
  return lt_point_compare(x->point, y->point);
}

static Cut cut_at(const LtTile *tile, uint32_t edge, uint32_t vertex)
{
  LtPoint a = tile->vertices[tile->edges[edge].a], b = tile->vertices[tile->edges[edge].b];
  return (Cut){tile->vertices[vertex], {b.x - a.x, b.y - a.y}, {edge, vertex}, LT_NO_INDEX, 0};
}

static bool cuts_make(const LtTile *tile, Cuts *cuts, GError **error)
{
  const LtTileNoding *noding = &tile->noding;
  cuts->cuts = lt_alloc(2 * noding->n_touches, sizeof *cuts->cuts, "touches of a tile", error);
  cuts->firsts = cuts->cuts == NULL
                     ? NULL
                     : lt_alloc(tile->n_edges, sizeof *cuts->firsts, "a tile", error);
  if (cuts->firsts == NULL)
    return false;
  memset(cuts->firsts, 0xff, tile->n_edges * sizeof *cuts->firsts); /* LT_NO_INDEX */
  for (size_t i = 0; i < noding->n_touches; i++) {
    LtTileTouch touch = noding->touches[i];
    cuts->cuts[2 * i] = cut_at(tile, touch.edge, touch.vertex);
    cuts->cuts[2 * i + 1] = cut_at(tile, touch.edge, tile->edges[touch.edge].b);
  }
  qsort(cuts->cuts, 2 * noding->n_touches, sizeof *cuts->cuts, cut_compare);
  for (size_t i = 0; i < 2 * noding->n_touches; i++) {
    const Cut *cut = &cuts->cuts[i];
    if (cuts->n > 0 && cuts->cuts[cuts->n - 1].touch.edge == cut->touch.edge &&
        cuts->cuts[cuts->n - 1].touch.vertex == cut->touch.vertex)
      continue;
    cuts->cuts[cuts->n++] = *cut;
  }
  return true;
}

/* Room for more edges. Their hash table is made anew where sweeping has moved them. */
static bool edges_reserve(LtTile *tile, size_t n_more, GError **error)
{
  size_t n = tile->n_edges + n_more;
  if (!lt_grow(&tile->edges, &tile->cap_edges, n, sizeof *tile->edges, "a tile", error))
    return false;
  if (!tile->is_swept && n <= tile->n_edge_slots - tile->n_edge_slots / 4)
    return true;
  while (tile->n_edge_slots < 2 * n)
    tile->n_edge_slots *= 2;
  if (!lt_grow(&tile->edge_slots, &tile->cap_edge_slots, tile->n_edge_slots,
               sizeof *tile->edge_slots, "a tile", error))
    return false;
  memset(tile->edge_slots, 0, tile->n_edge_slots * sizeof *tile->edge_slots);
  memset(tile->first_edges, 0xff, tile->n_vertices * sizeof *tile->first_edges); /* LT_NO_INDEX */
  size_t n_old = tile->n_edges;
  uint32_t same;
  tile->n_edges = 0;
  for (size_t e = 0; e < n_old; e++) /* all differ: each is made again in its place */
    if (!lt_tile_edge_toggle(tile, tile->edges[e].a, tile->edges[e].b, tile->edges[e].toggles,
                             &same, error))
      return false;
  return true;
}

/* Keep the edges as they are before the first cut, and the vertices that lie on some. */
static bool uncut_keep(LtTile *tile, GError **error)
{
  LtTileNoding *noding = &tile->noding;
  if (!lt_grow(&noding->uncut, &noding->cap_uncut, tile->n_edges, sizeof *noding->uncut, "a tile",
               error) ||
      !lt_grow(&noding->touched, &noding->cap_touched, noding->n_touches, sizeof *noding->touched,
               "touches of a tile", error))
    return false;
  memcpy(noding->uncut, tile->edges, tile->n_edges * sizeof *tile->edges);
  noding->n_uncut = tile->n_edges;
  for (size_t i = 0; i < noding->n_touches; i++)
    noding->touched[noding->n_touched++] = noding->touches[i].vertex;
  return true;
}

/* Replace the edges by their parts; they stay behind without toggles. */
static bool parts_make(LtTile *tile, Cuts *cuts, GError **error)
{
  for (size_t i = 0, end; i < cuts->n; i = end) {
    uint32_t number = cuts->cuts[i].touch.edge;
    LtTileEdge whole = tile->edges[number];
    uint32_t from = whole.a;
    tile->edges[number].toggles = LT_COVER_EMPTY;
    cuts->firsts[number] = (uint32_t)i;
    for (end = i; end < cuts->n && cuts->cuts[end].touch.edge == number; end++) {
      Cut *cut = &cuts->cuts[end];
      if (!lt_tile_edge_toggle(tile, from, cut->touch.vertex, whole.toggles, &cut->part, error))
        return false;
      from = cut->touch.vertex;
    }
    cuts->cuts[i].end = (uint32_t)end;
  }
  return true;
}

/* ---- crossings of edges that are cut ---- */

/* The part of an edge that another one crosses; LT_NO_INDEX where it goes through a vertex. */
static uint32_t part_crossed(const LtTile *tile, const Cuts *cuts, uint32_t edge, uint32_t other)
{
  uint32_t first = cuts->firsts[edge];
  if (first == LT_NO_INDEX)
    return edge;
  LtPoint a = tile->vertices[tile->edges[other].a], b = tile->vertices[tile->edges[other].b];
  int before = lt_sign(lt_cross(a, b, tile->vertices[tile->edges[edge].a]));
  size_t low = first, high = cuts->cuts[first].end - 1;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (lt_sign(lt_cross(a, b, cuts->cuts[middle].point)) == before)
      low = middle + 1;
    else
      high = middle;
  }
  return lt_cross(a, b, cuts->cuts[low].point) == 0 ? LT_NO_INDEX : cuts->cuts[low].part;
}

/* Find the crossings of parts from those of the wholes. Parts that were cut again with edges that
 * equal them have no toggles: their crossings are among those of these edges. */
static bool crossings_pass_on(LtTile *tile, const Cuts *cuts, GError **error)
{
  LtTileNoding *noding = &tile->noding;
  size_t n_old = noding->n_crossings;
  for (size_t i = 0; i < n_old; i += 2) { /* a pair both ways */
    uint32_t e = noding->crossings[i].edge, f = noding->crossings[i].other;
    if (cuts->firsts[e] == LT_NO_INDEX && cuts->firsts[f] == LT_NO_INDEX)
      continue;
    uint32_t part_e = part_crossed(tile, cuts, e, f), part_f = part_crossed(tile, cuts, f, e);
    if (part_e != LT_NO_INDEX && part_f != LT_NO_INDEX &&
        !lt_tile_edges_compare(tile, part_e, part_f, error))
      return false;
  }
  return true;
}

/* Remove the edges without toggles, and their crossings. */
static bool edges_sweep(LtTile *tile, GError **error)
{
  LtTileNoding *noding = &tile->noding;
  g_autofree uint32_t *numbers = lt_alloc(tile->n_edges, sizeof *numbers, "a tile", error);
  if (numbers == NULL)
    return false;
  uint32_t n_left = 0;
  for (size_t e = 0; e < tile->n_edges; e++)
    numbers[e] = tile->edges[e].toggles == LT_COVER_EMPTY ? LT_NO_INDEX : n_left++;
  size_t n = 0;
  for (size_t i = 0; i < noding->n_crossings; i++) {
    LtTileCrossing crossing = noding->crossings[i];
    crossing.edge = numbers[crossing.edge];
    crossing.other = numbers[crossing.other];
    if (crossing.edge != LT_NO_INDEX && crossing.other != LT_NO_INDEX)
      noding->crossings[n++] = crossing;
  }
  noding->n_crossings = n;
  lt_tile_edges_sweep(tile);
  return true;
}

static bool cut_all(LtTile *tile, Cuts *cuts, GError **error)
{
  return cuts_make(tile, cuts, error) && edges_reserve(tile, cuts->n, error) &&
         (!tile->keeps_uncut || uncut_keep(tile, error)) && parts_make(tile, cuts, error) &&
         crossings_pass_on(tile, cuts, error) && edges_sweep(tile, error);
}

bool lt_tile_edges_cut(LtTile *tile, GError **error)
{
  Cuts cuts = {0};
  bool ok = cut_all(tile, &cuts, error);
  g_free(cuts.cuts);
  g_free(cuts.firsts);
  return ok;
}
