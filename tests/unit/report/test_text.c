/* The summary for people: what the data say can neither break its rows nor command the terminal. */
#include "unit/rules/fixture.h"

#include <jansson.h>
#include <lantu/mu.h>
#include <lantu/report.h>
#include <math.h>

#include "report/text_table.h"

static void test_line(void **state)
{
  (void)state;
  static const struct {
    const char *text, *line;
  } rows[] = {
      {"东张村", "东张村"},
      {"a\nb\tc\r", "a\\u000ab\\u0009c\\u000d"},
      {"\x1b[31mred\x1b[0m", "\\u001b[31mred\\u001b[0m"},
      {"\xc2\x9b" "31m", "\\u009b31m"}, /* an escape sequence by itself */
      {"\x7f", "\\u007f"},
      {"\u202e0301\u202c", "\\u202e0301\\u202c"}, /* would read 1030 */
      {"\u2066a\u2069\u200e\u200f\u061c", "\\u2066a\\u2069\\u200e\\u200f\\u061c"},
      {"a\u2028b\u2029", "a\\u2028b\\u2029"},
      {"\u200d\u00a0\u2010\u202f\u2065\u206a", "\u200d\u00a0\u2010\u202f\u2065\u206a"},
      {"\xb6\xab.shp\xe4\xb8", "\\xb6\\xab.shp\\xe4\\xb8"}, /* no UTF-8 */
      {"", ""},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *line = lt_line_visible(rows[i].text);
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

#define TURNED "\u202e" /* what follows is written from right to left */

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
    assert_non_null(strstr(summary, "x\\u000a\\u001b[2J"));
    assert_non_null(strstr(summary, "y\\u000a\\u001b[2J"));
  }
}

/* The name of the project, and the error of a file. */
static void test_names(void **state)
{
  (void)state;
  write_file(TURNED "f.csv", "key,e,n\nA,38500000,3400000\n");
  g_auto(Checked) checked = check("lantu: 1\nproject: {name: \"a" TURNED "\", crs: \"EPSG:4526\"}\n"
                                  "layers:\n"
                                  "  - {id: f, source: " TURNED "f.csv, layer: x, " XY "}\n");
  g_autofree char *summary = lt_report_text(checked.results, LT_LANG_EN);
  assert_null(strstr(summary, TURNED));
  assert_non_null(strstr(summary, "a\\u202e\n"));
  assert_non_null(strstr(summary, "\\u202ef.csv: "));
}

/* The summary for programs is JSON whatever the data say, and says the same. */
static void test_json(void **state)
{
  (void)state;
  write_file("f.csv", "key,e,n,name,land,tax\n"
                      "A,38500000,3400000,\"\"\"x\"\"\n\x1b[2J\\" TURNED "\x7f\",0,1\n");
  g_auto(Checked) checked = check(LAND);
  assert_true(lt_mu_run(checked.project, checked.results, NULL));
  g_autofree char *text = lt_report_json(checked.results, LT_LANG_ZH);
  json_t *root = json_loads(text, 0, NULL);
  assert_non_null(root);
  json_t *finding = json_array_get(json_object_get(root, "findings"), 0);
  assert_string_equal(json_string_value(json_object_get(finding, "rule")), "MU-LAND");
  assert_string_equal(json_string_value(json_object_get(json_object_get(finding, "a"), "name")),
                      "\"x\"\n\x1b[2J\\" TURNED "\x7f");
  assert_true(strstr(text, TURNED) == NULL && strchr(text, 0x7f) == NULL);
  assert_true(json_is_null(json_object_get(finding, "value"))); /* NAN is no JSON */
  json_decref(root);
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_line), cmocka_unit_test(test_number), cmocka_unit_test(test_grid),
      cmocka_unit_test(test_summary),  cmocka_unit_test(test_names), cmocka_unit_test(test_json),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
