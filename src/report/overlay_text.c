/* lantu overlay for people: tables of classes, sums, what reading did to the layers. */
#include "report/text_table.h"
#include "report/intake.h"
#include "report/overlay_reading.h"
#include "report/overlay_rows.h"
#include "report/overlay_tuple_rows.h"

#include <lantu/overlay.h>

#include <math.h>

/* Two layers are A and B, more of them are numbered. */
static char *layer_name(const LtOverlayResults *results, size_t layer, LtLang lang)
{
  return lt_overlay_is_many(results) ? lt_text_format(lang, LT_T_OVERLAY_LAYER, layer + 1)
                                     : g_strdup(layer == 0 ? "A" : "B");
}

/* A text that names one layer. */
static char *text_of_layer(const LtOverlayResults *results, LtTextId id, size_t layer, LtLang lang)
{
  g_autofree char *name = layer_name(results, layer, lang);
  return lt_text_format(lang, id, name);
}

static char *class_text(const LtOverlayResults *results, size_t layer, bool is_there,
                        const char *name, LtLang lang)
{
  if (!is_there)
    return text_of_layer(results, LT_T_OVERLAY_NOT_IN, layer, lang);
  if (name != NULL)
    return g_strdup(name);
  bool has_field = results->sides[layer].layer.class_column != NULL;
  return g_strdup(lt_text(lang, has_field ? LT_T_OVERLAY_NO_CLASS : LT_T_OVERLAY_ALL));
}

/* ---- tables ---- */

static void grid_begin(LtTextTable *grid, size_t n_texts, size_t n_numbers)
{
  *grid = (LtTextTable){.cells = g_ptr_array_new_with_free_func(g_free),
                        .n_columns = n_texts + n_numbers};
  for (size_t i = n_texts; i < grid->n_columns; i++)
    grid->is_number[i] = true;
}

static void grid_end(LtTextTable *grid, GString *out)
{
  lt_text_table_print(out, grid);
  g_string_append_c(out, '\n');
  g_ptr_array_unref(grid->cells);
}

static void add_area_titles(LtTextTable *grid, LtLang lang)
{
  static const LtTextId titles[] = {LT_T_OVERLAY_PLANAR, LT_T_OVERLAY_ELLIPSOID, LT_T_SUMMARY_MU};
  for (size_t i = 0; i < G_N_ELEMENTS(titles); i++)
    lt_text_table_add(grid, g_strdup(lt_text(lang, titles[i])));
}

static void add_areas(LtTextTable *grid, const LtAreas *areas)
{
  lt_text_table_add(grid, lt_number_text(areas->planar_m2, 2));
  lt_text_table_add(grid, lt_number_text(areas->ellipsoid_m2, 2));
  lt_text_table_add(grid, lt_number_text(lt_overlay_mu(areas), 4));
}

static void add_class_title(LtTextTable *grid, const LtOverlayResults *results, size_t layer,
                            LtLang lang)
{
  lt_text_table_add(grid, text_of_layer(results, LT_T_OVERLAY_CLASS, layer, lang));
}

static void print_classes(GString *out, const LtOverlayResults *results, const LtLayerPair *pair,
                          const GArray *rows, LtLang lang)
{
  LtTextTable grid;
  grid_begin(&grid, 2, 4);
  add_class_title(&grid, results, pair->a, lang);
  add_class_title(&grid, results, pair->b, lang);
  lt_text_table_add(&grid, g_strdup(lt_text(lang, LT_T_OVERLAY_COUNT)));
  add_area_titles(&grid, lang);
  for (guint i = 0; i < rows->len; i++) {
    const LtOverlayRow *row = &g_array_index(rows, LtOverlayRow, i);
    if (!lt_row_is_cell(row->kind))
      continue;
    lt_text_table_add(&grid, class_text(results, pair->a, row->class_a != SIZE_MAX,
                                        lt_row_class(results, pair->a, row->class_a), lang));
    lt_text_table_add(&grid, class_text(results, pair->b, row->class_b != SIZE_MAX,
                                        lt_row_class(results, pair->b, row->class_b), lang));
    lt_text_table_add(&grid, g_strdup_printf("%zu", row->n));
    add_areas(&grid, &row->areas);
  }
  grid_end(&grid, out);
}

static char *sum_name(const LtOverlayResults *results, const LtLayerPair *pair, LtRowKind kind,
                      LtLang lang)
{
  g_autofree char *a = layer_name(results, pair->a, lang);
  g_autofree char *b = layer_name(results, pair->b, lang);
  if (kind == LT_ROW_BOTH)
    return lt_text_format(lang, LT_T_OVERLAY_BOTH, a, b);
  return lt_text_format(lang, LT_T_OVERLAY_REPEATED, kind == LT_ROW_REPEATED_A ? a : b);
}

static void print_sums(GString *out, const LtOverlayResults *results, const LtLayerPair *pair,
                       const GArray *rows, LtLang lang)
{
  LtTextTable grid;
  grid_begin(&grid, 1, 3);
  lt_text_table_add(&grid, g_strdup(lt_text(lang, LT_T_OVERLAY_GROUND)));
  add_area_titles(&grid, lang);
  for (guint i = 0; i < rows->len; i++) {
    const LtOverlayRow *row = &g_array_index(rows, LtOverlayRow, i);
    if (lt_row_is_cell(row->kind))
      continue;
    lt_text_table_add(&grid, sum_name(results, pair, row->kind, lang));
    add_areas(&grid, &row->areas);
  }
  grid_end(&grid, out);
}

static void print_pair(GString *out, const LtOverlayResults *results, const LtLayerPair *pair,
                       LtLang lang)
{
  g_autoptr(GArray) rows = lt_overlay_rows(results, pair);
  print_classes(out, results, pair, rows, lang);
  print_sums(out, results, pair, rows, lang);
}

/* ---- all layers together ---- */

static void print_tuples(GString *out, const LtOverlayResults *results, const GArray *rows,
                         LtLang lang)
{
  LtTextTable grid;
  grid_begin(&grid, results->n_sides, 3);
  for (size_t l = 0; l < results->n_sides; l++)
    add_class_title(&grid, results, l, lang);
  add_area_titles(&grid, lang);
  for (guint i = 0; i < rows->len; i++) {
    const LtTupleRow *row = &g_array_index(rows, LtTupleRow, i);
    if (row->kind != LT_TUPLE_ROW)
      continue;
    for (size_t l = 0; l < results->n_sides; l++)
      lt_text_table_add(&grid, class_text(results, l, lt_tuple_row_has(row, l),
                                          lt_tuple_row_class(results, row, l), lang));
    add_areas(&grid, &row->areas);
  }
  grid_end(&grid, out);
}

static char *tuple_sum_name(const LtOverlayResults *results, const LtTupleRow *row, LtLang lang)
{
  static const LtTextId names[LT_N_TUPLE_ROWS] = {[LT_TUPLE_ROW_ALL] = LT_T_OVERLAY_COVERED_BY_ALL,
                                                  [LT_TUPLE_ROW_ANY] = LT_T_OVERLAY_COVERED_BY_ANY,
                                                  [LT_TUPLE_ROW_COVERED] = LT_T_OVERLAY_COVERED,
                                                  [LT_TUPLE_ROW_REPEATED] = LT_T_OVERLAY_REPEATED};
  return row->layer == SIZE_MAX ? g_strdup(lt_text(lang, names[row->kind]))
                                : text_of_layer(results, names[row->kind], row->layer, lang);
}

static void print_tuple_sums(GString *out, const LtOverlayResults *results, const GArray *rows,
                             LtLang lang)
{
  LtTextTable grid;
  grid_begin(&grid, 1, 3);
  lt_text_table_add(&grid, g_strdup(lt_text(lang, LT_T_OVERLAY_GROUND)));
  add_area_titles(&grid, lang);
  for (guint i = 0; i < rows->len; i++) {
    const LtTupleRow *row = &g_array_index(rows, LtTupleRow, i);
    if (row->kind == LT_TUPLE_ROW)
      continue;
    lt_text_table_add(&grid, tuple_sum_name(results, row, lang));
    add_areas(&grid, &row->areas);
  }
  grid_end(&grid, out);
}

/* ---- the whole ---- */

static void print_pieces(GString *out, const LtOverlayResults *results, LtLang lang)
{
  if (results->table_only)
    return;
  LtOverlayTolerated tolerated = lt_overlay_tolerated_all(results);
  bool has_patches = results->makes_patches;
  lt_text_append(out,
                 lt_text_format(lang, has_patches ? LT_T_OVERLAY_PATCHES : LT_T_OVERLAY_KEPT_PAIRS,
                                lt_overlay_kept_count_all(results)));
  g_string_append_c(out, '\n');
  if (tolerated.n_pieces > 0) {
    LtTextId id = has_patches ? LT_T_OVERLAY_TOLERATED_PATCHES : LT_T_OVERLAY_TOLERATED;
    lt_text_append(out, lt_text_format(lang, id, tolerated.n_pieces,
                                       lt_overlay_mu(&tolerated.areas), tolerated.width_upper_m));
    g_string_append_c(out, '\n');
  }
  g_string_append_c(out, '\n');
}

static void print_layer(GString *out, const LtOverlayResults *results, size_t which, LtLang lang)
{
  const LtOverlaySide *side = &results->sides[which];
  const LtShapes *shapes = side->layer.data->shapes;
  size_t n_other = 0;
  for (size_t i = 0; i < shapes->n_features; i++)
    n_other += shapes->types[i] == LT_GEOM_POINT || shapes->types[i] == LT_GEOM_LINE;
  g_string_append(out, "  ");
  if (lt_overlay_is_many(results))
    g_string_append_printf(out, "%zu  ", which + 1);
  lt_layer_print(out, &side->layer, lang);
  lt_overlay_faults_print(out, results, which, lang);
  lt_count_print(out, lang, LT_T_OVERLAY_OTHER_TYPE, n_other);
  g_string_append_c(out, '\n');
}

static void print_tables(GString *out, const LtOverlayResults *results, LtOverlayTables tables,
                         LtLang lang)
{
  unsigned shown = results->tables & (lt_overlay_is_many(results) ? tables : LT_OVERLAY_ALL);
  if (shown & LT_OVERLAY_TUPLES) {
    g_autoptr(GArray) rows = lt_tuple_rows(results);
    print_tuples(out, results, rows, lang);
    print_tuple_sums(out, results, rows, lang);
  }
  for (size_t i = 0; (shown & LT_OVERLAY_PAIRS) && i < results->n_pairs_of_layers; i++)
    print_pair(out, results, &results->pairs_of_layers[i], lang);
}

/* Where the tables have "-" in place of an area. */
static void print_nowhere(GString *out, const LtOverlayResults *results, LtLang lang)
{
  size_t n = lt_overlay_nowhere_count(results);
  if (n == 0)
    return;
  lt_text_append(out, lt_text_format(lang, LT_T_OVERLAY_NOWHERE, n));
  g_string_append(out, "\n\n");
}

char *lt_report_overlay_text(const LtOverlayResults *results, LtOverlayTables tables, LtLang lang)
{
  g_return_val_if_fail(results != NULL, NULL);

  GString *out = g_string_new(NULL);
  lt_text_append(out, lt_text_format(lang, LT_T_OVERLAY_HEAD, lt_crs_name(results->crs),
                                     lt_crs_id(results->crs)));
  g_string_append(out, "\n\n");
  print_tables(out, results, tables, lang);
  print_nowhere(out, results, lang);
  print_pieces(out, results, lang);
  g_string_append_printf(out, "%s\n", lt_text(lang, LT_T_SUMMARY_LAYERS));
  for (size_t layer = 0; layer < results->n_sides; layer++)
    print_layer(out, results, layer, lang);
  return g_string_free(out, FALSE);
}
