/* Kind `area`: squares whose areas are plain, and the area vectors of the domain notes (planar by the
 * shoelace formula, ellipsoidal by GeographicLib on densified edges). */
#include "project/csv.h"
#include "unit/rules/fixture.h"

#include <math.h>

#define FEATURE                                                                                    \
  "{\"type\":\"Feature\",\"properties\":{\"key\":\"%s\",\"mj\":%s},\"geometry\":{\"type\":\"Polygon\"," \
  "\"coordinates\":[%s]}}"
#define COLLECTION "{\"type\":\"FeatureCollection\",\"features\":[%s]}"
#define RULE                                                                                       \
  "rules:\n  - {id: X, kind: area, severity: error, title: {zh: 一, en: a}, layers: {a: {layer: a}}, limits: {%s}}\n"
#define SQUARE(side)                                                                               \
  "[[38400000,3900000],[38400" side ",3900000],[38400" side ",3900" side "],[38400000,3900" side "],[38400000,3900000]]"

static Checked check_features(const char *features, const char *crs, const char *limits)
{
  g_autofree char *json = g_strdup_printf(COLLECTION, features);
  write_file("a.geojson", json);
  g_autofree char *text = g_strdup_printf(
      HEAD "layers:\n  - {id: a, source: a.geojson, crs: \"%s\", key: key}\n" RULE, crs, limits);
  return check(text);
}

#define DECLARED "unit: m2, area: planar, relative: 0.01, relative_to: declared"
#define BOTH "area: planar, relative: 0.02, absolute_m2: 20"

static const struct {
  const char *declared, *limits;
  LtState state;
  double value, limit;
  const char *why;
} rows[] = {
    {"10000", "unit: m2, " BOTH, LT_STATE_PASS, 0, 0, "the same"},
    {"10200", "unit: m2, " BOTH, LT_STATE_PASS, 0, 0, "2 % more, exactly on the limit"},
    {"9800", "unit: m2, " BOTH, LT_STATE_PASS, 0, 0, "2 % less"},
    {"10200.01", "unit: m2, " BOTH, LT_STATE_FAIL, 200.01, 200, "beyond the limit"},
    {"9799.99", "unit: m2, " BOTH, LT_STATE_FAIL, 200.01, 200, "beyond it on the other side"},
    {"10200.0001", "unit: m2, " BOTH, LT_STATE_FAIL, 200.0001, 200, "by as little as counts"},
    {"10020", "unit: m2, area: planar, absolute_m2: 20", LT_STATE_PASS, 0, 0, "on the absolute limit"},
    {"10020.01", "unit: m2, area: planar, absolute_m2: 20", LT_STATE_FAIL, 20.01, 20, "beyond it"},
    {"10100", "unit: m2, area: planar, relative: 0.01", LT_STATE_PASS, 0, 0, "1 %, on the limit"},
    {"10100.01", "unit: m2, area: planar, relative: 0.01", LT_STATE_FAIL, 100.01, 100, "beyond 1 %"},
    {"10150", "unit: m2, area: planar, relative: 0.01, absolute_m2: 200", LT_STATE_PASS, 0, 0,
     "beyond one limit only"},
    {"10000.01", "unit: m2, area: planar", LT_STATE_FAIL, 0.01, 0, "no limits: any difference"},
    {"1.02", "unit: ha, " BOTH, LT_STATE_PASS, 0, 0, "hectares, on the limit"},
    {"1.020001", "unit: ha, " BOTH, LT_STATE_FAIL, 200.01, 200, "hectares, beyond"},
    {"15.3", "unit: mu, " BOTH, LT_STATE_PASS, 0, 0, "15.3 mu are 10200 m², on the limit"},
    {"15.3003", "unit: mu, " BOTH, LT_STATE_FAIL, 200.2, 200, "mu, beyond"},
    {"\"1,0000\"", "unit: m2, " BOTH, LT_STATE_UNDETERMINED, 0, 0, "no number"},
    {"\"10,000.00 \"", "unit: m2, " BOTH, LT_STATE_PASS, 0, 0, "a number as a text"},
    {"null", "unit: m2, " BOTH, LT_STATE_UNDETERMINED, 0, 0, "not declared"},
    {"0", "unit: m2, " BOTH, LT_STATE_FAIL, 10000, 200, "0 is a figure"},
    {"10101", DECLARED, LT_STATE_PASS, 0, 0, "less than 1 % of what is declared"},
    {"9901", DECLARED, LT_STATE_PASS, 0, 0, "99 m² of 9901"},
    {"9900.99", DECLARED, LT_STATE_FAIL, 99.01, 99.0099, "by as little as counts"},
    {"10102", DECLARED, LT_STATE_FAIL, 102, 101.02, "beyond 1 % of it"},
    {"0", DECLARED, LT_STATE_FAIL, 10000, 0, "of nothing there is no part"},
    {"-10000", DECLARED, LT_STATE_FAIL, 20000, 0, "nor of less"},
    {"1e14", "unit: m2, " BOTH, LT_STATE_FAIL, 99999999990000, 200, "too much"},
    {"\"1e15\"", "unit: m2, " BOTH, LT_STATE_UNDETERMINED, 0, 0, "no area of a place"},
    {"\"-1e300\"", "unit: ha, " BOTH, LT_STATE_UNDETERMINED, 0, 0, "nor is this"},
    {"\"1e308\"", "unit: ha, of: layer, " BOTH, LT_STATE_UNDETERMINED, 0, 0, "nor a part of a sum"},
};

static void test_limits(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *feature = g_strdup_printf(FEATURE, "1", rows[i].declared, SQUARE("100"));
    g_autofree char *limits = g_strconcat("declared: mj, ", rows[i].limits, NULL);
    g_auto(Checked) checked = check_features(feature, "EPSG:4526", limits);
    const LtOutcome *outcome = outcome_of(checked.results, "X");
    if (outcome->state != rows[i].state)
      fail_msg("%s: state %d", rows[i].why, outcome->state);
    if (outcome->state != LT_STATE_FAIL)
      continue;
    const LtFinding *finding = checked.results->findings->pdata[0];
    if (fabs(finding->value - rows[i].value) > 1e-9 || finding->limit != rows[i].limit)
      fail_msg("%s: %.6f of %.6f", rows[i].why, finding->value, finding->limit);
  }
}

static void test_message(void **state)
{
  (void)state;
  g_autofree char *feature = g_strdup_printf(FEATURE, "1", "1.05", SQUARE("100"));
  g_auto(Checked) checked =
      check_features(feature, "EPSG:4526", "declared: mj, unit: ha, area: planar, relative: 0.01");
  const LtFinding *finding = checked.results->findings->pdata[0];
  assert_string_equal(finding->message.in[LT_LANG_EN],
                      "a (1): mj is 1.0500 ha (10500.00 m²), the planar area of the shape 10000.00 m²: "
                      "they differ by 500.00 m² (5.00 %), at most 100.00 m² are allowed");
  assert_string_equal(finding->field, "mj");
  assert_string_equal(finding->id, "X/a:1");
  assert_true(finding->areas.planar_m2 == 10000 && finding->has_place);
}

/* ---- vectors ---- */

typedef struct {
  char name[8];
  int zone;
  double planar_m2, exact_m2;
} Vector;

/* Rings of a vector as JSON, easting first. */
static char *rings_of(const LtCsv *points, const char *vector)
{
  size_t name = lt_csv_column(points, "vector"), ring = lt_csv_column(points, "ring");
  size_t x = lt_csv_column(points, "x_north"), y = lt_csv_column(points, "y_east_prefixed");
  GString *json = g_string_new(NULL);
  for (size_t i = 0; i < lt_csv_count(points); i++) {
    if (strcmp(lt_csv_cell(points, i, name), vector) != 0)
      continue;
    size_t first = i;
    g_string_append(json, json->len == 0 ? "[" : ",[");
    for (; i < lt_csv_count(points) && strcmp(lt_csv_cell(points, i, name), vector) == 0 &&
           strcmp(lt_csv_cell(points, i, ring), lt_csv_cell(points, first, ring)) == 0;
         i++)
      g_string_append_printf(json, "[%s,%s],", lt_csv_cell(points, i, y), lt_csv_cell(points, i, x));
    g_string_append_printf(json, "[%s,%s]]", lt_csv_cell(points, first, y),
                           lt_csv_cell(points, first, x));
    i--;
  }
  return g_string_free(json, FALSE);
}

/* Beyond 0.02 m² of the figure declared? On the ellipsoid beyond 0.1 m², where the vertices came to the
 * project's lattice of 0.0001 m from another band: 2.6 km² with sides of 1.6 km. */
static bool differs(const char *rings, const Vector *vector, const char *area, double declared_m2)
{
  g_autofree char *declared = g_strdup_printf("%.2f", declared_m2);
  g_autofree char *feature = g_strdup_printf(FEATURE, vector->name, declared, rings);
  g_autofree char *crs = g_strdup_printf("EPSG:%d", 4488 + vector->zone);
  g_autofree char *limits =
      g_strdup_printf("declared: mj, unit: m2, area: %s, absolute_m2: %s", area,
                      vector->zone == 38 || strcmp(area, "planar") == 0 ? "0.02" : "0.1");
  g_auto(Checked) checked = check_features(feature, crs, limits);
  return outcome_of(checked.results, "X")->state == LT_STATE_FAIL;
}

static void test_vectors(void **state)
{
  (void)state;
  g_autoptr(LtCsv) table = lt_csv_load(LT_SHARED_DIR "/domain/area_test_vectors.csv", "v", NULL);
  g_autoptr(LtCsv) points =
      lt_csv_load(LT_SHARED_DIR "/domain/area_test_vectors_points.csv", "p", NULL);
  if (table == NULL || points == NULL)
    skip();
  assert_true(lt_csv_count(table) >= 5);
  for (size_t i = 0; i < lt_csv_count(table); i++) {
    Vector vector = {
        .zone = atoi(lt_csv_cell(table, i, lt_csv_column(table, "zone"))),
        .planar_m2 = g_ascii_strtod(lt_csv_cell(table, i, lt_csv_column(table, "area_plane_gk_m2")), NULL),
        .exact_m2 = g_ascii_strtod(lt_csv_cell(table, i, lt_csv_column(table, "area_exact_m2")), NULL)};
    g_strlcpy(vector.name, lt_csv_cell(table, i, 0), sizeof vector.name);
    g_autofree char *rings = rings_of(points, vector.name);
    /* the project is in band 38, one of the vectors in band 37 */
    if (differs(rings, &vector, "planar", vector.planar_m2) ||
        !differs(rings, &vector, "planar", vector.exact_m2) ||
        differs(rings, &vector, "ellipsoid", vector.exact_m2) ||
        !differs(rings, &vector, "ellipsoid", vector.planar_m2) ||
        differs(rings, &vector, "either", vector.planar_m2) ||
        differs(rings, &vector, "either", vector.exact_m2) ||
        !differs(rings, &vector, "either", (vector.planar_m2 + vector.exact_m2) / 2))
      fail_msg("%s", vector.name);
  }
}

/* A survey text of band 37, where its plane makes the area 1 km²; in band 38 it is 370 m² more: areal scales
 * 1.00029 and 1.00066, by k² = 1 + (y/R)² of the places' distances from 111° and 114°. */
static void test_survey(void **state)
{
  (void)state;
  write_file("z.txt", "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=37\n[地块坐标]\n"
                      "4,100.0000,Z1,主区,面,,工业,,@\n"
                      "J1,1,3930000.000,37608000.000\nJ2,1,3930000.000,37609000.000\n"
                      "J3,1,3929000.000,37609000.000\nJ4,1,3929000.000,37608000.000\n");
  static const char layer[] = HEAD "layers:\n  - {id: a, source: z.txt, key: DKBH}\n";
  g_autofree char *own = g_strdup_printf(
      "%s" RULE, layer, "declared: DKMJ, unit: ha, area: planar, absolute_m2: 0");
  g_auto(Checked) checked = check(own);
  assert_int_equal(outcome_of(checked.results, "X")->state, LT_STATE_PASS);
  const LtLayer *zone = lt_project_layer(checked.project, "a");
  LtAreas areas = lt_shape_areas(&checked.project->plane, zone->data->shapes, 0);
  assert_true(zone->data->source_m2[0] == 1000000);
  assert_true(fabs(areas.planar_m2 - 1000370) < 1);
}

/* In another band than the project's, holes are taken off: as the file lists them, or by containment. */
static void test_holes(void **state)
{
  (void)state;
  g_autofree char *feature = g_strdup_printf(
      FEATURE, "1", "9900",
      "[[37608000,3930000],[37608100,3930000],[37608100,3930100],[37608000,3930100],[37608000,3930000]],"
      "[[37608010,3930010],[37608010,3930020],[37608020,3930020],[37608020,3930010],[37608010,3930010]]");
  g_auto(Checked) listed =
      check_features(feature, "EPSG:4525", "declared: mj, unit: m2, area: planar, absolute_m2: 0");
  assert_int_equal(outcome_of(listed.results, "X")->state, LT_STATE_PASS);
  write_file("z.txt", "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=37\n[地块坐标]\n"
                      "8,0.9900,Z1,主区,面,,工业,,@\n"
                      "J5,2,3930010,37608010\nJ6,2,3930010,37608020\nJ7,2,3930020,37608020\nJ8,2,3930020,37608010\n"
                      "J1,1,3930000,37608000\nJ2,1,3930000,37608100\nJ3,1,3930100,37608100\nJ4,1,3930100,37608000\n");
  g_auto(Checked) contained =
      check(HEAD "layers:\n  - {id: a, source: z.txt, key: DKBH}\nrules:\n  - {id: X, kind: area, severity: error, "
                 "title: {zh: 一, en: a}, layers: {a: {layer: a}}, limits: {declared: DKMJ, unit: ha, area: planar}}\n");
  assert_int_equal(outcome_of(contained.results, "X")->state, LT_STATE_PASS);
}

/* A repaired shape has no area in the plane of its file; on the ellipsoid it has. */
static void test_repaired(void **state)
{
  (void)state;
  static const char bow[] = "[[37608000,3930000],[37609000,3929000],[37609000,3930000],[37608000,3929000],"
                            "[37608000,3930000]]";
  g_autofree char *feature = g_strdup_printf(FEATURE, "1", "1", bow);
  g_auto(Checked) planar =
      check_features(feature, "EPSG:4525", "declared: mj, unit: m2, area: planar, relative: 0.01");
  assert_int_equal(outcome_of(planar.results, "X")->state, LT_STATE_UNDETERMINED);
  g_auto(Checked) ellipsoid =
      check_features(feature, "EPSG:4525", "declared: mj, unit: m2, area: ellipsoid, relative: 0.01");
  assert_int_equal(outcome_of(ellipsoid.results, "X")->state, LT_STATE_FAIL);
}

/* The whole layer: what its objects have too much and too little may cancel. */
static void test_layer(void **state)
{
  (void)state;
  static const struct {
    const char *first, *second;
    LtState state;
    const char *why;
  } sums[] = {
      {"10050", "9950", LT_STATE_PASS, "20000 together"},
      {"10100", "10100", LT_STATE_PASS, "1 % more, on the limit"},
      {"10100", "10100.01", LT_STATE_FAIL, "beyond"},
      {"20000", "null", LT_STATE_UNDETERMINED, "one is not known"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(sums); i++) {
    g_autofree char *features =
        g_strdup_printf(FEATURE "," FEATURE, "1", sums[i].first, SQUARE("100"), "2", sums[i].second,
                        SQUARE("100"));
    g_auto(Checked) checked =
        check_features(features, "EPSG:4526",
                       "declared: mj, unit: m2, area: planar, of: layer, relative: 0.01");
    if (outcome_of(checked.results, "X")->state != sums[i].state)
      fail_msg("%s: state %d", sums[i].why, outcome_of(checked.results, "X")->state);
    if (sums[i].state != LT_STATE_FAIL)
      continue;
    const LtFinding *finding = checked.results->findings->pdata[0];
    int64_t fid;
    assert_string_equal(finding->a.layer->id, "a");
    assert_string_equal(lt_object_key(&finding->a), "");
    assert_false(lt_object_fid(&finding->a, &fid));
    assert_true(finding->value == 200.01 && finding->limit == 200);
  }
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_limits),
      cmocka_unit_test(test_message),
      cmocka_unit_test(test_vectors),
      cmocka_unit_test(test_survey),
      cmocka_unit_test(test_holes),
      cmocka_unit_test(test_repaired),
      cmocka_unit_test(test_layer),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
