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

static void test_against_rings(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
    for (uint64_t seed = 1; seed <= 20; seed++) {
      TestPlane test;
      test_plane_make_tm(&test, &test_tms[places[i].tm]);
      g_autoptr(LtShapes) shape = place_shape(&test.plane, i, seed);
      LtAreas wanted = lt_shape_areas(&test.plane, shape, 0);
      LtAreas got = flux_areas(&test.plane, shape, 0);
      check_near(places[i].why, got.planar_m2, wanted.planar_m2, 4e-16 * wanted.planar_m2);
      check_near(places[i].why, got.ellipsoid_m2, wanted.ellipsoid_m2,
                 1e-6 + 1e-12 * wanted.ellipsoid_m2);
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

/* Regions around a pole and beyond the ellipsoid have no area, whichever way they are added. */
static void test_no_area(void **state)
{
  (void)state;
  TestPlane polar;
  test_plane_make(&polar, "+proj=stere +lat_0=90", 6378137, 298.257222101);
  g_autoptr(LtShapes) around = square_of(1000, 2000, 100000);
  assert_true(isnan(flux_areas(&polar.plane, around, 0).ellipsoid_m2));
  test_plane_clear(&polar);

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

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_against_geodesics), cmocka_unit_test(test_against_rings),
      cmocka_unit_test(test_other_planes),      cmocka_unit_test(test_no_area),
      cmocka_unit_test(test_coverage_sums_up),  cmocka_unit_test(test_tiles_agree),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
