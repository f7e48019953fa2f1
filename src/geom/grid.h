/**
 * @file grid.h
 * @brief A grid of squares whose sides are a power of two, its lines shifted (exact.h).
 *
 * A square holds the points with left <= x < right and bottom < y <= top.
 */
#ifndef LT_GEOM_GRID_H
#define LT_GEOM_GRID_H

#include "geom/exact.h"

typedef struct {
  LtPoint corner; /**< lower left corner */
  unsigned shift; /**< squares have sides of 2^shift units */
  size_t n_columns, n_rows;
  /** The first and last column and row reach out to the rim: what lies far from all the rest does
   * not make all squares large. The corner is that of the squares inside of them then. */
  bool has_rim;
  LtPoint rim_low, rim_high;
} LtGrid;

/** Number of a column or row, of @p n, from the offset in it. */
static inline int64_t lt_grid_index(const LtGrid *grid, int64_t offset, size_t n)
{
  int64_t i = offset >> grid->shift;
  return grid->has_rim ? CLAMP(i, -1, (int64_t)n - 2) + 1 : i;
}

/** Column and row of a point, which may lie outside. */
static inline int64_t lt_grid_column(const LtGrid *grid, int64_t x)
{
  return lt_grid_index(grid, x - grid->corner.x, grid->n_columns);
}
static inline int64_t lt_grid_row(const LtGrid *grid, int64_t y)
{
  return lt_grid_index(grid, y - 1 - grid->corner.y, grid->n_rows);
}

/** The line below or left of a column or row. */
static inline int64_t lt_grid_line(const LtGrid *grid, int64_t i, size_t n, int64_t first,
                                   int64_t low, int64_t high)
{
  int64_t side = INT64_C(1) << grid->shift;
  if (!grid->has_rim)
    return first + i * side;
  return i <= 0 ? low : i >= (int64_t)n ? high : first + (i - 1) * side;
}

/** The lower left corner of a square. */
static inline LtPoint lt_grid_corner(const LtGrid *grid, int64_t column, int64_t row)
{
  return (LtPoint){lt_grid_line(grid, column, grid->n_columns, grid->corner.x, grid->rim_low.x,
                                grid->rim_high.x),
                   lt_grid_line(grid, row, grid->n_rows, grid->corner.y, grid->rim_low.y,
                                grid->rim_high.y)};
}

/** True when a square with these corners, lower left and upper right, holds a point. */
static inline bool lt_square_has(LtPoint low, LtPoint high, LtPoint point)
{
  return (point.x >= low.x) & (point.x < high.x) & (point.y > low.y) & (point.y <= high.y);
}

/** Columns from first to last; none when first > last. */
typedef struct {
  int64_t first, last;
} LtSpan;

/** Rows that an edge may touch, cut to the grid. The border of a square belongs to it. */
LtSpan lt_grid_rows(const LtGrid *grid, LtPoint a, LtPoint b);

/** Columns that the part of an edge in a row may touch, cut to the grid: never too few, at most
 * one too many on each side. */
LtSpan lt_grid_columns(const LtGrid *grid, LtPoint a, LtPoint b, int64_t row);

/** True when an edge meets a square (shifted): exact. */
bool lt_grid_meets(const LtGrid *grid, LtPoint a, LtPoint b, int64_t column, int64_t row);

#endif
