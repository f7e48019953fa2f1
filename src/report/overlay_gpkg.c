/* lantu overlay as a GeoPackage: docs/commands/overlay.md lists its tables. */
#include "base/run.h"
#include "report/overlay_ground_gpkg.h"
#include "report/overlay_reading.h"
#include "report/overlay_rows.h"
#include "report/overlay_tuple_rows.h"
#include "report/overlay_values.h"

#include <lantu/overlay.h>
#include <lantu/version.h>

#include <math.h>
#include <string.h>

#define N(columns) G_N_ELEMENTS(columns)

/* ---- tables ---- */

static const LtGpkgColumn class_columns[] = {
    LT_LAYER_COLUMNS,
    {"part", LT_VALUE_TEXT},
    {"class_a", LT_VALUE_TEXT},
    {"class_b", LT_VALUE_TEXT},
    {"n", LT_VALUE_INTEGER},
    {"planar_m2", LT_VALUE_REAL},
    {"ellipsoid_m2", LT_VALUE_REAL},
    {"mu", LT_VALUE_REAL},
};

static bool write_classes_of(LtGpkg *gpkg, const LtOverlayResults *results,
                             const LtLayerPair *pair, GError **error)
{
  g_autoptr(GArray) rows = lt_overlay_rows(results, pair);
  for (guint i = 0; i < rows->len; i++) {
    const LtOverlayRow *row = &g_array_index(rows, LtOverlayRow, i);
    const LtValue values[N(class_columns)] = {
        lt_value_layer(pair->a),
        lt_value_layer(pair->b),
        lt_value_text(lt_row_code(row->kind)),
        lt_value_class(results, pair->a, row->class_a),
        lt_value_class(results, pair->b, row->class_b),
        lt_row_is_cell(row->kind) ? lt_value_count(row->n) : lt_value_text(NULL),
        lt_value_area(row->areas.planar_m2),
        lt_value_area(row->areas.ellipsoid_m2),
        lt_value_mu(&row->areas),
    };
    if (!lt_gpkg_row(gpkg, NULL, 0, values + lt_layer_columns_skipped(results), error))
      return false;
  }
  return true;
}

static bool write_classes(LtGpkg *gpkg, const LtOverlayResults *results, GError **error)
{
  const LtGpkgTable table = {.name = "class_table",
                             .description = "areas by pairs of classes",
                             .columns = class_columns + lt_layer_columns_skipped(results),
                             .n_columns = N(class_columns) - lt_layer_columns_skipped(results)};
  if (!(results->tables & LT_OVERLAY_PAIRS))
    return true;
  bool ok = lt_gpkg_begin(gpkg, &table, error);
  for (size_t i = 0; ok && i < results->n_pairs_of_layers; i++)
    ok = write_classes_of(gpkg, results, &results->pairs_of_layers[i], error);
  return ok;
}

static bool write_tuple(LtGpkg *gpkg, const LtOverlayResults *results, const LtTupleRow *row,
                        GError **error)
{
  LtValue values[LT_OVERLAY_LAYERS_MAX + 5];
  size_t n = 0;
  g_autofree char *layers = lt_tuple_row_layers(results, row);
  values[n++] = lt_value_text(lt_tuple_row_code(row->kind));
  values[n++] = lt_value_text(layers);
  for (size_t l = 0; l < results->n_sides; l++)
    values[n++] = lt_value_text(lt_tuple_row_class(results, row, l));
  values[n++] = lt_value_area(row->areas.planar_m2);
  values[n++] = lt_value_area(row->areas.ellipsoid_m2);
  values[n++] = lt_value_mu(&row->areas);
  return lt_gpkg_row(gpkg, NULL, 0, values, error);
}

/* All layers together. */
static bool write_tuples(LtGpkg *gpkg, const LtOverlayResults *results, GError **error)
{
  LtGpkgColumn columns[LT_OVERLAY_LAYERS_MAX + 5] = {{"part", LT_VALUE_TEXT},
                                                     {"layers", LT_VALUE_TEXT}};
  char names[LT_OVERLAY_LAYERS_MAX][16];
  size_t n = 2;
  if (!(results->tables & LT_OVERLAY_TUPLES))
    return true;
  for (size_t l = 0; l < results->n_sides; l++) {
    g_snprintf(names[l], sizeof names[l], "class_%zu", l + 1);
    columns[n++] = (LtGpkgColumn){names[l], LT_VALUE_TEXT};
  }
  columns[n++] = (LtGpkgColumn){"planar_m2", LT_VALUE_REAL};
  columns[n++] = (LtGpkgColumn){"ellipsoid_m2", LT_VALUE_REAL};
  columns[n++] = (LtGpkgColumn){"mu", LT_VALUE_REAL};
  const LtGpkgTable table = {.name = "tuple_table",
                             .description = "areas by classes of all layers",
                             .columns = columns,
                             .n_columns = n};
  g_autoptr(GArray) rows = lt_tuple_rows(results);
  bool ok = lt_gpkg_begin(gpkg, &table, error);
  for (guint i = 0; ok && i < rows->len; i++)
    ok = write_tuple(gpkg, results, &g_array_index(rows, LtTupleRow, i), error);
  return ok;
}

/* ---- the run ---- */

/* Names and values as texts; values are taken over, NULL is empty. */
static void run_add(GPtrArray *rows, const char *prefix, const char *name, char *take_value)
{
  g_ptr_array_add(rows, g_strconcat(prefix, name, NULL));
  g_ptr_array_add(rows, take_value == NULL ? g_strdup("") : take_value);
}

static char *number_new(double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup(isnan(value) ? "" : g_ascii_dtostr(number, sizeof number, value));
}

static void run_add_figures(GPtrArray *rows, const char *prefix, const LtFigure *figures, size_t n)
{
  for (size_t i = 0; i < n; i++)
    run_add(rows, prefix, figures[i].name,
            number_new(lt_round(figures[i].value, figures[i].digits)));
}

static void run_add_side(GPtrArray *rows, const LtOverlayResults *results, size_t which)
{
  const LtLayer *layer = &results->sides[which].layer;
  g_autofree char *code = lt_layer_code(results, which);
  g_autofree char *prefix = g_strconcat(code, "_", NULL);
  g_autofree char *fault_prefix = g_strconcat(code, "_faults_", NULL);
  run_add(rows, prefix, "file", g_strdup(layer->id));
  run_add(rows, prefix, "class_field", g_strdup(layer->class_column));
  run_add(rows, prefix, "key_field", g_strdup(layer->key));
  run_add(rows, prefix, "crs", g_strdup(layer->data->stats.crs_name));
  LtFigure reading[LT_N_READING_FIGURES], faults[LT_N_FAULT_FIGURES];
  lt_overlay_reading_figures(&results->sides[which], reading);
  run_add_figures(rows, prefix, reading, N(reading));
  lt_overlay_fault_figures(results, which, faults);
  run_add_figures(rows, fault_prefix, faults, N(faults));
}

static bool write_run(LtGpkg *gpkg, const LtOverlayResults *results, GError **error)
{
  static const LtGpkgColumn columns[] = {{"name", LT_VALUE_TEXT}, {"value", LT_VALUE_TEXT}};
  const LtGpkgTable table = {.name = "run", .description = "what was run", .columns = columns,
                             .n_columns = N(columns)};
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
  run_add(rows, "", "lantu", g_strdup(LT_VERSION));
  run_add(rows, "", "libraries", lt_io_versions());
  run_add(rows, "", "crs", g_strdup(lt_crs_id(results->crs)));
  run_add(rows, "", "crs_name", g_strdup(lt_crs_name(results->crs)));
  run_add(rows, "", "min_area_m2", number_new(results->min_area_m2));
  run_add(rows, "", "min_width_m", number_new(results->min_width_m));
  run_add(rows, "", "pairs", g_strdup(results->pairs));
  run_add(rows, "", "beyond_ellipsoid",
          g_strdup_printf("%zu", lt_overlay_nowhere_count(results)));
  for (size_t l = 0; l < results->n_sides; l++)
    run_add_side(rows, results, l);
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (guint i = 0; i < rows->len; i += 2) {
    const LtValue values[] = {lt_value_text(rows->pdata[i]), lt_value_text(rows->pdata[i + 1])};
    if (!lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

bool lt_report_overlay_gpkg(const LtOverlayResults *results, const char *path, bool overwrite,
                            LtRun *run, GError **error)
{
  g_return_val_if_fail(results != NULL && path != NULL && run != NULL, false);

  g_autoptr(LtGpkg) gpkg = lt_gpkg_new(path, results->crs, overwrite, error);
  return gpkg != NULL &&
         (results->makes_patches ? lt_overlay_patches_write(gpkg, results, run, error)
                                 : lt_overlay_pieces_write(gpkg, results, run, error)) &&
         write_classes(gpkg, results, error) && write_tuples(gpkg, results, error) &&
         write_run(gpkg, results, error) && lt_run_check(run, error) && lt_gpkg_finish(gpkg, error);
}
