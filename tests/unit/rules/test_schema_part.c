/* Kind `schema` with a class table that lists only some of the codes of its scheme. */
#include "unit/rules/fixture.h"

#define LAYER "layers:\n  - {id: p, source: p.csv, " XY "%s}\nrules:\n  - {id: IN-CRS, enabled: false}\n"
#define RULE "  - {id: X, kind: schema, severity: error, title: {zh: 一, en: a}%s}\n"

/* Names are those of GB/T 4754-2017; 1311 is one of its codes, 9999 is not. */
static const struct {
  const char *row, *find;
  guint n_findings, n_undetermined;
  const char *why;
} rows[] = {
    {"3391,黑色金属铸造", "[domain, name]", 0, 0, "listed, and so is its name"},
    {"3391,有色金属铸造", "[domain, name]", 1, 0, "the name of 3392"},
    {"3391,有色金属铸造", "domain", 0, 0, "names are not asked for"},
    {"1311,稻谷加工", "[domain, name]", 0, 1, "not listed: told once"},
    {"9999,没有", "[domain, name]", 0, 1, "nor is this one"},
    {"1311,稻谷加工", "name", 0, 1, "its name cannot be told either"},
    {"1311,", "name", 0, 0, "there is no name to tell"},
    {",稻谷加工", "[domain, name]", 0, 0, "no code"},
    {"*,", "domain", 1, 0, "the mark is no code"},
};

static void test_values(void **state)
{
  (void)state;
  write_file("t.csv", "field,values,name_of\nHY,@gbt4754-2017,\nMC,,HY\n");
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *csv = g_strdup_printf("key,e,n,HY,MC\n1,1,1,%s\n", rows[i].row);
    g_autofree char *project =
        g_strdup_printf(HEAD LAYER RULE, "",
                        ", layers: {a: {layer: p}}, limits: {schema: t.csv, find: FIND}");
    g_autoptr(GString) text = g_string_new(project);
    g_string_replace(text, "FIND", rows[i].find, 1);
    write_file("p.csv", csv);
    g_auto(Checked) checked = check(text->str);
    const LtOutcome *outcome = outcome_of(checked.results, "X");
    LtState wanted = rows[i].n_findings > 0       ? LT_STATE_FAIL
                     : rows[i].n_undetermined > 0 ? LT_STATE_UNDETERMINED
                                                  : LT_STATE_PASS;
    if (outcome->n_findings != rows[i].n_findings || outcome->state != wanted ||
        outcome->n_undetermined != rows[i].n_undetermined)
      fail_msg("%s: state %d, %zu findings, %zu undetermined", rows[i].why, outcome->state,
               outcome->n_findings, outcome->n_undetermined);
  }
}

/* The class of a layer: what is listed has a name and a group, the mark is no class. */
static void test_class(void **state)
{
  (void)state;
  g_autofree char *text = g_strdup_printf(
      HEAD LAYER RULE, ", class: {field: HY, scheme: gbt4754-2017}", ", limits: {find: domain}");
  write_file("p.csv", "key,e,n,HY\n1,1,1,2521\n2,1,1,1311\n3,1,1,*\n");
  g_auto(Checked) checked = check(text);
  const LtOutcome *outcome = outcome_of(checked.results, "X");
  assert_int_equal(outcome->n_findings, 1);
  assert_int_equal(outcome->n_undetermined, 1);
  const LtScheme *scheme = checked.project->layers[0].scheme;
  assert_true(scheme->is_part);
  assert_int_equal(scheme->n_classes, 69);
  for (size_t i = 0; i < scheme->n_classes; i++)
    if (strcmp(scheme->classes[i].code, "2521") == 0) {
      assert_string_equal(scheme->classes[i].name_zh, "炼焦");
      assert_string_equal(scheme->classes[i].group, "焦化");
    }
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_values),
      cmocka_unit_test(test_class),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
