/* Kind `totals`, on rectangles whose areas are told by their sides. */
#include "unit/rules/boxes.h"

#define LAYER "crs: \"EPSG:4526\", class: {field: key}"
#define WHERE ", where: \"ok = 1\""

/* Features of both layers: the key is the class. */
static const struct {
  const char *why, *a, *b, *limits, *found;
} rows[] = {
    {"the same area elsewhere", "A 0 0 10 10", "A 50 50 60 60", "", ""},
    {"a has more", "A 0 0 10 10", "A 0 0 10 9", "", "a:/b:=10"},
    {"b has more", "A 0 0 10 10", "A 0 0 10 11", "", "a:/b:=10"},
    {"classes say nothing of layers", "A 0 0 10 10", "B 0 0 10 10", "", ""},
    {"of each class", "A 0 0 10 10", "B 0 0 10 10", "of: class", "a:A/b:A=100 a:B/b:B=100"},
    {"one class of two", "A 0 0 10 10; B 20 0 30 10", "A 0 0 10 10; B 20 0 30 9", "of: class",
     "a:B/b:B=10"},
    {"several objects of a class", "A 0 0 10 10; A 20 0 30 10", "A 0 0 10 20", "of: class", ""},
    {"one that both have twice", "A 0 0 10 10; A 0 0 10 10", "A 0 0 10 10", "", "a:/b:=100"},
    {"exactly on the limit of b's area", "A 0 0 10 102", "A 0 0 10 100", "relative: 0.02", ""},
    {"beyond it", "A 0 0 10 102.001", "A 0 0 10 100", "relative: 0.02", "a:/b:=20.01"},
    {"short of it by as much", "A 0 0 10 97.999", "A 0 0 10 100", "relative: 0.02", "a:/b:=20.01"},
    {"exactly on the limit", "A 0 0 10 102", "A 0 0 10 100", "absolute_m2: 20", ""},
    {"the larger of both limits", "A 0 0 10 104", "A 0 0 10 100", "relative: 0.02, absolute_m2: 40",
     ""},
    {"b has nothing: only the absolute limit", "A 0 0 1 20", "", "relative: 0.5, absolute_m2: 20", ""},
    {"b has nothing", "A 0 0 1 21", "", "relative: 0.5, absolute_m2: 20", "a:/b:=21"},
    {"whether an object takes part decides", "(A) 0 0 10 10", "A 0 0 10 10", "", "?A"},
    {"one of another class does not", "(A) 0 0 10 10; B 20 0 30 10", "A 0 0 10 10; B 20 0 30 9",
     "of: class", "?A a:B/b:B=10"},
    {"one of b", "A 0 0 10 10", "(A) 0 0 10 9", "", "?/A"},
};

static char *project_of(const char *limits)
{
  return g_strdup_printf("lantu: 1\nproject: {name: p, crs: \"EPSG:4526\", area: planar}\nlayers:\n"
                         "  - {id: a, source: a.geojson, key: key, " LAYER "}\n"
                         "  - {id: b, source: b.geojson, key: key, " LAYER "}\nrules:\n"
                         "  - {id: X, kind: totals, severity: error, title: {zh: 一, en: a}, "
                         "layers: {a: {layer: a" WHERE "}, b: {layer: b" WHERE "}}, limits: {%s}}\n",
                         limits);
}

static void test_rows(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    boxes_write("a.geojson", rows[i].a);
    boxes_write("b.geojson", rows[i].b[0] == '\0' ? "(Z) 90 90 90 90" : rows[i].b);
    g_autofree char *text = project_of(rows[i].limits);
    if (rows[i].b[0] == '\0') { /* no object of b takes part */
      write_file("b.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                              "\"properties\":{\"key\":\"Z\",\"ok\":0},\"geometry\":null}]}");
    }
    g_auto(Checked) checked = check(text);
    g_autofree char *found = boxes_found(checked.results, "X");
    if (strcmp(found, rows[i].found) != 0)
      fail_msg("%s: found '%s', wanted '%s'", rows[i].why, found, rows[i].found);
  }
}

/* Blanks around a code are none of it; an object without a class may be of any. */
static void test_classes(void **state)
{
  (void)state;
  static const struct {
    const char *code, *found;
  } codes[] = {{" A", ""}, {"A\u3000", ""}, {"", "?"}, {"B", "a:A/b:A=100 a:B/b:B=100"}};
  boxes_write("b.geojson", "A 0 0 10 10");
  for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
    g_autofree char *a = g_strdup_printf(
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":"
        "{\"key\":\"%s\",\"ok\":1},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[38500000,"
        "3400000],[38500010,3400000],[38500010,3400010],[38500000,3400010],[38500000,3400000]]]}}]}",
        codes[i].code);
    write_file("a.geojson", a);
    g_autofree char *text = project_of("of: class");
    g_auto(Checked) checked = check(text);
    g_autofree char *found = boxes_found(checked.results, "X");
    if (strcmp(found, codes[i].found) != 0)
      fail_msg("'%s': found '%s', wanted '%s'", codes[i].code, found, codes[i].found);
  }
}

static void test_message(void **state)
{
  (void)state;
  boxes_write("a.geojson", "A 0 0 10 10");
  boxes_write("b.geojson", "A 0 0 10 8");
  static const struct {
    const char *limits, *en, *zh;
  } texts[] = {
      {"of: class, relative: 0.02",
       "total of a A: 100.00 m², of b A: 80.00 m² (planar area): they differ by 20.00 m² (25.00 %), "
       "at most 1.60 m² are allowed",
       "a A合计100.00平方米，b A合计80.00平方米（平面面积），相差20.00平方米（25.00%），限差1.60平方米"},
      {"absolute_m2: 5",
       "total of every a that the rule asks for: 100.00 m², of every b that the rule asks for: 80.00 m² "
       "(planar area): they differ by 20.00 m² (25.00 %), at most 5.00 m² are allowed",
       "符合规则条件的a合计100.00平方米，符合规则条件的b合计80.00平方米（平面面积），相差20.00平方米"
       "（25.00%），限差5.00平方米"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autofree char *text = project_of(texts[i].limits);
    g_auto(Checked) checked = check(text);
    const LtFinding *finding = outcome_of(checked.results, "X")->worst;
    assert_string_equal(finding->message.in[LT_LANG_EN], texts[i].en);
    assert_string_equal(finding->message.in[LT_LANG_ZH], texts[i].zh);
  }
}

int main(void)
{
  static const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows),
                                            cmocka_unit_test(test_classes),
                                            cmocka_unit_test(test_message)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
