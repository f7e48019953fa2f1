/**
 * @file flux.h
 * @brief Areas as sums over edges in any order: the share of each edge, as integers.
 *
 * The area of a region is the sum of the shares of the edges of its border, each taken from the
 * smaller to the larger end, with the sign of the side. Integers make the sum independent of its
 * order; shares of an edge are computed the same way from whichever side.
 */
#ifndef LT_GEOM_FLUX_H
#define LT_GEOM_FLUX_H

#include "geom/area.h"
#include "geom/exact.h"

/** A sum of shares. */
typedef struct {
  LtWide area2; /**< twice the planar area, fixed-point units squared; exact */
  LtWide rest;  /**< what the ellipsoid adds, 2^-32 m² */
  int64_t turn; /**< longitude gone around, 2^-40 radians; 0 for transverse Mercator */
  bool is_nowhere; /**< an edge has no place on the ellipsoid */
} LtFluxSum;

/** How shares are computed around a place. Plain data. */
typedef struct {
  const LtPlane *plane;
  bool is_strip;       /**< transverse Mercator, near enough to its meridian */
  double s0_m2; /**< other planes: areas are counted from the latitude with this authalic S */
  double two_mu_per_m; /**< 2 μ for a metre of northing */
  double y0_m;         /**< northing about which the cosine is developed */
  double cosine, sine; /**< of 2 μ there */
  bool is_flat;        /**< the development may be used */
  double rows[LT_PLANE_X_TERMS][3]; /**< G by powers of X, developed about the cosine there */
} LtFlux;

/** Prepare for edges in a box of lattice units, which belongs to a @p whole one: the same kind of
 * shares for all. */
LtFlux lt_flux_new(const LtPlane *plane, const LtBox *whole, const LtBox *box);

/** Add the shares of the edges of a path of fixed-point places, interior on the left. */
void lt_flux_add(const LtFlux *flux, const LtPoint *path, size_t n, LtFluxSum *sum);

/** The areas a closed sum stands for. NAN for a region around a pole, or with
 * no place on the ellipsoid. */
LtAreas lt_flux_areas(const LtFlux *flux, const LtFluxSum *sum);

static inline void lt_flux_sum_add(LtFluxSum *sum, const LtFluxSum *other, int sign)
{
  /* sums of many turns may wrap around; what they come to does not */
  sum->area2 = (LtWide)((LtUWide)sum->area2 + (LtUWide)(sign * other->area2));
  sum->rest += sign * other->rest;
  sum->turn += sign * other->turn;
  sum->is_nowhere |= other->is_nowhere;
}

#endif
