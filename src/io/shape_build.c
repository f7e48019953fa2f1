#include "io/shape_build.h"

#include "geom/nest.h"

#include <math.h>
#include <string.h>

void lt_shape_builder_clear(LtShapeBuilder *builder)
{
  lt_shapes_free(builder->shapes);
  lt_faults_clear(&builder->faults);
  g_free(builder->xy);
  g_free(builder->ends);
  g_free(builder->holes);
  g_free(builder->lattice);
  g_free(builder->lattice_ends);
  g_free(builder->lattice_holes);
  g_free(builder->areas_m2);
  *builder = (LtShapeBuilder){0};
}

void lt_shape_builder_begin(LtShapeBuilder *builder, LtGeomType type)
{
  builder->type = type;
  builder->n_points = builder->n_rings = 0;
  builder->n_lattice = builder->n_lattice_rings = 0;
}

double *lt_shape_builder_points(LtShapeBuilder *builder, size_t n, GError **error)
{
  if (!lt_grow(&builder->xy, &builder->cap_xy, builder->n_points + n + 1, 2 * sizeof(double),
               "coordinates", error)) /* one more: a ring may have to be closed */
    return NULL;
  double *points = builder->xy + 2 * builder->n_points;
  builder->n_points += n;
  return points;
}

bool lt_shape_builder_end(LtShapeBuilder *builder, bool is_hole, GError **error)
{
  size_t begin = builder->n_rings == 0 ? 0 : builder->ends[builder->n_rings - 1];
  size_t n = builder->n_points - begin;
  if (n == 0)
    return true;
  builder->stats->n_vertices += n;
  if (builder->type == LT_GEOM_POLYGON &&
      memcmp(builder->xy + 2 * begin, builder->xy + 2 * (begin + n - 1), 2 * sizeof(double)) != 0) {
    memcpy(builder->xy + 2 * (begin + n), builder->xy + 2 * begin, 2 * sizeof(double));
    builder->n_points++;
    builder->stats->n_closed++;
  }
  if (!lt_grow(&builder->ends, &builder->cap_ends, builder->n_rings + 1, sizeof *builder->ends,
               "rings", error) ||
      !lt_grow(&builder->holes, &builder->cap_holes, builder->n_rings + 1, sizeof *builder->holes,
               "rings", error))
    return false;
  builder->holes[builder->n_rings] = is_hole;
  builder->ends[builder->n_rings++] = builder->n_points;
  return true;
}

void lt_shape_builder_swap(LtShapeBuilder *builder)
{
  for (size_t i = 0; i < builder->n_points; i++) {
    double x = builder->xy[2 * i];
    builder->xy[2 * i] = builder->xy[2 * i + 1];
    builder->xy[2 * i + 1] = x;
  }
}

/* False when a coordinate has no place on the lattice. */
static bool points_round(const double *xy, size_t n, LtPoint *points, size_t *n_moved)
{
  for (size_t i = 0; i < n; i++) {
    double x = xy[2 * i] * LT_UNITS_PER_M, y = xy[2 * i + 1] * LT_UNITS_PER_M;
    if (!(fabs(x) < (double)LT_UNITS_MAX && fabs(y) < (double)LT_UNITS_MAX)) /* NaN too */
      return false;
    points[i] = (LtPoint){llround(x), llround(y)};
    *n_moved += fabs(x - (double)points[i].x) > LT_MOVED_UNITS ||
                fabs(y - (double)points[i].y) > LT_MOVED_UNITS;
  }
  return true;
}

static size_t points_dedupe(LtPoint *points, size_t n)
{
  size_t kept = 0;
  for (size_t i = 0; i < n; i++)
    if (kept == 0 || points[i].x != points[kept - 1].x || points[i].y != points[kept - 1].y)
      points[kept++] = points[i];
  return kept;
}

/* A ring needs three corners that are not in line, a line two points. */
static bool path_has_extent(LtGeomType type, const LtPoint *points, size_t n)
{
  if (type == LT_GEOM_LINE)
    return n >= 2;
  for (size_t i = 2; n >= 4 && i < n; i++)
    if (lt_turn(points[0], points[1], points[i]) != 0)
      return true;
  return type == LT_GEOM_POINT;
}

/* The image of a ring in the project CRS; *take is to be freed. */
static const double *ring_image(LtShapeBuilder *builder, double *xy, size_t *n, double **take,
                                GError **error)
{
  size_t n_out = 0, n_added = 0;
  for (size_t i = 0; i < 2 * *n; i++)
    if (!isfinite(xy[i]))
      return xy; /* refused by the caller */
  if (builder->transform == NULL || lt_transform_is_identity(builder->transform))
    return xy;
  if (builder->type == LT_GEOM_POINT) {
    lt_transform_points(builder->transform, xy, *n);
    return xy;
  }
  if (!lt_transform_path(builder->transform, xy, *n, take, &n_out, &n_added, error))
    return NULL;
  builder->stats->n_added += n_added;
  *n = n_out;
  return *take;
}

/* Append a ring to the lattice scratch. *is_placed: it has an image. */
static bool ring_place(LtShapeBuilder *builder, size_t begin, size_t end, bool is_hole,
                       bool *is_placed, GError **error)
{
  g_autofree double *image = NULL;
  size_t n = end - begin, first = builder->n_lattice, ring = builder->n_lattice_rings;
  const double *xy = ring_image(builder, builder->xy + 2 * begin, &n, &image, error);
  if (xy == NULL ||
      !lt_grow(&builder->lattice, &builder->cap_lattice, first + n, sizeof *builder->lattice,
               "points", error) ||
      !lt_grow(&builder->lattice_ends, &builder->cap_lattice_ends, ring + 1,
               sizeof *builder->lattice_ends, "rings", error) ||
      !lt_grow(&builder->lattice_holes, &builder->cap_lattice_holes, ring + 1,
               sizeof *builder->lattice_holes, "rings", error))
    return false;
  *is_placed = points_round(xy, n, builder->lattice + first, &builder->stats->n_moved);
  if (!*is_placed)
    return true;
  if (builder->type != LT_GEOM_POINT)
    n = points_dedupe(builder->lattice + first, n);
  builder->lattice_holes[ring] = is_hole;
  builder->lattice_ends[ring] = builder->n_lattice = first + n;
  builder->n_lattice_rings++;
  return true;
}

/* Take the last ring back when it has no extent; with a shell go its holes. */
static bool ring_keep(LtShapeBuilder *builder, bool *shell_is_lost, GError **error)
{
  size_t ring = builder->n_lattice_rings - 1;
  size_t begin = ring == 0 ? 0 : builder->lattice_ends[ring - 1];
  bool is_hole = builder->lattice_holes[ring] && !builder->nest;
  const LtPoint *points = builder->lattice + begin;
  bool has_extent = path_has_extent(builder->type, points, builder->n_lattice - begin);
  if (!is_hole)
    *shell_is_lost = !has_extent;
  if (has_extent && !(is_hole && *shell_is_lost))
    return true;
  LtPoint place = points[0];
  builder->n_lattice_rings--;
  builder->n_lattice = begin;
  return lt_faults_add(&builder->faults, LT_FAULT_DROPPED_PART, lt_shape_builder_feature(builder),
                       &place, error);
}

static void points_reverse(LtPoint *points, size_t n)
{
  for (size_t i = 0; i < n / 2; i++) {
    LtPoint swapped = points[i];
    points[i] = points[n - 1 - i];
    points[n - 1 - i] = swapped;
  }
}

/* Rings in the order of the file, turned as shapes.h says. */
static bool rings_append(LtShapeBuilder *builder, GError **error)
{
  if (!lt_shapes_add_feature(builder->shapes, builder->type, error))
    return false;
  for (size_t ring = 0, begin = 0; ring < builder->n_lattice_rings; ring++) {
    size_t end = builder->lattice_ends[ring];
    LtPoint *points = builder->lattice + begin;
    bool is_hole = builder->type == LT_GEOM_POLYGON && builder->lattice_holes[ring];
    if (builder->type == LT_GEOM_POLYGON) {
      __int128 area2 = lt_ring_area2(points, end - begin);
      if (area2 != 0 && (area2 < 0) != is_hole)
        points_reverse(points, end - begin);
    }
    if (!lt_shapes_add_ring(builder->shapes, points, end - begin, is_hole, error))
      return false;
    begin = end;
  }
  return true;
}

bool lt_shape_builder_none(LtShapeBuilder *builder, LtFaultKind kind, GError **error)
{
  return lt_faults_add(&builder->faults, kind, lt_shape_builder_feature(builder), NULL, error) &&
         lt_shapes_add_feature(builder->shapes, LT_GEOM_NONE, error);
}

bool lt_shape_builder_skip(LtShapeBuilder *builder, GError **error)
{
  return lt_shapes_add_feature(builder->shapes, LT_GEOM_NONE, error);
}

bool lt_shape_builder_finish(LtShapeBuilder *builder, GError **error)
{
  bool shell_is_lost = false, is_placed = true;
  bool is_for_points =
      builder->transform != NULL && lt_transform_is_for_points(builder->transform);
  if (is_for_points && builder->type != LT_GEOM_POINT)
    return lt_fail(error, LT_ERROR_CRS, LT_T_MAP_GRID_SHAPES);
  if (builder->n_rings == 0)
    return lt_shape_builder_none(builder, LT_FAULT_EMPTY, error);
  if (builder->sample != NULL)
    lt_sample_add(builder->sample, lt_shape_builder_feature(builder), builder->xy,
                  builder->n_points);
  if (builder->wants_areas && !lt_shape_builder_measure(builder, error))
    return false;
  for (size_t ring = 0, begin = 0; ring < builder->n_rings; begin = builder->ends[ring++]) {
    if (!ring_place(builder, begin, builder->ends[ring], builder->holes[ring], &is_placed, error))
      return false;
    if (!is_placed)
      return lt_shape_builder_none(builder, LT_FAULT_NO_IMAGE, error);
    if (!ring_keep(builder, &shell_is_lost, error))
      return false;
  }
  if (builder->n_lattice_rings == 0)
    return lt_shape_builder_skip(builder, error);
  if (builder->type == LT_GEOM_POLYGON && builder->nest)
    return lt_nest_rings(builder->shapes, builder->lattice, builder->lattice_ends,
                         builder->n_lattice_rings, error);
  return rings_append(builder, error);
}
