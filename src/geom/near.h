/**
 * @file near.h
 * @brief Distance of features to the nearest of many features, on the ellipsoid.
 *
 * 0 where they share a point; else the geodesic length from the nearest point of the one to the
 * nearest point of the other. The plane serves as a filter only: candidates are all edges whose
 * plane distance could be the shortest given how far the plane's scale can be off, and the
 * shortest geodesic among them is the answer. Never a buffer.
 */
#ifndef LT_GEOM_NEAR_H
#define LT_GEOM_NEAR_H

#include "geom/plane.h"

/** Index over the features of a target layer. Read-only once built: threads may share it. */
typedef struct LtNear LtNear;

typedef struct {
  double distance_m; /**< geodesic; 0 when they touch or overlap; HUGE_VAL: none within the limit */
  size_t feature;    /**< of the target; the smaller shape (lt_shapes_compare()) when several are
                      * equal; SIZE_MAX: none within the limit */
  LtPoint from, at;  /**< nearest point of the feature asked about, and of the target */
} LtNearHit;

/**
 * Index the features of @p target (borrowed, as is @p plane).
 *
 * @param use  1 for each feature that takes part, or NULL: all that have a shape
 * @return     free with lt_near_free(); NULL with LT_ERROR_MEMORY
 * Cost: O(n log n) for n points.
 */
LtNear *lt_near_new(const LtShapes *target, const uint8_t *use, const LtPlane *plane,
                    GError **error);
void lt_near_free(LtNear *near);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtNear, lt_near_free)

/**
 * Nearest target feature of feature @p feature of @p shapes (points, lines or polygons).
 *
 * @param limit_m  targets certainly farther than this are not looked at: the answer is exact
 *                 up to 1.01 × limit_m + 10 m, beyond it may be HUGE_VAL
 * Cost: O(log n) for a point far from ties.
 */
LtNearHit lt_near_query(const LtNear *near, const LtShapes *shapes, size_t feature,
                        double limit_m);

/** The same among the target features that are not in @p skip, @p n_skip of them: the next nearest.
 * Cost: that of all that are nearer besides. */
LtNearHit lt_near_query_others(const LtNear *near, const LtShapes *shapes, size_t feature,
                               double limit_m, const size_t *skip, size_t n_skip);

#endif
