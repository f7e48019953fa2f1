#include "geom/overlay_rings.h"

#include "geom/edge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A place between two edges that continue each other may be off their line by as much as roundings
 * make, in fixed-point units. */
#define STRAIGHT_UNITS 4
/* Points move to the lattice by 0.71 units: edges farther apart than this stay apart. */
#define CLEAR_UNITS 3.0

/* A path, seen in the direction that has the ground on its left. */
typedef struct {
  LtBorderPath path;
  size_t node; /* first of the paths that begin where it does */
  bool used;
} Piece;

typedef struct {
  size_t begin, end; /* in points; closed */
  LtBox box;
  LtWide area2;
  size_t shell; /* of a hole */
} Ring;

struct LtOverlayRings {
  Piece *pieces;
  size_t n_pieces, cap_pieces;
  size_t *stack;   /* pieces of the trace that are in no ring yet */
  size_t *on_stack; /* place of each node in it, or SIZE_MAX */
  size_t n_stack, cap_stack, cap_on_stack;
  LtPoint *points; /* of the rings */
  Ring *rings;
  size_t n_points, n_rings, cap_points, cap_rings;
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
  if (!lt_grow(&rings->pieces, &rings->cap_pieces, n, sizeof *rings->pieces, "paths", error) ||
      !lt_grow(&rings->stack, &rings->cap_stack, n, sizeof *rings->stack, "paths", error) ||
      !lt_grow(&rings->on_stack, &rings->cap_on_stack, n, sizeof *rings->on_stack, "paths", error))
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

/* The piece that goes on where another ends, with the same connected ground on its left. */
static size_t piece_next(const LtOverlayRings *rings, const Piece *piece)
{
  LtPoint at = path_end(&piece->path);
  LtPoint back = path_at(&piece->path, piece->path.n_points - 2);
  size_t first = node_find(rings, at), best = SIZE_MAX;
  for (size_t i = first; i < rings->n_pieces && rings->pieces[i].node == first; i++) {
    if (rings->pieces[i].used)
      continue;
    if (best == SIZE_MAX || comes_before(at, back, path_at(&rings->pieces[i].path, 1),
                                         path_at(&rings->pieces[best].path, 1)))
      best = i;
  }
  return best;
}

static bool point_add(LtOverlayRings *rings, LtPoint point, GError **error)
{
  if (!lt_grow(&rings->points, &rings->cap_points, rings->n_points + 1, sizeof *rings->points,
               "points of rings", error))
    return false;
  rings->points[rings->n_points++] = point;
  return true;
}

static bool is_lattice(LtPoint place)
{
  return ((place.x | place.y) & (LT_FIXED_ONE - 1)) == 0;
}

/* True for a place that only cuts an edge in two: where the border of a tile, or an edge of another
 * feature, crosses it. */
static bool is_cut(LtPoint before, LtPoint at, LtPoint after)
{
  if (is_lattice(at))
    return false;
  double dx = (double)(after.x - before.x), dy = (double)(after.y - before.y);
  double length = hypot(dx, dy);
  double along = (double)(at.x - before.x) * dx + (double)(at.y - before.y) * dy;
  return fabs((double)lt_cross(before, after, at)) <= STRAIGHT_UNITS * length && along > 0 &&
         along < length * length;
}

/* Turn the ring so that it begins at its smallest point. */
static void ring_begin(LtPoint *points, size_t n, LtPoint *scratch)
{
  size_t first = 0;
  for (size_t i = 1; i < n; i++)
    if (lt_point_compare(points[i], points[first]) < 0)
      first = i;
  memcpy(scratch, points, first * sizeof *points);
  memmove(points, points + first, (n - first) * sizeof *points);
  memcpy(points + n - first, scratch, first * sizeof *points);
}

/* Twice the area of an open ring in fixed-point units. */
static LtWide open_area2(const LtPoint *points, size_t n)
{
  LtWide sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += lt_cross(points[0], points[i], points[i + 1 == n ? 0 : i + 1]);
  return sum;
}

/* Close the open ring that begins at @p begin; one without area is dropped. */
static bool ring_close(LtOverlayRings *rings, size_t begin, GError **error)
{
  size_t n = 0;
  LtPoint *points = rings->points + begin;
  size_t n_all = rings->n_points - begin;
  for (size_t i = 0; i < n_all; i++) {
    LtPoint before = n > 0 ? points[n - 1] : points[n_all - 1];
    LtPoint after = i + 1 < n_all ? points[i + 1] : points[0];
    if (!is_cut(before, points[i], after))
      points[n++] = points[i];
  }
  rings->n_points = begin + n;
  LtWide area2 = n < 3 ? 0 : open_area2(points, n);
  if (area2 == 0) {
    rings->n_points = begin;
    return true;
  }
  if (!lt_grow(&rings->points, &rings->cap_points, begin + 2 * n + 1, sizeof *rings->points,
               "points of rings", error) ||
      !lt_grow(&rings->rings, &rings->cap_rings, rings->n_rings + 1, sizeof *rings->rings, "rings",
               error))
    return false;
  points = rings->points + begin;
  ring_begin(points, n, points + n);
  points[n] = points[0];
  rings->n_points = begin + n + 1;
  Ring ring = {.begin = begin, .end = rings->n_points, .area2 = area2,
               .box = {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}}};
  for (size_t i = 0; i < n; i++) {
    ring.box.min.x = MIN(ring.box.min.x, points[i].x);
    ring.box.min.y = MIN(ring.box.min.y, points[i].y);
    ring.box.max.x = MAX(ring.box.max.x, points[i].x);
    ring.box.max.y = MAX(ring.box.max.y, points[i].y);
  }
  rings->rings[rings->n_rings++] = ring;
  return true;
}

/* Make a ring of the top of the stack, from a place in it. */
static bool ring_pop(LtOverlayRings *rings, size_t from, GError **error)
{
  size_t begin = rings->n_points;
  for (size_t i = from; i < rings->n_stack; i++) {
    const Piece *piece = &rings->pieces[rings->stack[i]];
    rings->on_stack[piece->node] = SIZE_MAX;
    for (size_t k = 0; k + 1 < piece->path.n_points; k++)
      if (!point_add(rings, path_at(&piece->path, k), error))
        return false;
  }
  rings->n_stack = from;
  return ring_close(rings, begin, error);
}

/* Trace the border of connected ground; where it comes back to a node a ring is done. */
static bool border_trace(LtOverlayRings *rings, size_t first, GError **error)
{
  for (size_t at = first; at != SIZE_MAX; at = piece_next(rings, &rings->pieces[at])) {
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
  }
  return lt_fail(error, LT_ERROR_GEOMETRY, LT_T_OVERLAY_OPEN);
}

/* ---- shells and holes ---- */

static int ring_compare(const LtOverlayRings *rings, const Ring *a, const Ring *b)
{
  for (size_t i = a->begin, j = b->begin; i < a->end && j < b->end; i++, j++) {
    int order = lt_point_compare(rings->points[i], rings->points[j]);
    if (order != 0)
      return order;
  }
  return (a->end - a->begin > b->end - b->begin) - (a->end - a->begin < b->end - b->begin);
}

/* Even-odd; 0 on the border. */
static int ring_side(const LtOverlayRings *rings, const Ring *ring, LtPoint point)
{
  bool inside = false;
  for (size_t i = ring->begin + 1; i < ring->end; i++)
    if (!lt_edge_ray(rings->points[i - 1], rings->points[i], point, &inside))
      return 0;
  return inside ? 1 : -1;
}

static bool ring_holds(const LtOverlayRings *rings, const Ring *shell, const Ring *hole)
{
  if (hole->box.min.x < shell->box.min.x || hole->box.max.x > shell->box.max.x ||
      hole->box.min.y < shell->box.min.y || hole->box.max.y > shell->box.max.y)
    return false;
  for (size_t i = hole->begin; i + 1 < hole->end; i++) {
    int side = ring_side(rings, shell, rings->points[i]);
    if (side != 0)
      return side > 0;
  }
  return true;
}

/* The smallest shell around each hole. */
static void holes_assign(LtOverlayRings *rings)
{
  for (size_t h = 0; h < rings->n_rings; h++) {
    Ring *hole = &rings->rings[h];
    hole->shell = SIZE_MAX;
    for (size_t s = 0; hole->area2 < 0 && s < rings->n_rings; s++) {
      const Ring *shell = &rings->rings[s];
      if (shell->area2 > -hole->area2 &&
          (hole->shell == SIZE_MAX || shell->area2 < rings->rings[hole->shell].area2) &&
          ring_holds(rings, shell, hole))
        hole->shell = s;
    }
  }
}

/* Insertion sort: rings are few, and qsort has no context. */
static void rings_sort(LtOverlayRings *rings)
{
  for (size_t i = 1; i < rings->n_rings; i++) {
    Ring ring = rings->rings[i];
    size_t j = i;
    for (; j > 0 && ring_compare(rings, &rings->rings[j - 1], &ring) > 0; j--)
      rings->rings[j] = rings->rings[j - 1];
    rings->rings[j] = ring;
  }
}

/* ---- out ---- */

static bool ring_write(const LtOverlayRings *rings, const Ring *ring, LtPoint origin,
                       LtGeosPolygons *polygons, GError **error)
{
  size_t n = ring->end - ring->begin;
  if (!lt_grow(&polygons->xy, &polygons->cap_xy, 2 * (polygons->n_points + n),
               sizeof *polygons->xy, "points of polygons", error) ||
      !lt_grow(&polygons->ring_ends, &polygons->cap_ring_ends, polygons->n_rings + 1,
               sizeof *polygons->ring_ends, "rings of polygons", error))
    return false;
  double *xy = polygons->xy + 2 * polygons->n_points;
  for (size_t i = 0; i < n; i++) {
    LtPoint at = rings->points[ring->begin + i];
    xy[2 * i] = (double)(at.x - origin.x * LT_FIXED_ONE) / (double)LT_FIXED_ONE;
    xy[2 * i + 1] = (double)(at.y - origin.y * LT_FIXED_ONE) / (double)LT_FIXED_ONE;
  }
  polygons->n_points += n;
  polygons->ring_ends[polygons->n_rings++] = polygons->n_points;
  return true;
}

static bool polygons_write(const LtOverlayRings *rings, LtPoint origin, LtGeosPolygons *polygons,
                           GError **error)
{
  for (size_t s = 0; s < rings->n_rings; s++) {
    if (rings->rings[s].area2 <= 0)
      continue;
    if (!ring_write(rings, &rings->rings[s], origin, polygons, error))
      return false;
    for (size_t h = 0; h < rings->n_rings; h++)
      if (rings->rings[h].area2 < 0 && rings->rings[h].shell == s &&
          !ring_write(rings, &rings->rings[h], origin, polygons, error))
        return false;
    if (!lt_grow(&polygons->polygon_ends, &polygons->cap_polygon_ends, polygons->n_polygons + 1,
                 sizeof *polygons->polygon_ends, "polygons", error))
      return false;
    polygons->polygon_ends[polygons->n_polygons++] = polygons->n_rings;
  }
  return true;
}

/* ---- clear of each other ---- */

static double edge_distance(LtPoint a, LtPoint b, LtPoint from)
{
  double dx = (double)(b.x - a.x), dy = (double)(b.y - a.y);
  double px = (double)(from.x - a.x), py = (double)(from.y - a.y);
  double t = (px * dx + py * dy) / (dx * dx + dy * dy);
  t = fmin(fmax(t, 0), 1);
  return hypot(px - t * dx, py - t * dy);
}

/* True when no edge but those that end there passes near a point that will move, and none near an
 * end of an edge that will move with it. */
static bool edges_are_clear(const LtOverlayRings *rings, const Ring *of, size_t i)
{
  static const double clear = CLEAR_UNITS * (double)LT_FIXED_ONE;
  LtPoint at = rings->points[i];
  LtPoint before = rings->points[i > of->begin ? i - 1 : of->end - 2];
  LtPoint after = rings->points[i + 1];
  LtBox swept = lt_edge_box(before, after);
  swept.min.x = MIN(swept.min.x, at.x) - (int64_t)clear;
  swept.min.y = MIN(swept.min.y, at.y) - (int64_t)clear;
  swept.max.x = MAX(swept.max.x, at.x) + (int64_t)clear;
  swept.max.y = MAX(swept.max.y, at.y) + (int64_t)clear;
  for (size_t r = 0; r < rings->n_rings; r++) {
    const Ring *ring = &rings->rings[r];
    if (!lt_box_overlaps(&ring->box, &swept))
      continue;
    for (size_t k = ring->begin + 1; k < ring->end; k++) {
      LtPoint a = rings->points[k - 1], b = rings->points[k];
      LtBox box = lt_edge_box(a, b);
      if (!lt_box_overlaps(&box, &swept))
        continue;
      bool ends_here = lt_point_compare(a, at) == 0 || lt_point_compare(b, at) == 0;
      if (!ends_here && edge_distance(a, b, at) < clear)
        return false;
      for (int end = 0; end < 2; end++) { /* ends of other edges near the two that move */
        LtPoint p = end == 0 ? a : b;
        bool is_own = lt_point_compare(p, at) == 0 || lt_point_compare(p, before) == 0 ||
                      lt_point_compare(p, after) == 0;
        if (!is_own && (edge_distance(before, at, p) < clear || edge_distance(at, after, p) < clear))
          return false;
      }
    }
  }
  return edge_distance(before, at, after) >= clear && edge_distance(at, after, before) >= clear;
}

static bool rings_are_clear(const LtOverlayRings *rings)
{
  for (size_t r = 0; r < rings->n_rings; r++) {
    const Ring *ring = &rings->rings[r];
    for (size_t i = ring->begin; i + 1 < ring->end; i++)
      if (!is_lattice(rings->points[i]) && !edges_are_clear(rings, ring, i))
        return false;
  }
  return true;
}

bool lt_overlay_rings_link(LtOverlayRings *rings, LtBorderPath *paths, size_t n_paths,
                           LtPoint origin, LtGeosPolygons *polygons, bool *is_clear,
                           GError **error)
{
  if (!pieces_load(rings, paths, n_paths, error))
    return false;
  for (size_t i = 0; i < n_paths; i++)
    if (!rings->pieces[i].used && !border_trace(rings, i, error))
      return false;
  rings_sort(rings);
  holes_assign(rings);
  *is_clear = rings_are_clear(rings);
  return polygons_write(rings, origin, polygons, error);
}
