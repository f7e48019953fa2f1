/* lantu overlay for spreadsheets and programs: CSV with the quotes of RFC 4180, UTF-8, lines that
 * end in \n. */
#include "report/overlay_rows.h"

#include <lantu/overlay.h>

#include <math.h>
#include <string.h>

static void append_text(GString *out, const char *text)
{
  if (strpbrk(text, "\",\r\n") == NULL) {
    g_string_append(out, text);
    return;
  }
  g_string_append_c(out, '"');
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c(out, '"');
    g_string_append_c(out, *p);
  }
  g_string_append_c(out, '"');
}

/* An empty cell where there is no number. */
static void append_number(GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE + 320]; /* the longest double has 309 digits before its point */
  g_string_append_c(out, ',');
  if (!isfinite(value))
    return;
  double rounded = lt_round(value, LT_ROW_DIGITS);
  g_string_append(out, g_ascii_formatd(text, sizeof text, "%.6f", rounded));
}

char *lt_report_overlay_csv(const LtOverlayResults *results)
{
  g_return_val_if_fail(results != NULL, NULL);

  GString *out = g_string_new("part,class_a,class_b,n,planar_m2,ellipsoid_m2,mu\n");
  g_autoptr(GArray) rows = lt_overlay_rows(results);
  for (guint i = 0; i < rows->len; i++) {
    const LtOverlayRow *row = &g_array_index(rows, LtOverlayRow, i);
    const char *names[] = {lt_row_class(results, LT_SIDE_A, row->class_a),
                           lt_row_class(results, LT_SIDE_B, row->class_b)};
    g_string_append(out, lt_row_code(row->kind));
    for (size_t side = 0; side < LT_N_SIDES; side++) {
      g_string_append_c(out, ',');
      append_text(out, names[side] == NULL ? "" : names[side]);
    }
    g_string_append_c(out, ',');
    if (lt_row_is_cell(row->kind))
      g_string_append_printf(out, "%zu", row->n);
    append_number(out, row->areas.planar_m2);
    append_number(out, row->areas.ellipsoid_m2);
    append_number(out, lt_overlay_mu(&row->areas));
    g_string_append_c(out, '\n');
  }
  return g_string_free(out, FALSE);
}
