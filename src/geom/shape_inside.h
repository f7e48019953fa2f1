/**
 * @file shape_inside.h
 * @brief A point inside a polygon, to stand for it.
 */
#ifndef LT_GEOM_SHAPE_INSIDE_H
#define LT_GEOM_SHAPE_INSIDE_H

#include "geom/shapes.h"

/**
 * A point inside a polygon feature: the middle of its widest part at half of its height; where no
 * lattice point lies inside there, the smallest vertex. The same wherever rings begin. The feature
 * must have points.
 *
 * @return  false with LT_ERROR_MEMORY
 * Cost: O(n), and O(k log k) for the k edges at that height.
 */
bool lt_shape_inside(const LtShapes *shapes, size_t feature, LtPoint *point, GError **error);

#endif
