/* Areas as sums over edges: against GeographicLib's geodesics, against the rings of area.c, and as
 * sums that must close exactly. */
#include "area_case.h"
#include "geom/flux.h"

/* Box of a feature and around a point of it: shares are developed about the middle of the second.
 */
static LtFlux flux_of(const LtPlane *plane, const LtShapes *shapes, size_t feature)
{
  LtBox box = lt_shapes_box(shapes, feature);
  return lt_flux_new(plane, &box, &box);
}

/* Every second edge on its own, backwards, the others as paths of one: the order says nothing. */
static LtFluxSum shape_sum(const LtFlux *flux, const LtShapes *shapes, size_t feature)
{
  LtFluxSum sum = {0}, backwards = {0};
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++)
    for (size_t i = lt_shapes_first_point(shapes, r) + 1; i < shapes->ring_ends[r]; i++) {
      LtPoint from = lt_fixed(shapes->points[i - 1]), to = lt_fixed(shapes->points[i]);
      if (i % 2 == 0)
        lt_flux_add(flux, (LtPoint[]){from, to}, 2, &sum);
      else
        lt_flux_add(flux, (LtPoint[]){to, from}, 2, &backwards);
    }
  lt_flux_sum_add(&sum, &backwards, -1);
  return sum;
}

static LtAreas flux_areas(const LtPlane *plane, const LtShapes *shapes, size_t feature)
{
  LtFlux flux = flux_of(plane, shapes, feature);
  LtFluxSum sum = shape_sum(&flux, shapes, feature);
  return lt_flux_areas(&flux, &sum);
}

static void test_against_geodesics(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
    TestPlane test;
    test_plane_make_tm(&test, &test_tms[places[i].tm]);
    g_autoptr(LtShapes) shape = place_shape(&test.plane, i, 78 + i);
    /* some 1e4 geodesics: enough where the step does not matter more than the edges' bends */
    double wanted = geodesic_m2(&test, shape, 0, MAX(5, places[i].radius_m / 500));
    double got = flux_areas(&test.plane, shape, 0).ellipsoid_m2;
    check_near(places[i].why, got, wanted, 0.002 + 1e-9 * wanted);
    test_plane_clear(&test);
  }
}

/* Not a bit depends on the order. */
static void test_order_does_not_matter(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
    for (uint64_t seed = 1; seed <= 20; seed++) {
      TestPlane test;
      test_plane_make_tm(&test, &test_tms[places[i].tm]);
      g_autoptr(LtShapes) shape = place_shape(&test.plane, i, seed);
      LtAreas wanted = lt_shape_areas(&test.plane, shape, 0);
      LtAreas got = flux_areas(&test.plane, shape, 0);
      assert_true(got.planar_m2 == wanted.planar_m2);
      assert_true(got.ellipsoid_m2 == wanted.ellipsoid_m2);
      test_plane_clear(&test);
    }
}

static const struct {
  const char *why, *projection;
  double x_m, y_m, radius_m;
} others[] = {
    {"Albers of China", "+proj=aea +lat_1=25 +lat_2=47 +lon_0=105", 300000, 3800000, 3000},
    {"Mercator", "+proj=merc", 12000000, 4000000, 3000},
    {"Lambert, a parcel", "+proj=lcc +lat_1=30 +lat_2=62 +lon_0=105", 200000, 4200000, 80},
    {"polar, beside the pole", "+proj=stere +lat_0=90", 400000, 0, 20000},
};

static void test_other_planes(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
    TestPlane test;
    test_plane_make(&test, others[i].projection, 6378137, 298.257222101);
    g_autoptr(LtShapes) shape = lt_shapes_new();
    assert_true(lt_shapes_add_feature(shape, LT_GEOM_POLYGON, NULL));
    uint64_t seed = i;
    star_add(shape, others[i].x_m, others[i].y_m, others[i].radius_m, 17, false, &seed);
    double wanted = geodesic_m2(&test, shape, 0, MAX(2, others[i].radius_m / 1000));
    LtAreas got = flux_areas(&test.plane, shape, 0);
    check_near(others[i].why, got.planar_m2, lt_shape_areas(&test.plane, shape, 0).planar_m2,
               4e-16 * got.planar_m2);
    check_near(others[i].why, got.ellipsoid_m2, wanted, 0.002 + 1e-8 * wanted);
    test_plane_clear(&test);
  }
}

/* Regions beyond the ellipsoid have no area, whichever way they are added. */
static void test_no_area(void **state)
{
  (void)state;
  /* coordinates without the band's number */
  LtPlane plane = gauss_kruger(114);
  g_autoptr(LtShapes) nowhere = square_of(400000, 4000000, 1000);
  LtFlux flux = flux_of(&plane, nowhere, 0);
  assert_true(isnan(flux_areas(&plane, nowhere, 0).ellipsoid_m2));
  LtFluxSum one = shape_sum(&flux, nowhere, 0), sum = {0};
  for (int i = 0; i < 100; i++) {
    lt_flux_sum_add(&sum, &one, i % 2 == 0 ? 1 : -1);
    assert_true(isnan(lt_flux_areas(&flux, &sum).ellipsoid_m2));
  }
  check_near("planar", lt_flux_areas(&flux, &one).planar_m2, 1e6, 0);
}

/* A crooked coverage of n x n quads over a place. */
typedef struct {
  LtPoint corners[12][12];
  size_t n;
} Coverage;

static Coverage coverage_new(const LtPlane *plane, size_t place, size_t n)
{
  uint64_t seed = 5 + place;
  Coverage coverage = {.n = n};
  double step = 2 * places[place].radius_m / (double)n;
  for (size_t i = 0; i <= n; i++)
    for (size_t j = 0; j <= n; j++)
      coverage.corners[i][j] =
          lt_fixed(point_at(plane->false_easting_m + places[place].x_m +
                                step * ((double)i + 0.4 * random_next(&seed)),
                            plane->false_northing_m + places[place].y_m +
                                step * ((double)j + 0.4 * random_next(&seed))));
  return coverage;
}

static void coverage_add(const LtFlux *flux, const Coverage *coverage, size_t i, size_t j,
                         LtFluxSum *sum)
{
  LtPoint ring[] = {coverage->corners[i][j], coverage->corners[i + 1][j],
                    coverage->corners[i + 1][j + 1], coverage->corners[i][j + 1],
                    coverage->corners[i][j]};
  lt_flux_add(flux, ring, 5, sum);
}

/* The edges inside of a coverage cancel to the last bit, on every kind of plane. */
static void test_coverage_sums_up(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
    for (int is_tm = 0; is_tm < 2; is_tm++) {
      TestPlane test;
      test_plane_make_tm(&test, &test_tms[places[i].tm]);
      test.plane.is_tm = is_tm;
      test.plane.to_geographic = is_tm ? NULL : test_to_geographic;
      Coverage coverage = coverage_new(&test.plane, i, 11);
      LtBox box = {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}};
      for (size_t c = 0; c < 12 * 12; c++) {
        LtPoint at = coverage.corners[c / 12][c % 12];
        box.min =
            (LtPoint){MIN(box.min.x, at.x >> LT_FIXED_BITS), MIN(box.min.y, at.y >> LT_FIXED_BITS)};
        box.max =
            (LtPoint){MAX(box.max.x, at.x >> LT_FIXED_BITS), MAX(box.max.y, at.y >> LT_FIXED_BITS)};
      }
      LtFlux flux = lt_flux_new(&test.plane, &box, &box);
      LtFluxSum cells = {0}, whole = {0};
      for (size_t c = 0; c < 11 * 11; c++)
        coverage_add(&flux, &coverage, c / 11, c % 11, &cells);
      for (size_t k = 0; k < 11; k++) {
        lt_flux_add(&flux, (LtPoint[]){coverage.corners[k][0], coverage.corners[k + 1][0]}, 2,
                    &whole);
        lt_flux_add(&flux, (LtPoint[]){coverage.corners[11][k], coverage.corners[11][k + 1]}, 2,
                    &whole);
        lt_flux_add(&flux, (LtPoint[]){coverage.corners[k + 1][11], coverage.corners[k][11]}, 2,
                    &whole);
        lt_flux_add(&flux, (LtPoint[]){coverage.corners[0][k + 1], coverage.corners[0][k]}, 2,
                    &whole);
      }
      assert_true(cells.area2 == whole.area2 && cells.rest == whole.rest &&
                  cells.turn == whole.turn);
      test_plane_clear(&test);
    }
}

/* Shares developed about tiles are those about the whole. */
static void test_tiles_agree(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
    TestPlane test;
    test_plane_make_tm(&test, &test_tms[places[i].tm]);
    g_autoptr(LtShapes) shape = place_shape(&test.plane, i, 3);
    LtBox whole = lt_shapes_box(shape, 0);
    LtFluxSum sum = {0};
    LtFlux flux = lt_flux_new(&test.plane, &whole, &whole);
    for (size_t r = 0; r < shape->n_rings; r++)
      for (size_t p = lt_shapes_first_point(shape, r) + 1; p < shape->ring_ends[r]; p++) {
        const LtPoint *at = shape->points + p;
        LtBox box = {{MIN(at[-1].x, at->x), MIN(at[-1].y, at->y)},
                     {MAX(at[-1].x, at->x), MAX(at[-1].y, at->y)}};
        LtFlux near = lt_flux_new(&test.plane, &whole, &box);
        lt_flux_add(&near, (LtPoint[]){lt_fixed(at[-1]), lt_fixed(at[0])}, 2, &sum);
      }
    double wanted = lt_shape_areas(&test.plane, shape, 0).ellipsoid_m2;
    check_near(places[i].why, lt_flux_areas(&flux, &sum).ellipsoid_m2, wanted,
               1e-6 + 1e-12 * wanted);
    test_plane_clear(&test);
  }
}

/* What the shares of an edge in two ways differ by, for a metre of northing. */
static double shares_differ_m(const LtFlux *one, const LtFlux *other, const LtPoint edge[2])
{
  LtFluxSum sum = {0}, other_sum = {0};
  lt_flux_add(one, edge, 2, &sum);
  lt_flux_add(other, edge, 2, &other_sum);
  assert_true(sum.area2 == other_sum.area2);
  double units = fmax(fabs((double)(sum.rest - other_sum.rest)) - 2, 0); /* both are rounded */
  double dy_m = fabs((double)(edge[1].y - edge[0].y)) / LT_UNITS_PER_M / (double)LT_FIXED_ONE;
  return units / 4294967296.0 / dy_m;
}

/* The development near a place against the integral itself, from the meridian to where it ends. */
static void test_short_edges(void **state)
{
  (void)state;
  static const struct {
    const char *why;
    double half_m, length_m, off_m; /* of the box, of edges, of the mean of G */
  } rows[] = {{"parcel", 100, 50, 2e-11},
              {"village", 1000, 50, 3e-11},
              {"village, long edges", 1000, 209, 5e-10},
              {"all that is near", 3999, 50, 2e-10},
              {"all that is near, long edges", 3999, 209, 1e-9}};
  uint64_t seed = 4;
  for (size_t i = 0; i < G_N_ELEMENTS(rows) * G_N_ELEMENTS(test_tms); i++) {
    double half_m = rows[i % G_N_ELEMENTS(rows)].half_m, worst_m = 0;
    double length_m = rows[i % G_N_ELEMENTS(rows)].length_m;
    TestPlane test;
    test_plane_make_tm(&test, &test_tms[i / G_N_ELEMENTS(rows)]);
    for (int k = 0; k < 3000; k++) {
      double x_m = test.plane.false_easting_m + 300000 * (2 * random_next(&seed) - 1);
      double y_m = test.plane.false_northing_m + 9e6 * (2 * random_next(&seed) - 1);
      LtPoint low = point_at(x_m - half_m, y_m - half_m);
      LtPoint high = point_at(x_m + half_m, y_m + half_m);
      LtBox box = {low, high}, large = {low, {high.x, high.y + 100000000}};
      LtFlux near = lt_flux_new(&test.plane, &box, &box);
      LtFlux exact = lt_flux_new(&test.plane, &box, &large);
      assert_true(near.is_near && !exact.is_near);
      /* half of them at the corners */
      double u = 2 * random_next(&seed) - 1, v = 2 * random_next(&seed) - 1;
      double from_x = x_m + (half_m - length_m) * (k % 2 ? copysign(1, u) : u);
      double from_y = y_m + (half_m - length_m) * (k % 2 ? copysign(1, v) : v);
      double dx = length_m * (2 * random_next(&seed) - 1), dy = length_m * random_next(&seed);
      LtPoint edge[] = {lt_fixed(point_at(from_x, from_y)),
                        lt_fixed(point_at(from_x + dx, from_y + dy + 1e-3 * length_m))};
      worst_m = fmax(worst_m, shares_differ_m(&near, &exact, edge));
    }
    check_near(rows[i % G_N_ELEMENTS(rows)].why, worst_m, 0, rows[i % G_N_ELEMENTS(rows)].off_m);
    test_plane_clear(&test);
  }
}

/* Edges on either side of the limit of short ones, in one path, forth and back, and one by one. */
static void test_limit_of_short_edges(void **state)
{
  (void)state;
  LtPlane plane = gauss_kruger(114);
  static const int64_t longest = INT64_C(1) << 39;
  static const int64_t ways[] = {longest - 1, longest, longest + 1, 1, 5 * longest, longest - 2};
  LtPoint path[13];
  LtBox box = {point_at(38792100, 3992100), point_at(38800000, 4000000)};
  LtFlux flux = lt_flux_new(&plane, &box, &box);
  assert_true(flux.is_near);
  path[0] = lt_fixed(point_at(38799000, 3998000)); /* where the development is at its worst */
  for (size_t i = 1; i <= 6; i++) {
    int64_t way = ways[i - 1], other = longest / 3;
    path[i] = i % 2 ? (LtPoint){path[i - 1].x + other, path[i - 1].y + way}
                    : (LtPoint){path[i - 1].x - way, path[i - 1].y + other};
  }
  for (size_t i = 7; i <= 12; i++)
    path[i] = path[12 - i];
  LtFluxSum whole = {0}, parts = {0};
  lt_flux_add(&flux, path, 13, &whole);
  assert_true(whole.area2 == 0 && whole.rest == 0);
  lt_flux_add(&flux, path, 7, &whole);
  for (size_t i = 0; i < 6; i++)
    lt_flux_add(&flux, path + i, 2, &parts);
  assert_true(parts.area2 == whole.area2 && parts.rest == whole.rest && whole.rest != 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_against_geodesics), cmocka_unit_test(test_order_does_not_matter),
      cmocka_unit_test(test_other_planes),      cmocka_unit_test(test_no_area),
      cmocka_unit_test(test_coverage_sums_up),  cmocka_unit_test(test_tiles_agree),
      cmocka_unit_test(test_short_edges),       cmocka_unit_test(test_limit_of_short_edges),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
