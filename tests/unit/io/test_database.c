/* Connections to databases: what is let in, and that passwords are never shown. */
#include "io/database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void paths(void **state)
{
  (void)state;
  static const struct {
    const char *path;
    bool is_database;
  } rows[] = {
      {"PG:dbname=x", true},
      {"pg:dbname=x", true},
      {"PG:", true},
      {"PGB:dbname=x", true},
      {"postgresql://u:p@h/d", true},
      {"POSTGRES://h", true},
      {"./PG:dbname=x", false},
      {"/data/PG:x", false},
      {"PG", false},
      {"PGx:y", false},
      {"", false},
      {"zone.shp", false},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (lt_path_is_database(rows[i].path) != rows[i].is_database)
      fail_msg("%s", rows[i].path);
}

/* libpq's own rules: https://www.postgresql.org/docs/15/libpq-connect.html 34.1.1.1 */
static void taken_apart(void **state)
{
  (void)state;
#define OPENED "PG:connect_timeout='10'"
  static const struct {
    const char *path, *shown, *opened, *table;
  } rows[] = {
      {"PG:", "PG:", OPENED, NULL},
      {"PG:dbname=land host=db", "PG:dbname=land host=db", OPENED " dbname='land' host='db'", NULL},
      {"pg: dbname = land\thost='db' ", "PG:dbname=land host=db", OPENED " dbname='land' host='db'",
       NULL},
      {"PG:password=geheim user=a", "PG:password=*** user=a", OPENED " password='geheim' user='a'",
       NULL},
      {"PG:password='ge hei\\'m\\\\' user=a", "PG:password=*** user=a",
       OPENED " password='ge hei\\'m\\\\' user='a'", NULL},
      {"PG:password=ge\\ heim\\'s user=a", "PG:password=*** user=a",
       OPENED " password='ge heim\\'s' user='a'", NULL},
      {"PG:password='' sslpassword=x", "PG:password=*** sslpassword=***",
       OPENED " password='' sslpassword='x'", NULL},
      {"PG:password==a=b host=x", "PG:password=*** host=x", OPENED " password='=a=b' host='x'",
       NULL},
      {"PG:dbname='my land' tables='s.my table'", "PG:dbname='my land' tables='s.my table'",
       OPENED " dbname='my land'", "s.my table"},
      {"PG:dbname='a'host='b'", "PG:dbname=a host=b", OPENED " dbname='a' host='b'", NULL},
      {"PG:dbname=土地", "PG:dbname=土地", OPENED " dbname='土地'", NULL},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_auto(LtDatabase) database = {0};
    g_autofree char *shown = lt_path_shown(rows[i].path);
    assert_string_equal(shown, rows[i].shown);
    assert_true(lt_database_parse(rows[i].path, &database, NULL));
    assert_string_equal(database.opened, rows[i].opened);
    if (g_strcmp0(database.table, rows[i].table) != 0)
      fail_msg("%s: table %s", rows[i].path, database.table);
  }
}

/* Nothing of these is shown: any word may be a piece of the password. */
static void refused(void **state)
{
  (void)state;
  static const char *const rows[] = {
      "PG:password=geheim wort",
      "PG:password='geheim",
      "PG:password='geheim\\",
      "PG:password='a' b'geheim'",
      "PG:geheim",
      "PG:=geheim",
      "PG:password geheim",
      "PG:passwort=geheim",
      "PG:options='-c geheim'",
      "PG:password=a Password=geheim",
      "PG:dbname=a active_schema=geheim",
      "PG:dbname=a,user=b password geheim",
      "PGB:password=geheim",
      "postgresql://u:geheim@h/d",
      "PG:postgresql://u:geheim@h/d",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_auto(LtDatabase) database = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *shown = lt_path_shown(rows[i]);
    assert_string_equal(shown, "PG:***");
    assert_false(lt_database_parse(rows[i], &database, &error));
    assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_USAGE));
    assert_null(strstr(error->message, "geheim"));
  }
}

/* Words that GDAL looks for within values, an empty name, bytes that are no text. */
static void values_refused(void **state)
{
  (void)state;
  static const char *const rows[] = {"PG:password='a schemas=geheim'", "PG:password=Tables=geheim",
                                     "PG:password=xactive_schema=geheim", "PG:tables=''",
                                     "PG:password=geheim\xff"};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_auto(LtDatabase) database = {0};
    g_autoptr(GError) error = NULL;
    assert_false(lt_database_parse(rows[i], &database, &error));
    assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_USAGE));
    assert_null(strstr(error->message, "geheim"));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(paths),
      cmocka_unit_test(taken_apart),
      cmocka_unit_test(refused),
      cmocka_unit_test(values_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
