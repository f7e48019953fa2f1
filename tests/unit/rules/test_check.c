/* Rules from the project file to their outcome. */
#include "unit/rules/fixture.h"

#include <math.h>

/* A square of 100 m whose lower edge is 1000 m north of (38500000, 3400000), in the middle of band
 * 38: there the plane's scale is 1 and a northing is the length of the meridian. */
static const char square[] =
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"key\":"
    "\"B\"},"
    "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[38499950,3401000],[38500050,3401000],"
    "[38500050,3401100],[38499950,3401100],[38499950,3401000]]]}}]}";

static const struct {
  const char *northing;
  LtState state;
  double value_m; /* of the finding */
  const char *why;
} places[] = {
    {"3399999.98", LT_STATE_PASS, NAN, "2 cm beyond the limit"},
    {"3399999.995", LT_STATE_UNDETERMINED, NAN, "beyond, within the tolerance of 1 cm"},
    {"3400000", LT_STATE_UNDETERMINED, NAN, "on the limit"},
    {"3400000.005", LT_STATE_UNDETERMINED, NAN, "inside, within the tolerance"},
    {"3400000.02", LT_STATE_FAIL, 999.98, "2 cm inside the limit"},
    {"3400999", LT_STATE_FAIL, 1, "near"},
    {"3401000", LT_STATE_FAIL, 0, "on the border of the square"},
    {"3401050", LT_STATE_FAIL, 0, "inside the square"},
};

static void test_distance(void **state)
{
  (void)state;
  write_file("b.geojson", square);
  for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
    g_autofree char *csv = g_strdup_printf("key,e,n\nF,38500000,%s\n", places[i].northing);
    write_file("f.csv", csv);
    g_auto(Checked) checked =
        check(HEAD "layers:\n  - {id: f, source: f.csv, " XY "}\n"
                   "  - {id: b, source: b.geojson, crs: \"EPSG:4526\", key: key}\n"
                   "rules:\n  - {id: X, kind: distance, severity: error, title: {zh: 一, en: a}, "
                   "layers: {a: {layer: f}, b: {layer: b}}, limits: {distance_m: 1000}}\n");
    const LtOutcome *outcome = outcome_of(checked.results, "X");
    if (outcome->state != places[i].state)
      fail_msg("%s: state %d", places[i].why, outcome->state);
    if (places[i].state == LT_STATE_FAIL)
      assert_true(fabs(outcome->worst->value - places[i].value_m) < 0.0015);
  }
}

#define DISTANCE "kind: distance, severity: error, title: {zh: 一, en: a}, limits: {distance_m: 1000}"
#define FEATURE(key, type, coordinates)                                                            \
  "{\"type\":\"Feature\",\"properties\":{\"key\":\"" key "\"},\"geometry\":{\"type\":\"" type           \
  "\",\"coordinates\":" coordinates "}}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
#define GEOJSON(id, file) "  - {id: " id ", source: " file ", crs: \"EPSG:4526\", key: key}\n"
#define PAIR                                                                                       \
  HEAD "layers:\n" GEOJSON("a", "a.geojson") GEOJSON("b", "b.geojson")                             \
  "rules:\n  - {id: X, " DISTANCE ", layers: {a: {layer: a}, b: {layer: b}}}\n"
#define SQUARE "[[[38500000,3400000],[38500100,3400000],[38500100,3400100],[38500000,3400100],[38500000,3400000]]]"
#define BESIDE "[[[38500100,3400000],[38500200,3400000],[38500200,3400100],[38500100,3400100],[38500100,3400000]]]"

/* What is said of distance 0 depends on the shapes, and a distance that rounds to 0 is none. */
static void test_words_of_distance(void **state)
{
  (void)state;
  static const struct {
    const char *a, *b, *zh, *en;
  } rows[] = {
      {FEATURE("A", "Point", "[38500050,3400050]"), FEATURE("B", "Polygon", SQUARE),
       "a（A）位于b（B）内或其边界上", "lies in b (B) or on its border"},
      {FEATURE("A", "Polygon", SQUARE), FEATURE("B", "Polygon", BESIDE), "重叠或相接",
       "overlaps or touches b (B)"},
      {FEATURE("A", "Point", "[38500000,3400000]"), FEATURE("B", "Point", "[38500000,3400000]"),
       "a（A）与b（B）相接", "a (A) touches b (B)"},
      {FEATURE("A", "Point", "[38500000,3400000]"),
       FEATURE("B", "LineString", "[[38500000,3400000],[38500100,3400000]]"), "相接",
       "touches b (B)"},
      {FEATURE("A", "Point", "[38500000,3400000]"), FEATURE("B", "Point", "[38500000,3400000.0003]"),
       "距b（B）0.000米", "a (A) is 0.000 m from b (B)"},
      {FEATURE("A", "Point", "[38500099.9997,3400050]"), FEATURE("B", "Polygon", BESIDE),
       "距b（B）0.000米", "is 0.000 m from b (B)"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *a = g_strdup_printf(COLLECTION("%s"), rows[i].a);
    g_autofree char *b = g_strdup_printf(COLLECTION("%s"), rows[i].b);
    write_file("a.geojson", a);
    write_file("b.geojson", b);
    g_auto(Checked) checked = check(PAIR);
    const LtOutcome *outcome = outcome_of(checked.results, "X");
    assert_int_equal(outcome->state, LT_STATE_FAIL);
    const LtBilingual *message = &outcome->worst->message;
    if (strstr(message->in[LT_LANG_ZH], rows[i].zh) == NULL ||
        strstr(message->in[LT_LANG_EN], rows[i].en) == NULL)
      fail_msg("row %zu: %s, %s", i, message->in[LT_LANG_ZH], message->in[LT_LANG_EN]);
  }
}

/* PROJ cannot tell how good parameters are that the user writes: 10 m from a limit of 1 km, or 90 km,
 * nothing is decided until the project does. The parameters are 0, so places stay where they are. */
static void test_unknown_accuracy(void **state)
{
  (void)state;
  static const struct {
    const char *northing, *accuracy;
    LtState state;
    size_t n_undetermined;
  } rows[] = {
      {"3400990", "", LT_STATE_UNDETERMINED, 2}, /* the firm, and the rule */
      {"3300000", "", LT_STATE_UNDETERMINED, 1}, /* not found is not a pass */
      {"3400990", ", accuracy_m: 5", LT_STATE_FAIL, 0},
      {"3300000", ", accuracy_m: 5", LT_STATE_PASS, 0},
      {"3400000", ", accuracy_m: 5", LT_STATE_UNDETERMINED, 1}, /* on the limit */
      {"3399990", ", accuracy_m: 20", LT_STATE_UNDETERMINED, 1},
  };
  write_file("b.geojson", square);
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *csv = g_strdup_printf("key,e,n\nF,38500000,%s\n", rows[i].northing);
    write_file("f.csv", csv);
    g_autofree char *text = g_strdup_printf(
        HEAD "layers:\n  - {id: f, source: f.csv, x: e, y: n, key: key, crs: \"+proj=tmerc +lat_0=0 "
             "+lon_0=114 +k=1 +x_0=38500000 +y_0=0 +ellps=WGS84 +towgs84=0,0,0,0,0,0,0 +type=crs\"%s}"
             "\n" GEOJSON("b", "b.geojson") "rules:\n  - {id: X, " DISTANCE
             ", layers: {a: {layer: f}, b: {layer: b}}}\n",
        rows[i].accuracy);
    g_auto(Checked) checked = check(text);
    const LtOutcome *outcome = outcome_of(checked.results, "X");
    if (outcome->state != rows[i].state || outcome->n_undetermined != rows[i].n_undetermined)
      fail_msg("row %zu: state %d, %zu undetermined", i, outcome->state, outcome->n_undetermined);
  }
}

#define OVERLAP(limits)                                                                            \
  "  - {id: O, kind: overlap, severity: error, title: {zh: 一, en: a}, layers: {a: {layer: a}, b: " \
  "{layer: b}}, limits: {" limits "}}\n"
#define LAPPING(corner)                                                                            \
  "[[[38500099," corner "],[38500200," corner "],[38500200,3400100],[38500099,3400100],[38500099," \
  corner "]]]"

/* The square and its neighbour share 1 m × 100 m = 100 m² of the plane, 0.15 mu; a piece is tolerated
 * under its limits, not on them. */
static void test_overlap_limits(void **state)
{
  (void)state;
  static const struct {
    const char *rule;
    LtState state;
    size_t n_tolerated;
  } rows[] = {
      {OVERLAP("min_area_m2: 100"), LT_STATE_FAIL, 0},
      {OVERLAP("min_area_m2: 100.01"), LT_STATE_PASS, 1},
      {OVERLAP("min_width_m: 0.99"), LT_STATE_FAIL, 0},
      {OVERLAP("min_width_m: 1.01"), LT_STATE_PASS, 1},
  };
  write_file("a.geojson", COLLECTION(FEATURE("A", "Polygon", SQUARE)));
  write_file("b.geojson", COLLECTION(FEATURE("B", "Polygon", LAPPING("3400000"))));
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = g_strconcat(HEAD "layers:\n" GEOJSON("a", "a.geojson")
                                            GEOJSON("b", "b.geojson") "rules:\n", rows[i].rule, NULL);
    g_auto(Checked) checked = check(text);
    const LtOutcome *outcome = outcome_of(checked.results, "O");
    if (outcome->state != rows[i].state || outcome->n_tolerated != rows[i].n_tolerated)
      fail_msg("row %zu: state %d, %zu tolerated", i, outcome->state, outcome->n_tolerated);
  }
}

/* `area:` chooses what mu figures and the value are made of; both areas are given. 125 km west of the
 * central meridian (EPSG:4526) the plane is some 0.04 % larger than the ellipsoid. */
static void test_area_kinds(void **state)
{
  (void)state;
  static const char far_a[] = COLLECTION(FEATURE("A", "Polygon",
      "[[[38375000,3400000],[38375100,3400000],[38375100,3400100],[38375000,3400100],[38375000,3400000]]]"));
  static const char far_b[] = COLLECTION(FEATURE("B", "Polygon",
      "[[[38375000,3400000],[38375200,3400000],[38375200,3400100],[38375000,3400100],[38375000,3400000]]]"));
  write_file("a.geojson", far_a);
  write_file("b.geojson", far_b);
  /* 10000 m² / k², k = 1 + (125 km)² / 2R²; R of the ellipsoid here is 6366 km. */
  double k = 1 + 125e3 * 125e3 / (2 * 6366e3 * 6366e3), on_ground_m2 = 10000 / (k * k);
  for (int is_planar = 0; is_planar < 2; is_planar++) {
    g_autofree char *text = g_strdup_printf(
        "lantu: 1\nproject: {name: p, crs: \"EPSG:4526\", area: %s}\nlayers:\n"
        GEOJSON("a", "a.geojson") GEOJSON("b", "b.geojson") "rules:\n" OVERLAP("min_area_m2: 0"),
        is_planar ? "planar" : "ellipsoid");
    g_auto(Checked) checked = check(text);
    const LtOutcome *outcome = outcome_of(checked.results, "O");
    assert_int_equal(outcome->state, LT_STATE_FAIL);
    const LtFinding *finding = outcome->worst;
    assert_true(fabs(finding->areas.planar_m2 - 10000) < 0.005);
    assert_true(fabs(finding->areas.ellipsoid_m2 - on_ground_m2) < 0.05);
    double wanted_m2 = is_planar ? 10000 : on_ground_m2;
    assert_true(fabs(finding->value - wanted_m2) < 0.05);
    assert_true(fabs(outcome->mu - wanted_m2 * 3 / 2000) < 1e-4);
    assert_non_null(strstr(finding->message.in[LT_LANG_ZH], is_planar ? "平面面积" : "椭球面积"));
  }
}

/* What a project puts over a pack's rule counts; what it does not say stays the pack's. */
static void test_override(void **state)
{
  (void)state;
  write_file("f.csv", "key,e,n\nF,38500000,3400500\n");
  write_file("b.geojson", square);
  write_file("own.yaml", "lantu: 1\nrules:\n  - {id: X, " DISTANCE
                         ", layers: {a: {layer: f}, b: {layer: b}}}\n");
  static const struct {
    const char *rules;
    LtState state;
    int severity;
  } rows[] = {
      {"", LT_STATE_FAIL, LT_SEVERITY_ERROR},
      {"rules:\n  - {id: X, severity: info}\n", LT_STATE_FAIL, LT_SEVERITY_INFO},
      {"rules:\n  - {id: X, limits: {distance_m: 400}}\n", LT_STATE_PASS, LT_SEVERITY_ERROR},
      {"rules:\n  - {id: X, limits: {tolerance_m: 600}}\n", LT_STATE_UNDETERMINED,
       LT_SEVERITY_ERROR},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = g_strconcat(HEAD "extends: [own.yaml]\nlayers:\n  - {id: f, source: "
                                             "f.csv, " XY "}\n" GEOJSON("b", "b.geojson"),
                                        rows[i].rules, NULL);
    g_auto(Checked) checked = check(text);
    const LtOutcome *outcome = outcome_of(checked.results, "X");
    if (outcome->state != rows[i].state || (int)outcome->rule->severity != rows[i].severity)
      fail_msg("row %zu: state %d", i, outcome->state);
  }
}

/* A layer that cannot be read is an error of its rule, one that may be missing is not; neither is a
 * pass. */
static void test_missing_and_failed(void **state)
{
  (void)state;
  write_file("f.csv", "key,e,n\nF,38500000,3400500\n");
  write_file("bad.geojson", "{");
  g_auto(Checked) checked =
      check(HEAD "layers:\n  - {id: f, source: f.csv, " XY "}\n"
                 "  - {id: o, source: no.geojson, optional: true}\n"
                 "  - {id: bad, source: bad.geojson, optional: true}\nrules:\n"
                 "  - {id: O, " DISTANCE ", layers: {a: {layer: f}, b: {layer: o}}}\n"
                 "  - {id: B, " DISTANCE ", layers: {a: {layer: f}, b: {layer: bad}}}\n");
  assert_int_equal(outcome_of(checked.results, "O")->state, LT_STATE_SKIPPED);
  assert_int_equal(outcome_of(checked.results, "B")->state, LT_STATE_ERROR);
  assert_int_equal(outcome_of(checked.results, "IN-NULL")->state, LT_STATE_ERROR);
  assert_int_equal(lt_results_unread_count(checked.results), 1);
}

#define PACKED HEAD "extends: [own.yaml]\nlayers:\n  - {id: f, source: f.csv, " XY "}\n"

/* What a pack asks of a field that the layer lacks is not checked, and the reason names it. */
static void test_pack_field(void **state)
{
  (void)state;
  write_file("f.csv", "key,e,n\nF,38500000,3400000\n");
  write_file("own.yaml",
             "lantu: 1\nrules:\n  - {id: X, kind: overlap, severity: error, "
             "title: {zh: 一, en: a}, layers: {a: {layer: f, where: \"state = 1\"}}}\n");
  g_auto(Checked) checked = check(PACKED);
  const LtOutcome *outcome = outcome_of(checked.results, "X");
  assert_int_equal(outcome->state, LT_STATE_SKIPPED);
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    assert_non_null(strstr(outcome->reason.in[lang], "'state'"));
}

/* Of four declared lands one is a number above zero. */
static void test_land(void **state)
{
  (void)state;
  write_file("f.csv", "key,e,n,land\nA,38500000,3400000,10\nB,38500000,3400000,0\n"
                      "C,38500000,3400000,\nD,38500000,3400000,-1\n");
  g_auto(Checked) checked =
      check(HEAD "layers:\n  - {id: f, source: f.csv, " XY ", fields: {land: land}}\n"
                 "mu: {firms: f, land_unit: mu, money_unit: 万元}\n");
  const LtOutcome *outcome = outcome_of(checked.results, "MU-LAND");
  assert_int_equal(outcome->n_checked, 4);
  assert_int_equal(outcome->n_findings, 3);
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_distance),
      cmocka_unit_test(test_words_of_distance),
      cmocka_unit_test(test_unknown_accuracy),
      cmocka_unit_test(test_overlap_limits),
      cmocka_unit_test(test_area_kinds),
      cmocka_unit_test(test_override),
      cmocka_unit_test(test_missing_and_failed),
      cmocka_unit_test(test_pack_field),
      cmocka_unit_test(test_land),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
