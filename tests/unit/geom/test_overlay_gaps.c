/* Gaps against GEOS: the same pieces, areas within 1e-6 m2, and what borders them within 1e-6 m.
 * Seeded. */
#include "question_case.h"

/* ---- what borders a gap ---- */

static double segment_distance(const double at[2], LtPoint a, LtPoint b)
{
  LtPoint origin = overlay_case_at(0, 0);
  double ax = (double)(a.x - origin.x), ay = (double)(a.y - origin.y);
  double dx = (double)(b.x - a.x), dy = (double)(b.y - a.y), px = at[0] - ax, py = at[1] - ay;
  double along = (px * dx + py * dy) / (dx * dx + dy * dy);
  along = fmin(fmax(along, 0), 1);
  return hypot(px - along * dx, py - along * dy);
}

/* True when one edge of a feature passes both ends of a segment. */
static bool feature_borders(const LtShapes *shapes, size_t f, const double from[2],
                            const double to[2])
{
  for (size_t r = lt_shapes_first_ring(shapes, f); r < shapes->feature_ends[f]; r++)
    for (size_t i = lt_shapes_first_point(shapes, r) + 1; i < shapes->ring_ends[r]; i++)
      if (segment_distance(from, shapes->points[i - 1], shapes->points[i]) < 0.001 &&
          segment_distance(to, shapes->points[i - 1], shapes->points[i]) < 0.001)
        return true;
  return false;
}

static double common_m(LtGeos *geos, const GEOSGeometry *piece, const LtShapes *shapes, size_t f)
{
  double length_m = 0;
  for (int r = -1; r < GEOSGetNumInteriorRings_r(geos->handle, piece); r++) {
    const GEOSGeometry *ring = r < 0 ? GEOSGetExteriorRing_r(geos->handle, piece)
                                     : GEOSGetInteriorRingN_r(geos->handle, piece, r);
    const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(geos->handle, ring);
    unsigned n;
    double last[2], at[2];
    assert_true(GEOSCoordSeq_getSize_r(geos->handle, points, &n));
    for (unsigned i = 0; i < n; i++, memcpy(last, at, sizeof at)) {
      assert_true(GEOSCoordSeq_getXY_r(geos->handle, points, i, &at[0], &at[1]));
      if (i > 0 && feature_borders(shapes, f, last, at))
        length_m += hypot(at[0] - last[0], at[1] - last[1]) / LT_UNITS_PER_M;
    }
  }
  return length_m;
}

static void check_parts(const char *why, LtGeos *geos, const LtOverlayInput *input,
                        const GEOSGeometry *piece, const LtOverlayPair *pair)
{
  assert_true(pair->a == LT_NO_FEATURE && pair->b == LT_NO_FEATURE);
  size_t next = 0;
  for (size_t f = 0; f < input->a->n_features; f++) {
    if (input->use_a != NULL && !input->use_a[f])
      continue;
    double wanted_m = common_m(geos, piece, input->a, f), got_m = 0;
    if (next < pair->n_parts && pair->parts[next].a == f) {
      assert_true(pair->parts[next].b == LT_NO_FEATURE);
      got_m = pair->parts[next++].length_m;
    }
    if (!(fabs(got_m - wanted_m) < 1e-6))
      fail_msg("%s: feature %zu borders a gap of %g m2 along %.9f m, by GEOS %.9f", why, f,
               pair->areas.planar_m2, got_m, wanted_m);
  }
  assert_int_equal(next, pair->n_parts); /* sorted, and each once */
}

/* ---- layers ---- */

/* What is left of the frame; without one, of a box around all, but for what borders that box. */
static GEOSGeometry *ground_of(LtGeos *geos, const LtOverlayInput *input)
{
  GEOSGeometry *covered = question_union(geos, input->a, input->use_a, SIZE_MAX);
  if (input->a != input->b)
    return question_do(geos, GEOSDifference_r,
                       question_union(geos, input->b, input->use_b, SIZE_MAX), covered);
  GEOSGeometry *box = GEOSGeom_createRectangle_r(geos->handle, -1e7, -1e7, 2e7, 2e7);
  GEOSGeometry *rest = question_do(geos, GEOSDifference_r, box, covered);
  g_autoptr(GPtrArray) pieces = g_ptr_array_new();
  for (int g = 0; g < GEOSGetNumGeometries_r(geos->handle, rest); g++) {
    const GEOSGeometry *piece = GEOSGetGeometryN_r(geos->handle, rest, g);
    double x;
    assert_true(GEOSGeom_getXMin_r(geos->handle, piece, &x));
    if (x > -1e7)
      g_ptr_array_add(pieces, GEOSGeom_clone_r(geos->handle, piece));
  }
  GEOSGeom_destroy_r(geos->handle, rest);
  return GEOSGeom_createCollection_r(geos->handle, GEOS_MULTIPOLYGON,
                                     (GEOSGeometry **)pieces->pdata, pieces->len);
}

static size_t check(const char *why, LtOverlayInput input)
{
  input.question = LT_OVERLAY_GAPS;
  input.plane = overlay_case_plane();
  g_autoptr(LtTiles) tiles = NULL;
  g_autoptr(LtOverlay) overlay = question_run(&input, 0, 2, &tiles);
  LtGeos *geos = lt_geos_new();
  GEOSGeometry *ground = ground_of(geos, &input);
  g_autofree uint8_t *is_found = g_new0(uint8_t, overlay->n_pairs + 1);
  size_t n = question_check_pieces(why, geos, &input, overlay, ground, is_found, check_parts);
  GEOSGeom_destroy_r(geos->handle, ground);
  lt_geos_free(geos);
  question_check_orders(why, &input);
  return n;
}

static void test_layers(void **state)
{
  (void)state;
  size_t n_gaps = 0;
  for (guint32 seed = 1; seed <= 8; seed++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_autoptr(LtShapes) clean = question_coverage(random, 0, 0);
    g_autoptr(LtShapes) faulty = question_coverage(random, 5, 4);
    g_autoptr(LtShapes) holed = question_coverage(random, 2, 0);
    g_autoptr(LtShapes) stars = overlay_case_stars(random, 60, 280);
    g_autofree uint8_t *use_faulty = question_use(faulty), *use_stars = question_use(stars);
    assert_int_equal(check("a clean coverage", (LtOverlayInput){.a = clean, .b = clean}), 0);
    n_gaps += check("a faulty coverage", (LtOverlayInput){.a = faulty, .b = faulty});
    n_gaps += check("corners that touch", (LtOverlayInput){.a = holed, .b = holed});
    n_gaps += check("stars", (LtOverlayInput){.a = stars, .b = stars});
    n_gaps += check("some stars, small gaps tolerated",
                    (LtOverlayInput){.a = stars, .b = stars, .use_a = use_stars,
                                     .use_b = use_stars, .min_area_m2 = 40, .min_width_m = 2});
    n_gaps += check("stars in a frame", (LtOverlayInput){.a = stars, .b = clean});
    n_gaps += check("a part of a coverage in a part of the stars",
                    (LtOverlayInput){.a = faulty, .b = stars, .use_a = use_faulty,
                                     .use_b = use_stars, .min_width_m = 1});
  }
  assert_true(n_gaps > 300);
}

/* Many gaps with islands that hang at one place of their crooked borders, or stand free: shells are
 * looked for in an index then. */
static void test_islands(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(9);
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  g_autoptr(GString) sieve = g_string_new("0 0,1000 0,1000 1000,0 1000,0 0");
  for (int i = 0; i < 64; i++) {
    int x = 120 * (i % 8) + 20, y = 120 * (i / 8) + 20, lean = 2 * g_rand_int_range(random, -8, 9);
    g_string_append_printf(sieve, "|h %d %d,%d %d,%d %d,%d %d,%d %d", x, y, x + lean, y + 90,
                           x + 95, y + 90, x + 95, y, x, y);
    int mx = x + lean / 2 + (i % 5 == 0) * 9, my = y + 45; /* on the border, or off it */
    for (int k = 0; k < 1 + i % 3; k++) { /* a fan of islands */
      int turn = i % 4 < 2 ? 12 : -12;
      g_autofree char *island = g_strdup_printf(
          "%d %d,%d %d,%d %d,%d %d|h %d %d,%d %d,%d %d,%d %d", mx, my, mx + 50,
          my + turn * (2 * k - 2), mx + 50, my + turn * (2 * k - 1), mx, my, mx + 40,
          my + turn * (2 * k - 2) * 4 / 5 + turn / 4, mx + 45,
          my + turn * (2 * k - 2) * 9 / 10 + turn / 3, mx + 45,
          my + turn * (2 * k - 2) * 9 / 10 + turn / 4, mx + 40,
          my + turn * (2 * k - 2) * 4 / 5 + turn / 4);
      shape_text_add_at(shapes, island, CASE_X, CASE_Y);
    }
  }
  shape_text_add_at(shapes, sieve->str, CASE_X, CASE_Y);
  /* the long edge of one gap has the island of the next in its box, and lies behind that */
  shape_text_add_at(shapes,
                    "0 1100,400 1100,400 1500,0 1500,0 1100|h 50 1150,50 1400,252 1400,50 1150|"
                    "h 240 1195,240 1205,280 1205,280 1195,240 1195", CASE_X, CASE_Y);
  shape_text_add_at(shapes, "250 1200,255 1198,255 1202,250 1200", CASE_X, CASE_Y);
  assert_true(check("islands", (LtOverlayInput){.a = shapes, .b = shapes}) > 150);
}

/* ---- by hand ---- */

typedef struct {
  const char *why;
  const char *features, *frame; /* parted by ";"; no frame: NULL */
  double areas_m2[4];           /* of the gaps, 0 after the last */
  const char *parts;            /* of each gap: feature and length in m */
} Row;

static const Row rows[] = {
    {"a courtyard between four parcels that touch at corners", "10 0,20 0,20 10,10 10,10 0;"
     "0 10,10 10,10 20,0 20,0 10;20 10,30 10,30 20,20 20,20 10;10 20,20 20,20 30,10 30,10 20",
     NULL, {100}, "0 10 1 10 2 10 3 10;"},
    {"two gaps that touch at a corner",
     "0 0,40 0,40 40,0 40,0 0|h 10 10,10 20,20 20,20 10,10 10|h 20 20,20 30,30 30,30 20,20 20", NULL,
     {100, 100}, "0 40;0 40;"},
    {"an island in a gap, and a gap in the island",
     "0 0,50 0,50 50,0 50,0 0|h 10 10,10 40,40 40,40 10,10 10;"
     "20 20,30 20,30 30,20 30,20 20|h 22 22,22 28,28 28,28 22,22 22", NULL,
     {800, 36}, "0 120 1 40;1 24;"},
    {"an island that touches the border of the gap",
     "0 0,50 0,50 50,0 50,0 0|h 10 10,10 40,40 40,40 10,10 10;10 20,20 15,20 25,10 20", NULL,
     {850}, "0 120 1 32.36067977;"},
    {"two islands that touch: what is between them is a gap of its own",
     "0 0,60 0,60 40,0 40,0 0|h 10 10,10 30,50 30,50 10,10 10;"
     "10 10,30 10,30 20,20 20,20 30,10 30,10 10;50 10,50 30,30 20,40 15,30 10,50 10", NULL,
     {200, 50}, ""},
    {"bays are no gaps", "0 0,30 0,30 30,20 30,20 10,10 10,10 30,0 30,0 0", NULL, {0}, ""},
    {"a bay in a frame", "0 0,30 0,30 30,20 30,20 10,10 10,10 30,0 30,0 0",
     "5 5,25 5,25 25,5 25,5 5", {150}, "0 40;"},
    {"a frame that nothing covers", "100 100,110 100,110 110,100 110,100 100",
     "0 0,10 0,10 10,0 10,0 0;10 0,20 0,20 10,10 10,10 0", {200}, ""},
};

static void row_check(const Row *row)
{
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new();
  g_auto(GStrv) texts = g_strsplit(row->features, ";", -1);
  g_auto(GStrv) frames = g_strsplit(row->frame == NULL ? "" : row->frame, ";", -1);
  for (size_t i = 0; texts[i] != NULL; i++)
    shape_text_add_at(a, texts[i], CASE_X, CASE_Y);
  for (size_t i = 0; row->frame != NULL && frames[i] != NULL; i++)
    shape_text_add_at(b, frames[i], CASE_X, CASE_Y);
  LtOverlayInput input = {.question = LT_OVERLAY_GAPS, .a = a, .b = row->frame == NULL ? a : b,
                          .plane = overlay_case_plane()};
  g_autoptr(LtTiles) tiles = NULL;
  g_autoptr(LtOverlay) overlay = question_run(&input, 0, 1, &tiles);
  g_autoptr(GString) parts = g_string_new(NULL);
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    const LtOverlayPair *pair = &overlay->pairs[i];
    if (i >= G_N_ELEMENTS(row->areas_m2) ||
        !(fabs(pair->areas.planar_m2 - row->areas_m2[i]) < 1e-9))
      fail_msg("%s: gap %zu of %.9f m2", row->why, i, pair->areas.planar_m2);
    for (size_t k = 0; k < pair->n_parts; k++)
      g_string_append_printf(parts, "%s%zu %.10g", k == 0 ? "" : " ", pair->parts[k].a,
                             pair->parts[k].length_m);
    g_string_append_c(parts, ';');
  }
  if (overlay->n_pairs < G_N_ELEMENTS(row->areas_m2) && row->areas_m2[overlay->n_pairs] > 0)
    fail_msg("%s: %zu gaps only", row->why, overlay->n_pairs);
  if (row->parts[0] != '\0' && strcmp(parts->str, row->parts) != 0)
    fail_msg("%s: %s, not %s", row->why, parts->str, row->parts);
}

static void test_by_hand(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    row_check(&rows[i]);
}

/* Below a limit: an answer without a shape, with all else. */
static void test_tolerated(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = lt_shapes_new();
  shape_text_add_at(a, "0 0,50 0,50 50,0 50,0 0|h 10 10,10 40,11 40,11 10,10 10", CASE_X, CASE_Y);
  LtOverlayInput input = {.question = LT_OVERLAY_GAPS, .a = a, .b = a, .min_width_m = 1.01,
                          .plane = overlay_case_plane()};
  g_autoptr(LtTiles) tiles = NULL;
  g_autoptr(LtOverlay) overlay = question_run(&input, 0, 1, &tiles);
  assert_int_equal(overlay->n_pairs, 1);
  const LtOverlayPair *pair = &overlay->pairs[0];
  assert_true(pair->shape == NULL && pair->n_tolerated == 1 && pair->areas.planar_m2 == 0);
  assert_true(fabs(pair->tolerated.planar_m2 - 30) < 1e-9);
  assert_true(pair->tolerated.ellipsoid_m2 > 29 && pair->tolerated.ellipsoid_m2 < 31);
  assert_true(fabs(pair->tolerated_width_m - 1) < 0.003);
  assert_int_equal(pair->n_parts, 1);
  assert_true(pair->parts[0].a == 0 && fabs(pair->parts[0].length_m - 62) < 1e-9);
  LtPoint low = overlay_case_at(10, 10), high = overlay_case_at(11, 40);
  assert_true(pair->inside.x > low.x && pair->inside.x < high.x);
  assert_true(pair->inside.y > low.y && pair->inside.y < high.y);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_layers),
                                     cmocka_unit_test(test_islands),
                                     cmocka_unit_test(test_by_hand),
                                     cmocka_unit_test(test_tolerated)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
