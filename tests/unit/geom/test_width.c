#include "geom/width.h"

#include "shape_random.h"

#include <geos_c.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Widths known from geometry. Shapes are written as rings of "x y, …" parted by "|". */
typedef struct {
  const char *why, *shape;
  double precision_m, wanted_m;
} Row;

static const Row rows[] = {
    {"square", "0 0,10 0,10 10,0 10,0 0", 0.001, 10},
    {"square turned the other way", "0 0,0 10,10 10,10 0,0 0", 0.001, 10},
    {"rectangle: any of many circles", "0 0,100 0,100 8,0 8,0 0", 0.001, 8},
    {"3-4-5 triangle: r = 1", "0 0,4 0,0 3,0 0", 0.001, 2},
    {"L of two bars: in the corner, r + r √2 = 4 √2", "0 0,9 0,9 4,4 4,4 9,0 9,0 0", 0.0001,
     8 * 1.41421356237309505 / (1 + 1.41421356237309505)},
    {"hole in the middle", "0 0,10 0,10 10,0 10,0 0|4 4,6 4,6 6,4 6,4 4", 0.0001,
     2 * 4 * 1.41421356237309505 / (1 + 1.41421356237309505)},
    {"hole turned the other way", "0 0,10 0,10 10,0 10,0 0|4 4,4 6,6 6,6 4,4 4", 0.0001,
     2 * 4 * 1.41421356237309505 / (1 + 1.41421356237309505)},
    {"all four touches are corners: the inner corners of a cross",
     "1 0,2 0,2 1,3 1,3 2,2 2,2 3,1 3,1 2,0 2,0 1,1 1,1 0", 0.0001, 1.41421356237309505},
    {"spike outwards", "0 0,10 0,10 5,15 5,10 5,10 10,0 10,0 0", 0.001, 10},
    {"spike inwards: beside it", "0 0,10 0,10 10,5 10,5 0,5 10,0 10,0 0", 0.001, 5},
    {"repeated points", "0 0,0 0,10 0,10 0,10 0,10 10,0 10,0 10,0 0,0 0", 0.001, 10},
    {"points along the edges", "0 0,3 0,7 0,10 0,10 1,10 9,10 10,5 10,0 10,0 5,0 0", 0.001, 10},
    {"thinner than the precision", "0 0,10 0,10 0.001,0 0.001,0 0", 0.5, 0.001},
    {"collinear", "0 0,10 0,5 0,0 0", 0.001, 0},
    {"a point", "3 3,3 3,3 3,3 3", 0.001, 0},
    {"hole as large as the shell", "0 0,10 0,10 10,0 10,0 0|0 0,10 0,10 10,0 10,0 0", 0.001, 0},
    {"a millimetre, to a tenth of the lattice", "0 0,1000 0,1000 0.001,0 0.001,0 0", 0.00001,
     0.001},
    {"wedge: at its wide end", "0 0,1000 0,1000 1,0 0.5,0 0", 0.0001, 2 / 2.000500125},
};

static size_t rings_parse(const char *text, double *xy, size_t *ends)
{
  g_auto(GStrv) rings = g_strsplit(text, "|", -1);
  size_t n_points = 0, n_rings = 0;
  for (; rings[n_rings] != NULL; n_rings++) {
    g_auto(GStrv) points = g_strsplit(rings[n_rings], ",", -1);
    for (size_t i = 0; points[i] != NULL; i++, n_points++) {
      char *end;
      xy[2 * n_points] = g_ascii_strtod(points[i], &end);
      xy[2 * n_points + 1] = g_ascii_strtod(end, NULL);
    }
    ends[n_rings] = n_points;
  }
  return n_rings;
}

static bool is_inside(const double *xy, const size_t *ends, size_t n_rings, const double *point)
{
  bool inside = false;
  for (size_t r = 0, begin = 0; r < n_rings; begin = ends[r++])
    for (size_t i = begin; i + 1 < ends[r]; i++) {
      const double *a = xy + 2 * i, *b = a + 2;
      if ((a[1] > point[1]) != (b[1] > point[1]) &&
          point[0] < a[0] + (point[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
        inside = !inside;
    }
  return inside;
}

static double border_distance(const double *xy, const size_t *ends, size_t n_rings,
                              const double *point)
{
  double least = HUGE_VAL;
  for (size_t r = 0, begin = 0; r < n_rings; begin = ends[r++])
    for (size_t i = begin; i + 1 < ends[r]; i++) {
      const double *a = xy + 2 * i;
      double dx = a[2] - a[0], dy = a[3] - a[1], px = point[0] - a[0], py = point[1] - a[1];
      double s = dx * dx + dy * dy > 0 ? (px * dx + py * dy) / (dx * dx + dy * dy) : 0;
      s = fmin(fmax(s, 0), 1);
      least = fmin(least, hypot(px - s * dx, py - s * dy));
    }
  return least;
}

/* What the header promises whatever the shape: the circle is there. */
static void check_circle(const char *why, const double *xy, const size_t *ends, size_t n_rings,
                         double precision_m, const LtWidth *width)
{
  double extent = 1;
  for (size_t i = 0; i < 2 * ends[n_rings - 1]; i++)
    extent = fmax(extent, fabs(xy[i]));
  if (width->tolerance_m > fmax(precision_m, 1e-13 * extent) * (1 + 1e-9))
    fail_msg("%s: tolerance %g", why, width->tolerance_m);
  if (width->width_m == 0)
    return;
  double radius = border_distance(xy, ends, n_rings, width->center);
  if (2 * radius < width->width_m - 1e-14 * extent || !is_inside(xy, ends, n_rings, width->center))
    fail_msg("%s: no circle of %.9g at (%.9g %.9g)", why, width->width_m, width->center[0],
             width->center[1]);
}

static void test_rows(void **state)
{
  (void)state;
  for (size_t r = 0; r < G_N_ELEMENTS(rows); r++)
    for (double shift = 0; shift <= 1e6; shift += 1e6 / 2) {
      double xy[100];
      size_t ends[4], n_rings = rings_parse(rows[r].shape, xy, ends);
      for (size_t i = 0; i < 2 * ends[n_rings - 1]; i++)
        xy[i] += shift;
      LtWidth width;
      assert_true(lt_width_measure(xy, ends, n_rings, rows[r].precision_m, &width, NULL));
      check_circle(rows[r].why, xy, ends, n_rings, rows[r].precision_m, &width);
      double rounding = 1e-15 * (shift + 100) + 1e-12; /* of the input itself */
      if (width.width_m > rows[r].wanted_m + rounding ||
          width.width_m + width.tolerance_m < rows[r].wanted_m - rounding)
        fail_msg("%s: %.9g + %.3g instead of %.9g", rows[r].why, width.width_m, width.tolerance_m,
                 rows[r].wanted_m);
      if (rows[r].wanted_m > 0 && width.width_m == 0)
        fail_msg("%s: nothing found", rows[r].why);
    }
}

static double *ring_metres(const TestRing *ring)
{
  double *xy = g_new(double, 2 * ring->n);
  for (size_t i = 0; i < ring->n; i++) {
    xy[2 * i] = (double)ring->points[i].x * LT_UNIT_M;
    xy[2 * i + 1] = (double)ring->points[i].y * LT_UNIT_M;
  }
  return xy;
}

static GEOSGeometry *geos_polygon(GEOSContextHandle_t geos, const double *xy, const size_t *ends,
                                  size_t n_rings)
{
  GEOSGeometry *rings[64];
  for (size_t r = 0, begin = 0; r < n_rings; begin = ends[r++])
    rings[r] = GEOSGeom_createLinearRing_r(
        geos, GEOSCoordSeq_copyFromBuffer_r(geos, xy + 2 * begin, (unsigned)(ends[r] - begin),
                                            false, false));
  return GEOSGeom_createPolygon_r(geos, rings[0], rings + 1, (unsigned)n_rings - 1);
}

/* GEOS too finds a circle at most its tolerance smaller (in radius) than the largest. */
static void check_geos(GEOSContextHandle_t geos, const char *why, const double *xy,
                       const size_t *ends, size_t n_rings, double precision_m)
{
  GEOSGeometry *polygon = geos_polygon(geos, xy, ends, n_rings);
  if (GEOSisValid_r(geos, polygon) != 1)
    fail_msg("%s: the test's own polygon is invalid", why);
  GEOSGeometry *line = GEOSMaximumInscribedCircle_r(geos, polygon, precision_m / 2);
  double radius;
  assert_int_equal(GEOSLength_r(geos, line, &radius), 1);
  LtWidth width;
  assert_true(lt_width_measure(xy, ends, n_rings, precision_m, &width, NULL));
  check_circle(why, xy, ends, n_rings, precision_m, &width);
  if (fabs(width.width_m - 2 * radius) > precision_m * (1 + 1e-6))
    fail_msg("%s: %.9g, GEOS says %.9g", why, width.width_m, 2 * radius);
  GEOSGeom_destroy_r(geos, line);
  GEOSGeom_destroy_r(geos, polygon);
}

static void check_ring(GEOSContextHandle_t geos, const char *why, TestRing take_ring,
                       double precision_m)
{
  g_auto(TestRing) ring = take_ring;
  g_autofree double *xy = ring_metres(&ring);
  check_geos(geos, why, xy, &ring.n, 1, precision_m);
}

static void test_geos(void **state)
{
  (void)state;
  GRand *random = g_rand_new_with_seed(21);
  GEOSContextHandle_t geos = GEOS_init_r();
  LtPoint at = {1000000, -2000000};
  for (size_t i = 0; i < 300; i++) {
    size_t n = (size_t)g_rand_int_range(random, 3, 80);
    double low = g_rand_double_range(random, 0.05, 1);
    check_ring(geos, "star", test_star_new(random, at, low * 1e6, 1e6, n), 0.01);
  }
  for (size_t n = 1; n < 12; n++)
    check_ring(geos, "comb", test_comb_new(at, n, 2e4, 2e5, 0.3 * (double)n), 0.01);
  for (size_t n = 20; n < 80; n += 5)
    check_ring(geos, "spiral", test_spiral_new(at, n, 1e5, (double)n / 25), 0.05);
  GEOS_finish_r(geos);
  g_rand_free(random);
}

/* A star with small stars cut out of it, one for each cell of a grid in its core. */
static void test_geos_holes(void **state)
{
  (void)state;
  GRand *random = g_rand_new_with_seed(22);
  GEOSContextHandle_t geos = GEOS_init_r();
  for (size_t i = 0; i < 60; i++) {
    g_autofree double *xy = g_new(double, 2000);
    size_t ends[64], n_rings = 0, n = 0;
    for (int64_t hole = -1; hole < 16; hole++) {
      if (hole >= 0 && g_rand_boolean(random))
        continue;
      LtPoint at = {(hole % 4) * 300000 - 450000, (hole / 4) * 300000 - 450000};
      g_auto(TestRing) ring = hole < 0 ? test_star_new(random, (LtPoint){0, 0}, 900000, 1500000, 20)
                                       : test_star_new(random, at, 50000, 140000, 9);
      g_autofree double *ring_xy = ring_metres(&ring);
      memcpy(xy + 2 * n, ring_xy, 2 * ring.n * sizeof *xy);
      ends[n_rings++] = n += ring.n;
    }
    check_geos(geos, "star with holes", xy, ends, n_rings, 0.01);
  }
  GEOS_finish_r(geos);
  g_rand_free(random);
}

/* Append a small triangle, by distance from the origin and across, in a direction. */
static void triangle_add(double *xy, size_t *ends, size_t *n_rings, const double corners[6],
                         double angle)
{
  size_t n = ends[*n_rings - 1];
  for (size_t k = 0; k < 8; k += 2, n++) {
    const double *corner = corners + k % 6;
    xy[2 * n] = corner[0] * cos(angle) - corner[1] * sin(angle);
    xy[2 * n + 1] = corner[0] * sin(angle) + corner[1] * cos(angle);
  }
  ends[(*n_rings)++] = n;
}

static size_t polygon_make(double *xy, size_t *ends, size_t n, double inner_radius)
{
  for (size_t i = 0; i <= n; i++) {
    double angle = (2 * (double)(i % n) + 1) * G_PI / (double)n;
    xy[2 * i] = inner_radius / cos(G_PI / (double)n) * cos(angle);
    xy[2 * i + 1] = inner_radius / cos(G_PI / (double)n) * sin(angle);
  }
  ends[0] = n + 1;
  return 1;
}

/* A triangle whose largest circle touches nothing but the tips of three holes, close before its
 * edges. */
static void test_tips(void **state)
{
  (void)state;
  static const double tips[][6] = {{5, 0, 5.005, 0.002, 5.005, -0.002},
                                   {5, 0, 5.005, 0.004, 5.006, -0.0005},
                                   {5, 0, 5.001, -0.009, 5.009, 0.001},
                                   {5, 0, 5.0005, 0.003, 5.0005, 0.004}};
  for (size_t t = 0; t < G_N_ELEMENTS(tips); t++) {
    double xy[60];
    size_t ends[4], n_rings = polygon_make(xy, ends, 3, 5.01);
    for (size_t i = 0; i < 3; i++)
      triangle_add(xy, ends, &n_rings, tips[t], (double)i * 2 * G_PI / 3);
    LtWidth width;
    assert_true(lt_width_measure(xy, ends, n_rings, 0.0001, &width, NULL));
    check_circle("tips", xy, ends, n_rings, 0.0001, &width);
    assert_float_equal(width.width_m, 10, 0.0001);
  }
}

/* The same with spikes: edges that run in and out again. */
static void test_spikes(void **state)
{
  (void)state;
  double xy[30];
  size_t end = 0;
  for (int i = 0; i < 13; i++) { /* corner, foot, tip, foot */
    static const double radius[] = {10.02, 5.01, 5, 5.01};
    double angle = (2 * (i / 4) + (i % 4 != 0)) * G_PI / 3;
    xy[2 * end] = radius[i % 4] * cos(angle);
    xy[2 * end++ + 1] = radius[i % 4] * sin(angle);
  }
  xy[24] = xy[0];
  xy[25] = xy[1];
  LtWidth width;
  assert_true(lt_width_measure(xy, &end, 1, 0.0001, &width, NULL));
  check_circle("spikes", xy, &end, 1, 0.0001, &width);
  assert_float_equal(width.width_m, 10, 0.0001);
}

/* A hexagon whose corners are holes, so that its area is hardly larger than its circle's. */
static void test_tight_area(void **state)
{
  (void)state;
  static const double corner[] = {5.74, 0, 5.02, 1, 5.02, -1};
  double xy[100];
  size_t ends[7], n_rings = polygon_make(xy, ends, 6, 5);
  for (size_t i = 0; i < 6; i++)
    triangle_add(xy, ends, &n_rings, corner, (2 * (double)i + 1) * G_PI / 6);
  LtWidth width;
  assert_true(lt_width_measure(xy, ends, n_rings, 0.0001, &width, NULL));
  check_circle("tight area", xy, ends, n_rings, 0.0001, &width);
  assert_float_equal(width.width_m, 10, 0.0001);
}

static void sliver_make(double *xy, double length, double thick, double angle)
{
  double corners[] = {0, 0, length, 0, length, thick, 0, thick, 0, 0};
  for (size_t i = 0; i < 10; i += 2) {
    xy[i] = corners[i] * cos(angle) - corners[i + 1] * sin(angle);
    xy[i + 1] = corners[i] * sin(angle) + corners[i + 1] * cos(angle);
  }
}

/* Slivers must not cost their length over their width: a grid would need 10^8 cells here. */
static void test_slivers(void **state)
{
  (void)state;
  for (int degree = 0; degree < 180; degree++) {
    double xy[10];
    size_t end = 5;
    LtWidth width;
    sliver_make(xy, 10000, 0.05, degree * G_PI / 180);
    assert_true(lt_width_measure(xy, &end, 1, 0.005, &width, NULL));
    check_circle("sliver", xy, &end, 1, 0.005, &width);
    assert_float_equal(width.width_m, 0.05, 0.005);
    assert_true(lt_width_measure(xy, &end, 1, 0.0001, &width, NULL));
    check_circle("sliver, fine", xy, &end, 1, 0.0001, &width);
    assert_float_equal(width.width_m, 0.05, 0.0001);
  }
}

/* Two surveys of one winding border, a point every metre: the width is that of the widest gap,
 * which is put in the middle and as wide as a circle of 0.3 m. */
static void test_winding_sliver(void **state)
{
  (void)state;
  size_t n = 10000, end = 2 * n + 1;
  g_autofree double *xy = g_new(double, 2 * end);
  for (size_t i = 0; i < n; i++) {
    double x = (double)i, slope = 0.6 * cos(x / 500), back = 0.05 / hypot(1, slope);
    double *near = xy + 2 * i, *far = xy + 2 * (2 * n - 1 - i);
    near[0] = x;
    near[1] = 300 * sin(x / 500);
    if (i > 4900 && i < 5100)
      back = 0.3 / hypot(1, slope);
    far[0] = x - slope * back;
    far[1] = near[1] + back;
  }
  xy[4 * n] = xy[0];
  xy[4 * n + 1] = xy[1];
  LtWidth width;
  assert_true(lt_width_measure(xy, &end, 1, 0.001, &width, NULL));
  check_circle("winding sliver", xy, &end, 1, 0.001, &width);
  assert_float_equal(width.width_m, 0.3, 0.001);
}

/* A border drawn twice, 100 km long: one straight edge, or some, against a point every metre. What
 * lies across such an edge must not cost more the thinner the sliver is. */
static void test_long_slivers(void **state)
{
  (void)state;
  static const size_t n_far[] = {1, 100, 50000};
  size_t n_near = 100000;
  GRand *random = g_rand_new_with_seed(24);
  for (size_t f = 0; f < G_N_ELEMENTS(n_far); f++) {
    size_t end = 0;
    double length = 1e5, thick = 0.001, angle = 0.3;
    g_autofree double *xy = g_new(double, 2 * (n_near + n_far[f] + 3));
    for (size_t i = 0; i <= n_near + n_far[f] + 1; i++, end++) {
      bool is_near = i <= n_near;
      double x = is_near ? (double)i / (double)n_near
                         : (double)(n_near + n_far[f] + 1 - i) / (double)n_far[f];
      double y = (is_near ? 0 : thick) + (is_near ? 0.3 : -0.3) * thick * g_rand_double(random);
      xy[2 * end] = length * x * cos(angle) - y * sin(angle);
      xy[2 * end + 1] = length * x * sin(angle) + y * cos(angle);
    }
    xy[2 * end] = xy[0];
    xy[2 * end++ + 1] = xy[1];
    LtWidth width;
    assert_true(lt_width_measure(xy, &end, 1, 0.0001, &width, NULL));
    check_circle("long sliver", xy, &end, 1, 0.0001, &width);
    assert_true(width.width_m > 0.0004 && width.width_m <= thick);
  }
  g_rand_free(random);
}

/* The second one reaches the limit of cells: the tolerance says so, and stays useful. */
static void test_many_points(void **state)
{
  (void)state;
  GRand *random = g_rand_new_with_seed(23);
  g_auto(TestRing) ring = test_star_new(random, (LtPoint){0, 0}, 99990000, 100000000, 20000);
  g_autofree double *xy = ring_metres(&ring);
  LtWidth width;
  assert_true(lt_width_measure(xy, &ring.n, 1, 0.01, &width, NULL));
  check_circle("rough circle", xy, &ring.n, 1, 0.01, &width);
  assert_in_range((uint64_t)width.width_m, 19997, 19999);
  g_rand_free(random);

  g_auto(TestRing) spiral = test_spiral_new((LtPoint){0, 0}, 40000, 1e5, 200);
  g_autofree double *spiral_xy = ring_metres(&spiral);
  assert_true(lt_width_measure(spiral_xy, &spiral.n, 1, 0.00001, &width, NULL));
  check_circle("long spiral", spiral_xy, &spiral.n, 1, 0.01, &width);
  assert_true(width.tolerance_m > 0.00001);
  assert_true(width.width_m <= 10.001 && width.width_m + width.tolerance_m >= 9.99);
}

static void test_nothing(void **state)
{
  (void)state;
  LtWidth width = {1, 1, {1, 1}};
  assert_true(lt_width_measure(NULL, NULL, 0, 0.01, &width, NULL));
  assert_true(width.width_m == 0 && width.tolerance_m == 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows),        cmocka_unit_test(test_geos),
      cmocka_unit_test(test_geos_holes),  cmocka_unit_test(test_slivers),
      cmocka_unit_test(test_tips),        cmocka_unit_test(test_spikes),
      cmocka_unit_test(test_tight_area),  cmocka_unit_test(test_winding_sliver),
      cmocka_unit_test(test_long_slivers), cmocka_unit_test(test_many_points),
      cmocka_unit_test(test_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
