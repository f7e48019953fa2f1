#include "geom/validity.h"

#include "shape_text.h"

#include <geos_c.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* Easting with band prefix and northing of the place where plans are checked. */
#define FAR_X 38400000.0
#define FAR_Y 3930000.0

#define ANYWHERE NAN

typedef struct {
  const char *why, *shape;
  LtValidity validity;
  double x, y;          /* of the fault */
  double before, after; /* signed area of the rings, area of the repaired shape, m² */
} Row;

static const Row rows[] = {
    {"square", "0 0,10 0,10 10,0 10,0 0", LT_VALID, 0, 0, 100, 100},
    {"square with a hole", "0 0,10 0,10 10,0 10,0 0|h 2 2,2 4,4 4,4 2,2 2", LT_VALID, 0, 0, 96, 96},
    {"hole touches the shell in one point", "0 0,10 0,10 10,0 10,0 0|h 0 5,2 6,2 4,0 5", LT_VALID,
     0, 0, 98, 98},
    {"shells touch in a corner", "0 0,5 0,5 5,0 5,0 0|5 5,9 5,9 9,5 9,5 5", LT_VALID, 0, 0, 41, 41},
    {"island in a hole", "0 0,9 0,9 9,0 9,0 0|h 1 1,1 8,8 8,8 1,1 1|3 3,5 3,5 5,3 5,3 3", LT_VALID,
     0, 0, 36, 36},
    {"bow-tie: the halves cancel", "0 0,10 10,10 0,0 10,0 0", LT_INVALID_SELF_INTERSECTION, 5, 5, 0,
     50},
    {"bow-tie, uneven", "0 0,9 9,9 0,0 3,0 0", LT_INVALID_SELF_INTERSECTION, 2.25, 2.25,
     -81. / 2 + 27. / 2, 9. * 6.75 / 2 + 3 * 2.25 / 2},
    {"hole outside", "0 0,10 0,10 10,0 10,0 0|h 20 0,20 2,22 2,22 0,20 0", LT_INVALID_HOLE_OUTSIDE,
     20, 0, 96, 104},
    {"hole over the border", "0 0,10 0,10 10,0 10,0 0|h 8 4,8 6,12 6,12 4,8 4",
     LT_INVALID_RINGS_CROSS, 10, 4, 92, 96},
    {"nested shells", "0 0,10 0,10 10,0 10,0 0|2 2,4 2,4 4,2 4,2 2", LT_INVALID_NESTED_SHELLS,
     2, 2, 104, 100},
    {"nested holes", "0 0,10 0,10 10,0 10,0 0|h 1 1,1 9,9 9,9 1,1 1|h 3 3,3 5,5 5,5 3,3 3",
     LT_INVALID_NESTED_HOLES, 3, 3, 32, 36},
    {"shells overlap", "0 0,10 0,10 10,0 10,0 0|5 5,15 5,15 15,5 15,5 5",
     LT_INVALID_RINGS_CROSS, 5, 10, 200, 175},
    {"shells share an edge", "0 0,10 0,10 10,0 10,0 0|10 0,20 0,20 10,10 10,10 0",
     LT_INVALID_SHARED_EDGE, 10, 0, 200, 200},
    {"spike outwards", "0 0,10 0,10 10,5 10,5 15,5 10,0 10,0 0", LT_INVALID_SPIKE, 5, 15, 100, 100},
    {"spike inwards", "0 0,10 0,10 10,5 10,5 3,5 10,0 10,0 0", LT_INVALID_SPIKE, 5, 3, 100, 100},
    {"shell twice", "0 0,10 0,10 10,0 10,0 0|0 0,10 0,10 10,0 10,0 0", LT_INVALID_DUPLICATE_RINGS,
     0, 0, 200, 100},
    {"shell twice, begun elsewhere and turned", "0 0,10 0,10 10,0 10,0 0|10 10,10 0,0 0,0 10,10 10",
     LT_INVALID_DUPLICATE_RINGS, 0, 0, 0, 100},
    {"hole fills the shell", "0 0,10 0,10 10,0 10,0 0|h 0 0,0 10,10 10,10 0,0 0",
     LT_INVALID_DUPLICATE_RINGS, 0, 0, 0, 0},
    {"hole cuts the interior in two", "0 0,10 0,10 10,0 10,0 0|h 5 0,3 5,5 10,7 5,5 0",
     LT_INVALID_INTERIOR, 5, 10, 80, 80},
    {"ring touches itself in a point", "0 0,5 5,10 0,10 10,5 5,0 10,0 0",
     LT_INVALID_SELF_TOUCH, 5, 5, 50, 50},
    {"ring of 3 points", "1 2,10 0,1 2", LT_INVALID_TOO_FEW_POINTS, 1, 2, 0, 0},
    {"ring of 2 points", "1 2,1 2", LT_INVALID_TOO_FEW_POINTS, 1, 2, 0, 0},
    {"ring of 1 point", "1 2", LT_INVALID_TOO_FEW_POINTS, 1, 2, 0, 0},
    {"ring on one place", "1 2,1 2,1 2,1 2", LT_INVALID_TOO_FEW_POINTS, 1, 2, 0, 0},
    {"ring on one line", "0 0,5 5,9 9,3 3,0 0", LT_INVALID_TOO_FEW_POINTS, 0, 0, 0, 0},
    {"hole of 3 points", "0 0,10 0,10 10,0 10,0 0|h 2 2,4 4,2 2", LT_INVALID_TOO_FEW_POINTS, 2, 2,
     100, 100},
    {"second shell of 3 points, with a hole",
     "0 0,10 0,10 10,0 10,0 0|20 0,22 0,20 0|h 20 0,22 1,22 0,20 0", LT_INVALID_TOO_FEW_POINTS, 20,
     0, 99, 100},
    {"crossing off the lattice", "0 0,0.0003 0.0001,0.0003 0,0 0.0002,0 0",
     LT_INVALID_SELF_INTERSECTION, 0.0002, 0.0001, 1.5e-8, 2.5e-8},
};

static bool matches(double expected, double origin, int64_t units)
{
  return isnan(expected) || llround((expected + origin) * LT_UNITS_PER_M) == units;
}

/* GEOS alone: an own context, the rings as WKT in whole lattice units. */
static bool geos_says_valid(const LtShapes *shapes, size_t feature)
{
  g_autoptr(GString) wkt = g_string_new("MULTIPOLYGON (");
  size_t first = lt_shapes_first_ring(shapes, feature);
  for (size_t r = first; r < shapes->feature_ends[feature]; r++) {
    if (!shapes->ring_holes[r])
      g_string_append(wkt, r == first ? "(" : "), (");
    g_string_append(wkt, shapes->ring_holes[r] ? ", (" : "(");
    size_t begin = lt_shapes_first_point(shapes, r);
    for (size_t i = begin; i < shapes->ring_ends[r]; i++)
      g_string_append_printf(wkt, "%s%" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                             i == begin ? "" : ", ", shapes->points[i].x, shapes->points[i].y);
    g_string_append(wkt, ")");
  }
  g_string_append(wkt, "))");

  GEOSContextHandle_t handle = GEOS_init_r();
  GEOSWKTReader *reader = GEOSWKTReader_create_r(handle);
  GEOSGeometry *geom = GEOSWKTReader_read_r(handle, reader, wkt->str);
  bool valid = geom != NULL && GEOSisValid_r(handle, geom) == 1;
  GEOSGeom_destroy_r(handle, geom);
  GEOSWKTReader_destroy_r(handle, reader);
  GEOS_finish_r(handle);
  if (!valid)
    print_message("%s\n", wkt->str);
  return valid;
}

/* Shells counter-clockwise, each before its holes, rings closed, no point twice in a row. */
static void assert_well_formed(const LtShapes *shapes, size_t feature)
{
  size_t first = lt_shapes_first_ring(shapes, feature), end = shapes->feature_ends[feature];
  assert_int_equal(shapes->types[feature], first == end ? LT_GEOM_NONE : LT_GEOM_POLYGON);
  for (size_t r = first; r < end; r++) {
    size_t begin = lt_shapes_first_point(shapes, r), n = shapes->ring_ends[r] - begin;
    const LtPoint *points = shapes->points + begin;
    assert_true(n >= 4);
    assert_true(points[0].x == points[n - 1].x && points[0].y == points[n - 1].y);
    __int128 area2 = lt_ring_area2(points, n);
    assert_true(shapes->ring_holes[r] ? area2 < 0 : area2 > 0);
    assert_true(r != first || !shapes->ring_holes[r]);
    for (size_t i = 1; i < n; i++)
      assert_true(points[i].x != points[i - 1].x || points[i].y != points[i - 1].y);
  }
}

static void check_row(LtGeos *geos, const Row *row, double x, double y)
{
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  shape_text_add_at(shapes, "0 0,1 0,1 1,0 0", x, y); /* so that the feature is not the first */
  shape_text_add_at(shapes, row->shape, x, y);

  LtValidity validity = LT_N_VALIDITIES;
  LtPoint place = {-7, -7};
  g_autoptr(GError) error = NULL;
  assert_true(lt_validity_check(geos, shapes, 1, &validity, &place, &error));
  if (validity != row->validity)
    fail_msg("%s: %s", row->why, lt_text(LT_LANG_EN, lt_validity_text(validity)));
  if (row->validity == LT_VALID)
    assert_true(place.x == -7 && place.y == -7);
  else if (!matches(row->x, x, place.x) || !matches(row->y, y, place.y))
    fail_msg("%s: fault at %.4f %.4f", row->why, (double)place.x * LT_UNIT_M - x,
             (double)place.y * LT_UNIT_M - y);
  double before = shape_text_area_m2(shapes, 1);
  if (fabs(before - row->before) > 1e-12)
    fail_msg("%s: rings of %.12f m², not %.12f", row->why, before, row->before);

  g_autoptr(LtShapes) repaired = lt_shapes_new();
  assert_true(lt_shapes_add_feature(repaired, LT_GEOM_NONE, NULL));
  assert_true(lt_validity_repair(geos, shapes, 1, repaired, &error));
  assert_int_equal(repaired->n_features, 2);
  assert_well_formed(repaired, 1);
  double after = shape_text_area_m2(repaired, 1);
  if (fabs(after - row->after) > 1e-12)
    fail_msg("%s: repaired to %.12f m², not %.12f", row->why, after, row->after);
  if (row->after > 0)
    assert_true(geos_says_valid(repaired, 1));
}

static void test_rows(void **state)
{
  (void)state;
  g_autoptr(LtGeos) geos = lt_geos_new();
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    check_row(geos, &rows[i], 0, 0);
    check_row(geos, &rows[i], FAR_X, FAR_Y);
  }
}

static void test_other_types_are_valid(void **state)
{
  (void)state;
  g_autoptr(LtGeos) geos = lt_geos_new();
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  LtPoint points[] = {{0, 0}, {5, 5}, {5, 0}, {0, 5}};
  lt_shapes_add_feature(shapes, LT_GEOM_LINE, NULL);
  lt_shapes_add_ring(shapes, points, 4, false, NULL);
  lt_shapes_add_feature(shapes, LT_GEOM_POINT, NULL);
  lt_shapes_add_ring(shapes, points, 1, false, NULL);
  lt_shapes_add_feature(shapes, LT_GEOM_NONE, NULL);
  lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL); /* empty */
  for (size_t f = 0; f < shapes->n_features; f++) {
    LtValidity validity;
    LtPoint place;
    assert_true(lt_validity_check(geos, shapes, f, &validity, &place, NULL));
    assert_int_equal(validity, LT_VALID);
    g_autoptr(LtShapes) copy = lt_shapes_new();
    assert_true(lt_validity_repair(geos, shapes, f, copy, NULL));
    if (f < 3)
      assert_int_equal(lt_shapes_compare(copy, 0, shapes, f), 0);
    else
      assert_int_equal(copy->types[0], LT_GEOM_NONE);
  }
}

/* A ring that breaks the contract of shapes.h is an error with the feature's number, no crash. */
static void test_open_ring(void **state)
{
  (void)state;
  g_autoptr(LtGeos) geos = lt_geos_new();
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  shape_text_add(shapes, "0 0,1 0,1 1,0 0");
  shape_text_add(shapes, "0 0,10 0,10 10,0 10,0 1");
  LtValidity validity;
  LtPoint place;
  g_autoptr(GError) error = NULL;
  assert_false(lt_validity_check(geos, shapes, 1, &validity, &place, &error));
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_GEOMETRY));
  assert_true(g_str_has_prefix(error->message, "feature 1: "));
  g_clear_error(&error);
  g_autoptr(LtShapes) repaired = lt_shapes_new();
  assert_false(lt_validity_repair(geos, shapes, 1, repaired, &error));
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_GEOMETRY));
}

static void test_texts(void **state)
{
  (void)state;
  for (int i = 0; i < LT_N_VALIDITIES; i++)
    for (int j = 0; j < i; j++)
      assert_int_not_equal(lt_validity_text((LtValidity)i), lt_validity_text((LtValidity)j));
  assert_string_equal(lt_text(LT_LANG_ZH, lt_validity_text(LT_INVALID_SELF_INTERSECTION)),
                      "自相交");
}

/* Of valid rings turned either way. */
static double area_of_any_turn_m2(const LtShapes *shapes)
{
  double sum = 0;
  for (size_t r = 0; r < shapes->n_rings; r++) {
    size_t begin = lt_shapes_first_point(shapes, r);
    double ring = fabs((double)lt_ring_area2(shapes->points + begin, shapes->ring_ends[r] - begin));
    sum += shapes->ring_holes[r] ? -ring : ring;
  }
  return sum / 2 * LT_UNIT_M * LT_UNIT_M;
}

static void add_random(LtShapes *shapes, GRand *random, int size, int scale)
{
  g_assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  int n_rings = g_rand_int_range(random, 1, 4);
  for (int r = 0; r < n_rings; r++) {
    LtPoint points[16];
    int n = g_rand_int_range(random, 1, 15);
    for (int i = 0; i < n; i++)
      points[i] = (LtPoint){scale * g_rand_int_range(random, 0, size),
                            scale * g_rand_int_range(random, 0, size)};
    points[n] = points[0];
    lt_shapes_add_ring(shapes, points, (size_t)n + 1, r > 0 && g_rand_boolean(random), NULL);
  }
}

/* Whatever comes, it is told what is wrong, and mended; on a lattice as coarse as the shapes,
 * where rounding makes new faults, and on a fine one. */
static void test_random_rings(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(20181231);
  g_autoptr(LtGeos) geos = lt_geos_new();
  size_t n_invalid = 0;
  for (int i = 0; i < 6000; i++) {
    g_autoptr(LtShapes) shapes = lt_shapes_new();
    add_random(shapes, random, 3 + i % 12, i % 3 == 0 ? 1 : i % 3 == 1 ? 3 : 1000003);
    LtValidity validity;
    LtPoint place;
    g_autoptr(GError) error = NULL;
    if (!lt_validity_check(geos, shapes, 0, &validity, &place, &error))
      fail_msg("%s", error->message);
    if (validity == LT_VALID)
      assert_true(geos_says_valid(shapes, 0));
    n_invalid += validity != LT_VALID;
    g_autoptr(LtShapes) repaired = lt_shapes_new();
    if (!lt_validity_repair(geos, shapes, 0, repaired, &error))
      fail_msg("%s", error->message);
    assert_well_formed(repaired, 0);
    if (repaired->n_rings > 0)
      assert_true(geos_says_valid(repaired, 0));
    if (validity == LT_VALID)
      assert_true(fabs(shape_text_area_m2(repaired, 0) - area_of_any_turn_m2(shapes)) < 1e-12);
  }
  assert_true(n_invalid > 3000);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows),         cmocka_unit_test(test_other_types_are_valid),
      cmocka_unit_test(test_open_ring),    cmocka_unit_test(test_texts),
      cmocka_unit_test(test_random_rings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
