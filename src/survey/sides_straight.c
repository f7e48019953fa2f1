/* Straighten a ring: Douglas and Peucker, from anchors that do not depend on where it begins. */
#include "survey/sides_straight.h"

#include <math.h>
#include <stdlib.h>

/* Points are looked at so many times at most, each: a ring that is made for it would take the
 * square of its points. */
#define LOOKS_MAX 256

typedef struct {
  size_t first, last;
} Span;

/* Squared distance to the chord. */
static double chord_distance2(LtPoint a, LtPoint b, LtPoint p)
{
  double bx = (double)(b.x - a.x), by = (double)(b.y - a.y);
  double px = (double)(p.x - a.x), py = (double)(p.y - a.y);
  double len2 = bx * bx + by * by;
  double t = len2 > 0 ? CLAMP((px * bx + py * by) / len2, 0, 1) : 0;
  double dx = px - t * bx, dy = py - t * by;
  return dx * dx + dy * dy;
}

static size_t farthest_find(const LtPoint *points, Span span, double *most)
{
  size_t at = span.first;
  *most = 0;
  for (size_t i = span.first + 1; i < span.last; i++) {
    double distance2 = chord_distance2(points[span.first], points[span.last], points[i]);
    if (distance2 > *most) {
      *most = distance2;
      at = i;
    }
  }
  return at;
}

/* The smallest point by x, then y: the same wherever the ring begins. */
static size_t first_find(const LtPoint *points, size_t n)
{
  size_t first = 0;
  for (size_t i = 1; i < n; i++)
    if (points[i].x < points[first].x ||
        (points[i].x == points[first].x && points[i].y < points[first].y))
      first = i;
  return first;
}

LtPoint *lt_ring_rotate(const LtPoint *points, size_t n, GError **error)
{
  LtPoint *ring = lt_alloc(n, sizeof *ring, "ring", error);
  if (ring == NULL)
    return NULL;
  size_t n_corners = n - 1, first = first_find(points, n_corners);
  for (size_t i = 0; i < n; i++)
    ring[i] = points[(first + i) % n_corners];
  return ring;
}

/* The point that is farthest from the first one. */
static size_t opposite_find(const LtPoint *ring, size_t n)
{
  double most;
  return farthest_find(ring, (Span){0, n - 1}, &most);
}

bool lt_ring_straighten(const LtPoint *ring, size_t n, double limit_units, uint8_t *kept,
                        GError **error)
{
  size_t n_spans = 0, cap_spans = 0, n_left = n * LOOKS_MAX;
  g_autofree Span *spans = NULL;
  if (!lt_grow(&spans, &cap_spans, 2, sizeof *spans, "ring", error))
    return false;
  size_t middle = opposite_find(ring, n);
  kept[0] = kept[middle] = kept[n - 1] = 1;
  spans[n_spans++] = (Span){0, middle};
  spans[n_spans++] = (Span){middle, n - 1};
  while (n_spans > 0) {
    Span span = spans[--n_spans];
    double most;
    if (span.last - span.first < 2)
      continue;
    if (span.last - span.first > n_left) {
      for (size_t i = span.first; i < span.last; i++)
        kept[i] = 1; /* made to last forever: it stays as it is */
      continue;
    }
    n_left -= span.last - span.first;
    size_t at = farthest_find(ring, span, &most);
    if (most <= limit_units * limit_units)
      continue;
    kept[at] = 1;
    if (!lt_grow(&spans, &cap_spans, n_spans + 2, sizeof *spans, "ring", error))
      return false;
    spans[n_spans++] = (Span){span.first, at};
    spans[n_spans++] = (Span){at, span.last};
  }
  return true;
}

/* ---- hull ---- */

typedef struct {
  LtPoint point;
  size_t index;
} Corner;

static int corner_compare(const void *a, const void *b)
{
  const Corner *x = a, *y = b;
  if (x->point.x != y->point.x)
    return x->point.x < y->point.x ? -1 : 1;
  if (x->point.y != y->point.y)
    return x->point.y < y->point.y ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

/* Andrew's chain, over the sorted corners from the left or from the right. */
static void chain_mark(const Corner *corners, size_t n, bool is_upper, size_t *stack, uint8_t *hull)
{
  size_t depth = 0;
  for (size_t i = 0; i < n; i++) {
    size_t at = is_upper ? n - 1 - i : i;
    while (depth >= 2 && lt_turn(corners[stack[depth - 2]].point, corners[stack[depth - 1]].point,
                                 corners[at].point) <= 0)
      depth--;
    stack[depth++] = at;
  }
  for (size_t i = 0; i < depth; i++)
    hull[corners[stack[i]].index] = 1;
}

bool lt_ring_hull(const LtPoint *ring, size_t n, uint8_t *hull, GError **error)
{
  size_t n_corners = n - 1;
  g_autofree Corner *corners = lt_alloc(n_corners, sizeof *corners, "ring", error);
  g_autofree size_t *stack = lt_alloc(n_corners, sizeof *stack, "ring", error);
  if (corners == NULL || stack == NULL)
    return false;
  for (size_t i = 0; i < n_corners; i++)
    corners[i] = (Corner){ring[i], i};
  qsort(corners, n_corners, sizeof *corners, corner_compare);
  chain_mark(corners, n_corners, false, stack, hull);
  chain_mark(corners, n_corners, true, stack, hull);
  hull[0] = hull[n - 1] = 1;
  return true;
}
