/* Order, ids and sums of the results, made by hand. */
#include "unit/rules/fixture.h"

#include <math.h>

#define RULE(id, kind) "  - {id: " id ", kind: " kind ", severity: error, title: {zh: 一, en: a}, "
#define TEXT                                                                                       \
  HEAD "layers:\n  - {id: a, source: z.csv, " XY "}\n  - {id: b, source: z.csv, " XY "}\n"         \
       "rules:\n" RULE(                                                                            \
           "R-2", "distance") "limits: {distance_m: 9}, layers: {a: {layer: a}, b: "               \
                              "{layer: b}}}\n" RULE(                                               \
                                  "R-1", "overlap") "layers: {a: {layer: a}, b: {layer: b}}}\n"

static char *names_a[] = {"A/1", "A", "A:1"}, *names_b[] = {"B", "C"};
static const LtLayer layer_a = {.id = "a", .identities = names_a};
static const LtLayer layer_b = {.id = "b", .identities = names_b};

static LtFinding finding(const LtRule *rule, size_t a, size_t b, const char *unit, double value)
{
  bool is_area = strcmp(unit, "m2") == 0;
  double m2 = is_area ? value : NAN;
  return (LtFinding){.rule = rule,
                     .severity = rule->severity,
                     .a = {&layer_a, a},
                     .b = {&layer_b, b},
                     .unit = unit,
                     .value = value,
                     .limit = NAN,
                     .less_is_worse = !is_area,
                     .areas = {m2, m2}};
}

static LtResults *results_make(const LtProject *project, bool is_backwards)
{
  const LtRule *overlap = rule_of(project, "R-1"), *distance = rule_of(project, "R-2");
  LtResults *results = lt_results_new(project);
  for (size_t i = 0; i < project->n_rules; i++)
    results->outcomes[results->n_outcomes++] = (LtOutcome){.rule = &project->rules[i]};
  const LtFinding findings[] = {
      finding(distance, 1, 1, "m", 5),    finding(distance, 0, 0, "m", 3),
      finding(overlap, 2, 0, "m2", 1000), finding(overlap, 0, 1, "m2", 2000),
      finding(overlap, 0, 0, "m2", 1000),
  };
  size_t n = G_N_ELEMENTS(findings);
  for (size_t i = 0; i < n; i++)
    lt_results_add_finding(results, findings[is_backwards ? n - 1 - i : i]);
  lt_results_finish(results);
  return results;
}

static void test_order(void **state)
{
  (void)state;
  /* By rule, then a, then b, as the bytes of the identities sort: "A/1" < "A:1". */
  static const char *const ids[] = {"R-1/a:A%2F1/b:B", "R-1/a:A%2F1/b:C", "R-1/a:A%3A1/b:B",
                                    "R-2/a:A/b:C", "R-2/a:A%2F1/b:B"};
  g_autoptr(LtProject) project = load(TEXT);
  for (int is_backwards = 0; is_backwards < 2; is_backwards++) {
    g_autoptr(LtResults) results = results_make(project, is_backwards);
    assert_int_equal(results->findings->len, G_N_ELEMENTS(ids));
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
      assert_string_equal(((LtFinding *)results->findings->pdata[i])->id, ids[i]);
  }
}

static void test_sums(void **state)
{
  (void)state;
  g_autoptr(LtProject) project = load(TEXT);
  g_autoptr(LtResults) results = results_make(project, false);
  const LtOutcome *overlap = outcome_of(results, "R-1"), *distance = outcome_of(results, "R-2");
  assert_int_equal(overlap->state, LT_STATE_FAIL);
  assert_int_equal(overlap->n_findings, 3);
  assert_true(fabs(overlap->mu - 6) < 1e-9);  /* 4000 m² at 2000/3 m² a mu */
  assert_true(overlap->worst->value == 2000); /* the largest area */
  assert_int_equal(distance->n_findings, 2);
  assert_true(isnan(distance->mu));
  assert_true(distance->worst->value == 3); /* the nearest */
  assert_int_equal(outcome_of(results, "IN-NULL")->state, LT_STATE_PASS);
  assert_int_equal(lt_results_finding_count(results, LT_SEVERITY_ERROR), 5);
}

/* What is undetermined is never a pass; a finding goes before it. */
static void test_states(void **state)
{
  (void)state;
  g_autoptr(LtProject) project = load(TEXT);
  for (int has_finding = 0; has_finding < 2; has_finding++) {
    g_autoptr(LtResults) results = lt_results_new(project);
    const LtRule *rule = rule_of(project, "R-1");
    results->outcomes[results->n_outcomes++] = (LtOutcome){.rule = rule};
    lt_results_add_undetermined(results, (LtUndetermined){.rule = rule, .a = {&layer_a, 0}, .value = NAN});
    if (has_finding)
      lt_results_add_finding(results, finding(rule, 0, 0, "m2", 1));
    lt_results_finish(results);
    assert_int_equal(results->outcomes[0].state,
                     has_finding ? LT_STATE_FAIL : LT_STATE_UNDETERMINED);
    assert_int_equal(results->outcomes[0].n_undetermined, 1);
  }
}

static void test_round(void **state)
{
  (void)state;
  assert_true(lt_round(2.345678, 2) == 2.35);
  assert_true(lt_round(-0.001, 2) == 0 && !signbit(lt_round(-0.001, 2)));
  assert_true(isnan(lt_round(NAN, 2)));
}

static LtFinding marked(const LtRule *rule, const char *mark, int64_t x, double value)
{
  LtFinding made = lt_finding_new(rule, (LtObject){0}, "m2");
  made.fault = "gap";
  made.mark = g_strdup(mark);
  made.value = value;
  made.has_place = true;
  made.place = (LtPoint){x, 5};
  return made;
}

/* What has no objects is named by its mark; the place is told only where marks are the same. A fault
 * of its own has an id of its own. */
static void test_marks(void **state)
{
  (void)state;
  static const char *const ids[] = {"R-1/gap/m1/0.0001,0.0005", "R-1/gap/m1/0.0002,0.0005",
                                    "R-1/gap/m2", "R-1/a:A%2F1/b:B", "R-1/overlap/a:A%2F1/b:B"};
  g_autoptr(LtProject) project = load(TEXT);
  const LtRule *rule = rule_of(project, "R-1");
  for (int is_backwards = 0; is_backwards < 2; is_backwards++) {
    LtFinding with_fault = finding(rule, 0, 0, "m2", 1);
    with_fault.fault = "overlap";
    const LtFinding findings[] = {with_fault, finding(rule, 0, 0, "m2", 1), marked(rule, "m2", 9, 1),
                                  marked(rule, "m1", 2, 1), marked(rule, "m1", 1, 1)};
    g_autoptr(LtResults) results = lt_results_new(project);
    results->outcomes[results->n_outcomes++] = (LtOutcome){.rule = rule};
    for (size_t i = 0; i < G_N_ELEMENTS(findings); i++)
      lt_results_add_finding(results, findings[is_backwards ? G_N_ELEMENTS(findings) - 1 - i : i]);
    lt_results_finish(results);
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
      assert_string_equal(((LtFinding *)results->findings->pdata[i])->id, ids[i]);
  }
}

/* Areas, lengths and counts are not compared with each other: the worst is an area where one is. */
static void test_worst_of_units(void **state)
{
  (void)state;
  g_autoptr(LtProject) project = load(TEXT);
  const LtRule *rule = rule_of(project, "R-1");
  static const char *const units[] = {"count", "m", "m2"};
  for (size_t n = 1; n <= G_N_ELEMENTS(units); n++) {
    g_autoptr(LtResults) results = lt_results_new(project);
    results->outcomes[results->n_outcomes++] = (LtOutcome){.rule = rule};
    for (size_t i = 0; i < n; i++) {
      LtFinding made = finding(rule, i, 0, units[i], 100.0 / (double)(i + 1));
      made.less_is_worse = false;
      lt_results_add_finding(results, made);
    }
    lt_results_finish(results);
    assert_string_equal(results->outcomes[0].worst->unit, units[n - 1]);
  }
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_order),
      cmocka_unit_test(test_sums),
      cmocka_unit_test(test_states),
      cmocka_unit_test(test_round),
      cmocka_unit_test(test_marks),
      cmocka_unit_test(test_worst_of_units),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
