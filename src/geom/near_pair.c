#include "geom/near_parts.h"

#include <math.h>

/* Lengths by which the scale of a plane is measured. */
#define PROBE_M 100.0
/* Rounds of fitting a parabola, each in a stretch this much shorter. */
#define ROUNDS 4
#define SHORTEN 8
/* An error of this size in the answer is left. */
#define PRECISION_M 1e-10
/* The nearest place is known to a hundredth of a lattice unit by then. */
#define STRETCH_MIN 0.01

static void scales_add(LtScales *scales, double low, double high)
{
  if (!(low > 0 && isfinite(high)))
    return;
  scales->min = fmin(scales->min, low);
  scales->max = fmax(scales->max, high);
}

static double probe(const LtPlane *plane, double x, double y, double dx, double dy)
{
  double from[2] = {x - dx / 2, y - dy / 2}, to[2] = {x + dx / 2, y + dy / 2};
  return lt_plane_distance_m(plane, from, to) / hypot(dx, dy);
}

/* Ground length over plane length is the square root of a quadratic form of the direction; its
 * value in three directions gives its eigenvalues. */
static void scales_probe(LtScales *scales, const LtPlane *plane, double x, double y)
{
  double east = probe(plane, x, y, PROBE_M, 0), north = probe(plane, x, y, 0, PROBE_M);
  double between = probe(plane, x, y, PROBE_M, PROBE_M);
  double a = east * east, c = north * north, b = between * between - (a + c) / 2;
  double mean = (a + c) / 2, spread = hypot((a - c) / 2, b);
  scales_add(scales, 1 / sqrt(mean + spread), 1 / sqrt(mean - spread));
}

LtScales lt_scales_measure(const LtPlane *plane, const LtBox *box)
{
  double x[3] = {(double)box->min.x * LT_UNIT_M, 0, (double)box->max.x * LT_UNIT_M};
  double y[3] = {(double)box->min.y * LT_UNIT_M, 0, (double)box->max.y * LT_UNIT_M};
  x[1] = plane->is_tm ? fmin(fmax(plane->false_easting_m, x[0]), x[2]) : (x[0] + x[2]) / 2;
  y[1] = plane->is_tm ? fmin(fmax(plane->false_northing_m, y[0]), y[2]) : (y[0] + y[2]) / 2;

  LtScales scales = {HUGE_VAL, 0};
  for (size_t i = 0; i < 9; i++) {
    double at_x = x[i % 3], at_y = y[i / 3];
    if (plane->is_tm) {
      double k = sqrt(lt_plane_tm_areal_scale(plane, at_x, at_y));
      scales_add(&scales, k, k);
    } else {
      scales_probe(&scales, plane, at_x, at_y);
    }
  }
  if (scales.max == 0)
    return (LtScales){1, 1};
  double spread = scales.max - scales.min;
  double margin = plane->is_tm ? 0.1 * spread + 1e-9 : 0.5 * spread + 1e-7;
  return (LtScales){fmax(scales.min - margin, scales.min / 2), scales.max + margin};
}

/* A point and an edge; lengths in units, s along the edge from a. */
typedef struct {
  LtPoint p, a, b;
  double length;
  double foot, height; /* of p over the straight line */
} Case;

/* Differences of coordinates are exact. */
static Case case_make(LtPoint p, LtPoint a, LtPoint b)
{
  Case c = {.p = p, .a = a, .b = b};
  double dx = (double)(b.x - a.x), dy = (double)(b.y - a.y);
  double px = (double)(p.x - a.x), py = (double)(p.y - a.y);
  c.length = hypot(dx, dy);
  if (c.length == 0) {
    c.height = hypot(px, py);
  } else {
    c.foot = (px * dx + py * dy) / c.length;
    c.height = fabs(px * dy - py * dx) / c.length;
  }
  return c;
}

static double clamp(double number, double low, double high)
{
  return fmin(fmax(number, low), high);
}

static double case_distance2(const Case *c)
{
  double beyond = c->foot - clamp(c->foot, 0, c->length);
  return c->height * c->height + beyond * beyond;
}

/* Edges are looked at in one direction, whichever way their ring runs: neighbours that share an
 * edge are exactly as far. */
static void edge_turn(LtPoint *a, LtPoint *b)
{
  if (a->x < b->x || (a->x == b->x && a->y <= b->y))
    return;
  LtPoint swapped = *a;
  *a = *b;
  *b = swapped;
}

/* Each end of each edge to the other edge. */
static void cases_make(Case cases[4], LtPoint a, LtPoint b, LtPoint c, LtPoint d)
{
  edge_turn(&a, &b);
  edge_turn(&c, &d);
  cases[0] = case_make(a, c, d);
  cases[1] = case_make(b, c, d);
  cases[2] = case_make(c, a, b);
  cases[3] = case_make(d, a, b);
}

double lt_edges_distance2(LtPoint a, LtPoint b, LtPoint c, LtPoint d)
{
  Case cases[4];
  cases_make(cases, a, b, c, d);
  return fmin(fmin(case_distance2(&cases[0]), case_distance2(&cases[1])),
              fmin(case_distance2(&cases[2]), case_distance2(&cases[3])));
}

static void case_place(const Case *c, double s, double xy[2])
{
  double part = c->length == 0 ? 0 : s / c->length;
  xy[0] = (double)c->a.x + part * (double)(c->b.x - c->a.x);
  xy[1] = (double)c->a.y + part * (double)(c->b.y - c->a.y);
}

static double case_geodesic_m(const Case *c, const LtPlane *plane, double s)
{
  double from[2] = {(double)c->p.x * LT_UNIT_M, (double)c->p.y * LT_UNIT_M}, to[2];
  case_place(c, s, to);
  to[0] *= LT_UNIT_M;
  to[1] *= LT_UNIT_M;
  return lt_plane_distance_m(plane, from, to);
}

static double square(double number)
{
  return number * number;
}

/* Lowest place of the parabola through three values at low, in the middle, and at high. */
static double parabola_lowest(const double values[3], double low, double high)
{
  double bend = values[0] - 2 * values[1] + values[2], half = (high - low) / 2;
  if (!(bend > 0))
    return values[0] < values[2] ? low : high;
  return clamp((low + high) / 2 + half * (values[0] - values[2]) / (2 * bend), low, high);
}

/* The place of the edge nearest to the point on the ellipsoid. The squared geodesic length is very
 * nearly a parabola along an edge, so fitting one beats a section search: fewer geodesics, and
 * their rounding (some nm) does not hide the place. */
static double case_minimise(const Case *c, const LtPlane *plane, double reach, double *s)
{
  double half = sqrt(fmax(square(reach) - square(c->height), 0));
  double low = clamp(c->foot - half, 0, c->length), high = clamp(c->foot + half, 0, c->length);
  double foot = clamp(c->foot, 0, c->length), least = case_geodesic_m(c, plane, foot);
  *s = foot;
  double place = foot;
  for (size_t round = 0; round < ROUNDS && high - low > STRETCH_MIN; round++) {
    double values[3] = {square(case_geodesic_m(c, plane, low)),
                        square(case_geodesic_m(c, plane, (low + high) / 2)),
                        square(case_geodesic_m(c, plane, high))};
    double last = place, part = (high - low) / 2 / SHORTEN;
    place = parabola_lowest(values, low, high);
    low = fmax(low, place - part);
    high = fmin(high, place + part);
    if (square((place - last) * LT_UNIT_M) < 2 * least * PRECISION_M)
      break;
  }
  double distance_m = case_geodesic_m(c, plane, place);
  if (distance_m >= least)
    return least;
  *s = place;
  return distance_m;
}

static LtPoint lattice_point(const double xy[2])
{
  return (LtPoint){llround(xy[0]), llround(xy[1])};
}

LtNearPair lt_near_pair(const LtPlane *plane, LtPoint a, LtPoint b, LtPoint c, LtPoint d,
                        double reach)
{
  Case cases[4];
  cases_make(cases, a, b, c, d);
  LtNearPair best = {.distance_m = HUGE_VAL};
  for (size_t i = 0; i < 4; i++) {
    /* a point against an edge makes one case only */
    bool is_double = i == 1 ? cases[2].length == 0 : i > 1 && cases[2].length == 0;
    if (is_double || case_distance2(&cases[i]) > square(reach))
      continue;
    double s, at[2], distance_m = case_minimise(&cases[i], plane, reach, &s);
    if (distance_m >= best.distance_m)
      continue;
    case_place(&cases[i], s, at);
    best = (LtNearPair){distance_m, cases[i].p, lattice_point(at)};
    if (i > 1)
      best = (LtNearPair){distance_m, lattice_point(at), cases[i].p};
  }
  return best;
}
