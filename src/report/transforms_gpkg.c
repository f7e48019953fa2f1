#include "report/transforms.h"

#include "rules/results.h"

#include <math.h>

#define N(columns) G_N_ELEMENTS(columns)

static LtValue text(const char *value)
{
  return value == NULL ? (LtValue){.type = LT_VALUE_NULL}
                       : (LtValue){.type = LT_VALUE_TEXT, .text = value};
}

static LtValue count(size_t value)
{
  return (LtValue){.type = LT_VALUE_INTEGER, .integer = (int64_t)value};
}

static LtValue metres(double value, int digits)
{
  return isnan(value) ? (LtValue){.type = LT_VALUE_NULL}
                      : (LtValue){.type = LT_VALUE_REAL, .real = lt_round(value, digits)};
}

static bool write_transforms(LtGpkg *gpkg, const LtProject *project, GError **error)
{
  static const LtGpkgColumn columns[] = {
      {"layer", LT_VALUE_TEXT},       {"file", LT_VALUE_TEXT},        {"method", LT_VALUE_TEXT},
      {"from_crs", LT_VALUE_TEXT},    {"to_crs", LT_VALUE_TEXT},      {"points", LT_VALUE_INTEGER},
      {"rms_m", LT_VALUE_REAL},       {"deviation_m", LT_VALUE_REAL}, {"accuracy_m", LT_VALUE_REAL},
      {"outliers", LT_VALUE_INTEGER},
  };
  LtGpkgTable table = {.name = "transform",
                       .description = "changes of datum by given parameters",
                       .columns = columns,
                       .n_columns = N(columns)};
  const char *layer;
  const LtProjectTransform *item;
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (size_t i = 0; (item = lt_project_transform_at(project, i, &layer)) != NULL; i++) {
    const LtDatumChange *change = item->change;
    const LtDatumFit *fit = item->fit;
    const LtValue values[N(columns)] = {
        text(layer),
        text(item->file),
        text(lt_change_method_code(change->method)),
        text(lt_crs_name(change->from)),
        text(lt_crs_name(change->to)),
        count(change->n_points),
        metres(fit == NULL ? NAN : fit->rms_m, 4),
        metres(fit == NULL ? NAN : fit->deviation_m, 4),
        metres(change->accuracy_m < 0 ? NAN : change->accuracy_m, 3),
        count(fit == NULL ? 0 : fit->n_outliers),
    };
    if (!lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

static bool write_points(LtGpkg *gpkg, const LtProjectTransform *item, const char *layer,
                         size_t n_columns, GError **error)
{
  for (size_t i = 0; i < item->fit->n; i++) {
    const LtResidual *residual = &item->fit->residuals[i];
    const LtValue values[] = {
        text(layer),
        text(item->file),
        text(lt_control_points_name(item->points, i)),
        metres(residual->north_m, 4),
        metres(residual->east_m, 4),
        metres(hypot(residual->north_m, residual->east_m), 4),
        count(residual->is_outlier),
    };
    g_assert(G_N_ELEMENTS(values) == n_columns);
    if (!lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

bool lt_transforms_write(LtGpkg *gpkg, const LtProject *project, GError **error)
{
  static const LtGpkgColumn columns[] = {
      {"layer", LT_VALUE_TEXT},      {"file", LT_VALUE_TEXT},   {"name", LT_VALUE_TEXT},
      {"north_m", LT_VALUE_REAL},    {"east_m", LT_VALUE_REAL}, {"residual_m", LT_VALUE_REAL},
      {"outlier", LT_VALUE_INTEGER},
  };
  LtGpkgTable table = {.name = "control_point",
                       .description = "residuals of control points",
                       .columns = columns,
                       .n_columns = N(columns)};
  const char *layer;
  const LtProjectTransform *item;
  if (!write_transforms(gpkg, project, error) || !lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (size_t i = 0; (item = lt_project_transform_at(project, i, &layer)) != NULL; i++)
    if (item->fit != NULL && !write_points(gpkg, item, layer, N(columns), error))
      return false;
  return true;
}
