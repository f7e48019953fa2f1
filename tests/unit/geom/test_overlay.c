#include "overlay_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* Layers as text: features parted by ";". Numbers are those of the construction. */
typedef struct {
  const char *why, *a, *b;
  double min_area_m2, min_width_m;
  size_t n_pairs; /* what follows tells of the first */
  size_t n_shells;
  double area_m2, width_m;
  size_t n_tolerated;
  double tolerated_m2, tolerated_width_m;
} Row;

/* 2 - √2: radius of the circle in the corner of a frame 1 m thick. */
#define CORNER 0.5857864376269049

#define SQUARE "0 0,10 0,10 10,0 10,0 0"
#define FRAME SQUARE "|h 3 3,3 7,7 7,7 3,3 3"
#define COMB "0 0,10 0,10 10,7 10,7 3,3 3,3 10,0 10,0 0"

/* Strip between two parallels: along (4, 3), across (-0.03, 0.04), so 0.05 m wide. */
#define SLANT_BELOW "0 0,800 600,900 0,0 0"
#define SLANT_ABOVE "0.03 -0.04,800.03 599.96,0 700,0.03 -0.04"

static const Row rows[] = {
    {"cross", SQUARE, "5 2,15 2,15 6,5 6,5 2", 0, 0, 1, 1, 20, 4, 0, 0, 0},
    {"b inside a", SQUARE, "2 2,5 2,5 8,2 8,2 2", 0, 0, 1, 1, 18, 3, 0, 0, 0},
    {"a inside b", "2 2,5 2,5 8,2 8,2 2", SQUARE, 0, 0, 1, 1, 18, 3, 0, 0, 0},
    {"b inside a, along its border", SQUARE, "0 0,5 0,5 10,0 10,0 0", 0, 0, 1, 1, 50, 5, 0, 0, 0},
    {"equal", SQUARE, SQUARE, 0, 0, 1, 1, 100, 10, 0, 0, 0},
    {"equal, begun elsewhere", SQUARE, "10 10,0 10,0 0,10 0,10 10", 0, 0, 1, 1, 100, 10, 0, 0, 0},
    {"common border", SQUARE, "10 0,20 0,20 10,10 10,10 0", 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"common border, other points", SQUARE, "10 -5,20 0,20 10,10 15,10 6,10 4,10 -5", 0, 0, 0, 0, 0,
     0, 0, 0, 0},
    {"corner touches", SQUARE, "10 10,20 10,20 20,10 20,10 10", 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"corner touches an edge", SQUARE, "10 5,20 0,20 10,10 5", 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"apart", SQUARE, "11 0,20 0,20 10,11 10,11 0", 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"apart, boxes overlap", COMB, "4 4,6 4,6 12,4 12,4 4", 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"two pieces", COMB, "-1 8,11 8,11 9,-1 9,-1 8", 0, 0, 1, 2, 6, 1, 0, 0, 0},
    {"in the hole", FRAME, "4 4,6 4,6 6,4 6,4 4", 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"fills the hole", FRAME, "3 3,7 3,7 7,3 7,3 3", 0, 0, 0, 0, 0, 0, 0, 0, 0},
    {"around the hole", FRAME, "2 2,8 2,8 8,2 8,2 2", 0, 0, 1, 1, 20, 2 * CORNER, 0, 0, 0},
    {"shares the hole", FRAME, FRAME, 0, 0, 1, 1, 84, 6 * CORNER, 0, 0, 0},
    {"multipolygon, both parts", "0 0,2 0,2 2,0 2,0 0|4 0,6 0,6 2,4 2,4 0",
     "-1 1,9 1,9 9,-1 9,-1 1", 0, 0, 1, 2, 4, 1, 0, 0, 0},
    {"pieces that touch in a corner are two", "0 0,5 0,5 5,0 5,0 0|5 5,9 5,9 9,5 9,5 5",
     "1 1,8 1,8 8,1 8,1 1", 0, 0, 1, 2, 25, 4, 0, 0, 0},
    {"crossing off the lattice", SQUARE, "5 5,20 4,20 6,5 5", 0, 0, 1, 1, 5. / 3, NAN, 0, 0, 0},
    {"second feature of each", "90 90,91 90,91 91,90 90;" SQUARE,
     "70 70,71 70,71 71,70 70;"
     "5 2,15 2,15 6,5 6,5 2",
     0, 0, 1, 1, 20, 4, 0, 0, 0},

    {"sliver is tolerated", SQUARE, "9.95 0,20 0,20 10,9.95 10,9.95 0", 0, 0.1, 1, 0, 0, 0, 1, 0.5,
     0.05},
    {"sliver is kept without a limit", SQUARE, "9.95 0,20 0,20 10,9.95 10,9.95 0", 0, 0, 1, 1, 0.5,
     0.05, 0, 0, 0},
    {"width on the limit is kept", SQUARE, "9.95 0,20 0,20 10,9.95 10,9.95 0", 0, 0.05, 1, 1, 0.5,
     0.05, 0, 0, 0},
    {"width 0.1 mm below the limit", SQUARE, "9.9501 0,20 0,20 10,9.9501 10,9.9501 0", 0, 0.05, 1,
     0, 0, 0, 1, 0.499, 0.0499},
    {"slanting width on the limit is kept", SLANT_BELOW, SLANT_ABOVE, 0, 0.05, 1, 1, NAN, 0.05, 0,
     0, 0},
    {"slanting width below the limit", SLANT_BELOW, SLANT_ABOVE, 0, 0.0502, 1, 0, 0, 0, 1, NAN,
     0.05},
    {"one piece kept, one tolerated", COMB, "1 8,7.05 8,7.05 9,1 9,1 8", 0, 0.1, 1, 1, 2, 1, 1,
     0.05, 0.05},
    {"both pieces kept", COMB, "1 8,7.05 8,7.05 9,1 9,1 8", 0, 0.05, 1, 2, 2.05, 1, 0, 0, 0},
    {"area on the limit is kept", SQUARE, "6 7.5,20 7.5,20 20,6 20,6 7.5", 10, 0, 1, 1, 10, 2.5, 0,
     0, 0},
    {"area below the limit", SQUARE, "6.0001 7.5,20 7.5,20 20,6.0001 20,6.0001 7.5", 10, 0, 1, 0, 0,
     0, 1, 9.99975, 2.5},
    {"limit is for each piece", COMB, "-1 8,11 8,11 9,-1 9,-1 8", 4, 0, 1, 0, 0, 0, 2, 6, 1},
    {"large and thin: width decides", "0 0,1000 0,1000 1,0 1,0 0",
     "0 0.9,1000 0.9,1000 5,0 5,0 0.9", 10, 0.2, 1, 0, 0, 0, 1, 100, 0.1},
    {"thinner than the lattice holds", "0 0,10 0,10 10,0 10,0 0",
     "9.9999 0,20 0,20 10,9.9999 10,9.9999 0", 0, 0, 1, 0, 0, 0, 1, 0.001, 0.0001},
};

static LtShapes *layer_new(const char *text)
{
  LtShapes *shapes = lt_shapes_new();
  g_auto(GStrv) features = g_strsplit(text, ";", -1);
  for (size_t i = 0; features[i] != NULL; i++)
    shape_text_add_at(shapes, features[i], CASE_X, CASE_Y);
  return shapes;
}

static bool near(double value, double expected, double within)
{
  return isnan(expected) || fabs(value - expected) <= within;
}

/* A width is never more than the true one, and stated to 0.2 % or half a millimetre. */
static bool near_width(double value, double expected)
{
  return isnan(expected) || (value <= expected + 1e-9 && value >= expected * (1 - 0.002) - 0.0005);
}

static size_t shell_count(const LtShapes *shape)
{
  size_t n = 0;
  for (size_t r = 0; shape != NULL && r < shape->n_rings; r++)
    n += !shape->ring_holes[r];
  return n;
}

static void check_pair(const Row *row, const LtOverlayPair *pair, bool turned)
{
  double scale = lt_plane_tm_areal_scale(overlay_case_plane(), CASE_X, CASE_Y);
  if (!near(pair->areas.planar_m2, row->area_m2, 1e-7) ||
      !near(pair->areas.ellipsoid_m2, pair->areas.planar_m2 / scale,
            1e-5 * pair->areas.planar_m2) ||
      !near_width(pair->width_m, row->width_m) || shell_count(pair->shape) != row->n_shells)
    fail_msg("%s%s: kept %.9f m² (%.9f), %zu shells, %.6f m wide", row->why,
             turned ? " (turned)" : "", pair->areas.planar_m2, pair->areas.ellipsoid_m2,
             shell_count(pair->shape), pair->width_m);
  if (pair->n_tolerated != row->n_tolerated ||
      !near(pair->tolerated.planar_m2, row->tolerated_m2, 1e-7) ||
      !near(pair->tolerated.ellipsoid_m2, pair->tolerated.planar_m2 / scale,
            1e-5 * pair->tolerated.planar_m2) ||
      !near_width(pair->tolerated_width_m, row->tolerated_width_m))
    fail_msg("%s%s: tolerated %zu pieces, %.9f m², %.6f m wide", row->why,
             turned ? " (turned)" : "", pair->n_tolerated, pair->tolerated.planar_m2,
             pair->tolerated_width_m);
  if (pair->shape != NULL)
    assert_true(fabs(shape_text_area_m2(pair->shape, 0) - pair->areas.planar_m2) < 0.2);
}

/* Each row both ways: the answer is the same to the bit. */
static void test_rows(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    const Row *row = &rows[i];
    g_autoptr(LtShapes) a = layer_new(row->a);
    g_autoptr(LtShapes) b = layer_new(row->b);
    OverlayCase with = {.min_area_m2 = row->min_area_m2, .min_width_m = row->min_width_m};
    g_autoptr(LtOverlay) there = overlay_case_ok(a, b, with);
    g_autoptr(LtOverlay) back = overlay_case_ok(b, a, with);
    if (there->n_pairs != row->n_pairs || back->n_pairs != row->n_pairs)
      fail_msg("%s: %zu and %zu pairs", row->why, there->n_pairs, back->n_pairs);
    if (row->n_pairs == 0)
      continue;
    check_pair(row, &there->pairs[0], false);
    check_pair(row, &back->pairs[0], true);
    assert_int_equal(there->pairs[0].a, back->pairs[0].b);
    assert_int_equal(there->pairs[0].b, back->pairs[0].a);
    g_autoptr(GString) one = g_string_new(NULL);
    g_autoptr(GString) other = g_string_new(NULL);
    overlay_case_dump(one, &there->pairs[0]);
    overlay_case_dump(other, &back->pairs[0]);
    assert_string_equal(one->str, other->str);
  }
}

/* Crossings at (10, 5 ± 1/3) go to the nearest lattice point; the area is that before. */
static void test_shape_is_rounded(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = layer_new(SQUARE);
  g_autoptr(LtShapes) b = layer_new("5 5,20 4,20 6,5 5");
  g_autoptr(LtShapes) expected = layer_new("5 5,10 4.6667,10 5.3333,5 5");
  g_autoptr(LtOverlay) overlay = overlay_case_ok(a, b, (OverlayCase){0});
  const LtShapes *shape = overlay->pairs[0].shape;
  assert_int_equal(shape->n_rings, 1);
  assert_int_equal(shape->n_points, 4);
  for (size_t i = 0; i < 3; i++) {
    bool is_found = false; /* the ring may begin anywhere */
    for (size_t k = 0; k < 3; k++)
      is_found |= shape->points[i].x == expected->points[k].x &&
                  shape->points[i].y == expected->points[k].y;
    assert_true(is_found);
  }
  assert_true(near(overlay->pairs[0].areas.planar_m2, 5. / 3, 1e-9));
}

/* The point inside belongs to the largest kept piece. */
static void test_point_inside(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = layer_new(COMB);
  g_autoptr(LtShapes) b = layer_new("1 8,11 8,11 9,1 9,1 8");
  g_autoptr(LtOverlay) overlay = overlay_case_ok(a, b, (OverlayCase){0});
  LtPoint inside = overlay->pairs[0].inside;
  double x = (double)inside.x * LT_UNIT_M - CASE_X, y = (double)inside.y * LT_UNIT_M - CASE_Y;
  assert_true(x > 7.4 && x < 9.6); /* half a metre from the border: the middle, but for rounding */
  assert_true(fabs(y - 8.5) < 0.01);
}

/* Each pair once, the smaller shape first, wherever it stands in the file. */
static void test_layer_with_itself(void **state)
{
  (void)state;
  g_autoptr(LtShapes) shapes = layer_new("20 0,30 0,30 10,20 10,20 0;" /* apart */
                                         "5 5,15 5,15 15,5 15,5 5;"
                                         "0 0,10 0,10 10,0 10,0 0;"
                                         "0 0,10 0,10 10,0 10,0 0;"   /* again */
                                         "15 0,20 0,20 5,15 5,15 0"); /* touches two */
  g_autoptr(LtOverlay) overlay = overlay_case_ok(shapes, shapes, (OverlayCase){0});
  const struct {
    size_t a, b;
    double area_m2;
  } expected[] = {{2, 1, 25}, {2, 3, 100}, {3, 1, 25}};
  assert_int_equal(overlay->n_pairs, 3);
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(overlay->pairs[i].a, expected[i].a);
    assert_int_equal(overlay->pairs[i].b, expected[i].b);
    assert_true(near(overlay->pairs[i].areas.planar_m2, expected[i].area_m2, 1e-9));
  }
}

static void test_use(void **state)
{
  (void)state;
  g_autoptr(LtShapes) shapes = layer_new(SQUARE ";" SQUARE ";" SQUARE ";" SQUARE);
  const uint8_t first[] = {1, 1, 0, 0}, rest[] = {0, 1, 1, 1};

  g_autoptr(LtOverlay) self = overlay_case_ok(shapes, shapes, (OverlayCase){.use_a = rest, .use_b = rest});
  assert_int_equal(self->n_pairs, 3);
  for (size_t i = 0; i < 3; i++)
    assert_true(self->pairs[i].a > 0 && self->pairs[i].a < self->pairs[i].b);

  /* one file read as two layers: 2 × 3 pairs, but none of a feature with itself */
  g_autoptr(LtOverlay) two = overlay_case_ok(shapes, shapes, (OverlayCase){.use_a = first, .use_b = rest});
  assert_int_equal(two->n_pairs, 5);
  for (size_t i = 0; i < 5; i++)
    assert_true(two->pairs[i].a < 2 && two->pairs[i].b > 0 && two->pairs[i].a != two->pairs[i].b);
}

static LtShapes *triangle_new(LtPoint a, LtPoint b, LtPoint c)
{
  LtShapes *shapes = lt_shapes_new();
  LtPoint ring[] = {a, b, c, a};
  lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL);
  lt_shapes_add_ring(shapes, ring, 4, false, NULL);
  return shapes;
}

/* A corner 10^-10 m inside of an edge 100 m long: rounding turns the tip over. No polygon may come out
 * of it, and no error. */
static void test_tip_turned_over(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a =
      triangle_new((LtPoint){784551, 1340262}, (LtPoint){771478, 1292002}, (LtPoint){825587, 1368827});
  g_autoptr(LtShapes) b =
      triangle_new((LtPoint){540204, 820006}, (LtPoint){965330, 1725171}, (LtPoint){87621, 1032569});
  g_autoptr(LtOverlay) overlay = overlay_case_ok(a, b, (OverlayCase){0});
  for (size_t i = 0; i < overlay->n_pairs; i++)
    assert_null(overlay->pairs[i].shape);
  assert_true(fabs(overlay->both.planar_m2) < 1e-9);
}

static void test_nothing_to_do(void **state)
{
  (void)state;
  g_autoptr(LtShapes) none = lt_shapes_new();
  g_autoptr(LtShapes) squares = layer_new(SQUARE);
  g_autoptr(LtShapes) others = lt_shapes_new(); /* no polygons */
  LtPoint points[] = {{384000010000, 39300010000}, {384000020000, 39300020000}};
  lt_shapes_add_feature(others, LT_GEOM_NONE, NULL);
  lt_shapes_add_feature(others, LT_GEOM_POINT, NULL);
  lt_shapes_add_ring(others, points, 1, false, NULL);
  lt_shapes_add_feature(others, LT_GEOM_LINE, NULL);
  lt_shapes_add_ring(others, points, 2, false, NULL);
  lt_shapes_add_feature(others, LT_GEOM_POLYGON, NULL); /* empty */

  const LtShapes *layers[] = {none, squares, others};
  for (size_t i = 0; i < 3; i++)
    for (size_t j = 0; j < 3; j++) {
      g_autoptr(LtOverlay) overlay = overlay_case_ok(layers[i], layers[j], (OverlayCase){0});
      assert_int_equal(overlay->n_pairs, 0);
    }
}

static void test_cancelled(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = layer_new(SQUARE);
  g_autoptr(LtShapes) b = layer_new(SQUARE);
  LtOverlayInput input = {.a = a, .b = b, .plane = overlay_case_plane()};
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_cancel(run);
  g_autoptr(GError) error = NULL;
  assert_null(lt_overlay_run(&input, run, &error));
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_CANCELLED));
}

/* A shape that breaks the contract contradicts itself: an error, not a number. */
static void test_open_ring_is_an_error(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = layer_new("90 90,91 90,91 91,90 90;" SQUARE);
  g_autoptr(LtShapes) b = layer_new("0 0,10 0,10 10,0 10,0 5"); /* not closed */
  g_autoptr(GError) error = NULL;
  assert_null(overlay_case_run(a, b, (OverlayCase){0}, &error));
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_GEOMETRY));
}

/* Lambert's azimuthal plane of a sphere about the north pole: areas on it are those on the sphere. */
static void equal_area_to_geographic(void *context, double *xy, size_t n)
{
  double a_m = *(double *)context;
  for (size_t i = 0; i < n; i++, xy += 2) {
    double x = xy[0], y = xy[1];
    xy[0] = atan2(x, -y);
    xy[1] = G_PI / 2 - 2 * asin(hypot(x, y) / (2 * a_m));
  }
}

static void test_around_a_pole(void **state)
{
  (void)state;
  double a_m = 6371000;
  LtPlane plane = {.a_m = a_m, .to_geographic = equal_area_to_geographic, .context = &a_m};
  static const int64_t half[] = {4000000000, 3000000000}; /* 400 km and 300 km */
  g_autoptr(LtShapes) a = lt_shapes_new();
  g_autoptr(LtShapes) b = lt_shapes_new();
  for (int i = 0; i < 2; i++) {
    int64_t h = half[i];
    LtPoint ring[] = {{-h, -h}, {h, -h}, {h, h}, {-h, h}, {-h, -h}};
    LtShapes *shapes = i == 0 ? a : b;
    assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL) &&
                lt_shapes_add_ring(shapes, ring, 5, false, NULL));
  }
  LtOverlayInput input = {.a = a, .b = b, .plane = &plane};
  g_autoptr(LtRun) run = lt_run_new();
  g_autoptr(LtOverlay) overlay = lt_overlay_run(&input, run, NULL);
  assert_non_null(overlay);
  assert_int_equal(overlay->n_pairs, 1);
  const LtAreas *areas = &overlay->pairs[0].areas;
  assert_true(fabs(areas->planar_m2 - 3.6e11) < 1);
  assert_true(fabs(areas->ellipsoid_m2 - 3.6e11) < 1e-6 * 3.6e11);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_around_a_pole),
      cmocka_unit_test(test_rows),         cmocka_unit_test(test_shape_is_rounded),
      cmocka_unit_test(test_point_inside), cmocka_unit_test(test_layer_with_itself),
      cmocka_unit_test(test_use),          cmocka_unit_test(test_nothing_to_do),
      cmocka_unit_test(test_tip_turned_over),
      cmocka_unit_test(test_cancelled),    cmocka_unit_test(test_open_ring_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
