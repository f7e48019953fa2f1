/* Kind `contains-point`: points inside, on the border and outside of squares; expectations from the
 * definition of OGC 06-103r4 (a polygon contains a point of its interior, none of its boundary). */
#include "unit/rules/fixture.h"

#include <math.h>

/* A and B share the edge E = 38500100; B has a hole around its middle; each is 100 m wide. */
static const char squares[] =
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"key\":\"A\",\"kind\":\"x\"},\"geometry\":{\"type\":\"Polygon\","
    "\"coordinates\":[[[38500000,3400000],[38500100,3400000],[38500100,3400100],[38500000,3400100],"
    "[38500000,3400000]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"key\":\"B\",\"kind\":\"x\"},\"geometry\":{\"type\":\"Polygon\","
    "\"coordinates\":[[[38500100,3400000],[38500200,3400000],[38500200,3400100],[38500100,3400100],"
    "[38500100,3400000]],[[38500140,3400040],[38500140,3400060],[38500160,3400060],[38500160,3400040],"
    "[38500140,3400040]]]}}]}";

static const struct {
  const char *points, *count;
  LtState state;
  double a, b; /* values of the findings of A and B; NAN: none */
  const char *why;
} rows[] = {
    {"1,38500050,3400050\n2,38500120,3400050\n", "one", LT_STATE_PASS, NAN, NAN, "one in each"},
    {"1,38500050,3400050\n2,38500120,3400050\n", "at-least-one", LT_STATE_PASS, NAN, NAN, "one in each"},
    {"1,38500050,3400050\n", "one", LT_STATE_FAIL, NAN, 0, "none in B"},
    {"1,38500050,3400050\n2,38500051,3400050\n3,38500120,3400050\n", "one", LT_STATE_FAIL, 2, NAN,
     "two in A"},
    {"1,38500050,3400050\n2,38500051,3400050\n3,38500120,3400050\n", "at-least-one", LT_STATE_PASS,
     NAN, NAN, "two in A are enough"},
    {"1,38500100,3400050\n", "at-least-one", LT_STATE_FAIL, 0, 0, "on the common edge: in neither"},
    {"1,38500100,3400100\n", "one", LT_STATE_FAIL, 0, 0, "on a common corner"},
    {"1,38500099.9999,3400050\n2,38500100.0001,3400050\n", "one", LT_STATE_PASS, NAN, NAN,
     "one unit of the lattice beside the edge"},
    {"1,38500050,3400050\n2,38500150,3400050\n", "one", LT_STATE_FAIL, NAN, 0, "in the hole of B"},
    {"1,38500050,3400050\n2,38500140,3400050\n", "one", LT_STATE_FAIL, NAN, 0, "on the hole's border"},
    {"1,38400050,3400050\n", "one", LT_STATE_FAIL, 0, 0, "far away"},
    {"1,38500050,3400100\n2,38500050,3400050\n3,38500101,3400050\n", "one", LT_STATE_PASS, NAN, NAN,
     "one inside, one on the border"},
};

static const LtFinding *finding_of(const LtResults *results, const char *key)
{
  for (guint i = 0; i < results->findings->len; i++) {
    const LtFinding *finding = results->findings->pdata[i];
    if (strcmp(lt_object_key(&finding->a), key) == 0)
      return finding;
  }
  return NULL;
}

static char *project_text(const char *count, const char *where_b)
{
  return g_strdup_printf(
      HEAD "layers:\n  - {id: a, source: a.geojson, crs: \"EPSG:4526\", key: key}\n"
           "  - {id: p, source: p.csv, " XY "}\nrules:\n"
           "  - {id: X, kind: contains-point, severity: error, title: {zh: 一, en: a}, layers: {a: "
           "{layer: a}, b: {layer: p%s}}, limits: {count: %s}}\n",
      where_b, count);
}

static void test_places(void **state)
{
  (void)state;
  write_file("a.geojson", squares);
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *csv = g_strconcat("key,e,n\n", rows[i].points, NULL);
    write_file("p.csv", csv);
    g_autofree char *text = project_text(rows[i].count, "");
    g_auto(Checked) checked = check(text);
    const double wanted[] = {rows[i].a, rows[i].b};
    static const char *const keys[] = {"A", "B"};
    if (outcome_of(checked.results, "X")->state != rows[i].state)
      fail_msg("%s: state %d", rows[i].why, outcome_of(checked.results, "X")->state);
    for (size_t k = 0; k < G_N_ELEMENTS(keys); k++) {
      const LtFinding *finding = finding_of(checked.results, keys[k]);
      if ((finding == NULL) != isnan(wanted[k]) ||
          (finding != NULL && finding->value != wanted[k]))
        fail_msg("%s: finding of %s", rows[i].why, keys[k]);
    }
  }
}

/* Whether the second point takes part cannot be known: what depends on it is undetermined. */
static void test_unknown(void **state)
{
  (void)state;
  static const struct {
    const char *points, *count;
    LtState state;
    const char *why;
  } unknown[] = {
      {"1,38500050,3400050,1\n2,38500120,3400050,\n", "one", LT_STATE_UNDETERMINED, "B has it or none"},
      {"1,38500050,3400050,1\n2,38500120,3400050,1\n3,38500050,3400051,\n", "one",
       LT_STATE_UNDETERMINED, "A has one or two"},
      {"1,38500050,3400050,1\n2,38500120,3400050,1\n3,38500050,3400051,\n", "at-least-one",
       LT_STATE_PASS, "A has one anyway"},
      {"1,38500050,3400050,1\n2,38500120,3400050,\n3,38500121,3400050,\n", "one",
       LT_STATE_UNDETERMINED, "B has none, one or two"},
      {"1,38500050,3400050,1\n2,38500120,3400050,0\n", "one", LT_STATE_FAIL, "B has none"},
  };
  write_file("a.geojson", squares);
  for (size_t i = 0; i < G_N_ELEMENTS(unknown); i++) {
    g_autofree char *csv = g_strconcat("key,e,n,ok\n", unknown[i].points, NULL);
    write_file("p.csv", csv);
    g_autofree char *text = project_text(unknown[i].count, ", where: \"number(ok) = 1\"");
    g_auto(Checked) checked = check(text);
    if (outcome_of(checked.results, "X")->state != unknown[i].state)
      fail_msg("%s: state %d", unknown[i].why, outcome_of(checked.results, "X")->state);
  }
}

/* An object of several points counts once; the points of several are named, sorted. */
static void test_objects(void **state)
{
  (void)state;
  write_file("a.geojson", squares);
  write_file("p.geojson",
             "{\"type\":\"FeatureCollection\",\"features\":["
             "{\"type\":\"Feature\",\"properties\":{\"key\":\"2\"},\"geometry\":{\"type\":"
             "\"MultiPoint\",\"coordinates\":[[38500010,3400010],[38500020,3400020]]}},"
             "{\"type\":\"Feature\",\"properties\":{\"key\":\"1\"},\"geometry\":{\"type\":\"Point\","
             "\"coordinates\":[38500110,3400010]}},"
             "{\"type\":\"Feature\",\"properties\":{\"key\":\"0\"},\"geometry\":{\"type\":\"Point\","
             "\"coordinates\":[38500111,3400010]}},"
             "{\"type\":\"Feature\",\"properties\":{\"key\":\"no\"},\"geometry\":null}]}");
  g_auto(Checked) checked =
      check(HEAD "layers:\n  - {id: a, source: a.geojson, crs: \"EPSG:4526\", key: key}\n"
                 "  - {id: p, source: p.geojson, crs: \"EPSG:4526\", key: key}\nrules:\n"
                 "  - {id: X, kind: contains-point, severity: error, title: {zh: 一, en: a}, layers: "
                 "{a: {layer: a}, b: {layer: p}}, limits: {count: one}}\n");
  assert_null(finding_of(checked.results, "A"));
  const LtFinding *finding = finding_of(checked.results, "B");
  assert_non_null(finding);
  assert_string_equal(finding->id, "X/a:B");
  assert_true(finding->value == 2);
  assert_int_equal(finding->n_involved, 2);
  assert_string_equal(lt_object_key(&finding->involved[0].object), "0");
  assert_string_equal(finding->message.in[LT_LANG_EN], "a (B) contains more than one point (2) of p");
  assert_int_equal(outcome_of(checked.results, "X")->n_undetermined, 1); /* the one without a shape */
}

/* Points that may be off by 2 m: nearer to a border they may be inside or not, either way. */
static void test_accuracy(void **state)
{
  (void)state;
  static const struct {
    const char *points, *count;
    LtState state;
    size_t n_undetermined;
    const char *why;
  } accuracies[] = {
      {"1,38500050,3400050\n2,38500120,3400050\n", "one", LT_STATE_PASS, 0, "far from borders"},
      {"1,38500002.001,3400050\n2,38500120,3400050\n", "one", LT_STATE_PASS, 0, "just far enough"},
      {"1,38500002,3400050\n2,38500120,3400050\n", "one", LT_STATE_UNDETERMINED, 1, "just as far"},
      {"1,38499998.5,3400050\n2,38500120,3400050\n", "one", LT_STATE_UNDETERMINED, 1, "outside"},
      {"1,38499997.9,3400050\n2,38500120,3400050\n", "one", LT_STATE_FAIL, 0, "far outside"},
      {"1,38500050,3400050\n2,38500001,3400050\n3,38500120,3400050\n", "at-least-one",
       LT_STATE_PASS, 0, "one for certain is enough"},
      {"1,38500050,3400050\n2,38500001,3400050\n3,38500120,3400050\n", "one", LT_STATE_UNDETERMINED,
       1, "one or two"},
      {"1,38500050,3400050\n2,38500120,3400050\n3,38500141,3400050\n", "one", LT_STATE_UNDETERMINED,
       1, "in the hole, near its border"},
      {"1,38500100,3400050\n", "at-least-one", LT_STATE_UNDETERMINED, 2, "on the common edge"},
      {"1,38499998.6,3399998.6\n2,38500120,3400050\n", "one", LT_STATE_UNDETERMINED, 1,
       "diagonally, 1.98 m from the corner"},
      {"1,38499998.5,3399998.5\n2,38500120,3400050\n", "one", LT_STATE_FAIL, 0,
       "diagonally, 2.12 m from the corner"},
  };
  write_file("a.geojson", squares);
  for (size_t i = 0; i < G_N_ELEMENTS(accuracies); i++) {
    g_autofree char *csv = g_strconcat("key,e,n\n", accuracies[i].points, NULL);
    write_file("p.csv", csv);
    g_autofree char *plain = project_text(accuracies[i].count, "");
    g_auto(GStrv) parts = g_strsplit(plain, "source: p.csv,", 2);
    g_autofree char *text = g_strjoinv("source: p.csv, accuracy_m: 2,", parts);
    g_auto(Checked) checked = check(text);
    const LtOutcome *outcome = outcome_of(checked.results, "X");
    if (outcome->state != accuracies[i].state ||
        outcome->n_undetermined != accuracies[i].n_undetermined)
      fail_msg("%s: state %d, %zu undetermined", accuracies[i].why, outcome->state,
               outcome->n_undetermined);
  }
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_places),
      cmocka_unit_test(test_unknown),
      cmocka_unit_test(test_objects),
      cmocka_unit_test(test_accuracy),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
