/**
 * @file area.h
 * @brief Areas of shapes: planar, and on the ellipsoid. How they are computed: flux.h.
 */
#ifndef LT_GEOM_AREA_H
#define LT_GEOM_AREA_H

#include "geom/plane.h"

typedef struct {
  double planar_m2;
  double ellipsoid_m2; /**< NAN when a point has no place on the ellipsoid */
} LtAreas;

/** Areas of a polygon feature, holes taken off; 0 for points and lines. Planar is exact to the
 * last bits of a double. Cost: O(points). */
LtAreas lt_shape_areas(const LtPlane *plane, const LtShapes *shapes, size_t feature);

#endif
