/* Kind `side`: sentences of zones in a column, against roads whose places are known. */
#include "unit/rules/fixture.h"

#include <math.h>

/* A square of 1 km whose south-west corner is E, N; roads 20 m beside it and one village. */
#define E(x) (38400000 + (x))
#define N(y) (3900000 + (y))
#define LAYERS                                                                                     \
  "layers:\n  - {id: zone, source: zone.geojson, key: bh, name: mc, crs: \"EPSG:4526\"}\n"        \
  "  - {id: road, source: road.geojson, name: mc, crs: \"EPSG:4526\"}\n"                           \
  "  - {id: village, source: village.geojson, name: mc, crs: \"EPSG:4526\"}\n"                     \
  "  - {id: river, source: no.geojson, name: mc, optional: true, crs: \"EPSG:4526\"}\n"            \
  "rules:\n  - {id: X, kind: side, severity: %s, title: {zh: 一, en: a}, "                        \
  "layers: {a: {layer: zone}, b: {layer: road%s}}, limits: {%s}}\n"

static void line_add(GString *out, const char *name, int x0, int y0, int x1, int y1)
{
  g_string_append_printf(out,
                         "%s{\"type\":\"Feature\",\"properties\":{\"mc\":\"%s\"},\"geometry\":{"
                         "\"type\":\"LineString\",\"coordinates\":[[%d,%d],[%d,%d]]}}",
                         out->len == 0 ? "" : ",", name, E(x0), N(y0), E(x1), N(y1));
}

static void box_add(GString *out, const char *name, const char *sentence, int x, int y, int size)
{
  g_string_append_printf(
      out,
      "%s{\"type\":\"Feature\",\"properties\":{\"bh\":\"%s\",\"mc\":\"%s\",\"sz\":%s%s%s},"
      "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%d,%d],[%d,%d],[%d,%d],[%d,%d],[%d,%d]]]"
      "}}",
      out->len == 0 ? "" : ",", name, name, sentence == NULL ? "" : "\"",
      sentence == NULL ? "null" : sentence, sentence == NULL ? "" : "\"", E(x), N(y), E(x + size),
      N(y), E(x + size), N(y + size), E(x), N(y + size), E(x), N(y));
}

static void file_write(const char *name, const char *features)
{
  g_autofree char *text =
      g_strdup_printf("{\"type\":\"FeatureCollection\",\"features\":[%s]}", features);
  write_file(name, text);
}

static const struct {
  const char *sentence; /* NULL: none */
  const char *severity, *limits;
  LtState state;
  const char *faults;     /* of the findings, in their order */
  size_t n_undetermined;
  const char *why;
} rows[] = {
    {"东至E路，南至S路，西至W路，北至N路", "error", "sentence: sz", LT_STATE_PASS, "", 0, "as it is"},
    {"东至W路，南至S路，西至W路，北至N路", "error", "sentence: sz", LT_STATE_FAIL, "wrong-east error 1020.0", 0,
     "a road on the other side"},
    {"东至E路，南至S路，西至W路，北至N路", "error", "sentence: sz, within_m: 20", LT_STATE_PASS, "", 0,
     "exactly on the limit"},
    {"东至E路，南至S路，西至W路，北至N路", "error", "sentence: sz, within_m: 19.9", LT_STATE_FAIL,
     "away-east error 20.0, away-north error 20.0, away-south error 20.0, away-west error 20.0", 0,
     "just beyond it"},
    {"东至E路，南至S路，西至甲村界，北至N路", "error", "sentence: sz", LT_STATE_UNDETERMINED, "", 1,
     "a name of another layer"},
    {"东至E路，南至S路，西至甲村界，北至N路", "error", "sentence: sz, named: [village]", LT_STATE_PASS, "",
     0, "which is listed"},
    {"东至E路，南至S路，西至W路，北至N路", "error", "sentence: sz, named: [river]", LT_STATE_UNDETERMINED,
     "", 1, "a listed layer that is not there"},
    {"东至E路，南至S路，西至H路，北至N路", "error", "sentence: sz", LT_STATE_FAIL, "partly-west warning 188.9",
     0, "a road along half of the side is a warning"},
    {"东至E路，南至S路，西至H路，北至N路", "info", "sentence: sz", LT_STATE_FAIL, "partly-west info 188.9", 0,
     "no more than the rule has"},
    {"东至E路，南至S路，西至W路", "error", "sentence: sz", LT_STATE_UNDETERMINED, "", 1, "a side not stated"},
    {NULL, "error", "sentence: sz", LT_STATE_UNDETERMINED, "", 1, "no sentence"},
    {"区块一：东至E路。区块二：东至E路", "error", "sentence: sz", LT_STATE_UNDETERMINED, "", 1, "blocks"},
    {"东至E路，南至S路，西至W路，北至N路", "error", "sentence: nothing", LT_STATE_SKIPPED, "", 0,
     "no such column"},
};

static char *faults_of(const LtResults *results)
{
  static const char *const severities[] = {"info", "warning", "error"};
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < results->findings->len; i++) {
    const LtFinding *finding = results->findings->pdata[i];
    assert_int_equal(finding->shape->types[0], LT_GEOM_LINE);
    g_string_append_printf(out, "%s%s %s %.1f", i == 0 ? "" : ", ", finding->fault,
                           severities[finding->severity], finding->value);
  }
  return g_string_free(out, FALSE);
}

static void files_write(const char *sentence)
{
  g_autoptr(GString) zones = g_string_new(NULL), roads = g_string_new(NULL);
  g_autoptr(GString) villages = g_string_new(NULL);
  box_add(zones, "A", sentence, 0, 0, 1000);
  line_add(roads, "E路", 1020, -100, 1020, 1100);
  line_add(roads, "S路", -100, -20, 1100, -20);
  line_add(roads, "W路", -20, -100, -20, 1100);
  line_add(roads, "N路", -100, 1020, 1100, 1020);
  line_add(roads, "H路", -20, -100, -20, 400);
  box_add(villages, "甲村", NULL, -1010, 0, 1000);
  file_write("zone.geojson", zones->str);
  file_write("road.geojson", roads->str);
  file_write("village.geojson", villages->str);
}

static void test_rows(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    files_write(rows[i].sentence);
    g_autofree char *project =
        g_strdup_printf(HEAD LAYERS, rows[i].severity, "", rows[i].limits);
    g_auto(Checked) checked = check(project);
    g_autofree char *faults = faults_of(checked.results);
    if (outcome_of(checked.results, "X")->state != rows[i].state ||
        strcmp(faults, rows[i].faults) != 0 ||
        checked.results->undetermined->len != rows[i].n_undetermined)
      fail_msg("%s: state %d, %s, undetermined %u", rows[i].why,
               outcome_of(checked.results, "X")->state, faults,
               checked.results->undetermined->len);
  }
}

/* A road that may not count makes its side undetermined; the finding says who, what and where. */
static void test_where_and_message(void **state)
{
  (void)state;
  files_write("东至W路，南至S路，西至W路，北至N路");
  g_autofree char *project = g_strdup_printf(HEAD LAYERS, "error", ", where: \"mc <> 'S路'\"",
                                             "sentence: sz");
  g_auto(Checked) checked = check(project);
  assert_int_equal(outcome_of(checked.results, "X")->state, LT_STATE_FAIL);
  assert_int_equal(checked.results->undetermined->len, 1); /* S路 is left out */
  const LtFinding *finding = checked.results->findings->pdata[0];
  assert_string_equal(finding->id, "X/wrong-east/zone:A");
  assert_non_null(strstr(finding->message.in[LT_LANG_ZH], "东至“W路”：不在东侧，而在西侧"));
  assert_non_null(strstr(finding->message.in[LT_LANG_EN], "not in the east but in the west"));
  assert_true(finding->place.x == (int64_t)(E(1000) * LT_UNITS_PER_M));
}

/* A zone of which it is not known that it takes part: what is wrong with it is no finding. */
static void test_unknown_zone(void **state)
{
  (void)state;
  files_write("东至W路，南至S路，西至W路，北至N路");
  g_autofree char *project = g_strdup_printf(HEAD LAYERS, "error", "", "sentence: sz");
  g_autoptr(GString) unknown = g_string_new(project);
  assert_int_equal(
      g_string_replace(unknown, "{layer: zone}", "{layer: zone, where: \"bh = NULL\"}", 0), 1);
  g_auto(Checked) checked = check(unknown->str);
  assert_int_equal(checked.results->findings->len, 0);
  assert_int_equal(checked.results->undetermined->len, 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows),
                                     cmocka_unit_test(test_where_and_message),
                                     cmocka_unit_test(test_unknown_zone)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
