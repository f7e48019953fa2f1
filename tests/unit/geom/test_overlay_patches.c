/* Patches against GEOS: the connected ground that features of two classes share, areas within
 * 1e-6 m2, and what each pair has of it. Seeded. */
#include "question_case.h"

#define N_CLASSES 3

static uint32_t class_of(const uint32_t *classes, size_t f)
{
  return classes == NULL ? 0 : classes[f];
}

/* True when the ground of two features counts for two classes. */
static bool is_of(const LtOverlayInput *input, size_t f, size_t g, uint32_t class_a,
                  uint32_t class_b)
{
  bool is_self = lt_overlay_is_self(input);
  if ((input->use_a != NULL && !input->use_a[f]) || (input->use_b != NULL && !input->use_b[g]) ||
      (input->a == input->b && f == g) || (is_self && f > g))
    return false;
  uint32_t x = class_of(input->classes_a, f), y = class_of(input->classes_b, g);
  return (x == class_a && y == class_b) || (is_self && y == class_a && x == class_b);
}

static GEOSGeometry *shared(LtGeos *geos, const LtOverlayInput *input, size_t f, size_t g)
{
  return question_do(geos, GEOSIntersection_r, question_geos(geos, input->a, f),
                     question_geos(geos, input->b, g));
}

/* All that features of two classes share, put together. */
static GEOSGeometry *ground_of(LtGeos *geos, const LtOverlayInput *input, uint32_t class_a,
                               uint32_t class_b)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new();
  for (size_t f = 0; f < input->a->n_features; f++)
    for (size_t g = 0; g < input->b->n_features; g++)
      if (is_of(input, f, g, class_a, class_b))
        g_ptr_array_add(parts, shared(geos, input, f, g));
  GEOSGeometry *all = GEOSGeom_createCollection_r(geos->handle, GEOS_GEOMETRYCOLLECTION,
                                                  (GEOSGeometry **)parts->pdata, parts->len);
  GEOSGeometry *ground = GEOSUnaryUnion_r(geos->handle, all);
  assert_non_null(ground);
  GEOSGeom_destroy_r(geos->handle, all);
  return ground;
}

/* Each pair in the part of it, and no other. */
static void check_parts(const char *why, LtGeos *geos, const LtOverlayInput *input,
                        const GEOSGeometry *piece, const LtOverlayPair *pair)
{
  double sum_m2 = 0;
  for (size_t k = 0; k < pair->n_parts; k++) {
    const LtOverlayPart *part = &pair->parts[k];
    const LtOverlayPart *last = k == 0 ? NULL : &pair->parts[k - 1];
    assert_true(last == NULL || last->a < part->a || (last->a == part->a && last->b < part->b));
    assert_true(part->length_m == 0 &&
                fabs(part->areas.ellipsoid_m2 / part->areas.planar_m2 - 1) < 0.01);
    sum_m2 += part->areas.planar_m2;
  }
  size_t n_found = 0;
  for (size_t f = 0; f < input->a->n_features; f++)
    for (size_t g = 0; g < input->b->n_features; g++) {
      if (!is_of(input, f, g, (uint32_t)pair->a, (uint32_t)pair->b))
        continue;
      GEOSGeometry *ground = shared(geos, input, f, g);
      GEOSGeometry *own = GEOSIntersection_r(geos->handle, ground, piece);
      double wanted_m2 = question_area_m2(geos, own), got_m2 = 0;
      for (size_t k = 0; k < pair->n_parts; k++) {
        const LtOverlayPart *part = &pair->parts[k];
        bool is_it = (part->a == f && part->b == g) ||
                     (lt_overlay_is_self(input) && part->a == g && part->b == f);
        got_m2 += is_it ? part->areas.planar_m2 : 0;
        n_found += is_it;
      }
      if (!(fabs(got_m2 - wanted_m2) < 1e-6))
        fail_msg("%s: %zu and %zu have %.9f m2 of a patch, by GEOS %.9f", why, f, g, got_m2,
                 wanted_m2);
      GEOSGeom_destroy_r(geos->handle, own);
      GEOSGeom_destroy_r(geos->handle, ground);
    }
  assert_int_equal(n_found, pair->n_parts);
  assert_true(sum_m2 > pair->areas.planar_m2 + pair->tolerated.planar_m2 - 1e-6);
}

static size_t check(const char *why, LtOverlayInput input)
{
  input.question = LT_OVERLAY_PATCHES;
  input.plane = overlay_case_plane();
  g_autoptr(LtTiles) tiles = NULL;
  g_autoptr(LtOverlay) overlay = question_run(&input, 0, 2, &tiles);
  LtGeos *geos = lt_geos_new();
  size_t n = 0, n_classes = MAX(input.n_classes_a, 1);
  for (size_t i = 1; i < overlay->n_pairs; i++) {
    const LtOverlayPair *x = &overlay->pairs[i - 1], *y = &overlay->pairs[i];
    assert_true(x->a < y->a || (x->a == y->a && x->b <= y->b));
  }
  for (uint32_t a = 0; a < n_classes; a++)
    for (uint32_t b = lt_overlay_is_self(&input) ? a : 0; b < n_classes; b++) {
      if (input.wanted != NULL && !input.wanted[a * n_classes + b] &&
          !(lt_overlay_is_self(&input) && input.wanted[b * n_classes + a]))
        continue;
      g_autofree uint8_t *is_found = g_new0(uint8_t, overlay->n_pairs + 1);
      for (size_t i = 0; i < overlay->n_pairs; i++)
        is_found[i] = overlay->pairs[i].a != a || overlay->pairs[i].b != b;
      GEOSGeometry *ground = ground_of(geos, &input, a, b);
      n += question_check_pieces(why, geos, &input, overlay, ground, is_found, check_parts);
      GEOSGeom_destroy_r(geos->handle, ground);
    }
  size_t n_large = 0;
  for (size_t i = 0; i < overlay->n_pairs; i++)
    n_large += overlay->pairs[i].areas.planar_m2 + overlay->pairs[i].tolerated.planar_m2 >
               QUESTION_SPECK_M2;
  assert_int_equal(n, n_large);
  lt_geos_free(geos);
  question_check_orders(why, &input);
  return n;
}

static LtOverlayInput input_make(const LtShapes *a, const LtShapes *b, const uint32_t *classes_a,
                                 const uint32_t *classes_b, const uint8_t *wanted)
{
  return (LtOverlayInput){.a = a, .b = b, .classes_a = classes_a, .classes_b = classes_b,
                          .n_classes_a = N_CLASSES, .n_classes_b = N_CLASSES, .wanted = wanted};
}

static void test_layers(void **state)
{
  (void)state;
  static const uint8_t some[] = {0, 1, 0, 0, 1, 1, 0, 0, 0};
  size_t n = 0;
  for (guint32 seed = 1; seed <= 4; seed++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(seed), again = g_rand_new_with_seed(seed);
    g_autoptr(LtShapes) clean = question_coverage(random, 0, 0);
    g_autoptr(LtShapes) same = question_coverage(again, 9, 6);
    g_autoptr(LtShapes) other = question_coverage(random, 4, 5);
    g_autoptr(LtShapes) stars = overlay_case_stars(random, 25, 280);
    g_autofree uint32_t *of_clean = question_classes(clean, N_CLASSES);
    g_autofree uint32_t *of_same = question_classes(same, N_CLASSES);
    g_autofree uint32_t *of_other = question_classes(other, N_CLASSES);
    g_autofree uint32_t *of_stars = question_classes(stars, N_CLASSES);
    g_autofree uint8_t *use_stars = question_use(stars), *use_other = question_use(other);
    LtOverlayInput input = input_make(clean, other, of_clean, of_other, NULL);
    n += check("two coverages", input);
    input.wanted = some;
    input.min_area_m2 = 100;
    n += check("some classes, small patches tolerated", input);
    input = input_make(clean, same, of_clean, of_same, NULL);
    n += check("borders in common", input);
    input = input_make(stars, other, of_stars, of_other, NULL);
    input.use_a = use_stars;
    input.use_b = use_other;
    input.min_width_m = 2;
    n += check("some stars over a coverage", input);
    input = input_make(stars, stars, of_stars, of_stars, some);
    n += check("stars among each other", input);
    input.use_b = use_stars;
    n += check("stars and some of them", input);
    n += check("without classes", (LtOverlayInput){.a = clean, .b = other});
  }
  assert_true(n > 500);
}

/* A patch of many pairs, most of them inside of it; a pair with ground in two patches. */
static void test_by_hand(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new();
  for (int x = 0; x < 10; x++)
    for (int y = 0; y < 10; y++)
      shape_text_add_box(a, CASE_X + x, CASE_Y + y, CASE_X + x + 1, CASE_Y + y + 1);
  shape_text_add_at(b, "0 0,10 0,10 10,0 10,0 0|h 4 4,4 6,6 6,6 4,4 4", CASE_X, CASE_Y);
  shape_text_add_at(b, "4 4,6 4,6 6,4 6,4 4", CASE_X, CASE_Y);
  shape_text_add_at(b, "3 3,5 3,5 5,3 5,3 3", CASE_X, CASE_Y);
  uint32_t classes[] = {0, 1, 0};
  LtOverlayInput input = {.question = LT_OVERLAY_PATCHES, .a = a, .b = b, .n_classes_b = 2,
                          .classes_b = classes, .plane = overlay_case_plane()};
  g_autoptr(LtTiles) tiles = NULL;
  g_autoptr(LtOverlay) overlay = question_run(&input, 0, 1, &tiles);
  assert_int_equal(overlay->n_pairs, 2);
  assert_true(fabs(overlay->pairs[0].areas.planar_m2 - 97) < 1e-9);
  assert_true(fabs(overlay->pairs[1].areas.planar_m2 - 4) < 1e-9);
  assert_int_equal(overlay->pairs[0].n_parts, 96 + 4);
  assert_int_equal(overlay->pairs[1].n_parts, 4);
  for (size_t k = 0; k < 100; k++)
    assert_true(fabs(overlay->pairs[0].parts[k].areas.planar_m2 - 1) < 1e-9);
}

static void test_too_many_classes(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = lt_shapes_new();
  shape_text_add_box(a, CASE_X, CASE_Y, CASE_X + 1, CASE_Y + 1);
  LtOverlayInput input = {.question = LT_OVERLAY_PATCHES, .a = a, .b = a, .n_classes_a = 65536,
                          .n_classes_b = 65536, .plane = overlay_case_plane()};
  g_autoptr(LtRun) run = lt_run_new();
  g_autoptr(GError) error = NULL;
  assert_null(lt_overlay_run(&input, run, &error));
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_USAGE));
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_layers), cmocka_unit_test(test_by_hand),
                                     cmocka_unit_test(test_too_many_classes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
