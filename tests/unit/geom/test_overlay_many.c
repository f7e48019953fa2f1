/* Many overlays in one arrangement: the pairs of each must be, bit for bit, those it has alone. Alone
 * they are compared with GEOS elsewhere. */
#include "overlay_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define N_LAYERS 5
#define N_CLASSES 3
#define N_FEATURES 40

typedef struct {
  LtShapes *layers[N_LAYERS];
  uint8_t *uses[N_LAYERS];
  uint32_t *classes[N_LAYERS];
} Town;

static void town_clear(Town *town)
{
  for (size_t l = 0; l < N_LAYERS; l++) {
    lt_shapes_free(town->layers[l]);
    g_free(town->uses[l]);
    g_free(town->classes[l]);
  }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Town, town_clear)

/* A grid of squares 30 m wide with corners shifted by the same grid of noise: layers share borders,
 * have T-junctions on each other and slivers between them. */
static LtShapes *squares_new(GRand *random, double size_m, bool shifts)
{
  LtShapes *shapes = lt_shapes_new();
  double shift = shifts ? g_rand_double_range(random, -1, 1) : 0;
  for (double x = 0; x + size_m <= 300; x += size_m)
    for (double y = 0; y + size_m <= 300; y += size_m) {
      LtPoint low = overlay_case_at(x + shift, y), high = overlay_case_at(x + size_m, y + size_m);
      LtPoint ring[] = {low, {high.x, low.y}, high, {low.x, high.y}, low};
      g_assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
      g_assert_true(lt_shapes_add_ring(shapes, ring, 5, false, NULL));
    }
  return shapes;
}

static void town_make(Town *town, GRand *random)
{
  for (size_t l = 0; l < N_LAYERS; l++) {
    town->layers[l] = l < 3 ? overlay_case_stars(random, N_FEATURES, 260)
                            : squares_new(random, l == 3 ? 30 : 50, l == 3);
    size_t n = town->layers[l]->n_features;
    town->uses[l] = g_new(uint8_t, n);
    town->classes[l] = g_new(uint32_t, n);
    for (size_t f = 0; f < n; f++) {
      town->uses[l][f] = (uint8_t)(g_rand_int_range(random, 0, 4) > 0);
      town->classes[l][f] = (uint32_t)g_rand_int_range(random, 0, N_CLASSES);
    }
  }
}

static LtOverlayInput input_random(const Town *town, GRand *random)
{
  static const uint8_t wanted[N_CLASSES * N_CLASSES] = {1, 0, 0, 1, 1, 0, 0, 1, 1};
  size_t a = (size_t)g_rand_int_range(random, 0, N_LAYERS);
  size_t b = (size_t)g_rand_int_range(random, 0, N_LAYERS);
  LtOverlayInput input = {.a = town->layers[a],
                          .b = town->layers[b],
                          .plane = overlay_case_plane(),
                          .min_area_m2 = g_rand_boolean(random) ? 0 : 20,
                          .min_width_m = g_rand_boolean(random) ? 0 : 0.5,
                          .pairs_only = g_rand_int_range(random, 0, 4) == 0,
                          .table_only = g_rand_int_range(random, 0, 6) == 0};
  input.use_a = g_rand_boolean(random) ? town->uses[a] : NULL;
  input.use_b = a == b && g_rand_boolean(random)   ? input.use_a
                : g_rand_int_range(random, 0, 3) > 0 ? town->uses[b]
                                                     : NULL;
  if (g_rand_boolean(random)) {
    input.classes_a = town->classes[a];
    input.classes_b = town->classes[b];
    input.n_classes_a = input.n_classes_b = N_CLASSES;
    input.wanted = g_rand_boolean(random) ? wanted : NULL;
  }
  return input;
}

static char *pairs_dump(const LtOverlay *overlay)
{
  GString *out = g_string_new(NULL);
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    g_string_append_printf(out, "%zu %zu ", overlay->pairs[i].a, overlay->pairs[i].b);
    overlay_case_dump(out, &overlay->pairs[i]);
  }
  return g_string_free(out, FALSE);
}

/* Pairs bit for bit. */
static void expect_pairs(size_t i, const LtOverlay *alone, const LtOverlay *together)
{
  g_autofree char *wanted = pairs_dump(alone), *got = pairs_dump(together);
  g_auto(GStrv) a = g_strsplit(wanted, "\n", -1), b = g_strsplit(got, "\n", -1);
  for (size_t line = 0; a[line] != NULL && b[line] != NULL; line++)
    if (strcmp(a[line], b[line]) != 0)
      fail_msg("overlay %zu, line %zu:\n%s\n%s", i, line, a[line], b[line]);
  assert_string_equal(wanted, got);
}

static void expect_areas(LtAreas alone, LtAreas together)
{
  assert_true(fabs(alone.planar_m2 - together.planar_m2) < 1e-6);
  assert_true(fabs(alone.ellipsoid_m2 - together.ellipsoid_m2) < 1e-6);
}

/* Sums of covers: crossings with edges of other layers are rounded, too. */
static void expect_table(const LtOverlayInput *input, const LtOverlay *alone,
                         const LtOverlay *together)
{
  assert_int_equal(alone->cells == NULL, together->cells == NULL);
  size_t n_cells = alone->cells == NULL
                       ? 0
                       : (MAX(input->n_classes_a, 1) + 1) * (MAX(input->n_classes_b, 1) + 1);
  for (size_t c = 0; c < n_cells; c++) {
    assert_int_equal(alone->cells[c].n_pairs, together->cells[c].n_pairs);
    expect_areas(alone->cells[c].areas, together->cells[c].areas);
  }
  expect_areas(alone->both, together->both);
  expect_areas(alone->repeated_a, together->repeated_a);
  expect_areas(alone->repeated_b, together->repeated_b);
}

static void test_together_as_alone(void **state)
{
  (void)state;
  size_t n_pairs = 0;
  for (guint32 seed = 1; seed <= 12; seed++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_auto(Town) town = {0};
    town_make(&town, random);
    LtOverlayInput inputs[24];
    LtOverlay *together[G_N_ELEMENTS(inputs)];
    size_t n = (size_t)g_rand_int_range(random, 1, G_N_ELEMENTS(inputs));
    for (size_t i = 0; i < n; i++)
      inputs[i] = input_random(&town, random);
    g_autoptr(LtRun) run = lt_run_new();
    lt_run_set_jobs(run, 1 + seed % 3);
    g_autoptr(GError) error = NULL;
    if (!lt_overlay_run_all(inputs, n, NULL, NULL, together, run, &error))
      fail_msg("%s", error->message);
    for (size_t i = 0; i < n; i++) {
      g_autoptr(LtOverlay) alone = lt_overlay_run(&inputs[i], run, &error);
      if (alone == NULL)
        fail_msg("%s", error->message);
      expect_pairs(i, alone, together[i]);
      expect_table(&inputs[i], alone, together[i]);
      n_pairs += alone->n_pairs;
      lt_overlay_free(together[i]);
    }
  }
  assert_true(n_pairs > 5000);
}

/* Two layers of the same shapes are another thing than one: they are known by their pointers. */
static void test_same_shapes_other_use(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(3);
  g_autoptr(LtShapes) stars = overlay_case_stars(random, 12, 60);
  uint8_t even[12], odd[12];
  for (size_t f = 0; f < 12; f++)
    odd[f] = !(even[f] = f % 2 == 0);
  LtOverlayInput inputs[] = {
      {.a = stars, .b = stars, .plane = overlay_case_plane()},
      {.a = stars, .b = stars, .use_a = even, .use_b = odd, .plane = overlay_case_plane()},
      {.a = stars, .b = stars, .use_a = odd, .use_b = even, .plane = overlay_case_plane()}};
  LtOverlay *overlays[3];
  g_autoptr(LtRun) run = lt_run_new();
  assert_true(lt_overlay_run_all(inputs, 3, NULL, NULL, overlays, run, NULL));
  assert_true(overlays[0]->n_pairs > 30);
  assert_int_equal(overlays[1]->n_pairs, overlays[2]->n_pairs);
  size_t n_mixed = 0;
  for (size_t i = 0; i < overlays[0]->n_pairs; i++)
    n_mixed += (overlays[0]->pairs[i].a + overlays[0]->pairs[i].b) % 2 == 1;
  assert_int_equal(overlays[1]->n_pairs, n_mixed);
  for (size_t i = 0; i < overlays[1]->n_pairs; i++)
    assert_true(overlays[1]->pairs[i].a % 2 == 0 && overlays[1]->pairs[i].b % 2 == 1);
  for (size_t i = 0; i < 3; i++)
    lt_overlay_free(overlays[i]);
}

static LtShapes *triangles_new(const LtPoint *corners, size_t n)
{
  LtShapes *shapes = lt_shapes_new();
  for (size_t i = 0; i < n; i += 3) {
    LtPoint ring[] = {corners[i], corners[i + 1], corners[i + 2], corners[i]};
    g_assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
    g_assert_true(lt_shapes_add_ring(shapes, ring, 4, false, NULL));
  }
  return shapes;
}

/* A corner of another layer lies on an edge, beside a crossing that is rounded. */
static void test_corner_beside_crossing(void **state)
{
  (void)state;
  static const LtPoint corners[] = {{-394900, 204451}, {-394892, -53183}, {-379462, 256541},
                                    {-394891, -85387}, {-870110, 239693}, {-394898, 204449}};
  static const LtPoint others[] = {{-394896, 75634}, {-394891, -85387}, {-202850, -207892}};
  g_autoptr(LtShapes) layer = triangles_new(corners, 6), other = triangles_new(others, 3);
  LtOverlayInput inputs[] = {{.a = layer, .b = layer, .plane = overlay_case_plane()},
                             {.a = other, .b = layer, .plane = overlay_case_plane()}};
  LtOverlay *together[2];
  g_autoptr(LtRun) run = lt_run_new();
  assert_true(lt_overlay_run_all(inputs, 2, NULL, NULL, together, run, NULL));
  g_autoptr(LtOverlay) alone = lt_overlay_run(&inputs[0], run, NULL);
  assert_int_equal(alone->n_pairs, 1);
  expect_pairs(0, alone, together[0]);
  for (size_t i = 0; i < 2; i++)
    lt_overlay_free(together[i]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_together_as_alone),
                                     cmocka_unit_test(test_same_shapes_other_use),
                                     cmocka_unit_test(test_corner_beside_crossing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
