#include "io/table.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NUL {.type = LT_VALUE_NULL}
#define INT(n) {.type = LT_VALUE_INTEGER, .integer = (n)}
#define REAL(n) {.type = LT_VALUE_REAL, .real = (n)}
#define TEXT(s) {.type = LT_VALUE_TEXT, .text = (s)}

static const char *const columns[] = {"BSM", "DLBM", "面积", "we\"ird", "name", "industry code"};
static const LtAlias aliases[] = {{"key", "bsm", false},
                                  {"class", "DLBM", false},
                                  {"area", "面积", true},
                                  {"industry", "industry code", false}};
static LtClass classes[] = {{"0101", "水田", "Paddy", "耕地"}, {"0307", "其他林地", "Wood", "林地"}};
static const LtValue rows[][6] = {
    {TEXT("A1"), TEXT("0101"), TEXT("1,234.5"), TEXT("x"), TEXT("甲"), TEXT("C3120")},
    {TEXT("A2"), TEXT("101"), TEXT("12"), NUL, TEXT("a--b;c"), TEXT("31")},
    {TEXT("A3"), TEXT("0307"), TEXT("none"), TEXT("1abc"), NUL, NUL},
    {INT(4), NUL, REAL(7.5), TEXT("0.5"), TEXT("丁"), TEXT("2511")},
};

typedef struct {
  LtStore *store;
  LtTable *table;
} Fixture;

static int fixture_setup(void **state)
{
  static Fixture fixture;
  fixture.store = lt_store_new(NULL);
  fixture.table = lt_table_new(fixture.store, "dltb", columns, G_N_ELEMENTS(columns), NULL);
  assert_non_null(fixture.table);
  assert_true(lt_table_define(fixture.table, aliases, G_N_ELEMENTS(aliases), classes,
                              G_N_ELEMENTS(classes), NULL));
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    assert_true(lt_table_insert(fixture.table, 10 * (int64_t)i + 7, rows[i], NULL));
  *state = &fixture;
  return 0;
}

static int fixture_teardown(void **state)
{
  lt_store_free(((Fixture *)*state)->store);
  return 0;
}

/* F, T, U for each of the four rows. */
static const struct {
  const char *why, *where, *wanted;
} good[] = {
    {"nothing asked", "", "TTTT"},
    {"codes are texts", "DLBM = '0101'", "TFFU"},
    {"a code is no number", "DLBM = 101", "FFFU"},
    {"alias", "class IN ('0101','0307')", "TFTU"},
    {"class by exact code", "class_name = '水田'", "TUFU"},
    {"group", "class_group IS NOT NULL", "TFTF"},
    {"number alias reads thousands and knows what is none", "area > 100", "TFUF"},
    {"the source's own column stays as it was", "面积 = '12'", "FTFF"},
    {"fid of the file", "fid >= 17", "FTTT"},
    {"quoted name", "\"we\"\"ird\" = 'x'", "TUFF"},
    {"name in brackets", "[industry code] = '31'", "FTUF"},
    {"name in backticks", "`industry code` IS NULL", "FFTF"},
    {"name without alias is the source's", "name = '甲'", "TFUF"},
    {"source columns without case", "dlbm LIKE '01%'", "TFFU"},
    {"comment and semicolon inside a string", "name = 'a--b;c'", "FTUF"},
    {"parenthesis inside a string", "name <> ')' AND name <> '('", "TTUT"},
    {"doubled quote", "name = 'it''s'", "FFUF"},
    {"a text as condition: its number", "\"we\"\"ird\"", "FUTT"},
    {"a real as condition", "0.5", "TTTT"},
    {"constant NULL", "NULL", "UUUU"},
    {"NULL AND false", "NULL AND 0", "FFFF"},
    {"or binds inside", "fid = 7 OR fid = 17", "TTFF"},
    {"industry", "industry_in(industry, '3120,2511')", "TUUT"},
    {"case", "CASE class WHEN '0101' THEN 1 ELSE 0 END", "TFFF"},
    {"functions of the list", "length(trim(key)) = 2 AND abs(-1) = 1 AND max(1, 2) = 2", "TTTF"},
    {"between", "number(面积) BETWEEN 7 AND 20", "FTUT"},
    {"cast", "CAST(key AS TEXT) = '4'", "FFFT"},
    {"glob", "DLBM GLOB '0*'", "TFTU"},
    {"row values", "(key, fid) = ('A1', 7)", "TFFF"},
};

static void good_wheres(void **state)
{
  Fixture *fixture = *state;
  for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree uint8_t *truths = lt_table_where(fixture->table, good[i].where, NULL, &error);
    if (truths == NULL)
      fail_msg("%s: %s", good[i].why, error->message);
    char answer[5] = {0};
    for (size_t row = 0; row < 4; row++)
      answer[row] = "FTU"[truths[row]];
    if (strcmp(answer, good[i].wanted) != 0)
      fail_msg("%s: %s gives %s, wanted %s", good[i].why, good[i].where, answer, good[i].wanted);
  }
}

/* The message must hold @says. */
static const struct {
  const char *why, *where, *says;
} bad[] = {
    {"sub-select", "fid IN (SELECT 1)", "sub-select"},
    {"scalar sub-select", "(SELECT max(fid) FROM t0)", "sub-select"},
    {"exists", "EXISTS (SELECT 1 FROM sqlite_master)", "sub-select"},
    {"table after IN", "fid IN v0", "sub-select"},
    {"the schema after IN", "'x' IN sqlite_master", ""},
    {"table-valued function after IN", "1 IN pragma_table_info('t0')", ""},
    {"union", "1) UNION SELECT 1 FROM t0 WHERE (1", "parentheses"},
    {"with", "fid IN (WITH v0 AS (SELECT 1) SELECT * FROM v0)", "sub-select"},
    {"recursion", "(WITH RECURSIVE c(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM c) "
                  "SELECT x FROM c)", "sub-select"},
    {"values", "fid IN (VALUES (1))", ""},
    {"attach", "1; ATTACH 'x.db' AS x", "semicolon"},
    {"attach alone", "ATTACH 'x.db' AS x", "syntax"},
    {"extension", "load_extension('x.so')", "load_extension"},
    {"pragma", "pragma_table_list", "no field"},
    {"random blob", "randomblob(1000000000)", "randomblob"},
    {"zero blob", "zeroblob(1000000000) IS NULL", "zeroblob"},
    {"printf", "printf('%.*c', 1000000000, 'x') = ''", "printf"},
    {"hex", "hex(name) = ''", "hex"},
    {"random", "random() > 0", "random"},
    {"clock", "CURRENT_TIMESTAMP > ''", "current_timestamp"},
    {"date", "date('now') > ''", "date"},
    {"regexp", "name REGEXP 'x'", "REGEXP"},
    {"match", "name MATCH 'x'", "match"},
    {"JSON", "name -> 'x'", "->"},
    {"aggregate", "count(*)", "count"},
    {"aggregate of an allowed name", "max(fid)", "aggregate"},
    {"window", "sum(fid) OVER () > 1", ""},
    {"window of an allowed name", "max(fid) OVER () > 1", "window"},
    {"raise", "RAISE(FAIL, 'x')", "RAISE"},
    {"parameter", "fid = ?", "parameter"},
    {"named parameter", "fid = :x", "parameter"},
    {"comment", "1 -- x", "comment"},
    {"long comment", "1 /* x */", "comment"},
    {"open comment", "1 /* x", "comment"},
    {"parenthesis never opened", "1)", "parentheses"},
    {"parenthesis never closed", "(1", "parentheses"},
    {"closed before it opens", "1) OR (1", "parentheses"},
    {"open string", "name = 'x", "quote"},
    {"open name", "\"name = 1", "quote"},
    {"open bracket", "[name = 1", "quote"},
    {"misspelt", "DLMB = 1", "DLBM"},
    {"misspelt in double quotes is no string", "\"DLMB\" = 'x'", "DLBM"},
    {"string in double quotes", "name = \"DLMB\"", "DLBM"},
    {"row of another table", "t0.fid = 1", "t0.fid"},
    {"rowid", "rowid = 1", "fields of its layer"},
    {"rowid by another name", "_rowid_ IS NULL", "fields of its layer"},
    {"our number of the row", "\"row number\" = 1", "fields of its layer"},
    {"two values", "1, 2", "row value"},
    {"nothing", " ", "syntax"},
    {"alias", "1 AS x", "syntax"},
    {"order", "1 ORDER BY 1", "syntax"},
    {"unknown function", "no_such(1)", "no_such"},
    {"collation", "name = 'x' COLLATE nosuch", "nosuch"},
    {"not UTF-8", "name = '\xff\xfe'", "UTF-8"},
};

static void bad_wheres(void **state)
{
  Fixture *fixture = *state;
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree uint8_t *truths = lt_table_where(fixture->table, bad[i].where, NULL, &error);
    if (truths != NULL)
      fail_msg("%s: %s was let through", bad[i].why, bad[i].where);
    bool is_told = strstr(error->message, bad[i].says) != NULL;
    if (!is_told || !g_error_matches(error, LT_ERROR, LT_ERROR_USAGE))
      fail_msg("%s: wrong error: %s", bad[i].why, error->message);
    assert_false(lt_table_check_where(fixture->table, bad[i].where, NULL));
    assert_null(strchr(error->message, '\n'));
  }
}

/* Each is refused or answered, and soon. */
static void large_wheres(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *long_text = g_strnfill(1 << 20, '1');
  g_autoptr(GError) error = NULL;
  assert_null(lt_table_where(fixture->table, long_text, NULL, &error));
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_USAGE));

  static const char *const openings[] = {"(", "NOT ", "-", "~", "1+", "abs("};
  for (size_t i = 0; i < G_N_ELEMENTS(openings); i++) {
    g_autoptr(GString) deep = g_string_new(NULL);
    for (size_t n = 0; n < 8000; n++)
      g_string_append(deep, openings[i]);
    g_string_append_c(deep, '1');
    for (size_t n = 0; n < 8000 && strchr(openings[i], '(') != NULL; n++)
      g_string_append_c(deep, ')');
    g_autoptr(GError) why = NULL;
    g_autofree uint8_t *truths = lt_table_where(fixture->table, deep->str, NULL, &why);
    assert_true(truths != NULL || g_error_matches(why, LT_ERROR, LT_ERROR_USAGE));
  }

  /* 2^40 bytes, were they ever built. */
  g_autoptr(GString) grown = g_string_new("'xxxxxxxxxx'");
  for (size_t n = 0; n < 12; n++) {
    g_string_prepend(grown, "replace(");
    g_string_append(grown, ", 'x', 'xxxxxxxxxx')");
  }
  g_string_append(grown, " = name");
  g_autoptr(GError) too_big = NULL;
  assert_null(lt_table_where(fixture->table, grown->str, NULL, &too_big));
  assert_true(g_error_matches(too_big, LT_ERROR, LT_ERROR_READ));
  /* and the table is as usable as before */
  g_autofree uint8_t *after = lt_table_where(fixture->table, "fid = 7", NULL, NULL);
  assert_non_null(after);
  assert_int_equal(after[0], LT_TRUE);
}

static void run_time_errors(void **state)
{
  Fixture *fixture = *state;
  g_autoptr(GError) error = NULL;
  assert_null(lt_table_where(fixture->table, "industry_in(industry, '31x')", NULL, &error));
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_READ));
  assert_non_null(strstr(error->message, "'31x'"));
  assert_non_null(strstr(error->message, "dltb"));

  g_autoptr(LtRun) run = lt_run_new();
  lt_run_cancel(run);
  g_autoptr(GError) cancelled = NULL;
  assert_null(lt_table_where(fixture->table, "1", run, &cancelled));
  assert_true(g_error_matches(cancelled, LT_ERROR, LT_ERROR_CANCELLED));
}

static void view_columns(void **state)
{
  LtTable *table = ((Fixture *)*state)->table;
  assert_int_equal(lt_table_count(table), 4);
  static const char *const names[] = {"fid", "key", "name", "class", "class_name", "class_group",
                                      "AREA", "dlbm", "bsm"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    assert_true(lt_table_has(table, names[i]));
  assert_false(lt_table_has(table, "land"));

  char **keys = lt_table_texts(table, "key", NULL);
  assert_string_equal(keys[0], "A1");
  assert_string_equal(keys[3], "4");
  lt_table_texts_free(keys, 4);
  char **groups = lt_table_texts(table, "class_group", NULL);
  assert_string_equal(groups[0], "耕地");
  assert_null(groups[1]);
  assert_string_equal(groups[2], "林地");
  assert_null(groups[3]);
  lt_table_texts_free(groups, 4);
  g_autofree double *areas = lt_table_numbers(table, "area", NULL);
  assert_true(areas[0] == 1234.5 && areas[1] == 12.0 && isnan(areas[2]) && areas[3] == 7.5);
  g_autofree double *fids = lt_table_numbers(table, "fid", NULL);
  assert_true(fids[0] == 7.0 && fids[3] == 37.0);
  g_autoptr(GError) error = NULL;
  assert_null(lt_table_texts(table, "land", &error));
  assert_non_null(error);
}

static void wanted_columns(void **state)
{
  (void)state;
  g_autoptr(LtStore) store = lt_store_new(NULL);
  LtTable *table = lt_table_new(store, "dltb", columns, G_N_ELEMENTS(columns), NULL);
  assert_true(lt_table_define(table, aliases, G_N_ELEMENTS(aliases), classes,
                              G_N_ELEMENTS(classes), NULL));
  for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
    assert_false(lt_table_wants_column(table, i));
  lt_table_want(table, "KEY");
  assert_true(lt_table_wants_column(table, 0));
  assert_true(lt_table_check_where(table, "class_name = 'x' OR area > 1", NULL));
  assert_true(lt_table_wants_column(table, 1));
  assert_true(lt_table_wants_column(table, 2));
  assert_false(lt_table_wants_column(table, 3));
  assert_true(lt_table_check_where(table, "\"WE\"\"IRD\" = 'x'", NULL));
  assert_true(lt_table_wants_column(table, 3));
  assert_false(lt_table_wants_column(table, 4));
  assert_false(lt_table_check_where(table, "max(fid)", NULL)); /* refused though no row is there */
  lt_table_want(table, "fid");
  lt_table_want(table, "no such name");
}

static void definitions(void **state)
{
  (void)state;
  g_autoptr(LtStore) store = lt_store_new(NULL);
  g_autoptr(GError) twice = NULL;
  const char *const same[] = {"DLBM", "dlbm"};
  assert_null(lt_table_new(store, "a", same, 2, &twice));
  assert_true(g_error_matches(twice, LT_ERROR, LT_ERROR_READ));

  g_autoptr(GError) misspelt = NULL;
  LtAlias wrong = {"key", "BMS", false};
  LtTable *table = lt_table_new(store, "b", columns, G_N_ELEMENTS(columns), NULL);
  assert_false(lt_table_define(table, &wrong, 1, NULL, 0, &misspelt));
  assert_true(g_error_matches(misspelt, LT_ERROR, LT_ERROR_USAGE));
  assert_non_null(strstr(misspelt->message, "BSM"));

  g_autoptr(GError) taken = NULL;
  LtAlias reserved = {"fid", "BSM", false};
  table = lt_table_new(store, "c", columns, G_N_ELEMENTS(columns), NULL);
  assert_false(lt_table_define(table, &reserved, 1, NULL, 0, &taken));
  assert_true(g_error_matches(taken, LT_ERROR, LT_ERROR_USAGE));

  /* No scheme, no aliases, no columns: the standard names stand, all NULL. */
  table = lt_table_new(store, "d", NULL, 0, NULL);
  assert_true(lt_table_define(table, NULL, 0, NULL, 0, NULL));
  assert_true(lt_table_insert(table, 5, NULL, NULL));
  g_autofree uint8_t *truths = lt_table_where(
      table, "coalesce(key, name, class, class_name, class_group) IS NULL AND fid = 5", NULL, NULL);
  assert_non_null(truths);
  assert_int_equal(truths[0], LT_TRUE);

  /* As many columns as there may be, one named as our own. */
  g_autoptr(GPtrArray) many = g_ptr_array_new_with_free_func(g_free);
  for (int i = 0; i < 1899; i++)
    g_ptr_array_add(many, g_strdup_printf("f%d", i));
  g_ptr_array_add(many, g_strdup("row number"));
  table = lt_table_new(store, "e", (const char *const *)many->pdata, many->len, NULL);
  LtAlias last = {"key", "f1898", false};
  assert_true(lt_table_define(table, &last, 1, classes, 2, NULL));
  g_autofree LtValue *values = g_new0(LtValue, 1900);
  values[1898] = (LtValue)TEXT("end");
  assert_true(lt_table_insert(table, 1, values, NULL));
  g_autofree uint8_t *ends =
      lt_table_where(table, "key = 'end' AND \"row number\" IS NULL", NULL, NULL);
  assert_non_null(ends);
  assert_int_equal(ends[0], LT_TRUE);
  g_ptr_array_add(many, g_strdup("f1900"));
  assert_null(lt_table_new(store, "f", (const char *const *)many->pdata, many->len, NULL));
}

static const struct {
  const char *why;
  LtValue value;
  double wanted;
} numbers[] = {
    {"integer", INT(-3), -3},
    {"real", REAL(2.5), 2.5},
    {"null", NUL, NAN},
    {"text", TEXT("12.50"), 12.5},
    {"leading zeros", TEXT("0101"), 101},
    {"blanks", TEXT(" \t12\xc2\xa0　"), 12},
    {"full width", TEXT("－１２．５"), -12.5},
    {"full-width thousands", TEXT("１，２３４"), 1234},
    {"thousands", TEXT("1,234,567.25"), 1234567.25},
    {"signed thousands", TEXT("-12,345"), -12345},
    {"exponent", TEXT("1e3"), 1000},
    {"wrong group", TEXT("1,23"), NAN},
    {"long group", TEXT("1,2345"), NAN},
    {"long first group", TEXT("1234,567"), NAN},
    {"no first group", TEXT(",123"), NAN},
    {"zero as first group", TEXT("0,123"), NAN},
    {"group after the point", TEXT("1.234,567"), NAN},
    {"trailing comma", TEXT("1,"), NAN},
    {"double comma", TEXT("1,,234"), NAN},
    {"unit", TEXT("12 亩"), NAN},
    {"empty", TEXT(""), NAN},
    {"blank", TEXT("  "), NAN},
    {"inside blank", TEXT("1 2"), NAN},
    {"hex", TEXT("0x10"), NAN},
    {"nan", TEXT("nan"), NAN},
    {"inf", TEXT("inf"), NAN},
    {"overflow", TEXT("1e999"), NAN},
    {"long", TEXT("1111111111111111111111111111111111111111111111111111111111111111111111111111111"
                  "1111111111111111111111111111111111111111111111111111111111111111111111"), NAN},
};

static void number_texts(void **state)
{
  (void)state;
  static const char *const names[] = {"x"};
  g_autoptr(LtStore) store = lt_store_new(NULL);
  LtTable *table = lt_table_new(store, "n", names, 1, NULL);
  assert_true(lt_table_define(table, NULL, 0, NULL, 0, NULL));
  for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
    assert_true(lt_table_insert(table, 0, &numbers[i].value, NULL));
  g_autofree double *got = lt_table_numbers(table, "x", NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
    double wanted = numbers[i].wanted;
    if (isnan(wanted) ? !isnan(got[i]) : got[i] != wanted)
      fail_msg("%s: %.17g, wanted %.17g", numbers[i].why, got[i], wanted);
  }
}

static const struct {
  const char *why;
  LtValue code;
  const char *list;
  char wanted;
} industries[] = {
    {"equal", TEXT("3120"), "3120", 'T'},
    {"item is a beginning", TEXT("3120"), "31", 'T'},
    {"division of one digit", TEXT("3120"), "3", 'T'},
    {"another", TEXT("3120"), "3110,32", 'F'},
    {"too coarse to tell", TEXT("31"), "3110", 'U'},
    {"coarse, but another item holds it", TEXT("31"), "3110,31", 'T'},
    {"coarse and not related", TEXT("32"), "3110", 'F'},
    {"section letter", TEXT("C3120"), "3120", 'T'},
    {"small section letter", TEXT("c3120"), "3120", 'T'},
    {"last section", TEXT("T9700"), "97", 'T'},
    {"no such section", TEXT("U3120"), "3120", 'U'},
    {"letter alone", TEXT("C"), "3120", 'U'},
    {"two letters", TEXT("CC31"), "31", 'U'},
    {"blanks", TEXT(" 3120 "), " 3120 , 25", 'T'},
    {"full width", TEXT("Ｃ３１２０"), "3120", 'T'},
    {"integer", INT(3120), "31", 'T'},
    {"whole real", REAL(3120.0), "31", 'T'},
    {"broken real", REAL(3120.5), "31", 'U'},
    {"negative", INT(-31), "31", 'U'},
    {"huge real", REAL(1e300), "31", 'U'},
    {"integer of five digits", INT(31200), "31", 'U'},
    {"leading zero", TEXT("0111"), "01", 'T'},
    {"five digits", TEXT("31200"), "31", 'U'},
    {"null", NUL, "31", 'U'},
    {"empty", TEXT(""), "31", 'U'},
    {"words", TEXT("炼钢"), "31", 'U'},
    {"several, one of them in", TEXT("2511,3120"), "31", 'T'},
    {"several, none of them", TEXT("2511, 1711"), "31", 'F'},
    {"several, by other commas", TEXT("2511、1711，3120"), "31", 'T'},
    {"several, one too coarse", TEXT("2511,31"), "3120", 'U'},
    {"several, one unreadable", TEXT("2511,炼钢"), "31", 'U'},
    {"several, one unreadable and one in", TEXT("炼钢,3120,"), "31", 'T'},
    {"commas only", TEXT(" , "), "31", 'U'},
    {"list by other commas", TEXT("2511"), "31、C25，26；27;28", 'T'},
    {"code by semicolons", TEXT("1711；2511"), "25", 'T'},
};

static void industry_codes(void **state)
{
  (void)state;
  static const char *const names[] = {"x"};
  g_autoptr(LtStore) store = lt_store_new(NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(industries); i++) {
    LtTable *table = lt_table_new(store, "n", names, 1, NULL);
    assert_true(lt_table_define(table, NULL, 0, NULL, 0, NULL));
    assert_true(lt_table_insert(table, 0, &industries[i].code, NULL));
    g_autofree char *where = g_strdup_printf("industry_in(x, '%s')", industries[i].list);
    g_autoptr(GError) error = NULL;
    g_autofree uint8_t *truths = lt_table_where(table, where, NULL, &error);
    if (truths == NULL)
      fail_msg("%s: %s", industries[i].why, error->message);
    if ("FTU"[truths[0]] != industries[i].wanted)
      fail_msg("%s: %c, wanted %c", industries[i].why, "FTU"[truths[0]], industries[i].wanted);
  }
}

/* The texts of a column are these, the last of them NULL. */
static void texts_check(const char *why, LtTable *table, const char *name,
                        const char *const *wanted)
{
  g_autoptr(GError) error = NULL;
  char **texts = lt_table_texts(table, name, &error);
  if (texts == NULL)
    fail_msg("%s: %s", why, error->message);
  size_t n = lt_table_count(table);
  for (size_t i = 0; i < n; i++)
    if (g_strcmp0(texts[i], wanted[i]) != 0)
      fail_msg("%s: %s: row %zu: %s, wanted %s", why, name, i, texts[i], wanted[i]);
  assert_null(texts[n]);
  lt_table_texts_free(texts, n);
}

/* Texts are the same whether SQLite has been given all rows, some of them or none. */
static void waiting_rows(void **state)
{
  (void)state;
  static const char *const names[] = {"a", "b", "n"};
  static const LtAlias number = {"m", "n", true};
  static const LtValue values[][3] = {
      {TEXT("x"), INT(INT64_MIN), TEXT("1,5")}, {TEXT(""), INT(INT64_MAX), TEXT("7")},
      {NUL, INT(0), NUL},                       {TEXT("图斑 'é'"), NUL, INT(-3)},
      {INT(-1), TEXT("y"), TEXT("0x")},         {TEXT("1e3"), REAL(0.1), TEXT("2.5")},
      {TEXT("00"), REAL(1e300), REAL(-4)},      {TEXT("z"), REAL(3), TEXT("")},
  };
  static const char *const a[] = {"x", "", NULL, "图斑 'é'", "-1", "1e3", "00", "z"};
  static const char *const b[] = {"-9223372036854775808", "9223372036854775807", "0", NULL, "y",
                                  "0.1", "1.0e+300", "3.0"};
  static const char *const n[] = {"1,5", "7", NULL, "-3", "0x", "2.5", "-4.0", ""};
  static const char *const m[] = {NULL, "7.0", NULL, "-3", NULL, "2.5", "-4.0", NULL};
  for (size_t n_given = 0; n_given <= G_N_ELEMENTS(values); n_given++) {
    g_autofree char *why = g_strdup_printf("%zu rows given", n_given);
    g_autoptr(LtStore) store = lt_store_new(NULL);
    LtTable *table = lt_table_new(store, "t", names, G_N_ELEMENTS(names), NULL);
    assert_true(lt_table_define(table, &number, 1, NULL, 0, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
      assert_true(lt_table_insert(table, (int64_t)i * i, values[i], NULL));
      if (i + 1 == n_given) {
        g_autofree uint8_t *truths = lt_table_where(table, "fid < 10", NULL, NULL);
        for (size_t row = 0; row <= i; row++)
          assert_int_equal(truths[row], row < 4 ? LT_TRUE : LT_FALSE);
      }
    }
    assert_int_equal(lt_table_count(table), G_N_ELEMENTS(values));
    texts_check(why, table, "A", a);
    texts_check(why, table, "b", b); /* has a real number: SQLite is asked, and given all */
    texts_check(why, table, "a", a);
    texts_check(why, table, "n", n);
    texts_check(why, table, "m", m);
  }
}

/* More than may wait. */
static void many_rows(void **state)
{
  (void)state;
  enum { N = 150, BYTES = 1000000 };
  static const char *const names[] = {"no", "x"};
  g_autoptr(LtStore) store = lt_store_new(NULL);
  LtTable *table = lt_table_new(store, "t", names, G_N_ELEMENTS(names), NULL);
  assert_true(lt_table_define(table, NULL, 0, NULL, 0, NULL));
  g_autofree char *text = g_strnfill(BYTES, 'x');
  for (int i = 0; i < N; i++) {
    const LtValue values[] = {INT(i), TEXT(text + i)};
    assert_true(lt_table_insert(table, 1000 + i, values, NULL));
  }
  g_autofree uint8_t *truths =
      lt_table_where(table, "length(x) = 1000000 - no AND fid = 1000 + no", NULL, NULL);
  assert_non_null(truths);
  char **numbers_read = lt_table_texts(table, "no", NULL);
  for (int i = 0; i < N; i++) {
    assert_int_equal(truths[i], LT_TRUE);
    assert_int_equal(g_ascii_strtoll(numbers_read[i], NULL, 10), i);
  }
  lt_table_texts_free(numbers_read, N);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(good_wheres, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(bad_wheres, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(large_wheres, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(run_time_errors, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(view_columns, fixture_setup, fixture_teardown),
      cmocka_unit_test(wanted_columns),
      cmocka_unit_test(definitions),
      cmocka_unit_test(number_texts),
      cmocka_unit_test(industry_codes),
      cmocka_unit_test(waiting_rows),
      cmocka_unit_test(many_rows),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
