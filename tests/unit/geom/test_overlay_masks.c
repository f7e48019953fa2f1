/* Ground that pairs share, or that features lack, inside of a mask and outside of it, against GEOS:
 * areas within 1e-6 m2. Seeded. */
#include "question_case.h"

/* What GEOS says that a pair shares, or that a feature has left. */
static GEOSGeometry *ground_of(LtGeos *geos, const LtOverlayInput *input, size_t a, size_t b)
{
  GEOSGeometry *feature = question_geos(geos, input->a, a);
  return b == LT_NO_FEATURE
             ? question_do(geos, GEOSDifference_r, feature,
                           question_union(geos, input->b, input->use_b,
                                          input->a == input->b ? a : SIZE_MAX))
             : question_do(geos, GEOSIntersection_r, feature, question_geos(geos, input->b, b));
}

static const LtOverlayPair *pair_find(const LtOverlay *overlay, size_t a, size_t b)
{
  for (size_t i = 0; i < overlay->n_pairs; i++)
    if (overlay->pairs[i].a == a && overlay->pairs[i].b == b)
      return &overlay->pairs[i];
  return NULL;
}

static double masked_m2(const LtOverlay *overlay, size_t a, size_t b, size_t mask)
{
  for (size_t i = 0; i < overlay->n_masked; i++) {
    const LtOverlayMasked *masked = &overlay->masked[i];
    if (masked->a == a && masked->b == b && masked->mask == mask)
      return masked->areas.planar_m2;
  }
  return 0;
}

/* One answer; returns whether there is one. */
static bool check_answer(const char *why, LtGeos *geos, const LtOverlay *overlay, size_t a, size_t b,
                         GEOSGeometry *take_ground)
{
  double wanted_m2 = question_area_m2(geos, take_ground), got_m2 = 0;
  const LtOverlayPair *pair = pair_find(overlay, a, b);
  if (pair != NULL) {
    got_m2 = pair->areas.planar_m2 + pair->tolerated.planar_m2;
    question_check_shape(why, geos, pair, take_ground);
  }
  if (!(fabs(got_m2 - wanted_m2) < 1e-6))
    fail_msg("%s: %zu %zu: %.9f, by GEOS %.9f m2", why, a, b, got_m2, wanted_m2);
  GEOSGeom_destroy_r(geos->handle, take_ground);
  return pair != NULL;
}

static void check_features(const char *why, LtGeos *geos, const LtOverlayInput *input,
                           const LtOverlay *overlay, size_t a, size_t b)
{
  GEOSGeometry *all = ground_of(geos, input, a, b);
  for (size_t m = 0; m < input->mask->n_features; m++) {
    bool counts = input->use_mask == NULL || input->use_mask[m];
    GEOSGeometry *ground =
        question_do(geos, GEOSIntersection_r, GEOSGeom_clone_r(geos->handle, all),
                    question_geos(geos, input->mask, m));
    double wanted_m2 = counts ? question_area_m2(geos, ground) : 0;
    double got_m2 = masked_m2(overlay, a, b, m);
    if (!(fabs(got_m2 - wanted_m2) < 1e-6))
      fail_msg("%s: %zu %zu in %zu: %.9f, by GEOS %.9f m2", why, a, b, m, got_m2, wanted_m2);
    GEOSGeom_destroy_r(geos->handle, ground);
  }
  GEOSGeom_destroy_r(geos->handle, all);
}

/* The same inputs with one that has no mask beside them, as rules are asked together. */
static size_t check(const char *why, LtOverlayInput input)
{
  LtOverlayInput inputs[3];
  LtOverlay *overlays[3];
  input.plane = overlay_case_plane();
  input.pairs_only = true;
  for (size_t i = 0; i < 3; i++)
    inputs[i] = input;
  inputs[1].is_inside_mask = true;
  inputs[2].mask = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, 2);
  assert_true(lt_overlay_run_all(inputs, 3, NULL, NULL, overlays, run, &error));
  LtGeos *geos = lt_geos_new();
  size_t n[2] = {0, 0};
  for (size_t i = 0; i < overlays[2]->n_pairs; i++) {
    size_t a = overlays[2]->pairs[i].a, b = overlays[2]->pairs[i].b;
    n[0] += check_answer(why, geos, overlays[0], a, b,
                         question_do(geos, GEOSDifference_r, ground_of(geos, &input, a, b),
                                     question_union(geos, input.mask, input.use_mask, SIZE_MAX)));
    n[1] += check_answer(why, geos, overlays[1], a, b,
                         question_do(geos, GEOSIntersection_r, ground_of(geos, &input, a, b),
                                     question_union(geos, input.mask, input.use_mask, SIZE_MAX)));
    check_features(why, geos, &input, overlays[1], a, b);
  }
  lt_geos_free(geos);
  for (size_t i = 0; i < 2; i++) /* and no others */
    assert_int_equal(n[i], overlays[i]->n_pairs);
  assert_int_equal(overlays[0]->n_masked, 0);
  for (size_t i = 0; i < 3; i++)
    lt_overlay_free(overlays[i]);
  return n[0] > 0 ? n[1] : 0;
}

static void test_layers(void **state)
{
  (void)state;
  static const LtOverlayQuestion questions[] = {LT_OVERLAY_SHARED, LT_OVERLAY_DIFFERENCE};
  for (guint32 seed = 1; seed <= 4; seed++) {
    LtOverlayQuestion question = questions[seed % 2];
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_autoptr(LtShapes) a = question_coverage(random, 6, 4);
    g_autoptr(LtShapes) b = overlay_case_stars(random, 12, 280);
    g_autoptr(LtShapes) mask = overlay_case_stars(random, 9, 280);
    g_autofree uint8_t *use_a = question_use(a), *use_b = question_use(b);
    g_autofree uint8_t *use_mask = question_use(mask);
    LtOverlayInput plain = {.question = question, .a = a, .b = b, .mask = mask};
    assert_true(check("two layers", plain) > 5);
    LtOverlayInput used = {.question = question, .a = a, .b = b, .mask = mask, .use_a = use_a,
                           .use_b = use_b, .use_mask = use_mask, .min_width_m = 0.5,
                           .min_area_m2 = 20};
    assert_true(check("some of their features", used) > 0);
    LtOverlayInput within = {.question = question, .a = b, .b = b, .mask = mask};
    assert_true(check("one layer", within) > 0);
    LtOverlayInput halves = {.question = question, .a = a, .b = a, .use_b = use_a, .mask = mask};
    check("a layer and some of it", halves);
    LtOverlayInput self = {.question = question, .a = a, .b = b, .mask = b, .use_mask = use_b};
    check("a mask that is a layer asked for", self);
  }
}

static LtShapes *boxes(size_t n, const double (*corners)[4])
{
  LtShapes *shapes = lt_shapes_new();
  for (size_t i = 0; i < n; i++)
    shape_text_add_box(shapes, CASE_X + corners[i][0], CASE_Y + corners[i][1],
                       CASE_X + corners[i][2], CASE_Y + corners[i][3]);
  return shapes;
}

/* The mask along the border of the ground: nothing is inside; over all of it: nothing outside. */
static void test_borders(void **state)
{
  (void)state;
  static const double ground[][4] = {{0, 0, 10, 10}}, beside[][4] = {{10, 0, 20, 10}},
                      over[][4] = {{0, 0, 10, 10}}, half[][4] = {{0, 0, 5, 10}, {0, 0, 2, 10}};
  static const struct {
    const double (*mask)[4];
    size_t n;
    double out_m2, in_m2;
  } rows[] = {{beside, 1, 100, 0}, {over, 1, 0, 100}, {half, 2, 50, 50}};
  g_autoptr(LtShapes) a = boxes(1, ground), b = boxes(1, ground);
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LtShapes) mask = boxes(rows[i].n, rows[i].mask);
    for (int is_inside = 0; is_inside < 2; is_inside++) {
      LtOverlayInput input = {.a = a, .b = b, .mask = mask, .is_inside_mask = is_inside,
                              .plane = overlay_case_plane(), .pairs_only = true};
      g_autoptr(LtRun) run = lt_run_new();
      g_autoptr(LtOverlay) overlay = lt_overlay_run(&input, run, NULL);
      double wanted_m2 = is_inside ? rows[i].in_m2 : rows[i].out_m2;
      assert_int_equal(overlay->n_pairs, wanted_m2 > 0);
      assert_true(wanted_m2 == 0 || fabs(overlay->pairs[0].areas.planar_m2 - wanted_m2) < 1e-9);
      assert_int_equal(overlay->n_masked, is_inside && wanted_m2 > 0 ? rows[i].n : 0);
    }
  }
}

/* Numbers of two classes say nothing of which overlay asks: many classes, few features. */
static void test_patches_of_many_classes(void **state)
{
  (void)state;
  static const double one[][4] = {{0, 0, 10, 10}}, two[][4] = {{5, 0, 15, 10}};
  g_autoptr(LtShapes) a = boxes(1, one), b = boxes(1, two);
  const uint32_t class_a = 900, class_b = 800;
  LtOverlayInput input = {.question = LT_OVERLAY_PATCHES, .a = a, .b = b, .classes_a = &class_a,
                          .classes_b = &class_b, .n_classes_a = 1000, .n_classes_b = 1000,
                          .plane = overlay_case_plane(), .pairs_only = true};
  g_autoptr(LtRun) run = lt_run_new();
  g_autoptr(LtOverlay) overlay = lt_overlay_run(&input, run, NULL);
  assert_int_equal(overlay->n_pairs, 1);
  assert_true(overlay->pairs[0].a == class_a && overlay->pairs[0].b == class_b);
  assert_true(fabs(overlay->pairs[0].areas.planar_m2 - 50) < 1e-9);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_layers), cmocka_unit_test(test_borders),
                                     cmocka_unit_test(test_patches_of_many_classes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
