#include "io/survey_rows.h"

#include "base/bytes.h"

#include <string.h>

/* Lines that tell what parts the cells. */
#define N_LINES_LOOKED 50
/* A quote that is not closed within so many bytes is a sign of seconds, or of nothing. */
#define QUOTED_MAX 4096

bool lt_survey_rows_add(LtSurveyRows *rows, const char *bytes, size_t n, const char *name,
                        GError **error)
{
  while (n > 0 && g_ascii_isspace(*bytes)) {
    bytes++;
    n--;
  }
  while (n > 0 && g_ascii_isspace(bytes[n - 1]))
    n--;
  if (rows->n_cells - rows->first_cell >= LT_SURVEY_CELLS_MAX) {
    rows->n_cut += n > 0;
    return true;
  }
  if (rows->n_bytes + n + 1 > LT_SURVEY_TABLE_BYTES_MAX)
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_TOO_BIG, name, rows->n_bytes + n);
  if (!lt_grow(&rows->bytes, &rows->cap_bytes, rows->n_bytes + n + 1, 1, "cells", error) ||
      !lt_grow(&rows->cells, &rows->cap_cells, rows->n_cells + 1, sizeof *rows->cells, "cells",
               error))
    return false;
  rows->cells[rows->n_cells++] = (uint32_t)rows->n_bytes;
  memcpy(rows->bytes + rows->n_bytes, bytes, n);
  rows->n_bytes += n;
  rows->bytes[rows->n_bytes++] = '\0';
  return true;
}

bool lt_survey_rows_end(LtSurveyRows *rows, size_t line, GError **error)
{
  size_t end = rows->n_cells;
  while (end > rows->first_cell && rows->bytes[rows->cells[end - 1]] == '\0')
    end--;
  if (end < rows->n_cells) { /* blank cells at the end are given back */
    rows->n_bytes = rows->cells[end];
    rows->n_cells = end;
  }
  if (end == rows->first_cell)
    return true;
  if (!lt_grow(&rows->rows, &rows->cap_rows, rows->n_rows + 1, sizeof *rows->rows, "rows", error))
    return false;
  rows->rows[rows->n_rows++] = (struct LtSurveyRow){line, rows->first_cell, end};
  rows->first_cell = end;
  return true;
}

void lt_survey_rows_clear(LtSurveyRows *rows)
{
  g_free(rows->bytes);
  g_free(rows->cells);
  g_free(rows->rows);
  *rows = (LtSurveyRows){0};
}

/* ---- CSV ---- */

static char separator_find(const char *text, size_t n)
{
  static const char signs[] = ",;\t";
  size_t counts[3] = {0}, lines = 0;
  for (const char *at = text; at < text + n && lines < N_LINES_LOOKED; at++) {
    const char *sign = *at == '\0' ? NULL : strchr(signs, *at);
    if (sign != NULL)
      counts[sign - signs]++;
    lines += *at == '\n';
  }
  size_t most = 0;
  for (size_t i = 1; i < 3; i++)
    most = counts[i] > counts[most] ? i : most;
  return signs[most];
}

typedef struct {
  const char *at, *end;
  char separator;
  size_t line;
  const char *name;
  GString *cell;
} Csv;

static bool is_end(const Csv *csv, const char *at)
{
  return at == csv->end || *at == csv->separator || *at == '\n' || *at == '\r';
}

/* A quoted cell, doubled quotes made one; false where its quote is not closed before a separator.
 */
static bool quoted_take(Csv *csv)
{
  const char *limit = csv->end - csv->at > QUOTED_MAX ? csv->at + QUOTED_MAX : csv->end;
  size_t n_lines = 0;
  g_string_truncate(csv->cell, 0);
  for (const char *at = csv->at + 1; at < limit; at++) {
    if (*at == '"' && (at + 1 == csv->end || at[1] != '"')) {
      if (!is_end(csv, at + 1))
        return false;
      csv->at = at + 1;
      csv->line += n_lines;
      return true;
    }
    at += *at == '"';
    n_lines += *at == '\n' || (*at == '\r' && (at + 1 == csv->end || at[1] != '\n'));
    g_string_append_c(csv->cell, *at);
  }
  return false;
}

static bool cell_take(Csv *csv, LtSurveyRows *rows, GError **error)
{
  if (csv->at < csv->end && *csv->at == '"' && quoted_take(csv))
    return lt_survey_rows_add(rows, csv->cell->str, csv->cell->len, csv->name, error);
  const char *begin = csv->at;
  while (!is_end(csv, csv->at))
    csv->at++;
  return lt_survey_rows_add(rows, begin, (size_t)(csv->at - begin), csv->name, error);
}

static bool row_take(Csv *csv, LtSurveyRows *rows, GError **error)
{
  size_t line = ++csv->line;
  for (;;) {
    if (!cell_take(csv, rows, error))
      return false;
    if (csv->at == csv->end || *csv->at != csv->separator)
      break;
    csv->at++;
  }
  if (csv->at < csv->end && *csv->at == '\r' && csv->at + 1 < csv->end && csv->at[1] == '\n')
    csv->at++;
  csv->at += csv->at < csv->end;
  return lt_survey_rows_end(rows, line, error);
}

bool lt_survey_rows_read_csv(LtSurveyRows *rows, const char *text, size_t n, const char *name,
                             GError **error)
{
  Csv csv = {text, text + n, separator_find(text, n), 0, name, g_string_new(NULL)};
  bool is_ok = true;
  while (is_ok && csv.at < csv.end)
    is_ok = row_take(&csv, rows, error);
  g_string_free(csv.cell, TRUE);
  return is_ok;
}
