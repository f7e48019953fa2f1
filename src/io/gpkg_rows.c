#include "io/gpkg_rows.h"

#include "io/sql.h"

#include <string.h>

/* More rows of a statement gain little. A table has at most 2000 columns, a statement 32766
 * values. */
#define MOST_ROWS 16
/* Rows with so many bytes wait no longer. */
#define MOST_BYTES ((size_t)1 << 20)

int lt_gpkg_rows_begin(LtGpkgRows *rows, sqlite3 *db, const LtGpkgTable *table)
{
  *rows = (LtGpkgRows){.db = db,
                       .table = g_strdup(table->name),
                       .is_spatial = table->geometry != LT_GEOM_NONE,
                       .n_columns = table->n_columns};
  size_t n_cells = MOST_ROWS * (table->n_columns + 1);
  rows->cells = lt_alloc(n_cells, sizeof *rows->cells, "rows", NULL);
  return rows->cells == NULL ? SQLITE_NOMEM : SQLITE_OK;
}

void lt_gpkg_rows_clear(LtGpkgRows *rows)
{
  sqlite3_finalize(rows->many);
  g_free(rows->table);
  g_free(rows->cells);
  g_free(rows->bytes.bytes);
  *rows = (LtGpkgRows){0};
}

static int rows_prepare(const LtGpkgRows *rows, size_t n, sqlite3_stmt **statement)
{
  g_autoptr(GString) sql = g_string_new("INSERT INTO ");
  lt_sql_quote(sql, rows->table);
  for (size_t row = 0; row < n; row++) {
    g_string_append(sql, row == 0 ? " VALUES (?" : ", (?");
    for (size_t i = 0; i < rows->n_columns + rows->is_spatial; i++)
      g_string_append(sql, ", ?");
    g_string_append_c(sql, ')');
  }
  return sqlite3_prepare_v2(rows->db, sql->str, -1, statement, NULL);
}

/* Geometry and texts are borrowed until the statement is reset. */
static int row_bind(const LtGpkgRows *rows, size_t row, sqlite3_stmt *statement)
{
  const LtGpkgCell *cell = rows->cells + row * (rows->n_columns + 1);
  const char *bytes = (const char *)rows->bytes.bytes;
  int at = (int)(row * (rows->n_columns + 1 + rows->is_spatial)) + 1;
  int rc = sqlite3_bind_int64(statement, at++, rows->fid - (int64_t)(rows->n_waiting - 1 - row));
  if (rows->is_spatial && rc == SQLITE_OK)
    rc = cell->n_bytes == 0
             ? sqlite3_bind_null(statement, at++)
             : sqlite3_bind_blob64(statement, at++, bytes + cell->begin, cell->n_bytes,
                                   SQLITE_STATIC);
  for (size_t i = 0; i < rows->n_columns && rc == SQLITE_OK; i++) {
    cell++;
    rc = cell->value.type == LT_VALUE_TEXT
             ? sqlite3_bind_text64(statement, at++, cell->n_bytes == 0 ? "" : bytes + cell->begin,
                                   cell->n_bytes, SQLITE_STATIC, SQLITE_UTF8)
             : lt_sql_bind(statement, at++, &cell->value);
  }
  return rc;
}

static int rows_insert(LtGpkgRows *rows, sqlite3_stmt *statement)
{
  for (size_t row = 0; row < rows->n_waiting; row++) {
    int rc = row_bind(rows, row, statement);
    if (rc != SQLITE_OK)
      return rc;
  }
  rows->n_waiting = rows->bytes.n = 0;
  return lt_sql_step(statement);
}

int lt_gpkg_rows_flush(LtGpkgRows *rows)
{
  if (rows->n_waiting == 0)
    return SQLITE_OK;
  if (rows->n_waiting == MOST_ROWS) {
    int rc = rows->many == NULL ? rows_prepare(rows, MOST_ROWS, &rows->many) : SQLITE_OK;
    return rc == SQLITE_OK ? rows_insert(rows, rows->many) : rc;
  }
  g_autoptr(sqlite3_stmt) few = NULL;
  int rc = rows_prepare(rows, rows->n_waiting, &few);
  return rc == SQLITE_OK ? rows_insert(rows, few) : rc;
}

/* Copy the text of a cell; one that is NULL is no value. */
static bool text_copy(LtGpkgRows *rows, LtGpkgCell *cell)
{
  const char *text = cell->value.text;
  LtGpkgBytes *bytes = &rows->bytes;
  cell->value.type = text == NULL ? LT_VALUE_NULL : LT_VALUE_TEXT;
  cell->begin = bytes->n;
  cell->n_bytes = text == NULL ? 0 : strlen(text);
  if (cell->n_bytes == 0)
    return true;
  if (!lt_grow(&bytes->bytes, &bytes->capacity, bytes->n + cell->n_bytes, 1, "texts", NULL))
    return false;
  memcpy(bytes->bytes + bytes->n, text, cell->n_bytes);
  bytes->n += cell->n_bytes;
  return true;
}

int lt_gpkg_rows_add(LtGpkgRows *rows, size_t begin, const LtValue *values)
{
  LtGpkgCell *cell = rows->cells + rows->n_waiting * (rows->n_columns + 1);
  *cell = (LtGpkgCell){.begin = begin, .n_bytes = rows->bytes.n - begin};
  for (size_t i = 0; i < rows->n_columns; i++) {
    *++cell = (LtGpkgCell){.value = values[i]};
    if (cell->value.type == LT_VALUE_TEXT && !text_copy(rows, cell))
      return SQLITE_NOMEM;
  }
  rows->fid++;
  rows->n_waiting++;
  return rows->n_waiting == MOST_ROWS || rows->bytes.n >= MOST_BYTES ? lt_gpkg_rows_flush(rows)
                                                                     : SQLITE_OK;
}
