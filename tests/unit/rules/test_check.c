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
      cmocka_unit_test(test_pack_field),
      cmocka_unit_test(test_land),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
