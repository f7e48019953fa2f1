#include "report/overlay_tuple_rows.h"

const char *lt_tuple_row_code(LtTupleRowKind kind)
{
  static const char *const codes[LT_N_TUPLE_ROWS] = {[LT_TUPLE_ROW] = "tuple",
                                                     [LT_TUPLE_ROW_ALL] = "all",
                                                     [LT_TUPLE_ROW_ANY] = "any",
                                                     [LT_TUPLE_ROW_COVERED] = "covered",
                                                     [LT_TUPLE_ROW_REPEATED] = "repeated"};
  return codes[kind];
}

static void row_add(GArray *rows, LtTupleRow row)
{
  g_array_append_val(rows, row);
}

GArray *lt_tuple_rows(const LtOverlayResults *results)
{
  GArray *rows = g_array_new(FALSE, FALSE, sizeof(LtTupleRow));
  const LtOverlayTuples *tuples = &results->tuples;
  if (!(results->tables & LT_OVERLAY_TUPLES))
    return rows;
  for (size_t i = 0; i < tuples->n_tuples; i++)
    row_add(rows, (LtTupleRow){LT_TUPLE_ROW, tuples->classes + i * tuples->n_layers, SIZE_MAX,
                               tuples->areas[i]});
  row_add(rows, (LtTupleRow){LT_TUPLE_ROW_ALL, NULL, SIZE_MAX, tuples->all});
  row_add(rows, (LtTupleRow){LT_TUPLE_ROW_ANY, NULL, SIZE_MAX, tuples->any});
  for (size_t l = 0; l < tuples->n_layers; l++)
    row_add(rows, (LtTupleRow){LT_TUPLE_ROW_COVERED, NULL, l, tuples->layers[l].covered});
  for (size_t l = 0; l < tuples->n_layers; l++)
    row_add(rows, (LtTupleRow){LT_TUPLE_ROW_REPEATED, NULL, l, tuples->layers[l].repeated});
  return rows;
}

bool lt_tuple_row_has(const LtTupleRow *row, size_t layer)
{
  if (row->kind == LT_TUPLE_ROW)
    return row->classes[layer] != LT_TUPLE_NONE;
  return row->kind == LT_TUPLE_ROW_ALL || row->layer == layer;
}

const char *lt_tuple_row_class(const LtOverlayResults *results, const LtTupleRow *row, size_t layer)
{
  bool has_class = row->kind == LT_TUPLE_ROW && row->classes[layer] != LT_TUPLE_NONE;
  return has_class ? results->sides[layer].classes.names[row->classes[layer]] : NULL;
}

char *lt_tuple_row_layers(const LtOverlayResults *results, const LtTupleRow *row)
{
  GString *out = g_string_new(NULL);
  for (size_t l = 0; l < results->n_sides; l++)
    if (lt_tuple_row_has(row, l))
      g_string_append_printf(out, "%s%zu", out->len > 0 ? "+" : "", l + 1);
  return g_string_free(out, FALSE);
}
