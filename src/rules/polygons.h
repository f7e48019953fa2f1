/**
 * @file polygons.h
 * @brief For kinds that look at each polygon of a layer by itself.
 *
 * Internal to rules/. Planar figures are in the plane of the project.
 */
#ifndef LT_RULES_POLYGONS_H
#define LT_RULES_POLYGONS_H

#include "geom/width.h"
#include "rules/kind.h"

/** The connected parts of a polygon, shells with their holes: features @p first to @p end of
 * @p shapes. */
typedef struct {
  const LtShapes *shapes;
  size_t first, end;
  LtShapes *own; /**< NULL where the polygon is its only part */
} LtParts;

void lt_parts_clear(LtParts *parts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtParts, lt_parts_clear)

/** Parts of a polygon feature, borrowed from @p shapes where there is one. LT_ERROR_MEMORY. */
bool lt_parts_find(const LtShapes *shapes, size_t feature, LtParts *parts, GError **error);

/** Length of all rings of a polygon, metres in the plane. O(points). */
double lt_polygon_perimeter_m(const LtShapes *shapes, size_t feature);

/** Width of a polygon of one part to within @p precision_m (lt_width_measure(), as far as the
 * search comes); its centre is not given. LT_ERROR_MEMORY. */
bool lt_polygon_width(const LtShapes *shapes, size_t feature, double precision_m, LtWidth *width,
                      GError **error);

/** Append the rings of a polygon to the last feature of @p to. LT_ERROR_MEMORY. */
bool lt_polygon_add_rings(LtShapes *to, const LtShapes *shapes, size_t feature, GError **error);

/** What is asked of one polygon of task->a; adds what it finds to the results. */
typedef bool (*LtEachPolygon)(const LtTask *task, size_t feature, void *data, GError **error);

/** Ask it of every polygon that takes part, or may; note those that have no shape. */
bool lt_task_each_polygon(const LtTask *task, LtEachPolygon each, void *data, GError **error);

/** True where it is not known whether a polygon takes part, which is noted with what was found of
 * it: then it is no finding. */
bool lt_polygon_is_open(const LtTask *task, size_t feature, double value);

/** True where a polygon, or a part of it, has no area of the project's kind, which is noted. */
bool lt_polygon_lacks_area(const LtTask *task, size_t feature, double area_m2);

#endif
