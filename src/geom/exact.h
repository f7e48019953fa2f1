/**
 * @file exact.h
 * @brief Exact predicates of the arrangement: sides, crossings, fractions, rounding.
 *
 * Lines and corners of a grid stand for places moved by the shift (-ε², +ε), ε infinitely small:
 * no lattice point and no edge lies on them, so a side is never 0. Coordinates are lattice units up
 * to LT_UNITS_MAX; lt_cross() and lt_point_compare() also take fixed-point places. All products fit
 * 128 bits.
 */
#ifndef LT_GEOM_EXACT_H
#define LT_GEOM_EXACT_H

#include "geom/shapes.h"

/** Fixed-point places: lattice units × 2^18. */
#define LT_FIXED_BITS 18
#define LT_FIXED_ONE (INT64_C(1) << LT_FIXED_BITS)
#define LT_FIXED_PER_M (LT_UNITS_PER_M * (double)LT_FIXED_ONE)
#define LT_FIXED_MAX (LT_UNITS_MAX * LT_FIXED_ONE)

typedef __int128 LtWide;
typedef unsigned __int128 LtUWide;

/* Fixed-point places differ by at most 2 LT_FIXED_MAX in x and in y, which fits 64 bits; a cross
 * product is the difference of two products of such, below 5.5e37, which fits 127. */
G_STATIC_ASSERT(LT_FIXED_MAX <= INT64_MAX / 2);
G_STATIC_ASSERT((LtUWide)LT_FIXED_MAX <= ((LtUWide)1 << 127) / 8 / LT_FIXED_MAX);

/** A place on an edge: n / m of its length, 0 <= n <= m, m > 0. */
typedef struct {
  LtUWide n, m;
} LtFraction;

static inline int lt_sign(LtWide value)
{
  return (value > 0) - (value < 0);
}

/** Twice the area of the triangle a b c; positive when c lies left of a → b. */
static inline LtWide lt_cross(LtPoint a, LtPoint b, LtPoint c)
{
  return (LtWide)(b.x - a.x) * (c.y - a.y) - (LtWide)(b.y - a.y) * (c.x - a.x);
}

static inline bool lt_point_equal(LtPoint a, LtPoint b)
{
  return a.x == b.x && a.y == b.y;
}

/** Order by x, then y: edges run from their smaller end to their larger one. */
static inline int lt_point_compare(LtPoint a, LtPoint b)
{
  if (a.x != b.x)
    return a.x < b.x ? -1 : 1;
  return (a.y > b.y) - (a.y < b.y);
}

/** Counter-clockwise order of two directions, from the one to a shifted point, just left of
 * straight up; 0 when they are the same. */
static inline int lt_direction_compare(LtPoint a, LtPoint b)
{
  int is_late_a = a.x > 0 || (a.x == 0 && a.y > 0), is_late_b = b.x > 0 || (b.x == 0 && b.y > 0);
  if (is_late_a != is_late_b)
    return is_late_a - is_late_b;
  return -lt_sign((LtWide)a.x * b.y - (LtWide)a.y * b.x);
}

/** Side of the shifted point seen along a → b: 1 left, -1 right; never 0 for a ≠ b. */
static inline int lt_side_of_shifted(LtPoint a, LtPoint b, LtPoint point)
{
  LtWide cross = lt_cross(a, b, point);
  if (cross != 0)
    return cross > 0 ? 1 : -1;
  if (b.x != a.x)
    return b.x > a.x ? 1 : -1;
  return b.y > a.y ? 1 : -1;
}

/** Side of @p point seen along the segment between two shifted points. */
static inline int lt_side_of_segment(LtPoint from, LtPoint to, LtPoint point)
{
  return lt_side_of_shifted(point, (LtPoint){point.x + to.x - from.x, point.y + to.y - from.y},
                            from) > 0
             ? -1
             : 1;
}

/** True when the segment between two shifted points crosses the edge a-b. */
static inline bool lt_segment_crosses(LtPoint from, LtPoint to, LtPoint a, LtPoint b)
{
  if (lt_point_equal(from, to))
    return false;
  return lt_side_of_shifted(a, b, from) != lt_side_of_shifted(a, b, to) &&
         lt_side_of_segment(from, to, a) != lt_side_of_segment(from, to, b);
}

/** Order of two fractions: -1, 0, 1. */
int lt_fraction_compare(LtFraction a, LtFraction b);

/** The place @p at on the edge a-b as a fixed-point place: x rounded down, y up. */
LtPoint lt_fixed_on_edge(LtPoint a, LtPoint b, LtFraction at);

/** The place where the edge a-b meets the vertical line @p x, or the horizontal one @p y. */
LtPoint lt_fixed_at_x(LtPoint a, LtPoint b, int64_t x);
LtPoint lt_fixed_at_y(LtPoint a, LtPoint b, int64_t y);

static inline LtPoint lt_fixed(LtPoint point)
{
  return (LtPoint){point.x * LT_FIXED_ONE, point.y * LT_FIXED_ONE};
}

/** The nearest lattice point; half a unit goes up. */
static inline LtPoint lt_fixed_round(LtPoint place)
{
  return (LtPoint){(place.x + LT_FIXED_ONE / 2) >> LT_FIXED_BITS,
                   (place.y + LT_FIXED_ONE / 2) >> LT_FIXED_BITS};
}

/** True for a fixed-point place on the lattice. */
static inline bool lt_fixed_is_lattice(LtPoint place)
{
  return ((place.x | place.y) & (LT_FIXED_ONE - 1)) == 0;
}

/**
 * Order of the places where two edges, each from its smaller to its larger end, meet the shifted
 * vertical line at @p x: -1 when @p a meets it below @p b.
 */
int lt_order_at_x(const LtPoint a[2], const LtPoint b[2], int64_t x);

/** The same along the shifted horizontal line at @p y: -1 when @p a meets it left of @p b. */
int lt_order_at_y(const LtPoint a[2], const LtPoint b[2], int64_t y);

#endif
