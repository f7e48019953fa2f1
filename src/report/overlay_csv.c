/* lantu overlay for spreadsheets and programs: CSV with the quotes of RFC 4180, UTF-8, lines that
 * end in \n. */
#include "report/overlay_rows.h"
#include "report/overlay_tuple_rows.h"

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

static void append_areas(GString *out, const LtAreas *areas)
{
  append_number(out, areas->planar_m2);
  append_number(out, areas->ellipsoid_m2);
  append_number(out, lt_overlay_mu(areas));
  g_string_append_c(out, '\n');
}

static void append_class(GString *out, const char *name)
{
  g_string_append_c(out, ',');
  append_text(out, name == NULL ? "" : name);
}

/* Two layers are A and B; more of them have numbers, and a row says which it is about. */
static void append_head(GString *out, const LtOverlayResults *results)
{
  g_string_append(out, lt_overlay_is_many(results) ? "part,layers,layer_a,layer_b" : "part");
  for (size_t l = 0; l < results->n_sides; l++) {
    g_autofree char *code = lt_layer_code(results, l);
    g_string_append_printf(out, ",class_%s", code);
  }
  g_string_append(out, ",n,planar_m2,ellipsoid_m2,mu\n");
}

static void append_tuples(GString *out, const LtOverlayResults *results)
{
  g_autoptr(GArray) rows = lt_tuple_rows(results);
  for (guint i = 0; i < rows->len; i++) {
    const LtTupleRow *row = &g_array_index(rows, LtTupleRow, i);
    g_autofree char *layers = lt_tuple_row_layers(results, row);
    g_string_append_printf(out, "%s,%s,,", lt_tuple_row_code(row->kind), layers);
    for (size_t l = 0; l < results->n_sides; l++)
      append_class(out, lt_tuple_row_class(results, row, l));
    g_string_append_c(out, ','); /* n is of pairs */
    append_areas(out, &row->areas);
  }
}

static void append_pair(GString *out, const LtOverlayResults *results, const LtLayerPair *pair)
{
  g_autoptr(GArray) rows = lt_overlay_rows(results, pair);
  for (guint i = 0; i < rows->len; i++) {
    const LtOverlayRow *row = &g_array_index(rows, LtOverlayRow, i);
    g_string_append(out, lt_row_code(row->kind));
    if (lt_overlay_is_many(results))
      g_string_append_printf(out, ",,%zu,%zu", pair->a + 1, pair->b + 1);
    for (size_t l = 0; l < results->n_sides; l++) {
      size_t number = l == pair->a ? row->class_a : l == pair->b ? row->class_b : SIZE_MAX;
      append_class(out, lt_row_class(results, l, number));
    }
    g_string_append_c(out, ',');
    if (lt_row_is_cell(row->kind))
      g_string_append_printf(out, "%zu", row->n);
    append_areas(out, &row->areas);
  }
}

/* Only where there is any: areas are missing then. */
static void append_nowhere(GString *out, const LtOverlayResults *results)
{
  size_t n = lt_overlay_nowhere_count(results);
  if (n == 0)
    return;
  g_string_append(out, lt_overlay_is_many(results) ? "beyond_ellipsoid,,," : "beyond_ellipsoid");
  for (size_t l = 0; l < results->n_sides; l++)
    append_class(out, NULL);
  g_string_append_printf(out, ",%zu,,,\n", n);
}

char *lt_report_overlay_csv(const LtOverlayResults *results)
{
  g_return_val_if_fail(results != NULL, NULL);

  GString *out = g_string_new(NULL);
  append_head(out, results);
  append_tuples(out, results);
  for (size_t i = 0; (results->tables & LT_OVERLAY_PAIRS) && i < results->n_pairs_of_layers; i++)
    append_pair(out, results, &results->pairs_of_layers[i]);
  append_nowhere(out, results);
  return g_string_free(out, FALSE);
}
