/**
 * @file detect_parts.h
 * @brief What the files of the diagnosis share. Internal to crs/.
 */
#ifndef LT_CRS_DETECT_PARTS_H
#define LT_CRS_DETECT_PARTS_H

#include "crs/band.h"
#include "crs/detect.h"

#include <math.h>

/** Points that are looked at. */
#define LT_DETECT_POINTS 500
/** A share that is no accident of some points. */
#define LT_DETECT_SOME 0.02

/** What the magnitudes of (easting, northing) are like; shares of the points. */
typedef struct {
  double prefix[46]; /**< by band */
  double plain, degrees, packed, mercator;
  double no_false_easting; /**< eastings from the meridian, not from 500 km west of it */
  double cut_northing;     /**< six digits of easting, and maybe no millions of northing */
  double any_prefix;
} LtMagnitudes;

/** Magnitudes of points, or of points exchanged. */
LtMagnitudes lt_magnitudes_count(const double *xy, size_t n, bool is_swapped);

typedef struct {
  const LtCrsEvidence *evidence;
  double *xy; /* the points that are looked at */
  size_t n;
  LtMagnitudes direct, swapped;
  LtBandDatum datum; /* that is stated; CGCS2000 where none is */
  GArray *readings;  /* of LtCrsReading */
} LtDetection;

/** Where the points lie by a reading, 2·n doubles of degrees; NAN where they have no place. Free
 * with g_free(); NULL when the CRS is not known. */
double *lt_crs_reading_places(const LtDetection *detection, const LtCrsReading *reading);

/** What speaks against the CRS that is stated, by magnitudes and its area of use. */
unsigned lt_detect_doubts(const LtDetection *detection);

/** Share of the points inside of the area of use, a degree around it included; NAN: not known. */
double lt_detect_in_area(const LtDetection *detection, const double *places);

#endif
