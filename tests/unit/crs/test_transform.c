#include "crs/crs_pj.h"

#include <math.h>
#include <proj.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void check_near(const char *why, double got, double wanted, double tolerance)
{
  if (!(fabs(got - wanted) <= tolerance))
    fail_msg("%s: got %.17g, wanted %.17g, off by %.3g, allowed %.3g", why, got, wanted,
             got - wanted, tolerance);
}

static LtTransform *make(const char *from, const char *to, GError **error)
{
  g_autoptr(LtCrs) a = lt_crs_parse(from, NULL);
  g_autoptr(LtCrs) b = lt_crs_parse(to, NULL);
  assert_non_null(a);
  assert_non_null(b);
  return lt_transform_new(a, b, error);
}

static LtTransform *make_ok(const char *from, const char *to)
{
  g_autoptr(GError) error = NULL;
  LtTransform *transform = make(from, to, &error);
  if (transform == NULL)
    fail_msg("%s to %s: %s", from, to, error->message);
  return transform;
}

/* EPSG:4526 of (112.9, 35.5) as domain §2.1 quotes it; the same place in UTM 49 by cs2cs. */
static const struct {
  const char *why, *from, *to;
  double x, y, to_x, to_y, tolerance, accuracy_m;
} point_rows[] = {
    {"degrees to band", "EPSG:4490", "EPSG:4526", 112.9, 35.5, 38400195.6554, 3930621.8669, 1e-4,
     0},
    {"band to degrees", "EPSG:4526", "EPSG:4490", 38400195.6554, 3930621.8669, 112.9, 35.5, 1e-9,
     0},
    {"WGS 84 is taken as CGCS2000", "EPSG:4326", "EPSG:4526", 112.9, 35.5, 38400195.6554,
     3930621.8669, 1e-3, 1},
    {"and back", "EPSG:4526", "EPSG:4326", 38400195.6554, 3930621.8669, 112.9, 35.5, 1e-8, 1},
    {"OGC order", "OGC:CRS84", "EPSG:4526", 112.9, 35.5, 38400195.6554, 3930621.8669, 1e-3, 1},
    {"UTM", "EPSG:32649", "EPSG:4526", 672327.26188, 3930153.05257, 38400195.6554, 3930621.8669,
     1e-3, 1},
    {"same band without prefix", "EPSG:4547", "EPSG:4526", 400195.6554, 3930621.8669, 38400195.6554,
     3930621.8669, 1e-6, 0},
    /* OS guide, worked example C: 52°39'27.2531"N 1°43'4.5177"E on the Airy ellipsoid */
    {"OSGB36 of the Ordnance Survey's guide", "EPSG:4277", "EPSG:27700", 1.71792158333333,
     52.65757030555556, 651409.903, 313177.270, 2e-3, 0},
};

static void test_points(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(point_rows); i++) {
    g_autoptr(LtTransform) transform = make_ok(point_rows[i].from, point_rows[i].to);
    double xy[2] = {point_rows[i].x, point_rows[i].y};
    assert_int_equal(lt_transform_points(transform, xy, 1), 0);
    check_near(point_rows[i].why, xy[0], point_rows[i].to_x, point_rows[i].tolerance);
    check_near(point_rows[i].why, xy[1], point_rows[i].to_y, point_rows[i].tolerance);
    check_near(point_rows[i].why, lt_transform_accuracy_m(transform), point_rows[i].accuracy_m, 0);
    assert_false(lt_transform_is_identity(transform));
  }
}

static void test_round_trips(void **state)
{
  (void)state;
  static const char *const rows[][2] = {
      {"EPSG:4526", "EPSG:4525"},
      {"EPSG:4526", "EPSG:32649"},
      {"EPSG:4526", "EPSG:4490"},
      {"EPSG:4526", "EPSG:4497"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LtTransform) there = make_ok(rows[i][0], rows[i][1]);
    g_autoptr(LtTransform) back = make_ok(rows[i][1], rows[i][0]);
    for (double x = 38300000; x < 38700000; x += 50000) {
      double xy[2] = {x, 3930000 + x / 1000};
      assert_int_equal(lt_transform_points(there, xy, 1), 0);
      assert_true(fabs(xy[0] - x) > 1);
      assert_int_equal(lt_transform_points(back, xy, 1), 0);
      check_near(rows[i][1], xy[0], x, 1e-6);
      check_near(rows[i][1], xy[1], 3930000 + x / 1000, 1e-6);
    }
  }
}

#define WGS "World Geodetic System 1984"
static void test_refused(void **state)
{
  (void)state;
  static const struct {
    const char *from, *to, *datums[2];
  } rows[] = {
      {"EPSG:2362", "EPSG:4526", {"Xian 1980", "China 2000"}},
      {"EPSG:4526", "EPSG:2362", {"China 2000", "Xian 1980"}},
      {"EPSG:2414", "EPSG:4526", {"Beijing 1954", "China 2000"}},
      {"EPSG:4214", "EPSG:4490", {"Beijing 1954", "China 2000"}},
      {"EPSG:4782", "EPSG:4526", {"New Beijing", "China 2000"}},
      {"EPSG:4610", "EPSG:4326", {"Xian 1980", WGS}},
      {"EPSG:4214", "EPSG:4610", {"Beijing 1954", "Xian 1980"}},
      {"+proj=longlat +ellps=GRS80", "EPSG:4490", {"GRS80", "China 2000"}},
      {"+proj=longlat +R=6371000", "EPSG:4526", {"unknown", "China 2000"}},
      {"+proj=longlat +R=6371000", "+proj=longlat +R=6378137", {"unknown", "unknown"}},
      {"+proj=longlat +ellps=krass +towgs84=1,2,3", "EPSG:2362", {"Krass", "Xian 1980"}},
      {"EPSG:4258", "EPSG:4326", {"European Terrestrial", WGS}}, /* a published no-op */
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(LtTransform) transform = make(rows[i].from, rows[i].to, &error);
    if (transform != NULL)
      fail_msg("%s to %s was made", rows[i].from, rows[i].to);
    assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_CRS));
    for (size_t j = 0; j < 2; j++)
      if (strstr(error->message, rows[i].datums[j]) == NULL)
        fail_msg("no '%s' in '%s'", rows[i].datums[j], error->message);
  }
}

static void test_notes(void **state)
{
  (void)state;
  g_autoptr(LtTransform) there = make_ok("EPSG:32649", "EPSG:4526");
  g_autofree char *en = lt_transform_note(there, LT_LANG_EN);
  g_autofree char *zh = lt_transform_note(there, LT_LANG_ZH);
  assert_string_equal(en, "WGS 84 taken as CGCS2000 (they agree within 1 m)");
  assert_string_equal(zh, "WGS 84 坐标按 CGCS2000 使用（两者相差在1米以内）");
  g_autoptr(LtTransform) back = make_ok("EPSG:4526", "EPSG:4326");
  g_autofree char *back_en = lt_transform_note(back, LT_LANG_EN);
  assert_string_equal(back_en, "CGCS2000 taken as WGS 84 (they agree within 1 m)");

  g_autoptr(LtTransform) same = make_ok("EPSG:4526", "EPSG:4526");
  assert_true(lt_transform_is_identity(same));
  g_autofree char *none = lt_transform_note(same, LT_LANG_EN);
  assert_string_equal(none, "");
}

/* The user's own parameters: the shift must really be made. Expectation: PROJ's pipeline. */
static void test_own_parameters(void **state)
{
  (void)state;
  g_autoptr(LtTransform) transform =
      make_ok("+proj=tmerc +lon_0=114 +x_0=38500000 +a=6378140 +rf=298.257 +towgs84=12,-113,-41",
              "EPSG:4526");
  double xy[2] = {38400195.6554, 3930621.8669};
  assert_int_equal(lt_transform_points(transform, xy, 1), 0);
  PJ *pj = proj_create(
      NULL, "+proj=pipeline +step +inv +proj=tmerc +lon_0=114 +x_0=38500000 +a=6378140 "
            "+rf=298.257 +step +proj=push +v_3 +step +proj=cart +a=6378140 +rf=298.257 "
            "+step +proj=helmert +x=12 +y=-113 +z=-41 +step +inv +proj=cart +ellps=WGS84 "
            "+step +proj=pop +v_3 +step +proj=tmerc +lon_0=114 +x_0=38500000 "
            "+ellps=GRS80");
  assert_non_null(pj);
  PJ_COORD wanted = proj_trans(pj, PJ_FWD, proj_coord(38400195.6554, 3930621.8669, 0, 0));
  check_near("easting", xy[0], wanted.xy.x, 1e-3);
  check_near("northing", xy[1], wanted.xy.y, 1e-3);
  assert_true(hypot(xy[0] - 38400195.6554, xy[1] - 3930621.8669) > 10);
  proj_destroy(pj);

  g_autoptr(LtTransform) back =
      make_ok("EPSG:4526",
              "+proj=tmerc +lon_0=114 +x_0=38500000 +a=6378140 +rf=298.257 +towgs84=12,-113,-41");
  assert_int_equal(lt_transform_points(back, xy, 1), 0);
  check_near("and back", xy[0], 38400195.6554, 1e-3);
}

/* EPSG has parameters from Beijing 1954 to WGS 84 for the Ordos and Tarim basins only; Jincheng
 * lies in neither, and a shift of another place is none. */
static void test_area_of_use(void **state)
{
  (void)state;
  g_autoptr(LtTransform) transform = make_ok("EPSG:4214", "EPSG:4326");
  double xy[] = {112.9, 35.5, 108.5, 38.0};
  assert_int_equal(lt_transform_points(transform, xy, 2), 1);
  assert_true(isinf(xy[0]) && isinf(xy[1]));
  assert_true(isfinite(xy[2]) && fabs(xy[2] - 108.5) > 1e-5);
}

static void test_no_image(void **state)
{
  (void)state;
  g_autoptr(LtTransform) transform = make_ok("EPSG:4490", "EPSG:4526");
  double xy[] = {NAN, 35.5, 112.9, 35.5, INFINITY, 35.5, 112.9, 1e300, 112.9, 35.5};
  assert_int_equal(lt_transform_points(transform, xy, 5), 3);
  assert_true(isinf(xy[0]) && isinf(xy[4]) && isinf(xy[6]));
  check_near("a failure spoils no other point", xy[8], xy[2], 0);
  check_near("nor its northing", xy[9], 3930621.8669, 1e-4);
}

static const struct {
  const char *why, *from, *to;
  double a[2], b[2];
} path_rows[] = {
    {"1 km", "EPSG:4525", "EPSG:4526", {37671000, 3930000}, {37672000, 3930100}},
    {"20 km", "EPSG:4525", "EPSG:4526", {37671000, 3930000}, {37690000, 3935000}},
    {"from degrees", "EPSG:4490", "EPSG:4526", {112.9, 35.5}, {113.4, 35.9}},
    {"S about the meridian", "EPSG:4490", "EPSG:4526", {113.7, 35.2}, {114.3, 35.8}},
    {"S with its midpoint in place", "EPSG:4490", "EPSG:4526", {113.7, -0.2}, {114.3, 0.2}},
    {"S in one half", "EPSG:4490", "EPSG:4526", {113.7, -0.2}, {114.9, 0.6}},
    {"small S in one half", "EPSG:4490", "EPSG:4526", {113.96, -0.03}, {114.12, 0.09}},
    {"along the meridian", "EPSG:4490", "EPSG:4526", {114, 35}, {114, 36}},
    {"short", "EPSG:4490", "EPSG:4526", {112.9, 35.5}, {112.9001, 35.5}},
    {"to degrees", "EPSG:4526", "EPSG:4490", {38400000, 3930000}, {38410000, 3935000}},
    {"9 degrees", "EPSG:4326", "EPSG:32650", {100, 35}, {109, 20}},
    {"60 degrees from the meridian", "EPSG:4326", "EPSG:32650", {57, 35}, {57.5, 36}},
    {"over the meridian opposite", "EPSG:4326", "EPSG:32650", {-63.4, 50}, {-62.5, 50.1}},
    {"towards the pole", "EPSG:4326", "EPSG:32650", {100, 87}, {150, 89.9}},
    {"around the pole", "EPSG:4326", "EPSG:32650", {-180, -89.9}, {180, -89.9}},
    {"near where UTM has no image", "EPSG:4326", "EPSG:32650", {37, 1}, {37.1, 0.5}},
    {"along the equator", "EPSG:4326", "EPSG:32650", {100, 0}, {150, 0}},
    {"from Web Mercator", "EPSG:3857", "EPSG:32650", {13000000, 4000000}, {13100000, 4200000}},
    {"to a conic",
     "EPSG:4326",
     "+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +datum=WGS84",
     {100, 35},
     {102, 36}},
};

static double distance(const double p[2], const double a[2], const double b[2])
{
  double dx = b[0] - a[0], dy = b[1] - a[1], length2 = dx * dx + dy * dy;
  double t = length2 > 0 ? ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2 : 0;
  t = t < 0 ? 0 : t > 1 ? 1 : t;
  return hypot(a[0] + t * dx - p[0], a[1] + t * dy - p[1]);
}

/* PROJ itself, point by point; a datum that CGCS2000 stands for has no part in these rows. */
static PJ *proj_way(const char *from, const char *to)
{
  PJ *way = proj_create_crs_to_crs(NULL, from, to, NULL);
  PJ *turned = way != NULL ? proj_normalize_for_visualization(NULL, way) : NULL;
  proj_destroy(way);
  assert_non_null(turned);
  return turned;
}

/* Brute force: dense points of the source edge, in their order, each against the path's pieces
 * about the one that was nearest to the last. Returns the greatest distance; *n_far receives how
 * many pieces were nearest to none, which the path would have in vain or in the wrong place. */
static double path_off(size_t row, const double *path, size_t n_path, size_t *n_far)
{
  const double *a = path_rows[row].a, *b = path_rows[row].b;
  PJ *way = proj_way(path_rows[row].from, path_rows[row].to);
  size_t n = 16 * n_path + 20000, piece = 0;
  g_autofree bool *is_met = g_new0(bool, n_path);
  double worst = 0;
  for (size_t i = 0; i <= n; i++) {
    double t = (double)i / (double)n;
    PJ_COORD at = proj_coord(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), 0, HUGE_VAL);
    at = proj_trans(way, PJ_FWD, at);
    double p[2] = {at.xy.x, at.xy.y}, best = HUGE_VAL;
    for (size_t j = piece, end = MIN(piece + 4, n_path - 1); j < end; j++) {
      double off = distance(p, path + 2 * j, path + 2 * j + 2);
      if (off < best) {
        best = off;
        piece = j;
      }
    }
    is_met[piece] = true;
    worst = fmax(worst, best);
  }
  proj_destroy(way);
  *n_far = 0;
  for (size_t j = 0; j + 1 < n_path; j++)
    *n_far += !is_met[j];
  return worst;
}

/* A path of two points; free with g_free(). */
static double *edge_path(LtTransform *transform, const double a[2], const double b[2], size_t *n,
                         size_t *n_added)
{
  double *path = NULL, xy[] = {a[0], a[1], b[0], b[1]};
  assert_true(lt_transform_path(transform, xy, 2, &path, n, n_added, NULL));
  assert_int_equal(*n, *n_added + 2);
  return path;
}

static void test_path(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(path_rows); i++) {
    g_autoptr(LtTransform) there = make_ok(path_rows[i].from, path_rows[i].to);
    size_t n, n_other, n_added, n_far;
    g_autofree double *path = edge_path(there, path_rows[i].a, path_rows[i].b, &n, &n_added);
    g_autofree double *other = edge_path(there, path_rows[i].b, path_rows[i].a, &n_other, &n_added);
    assert_int_equal(n, n_other);
    for (size_t j = 0; j < n; j++)
      assert_memory_equal(path + 2 * j, other + 2 * (n - 1 - j), 2 * sizeof *path);
    double off_m = path_off(i, path, n, &n_far);
    if (strcmp(path_rows[i].to, "EPSG:4490") == 0)
      off_m *= 111694;
    print_message("%s: %zu points added, off by %.3g m\n", path_rows[i].why, n_added, off_m);
    if (!(off_m < 0.0001) || n_far > 0)
      fail_msg("%s: off by %g m with %zu points, %zu pieces in vain", path_rows[i].why, off_m, n,
               n_far);
  }
}

/* What is straight in the plane needs no points, wherever its parameter runs. */
static void test_path_straight(void **state)
{
  (void)state;
  static const double rows[][2][2] = {
      {{117, 10}, {117, 80}}, {{100, 0}, {150, 0}}, {{117, -30}, {117, 5}}};
  g_autoptr(LtTransform) there = make_ok("EPSG:4326", "EPSG:32650");
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    size_t n, n_added;
    g_free(edge_path(there, rows[i][0], rows[i][1], &n, &n_added));
    assert_int_equal(n_added, 0);
  }
}

/* An edge that no number of points can bring near to its image, or none that is reasonable, has no
 * image; and that quickly, in both directions. */
static void test_path_lost(void **state)
{
  (void)state;
  static const struct {
    const char *why, *to;
    double a[2], b[2];
  } rows[] = {
      {"over the cut on the equator", "EPSG:32650", {17.66, -0.06}, {17.83, 0.29}},
      {"through the point at infinity", "EPSG:32650", {27, -1}, {27, 1}},
      {"a parallel around the world", "EPSG:32650", {-180, -60}, {180, -60}},
      {"from nowhere", "EPSG:32650", {INFINITY, 40}, {117, 40}},
      {"over the border of the map", "+proj=merc +datum=WGS84", {179, 10}, {181, 10}},
      {"over a small cut", "+proj=igh +datum=WGS84", {-40.01, 5}, {-39.99, 5}},
  };
  for (size_t i = 0; i < 2 * G_N_ELEMENTS(rows); i++) {
    g_autoptr(LtTransform) there = make_ok("EPSG:4326", rows[i / 2].to);
    const double *a = i % 2 == 0 ? rows[i / 2].a : rows[i / 2].b;
    const double *b = i % 2 == 0 ? rows[i / 2].b : rows[i / 2].a;
    size_t n, n_added;
    g_autofree double *path = edge_path(there, a, b, &n, &n_added);
    if (n != 2 || !(isinf(path[0]) || isinf(path[2])))
      fail_msg("%s: has an image of %zu points", rows[i / 2].why, n);
    double near[2] = {117, 40};
    assert_int_equal(lt_transform_points(there, near, 1), 0);
    /* given up at once, not after as many points as a path may have */
    if (!lt_transform_count_added(there, LT_PATHS_ADDED_MAX - 1000, NULL))
      fail_msg("%s: not given up at once", rows[i / 2].why);
  }
}

/* Squares about one place, each turned in four ways: all have an image or none has. */
static void test_path_limit(void **state)
{
  (void)state;
  g_autoptr(LtTransform) there = make_ok("EPSG:4326", "EPSG:32650");
  size_t n_kept = 0, n_sizes = 0;
  for (double side = 4; side < 24; side += 2, n_sizes++) {
    double corners[] = {105, 20, 105 + side, 20, 105 + side, 20 + side, 105, 20 + side};
    size_t n_first = 0;
    for (size_t turn = 0; turn < 4; turn++) {
      double ring[10];
      for (size_t j = 0; j < 5; j++)
        memcpy(ring + 2 * j, corners + 2 * ((j + turn) % 4), 2 * sizeof *ring);
      size_t n, n_added;
      g_autofree double *path = NULL;
      assert_true(lt_transform_path(there, ring, 5, &path, &n, &n_added, NULL));
      if (turn == 0)
        n_first = n;
      assert_int_equal(n, n_first);
      assert_true(n_added <= 65536 + 5 * 256);
    }
    n_kept += n_first > 5;
  }
  print_message("%zu of %zu sizes have an image\n", n_kept, n_sizes);
  assert_true(n_kept > 2 && n_kept < n_sizes);
}

static void test_path_count(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  g_autoptr(LtTransform) there = make_ok("EPSG:4326", "EPSG:32650");
  assert_true(lt_transform_count_added(there, LT_PATHS_ADDED_MAX - 100, NULL));
  double xy[] = {117, 40, 117.5, 40};
  double *path = NULL;
  size_t n, n_added;
  assert_false(lt_transform_path(there, xy, 2, &path, &n, &n_added, &error));
  assert_null(path);
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_CRS));
  assert_non_null(strstr(error->message, "33554432"));
  xy[2] = 117;
  assert_true(lt_transform_path(there, xy, 2, &path, &n, &n_added, NULL));
  g_free(path);

  /* Points put in in vain count too. */
  g_autoptr(LtTransform) in_vain = make_ok("EPSG:4326", "EPSG:32650");
  double wide[] = {100, 20, 134, 20, 134, 54, 100, 54};
  g_autofree double *lost = NULL;
  assert_true(lt_transform_path(in_vain, wide, 4, &lost, &n, &n_added, NULL));
  assert_true(isinf(lost[0]));
  assert_false(lt_transform_count_added(in_vain, LT_PATHS_ADDED_MAX, NULL));
}

/* ITRF2014 and GDA2020 are one at the epoch of the parameters between them, 2020.0; Australia moves
 * by 7 cm in a year. */
static void test_epoch(void **state)
{
  (void)state;
  g_autoptr(LtTransform) there = make_ok("EPSG:9000", "EPSG:7844");
  double xy[] = {133, -25};
  assert_int_equal(lt_transform_points(there, xy, 1), 0);
  check_near("longitude", xy[0], 133, 1e-8);
  check_near("latitude", xy[1], -25, 1e-8);
}

static void test_path_ends(void **state)
{
  (void)state;
  g_autoptr(LtTransform) same = make_ok("EPSG:4526", "EPSG:4526");
  g_autoptr(LtTransform) there = make_ok("EPSG:4490", "EPSG:4526");
  double far[] = {112.9, 35.5, NAN, 1, 113, 36, -170, -80, 113, 36};
  size_t n, n_added;
  double *out = NULL;
  assert_true(lt_transform_path(same, far, 5, &out, &n, &n_added, NULL));
  assert_int_equal(n, 5);
  assert_memory_equal(out, far, 2 * sizeof *far);
  assert_true(isinf(out[2]));
  g_free(out);
  assert_true(lt_transform_path(there, far, 0, &out, &n, &n_added, NULL));
  assert_int_equal(n, 0);
  g_free(out);
  assert_true(lt_transform_path(there, far, 5, &out, &n, &n_added, NULL));
  assert_int_equal(n, 5);
  assert_int_equal(n_added, 0);
  assert_true(isinf(out[2]));
  g_free(out);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_points),         cmocka_unit_test(test_round_trips),
      cmocka_unit_test(test_refused),        cmocka_unit_test(test_notes),
      cmocka_unit_test(test_own_parameters), cmocka_unit_test(test_area_of_use),
      cmocka_unit_test(test_no_image),       cmocka_unit_test(test_path),
      cmocka_unit_test(test_path_ends),      cmocka_unit_test(test_path_straight),
      cmocka_unit_test(test_path_lost),      cmocka_unit_test(test_path_limit),
      cmocka_unit_test(test_path_count),     cmocka_unit_test(test_epoch),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
