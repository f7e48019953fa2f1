/* Seeded rings for tests, on the lattice, simple and closed: stars, combs, spirals. */
#ifndef LT_TESTS_GEOM_SHAPE_RANDOM_H
#define LT_TESTS_GEOM_SHAPE_RANDOM_H

#include "geom/shapes.h"

#include <math.h>

/** A ring of at most n points. Free points with g_free(). */
typedef struct {
  LtPoint *points;
  size_t n;
} TestRing;

static inline void test_ring_clear(TestRing *ring)
{
  g_free(ring->points);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TestRing, test_ring_clear)

static inline TestRing test_ring_new(const double *xy, size_t n, LtPoint at)
{
  TestRing ring = {g_new(LtPoint, n + 1), n + 1};
  for (size_t i = 0; i < n; i++)
    ring.points[i] = (LtPoint){at.x + llround(xy[2 * i]), at.y + llround(xy[2 * i + 1])};
  ring.points[n] = ring.points[0];
  return ring;
}

/** A star with n corners at radii between low and high units around a point. */
static inline TestRing test_star_new(GRand *random, LtPoint at, double low, double high, size_t n)
{
  g_autofree double *xy = g_new(double, 2 * n);
  for (size_t i = 0; i < n; i++) {
    double angle = ((double)i + g_rand_double_range(random, 0, 0.9)) * 2 * G_PI / (double)n;
    double radius = g_rand_double_range(random, low, high);
    xy[2 * i] = radius * cos(angle);
    xy[2 * i + 1] = radius * sin(angle);
  }
  return test_ring_new(xy, n, at);
}

/** A comb of n teeth: back and teeth are thick units wide, gaps too; turned by an angle. */
static inline TestRing test_comb_new(LtPoint at, size_t n, double thick, double length,
                                     double angle)
{
  g_autofree double *xy = g_new(double, 8 * n + 4);
  size_t k = 0;
  for (size_t i = 0; i < n; i++) {
    double left = 2 * thick * (double)i;
    double corners[] = {left, 0, left, length, left + thick, length, left + thick, 0};
    for (size_t c = 0; c < 8; c++)
      xy[k++] = corners[c];
  }
  double end[] = {2 * thick * (double)n - thick, -thick, 0, -thick};
  for (size_t c = 0; c < 4; c++)
    xy[k++] = end[c];
  for (size_t i = 0; i < k; i += 2) {
    double x = xy[i], y = xy[i + 1];
    xy[i] = x * cos(angle) - y * sin(angle);
    xy[i + 1] = x * sin(angle) + y * cos(angle);
  }
  return test_ring_new(xy, k / 2, at);
}

/** A corridor, thick units wide, that winds around a point: n corners on each side. */
static inline TestRing test_spiral_new(LtPoint at, size_t n, double thick, double turns)
{
  g_autofree double *xy = g_new(double, 4 * n);
  for (size_t i = 0; i < n; i++) {
    double angle = 2 * G_PI * turns * (double)i / (double)(n - 1);
    double radius = thick * (2 + angle / G_PI); /* a winding is two thicknesses farther out */
    size_t back = 2 * n - 1 - i;
    xy[2 * i] = radius * cos(angle);
    xy[2 * i + 1] = radius * sin(angle);
    xy[2 * back] = (radius + thick) * cos(angle);
    xy[2 * back + 1] = (radius + thick) * sin(angle);
  }
  return test_ring_new(xy, 2 * n, at);
}

#endif
