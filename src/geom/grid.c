#include "geom/grid.h"

#include <math.h>

static LtSpan span_cut(int64_t first, int64_t last, size_t n)
{
  return (LtSpan){MAX(first, 0), MIN(last, (int64_t)n - 1)};
}

LtSpan lt_grid_rows(const LtGrid *grid, LtPoint a, LtPoint b)
{
  int64_t low = MIN(a.y, b.y), high = MAX(a.y, b.y);
  return span_cut(lt_grid_row(grid, low), lt_grid_index(grid, high - grid->corner.y, grid->n_rows),
                  grid->n_rows);
}

LtSpan lt_grid_columns(const LtGrid *grid, LtPoint a, LtPoint b, int64_t row)
{
  int64_t left = MIN(a.x, b.x), right = MAX(a.x, b.x);
  int64_t low = MIN(a.y, b.y), high = MAX(a.y, b.y);
  int64_t bottom = lt_grid_bottom(grid, row), top = lt_grid_bottom(grid, row + 1);
  if (right - left > INT64_C(1) << grid->shift && (low < bottom || high > top)) {
    /* only the part between the lines of the row; doubles are off by less than the slack */
    double slope = (double)(b.x - a.x) / (double)(b.y - a.y);
    double x1 = (double)a.x + (double)(MAX(low, bottom) - a.y) * slope;
    double x2 = (double)a.x + (double)(MIN(high, top) - a.y) * slope;
    double slack = 2 + 1e-14 * ((double)(right - left) + fabs((double)a.x));
    left = MAX(left, (int64_t)floor(fmin(x1, x2) - slack));
    right = MIN(right, (int64_t)ceil(fmax(x1, x2) + slack));
  }
  return span_cut(lt_grid_column(grid, left - 1), lt_grid_column(grid, right), grid->n_columns);
}

bool lt_grid_meets(const LtGrid *grid, LtPoint a, LtPoint b, int64_t column, int64_t row)
{
  LtPoint low = lt_grid_corner(grid, column, row), high = lt_grid_corner(grid, column + 1, row + 1);
  if (MAX(a.x, b.x) < low.x || MIN(a.x, b.x) >= high.x || MAX(a.y, b.y) <= low.y ||
      MIN(a.y, b.y) > high.y)
    return false;
  int side = lt_side_of_shifted(a, b, low);
  return side != lt_side_of_shifted(a, b, (LtPoint){high.x, low.y}) ||
         side != lt_side_of_shifted(a, b, high) ||
         side != lt_side_of_shifted(a, b, (LtPoint){low.x, high.y});
}
