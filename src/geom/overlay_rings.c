#include "geom/overlay_rings.h"

#include <stdlib.h>
#include <string.h>

/* A place where the border of a tile cuts an edge may be off its line by as much as roundings make,
 * in fixed-point units. */
#define STRAIGHT_UNITS 4.0

/* A path, seen in the direction that has the ground on its left. */
typedef struct {
  LtBorderPath path;
  size_t node; /* first of the paths that begin where it does */
  bool used;
} Piece;

struct LtOverlayRings {
  Piece *pieces;
  size_t n_pieces, cap_pieces;
  size_t *stack;    /* pieces of the trace that are in no ring yet */
  size_t *on_stack; /* place of each node in it, or SIZE_MAX */
  size_t n_stack, cap_stack, cap_on_stack;
  LtPoint *points; /* of the rings */
  LtGroundRing *rings, *ordered;
  size_t *shells, *next_hole; /* of each ring; SIZE_MAX: none */
  size_t *piece_ends;
  size_t n_points, n_rings, cap_points, cap_rings, cap_ordered, cap_shells, cap_next_hole,
      cap_piece_ends;
};

LtOverlayRings *lt_overlay_rings_new(void)
{
  return g_new0(LtOverlayRings, 1);
}

void lt_overlay_rings_free(LtOverlayRings *rings)
{
  if (rings == NULL)
    return;
  g_free(rings->pieces);
  g_free(rings->stack);
  g_free(rings->on_stack);
  g_free(rings->points);
  g_free(rings->rings);
  g_free(rings->ordered);
  g_free(rings->shells);
  g_free(rings->next_hole);
  g_free(rings->piece_ends);
  g_free(rings);
}

/* Point @p i of a path in the direction of its piece. */
static inline LtPoint path_at(const LtBorderPath *path, size_t i)
{
  return path->points[path->reversed ? path->n_points - 1 - i : i];
}

static inline LtPoint path_end(const LtBorderPath *path)
{
  return path_at(path, path->n_points - 1);
}

static int path_compare(const void *a, const void *b)
{
  const LtBorderPath *x = a, *y = b;
  int order = lt_point_compare(path_at(x, 0), path_at(y, 0));
  return order != 0 ? order : lt_point_compare(path_at(x, 1), path_at(y, 1));
}

static bool pieces_load(LtOverlayRings *rings, LtBorderPath *paths, size_t n, GError **error)
{
  size_t n_points = 0;
  for (size_t i = 0; i < n; i++)
    n_points += paths[i].n_points;
  /* points: also to turn a ring around, and to close it */
  if (!lt_grow(&rings->pieces, &rings->cap_pieces, n, sizeof *rings->pieces, "paths", error) ||
      !lt_grow(&rings->stack, &rings->cap_stack, n, sizeof *rings->stack, "paths", error) ||
      !lt_grow(&rings->on_stack, &rings->cap_on_stack, n, sizeof *rings->on_stack, "paths",
               error) ||
      !lt_grow(&rings->points, &rings->cap_points, 2 * n_points + 1, sizeof *rings->points,
               "points of rings", error))
    return false;
  qsort(paths, n, sizeof *paths, path_compare);
  for (size_t i = 0; i < n; i++) {
    bool same = i > 0 && lt_point_compare(path_at(&paths[i - 1], 0), path_at(&paths[i], 0)) == 0;
    rings->pieces[i] = (Piece){paths[i], same ? rings->pieces[i - 1].node : i, false};
    rings->on_stack[i] = SIZE_MAX;
  }
  rings->n_pieces = n;
  rings->n_stack = rings->n_points = rings->n_rings = 0;
  return true;
}

/* ---- tracing ---- */

/* First piece that begins at a point, or n_pieces. */
static size_t node_find(const LtOverlayRings *rings, LtPoint at)
{
  size_t low = 0, high = rings->n_pieces;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (lt_point_compare(path_at(&rings->pieces[middle].path, 0), at) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low < rings->n_pieces &&
                 lt_point_compare(path_at(&rings->pieces[low].path, 0), at) == 0
             ? low
             : rings->n_pieces;
}

/* True when, turning clockwise from @p back around a node, @p way comes before @p other. */
static bool comes_before(LtPoint node, LtPoint back, LtPoint way, LtPoint other)
{
  int side = lt_sign(lt_cross(node, back, way)), side_other = lt_sign(lt_cross(node, back, other));
  bool first_half = side < 0, other_first_half = side_other < 0; /* right of it: less than half */
  if (first_half != other_first_half)
    return first_half;
  return lt_cross(node, way, other) < 0;
}

/* The piece of a node that goes on from another, with the same connected ground on its left. */
static size_t piece_next(const LtOverlayRings *rings, const Piece *piece, size_t node)
{
  LtPoint at = path_end(&piece->path);
  LtPoint back = path_at(&piece->path, piece->path.n_points - 2);
  size_t best = SIZE_MAX;
  for (size_t i = node; i < rings->n_pieces && rings->pieces[i].node == node; i++) {
    if (rings->pieces[i].used)
      continue;
    if (best == SIZE_MAX || comes_before(at, back, path_at(&rings->pieces[i].path, 1),
                                         path_at(&rings->pieces[best].path, 1)))
      best = i;
  }
  return best;
}

/* Turn the ring so that it begins at its smallest point, and close it. */
static void ring_begin(LtPoint *points, size_t n)
{
  size_t first = 0;
  for (size_t i = 1; i < n; i++)
    if (lt_point_compare(points[i], points[first]) < 0)
      first = i;
  LtPoint *scratch = points + n;
  memcpy(scratch, points, first * sizeof *points);
  memmove(points, points + first, (n - first) * sizeof *points);
  memcpy(points + n - first, scratch, first * sizeof *points);
  points[n] = points[0];
}

/* True for a point inside the straight edge between two others. Exact. */
static bool is_on_edge(LtPoint a, LtPoint point, LtPoint b)
{
  return lt_cross(a, point, b) == 0 &&
         (lt_point_compare(a, point) < 0) == (lt_point_compare(point, b) < 0);
}

/* Drop points on straight edges of an open ring: which there are depends on features that have
 * nothing to do with this ground. Returns how many points are left. */
static size_t ring_straighten(LtPoint *points, size_t n)
{
  size_t n_left = 0;
  for (size_t i = 0; i < n; i++) {
    LtPoint before = n_left > 0 ? points[n_left - 1] : points[n - 1];
    if (!is_on_edge(before, points[i], points[i + 1 < n ? i + 1 : 0]))
      points[n_left++] = points[i];
  }
  return n_left;
}

/* Close the open ring that begins at @p begin; one without area is dropped. */
static bool ring_close(LtOverlayRings *rings, size_t begin, GError **error)
{
  LtPoint *points = rings->points + begin;
  size_t n = ring_straighten(points, rings->n_points - begin);
  rings->n_points = begin;
  LtGroundRing ring = {.begin = begin, .n_points = n + 1, .box = {points[0], points[0]}};
  for (size_t i = 1; i < n; i++) {
    LtUWide term = (LtUWide)lt_cross(points[0], points[i - 1], points[i]);
    ring.area2 = (LtWide)((LtUWide)ring.area2 + term); /* may wrap around on the way */
    ring.box.min.x = MIN(ring.box.min.x, points[i].x);
    ring.box.min.y = MIN(ring.box.min.y, points[i].y);
    ring.box.max.x = MAX(ring.box.max.x, points[i].x);
    ring.box.max.y = MAX(ring.box.max.y, points[i].y);
  }
  if (n < 3 || ring.area2 == 0)
    return true;
  if (!lt_grow(&rings->rings, &rings->cap_rings, rings->n_rings + 1, sizeof *rings->rings, "rings",
               error))
    return false;
  ring_begin(points, n);
  rings->rings[rings->n_rings++] = ring;
  rings->n_points = begin + n + 1;
  return true;
}

/* True for a place on the way between two others, as well as rounding allows. */
static bool is_straight(LtPoint before, LtPoint at, LtPoint after)
{
  double dx = (double)(after.x - before.x), dy = (double)(after.y - before.y);
  double length2 = dx * dx + dy * dy;
  double along = (double)(at.x - before.x) * dx + (double)(at.y - before.y) * dy;
  if (along <= 0 || along >= length2)
    return false;
  double cross = (double)lt_cross(before, after, at);
  return cross * cross <= STRAIGHT_UNITS * STRAIGHT_UNITS * length2;
}

/* True when a piece goes on straight from another: only the border of a tile, or an edge that has
 * nothing to do with this ground, parts them. Where more pieces meet the place stays. */
static bool goes_straight_on(const LtOverlayRings *rings, const Piece *last, const Piece *piece)
{
  size_t next = piece->node + 1;
  bool is_alone = next == rings->n_pieces || rings->pieces[next].node != piece->node;
  uint32_t end = last->path.end_edge;
  if (!is_alone || end != piece->path.begin_edge || end == LT_AT_VERTEX)
    return false;
  /* two edges that cross on the very border of a tile are both cut there */
  return end != LT_AT_CUT ||
         is_straight(path_at(&last->path, last->path.n_points - 2), path_at(&piece->path, 0),
                     path_at(&piece->path, 1));
}

/* Make a ring of the top of the stack, from a place in it. */
static bool ring_pop(LtOverlayRings *rings, size_t from, GError **error)
{
  size_t begin = rings->n_points, n = begin;
  for (size_t i = from; i < rings->n_stack; i++) {
    const Piece *piece = &rings->pieces[rings->stack[i]];
    rings->on_stack[piece->node] = SIZE_MAX;
    const Piece *last = &rings->pieces[rings->stack[(i == from ? rings->n_stack : i) - 1]];
    for (size_t k = goes_straight_on(rings, last, piece); k + 1 < piece->path.n_points; k++)
      rings->points[n++] = path_at(&piece->path, k);
  }
  rings->n_points = n;
  rings->n_stack = from;
  return ring_close(rings, begin, error);
}

/* Trace the border of connected ground; where it comes back to a node a ring is done. */
static bool border_trace(LtOverlayRings *rings, size_t first, GError **error)
{
  for (size_t at = first; at != SIZE_MAX;) {
    Piece *piece = &rings->pieces[at];
    piece->used = true;
    rings->on_stack[piece->node] = rings->n_stack;
    rings->stack[rings->n_stack++] = at;
    size_t node = node_find(rings, path_end(&piece->path));
    if (node < rings->n_pieces && rings->on_stack[node] != SIZE_MAX &&
        !ring_pop(rings, rings->on_stack[node], error))
      return false;
    if (rings->n_stack == 0)
      return true;
    at = piece_next(rings, piece, node);
  }
  return lt_fail(error, LT_ERROR_GEOMETRY, LT_T_OVERLAY_OPEN);
}

/* ---- order ---- */

static int ring_compare(const void *a, const void *b)
{
  const LtGroundRing *x = a, *y = b;
  size_t n = MIN(x->n_points, y->n_points);
  for (size_t i = 0; i < n; i++) {
    int order = lt_point_compare(x->points[i], y->points[i]);
    if (order != 0)
      return order;
  }
  return (x->n_points > y->n_points) - (x->n_points < y->n_points);
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
static void rings_order(LtOverlayRings *rings, LtGround *ground)
{
  size_t n = 0, n_pieces = 0;
  for (size_t s = 0; s < rings->n_rings; s++) {
    if (rings->rings[s].area2 < 0)
      continue;
    for (size_t r = s; r != SIZE_MAX; r = rings->next_hole[r])
      rings->ordered[n++] = rings->rings[r];
    rings->piece_ends[n_pieces++] = n;
  }
  ground->rings = rings->ordered;
  ground->n_rings = n;
  ground->piece_ends = rings->piece_ends;
  ground->n_pieces = n_pieces;
}

static bool ground_make(LtOverlayRings *rings, LtGround *ground, GError **error)
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
  g_auto(LtRingIndex) index = {.points = rings->points, .rings = rings->rings,
                               .n_points = rings->n_points, .n_rings = n};
  if (!lt_ring_index_nest(&index, rings->shells, error) ||
      !lt_ring_index_is_clear(&index, &ground->is_clear, error))
    return false;
  holes_chain(rings);
  rings_order(rings, ground);
  return true;
}

/* Twice the area on the left of paths that are closed together. */
static LtWide paths_area2(const LtBorderPath *paths, size_t n)
{
  LtUWide sum = 0; /* may wrap around on the way */
  for (size_t i = 0; i < n; i++) {
    const LtPoint *points = paths[i].points;
    LtUWide own = 0;
    for (size_t k = 1; k < paths[i].n_points; k++)
      own += (LtUWide)((LtWide)(points[k - 1].x + points[k].x) * (points[k].y - points[k - 1].y));
    sum += paths[i].reversed ? -own : own;
  }
  return (LtWide)sum;
}

bool lt_overlay_rings_link(LtOverlayRings *rings, LtBorderPath *paths, size_t n_paths,
                           LtGround *ground, GError **error)
{
  ground->area2 = paths_area2(paths, n_paths);
  if (!pieces_load(rings, paths, n_paths, error))
    return false;
  for (size_t i = 0; i < n_paths; i++)
    if (!rings->pieces[i].used && !border_trace(rings, i, error))
      return false;
  return ground_make(rings, ground, error);
}
