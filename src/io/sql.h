/**
 * @file sql.h
 * @brief Small help for SQLite statements. Internal to io/.
 */
#ifndef LT_IO_SQL_H
#define LT_IO_SQL_H

#include "io/table.h"

#include <sqlite3.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(sqlite3_stmt, sqlite3_finalize)

/** Append a name as an SQL identifier: in double quotes, those inside it doubled. */
void lt_sql_quote(GString *sql, const char *name);

/** Bind a value to parameter @p at; NaN becomes NULL. Texts are borrowed until the statement is
 * reset. Returns SQLite's code. */
int lt_sql_bind(sqlite3_stmt *statement, int at, const LtValue *value);

/** Step a statement that gives no rows, reset it and drop its values. Returns SQLite's code,
 * SQLITE_OK when it was done. */
int lt_sql_step(sqlite3_stmt *statement);

#endif
