/* Class tables of several layers at once against counting: rectangles on a grid of metres, so that
 * each cell of the grid is covered as a whole. Some features do not count. */
#include "overlay_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define N_LAYERS 3
#define N_USES 2
#define N_CLASSES 3
#define N_FEATURES 9
#define SIZE 12
#define N_TABLES (N_LAYERS * N_LAYERS * N_USES * N_USES)

typedef struct {
  LtShapes *shapes;
  int boxes[N_FEATURES][4]; /* x0, y0, x1, y1 */
  uint32_t classes[N_FEATURES];
  uint8_t uses[N_USES][N_FEATURES];
} Sheet;

/* What one table must say; the last row and column are those of no feature. */
typedef struct {
  double shared[N_FEATURES + 1][N_FEATURES + 1];
  double both, repeated_a, repeated_b;
} Count;

static Sheet sheet_make(GRand *random)
{
  Sheet sheet = {.shapes = lt_shapes_new()};
  for (size_t i = 0; i < N_FEATURES; i++) {
    int *box = sheet.boxes[i];
    for (int axis = 0; axis < 2; axis++) {
      box[axis] = g_rand_int_range(random, 0, SIZE - 1);
      box[2 + axis] = g_rand_int_range(random, box[axis] + 1, SIZE + 1);
    }
    LtPoint low = overlay_case_at(box[0], box[1]), high = overlay_case_at(box[2], box[3]);
    LtPoint ring[] = {low, {high.x, low.y}, high, {low.x, high.y}, low};
    assert_true(lt_shapes_add_feature(sheet.shapes, LT_GEOM_POLYGON, NULL));
    assert_true(lt_shapes_add_ring(sheet.shapes, ring, 5, false, NULL));
    sheet.classes[i] = (uint32_t)g_rand_int_range(random, 0, N_CLASSES);
    for (size_t u = 0; u < N_USES; u++)
      sheet.uses[u][i] = (uint8_t)g_rand_boolean(random);
  }
  return sheet;
}

/* The features that lie in a cell of the grid and count, or the one number of none. */
static size_t cell_look(const Sheet *sheet, const uint8_t *use, int x, int y, size_t *features)
{
  size_t n = 0;
  for (size_t i = 0; i < N_FEATURES; i++) {
    const int *box = sheet->boxes[i];
    if ((use == NULL || use[i]) && box[0] <= x && x < box[2] && box[1] <= y && y < box[3])
      features[n++] = i;
  }
  if (n == 0)
    features[0] = N_FEATURES;
  return n;
}

static Count count_make(const Sheet *a, const uint8_t *use_a, const Sheet *b, const uint8_t *use_b)
{
  Count count = {0};
  for (int cell = 0; cell < SIZE * SIZE; cell++) {
    size_t in_a[N_FEATURES], in_b[N_FEATURES];
    size_t n_a = cell_look(a, use_a, cell / SIZE, cell % SIZE, in_a);
    size_t n_b = cell_look(b, use_b, cell / SIZE, cell % SIZE, in_b);
    count.both += n_a > 0 && n_b > 0;
    count.repeated_a += n_a > 1;
    count.repeated_b += n_b > 1;
    for (size_t i = 0; i < MAX(n_a, 1); i++)
      for (size_t j = 0; j < MAX(n_b, 1); j++)
        if (n_a + n_b > 0 && (a != b || in_a[i] != in_b[j])) /* a feature is no pair with itself */
          count.shared[in_a[i]][in_b[j]]++;
  }
  return count;
}

static void expect_table(const LtOverlay *overlay, const Count *count, const uint32_t *classes_a,
                         const uint32_t *classes_b)
{
  double areas[N_CLASSES + 1][N_CLASSES + 1] = {{0}};
  size_t pairs[N_CLASSES + 1][N_CLASSES + 1] = {{0}};
  for (size_t i = 0; i <= N_FEATURES; i++)
    for (size_t j = 0; j <= N_FEATURES; j++) {
      size_t row = i == N_FEATURES ? N_CLASSES : classes_a[i];
      size_t column = j == N_FEATURES ? N_CLASSES : classes_b[j];
      areas[row][column] += count->shared[i][j];
      pairs[row][column] += count->shared[i][j] > 0;
    }
  for (size_t row = 0; row <= N_CLASSES; row++)
    for (size_t column = 0; column <= N_CLASSES; column++) {
      const LtOverlayCell *cell = &overlay->cells[row * (N_CLASSES + 1) + column];
      assert_true(fabs(cell->areas.planar_m2 - areas[row][column]) < 1e-9);
      assert_int_equal(cell->n_pairs, pairs[row][column]);
    }
  assert_true(fabs(overlay->both.planar_m2 - count->both) < 1e-9);
  assert_true(fabs(overlay->repeated_a.planar_m2 - count->repeated_a) < 1e-9);
  assert_true(fabs(overlay->repeated_b.planar_m2 - count->repeated_b) < 1e-9);
}

/* Table t: its layers, and what counts of them, which differs where both are the same layer. */
static LtOverlayInput input_of(const Sheet *sheets, size_t t, const Sheet **a, const Sheet **b)
{
  *a = &sheets[t % N_LAYERS];
  *b = &sheets[t / N_LAYERS % N_LAYERS];
  size_t u = t / (N_LAYERS * N_LAYERS) % N_USES, v = t / (N_LAYERS * N_LAYERS * N_USES);
  return (LtOverlayInput){.a = (*a)->shapes,
                          .b = (*b)->shapes,
                          .use_a = u == 0 ? NULL : (*a)->uses[u],
                          .use_b = v == 0 ? NULL : (*b)->uses[*a == *b ? 0 : v],
                          .classes_a = (*a)->classes,
                          .classes_b = (*b)->classes,
                          .n_classes_a = N_CLASSES,
                          .n_classes_b = N_CLASSES,
                          .plane = overlay_case_plane(),
                          .table_only = true};
}

static void test_tables(void **state)
{
  (void)state;
  for (guint32 seed = 1; seed <= 40; seed++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_autoptr(LtRun) run = lt_run_new();
    Sheet sheets[N_LAYERS];
    LtOverlayInput inputs[N_TABLES];
    LtOverlay *overlays[N_TABLES];
    const Sheet *a[N_TABLES], *b[N_TABLES];
    for (size_t l = 0; l < N_LAYERS; l++)
      sheets[l] = sheet_make(random);
    for (size_t t = 0; t < N_TABLES; t++)
      inputs[t] = input_of(sheets, t, &a[t], &b[t]);
    assert_true(lt_overlay_run_all(inputs, N_TABLES, NULL, NULL, overlays, run, NULL));
    for (size_t t = 0; t < N_TABLES; t++) {
      Count count = count_make(a[t], inputs[t].use_a, b[t], inputs[t].use_b);
      if (a[t] != b[t] || inputs[t].use_a != inputs[t].use_b)
        expect_table(overlays[t], &count, a[t]->classes, b[t]->classes);
      else /* inside one layer */
        assert_true(fabs(overlays[t]->both.planar_m2 - count.repeated_a) < 1e-9);
      lt_overlay_free(overlays[t]);
    }
    for (size_t l = 0; l < N_LAYERS; l++)
      lt_shapes_free(sheets[l].shapes);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_tables)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
