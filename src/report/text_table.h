/**
 * @file text_table.h
 * @brief Tables of text for people: columns as wide as their widest cell.
 */
#ifndef LT_REPORT_TEXT_TABLE_H
#define LT_REPORT_TEXT_TABLE_H

#include "base/text.h"

#include <stddef.h>

/** The classes of 32 layers, and their areas. */
#define LT_GRID_COLUMNS_MAX 36

/** A table whose columns are as wide as their widest cell; Hanzi take two places. */
typedef struct {
  GPtrArray *cells; /**< of char *, n_columns a row; empty, with g_free() */
  size_t n_columns;
  bool is_number[LT_GRID_COLUMNS_MAX]; /**< right-aligned */
} LtTextTable;

/** As lt_line_visible() shows it. */
void lt_text_table_add(LtTextTable *grid, char *take_cell);

/** Add a row of texts of the catalogue, one for each column. */
void lt_text_table_add_titles(LtTextTable *grid, const LtTextId *titles, LtLang lang);

void lt_text_table_print(GString *out, const LtTextTable *grid);

/** A number with @p digits decimals; "-" for NAN. Free with g_free(). */
char *lt_number_text(double value, int digits);

/** Append a text of one line, as lt_line_visible() shows it, and free it. */
void lt_text_append(GString *out, char *take_text);

#endif
