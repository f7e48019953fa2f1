/* lantu overlay as a GeoPackage: docs/commands/overlay.md lists its tables. */
#include "base/run.h"
#include "io/gpkg.h"
#include "report/overlay_reading.h"
#include "report/overlay_rows.h"
#include "report/overlay_tuple_rows.h"

#include <lantu/overlay.h>
#include <lantu/version.h>

#include <math.h>
#include <string.h>

#define N(columns) G_N_ELEMENTS(columns)

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

/* With two layers nobody needs to be told which: their columns are left out. */
static size_t skipped(const LtOverlayResults *results)
{
  return lt_overlay_is_many(results) ? 0 : 2;
}

static LtValue number_of(size_t layer)
{
  return integer((int64_t)layer + 1);
}

static LtValue fid(const LtOverlayResults *results, size_t layer, size_t feature)
{
  return integer(results->sides[layer].layer.data->fids[feature]);
}

static LtValue key(const LtOverlayResults *results, size_t layer, size_t feature)
{
  char **keys = results->sides[layer].layer.keys;
  return text(keys == NULL ? NULL : keys[feature]);
}

static LtValue class_of(const LtOverlayResults *results, size_t layer, size_t feature)
{
  return text(lt_row_class(results, layer, results->sides[layer].classes.numbers[feature]));
}

static double metres(int64_t units)
{
  return (double)units / LT_UNITS_PER_M;
}

/* ---- pieces ---- */

/* Values of a row for a pair of features, with all columns; false: it has none. */
typedef bool (*PairFunc)(const LtOverlayResults *results, const LtLayerPair *layers,
                         const LtOverlayPair *pair, LtValue *values);

/* Columns that both tables of pairs of features begin with. */
#define COLUMNS_OF_PAIR \
  {"layer_a", LT_VALUE_INTEGER}, {"layer_b", LT_VALUE_INTEGER}, {"a_fid", LT_VALUE_INTEGER}, \
      {"b_fid", LT_VALUE_INTEGER}, {"a_key", LT_VALUE_TEXT}, {"b_key", LT_VALUE_TEXT}, \
      {"class_a", LT_VALUE_TEXT}, {"class_b", LT_VALUE_TEXT}
#define N_COLUMNS_OF_PAIR 8

static void pair_values(LtValue *values, const LtOverlayResults *results,
                        const LtLayerPair *layers, const LtOverlayPair *pair)
{
  const LtValue all[N_COLUMNS_OF_PAIR] = {
      number_of(layers->a), number_of(layers->b),
      fid(results, layers->a, pair->a), fid(results, layers->b, pair->b),
      key(results, layers->a, pair->a), key(results, layers->b, pair->b),
      class_of(results, layers->a, pair->a), class_of(results, layers->b, pair->b),
  };
  memcpy(values, all, sizeof all);
}

static const LtGpkgColumn piece_columns[] = {
    COLUMNS_OF_PAIR, {"planar_m2", LT_VALUE_REAL}, {"ellipsoid_m2", LT_VALUE_REAL},
    {"mu", LT_VALUE_REAL}, {"width_m", LT_VALUE_REAL}, {"width_upper_m", LT_VALUE_REAL},
    {"inside_x_m", LT_VALUE_REAL}, {"inside_y_m", LT_VALUE_REAL},
};

static bool piece_tell(const LtOverlayResults *results, const LtLayerPair *layers,
                       const LtOverlayPair *pair, LtValue *values)
{
  if (pair->shape == NULL)
    return false;
  const LtValue own[] = {
      area(pair->areas.planar_m2),
      area(pair->areas.ellipsoid_m2),
      mu(&pair->areas),
      length(pair->width_m),
      length(pair->width_upper_m),
      length(metres(pair->inside.x)),
      length(metres(pair->inside.y)),
  };
  G_STATIC_ASSERT(N_COLUMNS_OF_PAIR + N(own) == N(piece_columns));
  pair_values(values, results, layers, pair);
  memcpy(values + N_COLUMNS_OF_PAIR, own, sizeof own);
  return true;
}

static const LtGpkgColumn tolerated_columns[] = {
    COLUMNS_OF_PAIR, {"pieces", LT_VALUE_INTEGER}, {"planar_m2", LT_VALUE_REAL},
    {"ellipsoid_m2", LT_VALUE_REAL}, {"mu", LT_VALUE_REAL}, {"width_upper_m", LT_VALUE_REAL},
};

static bool tolerated_tell(const LtOverlayResults *results, const LtLayerPair *layers,
                           const LtOverlayPair *pair, LtValue *values)
{
  if (pair->n_tolerated == 0)
    return false;
  const LtValue own[] = {
      integer((int64_t)pair->n_tolerated), area(pair->tolerated.planar_m2),
      area(pair->tolerated.ellipsoid_m2),  mu(&pair->tolerated),
      length(pair->tolerated_width_m),
  };
  G_STATIC_ASSERT(N_COLUMNS_OF_PAIR + N(own) == N(tolerated_columns));
  pair_values(values, results, layers, pair);
  memcpy(values + N_COLUMNS_OF_PAIR, own, sizeof own);
  return true;
}

/* A table with a row for some pairs of features, layers after layers. */
typedef struct {
  const LtOverlayResults *results;
  PairFunc tell;
  bool has_shapes;
  size_t ends[LT_OVERLAY_PAIRS_MAX]; /* of the pairs of features of each pair of layers */
} PairTable;

static bool pair_row(const void *data, size_t i, LtGpkgRow *row)
{
  const PairTable *table = data;
  const LtOverlayResults *results = table->results;
  size_t n_skipped = skipped(results), l = 0;
  LtValue values[MAX(N(piece_columns), N(tolerated_columns))];
  while (i >= table->ends[l])
    l++;
  const LtLayerPair *layers = &results->pairs_of_layers[l];
  const LtOverlayPair *pair = &layers->overlay->pairs[i - (l == 0 ? 0 : table->ends[l - 1])];
  if (!table->tell(results, layers, pair, values))
    return false;
  size_t n = table->has_shapes ? N(piece_columns) : N(tolerated_columns);
  memcpy(row->values, values + n_skipped, (n - n_skipped) * sizeof *values);
  row->shapes = table->has_shapes ? pair->shape : NULL;
  return true;
}

static bool write_pairs(LtGpkg *gpkg, const LtOverlayResults *results, LtGpkgTable table,
                        PairFunc tell, LtRun *run, GError **error)
{
  PairTable pairs = {
      .results = results, .tell = tell, .has_shapes = table.geometry != LT_GEOM_NONE};
  size_t n = 0;
  for (size_t i = 0; i < results->n_pairs_of_layers; i++)
    pairs.ends[i] = n += results->pairs_of_layers[i].overlay->n_pairs;
  table.columns += skipped(results);
  table.n_columns -= skipped(results);
  return lt_gpkg_begin(gpkg, &table, error) &&
         lt_gpkg_rows(gpkg, n, pair_row, &pairs, lt_text(lt_language(), LT_T_OVERLAY_WRITE_STAGE),
                      run, error);
}

/* ---- tables ---- */

static const LtGpkgColumn class_columns[] = {
    {"layer_a", LT_VALUE_INTEGER}, {"layer_b", LT_VALUE_INTEGER}, {"part", LT_VALUE_TEXT},
    {"class_a", LT_VALUE_TEXT},    {"class_b", LT_VALUE_TEXT},    {"n", LT_VALUE_INTEGER},
    {"planar_m2", LT_VALUE_REAL},  {"ellipsoid_m2", LT_VALUE_REAL}, {"mu", LT_VALUE_REAL},
};

static bool write_classes_of(LtGpkg *gpkg, const LtOverlayResults *results,
                             const LtLayerPair *pair, GError **error)
{
  g_autoptr(GArray) rows = lt_overlay_rows(results, pair);
  for (guint i = 0; i < rows->len; i++) {
    const LtOverlayRow *row = &g_array_index(rows, LtOverlayRow, i);
    const LtValue values[N(class_columns)] = {
        number_of(pair->a), number_of(pair->b), text(lt_row_code(row->kind)),
        text(lt_row_class(results, pair->a, row->class_a)),
        text(lt_row_class(results, pair->b, row->class_b)),
        lt_row_is_cell(row->kind) ? integer((int64_t)row->n) : text(NULL),
        area(row->areas.planar_m2), area(row->areas.ellipsoid_m2), mu(&row->areas),
    };
    if (!lt_gpkg_row(gpkg, NULL, 0, values + skipped(results), error))
      return false;
  }
  return true;
}

static bool write_classes(LtGpkg *gpkg, const LtOverlayResults *results, GError **error)
{
  const LtGpkgTable table = {.name = "class_table", .description = "areas by pairs of classes",
                             .columns = class_columns + skipped(results),
                             .n_columns = N(class_columns) - skipped(results)};
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
  values[n++] = text(lt_tuple_row_code(row->kind));
  values[n++] = text(layers);
  for (size_t l = 0; l < results->n_sides; l++)
    values[n++] = text(lt_tuple_row_class(results, row, l));
  values[n++] = area(row->areas.planar_m2);
  values[n++] = area(row->areas.ellipsoid_m2);
  values[n++] = mu(&row->areas);
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

  const LtGpkgTable pieces = {.name = "pieces", .description = "ground that two features share",
                              .geometry = LT_GEOM_POLYGON, .columns = piece_columns,
                              .n_columns = N(piece_columns)};
  const LtGpkgTable tolerated = {.name = "tolerated", .description = "pieces under the limits",
                                 .columns = tolerated_columns, .n_columns = N(tolerated_columns)};
  g_autoptr(LtGpkg) gpkg = lt_gpkg_new(path, results->crs, overwrite, error);
  return gpkg != NULL && write_pairs(gpkg, results, pieces, piece_tell, run, error) &&
         write_pairs(gpkg, results, tolerated, tolerated_tell, run, error) &&
         write_classes(gpkg, results, error) && write_tuples(gpkg, results, error) &&
         write_run(gpkg, results, error) && lt_run_check(run, error) && lt_gpkg_finish(gpkg, error);
}
