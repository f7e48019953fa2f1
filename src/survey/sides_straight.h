/**
 * @file sides_straight.h
 * @brief The straight stretches of a ring, jags left out.
 */
#ifndef LT_SURVEY_SIDES_STRAIGHT_H
#define LT_SURVEY_SIDES_STRAIGHT_H

#include "geom/shapes.h"

/** A copy of a closed ring of @p n points that begins at its smallest point by x, then y. Free with
 * g_free(); NULL with LT_ERROR_MEMORY. */
LtPoint *lt_ring_rotate(const LtPoint *points, size_t n, GError **error);

/**
 * Mark the points of a closed ring that the chords between them need, so that no point between is
 * farther from its chord than a limit.
 *
 * @param ring         of lt_ring_rotate()
 * @param limit_units  in lattice units
 * @param kept         receives 1 for each such point, the first and the last among them; zeroed
 * @return             false with LT_ERROR_MEMORY
 */
bool lt_ring_straighten(const LtPoint *ring, size_t n, double limit_units, uint8_t *kept,
                        GError **error);

/**
 * Mark the corners of a ring's convex hull.
 *
 * @param ring  of lt_ring_rotate(), whose first point is such a corner
 * @param hull  receives 1 for each, the last point among them; zeroed
 * @return      false with LT_ERROR_MEMORY
 *
 * Cost: O(n log n).
 */
bool lt_ring_hull(const LtPoint *ring, size_t n, uint8_t *hull, GError **error);

#endif
