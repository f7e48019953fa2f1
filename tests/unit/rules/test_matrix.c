/* Kind `matrix`: which entry of a table counts, by a table of cases and by brute force; findings on
 * rectangles. */
#include "unit/rules/boxes.h"

#include "rules/matrix_table.h"

#include <stdlib.h>

static LtMatrix *matrix_of(const char *text)
{
  write_file("m.csv", text);
  g_autoptr(LtProject) project = load(HEAD "layers:\n  - {id: a, source: a.geojson}\n");
  g_autoptr(GError) error = NULL;
  LtMatrix *matrix = lt_matrix_load(project, "m.csv", (LtNode){0}, &error);
  if (matrix == NULL)
    fail_msg("%s", error->message);
  return matrix;
}

static const char *const names[] = {"允许", "提示", "需论证", "禁止"};

static const LtMatrixEntry *find(const LtMatrix *matrix, LtMatrixClass a, LtMatrixClass b)
{
  g_autofree const LtMatrixEntry **selected = g_new(const LtMatrixEntry *, matrix->n_entries + 1);
  return lt_matrix_find(selected, lt_matrix_select(matrix, a, selected), a, b);
}

static const char *verdict_of(const LtMatrixEntry *entry)
{
  return entry == NULL ? "-" : names[entry->verdict];
}

/* ---- which entry ---- */

static const struct {
  const char *why, *entries, *a, *group_a, *b, *group_b, *wanted;
} rows[] = {
    {"code", "01,02,禁止\n", "01", NULL, "02", NULL, "禁止"},
    {"the other way about is another pair", "01,02,禁止\n", "02", NULL, "01", NULL, "-"},
    {"a longer code is another", "01,02,禁止\n", "011", NULL, "02", NULL, "-"},
    {"beginning", "01*,02,禁止\n", "0101", NULL, "02", NULL, "禁止"},
    {"the beginning itself", "01*,02,禁止\n", "01", NULL, "02", NULL, "禁止"},
    {"another beginning", "01*,02,禁止\n", "1", NULL, "02", NULL, "-"},
    {"group", "建设用地,02,禁止\n", "0701", "建设用地", "02", NULL, "禁止"},
    {"group of the other", "建设用地,02,禁止\n", "0701", NULL, "02", "建设用地", "-"},
    {"any", "*,*,提示\n", "x", NULL, "y", NULL, "提示"},
    {"code before beginning", "01*,02,禁止\n0101,02,允许\n", "0101", NULL, "02", NULL, "允许"},
    {"longer beginning before shorter", "0*,02,禁止\n01*,02,允许\n", "0101", NULL, "02", NULL,
     "允许"},
    {"beginning before group", "建设用地,02,禁止\n07*,02,允许\n", "0701", "建设用地", "02", NULL,
     "允许"},
    {"group before any", "*,02,禁止\n建设用地,02,允许\n", "0701", "建设用地", "02", NULL, "允许"},
    {"nearer on one side is enough", "01*,02*,禁止\n01*,02,允许\n", "0101", NULL, "02", NULL, "允许"},
    {"each nearer on one side: the strictest", "01*,02,提示\n0101,02*,需论证\n", "0101", NULL, "02",
     NULL, "需论证"},
    {"the same, in the other order", "0101,02*,需论证\n01*,02,提示\n", "0101", NULL, "02", NULL,
     "需论证"},
    {"nearest on both before all", "01*,02,禁止\n0101,02*,需论证\n0101,02,允许\n", "0101", NULL, "02",
     NULL, "允许"},
    {"a code that is called like a group", "A,02,禁止\nB,02,允许\n", "A", "B", "02", NULL, "禁止"},
};

static void test_rows(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = g_strconcat("a,b,verdict\n", rows[i].entries, NULL);
    g_autoptr(LtMatrix) matrix = matrix_of(text);
    const char *found = verdict_of(find(matrix, (LtMatrixClass){rows[i].a, rows[i].group_a},
                                        (LtMatrixClass){rows[i].b, rows[i].group_b}));
    if (strcmp(found, rows[i].wanted) != 0)
      fail_msg("%s: %s, wanted %s", rows[i].why, found, rows[i].wanted);
  }
}

/* How near, told otherwise: the place in the list of all that a class may be called, nearest first. */
static int place_of(const char *text, const char *code, const char *group)
{
  g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(calls, g_strdup(code));
  for (size_t n = strlen(code); n > 0; n--)
    g_ptr_array_add(calls, g_strdup_printf("%.*s*", (int)n, code));
  g_ptr_array_add(calls, g_strdup(group));
  g_ptr_array_add(calls, g_strdup("*"));
  for (guint i = 0; i < calls->len; i++)
    if (strcmp(calls->pdata[i], text) == 0)
      return (int)i;
  return -1;
}

static void test_brute_force(void **state)
{
  (void)state;
  static const char *const texts[] = {"*", "G", "H", "0*", "01*", "01", "010*", "010", "011", "1*", "1"};
  static const char *const codes[] = {"0", "01", "010", "011", "1", "12"};
  static const char *const groups[] = {"G", "H", "H", "G", "G", "H"};
  g_autoptr(GRand) random = g_rand_new_with_seed(11);
  for (int round = 0; round < 60; round++) {
    GString *text = g_string_new("a,b,verdict\n");
    int verdicts[G_N_ELEMENTS(texts)][G_N_ELEMENTS(texts)];
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
      for (size_t j = 0; j < G_N_ELEMENTS(texts); j++) {
        verdicts[i][j] = g_rand_int_range(random, -6, 4);
        if (verdicts[i][j] >= 0)
          g_string_append_printf(text, "%s,%s,%s\n", texts[i], texts[j], names[verdicts[i][j]]);
      }
    g_autoptr(LtMatrix) matrix = matrix_of(text->str);
    g_string_free(text, TRUE);
    for (size_t a = 0; a < G_N_ELEMENTS(codes); a++)
      for (size_t b = 0; b < G_N_ELEMENTS(codes); b++) {
        int wanted = -1;
        for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
          for (size_t j = 0; j < G_N_ELEMENTS(texts); j++) {
            int pa = place_of(texts[i], codes[a], groups[a]);
            int pb = place_of(texts[j], codes[b], groups[b]);
            bool is_nearest = verdicts[i][j] >= 0 && pa >= 0 && pb >= 0;
            for (size_t k = 0; is_nearest && k < G_N_ELEMENTS(texts); k++)
              for (size_t l = 0; l < G_N_ELEMENTS(texts); l++) {
                int qa = place_of(texts[k], codes[a], groups[a]);
                int qb = place_of(texts[l], codes[b], groups[b]);
                is_nearest = is_nearest && !(verdicts[k][l] >= 0 && qa >= 0 && qb >= 0 &&
                                             qa <= pa && qb <= pb && (qa < pa || qb < pb));
              }
            wanted = is_nearest ? MAX(wanted, verdicts[i][j]) : wanted;
          }
        const char *found = verdict_of(find(matrix, (LtMatrixClass){codes[a], groups[a]},
                                            (LtMatrixClass){codes[b], groups[b]}));
        assert_string_equal(found, wanted < 0 ? "-" : names[wanted]);
      }
  }
}

/* ---- findings ---- */

#define CLASSED                                                                                    \
  "lantu: 1\nproject: {name: p, crs: \"EPSG:4526\", area: planar}\nlayers:\n"                      \
  "  - {id: a, source: a.geojson, crs: \"EPSG:4526\", key: key, class: {field: key}}\n"            \
  "  - {id: b, source: b.geojson, crs: \"EPSG:4526\", key: key, class: {field: key}}\n"            \
  "  - {id: c, source: c.geojson, crs: \"EPSG:4526\", key: key}\nrules:\n"                         \
  "  - {id: X, kind: matrix, severity: %s, title: {zh: 一, en: a}, layers: {a: {layer: a}, "        \
  "b: {layer: b}}, limits: {matrix: m.csv%s}%s}\n"

/* Classes are the keys: A × 1 forbidden, A × 2 to be justified, A × 3 noted, A × 4 allowed. */
static const char table[] = "a,b,verdict,note\nA,1,禁止,不得建设\nA,2,需论证,\nA,3,提示,\nA,4,允许,\n";

static const struct {
  const char *why, *a, *b, *severity, *limits, *found;
} finds[] = {
    {"forbidden", "A 0 0 10 10", "1 5 0 15 10", "error", "", "forbidden/a:A/b:1=50"},
    {"to be justified", "A 0 0 10 10", "2 5 0 15 10", "error", "", "justify/a:A/b:2=50"},
    {"noted", "A 0 0 10 10", "3 5 0 15 10", "error", "", "notice/a:A/b:3=50"},
    {"allowed", "A 0 0 10 10", "4 5 0 15 10", "error", "", ""},
    {"touching", "A 0 0 10 10", "1 10 0 15 10", "error", "", ""},
    {"all of them", "A 0 0 10 10", "1 0 0 1 10; 2 1 0 3 10; 3 3 0 6 10; 4 6 0 10 10", "error", "",
     "forbidden/a:A/b:1=10 justify/a:A/b:2=20 notice/a:A/b:3=30"},
    {"not listed, once for all pairs", "Q 0 0 10 10; B 50 0 60 10", "1 5 0 15 10; 1 0 0 2 10", "error",
     "", "unlisted/a:Q/b:1=70"},
    {"on the limit", "A 0 0 10 10", "1 9 0 15 10", "error", ", min_area_m2: 10",
     "forbidden/a:A/b:1=10"},
    {"under it", "A 0 0 10 10", "1 9.01 0 15 10", "error", ", min_area_m2: 10", "~1"},
    {"not listed, under it", "Q 0 0 10 10", "1 9.01 0 15 10", "error", ", min_area_m2: 10", "~1"},
};

static void test_findings(void **state)
{
  (void)state;
  write_file("m.csv", table);
  boxes_write("c.geojson", "P 90 90 91 91");
  for (size_t i = 0; i < G_N_ELEMENTS(finds); i++) {
    boxes_write("a.geojson", finds[i].a);
    boxes_write("b.geojson", finds[i].b);
    g_autofree char *text = g_strdup_printf(CLASSED, finds[i].severity, finds[i].limits, "");
    g_auto(Checked) checked = check(text);
    g_autofree char *found = boxes_found(checked.results, "X");
    if (strcmp(found, finds[i].found) != 0)
      fail_msg("%s: found '%s', wanted '%s'", finds[i].why, found, finds[i].found);
  }
}

static void test_severities(void **state)
{
  (void)state;
  static const char *const severities[] = {"error", "warning", "info"};
  static const LtSeverity wanted[][4] = {
      /* forbidden, justify, notice, unlisted */
      {LT_SEVERITY_ERROR, LT_SEVERITY_WARNING, LT_SEVERITY_INFO, LT_SEVERITY_INFO},
      {LT_SEVERITY_WARNING, LT_SEVERITY_WARNING, LT_SEVERITY_INFO, LT_SEVERITY_INFO},
      {LT_SEVERITY_INFO, LT_SEVERITY_INFO, LT_SEVERITY_INFO, LT_SEVERITY_INFO}};
  static const char *const order[] = {"forbidden", "justify", "notice", "unlisted"};
  write_file("m.csv", table);
  boxes_write("a.geojson", "A 0 0 10 10");
  boxes_write("b.geojson", "1 0 0 1 10; 2 1 0 3 10; 3 3 0 6 10; 9 6 0 10 10");
  boxes_write("c.geojson", "P 90 90 91 91");
  for (size_t i = 0; i < G_N_ELEMENTS(severities); i++) {
    g_autofree char *text = g_strdup_printf(CLASSED, severities[i], "", "");
    g_auto(Checked) checked = check(text);
    assert_int_equal(checked.results->findings->len, 4);
    for (guint k = 0; k < 4; k++) {
      const LtFinding *finding = checked.results->findings->pdata[k];
      size_t at = 0;
      while (strcmp(order[at], finding->fault) != 0)
        at++;
      assert_int_equal(finding->severity, wanted[i][at]);
      if (at == 0)
        assert_non_null(strstr(finding->message.in[LT_LANG_ZH], "相容性：禁止，不得建设"));
      if (at == 3)
        assert_true(finding->has_place && finding->shape == NULL);
    }
  }
}

/* 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1 in doubles. */
static void test_order(void **state)
{
  (void)state;
  static const char *const orders[] = {"9 0 0 1 0.1; 9 2 0 3 0.2; 9 4 0 5 0.3",
                                       "9 4 0 5 0.3; 9 2 0 3 0.2; 9 0 0 1 0.1"};
  write_file("m.csv", table);
  boxes_write("a.geojson", "A 0 0 10 10");
  boxes_write("c.geojson", "P 90 90 91 91");
  for (size_t i = 0; i < G_N_ELEMENTS(orders); i++) {
    boxes_write("b.geojson", orders[i]);
    g_autofree char *text = g_strdup_printf(CLASSED, "error", "", "");
    g_auto(Checked) checked = check(text);
    const LtFinding *finding = checked.results->findings->pdata[0];
    assert_int_equal(checked.results->findings->len, 1);
    assert_true(finding->areas.planar_m2 == 0.6);
    assert_non_null(strstr(finding->message.in[LT_LANG_ZH], "共3对"));
  }
}

/* Blanks around a code, full-width ones too, are none of it. */
static void test_blanks(void **state)
{
  (void)state;
  write_file("m.csv", table);
  boxes_write("a.geojson", "A 0 0 10 10");
  boxes_write("c.geojson", "P 90 90 91 91");
  write_file("b.geojson",
             "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":"
             "{\"key\":\" 1\\u3000\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[38500000,"
             "3400000],[38500010,3400000],[38500010,3400010],[38500000,3400010],"
             "[38500000,3400000]]]}}]}");
  g_autofree char *text = g_strdup_printf(CLASSED, "error", "", "");
  g_auto(Checked) checked = check(text);
  assert_int_equal(checked.results->findings->len, 1);
  assert_string_equal(((LtFinding *)checked.results->findings->pdata[0])->fault, "forbidden");
}

/* A class that is blank is not known; approved land; layers without classes. */
static void test_states(void **state)
{
  (void)state;
  write_file("m.csv", table);
  boxes_write("a.geojson", "A 0 0 10 10");
  boxes_write("c.geojson", "P 0 0 2 10");
  write_file("b.geojson",
             "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":"
             "{\"key\":null},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[38500000,3400000],"
             "[38500010,3400000],[38500010,3400010],[38500000,3400010],[38500000,3400000]]]}}]}");
  g_autofree char *text = g_strdup_printf(CLASSED, "error", "", "");
  g_auto(Checked) unknown = check(text);
  assert_int_equal(outcome_of(unknown.results, "X")->state, LT_STATE_UNDETERMINED);
  assert_int_equal(outcome_of(unknown.results, "X")->n_undetermined, 1);

  boxes_write("b.geojson", "1 0 0 10 10; 9 0 0 10 10");
  g_autofree char *with = g_strdup_printf(CLASSED, "error", "", ", approved: {layer: c, number: key}");
  g_auto(Checked) approved = check(with);
  g_autofree char *found = boxes_found(approved.results, "X");
  assert_string_equal(found, "approved/a:A/b:1=20 forbidden/a:A/b:1=80 unlisted/a:A/b:9=100");
  for (guint i = 0; i < approved.results->findings->len; i++) {
    const LtFinding *finding = approved.results->findings->pdata[i];
    if (g_strcmp0(finding->fault, "unlisted") == 0) /* on both sides of the border of P */
      assert_non_null(strstr(finding->message.in[LT_LANG_ZH], "共1对"));
  }

  g_autofree char *plain = g_strdup_printf(
      BOXES_HEAD "  - {id: X, kind: matrix, severity: error, title: {zh: 一, en: a}, layers: "
                 "{a: {layer: a}, b: {layer: b}}, limits: {matrix: m.csv}}\n%s", "");
  g_auto(Checked) skipped = check(plain);
  assert_int_equal(outcome_of(skipped.results, "X")->state, LT_STATE_SKIPPED);
}

/* ---- faults of tables ---- */

static const struct {
  const char *text, *message;
} faulty[] = {
    {"a,b\n1,2\n", "verdict"},
    {"a,b,verdict\n1,2,不行\n", "line 2"},
    {"a,b,verdict\n1,2,禁止\n1,2,禁止\n", "line 3"},
    {"a,b,verdict\n1,,禁止\n", "line 2"},
    {"a,b,verdict\n1,2\n", "line 2"},
};

static void test_faulty(void **state)
{
  (void)state;
  g_autofree char *text = g_strdup_printf(CLASSED, "error", "", "");
  boxes_write("a.geojson", "A 0 0 10 10");
  boxes_write("b.geojson", "1 0 0 10 10");
  boxes_write("c.geojson", "P 0 0 10 10");
  for (size_t i = 0; i <= G_N_ELEMENTS(faulty); i++) {
    if (i < G_N_ELEMENTS(faulty))
      write_file("m.csv", faulty[i].text);
    else
      g_unlink("m.csv");
    g_autoptr(LtProject) project = load(text);
    g_autoptr(GError) error = NULL;
    assert_false(lt_check_rules(project, &error));
    const char *wanted = i < G_N_ELEMENTS(faulty) ? faulty[i].message : "m.csv";
    if (strstr(error->message, wanted) == NULL || strstr(error->message, "p.yaml:") == NULL)
      fail_msg("'%s' is not in '%s'", wanted, error->message);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_rows, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_brute_force, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_findings, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_order, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_severities, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_blanks, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_states, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_faulty, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
