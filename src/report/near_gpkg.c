/* lantu near as a GeoPackage: docs/commands/near.md lists its tables. */
#include "base/run.h"
#include "report/near_words.h"
#include "report/overlay_values.h"
#include "rules/results.h"

#include <lantu/version.h>

#include <math.h>

#define N(columns) G_N_ELEMENTS(columns)

static const LtGpkgColumn row_columns[] = {
    {"feature_fid", LT_VALUE_INTEGER}, {"feature_key", LT_VALUE_TEXT},
    {"feature_name", LT_VALUE_TEXT},   {"target_fid", LT_VALUE_INTEGER},
    {"target_key", LT_VALUE_TEXT},     {"target_name", LT_VALUE_TEXT},
    {"rank", LT_VALUE_INTEGER},        {"distance_m", LT_VALUE_REAL},
    {"state", LT_VALUE_TEXT},          {"ring_m", LT_VALUE_REAL},
    {"bearing_deg", LT_VALUE_REAL},    {"at_lon_deg", LT_VALUE_REAL},
    {"at_lat_deg", LT_VALUE_REAL},
};

static LtValue real_value(double value, int digits)
{
  return isfinite(value) ? (LtValue){.type = LT_VALUE_REAL, .real = lt_round(value, digits)}
                         : (LtValue){.type = LT_VALUE_NULL};
}

static void row_values(const LtNearResults *results, const LtNearRow *row, LtValue *values)
{
  const LtNearSide *features = &results->features, *target = &results->target;
  size_t a = row->feature, b = row->hit.feature;
  double at[2] = {(double)row->hit.at.x * LT_UNIT_M, (double)row->hit.at.y * LT_UNIT_M};
  lt_plane_to_geographic(&results->plane, at, 1);
  const LtValue all[N(row_columns)] = {
      lt_value_integer(features->layer.data->fids[a]),
      lt_value_text(lt_near_key(features, a)),
      lt_value_text(lt_near_name(features, a)),
      lt_value_integer(target->layer.data->fids[b]),
      lt_value_text(lt_near_key(target, b)),
      lt_value_text(lt_near_name(target, b)),
      lt_value_count(row->rank),
      real_value(row->hit.distance_m, 4),
      lt_value_text(lt_near_class_code(results, row->class)),
      real_value(row->class < results->n_limits ? results->limits_m[row->class] : NAN, 9),
      real_value(lt_near_bearing_deg(results, row), 3),
      real_value(at[0] * 180 / G_PI, 9),
      real_value(at[1] * 180 / G_PI, 9),
  };
  for (size_t i = 0; i < N(all); i++)
    values[i] = all[i];
}

/* A table of all rows, each with a line to the nearest place or with that place. */
static bool rows_write(LtGpkg *gpkg, const LtNearResults *results, LtGeomType type, LtRun *run,
                       GError **error)
{
  bool is_line = type == LT_GEOM_LINE;
  const LtGpkgTable table = {
      .name = is_line ? "near" : "nearest_place",
      .description = is_line ? "features and what is near, with the line between"
                             : "nearest places of the target",
      .geometry = type,
      .columns = row_columns,
      .n_columns = N(row_columns)};
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (size_t i = 0; i < results->n_rows; i++) {
    const LtNearRow *row = &results->rows[i];
    const LtPoint points[] = {row->hit.from, row->hit.at};
    bool has_shape = !is_line || row->hit.distance_m > 0; /* a line without length is none */
    g_autoptr(LtShapes) shape = lt_shapes_new();
    LtValue values[N(row_columns)];
    row_values(results, row, values);
    if (!lt_shapes_add_feature(shape, type, error) ||
        !lt_shapes_add_ring(shape, is_line ? points : points + 1, is_line ? 2 : 1, false, error) ||
        !lt_gpkg_row(gpkg, has_shape ? shape : NULL, 0, values, error))
      return false;
    if (i % 4096 == 0 && !lt_run_check(run, error))
      return false;
  }
  return true;
}

static bool counts_write(LtGpkg *gpkg, const LtNearResults *results, GError **error)
{
  static const LtGpkgColumn columns[] = {{"state", LT_VALUE_TEXT},
                                         {"from_m", LT_VALUE_REAL},
                                         {"to_m", LT_VALUE_REAL},
                                         {"n", LT_VALUE_INTEGER}};
  const LtGpkgTable table = {.name = "ring", .description = "how many features lie where",
                             .columns = columns, .n_columns = N(columns)};
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (unsigned i = 0; i < LT_N_NEAR_CLASSES; i++) {
    bool is_ring = i < results->n_limits, is_beyond = i == LT_NEAR_BEYOND;
    if (i < LT_NEAR_BEYOND && !is_ring)
      continue;
    size_t n = results->n_limits;
    double from_m = is_ring && i > 0      ? results->limits_m[i - 1]
                    : is_ring             ? 0
                    : is_beyond && n > 0  ? results->limits_m[n - 1]
                                          : NAN;
    const LtValue values[] = {lt_value_text(lt_near_class_code(results, i)),
                              real_value(from_m, 9),
                              real_value(is_ring ? results->limits_m[i] : NAN, 9),
                              lt_value_count(results->counts[i])};
    if (!lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

static bool run_write(LtGpkg *gpkg, const LtNearResults *results, GError **error)
{
  static const LtGpkgColumn columns[] = {{"name", LT_VALUE_TEXT}, {"value", LT_VALUE_TEXT}};
  const LtGpkgTable table = {.name = "run", .description = "what was run", .columns = columns,
                             .n_columns = N(columns)};
  g_autofree char *libraries = lt_io_versions();
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *a_lost = g_strdup_printf("%zu", lt_near_lost_count(&results->features));
  g_autofree char *b_lost = g_strdup_printf("%zu", lt_near_lost_count(&results->target));
  const char *doubt = isfinite(results->doubt_m)
                          ? g_ascii_dtostr(number, sizeof number, lt_round(results->doubt_m, 4))
                          : "";
  const char *const rows[][2] = {
      {"lantu", LT_VERSION},
      {"libraries", libraries},
      {"crs", lt_crs_id(results->crs)},
      {"crs_name", lt_crs_name(results->crs)},
      {"doubt_m", doubt},
      {"features_file", results->features.layer.id},
      {"features_crs", results->features.layer.data->stats.crs_name},
      {"features_lost", a_lost},
      {"target_file", results->target.layer.id},
      {"target_crs", results->target.layer.data->stats.crs_name},
      {"target_lost", b_lost},
  };
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (size_t i = 0; i < N(rows); i++) {
    const LtValue values[] = {lt_value_text(rows[i][0]), lt_value_text(rows[i][1])};
    if (!lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

bool lt_report_near_gpkg(const LtNearResults *results, const char *path, bool overwrite,
                         LtRun *run, GError **error)
{
  g_return_val_if_fail(results != NULL && path != NULL && run != NULL, false);

  g_autoptr(LtGpkg) gpkg = lt_gpkg_new(path, results->crs, overwrite, error);
  return gpkg != NULL && rows_write(gpkg, results, LT_GEOM_LINE, run, error) &&
         rows_write(gpkg, results, LT_GEOM_POINT, run, error) &&
         counts_write(gpkg, results, error) && run_write(gpkg, results, error) &&
         lt_run_check(run, error) && lt_gpkg_finish(gpkg, error);
}
