/**
 * @file datum_parts.h
 * @brief What the fit of control points and the search for outliers share. Internal to crs/.
 */
#ifndef LT_CRS_DATUM_PARTS_H
#define LT_CRS_DATUM_PARTS_H

#include "base/bytes.h"
#include "crs/datum_fit.h"

/** Control points nearer together than this have no spread, as far as their coordinates go. */
#define LT_SPREAD_MIN_M 1.0
/** Parameters that move places on the ground: two shifts, a rotation, a scale. Those of 7 that are
 * more tilt and lift it. */
#define LT_PARAMETERS_ON_GROUND 4

typedef struct {
  double x, y, z;
} LtVector;

/** Coordinates in which the change is linear: those of a plane with z = 0, or geocentric ones. */
typedef struct {
  bool is_flat;
  size_t n;
  LtVector *from, *to;
  double reach[4];        /**< of the points where the change begins: as LtDatumChange says */
  LtVector *east, *north; /**< of each place, of length 1 */
} LtFitField;

/** to = center_to + k (from - center_from) + v × (from - center_from). */
typedef struct {
  LtVector center_from, center_to, v;
  double k;
} LtFitModel;

static inline LtVector lt_minus(LtVector a, LtVector b)
{
  return (LtVector){a.x - b.x, a.y - b.y, a.z - b.z};
}

static inline LtVector lt_plus(LtVector a, LtVector b)
{
  return (LtVector){a.x + b.x, a.y + b.y, a.z + b.z};
}

static inline LtVector lt_times(double k, LtVector a)
{
  return (LtVector){k * a.x, k * a.y, k * a.z};
}

static inline double lt_dot(LtVector a, LtVector b)
{
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline LtVector lt_cross(LtVector a, LtVector b)
{
  return (LtVector){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

/** The model of least squares through the points in use. */
LtFitModel lt_fit_solve(const LtFitField *field, const bool *use);

/** True when the points in use are spread as the model needs it. */
bool lt_fit_is_determined(const LtFitField *field, const bool *use);

/** What is stated of a point less what a model makes of it. */
LtResidual lt_fit_residual(const LtFitField *field, const LtFitModel *model, size_t i);

/** Sum of the squared residuals of the points in use, and how many they are. */
double lt_fit_square_m2(const LtFitField *field, const LtFitModel *model, const bool *use,
                        size_t *n);

/** Name the outliers; @p use, all true, keeps the others. LT_ERROR_MEMORY. */
bool lt_fit_find_outliers(const LtFitField *field, LtDatumFit *fit, bool *use, GError **error);

#endif
