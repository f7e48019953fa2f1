/* What was put into a table, read back: columns of the view, and whole rows. */
#include "base/bytes.h"
#include "io/sql.h"
#include "io/store.h"

#include <math.h>
#include <string.h>

/* Row numbers and a column of the view, as it is or inside a function. */
static sqlite3_stmt *column_prepare(LtTable *table, const char *name, const char *function,
                                    GError **error)
{
  if (!lt_table_fill(table, error))
    return NULL;
  g_autoptr(GString) sql = g_string_new("SELECT ");
  lt_sql_quote(sql, table->row);
  g_string_append_printf(sql, ", %s(", function);
  lt_sql_quote(sql, name);
  g_string_append_printf(sql, ") FROM %s", table->view);
  return lt_table_prepare(table, sql->str, error);
}

/* The text of a value as SQLite gives it; false for a number whose text it must make. */
static bool value_text(const LtValue *value, char **text)
{
  *text = value->type == LT_VALUE_TEXT      ? g_strdup(value->text)
          : value->type == LT_VALUE_INTEGER ? g_strdup_printf("%" G_GINT64_FORMAT, value->integer)
                                            : NULL;
  return value->type != LT_VALUE_REAL;
}

/* A value of the row at byte @p *at, which is moved behind the row. */
static LtValue row_value(const LtTable *table, size_t column, size_t *at)
{
  LtValue wanted = {.type = LT_VALUE_NULL};
  lt_rows_fid(&table->rows, at);
  for (size_t i = 0; i < table->columns->len; i++) {
    LtValue value = lt_rows_value(&table->rows, at);
    if (i == column)
      wanted = value;
  }
  return wanted;
}

/* Texts of rows that SQLite has not been given, when these are all; else there are none. */
static bool texts_take(const LtTable *table, const char *name, char **texts)
{
  const LtViewColumn *of_view = lt_table_column(table, name);
  if (of_view == NULL || of_view->column == LT_NO_COLUMN || !of_view->is_plain ||
      table->n_filled > 0)
    return false;
  for (size_t row = 0, at = 0; row < table->n_rows; row++) {
    LtValue value = row_value(table, of_view->column, &at);
    if (value_text(&value, &texts[row]))
      continue;
    while (row > 0)
      g_clear_pointer(&texts[--row], g_free);
    return false;
  }
  return true;
}

static bool texts_ask(LtTable *table, const char *name, char **texts, GError **error)
{
  g_autoptr(sqlite3_stmt) statement = column_prepare(table, name, "", error);
  if (statement == NULL)
    return false;
  int rc;
  while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
    const char *text = (const char *)sqlite3_column_text(statement, 1);
    texts[sqlite3_column_int64(statement, 0)] = g_strdup(text);
  }
  return rc == SQLITE_DONE || lt_table_fail(table, error);
}

char **lt_table_texts(LtTable *table, const char *name, GError **error)
{
  char **texts = lt_alloc(table->n_rows + 1, sizeof *texts, table->id, error);
  if (texts == NULL || texts_take(table, name, texts) || texts_ask(table, name, texts, error))
    return texts;
  lt_table_texts_free(texts, table->n_rows);
  return NULL;
}

void lt_table_texts_free(char **texts, size_t n)
{
  for (size_t i = 0; texts != NULL && i < n; i++)
    g_free(texts[i]);
  g_free(texts);
}

double *lt_table_numbers(LtTable *table, const char *name, GError **error)
{
  g_autoptr(sqlite3_stmt) statement = column_prepare(table, name, "number", error);
  if (statement == NULL)
    return NULL;
  g_autofree double *numbers = lt_alloc(table->n_rows, sizeof *numbers, table->id, error);
  if (numbers == NULL)
    return NULL;
  int rc;
  while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
    bool is_null = sqlite3_column_type(statement, 1) == SQLITE_NULL;
    numbers[sqlite3_column_int64(statement, 0)] =
        is_null ? NAN : sqlite3_column_double(statement, 1);
  }
  if (rc != SQLITE_DONE) {
    lt_table_fail(table, error);
    return NULL;
  }
  return g_steal_pointer(&numbers);
}

/* Type and length go before each value, so that no two rows come to the same text by chance. */
static void value_append(GString *text, sqlite3_stmt *statement, int column)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  int type = sqlite3_column_type(statement, column);
  const char *value =
      type == SQLITE_FLOAT
          ? g_ascii_dtostr(number, sizeof number, sqlite3_column_double(statement, column))
          : (const char *)sqlite3_column_text(statement, column);
  if (value == NULL)
    value = "";
  g_string_append_printf(text, "%d:%zu:%s;", type, strlen(value), value);
}

static char *row_text(const LtTable *table, sqlite3_stmt *statement, size_t row, GError **error)
{
  sqlite3_bind_int64(statement, 1, (sqlite3_int64)row);
  if (sqlite3_step(statement) != SQLITE_ROW) {
    lt_table_fail(table, error);
    return NULL;
  }
  GString *text = g_string_new(NULL);
  for (size_t i = 0; i < table->columns->len; i++)
    value_append(text, statement, (int)i + 2); /* after the row and its fid */
  sqlite3_reset(statement);
  return g_string_free(text, FALSE);
}

bool lt_table_rows_text(LtTable *table, const size_t *rows, size_t n_rows, char **texts,
                        GError **error)
{
  if (!lt_table_fill(table, error))
    return false;
  g_autofree char *sql = g_strdup_printf("SELECT * FROM %s WHERE row = ?1", table->base);
  g_autoptr(sqlite3_stmt) statement = lt_table_prepare(table, sql, error);
  if (statement == NULL)
    return false;
  for (size_t i = 0; i < n_rows; i++) {
    texts[i] = row_text(table, statement, rows[i], error);
    if (texts[i] != NULL)
      continue;
    while (i > 0)
      g_clear_pointer(&texts[--i], g_free);
    return false;
  }
  return true;
}
