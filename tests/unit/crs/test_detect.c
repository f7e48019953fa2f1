#include "crs/detect.h"
#include "crs/gcj.h"
#include "crs/transform.h"

#include "../failing_each.h"

#include <math.h>
#include <stdint.h>

#define N 400

/* Random places of Jincheng's east, degrees: band 38. */
static void places_make(double *lonlat, guint32 seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  for (size_t i = 0; i < N; i++) {
    lonlat[2 * i] = g_rand_double_range(rand, 112.55, 113.55);
    lonlat[2 * i + 1] = g_rand_double_range(rand, 35.2, 36.0);
  }
}

/* PROJ says where they lie in a CRS. */
static void places_project(double *lonlat, const char *id)
{
  g_autoptr(LtCrs) from = lt_crs_parse("EPSG:4490", NULL), to = lt_crs_parse(id, NULL);
  g_autoptr(LtTransform) transform = lt_transform_new(from, to, NULL);
  assert_non_null(transform);
  assert_int_equal(lt_transform_points(transform, lonlat, N), 0);
}

static void swap_all(double *xy)
{
  for (size_t i = 0; i < N; i++) {
    double x = xy[2 * i];
    xy[2 * i] = xy[2 * i + 1];
    xy[2 * i + 1] = x;
  }
}

static const double ring[] = {112.5, 35.15, 113.6, 35.15, 113.6, 36.05, 112.5, 36.05, 112.5, 35.15};
static const size_t ring_ends[] = {5};

static LtOutline outline_make(void)
{
  LtOutline outline = {.lonlat = ring, .ends = ring_ends, .n_rings = 1};
  lt_outline_prepare(&outline);
  return outline;
}

/* How coordinates come to be what they are, and what is to be said of them. */
static const struct {
  const char *why, *made_in;
  bool is_swapped;
  double shift[2];
  const char *stated;
  bool has_outline;
  const char *proposed; /* NULL: none */
  LtCrsReadingKind kind;
  unsigned doubts;
} rows[] = {
    {"prefix, 3 degrees",
     "EPSG:4526",
     false,
     {0, 0},
     NULL,
     false,
     "EPSG:4526",
     LT_CRS_READING_PREFIX,
     0},
    {"prefix, 6 degrees",
     "EPSG:4497",
     false,
     {0, 0},
     NULL,
     false,
     "EPSG:4497",
     LT_CRS_READING_PREFIX,
     0},
    {"swapped", "EPSG:4526", true, {0, 0}, NULL, false, "EPSG:4526", LT_CRS_READING_PREFIX, 0},
    {"no prefix: the band is not determined", "EPSG:4547", false, {0, 0}, NULL, false, NULL, 0, 0},
    {"no prefix, but an outline",
     "EPSG:4547",
     false,
     {0, 0},
     NULL,
     true,
     "EPSG:4547",
     LT_CRS_READING_PLAIN,
     0},
    {"no prefix, swapped, an outline",
     "EPSG:4546",
     true,
     {0, 0},
     NULL,
     true,
     "EPSG:4546",
     LT_CRS_READING_PLAIN,
     0},
    {"degrees", "EPSG:4490", false, {0, 0}, NULL, false, "EPSG:4490", LT_CRS_READING_DEGREES, 0},
    {"latitude first",
     "EPSG:4490",
     true,
     {0, 0},
     NULL,
     false,
     "EPSG:4490",
     LT_CRS_READING_DEGREES,
     0},
    {"no false easting",
     "EPSG:4547",
     false,
     {-500000, 0},
     NULL,
     true,
     "EPSG:4547",
     LT_CRS_READING_SHIFTED,
     0},
    {"northing without its millions",
     "EPSG:4547",
     false,
     {0, -3e6},
     NULL,
     true,
     "EPSG:4547",
     LT_CRS_READING_SHIFTED,
     0},
    {"as stated", "EPSG:4526", false, {0, 0}, "EPSG:4526", true, NULL, 0, 0},
    {"stated, swapped",
     "EPSG:4526",
     true,
     {0, 0},
     "EPSG:4526",
     false,
     "EPSG:4526",
     LT_CRS_READING_PREFIX,
     LT_CRS_DOUBT_SWAPPED},
    {"stated band 37, prefix 38",
     "EPSG:4526",
     false,
     {0, 0},
     "EPSG:4525",
     false,
     "EPSG:4526",
     LT_CRS_READING_PREFIX,
     LT_CRS_DOUBT_BAND | LT_CRS_DOUBT_OFF_BAND},
    {"stated Xian 1980 keeps its datum",
     "EPSG:4526",
     false,
     {0, 0},
     "EPSG:2361",
     false,
     "EPSG:2362",
     LT_CRS_READING_PREFIX,
     LT_CRS_DOUBT_BAND | LT_CRS_DOUBT_OFF_BAND},
    {"stated with prefix, has none",
     "EPSG:4547",
     false,
     {0, 0},
     "EPSG:4526",
     true,
     "EPSG:4547",
     LT_CRS_READING_PLAIN,
     LT_CRS_DOUBT_NO_PREFIX | LT_CRS_DOUBT_OUTLINE},
    {"stated without prefix, has one",
     "EPSG:4526",
     false,
     {0, 0},
     "EPSG:4547",
     false,
     "EPSG:4526",
     LT_CRS_READING_PREFIX,
     LT_CRS_DOUBT_PREFIX},
    {"stated band 37 without prefix, lies in 38",
     "EPSG:4547",
     false,
     {0, 0},
     "EPSG:4546",
     true,
     "EPSG:4547",
     LT_CRS_READING_PLAIN,
     LT_CRS_DOUBT_OUTLINE},
    {"degrees called plane",
     "EPSG:4490",
     false,
     {0, 0},
     "EPSG:4526",
     false,
     "EPSG:4490",
     LT_CRS_READING_DEGREES,
     LT_CRS_DOUBT_DEGREES},
    {"plane called degrees",
     "EPSG:4526",
     false,
     {0, 0},
     "EPSG:4490",
     false,
     "EPSG:4526",
     LT_CRS_READING_PREFIX,
     LT_CRS_DOUBT_METRES},
    {"northings cut, with prefix",
     "EPSG:4526",
     false,
     {0, -3e6},
     NULL,
     true,
     "EPSG:4526",
     LT_CRS_READING_SHIFTED,
     0},
    {"Web Mercator",
     "EPSG:3857",
     false,
     {0, 0},
     NULL,
     false,
     "EPSG:3857",
     LT_CRS_READING_MERCATOR,
     0},
};

static void test_rows(void **state)
{
  (void)state;
  const LtOutline outline = outline_make();
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    double xy[2 * N];
    places_make(xy, 7);
    if (strcmp(rows[i].made_in, "EPSG:4490") != 0)
      places_project(xy, rows[i].made_in);
    for (size_t j = 0; j < 2 * N; j++)
      xy[j] += rows[i].shift[j % 2];
    if (rows[i].is_swapped)
      swap_all(xy);
    g_autoptr(LtCrs) stated = rows[i].stated != NULL ? lt_crs_parse(rows[i].stated, NULL) : NULL;
    g_autoptr(LtCrsDiagnosis) found = lt_crs_diagnose(&(LtCrsEvidence){
        .xy = xy, .n = N, .stated = stated, .outline = rows[i].has_outline ? &outline : NULL},
        NULL);
    const LtCrsReading *proposal = lt_crs_diagnosis_proposal(found);
    const char *crs = proposal != NULL ? proposal->crs : NULL;
    if (g_strcmp0(crs, rows[i].proposed) != 0 || found->doubts != rows[i].doubts)
      fail_msg("%s: %s, doubts %u", rows[i].why, crs, found->doubts);
    if (proposal == NULL)
      continue;
    if (proposal->kind != rows[i].kind || proposal->is_swapped != rows[i].is_swapped)
      fail_msg("%s: kind %d, swapped %d", rows[i].why, proposal->kind, proposal->is_swapped);
    for (size_t axis = 0; axis < 2; axis++)
      assert_true(proposal->shift_m[axis] == -rows[i].shift[axis]);
    if (rows[i].has_outline && proposal->inside < 0.99)
      fail_msg("%s: %g inside", rows[i].why, proposal->inside);
  }
}

/* domain facts: the shift at 112.9 E 35.5 N is 553 m at azimuth 95 degrees. */
static void test_gcj(void **state)
{
  (void)state;
  double at[2] = {112.9, 35.5};
  lt_gcj_from_wgs84(at);
  double east_m = (at[0] - 112.9) * 111319.49 * cos(35.5 * G_PI / 180) * 1.00113;
  double north_m = (at[1] - 35.5) * 110958;
  assert_float_equal(hypot(east_m, north_m), 553, 2);
  assert_float_equal(atan2(east_m, north_m) * 180 / G_PI, 95, 0.7);
  lt_gcj_to_wgs84(at);
  assert_float_equal(at[0], 112.9, 1e-9);
  assert_float_equal(at[1], 35.5, 1e-9);
  lt_gcj_from_wgs84(at);
  lt_bd09_from_gcj(at);
  lt_bd09_to_wgs84(at);
  assert_float_equal(at[0], 112.9, 1e-9);
  assert_float_equal(at[1], 35.5, 1e-9);
  double paris[2] = {2.35, 48.85};
  lt_gcj_from_wgs84(paris);
  assert_true(paris[0] == 2.35 && paris[1] == 48.85);
}

/* Firms in small parcels: the offset of a web map moves them out of theirs. */
static void firms_diagnose(void (*shift)(double at[2]), LtCrsReadingKind kind)
{
  double xy[2 * N], parcels[10 * N];
  size_t ends[N];
  places_make(xy, 11);
  for (size_t i = 0; i < N; i++) {
    const double corners[][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}, {-1, -1}};
    for (size_t j = 0; j < 5; j++) {
      parcels[10 * i + 2 * j] = xy[2 * i] + corners[j][0] * 0.0007;
      parcels[10 * i + 2 * j + 1] = xy[2 * i + 1] + corners[j][1] * 0.0005;
    }
    ends[i] = 5 * (i + 1);
    shift(xy + 2 * i);
  }
  LtOutline outline = {.lonlat = parcels, .ends = ends, .n_rings = N};
  lt_outline_prepare(&outline);
  g_autoptr(LtCrsDiagnosis) found =
      lt_crs_diagnose(&(LtCrsEvidence){.xy = xy, .n = N, .outline = &outline}, NULL);
  const LtCrsReading *proposal = lt_crs_diagnosis_proposal(found);
  assert_non_null(proposal);
  assert_int_equal(proposal->kind, kind);
  assert_true(proposal->inside > 0.9);
}

static void shift_bd09(double at[2])
{
  lt_gcj_from_wgs84(at);
  lt_bd09_from_gcj(at);
}

static void test_firms(void **state)
{
  (void)state;
  firms_diagnose(lt_gcj_from_wgs84, LT_CRS_READING_GCJ02);
  firms_diagnose(shift_bd09, LT_CRS_READING_BD09);
}

/* Degrees, minutes and seconds packed: 35°30′28.20″ is 35.302820. */
static void test_packed(void **state)
{
  (void)state;
  double xy[2 * N];
  places_make(xy, 5);
  const LtOutline outline = outline_make();
  for (size_t i = 0; i < 2 * N; i++) {
    double minutes = (xy[i] - floor(xy[i])) * 60, seconds = (minutes - floor(minutes)) * 60;
    xy[i] = floor(xy[i]) + floor(minutes) / 100 + seconds / 10000;
  }
  LtCrsEvidence evidence = {.xy = xy, .n = N};
  g_autoptr(LtCrsDiagnosis) alone = lt_crs_diagnose(&evidence, NULL);
  assert_null(lt_crs_diagnosis_proposal(alone)); /* both remain */
  assert_int_equal(alone->n_readings, 2);
  evidence.outline = &outline;
  g_autoptr(LtCrsDiagnosis) held = lt_crs_diagnose(&evidence, NULL);
  assert_int_equal(held->readings[0].kind, LT_CRS_READING_PACKED);
  assert_true(held->readings[0].inside == 1);
}

static bool diagnose_task(void *data, GError **error)
{
  g_autoptr(LtCrsDiagnosis) found = lt_crs_diagnose(data, error);
  return found != NULL;
}

/* The vertices of the outline again, all moved by the same metres. */
static void test_offset(void **state)
{
  (void)state;
  double xy[2 * N], moved[2 * N];
  const size_t ends[] = {N};
  places_make(xy, 3);
  LtOutline outline = {.lonlat = xy, .ends = ends, .n_rings = 1};
  lt_outline_prepare(&outline);
  for (size_t i = 0; i < N; i++) {
    moved[2 * i] = xy[2 * i] - 97 / (111319.49 * cos(35.6 * G_PI / 180));
    moved[2 * i + 1] = xy[2 * i + 1] + 64 / 111319.49;
  }
  g_autoptr(LtCrsDiagnosis) found =
      lt_crs_diagnose(&(LtCrsEvidence){.xy = moved, .n = N, .outline = &outline}, NULL);
  assert_true(found->has_offset);
  assert_float_equal(found->offset_m[0], 97, 2);
  assert_float_equal(found->offset_m[1], -64, 2);
  LtCrsEvidence evidence = {.xy = moved, .n = N, .outline = &outline};
  assert_int_equal(failing_each("offset", diagnose_task, &evidence, false), 1);
  g_autoptr(LtCrsDiagnosis) none =
      lt_crs_diagnose(&(LtCrsEvidence){.xy = xy, .n = N, .outline = &outline}, NULL);
  assert_false(none->has_offset);
}

static void test_nothing(void **state)
{
  (void)state;
  g_autoptr(LtCrs) stated = lt_crs_parse("EPSG:4526", NULL);
  const double bad[] = {NAN, 1, INFINITY, 2};
  g_autoptr(LtCrsDiagnosis) found =
      lt_crs_diagnose(&(LtCrsEvidence){.xy = bad, .n = 2, .stated = stated}, NULL);
  assert_int_equal(found->n_points, 0);
  assert_int_equal(found->doubts, 0);
  assert_null(lt_crs_diagnosis_proposal(found));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows),   cmocka_unit_test(test_gcj),    cmocka_unit_test(test_firms),
      cmocka_unit_test(test_packed), cmocka_unit_test(test_offset), cmocka_unit_test(test_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
