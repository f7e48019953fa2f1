/**
 * @file nest.h
 * @brief Nest the rings of one feature by containment: even depth is a shell, odd a hole.
 *
 * Orientation and order in the file say nothing (OGR's default swaps shell and hole of a wrongly
 * turned ring in silence; survey texts number all rings 1..n).
 */
#ifndef LT_GEOM_NEST_H
#define LT_GEOM_NEST_H

#include "geom/shapes.h"

/**
 * Append a polygon feature made of closed rings to @p shapes: rings nested, shells turned
 * counter-clockwise, each shell followed by its holes. Rings that cross or touch are nested by
 * the first of their points that does not lie on the other's border; a ring that coincides with
 * another is deeper when it comes later. Rings must have at least 4 points.
 *
 * @param points  all points; @p ends the end of each ring in points; both borrowed
 * @return        false with LT_ERROR_MEMORY
 * Cost: O(n log n) for rings whose boxes do not overlap.
 */
bool lt_nest_rings(LtShapes *shapes, const LtPoint *points, const size_t *ends, size_t n_rings,
                   GError **error);

/** Where a point lies: 1 inside a closed ring (even-odd), 0 on its border, -1 outside. Exact. */
int lt_ring_locate(const LtPoint *ring, size_t n, LtPoint point);

#endif
