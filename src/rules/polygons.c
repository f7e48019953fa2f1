#include "rules/polygons.h"

#include <math.h>

/* Between two looks at whether the run was stopped. */
#define LOOK_EVERY 1024

void lt_parts_clear(LtParts *parts)
{
  g_clear_pointer(&parts->own, lt_shapes_free);
}

bool lt_parts_find(const LtShapes *shapes, size_t feature, LtParts *parts, GError **error)
{
  size_t first = lt_shapes_first_ring(shapes, feature), end = shapes->feature_ends[feature];
  size_t n_shells = 0;
  for (size_t r = first; r < end; r++)
    n_shells += !shapes->ring_holes[r];
  *parts = (LtParts){.shapes = shapes, .first = feature, .end = feature + 1};
  if (n_shells < 2)
    return true;
  LtShapes *own = lt_shapes_new();
  *parts = (LtParts){.shapes = own, .end = n_shells, .own = own};
  for (size_t r = first; r < end; r++) {
    size_t begin = lt_shapes_first_point(shapes, r);
    bool is_hole = shapes->ring_holes[r];
    if ((!is_hole && !lt_shapes_add_feature(own, LT_GEOM_POLYGON, error)) ||
        !lt_shapes_add_ring(own, shapes->points + begin, shapes->ring_ends[r] - begin, is_hole,
                            error))
      return false;
  }
  return true;
}

bool lt_polygon_add_rings(LtShapes *to, const LtShapes *shapes, size_t feature, GError **error)
{
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++) {
    size_t begin = lt_shapes_first_point(shapes, r);
    if (!lt_shapes_add_ring(to, shapes->points + begin, shapes->ring_ends[r] - begin,
                            shapes->ring_holes[r], error))
      return false;
  }
  return true;
}

double lt_polygon_perimeter_m(const LtShapes *shapes, size_t feature)
{
  double sum = 0;
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++)
    for (size_t i = lt_shapes_first_point(shapes, r) + 1; i < shapes->ring_ends[r]; i++) {
      const LtPoint *at = &shapes->points[i];
      sum += hypot((double)(at[0].x - at[-1].x), (double)(at[0].y - at[-1].y));
    }
  return sum / LT_UNITS_PER_M;
}

bool lt_polygon_width(const LtShapes *shapes, size_t feature, double precision_m, LtWidth *width,
                      GError **error)
{
  size_t first = lt_shapes_first_ring(shapes, feature), n = shapes->feature_ends[feature] - first;
  size_t begin = lt_shapes_first_point(shapes, first);
  size_t n_points = shapes->ring_ends[first + n - 1] - begin;
  LtPoint origin = lt_shapes_box(shapes, feature).min;
  g_autofree double *xy = lt_alloc(n_points, 2 * sizeof *xy, "points of a part", error);
  g_autofree size_t *ends = xy == NULL ? NULL : lt_alloc(n, sizeof *ends, "rings of a part", error);
  if (ends == NULL)
    return false;
  for (size_t i = 0; i < n_points; i++) {
    xy[2 * i] = (double)(shapes->points[begin + i].x - origin.x) / LT_UNITS_PER_M;
    xy[2 * i + 1] = (double)(shapes->points[begin + i].y - origin.y) / LT_UNITS_PER_M;
  }
  for (size_t r = 0; r < n; r++)
    ends[r] = shapes->ring_ends[first + r] - begin;
  return lt_width_measure(xy, ends, n, precision_m, width, error);
}

bool lt_task_each_polygon(const LtTask *task, LtEachPolygon each, void *data, GError **error)
{
  const LtShapes *shapes = task->a->data->shapes;
  lt_task_note_shapeless(task, task->a, task->use_a, LT_GEOM_POLYGON, false);
  for (size_t i = 0; i < shapes->n_features; i++) {
    if (i % LOOK_EVERY == 0 && !lt_run_check(task->run, error))
      return false;
    if (task->use_a[i] != LT_FALSE && shapes->types[i] == LT_GEOM_POLYGON &&
        !each(task, i, data, error))
      return false;
  }
  return true;
}

bool lt_polygon_is_open(const LtTask *task, size_t feature, double value)
{
  if (task->use_a[feature] != LT_UNKNOWN)
    return false;
  lt_task_note_attribute(task, (LtObject){task->a, feature}, (LtObject){0}, value);
  return true;
}

bool lt_polygon_lacks_area(const LtTask *task, size_t feature, double area_m2)
{
  if (!isnan(area_m2))
    return false;
  lt_results_add_undetermined(task->results,
                              (LtUndetermined){.rule = task->rule,
                                               .a = {task->a, feature},
                                               .value = NAN,
                                               .reason = lt_message(LT_T_UNDETERMINED_NO_AREA)});
  return true;
}
