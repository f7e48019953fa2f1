/**
 * @file csv_cell.h
 * @brief Cells of a CSV text, as RFC 4180 has them: quoted ones may hold commas, doubled quotes and
 * line breaks.
 */
#ifndef LT_BASE_CSV_CELL_H
#define LT_BASE_CSV_CELL_H

#include <stdbool.h>

/** True for the end of a line or of the text. */
static inline bool lt_csv_ends_line(char c)
{
  return c == '\0' || c == '\r' || c == '\n';
}

/** Behind the line end at @p at, if there is one: CRLF is one. */
static inline const char *lt_csv_line_end_skip(const char *at)
{
  return at + (at[0] == '\r' && at[1] == '\n' ? 2 : at[0] != '\0');
}

/** The cell that *@p at points to, which goes behind it: to a comma, or where a line ends. Free it
 * with g_free(). NULL: a quote that is not closed, or text behind a closed one; *@p at stays. */
char *lt_csv_cell_take(const char **at);

#endif
