/* Areas of regions around poles, one by one and in sums of an overlay: against GeographicLib's
 * geodesic polygons through many points of straight edges, as PROJ puts them on the ellipsoid. */
#include "area_case.h"
#include "geom/flux.h"
#include "geom/overlay.h"

#include <lantu/run.h>

#define MOST_RINGS 3

/* A ring of corners around a place; turned, so that no corner lies on an axis. */
typedef struct {
  double x_m, y_m, radius_m; /* radius 0: no ring */
  bool is_hole;
} Ring;

static const struct {
  const char *why, *projection;
  Ring rings[MOST_RINGS];
  double tolerance; /* of the area */
} rows[] = {
    {"north", "+proj=stere +lat_0=90", {{3e4, 2e4, 1e6, false}}, 1e-9},
    {"south", "+proj=stere +lat_0=-90 +lon_0=77 +k=0.994", {{3e4, 2e4, 1e6, false}}, 1e-9},
    {"close to the pole", "+proj=stere +lat_0=90", {{300, 100, 20000, false}}, 1e-6},
    {"more than a hemisphere", "+proj=stere +lat_0=90", {{1e6, 0, 1.6e7, false}}, 1e-9},
    {"more than a hemisphere, south", "+proj=laea +lat_0=-90", {{1e6, 0, 1.1e7, false}}, 1e-9},
    {"a pole aside", "+proj=laea +lat_0=60 +lon_0=20", {{2e5, 3e6, 1e6, false}}, 1e-9},
    {"a hole around the pole",
     "+proj=stere +lat_0=90",
     {{0, 3e4, 2e6, false}, {1e4, 0, 1e6, true}},
     1e-9},
    {"a hole beside the pole",
     "+proj=aeqd +lat_0=90",
     {{0, 3e4, 2e6, false}, {8e5, 0, 4e5, true}},
     1e-9},
    {"parts, one around the pole",
     "+proj=stere +lat_0=90",
     {{0, 3e4, 1e6, false}, {3e6, 0, 1e6, false}, {0, -4e6, 5e5, false}},
     1e-9},
    {"an island in a hole around the pole",
     "+proj=laea +lat_0=-90",
     {{0, 3e4, 2e6, false}, {1e4, 0, 1e6, true}, {0, 3e4, 5e5, false}},
     1e-9},
    {"both poles in one ring", "+proj=laea +lat_0=0 +lon_0=105", {{1e5, 0, 1.1e7, false}}, 1e-8},
    {"both poles in two parts",
     "+proj=laea +lat_0=0 +lon_0=105",
     {{1e5, 9e6, 1e6, false}, {1e5, -9e6, 1e6, false}},
     1e-8},
    {"both poles, a hole around one",
     "+proj=laea +lat_0=0 +lon_0=105",
     {{1e5, 0, 1.1e7, false}, {1e5, 9e6, 1e6, true}},
     1e-8},
    {"neither pole", "+proj=laea +lat_0=0 +lon_0=105", {{1e5, 0, 5e6, false}}, 1e-9},
    {"transverse Mercator, around the pole",
     "+proj=tmerc +lon_0=114",
     {{1e5, 1e7, 5e5, false}},
     1e-9},
};

static void rings_add(LtShapes *shapes, const Ring *rings)
{
  enum { N = 40 };
  double xy[N][2];
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  for (size_t r = 0; r < MOST_RINGS && rings[r].radius_m > 0; r++) {
    for (size_t i = 0; i < N; i++) {
      xy[i][0] = rings[r].x_m + rings[r].radius_m * cos(2 * G_PI * ((double)i + 0.3) / N);
      xy[i][1] = rings[r].y_m + rings[r].radius_m * sin(2 * G_PI * ((double)i + 0.3) / N);
    }
    ring_add(shapes, (const double(*)[2])xy, N, rings[r].is_hole);
  }
}

/* Area of what lies on the left of the shells less that on the right of the holes. */
static double wanted_m2(TestPlane *test, const LtShapes *shapes, size_t feature)
{
  double sum = 0;
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++) {
    struct geod_polygon polygon;
    geod_polygon_init(&polygon, false);
    for (size_t i = lt_shapes_first_point(shapes, r); i + 1 < shapes->ring_ends[r]; i++) {
      const LtPoint *at = shapes->points + i;
      double dx = (double)(at[1].x - at[0].x), dy = (double)(at[1].y - at[0].y);
      double pieces = ceil(hypot(dx, dy) / LT_UNITS_PER_M / 200);
      for (double k = 0; k < pieces; k++) {
        double place[2] = {((double)at->x + dx * k / pieces) / LT_UNITS_PER_M,
                           ((double)at->y + dy * k / pieces) / LT_UNITS_PER_M};
        test_to_geographic(test, place, 1);
        geod_polygon_addpoint(&test->geodesic, &polygon, place[1] / DEGREE, place[0] / DEGREE);
      }
    }
    bool is_hole = shapes->ring_holes[r];
    double area_m2;
    geod_polygon_compute(&test->geodesic, &polygon, is_hole, false, &area_m2, NULL);
    sum += is_hole ? -area_m2 : area_m2;
  }
  return sum;
}

static void test_regions(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    TestPlane test;
    test_plane_make(&test, rows[i].projection, 6378137, 298.257222101);
    g_autoptr(LtShapes) shapes = lt_shapes_new();
    rings_add(shapes, rows[i].rings);
    double wanted = wanted_m2(&test, shapes, 0);
    double got = lt_shape_areas(&test.plane, shapes, 0).ellipsoid_m2;
    check_near(rows[i].why, got, wanted, rows[i].tolerance * wanted);
    test_plane_clear(&test);
  }
}

/* What is taken off is taken off around a pole, too. */
static void test_turned_round(void **state)
{
  (void)state;
  TestPlane test;
  test_plane_make(&test, "+proj=stere +lat_0=90", 6378137, 298.257222101);
  g_autoptr(LtShapes) shape = square_of(30000, 20000, 1e6);
  LtBox box = lt_shapes_box(shape, 0);
  LtFlux flux = lt_flux_new(&test.plane, &box, &box);
  LtFluxSum sum = {0}, off = {0};
  for (size_t i = 1; i < 5; i++)
    lt_flux_add(&flux, (LtPoint[]){lt_fixed(shape->points[i - 1]), lt_fixed(shape->points[i])}, 2,
                &sum);
  lt_flux_sum_add(&off, &sum, -1);
  double wanted = wanted_m2(&test, shape, 0);
  check_near("on", lt_flux_areas(&flux, &sum).ellipsoid_m2, wanted, 1e-8 * wanted);
  check_near("off", lt_flux_areas(&flux, &off).ellipsoid_m2, -wanted, 1e-8 * wanted);
  test_plane_clear(&test);
}

/* ---- sums of an overlay ---- */

/* One feature of a layer for each ring. */
static LtShapes *layer_of(const Ring *rings, size_t n)
{
  LtShapes *shapes = lt_shapes_new();
  for (size_t i = 0; i < n; i++)
    rings_add(shapes, (Ring[MOST_RINGS]){rings[i]});
  return shapes;
}

static void log_count(LtLogLevel level, const char *message, void *data)
{
  assert_int_equal(level, LT_LOG_WARNING);
  assert_non_null(message);
  ++*(size_t *)data;
}

/* The overlay of two layers, and how often it warned. */
static LtOverlay *overlay_of(const LtOverlayInput *input, size_t *n_warnings)
{
  g_autoptr(LtRun) run = lt_run_new();
  *n_warnings = 0;
  lt_run_set_log(run, log_count, n_warnings);
  LtOverlay *overlay = lt_overlay_run(input, run, NULL);
  assert_non_null(overlay);
  return overlay;
}

/* Two poles in one cell of the table, and both of them in one feature of the other layer. */
static void test_sum_over_both_poles(void **state)
{
  (void)state;
  TestPlane test;
  test_plane_make(&test, "+proj=laea +lat_0=0 +lon_0=105", 6378137, 298.257222101);
  static const Ring world = {1e5, 0, 1.1e7, false};
  static const Ring parts[] = {{1e5, 9e6, 1e6, false},
                               {1e5, -9e6, 1.2e6, false},
                               {1e5, 0, 5e6, false},
                               {1e5, 0, 1.05e7, false}};
  static const uint32_t classes[] = {0, 0, 1, 0};
  g_autoptr(LtShapes) a = layer_of(parts, 4);
  g_autoptr(LtShapes) b = layer_of(&world, 1);
  size_t n_warnings;
  LtOverlayInput input = {
      .a = a, .b = b, .plane = &test.plane, .classes_a = classes, .n_classes_a = 2};
  g_autoptr(LtOverlay) overlay = overlay_of(&input, &n_warnings);
  double wanted[4], all = wanted_m2(&test, b, 0);
  for (size_t i = 0; i < 4; i++) {
    wanted[i] = wanted_m2(&test, a, i);
    check_near("pair", overlay->pairs[i].areas.ellipsoid_m2, wanted[i], 1e-8 * wanted[i]);
  }
  double poles = wanted[0] + wanted[1];
  check_near("poles", overlay->cells[0].areas.ellipsoid_m2, poles + wanted[3], 1e-8 * all);
  check_near("between", overlay->cells[2].areas.ellipsoid_m2, wanted[2], 1e-8 * wanted[2]);
  check_near("only b", overlay->cells[4].areas.ellipsoid_m2, all - wanted[3], 1e-8 * all);
  check_near("both", overlay->both.ellipsoid_m2, wanted[3], 1e-8 * all);
  check_near("repeated", overlay->repeated_a.ellipsoid_m2, poles + wanted[2], 1e-8 * all);
  assert_true(overlay->n_nowhere == 0 && n_warnings == 0);
  test_plane_clear(&test);
}

/* The same pole again and again: a layer that overlaps itself. */
static void test_sum_of_repeated_ground(void **state)
{
  (void)state;
  TestPlane test;
  test_plane_make(&test, "+proj=stere +lat_0=-90", 6378137, 298.257222101);
  static const Ring nested[] = {{0, 3e4, 2e6, false}, {1e4, 0, 1e6, false}};
  static const Ring between = {0, 0, 1.5e6, false};
  g_autoptr(LtShapes) a = layer_of(nested, 2);
  g_autoptr(LtShapes) b = layer_of(&between, 1);
  size_t n_warnings;
  LtOverlayInput input = {.a = a, .b = b, .plane = &test.plane};
  g_autoptr(LtOverlay) overlay = overlay_of(&input, &n_warnings);
  double outer = wanted_m2(&test, a, 0), inner = wanted_m2(&test, a, 1);
  double middle = wanted_m2(&test, b, 0);
  check_near("pairs", overlay->cells[0].areas.ellipsoid_m2, middle + inner, 1e-8 * outer);
  check_near("only a", overlay->cells[1].areas.ellipsoid_m2, outer - middle, 1e-8 * outer);
  check_near("both", overlay->both.ellipsoid_m2, middle, 1e-8 * outer);
  check_near("repeated", overlay->repeated_a.ellipsoid_m2, inner, 1e-8 * outer);
  input.b = a;
  g_autoptr(LtOverlay) self = overlay_of(&input, &n_warnings);
  check_near("self", self->repeated_a.ellipsoid_m2, inner, 1e-8 * outer);
  test_plane_clear(&test);
}

/* Only sums with ground beyond the ellipsoid have no area there, and the ground is counted. */
static void test_sum_beyond_the_ellipsoid(void **state)
{
  (void)state;
  TestPlane test;
  test_plane_make_tm(&test, &test_tms[0]);
  static const Ring rings_a[] = {{38400000, 4e6, 1000, false}, {400000, 4e6, 1000, false}};
  static const Ring rings_b[] = {{38400000, 4e6, 700, false}, {400000, 4e6, 700, false}};
  static const uint32_t classes[] = {0, 1};
  g_autoptr(LtShapes) a = layer_of(rings_a, 2);
  g_autoptr(LtShapes) b = layer_of(rings_b, 2);
  size_t n_warnings;
  LtOverlayInput input = {.a = a,
                          .b = b,
                          .plane = &test.plane,
                          .classes_a = classes,
                          .n_classes_a = 2,
                          .classes_b = classes,
                          .n_classes_b = 2};
  g_autoptr(LtOverlay) overlay = overlay_of(&input, &n_warnings);
  double outer = wanted_m2(&test, a, 0), inner = wanted_m2(&test, b, 0);
  check_near("pair", overlay->cells[0].areas.ellipsoid_m2, inner, 1e-8 * inner);
  check_near("only a", overlay->cells[2].areas.ellipsoid_m2, outer - inner, 1e-8 * outer);
  assert_true(isnan(overlay->cells[4].areas.ellipsoid_m2) && overlay->cells[4].n_pairs == 1);
  assert_true(isnan(overlay->cells[5].areas.ellipsoid_m2) && overlay->cells[5].n_pairs == 1);
  assert_true(isnan(overlay->both.ellipsoid_m2) && isfinite(overlay->both.planar_m2));
  assert_int_equal(overlay->n_nowhere, 2);
  assert_int_equal(n_warnings, 1);
  test_plane_clear(&test);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_regions),
      cmocka_unit_test(test_turned_round),
      cmocka_unit_test(test_sum_over_both_poles),
      cmocka_unit_test(test_sum_of_repeated_ground),
      cmocka_unit_test(test_sum_beyond_the_ellipsoid),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
