#include "geom/overlay_lines.h"

#include "geom/points.h"

#include <math.h>
#include <stdlib.h>

#define NO_PATH SIZE_MAX

void lt_overlay_lines_clear(LtOverlayLines *lines)
{
  g_free(lines->lines);
  g_free(lines->points);
  g_free(lines->next);
  g_free(lines->has_last);
  g_free(lines->ends);
  *lines = (LtOverlayLines){0};
}

static double segment_m(LtPoint a, LtPoint b)
{
  return hypot((double)(b.x - a.x), (double)(b.y - a.y)) / LT_FIXED_PER_M;
}

/* ---- which path goes on from which ---- */

static int end_compare(const void *a, const void *b)
{
  return lt_point_compare(*(const LtPoint *)a, *(const LtPoint *)b);
}

/* First path that begins at a place or behind it. */
static size_t begin_find(const LtBorderPath *borders, size_t n, LtPoint at)
{
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (lt_point_compare(lt_border_at(&borders[middle], 0), at) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* First of the sorted ends that lies at a place, where one does. */
static size_t end_find(const LtPoint *ends, size_t n, LtPoint at)
{
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (lt_point_compare(ends[middle], at) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The only path that begins where another ends, when that is the only one that ends there. */
static size_t next_find(const LtOverlayLines *lines, const LtBorderPath *borders, size_t n,
                        LtPoint at)
{
  size_t first = begin_find(borders, n, at), end = end_find(lines->ends, n, at);
  if (first == n || !lt_point_equal(lt_border_at(&borders[first], 0), at) ||
      (first + 1 < n && lt_point_equal(lt_border_at(&borders[first + 1], 0), at)) ||
      (end + 1 < n && lt_point_equal(lines->ends[end + 1], at)))
    return NO_PATH;
  return first;
}

static bool paths_join(LtOverlayLines *lines, LtBorderPath *borders, size_t n, GError **error)
{
  size_t n_points = 0;
  for (size_t i = 0; i < n; i++)
    n_points += borders[i].n_points + 1;
  if (!lt_grow(&lines->next, &lines->cap_next, n, sizeof *lines->next, "paths", error) ||
      !lt_grow(&lines->has_last, &lines->cap_has_last, n, 1, "paths", error) ||
      !lt_grow(&lines->ends, &lines->cap_ends, n, sizeof *lines->ends, "paths", error) ||
      !lt_grow(&lines->points, &lines->cap_points, n_points, sizeof *lines->points,
               "points of lines", error))
    return false;
  qsort(borders, n, sizeof *borders, lt_border_compare);
  for (size_t i = 0; i < n; i++) {
    lines->ends[i] = lt_border_end(&borders[i]);
    lines->has_last[i] = 0;
  }
  qsort(lines->ends, n, sizeof *lines->ends, end_compare);
  for (size_t i = 0; i < n; i++) {
    lines->next[i] = next_find(lines, borders, n, lt_border_end(&borders[i]));
    if (lines->next[i] != NO_PATH)
      lines->has_last[lines->next[i]] = 1;
  }
  return true;
}

/* ---- points ---- */

static bool line_finish(LtOverlayLines *lines, size_t n, bool is_closed, GError **error)
{
  LtPoint *points = lines->points + lines->n_points;
  if (!lt_grow(&lines->lines, &lines->cap_lines, lines->n_lines + 1, sizeof *lines->lines, "lines",
               error))
    return false;
  n = lt_border_straighten(points, n, is_closed);
  if (is_closed) { /* it begins at its smallest point, and there is room to close it */
    lt_points_rotate(points, n, lt_points_smallest(points, n));
    points[n++] = points[0];
  }
  LtOverlayLine line = {.points = points, .n_points = n, .is_closed = is_closed};
  for (size_t i = 1; i < n; i++)
    line.length_m += segment_m(points[i - 1], points[i]);
  lines->lines[lines->n_lines++] = line;
  lines->n_points += n;
  return true;
}

/* Follow paths from the first one of a line, or around a closed one; they are used up. */
static bool line_follow(LtOverlayLines *lines, const LtBorderPath *borders, size_t first,
                        bool is_closed, GError **error)
{
  LtPoint *points = lines->points + lines->n_points;
  size_t n = 0, last = NO_PATH;
  for (size_t at = first; at != NO_PATH;) {
    const LtBorderPath *path = &borders[at];
    n -= last != NO_PATH && lt_border_goes_on(&borders[last], path);
    for (size_t k = last != NO_PATH; k < path->n_points; k++) /* the place of both comes once */
      points[n++] = lt_border_at(path, k);
    size_t next = lines->next[at];
    lines->next[at] = NO_PATH;
    lines->has_last[at] = 1;
    last = at;
    at = next == first ? NO_PATH : next;
  }
  if (is_closed && lt_border_goes_on(&borders[last], &borders[first]))
    points[0] = points[--n - 1]; /* a ring: any place may come first */
  n -= is_closed;
  return line_finish(lines, n, is_closed, error);
}

static int line_compare(const void *a, const void *b)
{
  const LtOverlayLine *x = a, *y = b;
  return lt_points_compare(x->points, x->n_points, y->points, y->n_points);
}

bool lt_overlay_lines_link(LtOverlayLines *lines, LtBorderPath *borders, size_t n, GError **error)
{
  lines->n_lines = lines->n_points = 0;
  if (!paths_join(lines, borders, n, error))
    return false;
  for (size_t i = 0; i < n; i++)
    if (!lines->has_last[i] && !line_follow(lines, borders, i, false, error))
      return false;
  for (size_t i = 0; i < n; i++)
    if (lines->next[i] != NO_PATH && !line_follow(lines, borders, i, true, error))
      return false;
  if (lines->n_lines > 1)
    qsort(lines->lines, lines->n_lines, sizeof *lines->lines, line_compare);
  lines->length_m = 0;
  for (size_t i = 0; i < lines->n_lines; i++)
    lines->length_m += lines->lines[i].length_m;
  return true;
}

LtPoint lt_overlay_lines_middle(const LtOverlayLines *lines)
{
  const LtOverlayLine *longest = &lines->lines[0];
  for (size_t i = 1; i < lines->n_lines; i++)
    if (lines->lines[i].length_m > longest->length_m)
      longest = &lines->lines[i];
  double left_m = longest->length_m / 2;
  for (size_t i = 1; i < longest->n_points; i++) {
    LtPoint a = longest->points[i - 1], b = longest->points[i];
    double length_m = segment_m(a, b);
    if (left_m <= length_m && length_m > 0) {
      double share = left_m / length_m;
      return (LtPoint){a.x + (int64_t)(share * (double)(b.x - a.x)),
                       a.y + (int64_t)(share * (double)(b.y - a.y))};
    }
    left_m -= length_m;
  }
  return longest->points[longest->n_points - 1]; /* only rounding comes here */
}

/* Append a line; one that is a single point on the lattice is left out. */
static bool line_round(const LtOverlayLine *line, LtPoint *points, LtShapes *shapes, GError **error)
{
  size_t n = lt_points_round(line->points, line->n_points, points);
  return n < 2 || lt_shapes_add_ring(shapes, points, n, false, error);
}

bool lt_overlay_lines_shape(const LtOverlayLines *lines, LtShapes **shape, GError **error)
{
  size_t most = 0;
  for (size_t i = 0; i < lines->n_lines; i++)
    most = MAX(most, lines->lines[i].n_points);
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  g_autofree LtPoint *points = lt_alloc(most, sizeof *points, "points of lines", error);
  if (points == NULL || !lt_shapes_add_feature(shapes, LT_GEOM_LINE, error))
    return false;
  for (size_t i = 0; i < lines->n_lines; i++)
    if (!line_round(&lines->lines[i], points, shapes, error))
      return false;
  *shape = NULL;
  return shapes->n_rings == 0 || (*shape = lt_shapes_new_compact(shapes, error)) != NULL;
}
