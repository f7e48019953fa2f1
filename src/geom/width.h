/**
 * @file width.h
 * @brief Width of a polygon: the diameter of the largest circle that fits inside.
 */
#ifndef LT_GEOM_WIDTH_H
#define LT_GEOM_WIDTH_H

#include "geom/shapes.h"

typedef struct {
  double width_m;      /**< a circle this wide fits; never more than the true width */
  double tolerance_m;  /**< the true width is at most width_m + tolerance_m */
  double center[2];    /**< its centre, same frame as the input */
} LtWidth;

/**
 * Width of one polygon (a shell and its holes turned either way) by branch and bound over the
 * circles that touch its border: those are dropped that cannot beat the best one by
 * @p precision_m. Slivers cost what their points cost, not their length over their width.
 *
 * @param xy    closed rings in metres relative to any near origin; ends in points
 * @return      false with LT_ERROR_MEMORY
 * The number of cells is bounded (1,000,000 and 8 for each point); when they do not suffice
 * tolerance_m is larger than @p precision_m. Cost: O(n log n) as a rule; milliseconds for a
 * thousand points.
 */
bool lt_width_measure(const double *xy, const size_t *ends, size_t n_rings, double precision_m,
                      LtWidth *width, GError **error);

#endif
