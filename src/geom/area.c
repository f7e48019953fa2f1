#include "geom/area.h"

#include "geom/area_terms.h"

#include <math.h>

#define PI 3.14159265358979323846
/* Longest piece of an edge that two or three Gauss nodes serve, and that Simpson's rule does. */
#define TWO_NODES_M 250.0
#define THREE_NODES_M 10000.0
#define SIMPSON_M 1000.0
/* An edge is cut into at most this many pieces, and its part of the spare ones of the ring: wild
 * coordinates cost accuracy, never hours. */
#define PIECES_OF_EDGE 16
#define PIECES_TO_SPARE 1000000
/* Pieces whose points become geographic by one call. */
#define BATCH_PIECES 256

/* A closed ring of either kind, seen in metres relative to its first point: differences of
 * coordinates with a band prefix would lose digits. */
typedef struct {
  const LtPoint *units; /* lattice points, or NULL: */
  const double *xy;
  size_t n;
  double first[2]; /* the first point, plane metres */
} Ring;

static inline void ring_at(const Ring *ring, size_t i, double at[2])
{
  if (ring->units != NULL) {
    at[0] = (double)(ring->units[i].x - ring->units[0].x) / LT_UNITS_PER_M;
    at[1] = (double)(ring->units[i].y - ring->units[0].y) / LT_UNITS_PER_M;
  } else {
    at[0] = ring->xy[2 * i] - ring->xy[0];
    at[1] = ring->xy[2 * i + 1] - ring->xy[1];
  }
}

/* How many pieces no longer than @p step_m an edge is cut into, within reason. */
static size_t pieces_count(const Ring *ring, double dx, double dy, double step_m)
{
  double most = (double)(PIECES_OF_EDGE + PIECES_TO_SPARE / ring->n);
  double pieces = ceil(fmax(fabs(dx), fabs(dy)) / step_m);
  return (size_t)fmax(1, pieces < most ? pieces : most);
}

/* ---- transverse Mercator ---- */

/* The deficit series around a ring. */
typedef struct {
  const LtPlane *plane;
  double x0, y0; /* first point of the ring: metres from central meridian and equator */
  double two_mu_per_m;
} Strip;

/* G(x, y) at a point seen from the first one of the ring. */
static inline double strip_integral(const Strip *strip, double x, double y)
{
  return lt_deficit_integral_m(strip->plane, strip->x0 + x,
                               cos((strip->y0 + y) * strip->two_mu_per_m));
}

/* Mean of G along an edge by Gauss-Legendre. In the strip two nodes are off by less than 1e-12 m
 * and three by less than 1e-13 m at the lengths they are used for. */
static double edge_mean(const Strip *strip, const Ring *ring, const double from[2],
                        const double to[2])
{
  double dx = to[0] - from[0], dy = to[1] - from[1];
  if (fmax(fabs(dx), fabs(dy)) <= TWO_NODES_M) {
    static const double node = 0.21132486540518711775; /* (1 - √(1/3)) / 2 */
    double x = node * dx, y = node * dy;
    return (strip_integral(strip, from[0] + x, from[1] + y) +
            strip_integral(strip, to[0] - x, to[1] - y)) /
           2;
  }

  static const double node = 0.11270166537925831148; /* (1 - √(3/5)) / 2 */
  size_t pieces = pieces_count(ring, dx, dy, THREE_NODES_M);
  double sum = 0;
  dx /= (double)pieces;
  dy /= (double)pieces;
  for (size_t i = 0; i < pieces; i++) {
    double x = from[0] + (double)i * dx, y = from[1] + (double)i * dy;
    sum += 5 * strip_integral(strip, x + node * dx, y + node * dy) +
           8 * strip_integral(strip, x + dx / 2, y + dy / 2) +
           5 * strip_integral(strip, x + (1 - node) * dx, y + (1 - node) * dy);
  }
  return sum / 18 / (double)pieces;
}

/* Integral of the deficit, but for its constant part, over a ring: ∮ G dy. */
static double strip_deficit_m2(const Strip *strip, const Ring *ring)
{
  double sum = 0, from[2] = {0, 0}, to[2];
  for (size_t i = 1; i < ring->n; i++) {
    ring_at(ring, i, to);
    if (to[1] != from[1])
      sum += (to[1] - from[1]) * edge_mean(strip, ring, from, to);
    from[0] = to[0];
    from[1] = to[1];
  }
  return sum;
}

/* Lay the strip around a ring; false where the plane is of another kind or the ring too far out. */
static bool strip_fits(const LtPlane *plane, const Ring *ring, Strip *strip)
{
  if (!plane->is_tm)
    return false;
  double meridian_m = lt_plane_meridian_m(plane);
  *strip = (Strip){.plane = plane,
                   .x0 = ring->first[0] - plane->false_easting_m,
                   .y0 = ring->first[1] - plane->false_northing_m,
                   .two_mu_per_m = 2 / meridian_m};
  for (size_t i = 0; i < ring->n; i++) {
    double at[2];
    ring_at(ring, i, at);
    if (!(fabs(strip->x0 + at[0]) <= LT_PLANE_STRIP_M &&
          fabs(strip->y0 + at[1]) <= PI * meridian_m))
      return false;
  }
  return true;
}

/* ---- other planes ---- */

/* The integral ∮ S dλ as it goes around a ring. */
typedef struct {
  const LtPlane *plane;
  bool has_last;
  double lon, s;    /* the last point: longitude and S */
  double s0;        /* S of the first point: the sum is that of S - S0, which is small */
  double sum, turn; /* ∮ (S - S0) dλ and ∮ dλ so far */
  size_t n;         /* points that wait: middle and end of each piece */
  double xy[2 * (2 * BATCH_PIECES + 1)];
} Authalic;

/* Add one piece: λ and S go through its three points as parabolas, their integral is exact.
 * Longitudes are unwrapped. */
static void authalic_add(Authalic *ring, const double middle[2], const double end[2])
{
  double lon1 = remainder(middle[0] - ring->lon, 2 * PI);
  double lon2 = lon1 + remainder(end[0] - middle[0], 2 * PI);
  double s1 = middle[1] - ring->s, s2 = end[1] - ring->s;
  double a1 = 4 * lon1 - lon2, a2 = 2 * (lon2 - 2 * lon1);
  double b1 = 4 * s1 - s2, b2 = 2 * (s2 - 2 * s1);
  ring->sum += (ring->s - ring->s0) * lon2 + b1 * (a1 / 2 + a2 * 2 / 3) + b2 * (a1 / 3 + a2 / 2);
  ring->turn += lon2;
  ring->lon = end[0];
  ring->s = end[1];
}

/* Work off the points that wait. */
static void authalic_flush(Authalic *ring)
{
  lt_plane_to_geographic(ring->plane, ring->xy, ring->n);
  for (size_t i = 0; i < ring->n; i++)
    ring->xy[2 * i + 1] = lt_authalic_m2(ring->plane, ring->xy[2 * i + 1]);
  size_t i = 0;
  if (!ring->has_last && ring->n > 0) {
    ring->has_last = true;
    ring->lon = ring->xy[0];
    ring->s = ring->s0 = ring->xy[1];
    i = 1;
  }
  for (; i + 1 < ring->n; i += 2)
    authalic_add(ring, ring->xy + 2 * i, ring->xy + 2 * i + 2);
  ring->n = 0;
}

static void authalic_wait(Authalic *ring, double x, double y)
{
  ring->xy[2 * ring->n] = x;
  ring->xy[2 * ring->n + 1] = y;
  ring->n++;
}

static double authalic_ring_m2(const LtPlane *plane, const Ring *ring)
{
  Authalic authalic = {.plane = plane};
  authalic_wait(&authalic, ring->first[0], ring->first[1]);
  double from[2] = {0, 0}, to[2];
  for (size_t i = 1; i < ring->n; i++, from[0] = to[0], from[1] = to[1]) {
    ring_at(ring, i, to);
    double dx = to[0] - from[0], dy = to[1] - from[1];
    size_t pieces = pieces_count(ring, dx, dy, SIMPSON_M);
    for (size_t half = 1; half <= 2 * pieces; half++) {
      double t = (double)half / (double)(2 * pieces);
      authalic_wait(&authalic, ring->first[0] + (from[0] + t * dx),
                    ring->first[1] + (from[1] + t * dy));
      if (half % 2 == 0 && authalic.n + 2 > 2 * BATCH_PIECES)
        authalic_flush(&authalic);
    }
  }
  authalic_flush(&authalic);

  /* a ring around a pole: the sum is the area between it and the latitude S0 */
  double pole = 0;
  if (fabs(authalic.turn) > PI)
    pole = authalic.turn * (lt_authalic_m2(plane, copysign(PI / 2, authalic.s0)) - authalic.s0);
  return pole - authalic.sum;
}

/* ---- rings and features ---- */

static double ellipsoid_m2(const LtPlane *plane, const Ring *ring, double planar_m2)
{
  Strip strip;
  if (strip_fits(plane, ring, &strip))
    return planar_m2 * (1 - plane->deficit[0][0]) - strip_deficit_m2(&strip, ring);
  return authalic_ring_m2(plane, ring);
}

/* Trapezoids below the edges, summed with Neumaier's compensation. */
static double trapezoids_m2(const Ring *ring)
{
  double sum = 0, lost = 0, from[2] = {0, 0}, to[2];
  for (size_t i = 1; i < ring->n; i++) {
    ring_at(ring, i, to);
    double term = (from[0] + to[0]) * (to[1] - from[1]), next = sum + term;
    lost += fabs(sum) >= fabs(term) ? (sum - next) + term : (term - next) + sum;
    sum = next;
    from[0] = to[0];
    from[1] = to[1];
  }
  return (sum + lost) / 2;
}

LtAreas lt_ring_areas(const LtPlane *plane, const double origin_m[2], const double *xy, size_t n)
{
  if (n < 4)
    return (LtAreas){0, 0};
  Ring ring = {.xy = xy, .n = n, .first = {origin_m[0] + xy[0], origin_m[1] + xy[1]}};
  double planar_m2 = trapezoids_m2(&ring);
  return (LtAreas){planar_m2, ellipsoid_m2(plane, &ring, planar_m2)};
}

LtAreas lt_shape_areas(const LtPlane *plane, const LtShapes *shapes, size_t feature)
{
  LtAreas areas = {0, 0};
  if (shapes->types[feature] != LT_GEOM_POLYGON)
    return areas;

  static const double units2_of_two_m2 = 2 * LT_UNITS_PER_M * LT_UNITS_PER_M;
  __int128 area2 = 0; /* shells run counter-clockwise, holes clockwise: a plain sum */
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++) {
    size_t begin = lt_shapes_first_point(shapes, r), n = shapes->ring_ends[r] - begin;
    if (n < 4)
      continue;
    const LtPoint *points = shapes->points + begin;
    Ring ring = {
        .units = points,
        .n = n,
        .first = {(double)points[0].x / LT_UNITS_PER_M, (double)points[0].y / LT_UNITS_PER_M}};
    __int128 ring_area2 = lt_ring_area2(points, n);
    area2 += ring_area2;
    areas.ellipsoid_m2 += ellipsoid_m2(plane, &ring, (double)ring_area2 / units2_of_two_m2);
  }
  areas.planar_m2 = (double)area2 / units2_of_two_m2;
  return areas;
}
