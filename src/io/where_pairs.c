/* A `where` of pairs of rows, one of each of two layers: the sandbox of where.c around both. */
#include "base/bytes.h"
#include "io/store.h"

static bool is_empty(const char *where)
{
  return where == NULL || *where == '\0';
}

bool lt_table_try_pairs(LtTable *a, LtTable *b, const char *where, bool *lacks_column,
                        GError **error)
{
  *lacks_column = false;
  g_return_val_if_fail(a != NULL && b != NULL && a != b && a->store == b->store, false);

  if (is_empty(where))
    return true;
  if (!lt_where_lexes(where, error))
    return false;
  g_autofree char *sql =
      g_strdup_printf("SELECT 1 FROM %s AS a, %s AS b WHERE (%s)", a->view, b->view, where);
  g_autoptr(sqlite3_stmt) statement = lt_where_prepare(a, b, sql, false, 0, error);
  *lacks_column = a->store->guard.lacks_column;
  return statement != NULL;
}

static sqlite3_stmt *pairs_prepare(LtTable *a, LtTable *b, const char *where, GError **error)
{
  g_autoptr(GString) sql = g_string_new(NULL);
  g_string_printf(sql, "SELECT NOT (%s) FROM %s AS a, %s AS b WHERE a.", where, a->view, b->view);
  lt_sql_quote(sql, a->row);
  g_string_append(sql, " = ?1 AND b.");
  lt_sql_quote(sql, b->row);
  g_string_append(sql, " = ?2");
  return lt_where_prepare(a, b, sql->str, true, 2, error);
}

static bool pair_answer(sqlite3_stmt *statement, const size_t pair[2], uint8_t *truth)
{
  bool is_ok = sqlite3_bind_int64(statement, 1, (sqlite3_int64)pair[0]) == SQLITE_OK &&
               sqlite3_bind_int64(statement, 2, (sqlite3_int64)pair[1]) == SQLITE_OK &&
               sqlite3_step(statement) == SQLITE_ROW;
  if (is_ok && sqlite3_column_type(statement, 0) == SQLITE_NULL)
    *truth = LT_UNKNOWN;
  else if (is_ok)
    *truth = sqlite3_column_int(statement, 0) ? LT_FALSE : LT_TRUE;
  return is_ok && sqlite3_reset(statement) == SQLITE_OK;
}

uint8_t *lt_table_where_pairs(LtTable *a, LtTable *b, const char *where, const size_t (*pairs)[2],
                              size_t n_pairs, const LtRun *run, GError **error)
{
  bool lacks_column, is_ok = true;
  if (!lt_table_try_pairs(a, b, where, &lacks_column, error))
    return NULL;
  g_autofree uint8_t *truths = lt_alloc(n_pairs, sizeof *truths, a->id, error);
  if (truths == NULL || !lt_table_fill(a, error) || !lt_table_fill(b, error))
    return NULL;
  g_autoptr(sqlite3_stmt) statement =
      is_empty(where) ? NULL : pairs_prepare(a, b, where, error);
  if (!is_empty(where) && statement == NULL)
    return NULL;
  LtWhereWatch watch;
  lt_where_watch(&watch, a, run);
  a->store->lists_are_data = true;
  for (size_t i = 0; is_ok && i < n_pairs; i++) {
    truths[i] = LT_TRUE;
    is_ok = statement == NULL || pair_answer(statement, pairs[i], &truths[i]);
  }
  a->store->lists_are_data = false;
  if (!is_ok)
    lt_where_fail(a, &watch, error);
  lt_where_unwatch(&watch);
  return is_ok ? g_steal_pointer(&truths) : NULL;
}
