/* Which squares of a shifted grid an edge meets, against a lattice made so fine that the shift is a
 * step on it. */
#include "geom/grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define FINE (INT64_C(1) << 20)
#define EPSILON (INT64_C(1) << 10)

static bool crosses(LtPoint a, LtPoint b, LtPoint c, LtPoint d)
{
  return lt_sign(lt_cross(a, b, c)) * lt_sign(lt_cross(a, b, d)) < 0 &&
         lt_sign(lt_cross(c, d, a)) * lt_sign(lt_cross(c, d, b)) < 0;
}

/* No point of an edge lies on a line of the grid, so inside and crossing say all. */
static bool meets(const LtGrid *grid, LtPoint a, LtPoint b, int64_t column, int64_t row)
{
  LtPoint low = lt_grid_corner(grid, column, row), high = lt_grid_corner(grid, column + 1, row + 1);
  low = (LtPoint){low.x * FINE - 1, low.y * FINE + EPSILON};
  high = (LtPoint){high.x * FINE - 1, high.y * FINE + EPSILON};
  LtPoint from = {a.x * FINE, a.y * FINE}, to = {b.x * FINE, b.y * FINE};
  LtPoint ring[] = {low, {high.x, low.y}, high, {low.x, high.y}, low};
  if (from.x > low.x && from.x < high.x && from.y > low.y && from.y < high.y)
    return true;
  for (size_t i = 0; i < 4; i++)
    if (crosses(from, to, ring[i], ring[i + 1]))
      return true;
  return false;
}

static void check_edge(const LtGrid *grid, LtPoint a, LtPoint b)
{
  LtSpan rows = lt_grid_rows(grid, a, b);
  for (int64_t row = 0; row < (int64_t)grid->n_rows; row++) {
    LtSpan columns = lt_grid_columns(grid, a, b, row);
    for (int64_t column = 0; column < (int64_t)grid->n_columns; column++) {
      bool wanted = meets(grid, a, b, column, row);
      assert_int_equal(lt_grid_meets(grid, a, b, column, row), wanted);
      if (wanted)
        assert_true(rows.first <= row && row <= rows.last && columns.first <= column &&
                    column <= columns.last);
    }
  }
}

static void test_all_edges_of_a_small_grid(void **state)
{
  (void)state;
  for (unsigned shift = 0; shift < 3; shift++) {
    LtGrid grid = {
        .corner = {0, -1}, .shift = shift, .n_columns = 6U >> shift, .n_rows = 6U >> shift};
    for (int i = 0; i < 36; i++)
      for (int j = 0; j < 36; j++)
        if (i != j)
          check_edge(&grid, (LtPoint){i % 6, i / 6}, (LtPoint){j % 6, j / 6});
  }
}

static void test_points(void **state)
{
  (void)state;
  LtGrid grid = {.corner = {-7, 5}, .shift = 2, .n_columns = 4, .n_rows = 4};
  for (int64_t x = -20; x < 20; x++)
    for (int64_t y = -20; y < 20; y++) {
      LtPoint low = lt_grid_corner(&grid, lt_grid_column(&grid, x), lt_grid_row(&grid, y));
      assert_true(low.x <= x && x < low.x + 4 && low.y < y && y <= low.y + 4);
    }
}

/* Cells of a rim reach out to it, those inside stay as they are; each point lies in one of them. */
static void test_rim(void **state)
{
  (void)state;
  static const int64_t lefts[] = {-50, 0, 4, 8, 60}, bottoms[] = {-40, 0, 4, 8, 12, 70};
  const LtGrid grid = {.shift = 2,
                       .n_columns = 4,
                       .n_rows = 5,
                       .has_rim = true,
                       .rim_low = {-50, -40},
                       .rim_high = {60, 70}};
  for (int64_t i = 0; i < 5; i++)
    assert_int_equal(lt_grid_left(&grid, i), lefts[i]);
  for (int64_t i = 0; i < 6; i++)
    assert_int_equal(lt_grid_bottom(&grid, i), bottoms[i]);
  for (int64_t x = -50; x < 60; x++)
    for (int64_t y = -39; y <= 70; y++) {
      int64_t column = 0, row = 0;
      while (x >= lefts[column + 1])
        column++;
      while (y > bottoms[row + 1])
        row++;
      assert_int_equal(lt_grid_column(&grid, x), column);
      assert_int_equal(lt_grid_row(&grid, y), row);
      assert_true(lt_cell_has(lt_grid_corner(&grid, column, row),
                              lt_grid_corner(&grid, column + 1, row + 1), (LtPoint){x, y}));
    }
}

/* Long edges far from the origin, where the columns are found by doubles. */
static void test_columns_far_out(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(7);
  for (int round = 0; round < 3000; round++) {
    LtGrid grid = {.corner = {-LT_UNITS_MAX, -LT_UNITS_MAX - 1},
                   .shift = (unsigned)g_rand_int_range(random, 39, 44)};
    grid.n_columns = (size_t)lt_grid_column(&grid, LT_UNITS_MAX) + 1;
    grid.n_rows = (size_t)lt_grid_row(&grid, LT_UNITS_MAX) + 1;
    LtPoint ends[2];
    for (int i = 0; i < 2; i++) { /* some near corners of cells */
      ends[i] = lt_grid_corner(&grid, g_rand_int_range(random, 0, (int)grid.n_columns),
                               g_rand_int_range(random, 0, (int)grid.n_rows));
      ends[i].x += g_rand_int_range(random, 0, 3);
      ends[i].y += g_rand_int_range(random, 1, 4);
    }
    if (lt_point_compare(ends[0], ends[1]) == 0)
      continue;
    LtSpan rows = lt_grid_rows(&grid, ends[0], ends[1]);
    for (int64_t row = 0; row < (int64_t)grid.n_rows; row++) {
      LtSpan columns = lt_grid_columns(&grid, ends[0], ends[1], row);
      for (int64_t column = 0; column < (int64_t)grid.n_columns; column++)
        if (lt_grid_meets(&grid, ends[0], ends[1], column, row))
          assert_true(rows.first <= row && row <= rows.last && columns.first <= column &&
                      column <= columns.last);
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_all_edges_of_a_small_grid),
      cmocka_unit_test(test_points),
      cmocka_unit_test(test_rim),
      cmocka_unit_test(test_columns_far_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
