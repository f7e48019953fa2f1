/**
 * @file overlay_border.h
 * @brief Paths of a border, and where a border goes straight on.
 *
 * Internal to the overlay. Which points lie on a straight edge depends on the border of tiles and
 * on features that have nothing to do with the border at hand: they are dropped.
 */
#ifndef LT_GEOM_OVERLAY_BORDER_H
#define LT_GEOM_OVERLAY_BORDER_H

#include "geom/exact.h"
#include "geom/path.h"

/** A path of fixed-point places; the region lies on its left, or on its right when reversed. */
typedef struct {
  const LtPoint *points;
  size_t n_points; /**< at least 2 */
  bool reversed;
  /** As those of LtPath, in the direction that has the region on its left: those of a reversed path
   * are swapped, its points are not. */
  uint32_t begin_edge, end_edge;
  uint32_t source; /**< what the caller knows it by */
} LtBorderPath;

/* A place where the border of a tile cuts an edge is off the edge by less than one fixed-point unit
 * (one coordinate is rounded), the places before and after it, which may be crossings, by less than
 * √2 (both are): so it is off the line between them by less than 1 + √2. */
#define LT_STRAIGHT_UNITS 4.0

/** Point @p i of a path, with the region on its left. */
static inline LtPoint lt_border_at(const LtBorderPath *border, size_t i)
{
  return border->points[border->reversed ? border->n_points - 1 - i : i];
}

/** Its last point. */
static inline LtPoint lt_border_end(const LtBorderPath *border)
{
  return lt_border_at(border, border->n_points - 1);
}

/** Order of paths by where they begin, for qsort(): no two have the same edge there. */
static inline int lt_border_compare(const void *a, const void *b)
{
  const LtBorderPath *x = a, *y = b;
  int order = lt_point_compare(lt_border_at(x, 0), lt_border_at(y, 0));
  return order != 0 ? order : lt_point_compare(lt_border_at(x, 1), lt_border_at(y, 1));
}

/** True for a point inside the straight edge between two others. Exact. */
static inline bool lt_point_is_on_edge(LtPoint a, LtPoint point, LtPoint b)
{
  /* the cross product modulo 2^64, which tells nearly always */
  if ((uint64_t)(point.x - a.x) * (uint64_t)(b.y - point.y) !=
      (uint64_t)(point.y - a.y) * (uint64_t)(b.x - point.x))
    return false;
  int before = lt_point_compare(a, point); /* 0 for a point that comes twice */
  return before != 0 && before == lt_point_compare(point, b) && lt_cross(a, point, b) == 0;
}

/** True for a place on the segment between two others, as well as rounding allows. */
static inline bool lt_point_is_straight(LtPoint before, LtPoint at, LtPoint after)
{
  double dx = (double)(after.x - before.x), dy = (double)(after.y - before.y);
  double length2 = dx * dx + dy * dy;
  double along = (double)(at.x - before.x) * dx + (double)(at.y - before.y) * dy;
  if (along <= 0 || along >= length2)
    return false;
  double cross = (double)lt_cross(before, after, at);
  return cross * cross <= LT_STRAIGHT_UNITS * LT_STRAIGHT_UNITS * length2;
}

/** True for a vertex that its neighbours do without. Beside a rounded crossing the line is off by
 * that much. */
static inline bool lt_point_is_needless(LtPoint before, LtPoint vertex, LtPoint after)
{
  bool is_rounded = !lt_fixed_is_lattice((LtPoint){before.x | after.x, before.y | after.y});
  return lt_point_is_on_edge(before, vertex, after) ||
         (is_rounded && lt_fixed_is_lattice(vertex) && lt_point_is_straight(before, vertex, after));
}

/** Drop points on straight edges of a run, closed but without its closing point, or open: then its
 * ends stay. Which there are depends on features that have nothing to do with the border. Returns
 * how many are left. */
static inline size_t lt_border_straighten(LtPoint *points, size_t n, bool is_closed)
{
  size_t n_left = 0;
  LtPoint first = points[0], before = points[n - 1];
  for (size_t i = 0; i < n; i++) {
    LtPoint vertex = points[i], after = i + 1 < n ? points[i + 1] : first;
    bool is_end = !is_closed && (i == 0 || i + 1 == n);
    if (is_end || !lt_point_is_needless(before, vertex, after))
      points[n_left++] = vertex;
    before = vertex;
  }
  return n_left;
}

/** True when a path goes straight on after another: only the border of a tile, or an edge that has
 * nothing to do with this border, parts them. */
static inline bool lt_border_goes_on(const LtBorderPath *last, const LtBorderPath *path)
{
  if (last->end_edge != path->begin_edge || last->end_edge == LT_AT_VERTEX)
    return false;
  /* two edges that cross on the very border of a tile are both cut there */
  return last->end_edge != LT_AT_CUT ||
         lt_point_is_straight(lt_border_at(last, last->n_points - 2), lt_border_at(path, 0),
                              lt_border_at(path, 1));
}

#endif
