/* Rules of pack duogui on attributes as people type them: what is found is told by the sides of the
 * rectangles. */
#include "unit/rules/fixture.h"

#define FEATURE                                                                                    \
  "{\"type\":\"Feature\",\"properties\":{\"key\":\"%s\",\"class\":\"%s\",\"CJJX\":\"%s\"},\"geometry\":{"  \
  "\"type\":\"Polygon\",\"coordinates\":[[[384%05d,3900000],[384%05d,3900000],[384%05d,3900100],[384%05d,3900100]," \
  "[384%05d,3900000]]]}}"
#define LAYER(id) "  - {id: " id ", source: " id ".geojson, crs: \"EPSG:4526\", key: key, class: {field: class}}\n"

/* 100 m high, between two eastings. */
typedef struct {
  const char *key, *class, *status;
  int west_m, east_m;
} Patch;

static void patches_write(const char *name, const Patch *patches, size_t n)
{
  GString *text = g_string_new("{\"type\":\"FeatureCollection\",\"features\":[");
  for (size_t i = 0; i < n; i++) {
    const Patch *p = &patches[i];
    g_string_append(text, i == 0 ? "" : ",");
    g_string_append_printf(text, FEATURE, p->key, p->class, p->status, p->west_m, p->east_m, p->east_m,
                           p->west_m, p->west_m);
  }
  g_string_append(text, "]}");
  write_file(name, text->str);
  g_string_free(text, TRUE);
}

/* Blanks around a code, and small letters of CJJX, leave no object out. */
static void test_codes(void **state)
{
  (void)state;
  static const Patch uses[] = {{"U1", " G211 ", "e1 ", 0, 100}, {"U2", "X0101 ", "", 200, 300},
                               {"U3", " G0102", "", 400, 500}};
  static const Patch zones[] = {{"Z1", "010 ", "", 0, 60}, {"Z2", " 020", "", 60, 90}};
  static const Patch base[] = {{"B1", "0101 ", "", 200, 250}, {"B2", "0103", "", 250, 300},
                               {"B3", " 0102 ", "", 400, 500}};
  static const struct {
    const char *rule, *id;
    double value_m2;
  } wanted[] = {{"DG-C07", "DG-C07/planned_use:U1", 4000}, {"DG-C08", "DG-C08/planned_use:U1", 7000},
                {"DG-C13", "DG-C13/planned_use:U2/base_land_use:B2", 5000},
                {"DG-C14", "DG-C14/planned_use:U3/base_land_use:B3", 10000}};
  patches_write("planned_use.geojson", uses, G_N_ELEMENTS(uses));
  patches_write("land_plan.geojson", zones, G_N_ELEMENTS(zones));
  patches_write("base_land_use.geojson", base, G_N_ELEMENTS(base));
  g_auto(Checked) checked =
      check("lantu: 1\nproject: {name: p, crs: \"EPSG:4526\", area: planar}\nextends: [duogui]\nlayers:\n" LAYER(
          "planned_use") LAYER("land_plan") LAYER("base_land_use"));
  assert_int_equal(checked.results->findings->len, G_N_ELEMENTS(wanted));
  for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
    const LtFinding *finding = checked.results->findings->pdata[i];
    assert_string_equal(finding->id, wanted[i].id);
    assert_true(finding->value == wanted[i].value_m2);
    assert_int_equal(outcome_of(checked.results, wanted[i].rule)->state, LT_STATE_FAIL);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_codes, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
