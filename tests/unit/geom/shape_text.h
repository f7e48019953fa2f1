/* Shapes written as text, for tables of tests: rings of "x y, x y, …" in metres, parted by "|"; a
 * ring that begins with "h" is a hole. Rings are taken as they stand: not closed, not turned. */
#ifndef LT_TESTS_GEOM_SHAPE_TEXT_H
#define LT_TESTS_GEOM_SHAPE_TEXT_H

#include "geom/shapes.h"

#include <math.h>

static inline LtPoint shape_text_point(const char *text)
{
  char *end;
  double x = g_ascii_strtod(text, &end);
  double y = g_ascii_strtod(end, NULL);
  return (LtPoint){llround(x * LT_UNITS_PER_M), llround(y * LT_UNITS_PER_M)};
}

/* Append a polygon feature; its points are moved by (dx, dy) metres. */
static inline void shape_text_add_at(LtShapes *shapes, const char *text, double dx, double dy)
{
  LtPoint by = {llround(dx * LT_UNITS_PER_M), llround(dy * LT_UNITS_PER_M)};
  g_assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  g_auto(GStrv) rings = g_strsplit(text, "|", -1);
  for (size_t r = 0; rings[r] != NULL; r++) {
    const char *ring = g_strchug(rings[r]);
    bool is_hole = ring[0] == 'h';
    g_auto(GStrv) texts = g_strsplit(ring + is_hole, ",", -1);
    size_t n = g_strv_length(texts);
    g_autofree LtPoint *points = g_new(LtPoint, n + 1);
    for (size_t i = 0; i < n; i++) {
      LtPoint point = shape_text_point(texts[i]);
      points[i] = (LtPoint){point.x + by.x, point.y + by.y};
    }
    g_assert_true(lt_shapes_add_ring(shapes, points, n, is_hole, NULL));
  }
}

static inline void shape_text_add(LtShapes *shapes, const char *text)
{
  shape_text_add_at(shapes, text, 0, 0);
}

/* Append an upright rectangle, in metres. */
static inline void shape_text_add_box(LtShapes *shapes, double x0, double y0, double x1, double y1)
{
  int64_t l = llround(x0 * LT_UNITS_PER_M), b = llround(y0 * LT_UNITS_PER_M);
  int64_t r = llround(x1 * LT_UNITS_PER_M), t = llround(y1 * LT_UNITS_PER_M);
  LtPoint points[] = {{l, b}, {r, b}, {r, t}, {l, t}, {l, b}};
  g_assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  g_assert_true(lt_shapes_add_ring(shapes, points, 5, false, NULL));
}

/* Sum of the signed ring areas of a feature in square metres: holes run the other way. */
static inline double shape_text_area_m2(const LtShapes *shapes, size_t feature)
{
  __int128 sum = 0;
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++) {
    size_t begin = lt_shapes_first_point(shapes, r);
    sum += lt_ring_area2(shapes->points + begin, shapes->ring_ends[r] - begin);
  }
  return (double)sum / 2 * LT_UNIT_M * LT_UNIT_M;
}

#endif
