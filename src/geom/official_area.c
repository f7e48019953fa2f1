#include "geom/official_area.h"

#include <math.h>

#define STEP_M 70.0
#define PIECES_MAX 67108864.0
/* Seconds of a radian, as prescribed. */
#define RHO 206264.8062471

/* Constants as prescribed; domain §3. */
typedef struct {
  double a_m, f, b_m, e2, ep2, c_m, k0, k1, k2, k3, k4;
} Constants;

static const Constants all_constants[] = {
    {6378137, 1 / 298.257222101, 6356752.31414036, 0.0066943800229, 0.00673949677548, 6399593.62586,
     1.57048761144159e-7, 5.05250178820567e-3, 2.98472900956587e-5, 2.41626669230084e-7,
     2.22241238938534e-9},
    {6378140, 1 / 298.257, 6356755.29, 6.69438499958795e-3, 6.73950181947292e-3, 6399596.65198801,
     1.57048687472752e-7, 5.05250559291393e-3, 2.98473350966158e-5, 2.41627215981336e-7,
     2.22241909461273e-9},
};

static const Constants *constants_find(const LtPlane *plane)
{
  if (!plane->is_tm || plane->k0 != 1 || plane->false_northing_m != 0)
    return NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(all_constants); i++)
    if (plane->a_m == all_constants[i].a_m && fabs(plane->f - all_constants[i].f) < 1e-12)
      return &all_constants[i];
  return NULL;
}

bool lt_official_area_is_known(const LtPlane *plane)
{
  return constants_find(plane) != NULL;
}

typedef struct {
  double b_rad, l_rad;
} Place;

static double seconds_rounded(double rad)
{
  return round(rad * RHO * 1e6) / 1e6 / RHO;
}

/* Plane to ellipsoid by the printed series, rounded. */
static Place place_of(const Constants *k, const LtPlane *plane, double x_m, double y_m)
{
  double e = k->k0 * x_m, s = sin(e);
  double bf = e + cos(e) * (k->k1 * s - k->k2 * pow(s, 3) + k->k3 * pow(s, 5) - k->k4 * pow(s, 7));
  double t = tan(bf), t2 = t * t, n2 = k->ep2 * cos(bf) * cos(bf), v = sqrt(1 + n2);
  double y = (y_m - plane->false_easting_m) / (k->c_m / v), y2 = y * y, v2t = v * v * t;
  double b = bf - v2t * y2 / 2 + (5 + 3 * t2 + n2 - 9 * n2 * t2) * v2t * y2 * y2 / 24 -
             (61 + 90 * t2 + 45 * t2 * t2) * v2t * y2 * y2 * y2 / 720;
  double l = (y - (1 + 2 * t2 + n2) * y2 * y / 6 +
              (5 + 28 * t2 + 24 * t2 * t2 + 6 * n2 + 8 * n2 * t2) * y2 * y2 * y / 120) /
             cos(bf);
  return (Place){seconds_rounded(b), seconds_rounded(l + plane->lon0_rad)};
}

/* The trapezoid between a piece of the border and the meridian of Greenwich. */
static double trapezoid_m2(const Constants *k, Place p, Place q)
{
  double e2 = k->e2, e4 = e2 * e2, e6 = e4 * e2, e8 = e4 * e4;
  const double series[] = {1 + 3 / 6.0 * e2 + 30 / 80.0 * e4 + 35 / 112.0 * e6 + 630 / 2304.0 * e8,
                           1 / 6.0 * e2 + 15 / 80.0 * e4 + 21 / 112.0 * e6 + 420 / 2304.0 * e8,
                           3 / 80.0 * e4 + 7 / 112.0 * e6 + 180 / 2304.0 * e8,
                           1 / 112.0 * e6 + 45 / 2304.0 * e8, 5 / 2304.0 * e8};
  double delta = q.b_rad - p.b_rad, middle = (p.b_rad + q.b_rad) / 2, sum = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(series); i++) {
    double odd = 2.0 * (double)i + 1;
    sum += (i % 2 == 0 ? 1 : -1) * series[i] * sin(odd * delta / 2) * cos(odd * middle);
  }
  return 2 * k->b_m * k->b_m * (p.l_rad + q.l_rad) / 2 * sum;
}

static double coordinate_rounded(double m)
{
  return round(m * LT_UNITS_PER_M) / LT_UNITS_PER_M;
}

/* Unsigned area of a closed ring. Shells run counter-clockwise here and clockwise in surveys: what
 * is rounded halfway depends on it, so points are taken from the last to the first. */
static long double ring_m2(const Constants *k, const LtPlane *plane, const LtPoint *points,
                           size_t n, double *n_pieces)
{
  long double sum = 0; /* trapezoids are some 1e9 m² each, and cancel */
  Place last = place_of(k, plane, (double)points[n - 1].y / LT_UNITS_PER_M,
                        (double)points[n - 1].x / LT_UNITS_PER_M);
  for (size_t i = n - 1; i > 0; i--) {
    double x = (double)points[i].y / LT_UNITS_PER_M, y = (double)points[i].x / LT_UNITS_PER_M;
    double dx = (double)(points[i - 1].y - points[i].y) / LT_UNITS_PER_M;
    double dy = (double)(points[i - 1].x - points[i].x) / LT_UNITS_PER_M;
    double length = hypot(dx, dy), n_parts = length > STEP_M ? floor(length / STEP_M) + 1 : 1;
    if ((*n_pieces += n_parts) > PIECES_MAX)
      return NAN;
    for (double part = 1; part <= n_parts; part++) {
      Place next = place_of(k, plane, coordinate_rounded(x + part / n_parts * dx),
                            coordinate_rounded(y + part / n_parts * dy));
      sum += trapezoid_m2(k, last, next);
      last = next;
    }
  }
  return fabsl(sum);
}

double lt_official_area_m2(const LtPlane *plane, const LtShapes *shapes, size_t feature)
{
  const Constants *constants = constants_find(plane);
  if (constants == NULL)
    return NAN;
  long double sum = 0;
  double n_pieces = 0;
  for (size_t ring = lt_shapes_first_ring(shapes, feature); ring < shapes->feature_ends[feature];
       ring++) {
    size_t begin = lt_shapes_first_point(shapes, ring);
    long double m2 = ring_m2(constants, plane, shapes->points + begin,
                             shapes->ring_ends[ring] - begin, &n_pieces);
    sum += shapes->ring_holes[ring] ? -m2 : m2;
  }
  return (double)roundl(sum * 100) / 100;
}
