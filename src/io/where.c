/* The sandbox of a `where`. The text is first looked at (is it one expression?), then parsed by
 * SQLite under an authorizer; each of the two would do alone. */
#include "base/bytes.h"
#include "io/near_names.h"
#include "io/sql_functions.h"
#include "io/store.h"

#include <string.h>

#define WHERE_BYTES_MAX 65536
#define WHERE_SECONDS 60
/* Operations of SQLite's machine between two looks at the clock. */
#define WHERE_OPS 1000
/* Bounds of what an expression may build. */
#define WHERE_VALUE_BYTES (64 * 1024 * 1024)
#define WHERE_PATTERN_BYTES 1000

/* Past the quoted token that begins at @p at, NULL when it does not end. A doubled quote is read as
 * the end of one token and the beginning of the next, which comes to the same. */
static const char *quoted_end(const char *at)
{
  const char *end = strchr(at + 1, *at == '[' ? ']' : *at);
  return end == NULL ? NULL : end + 1;
}

/* True when the text cannot leave the parentheses it is put into. */
static bool parentheses_close(const char *where, GError **error)
{
  int depth = 0;
  for (const char *at = where; *at != '\0';) {
    if (strchr("'\"`[", *at) != NULL) {
      at = quoted_end(at);
      if (at == NULL)
        return lt_fail(error, LT_ERROR_USAGE, LT_T_WHERE_QUOTE);
      continue;
    }
    if (*at == ';' || strncmp(at, "--", 2) == 0 || strncmp(at, "/*", 2) == 0)
      return lt_fail(error, LT_ERROR_USAGE, LT_T_WHERE_COMMENT);
    depth += (*at == '(') - (*at == ')');
    if (depth < 0)
      break;
    at++;
  }
  return depth == 0 || lt_fail(error, LT_ERROR_USAGE, LT_T_WHERE_PARENTHESIS);
}

bool lt_where_lexes(const char *where, GError **error)
{
  if (strlen(where) > WHERE_BYTES_MAX)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_WHERE_LONG, strlen(where), (size_t)WHERE_BYTES_MAX);
  if (!g_utf8_validate(where, -1, NULL))
    return lt_fail(error, LT_ERROR_USAGE, LT_T_WHERE_UTF8);
  return parentheses_close(where, error);
}

static int guard_deny(LtGuard *guard)
{
  guard->is_denied = true;
  return SQLITE_DENY;
}

static int guard_read(LtGuard *guard, LtTable *table, const char *table_name, const char *column,
                      bool is_in_view)
{
  if (is_in_view) {
    bool is_own = strcmp(table_name, table->base) == 0 || strcmp(table_name, table->scheme) == 0;
    return is_own ? SQLITE_OK : guard_deny(guard);
  }
  /* SQLite as Debian builds it answers NULL for the rowid of a view. No column: a constant. */
  bool is_row = guard->may_read_row && strcmp(column, table->row) == 0;
  bool is_known = *column == '\0' || is_row || lt_table_has(table, column);
  if (strcmp(table_name, table->view) != 0 || !is_known)
    return guard_deny(guard);
  /* pairs are asked when the file has been read */
  const LtViewColumn *of_view = lt_table_column(table, column);
  bool is_late = of_view != NULL && of_view->column != LT_NO_COLUMN && guard->other != NULL &&
                 !table->wanted[of_view->column];
  if (is_late)
    return guard_deny(guard);
  lt_table_want(table, column);
  return SQLITE_OK;
}

static int guard_function(LtGuard *guard, const char *name)
{
  if (lt_sql_function_is_allowed(name))
    return SQLITE_OK;
  if (guard->denied_function == NULL)
    guard->denied_function = g_strdup(name);
  return guard_deny(guard);
}

int lt_where_authorize(void *store, int action, const char *a, const char *b, const char *database,
                       const char *inside)
{
  (void)database;
  LtGuard *guard = &((LtStore *)store)->guard;
  if (guard->table == NULL)
    return SQLITE_OK;
  /* SQLite names the view whose body it is looking at, and the table it reads. */
  LtTable *other = guard->other;
  bool is_other = other != NULL && (g_strcmp0(inside, other->view) == 0 ||
                                    (inside == NULL && g_strcmp0(a, other->view) == 0));
  LtTable *table = is_other ? other : guard->table;
  bool is_in_view = g_strcmp0(inside, table->view) == 0;
  switch (action) {
  case SQLITE_SELECT:
    return is_in_view || guard->n_selects++ == 0 ? SQLITE_OK : guard_deny(guard);
  case SQLITE_READ:
    return guard_read(guard, table, a, b, is_in_view);
  case SQLITE_FUNCTION:
    return guard_function(guard, b);
  default:
    return guard_deny(guard);
  }
}

/* Say what SQLite refused; a misspelt column in our own words, with those it may have meant. */
static bool prepare_fail(const LtTable *table, const LtTable *other, GError **error)
{
  static const char no_column[] = "no such column: ";
  LtGuard *guard = &table->store->guard;
  const char *message = sqlite3_errmsg(table->store->db);
  if (sqlite3_errcode(table->store->db) == SQLITE_NOMEM)
    return lt_table_fail(table, error);
  if (guard->denied_function != NULL)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_WHERE_FUNCTION, guard->denied_function);
  if (guard->is_denied)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_WHERE_DENIED);
  if (!g_str_has_prefix(message, no_column))
    return lt_fail(error, LT_ERROR_USAGE, LT_T_WHERE_SQLITE, message);
  guard->lacks_column = true;
  const char *name = message + strlen(no_column);
  if (other != NULL && (g_str_has_prefix(name, "a.") || g_str_has_prefix(name, "b."))) {
    table = name[0] == 'b' ? other : table;
    name += 2;
  }
  g_autofree char *near =
      lt_near_names(name, (const char *const *)table->names->pdata, table->names->len);
  return lt_fail(error, LT_ERROR_USAGE, LT_T_WHERE_NO_COLUMN, name, near);
}

sqlite3_stmt *lt_where_prepare(LtTable *table, LtTable *other, const char *sql, bool may_read_row,
                               int n_parameters, GError **error)
{
  sqlite3 *db = table->store->db;
  LtGuard *guard = &table->store->guard;
  g_autoptr(sqlite3_stmt) statement = NULL;
  g_clear_pointer(&guard->denied_function, g_free);
  *guard = (LtGuard){.table = table, .other = other, .may_read_row = may_read_row};
  const char *rest = "";
  int rc = sqlite3_prepare_v2(db, sql, -1, &statement, &rest);
  guard->table = NULL;
  if (rc != SQLITE_OK) {
    prepare_fail(table, other, error);
    return NULL;
  }
  /* A parameter would be NULL without a word. */
  if (sqlite3_bind_parameter_count(statement) != n_parameters || *rest != '\0' ||
      !sqlite3_stmt_readonly(statement)) {
    lt_fail(error, LT_ERROR_USAGE, LT_T_WHERE_DENIED);
    return NULL;
  }
  return g_steal_pointer(&statement);
}

bool lt_table_try_where(LtTable *table, const char *where, bool *lacks_column, GError **error)
{
  *lacks_column = false;
  g_return_val_if_fail(table != NULL && table->row != NULL, false);

  if (where == NULL || *where == '\0')
    return true;
  if (!lt_where_lexes(where, error))
    return false;
  /* In a WHERE clause SQLite refuses what sums up rows: max(x), windows. */
  g_autofree char *sql = g_strdup_printf("SELECT 1 FROM %s WHERE (%s)", table->view, where);
  g_autoptr(sqlite3_stmt) statement = lt_where_prepare(table, NULL, sql, false, 0, error);
  *lacks_column = table->store->guard.lacks_column;
  return statement != NULL;
}

bool lt_table_check_where(LtTable *table, const char *where, GError **error)
{
  bool lacks_column;
  return lt_table_try_where(table, where, &lacks_column, error);
}

/* Nonzero stops the statement. */
static int watch_look(void *data)
{
  LtWhereWatch *watch = data;
  watch->is_late = g_get_monotonic_time() > watch->deadline_us;
  return watch->is_late || (watch->run != NULL && lt_run_is_cancelled(watch->run));
}

void lt_where_watch(LtWhereWatch *watch, const LtTable *table, const LtRun *run)
{
  sqlite3 *db = table->store->db;
  *watch = (LtWhereWatch){
      .db = db,
      .run = run,
      .deadline_us = g_get_monotonic_time() + WHERE_SECONDS * G_USEC_PER_SEC,
      .value_bytes = sqlite3_limit(db, SQLITE_LIMIT_LENGTH, WHERE_VALUE_BYTES),
      .pattern_bytes = sqlite3_limit(db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, WHERE_PATTERN_BYTES)};
  sqlite3_progress_handler(db, WHERE_OPS, watch_look, watch);
}

void lt_where_unwatch(LtWhereWatch *watch)
{
  sqlite3_progress_handler(watch->db, 0, NULL, NULL);
  sqlite3_limit(watch->db, SQLITE_LIMIT_LENGTH, watch->value_bytes);
  sqlite3_limit(watch->db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, watch->pattern_bytes);
}

bool lt_where_fail(const LtTable *table, const LtWhereWatch *watch, GError **error)
{
  if (watch->run != NULL && !lt_run_check(watch->run, error))
    return false;
  if (watch->is_late)
    return lt_fail(error, LT_ERROR_READ, LT_T_WHERE_LATE, table->id, WHERE_SECONDS);
  return lt_table_fail(table, error);
}

/* Rows of (row, NOT expression). */
static bool where_answer(const LtTable *table, sqlite3_stmt *statement, const LtWhereWatch *watch,
                         uint8_t *truths, GError **error)
{
  size_t n = 0;
  int rc;
  while ((rc = sqlite3_step(statement)) == SQLITE_ROW && n < table->n_rows) {
    int64_t row = sqlite3_column_int64(statement, 0);
    LtTruth truth = sqlite3_column_int(statement, 1) ? LT_FALSE : LT_TRUE;
    bool is_null = sqlite3_column_type(statement, 1) == SQLITE_NULL;
    truths[row] = (uint8_t)(is_null ? LT_UNKNOWN : truth);
    n++;
  }
  if (rc != SQLITE_DONE && rc != SQLITE_ROW)
    return lt_where_fail(table, watch, error);
  return (rc == SQLITE_DONE && n == table->n_rows) ||
         lt_fail(error, LT_ERROR_USAGE, LT_T_WHERE_DENIED);
}

static bool where_ask(LtTable *table, const char *where, const LtRun *run, uint8_t *truths,
                      GError **error)
{
  if (!lt_table_fill(table, error))
    return false;
  /* NOT reads any value as SQLite reads a condition, once, and leaves NULL as it is. */
  g_autoptr(GString) sql = g_string_new("SELECT ");
  lt_sql_quote(sql, table->row);
  g_string_append_printf(sql, ", NOT (%s) FROM %s", where, table->view);
  g_autoptr(sqlite3_stmt) statement = lt_where_prepare(table, NULL, sql->str, true, 0, error);
  if (statement == NULL)
    return false;

  LtWhereWatch watch;
  lt_where_watch(&watch, table, run);
  bool is_done = where_answer(table, statement, &watch, truths, error);
  lt_where_unwatch(&watch);
  return is_done;
}

uint8_t *lt_table_where(LtTable *table, const char *where, const LtRun *run, GError **error)
{
  g_return_val_if_fail(table != NULL && table->row != NULL, NULL);

  if ((run != NULL && !lt_run_check(run, error)) || !lt_table_check_where(table, where, error))
    return NULL;
  g_autofree uint8_t *truths = lt_alloc(table->n_rows, sizeof *truths, table->id, error);
  if (truths == NULL)
    return NULL;
  bool is_all = where == NULL || *where == '\0';
  if (is_all)
    memset(truths, LT_TRUE, table->n_rows);
  else if (!where_ask(table, where, run, truths, error))
    return NULL;
  return g_steal_pointer(&truths);
}
