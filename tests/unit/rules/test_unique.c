/* Kind `unique`: which values come more than once, by counting them by hand. */
#include "unit/rules/fixture.h"

#include <math.h>

/* The places of the objects mean nothing. */
#define NO_PLACES "  - {id: IN-CRS, enabled: false}\n"
#define LAYER "layers:\n  - {id: p, source: p.csv, " XY "}\nrules:\n" NO_PLACES
#define RULE                                                                                       \
  "  - {id: X, kind: unique, severity: error, title: {zh: 一, en: a}, layers: {a: {layer: p%s}}%s}\n"

#define NO_KEY "  - {id: q, source: q.csv, x: e, y: n, crs: \"EPSG:4526\"}\n"
#define ALL "rules:\n" NO_PLACES "  - {id: X, kind: unique, severity: error, title: {zh: 一, en: a}}\n"

static const struct {
  const char *rows; /* key,part,e,n,ok */
  const char *limits;
  LtState state;
  size_t n_findings;
  const char *ids, *why;
} rows[] = {
    {"1,a,1,1,1\n2,a,2,2,1\n", "", LT_STATE_PASS, 0, "", "two keys"},
    {"1,a,1,1,1\n", "", LT_STATE_PASS, 0, "", "one object"},
    {"1,a,1,1,1\n1,b,2,2,1\n", "", LT_STATE_FAIL, 1, "X/duplicate/p:1", "the same key twice"},
    {"1,a,1,1,1\n 1　,b,2,2,1\n", "", LT_STATE_FAIL, 1, "X/duplicate/p:1", "blanks do not count"},
    {"01,a,1,1,1\n1,b,2,2,1\n", "", LT_STATE_PASS, 0, "", "a code is a text, not a number"},
    {"a/b,a,1,1,1\n\"a/b\",b,2,2,1\nc,a,3,3,1\nc,a,4,4,1\nc,a,5,5,1\n", "", LT_STATE_FAIL, 2,
     "X/duplicate/p:a%2Fb X/duplicate/p:c", "two values, of two and of three objects"},
    {"1,a,1,1,1\n1,b,2,2,1\n", ", limits: {columns: [key, part]}", LT_STATE_PASS, 0, "",
     "both together are unique"},
    {"1,a,1,1,1\n1,a,2,2,1\n", ", limits: {columns: [key, part]}", LT_STATE_FAIL, 1,
     "X/duplicate/p:1%1Fa", "both together come twice"},
    {"1,ab,1,1,1\n1a,b,2,2,1\n", ", limits: {columns: [key, part]}", LT_STATE_PASS, 0, "",
     "1 with ab is not 1a with b"},
    {"1,a,1,1,1\n2,a,2,2,1\n", ", limits: {columns: part}", LT_STATE_FAIL, 1, "X/duplicate/p:a",
     "another column than the key"},
    {"1,a,1,1,1\n,b,2,2,1\n", "", LT_STATE_FAIL, 1, "X/missing/p:@", "one without a key"},
    {",a,1,1,1\n 　,b,2,2,1\n3,b,2,2,1\n", "", LT_STATE_FAIL, 2, "X/missing/p:@ X/missing/p:@",
     "two without: blanks are none"},
    {",a,1,1,1\n,b,2,2,1\n", "", LT_STATE_FAIL, 1, "X/missing/p:", "none has one: said once"},
    {"1,,1,1,1\n2,b,2,2,1\n", ", limits: {columns: [key, part]}", LT_STATE_FAIL, 1,
     "X/missing/p:1", "one column of two is blank"},
    {"1,a,1,1,1\n1,b,2,2,\n", "", LT_STATE_UNDETERMINED, 0, "", "the second may not take part"},
    {"1,a,1,1,1\n1,b,2,2,0\n", "", LT_STATE_PASS, 0, "", "the second does not"},
    {"1,a,1,1,1\n1,b,2,2,1\n1,c,3,3,\n", "", LT_STATE_FAIL, 1, "X/duplicate/p:1",
     "two that take part, one that may"},
    {"1,a,1,1,1\n", ", limits: {columns: [nothing]}", LT_STATE_SKIPPED, 0, "", "no such column"},
};

/* Findings in their order, each id as far as its hash. */
static char *ids_of(const LtResults *results)
{
  GString *ids = g_string_new(NULL);
  for (guint i = 0; i < results->findings->len; i++) {
    const char *id = ((LtFinding *)results->findings->pdata[i])->id;
    size_t n = strchr(id, '@') == NULL ? strlen(id) : (size_t)(strchr(id, '@') - id) + 1;
    g_string_append_printf(ids, "%s%.*s", i == 0 ? "" : " ", (int)n, id);
  }
  return g_string_free(ids, FALSE);
}

static Checked check_rows(const char *text, const char *where, const char *limits)
{
  g_autofree char *csv = g_strconcat("key,part,e,n,ok\n", text, NULL);
  g_autofree char *project = g_strdup_printf(HEAD LAYER RULE, where, limits);
  write_file("p.csv", csv);
  return check(project);
}

static void test_values(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_auto(Checked) checked = check_rows(rows[i].rows, ", where: \"number(ok) = 1\"", rows[i].limits);
    g_autofree char *ids = ids_of(checked.results);
    if (outcome_of(checked.results, "X")->state != rows[i].state ||
        checked.results->findings->len != rows[i].n_findings || strcmp(ids, rows[i].ids) != 0)
      fail_msg("%s: state %d, %s", rows[i].why, outcome_of(checked.results, "X")->state, ids);
  }
}

static void test_finding(void **state)
{
  (void)state;
  g_auto(Checked) checked = check_rows("7,a,10,20,1\n8,a,1,1,1\n7,b,30,40,1\n7,c,5,6,1\n", "", "");
  const LtFinding *finding = checked.results->findings->pdata[0];
  assert_string_equal(finding->fault, "duplicate");
  assert_string_equal(finding->field, "key");
  assert_string_equal(finding->unit, "count");
  assert_true(finding->value == 3 && finding->limit == 1);
  assert_int_equal(finding->n_involved, 3);
  assert_true(finding->has_place);
  for (size_t i = 0; i < 3; i++)
    assert_string_equal(lt_object_key(&finding->involved[i].object), "7");
  assert_true(lt_object_compare(&finding->a, &finding->involved[0].object) == 0);
  assert_string_equal(finding->message.in[LT_LANG_EN],
                      "p: key '7' is not unique, objects that have it: 3");
  assert_int_equal(outcome_of(checked.results, "X")->n_checked, 4);
}

/* A rule without layers asks all that have a key. */
static void test_all_layers(void **state)
{
  (void)state;
  write_file("p.csv", "key,e,n\n1,1,1\n1,2,2\n");
  write_file("q.csv", "key,e,n\n1,1,1\n1,2,2\n");
  g_auto(Checked) checked = check(HEAD "layers:\n  - {id: p, source: p.csv, " XY "}\n" NO_KEY
                                       "  - {id: r, source: q.csv, " XY "}\n"
                                       "  - {id: s, source: none.csv, optional: true, " XY "}\n" ALL);
  g_autofree char *ids = ids_of(checked.results);
  assert_string_equal(ids, "X/duplicate/p:1 X/duplicate/r:1");
  assert_int_equal(outcome_of(checked.results, "X")->n_checked, 4);
  g_auto(Checked) none = check(HEAD "layers:\n" NO_KEY ALL);
  assert_int_equal(outcome_of(none.results, "X")->state, LT_STATE_SKIPPED);
}

static void test_refused(void **state)
{
  (void)state;
  write_file("p.csv", "key,e,n\n1,1,1\n");
  lt_language_set(LT_LANG_EN);
  g_autoptr(GError) error = NULL;
  g_autoptr(LtProject) project =
      load(HEAD LAYER "  - {id: X, kind: unique, severity: error, title: {zh: 一, en: a}, limits: {columns: key}}\n");
  assert_false(lt_check_rules(project, &error));
  assert_string_equal(error->message,
                      "p.yaml:7:5: rule 'X' does not name the layers that kind 'unique' takes");
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_values),
      cmocka_unit_test(test_finding),
      cmocka_unit_test(test_all_layers),
      cmocka_unit_test(test_refused),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
