#include "report/text_table.h"

#include "rules/results.h"

#include <math.h>

static size_t width_of(const char *text)
{
  size_t width = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
    width += g_unichar_iswide(g_utf8_get_char(p)) ? 2 : 1;
  return width;
}

void lt_text_table_add(LtTextTable *grid, char *take_cell)
{
  g_ptr_array_add(grid->cells, lt_line_visible(take_cell));
  g_free(take_cell);
}

static void append_cell(GString *out, const char *cell, size_t width, bool is_number, bool is_last)
{
  size_t pad = width - width_of(cell);
  if (is_number)
    g_string_append_printf(out, "%*s", (int)pad, "");
  g_string_append(out, cell);
  if (!is_number && !is_last)
    g_string_append_printf(out, "%*s", (int)pad, "");
  g_string_append(out, is_last ? "\n" : "  ");
}

void lt_text_table_print(GString *out, const LtTextTable *grid)
{
  size_t widths[LT_GRID_COLUMNS_MAX] = {0}, n = grid->n_columns;
  for (guint i = 0; i < grid->cells->len; i++)
    widths[i % n] = MAX(widths[i % n], width_of(grid->cells->pdata[i]));
  for (guint i = 0; i < grid->cells->len; i++)
    append_cell(out, grid->cells->pdata[i], widths[i % n], grid->is_number[i % n],
                i % n == n - 1);
}

char *lt_number_text(double value, int digits)
{
  return isnan(value) ? g_strdup("-") : g_strdup_printf("%.*f", digits, lt_round(value, digits));
}

void lt_text_table_add_titles(LtTextTable *grid, const LtTextId *titles, LtLang lang)
{
  for (size_t i = 0; i < grid->n_columns; i++)
    lt_text_table_add(grid, g_strdup(lt_text(lang, titles[i])));
}

void lt_text_append(GString *out, char *take_text)
{
  g_autofree char *line = lt_line_visible(take_text);
  g_string_append(out, line);
  g_free(take_text);
}
