/* Polygons for the tests of areas: squares, random stars, and where they are laid. */
#ifndef LT_TEST_AREA_CASE_H
#define LT_TEST_AREA_CASE_H

#include "geom/area.h"

#include "planes.h"

/* Random numbers that are the same everywhere. */
static inline double random_next(uint64_t *seed)
{
  *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (double)(*seed >> 11) / 9007199254740992.0;
}

/* Gauss-Krüger of CGCS2000, band prefix in the easting. */
static inline LtPlane gauss_kruger(int central_meridian_deg)
{
  LtPlane plane = {.a_m = 6378137,
                   .f = 1 / 298.257222101,
                   .is_tm = true,
                   .k0 = 1,
                   .lon0_rad = central_meridian_deg * DEGREE,
                   .false_easting_m = central_meridian_deg / 3 * 1e6 + 500000};
  lt_plane_prepare(&plane);
  return plane;
}

static inline LtPoint point_at(double x_m, double y_m)
{
  return (LtPoint){llround(x_m * LT_UNITS_PER_M), llround(y_m * LT_UNITS_PER_M)};
}

/* Append a ring given in metres without its closing point; it is turned as a shell or hole is. */
static inline void ring_add(LtShapes *shapes, const double (*xy)[2], size_t n, bool is_hole)
{
  g_autofree LtPoint *points = g_new(LtPoint, n + 1);
  for (size_t i = 0; i < n; i++)
    points[i] = point_at(xy[i][0], xy[i][1]);
  points[n] = points[0];
  if ((lt_ring_area2(points, n + 1) < 0) != is_hole)
    for (size_t i = 0; i < n / 2; i++) {
      LtPoint swap = points[i + 1];
      points[i + 1] = points[n - 1 - i];
      points[n - 1 - i] = swap;
    }
  assert_true(lt_shapes_add_ring(shapes, points, n + 1, is_hole, NULL));
}

static inline LtShapes *polygon_of(const double (*xy)[2], size_t n)
{
  LtShapes *shapes = lt_shapes_new();
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  ring_add(shapes, xy, n, false);
  return shapes;
}

static inline LtShapes *square_of(double x_m, double y_m, double side_m)
{
  double h = side_m / 2;
  const double xy[4][2] = {
      {x_m - h, y_m - h}, {x_m + h, y_m - h}, {x_m + h, y_m + h}, {x_m - h, y_m + h}};
  return polygon_of(xy, 4);
}

/* A star-shaped ring with @p n random corners; long edges when there are few. */
static inline void star_add(LtShapes *shapes, double x_m, double y_m, double radius_m, size_t n,
                            bool is_hole, uint64_t *seed)
{
  g_autofree double(*xy)[2] = g_malloc(n * sizeof *xy);
  for (size_t i = 0; i < n; i++) {
    double angle = 2 * G_PI * ((double)i + 0.8 * random_next(seed)) / (double)n;
    double r = radius_m * (0.6 + 0.4 * random_next(seed));
    xy[i][0] = x_m + r * cos(angle);
    xy[i][1] = y_m + r * sin(angle);
  }
  ring_add(shapes, (const double(*)[2])xy, n, is_hole);
}

/* Where polygons are laid, metres from central meridian and equator. */
static const struct {
  const char *why;
  size_t tm;
  double x_m, y_m, radius_m;
  size_t n;
} places[] = {
    {"parcel", 0, -99804, 3930622, 60, 9},
    {"zone", 0, 120000, 3930622, 2000, 30},
    {"edges of 50 km", 0, -99804, 3930622, 45000, 6},
    {"300 km out", 0, 300000, 4200000, 5000, 12},
    {"across the meridian", 1, 0, 3000000, 20000, 8},
    {"k0 = 0.9996", 2, -250000, 3930622, 8000, 20},
    {"k0 = 0.9996, 400 km out", 2, 400000, 4500000, 30000, 7},
    {"across the equator", 2, 150000, 0, 15000, 9},
    {"southern half", 3, 180000, -3755121, 9000, 14},
    {"across the antimeridian", 3, 278000, -1800000, 12000, 14},
    {"latitude of origin 49°", 4, 130000, 5710000, 12000, 25},
    {"far north", 4, -100000, 6650000, 30000, 5},
    {"sphere", 5, 200000, 5000000, 10000, 12},
};

/* A shell with a hole, and a second shell, at a place. */
static inline LtShapes *place_shape(const LtPlane *plane, size_t place, uint64_t seed)
{
  double x = plane->false_easting_m + places[place].x_m, radius = places[place].radius_m;
  double y = plane->false_northing_m + places[place].y_m;
  LtShapes *shapes = lt_shapes_new();
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  star_add(shapes, x, y, radius, places[place].n, false, &seed);
  star_add(shapes, x + radius / 10, y, radius / 4, 5, true, &seed);
  star_add(shapes, x + radius * 1.5, y + radius, radius / 3, 7, false, &seed);
  return shapes;
}

/* Geodesic area of a feature whose edges are densified in the plane and inverted by PROJ; the
 * geodesics between points 5 m apart are the straight edges to 1e-11 of the area. */
static inline double geodesic_m2(TestPlane *test, const LtShapes *shapes, size_t feature, double step_m)
{
  double sum = 0;
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++) {
    struct geod_polygon polygon;
    geod_polygon_init(&polygon, false);
    for (size_t i = lt_shapes_first_point(shapes, r); i + 1 < shapes->ring_ends[r]; i++) {
      double x = (double)shapes->points[i].x / LT_UNITS_PER_M;
      double y = (double)shapes->points[i].y / LT_UNITS_PER_M;
      double dx = (double)(shapes->points[i + 1].x - shapes->points[i].x) / LT_UNITS_PER_M;
      double dy = (double)(shapes->points[i + 1].y - shapes->points[i].y) / LT_UNITS_PER_M;
      int pieces = (int)ceil(hypot(dx, dy) / step_m);
      for (int piece = 0; piece < pieces; piece++) {
        double at[2] = {x + dx * piece / pieces, y + dy * piece / pieces};
        test_to_geographic(test, at, 1);
        geod_polygon_addpoint(&test->geodesic, &polygon, at[1] / DEGREE, at[0] / DEGREE);
      }
    }
    double area_m2;
    geod_polygon_compute(&test->geodesic, &polygon, false, true, &area_m2, NULL);
    sum += area_m2;
  }
  return sum;
}

#endif
