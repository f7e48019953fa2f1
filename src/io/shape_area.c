/* Areas of polygons as they were surveyed: in the plane of their own CRS, before the transformation
 * to that of the project. */
#include "io/shape_build.h"

#include "geom/nest.h"

#include <math.h>

/* The rings of the feature on the lattice of its own plane, closed; *@p n_rings fewer where some
 * have no extent. False: a coordinate has no place on it. */
static bool rings_round(const LtShapeBuilder *builder, LtPoint *points, size_t *ends,
                        uint8_t *holes, size_t *n_rings)
{
  size_t n = 0;
  *n_rings = 0;
  for (size_t ring = 0, at = 0; ring < builder->n_rings; ring++) {
    size_t begin = n;
    for (; at < builder->ends[ring]; at++) {
      double x = builder->xy[2 * at] * LT_UNITS_PER_M, y = builder->xy[2 * at + 1] * LT_UNITS_PER_M;
      if (!(fabs(x) < (double)LT_UNITS_MAX && fabs(y) < (double)LT_UNITS_MAX))
        return false;
      points[n++] = (LtPoint){llround(x), llround(y)};
    }
    if (lt_ring_area2(points + begin, n - begin) == 0) {
      n = begin;
      continue;
    }
    holes[*n_rings] = builder->holes[ring];
    ends[(*n_rings)++] = n;
  }
  return true;
}

/* Twice the area in square units. */
static __int128 rings_area2(const LtPoint *points, const size_t *ends, const uint8_t *holes,
                            size_t n_rings)
{
  __int128 sum = 0;
  for (size_t ring = 0, begin = 0; ring < n_rings; begin = ends[ring++]) {
    __int128 area2 = lt_ring_area2(points + begin, ends[ring] - begin);
    area2 = area2 < 0 ? -area2 : area2;
    sum += holes[ring] ? -area2 : area2;
  }
  return sum;
}

/* Which ring is a hole is for containment to say where the file does not. */
static bool nested_area2(LtPoint *points, size_t *ends, size_t n_rings, __int128 *area2,
                         GError **error)
{
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  if (!lt_nest_rings(shapes, points, ends, n_rings, error))
    return false;
  *area2 = rings_area2(shapes->points, shapes->ring_ends, shapes->ring_holes, shapes->n_rings);
  return true;
}

static bool area_find(const LtShapeBuilder *builder, double *area_m2, GError **error)
{
  g_autofree LtPoint *points = lt_alloc(builder->n_points + 1, sizeof *points, "points", error);
  g_autofree size_t *ends = lt_alloc(builder->n_rings, sizeof *ends, "rings", error);
  g_autofree uint8_t *holes = lt_alloc(builder->n_rings, 1, "rings", error);
  size_t n_rings;
  __int128 area2 = 0;
  *area_m2 = NAN;
  if (points == NULL || ends == NULL || holes == NULL)
    return false;
  if (!rings_round(builder, points, ends, holes, &n_rings))
    return true;
  if (!builder->nest || n_rings == 0)
    area2 = rings_area2(points, ends, holes, n_rings);
  else if (!nested_area2(points, ends, n_rings, &area2, error))
    return false;
  *area_m2 = (double)area2 / (2 * LT_UNITS_PER_M * LT_UNITS_PER_M);
  return true;
}

bool lt_shape_builder_measure(LtShapeBuilder *builder, GError **error)
{
  if (builder->type != LT_GEOM_POLYGON || builder->transform == NULL ||
      !lt_transform_is_from_plane(builder->transform))
    return true;
  size_t feature = lt_shape_builder_feature(builder);
  if (!lt_grow(&builder->areas_m2, &builder->cap_areas, feature + 1, sizeof *builder->areas_m2,
               "areas", error))
    return false;
  while (builder->n_areas < feature)
    builder->areas_m2[builder->n_areas++] = NAN;
  builder->n_areas = feature + 1;
  return area_find(builder, &builder->areas_m2[feature], error);
}
