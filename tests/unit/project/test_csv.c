/* Small CSV tables: RFC 4180 and what is refused. */
#include "project/csv.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static char *path_of(void **state)
{
  return g_build_filename(*state, "t.csv", NULL);
}

static LtCsv *load(void **state, const char *text, GError **error)
{
  g_autofree char *path = path_of(state);
  assert_true(g_file_set_contents(path, text, -1, NULL));
  return lt_csv_load(path, "t.csv", error);
}

static void test_cells(void **state)
{
  g_autoptr(LtCsv) csv = load(state,
                              "\xEF\xBB\xBF" "code,name,note\r\n"
                              "# a comment, with a comma\n"
                              "01, 耕地 ,\"a, \"\"b\"\"\nc\"\n\n02,,\"\"",
                              NULL);
  assert_non_null(csv);
  assert_int_equal(lt_csv_count(csv), 2);
  assert_int_equal(lt_csv_column(csv, "name"), 1);
  assert_int_equal(lt_csv_column(csv, "nothing"), SIZE_MAX);
  assert_string_equal(lt_csv_columns(csv)[0], "code");
  assert_string_equal(lt_csv_cell(csv, 0, 1), "耕地");
  assert_string_equal(lt_csv_cell(csv, 0, 2), "a, \"b\"\nc");
  assert_string_equal(lt_csv_cell(csv, 1, 0), "02");
  assert_string_equal(lt_csv_cell(csv, 1, 1), "");
  assert_string_equal(lt_csv_cell(csv, 1, SIZE_MAX), "");
  assert_int_equal(lt_csv_line(csv, 0), 3);
  assert_int_equal(lt_csv_line(csv, 1), 6);
}

static void test_refused(void **state)
{
  static const struct {
    const char *text, *says;
  } rows[] = {
      {"", "t.csv: nothing in it"},
      {"# only this\n", "t.csv: nothing in it"},
      {"a,b\n1\n", "t.csv: line 2: cells expected: 2, found: 1"},
      {"a,b\n\n1,2,3\n", "t.csv: line 3: cells expected: 2, found: 3"},
      {"a,b\n\"1,2\n", "t.csv: line 2: a quote is not closed, or has text behind it"},
      {"a,b\n\"1\"x,2\n", "t.csv: line 2: a quote is not closed, or has text behind it"},
      {"a,b,a\n", "t.csv: column 'a' is named twice"},
      {"a\n\xff\n", "t.csv: not a UTF-8 text; save it as UTF-8"},
  };
  lt_language_set(LT_LANG_EN);
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    assert_null(load(state, rows[i].text, &error));
    assert_string_equal(error->message, rows[i].says);
  }
  g_autoptr(GError) error = NULL;
  assert_null(lt_csv_load("/no/such/file.csv", "f.csv", &error));
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_READ));
}

static int set_up(void **state)
{
  *state = g_dir_make_tmp("lantu_csv_XXXXXX", NULL);
  return *state == NULL;
}

static int tear_down(void **state)
{
  g_autofree char *path = path_of(state);
  g_unlink(path);
  bool is_ok = g_rmdir(*state) == 0;
  g_free(*state);
  return !is_ok;
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_cells),
      cmocka_unit_test(test_refused),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
