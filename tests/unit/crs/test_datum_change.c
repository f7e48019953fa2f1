/* Parameters of the user's own, and from control points. Expectations: the formulas of the
 * standards written out here, PROJ's own pipelines, and what makes a fit one of least squares. */
#include "crs/datum_fit.h"
#include "crs/transform.h"

#include "../failing_each.h"

#include <math.h>
#include <proj.h>

#define SECOND (G_PI / 180 / 3600)

static void check_near(const char *why, double got, double wanted, double tolerance)
{
  if (!(fabs(got - wanted) <= tolerance))
    fail_msg("%s: got %.17g, wanted %.17g, off by %.3g", why, got, wanted, got - wanted);
}

static LtCrs *crs_of(const char *text)
{
  GError *error = NULL;
  LtCrs *crs = lt_crs_parse(text, &error);
  if (crs == NULL)
    fail_msg("%s: %s", text, error->message);
  return crs;
}

static LtDatumChange *change_of(LtChangeMethod method, const char *from, const char *to)
{
  LtDatumChange *change = g_new0(LtDatumChange, 1);
  *change = (LtDatumChange){.method = method, .from = crs_of(from), .to = crs_of(to)};
  return change;
}

static LtTransform *way_of(const char *from, const char *to, const LtDatumChange *change)
{
  g_autoptr(LtCrs) a = crs_of(from), b = crs_of(to);
  g_autoptr(GError) error = NULL;
  LtTransform *way = lt_transform_new_by(a, b, change, &error);
  if (way == NULL)
    fail_msg("%s to %s: %s", from, to, error->message);
  return way;
}

/* ---- 4 parameters ---- */

/* x north, y east, rotation from x to y. */
static void plane_by_hand(const double at[2], double out[2])
{
  double dx = -12.3456, dy = 113.5, alpha = 1.25 * SECOND, m = 3.4e-6;
  double x = at[1], y = at[0];
  out[1] = dx + (1 + m) * (x * cos(alpha) - y * sin(alpha));
  out[0] = dy + (1 + m) * (x * sin(alpha) + y * cos(alpha));
}

static LtDatumChange *plane_change(void)
{
  LtDatumChange *change = change_of(LT_CHANGE_PLANE4, "EPSG:2383", "EPSG:4547");
  double k = 1 + 3.4e-6, alpha = 1.25 * SECOND;
  change->plane = (LtPlane4){113.5, -12.3456, k * cos(alpha), -k * sin(alpha)};
  change->accuracy_m = 0.05;
  return change;
}

static void test_plane(void **state)
{
  (void)state;
  static const double at[2] = {400195.6554, 3930621.8669};
  g_autoptr(LtDatumChange) change = plane_change();
  double wanted[2];
  plane_by_hand(at, wanted);
  static const struct {
    const char *from, *to;
    double from_prefix, to_prefix;
  } rows[] = {{"EPSG:2383", "EPSG:4547", 0, 0},
              {"EPSG:2362", "EPSG:4526", 38e6, 38e6},
              {"EPSG:2383", "EPSG:4526", 0, 38e6}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LtTransform) way = way_of(rows[i].from, rows[i].to, change);
    double xy[2] = {at[0] + rows[i].from_prefix, at[1]};
    assert_int_equal(lt_transform_points(way, xy, 1), 0);
    check_near("east", xy[0], wanted[0] + rows[i].to_prefix, 1e-6);
    check_near("north", xy[1], wanted[1], 1e-6);
    assert_false(lt_transform_is_identity(way));
    assert_true(lt_transform_is_from_plane(way));
    assert_false(lt_transform_is_to_degrees(way));
    check_near("accuracy", lt_transform_accuracy_m(way), 0.05, 0);
    const LtChangeSeen *seen = lt_transform_change_seen(way);
    check_near("moved", seen->most_m, hypot(wanted[0] - at[0], wanted[1] - at[1]), 1e-4);
    check_near("seen at", seen->extent[0], at[0], 1e-5);
  }
}

/* On to another band: the plane of the parameters, then PROJ's conversion. */
static void test_plane_to_other_band(void **state)
{
  (void)state;
  static const double at[2] = {400195.6554, 3930621.8669};
  g_autoptr(LtDatumChange) change = plane_change();
  g_autoptr(LtTransform) way = way_of("EPSG:2383", "EPSG:4525", change);
  double wanted[2], xy[2] = {at[0], at[1]};
  plane_by_hand(at, wanted);
  assert_int_equal(lt_transform_points(way, xy, 1), 0);
  PJ *pj =
      proj_create(NULL, "+proj=pipeline +step +inv +proj=tmerc +lon_0=114 +x_0=500000 "
                        "+ellps=GRS80 +step +proj=tmerc +lon_0=111 +x_0=37500000 +ellps=GRS80");
  PJ_COORD out = proj_trans(pj, PJ_FWD, proj_coord(wanted[0], wanted[1], 0, 0));
  check_near("east", xy[0], out.xy.x, 1e-5);
  check_near("north", xy[1], out.xy.y, 1e-5);
  proj_destroy(pj);
}

static void test_plane_path(void **state)
{
  (void)state;
  g_autoptr(LtDatumChange) change = plane_change();
  g_autoptr(LtTransform) straight = way_of("EPSG:2383", "EPSG:4526", change);
  g_autoptr(LtTransform) bent = way_of("EPSG:2383", "EPSG:4525", change);
  const double xy[] = {400000, 3930000, 420000, 3935000};
  size_t n, n_added;
  g_autoptr(GError) error = NULL;
  double *out = NULL;
  assert_true(lt_transform_path(straight, xy, 2, &out, &n, &n_added, &error));
  assert_int_equal(n_added, 0);
  g_free(out);
  assert_true(lt_transform_path(bent, xy, 2, &out, &n, &n_added, &error));
  assert_true(n_added > 10);
  g_free(out);
}

/* ---- 7 parameters ---- */

static void cart(double a, double b, const double lonlat[2], double h, double out[3])
{
  double e2 = 1 - b * b / (a * a), lon = lonlat[0] * G_PI / 180, lat = lonlat[1] * G_PI / 180;
  double n = a / sqrt(1 - e2 * sin(lat) * sin(lat));
  out[0] = (n + h) * cos(lat) * cos(lon);
  out[1] = (n + h) * cos(lat) * sin(lon);
  out[2] = (n * (1 - e2) + h) * sin(lat);
}

/* Iterated, unlike PROJ's. */
static void uncart(double a, double b, const double xyz[3], double lonlat[2])
{
  double e2 = 1 - b * b / (a * a), p = hypot(xyz[0], xyz[1]), lat = atan2(xyz[2], p * (1 - e2));
  for (int i = 0; i < 50; i++) {
    double n = a / sqrt(1 - e2 * sin(lat) * sin(lat));
    lat = atan2(xyz[2] + e2 * n * sin(lat), p);
  }
  lonlat[0] = atan2(xyz[1], xyz[0]) * 180 / G_PI;
  lonlat[1] = lat * 180 / G_PI;
}

/* Xian 1980 to CGCS2000, EPSG 1033. */
static void helmert_by_hand(const double lonlat[2], double out[2])
{
  const double t[] = {-21.5, 38.25, 64.125}, r[] = {0.5 * SECOND, -1.25 * SECOND, 2.0 * SECOND};
  double s = 1 - 4.5e-6, x[3], y[3];
  cart(6378140, 6378140 * (1 - 1 / 298.257), lonlat, 0, x);
  y[0] = t[0] + s * (x[0] - r[2] * x[1] + r[1] * x[2]);
  y[1] = t[1] + s * (r[2] * x[0] + x[1] - r[0] * x[2]);
  y[2] = t[2] + s * (-r[1] * x[0] + r[0] * x[1] + x[2]);
  uncart(6378137, 6378137 * (1 - 1 / 298.257222101), y, out);
}

static LtDatumChange *helmert_change(void)
{
  LtDatumChange *change = change_of(LT_CHANGE_HELMERT7, "EPSG:4610", "EPSG:4490");
  change->helmert =
      (LtHelmert7){{-21.5, 38.25, 64.125}, {0.5 * SECOND, -1.25 * SECOND, 2.0 * SECOND}, -4.5e-6};
  change->accuracy_m = -1;
  return change;
}

static void test_helmert(void **state)
{
  (void)state;
  static const double places[][2] = {{112.9, 35.5}, {73.6, 18.1}, {134.9, 53.4}, {105, 40}};
  g_autoptr(LtDatumChange) change = helmert_change();
  g_autoptr(LtTransform) way = way_of("EPSG:4610", "EPSG:4490", change);
  for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
    double wanted[2], xy[2] = {places[i][0], places[i][1]};
    helmert_by_hand(places[i], wanted);
    assert_int_equal(lt_transform_points(way, xy, 1), 0);
    check_near("longitude", xy[0], wanted[0], 1e-11);
    check_near("latitude", xy[1], wanted[1], 1e-11);
  }
  assert_true(lt_transform_accuracy_m(way) < 0);
  assert_true(lt_transform_is_to_degrees(way));
}

/* From one band to another; expectation: PROJ's pipeline. */
static void test_helmert_bands(void **state)
{
  (void)state;
  g_autoptr(LtDatumChange) change = helmert_change();
  g_autoptr(LtTransform) way = way_of("EPSG:2362", "EPSG:4525", change);
  PJ *pj = proj_create(
      NULL, "+proj=pipeline +step +inv +proj=tmerc +lon_0=114 +x_0=38500000 +a=6378140 +rf=298.257 "
            "+step +proj=cart +a=6378140 +rf=298.257 +step +proj=helmert +x=-21.5 +y=38.25 "
            "+z=64.125 +rx=0.5 +ry=-1.25 +rz=2 +s=-4.5 +convention=position_vector "
            "+step +inv +proj=cart +ellps=GRS80 +step +proj=tmerc +lon_0=111 +x_0=37500000 "
            "+ellps=GRS80");
  assert_non_null(pj);
  for (double x = 38300000; x < 38700000; x += 33333) {
    double xy[2] = {x, 3930000 + x / 1000};
    PJ_COORD wanted = proj_trans(pj, PJ_FWD, proj_coord(xy[0], xy[1], 0, 0));
    assert_int_equal(lt_transform_points(way, xy, 1), 0);
    check_near("east", xy[0], wanted.xy.x, 1e-5);
    check_near("north", xy[1], wanted.xy.y, 1e-5);
  }
  proj_destroy(pj);
}

/* ---- refused ---- */

static void test_refused(void **state)
{
  (void)state;
  static const struct {
    const char *why, *layer, *from, *to;
    LtChangeMethod method;
  } rows[] = {
      {"central meridian", "EPSG:2362", "EPSG:2362", "EPSG:4525", LT_CHANGE_PLANE4},
      {"central meridian", "EPSG:2362", "EPSG:2362", "EPSG:32649", LT_CHANGE_PLANE4},
      {"geographic", "EPSG:4610", "EPSG:4610", "EPSG:4526", LT_CHANGE_PLANE4},
      {"Beijing 1954", "EPSG:2414", "EPSG:2362", "EPSG:4526", LT_CHANGE_PLANE4},
      {"Beijing 1954", "EPSG:2414", "EPSG:4610", "EPSG:4490", LT_CHANGE_HELMERT7},
      {"China 2000", "EPSG:4526", "EPSG:2362", "EPSG:4526", LT_CHANGE_PLANE4},
      {"towgs84", "+proj=longlat +ellps=krass +towgs84=1,2,3", "EPSG:4214", "EPSG:4490",
       LT_CHANGE_HELMERT7},
      {"Xian 1980", "EPSG:4214", "EPSG:4214", "EPSG:4610", LT_CHANGE_HELMERT7},
  };
  g_autoptr(LtCrs) project = crs_of("EPSG:4526");
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(LtCrs) layer = crs_of(rows[i].layer);
    g_autoptr(LtDatumChange) change = change_of(rows[i].method, rows[i].from, rows[i].to);
    change->plane.a = 1;
    g_autoptr(LtTransform) way = lt_transform_new_by(layer, project, change, &error);
    if (way != NULL)
      fail_msg("row %zu was made", i);
    assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_CRS));
    if (strstr(error->message, rows[i].why) == NULL)
      fail_msg("row %zu: no '%s' in '%s'", i, rows[i].why, error->message);
  }
}

/* ---- control points ---- */

/* About Jincheng, some 40 km wide, metres of band 38 without prefix. */
static const double spots[][2] = {{395000, 3925000}, {431000, 3928500}, {428000, 3961000},
                                  {397500, 3957000}, {412000, 3941000}, {404000, 3933000},
                                  {420500, 3950500}, {409000, 3958000}};
#define N_SPOTS G_N_ELEMENTS(spots)
/* Noise of some centimetres, east and north. */
static const double noise[][2] = {{0.021, -0.013},  {-0.017, 0.022}, {0.008, 0.015},
                                  {-0.024, -0.007}, {0.012, -0.019}, {0.004, 0.018},
                                  {-0.011, -0.009}, {0.007, -0.007}};

static void plane_points(LtControlPoint *points, double share)
{
  for (size_t i = 0; i < N_SPOTS; i++) {
    points[i] = (LtControlPoint){.from = {spots[i][0], spots[i][1]}};
    plane_by_hand(spots[i], points[i].to);
    points[i].to[0] += share * noise[i][0];
    points[i].to[1] += share * noise[i][1];
  }
}

static LtDatumFit *fit_ok(LtDatumChange *change, const LtControlPoint *points, size_t n)
{
  GError *error = NULL;
  LtDatumFit *fit = lt_datum_fit(change, points, n, &error);
  if (fit == NULL)
    fail_msg("%s", error->message);
  return fit;
}

static void test_fit_plane_exact(void **state)
{
  (void)state;
  LtControlPoint points[N_SPOTS];
  plane_points(points, 0);
  for (size_t n = 2; n <= N_SPOTS; n++) {
    g_autoptr(LtDatumChange) change = change_of(LT_CHANGE_PLANE4, "EPSG:2383", "EPSG:4547");
    g_autoptr(LtDatumFit) fit = fit_ok(change, points, n);
    check_near("scale", hypot(change->plane.a, change->plane.b), 1 + 3.4e-6, 1e-12);
    check_near("rotation", -atan2(change->plane.b, change->plane.a), 1.25 * SECOND, 1e-12);
    check_near("north", change->plane.north_m, -12.3456, 1e-5);
    check_near("east", change->plane.east_m, 113.5, 1e-5);
    check_near("rms", fit->rms_m, 0, 1e-8);
    assert_int_equal(fit->n_outliers, 0);
    assert_true(n > 2 ? change->accuracy_m >= 0 : change->accuracy_m < 0);
    assert_true(n > 2 ? !isnan(fit->deviation_m) : isnan(fit->deviation_m));
  }
}

/* Least squares: the residuals are at right angles to all that the parameters can do. */
static void test_fit_plane_least(void **state)
{
  (void)state;
  LtControlPoint points[N_SPOTS];
  plane_points(points, 1);
  g_autoptr(LtDatumChange) change = change_of(LT_CHANGE_PLANE4, "EPSG:2383", "EPSG:4547");
  g_autoptr(LtDatumFit) fit = fit_ok(change, points, N_SPOTS);
  double east = 0, north = 0, scale = 0, turn = 0, squares = 0;
  for (size_t i = 0; i < N_SPOTS; i++) {
    const LtResidual *v = &fit->residuals[i];
    double x = spots[i][0] - 4e5, y = spots[i][1] - 3.94e6;
    const LtPlane4 *p = &change->plane;
    check_near("east", v->east_m,
               points[i].to[0] - (p->east_m + p->a * spots[i][0] - p->b * spots[i][1]), 1e-7);
    check_near("north", v->north_m,
               points[i].to[1] - (p->north_m + p->b * spots[i][0] + p->a * spots[i][1]), 1e-7);
    east += v->east_m;
    north += v->north_m;
    scale += x * v->east_m + y * v->north_m;
    turn += x * v->north_m - y * v->east_m;
    squares += v->east_m * v->east_m + v->north_m * v->north_m;
  }
  check_near("sum of east", east, 0, 1e-7);
  check_near("sum of north", north, 0, 1e-7);
  check_near("against scale", scale, 0, 1e-2); /* m² of 2e4 m */
  check_near("against rotation", turn, 0, 1e-2);
  check_near("rms", fit->rms_m, sqrt(squares / N_SPOTS), 1e-12);
  check_near("deviation", fit->deviation_m, sqrt(squares / (N_SPOTS - 2)), 1e-12);
  assert_true(fit->rms_m > 0.01 && fit->rms_m < 0.03);
  assert_int_equal(fit->n_outliers, 0);
  assert_true(change->accuracy_m >= 2 * fit->deviation_m);
}

static void test_fit_outliers(void **state)
{
  (void)state;
  LtControlPoint points[N_SPOTS];
  for (size_t i = 0; i < N_SPOTS; i++) {
    plane_points(points, 1);
    points[i].to[1] += 1.5;
    g_autoptr(LtDatumChange) change = change_of(LT_CHANGE_PLANE4, "EPSG:2383", "EPSG:4547");
    g_autoptr(LtDatumFit) fit = fit_ok(change, points, N_SPOTS);
    assert_int_equal(fit->n_outliers, 1);
    assert_true(fit->residuals[i].is_outlier);
    assert_true(fit->rms_m > 0.3 && fit->rms_without_m < 0.03);
  }
  plane_points(points, 1); /* two at once */
  points[1].to[0] += 25;
  points[4].to[1] -= 20;
  g_autoptr(LtDatumChange) change = change_of(LT_CHANGE_PLANE4, "EPSG:2383", "EPSG:4547");
  g_autoptr(LtDatumFit) fit = fit_ok(change, points, N_SPOTS);
  assert_int_equal(fit->n_outliers, 2);
  assert_true(fit->residuals[1].is_outlier && fit->residuals[4].is_outlier);
}

/* Places of both datums, in planes or degrees, from the formulas above. */
static void helmert_points(LtControlPoint *points, bool is_plane, double share)
{
  PJ *from = proj_create(NULL, "+proj=pipeline +step +inv +proj=tmerc +lon_0=114 +x_0=500000 "
                               "+a=6378140 +rf=298.257 +step +proj=unitconvert +xy_in=rad "
                               "+xy_out=deg");
  PJ *to = proj_create(NULL, "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step "
                             "+proj=tmerc +lon_0=114 +x_0=500000 +ellps=GRS80");
  for (size_t i = 0; i < N_SPOTS; i++) {
    PJ_COORD at = proj_trans(from, PJ_FWD, proj_coord(spots[i][0], spots[i][1], 0, 0));
    double lonlat[2] = {at.xy.x, at.xy.y}, image[2];
    helmert_by_hand(lonlat, image);
    PJ_COORD out = proj_trans(to, PJ_FWD, proj_coord(image[0], image[1], 0, 0));
    points[i] = is_plane
                    ? (LtControlPoint){.from = {spots[i][0], spots[i][1]},
                                       .to = {out.xy.x + share * noise[i][0],
                                              out.xy.y + share * noise[i][1]}}
                    : (LtControlPoint){.from = {lonlat[0], lonlat[1]}, .to = {image[0], image[1]}};
  }
  proj_destroy(from);
  proj_destroy(to);
}

/* Heights are 0 on both sides here and not in the formula, so the parameters differ; what they do
 * to places does not. */
static void test_fit_helmert(void **state)
{
  (void)state;
  LtControlPoint points[N_SPOTS];
  for (int is_plane = 0; is_plane < 2; is_plane++) {
    helmert_points(points, is_plane, 0);
    g_autoptr(LtDatumChange) change = is_plane
                                          ? change_of(LT_CHANGE_HELMERT7, "EPSG:2383", "EPSG:4547")
                                          : change_of(LT_CHANGE_HELMERT7, "EPSG:4610", "EPSG:4490");
    g_autoptr(LtDatumFit) fit = fit_ok(change, points, N_SPOTS);
    assert_true(fit->rms_m < 0.002);
    g_autoptr(LtTransform) way = is_plane ? way_of("EPSG:2383", "EPSG:4547", change)
                                          : way_of("EPSG:4610", "EPSG:4490", change);
    for (size_t i = 0; i < N_SPOTS; i++) {
      double xy[2] = {points[i].from[0], points[i].from[1]};
      double unit_m = is_plane ? 1 : 111e3;
      lt_transform_points(way, xy, 1);
      check_near("x", xy[0] * unit_m, points[i].to[0] * unit_m, 0.005);
      check_near("y", xy[1] * unit_m, points[i].to[1] * unit_m, 0.005);
    }
  }
}

/* With heights on both sides the parameters themselves come back. */
static void test_fit_helmert_heights(void **state)
{
  (void)state;
  static const double lonlat[][3] = {{100, 25, 800},  {110, 30, 200}, {120, 40, 50},
                                     {104, 38, 1500}, {115, 22, 10},  {125, 45, 300}};
  LtControlPoint points[G_N_ELEMENTS(lonlat)];
  const double t[] = {-21.5, 38.25, 64.125}, r[] = {0.5 * SECOND, -1.25 * SECOND, 2.0 * SECOND};
  double s = 1 - 4.5e-6, x[3], y[3], a = 6378137, b = 6378137 * (1 - 1 / 298.257222101);
  for (size_t i = 0; i < G_N_ELEMENTS(lonlat); i++) {
    cart(6378140, 6378140 * (1 - 1 / 298.257), lonlat[i], lonlat[i][2], x);
    y[0] = t[0] + s * (x[0] - r[2] * x[1] + r[1] * x[2]);
    y[1] = t[1] + s * (r[2] * x[0] + x[1] - r[0] * x[2]);
    y[2] = t[2] + s * (-r[1] * x[0] + r[0] * x[1] + x[2]);
    points[i] =
        (LtControlPoint){.from = {lonlat[i][0], lonlat[i][1]}, .from_height_m = lonlat[i][2]};
    double lat = atan2(y[2], hypot(y[0], y[1]) * (1 - (1 - b * b / (a * a)))), h = 0;
    for (int k = 0; k < 50; k++) {
      double e2 = 1 - b * b / (a * a), n = a / sqrt(1 - e2 * sin(lat) * sin(lat));
      h = hypot(y[0], y[1]) / cos(lat) - n;
      lat = atan2(y[2], hypot(y[0], y[1]) * (1 - e2 * n / (n + h)));
    }
    points[i].to[0] = atan2(y[1], y[0]) * 180 / G_PI;
    points[i].to[1] = lat * 180 / G_PI;
    points[i].to_height_m = h;
  }
  g_autoptr(LtDatumChange) change = change_of(LT_CHANGE_HELMERT7, "EPSG:4610", "EPSG:4490");
  g_autoptr(LtDatumFit) fit = fit_ok(change, points, G_N_ELEMENTS(lonlat));
  for (size_t i = 0; i < 3; i++) {
    check_near("shift", change->helmert.shift_m[i], t[i], 1e-4);
    check_near("rotation", change->helmert.rotation_rad[i], r[i], 1e-11);
  }
  check_near("scale", change->helmert.scale, -4.5e-6, 1e-11);
  check_near("rms", fit->rms_m, 0, 1e-6);
}

static void test_fit_refused(void **state)
{
  (void)state;
  LtControlPoint points[N_SPOTS], line[4], place[3];
  plane_points(points, 0);
  for (size_t i = 0; i < 4; i++)
    line[i] = (LtControlPoint){.from = {4e5 + 1e4 * (double)i, 39.4e5 + 3e3 * (double)i},
                               .to = {4e5 + 1e4 * (double)i, 39.4e5 + 3e3 * (double)i}};
  for (size_t i = 0; i < 3; i++)
    place[i] = (LtControlPoint){.from = {4e5, 39.4e5}, .to = {4e5, 39.4e5 + (double)i}};
  LtControlPoint bad = {.from = {INFINITY, 39.4e5}, .to = {4e5, 39.4e5}};
  LtControlPoint mirrored[N_SPOTS], swapped[N_SPOTS], prefixed[N_SPOTS], in_km[N_SPOTS];
  for (size_t i = 0; i < N_SPOTS; i++) {
    double e = spots[i][0], n = spots[i][1];
    mirrored[i] = (LtControlPoint){.from = {1e6 - e, n}, .to = {e, n}};
    swapped[i] = (LtControlPoint){.from = {n, e}, .to = {n, e}};
    prefixed[i] = (LtControlPoint){.from = {e, n}, .to = {38e6 + e, n}};
    in_km[i] = (LtControlPoint){.from = {e / 1000, n / 1000}, .to = {e / 1000, n / 1000}};
  }
  LtControlPoint outside[3] = {points[0], points[1], bad};
  const struct {
    LtChangeMethod method;
    const LtControlPoint *points;
    size_t n;
    const char *why;
  } rows[] = {
      {LT_CHANGE_PLANE4, points, 0, "at least 2"},
      {LT_CHANGE_PLANE4, points, 1, "at least 2"},
      {LT_CHANGE_HELMERT7, points, 2, "at least 3"},
      {LT_CHANGE_HELMERT7, points, LT_CONTROL_POINTS_MAX + 1, "at most 500"},
      {LT_CHANGE_PLANE4, place, 3, "one place"},
      {LT_CHANGE_HELMERT7, place, 3, "one line"},
      {LT_CHANGE_HELMERT7, line, 4, "one line"},
      {LT_CHANGE_HELMERT7, outside, 3, "control point 3"},
      {LT_CHANGE_PLANE4, mirrored, N_SPOTS, "contradict each other: an RMS of"},
      {LT_CHANGE_PLANE4, swapped, N_SPOTS, "control point 1: no place in 'Xian"},
      {LT_CHANGE_PLANE4, prefixed, N_SPOTS, "control point 1: no place in 'CGCS2000"},
      {LT_CHANGE_PLANE4, in_km, N_SPOTS, "control point 1: no place in 'Xian"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(LtDatumChange) change = change_of(rows[i].method, "EPSG:2383", "EPSG:4547");
    g_autoptr(LtDatumFit) fit = lt_datum_fit(change, rows[i].points, rows[i].n, &error);
    if (fit != NULL)
      fail_msg("row %zu: a fit", i);
    assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_CRS));
    if (strstr(error->message, rows[i].why) == NULL)
      fail_msg("row %zu: no '%s' in '%s'", i, rows[i].why, error->message);
  }
  g_autoptr(LtDatumChange) change = change_of(LT_CHANGE_PLANE4, "EPSG:2383", "EPSG:4547");
  g_autoptr(LtDatumFit) fit = fit_ok(change, line, 4);
  assert_true(fit->is_line);
}

static void test_doubts(void **state)
{
  (void)state;
  static const struct {
    LtHelmert7 helmert;
    const char *why;
  } rows[] = {{{{-21.5, 38, 64}, {0, 0, 0}, -4.5e-6}, NULL},
              {{{0, 2001, 0}, {0, 0, 0}, 0}, "shift"},
              {{{0, 0, 0}, {0, -61 * SECOND, 0}, 0}, "rotation"},
              {{{0, 0, 0}, {0, 0, 0}, -201e-6}, "scale"}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    LtDatumChange change = {.method = LT_CHANGE_HELMERT7, .helmert = rows[i].helmert};
    g_autofree char *doubt = lt_datum_change_doubt(&change, LT_LANG_EN);
    assert_true((doubt == NULL) == (rows[i].why == NULL));
    if (doubt != NULL)
      assert_non_null(strstr(doubt, rows[i].why));
  }
}

/* ---- map grids; laws.md §5 has the vectors ---- */

static const struct {
  const char *crs;
  double at[2], wgs84[2];
} map_rows[] = {
    {"GCJ-02", {112.85740965, 35.49028608}, {112.8513, 35.4907}},
    {"BD-09", {112.86399607, 35.49594461}, {112.8513, 35.4907}},
    {"gcj02", {116.41024450, 39.91640428}, {116.404, 39.915}},
    {"bd09", {116.41662724, 39.92269955}, {116.404, 39.915}},
    {"GCJ-02", {114.06301400, 22.54038281}, {114.0579, 22.5431}},
    {"BD-09", {114.06956399, 22.54604156}, {114.0579, 22.5431}},
    {"GCJ-02", {139.6917, 35.6895}, {139.6917, 35.6895}},
};

static void test_map_grids(void **state)
{
  (void)state;
  g_autoptr(LtCrs) to = crs_of("EPSG:4490");
  for (size_t i = 0; i < G_N_ELEMENTS(map_rows); i++) {
    g_autoptr(LtCrs) from = crs_of(map_rows[i].crs);
    g_autoptr(LtTransform) way = lt_transform_new(from, to, NULL);
    assert_non_null(way);
    double xy[2] = {map_rows[i].at[0], map_rows[i].at[1]};
    assert_int_equal(lt_transform_points(way, xy, 1), 0);
    check_near("longitude", xy[0], map_rows[i].wgs84[0], 2e-8);
    check_near("latitude", xy[1], map_rows[i].wgs84[1], 2e-8);
    assert_true(lt_transform_is_for_points(way));
    bool is_gcj = lt_crs_map_grid(from) == LT_MAP_GCJ02;
    check_near("accuracy", lt_transform_accuracy_m(way), is_gcj ? 6 : 11, 0);
    assert_string_equal(lt_crs_name(from), is_gcj ? "GCJ-02" : "BD-09");
  }
}

/* The offset sets in at 72.004° E with some 100 m: no place leads into the gap. */
static void test_map_grid_cut(void **state)
{
  (void)state;
  g_autoptr(LtCrs) from = crs_of("GCJ-02"), to = crs_of("EPSG:4326");
  g_autoptr(LtTransform) way = lt_transform_new(from, to, NULL);
  double xy[] = {72.0041, 35, 80, 35, NAN, 35};
  assert_int_equal(lt_transform_points(way, xy, 3), 2);
  assert_true(isinf(xy[0]) && isfinite(xy[2]) && isinf(xy[4]));
}

static void test_map_grid_is_no_target(void **state)
{
  (void)state;
  g_autoptr(LtCrs) grid = crs_of("BD-09"), other = crs_of("GCJ-02"), wgs84 = crs_of("EPSG:4326");
  g_autoptr(GError) error = NULL;
  assert_false(lt_crs_equal(grid, wgs84));
  assert_false(lt_crs_equal(grid, other));
  assert_true(lt_crs_equal(grid, grid));
  assert_true(lt_crs_is_geographic(grid));
  assert_null(lt_transform_new(wgs84, grid, &error));
  assert_non_null(strstr(error->message, "BD-09"));
}

/* ---- memory ---- */

static bool fit_task(void *data, GError **error)
{
  LtControlPoint points[N_SPOTS];
  bool is_plane = *(bool *)data;
  plane_points(points, 1);
  g_autoptr(LtDatumChange) change =
      change_of(is_plane ? LT_CHANGE_PLANE4 : LT_CHANGE_HELMERT7, "EPSG:2383", "EPSG:4547");
  g_autoptr(LtDatumFit) fit = lt_datum_fit(change, points, N_SPOTS, error);
  return fit != NULL;
}

static void test_memory(void **state)
{
  (void)state;
  for (int i = 0; i < 2; i++) {
    bool is_plane = i == 0;
    assert_int_equal(failing_each("fit", fit_task, &is_plane, false), is_plane ? 7 : 9);
    failing_each("fit", fit_task, &is_plane, true);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_plane),
      cmocka_unit_test(test_plane_to_other_band),
      cmocka_unit_test(test_plane_path),
      cmocka_unit_test(test_helmert),
      cmocka_unit_test(test_helmert_bands),
      cmocka_unit_test(test_refused),
      cmocka_unit_test(test_fit_plane_exact),
      cmocka_unit_test(test_fit_plane_least),
      cmocka_unit_test(test_fit_outliers),
      cmocka_unit_test(test_fit_helmert),
      cmocka_unit_test(test_fit_helmert_heights),
      cmocka_unit_test(test_fit_refused),
      cmocka_unit_test(test_doubts),
      cmocka_unit_test(test_map_grids),
      cmocka_unit_test(test_map_grid_cut),
      cmocka_unit_test(test_map_grid_is_no_target),
      cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
