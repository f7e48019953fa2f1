/**
 * @file grid.h
 * @brief A grid of square cells whose sides are a power of two, its lines shifted (exact.h).
 *
 * A cell holds the points with left <= x < right and bottom < y <= top. Those of a rim are no
 * squares. Tiles are the cells of one grid, the cells of a tile those of another inside of it.
 */
#ifndef LT_GEOM_GRID_H
#define LT_GEOM_GRID_H

#include "geom/exact.h"

typedef struct {
  LtPoint corner; /**< lower left corner */
  unsigned shift; /**< cells have sides of 2^shift units */
  size_t n_columns, n_rows;
  /** The first and last column and row reach out to the rim: what lies far from all the rest does
   * not make all cells large. The corner is that of the cells inside of them then. */
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

/** The line left of a column. */
static inline int64_t lt_grid_left(const LtGrid *grid, int64_t column)
{
  if (grid->has_rim && column <= 0)
    return grid->rim_low.x;
  if (grid->has_rim && column >= (int64_t)grid->n_columns)
    return grid->rim_high.x;
  return grid->corner.x + (column - grid->has_rim) * (INT64_C(1) << grid->shift);
}

/** The line below a row. */
static inline int64_t lt_grid_bottom(const LtGrid *grid, int64_t row)
{
  if (grid->has_rim && row <= 0)
    return grid->rim_low.y;
  if (grid->has_rim && row >= (int64_t)grid->n_rows)
    return grid->rim_high.y;
  return grid->corner.y + (row - grid->has_rim) * (INT64_C(1) << grid->shift);
}

/** The lower left corner of a cell. */
static inline LtPoint lt_grid_corner(const LtGrid *grid, int64_t column, int64_t row)
{
  return (LtPoint){lt_grid_left(grid, column), lt_grid_bottom(grid, row)};
}

/** True when a cell with these corners, lower left and upper right, holds a point. */
static inline bool lt_cell_has(LtPoint low, LtPoint high, LtPoint point)
{
  return ((uint64_t)(point.x - low.x) < (uint64_t)(high.x - low.x)) &
         ((uint64_t)(high.y - point.y) < (uint64_t)(high.y - low.y));
}

/** Columns or rows from first to last; none when first > last. */
typedef struct {
  int64_t first, last;
} LtSpan;

/** Rows that an edge may touch, cut to the grid. The border of a cell belongs to it here. */
LtSpan lt_grid_rows(const LtGrid *grid, LtPoint a, LtPoint b);

/** Columns that the part of an edge in a row may touch, cut to the grid: never too few, at most
 * one too many on each side. */
LtSpan lt_grid_columns(const LtGrid *grid, LtPoint a, LtPoint b, int64_t row);

/** True when an edge meets a cell (shifted): exact. */
bool lt_grid_meets(const LtGrid *grid, LtPoint a, LtPoint b, int64_t column, int64_t row);

#endif
