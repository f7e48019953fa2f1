/**
 * @file datum_fit.h
 * @brief Parameters of a change of datum from control points known in both systems.
 *
 * Least squares over the horizontal places (and heights, where all points have them), all points
 * of equal weight. Pure functions.
 */
#ifndef LT_CRS_DATUM_FIT_H
#define LT_CRS_DATUM_FIT_H

#include "crs/datum_change.h"

/** More control points than this are refused: outliers are looked for among all of them. */
#define LT_CONTROL_POINTS_MAX 500

/** A point known in both systems: (easting, northing) or (longitude, latitude) of the CRS. */
typedef struct {
  double from[2], to[2];
  double from_height_m, to_height_m; /**< on the ellipsoid; 0 where they are not known */
} LtControlPoint;

/** What is stated of a control point less what the parameters make of it. */
typedef struct {
  double north_m, east_m;
  bool is_outlier; /**< its residual does not fit those of the others */
} LtResidual;

typedef struct {
  LtResidual *residuals; /**< one for each point */
  size_t n;
  double rms_m;       /**< root of the mean of the squared residuals (north and east) */
  double deviation_m; /**< standard deviation of a place, by redundancy; NAN: there is none */
  size_t n_outliers;
  double rms_without_m; /**< of the others, after a fit without the outliers */
  bool is_line;         /**< the points are on one line */
} LtDatumFit;

void lt_datum_fit_free(LtDatumFit *fit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtDatumFit, lt_datum_fit_free)

/**
 * Compute the parameters of @p change, whose method, from and to are set; they are of all points,
 * outliers included. Fills in its accuracy: twice the standard deviation of a place, or the
 * largest residual where that is more; unknown without redundancy (2 points for 4 parameters).
 *
 * @return  free with lt_datum_fit_free(); NULL with LT_ERROR_CRS (fewer than 2 points, 3 for 7
 *          parameters, or more than LT_CONTROL_POINTS_MAX; all in one place; for 7 parameters on
 *          one line; a point that has no place on the ellipsoid, for 4
 *          parameters over 400 km from the meridian; an RMS over 100 m; the CRS do not fit the
 *          method) or LT_ERROR_MEMORY
 *
 * Outliers are points that the others leave a chance of less than 0.01 / n (F test, beginning with
 * the half that agrees best), and 0.01 m off at least; among fewer than 4 points none is named.
 *
 * Cost: O(n²) points compared for each that is not in the first half.
 */
LtDatumFit *lt_datum_fit(LtDatumChange *change, const LtControlPoint *points, size_t n,
                         GError **error);

#endif
