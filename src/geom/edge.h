/**
 * @file edge.h
 * @brief Exact predicates on edges, for the modules of geom/.
 *
 * Coordinates may be lattice units up to 4 × LT_UNITS_MAX, since callers double them to test
 * midpoints, or fixed-point places (exact.h), whose products are the largest that fit.
 */
#ifndef LT_GEOM_EDGE_H
#define LT_GEOM_EDGE_H

#include "geom/shapes.h"

/** Box around the edge a-b. */
static inline LtBox lt_edge_box(LtPoint a, LtPoint b)
{
  return (LtBox){{MIN(a.x, b.x), MIN(a.y, b.y)}, {MAX(a.x, b.x), MAX(a.y, b.y)}};
}

/** True when @p point lies on the edge a-b, ends included. */
static inline bool lt_edge_has(LtPoint a, LtPoint b, LtPoint point)
{
  LtBox box = lt_edge_box(a, b), at = {point, point};
  return lt_box_overlaps(&box, &at) && lt_turn(a, b, point) == 0;
}

/**
 * One edge of an even-odd test: turns *@p inside when the edge crosses the ray from @p point
 * eastwards. Edges own their lower end, so a ray through a corner counts it once.
 *
 * @return  false when the point lies on the edge
 */
static inline bool lt_edge_ray(LtPoint a, LtPoint b, LtPoint point, bool *inside)
{
  if ((a.y > point.y && b.y > point.y) || (a.y < point.y && b.y < point.y) ||
      (a.x < point.x && b.x < point.x))
    return true;
  if (lt_edge_has(a, b, point))
    return false;
  if ((a.y > point.y) != (b.y > point.y) && (lt_turn(a, b, point) > 0) == (b.y > a.y))
    *inside = !*inside;
  return true;
}

/** True when the edges a-b and c-d share a point; either may be a single point. */
static inline bool lt_edges_touch(LtPoint a, LtPoint b, LtPoint c, LtPoint d)
{
  LtBox ab = lt_edge_box(a, b), cd = lt_edge_box(c, d);
  if (!lt_box_overlaps(&ab, &cd))
    return false;
  return lt_turn(a, b, c) * lt_turn(a, b, d) <= 0 && lt_turn(c, d, a) * lt_turn(c, d, b) <= 0;
}

#endif
