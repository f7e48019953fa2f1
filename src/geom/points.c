#include "geom/points.h"

#include "geom/exact.h"

size_t lt_points_smallest(const LtPoint *points, size_t n)
{
  size_t smallest = 0;
  for (size_t i = 1; i < n; i++)
    if (lt_point_compare(points[i], points[smallest]) < 0)
      smallest = i;
  return smallest;
}

int lt_points_compare(const LtPoint *a, size_t n_a, const LtPoint *b, size_t n_b)
{
  for (size_t i = 0; i < MIN(n_a, n_b); i++) {
    int order = lt_point_compare(a[i], b[i]);
    if (order != 0)
      return order;
  }
  return (n_a > n_b) - (n_a < n_b);
}

void lt_points_reverse(LtPoint *points, size_t n)
{
  for (size_t i = 0; i < n / 2; i++) {
    LtPoint swap = points[i];
    points[i] = points[n - 1 - i];
    points[n - 1 - i] = swap;
  }
}

void lt_points_rotate(LtPoint *points, size_t n, size_t first)
{
  if (first == 0)
    return;
  lt_points_reverse(points, first);
  lt_points_reverse(points + first, n - first);
  lt_points_reverse(points, n);
}

size_t lt_points_round(const LtPoint *places, size_t n, LtPoint *points)
{
  size_t n_rounded = 0;
  for (size_t i = 0; i < n; i++) {
    LtPoint point = lt_fixed_round(places[i]);
    if (n_rounded == 0 || !lt_point_equal(point, points[n_rounded - 1]))
      points[n_rounded++] = point;
  }
  return n_rounded;
}
