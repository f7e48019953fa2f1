/**
 * @file official_area.h
 * @brief The area of a parcel by the official series (国土调查办发〔2008〕32号), with its
 * prescribed densifying and rounding, as 国土调查 software computes it.
 *
 * flux.h gives the area that this method tends to; they differ by the rounding, 0.02 m² for 10 km².
 */
#ifndef LT_GEOM_OFFICIAL_AREA_H
#define LT_GEOM_OFFICIAL_AREA_H

#include "geom/plane.h"

/** True when the method prescribes constants for the plane: a Gauss-Krüger plane of CGCS2000 or
 * Xian 1980. */
bool lt_official_area_is_known(const LtPlane *plane);

/**
 * Area of a polygon feature, holes taken off, rounded to 0.01 m². Edges longer than 70 m get
 * equally spaced points, plane coordinates are rounded to 0.0001 m, latitude and longitude to
 * 0.000001″. NAN where the method is not known for the plane. Cost: O(points and 70 m pieces); with
 * more than 2^26 of these: NAN.
 */
double lt_official_area_m2(const LtPlane *plane, const LtShapes *shapes, size_t feature);

#endif
