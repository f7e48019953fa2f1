#include "geom/flux.h"

#include "geom/area_terms.h"

#include <stdlib.h>

#define UNITS_OF_M (LT_UNITS_PER_M * (double)LT_FIXED_ONE)
#define REST_OF_M2 4294967296.0
#define TURN_OF_RAD 1099511627776.0
/* The cosine is developed to the fourth power, the rows to the second: up to this angle, 3 km of
 * northing, they are true to 1e-16 and 1e-14. */
#define FLAT_RAD 0.0005
/* Longest edge that one node with a correction serves, and how far from the meridian. */
#define ONE_NODE_M 50.0
#define ONE_NODE_STRIP_M 200000.0
/* Longest edge that two Gauss nodes serve, longest piece for three, and for Simpson's rule. */
#define TWO_NODES_M 250.0
#define THREE_NODES_M 10000.0
#define SIMPSON_M 1000.0
#define MOST_PIECES 64

/* The rows of the deficit series about a cosine: value, slope, half the curvature. */
static void rows_develop(LtFlux *flux)
{
  for (size_t i = 1; i < LT_PLANE_X_TERMS; i++) {
    const double *c = flux->plane->deficit[i];
    double value = 0, slope = 0, bend = 0;
    for (size_t j = LT_PLANE_Y_TERMS; j-- > 0;) {
      bend = bend * flux->cosine + slope;
      slope = slope * flux->cosine + value;
      value = value * flux->cosine + c[j];
    }
    double scale = 1 / ((double)(2 * i + 1) * pow(flux->plane->a_m, 2 * (double)i));
    flux->rows[i][0] = scale * value;
    flux->rows[i][1] = scale * slope;
    flux->rows[i][2] = scale * bend;
  }
}

LtFlux lt_flux_new(const LtPlane *plane, const LtBox *whole, const LtBox *box)
{
  LtFlux flux = {.plane = plane};
  if (!plane->is_tm)
    return flux;
  double meridian_m = lt_plane_meridian_m(plane);
  double west_m = (double)whole->min.x / LT_UNITS_PER_M - plane->false_easting_m;
  double east_m = (double)whole->max.x / LT_UNITS_PER_M - plane->false_easting_m;
  double south_m = (double)whole->min.y / LT_UNITS_PER_M - plane->false_northing_m;
  double north_m = (double)whole->max.y / LT_UNITS_PER_M - plane->false_northing_m;
  flux.is_strip = west_m >= -LT_PLANE_STRIP_M && east_m <= LT_PLANE_STRIP_M &&
                  south_m >= -G_PI * meridian_m && north_m <= G_PI * meridian_m;
  flux.two_mu_per_m = 2 / meridian_m;
  double low_m = (double)box->min.y / LT_UNITS_PER_M, high_m = (double)box->max.y / LT_UNITS_PER_M;
  flux.y0_m = (low_m + high_m) / 2;
  double angle = (flux.y0_m - plane->false_northing_m) * flux.two_mu_per_m;
  flux.cosine = cos(angle);
  flux.sine = sin(angle);
  flux.is_flat = (high_m - low_m) / 2 * flux.two_mu_per_m < FLAT_RAD;
  rows_develop(&flux);
  return flux;
}

/* ---- transverse Mercator ---- */

static inline double integral_at(const LtFlux *flux, double x_m, double y_m)
{
  x_m -= flux->plane->false_easting_m;
  if (!flux->is_flat) {
    double mu2 = (y_m - flux->plane->false_northing_m) * flux->two_mu_per_m;
    return lt_deficit_integral_m(flux->plane, x_m, cos(mu2));
  }
  double d = (y_m - flux->y0_m) * flux->two_mu_per_m, d2 = d * d;
  double off = -flux->cosine * d2 / 2 * (1 - d2 / 12) - flux->sine * d * (1 - d2 / 6);
  double x2 = x_m * x_m, sum = 0;
  for (size_t i = LT_PLANE_X_TERMS - 1; i > 0; i--)
    sum = sum * x2 + (flux->rows[i][0] + off * (flux->rows[i][1] + off * flux->rows[i][2]));
  return sum * x2 * x_m;
}

/* Integral of G dy along an edge by Gauss-Legendre. */
static inline double strip_share_m2(const LtFlux *flux, double x, double y, double dx, double dy)
{
  double length_m = fmax(fabs(dx), fabs(dy));
  double mid_m = x + dx / 2 - flux->plane->false_easting_m;
  if (length_m <= ONE_NODE_M && flux->is_flat && fabs(mid_m) <= ONE_NODE_STRIP_M)
    /* in the middle, and what G bends along x: less than 1e-9 m is left */
    return dy * (integral_at(flux, x + dx / 2, y + dy / 2) +
                 dx * dx / 4 * flux->rows[1][0] * mid_m);
  if (length_m <= TWO_NODES_M) {
    static const double node = 0.21132486540518711775; /* (1 - √(1/3)) / 2 */
    return dy / 2 *
           (integral_at(flux, x + node * dx, y + node * dy) +
            integral_at(flux, x + (1 - node) * dx, y + (1 - node) * dy));
  }
  static const double node = 0.11270166537925831148; /* (1 - √(3/5)) / 2 */
  double pieces = fmin(ceil(length_m / THREE_NODES_M), MOST_PIECES), sum = 0;
  dx /= pieces;
  dy /= pieces;
  for (double i = 0; i < pieces; i++, x += dx, y += dy)
    sum += 5 * integral_at(flux, x + node * dx, y + node * dy) +
           8 * integral_at(flux, x + dx / 2, y + dy / 2) +
           5 * integral_at(flux, x + (1 - node) * dx, y + (1 - node) * dy);
  return dy * sum / 18;
}

/* ---- other planes ---- */

/* Integral of S dλ along an edge, λ and S as parabolas through three points of each piece. */
static double authalic_share_m2(const LtFlux *flux, double x, double y, double dx, double dy,
                                double *turn_rad)
{
  size_t pieces = (size_t)fmin(fmax(ceil(fmax(fabs(dx), fabs(dy)) / SIMPSON_M), 1), MOST_PIECES);
  double places[2 * (2 * MOST_PIECES + 1)], sum = 0;
  for (size_t i = 0; i <= 2 * pieces; i++) {
    double t = (double)i / (double)(2 * pieces);
    places[2 * i] = x + t * dx;
    places[2 * i + 1] = y + t * dy;
  }
  lt_plane_to_geographic(flux->plane, places, 2 * pieces + 1);
  *turn_rad = 0;
  for (size_t i = 0; i < pieces; i++) {
    const double *at = places + 4 * i;
    double s = lt_authalic_m2(flux->plane, at[1]);
    double lon1 = remainder(at[2] - at[0], 2 * G_PI);
    double lon2 = lon1 + remainder(at[4] - at[2], 2 * G_PI);
    double s1 = lt_authalic_m2(flux->plane, at[3]) - s;
    double s2 = lt_authalic_m2(flux->plane, at[5]) - s;
    double a1 = 4 * lon1 - lon2, a2 = 2 * (lon2 - 2 * lon1);
    double b1 = 4 * s1 - s2, b2 = 2 * (s2 - 2 * s1);
    sum += s * lon2 + b1 * (a1 / 2 + a2 * 2 / 3) + b2 * (a1 / 3 + a2 / 2);
    *turn_rad += lon2;
  }
  return -sum;
}

/* ---- sums ---- */

/* The share of the ellipsoid of an edge from its smaller to its larger end. */
static inline void rest_add(const LtFlux *flux, LtPoint low, LtPoint high, int sign, LtFluxSum *sum)
{
  double x = (double)low.x / UNITS_OF_M, y = (double)low.y / UNITS_OF_M;
  double dx = (double)(high.x - low.x) / UNITS_OF_M, dy = (double)(high.y - low.y) / UNITS_OF_M;
  if (flux->is_strip) {
    double share = rint(strip_share_m2(flux, x, y, dx, dy) * REST_OF_M2);
    sum->rest += sign * (fabs(share) < 9e18 ? (LtWide)(int64_t)share : (LtWide)share);
    return;
  }
  double turn_rad, share_m2 = authalic_share_m2(flux, x, y, dx, dy, &turn_rad);
  if (!isfinite(share_m2)) { /* no place on the ellipsoid: no area, as around a pole */
    sum->turn = INT64_MAX / 4;
    return;
  }
  sum->rest += sign * (LtWide)rint(share_m2 * REST_OF_M2);
  sum->turn += sign * (int64_t)rint(turn_rad * TURN_OF_RAD);
}

void lt_flux_add(const LtFlux *flux, const LtPoint *path, size_t n, LtFluxSum *sum)
{
  for (size_t i = 1; i < n; i++) {
    LtPoint from = path[i - 1], to = path[i];
    sum->area2 += (LtWide)(from.x + to.x) * (to.y - from.y);
    bool forward = lt_point_compare(from, to) < 0;
    rest_add(flux, forward ? from : to, forward ? to : from, forward ? 1 : -1, sum);
  }
}

LtAreas lt_flux_areas(const LtFlux *flux, const LtFluxSum *sum)
{
  double planar_m2 = (double)sum->area2 / (2 * UNITS_OF_M * UNITS_OF_M);
  double rest_m2 = (double)sum->rest / REST_OF_M2;
  if (flux->is_strip)
    return (LtAreas){planar_m2, planar_m2 * (1 - flux->plane->deficit[0][0]) - rest_m2};
  bool turns = llabs(sum->turn) > (int64_t)TURN_OF_RAD;
  return (LtAreas){planar_m2, turns ? NAN : rest_m2};
}
