/* Areas by the classes of many layers against counting: layers of rectangles on a grid of metres,
 * so that each cell of the grid is covered as a whole. */
#include "overlay_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define N_LAYERS_MAX 5
#define N_CLASSES 3
#define SIZE 20
#define N_MAX 100000

typedef struct {
  LtShapes *shapes;
  uint32_t *classes;
  int (*boxes)[4]; /* x0, y0, x1, y1 of each feature */
  size_t n;
} Sheet;

typedef struct {
  Sheet sheets[N_LAYERS_MAX];
  size_t n_layers;
} Atlas;

static void atlas_clear(Atlas *atlas)
{
  for (size_t l = 0; l < atlas->n_layers; l++) {
    lt_shapes_free(atlas->sheets[l].shapes);
    g_free(atlas->sheets[l].classes);
    g_free(atlas->sheets[l].boxes);
  }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Atlas, atlas_clear)

static void box_add(Sheet *sheet, int x0, int y0, int x1, int y1, uint32_t class_number)
{
  LtPoint low = overlay_case_at(x0, y0), high = overlay_case_at(x1, y1);
  LtPoint ring[] = {low, {high.x, low.y}, high, {low.x, high.y}, low};
  sheet->boxes = g_realloc_n(sheet->boxes, sheet->n + 1, sizeof *sheet->boxes);
  sheet->classes = g_realloc_n(sheet->classes, sheet->n + 1, sizeof *sheet->classes);
  const int box[] = {x0, y0, x1, y1};
  memcpy(sheet->boxes[sheet->n], box, sizeof box);
  sheet->classes[sheet->n++] = class_number;
  assert_true(lt_shapes_add_feature(sheet->shapes, LT_GEOM_POLYGON, NULL));
  assert_true(lt_shapes_add_ring(sheet->shapes, ring, 5, false, NULL));
}

/* Few or many boxes: gaps, and overlaps inside a layer. */
static void atlas_make(Atlas *atlas, GRand *random, size_t n_layers)
{
  atlas->n_layers = n_layers;
  for (size_t l = 0; l < n_layers; l++) {
    Sheet *sheet = &atlas->sheets[l];
    sheet->shapes = lt_shapes_new();
    int n = g_rand_int_range(random, 1, 14);
    for (int i = 0; i < n; i++) {
      int x = g_rand_int_range(random, 0, SIZE - 1), y = g_rand_int_range(random, 0, SIZE - 1);
      int x1 = g_rand_int_range(random, x + 1, SIZE + 1);
      int y1 = g_rand_int_range(random, y + 1, SIZE + 1);
      box_add(sheet, x, y, x1, y1, (uint32_t)g_rand_int_range(random, 0, N_CLASSES));
    }
  }
}

/* All pairs of layers, as an overlay of many layers asks for them. */
static bool tuples_run(const Atlas *atlas, size_t n_max, unsigned jobs, LtTupleLayer *layers,
                       LtOverlayTuples *tuples, GError **error)
{
  LtOverlayInput inputs[N_LAYERS_MAX * N_LAYERS_MAX];
  LtOverlay *overlays[G_N_ELEMENTS(inputs)];
  size_t n = 0;
  for (size_t a = 0; a < atlas->n_layers; a++) {
    layers[a] = (LtTupleLayer){.classes = atlas->sheets[a].classes, .n_classes = N_CLASSES};
    for (size_t b = a + 1; b < atlas->n_layers; b++)
      inputs[n++] = (LtOverlayInput){.a = atlas->sheets[a].shapes,
                                     .b = atlas->sheets[b].shapes,
                                     .plane = overlay_case_plane(),
                                     .table_only = true};
  }
  *tuples = (LtOverlayTuples){.layers = layers, .n_layers = atlas->n_layers, .n_max = n_max};
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, jobs);
  bool is_done = lt_overlay_run_all(inputs, n, NULL, tuples, overlays, run, error);
  for (size_t i = 0; i < n; i++)
    lt_overlay_free(overlays[i]);
  return is_done;
}

/* ---- counting ---- */

typedef struct {
  double *tuples; /* cells of each tuple: digits to the base N_CLASSES + 1, none is the last */
  double all, any, covered[N_LAYERS_MAX], repeated[N_LAYERS_MAX];
} Count;

static size_t power(size_t base, size_t n)
{
  return n == 0 ? 1 : base * power(base, n - 1);
}

/* How many features of each class a layer has in a cell; none of all of them counts as one. */
static double cell_look(const Sheet *sheet, int x, int y, double counts[N_CLASSES + 1])
{
  double n = 0;
  memset(counts, 0, (N_CLASSES + 1) * sizeof *counts);
  for (size_t i = 0; i < sheet->n; i++) {
    const int *box = sheet->boxes[i];
    if (box[0] <= x && x < box[2] && box[1] <= y && y < box[3]) {
      counts[sheet->classes[i]]++;
      n++;
    }
  }
  counts[N_CLASSES] = n == 0;
  return n;
}

static void cell_count(const Atlas *atlas, int x, int y, Count *count)
{
  double counts[N_LAYERS_MAX][N_CLASSES + 1];
  size_t n_there = 0;
  for (size_t l = 0; l < atlas->n_layers; l++) {
    double n = cell_look(&atlas->sheets[l], x, y, counts[l]);
    n_there += n > 0;
    count->covered[l] += n > 0;
    count->repeated[l] += n > 1;
  }
  count->all += n_there == atlas->n_layers;
  count->any += n_there > 0;
  for (size_t t = 0; t + 1 < power(N_CLASSES + 1, atlas->n_layers); t++) { /* not: none of all */
    double product = 1;
    size_t rest = t;
    for (size_t l = atlas->n_layers; l-- > 0; rest /= N_CLASSES + 1)
      product *= counts[l][rest % (N_CLASSES + 1)];
    count->tuples[t] += product;
  }
}

static void expect_near(double got, double expected, const char *what, guint32 seed)
{
  if (fabs(got - expected) > 1e-9)
    fail_msg("seed %u: %s is %.12g, not %.12g", seed, what, got, expected);
}

/* Tuples in the order of their numbers: that of their classes, none last. */
static void expect_tuples(const Atlas *atlas, const LtOverlayTuples *tuples, const Count *count,
                          guint32 seed)
{
  size_t n = 0, n_layers = atlas->n_layers;
  for (size_t t = 0; t < power(N_CLASSES + 1, n_layers); t++) {
    if (count->tuples[t] == 0)
      continue;
    assert_true(n < tuples->n_tuples);
    size_t number = 0;
    for (size_t l = 0; l < n_layers; l++) {
      uint32_t class_number = tuples->classes[n * n_layers + l];
      number = number * (N_CLASSES + 1) + MIN(class_number, N_CLASSES);
    }
    assert_int_equal(number, t);
    expect_near(tuples->areas[n++].planar_m2, count->tuples[t], "a tuple", seed);
  }
  assert_int_equal(n, tuples->n_tuples);
}

static void expect_sums(const Atlas *atlas, const LtOverlayTuples *tuples, const Count *count,
                        guint32 seed)
{
  expect_near(tuples->all.planar_m2, count->all, "all", seed);
  expect_near(tuples->any.planar_m2, count->any, "any", seed);
  for (size_t l = 0; l < atlas->n_layers; l++) {
    expect_near(tuples->layers[l].covered.planar_m2, count->covered[l], "covered", seed);
    expect_near(tuples->layers[l].repeated.planar_m2, count->repeated[l], "repeated", seed);
  }
}

/* The scale is the same within 1e-8 on so small a place. */
static void expect_ellipsoid(const LtOverlayTuples *tuples)
{
  double scale = tuples->any.ellipsoid_m2 / tuples->any.planar_m2;
  assert_true(scale > 0.999 && scale < 1);
  for (size_t i = 0; i < tuples->n_tuples; i++)
    assert_true(fabs(tuples->areas[i].ellipsoid_m2 / tuples->areas[i].planar_m2 - scale) < 1e-7);
}

static void test_counted(void **state)
{
  (void)state;
  for (guint32 seed = 1; seed <= 60; seed++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_autoptr(GError) error = NULL;
    g_auto(Atlas) atlas = {0};
    atlas_make(&atlas, random, 2 + seed % (N_LAYERS_MAX - 1));
    Count count = {.tuples = g_new0(double, power(N_CLASSES + 1, atlas.n_layers))};
    for (int x = 0; x < SIZE; x++)
      for (int y = 0; y < SIZE; y++)
        cell_count(&atlas, x, y, &count);
    LtTupleLayer layers[N_LAYERS_MAX];
    LtOverlayTuples tuples;
    if (!tuples_run(&atlas, N_MAX, 1 + seed % 2, layers, &tuples, &error))
      fail_msg("seed %u: %s", seed, error->message);
    expect_tuples(&atlas, &tuples, &count, seed);
    expect_sums(&atlas, &tuples, &count, seed);
    expect_ellipsoid(&tuples);
    lt_overlay_tuples_clear(&tuples);
    g_free(count.tuples);
  }
}

/* ---- limits ---- */

/* Boxes that lie exactly on each other, of so many classes in turn. */
static void pile_make(Atlas *atlas, size_t n_layers, size_t n_features, int size_m,
                      uint32_t n_classes)
{
  atlas->n_layers = n_layers;
  for (size_t l = 0; l < n_layers; l++) {
    atlas->sheets[l].shapes = lt_shapes_new();
    for (size_t i = 0; i < n_features; i++)
      box_add(&atlas->sheets[l], 0, 0, size_m, size_m, (uint32_t)i % n_classes);
  }
}

/* Exactly as many tuples as may be, and one less; in one cover, and over all covers. */
static void test_too_many_tuples(void **state)
{
  (void)state;
  for (int apart = 0; apart < 2; apart++) {
    g_auto(Atlas) atlas = {0};
    pile_make(&atlas, 3, apart ? 1 : 2, 1, N_CLASSES);
    for (uint32_t i = 1; apart && i < 8; i++)
      for (size_t l = 0; l < 3; l++)
        box_add(&atlas.sheets[l], (int)i, 0, (int)i + 1, 1, i >> l & 1);
    LtTupleLayer layers[N_LAYERS_MAX];
    LtOverlayTuples tuples;
    g_autoptr(GError) error = NULL;
    assert_true(tuples_run(&atlas, 8, 1, layers, &tuples, NULL));
    assert_int_equal(tuples.n_tuples, 8);
    lt_overlay_tuples_clear(&tuples);
    assert_false(tuples_run(&atlas, 7, 1, layers, &tuples, &error));
    assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_USAGE));
    assert_non_null(strstr(error->message, "more than 7 "));
    lt_overlay_tuples_clear(&tuples);
  }
}

/* So many combinations of features, on so large a place, are counted or refused, both at once. */
static void test_deep_piles(void **state)
{
  (void)state;
  static const struct {
    size_t n_features;
    int size_m;
    bool is_done;
  } rows[] = {{70, 1, true}, {80, 1, false}, {40, 100000, true}, {70, 100000, false}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    double n = (double)rows[i].n_features, size_m = rows[i].size_m;
    g_auto(Atlas) atlas = {0};
    pile_make(&atlas, 5, rows[i].n_features, rows[i].size_m, 1);
    LtTupleLayer layers[N_LAYERS_MAX];
    LtOverlayTuples tuples;
    g_autoptr(GError) error = NULL;
    assert_int_equal(tuples_run(&atlas, N_MAX, 1, layers, &tuples, &error), rows[i].is_done);
    if (rows[i].is_done) {
      double expected = n * n * n * n * n * size_m * size_m;
      assert_int_equal(tuples.n_tuples, 1);
      assert_true(fabs(tuples.areas[0].planar_m2 / expected - 1) < 1e-12);
    } else {
      assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_MEMORY));
    }
    lt_overlay_tuples_clear(&tuples);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_counted),
                                     cmocka_unit_test(test_too_many_tuples),
                                     cmocka_unit_test(test_deep_piles)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
