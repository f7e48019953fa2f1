/**
 * @file area.h
 * @brief Areas of shapes: planar, and on the ellipsoid by a boundary integral.
 *
 * The ellipsoidal area is that of the region whose borders are straight in the projected plane,
 * ∬ dx dy / k², which is the area the official method (国土调查办发〔2008〕32号) densifies towards.
 * Transverse Mercator: Green integral of the deficit 1 - 1/k² along each edge (Gauss-Legendre,
 * exact to 1e-12 of the area for edges up to 100 km within 1000 km of the central meridian);
 * other planes, and farther out: Simpson sums of the authalic integral ∮ S(φ) dλ along edges cut to
 * at most 1 km (1e-9 of the area for a hectare, coarser within some 50 km of a pole). Absurdly long
 * edges are cut less finely, so that the time stays proportional to the points.
 */
#ifndef LT_GEOM_AREA_H
#define LT_GEOM_AREA_H

#include "geom/plane.h"

typedef struct {
  double planar_m2;
  double ellipsoid_m2; /**< NAN when a point has no place on the ellipsoid */
} LtAreas;

/**
 * Signed areas of a closed ring given in metres relative to an origin, as overlay results are:
 * point i lies at (@p origin_m[0] + xy[2i], @p origin_m[1] + xy[2i+1]). Counter-clockwise is
 * positive. @p n points, the last equal to the first.
 */
LtAreas lt_ring_areas(const LtPlane *plane, const double origin_m[2], const double *xy, size_t n);

/** Areas of a polygon feature, holes taken off; 0 for points and lines. Planar is exact to the
 * last bits of a double. Cost: O(points). */
LtAreas lt_shape_areas(const LtPlane *plane, const LtShapes *shapes, size_t feature);

#endif
