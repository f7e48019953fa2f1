#include "report/json_values.h"
#include "report/json_whole.h"
#include "report/transforms.h"

#include <math.h>

static json_t *transform_json(const LtProjectTransform *item, const char *layer)
{
  const LtDatumChange *change = item->change;
  const LtDatumFit *fit = item->fit;
  return json_pack("{so so so so so so so so so so}", "layer", text(layer), "file",
                   text(item->file), "method", text(lt_change_method_code(change->method)), "from",
                   text(lt_crs_name(change->from)), "to", text(lt_crs_name(change->to)), "points",
                   count(change->n_points), "rms_m", real(fit == NULL ? NAN : fit->rms_m, 4),
                   "deviation_m", real(fit == NULL ? NAN : fit->deviation_m, 4), "accuracy_m",
                   real(change->accuracy_m < 0 ? NAN : change->accuracy_m, 3), "outliers",
                   count(fit == NULL ? 0 : fit->n_outliers));
}

json_t *lt_transforms_json(const LtProject *project)
{
  json_t *list = json_array();
  const char *layer;
  const LtProjectTransform *item;
  for (size_t i = 0; (item = lt_project_transform_at(project, i, &layer)) != NULL; i++)
    list = lt_json_append(list, transform_json(item, layer));
  return list;
}

static json_t *point_json(const LtProjectTransform *item, const char *layer, size_t i)
{
  const LtResidual *residual = &item->fit->residuals[i];
  return json_pack("{so so so so so so so}", "layer", text(layer), "file", text(item->file), "name",
                   text(lt_control_points_name(item->points, i)), "north_m",
                   real(residual->north_m, 4), "east_m", real(residual->east_m, 4), "residual_m",
                   real(hypot(residual->north_m, residual->east_m), 4), "outlier",
                   json_boolean(residual->is_outlier));
}

json_t *lt_control_points_json(const LtProject *project)
{
  json_t *list = json_array();
  const char *layer;
  const LtProjectTransform *item;
  for (size_t i = 0; (item = lt_project_transform_at(project, i, &layer)) != NULL; i++)
    for (size_t k = 0; item->fit != NULL && k < item->fit->n; k++)
      list = lt_json_append(list, point_json(item, layer, k));
  return list;
}
