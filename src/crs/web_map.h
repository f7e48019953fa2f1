/**
 * @file web_map.h
 * @brief Points against polygons where they should lie: as they are, and as points of web maps
 *        (GCJ-02, BD-09), which stand off by some 500 m and 1 km.
 */
#ifndef LT_CRS_WEB_MAP_H
#define LT_CRS_WEB_MAP_H

#include "crs/crs.h"
#include "crs/sample.h"

typedef enum { LT_WEB_NONE, LT_WEB_GCJ02, LT_WEB_BD09, LT_N_WEBS } LtWeb;

/** Some points of a layer, where each reading has them. Clear with lt_web_points_clear(). */
typedef struct {
  size_t *features; /**< of the layer */
  double *xy[LT_N_WEBS]; /**< metres of the project's plane; NAN where there is no place */
  size_t n;
} LtWebPoints;

/** Take some point features; none where the CRS has no way to degrees of web maps and back, or they
 * lie outside of China. */
LtWebPoints lt_web_points_make(const LtShapes *shapes, const LtCrs *project_crs);
void lt_web_points_clear(LtWebPoints *points);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtWebPoints, lt_web_points_clear)

/** How many of the points lie in a polygon by each reading.
 * @param own  the feature of @p polygons that each point should lie in, SIZE_MAX: the point is left
 *             out; NULL: any polygon */
void lt_web_points_count(const LtWebPoints *points, const LtShapes *polygons, const size_t *own,
                         size_t n_inside[LT_N_WEBS]);

#endif
