#include "geom/overlay_rings.h"

#include "geom/points.h"

#include <stdlib.h>

/* A path, seen in the direction that has the region on its left. */
typedef struct {
  LtBorderPath border;
  size_t node; /* first of the paths that begin where it does */
  uint32_t ring; /* number of its ring, or NO_RING */
  bool used;
} DirectedPath;

#define NO_RING UINT32_MAX
/* So many paths are put in order one by one. */
#define MOST_INSERTED 12

struct LtOverlayRings {
  DirectedPath *paths; /* by where they begin */
  size_t n_paths, cap_paths;
  size_t *stack;    /* paths of the trace that are in no ring yet */
  size_t *on_stack; /* place of each node in it, or SIZE_MAX */
  size_t n_stack, cap_stack, cap_on_stack;
  LtPoint *points; /* of the rings */
  LtRegionRing *rings, *ordered;
  size_t *shells, *next_hole; /* of each ring; SIZE_MAX: none */
  size_t *piece_ends;
  size_t *ring_pieces; /* of each number of a ring */
  size_t n_points, n_rings, cap_points, cap_rings, cap_ordered, cap_shells, cap_next_hole,
      cap_piece_ends, cap_ring_pieces;
};

LtOverlayRings *lt_overlay_rings_new(void)
{
  return g_new0(LtOverlayRings, 1);
}

void lt_overlay_rings_free(LtOverlayRings *rings)
{
  if (rings == NULL)
    return;
  g_free(rings->paths);
  g_free(rings->stack);
  g_free(rings->on_stack);
  g_free(rings->points);
  g_free(rings->rings);
  g_free(rings->ordered);
  g_free(rings->shells);
  g_free(rings->next_hole);
  g_free(rings->piece_ends);
  g_free(rings->ring_pieces);
  g_free(rings);
}

static void borders_sort(LtBorderPath *borders, size_t n)
{
  if (n > MOST_INSERTED) {
    qsort(borders, n, sizeof *borders, lt_border_compare);
    return;
  }
  for (size_t i = 1; i < n; i++) {
    LtBorderPath border = borders[i];
    size_t at = i;
    for (; at > 0 && lt_border_compare(&border, &borders[at - 1]) < 0; at--)
      borders[at] = borders[at - 1];
    borders[at] = border;
  }
}

static bool paths_load(LtOverlayRings *rings, LtBorderPath *borders, size_t n, GError **error)
{
  size_t n_points = 0;
  for (size_t i = 0; i < n; i++)
    n_points += borders[i].n_points;
  /* a path gives a ring all its points but one: that leaves room to close the ring */
  if (!lt_grow(&rings->paths, &rings->cap_paths, n, sizeof *rings->paths, "paths", error) ||
      !lt_grow(&rings->stack, &rings->cap_stack, n, sizeof *rings->stack, "paths", error) ||
      !lt_grow(&rings->on_stack, &rings->cap_on_stack, n, sizeof *rings->on_stack, "paths",
               error) ||
      !lt_grow(&rings->points, &rings->cap_points, n_points + 1, sizeof *rings->points,
               "points of rings", error))
    return false;
  borders_sort(borders, n);
  for (size_t i = 0; i < n; i++) {
    LtPoint begin = lt_border_at(&borders[i], 0);
    bool same = i > 0 && lt_point_equal(lt_border_at(&borders[i - 1], 0), begin);
    rings->paths[i] = (DirectedPath){
        .border = borders[i], .node = same ? rings->paths[i - 1].node : i, .ring = NO_RING};
    rings->on_stack[i] = SIZE_MAX;
  }
  rings->n_paths = n;
  rings->n_stack = rings->n_points = rings->n_rings = 0;
  return true;
}

/* ---- tracing ---- */

/* First path that begins at a point, or n_paths. */
static size_t node_find(const LtOverlayRings *rings, LtPoint at)
{
  size_t low = 0, high = rings->n_paths;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (lt_point_compare(lt_border_at(&rings->paths[middle].border, 0), at) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  bool is_found =
      low < rings->n_paths && lt_point_equal(lt_border_at(&rings->paths[low].border, 0), at);
  return is_found ? low : rings->n_paths;
}

/* True when, clockwise around a node from @p back, @p next comes before @p other. */
static bool comes_before(LtPoint node, LtPoint back, LtPoint next, LtPoint other)
{
  int side = lt_sign(lt_cross(node, back, next)), side_other = lt_sign(lt_cross(node, back, other));
  bool first_half = side < 0, other_first_half = side_other < 0; /* right of it: less than half */
  if (first_half != other_first_half)
    return first_half;
  return lt_cross(node, next, other) < 0;
}

/* The path from a node that goes on from another, with the same connected piece on its left. */
static size_t path_next(const LtOverlayRings *rings, const DirectedPath *path, size_t node)
{
  LtPoint at = lt_border_end(&path->border);
  LtPoint back = lt_border_at(&path->border, path->border.n_points - 2);
  size_t best = SIZE_MAX;
  for (size_t i = node; i < rings->n_paths && rings->paths[i].node == node; i++) {
    if (rings->paths[i].used)
      continue;
    if (best == SIZE_MAX || comes_before(at, back, lt_border_at(&rings->paths[i].border, 1),
                                         lt_border_at(&rings->paths[best].border, 1)))
      best = i;
  }
  return best;
}

/* Close the open ring that begins at @p begin; one without area is dropped. */
static bool ring_close(LtOverlayRings *rings, size_t begin, GError **error)
{
  LtPoint *points = rings->points + begin;
  size_t n = lt_border_straighten(points, rings->n_points - begin, true);
  rings->n_points = begin;
  LtRegionRing ring = {.begin = begin,
                       .number = rings->n_rings,
                       .n_points = n + 1,
                       .box = {points[0], points[0]}};
  LtUWide area2 = 0; /* may wrap around meanwhile */
  LtPoint last = points[n - 1];
  for (size_t i = 0; i < n; last = points[i++]) {
    LtPoint way = {points[i].x - last.x, points[i].y - last.y};
    area2 += (LtUWide)((LtWide)(last.x + points[i].x) * way.y);
    ring.longest = MAX(ring.longest, MAX(llabs(way.x), llabs(way.y)));
    lt_box_add_point(&ring.box, points[i]);
  }
  ring.area2 = (LtWide)area2;
  if (n < 3 || ring.area2 == 0)
    return true;
  if (!lt_grow(&rings->rings, &rings->cap_rings, rings->n_rings + 1, sizeof *rings->rings, "rings",
               error))
    return false;
  lt_points_rotate(points, n, lt_points_smallest(points, n));
  points[n] = points[0];
  rings->rings[rings->n_rings++] = ring;
  rings->n_points = begin + n + 1;
  return true;
}

/* True when a path goes on straight from another. Where more paths meet the place stays. */
static bool goes_straight_on(const LtOverlayRings *rings, const DirectedPath *last,
                             const DirectedPath *path)
{
  size_t next = path->node + 1;
  bool is_alone = next == rings->n_paths || rings->paths[next].node != path->node;
  return is_alone && lt_border_goes_on(&last->border, &path->border);
}

/* Make a ring of the top of the stack, from a place in it. */
static bool ring_pop(LtOverlayRings *rings, size_t from, GError **error)
{
  size_t begin = rings->n_points, n = begin;
  for (size_t i = from; i < rings->n_stack; i++) {
    const DirectedPath *path = &rings->paths[rings->stack[i]];
    rings->on_stack[path->node] = SIZE_MAX;
    const DirectedPath *last = &rings->paths[rings->stack[(i == from ? rings->n_stack : i) - 1]];
    for (size_t k = goes_straight_on(rings, last, path); k + 1 < path->border.n_points; k++)
      rings->points[n++] = lt_border_at(&path->border, k);
  }
  rings->n_points = n;
  size_t n_stack = rings->n_stack, number = rings->n_rings;
  rings->n_stack = from;
  if (!ring_close(rings, begin, error))
    return false;
  for (size_t i = from; i < n_stack && rings->n_rings > number; i++)
    rings->paths[rings->stack[i]].ring = (uint32_t)number;
  return true;
}

/* Trace the border of a connected piece; where it comes back to a node a ring is done. */
static bool border_trace(LtOverlayRings *rings, size_t first, GError **error)
{
  for (size_t at = first; at != SIZE_MAX;) {
    DirectedPath *path = &rings->paths[at];
    path->used = true;
    rings->on_stack[path->node] = rings->n_stack;
    rings->stack[rings->n_stack++] = at;
    size_t node = node_find(rings, lt_border_end(&path->border));
    if (node < rings->n_paths && rings->on_stack[node] != SIZE_MAX &&
        !ring_pop(rings, rings->on_stack[node], error))
      return false;
    if (rings->n_stack == 0)
      return true;
    at = path_next(rings, path, node);
  }
  return lt_fail(error, LT_ERROR_GEOMETRY, LT_T_OVERLAY_OPEN);
}

/* ---- order ---- */

static int ring_compare(const void *a, const void *b)
{
  const LtRegionRing *x = a, *y = b;
  return lt_points_compare(x->points, x->n_points, y->points, y->n_points);
}

/* Chain the holes of each shell, ascending. */
static void holes_chain(LtOverlayRings *rings)
{
  for (size_t r = 0; r < rings->n_rings; r++)
    rings->next_hole[r] = SIZE_MAX;
  for (size_t r = rings->n_rings; r-- > 0;)
    if (rings->rings[r].area2 < 0 && rings->shells[r] != SIZE_MAX) {
      size_t shell = rings->shells[r];
      rings->next_hole[r] = rings->next_hole[shell];
      rings->next_hole[shell] = r;
    }
}

/* Put each shell before its holes. */
static void rings_order(LtOverlayRings *rings, LtRegion *region)
{
  size_t n = 0, n_pieces = 0;
  for (size_t s = 0; s < rings->n_rings; s++) {
    if (rings->rings[s].area2 < 0)
      continue;
    for (size_t r = s; r != SIZE_MAX; r = rings->next_hole[r])
      rings->ordered[n++] = rings->rings[r];
    rings->piece_ends[n_pieces++] = n;
  }
  region->rings = rings->ordered;
  region->n_rings = n;
  region->piece_ends = rings->piece_ends;
  region->n_pieces = n_pieces;
}

static bool region_make(LtOverlayRings *rings, bool is_unbounded, LtRegion *region, GError **error)
{
  size_t n = rings->n_rings;
  if (!lt_grow(&rings->ordered, &rings->cap_ordered, n, sizeof *rings->ordered, "rings", error) ||
      !lt_grow(&rings->shells, &rings->cap_shells, n, sizeof *rings->shells, "rings", error) ||
      !lt_grow(&rings->next_hole, &rings->cap_next_hole, n, sizeof *rings->next_hole, "rings",
               error) ||
      !lt_grow(&rings->piece_ends, &rings->cap_piece_ends, n, sizeof *rings->piece_ends, "rings",
               error))
    return false;
  for (size_t r = 0; r < n; r++)
    rings->rings[r].points = rings->points + rings->rings[r].begin;
  if (n > 1)
    qsort(rings->rings, n, sizeof *rings->rings, ring_compare);
  g_auto(LtRingIndex) index = {
      .points = rings->points, .rings = rings->rings, .n_points = rings->n_points, .n_rings = n};
  if (!lt_ring_index_nest(&index, is_unbounded, rings->shells, error) ||
      !lt_ring_index_is_clear(&index, &region->is_clear, error))
    return false;
  holes_chain(rings);
  rings_order(rings, region);
  return true;
}

LtWide lt_region_area2(const LtRegion *region)
{
  const LtBorderPath *borders = region->borders;
  LtUWide sum = 0; /* may wrap around meanwhile */
  for (size_t r = 0; borders == NULL && r < region->n_rings; r++)
    sum += (LtUWide)region->rings[r].area2;
  for (size_t i = 0; i < region->n_borders; i++) {
    const LtPoint *points = borders[i].points;
    LtUWide own = 0;
    for (size_t k = 1; k < borders[i].n_points; k++)
      own += (LtUWide)((LtWide)(points[k - 1].x + points[k].x) * (points[k].y - points[k - 1].y));
    sum += borders[i].reversed ? -own : own;
  }
  return (LtWide)sum;
}

bool lt_overlay_rings_link(LtOverlayRings *rings, LtBorderPath *borders, size_t n_borders,
                           bool is_unbounded, LtRegion *region, GError **error)
{
  region->borders = borders;
  region->n_borders = n_borders;
  if (!paths_load(rings, borders, n_borders, error))
    return false;
  for (size_t i = 0; i < n_borders; i++)
    if (!rings->paths[i].used && !border_trace(rings, i, error))
      return false;
  return region_make(rings, is_unbounded, region, error);
}

bool lt_overlay_rings_locate(LtOverlayRings *rings, const LtRegion *region, size_t *pieces,
                             GError **error)
{
  if (!lt_grow(&rings->ring_pieces, &rings->cap_ring_pieces, rings->n_rings,
               sizeof *rings->ring_pieces, "rings", error))
    return false;
  for (size_t r = 0; r < rings->n_rings; r++)
    rings->ring_pieces[r] = SIZE_MAX;
  for (size_t p = 0, r = 0; p < region->n_pieces; p++)
    for (; r < region->piece_ends[p]; r++)
      rings->ring_pieces[region->rings[r].number] = p;
  for (size_t i = 0; i < rings->n_paths; i++) {
    uint32_t ring = rings->paths[i].ring;
    pieces[rings->paths[i].border.source] = ring == NO_RING ? SIZE_MAX : rings->ring_pieces[ring];
  }
  return true;
}
