/* lantu overlay as a GeoPackage: docs/commands/overlay.md lists its tables. */
#include "base/run.h"
#include "io/gpkg.h"
#include "report/overlay_reading.h"
#include "report/overlay_rows.h"

#include <lantu/overlay.h>
#include <lantu/version.h>

#include <math.h>

#define N(columns) G_N_ELEMENTS(columns)

/* Rows between two looks at the run. */
#define CHECK_EVERY 1000

static LtValue text(const char *value)
{
  return (LtValue){.type = value == NULL ? LT_VALUE_NULL : LT_VALUE_TEXT, .text = value};
}

static LtValue integer(int64_t value)
{
  return (LtValue){.type = LT_VALUE_INTEGER, .integer = value};
}

/* Rounded to its digit; NAN is null. */
static LtValue real(double value, int digits)
{
  return isnan(value) ? (LtValue){.type = LT_VALUE_NULL}
                      : (LtValue){.type = LT_VALUE_REAL, .real = lt_round(value, digits)};
}

static LtValue area(double m2)
{
  return real(m2, LT_ROW_DIGITS);
}

static LtValue length(double m)
{
  return real(m, LT_LENGTH_DIGITS);
}

static LtValue mu(const LtAreas *areas)
{
  return real(lt_overlay_mu(areas), LT_ROW_DIGITS);
}

static const LtLayer *layer_of(const LtOverlayResults *results, LtSide side)
{
  return &results->sides[side].layer;
}

static LtValue fid(const LtOverlayResults *results, LtSide side, size_t feature)
{
  return integer(layer_of(results, side)->data->fids[feature]);
}

static LtValue key(const LtOverlayResults *results, LtSide side, size_t feature)
{
  char **keys = layer_of(results, side)->keys;
  return text(keys == NULL ? NULL : keys[feature]);
}

static LtValue class_of(const LtOverlayResults *results, LtSide side, size_t feature)
{
  return text(lt_row_class(results, side, results->sides[side].classes.numbers[feature]));
}

static double metres(int64_t units)
{
  return (double)units / LT_UNITS_PER_M;
}

static bool row_progress(LtRun *run, size_t done, size_t n, GError **error)
{
  if (done % CHECK_EVERY != 0)
    return true;
  lt_run_progress(run, lt_text(lt_language(), LT_T_OVERLAY_WRITE_STAGE),
                  (double)done / (double)MAX(n, 1));
  return lt_run_check(run, error);
}

static bool write_piece(LtGpkg *gpkg, const LtOverlayResults *results, const LtOverlayPair *pair,
                        size_t n_columns, GError **error)
{
  const LtValue values[] = {
      fid(results, LT_SIDE_A, pair->a), fid(results, LT_SIDE_B, pair->b),
      key(results, LT_SIDE_A, pair->a), key(results, LT_SIDE_B, pair->b),
      class_of(results, LT_SIDE_A, pair->a), class_of(results, LT_SIDE_B, pair->b),
      area(pair->areas.planar_m2), area(pair->areas.ellipsoid_m2), mu(&pair->areas),
      length(pair->width_m), length(pair->width_upper_m),
      length(metres(pair->inside.x)), length(metres(pair->inside.y)),
  };
  g_assert(N(values) == n_columns);
  return lt_gpkg_row(gpkg, pair->shape, 0, values, error);
}

static bool write_pieces(LtGpkg *gpkg, const LtOverlayResults *results, LtRun *run, GError **error)
{
  static const LtGpkgColumn columns[] = {
      {"a_fid", LT_VALUE_INTEGER},   {"b_fid", LT_VALUE_INTEGER},  {"a_key", LT_VALUE_TEXT},
      {"b_key", LT_VALUE_TEXT},      {"class_a", LT_VALUE_TEXT},   {"class_b", LT_VALUE_TEXT},
      {"planar_m2", LT_VALUE_REAL},  {"ellipsoid_m2", LT_VALUE_REAL}, {"mu", LT_VALUE_REAL},
      {"width_m", LT_VALUE_REAL},    {"width_upper_m", LT_VALUE_REAL},
      {"inside_x_m", LT_VALUE_REAL}, {"inside_y_m", LT_VALUE_REAL},
  };
  const LtGpkgTable table = {.name = "pieces", .description = "ground that two features share",
                             .geometry = LT_GEOM_POLYGON, .columns = columns,
                             .n_columns = N(columns)};
  const LtOverlay *overlay = results->overlay;
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (size_t i = 0; i < overlay->n_pairs; i++)
    if (!row_progress(run, i, overlay->n_pairs, error) ||
        (overlay->pairs[i].shape != NULL &&
         !write_piece(gpkg, results, &overlay->pairs[i], N(columns), error)))
      return false;
  return true;
}

static bool write_tolerated_row(LtGpkg *gpkg, const LtOverlayResults *results,
                             const LtOverlayPair *pair, size_t n_columns, GError **error)
{
  const LtValue values[] = {
      fid(results, LT_SIDE_A, pair->a), fid(results, LT_SIDE_B, pair->b),
      key(results, LT_SIDE_A, pair->a), key(results, LT_SIDE_B, pair->b),
      class_of(results, LT_SIDE_A, pair->a), class_of(results, LT_SIDE_B, pair->b),
      integer((int64_t)pair->n_tolerated), area(pair->tolerated.planar_m2),
      area(pair->tolerated.ellipsoid_m2), mu(&pair->tolerated), length(pair->tolerated_width_m),
  };
  g_assert(N(values) == n_columns);
  return lt_gpkg_row(gpkg, NULL, 0, values, error);
}

static bool write_tolerated(LtGpkg *gpkg, const LtOverlayResults *results, LtRun *run,
                            GError **error)
{
  static const LtGpkgColumn columns[] = {
      {"a_fid", LT_VALUE_INTEGER},  {"b_fid", LT_VALUE_INTEGER},     {"a_key", LT_VALUE_TEXT},
      {"b_key", LT_VALUE_TEXT},     {"class_a", LT_VALUE_TEXT},      {"class_b", LT_VALUE_TEXT},
      {"pieces", LT_VALUE_INTEGER}, {"planar_m2", LT_VALUE_REAL},
      {"ellipsoid_m2", LT_VALUE_REAL}, {"mu", LT_VALUE_REAL},
      {"width_upper_m", LT_VALUE_REAL},
  };
  const LtGpkgTable table = {.name = "tolerated", .description = "pieces under the limits",
                             .columns = columns, .n_columns = N(columns)};
  const LtOverlay *overlay = results->overlay;
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (size_t i = 0; i < overlay->n_pairs; i++)
    if (!row_progress(run, i, overlay->n_pairs, error) ||
        (overlay->pairs[i].n_tolerated > 0 &&
         !write_tolerated_row(gpkg, results, &overlay->pairs[i], N(columns), error)))
      return false;
  return true;
}

static bool write_table(LtGpkg *gpkg, const LtOverlayResults *results, GError **error)
{
  static const LtGpkgColumn columns[] = {
      {"part", LT_VALUE_TEXT},         {"class_a", LT_VALUE_TEXT},   {"class_b", LT_VALUE_TEXT},
      {"n", LT_VALUE_INTEGER},         {"planar_m2", LT_VALUE_REAL},
      {"ellipsoid_m2", LT_VALUE_REAL}, {"mu", LT_VALUE_REAL},
  };
  const LtGpkgTable table = {.name = "class_table", .description = "areas by pairs of classes",
                             .columns = columns, .n_columns = N(columns)};
  g_autoptr(GArray) rows = lt_overlay_rows(results);
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (guint i = 0; i < rows->len; i++) {
    const LtOverlayRow *row = &g_array_index(rows, LtOverlayRow, i);
    const LtValue values[N(columns)] = {
        text(lt_row_code(row->kind)), text(lt_row_class(results, LT_SIDE_A, row->class_a)),
        text(lt_row_class(results, LT_SIDE_B, row->class_b)),
        lt_row_is_cell(row->kind) ? integer((int64_t)row->n) : text(NULL),
        area(row->areas.planar_m2), area(row->areas.ellipsoid_m2), mu(&row->areas),
    };
    if (!lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

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

static void run_add_side(GPtrArray *rows, const LtOverlayResults *results, LtSide side)
{
  const char *prefix = side == LT_SIDE_A ? "a_" : "b_";
  const LtLayer *layer = layer_of(results, side);
  run_add(rows, prefix, "file", g_strdup(layer->id));
  run_add(rows, prefix, "class_field", g_strdup(layer->class_column));
  run_add(rows, prefix, "key_field", g_strdup(layer->key));
  run_add(rows, prefix, "crs", g_strdup(layer->data->stats.crs_name));
  LtFigure reading[LT_N_READING_FIGURES], faults[LT_N_FAULT_FIGURES];
  lt_overlay_reading_figures(&results->sides[side], reading);
  run_add_figures(rows, prefix, reading, N(reading));
  lt_overlay_fault_figures(results, side, faults);
  run_add_figures(rows, side == LT_SIDE_A ? "a_faults_" : "b_faults_", faults, N(faults));
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
  run_add_side(rows, results, LT_SIDE_A);
  run_add_side(rows, results, LT_SIDE_B);
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (guint i = 0; i < rows->len; i += 2) {
    const LtValue values[] = {text(rows->pdata[i]), text(rows->pdata[i + 1])};
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
  return gpkg != NULL && write_pieces(gpkg, results, run, error) &&
         write_tolerated(gpkg, results, run, error) && write_table(gpkg, results, error) &&
         write_run(gpkg, results, error) && lt_run_check(run, error) &&
         lt_gpkg_finish(gpkg, error);
}
