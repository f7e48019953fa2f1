#include "crs/web_map.h"

#include "crs/gcj.h"
#include "crs/transform.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_POINTS 500

/* In degrees of CGCS2000, which those of WGS 84 agree with within a metre. */
static bool places_make(LtWebPoints *points, LtTransform *to_degrees, LtTransform *from_degrees)
{
  static bool (*const undo[])(double at[2]) = {
      [LT_WEB_GCJ02] = lt_gcj_to_wgs84, [LT_WEB_BD09] = lt_bd09_to_wgs84};
  g_autofree double *degrees = g_memdup2(points->xy[LT_WEB_NONE], points->n * 2 * sizeof(double));
  if (lt_transform_points(to_degrees, degrees, points->n) > 0)
    return false;
  for (int web = LT_WEB_GCJ02; web < LT_N_WEBS; web++) {
    double *xy = points->xy[web] = g_memdup2(degrees, points->n * 2 * sizeof(double));
    for (size_t i = 0; i < points->n; i++)
      if (!undo[web](xy + 2 * i))
        xy[2 * i] = xy[2 * i + 1] = NAN;
    lt_transform_points(from_degrees, xy, points->n);
  }
  return true;
}

LtWebPoints lt_web_points_make(const LtShapes *shapes, const LtCrs *project_crs)
{
  g_auto(LtWebPoints) points = {0};
  g_auto(LtSample) sample = lt_sample_shapes(shapes, LT_GEOM_POINT, MAX_POINTS);
  g_autoptr(LtCrs) crs = sample.n > 0 ? lt_crs_parse("EPSG:4490", NULL) : NULL;
  g_autoptr(LtTransform) to = crs == NULL ? NULL : lt_transform_new(project_crs, crs, NULL);
  g_autoptr(LtTransform) from = crs == NULL ? NULL : lt_transform_new(crs, project_crs, NULL);
  if (to == NULL || from == NULL)
    return (LtWebPoints){0};
  points.n = sample.n;
  points.features = g_new(size_t, sample.n);
  points.xy[LT_WEB_NONE] = g_new(double, 2 * sample.n);
  for (size_t i = 0; i < sample.n; i++) {
    points.features[i] = sample.items[i].feature;
    memcpy(points.xy[LT_WEB_NONE] + 2 * i, sample.items[i].xy, 2 * sizeof(double));
  }
  if (!places_make(&points, to, from))
    return (LtWebPoints){0};
  LtWebPoints made = points;
  points = (LtWebPoints){0};
  return made;
}

void lt_web_points_clear(LtWebPoints *points)
{
  g_free(points->features);
  for (size_t web = 0; web < LT_N_WEBS; web++)
    g_free(points->xy[web]);
  *points = (LtWebPoints){0};
}

/* ---- inside ---- */

/* What an odd number of rings encloses is inside. */
static bool polygon_has(const LtShapes *polygons, size_t feature, const double at[2])
{
  bool is_inside = false;
  double x = at[0] * LT_UNITS_PER_M, y = at[1] * LT_UNITS_PER_M;
  for (size_t ring = lt_shapes_first_ring(polygons, feature);
       ring < polygons->feature_ends[feature]; ring++)
    for (size_t i = lt_shapes_first_point(polygons, ring) + 1; i < polygons->ring_ends[ring]; i++) {
      LtPoint a = polygons->points[i - 1], b = polygons->points[i];
      if (((double)a.y > y) != ((double)b.y > y))
        is_inside ^= x < (double)a.x + (y - (double)a.y) * ((double)b.x - (double)a.x) /
                                           ((double)b.y - (double)a.y);
    }
  return is_inside;
}

/* A point by one reading. */
typedef struct {
  const double *at;
  bool is_inside;
} Place;

static int compare_places(const void *a, const void *b)
{
  double left = ((const Place *)a)->at[0], right = ((const Place *)b)->at[0];
  return (left > right) - (left < right);
}

static size_t first_from(const Place *places, size_t n, double x)
{
  size_t low = 0;
  for (size_t high = n; low < high;) {
    size_t middle = low + (high - low) / 2;
    if (places[middle].at[0] < x)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Points that lie in any polygon. */
static size_t count_any(const LtWebPoints *points, int web, const LtShapes *polygons)
{
  size_t n = 0, n_inside = 0;
  g_autofree Place *places = g_new0(Place, points->n);
  for (size_t i = 0; i < points->n; i++)
    if (isfinite(points->xy[web][2 * i]) && isfinite(points->xy[web][2 * i + 1]))
      places[n++].at = points->xy[web] + 2 * i;
  if (n > 0)
    qsort(places, n, sizeof *places, compare_places);
  for (size_t feature = 0; feature < polygons->n_features; feature++) {
    if (polygons->types[feature] != LT_GEOM_POLYGON)
      continue;
    LtBox box = lt_shapes_box(polygons, feature);
    double max_x = (double)box.max.x / LT_UNITS_PER_M;
    size_t i = first_from(places, n, (double)box.min.x / LT_UNITS_PER_M);
    for (; i < n && places[i].at[0] <= max_x; i++) {
      double y = places[i].at[1] * LT_UNITS_PER_M;
      if (!places[i].is_inside && y >= (double)box.min.y && y <= (double)box.max.y &&
          polygon_has(polygons, feature, places[i].at)) {
        places[i].is_inside = true;
        n_inside++;
      }
    }
  }
  return n_inside;
}

static size_t count_own(const LtWebPoints *points, int web, const LtShapes *polygons,
                        const size_t *own)
{
  size_t n_inside = 0;
  for (size_t i = 0; i < points->n; i++)
    n_inside += own[i] != SIZE_MAX && polygon_has(polygons, own[i], points->xy[web] + 2 * i);
  return n_inside;
}

void lt_web_points_count(const LtWebPoints *points, const LtShapes *polygons, const size_t *own,
                         size_t n_inside[LT_N_WEBS])
{
  for (int web = 0; web < LT_N_WEBS; web++)
    n_inside[web] = points->n == 0 ? 0
                    : own == NULL  ? count_any(points, web, polygons)
                                   : count_own(points, web, polygons, own);
}
