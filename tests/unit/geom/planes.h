/* Planes for tests, with PROJ and its geodesic.h (GeographicLib) as the independent side. */
#ifndef LT_TEST_PLANES_H
#define LT_TEST_PLANES_H

#include "geom/plane.h"

#include <geodesic.h>
#include <math.h>
#include <proj.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define DEGREE (G_PI / 180)

/* Fail with what was compared, where the difference is too large or not a number. */
static inline void check_near(const char *why, double got, double wanted, double tolerance)
{
  if (!(fabs(got - wanted) <= tolerance))
    fail_msg("%s: got %.17g, wanted %.17g, off by %.3g, allowed %.3g", why, got, wanted,
             got - wanted, tolerance);
}

/* A plane and PROJ's idea of it. Free with test_plane_clear(). */
typedef struct {
  LtPlane plane;
  PJ_CONTEXT *context;
  PJ *pj; /* forward: radians → metres */
  struct geod_geodesic geodesic;
} TestPlane;

static double test_geodesic_m(void *context, const double from[2], const double to[2])
{
  double length_m;
  geod_inverse(&((TestPlane *)context)->geodesic, from[1] / DEGREE, from[0] / DEGREE,
               to[1] / DEGREE, to[0] / DEGREE, &length_m, NULL, NULL);
  return length_m;
}

static void test_to_geographic(void *context, double *xy, size_t n)
{
  for (size_t i = 0; i < n; i++, xy += 2) {
    PJ_COORD coord = proj_coord(xy[0], xy[1], 0, 0);
    coord = proj_trans(((TestPlane *)context)->pj, PJ_INV, coord);
    xy[0] = coord.lp.lam;
    xy[1] = coord.lp.phi;
  }
}

static inline PJ_COORD test_plane_forward(TestPlane *test, double lon_deg, double lat_deg)
{
  return proj_trans(test->pj, PJ_FWD, proj_coord(lon_deg * DEGREE, lat_deg * DEGREE, 0, 0));
}

/* Any projection of PROJ on an ellipsoid, seen through the callback. @p rf is 0 for a sphere. */
static inline void test_plane_make(TestPlane *test, const char *projection, double a_m, double rf)
{
  g_autofree char *text = rf == 0 ? g_strdup_printf("%s +R=%.10g", projection, a_m)
                                  : g_strdup_printf("%s +a=%.10g +rf=%.12g", projection, a_m, rf);
  *test = (TestPlane){.context = proj_context_create()};
  test->pj = proj_create(test->context, text);
  g_assert_nonnull(test->pj);
  geod_init(&test->geodesic, a_m, rf == 0 ? 0 : 1 / rf);
  test->plane = (LtPlane){.a_m = a_m,
                          .f = rf == 0 ? 0 : 1 / rf,
                          .to_geographic = test_to_geographic,
                          .geodesic_m = test_geodesic_m,
                          .context = test};
}

/* A kind of transverse Mercator; lon0_deg and k0 say again what PROJ's text says. */
typedef struct {
  const char *name, *projection;
  double a_m, rf, lon0_deg, k0;
} TestTm;

/* Those that differ in what they try out. */
static const TestTm test_tms[] = {
    {"CGCS2000 band 38", "+proj=tmerc +lon_0=114 +x_0=38500000", 6378137, 298.257222101, 114, 1},
    {"Xian 1980 band 37", "+proj=tmerc +lon_0=111 +x_0=37500000", 6378140, 298.257, 111, 1},
    {"UTM 50 north", "+proj=utm +zone=50", 6378137, 298.257223563, 117, 0.9996},
    {"UTM 60 south", "+proj=utm +zone=60 +south", 6378137, 298.257223563, 177, 0.9996},
    {"British grid, latitude of origin 49°",
     "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000", 6377563.396,
     299.3249646, -2, 0.9996012717},
    {"sphere", "+proj=tmerc +lon_0=10 +x_0=500000", 6371000, 0, 10, 1},
};

/* The plane by our own formulas. Its offsets are where PROJ puts the equator on the central
 * meridian. */
static inline void test_plane_make_tm(TestPlane *test, const TestTm *tm)
{
  test_plane_make(test, tm->projection, tm->a_m, tm->rf);
  PJ_COORD equator = test_plane_forward(test, tm->lon0_deg, 0);
  test->plane.is_tm = true;
  test->plane.to_geographic = NULL;
  test->plane.lon0_rad = tm->lon0_deg * DEGREE;
  test->plane.k0 = tm->k0;
  test->plane.false_easting_m = equator.xy.x;
  test->plane.false_northing_m = equator.xy.y;
  lt_plane_prepare(&test->plane);
}

static inline void test_plane_clear(TestPlane *test)
{
  proj_destroy(test->pj);
  proj_context_destroy(test->context);
}

#endif
