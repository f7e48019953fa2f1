/**
 * @file points.h
 * @brief Runs of points: what rings and lines of every kind are done with.
 *
 * Points are lattice points or fixed-point places (exact.h). Cost of each: O(points).
 */
#ifndef LT_GEOM_POINTS_H
#define LT_GEOM_POINTS_H

#include "geom/shapes.h"

/** The smallest of @p n > 0 points as of lt_point_compare(), the first of equal ones. */
size_t lt_points_smallest(const LtPoint *points, size_t n);

/** Order of two runs, point by point, then by length: -1, 0, 1. */
int lt_points_compare(const LtPoint *a, size_t n_a, const LtPoint *b, size_t n_b);

/** Turn a run around. */
void lt_points_reverse(LtPoint *points, size_t n);

/** Rotate an open ring so that the one that was @p first comes first. */
void lt_points_rotate(LtPoint *points, size_t n, size_t first);

/** Move fixed-point places to the lattice; those that come twice in a row there come once. Returns
 * how many go to @p points, which has room for @p n. */
size_t lt_points_round(const LtPoint *places, size_t n, LtPoint *points);

#endif
