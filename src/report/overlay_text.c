/* lantu overlay for people: the class × class table, sums, what reading did to the layers. */
#include "report/text_table.h"
#include "report/intake.h"
#include "report/overlay_reading.h"
#include "report/overlay_rows.h"

#include <lantu/overlay.h>

#include <math.h>

static char *class_text(const LtOverlayResults *results, const LtOverlayRow *row, LtSide side,
                        LtLang lang)
{
  size_t number = side == LT_SIDE_A ? row->class_a : row->class_b;
  const char *name = lt_row_class(results, side, number);
  if (number == SIZE_MAX)
    return g_strdup(lt_text(lang, side == LT_SIDE_A ? LT_T_OVERLAY_NOT_A : LT_T_OVERLAY_NOT_B));
  if (name != NULL)
    return g_strdup(name);
  bool has_field = results->sides[side].layer.class_column != NULL;
  return g_strdup(lt_text(lang, has_field ? LT_T_OVERLAY_NO_CLASS : LT_T_OVERLAY_ALL));
}

static void add_areas(LtTextTable *grid, const LtAreas *areas)
{
  lt_text_table_add(grid, lt_number_text(areas->planar_m2, 2));
  lt_text_table_add(grid, lt_number_text(areas->ellipsoid_m2, 2));
  lt_text_table_add(grid, lt_number_text(lt_overlay_mu(areas), 4));
}

static void print_classes(GString *out, const LtOverlayResults *results, const GArray *rows,
                          LtLang lang)
{
  static const LtTextId titles[] = {LT_T_OVERLAY_CLASS_A,   LT_T_OVERLAY_CLASS_B,
                                    LT_T_OVERLAY_COUNT,     LT_T_OVERLAY_PLANAR,
                                    LT_T_OVERLAY_ELLIPSOID, LT_T_SUMMARY_MU};
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  LtTextTable grid = {cells, G_N_ELEMENTS(titles), {false, false, true, true, true, true}};
  lt_text_table_add_titles(&grid, titles, lang);
  for (guint i = 0; i < rows->len; i++) {
    const LtOverlayRow *row = &g_array_index(rows, LtOverlayRow, i);
    if (!lt_row_is_cell(row->kind))
      continue;
    for (size_t side = 0; side < LT_N_SIDES; side++)
      lt_text_table_add(&grid, class_text(results, row, (LtSide)side, lang));
    lt_text_table_add(&grid, g_strdup_printf("%zu", row->n));
    add_areas(&grid, &row->areas);
  }
  lt_text_table_print(out, &grid);
}

static void print_sums(GString *out, const GArray *rows, LtLang lang)
{
  static const LtTextId names[LT_N_ROW_KINDS] = {[LT_ROW_BOTH] = LT_T_OVERLAY_BOTH,
                                                 [LT_ROW_REPEATED_A] = LT_T_OVERLAY_REPEATED_A,
                                                 [LT_ROW_REPEATED_B] = LT_T_OVERLAY_REPEATED_B};
  static const LtTextId titles[] = {LT_T_OVERLAY_GROUND, LT_T_OVERLAY_PLANAR,
                                    LT_T_OVERLAY_ELLIPSOID, LT_T_SUMMARY_MU};
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  LtTextTable grid = {cells, G_N_ELEMENTS(titles), {false, true, true, true}};
  lt_text_table_add_titles(&grid, titles, lang);
  for (guint i = 0; i < rows->len; i++) {
    const LtOverlayRow *row = &g_array_index(rows, LtOverlayRow, i);
    if (lt_row_is_cell(row->kind))
      continue;
    lt_text_table_add(&grid, g_strdup(lt_text(lang, names[row->kind])));
    add_areas(&grid, &row->areas);
  }
  lt_text_table_print(out, &grid);
}

static void print_pieces(GString *out, const LtOverlayResults *results, LtLang lang)
{
  if (results->table_only)
    return;
  LtOverlayTolerated tolerated = lt_overlay_tolerated(results);
  lt_text_append(
      out, lt_text_format(lang, LT_T_OVERLAY_KEPT_PAIRS, lt_overlay_kept_pair_count(results)));
  g_string_append_c(out, '\n');
  if (tolerated.n_pieces > 0) {
    lt_text_append(out, lt_text_format(lang, LT_T_OVERLAY_TOLERATED, tolerated.n_pieces,
                                       lt_overlay_mu(&tolerated.areas), tolerated.width_upper_m));
    g_string_append_c(out, '\n');
  }
  g_string_append_c(out, '\n');
}

static void print_layer(GString *out, const LtOverlayResults *results, LtSide which, LtLang lang)
{
  const LtOverlaySide *side = &results->sides[which];
  const LtShapes *shapes = side->layer.data->shapes;
  size_t n_other = 0;
  for (size_t i = 0; i < shapes->n_features; i++)
    n_other += shapes->types[i] == LT_GEOM_POINT || shapes->types[i] == LT_GEOM_LINE;
  g_string_append(out, "  ");
  lt_layer_print(out, &side->layer, lang);
  lt_overlay_faults_print(out, results, which, lang);
  lt_count_print(out, lang, LT_T_OVERLAY_OTHER_TYPE, n_other);
  g_string_append_c(out, '\n');
}

char *lt_report_overlay_text(const LtOverlayResults *results, LtLang lang)
{
  g_return_val_if_fail(results != NULL, NULL);

  GString *out = g_string_new(NULL);
  g_autoptr(GArray) rows = lt_overlay_rows(results);
  lt_text_append(out, lt_text_format(lang, LT_T_OVERLAY_HEAD, lt_crs_name(results->crs),
                                     lt_crs_id(results->crs)));
  g_string_append(out, "\n\n");
  print_classes(out, results, rows, lang);
  g_string_append_c(out, '\n');
  print_sums(out, rows, lang);
  g_string_append_c(out, '\n');
  print_pieces(out, results, lang);
  g_string_append_printf(out, "%s\n", lt_text(lang, LT_T_SUMMARY_LAYERS));
  for (size_t side = 0; side < LT_N_SIDES; side++)
    print_layer(out, results, (LtSide)side, lang);
  return g_string_free(out, FALSE);
}
