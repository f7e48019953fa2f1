/* How far areas hold: long edges, far from the meridian, in parts, on planes of other kinds, and
 * for coordinates that make no sense. Around poles: test_area_poles.c. */
#include "area_case.h"
#include "geom/flux.h"

/* ∬ dx dy / k² over a triangle by Gauss-Legendre in both directions, @p cuts² cells. */
static double triangle_m2(const LtPlane *plane, const double corners[3][2], int cuts)
{
  static const double node[] = {0.046910077030668004, 0.23076534494715845, 0.5, 0.76923465505284155,
                                0.953089922969332};
  static const double weight[] = {0.11846344252809454, 0.23931433524968324, 0.28444444444444444,
                                  0.23931433524968324, 0.11846344252809454};
  double ux = corners[1][0] - corners[0][0], uy = corners[1][1] - corners[0][1];
  double vx = corners[2][0] - corners[1][0], vy = corners[2][1] - corners[1][1], sum = 0;
  for (int a = 0; a < 5 * cuts; a++)
    for (int b = 0; b < 5 * cuts; b++) {
      double u = (a / 5 + node[a % 5]) / cuts, v = u * (b / 5 + node[b % 5]) / cuts;
      double k2 = lt_plane_tm_areal_scale(plane, corners[0][0] + u * ux + v * vx,
                                          corners[0][1] + u * uy + v * vy);
      sum += weight[a % 5] * weight[b % 5] * u / k2;
    }
  return sum / cuts / cuts * (ux * vy - uy * vx);
}

/* Triangles, metres from central meridian and equator. */
static const struct {
  const char *why;
  double corners[3][2];
  double tolerance; /* of the area; flux.h promises 1e-12 in the strip */
} triangles[] = {
    {"edges of 50 m", {{-90000, 4e6}, {-89952, 4000006}, {-89980, 4000040}}, 5e-13},
    {"edges of 200 m", {{-90000, 4e6}, {-89800, 4000030}, {-89920, 4000190}}, 1e-12},
    {"edges of 200 m, 300 km out", {{300000, 4e6}, {300200, 4000030}, {300080, 4000190}}, 1e-12},
    {"edges of 500 m, 300 km out", {{300000, 4e6}, {300500, 4000030}, {300080, 4000490}}, 1e-13},
    {"edge under 250 m", {{-90000, 4e6}, {-89760, 4000030}, {-89900, 4000200}}, 1e-13},
    {"edge over 250 m", {{-90000, 4e6}, {-89730, 4000030}, {-89900, 4000290}}, 1e-13},
    {"small and far out", {{995000, 4e6}, {995200, 4000030}, {995100, 4000200}}, 1e-13},
    {"10 km, far out", {{985000, 4e6}, {995000, 4000030}, {992000, 4010000}}, 1e-13},
    {"100 km", {{-30000, 4e6}, {70000, 4050000}, {-10000, 4100000}}, 1e-13},
    {"100 km, far out", {{900000, 4e6}, {999000, 4050000}, {920000, 4100000}}, 1e-13},
    {"100 km, west and south", {{-999000, -4e6}, {-900000, -4050000}, {-920000, -3900000}}, 1e-13},
    {"500 km", {{-250000, 4e6}, {250000, 4050000}, {-10000, 4500000}}, 1e-13},
    {"thin and upright", {{400000, 4e6}, {400001, 4e6}, {400000.5, 4100000}}, 1e-12},
    {"thin and level", {{400000, 4e6}, {500000, 4e6}, {450000, 4000001}}, 1e-13},
    {"half outside the strip", {{960000, 4e6}, {1050000, 4e6}, {1000000, 4080000}}, 1e-13},
    {"1500 km out", {{1500000, 4e6}, {1510000, 4e6}, {1505000, 4009000}}, 1e-12},
};

static void test_triangles(void **state)
{
  (void)state;
  for (size_t tm = 0; tm < G_N_ELEMENTS(test_tms); tm++) {
    TestPlane test;
    test_plane_make_tm(&test, &test_tms[tm]);
    for (size_t i = 0; i < G_N_ELEMENTS(triangles); i++) {
      double xy[3][2];
      g_autoptr(LtShapes) shape = NULL;
      for (size_t j = 0; j < 3; j++) {
        xy[j][0] = round(triangles[i].corners[j][0] + test.plane.false_easting_m);
        xy[j][1] = round(triangles[i].corners[j][1] + test.plane.false_northing_m);
      }
      shape = polygon_of((const double(*)[2])xy, 3);
      double got = lt_shape_areas(&test.plane, shape, 0).ellipsoid_m2;
      double wanted = fabs(triangle_m2(&test.plane, (const double(*)[2])xy, 16));
      check_near(triangles[i].why, got, wanted, triangles[i].tolerance * wanted);
    }
    test_plane_clear(&test);
  }
}

/* ---- parts and the whole ---- */

#define MAX_POINTS 400

/* What of a ring lies on one side of a line x = at (or y = at, @p axis 1): Sutherland and Hodgman.
 * Bridges along the line are walked both ways and enclose nothing. */
static size_t ring_clip(const double *xy, size_t n, int axis, double at, int side, double *out)
{
  size_t count = 0;
  for (size_t i = 0; i + 1 < n; i++) {
    const double *p = xy + 2 * i, *q = p + 2;
    bool p_in = side * (p[axis] - at) >= 0, q_in = side * (q[axis] - at) >= 0;
    if (p_in) {
      memcpy(out + 2 * count, p, 2 * sizeof *p);
      count++;
    }
    if (p_in != q_in) {
      double t = (at - p[axis]) / (q[axis] - p[axis]);
      out[2 * count + axis] = at;
      out[2 * count + 1 - axis] = p[1 - axis] + t * (q[1 - axis] - p[1 - axis]);
      count++;
    }
  }
  if (count > 0)
    memcpy(out + 2 * count, out, 2 * sizeof *out);
  g_assert_cmpuint(count + 1, <=, MAX_POINTS);
  return count > 0 ? count + 1 : 0;
}

/* Areas of a ring of places, metres from an origin on the lattice, rounded to 2e-10 m. */
static LtAreas ring_areas(const LtPlane *plane, LtPoint origin, const double *xy, size_t n)
{
  LtPoint at[MAX_POINTS];
  LtBox box = {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}};
  for (size_t i = 0; i < n; i++) {
    int64_t x = llround(xy[2 * i] * LT_UNITS_PER_M * (double)LT_FIXED_ONE);
    int64_t y = llround(xy[2 * i + 1] * LT_UNITS_PER_M * (double)LT_FIXED_ONE);
    at[i] = (LtPoint){origin.x * LT_FIXED_ONE + x, origin.y * LT_FIXED_ONE + y};
    LtPoint below = {at[i].x >> LT_FIXED_BITS, at[i].y >> LT_FIXED_BITS};
    box.min = (LtPoint){MIN(box.min.x, below.x), MIN(box.min.y, below.y)};
    box.max = (LtPoint){MAX(box.max.x, below.x + 1), MAX(box.max.y, below.y + 1)};
  }
  LtFlux flux = lt_flux_new(plane, &box, &box);
  LtFluxSum sum = {0};
  lt_flux_add(&flux, at, n, &sum);
  return lt_flux_areas(&flux, &sum);
}

/* Sum of the areas of the cells of a grid of @p cuts² over the box ±radius. */
static LtAreas cells_sum(const LtPlane *plane, LtPoint origin, const double *xy, size_t n,
                         double radius, int cuts)
{
  LtAreas sum = {0, 0};
  double a[2 * MAX_POINTS], b[2 * MAX_POINTS];
  for (int column = 0; column < cuts; column++)
    for (int row = 0; row < cuts; row++) {
      double x = radius * (2.0 * column / cuts - 1), y = radius * (2.0 * row / cuts - 1);
      double size = 2 * radius / cuts;
      size_t m = ring_clip(xy, n, 0, x, 1, a);
      m = ring_clip(a, m, 0, x + size, -1, b);
      m = ring_clip(b, m, 1, y, 1, a);
      m = ring_clip(a, m, 1, y + size, -1, b);
      LtAreas areas = m == 0 ? (LtAreas){0, 0} : ring_areas(plane, origin, b, m);
      sum.planar_m2 += areas.planar_m2;
      sum.ellipsoid_m2 += areas.ellipsoid_m2;
    }
  return sum;
}

static void test_parts_make_the_whole(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
    TestPlane test;
    test_plane_make_tm(&test, &test_tms[places[i].tm]);
    LtPoint origin = point_at(test.plane.false_easting_m + places[i].x_m + 0.1234,
                              test.plane.false_northing_m + places[i].y_m + 0.4321);
    uint64_t seed = i;
    double xy[2 * 41];
    for (size_t j = 0; j < 40; j++) {
      double angle = 2 * G_PI * ((double)j + random_next(&seed)) / 40;
      double r = places[i].radius_m * (0.5 + 0.49 * random_next(&seed));
      xy[2 * j] = r * cos(angle);
      xy[2 * j + 1] = r * sin(angle);
    }
    memcpy(xy + 80, xy, 2 * sizeof *xy);
    LtAreas whole = ring_areas(&test.plane, origin, xy, 41);
    LtAreas parts = cells_sum(&test.plane, origin, xy, 41, places[i].radius_m, 13);
    double tolerance_m2 = 1e-12 * whole.planar_m2 + 1e-9 * places[i].radius_m;
    check_near(places[i].why, parts.planar_m2, whole.planar_m2, tolerance_m2);
    check_near(places[i].why, parts.ellipsoid_m2, whole.ellipsoid_m2, tolerance_m2);
    test_plane_clear(&test);
  }
}

/* ---- planes of other kinds ---- */

/* Equal-area projections: the plane says what the ellipsoid has. Coordinates relative to the
 * origin of the projection. */
static const struct {
  const char *why, *projection;
  double x_m, y_m, radius_m;
  double tolerance; /* of the area, on the sphere; PROJ's authalic latitude is good to 1e-9 */
} equal_area[] = {
    {"Albers", "+proj=aea +lat_1=25 +lat_2=47 +lat_0=35 +lon_0=105", 600000, 100000, 30000, 1e-13},
    {"cylinder", "+proj=cea +lon_0=114", 200000, 3700000, 5000, 1e-12},
    {"cylinder, across the antimeridian", "+proj=cea +lon_0=180", 0, 3700000, 5000, 1e-12},
    {"cylinder, south", "+proj=cea +lon_0=114", 200000, -3700000, 50000, 1e-13},
    {"Lambert, beside the north pole", "+proj=laea +lat_0=90 +lon_0=0", 40000, 0, 20000, 1e-9},
    {"Lambert, around the north pole", "+proj=laea +lat_0=90 +lon_0=0", 300, 100, 20000, 1e-6},
    {"Lambert, around the south pole", "+proj=laea +lat_0=-90 +lon_0=0", 300, 100, 20000, 1e-6},
};

static void test_equal_area_planes(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(equal_area); i++)
    for (int is_sphere = 0; is_sphere <= 1; is_sphere++) {
      TestPlane test;
      test_plane_make(&test, equal_area[i].projection, 6378137, is_sphere ? 0 : 298.257222101);
      g_autoptr(LtShapes) shape = lt_shapes_new();
      uint64_t seed = 5;
      assert_true(lt_shapes_add_feature(shape, LT_GEOM_POLYGON, NULL));
      star_add(shape, equal_area[i].x_m, equal_area[i].y_m, equal_area[i].radius_m, 11, false,
               &seed);
      star_add(shape, equal_area[i].x_m + equal_area[i].radius_m / 3, equal_area[i].y_m,
               equal_area[i].radius_m / 5, 5, true, &seed);
      LtAreas areas = lt_shape_areas(&test.plane, shape, 0);
      double tolerance = fmax(equal_area[i].tolerance, is_sphere ? 0 : 1e-9);
      check_near(equal_area[i].why, areas.ellipsoid_m2, areas.planar_m2,
                 tolerance * areas.planar_m2);
      test_plane_clear(&test);
    }
}

/* ---- the forms of the input ---- */

static void test_planar_is_exact(void **state)
{
  (void)state;
  LtPlane plane = gauss_kruger(114);
  /* 10 km long and one unit wide at the far end: 1/2 × 10 km × 0.1 mm */
  const double sliver[][2] = {
      {38400195.6554, 3930621.8669}, {38410195.6554, 3930621.8669}, {38410195.6554, 3930621.8670}};
  g_autoptr(LtShapes) shape = polygon_of(sliver, 3);
  assert_true(lt_shape_areas(&plane, shape, 0).planar_m2 == 0.5);
  /* 1/k² ≈ 1 - u + 2u²/3, u the mean of x² over the sliver / (M N at 35.5°) */
  check_near("sliver", lt_shape_areas(&plane, shape, 0).ellipsoid_m2, 0.5 * (1 - 2.138127e-4),
             1e-9);
}

static void test_many_points(void **state)
{
  (void)state;
  LtPlane plane = gauss_kruger(114);
  enum { N = 10001 };
  g_autofree LtPoint *points = g_new(LtPoint, N);
  uint64_t seed = 1;
  for (size_t i = 0; i + 1 < N; i++)
    points[i] = (LtPoint){(int64_t)(2e9 * random_next(&seed)), (int64_t)(2e9 * random_next(&seed))};
  points[N - 1] = points[0];
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  assert_true(lt_shapes_add_ring(shapes, points, N, false, NULL));
  double wanted = (double)lt_ring_area2(points, N) / (2 * LT_UNITS_PER_M * LT_UNITS_PER_M);
  assert_true(lt_shape_areas(&plane, shapes, 0).planar_m2 == wanted);
}

static void test_no_area(void **state)
{
  (void)state;
  LtPlane plane = gauss_kruger(114);
  LtPoint points[] = {{0, 0}, {10000, 0}, {10000, 10000}, {0, 0}};
  static const struct {
    LtGeomType type;
    size_t n;
  } rows[] = {{LT_GEOM_NONE, 0},    {LT_GEOM_POINT, 4},   {LT_GEOM_LINE, 4},
              {LT_GEOM_POLYGON, 0}, {LT_GEOM_POLYGON, 1}, {LT_GEOM_POLYGON, 3}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LtShapes) shapes = lt_shapes_new();
    assert_true(lt_shapes_add_feature(shapes, rows[i].type, NULL));
    if (rows[i].n > 0)
      assert_true(lt_shapes_add_ring(shapes, points, rows[i].n, false, NULL));
    LtAreas areas = lt_shape_areas(&plane, shapes, 0);
    assert_true(areas.planar_m2 == 0 && areas.ellipsoid_m2 == 0);
  }
}

/* Coordinates at the edge of what is read: an answer at once, and none for the ellipsoid. */
static void test_wild_coordinates(void **state)
{
  (void)state;
  LtPlane plane = gauss_kruger(114);
  enum { N = 200001 };
  g_autofree LtPoint *points = g_new(LtPoint, N);
  for (size_t i = 0; i + 1 < N; i++)
    points[i] = (LtPoint){i % 2 ? LT_UNITS_MAX : -LT_UNITS_MAX, i % 3 ? LT_UNITS_MAX : 0};
  points[N - 1] = points[0];
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  assert_true(lt_shapes_add_ring(shapes, points, N, false, NULL));
  LtAreas areas = lt_shape_areas(&plane, shapes, 0);
  assert_true(isfinite(areas.planar_m2) && isnan(areas.ellipsoid_m2));

  g_autoptr(LtShapes) high =
      square_of(38400000, 5e8, 1000); /* near the meridian, far off the earth */
  assert_true(isnan(lt_shape_areas(&plane, high, 0).ellipsoid_m2));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_triangles),         cmocka_unit_test(test_parts_make_the_whole),
      cmocka_unit_test(test_equal_area_planes), cmocka_unit_test(test_planar_is_exact),
      cmocka_unit_test(test_many_points),       cmocka_unit_test(test_no_area),
      cmocka_unit_test(test_wild_coordinates),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
