/* The summary for people: what the data say can neither break its rows nor command the terminal. */
#include "unit/rules/fixture.h"

#include <jansson.h>
#include <lantu/mu.h>
#include <lantu/report.h>
#include <math.h>

#include "report/text_table.h"

static void test_one_line(void **state)
{
  (void)state;
  static const struct {
    const char *text, *line;
  } rows[] = {
      {"东张村", "东张村"},
      {"a\nb\tc\r", "a?b?c?"},
      {"\x1b[31mred\x1b[0m", "?[31mred?[0m"},
      {"\xc2\x9b" "31m", "?31m"}, /* U+009B is an escape sequence by itself */
      {"\x7f", "?"},
      {"", ""},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *line = lt_one_line(rows[i].text);
    assert_string_equal(line, rows[i].line);
  }
}

static void test_number(void **state)
{
  (void)state;
  static const struct {
    double value;
    int digits;
    const char *text;
  } rows[] = {{1.005, 1, "1.0"}, {-0.0004, 2, "0.00"}, {NAN, 2, "-"}, {2.5, 0, "3"}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = lt_number_text(rows[i].value, rows[i].digits);
    assert_string_equal(text, rows[i].text);
  }
}

/* A hanzi takes two places, so columns line up. */
static void test_grid(void **state)
{
  (void)state;
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  LtTextTable grid = {cells, 2, {false, true}};
  const char *const texts[] = {"名", "n", "abcde", "12"};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    lt_text_table_add(&grid, g_strdup(texts[i]));
  g_autoptr(GString) out = g_string_new(NULL);
  lt_text_table_print(out, &grid);
  assert_string_equal(out->str, "名      n\nabcde  12\n");
}

#define LAND                                                                                       \
  HEAD "layers:\n  - {id: f, source: f.csv, " XY ", name: name, fields: {land: land, tax: tax}}\n" \
       "mu: {firms: f, land_unit: mu, money_unit: 万元}\n"

/* A name that holds an end of line and an escape, in every place a name is printed. */
static void test_summary(void **state)
{
  (void)state;
  write_file("f.csv", "key,e,n,name,land,tax\nA,38500000,3400000,\"x\n\x1b[2J\",0,1\n"
                      "B,38500000,3400000,\"y\n\x1b[2J\",2,4\n");
  g_auto(Checked) checked = check(LAND);
  assert_true(lt_mu_run(checked.project, checked.results, NULL));
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *summary = lt_report_text(checked.results, (LtLang)lang);
    assert_null(strchr(summary, '\x1b'));
    assert_non_null(strstr(summary, "x??[2J"));
    assert_non_null(strstr(summary, "y??[2J"));
  }
}

/* The summary for programs is JSON whatever the data say, and says the same. */
static void test_json(void **state)
{
  (void)state;
  write_file("f.csv", "key,e,n,name,land,tax\nA,38500000,3400000,\"\"\"x\"\"\n\x1b[2J\\\",0,1\n");
  g_auto(Checked) checked = check(LAND);
  assert_true(lt_mu_run(checked.project, checked.results, NULL));
  g_autofree char *text = lt_report_json(checked.results, LT_LANG_ZH);
  json_t *root = json_loads(text, 0, NULL);
  assert_non_null(root);
  json_t *finding = json_array_get(json_object_get(root, "findings"), 0);
  assert_string_equal(json_string_value(json_object_get(finding, "rule")), "MU-LAND");
  assert_string_equal(json_string_value(json_object_get(json_object_get(finding, "a"), "name")),
                      "\"x\"\n\x1b[2J\\");
  assert_true(json_is_null(json_object_get(finding, "value"))); /* NAN is no JSON */
  json_decref(root);
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_one_line), cmocka_unit_test(test_number), cmocka_unit_test(test_grid),
      cmocka_unit_test(test_summary),  cmocka_unit_test(test_json),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
