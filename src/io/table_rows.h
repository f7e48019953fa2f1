/**
 * @file table_rows.h
 * @brief Rows of a table that SQLite has not been given. Internal to io/.
 *
 * SQLite takes ten times as long for a row, and many tables are asked for a column or two only.
 */
#ifndef LT_IO_TABLE_ROWS_H
#define LT_IO_TABLE_ROWS_H

#include "io/table.h"

/** Rows one after the other; begins as zeros. */
typedef struct {
  uint8_t *bytes;
  size_t n_bytes, capacity;
} LtRows;

void lt_rows_clear(LtRows *rows);

/** Append a row; @p what names the table in an error. LT_ERROR_MEMORY. */
bool lt_rows_add(LtRows *rows, int64_t fid, const LtValue *values, size_t n_values,
                 const char *what, GError **error);

/** Append rows, which are left empty; with LT_ERROR_MEMORY they stay. */
bool lt_rows_join(LtRows *rows, LtRows *take_rows, const char *what, GError **error);

/** Append @p n_rows rows to a table. LT_ERROR_MEMORY. */
bool lt_table_take_rows(LtTable *table, LtRows *take_rows, size_t n_rows, GError **error);

/** What stands at byte @p *at, which is moved behind it: the fid of the first row at 0, its values
 * in order, the next row. A text is borrowed from the rows. */
int64_t lt_rows_fid(const LtRows *rows, size_t *at);
LtValue lt_rows_value(const LtRows *rows, size_t *at);

#endif
