/**
 * @file sides_measure.h
 * @brief How a boundary runs along what is named for it.
 *
 * Distances are those of the plane of the zone's own band. What is measured is the deviation: the
 * distance from the named feature or, where the boundary is said to lie a distance beyond it
 * (以东150米), how much its distance differs from that.
 */
#ifndef LT_SURVEY_SIDES_MEASURE_H
#define LT_SURVEY_SIDES_MEASURE_H

#include "geom/edges.h"
#include "survey/sides_names.h"
#include "survey/sides_ring.h"

/** Features of one name, as a bound means them. Free with lt_side_target_free(). */
typedef struct {
  LtShapes *shapes; /**< a copy of the features, or the part of their border that is meant */
  LtEdges *edges;
  LtBoxTree *ground;     /**< over the boxes of polygons */
  LtSideReading reading; /**< its name is borrowed */
  bool has_lines;        /**< so that one can tell on which side of it a boundary runs */
} LtSideTarget;

/** NULL with LT_ERROR_MEMORY. @p found is a match. */
LtSideTarget *lt_side_target_new(const LtSideNames *names, const LtSideFound *found,
                                 GError **error);
void lt_side_target_free(LtSideTarget *target);

/** What was measured along some pieces; lengths in metres. */
typedef struct {
  double length_m, near_m;      /**< all of it, and what is within the tolerance */
  double reverse_m;             /**< within the tolerance, but on the wrong side of what it lies
                                     beyond */
  bool is_held;                 /**< somewhere what is named holds the zone */
  double sum_m2;                /**< of deviation × length */
  double largest_m, least_m;    /**< deviations; -1, HUGE_VAL: nothing was measured */
  LtPoint largest_at, least_at; /**< on the boundary */
  LtPoint least_to;             /**< where the boundary would be there, by what is nearest */
  double inner_m, outer_m, centre_m; /**< of near_m along lines: the line lies outside of the
                                             zone (so the boundary runs on its inner edge), in it,
                                             or under its boundary */
} LtSideMeasure;
void lt_side_measure_init(LtSideMeasure *measure);

typedef struct {
  double tolerance_m; /**< what deviates no more is near */
  double coarseness;  /**< 1, or more for a boundary of more than 100 km: how much coarser it is
                           measured, so that none takes forever */
} LtSideLimits;

/**
 * Measure a piece against the nearest of some targets, of which there is at least one.
 *
 * What is near is exact to 0.05 m of its length, the largest deviation to 0.25 m × coarseness.
 */
void lt_side_measure_piece(LtSideMeasure *measure, const LtSidePiece *piece,
                           LtSideTarget *const *targets, size_t n_targets,
                           const LtSideLimits *limits);

/** A boundary so near to a line runs on it. */
#define LT_SIDE_CENTRE_M 2.0

#endif
