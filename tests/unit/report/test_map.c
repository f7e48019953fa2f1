/* Maps on paper: scales, places of labels against GEOS, what is drawn of an area. */
#include "report/map_labels.h"
#include "report/map_rings.h"

#include <geos_c.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void test_scale(void **state)
{
  (void)state;
  static const struct {
    double metres; /* of a square, in a frame of 100 mm with 10 mm free on each side */
    unsigned scale;
  } rows[] = {{0, 100},     {8, 100},    {8.01, 150},  {12, 150},       {40, 500},   {40.01, 600},
              {64.1, 1000}, {80, 1000},  {81, 1500},   {160, 2000},     {200, 2500}, {240, 3000},
              {320, 4000},  {640, 8000}, {641, 10000}, {80000, 1000000}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    double half = rows[i].metres / 2;
    const double box[] = {500000 - half, 4000000 - half, 500000 + half, 4000000 + half};
    LtMapFrame frame = lt_map_frame_fit(10, 20, LT_MM(100), LT_MM(100), box, LT_MM(10));
    if (frame.scale != rows[i].scale)
      fail_msg("%g m: 1:%u, not 1:%u", rows[i].metres, frame.scale, rows[i].scale);
    double corner[2];
    lt_map_frame_place(&frame, (const double[]){box[0], box[3]}, corner);
    /* 1:500 is 2 mm for a metre */
    double mm = rows[i].metres * 1000 / frame.scale;
    assert_float_equal(corner[0] - 10, LT_MM(50 - mm / 2), 1e-6);
    assert_float_equal(corner[1] - 20, LT_MM(50 - mm / 2), 1e-6);
    double grid = lt_map_frame_grid_m(&frame), mantissa = grid / pow(10, floor(log10(grid)));
    assert_true(fabs(mantissa - 1) < 1e-9 || fabs(mantissa - 2) < 1e-9 ||
                fabs(mantissa - 5) < 1e-9);
    assert_true(grid * 1000 / frame.scale >= 22 - 1e-9 && grid >= 1);
    assert_true(grid * 1000 / frame.scale <= 55 + 1e-9 || grid == 1);
  }
}

/* ---- labels ---- */

static GEOSGeometry *geometry_of(GEOSContextHandle_t geos, const LtLabelBox *box)
{
  GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos, 5, 2);
  static const double corners[][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}, {-1, -1}};
  for (unsigned i = 0; i < 5; i++) {
    double u = corners[i][0] * box->half_width, v = corners[i][1] * box->half_height;
    GEOSCoordSeq_setXY_r(geos, sequence, i, box->x + u * box->cos - v * box->sin,
                         box->y + u * box->sin + v * box->cos);
  }
  return GEOSGeom_createPolygon_r(geos, GEOSGeom_createLinearRing_r(geos, sequence), NULL, 0);
}

/* Free is: nearer to nothing than a hair, as GEOS measures it; and in the frame. */
static void test_labels(void **state)
{
  (void)state;
  GEOSContextHandle_t geos = GEOS_init_r();
  g_autoptr(GRand) random = g_rand_new_with_seed(5);
  g_autoptr(LtMapLabels) labels = lt_map_labels_new(0, 0, 300, 200);
  g_autoptr(GPtrArray) taken = g_ptr_array_new();
  size_t n_free = 0;
  for (int i = 0; i < 3000; i++) {
    double angle = g_rand_double_range(random, 0, G_PI);
    bool is_line = i % 50 == 0;
    LtLabelBox box = {g_rand_double_range(random, 5, 295),
                      g_rand_double_range(random, 5, 195),
                      is_line ? 60 : g_rand_double_range(random, 1, 8),
                      is_line ? 0.01 : g_rand_double_range(random, 0.5, 3),
                      cos(angle),
                      sin(angle)};
    GEOSGeometry *geometry = geometry_of(geos, &box);
    double nearest = INFINITY, x1, x2, y1, y2;
    for (guint j = 0; j < taken->len; j++) {
      double distance;
      assert_int_equal(GEOSDistance_r(geos, geometry, g_ptr_array_index(taken, j), &distance), 1);
      nearest = fmin(nearest, distance);
    }
    assert_true(GEOSGeom_getXMin_r(geos, geometry, &x1) &&
                GEOSGeom_getXMax_r(geos, geometry, &x2) &&
                GEOSGeom_getYMin_r(geos, geometry, &y1) && GEOSGeom_getYMax_r(geos, geometry, &y2));
    bool is_inside = x1 >= 0 && y1 >= 0 && x2 <= 300 && y2 <= 200;
    bool is_free = lt_map_labels_is_free(labels, &box);
    if (is_free != (is_inside && nearest > 1e-9))
      fail_msg("box %d: %d, GEOS: %g away, in the frame %d", i, is_free, nearest, is_inside);
    if (!is_free && !is_line) {
      GEOSGeom_destroy_r(geos, geometry);
      continue;
    }
    n_free += is_free;
    lt_map_labels_take(labels, &box);
    g_ptr_array_add(taken, geometry);
  }
  assert_true(n_free > 50);
  for (guint j = 0; j < taken->len; j++)
    GEOSGeom_destroy_r(geos, g_ptr_array_index(taken, j));
  GEOS_finish_r(geos);
}

/* A label about a point goes outward; the next one about the same point elsewhere; none is over
 * another one, and once all is full none is placed. */
static void test_about(void **state)
{
  (void)state;
  g_autoptr(LtMapLabels) labels = lt_map_labels_new(0, 0, 100, 100);
  const double at[] = {50, 50}, outward[] = {0, -1};
  LtLabelBox first = {.half_width = 5, .half_height = 3};
  assert_true(lt_map_labels_about(labels, at, outward, 2, &first));
  assert_float_equal(first.x, 50, 1e-9);
  assert_float_equal(first.y, 50 - 2 - 3, 1e-9);
  size_t n = 1;
  for (LtLabelBox next = first; lt_map_labels_about(labels, at, outward, 2, &next); n++) {
    bool is_apart = fabs(next.x - first.x) > 10 || fabs(next.y - first.y) > 6;
    assert_true(is_apart);
    assert_true(n < 50);
  }
  assert_true(n > 3);
}

static void test_along(void **state)
{
  (void)state;
  const double ends[][4] = {{10, 10, 90, 30}, {90, 30, 10, 10}, {50, 90, 50, 10}, {50, 10, 50, 90}};
  for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
    for (int side = -1; side <= 1; side += 2) {
      g_autoptr(LtMapLabels) labels = lt_map_labels_new(0, 0, 100, 100);
      const double *a = ends[i], *b = ends[i] + 2;
      double dx = b[0] - a[0], dy = b[1] - a[1], length = hypot(dx, dy);
      double outward[] = {-dy / length * side, dx / length * side};
      LtLabelBox box = {.half_width = 8, .half_height = 2};
      lt_map_labels_take_line(labels, a, b, 0.2);
      assert_true(lt_map_labels_along(labels, a, b, outward, 1, &box));
      double off =
          (box.x - (a[0] + b[0]) / 2) * outward[0] + (box.y - (a[1] + b[1]) / 2) * outward[1];
      assert_float_equal(off, 3, 1e-9);
      assert_true(box.cos > -1e-12); /* never upside down */
      assert_float_equal(fabs(box.cos * dx + box.sin * dy), length, 1e-9);
    }
  g_autoptr(LtMapLabels) labels = lt_map_labels_new(0, 0, 100, 100);
  LtLabelBox box = {.half_width = 8, .half_height = 2};
  const double a[] = {50, 50}, b[] = {60, 50}, outward[] = {0, 1};
  assert_false(lt_map_labels_along(labels, a, b, outward, 1, &box)); /* too short */
}

/* ---- rings ---- */

static bool is_inside(const double *xy, size_t n, double x, double y)
{
  bool inside = false;
  for (size_t i = 0; i < n; i++) {
    const double *a = xy + 2 * i, *b = xy + 2 * ((i + 1) % n);
    if ((a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]))
      inside = !inside;
  }
  return inside;
}

/* What is left of rings that reach far beyond the frame, or of dense ones, covers the same places
 * of the frame. */
static void test_rings(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(9);
  for (int round = 0; round < 200; round++) {
    const double box[] = {0, 0, 80, 80};
    LtMapFrame frame = lt_map_frame_fit(0, 0, LT_MM(100), LT_MM(100), box, LT_MM(10)); /* 1:1000 */
    double xy[2 * 400];
    size_t n = round % 2 == 0 ? 12 : 400;
    for (size_t i = 0; i < n; i++) {
      double angle = 2 * G_PI * (double)i / (double)n,
             r = n == 12 ? g_rand_double_range(random, 5, 400) : 30;
      xy[2 * i] = 40 + r * cos(angle);
      xy[2 * i + 1] = 40 + r * sin(angle);
    }
    g_auto(LtMapRings) rings = lt_map_rings_new();
    for (size_t i = 0; i <= n; i++)
      lt_map_rings_add(&rings, &frame, xy + 2 * (i % n));
    lt_map_rings_end(&rings);
    assert_int_equal(rings.ends->len, 1);
    assert_true(lt_map_rings_count(&rings) <= n + 1);
    for (int i = 0; i < 400; i++) {
      double ground[] = {g_rand_double_range(random, -10, 90),
                         g_rand_double_range(random, -10, 90)};
      double at[2], off = HUGE_VAL;
      for (size_t j = 0; j < n; j++) /* not beside the border of a thinned ring */
        off = fmin(off, hypot(ground[0] - xy[2 * j], ground[1] - xy[2 * j + 1]));
      lt_map_frame_place(&frame, ground, at);
      if (n == 12 || off > 0.5)
        assert_int_equal(lt_map_rings_contains(&rings, at[0], at[1]),
                         is_inside(xy, n, ground[0], ground[1]));
    }
  }
}

/* Points that would stand on each other on paper are dropped, corners are not. */
static void test_thinned(void **state)
{
  (void)state;
  const double box[] = {0, 0, 80, 80};
  LtMapFrame frame = lt_map_frame_fit(0, 0, LT_MM(100), LT_MM(100), box, LT_MM(10));
  g_auto(LtMapRings) rings = lt_map_rings_new();
  const double corners[][2] = {{0, 0}, {80, 0}, {80, 80}, {0, 80}, {0, 0}};
  for (size_t side = 0; side < 4; side++)
    for (int i = 0; i < 100000; i++) {
      double share = i / 100000.0;
      const double ground[] = {corners[side][0] + share * (corners[side + 1][0] - corners[side][0]),
                               corners[side][1] +
                                   share * (corners[side + 1][1] - corners[side][1])};
      lt_map_rings_add(&rings, &frame, ground);
    }
  lt_map_rings_end(&rings);
  size_t n = lt_map_rings_count(&rings);
  assert_true(n > 100 && n <= 4 * 80 / 0.05 + 5); /* 80 mm a side, 0.05 mm apart */
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_scale), cmocka_unit_test(test_labels),
                                     cmocka_unit_test(test_about), cmocka_unit_test(test_along),
                                     cmocka_unit_test(test_rings), cmocka_unit_test(test_thinned)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
