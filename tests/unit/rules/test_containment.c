/* Kinds `covers`, `covers-each-other`, `inside` and `boundary`, on rectangles whose areas and borders are
 * told by their sides. */
#include "unit/rules/boxes.h"

#include <stdlib.h>

#define A_B "a: {layer: a}, b: {layer: b}"
#define A_B_OK "a: {layer: a, where: \"ok = 1\"}, b: {layer: b, where: \"ok = 1\"}"
#define TEN "A 0 0 10 10"

static const BoxesRow covers[] = {
    {"by one of the same shape", TEN, "1 0 0 10 10", "", ""},
    {"by a larger one", TEN, "1 -5 -5 20 20", "", ""},
    {"by two side by side", TEN, "1 0 0 6 10; 2 6 0 10 10", "", ""},
    {"by two that overlap", TEN, "1 0 0 6 10; 2 4 0 10 10", "", ""},
    {"a strip is left", TEN, "1 0 0 6 10; 2 7 0 10 10", "", "a:A=10"},
    {"two pieces of one object are one finding", TEN, "1 1 0 9 10", "", "a:A=20"},
    {"by nothing", TEN, "1 50 50 60 60", "", "a:A=100"},
    {"what b has more says nothing", TEN, "1 0 0 10 10; 2 50 50 60 60", "", ""},
    {"each object by itself", "A 0 0 10 10; B 20 0 30 10", "1 0 0 10 9; 2 20 0 30 8", "",
     "a:A=10 a:B=20"},
    {"only the other object of a covers", "A 0 0 10 10; B 0 0 10 10", "1 90 90 91 91", "",
     "a:A=100 a:B=100"},
    {"on the limit of the area", TEN, "1 0 0 10 9", "min_area_m2: 10", "a:A=10"},
    {"under it", TEN, "1 0 0 10 9", "min_area_m2: 10.01", "~1"},
    {"over the limit of the width", TEN, "1 0 0 10 9", "min_width_m: 0.99", "a:A=10"},
    {"under it", TEN, "1 0 0 10 9", "min_width_m: 1.01", "~1"},
    {"one piece of two is tolerated", TEN, "1 0.1 0 8 10", "min_width_m: 1", "a:A=20 ~1"},
    {"a hole of b", TEN, "1 0 0 10 10 - 4 4 6 6", "", "a:A=4"},
};

static const BoxesRow covers_unknown[] = {
    {"whether b takes part decides", TEN, "(1) 0 0 10 10", "", "?A"},
    {"another b covers anyway", TEN, "(1) 0 0 10 10; 2 0 0 10 10", "", ""},
    {"ground is left in both cases, more in one", TEN, "(1) 0 0 10 8", "", "?A a:A=20"},
    {"the same ground in both cases", TEN, "(1) 0 0 5 8; 2 0 0 10 8", "", "a:A=20"},
    {"a may take no part", "(A) 0 0 10 10", "1 0 0 10 8", "", "?A"},
    {"a may take no part, and is covered", "(A) 0 0 10 10", "1 0 0 10 10", "", ""},
    {"what is left without b is tolerated", TEN, "1 0 0 10 9.9; (2) 0 9 10 10", "min_width_m: 1", ""},
};

/* A list of b: a second layer beside that of the row. */
typedef struct {
  const char *b2;
  BoxesRow row;
} ListRow;

static const ListRow covers_list[] = {
    {"2 6 0 10 10", {"by two layers side by side", TEN, "1 0 0 6 10", "", ""}},
    {"2 6 -3 12 13", {"the vertices of their seam differ", TEN, "1 0 0 6 10", "", ""}},
    {"2 5 0 10 10", {"they overlap", TEN, "1 0 0 6 10", "", ""}},
    {"2 7 0 10 10", {"a strip is left at the seam", TEN, "1 0 0 6 10", "", "a:A=10"}},
    {"2 6.0001 0 10 10", {"one of the lattice's width", TEN, "1 0 0 6 10", "min_width_m: 0.001",
                          "~1"}},
    {"2 0 0 10 10", {"the second alone", TEN, "1 50 50 60 60", "", ""}},
    {"2 50 50 60 60", {"the first alone", TEN, "1 0 0 10 10", "", ""}},
    {"2 60 50 61 60", {"none", TEN, "1 50 50 60 60", "", "a:A=100"}},
    {"2 4 4 6 6", {"the second fills a hole of the first", TEN, "1 0 0 10 10 - 4 4 6 6", "", ""}},
    {"(2) 6 0 10 10", {"whether the second takes part decides", TEN, "1 0 0 6 10", "", "?A"}},
    {"(2) 6 0 10 10", {"so it does of both", TEN, "(1) 0 0 6 10", "", "?A"}},
    {"2 6 0 10 10", {"or of the first only", TEN, "(1) 0 0 6 10", "", "?A"}},
    {"(2) 6 0 10 8", {"ground is left in both cases", TEN, "1 0 0 6 10", "", "?A a:A=8"}},
};

static const BoxesRow each_other[] = {
    {"the same ground", TEN, "1 0 0 6 10; 2 6 0 10 10", "", ""},
    {"a lacks", TEN, "1 0 0 12 10", "", "b:1=20"},
    {"b lacks", TEN, "1 0 0 9 10", "", "a:A=10"},
    {"both lack", TEN, "1 1 0 12 10", "", "a:A=10 b:1=20"},
    {"on the limit", TEN, "1 1 0 12 10", "min_area_m2: 20", "b:1=20 ~1"},
};

static const BoxesRow inside[] = {
    {"the same shape", TEN, "1 0 0 10 10", "", ""},
    {"in a larger one", TEN, "1 -5 -5 20 20", "", ""},
    {"along its border", TEN, "1 0 0 20 20; 2 20 0 40 20", "", ""},
    {"two together cover it, none alone", TEN, "1 0 0 6 10; 2 6 0 10 10", "", "a:A/b:1=40"},
    {"halves: the smaller identity", TEN, "2 0 0 5 10; 1 5 0 10 10", "", "a:A/b:1=50"},
    {"equal but for the order in which parts are added up", TEN,
     "2 1 0 1.01 10 + 2 0 2.02 10 + 3 0 3.03 10; 1 1 0 1.03 10 + 2 0 2.02 10 + 3 0 3.01 10", "",
     "a:A/b:1=99.4"},
    {"and the other way about", TEN,
     "1 1 0 1.01 10 + 2 0 2.02 10 + 3 0 3.03 10; 2 1 0 1.03 10 + 2 0 2.02 10 + 3 0 3.01 10", "",
     "a:A/b:1=99.4"},
    {"one and a bit of another", TEN, "1 0 0 9 10; 2 9 0 9.5 10", "", "a:A/b:1=10"},
    {"one only, and ground of none", TEN, "1 0 0 9 10", "", "a:A/b:1=10"},
    {"in none", TEN, "1 50 50 60 60", "", "a:A=100"},
    {"touching is not inside", TEN, "1 10 0 20 10", "", "a:A=100"},
    {"two that overlap, inside of one", TEN, "1 0 0 10 10; 2 5 0 20 10", "", ""},
    {"two that overlap, inside of both", TEN, "1 0 0 10 10; 2 0 0 20 10", "", ""},
    {"inside of a part", TEN, "1 0 0 10 10 + 50 50 60 60", "", ""},
    {"on the limit of the area", TEN, "1 0 0 9 10; 2 9 0 20 10", "min_area_m2: 10", "a:A/b:1=10"},
    {"under it", TEN, "1 0 0 9 10; 2 9 0 20 10", "min_area_m2: 10.01", "~1"},
    {"under it, with one only", TEN, "1 0 0 9 10", "min_area_m2: 10.01", "~1"},
    {"over the limit of the width", TEN, "1 0 0 9 10; 2 9 0 20 10", "min_width_m: 0.99",
     "a:A/b:1=10"},
    {"under it", TEN, "1 0 0 9 10; 2 9 0 20 10", "min_width_m: 1.01", "~1"},
    {"several objects", "A 0 0 10 10; B 20 0 30 10; C 40 0 50 10", "1 0 0 24 10; 2 24 0 60 10", "",
     "a:B/b:2=40"},
};

static const BoxesRow inside_unknown[] = {
    {"in one that may take no part", TEN, "(1) 0 0 10 10", "", "?A/1"},
    {"of equals one that certainly takes part", TEN,
     "(1) 1 0 1.01 10 + 2 0 2.02 10 + 3 0 3.03 10; 2 1 0 1.03 10 + 2 0 2.02 10 + 3 0 3.01 10", "",
     "a:A/b:2=99.4"},
    {"and in one that does", TEN, "(1) 0 0 10 10; 2 0 0 10 10", "", ""},
    {"in none of both", TEN, "(1) 0 0 10 8; 2 0 8 10 10", "", "a:A/b:1=20"},
    {"a may take no part", "(A) 0 0 10 10", "1 0 0 10 8", "", "?A/1"},
};

static const BoxesRow boundary[] = {
    {"of the same shape", TEN, "1 0 0 10 10", "", ""},
    {"each side on that of another", TEN, "1 0 0 20 10; 2 0 0 10 20; 3 10 -5 20 15", "", ""},
    {"from outside: neighbours all around", TEN, "1 -9 -9 0 19; 2 10 -9 19 19; 3 0 -9 10 0; 4 0 10 10 19",
     "", ""},
    {"divided otherwise", TEN, "1 0 0 6 10; 2 6 0 10 10", "", ""},
    {"one side is off", TEN, "1 0 0 9 10", "", "a:A=12"},
    {"a border through the middle is none of its sides", TEN, "1 5 -5 20 20", "", "a:A=40"},
    {"nothing there", TEN, "1 50 50 60 60", "", "a:A=40"},
    {"a touch at a corner", TEN, "1 10 10 20 20", "", "a:A=40"},
    {"the border of a hole", "A 0 0 10 10 - 4 4 6 6", "1 0 0 10 10", "", "a:A=8"},
    {"a hole of b lies on it", TEN, "1 -5 -5 20 20 - 0 0 10 10", "", ""},
    {"on the limit", TEN, "1 0 0 9 10", "min_length_m: 12", "a:A=12"},
    {"under it", TEN, "1 0 0 9 10", "min_length_m: 12.01", "~1"},
    {"two lines of one object are one finding", TEN, "1 0 0 10 1; 2 0 9 10 10", "", "a:A=16"},
    {"two lines under the limit", TEN, "1 0 0 10 1; 2 0 9 10 10", "min_length_m: 17", "~2"},
};

static const BoxesRow boundary_unknown[] = {
    {"whether b takes part decides", TEN, "(1) 0 0 10 10", "", "?A"},
    {"another b has it anyway", TEN, "(1) 0 0 10 10; 2 0 0 10 10", "", ""},
    {"off in both cases, more in one", TEN, "(1) 0 0 9 10", "", "?A a:A=12"},
    {"as long in both cases", TEN, "(1) 0 0 9 10; 2 0 0 9 10", "", "a:A=12"},
    {"a may take no part", "(A) 0 0 10 10", "1 0 0 9 10", "", "?A"},
};

#define RUN(kind, layers, rows)                                                                    \
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)                                                  \
  boxes_check_row(kind, layers, &rows[i])

static void test_covers_list(void **state)
{
  (void)state;
  static const char layers[] =
      "a: {layer: a, where: \"ok = 1\"}, "
      "b: [{layer: b, where: \"ok = 1\"}, {layer: b2, where: \"ok = 1\"}]";
  for (size_t i = 0; i < G_N_ELEMENTS(covers_list); i++) {
    boxes_write("b2.geojson", covers_list[i].b2);
    boxes_check_row("covers", layers, &covers_list[i].row);
  }
}

/* Layers of a pack's list that the project lacks are left out, and told. */
static void test_covers_list_absent(void **state)
{
  (void)state;
  boxes_write("a.geojson", TEN);
  boxes_write("b.geojson", "1 0 0 6 10");
  boxes_write("c.geojson", "2 6 0 10 10");
  static const struct {
    const char *list;
    LtState state;
    const char *reason;
  } rows[] = {
      {"[{layer: b}, {layer: c}]", LT_STATE_PASS, NULL},
      {"[{layer: none}, {layer: b}, {layer: c}]", LT_STATE_PASS,
       "compared without none, which the project does not have"},
      {"[{layer: none}, {layer: c}, {layer: optional}]", LT_STATE_FAIL,
       "compared without none, optional, which the project does not have"},
      {"[{layer: none}, {layer: other}]", LT_STATE_SKIPPED, "the project has none of the layers none, other"},
      {"[{layer: b}, {layer: c, where: lacking = 1}]", LT_STATE_SKIPPED,
       "layer 'c' lacks a field the rule needs: no field 'lacking' in the condition, near: fid, "
       "class_name, class_group, key, ok, name, class"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *pack = g_strdup_printf(
        "lantu: 1\nrules:\n  - {id: X, kind: covers, severity: error, title: {zh: 一, en: a}, "
        "layers: {a: {layer: a}, b: %s}}\n", rows[i].list);
    write_file("pack.yaml", pack);
    g_auto(Checked) checked = check(
        "lantu: 1\nproject: {name: p, crs: \"EPSG:4526\", area: planar}\nextends: [pack.yaml]\n"
        "layers:\n"
        "  - {id: a, source: a.geojson, crs: \"EPSG:4526\", key: key}\n"
        "  - {id: b, source: b.geojson, crs: \"EPSG:4526\", key: key}\n"
        "  - {id: c, source: c.geojson, crs: \"EPSG:4526\", key: key}\n"
        "  - {id: optional, source: none.geojson, optional: true}\n");
    const LtOutcome *outcome = outcome_of(checked.results, "X");
    assert_int_equal(outcome->state, rows[i].state);
    if (g_strcmp0(outcome->reason.in[LT_LANG_EN], rows[i].reason) != 0)
      fail_msg("%s: %s", rows[i].list, outcome->reason.in[LT_LANG_EN]);
  }
}

/* A list that cannot be is refused before anything is read. */
static void test_lists_refused(void **state)
{
  (void)state;
  static const struct {
    const char *kind, *list, *wanted;
  } rows[] = {
      {"inside", "[{layer: b}, {layer: b2}]", "takes so many layers b at most: 1"},
      {"covers", "[{layer: b}, {layer: a}]", "names layer 'a' twice"},
      {"covers", "[{layer: b}, {layer: b2}, {layer: b}]", "names layer 'b' twice"},
      {"covers", "[{layer: a}]", "a and b must be different layers"},
      {"covers", "[]", "'b' is empty"},
      {"covers", "[{layer: b}, {layer: none}]", "no layer 'none'"},
      {"covers", "[{layer: b}, {where: ok = 1}]", "'layer' is missing"},
      {"covers", "[b, c]", "a mapping (key: value) is expected here"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = g_strdup_printf(
        BOXES_HEAD "  - {id: X, kind: %s, severity: error, title: {zh: 一, en: a}, "
                   "layers: {a: {layer: a}, b: %s}}\n", rows[i].kind, rows[i].list);
    write_file("p.yaml", text);
    g_autoptr(GError) error = NULL;
    g_autoptr(LtProject) project = lt_project_load("p.yaml", &error);
    if (project != NULL)
      assert_false(lt_check_rules(project, &error));
    if (strstr(error->message, rows[i].wanted) == NULL)
      fail_msg("%s %s: %s", rows[i].kind, rows[i].list, error->message);
  }
}

static void test_covers(void **state)
{
  (void)state;
  RUN("covers", A_B, covers);
  RUN("covers", A_B_OK, covers_unknown);
}

static void test_each_other(void **state)
{
  (void)state;
  RUN("covers-each-other", A_B, each_other);
}

static void test_inside(void **state)
{
  (void)state;
  RUN("inside", A_B, inside);
  RUN("inside", A_B_OK, inside_unknown);
}

static void test_boundary(void **state)
{
  (void)state;
  RUN("boundary", A_B, boundary);
  RUN("boundary", A_B_OK, boundary_unknown);
}

/* Lines, their length, a place on or beside them; the ledger has lengths. */
static void test_lines(void **state)
{
  (void)state;
  boxes_write("a.geojson", "A 0 0 10 10; B 20 0 30 10");
  boxes_write("b.geojson", "1 0 0 9 10; 2 20 0 29.5 10");
  g_auto(Checked) checked = check(
      BOXES_HEAD "  - {id: X, kind: boundary, severity: error, title: {zh: 一, en: a}, layers: {" A_B
                 "}, limits: {min_length_m: 11.5}}\n");
  const LtOutcome *outcome = outcome_of(checked.results, "X");
  assert_int_equal(outcome->n_findings, 1);
  const LtFinding *finding = outcome->worst;
  assert_int_equal(finding->shape->types[0], LT_GEOM_LINE);
  assert_string_equal(finding->unit, "m");
  assert_true(finding->value == 12 && finding->limit == 11.5 && isnan(finding->areas.planar_m2));
  assert_string_equal(finding->message.in[LT_LANG_EN],
                      "a (A): 12.00 m of its boundary are not on a boundary of b");
  assert_string_equal(finding->message.in[LT_LANG_ZH], "a（A）的边界有12.00米不在b的边界上");
  assert_true(llabs(finding->place.x - 385000100000) <= 10001 && finding->has_place);
  assert_true(fabs(outcome->tolerated_length_m - 11) < 1e-9 && isnan(outcome->tolerated_mu));
}

/* Shape, share, place and words of a finding. */
static void test_finding(void **state)
{
  (void)state;
  boxes_write("a.geojson", "A 0 0 100 100");
  boxes_write("b.geojson", "1 0 0 100 90");
  g_auto(Checked) checked =
      check(BOXES_HEAD "  - {id: X, kind: covers, severity: error, title: {zh: 一, en: a}, layers: {" A_B
                       "}}\n  - {id: Y, kind: inside, severity: error, title: {zh: 一, en: a}, layers: {" A_B
                       "}}\n");
  static const char *const en[] = {
      "a (A): 1.50 mu (1000.00 m², planar area) not covered by b, 10.00 m at the widest",
      "a (A): 1.50 mu (1000.00 m², planar area) outside b (1), 10.00 m at the widest"};
  static const char *const zh[] = {"a（A）有1.50亩（1000.00平方米，平面面积）未被b覆盖，最宽10.00米",
                                   "a（A）有1.50亩（1000.00平方米，平面面积）在b（1）之外，最宽10.00米"};
  for (size_t i = 0; i < 2; i++) {
    const LtFinding *finding = outcome_of(checked.results, i == 0 ? "X" : "Y")->worst;
    assert_string_equal(finding->message.in[LT_LANG_EN], en[i]);
    assert_string_equal(finding->message.in[LT_LANG_ZH], zh[i]);
    assert_true(fabs(finding->share_a - 0.1) < 1e-9 && isnan(finding->share_b));
    assert_true(finding->place.y > 34000900000 && finding->place.y < 34001000000);
    LtBox box = lt_shapes_box(finding->shape, 0);
    assert_true(box.max.y - box.min.y == 100000 && box.max.x - box.min.x == 1000000);
  }
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_covers),
      cmocka_unit_test(test_covers_list),
      cmocka_unit_test(test_covers_list_absent),
      cmocka_unit_test(test_lists_refused),
      cmocka_unit_test(test_each_other),
      cmocka_unit_test(test_inside),
      cmocka_unit_test(test_boundary),
      cmocka_unit_test(test_lines),
      cmocka_unit_test(test_finding),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
