#include "io/table.h"

#include "base/bytes.h"
#include "io/near_names.h"
#include "io/sql_functions.h"
#include "io/store.h"

#include <string.h>

/* SQLite allows 2000 in a view; the names of rules need room beside the columns. */
#define COLUMNS_MAX 1900
/* Rows that wait for SQLite are twice in memory while it takes them. */
#define WAITING_BYTES (64 * 1024 * 1024)

bool lt_table_fail(const LtTable *table, GError **error)
{
  sqlite3 *db = table->store->db;
  if (sqlite3_errcode(db) == SQLITE_NOMEM)
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_TABLE_MEMORY, table->id);
  return lt_fail(error, LT_ERROR_READ, LT_T_TABLE_SQLITE, table->id, sqlite3_errmsg(db));
}

static bool table_exec(const LtTable *table, const char *sql, GError **error)
{
  return sqlite3_exec(table->store->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
         lt_table_fail(table, error);
}

sqlite3_stmt *lt_table_prepare(const LtTable *table, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(table->store->db, sql, -1, &statement, NULL) != SQLITE_OK)
    lt_table_fail(table, error);
  return statement;
}

static void table_free(void *data)
{
  LtTable *table = data;
  sqlite3_finalize(table->insert);
  lt_rows_clear(&table->rows);
  g_free(table->id);
  g_free(table->base);
  g_free(table->view);
  g_free(table->scheme);
  g_free(table->row);
  g_ptr_array_unref(table->columns);
  g_ptr_array_unref(table->names);
  g_hash_table_unref(table->sources);
  g_free(table->wanted);
  g_free(table);
}

/* Nothing an expression says reaches beyond the connection. */
static int store_harden(LtStore *store)
{
  static const int options[][2] = {
      {SQLITE_DBCONFIG_DQS_DML, 0},        {SQLITE_DBCONFIG_DQS_DDL, 0},
      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
      {SQLITE_DBCONFIG_DEFENSIVE, 1},
  };
  int rc = lt_sql_functions_add(store->db, &store->lists_are_data);
  for (size_t i = 0; i < G_N_ELEMENTS(options) && rc == SQLITE_OK; i++)
    rc = sqlite3_db_config(store->db, options[i][0], options[i][1], (int *)NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_set_authorizer(store->db, lt_where_authorize, store);
  /* One transaction for all: rows go in faster, and nothing is ever to be taken back. */
  return rc == SQLITE_OK ? sqlite3_exec(store->db, "BEGIN", NULL, NULL, NULL) : rc;
}

LtStore *lt_store_new(GError **error)
{
  g_autoptr(LtStore) store = g_new0(LtStore, 1);
  store->tables = g_ptr_array_new_with_free_func(table_free);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY |
              SQLITE_OPEN_NOMUTEX; /* one thread at a time: see table.h */
  if (sqlite3_open_v2(":memory:", &store->db, flags, NULL) != SQLITE_OK ||
      store_harden(store) != SQLITE_OK) {
    lt_fail(error, LT_ERROR_MEMORY, LT_T_TABLE_STORE, sqlite3_errmsg(store->db));
    return NULL;
  }
  return g_steal_pointer(&store);
}

void lt_store_free(LtStore *store)
{
  if (store == NULL)
    return;
  g_ptr_array_unref(store->tables);
  g_free(store->guard.denied_function);
  sqlite3_close(store->db);
  g_free(store);
}

/* SQLite folds the case of ASCII only. */
static bool columns_are_distinct(const char *id, const char *const *columns, size_t n_columns,
                                 GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (size_t i = 0; i < n_columns; i++) {
    if (!g_hash_table_add(seen, g_ascii_strdown(columns[i], -1)))
      return lt_fail(error, LT_ERROR_READ, LT_T_TABLE_COLUMN_TWICE, id, columns[i]);
  }
  return true;
}

static bool base_create(const LtTable *table, GError **error)
{
  g_autoptr(GString) sql = g_string_new(NULL);
  /* Columns without a type keep each value as it is: the code "0101" stays a text. */
  g_string_printf(sql, "CREATE TABLE %s (row INTEGER PRIMARY KEY, fid INTEGER", table->base);
  for (size_t i = 0; i < table->columns->len; i++)
    g_string_append_printf(sql, ", c%zu", i);
  g_string_append_c(sql, ')');
  return table_exec(table, sql->str, error);
}

LtTable *lt_table_new(LtStore *store, const char *id, const char *const *columns,
                      size_t n_columns, GError **error)
{
  g_return_val_if_fail(store != NULL && id != NULL, NULL);

  if (n_columns > COLUMNS_MAX) {
    lt_fail(error, LT_ERROR_READ, LT_T_TABLE_COLUMNS_MANY, id, n_columns, (size_t)COLUMNS_MAX);
    return NULL;
  }
  if (!columns_are_distinct(id, columns, n_columns, error))
    return NULL;

  LtTable *table = g_new0(LtTable, 1);
  table->store = store;
  table->id = g_strdup(id);
  table->base = g_strdup_printf("t%u", store->tables->len);
  table->view = g_strdup_printf("v%u", store->tables->len);
  table->scheme = g_strdup_printf("s%u", store->tables->len);
  table->columns = g_ptr_array_new_with_free_func(g_free);
  table->names = g_ptr_array_new_with_free_func(g_free);
  table->sources = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  table->wanted = g_new0(bool, MAX(n_columns, 1));
  for (size_t i = 0; i < n_columns; i++)
    g_ptr_array_add(table->columns, g_strdup(columns[i]));
  g_ptr_array_add(store->tables, table);
  return base_create(table, error) ? table : NULL;
}

static size_t column_find(const LtTable *table, const char *name)
{
  for (size_t i = 0; i < table->columns->len; i++) {
    if (g_ascii_strcasecmp(table->columns->pdata[i], name) == 0)
      return i;
  }
  return LT_NO_COLUMN;
}

const LtViewColumn *lt_table_column(const LtTable *table, const char *name)
{
  g_autofree char *folded = g_ascii_strdown(name, -1);
  return g_hash_table_lookup(table->sources, folded);
}

/* Put a column into the view; @p expression NULL: the column of the source as it is. */
static void view_add(LtTable *table, GString *sql, const char *name, const char *expression,
                     size_t source)
{
  if (expression != NULL)
    g_string_append_printf(sql, ", %s AS ", expression);
  else
    g_string_append_printf(sql, ", t.c%zu AS ", source);
  lt_sql_quote(sql, name);
  g_ptr_array_add(table->names, g_strdup(name));
  const LtViewColumn column = {source, expression == NULL};
  g_hash_table_insert(table->sources, g_ascii_strdown(name, -1),
                      g_memdup2(&column, sizeof column));
}

/* The view gives these itself. */
static bool alias_is_taken(const LtAlias *aliases, size_t i)
{
  static const char *const own[] = {"fid", "class_name", "class_group"};
  for (size_t k = 0; k < G_N_ELEMENTS(own); k++) {
    if (g_ascii_strcasecmp(own[k], aliases[i].name) == 0)
      return true;
  }
  for (size_t k = 0; k < i; k++) {
    if (g_ascii_strcasecmp(aliases[k].name, aliases[i].name) == 0)
      return true;
  }
  return false;
}

bool lt_table_check_aliases(const LtTable *table, const LtAlias *aliases, size_t n_aliases,
                            size_t *at, GError **error)
{
  for (*at = 0; *at < n_aliases; ++*at) {
    const LtAlias *alias = &aliases[*at];
    if (column_find(table, alias->column) == LT_NO_COLUMN) {
      g_autofree char *near = lt_near_names(
          alias->column, (const char *const *)table->columns->pdata, table->columns->len);
      return lt_fail(error, LT_ERROR_USAGE, LT_T_TABLE_NO_COLUMN, table->id, alias->column, near);
    }
    if (alias_is_taken(aliases, *at))
      return lt_fail(error, LT_ERROR_USAGE, LT_T_TABLE_ALIAS_TAKEN, table->id, alias->name);
  }
  return true;
}

static bool aliases_add(LtTable *table, GString *sql, const LtAlias *aliases, size_t n_aliases,
                        GError **error)
{
  size_t at;
  if (!lt_table_check_aliases(table, aliases, n_aliases, &at, error))
    return false;
  for (size_t i = 0; i < n_aliases; i++) {
    const LtAlias *alias = &aliases[i];
    size_t source = column_find(table, alias->column);
    g_autofree char *number = g_strdup_printf("number(t.c%zu)", source);
    view_add(table, sql, alias->name, alias->is_number ? number : NULL, source);
  }
  return true;
}

static void columns_add(LtTable *table, GString *sql)
{
  static const char *const standard[] = {"key", "name", "class"};
  for (size_t i = 0; i < table->columns->len; i++) {
    if (lt_table_column(table, table->columns->pdata[i]) == NULL)
      view_add(table, sql, table->columns->pdata[i], NULL, i);
  }
  for (size_t i = 0; i < G_N_ELEMENTS(standard); i++) {
    if (lt_table_column(table, standard[i]) == NULL)
      view_add(table, sql, standard[i], "NULL", LT_NO_COLUMN);
  }
}

/* A name for the number of the row that no other column has. */
static char *row_name(const LtTable *table)
{
  g_autoptr(GString) name = g_string_new("row number");
  while (lt_table_column(table, name->str) != NULL)
    g_string_append_c(name, '_');
  return g_strdup(name->str);
}

static bool scheme_fill(const LtTable *table, const LtClass *classes, size_t n_classes,
                        GError **error)
{
  g_autofree char *create = g_strdup_printf(
      "CREATE TABLE %s (code TEXT PRIMARY KEY, name TEXT, class_group TEXT) WITHOUT ROWID",
      table->scheme);
  g_autofree char *insert = g_strdup_printf("INSERT OR IGNORE INTO %s VALUES (?1, ?2, ?3)",
                                            table->scheme);
  if (!table_exec(table, create, error))
    return false;
  g_autoptr(sqlite3_stmt) statement = lt_table_prepare(table, insert, error);
  if (statement == NULL)
    return false;
  for (size_t i = 0; i < n_classes; i++) {
    const LtClass *class = &classes[i];
    sqlite3_bind_text(statement, 1, class->code, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, class->name_zh, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 3, class->group, -1, SQLITE_STATIC);
    if (lt_sql_step(statement) != SQLITE_OK)
      return lt_table_fail(table, error);
  }
  return true;
}

/* The names of the scheme follow the alias "class" alone: a column that happens to be called so has
 * no scheme. */
static size_t class_column(const LtTable *table, const LtAlias *aliases, size_t n_aliases)
{
  for (size_t i = 0; i < n_aliases; i++) {
    if (strcmp(aliases[i].name, "class") == 0)
      return column_find(table, aliases[i].column);
  }
  return LT_NO_COLUMN;
}

bool lt_table_define(LtTable *table, const LtAlias *aliases, size_t n_aliases,
                     const LtClass *classes, size_t n_classes, GError **error)
{
  g_return_val_if_fail(table != NULL && table->row == NULL, false);

  size_t class_at = class_column(table, aliases, n_aliases);
  bool has_scheme = n_classes > 0 && class_at != LT_NO_COLUMN;
  if (!scheme_fill(table, classes, n_classes, error))
    return false;
  g_autoptr(GString) sql = g_string_new(NULL);
  view_add(table, sql, "fid", "t.fid", LT_NO_COLUMN);
  view_add(table, sql, "class_name", has_scheme ? "s.name" : "NULL",
           has_scheme ? class_at : LT_NO_COLUMN);
  view_add(table, sql, "class_group", has_scheme ? "s.class_group" : "NULL",
           has_scheme ? class_at : LT_NO_COLUMN);
  if (!aliases_add(table, sql, aliases, n_aliases, error))
    return false;
  columns_add(table, sql);
  table->row = row_name(table);

  g_autoptr(GString) head = g_string_new(NULL);
  g_string_printf(head, "CREATE VIEW %s AS SELECT t.row AS ", table->view);
  lt_sql_quote(head, table->row);
  g_string_prepend(sql, head->str);
  g_string_append_printf(sql, " FROM %s AS t", table->base);
  if (has_scheme)
    g_string_append_printf(sql, " LEFT JOIN %s AS s ON s.code = CAST(t.c%zu AS TEXT)",
                           table->scheme, class_at);
  return table_exec(table, sql->str, error);
}

bool lt_table_has(const LtTable *table, const char *name)
{
  return lt_table_column(table, name) != NULL;
}

void lt_table_want(LtTable *table, const char *name)
{
  const LtViewColumn *of_view = lt_table_column(table, name);
  if (of_view != NULL && of_view->column != LT_NO_COLUMN)
    table->wanted[of_view->column] = true;
}

void lt_table_want_mentioned(LtTable *table, const char *expression)
{
  g_autofree char *text = g_ascii_strdown(expression, -1);
  for (guint i = 0; i < table->names->len; i++) {
    g_autofree char *name = g_ascii_strdown(table->names->pdata[i], -1);
    if (strstr(text, name) != NULL)
      lt_table_want(table, name);
  }
}

bool lt_table_wants_column(const LtTable *table, size_t column)
{
  g_return_val_if_fail(column < table->columns->len, false);
  return table->wanted[column];
}

static sqlite3_stmt *insert_prepare(const LtTable *table, GError **error)
{
  g_autoptr(GString) sql = g_string_new(NULL);
  g_string_printf(sql, "INSERT INTO %s VALUES (?, ?", table->base);
  for (size_t i = 0; i < table->columns->len; i++)
    g_string_append(sql, ", ?");
  g_string_append_c(sql, ')');
  return lt_table_prepare(table, sql->str, error);
}

/* Give SQLite the first row that waits. */
static bool row_fill(LtTable *table, GError **error)
{
  size_t at = table->rows_at;
  int rc = sqlite3_bind_int64(table->insert, 1, (sqlite3_int64)table->n_filled);
  if (rc == SQLITE_OK)
    rc = sqlite3_bind_int64(table->insert, 2, lt_rows_fid(&table->rows, &at));
  for (size_t i = 0; i < table->columns->len && rc == SQLITE_OK; i++) {
    const LtValue value = lt_rows_value(&table->rows, &at);
    rc = lt_sql_bind(table->insert, (int)i + 3, &value);
  }
  if (rc != SQLITE_OK || lt_sql_step(table->insert) != SQLITE_OK)
    return lt_table_fail(table, error);
  table->n_filled++;
  table->rows_at = at;
  return true;
}

bool lt_table_fill(LtTable *table, GError **error)
{
  if (table->n_filled == table->n_rows)
    return true;
  if (table->insert == NULL && (table->insert = insert_prepare(table, error)) == NULL)
    return false;
  while (table->n_filled < table->n_rows)
    if (!row_fill(table, error))
      return false;
  lt_rows_clear(&table->rows);
  table->rows_at = 0;
  return true;
}

bool lt_table_insert(LtTable *table, int64_t fid, const LtValue *values, GError **error)
{
  if (!lt_rows_add(&table->rows, fid, values, table->columns->len, table->id, error))
    return false;
  table->n_rows++;
  return table->rows.n_bytes < WAITING_BYTES || lt_table_fill(table, error);
}

bool lt_table_take_rows(LtTable *table, LtRows *take_rows, size_t n_rows, GError **error)
{
  if (!lt_rows_join(&table->rows, take_rows, table->id, error))
    return false;
  table->n_rows += n_rows;
  return table->rows.n_bytes < WAITING_BYTES || lt_table_fill(table, error);
}

size_t lt_table_count(const LtTable *table)
{
  return table->n_rows;
}
