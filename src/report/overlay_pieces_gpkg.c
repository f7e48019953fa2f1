/* Pieces and tolerated pieces of pairs of features: docs/commands/overlay.md. */
#include "report/overlay_ground_gpkg.h"
#include "report/overlay_values.h"

#include <string.h>

#define N(columns) G_N_ELEMENTS(columns)

/* ---- a row for some answers ---- */

typedef struct {
  const LtOverlayResults *results;
  LtGroundFunc tell;
  bool has_shapes;
  size_t n_columns;
  size_t ends[LT_OVERLAY_PAIRS_MAX]; /* of the answers about each pair of layers */
} GroundTable;

static bool ground_row(const void *data, size_t i, LtGpkgRow *row)
{
  const GroundTable *table = data;
  const LtOverlayResults *results = table->results;
  size_t n_skipped = lt_layer_columns_skipped(results), l = 0;
  LtValue values[LT_GROUND_COLUMNS_MAX];
  while (i >= table->ends[l])
    l++;
  const LtLayerPair *layers = &results->pairs_of_layers[l];
  const LtOverlayPair *answers = lt_layer_pair_ground(layers)->pairs;
  const LtOverlayPair *answer = &answers[i - (l == 0 ? 0 : table->ends[l - 1])];
  if (!table->tell(results, &(LtGroundRow){layers, answer, i}, values))
    return false;
  memcpy(row->values, values + n_skipped, (table->n_columns - n_skipped) * sizeof *values);
  row->shapes = table->has_shapes ? answer->shape : NULL;
  return true;
}

bool lt_overlay_ground_write(LtGpkg *gpkg, const LtOverlayResults *results, LtGpkgTable table,
                             LtGroundFunc tell, LtRun *run, GError **error)
{
  g_return_val_if_fail(table.n_columns <= LT_GROUND_COLUMNS_MAX, false);

  GroundTable ground = {.results = results,
                        .tell = tell,
                        .has_shapes = table.geometry != LT_GEOM_NONE,
                        .n_columns = table.n_columns};
  size_t n = 0;
  for (size_t i = 0; i < results->n_pairs_of_layers; i++)
    ground.ends[i] = n += lt_layer_pair_ground(&results->pairs_of_layers[i])->n_pairs;
  table.columns += lt_layer_columns_skipped(results);
  table.n_columns -= lt_layer_columns_skipped(results);
  return lt_gpkg_begin(gpkg, &table, error) &&
         lt_gpkg_rows(gpkg, n, ground_row, &ground,
                      lt_text(lt_language(), LT_T_OVERLAY_WRITE_STAGE), run, error);
}

/* ---- pieces ---- */

/* Columns that both tables of pairs of features begin with. */
#define COLUMNS_OF_PAIR \
  LT_LAYER_COLUMNS, {"a_fid", LT_VALUE_INTEGER}, {"b_fid", LT_VALUE_INTEGER}, \
      {"a_key", LT_VALUE_TEXT}, {"b_key", LT_VALUE_TEXT}, {"class_a", LT_VALUE_TEXT}, \
      {"class_b", LT_VALUE_TEXT}
#define N_COLUMNS_OF_PAIR 8

static LtValue class_of(const LtOverlayResults *results, size_t layer, size_t feature)
{
  return lt_value_class(results, layer, results->sides[layer].classes.numbers[feature]);
}

static void pair_values(LtValue *values, const LtOverlayResults *results, const LtGroundRow *row)
{
  size_t a = row->layers->a, b = row->layers->b;
  const LtOverlayPair *pair = row->answer;
  const LtValue all[N_COLUMNS_OF_PAIR] = {
      lt_value_layer(a),
      lt_value_layer(b),
      lt_value_fid(results, a, pair->a),
      lt_value_fid(results, b, pair->b),
      lt_value_key(results, a, pair->a),
      lt_value_key(results, b, pair->b),
      class_of(results, a, pair->a),
      class_of(results, b, pair->b),
  };
  memcpy(values, all, sizeof all);
}

static const LtGpkgColumn piece_columns[] = {
    COLUMNS_OF_PAIR,
    {"planar_m2", LT_VALUE_REAL},
    {"ellipsoid_m2", LT_VALUE_REAL},
    {"mu", LT_VALUE_REAL},
    {"width_m", LT_VALUE_REAL},
    {"width_upper_m", LT_VALUE_REAL},
    {"inside_x_m", LT_VALUE_REAL},
    {"inside_y_m", LT_VALUE_REAL},
};

static bool piece_tell(const LtOverlayResults *results, const LtGroundRow *row, LtValue *values)
{
  const LtOverlayPair *pair = row->answer;
  if (pair->shape == NULL)
    return false;
  const LtValue own[] = {
      lt_value_area(pair->areas.planar_m2),
      lt_value_area(pair->areas.ellipsoid_m2),
      lt_value_mu(&pair->areas),
      lt_value_length(pair->width_m),
      lt_value_length(pair->width_upper_m),
      lt_value_place(pair->inside.x),
      lt_value_place(pair->inside.y),
  };
  G_STATIC_ASSERT(N_COLUMNS_OF_PAIR + N(own) == N(piece_columns));
  pair_values(values, results, row);
  memcpy(values + N_COLUMNS_OF_PAIR, own, sizeof own);
  return true;
}

static const LtGpkgColumn tolerated_columns[] = {
    COLUMNS_OF_PAIR,
    {"pieces", LT_VALUE_INTEGER},
    {"planar_m2", LT_VALUE_REAL},
    {"ellipsoid_m2", LT_VALUE_REAL},
    {"mu", LT_VALUE_REAL},
    {"width_upper_m", LT_VALUE_REAL},
};

static bool tolerated_tell(const LtOverlayResults *results, const LtGroundRow *row, LtValue *values)
{
  const LtOverlayPair *pair = row->answer;
  if (pair->n_tolerated == 0)
    return false;
  const LtValue own[] = {
      lt_value_count(pair->n_tolerated),           lt_value_area(pair->tolerated.planar_m2),
      lt_value_area(pair->tolerated.ellipsoid_m2), lt_value_mu(&pair->tolerated),
      lt_value_length(pair->tolerated_width_upper_m),
  };
  G_STATIC_ASSERT(N_COLUMNS_OF_PAIR + N(own) == N(tolerated_columns));
  pair_values(values, results, row);
  memcpy(values + N_COLUMNS_OF_PAIR, own, sizeof own);
  return true;
}

bool lt_overlay_pieces_write(LtGpkg *gpkg, const LtOverlayResults *results, LtRun *run,
                             GError **error)
{
  const LtGpkgTable pieces = {.name = "pieces",
                              .description = "ground that two features share",
                              .geometry = LT_GEOM_POLYGON,
                              .columns = piece_columns,
                              .n_columns = N(piece_columns)};
  const LtGpkgTable tolerated = {.name = "tolerated",
                                 .description = "pieces under the limits",
                                 .columns = tolerated_columns,
                                 .n_columns = N(tolerated_columns)};
  G_STATIC_ASSERT(N(piece_columns) <= LT_GROUND_COLUMNS_MAX);
  return lt_overlay_ground_write(gpkg, results, pieces, piece_tell, run, error) &&
         lt_overlay_ground_write(gpkg, results, tolerated, tolerated_tell, run, error);
}
