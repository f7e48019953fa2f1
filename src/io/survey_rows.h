/**
 * @file survey_rows.h
 * @brief The cells of a table of corners in memory, whatever file they are from. Internal to io/.
 */
#ifndef LT_IO_SURVEY_ROWS_H
#define LT_IO_SURVEY_ROWS_H

#include "base/text.h"

#include <stdint.h>

/** Cells further to the right are none of a table of corners. */
#define LT_SURVEY_CELLS_MAX 64
/** A table with more bytes in its cells is refused. */
#define LT_SURVEY_TABLE_BYTES_MAX ((size_t)256 << 20)

/** Rows with something in them. Zeroed it has none; clear with lt_survey_rows_clear(). */
typedef struct {
  char *bytes;     /* of all cells, each ends with a zero */
  uint32_t *cells; /* where each begins */
  struct LtSurveyRow *rows;
  size_t n_bytes, n_cells, n_rows;
  size_t cap_bytes, cap_cells, cap_rows;
  size_t first_cell; /* of the row that is being filled */
  size_t n_cut;      /* cells that were left out, behind LT_SURVEY_CELLS_MAX */
} LtSurveyRows;

struct LtSurveyRow {
  size_t line; /**< in the file, from 1 */
  size_t first_cell, end_cell;
};

/** Append a cell of @p n bytes to the row that is being filled; blanks around it are let go.
 * LT_ERROR_READ: too many bytes; LT_ERROR_MEMORY. */
bool lt_survey_rows_add(LtSurveyRows *rows, const char *bytes, size_t n, const char *name,
                        GError **error);

/** End the row that is being filled; one without anything in its cells is no row. */
bool lt_survey_rows_end(LtSurveyRows *rows, size_t line, GError **error);

void lt_survey_rows_clear(LtSurveyRows *rows);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtSurveyRows, lt_survey_rows_clear)

/** A cell; "" where the row has none. Borrowed. */
static inline const char *lt_survey_cell(const LtSurveyRows *rows, size_t row, size_t column)
{
  const struct LtSurveyRow *at = &rows->rows[row];
  return column < at->end_cell - at->first_cell ? rows->bytes + rows->cells[at->first_cell + column]
                                                : "";
}

/** Cells of a row up to the last that has something in it. */
static inline size_t lt_survey_cell_count(const LtSurveyRows *rows, size_t row)
{
  return rows->rows[row].end_cell - rows->rows[row].first_cell;
}

/** Fill rows with the cells of a CSV text, UTF-8: parted by commas, semicolons or tabs, whichever
 * is most in its first lines; quoted as RFC 4180 has it. Errors of lt_survey_rows_add(). */
bool lt_survey_rows_read_csv(LtSurveyRows *rows, const char *text, size_t n, const char *name,
                             GError **error);

#endif
