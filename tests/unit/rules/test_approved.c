/* Conflicts on approved land, and a `where` of pairs, on rectangles whose areas are told by their
 * sides. Which polygons lie in a mask is compared with GEOS by unit/geom/test_overlay_masks.c. */
#include "unit/rules/boxes.h"

#include <stdlib.h>

#define C_LAYER "  - {id: c, source: c.geojson, crs: \"EPSG:4526\", key: key}\n"
#define A_B "a: {layer: a}, b: {layer: b}"
#define APPROVED "approved: {layer: c, number: key}"

/* What rule X finds with layer c beside a and b; its other keys are given. Severities of approved
 * findings are asserted. Free with g_free(). */
static char *found_with(const char *a, const char *b, const char *c, const char *c_keys,
                        const char *rule, LtState *state)
{
  boxes_write("a.geojson", a);
  boxes_write("b.geojson", b);
  boxes_write("c.geojson", c);
  g_auto(GStrv) head = g_strsplit(BOXES_HEAD, "rules:\n", 2);
  g_autofree char *text = g_strdup_printf(
      "%s  - {id: c, source: c.geojson, crs: \"EPSG:4526\", key: key%s}\nrules:\n"
      "  - {id: X, severity: error, title: {zh: 一, en: a}, %s}\n", head[0], c_keys, rule);
  g_auto(Checked) checked = check(text);
  for (guint i = 0; i < checked.results->findings->len; i++) {
    const LtFinding *finding = checked.results->findings->pdata[i];
    bool is_approved = g_strcmp0(finding->fault, "approved") == 0;
    assert_int_equal(finding->severity, is_approved ? LT_SEVERITY_INFO : LT_SEVERITY_ERROR);
    assert_true(finding->is_approved == is_approved && (finding->n_involved > 0) == is_approved);
  }
  *state = outcome_of(checked.results, "X")->state;
  return boxes_found(checked.results, "X");
}

typedef struct {
  const char *why, *a, *b, *c, *limits, *found;
  LtState state;
} Row;

static const Row overlap[] = {
    {"nothing is approved", "A 0 0 10 10", "1 5 0 15 10", "P 20 0 30 10", "", "a:A/b:1=50",
     LT_STATE_FAIL},
    {"all is", "A 0 0 10 10", "1 5 0 15 10", "P 0 0 20 20", "", "approved/a:A/b:1=50",
     LT_STATE_PASS},
    {"exactly the conflict", "A 0 0 10 10", "1 5 0 15 10", "P 5 0 10 10", "", "approved/a:A/b:1=50",
     LT_STATE_PASS},
    {"beside it", "A 0 0 10 10", "1 5 0 15 10", "P 0 0 5 10", "", "a:A/b:1=50", LT_STATE_FAIL},
    {"a part", "A 0 0 10 10", "1 5 0 15 10", "P 5 0 7 10", "", "a:A/b:1=30 approved/a:A/b:1=20",
     LT_STATE_FAIL},
    {"an island", "A 0 0 10 10", "1 0 0 10 10", "P 4 4 6 6", "", "a:A/b:1=96 approved/a:A/b:1=4",
     LT_STATE_FAIL},
    {"two together", "A 0 0 10 10", "1 0 0 10 10", "P 0 0 6 10; Q 4 0 10 10", "",
     "approved/a:A/b:1=100", LT_STATE_PASS},
    {"the rest on the limit", "A 0 0 10 10", "1 0 0 10 10", "P 0 0 9 10", "min_area_m2: 10",
     "a:A/b:1=10 approved/a:A/b:1=90", LT_STATE_FAIL},
    {"the rest under it", "A 0 0 10 10", "1 0 0 10 10", "P 0 0 9.1 10", "min_area_m2: 10",
     "approved/a:A/b:1=91 ~1", LT_STATE_PASS},
    {"the approved under it", "A 0 0 10 10", "1 0 0 10 10", "P 0 0 0.9 10", "min_area_m2: 10",
     "a:A/b:1=91 ~1", LT_STATE_FAIL},
    {"two pairs", "A 0 0 10 10; B 20 0 30 10", "1 0 0 40 10", "P 0 0 15 10", "",
     "a:B/b:1=100 approved/a:A/b:1=100", LT_STATE_FAIL},
};

static const Row covers[] = {
    {"all", "A 0 0 10 10", "1 0 0 8 10", "P 8 0 20 10", "", "approved/a:A=20", LT_STATE_PASS},
    {"a part", "A 0 0 10 10", "1 0 0 8 10", "P 8 0 9 10", "", "a:A=10 approved/a:A=10",
     LT_STATE_FAIL},
    {"what is covered needs no approval", "A 0 0 10 10", "1 0 0 10 10", "P 0 0 5 10", "", "",
     LT_STATE_PASS},
};

/* In one of b, in several, in none; which one is meant does not depend on approvals. */
static const Row inside[] = {
    {"in one", "A 0 0 10 10", "1 0 0 10 10", "P 0 0 5 10", "", "", LT_STATE_PASS},
    {"all that is outside of one", "A 0 0 10 10", "1 0 0 8 10", "P 8 0 20 10", "",
     "approved/a:A/b:1=20", LT_STATE_PASS},
    {"a part of it", "A 0 0 10 10", "1 0 0 8 10", "P 8 0 9 10", "",
     "a:A/b:1=10 approved/a:A/b:1=10", LT_STATE_FAIL},
    {"in none", "A 0 0 10 10", "1 50 0 60 10", "P 0 0 4 10", "", "a:A=60 approved/a:A=40",
     LT_STATE_FAIL},
    {"in two, all outside of the larger", "A 0 0 10 10", "1 0 0 6 10; 2 6 0 10 10", "P 6 0 20 10",
     "", "approved/a:A/b:1=40", LT_STATE_PASS},
    {"in two, a part", "A 0 0 10 10", "1 0 0 6 10; 2 6 0 10 10", "P 8 0 20 10", "",
     "a:A/b:1=20 approved/a:A/b:1=20", LT_STATE_FAIL},
    {"in two, nothing approved", "A 0 0 10 10", "1 0 0 6 10; 2 6 0 10 10", "P 50 0 60 10", "",
     "a:A/b:1=40", LT_STATE_FAIL},
    {"one object in two, another in one", "A 0 0 10 10; B 20 0 30 10",
     "1 0 0 6 10; 2 6 0 10 10; 3 20 0 28 10", "P 8 0 29 10", "",
     "a:A/b:1=20 a:B/b:3=10 approved/a:A/b:1=20 approved/a:B/b:3=10", LT_STATE_FAIL},
    {"under the limit", "A 0 0 10 10", "1 0 0 6 10; 2 6 0 10 10", "P 6.5 0 20 10", "min_area_m2: 10",
     "approved/a:A/b:1=35 ~1", LT_STATE_PASS},
};

static void run_rows(const char *kind, const Row *rows, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    LtState state;
    g_autofree char *rule = g_strdup_printf("kind: %s, layers: {" A_B "}, limits: {%s}, " APPROVED,
                                            kind, rows[i].limits);
    g_autofree char *found =
        found_with(rows[i].a, rows[i].b, rows[i].c, "", rule, &state);
    if (strcmp(found, rows[i].found) != 0 || state != rows[i].state)
      fail_msg("%s: %s: state %d, found '%s', wanted '%s'", kind, rows[i].why, state, found,
               rows[i].found);
  }
}

static void test_overlap(void **state)
{
  (void)state;
  run_rows("overlap", overlap, G_N_ELEMENTS(overlap));
}

static void test_covers(void **state)
{
  (void)state;
  run_rows("covers", covers, G_N_ELEMENTS(covers));
}

static void test_inside(void **state)
{
  (void)state;
  run_rows("inside", inside, G_N_ELEMENTS(inside));
  LtState ended; /* told once, though two overlays are asked */
  g_autofree char *found =
      found_with("A 0 0 10 10; B 20 0 30 10", "1 0 0 6 10; 2 6 0 10 10; 3 20 0 28 10",
                 "(P) 0 0 40 10", ", where: \"ok = 1\"",
                 "kind: inside, layers: {" A_B "}, " APPROVED, &ended);
  assert_string_equal(found, "?P a:A/b:1=40 a:B/b:3=20");
}

static void test_each_other(void **state)
{
  (void)state;
  LtState ended;
  g_autofree char *found =
      found_with("A 0 0 10 10", "1 2 0 12 10", "P 0 0 1 10; (Q) 10 0 12 10", "",
                 "kind: covers-each-other, layers: {" A_B "}, " APPROVED, &ended);
  assert_string_equal(found, "a:A=10 approved/a:A=10 approved/b:1=20");
}

/* An approval that may not count excuses nothing, and is told where there is a conflict. */
static void test_unknown(void **state)
{
  (void)state;
  LtState ended;
  const char *rule = "kind: overlap, layers: {" A_B "}, " APPROVED;
  g_autofree char *found = found_with("A 0 0 10 10", "1 5 0 15 10", "(P) 0 0 20 20",
                                      ", where: \"ok = 1\"", rule, &ended);
  assert_string_equal(found, "?P a:A/b:1=50");
  g_autofree char *none = found_with("A 0 0 10 10", "1 10 0 15 10", "(P) 0 0 20 20",
                                     ", where: \"ok = 1\"", rule, &ended);
  assert_string_equal(none, "");
  assert_int_equal(ended, LT_STATE_PASS);
}

/* Which approvals: by how much they cover, each number once; what is thinner than the limit is not
 * named beside others. */
static void test_numbers(void **state)
{
  (void)state;
  boxes_write("a.geojson", "A 0 0 10 10");
  boxes_write("b.geojson", "1 0 0 10 10");
  boxes_write("c.geojson", "P 0 0 4 10; Q 3.5 0 10 10; R 9.95 0 20 10; S 30 0 40 10");
  g_auto(GStrv) head = g_strsplit(BOXES_HEAD, "rules:\n", 2);
  g_autofree char *text = g_strdup_printf(
      "%s" C_LAYER "rules:\n  - {id: X, kind: overlap, severity: error, title: {zh: 一, en: a}, "
      "layers: {" A_B "}, limits: {min_area_m2: 1}, " APPROVED "}\n", head[0]);
  g_auto(Checked) checked = check(text);
  assert_int_equal(checked.results->findings->len, 1);
  const LtFinding *finding = checked.results->findings->pdata[0];
  assert_int_equal(finding->n_involved, 2);
  assert_string_equal(lt_object_key(&finding->involved[0].object), "P");
  assert_string_equal(lt_object_key(&finding->involved[1].object), "Q");
  assert_non_null(strstr(finding->message.in[LT_LANG_EN], "(approval: Q, P)"));
  assert_non_null(strstr(finding->message.in[LT_LANG_ZH], "（批文：Q、P）"));
  const LtOutcome *outcome = outcome_of(checked.results, "X");
  assert_true(outcome->n_findings == 0 && outcome->n_approved == 1 && isnan(outcome->mu));
  assert_true(fabs(outcome->approved_mu - 0.15) < 1e-9);
  assert_int_equal(lt_results_finding_count(checked.results, LT_SEVERITY_WARNING), 0);
  assert_int_equal(lt_results_finding_count(checked.results, LT_SEVERITY_INFO), 1);
}

static void fails_with(const char *rule, const char *message)
{
  g_autofree char *text =
      g_strdup_printf(BOXES_HEAD "  - {id: X, severity: error, title: {zh: 一, en: a}, %s}\n", rule);
  g_autoptr(GError) error = NULL;
  g_autoptr(LtRun) run = lt_run_new();
  write_file("p.yaml", text);
  boxes_write("a.geojson", "A 0 0 10 10");
  boxes_write("b.geojson", "1 0 0 10 10");
  g_autoptr(LtProject) project = lt_project_load("p.yaml", &error);
  bool is_ok = project != NULL && lt_project_read(project, run, &error);
  LtResults *results = is_ok ? lt_check_run(project, run, &error) : NULL;
  assert_null(results);
  if (strstr(error->message, message) == NULL)
    fail_msg("'%s' is not in '%s'", message, error->message);
}

static void test_faults_of_rules(void **state)
{
  (void)state;
  fails_with("kind: overlap, layers: {" A_B "}, approved: {layer: nowhere}", "nowhere");
  fails_with("kind: overlap, layers: {" A_B "}, approved: {layer: b, number: no}", "'no'");
  fails_with("kind: boundary, layers: {" A_B "}, approved: {layer: b}", "'boundary'");
  fails_with("kind: overlap, layers: {" A_B ", where: \"a.key = b.kez\"}", "kez");
  fails_with("kind: overlap, layers: {" A_B ", where: \"a.key = ?1\"}", "p.yaml");
  fails_with("kind: overlap, layers: {" A_B ", where: \"(select 1)\"}", "p.yaml");
  fails_with("kind: overlap, layers: {" A_B ", where: \"1) --\"}", "p.yaml");
  fails_with("kind: overlap, layers: {a: {layer: a}, where: \"a.key = 1\"}", "'overlap'");
  fails_with("kind: covers, layers: {" A_B ", where: \"a.key = b.key\"}", "'covers'");
}

static const BoxesRow pairs[] = {
    {"wanted", "A 0 0 10 10", "A 5 0 15 10", "", "a:A/b:A=50"},
    {"not wanted", "A 0 0 10 10", "B 5 0 15 10", "", ""},
    {"one of two", "A 0 0 10 10; B 20 0 30 10", "A 5 0 25 10", "", "a:A/b:A=50"},
    {"tolerated pieces count of wanted pairs only", "A 0 0 10 10; B 20 0 30 10", "A 9 0 21 10",
     "min_area_m2: 11", "~1"},
};

static const BoxesRow pairs_unknown[] = {
    {"not known", "(A) 0 0 10 10", "1 5 0 15 10", "", "?A/1"},
    {"known", "A 0 0 10 10", "1 5 0 15 10", "", "a:A/b:1=50"},
};

/* Lists of industries are data there: what is unreadable in one row leaves the others as they are. */
static const BoxesRow pairs_industry[] = {
    {"by other commas", "C2521 0 0 10 10", "C31、C25 5 0 15 10", "", "a:C2521/b:C31、C25=50"},
    {"one is no code, another holds", "C2521 0 0 10 10", "炼焦，25 5 0 15 10", "", "a:C2521/b:炼焦，25=50"},
    {"one is no code", "C2521 0 0 10 10", "31,炼焦 5 0 15 10", "", "?C2521/31,炼焦"},
    {"none is there", "C2521 0 0 10 10", "、 5 0 15 10", "", "?C2521/、"},
    {"of one object only", "C2521 0 0 10 10; C2522 20 0 30 10", "炼焦 5 0 15 10; C25 20 0 30 10", "",
     "?C2521/炼焦 a:C2522/b:C25=100"},
};

static void test_pairs(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
    boxes_check_row("overlap", A_B ", where: \"a.key = b.key\"", &pairs[i]);
  for (size_t i = 0; i < G_N_ELEMENTS(pairs_unknown); i++)
    boxes_check_row("overlap", A_B ", where: \"a.ok = b.ok\"", &pairs_unknown[i]);
  for (size_t i = 0; i < G_N_ELEMENTS(pairs_industry); i++)
    boxes_check_row("overlap", A_B ", where: \"industry_in(a.key, b.key)\"", &pairs_industry[i]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_overlap, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_covers, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_inside, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_each_other, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_unknown, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_numbers, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_faults_of_rules, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_pairs, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
