/* The rules of pack `quality` on shapes, each passing, failing and exactly on its limit. The figures
 * are those of the standards that the pack names. */
#include "unit/rules/boxes.h"

/* Features of the layer that is judged: the key is the class. b: of the other layer of the rule. */
static const struct {
  const char *rule, *layer, *a, *other, *b, *found;
} rows[] = {
    {"QA-MINAREA", "land_use", "0601 0 0 10 20", NULL, NULL, ""},
    {"QA-MINAREA", "land_use", "0601 0 0 10 19.9", NULL, NULL, "land_use:0601=199"},
    {"QA-MINAREA", "land_use", "1202 0 0 10 20", NULL, NULL, ""},
    {"QA-MINAREA", "land_use", "1202 0 0 10 19.9", NULL, NULL, "land_use:1202=199"},
    {"QA-MINAREA", "land_use", "0102 0 0 10 40", NULL, NULL, ""},
    {"QA-MINAREA", "land_use", "0102 0 0 10 39.9", NULL, NULL, "land_use:0102=399"},
    {"QA-MINAREA", "land_use", "1006 0 0 10 39.9", NULL, NULL, "land_use:1006=399"},
    {"QA-MINAREA", "land_use", "1003 0 0 10 20", NULL, NULL, ""},
    {"QA-MINAREA", "land_use", "1104A 0 0 10 40", NULL, NULL, ""},
    {"QA-MINAREA", "land_use", "0404 0 0 10 60", NULL, NULL, ""},
    {"QA-MINAREA", "land_use", "0404 0 0 10 59.9", NULL, NULL, "land_use:0404=599"},
    {"QA-MINAREA", "land_use", "1206 0 0 10 59.9", NULL, NULL, "land_use:1206=599"},
    {"QA-MINUSE", "planned_use", "X21 0 0 10 10", NULL, NULL, ""},
    {"QA-MINUSE", "planned_use", "X21 0 0 10 8", NULL, NULL, "~1"},
    {"QA-MINUSE", "planned_use", "G21 0 0 10 7.9", NULL, NULL, "planned_use:G21=79"},
    {"QA-MINUSE", "planned_use", "G151 0 0 10 17.9", NULL, NULL, "planned_use:G151=179"},
    {"QA-MINUSE", "planned_use", "G111 0 0 10 37.9", NULL, NULL, "planned_use:G111=379"},
    {"QA-MINUSE", "planned_use", "X31 0 0 10 57.9", NULL, NULL, "planned_use:X31=579"},
    {"QA-MINZONE", "land_plan", "010 0 0 100 100", NULL, NULL, ""},
    {"QA-MINZONE", "land_plan", "010 0 0 100 99.8", NULL, NULL, "~1"},
    {"QA-MINZONE", "land_plan", "010 0 0 100 99.79", NULL, NULL, "land_plan:010=9979"},
    {"QA-SLIVER", "land_use", "0102 0 0 1 10", NULL, NULL, ""},
    {"QA-SLIVER", "land_use", "0102 0 0 1 9.9", NULL, NULL, "land_use:0102=9.9"},
    {"QA-EDGE", "land_use", "0102 0 0 2 20", NULL, NULL, ""},
    {"QA-EDGE", "land_use", "0102 0 0 1.9999 20", NULL, NULL, "land_use:0102=1.9999"},
    {"QA-ANGLE", "land_use", "0102 0 0 2 20", NULL, NULL, ""},
    {"QA-HOLE", "built_up", "A 0 0 20 20", NULL, NULL, ""},
    {"QA-HOLE", "built_up", "A 0 0 20 20 - 4 4 6 6", NULL, NULL, "hole/built_up:A=1"},
    {"QA-PART", "land_use", "0102 0 0 20 20", NULL, NULL, ""},
    {"QA-PART", "land_use", "0102 0 0 20 20 + 30 0 50 20", NULL, NULL, "multipart/land_use:0102=2"},
    {"QA-VILLAGE", "land_use", "0102 0 0 20 20", "village_area", "V 0 0 20 50; W 20 0 40 50", ""},
    {"QA-VILLAGE", "land_use", "0102 0 0 30 20", "village_area", "V 0 0 20 50; W 20 0 40 50",
     "land_use:0102/village_area:V=200"},
    {"QA-ADMIN", "village_area", "V 0 0 20 20", "admin_area", "C 0 0 20 50; D 20 0 40 50", ""},
    {"QA-ADMIN", "village_area", "V 0 0 21 20", "admin_area", "C 0 0 20 50; D 20 0 40 50",
     "village_area:V/admin_area:C=20"},
    {"QA-FILL", "admin_area", "C 0 0 20 20", "land_use", "0102 0 0 10 20; 0601 10 0 20 20", ""},
    {"QA-FILL", "admin_area", "C 0 0 20 20", "land_use", "0102 0 0 10 20; 0601 10 0 20 19",
     "admin_area:C=10"},
};

static void test_rules(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    boxes_write("a.geojson", rows[i].a);
    boxes_write("b.geojson", rows[i].b == NULL ? "Z 900 900 901 901" : rows[i].b);
    g_autofree char *text = g_strdup_printf(
        "lantu: 1\nproject: {name: p, crs: \"EPSG:4526\", area: planar}\nextends: [quality]\nlayers:\n"
        "  - {id: %s, source: a.geojson, crs: \"EPSG:4526\", key: key, class: {field: key}}\n"
        "  - {id: %s, source: b.geojson, crs: \"EPSG:4526\", key: key, class: {field: key}}\n",
        rows[i].layer, rows[i].other == NULL ? "other" : rows[i].other);
    g_auto(Checked) checked = check(text);
    g_autofree char *found = boxes_found(checked.results, rows[i].rule);
    if (strcmp(found, rows[i].found) != 0)
      fail_msg("%s, %s: found '%s', wanted '%s'", rows[i].rule, rows[i].a, found, rows[i].found);
    assert_int_not_equal(outcome_of(checked.results, rows[i].rule)->state, LT_STATE_SKIPPED);
  }
}

/* What a project lacks is not looked at, and told so. */
static void test_skipped(void **state)
{
  (void)state;
  static const char *const rules[] = {"QA-VILLAGE", "QA-ADMIN", "QA-FILL", "QA-MINUSE", "QA-HOLE"};
  boxes_write("a.geojson", "0102 0 0 20 20");
  g_auto(Checked) checked =
      check("lantu: 1\nproject: {name: p, crs: \"EPSG:4526\"}\nextends: [quality]\nlayers:\n"
            "  - {id: land_use, source: a.geojson, crs: \"EPSG:4526\", key: key}\n");
  for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
    assert_int_equal(outcome_of(checked.results, rules[i])->state, LT_STATE_SKIPPED);
  /* no classes, so no limits by class */
  assert_int_equal(outcome_of(checked.results, "QA-MINAREA")->state, LT_STATE_SKIPPED);
}

int main(void)
{
  static const struct CMUnitTest tests[] = {cmocka_unit_test(test_rules),
                                            cmocka_unit_test(test_skipped)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
