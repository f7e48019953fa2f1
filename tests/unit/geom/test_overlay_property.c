/* What must hold for any layers: the areas of plain GEOS, |A ∪ B| = |A| + |B| - |A ∩ B|, the same
 * bytes whatever the jobs and the order of features, nothing where borders coincide. Seeded. */
#include "overlay_case.h"

#include "geom/validity.h"

#include <geos_c.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define SEED 20090601

/* A feature for GEOS alone, in metres near the place. */
static GEOSGeometry *geos_of(GEOSContextHandle_t handle, const LtShapes *shapes, size_t feature)
{
  g_autoptr(GString) wkt = g_string_new("MULTIPOLYGON (");
  char number[2][G_ASCII_DTOSTR_BUF_SIZE];
  size_t first = lt_shapes_first_ring(shapes, feature);
  LtPoint origin = overlay_case_at(0, 0);
  for (size_t r = first; r < shapes->feature_ends[feature]; r++) {
    if (!shapes->ring_holes[r])
      g_string_append(wkt, r == first ? "(" : "), (");
    g_string_append(wkt, shapes->ring_holes[r] ? ", (" : "(");
    size_t begin = lt_shapes_first_point(shapes, r);
    for (size_t i = begin; i < shapes->ring_ends[r]; i++) {
      double x = (double)(shapes->points[i].x - origin.x) / LT_UNITS_PER_M;
      double y = (double)(shapes->points[i].y - origin.y) / LT_UNITS_PER_M;
      g_string_append_printf(wkt, "%s%s %s", i == begin ? "" : ", ",
                             g_ascii_dtostr(number[0], sizeof number[0], x),
                             g_ascii_dtostr(number[1], sizeof number[1], y));
    }
    g_string_append(wkt, ")");
  }
  g_string_append(wkt, "))");
  GEOSWKTReader *reader = GEOSWKTReader_create_r(handle);
  GEOSGeometry *geom = GEOSWKTReader_read_r(handle, reader, wkt->str);
  GEOSWKTReader_destroy_r(handle, reader);
  assert_non_null(geom);
  return geom;
}

static double area_of(GEOSContextHandle_t handle, GEOSGeometry *take_geom)
{
  double area_m2 = NAN;
  assert_non_null(take_geom);
  assert_int_equal(GEOSArea_r(handle, take_geom, &area_m2), 1);
  GEOSGeom_destroy_r(handle, take_geom);
  return area_m2;
}

/* Width of the widest part of a geometry. */
static double width_of(GEOSContextHandle_t handle, const GEOSGeometry *geom)
{
  double widest_m = 0;
  for (int i = 0; i < GEOSGetNumGeometries_r(handle, geom); i++) {
    double radius_m = 0;
    GEOSGeometry *line =
        GEOSMaximumInscribedCircle_r(handle, GEOSGetGeometryN_r(handle, geom, i), 0.0005);
    assert_non_null(line);
    GEOSLength_r(handle, line, &radius_m);
    GEOSGeom_destroy_r(handle, line);
    widest_m = fmax(widest_m, 2 * radius_m);
  }
  return widest_m;
}

/* The written shape: valid, the ground but for rounding, as wide as told, around the point. */
static void check_shape(GEOSContextHandle_t handle, const LtOverlayPair *pair,
                        const GEOSGeometry *ground)
{
  GEOSGeometry *shape = geos_of(handle, pair->shape, 0);
  assert_int_equal(GEOSisValid_r(handle, shape), 1);
  double length_m;
  GEOSLength_r(handle, shape, &length_m);
  assert_true(area_of(handle, GEOSSymDifference_r(handle, shape, ground)) <=
              length_m * LT_UNIT_M + pair->tolerated.planar_m2);

  double widest_m = width_of(handle, shape);
  if (pair->width_m > widest_m + 0.0015 || pair->width_m < widest_m * (1 - 0.002) - 0.001)
    fail_msg("width %.6f m, of the shape %.6f m", pair->width_m, widest_m);

  LtPoint origin = overlay_case_at(0, 0);
  GEOSGeometry *point =
      GEOSGeom_createPointFromXY_r(handle, (double)(pair->inside.x - origin.x) / LT_UNITS_PER_M,
                                   (double)(pair->inside.y - origin.y) / LT_UNITS_PER_M);
  double distance_m = NAN;
  GEOSDistance_r(handle, shape, point, &distance_m);
  assert_true(distance_m < 2e-4);
  GEOSGeom_destroy_r(handle, point);
  GEOSGeom_destroy_r(handle, shape);
}

static const LtOverlayPair *pair_find(const LtOverlay *overlay, size_t a, size_t b)
{
  for (size_t i = 0; i < overlay->n_pairs; i++)
    if (overlay->pairs[i].a == a && overlay->pairs[i].b == b)
      return &overlay->pairs[i];
  return NULL;
}

static void test_against_geos(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
  g_autoptr(LtShapes) a = overlay_case_stars(random, 40, 300);
  g_autoptr(LtShapes) b = overlay_case_stars(random, 45, 300);
  g_autoptr(LtOverlay) overlay = overlay_case_ok(a, b, (OverlayCase){.jobs = 2});
  GEOSContextHandle_t handle = GEOS_init_r();
  size_t n_pairs = 0, n_pieces = 0;
  for (size_t i = 0; i < a->n_features; i++)
    for (size_t j = 0; j < b->n_features; j++) {
      GEOSGeometry *x = geos_of(handle, a, i), *y = geos_of(handle, b, j);
      GEOSGeometry *ground = GEOSIntersection_r(handle, x, y);
      double area_m2, x_m2, y_m2;
      GEOSArea_r(handle, ground, &area_m2);
      GEOSArea_r(handle, x, &x_m2);
      GEOSArea_r(handle, y, &y_m2);
      const LtOverlayPair *pair = pair_find(overlay, i, j);
      assert_true((pair != NULL) == (area_m2 > 0) || area_m2 < 1e-7);
      double sum_m2 = pair == NULL ? 0 : pair->areas.planar_m2 + pair->tolerated.planar_m2;
      assert_true(fabs(sum_m2 - area_m2) < 1e-6);
      assert_true(fabs(area_of(handle, GEOSUnion_r(handle, x, y)) - (x_m2 + y_m2 - sum_m2)) < 1e-6);
      if (pair != NULL && pair->shape != NULL) {
        check_shape(handle, pair, ground);
        n_pieces += (size_t)GEOSGetNumGeometries_r(handle, ground);
      }
      n_pairs += pair != NULL;
      GEOSGeom_destroy_r(handle, ground);
      GEOSGeom_destroy_r(handle, x);
      GEOSGeom_destroy_r(handle, y);
    }
  GEOS_finish_r(handle);
  assert_int_equal(n_pairs, overlay->n_pairs);
  assert_true(n_pairs > 200 && n_pieces > 2 * n_pairs);
}

static int line_compare(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All fields of all pairs; the features by the numbers they have in ids, sorted if shuffled. */
static char *dump(const LtOverlay *overlay, const size_t *ids_a, const size_t *ids_b)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    const LtOverlayPair *pair = &overlay->pairs[i];
    GString *line = g_string_new(NULL);
    g_string_append_printf(line, "%05zu %05zu ", ids_a == NULL ? pair->a : ids_a[pair->a],
                           ids_b == NULL ? pair->b : ids_b[pair->b]);
    overlay_case_dump(line, pair);
    g_ptr_array_add(lines, g_string_free(line, FALSE));
  }
  if (ids_a != NULL)
    g_ptr_array_sort(lines, line_compare);
  g_ptr_array_add(lines, NULL);
  return g_strjoinv("", (char **)lines->pdata);
}

static const OverlayCase limits[] = {{.jobs = 1}, {.min_area_m2 = 30, .min_width_m = 2}};

static void test_jobs(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 1);
  g_autoptr(LtShapes) a = overlay_case_stars(random, 150, 500);
  g_autoptr(LtShapes) b = overlay_case_stars(random, 120, 500);
  for (size_t l = 0; l < G_N_ELEMENTS(limits); l++)
    for (int self = 0; self < 2; self++) {
      g_autofree char *one = NULL;
      for (unsigned jobs = 1; jobs <= 8; jobs *= 2) {
        OverlayCase with = limits[l];
        with.jobs = jobs;
        g_autoptr(LtOverlay) overlay = overlay_case_ok(a, self ? a : b, with);
        assert_true(overlay->n_pairs > 500);
        g_autofree char *text = dump(overlay, NULL, NULL);
        if (one == NULL)
          one = g_steal_pointer(&text);
        else
          assert_string_equal(text, one);
      }
    }
}

static void test_shuffled(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 2);
  g_autoptr(LtShapes) a = overlay_case_stars(random, 100, 400);
  g_autoptr(LtShapes) b = overlay_case_stars(random, 90, 400);
  size_t ids_a[100], ids_b[90];
  g_autoptr(LtShapes) other_a = overlay_case_shuffle(a, random, ids_a);
  g_autoptr(LtShapes) other_b = overlay_case_shuffle(b, random, ids_b);
  for (size_t l = 0; l < G_N_ELEMENTS(limits); l++) {
    g_autoptr(LtOverlay) before = overlay_case_ok(a, b, limits[l]);
    g_autoptr(LtOverlay) after = overlay_case_ok(other_a, other_b, limits[l]);
    g_autofree char *x = dump(before, NULL, NULL);
    g_autofree char *y = dump(after, ids_a, ids_b);
    assert_string_equal(x, y);

    size_t same[100];
    for (size_t i = 0; i < 100; i++)
      same[i] = i;
    g_autoptr(LtOverlay) self = overlay_case_ok(a, a, limits[l]);
    g_autoptr(LtOverlay) other_self = overlay_case_ok(other_a, other_a, limits[l]);
    g_autofree char *z = dump(self, same, same);
    g_autofree char *w = dump(other_self, ids_a, ids_a);
    assert_string_equal(z, w);
  }
}

#define CELLS 24

/* A coverage of crooked quads that share their corners; with middles its borders get points of
 * their own on one side only, which lie off the line by what the lattice cannot hold. */
static LtShapes *coverage_new(GRand *random, bool with_middles)
{
  LtPoint grid[CELLS + 1][CELLS + 1];
  for (int i = 0; i <= CELLS; i++)
    for (int j = 0; j <= CELLS; j++)
      grid[i][j] = overlay_case_at(20 * i + g_rand_double_range(random, -6, 6),
                                   20 * j + g_rand_double_range(random, -6, 6));
  LtShapes *shapes = lt_shapes_new();
  for (int i = 0; i < CELLS; i++)
    for (int j = 0; j < CELLS; j++) {
      LtPoint corners[] = {grid[i][j], grid[i + 1][j], grid[i + 1][j + 1], grid[i][j + 1]};
      LtPoint points[9];
      size_t n = 0;
      for (size_t c = 0; c < 4; c++) {
        LtPoint next = corners[(c + 1) % 4];
        points[n++] = corners[c];
        if (with_middles && (i + j) % 2 == 0)
          points[n++] = (LtPoint){(corners[c].x + next.x) / 2, (corners[c].y + next.y) / 2};
      }
      points[n++] = points[0];
      g_assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
      g_assert_true(lt_shapes_add_ring(shapes, points, n, false, NULL));
    }
  return shapes;
}

static void test_coverage(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 3);
  g_autoptr(LtShapes) cells = coverage_new(random, false);
  g_autoptr(LtOverlay) none = overlay_case_ok(cells, cells, (OverlayCase){.jobs = 2});
  assert_int_equal(none->n_pairs, 0);

  g_autoptr(LtShapes) rounded = coverage_new(random, true);
  g_autoptr(LtOverlay) thin = overlay_case_ok(rounded, rounded, (OverlayCase){.jobs = 2});
  assert_true(thin->n_pairs > 100);
  for (size_t i = 0; i < thin->n_pairs; i++) {
    assert_null(thin->pairs[i].shape);
    assert_true(thin->pairs[i].tolerated_width_m < 1e-4);
  }
}

/* The parts of a feature in all cells sum up to the feature. */
static void test_parts_sum_up(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 4);
  g_autoptr(LtShapes) cells = coverage_new(random, false);
  g_autoptr(LtShapes) stars = lt_shapes_new();
  for (int i = 0; i < 20; i++) {
    double radii[40];
    for (size_t k = 0; k < 40; k++)
      radii[k] = g_rand_double_range(random, 20, 150);
    lt_shapes_add_feature(stars, LT_GEOM_POLYGON, NULL);
    overlay_case_add_star(stars, radii, 40, 240, 240, 1);
  }
  OverlayCase with = {.min_area_m2 = 50, .min_width_m = 1};
  g_autoptr(LtOverlay) overlay = overlay_case_ok(stars, cells, with);
  for (size_t f = 0; f < stars->n_features; f++) {
    double sum_m2 = 0, sum_ellipsoid_m2 = 0;
    for (size_t i = 0; i < overlay->n_pairs; i++)
      if (overlay->pairs[i].a == f) {
        sum_m2 += overlay->pairs[i].areas.planar_m2 + overlay->pairs[i].tolerated.planar_m2;
        sum_ellipsoid_m2 +=
            overlay->pairs[i].areas.ellipsoid_m2 + overlay->pairs[i].tolerated.ellipsoid_m2;
      }
    double area_m2 = shape_text_area_m2(stars, f);
    LtAreas areas = lt_shape_areas(overlay_case_plane(), stars, f);
    assert_true(fabs(sum_m2 - area_m2) < 1e-9 * area_m2);
    assert_true(fabs(sum_ellipsoid_m2 - areas.ellipsoid_m2) < 1e-9 * area_m2);
  }
}

/* A split feature shares what the whole one did. */
static void test_split(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 5);
  g_autoptr(LtShapes) stars = overlay_case_stars(random, 60, 200);
  g_autoptr(LtShapes) whole = lt_shapes_new();
  g_autoptr(LtShapes) halves = lt_shapes_new();
  shape_text_add_at(whole, "0 0,200 0,200 200,0 200,0 0", CASE_X, CASE_Y);
  shape_text_add_at(halves, "0 0,120.5 0,70.25 200,0 200,0 0", CASE_X, CASE_Y);
  shape_text_add_at(halves, "120.5 0,200 0,200 200,70.25 200,120.5 0", CASE_X, CASE_Y);
  g_autoptr(LtOverlay) one = overlay_case_ok(whole, stars, (OverlayCase){0});
  g_autoptr(LtOverlay) two = overlay_case_ok(halves, stars, (OverlayCase){0});
  for (size_t f = 0; f < stars->n_features; f++) {
    const LtOverlayPair *pairs[] = {pair_find(one, 0, f), pair_find(two, 0, f),
                                    pair_find(two, 1, f)};
    double areas_m2[3];
    for (size_t i = 0; i < 3; i++)
      areas_m2[i] =
          pairs[i] == NULL ? 0 : pairs[i]->areas.planar_m2 + pairs[i]->tolerated.planar_m2;
    assert_true(fabs(areas_m2[0] - areas_m2[1] - areas_m2[2]) < 1e-6);
  }
}

static void add_units(LtShapes *shapes, const LtPoint *points, size_t n)
{
  g_assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  g_assert_true(lt_shapes_add_ring(shapes, points, n, false, NULL));
}

/* Ground of two lobes that hang together by less than a lattice unit: rounding can pinch the neck
 * or turn it over, and the shape must be mended. */
static void test_necks(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 6);
  LtPoint o = overlay_case_at(0, 0);
  g_autoptr(LtShapes) a = lt_shapes_new();
  g_autoptr(LtShapes) b = lt_shapes_new();
  for (int i = 0; i < 1000; i++, o.x += 20000) {
    int64_t left = g_rand_int_range(random, 1000, 3000), tip = g_rand_int_range(random, 3000, 7000);
    int64_t right = g_rand_int_range(random, 1000, 3000);
    double line = (double)left + (double)(right - left) * (double)(tip + 700) / 11400;
    /* above a line that begins and ends outside of b */
    add_units(a,
              (LtPoint[]){{o.x - 700, o.y + left},
                          {o.x + 10700, o.y + right},
                          {o.x + 10700, o.y + 9000},
                          {o.x - 700, o.y + 9000},
                          {o.x - 700, o.y + left}},
              5);
    /* a box with a notch from above that ends just before the line */
    add_units(b,
              (LtPoint[]){{o.x, o.y},
                          {o.x + 10000, o.y},
                          {o.x + 10000, o.y + 8000},
                          {o.x + tip + 50, o.y + 8000},
                          {o.x + tip, o.y + (int64_t)ceil(line)},
                          {o.x + tip - 50, o.y + 8000},
                          {o.x, o.y + 8000},
                          {o.x, o.y}},
              8);
  }
  g_autoptr(LtOverlay) overlay = overlay_case_ok(a, b, (OverlayCase){.jobs = 2});
  assert_int_equal(overlay->n_pairs, 1000);
  GEOSContextHandle_t handle = GEOS_init_r();
  size_t n_mended = 0;
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    GEOSGeometry *shape = geos_of(handle, overlay->pairs[i].shape, 0);
    assert_int_equal(GEOSisValid_r(handle, shape), 1);
    n_mended += GEOSGetNumGeometries_r(handle, shape) == 2;
    assert_true(fabs(area_of(handle, shape) - overlay->pairs[i].areas.planar_m2) < 2e-4);
  }
  GEOS_finish_r(handle);
  assert_true(n_mended > 10);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_against_geos), cmocka_unit_test(test_jobs),
      cmocka_unit_test(test_shuffled),     cmocka_unit_test(test_coverage),
      cmocka_unit_test(test_parts_sum_up), cmocka_unit_test(test_split),
      cmocka_unit_test(test_necks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
