/* Points through the steps of a transformation. */
#include "crs/transform_parts.h"

#include <math.h>

/* No time is given: parameters that change with it are taken at their own epoch. */
size_t lt_pj_points(PJ *operation, double *xy, size_t n)
{
  size_t n_failed = 0, step = 2 * sizeof *xy;
  for (size_t i = 0; i < n; i++)
    if (!isfinite(xy[2 * i]) || !isfinite(xy[2 * i + 1]))
      xy[2 * i] = xy[2 * i + 1] = HUGE_VAL;
  if (operation != NULL)
    proj_trans_generic(operation, PJ_FWD, xy, step, n, xy + 1, step, n, NULL, 0, 0, NULL, 0, 0);
  for (size_t i = 0; i < n; i++) {
    if (isfinite(xy[2 * i]) && isfinite(xy[2 * i + 1]))
      continue;
    xy[2 * i] = xy[2 * i + 1] = HUGE_VAL;
    n_failed++;
  }
  if (n_failed > 0 && operation != NULL)
    proj_errno_reset(operation);
  return n_failed;
}

static bool way_covers(const LtTransformWay *way, double lon, double lat)
{
  if (!way->has_area)
    return true;
  bool in_lon = way->west <= way->east ? lon >= way->west && lon <= way->east
                                       : lon >= way->west || lon <= way->east;
  return in_lon && lat >= way->south && lat <= way->north;
}

/* The first way whose area holds the point. PROJ itself would take any of them outside all areas,
 * which is hundreds of metres wrong: such a point has no image here. */
static PJ *way_choose(const LtTransform *transform, const double xy[2])
{
  if (transform->to_place == NULL)
    return NULL;
  double place[2] = {xy[0], xy[1]};
  if (lt_pj_points(transform->to_place, place, 1) > 0)
    return NULL;
  for (size_t i = 0; i < transform->n_ways; i++)
    if (way_covers(&transform->ways[i], place[0], place[1]))
      return transform->ways[i].operation;
  return NULL;
}

static size_t undo_points(const LtTransform *step, double *xy, size_t n)
{
  size_t n_failed = lt_pj_points(NULL, xy, n);
  for (size_t i = 0; i < n; i++)
    if (isfinite(xy[2 * i]) && !step->undo(xy + 2 * i)) {
      xy[2 * i] = xy[2 * i + 1] = HUGE_VAL;
      n_failed++;
    }
  return n_failed;
}

static size_t step_points(const LtTransform *step, double *xy, size_t n)
{
  size_t n_failed = 0;
  if (step->undo != NULL)
    return undo_points(step, xy, n);
  if (step->seen != NULL)
    return lt_change_points(step, xy, n);
  if (step->is_identity)
    return lt_pj_points(NULL, xy, n);
  if (!step->ways[0].has_area)
    return lt_pj_points(step->ways[0].operation, xy, n);
  for (size_t i = 0; i < n; i++) {
    PJ *way = way_choose(step, xy + 2 * i);
    if (way == NULL)
      xy[2 * i] = xy[2 * i + 1] = HUGE_VAL;
    n_failed += lt_pj_points(way, xy + 2 * i, 1);
  }
  return n_failed;
}

/* What has no image after one step has none after the next. */
size_t lt_transform_points(LtTransform *transform, double *xy, size_t n)
{
  size_t n_failed = 0;
  for (const LtTransform *step = transform; step != NULL; step = step->next)
    n_failed = step_points(step, xy, n);
  return n_failed;
}
