#include "geom/shape_inside.h"

#include "geom/edges.h"
#include "geom/points.h"

#include <math.h>
#include <stdlib.h>

static int compare_doubles(const void *p1, const void *p2)
{
  double a = *(const double *)p1, b = *(const double *)p2;
  return (a > b) - (a < b);
}

/* Where edges cross a height; each owns its lower end. */
static size_t crossings_find(const LtShapes *shapes, size_t feature, int64_t y, double *xs)
{
  size_t n = 0, from, to;
  LtEdgeWalk walk = lt_edge_walk(shapes, feature);
  while (lt_edge_next(&walk, &from, &to)) {
    LtPoint a = shapes->points[from], b = shapes->points[to];
    if ((a.y > y) == (b.y > y))
      continue;
    if (a.y > b.y) { /* rounded alike whichever way the edge runs */
      LtPoint swap = a;
      a = b;
      b = swap;
    }
    double along = (double)(y - a.y) / (double)(b.y - a.y);
    if (xs != NULL)
      xs[n] = (double)a.x + along * (double)(b.x - a.x);
    n++;
  }
  return n;
}

bool lt_shape_inside(const LtShapes *shapes, size_t feature, LtPoint *point, GError **error)
{
  LtBox box = lt_shapes_box(shapes, feature);
  int64_t y = box.min.y + (box.max.y - box.min.y) / 2;
  size_t n = crossings_find(shapes, feature, y, NULL), widest = 0;
  g_autofree double *xs = lt_alloc(n, sizeof *xs, "edges", error);
  if (xs == NULL)
    return false;
  crossings_find(shapes, feature, y, xs);
  if (n > 0)
    qsort(xs, n, sizeof *xs, compare_doubles);
  for (size_t i = 2; i + 1 < n; i += 2) /* even-odd: inside from one crossing to the next */
    if (xs[i + 1] - xs[i] > xs[widest + 1] - xs[widest])
      widest = i;
  if (n > 1) {
    *point = (LtPoint){llround(xs[widest] + (xs[widest + 1] - xs[widest]) / 2), y};
    if (lt_feature_contains(shapes, feature, *point))
      return true;
  }
  size_t first = lt_shapes_first_ring(shapes, feature), end = shapes->feature_ends[feature];
  size_t begin = lt_shapes_first_point(shapes, first);
  const LtPoint *points = shapes->points + begin;
  *point = points[lt_points_smallest(points, shapes->ring_ends[end - 1] - begin)];
  return true;
}
