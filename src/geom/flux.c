#include "geom/flux.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define M_OF_UNIT (1 / LT_FIXED_PER_M)
#define UNITS_OF_WHOLE_M ((int64_t)LT_UNITS_PER_M * LT_FIXED_ONE)
#define REST_OF_M2 4294967296.0
#define TURN_OF_RAD 1099511627776.0
/* Longest piece of an edge that two or three Gauss nodes serve, and for parabolas. */
#define TWO_NODES_M 250.0
#define THREE_NODES_M 10000.0
#define PARABOLA_M 1000.0
#define MOST_PIECES 128
/* Closed sums that miss at least so much hold both poles; borders beside a pole are off by less. */
#define BOTH_POLES_M2 1e9

/* Edges that are looked at together. */
#define BLOCK 32
/* The development serves edges shorter than 2^39 units (210 m) in x and y, this near the middle: */
#define SHORT_BITS 39
#define NEAR_M 4000.0
/* and where the Green integral is less than this, 308 km from the meridian: a share has less than
 * 2^48 units of the rest, 32 of them are added in a double without rounding. */
#define NEAR_INTEGRAL_M 240.0
/* Added to a double below 2^51 and taken off again, this leaves the nearest whole number. To add
 * such a number to its bits is to add it. */
#define ROUNDER 6755399441055744.0

typedef int64_t TwoInts __attribute__((vector_size(16)));

/* ---- transverse Mercator ---- */

/* G(x, y), metres: integral of the deficit, but for its constant part, over x from the central
 * meridian to the point. @p cosine is cos 2μ of the point. */
static inline double deficit_integral_m(const LtPlane *plane, double x_m, double cosine)
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

/* G at metres from the middle. */
static inline double integral_at(const LtFlux *flux, double x, double y)
{
  return deficit_integral_m(flux->plane, flux->x_m + x, cos((flux->y_m + y) * flux->two_mu_per_m));
}

/* Integral of G dy along an edge by Gauss-Legendre: at the lengths they are used for two nodes are
 * off by less than 1e-12 m, three by less than 1e-13 m. */
static double strip_share_m2(const LtFlux *flux, double x, double y, double dx, double dy)
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

/* ---- near a place: G as a polynomial ---- */

/* The row of X^(2i+1) in G as a polynomial of metres of northing from the middle: the deficit's
 * series about the cosine there (value, slope, half the curvature), and that of the cosine. */
static void row_develop(const LtFlux *flux, size_t i, double cosine, double sine,
                        double row[LT_FLUX_Y_TERMS])
{
  double k = flux->two_mu_per_m, value = 0, slope = 0, bend = 0;
  for (size_t j = LT_PLANE_Y_TERMS; j-- > 0;) {
    bend = bend * cosine + slope;
    slope = slope * cosine + value;
    value = value * cosine + flux->plane->deficit[i][j];
  }
  row[0] = value;
  row[1] = -sine * slope * k;
  row[2] = (sine * sine * bend - cosine / 2 * slope) * k * k;
  row[3] = sine / 6 * slope * k * k * k;
}

/*
 * G about the middle: powers of x by the binomial theorem. The result of the polynomial times a way
 * in units is a share in units of the rest. Of what is left out most is x⁵ · 2/15 a⁻⁴, 8e-11 m at
 * NEAR_M and 8e-14 m at 1 km; x⁴y, x³y², x²y² and y⁴ have the flattening as a factor: with them it
 * is less than 2e-10 m.
 */
static void terms_develop(LtFlux *flux)
{
  static const double binomials[LT_PLANE_X_TERMS][LT_FLUX_X_TERMS] = {
      {0},
      {1, 3, 3, 1},
      {1, 5, 10, 10, 5},
      {1, 7, 21, 35, 35},
      {1, 9, 36, 84, 126},
      {1, 11, 55, 165, 330},
  };
  static const size_t n_of_row[LT_FLUX_X_TERMS] = {4, 3, 3, 2, 1};
  double rows[LT_PLANE_X_TERMS][LT_FLUX_Y_TERMS], powers[2 * LT_PLANE_X_TERMS] = {1};
  double angle = flux->y_m * flux->two_mu_per_m, cosine = cos(angle), sine = sin(angle);
  for (size_t i = 1; i < LT_PLANE_X_TERMS; i++)
    row_develop(flux, i, cosine, sine, rows[i]);
  for (size_t i = 1; i < G_N_ELEMENTS(powers); i++)
    powers[i] = powers[i - 1] * (flux->x_m / flux->plane->a_m);

  double scale_x = flux->plane->a_m * M_OF_UNIT * REST_OF_M2;
  for (size_t m = 0; m < LT_FLUX_X_TERMS; m++, scale_x *= M_OF_UNIT / 2 / flux->plane->a_m) {
    double scale = scale_x;
    for (size_t j = 0; j < n_of_row[m]; j++, scale *= M_OF_UNIT / 2) {
      double sum = 0;
      for (size_t i = 1; i < LT_PLANE_X_TERMS; i++)
        if (m <= 2 * i + 1)
          sum += rows[i][j] * binomials[i][m] / (double)(2 * i + 1) * powers[2 * i + 1 - m];
      flux->terms[m][j] = (LtTwo){scale * sum, scale * sum};
    }
  }
}

/* A place seen from the middle, both near enough: exact. */
static inline LtTwo place_seen(const LtPoint *place, TwoInts rounder_from_middle)
{
  TwoInts at;
  memcpy(&at, place, sizeof at);
  return (LtTwo)(at + rounder_from_middle) - ROUNDER;
}

/*
 * The shares of two short edges: the mean of G is that in the middle, and a 24th of what it bends
 * along x and askew. Its bend along y, and how the others change with y, have the flattening as a
 * factor: what they add is less than 1e-9 m, or 3e-11 m for 50 m. Coordinates and their sums and
 * differences are exact. Both directions give the same but for the sign. @p x and @p y are twice
 * the middles of the edges.
 */
static inline LtTwo short_shares(const LtFlux *flux, LtTwo x, LtTwo y, LtTwo dx, LtTwo dy)
{
  const LtTwo(*g)[LT_FLUX_Y_TERMS] = flux->terms;
  LtTwo bend_x = g[2][0] * (1 / 3.0), bend_askew = g[1][1] * (1 / 3.0);
  LtTwo x0 = ((g[0][3] * y + g[0][2]) * y + g[0][1]) * y + g[0][0];
  LtTwo x1 = (g[1][2] * y + g[1][1]) * y + g[1][0];
  LtTwo x2 = (g[2][2] * y + g[2][1]) * y + g[2][0];
  LtTwo x3 = g[3][1] * y + g[3][0];
  LtTwo middle = (((g[4][0] * x + x3) * x + x2) * x + x1) * x + x0;
  LtTwo bend = dx * (dx * (bend_x + g[3][0] * x) + dy * bend_askew);
  return (dy * (middle + bend) + ROUNDER) - ROUNDER;
}

/* Add the shares of up to BLOCK edges near the middle; false when some edge is not short. */
static bool short_edges_add(const LtFlux *flux, const LtPoint *path, size_t n, LtFluxSum *sum)
{
  const double long_way = (double)(INT64_C(1) << SHORT_BITS);
  const LtTwo rounder = {ROUNDER, ROUNDER};
  TwoInts from_middle = (TwoInts)rounder - (TwoInts){flux->middle.x, flux->middle.y};
  TwoInts are_short = {-1, -1}; /* by the signs */
  LtTwo shares = {0}, last = place_seen(path, from_middle);
  for (size_t i = 0; i < n; i += 2) {
    LtTwo from = last, middle = place_seen(&path[i + 1], from_middle);
    last = place_seen(&path[MIN(i + 2, n)], from_middle); /* an odd edge and one without length */
    LtTwo x = {from[0], middle[0]}, next_x = {middle[0], last[0]}, dx = next_x - x;
    LtTwo y = {from[1], middle[1]}, next_y = {middle[1], last[1]}, dy = next_y - y;
    are_short &= (TwoInts)(dx * dx - long_way * long_way) & (TwoInts)(dy * dy - long_way * long_way);
    shares += short_shares(flux, x + next_x, y + next_y, dx, dy);
  }
  if ((are_short[0] & are_short[1]) >= 0)
    return false;
  sum->rest += (int64_t)(shares[0] + shares[1]);
  return true;
}

/* ---- other planes ---- */

/* S(φ): area between equator and latitude for a radian of longitude. */
static double authalic_m2(const LtPlane *plane, double lat)
{
  double e2 = plane->f * (2 - plane->f), e = sqrt(e2), sine = sin(lat);
  double polar_m = plane->a_m * (1 - plane->f), arc = e > 0 ? atanh(e * sine) / e : sine;
  return polar_m * polar_m / 2 * (sine / (1 - e2 * sine * sine) + arc);
}

/* Integral of S dλ along an edge, λ and S as parabolas through three points of each piece. */
static double authalic_share_m2(const LtFlux *flux, LtPoint low, LtPoint high, double *turn_rad)
{
  double x = (double)low.x * M_OF_UNIT, y = (double)low.y * M_OF_UNIT;
  double dx = (double)(high.x - low.x) * M_OF_UNIT, dy = (double)(high.y - low.y) * M_OF_UNIT;
  size_t pieces = (size_t)fmin(fmax(ceil(fmax(fabs(dx), fabs(dy)) / PARABOLA_M), 1), MOST_PIECES);
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
    double from_equator = authalic_m2(flux->plane, at[1]), s = from_equator - flux->s0_m2;
    double lon1 = remainder(at[2] - at[0], 2 * G_PI);
    double lon2 = lon1 + remainder(at[4] - at[2], 2 * G_PI);
    double s1 = authalic_m2(flux->plane, at[3]) - from_equator;
    double s2 = authalic_m2(flux->plane, at[5]) - from_equator;
    double a1 = 4 * lon1 - lon2, a2 = 2 * (lon2 - 2 * lon1);
    double b1 = 4 * s1 - s2, b2 = 2 * (s2 - 2 * s1);
    sum += s * lon2 + b1 * (a1 / 2 + a2 * 2 / 3) + b2 * (a1 / 3 + a2 / 2);
    *turn_rad += lon2;
  }
  return -sum;
}

/* ---- preparing ---- */

static bool strip_holds(const LtPlane *plane, const LtBox *box)
{
  double west_m = (double)box->min.x / LT_UNITS_PER_M - plane->false_easting_m;
  double east_m = (double)box->max.x / LT_UNITS_PER_M - plane->false_easting_m;
  double south_m = (double)box->min.y / LT_UNITS_PER_M - plane->false_northing_m;
  double north_m = (double)box->max.y / LT_UNITS_PER_M - plane->false_northing_m;
  double half_meridian_m = G_PI * lt_plane_meridian_m(plane);
  return west_m >= -LT_PLANE_STRIP_M && east_m <= LT_PLANE_STRIP_M && south_m >= -half_meridian_m &&
         north_m <= half_meridian_m;
}

/* S in the middle of a box: integrals of S less that are small numbers. */
static double authalic_middle_m2(const LtPlane *plane, const LtBox *box)
{
  double middle[2] = {((double)box->min.x + (double)box->max.x) / 2 / LT_UNITS_PER_M,
                      ((double)box->min.y + (double)box->max.y) / 2 / LT_UNITS_PER_M};
  lt_plane_to_geographic(plane, middle, 1);
  return isfinite(middle[1]) ? authalic_m2(plane, middle[1]) : 0;
}

static bool is_near(const LtFlux *flux, const LtBox *box)
{
  double half_x_m = (double)(box->max.x - box->min.x) / 2 / LT_UNITS_PER_M;
  double half_y_m = (double)(box->max.y - box->min.y) / 2 / LT_UNITS_PER_M;
  double farthest_m = fabs(flux->x_m) + half_x_m;
  return fmax(half_x_m, half_y_m) <= NEAR_M &&
         deficit_integral_m(flux->plane, farthest_m, cos(flux->y_m * flux->two_mu_per_m)) <
             NEAR_INTEGRAL_M;
}

LtFlux lt_flux_new(const LtPlane *plane, const LtBox *whole, const LtBox *box)
{
  static const int64_t lattice_of_m = (int64_t)LT_UNITS_PER_M;
  LtPoint middle_m = {(box->min.x + box->max.x) / 2 / lattice_of_m,
                      (box->min.y + box->max.y) / 2 / lattice_of_m};
  LtFlux flux = {.plane = plane,
                 .middle = {middle_m.x * UNITS_OF_WHOLE_M, middle_m.y * UNITS_OF_WHOLE_M}};
  flux.is_strip = plane->is_tm && strip_holds(plane, whole);
  if (!flux.is_strip) {
    flux.s0_m2 = authalic_middle_m2(plane, whole);
    return flux;
  }
  flux.x_m = (double)middle_m.x - plane->false_easting_m;
  flux.y_m = (double)middle_m.y - plane->false_northing_m;
  flux.two_mu_per_m = 2 / lt_plane_meridian_m(plane);
  flux.is_near = is_near(&flux, box);
  if (flux.is_near)
    terms_develop(&flux);
  return flux;
}

/* ---- sums ---- */

/* A share in units of 2^-32 m2. */
static inline LtWide share_units(double share_m2)
{
  return (LtWide)rint(share_m2 * REST_OF_M2);
}

/* The share of the ellipsoid of an edge from its smaller to its larger end. */
static void rest_add(const LtFlux *flux, LtPoint low, LtPoint high, int sign, LtFluxSum *sum)
{
  if (flux->is_strip) {
    double x = (double)(low.x - flux->middle.x) * M_OF_UNIT;
    double y = (double)(low.y - flux->middle.y) * M_OF_UNIT;
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

/* The shares of the ellipsoid of any edges. */
static void edges_add(const LtFlux *flux, const LtPoint *path, size_t n, LtFluxSum *sum)
{
  for (size_t i = 0; i < n; i++) {
    if (flux->is_near && short_edges_add(flux, path + i, 1, sum))
      continue;
    bool forward = lt_point_compare(path[i], path[i + 1]) < 0;
    rest_add(flux, path[i + !forward], path[i + forward], forward ? 1 : -1, sum);
  }
}

/* Twice the planar area; it may wrap around on the way. */
static LtUWide planar_area2(const LtPoint *path, size_t n_edges)
{
  LtUWide area2 = 0;
  for (size_t i = 0; i < n_edges; i++)
    area2 += (LtUWide)((LtWide)(path[i].x + path[i + 1].x) * (path[i + 1].y - path[i].y));
  return area2;
}

void lt_flux_add(const LtFlux *flux, const LtPoint *path, size_t n, LtFluxSum *sum)
{
  if (n < 2)
    return;
  sum->area2 = (LtWide)((LtUWide)sum->area2 + planar_area2(path, n - 1));
  for (size_t i = 0; i + 1 < n; i += BLOCK) {
    size_t n_edges = MIN(n - 1 - i, BLOCK);
    if (!flux->is_near || !short_edges_add(flux, path + i, n_edges, sum))
      edges_add(flux, path + i, n_edges, sum);
  }
}

void lt_flux_close(const LtFlux *flux, LtFluxSum *sum)
{
  if (flux->is_strip)
    return;
  int side = sum->area2 < 0 ? -1 : 1;
  double turns = side * rint((double)sum->turn / (2 * G_PI * TURN_OF_RAD));
  if (turns == 0 && side * (double)sum->rest > -BOTH_POLES_M2 * REST_OF_M2)
    return;
  double north = turns == 0 ? 1 : fmax(turns, 0), south = turns == 0 ? 1 : fmax(-turns, 0);
  double pole_m2 = authalic_m2(flux->plane, G_PI / 2);
  double caps_m2 = 2 * G_PI * (north * (pole_m2 - flux->s0_m2) + south * (pole_m2 + flux->s0_m2));
  sum->rest += side * share_units(caps_m2);
  sum->turn = 0;
}

LtAreas lt_flux_areas(const LtFlux *flux, const LtFluxSum *sum)
{
  LtFluxSum closed = *sum;
  lt_flux_close(flux, &closed);
  double planar_m2 = (double)closed.area2 / (2 * LT_FIXED_PER_M * LT_FIXED_PER_M);
  double rest_m2 = (double)closed.rest / REST_OF_M2;
  if (flux->is_strip)
    return (LtAreas){planar_m2, planar_m2 * (1 - flux->plane->deficit[0][0]) - rest_m2};
  return (LtAreas){planar_m2, closed.is_nowhere ? NAN : rest_m2};
}
