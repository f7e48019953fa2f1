/**
 * @file flux.h
 * @brief Areas as sums over edges in any order: the share of each edge, as integers.
 *
 * The area of a region is the sum of the shares of the edges of its border, each taken from the
 * smaller to the larger end, with the sign of the side. Integers make the sum independent of its
 * order; shares of an edge are computed the same way from whichever side.
 *
 * The ellipsoidal area is that of the region whose borders are straight in the projected plane,
 * ∬ dx dy / k², which is the area the official method (国土调查办发〔2008〕32号) densifies towards.
 * Transverse Mercator: Green integral of the deficit 1 - 1/k² along each edge, exact to 1e-12 of
 * the area (thin regions with sides of km, far out: 1e-11) and 2^-33 m² for each edge, for edges up
 * to 100 km within 1000 km of the central meridian. Other planes, and farther out: Simpson sums of
 * the authalic integral ∮ S(φ) dλ along edges cut to at most 1 km (1e-9 of the area for a hectare;
 * coarser within some 50 km of a pole, beside it by up to 0.03 km², or 10 km² with edges of
 * 3000 km). Absurdly long edges are cut less finely, so that the time stays proportional to the
 * points.
 */
#ifndef LT_GEOM_FLUX_H
#define LT_GEOM_FLUX_H

#include "geom/area.h"
#include "geom/exact.h"

/** A sum of shares. */
typedef struct {
  LtWide area2;    /**< twice the planar area, fixed-point units squared; exact */
  LtWide rest;     /**< what the ellipsoid adds, 2^-32 m² */
  int64_t turn;    /**< longitude gone around, 2^-40 radians; 0 for transverse Mercator */
  bool is_nowhere; /**< an edge has no place on the ellipsoid */
} LtFluxSum;

/** Powers of x and y in the development of the Green integral. */
#define LT_FLUX_X_TERMS 5
#define LT_FLUX_Y_TERMS 4

/** Two edges are computed at once. */
typedef double LtTwo __attribute__((vector_size(16)));

/** How shares are computed around a place. Plain data. */
typedef struct {
  const LtPlane *plane;
  LtPoint middle;  /**< fixed-point place, on whole metres, from which edges are seen */
  bool is_strip;   /**< transverse Mercator, near enough to its meridian */
  double s0_m2;    /**< other planes: areas are counted from the latitude with this authalic S */
  double x_m, y_m; /**< the middle from central meridian and equator */
  double two_mu_per_m; /**< 2 μ for a metre of northing */
  bool is_near;        /**< the development may be used: all edges are near the middle */
  /** Of x and y in half fixed-point units; both numbers of a term are the same. */
  LtTwo terms[LT_FLUX_X_TERMS][LT_FLUX_Y_TERMS];
} LtFlux;

/** Prepare for edges in a box of lattice units, which belongs to a @p whole one: the same kind of
 * shares for all. */
LtFlux lt_flux_new(const LtPlane *plane, const LtBox *whole, const LtBox *box);

/** Add the shares of the edges of a path of fixed-point places, interior on the left. */
void lt_flux_add(const LtFlux *flux, const LtPoint *path, size_t n, LtFluxSum *sum);

/**
 * Add the ground around the poles that a closed sum goes around, which shares of edges leave out.
 * The turn says how many more times it goes around the north pole than around the south pole. A
 * region that covers each place once contains both or none of them where that is 0; both, when it
 * would have less than no area. So for such a region the answer is right unless it holds both poles
 * and all of the earth but 1000 km². Sums over regions are right when each is closed before it is
 * added.
 */
void lt_flux_close(const LtFlux *flux, LtFluxSum *sum);

/** The areas a closed sum stands for: that of one region, or of several that were closed. NAN on
 * the ellipsoid where an edge has no place there. */
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
