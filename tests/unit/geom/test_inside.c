/* LtOverlayPair.inside: strictly inside the polygon of the pair, decided in integers, for polygons
 * as thin as a few lattice units. Seeded. */
#include "overlay_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define SEED 20261123

/* Twice the area of a triangle, and so the side of c. */
static __int128 side_of(LtPoint a, LtPoint b, LtPoint c)
{
  return (__int128)(b.x - a.x) * (c.y - a.y) - (__int128)(b.y - a.y) * (c.x - a.x);
}

/* By winding numbers: 0 outside; shells and holes are turned against each other. */
static bool has_strictly(const LtShapes *shape, LtPoint point)
{
  int winding = 0;
  for (size_t r = 0; r < shape->n_rings; r++)
    for (size_t i = lt_shapes_first_point(shape, r) + 1; i < shape->ring_ends[r]; i++) {
      LtPoint a = shape->points[i - 1], b = shape->points[i];
      __int128 side = side_of(a, b, point);
      if (side == 0 && point.x >= MIN(a.x, b.x) && point.x <= MAX(a.x, b.x) &&
          point.y >= MIN(a.y, b.y) && point.y <= MAX(a.y, b.y))
        return false;
      if (a.y <= point.y && b.y > point.y && side > 0)
        winding++;
      if (b.y <= point.y && a.y > point.y && side < 0)
        winding--;
    }
  return winding != 0;
}

/* Distance of a point from an edge, in lattice units. */
static double distance_to(LtPoint a, LtPoint b, LtPoint point)
{
  double dx = (double)(b.x - a.x), dy = (double)(b.y - a.y);
  double px = (double)(point.x - a.x), py = (double)(point.y - a.y);
  double length2 = dx * dx + dy * dy;
  double s = length2 > 0 ? fmin(fmax((px * dx + py * dy) / length2, 0), 1) : 0;
  return hypot(px - s * dx, py - s * dy);
}

/* A strip along a winding line: so wide in the middle of each of its parts, thin at both ends. */
static void strip_add(LtShapes *shapes, GRand *random, double width_m, size_t n_parts)
{
  double x = g_rand_double_range(random, 0, 200), y = g_rand_double_range(random, 0, 200);
  double heading = g_rand_double_range(random, 0, 2 * G_PI);
  g_autofree LtPoint *points = g_new(LtPoint, 2 * n_parts + 1);
  for (size_t i = 0; i < n_parts; i++) {
    double half = i == 0 || i + 1 == n_parts ? width_m / 8 : width_m / 2;
    double dx = -half * sin(heading), dy = half * cos(heading);
    points[i] = overlay_case_at(x + dx, y + dy);
    points[2 * n_parts - 1 - i] = overlay_case_at(x - dx, y - dy);
    double step_m = g_rand_double_range(random, 1, 20);
    heading += g_rand_double_range(random, -0.3, 0.3);
    x += step_m * cos(heading);
    y += step_m * sin(heading);
  }
  points[2 * n_parts] = points[0];
  g_assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  g_assert_true(lt_shapes_add_ring(shapes, points, 2 * n_parts + 1, false, NULL));
}

static LtShapes *strips_new(GRand *random, double width_m, size_t n)
{
  LtShapes *shapes = lt_shapes_new();
  for (size_t i = 0; i < n; i++)
    strip_add(shapes, random, width_m, (size_t)g_rand_int_range(random, 2, 12));
  return shapes;
}

/* The same strips surveyed again: what they share is cut into slivers. */
static LtShapes *strips_moved(GRand *random, const LtShapes *strips, double by_m)
{
  LtShapes *moved = lt_shapes_new();
  int32_t units = MAX(1, (int32_t)(by_m * LT_UNITS_PER_M));
  for (size_t f = 0; f < strips->n_features; f++) {
    g_assert_true(lt_shapes_add_copy(moved, strips, f, NULL));
    size_t first = lt_shapes_first_point(moved, lt_shapes_first_ring(moved, f));
    for (size_t i = first; i + 1 < moved->n_points; i++) {
      moved->points[i].x += g_rand_int_range(random, -units, units + 1);
      moved->points[i].y += g_rand_int_range(random, -units, units + 1);
    }
    moved->points[moved->n_points - 1] = moved->points[first];
  }
  return moved;
}

/* The polygon of a piece thinner than 0.0003 m may have no lattice point inside: then none around
 * is, and it is no farther off than rounding takes it. */
static void check_pair(const LtOverlayPair *pair, bool may_be_thin, const char *why)
{
  bool is_any_inside = false;
  if (has_strictly(pair->shape, pair->inside))
    return;
  for (int i = 0; i < 25; i++)
    is_any_inside |= has_strictly(pair->shape, (LtPoint){pair->inside.x + i % 5 - 2,
                                                         pair->inside.y + i / 5 - 2});
  double least = HUGE_VAL;
  for (size_t r = 0; r < pair->shape->n_rings; r++)
    for (size_t i = lt_shapes_first_point(pair->shape, r) + 1; i < pair->shape->ring_ends[r]; i++)
      least = fmin(least, distance_to(pair->shape->points[i - 1], pair->shape->points[i],
                                      pair->inside));
  if (!may_be_thin || pair->width_m >= 0.0003 || least > 1.5 || is_any_inside)
    fail_msg("%s: between %g and %g m wide, %g m²: point %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
             " is not inside, but %g units off",
             why, pair->width_m, pair->width_upper_m, pair->areas.planar_m2, pair->inside.x,
             pair->inside.y, least);
}

typedef struct {
  const char *why;
  double width_m;
  double moved_m; /* of the second survey */
  bool may_be_thin;
} Row;

/* Strips alone, with a second survey of them, and with figures that are not thin. */
static size_t check_strips(GRand *random, const Row *row, bool bounds_widths)
{
  g_autoptr(LtShapes) strips = strips_new(random, row->width_m, 200);
  g_autoptr(LtShapes) moved = strips_moved(random, strips, row->moved_m);
  g_autoptr(LtShapes) stars = overlay_case_stars(random, 60, 200);
  const LtShapes *partners[] = {strips, moved, stars};
  g_autofree uint8_t *use = g_malloc(strips->n_features);
  memset(use, 1, strips->n_features);
  size_t n_shapes = 0;
  for (size_t k = 0; k < G_N_ELEMENTS(partners); k++) {
    LtOverlayInput input = {.a = strips,
                            .b = partners[k],
                            .use_a = use, /* other use than with itself: no self overlay */
                            .plane = overlay_case_plane(),
                            .pairs_only = true,
                            .bounds_widths = bounds_widths};
    g_autoptr(LtRun) run = lt_run_new();
    g_autoptr(LtOverlay) overlay = lt_overlay_run(&input, run, NULL);
    assert_non_null(overlay);
    for (size_t i = 0; i < overlay->n_pairs; i++)
      if (overlay->pairs[i].shape != NULL) {
        check_pair(&overlay->pairs[i], row->may_be_thin || k == 1, row->why);
        n_shapes++;
      }
  }
  return n_shapes;
}

static void test_strips(void **state)
{
  (void)state;
  static const Row rows[] = {
      {"0.4 mm", 0.0004, 0.0001, true}, {"1 mm", 0.001, 0.0002, false},
      {"6 mm", 0.006, 0.003, false},    {"6 mm, moved by less", 0.006, 0.0005, false},
      {"5 cm", 0.05, 0.05, false},      {"1 m", 1, 0.002, false},
  };
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
  for (size_t r = 0; r < G_N_ELEMENTS(rows); r++)
    for (int bounds = 0; bounds < 2; bounds++)
      assert_in_range(check_strips(random, &rows[r], bounds), 1000, 100000);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_strips)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
