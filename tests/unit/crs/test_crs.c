#include "crs/crs.h"

#include <geodesic.h>
#include <math.h>
#include <proj.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define DEGREE (G_PI / 180)

static void check_near(const char *why, double got, double wanted, double tolerance)
{
  if (!(fabs(got - wanted) <= tolerance))
    fail_msg("%s: got %.17g, wanted %.17g, off by %.3g, allowed %.3g", why, got, wanted,
             got - wanted, tolerance);
}

static LtCrs *parse(const char *text)
{
  g_autoptr(GError) error = NULL;
  LtCrs *crs = lt_crs_parse(text, &error);
  if (crs == NULL)
    fail_msg("%s: %s", text, error->message);
  return crs;
}

#define GEOGCS_2000                                                                                \
  "GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\",DATUM[\"D_China_2000\",SPHEROID["          \
  "\"CGCS2000\",6378137.0,298.257222101]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\","              \
  "0.0174532925199433]]"
#define ESRI_2000(name, meridian)                                                                  \
  "PROJCS[\"" name "\"," GEOGCS_2000 ",PROJECTION[\"Gauss_Kruger\"],PARAMETER[\"False_Easting\","  \
  "38500000.0],PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\"," meridian "],"    \
  "PARAMETER[\"Scale_Factor\",1.0],PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]"
#define GDAL_2362_TOWGS84                                                                          \
  "PROJCS[\"Xian 1980 / 3-degree Gauss-Kruger zone 38\",GEOGCS[\"Xian 1980\",DATUM[\"Xian_1980\"," \
  "SPHEROID[\"IAG 1975\",6378140,298.257],TOWGS84[12,-113,-41,0,0,0,0]],PRIMEM[\"Greenwich\",0],"  \
  "UNIT[\"degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],PARAMETER["            \
  "\"latitude_of_origin\",0],PARAMETER[\"central_meridian\",114],PARAMETER[\"scale_factor\",1],"   \
  "PARAMETER[\"false_easting\",38500000],PARAMETER[\"false_northing\",0],UNIT[\"metre\",1],"       \
  "AUTHORITY[\"EPSG\",\"2362\"]]"
#define LYING                                                                                      \
  "PROJCS[\"mine\",GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,"              \
  "298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],PROJECTION["       \
  "\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",0],PARAMETER[\"central_meridian\","   \
  "115.25],PARAMETER[\"scale_factor\",1],PARAMETER[\"false_easting\",500000],PARAMETER["           \
  "\"false_northing\",0],UNIT[\"metre\",1],AUTHORITY[\"EPSG\",\"4526\"]]"

static const struct {
  const char *why, *text, *id, *name, *datum;
  bool is_projected;
} parse_rows[] = {
    {"code", "EPSG:4526", "EPSG:4526", "CGCS2000 / 3-degree Gauss-Kruger zone 38", "China 2000",
     true},
    {"blanks and case", "  epsg:4490\n", "EPSG:4490", "China Geodetic Coordinate System 2000",
     "China 2000", false},
    {"easting first", "EPSG:32649", "EPSG:32649", "WGS 84 / UTM zone 49N",
     "World Geodetic System 1984", true},
    {"ESRI", ESRI_2000("CGCS2000_3_Degree_GK_Zone_38", "114.0"), "EPSG:4526",
     "CGCS2000 / 3-degree Gauss-Kruger zone 38", "China 2000", true},
    {"ESRI, own meridian", ESRI_2000("Local", "113.0"), "", "Local", "China 2000", true},
    {"height dropped", "EPSG:4480", "EPSG:4490", "China Geodetic Coordinate System 2000",
     "China 2000", false},
    {"parameters are not the authority's", GDAL_2362_TOWGS84, "",
     "Xian 1980 / 3-degree Gauss-Kruger zone 38", "Xian 1980", true},
    {"id that is a lie", LYING, "", "mine", "World Geodetic System 1984", true},
    {"PROJ string", "+proj=utm +zone=49 +datum=WGS84", NULL, NULL, "World Geodetic System 1984",
     true},
};

static void test_parse(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(parse_rows); i++) {
    print_message("%s\n", parse_rows[i].why);
    g_autoptr(LtCrs) crs = parse(parse_rows[i].text);
    if (parse_rows[i].id != NULL) {
      assert_string_equal(lt_crs_id(crs), parse_rows[i].id);
      assert_string_equal(lt_crs_name(crs), parse_rows[i].name);
    }
    assert_string_equal(lt_crs_datum(crs), parse_rows[i].datum);
    assert_int_equal(lt_crs_is_projected(crs), parse_rows[i].is_projected);
    assert_int_equal(lt_crs_is_geographic(crs), !parse_rows[i].is_projected);
    g_autoptr(LtCrs) again = parse(lt_crs_wkt(crs)); /* what is written must mean the same */
    assert_true(lt_crs_equal(crs, again));
  }
}

/* What ArcGIS writes for the bands of China comes back as what it was. */
static void test_parse_esri(void **state)
{
  (void)state;
  static const int codes[] = {4513, 4525, 4526, 4533, 4534,  4547, 4554, 4497, 4491, 4507, 2362,
                              2383, 2333, 2414, 2435, 21419, 4490, 4326, 4610, 4214, 32649};
  PJ_CONTEXT *context = proj_context_create();
  for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
    g_autofree char *id = g_strdup_printf("EPSG:%d", codes[i]);
    PJ *pj = proj_create(context, id);
    const char *wkt = proj_as_wkt(context, pj, PJ_WKT1_ESRI, NULL);
    assert_non_null(wkt);
    g_autoptr(LtCrs) crs = parse(wkt);
    g_autoptr(LtCrs) known = parse(id);
    if (strcmp(lt_crs_id(crs), id) != 0)
      fail_msg("%s is read as '%s': %s", id, lt_crs_id(crs), wkt);
    assert_string_equal(lt_crs_datum(crs), lt_crs_datum(known));
    assert_true(lt_crs_equal(crs, known));
    proj_destroy(pj);
  }
  proj_context_destroy(context);
}

static void test_parse_refuses(void **state)
{
  (void)state;
  g_autofree char *huge = g_strnfill(200000, '[');
  g_autofree char *deep = g_strnfill(60000, 'A');
  for (size_t i = 1; i < 60000; i += 2)
    deep[i] = '[';
  const char *const rows[] = {
      "",
      " ",
      "EPSG:",
      ":4526",
      "EPSG:99999999",
      "EPSG:abc",
      "NOBODY:1",
      "China",
      "WGS 84",
      "4526",
      "PROJCS[",
      "PROJCS[\"a\",]",
      "GEOGCS[\"x\"",
      "GEOGCS[]]]]",
      "+proj=nothing",
      "+init=epsg:4526",
      "+",
      "/etc/passwd",
      "PROJCS[\xff\xfe]",
      "EPSG:4479" /* geocentric */,
      "EPSG:5701" /* height */,
      huge,
      deep,
      "{\"type\":1}",
      "+proj=tmerc +ellps=none",
      "EPSG:4526\nEPSG:4527",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    LtCrs *crs = lt_crs_parse(rows[i], &error);
    if (crs != NULL)
      fail_msg("row %zu '%.40s' was taken", i, rows[i]);
    assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_CRS));
    assert_null(strchr(error->message, '\n'));
    assert_true(strlen(error->message) < 600);
    assert_true(g_utf8_validate(error->message, -1, NULL));
  }
}

/* PROJ's complaints must come back in our errors, never on stderr. */
static void test_silent(void **state)
{
  (void)state;
  static const char *const rows[] = {"EPSG:99999999", "PROJCS[\"a\",]", "+proj=nothing"};
  FILE *caught = tmpfile();
  int kept = dup(STDERR_FILENO);
  assert_true(caught != NULL && kept >= 0);
  fflush(stderr);
  dup2(fileno(caught), STDERR_FILENO);
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    lt_crs_parse(rows[i], NULL);
  fflush(stderr);
  dup2(kept, STDERR_FILENO);
  close(kept);
  fseek(caught, 0, SEEK_END);
  assert_int_equal(ftell(caught), 0);
  fclose(caught);
}

static void test_equal(void **state)
{
  (void)state;
  static const struct {
    const char *why, *a, *b;
    bool is_equal;
  } rows[] = {
      {"same", "EPSG:4526", "EPSG:4526", true},
      {"axes and name", "EPSG:4526", ESRI_2000("CGCS2000_3_Degree_GK_Zone_38", "114.0"), true},
      {"meridian", "EPSG:4526", ESRI_2000("CGCS2000_3_Degree_GK_Zone_38", "117.0"), false},
      {"WGS 84", "EPSG:4326", "+proj=longlat +datum=WGS84", true},
      {"CRS:84 and EPSG", "OGC:CRS84", "EPSG:4326", true},
      {"3° and 6° of one meridian", "EPSG:4546", "EPSG:4508", true},
      {"datum", "EPSG:4526", "EPSG:2362", false},
      {"band", "EPSG:4526", "EPSG:4525", false},
      {"kind", "EPSG:4526", "EPSG:4490", false},
      {"parameters", "EPSG:2362", GDAL_2362_TOWGS84, false},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LtCrs) a = parse(rows[i].a);
    g_autoptr(LtCrs) b = parse(rows[i].b);
    if (lt_crs_equal(a, b) != rows[i].is_equal || lt_crs_equal(b, a) != rows[i].is_equal)
      fail_msg("%s", rows[i].why);
  }
}

/* Published parameters: EPSG dataset, and for 27700 the Ordnance Survey's own guide: false
 * northing -100000 at 49°N. */
static void test_plane_parameters(void **state)
{
  (void)state;
  static const struct {
    const char *id;
    double a_m, rf, lon0_deg, k0, easting_m;
  } rows[] = {
      {"EPSG:4526", 6378137, 298.257222101, 114, 1, 38500000},
      {"EPSG:2362", 6378140, 298.257, 114, 1, 38500000},
      {"EPSG:2414", 6378245, 298.3, 114, 1, 38500000},
      {"EPSG:32649", 6378137, 298.257223563, 111, 0.9996, 500000},
      {"EPSG:27700", 6377563.396, 299.3249646, -2, 0.9996012717, 400000},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LtCrs) crs = parse(rows[i].id);
    LtPlane plane;
    assert_true(lt_crs_plane(crs, &plane, NULL));
    assert_true(plane.is_tm);
    check_near(rows[i].id, plane.a_m, rows[i].a_m, 1e-9);
    check_near(rows[i].id, 1 / plane.f, rows[i].rf, 1e-9);
    check_near(rows[i].id, plane.lon0_rad, rows[i].lon0_deg * DEGREE, 1e-15);
    check_near(rows[i].id, plane.k0, rows[i].k0, 1e-15);
    check_near(rows[i].id, plane.false_easting_m, rows[i].easting_m, 1e-9);
    assert_true(plane.deficit[1][0] != 0);
  }
}

/* Our plane against PROJ's transformation, for all kinds. */
static void test_plane_inverse(void **state)
{
  (void)state;
  static const struct {
    const char *id, *proj;
    double lon_deg, lat_deg;
    bool is_tm;
  } rows[] = {
      {"EPSG:4526", "+proj=tmerc +lon_0=114 +x_0=38500000 +ellps=GRS80", 112.9, 35.5, true},
      {"EPSG:27700",
       "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy", -3.2,
       55.9, true},
      {"EPSG:32733", "+proj=utm +zone=33 +south +ellps=WGS84", 18.4, -33.9, true},
      {"EPSG:2056",
       "+proj=somerc +lat_0=46.9524055555556 +lon_0=7.43958333333333 +k_0=1 +x_0=2600000 "
       "+y_0=1200000 +ellps=bessel",
       8.5, 47.4, false},
      {"EPSG:27572",
       "+proj=lcc +lat_1=46.8 +lat_0=46.8 +lon_0=2.33722917 "
       "+k_0=0.99987742 +x_0=600000 +y_0=2200000 +a=6378249.2 +b=6356515",
       4.1, 45.2, false}, /* grads from Paris */
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LtCrs) crs = parse(rows[i].id);
    LtPlane plane;
    assert_true(lt_crs_plane(crs, &plane, NULL));
    assert_int_equal(plane.is_tm, rows[i].is_tm);
    PJ *pj = proj_create(NULL, rows[i].proj);
    assert_non_null(pj);
    double ends[4];
    for (size_t j = 0; j < 2; j++) {
      PJ_COORD at = proj_trans(pj, PJ_FWD,
                               proj_coord(rows[i].lon_deg * DEGREE,
                                          (rows[i].lat_deg + 0.05 * (double)j) * DEGREE, 0, 0));
      ends[2 * j] = at.xy.x;
      ends[2 * j + 1] = at.xy.y;
    }
    struct geod_geodesic geodesic;
    double wanted_m;
    geod_init(&geodesic, plane.a_m, plane.f);
    geod_inverse(&geodesic, rows[i].lat_deg, rows[i].lon_deg, rows[i].lat_deg + 0.05,
                 rows[i].lon_deg, &wanted_m, NULL, NULL);
    check_near(rows[i].id, lt_plane_distance_m(&plane, ends, ends + 2), wanted_m, 1e-6);
    lt_plane_to_geographic(&plane, ends, 1);
    check_near(rows[i].id, ends[0], rows[i].lon_deg * DEGREE, 1e-12);
    check_near(rows[i].id, ends[1], rows[i].lat_deg * DEGREE, 1e-12);
    proj_destroy(pj);
  }
}

static void test_plane_refuses(void **state)
{
  (void)state;
  static const char *const rows[] = {"EPSG:4490", "EPSG:2263" /* US feet */};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LtCrs) crs = parse(rows[i]);
    g_autoptr(GError) error = NULL;
    LtPlane plane;
    assert_false(lt_crs_plane(crs, &plane, &error));
    assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_CRS));
  }
}

static void *use_plane(void *data)
{
  const LtPlane *plane = data;
  for (size_t i = 0; i < 2000; i++) {
    double xy[2] = {2600000 + (double)i, 1200000};
    plane->to_geographic(plane->context, xy, 1);
    check_near("thread", xy[1], 46.9524055555556 * DEGREE, 1e-7);
  }
  return NULL;
}

static void test_plane_threads(void **state)
{
  (void)state;
  g_autoptr(LtCrs) crs = parse("EPSG:2056");
  LtPlane plane;
  assert_true(lt_crs_plane(crs, &plane, NULL));
  GThread *threads[4];
  for (size_t i = 0; i < 4; i++)
    threads[i] = g_thread_new("plane", use_plane, &plane);
  for (size_t i = 0; i < 4; i++)
    g_thread_join(threads[i]);
}

static const struct {
  const char *why, *system, *degrees, *zone;
  double min_x, max_x;
  const char *id;    /* or */
  const char *fault; /* what the message must hold */
} survey_rows[] = {
    {"form V1", "2000国家大地坐标系", "3", "38", 38400100, 38400233.75, "EPSG:4526", NULL},
    {"no prefix", "2000国家大地坐标系", "3", "38", 400100, 400233, "EPSG:4547", NULL},
    {"no zone stated", "CGCS2000", NULL, NULL, 37600000, 37600100, "EPSG:4525", NULL},
    {"words", "国家2000坐标系", "三度带", "38带", 38400100, 38400233, "EPSG:4526", NULL},
    {"full width", "２０００国家大地坐标系", "３", "３８", 38400100, 38400233, "EPSG:4526", NULL},
    {"6 degrees", "2000国家大地坐标系", "6", "19", 19600100, 19600233, "EPSG:4497", NULL},
    {"6 degrees, plain", "2000国家大地坐标系", "6度分带", "19", 600100, 600233, "EPSG:4508", NULL},
    {"Xian", "1980西安坐标系", "3", "38", 38400100, 38400233, "EPSG:2362", NULL},
    {"Xian, plain", "西安80", "3", "37", 600100, 600233, "EPSG:2382", NULL},
    {"Xian, 6", "1980年国家大地坐标系", "6", "19", 19600100, 19600233, "EPSG:2333", NULL},
    {"Xian, 6, plain", "西安1980", "6", "19", 600100, 600233, "EPSG:2344", NULL},
    {"Beijing", "1954年北京坐标系", "3", "38", 38400100, 38400233, "EPSG:2414", NULL},
    {"Beijing, plain", "北京54", "3", "38", 400100, 400233, "EPSG:2435", NULL},
    {"Beijing, 6", "北京54坐标系", "6", "19", 19600100, 19600233, "EPSG:21419", NULL},
    {"Beijing, 6, plain", "BeiJing 1954", "6", "19", 600100, 600233, "EPSG:21459", NULL},
    {"heights do not matter", "2000国家大地坐标系，1985国家高程基准", "3", "38", 38400100, 38400233,
     "EPSG:4526", NULL},
    {"other zone", "2000国家大地坐标系", "3", "37", 38400100, 38400233, NULL, "37"},
    {"width and zone", "2000国家大地坐标系", "6", "38", 38400100, 38400233, NULL, "38"},
    {"width and prefix", "2000国家大地坐标系", "3", NULL, 19600100, 19600233, NULL, "19"},
    {"no system", NULL, "3", "38", 38400100, 38400233, NULL, "坐标系"},
    {"blank system", "  ", "3", "38", 38400100, 38400233, NULL, "坐标系"},
    {"local", "晋城独立坐标系", "3", "38", 38400100, 38400233, NULL, "独立"},
    {"New Beijing", "新1954年北京坐标系", "3", "38", 38400100, 38400233, NULL, "1954"},
    {"WGS 84", "WGS84", "3", "38", 38400100, 38400233, NULL, "wgs84"},
    {"two systems", "1980西安转2000国家大地坐标系", "3", "38", 38400100, 38400233, NULL, "1980"},
    {"no zone at all", "2000国家大地坐标系", "3", NULL, 400100, 400233, NULL, "带号"},
    {"meridian for zone", "2000国家大地坐标系", "3", "114", 38400100, 38400233, NULL, "114"},
    {"1.5 degrees", "2000国家大地坐标系", "1.5", "38", 38400100, 38400233, NULL, "1.5"},
    {"3.5 degrees", "2000国家大地坐标系", "3.5", "38", 38400100, 38400233, NULL, "3.5"},
    {"two bands", "2000国家大地坐标系", "3", "38", 37600100, 38400233, NULL, "two bands"},
    {"half prefixed", "2000国家大地坐标系", "3", "38", 400100, 38400233, NULL, "some"},
    {"swapped", "2000国家大地坐标系", "3", "38", 3930600, 3930700, NULL, "X and Y seem swapped"},
    {"degrees", "2000国家大地坐标系", "3", "38", 112.9, 112.91, NULL, "degrees"},
    {"no number", "2000国家大地坐标系", "3", "38", NAN, NAN, NULL, "Gauss-Kruger"},
    {"infinite", "2000国家大地坐标系", "3", "38", -INFINITY, INFINITY, NULL, "Gauss-Kruger"},
    {"prefix of no band", "2000国家大地坐标系", "3", NULL, 24400000, 24400001, NULL,
     "Gauss-Kruger"},
    {"long number", "2000国家大地坐标系", "3", "99999999999999999999", 38400100, 38400233, NULL,
     "9999"},
};

static void test_survey(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(survey_rows); i++) {
    LtSurveyHead head = {survey_rows[i].system, survey_rows[i].degrees, survey_rows[i].zone,
                         survey_rows[i].min_x, survey_rows[i].max_x};
    g_autoptr(GError) error = NULL;
    g_autoptr(LtCrs) crs = lt_crs_from_survey(&head, &error);
    if ((crs != NULL) != (survey_rows[i].id != NULL))
      fail_msg("%s: %s", survey_rows[i].why, crs != NULL ? lt_crs_id(crs) : error->message);
    if (crs != NULL) {
      assert_string_equal(lt_crs_id(crs), survey_rows[i].id);
      continue;
    }
    assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_CRS));
    if (strstr(error->message, survey_rows[i].fault) == NULL)
      fail_msg("%s: %s", survey_rows[i].why, error->message);
  }
}

/* Every band of every datum, against the parameters in PROJ's database. */
static void test_survey_bands(void **state)
{
  (void)state;
  static const char *const systems[][2] = {{"2000国家大地坐标系", "China 2000"},
                                           {"1980西安坐标系", "Xian 1980"},
                                           {"1954年北京坐标系", "Beijing 1954"}};
  for (size_t i = 0; i < G_N_ELEMENTS(systems); i++)
    for (int zone = 13; zone <= 45; zone++)
      for (int with_prefix = 0; with_prefix < 2 && zone != 24; with_prefix++) {
        g_autofree char *stated = g_strdup_printf("%d", zone);
        double x = 450000 + (with_prefix ? zone * 1e6 : 0);
        LtSurveyHead head = {systems[i][0], NULL, stated, x, x + 10};
        bool is_band = zone <= 23 || zone >= 25;
        g_autoptr(LtCrs) crs = lt_crs_from_survey(&head, NULL);
        assert_int_equal(crs != NULL, is_band);
        LtPlane plane;
        assert_true(lt_crs_plane(crs, &plane, NULL));
        assert_string_equal(lt_crs_datum(crs), systems[i][1]);
        check_near(lt_crs_name(crs), plane.lon0_rad / DEGREE, zone <= 23 ? 6 * zone - 3 : 3 * zone,
                   1e-9);
        check_near(lt_crs_name(crs), plane.false_easting_m, 500000 + (with_prefix ? zone * 1e6 : 0),
                   0);
      }
}

static void test_propose(void **state)
{
  (void)state;
  static const struct {
    const char *why;
    double extent[4];
    const char *holds[4];
  } rows[] = {
      {"band 38",
       {38400195, 3930621, 38400200, 3930700},
       {"3-degree band 38", "EPSG:4526", "EPSG:2362", "EPSG:2414"}},
      {"6-degree band",
       {19600195, 3930621, 19600200, 3930700},
       {"6-degree band 19", "EPSG:4497", "EPSG:2333", "EPSG:21419"}},
      {"swapped", {3930621, 38400195, 3930700, 38400200}, {"X and Y seem swapped", "EPSG:4526"}},
      {"two bands", {37600195, 3930621, 38400200, 3930700}, {"37", "38", "split"}},
      {"no prefix",
       {400195.655, 3930621, 400200, 3930700},
       {"not determined", "112.90E", "109.90E", "EPSG:4547"}},
      {"degrees",
       {112.91, 35.581, 112.95, 35.591},
       {"degrees", "EPSG:4490", "EPSG:4326", "GCJ-02"}},
      {"packed", {112.5010, 35.3010, 112.5530, 35.4010}, {"ddd.mmss", "EPSG:4490"}},
      {"degrees swapped", {35.581, 112.91, 35.591, 112.95}, {"swapped", "EPSG:4490"}},
      {"elsewhere", {-3.2, 55.9, -3.1, 56}, {"EPSG:4326"}},
      {"Web Mercator", {12567970, 4230000, 12568000, 4231000}, {"EPSG:3857"}},
      {"Mercator or band 13", {13400000, 4230000, 13400100, 4231000}, {"EPSG:4491", "EPSG:3857"}},
      {"nonsense", {-5e8, 1, 5e8, 2}, {"fit no known CRS"}},
      {"no numbers", {NAN, 1, 2, 3}, {"no coordinates"}},
      {"empty", {INFINITY, INFINITY, -INFINITY, -INFINITY}, {"no coordinates"}},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = lt_crs_propose(rows[i].extent);
    for (size_t j = 0; j < 4 && rows[i].holds[j] != NULL; j++)
      if (strstr(text, rows[i].holds[j]) == NULL)
        fail_msg("%s: no '%s' in '%s'", rows[i].why, rows[i].holds[j], text);
    assert_null(strchr(text, '\n'));
  }
}

static void test_band_for_longitude(void **state)
{
  (void)state;
  static const struct {
    double longitude_deg;
    const char *id;
  } rows[] = {
      {112.9, "EPSG:4526"}, {112.49, "EPSG:4525"}, {112.5, "EPSG:4526"},
      {73.5, "EPSG:4513"},  {73.49, ""},           {136.4, "EPSG:4533"},
      {136.5, "EPSG:4533"}, {136.51, ""},          {NAN, ""},
      {-1e300, ""},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *id = lt_crs_band_for_longitude(rows[i].longitude_deg);
    assert_string_equal(id, rows[i].id);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_parse),
      cmocka_unit_test(test_parse_refuses),
      cmocka_unit_test(test_parse_esri),
      cmocka_unit_test(test_equal),
      cmocka_unit_test(test_silent),
      cmocka_unit_test(test_plane_parameters),
      cmocka_unit_test(test_plane_inverse),
      cmocka_unit_test(test_plane_refuses),
      cmocka_unit_test(test_plane_threads),
      cmocka_unit_test(test_survey),
      cmocka_unit_test(test_survey_bands),
      cmocka_unit_test(test_propose),
      cmocka_unit_test(test_band_for_longitude),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
