#include "io/sql.h"

#include <math.h>

void lt_sql_quote(GString *sql, const char *name)
{
  g_string_append_c(sql, '"');
  for (const char *at = name; *at != '\0'; at++) {
    if (*at == '"')
      g_string_append_c(sql, '"');
    g_string_append_c(sql, *at);
  }
  g_string_append_c(sql, '"');
}

int lt_sql_bind(sqlite3_stmt *statement, int at, const LtValue *value)
{
  switch (value->type) {
  case LT_VALUE_INTEGER:
    return sqlite3_bind_int64(statement, at, value->integer);
  case LT_VALUE_REAL:
    if (isnan(value->real))
      break;
    return sqlite3_bind_double(statement, at, value->real);
  case LT_VALUE_TEXT:
    return sqlite3_bind_text(statement, at, value->text, -1, SQLITE_STATIC);
  case LT_VALUE_NULL:
    break;
  }
  return sqlite3_bind_null(statement, at);
}

int lt_sql_step(sqlite3_stmt *statement)
{
  int rc = sqlite3_step(statement);
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return rc == SQLITE_DONE ? SQLITE_OK : rc;
}
