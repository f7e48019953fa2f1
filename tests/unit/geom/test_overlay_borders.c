/* What of the boundary of features no other has, against GEOS: lengths within 1e-6 m, the same number
 * of lines. Seeded. */
#include "question_case.h"

/* The rings of the features that count as lines, but for one; not noded, so that no edge is bent. */
static GEOSGeometry *boundaries(LtGeos *geos, const LtShapes *shapes, const uint8_t *use,
                                size_t only, size_t without)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new();
  LtPoint origin = overlay_case_at(0, 0);
  for (size_t f = 0; f < shapes->n_features; f++) {
    if (f == without || (only != SIZE_MAX && f != only) || (use != NULL && !use[f]))
      continue;
    for (size_t r = lt_shapes_first_ring(shapes, f); r < shapes->feature_ends[f]; r++) {
      size_t begin = lt_shapes_first_point(shapes, r), n = shapes->ring_ends[r] - begin;
      GEOSCoordSequence *points = GEOSCoordSeq_create_r(geos->handle, (unsigned)n, 2);
      for (size_t i = 0; i < n; i++)
        GEOSCoordSeq_setXY_r(geos->handle, points, (unsigned)i,
                             (double)(shapes->points[begin + i].x - origin.x),
                             (double)(shapes->points[begin + i].y - origin.y));
      g_ptr_array_add(lines, GEOSGeom_createLineString_r(geos->handle, points));
    }
  }
  return GEOSGeom_createCollection_r(geos->handle, GEOS_MULTILINESTRING,
                                     (GEOSGeometry **)lines->pdata, lines->len);
}

static GEOSGeometry *shape_lines(LtGeos *geos, const LtShapes *shape)
{
  return boundaries(geos, shape, NULL, SIZE_MAX, SIZE_MAX);
}

static void check_lines(const char *why, LtGeos *geos, const LtOverlayPair *pair,
                        const GEOSGeometry *wanted)
{
  assert_true(pair->b == LT_NO_FEATURE && pair->shape != NULL);
  assert_int_equal(pair->shape->types[0], LT_GEOM_LINE);
  assert_true(pair->areas.planar_m2 == 0 && pair->n_tolerated == 0 && pair->n_parts == 0);
  GEOSGeometry *shape = shape_lines(geos, pair->shape);
  GEOSGeometry *merged = GEOSLineMerge_r(geos->handle, wanted);
  double off;
  assert_true(GEOSHausdorffDistance_r(geos->handle, shape, wanted, &off));
  if (!(off <= 1))
    fail_msg("%s: the lines of %zu are off by %g units", why, pair->a, off);
  int n = GEOSGetNumGeometries_r(geos->handle, merged);
  if ((size_t)n != pair->shape->n_rings)
    fail_msg("%s: %zu has %zu lines, by GEOS %d", why, pair->a, pair->shape->n_rings, n);
  LtPoint origin = overlay_case_at(0, 0);
  GEOSGeometry *inside = GEOSGeom_createPointFromXY_r(
      geos->handle, (double)(pair->inside.x - origin.x), (double)(pair->inside.y - origin.y));
  assert_true(GEOSDistance_r(geos->handle, wanted, inside, &off));
  assert_true(off <= 1);
  GEOSGeom_destroy_r(geos->handle, inside);
  GEOSGeom_destroy_r(geos->handle, merged);
  GEOSGeom_destroy_r(geos->handle, shape);
}

static size_t check(const char *why, LtOverlayInput input)
{
  input.question = LT_OVERLAY_BORDERS;
  input.plane = overlay_case_plane();
  input.min_area_m2 = input.min_width_m = 1000; /* says nothing */
  g_autoptr(LtTiles) tiles = NULL;
  g_autoptr(LtOverlay) overlay = question_run(&input, 0, 2, &tiles);
  LtGeos *geos = lt_geos_new();
  size_t next = 0;
  for (size_t f = 0; f < input.a->n_features; f++) {
    if (input.use_a != NULL && !input.use_a[f])
      continue;
    GEOSGeometry *wanted = question_do(
        geos, GEOSDifference_r, boundaries(geos, input.a, NULL, f, SIZE_MAX),
        boundaries(geos, input.b, input.use_b, SIZE_MAX, input.a == input.b ? f : SIZE_MAX));
    double wanted_m = question_length_m(geos, wanted), got_m = 0;
    if (next < overlay->n_pairs && overlay->pairs[next].a == f) {
      got_m = overlay->pairs[next].length_m;
      check_lines(why, geos, &overlay->pairs[next++], wanted);
    }
    if (!(fabs(got_m - wanted_m) < 1e-6))
      fail_msg("%s: feature %zu: %.9f m, by GEOS %.9f", why, f, got_m, wanted_m);
    GEOSGeom_destroy_r(geos->handle, wanted);
  }
  lt_geos_free(geos);
  assert_int_equal(next, overlay->n_pairs);
  question_check_orders(why, &input);
  return next;
}

static void test_layers(void **state)
{
  (void)state;
  for (guint32 seed = 1; seed <= 6; seed++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(seed), again = g_rand_new_with_seed(seed);
    g_autoptr(LtShapes) clean = question_coverage(random, 0, 0);
    g_autoptr(LtShapes) shifted = question_coverage(again, 0, 3);
    g_autoptr(LtShapes) holed = question_coverage(random, 3, 4);
    g_autoptr(LtShapes) stars = overlay_case_stars(random, 40, 280);
    g_autofree uint8_t *use_clean = question_use(clean), *use_shifted = question_use(shifted);
    assert_true(check("a coverage among itself", (LtOverlayInput){.a = clean, .b = clean}) > 15);
    assert_true(check("one with gaps", (LtOverlayInput){.a = holed, .b = holed}) > 20);
    assert_true(check("a coverage and itself with faults",
                      (LtOverlayInput){.a = clean, .b = shifted}) > 0);
    assert_true(check("parts of them", (LtOverlayInput){.a = clean, .b = shifted,
                                                        .use_a = use_clean,
                                                        .use_b = use_shifted}) > 0);
    assert_true(check("a coverage among a part of itself",
                      (LtOverlayInput){.a = clean, .b = clean, .use_b = use_clean}) > 15);
    assert_int_equal(check("stars and others", (LtOverlayInput){.a = stars, .b = clean}), 40);
  }
}

typedef struct {
  const char *why, *a, *b;
  double length_m;
  const char *lines; /* parted by "|", metres */
} Row;

static const Row rows[] = {
    {"alone: a closed line from its smallest point", "10 0,10 10,0 10,0 0,10 0",
     "50 50,60 50,60 60,50 50", 40, "0 0,10 0,10 10,0 10,0 0"},
    {"points on straight edges are dropped", "0 0,5 0,10 0,10 10,0 10,0 0", "5 -5,6 -5,5 0,5 -5", 40,
     "0 0,10 0,10 10,0 10,0 0"},
    {"half of an edge in common, with corners of one only", "0 0,10 0,10 10,0 10,0 0",
     "10 5,20 5,20 20,10 20,10 5", 35, "10 10,0 10,0 0,10 0,10 5"},
    {"an edge in the middle", "0 0,10 0,10 10,0 10,0 0", "10 4,12 4,12 6,10 6,10 4", 38,
     "10 6,10 10,0 10,0 0,10 0,10 4"},
    {"two neighbours: two lines", "0 0,10 0,10 10,0 10,0 0",
     "10 0,20 0,20 10,10 10,10 0;-10 0,0 0,0 10,-10 10,-10 0", 20, "0 0,10 0|10 10,0 10"},
    {"an unrelated border across it does not show", "0 0,10 0,10 10,0 10,0 0",
     "-3 -3,4 5,20 7,-3 -3", 40, "0 0,10 0,10 10,0 10,0 0"},
    {"all of it is that of others", "0 0,10 0,10 10,0 10,0 0",
     "0 0,10 0,10 10,0 0;0 0,10 10,0 10,0 0", 0, ""},
    {"shell and hole", "0 0,30 0,30 30,0 30,0 0|h 10 10,10 20,20 20,20 10,10 10",
     "10 10,20 10,20 20,10 20,10 10", 120, "0 0,30 0,30 30,0 30,0 0"},
};

static void row_check(const Row *row)
{
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new();
  shape_text_add_at(a, row->a, CASE_X, CASE_Y);
  g_auto(GStrv) texts = g_strsplit(row->b, ";", -1);
  for (size_t i = 0; texts[i] != NULL; i++)
    shape_text_add_at(b, texts[i], CASE_X, CASE_Y);
  LtOverlayInput input = {
      .question = LT_OVERLAY_BORDERS, .a = a, .b = b, .plane = overlay_case_plane()};
  g_autoptr(LtTiles) tiles = NULL;
  g_autoptr(LtOverlay) overlay = question_run(&input, 0, 1, &tiles);
  g_autoptr(GString) got = g_string_new(NULL);
  assert_int_equal(overlay->n_pairs, row->length_m > 0);
  LtPoint origin = overlay_case_at(0, 0);
  const LtShapes *shape = overlay->n_pairs == 0 ? NULL : overlay->pairs[0].shape;
  for (size_t r = 0; shape != NULL && r < shape->n_rings; r++)
    for (size_t begin = lt_shapes_first_point(shape, r), i = begin; i < shape->ring_ends[r]; i++)
      g_string_append_printf(got, "%s%g %g", i == 0 ? "" : i == begin ? "|" : ",",
                             (double)(shape->points[i].x - origin.x) / LT_UNITS_PER_M,
                             (double)(shape->points[i].y - origin.y) / LT_UNITS_PER_M);
  if (strcmp(got->str, row->lines) != 0)
    fail_msg("%s: %s", row->why, got->str);
  if (row->length_m > 0 && !(fabs(overlay->pairs[0].length_m - row->length_m) < 1e-9))
    fail_msg("%s: %.12g m", row->why, overlay->pairs[0].length_m);
}

static void test_by_hand(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    row_check(&rows[i]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_layers), cmocka_unit_test(test_by_hand)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
