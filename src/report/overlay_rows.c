#include "report/overlay_rows.h"

const char *lt_row_code(LtRowKind kind)
{
  static const char *const codes[LT_N_ROW_KINDS] = {[LT_ROW_PAIR] = "pair",
                                                    [LT_ROW_ONLY_A] = "only_a",
                                                    [LT_ROW_ONLY_B] = "only_b",
                                                    [LT_ROW_BOTH] = "both",
                                                    [LT_ROW_REPEATED_A] = "repeated_a",
                                                    [LT_ROW_REPEATED_B] = "repeated_b"};
  return codes[kind];
}

bool lt_row_is_cell(LtRowKind kind)
{
  return kind <= LT_ROW_ONLY_B;
}

const char *lt_row_class(const LtOverlayResults *results, size_t layer, size_t number)
{
  return number == SIZE_MAX ? NULL : results->sides[layer].classes.names[number];
}

char *lt_layer_code(const LtOverlayResults *results, size_t layer)
{
  return lt_overlay_is_many(results) ? g_strdup_printf("%zu", layer + 1)
                                     : g_strdup(layer == 0 ? "a" : "b");
}

static void cell_add(GArray *rows, const LtOverlayCell *cell, LtRowKind kind, size_t class_a,
                     size_t class_b)
{
  const LtOverlayRow found = {kind, class_a, class_b, cell->n_pairs, cell->areas};
  if (cell->n_pairs > 0)
    g_array_append_val(rows, found);
}

static void cells_add(GArray *rows, const LtOverlayResults *results, const LtLayerPair *pair)
{
  size_t n_a = results->sides[pair->a].classes.n, n_b = results->sides[pair->b].classes.n;
  const LtOverlayCell *cells = pair->overlay->cells;
  for (size_t a = 0; a < n_a; a++)
    for (size_t b = 0; b < n_b; b++)
      cell_add(rows, &cells[a * (n_b + 1) + b], LT_ROW_PAIR, a, b);
  for (size_t a = 0; a < n_a; a++)
    cell_add(rows, &cells[a * (n_b + 1) + n_b], LT_ROW_ONLY_A, a, SIZE_MAX);
  for (size_t b = 0; b < n_b; b++)
    cell_add(rows, &cells[n_a * (n_b + 1) + b], LT_ROW_ONLY_B, SIZE_MAX, b);
}

GArray *lt_overlay_rows(const LtOverlayResults *results, const LtLayerPair *pair)
{
  GArray *rows = g_array_new(FALSE, FALSE, sizeof(LtOverlayRow));
  const LtOverlay *overlay = pair->overlay;
  const LtOverlayRow sums[] = {
      {LT_ROW_BOTH, SIZE_MAX, SIZE_MAX, 0, overlay->both},
      {LT_ROW_REPEATED_A, SIZE_MAX, SIZE_MAX, 0, overlay->repeated_a},
      {LT_ROW_REPEATED_B, SIZE_MAX, SIZE_MAX, 0, overlay->repeated_b},
  };
  cells_add(rows, results, pair);
  g_array_append_vals(rows, sums, G_N_ELEMENTS(sums));
  return rows;
}
