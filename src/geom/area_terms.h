/**
 * @file area_terms.h
 * @brief What boundary integrals of areas on the ellipsoid are made of.
 *
 * Internal to geom/.
 */
#ifndef LT_GEOM_AREA_TERMS_H
#define LT_GEOM_AREA_TERMS_H

#include "geom/plane.h"

#include <math.h>

/**
 * G(x, y), metres: integral of the deficit, but for its constant part, over x from the central
 * meridian to the point.
 *
 * @param x_m     from the central meridian
 * @param cosine  cos 2μ of the point
 */
static inline double lt_deficit_integral_m(const LtPlane *plane, double x_m, double cosine)
{
  static const double inverse[] = {1, 1 / 3.0, 1 / 5.0, 1 / 7.0, 1 / 9.0, 1 / 11.0};
  G_STATIC_ASSERT(G_N_ELEMENTS(inverse) == LT_PLANE_X_TERMS);

  double x_a = x_m / plane->a_m, x2 = x_a * x_a, sum = 0;
  for (size_t i = LT_PLANE_X_TERMS - 1; i > 0; i--) {
    const double *c = plane->deficit[i];
    double row = 0;
    for (size_t j = LT_PLANE_Y_TERMS; j-- > 0;)
      row = row * cosine + c[j];
    sum = sum * x2 + row * inverse[i];
  }
  return sum * x2 * x_m;
}

/** S(φ): area between equator and latitude for a radian of longitude. */
static inline double lt_authalic_m2(const LtPlane *plane, double lat)
{
  double e2 = plane->f * (2 - plane->f), e = sqrt(e2), sine = sin(lat);
  double polar_m = plane->a_m * (1 - plane->f), arc = e > 0 ? atanh(e * sine) / e : sine;
  return polar_m * polar_m / 2 * (sine / (1 - e2 * sine * sine) + arc);
}

#endif
