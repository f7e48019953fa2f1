/* What one layer leaves out of each feature of another, against GEOS: areas within 1e-6 m2. Seeded. */
#include "question_case.h"

/* What GEOS leaves of a feature. */
static GEOSGeometry *ground_of(LtGeos *geos, const LtOverlayInput *input, size_t f)
{
  GEOSGeometry *feature = question_geos(geos, input->a, f);
  for (size_t k = 0; input->more[k].shapes != NULL; k++)
    feature = question_do(geos, GEOSDifference_r, feature,
                          question_union(geos, input->more[k].shapes, input->more[k].use,
                                         SIZE_MAX));
  if (input->partners == NULL)
    return question_do(geos, GEOSDifference_r, feature,
                       question_union(geos, input->b, input->use_b,
                                      input->a == input->b ? f : SIZE_MAX));
  size_t partner = input->partners[f];
  if (partner == LT_NO_FEATURE || (input->use_b != NULL && !input->use_b[partner]))
    return feature;
  return question_do(geos, GEOSDifference_r, feature, question_geos(geos, input->b, partner));
}

static size_t check(const char *why, LtOverlayInput input)
{
  input.question = LT_OVERLAY_DIFFERENCE;
  input.plane = overlay_case_plane();
  g_autoptr(LtTiles) tiles = NULL;
  g_autoptr(LtOverlay) overlay = question_run(&input, 0, 2, &tiles);
  assert_null(overlay->cells);
  LtGeos *geos = lt_geos_new();
  size_t next = 0;
  for (size_t f = 0; f < input.a->n_features; f++) {
    if (input.use_a != NULL && !input.use_a[f])
      continue;
    GEOSGeometry *ground = ground_of(geos, &input, f);
    double wanted_m2 = question_area_m2(geos, ground), got_m2 = 0;
    if (next < overlay->n_pairs && overlay->pairs[next].a == f) {
      const LtOverlayPair *pair = &overlay->pairs[next++];
      assert_true(pair->b == LT_NO_FEATURE && pair->n_parts == 0 && pair->parts == NULL);
      got_m2 = pair->areas.planar_m2 + pair->tolerated.planar_m2;
      question_check_shape(why, geos, pair, ground);
    }
    if (!(fabs(got_m2 - wanted_m2) < 1e-6))
      fail_msg("%s: feature %zu: %.9f, by GEOS %.9f m2", why, f, got_m2, wanted_m2);
    GEOSGeom_destroy_r(geos->handle, ground);
  }
  lt_geos_free(geos);
  assert_int_equal(next, overlay->n_pairs);
  if (input.partners == NULL && input.more[0].shapes == NULL)
    question_check_orders(why, &input);
  return next;
}

static void test_layers(void **state)
{
  (void)state;
  for (guint32 seed = 1; seed <= 6; seed++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_autoptr(LtShapes) clean = question_coverage(random, 0, 0);
    g_autoptr(LtShapes) faulty = question_coverage(random, 6, 4);
    g_autoptr(LtShapes) stars = overlay_case_stars(random, 25, 280);
    g_autofree uint8_t *use_faulty = question_use(faulty), *use_stars = question_use(stars);
    assert_true(check("a coverage and a faulty one", (LtOverlayInput){.a = clean, .b = faulty}) > 5);
    assert_true(check("stars and a coverage", (LtOverlayInput){.a = stars, .b = clean}) > 0);
    assert_true(check("a coverage and some stars",
                      (LtOverlayInput){.a = faulty, .b = stars, .use_a = use_faulty,
                                       .use_b = use_stars, .min_width_m = 0.5}) > 5);
    assert_true(check("stars among each other", (LtOverlayInput){.a = stars, .b = stars}) > 5);
    assert_true(check("stars and some of them", (LtOverlayInput){.a = stars, .b = stars,
                                                                 .use_b = use_stars}) > 5);
    assert_int_equal(check("a layer without itself", (LtOverlayInput){.a = clean, .b = clean}),
                     clean->n_features);
  }
}

/* Several layers take ground away, one of them in other overlays the first or the second. */
static void test_more_layers(void **state)
{
  (void)state;
  for (guint32 seed = 1; seed <= 6; seed++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_autoptr(LtShapes) a = question_coverage(random, 6, 4);
    g_autoptr(LtShapes) b = overlay_case_stars(random, 9, 280);
    g_autoptr(LtShapes) c = overlay_case_stars(random, 9, 280);
    g_autoptr(LtShapes) d = question_coverage(random, 2, 0);
    g_autofree uint8_t *use_c = question_use(c), *use_d = question_use(d);
    assert_true(check("one more", (LtOverlayInput){.a = a, .b = b, .more = {{c, NULL}}}) > 5);
    assert_true(check("two more, some of their features",
                      (LtOverlayInput){.a = a, .b = b, .more = {{c, use_c}, {d, use_d}},
                                       .min_width_m = 0.5}) > 0);
    assert_true(check("other features of the same layer",
                      (LtOverlayInput){.a = a, .b = c, .use_b = use_c, .more = {{c, NULL}}}) > 5);
  }
}

/* Two layers cover a feature together, along a seam on which their vertices differ. */
static void test_seam(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new(), c = lt_shapes_new();
  shape_text_add_box(a, CASE_X, CASE_Y, CASE_X + 10, CASE_Y + 10);
  shape_text_add_box(b, CASE_X, CASE_Y, CASE_X + 6, CASE_Y + 10);
  shape_text_add_box(c, CASE_X + 6, CASE_Y - 5, CASE_X + 10, CASE_Y + 15);
  LtOverlayInput input = {.question = LT_OVERLAY_DIFFERENCE, .a = a, .b = b,
                          .plane = overlay_case_plane()};
  g_autoptr(LtTiles) tiles = NULL;
  g_autoptr(LtOverlay) one = question_run(&input, 0, 1, &tiles);
  input.more[0].shapes = c;
  g_autoptr(LtOverlay) both = question_run(&input, 0, 1, &tiles);
  assert_int_equal(one->n_pairs, 1);
  assert_true(fabs(one->pairs[0].areas.planar_m2 - 40) < 1e-9);
  assert_int_equal(both->n_pairs, 0);
}

static void test_partners(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(4);
  g_autoptr(LtShapes) a = overlay_case_stars(random, 30, 100);
  g_autoptr(LtShapes) b = overlay_case_stars(random, 20, 100);
  g_autofree uint8_t *use = question_use(b);
  size_t partners[30], within[30];
  for (size_t f = 0; f < 30; f++) {
    partners[f] = f % 7 == 0 ? LT_NO_FEATURE : (size_t)g_rand_int_range(random, 0, 20);
    within[f] = (f + 1) % 30;
  }
  check("partners", (LtOverlayInput){.a = a, .b = b, .partners = partners});
  check("partners that do not all count",
        (LtOverlayInput){.a = a, .b = b, .use_b = use, .partners = partners});
  check("partners of the same layer", (LtOverlayInput){.a = a, .b = a, .partners = within});
}

/* Nothing there that could take away: features give themselves; all there: no answers. */
static void test_all_or_nothing(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new(), copy = lt_shapes_new();
  shape_text_add_box(a, CASE_X, CASE_Y, CASE_X + 10, CASE_Y + 10);
  shape_text_add_box(a, CASE_X + 20, CASE_Y, CASE_X + 30, CASE_Y + 10);
  shape_text_add_box(b, CASE_X + 10, CASE_Y, CASE_X + 20, CASE_Y + 10); /* common borders only */
  LtOverlayInput input = {
      .question = LT_OVERLAY_DIFFERENCE, .a = a, .b = b, .plane = overlay_case_plane()};
  for (size_t f = 0; f < 2; f++)
    assert_true(lt_shapes_add_copy(copy, a, f, NULL));
  g_autoptr(LtTiles) tiles = NULL;
  g_autoptr(LtOverlay) all = question_run(&input, 0, 1, &tiles);
  input.b = copy;
  g_autoptr(LtOverlay) nothing = question_run(&input, 0, 1, &tiles);
  assert_int_equal(all->n_pairs, 2);
  assert_int_equal(nothing->n_pairs, 0);
  for (size_t f = 0; f < 2; f++) {
    assert_int_equal(lt_shapes_compare(all->pairs[f].shape, 0, a, f), 0);
    assert_true(fabs(all->pairs[f].areas.planar_m2 - 100) < 1e-9);
    assert_true(fabs(all->pairs[f].width_m - 10) < 0.03);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_layers),
                                     cmocka_unit_test(test_more_layers),
                                     cmocka_unit_test(test_seam),
                                     cmocka_unit_test(test_partners),
                                     cmocka_unit_test(test_all_or_nothing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
