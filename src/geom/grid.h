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
} LtGrid;

/** Column and row of a point, which may lie outside. */
static inline int64_t lt_grid_column(const LtGrid *grid, int64_t x)
{
  return (x - grid->corner.x) >> grid->shift;
}
static inline int64_t lt_grid_row(const LtGrid *grid, int64_t y)
{
  return (y - 1 - grid->corner.y) >> grid->shift;
}

/** The lower left corner of a square. */
static inline LtPoint lt_grid_corner(const LtGrid *grid, int64_t column, int64_t row)
{
  int64_t side = INT64_C(1) << grid->shift;
  return (LtPoint){grid->corner.x + column * side, grid->corner.y + row * side};
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
