#include "geom/flux.h"

#include "geom/area_terms.h"

#include <stdlib.h>

#define UNITS_OF_M (LT_UNITS_PER_M * (double)LT_FIXED_ONE)
#define M_OF_UNIT (1 / UNITS_OF_M)
#define REST_OF_M2 4294967296.0
#define TURN_OF_RAD 1099511627776.0
/* The cosine is developed to the fourth power, the rows to the second: up to this angle, 12 km of
 * northing, both are true to 1e-15. */
#define FLAT_RAD 0.002
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
  double a_2i = 1; /* powers of the semi-major axis */
  for (size_t i = 1; i < LT_PLANE_X_TERMS; i++) {
    const double *c = flux->plane->deficit[i];
    double value = 0, slope = 0, bend = 0;
    for (size_t j = LT_PLANE_Y_TERMS; j-- > 0;) {
      bend = bend * flux->cosine + slope;
      slope = slope * flux->cosine + value;
      value = value * flux->cosine + c[j];
    }
    a_2i *= flux->plane->a_m * flux->plane->a_m;
    double scale = 1 / ((double)(2 * i + 1) * a_2i);
    flux->rows[i][0] = scale * value;
    flux->rows[i][1] = scale * slope;
    flux->rows[i][2] = scale * bend;
  }
}

static bool strip_holds(const LtPlane *plane, const LtBox *box)
{
  double west_m = (double)box->min.x / LT_UNITS_PER_M - plane->false_easting_m;
  double east_m = (double)box->max.x / LT_UNITS_PER_M - plane->false_easting_m;
  double south_m = (double)box->min.y / LT_UNITS_PER_M - plane->false_northing_m;
  double north_m = (double)box->max.y / LT_UNITS_PER_M - plane->false_northing_m;
  double half_meridian_m = G_PI * lt_plane_meridian_m(plane);
  return west_m >= -LT_PLANE_STRIP_M && east_m <= LT_PLANE_STRIP_M &&
         south_m >= -half_meridian_m && north_m <= half_meridian_m;
}

/* S in the middle of a box: integrals of S less that are small numbers. */
static double authalic_middle_m2(const LtPlane *plane, const LtBox *box)
{
  double middle[2] = {((double)box->min.x + (double)box->max.x) / 2 / LT_UNITS_PER_M,
                      ((double)box->min.y + (double)box->max.y) / 2 / LT_UNITS_PER_M};
  lt_plane_to_geographic(plane, middle, 1);
  return isfinite(middle[1]) ? lt_authalic_m2(plane, middle[1]) : 0;
}

LtFlux lt_flux_new(const LtPlane *plane, const LtBox *whole, const LtBox *box)
{
  LtFlux flux = {.plane = plane};
  flux.is_strip = plane->is_tm && strip_holds(plane, whole);
  if (!flux.is_strip) {
    flux.s0_m2 = authalic_middle_m2(plane, whole);
    return flux;
  }
  double meridian_m = lt_plane_meridian_m(plane);
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

/* G at metres from the meridian, by the development. */
static inline double flat_integral_at(const LtFlux *flux, double x_m, double y_m)
{
  double d = (y_m - flux->y0_m) * flux->two_mu_per_m, d2 = d * d;
  double off = -flux->cosine * d2 / 2 * (1 - d2 / 12) - flux->sine * d * (1 - d2 / 6);
  double x2 = x_m * x_m, sum = 0;
#pragma GCC unroll 8
  for (size_t i = LT_PLANE_X_TERMS - 1; i > 0; i--)
    sum = sum * x2 + (flux->rows[i][0] + off * (flux->rows[i][1] + off * flux->rows[i][2]));
  return sum * x2 * x_m;
}

static inline double integral_at(const LtFlux *flux, double x_m, double y_m)
{
  x_m -= flux->plane->false_easting_m;
  if (flux->is_flat)
    return flat_integral_at(flux, x_m, y_m);
  double mu2 = (y_m - flux->plane->false_northing_m) * flux->two_mu_per_m;
  return lt_deficit_integral_m(flux->plane, x_m, cos(mu2));
}

/* Integral of G dy along an edge by Gauss-Legendre. */
static inline double strip_share_m2(const LtFlux *flux, double x, double y, double dx, double dy)
{
  double length_m = fmax(fabs(dx), fabs(dy));
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

/* Edges that are looked at together: the processor computes two shares at once. */
#define BATCH 4

typedef struct {
  double mid_m[BATCH], y_m[BATCH]; /* middles of edges, from the meridian */
  double dx_m[BATCH], dy_m[BATCH];
  double shares_m2[BATCH];
} Batch;

/* The same for short edges: in the middle, and what G bends along x; less than 1e-9 m is left.
 * Both directions give the same but for the sign. False when an edge is not short, or too far from
 * the meridian. */
static inline bool batch_load(const LtFlux *flux, const LtPoint *path, size_t n, Batch *batch)
{
  static const int64_t most = (int64_t)(ONE_NODE_M * UNITS_OF_M);
  double false_easting_m = flux->plane->false_easting_m;
  bool is_long = false;
  for (size_t i = 0; i < n; i++) {
    LtPoint from = path[i], to = path[i + 1];
    int64_t way_x = to.x - from.x, way_y = to.y - from.y;
    is_long |= (way_x > most) | (way_x < -most) | (way_y > most) | (way_y < -most);
    batch->mid_m[i] = (double)(from.x + to.x) * (M_OF_UNIT / 2) - false_easting_m;
    batch->y_m[i] = (double)(from.y + to.y) * (M_OF_UNIT / 2);
    batch->dx_m[i] = (double)way_x * M_OF_UNIT;
    batch->dy_m[i] = (double)way_y * M_OF_UNIT;
    is_long |= fabs(batch->mid_m[i]) > ONE_NODE_STRIP_M;
  }
  return !is_long;
}

static inline void batch_shares(const LtFlux *flux, Batch *batch)
{
  double bend = flux->rows[1][0];
  for (size_t i = 0; i < BATCH; i++) {
    double mid_m = batch->mid_m[i], dx_m = batch->dx_m[i];
    batch->shares_m2[i] =
        batch->dy_m[i] *
        (flat_integral_at(flux, mid_m, batch->y_m[i]) + dx_m * dx_m / 4 * bend * mid_m);
  }
}

/* ---- other planes ---- */

/* Integral of S dλ along an edge, λ and S as parabolas through three points of each piece. */
static double authalic_share_m2(const LtFlux *flux, LtPoint low, LtPoint high, double *turn_rad)
{
  double x = (double)low.x * M_OF_UNIT, y = (double)low.y * M_OF_UNIT;
  double dx = (double)(high.x - low.x) * M_OF_UNIT, dy = (double)(high.y - low.y) * M_OF_UNIT;
  size_t pieces = (size_t)fmin(fmax(ceil(fmax(fabs(dx), fabs(dy)) / SIMPSON_M), 1), MOST_PIECES);
  double places[2 * (2 * MOST_PIECES + 1)], sum = 0;
  for (size_t i = 0; i <= 2 * pieces; i++) {
    double t = (double)i / (double)(2 * pieces);
    places[2 * i] = x + t * dx;
    places[2 * i + 1] = y + t * dy;
  }
  places[4 * pieces] = (double)high.x * M_OF_UNIT; /* the very place where the next edge begins */
  places[4 * pieces + 1] = (double)high.y * M_OF_UNIT;
  lt_plane_to_geographic(flux->plane, places, 2 * pieces + 1);
  *turn_rad = 0;
  for (size_t i = 0; i < pieces; i++) {
    const double *at = places + 4 * i;
    double from_equator = lt_authalic_m2(flux->plane, at[1]), s = from_equator - flux->s0_m2;
    double lon1 = remainder(at[2] - at[0], 2 * G_PI);
    double lon2 = lon1 + remainder(at[4] - at[2], 2 * G_PI);
    double s1 = lt_authalic_m2(flux->plane, at[3]) - from_equator;
    double s2 = lt_authalic_m2(flux->plane, at[5]) - from_equator;
    double a1 = 4 * lon1 - lon2, a2 = 2 * (lon2 - 2 * lon1);
    double b1 = 4 * s1 - s2, b2 = 2 * (s2 - 2 * s1);
    sum += s * lon2 + b1 * (a1 / 2 + a2 * 2 / 3) + b2 * (a1 / 3 + a2 / 2);
    *turn_rad += lon2;
  }
  return -sum;
}

/* ---- sums ---- */

/* A share in units of 2^-32 m2. */
static inline LtWide share_units(double share_m2)
{
  double share = share_m2 * REST_OF_M2;
  if (fabs(share) < 1e15)
    return (int64_t)(share + copysign(0.5, share));
  return (LtWide)rint(share);
}

/* The share of the ellipsoid of an edge from its smaller to its larger end. */
static void rest_add(const LtFlux *flux, LtPoint low, LtPoint high, int sign, LtFluxSum *sum)
{
  if (flux->is_strip) {
    double x = (double)low.x * M_OF_UNIT, y = (double)low.y * M_OF_UNIT;
    double dx = (double)(high.x - low.x) * M_OF_UNIT, dy = (double)(high.y - low.y) * M_OF_UNIT;
    sum->rest += sign * share_units(strip_share_m2(flux, x, y, dx, dy));
    return;
  }
  double turn_rad, share_m2 = authalic_share_m2(flux, low, high, &turn_rad);
  if (!isfinite(share_m2)) {
    sum->is_nowhere = true;
    return;
  }
  sum->rest += sign * share_units(share_m2);
  sum->turn += sign * (int64_t)rint(turn_rad * TURN_OF_RAD);
}

/* The shares of an edge. */
static void edge_add(const LtFlux *flux, LtPoint from, LtPoint to, LtFluxSum *sum)
{
  bool forward = lt_point_compare(from, to) < 0;
  rest_add(flux, forward ? from : to, forward ? to : from, forward ? 1 : -1, sum);
}

/* Add the shares of the ellipsoid of @p n short edges, no more than a batch; false when they are
 * not. */
static inline bool short_add(const LtFlux *flux, const LtPoint *path, size_t n, Batch *batch,
                             LtFluxSum *sum)
{
  if (!batch_load(flux, path, n, batch))
    return false;
  batch_shares(flux, batch);
  LtWide rest = 0;
  for (size_t i = 0; i < n; i++)
    rest += share_units(batch->shares_m2[i]);
  sum->rest += rest;
  return true;
}

void lt_flux_add(const LtFlux *flux, const LtPoint *path, size_t n, LtFluxSum *sum)
{
  LtUWide area2 = 0; /* may wrap around on the way */
  for (size_t i = 1; i < n; i++)
    area2 += (LtUWide)((LtWide)(path[i - 1].x + path[i].x) * (path[i].y - path[i - 1].y));
  sum->area2 = (LtWide)((LtUWide)sum->area2 + area2);

  bool is_flat = flux->is_strip && flux->is_flat;
  Batch batch = {0};
  for (size_t i = 1, end; i < n; i = end) {
    end = MIN(i + BATCH, n);
    if (is_flat && short_add(flux, path + i - 1, end - i, &batch, sum))
      continue;
    for (size_t k = i; k < end; k++)
      if (!is_flat || !short_add(flux, path + k - 1, 1, &batch, sum))
        edge_add(flux, path[k - 1], path[k], sum);
  }
}

LtAreas lt_flux_areas(const LtFlux *flux, const LtFluxSum *sum)
{
  double planar_m2 = (double)sum->area2 / (2 * UNITS_OF_M * UNITS_OF_M);
  double rest_m2 = (double)sum->rest / REST_OF_M2;
  if (flux->is_strip)
    return (LtAreas){planar_m2, planar_m2 * (1 - flux->plane->deficit[0][0]) - rest_m2};
  bool is_polar = llabs(sum->turn) > (int64_t)TURN_OF_RAD;
  return (LtAreas){planar_m2, sum->is_nowhere || is_polar ? NAN : rest_m2};
}
