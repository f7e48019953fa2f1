#include "report/transforms.h"

#include "report/text_table.h"

#include <math.h>

static void print_head(GString *out, const LtProjectTransform *item, const char *layer, LtLang lang)
{
  const LtDatumFit *fit = item->fit;
  const char *method = lt_text(
      lang, item->change->method == LT_CHANGE_PLANE4 ? LT_T_CHANGE_PLANE4 : LT_T_CHANGE_HELMERT7);
  lt_text_append(out, layer != NULL
                          ? lt_text_format(lang, LT_T_TRANSFORM_OF_LAYER, layer, item->file, method)
                          : lt_text_format(lang, LT_T_TRANSFORM_OF_PROJECT, item->file, method));
  g_string_append(out, "\n  ");
  lt_text_append(out, isnan(fit->deviation_m)
                          ? g_strdup(lt_text(lang, LT_T_TRANSFORM_RMS_ONLY))
                          : lt_text_format(lang, LT_T_TRANSFORM_RMS, fit->rms_m, fit->deviation_m,
                                           item->change->accuracy_m));
  if (fit->n_outliers > 0) {
    g_string_append(out, "\n  ");
    lt_text_append(
        out, lt_text_format(lang, LT_T_TRANSFORM_OUTLIERS, fit->n_outliers, fit->rms_without_m));
  }
  g_string_append_c(out, '\n');
}

static void print_points(GString *out, const LtProjectTransform *item, LtLang lang)
{
  static const LtTextId titles[] = {LT_T_TRANSFORM_POINT, LT_T_TRANSFORM_NORTH, LT_T_TRANSFORM_EAST,
                                    LT_T_TRANSFORM_LENGTH, LT_T_TRANSFORM_MARK};
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  LtTextTable grid = {cells, G_N_ELEMENTS(titles), {false, true, true, true, false}};
  lt_text_table_add_titles(&grid, titles, lang);
  for (size_t i = 0; i < item->fit->n; i++) {
    const LtResidual *residual = &item->fit->residuals[i];
    lt_text_table_add(&grid, g_strdup(lt_control_points_name(item->points, i)));
    lt_text_table_add(&grid, lt_number_text(residual->north_m, 4));
    lt_text_table_add(&grid, lt_number_text(residual->east_m, 4));
    lt_text_table_add(&grid, lt_number_text(hypot(residual->north_m, residual->east_m), 4));
    lt_text_table_add(
        &grid, g_strdup(residual->is_outlier ? lt_text(lang, LT_T_TRANSFORM_IS_OUTLIER) : ""));
  }
  lt_text_table_print(out, &grid);
}

void lt_transforms_print(GString *out, const LtProject *project, LtLang lang)
{
  const char *layer;
  const LtProjectTransform *item;
  for (size_t i = 0; (item = lt_project_transform_at(project, i, &layer)) != NULL; i++) {
    if (item->fit == NULL)
      continue;
    g_string_append_c(out, '\n');
    print_head(out, item, layer, lang);
    print_points(out, item, lang);
  }
}
