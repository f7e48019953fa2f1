/**
 * @file geos.h
 * @brief The only place where GEOS meets our shapes: contexts, errors, shapes in and polygons out.
 *
 * Internal to geom/. GEOS sees lattice units relative to an integer origin: shapes go in as exact
 * integers, so shared borders stay identical; results come out as doubles in the same frame.
 */
#ifndef LT_GEOM_GEOS_H
#define LT_GEOM_GEOS_H

#include "geom/ring_noding.h"

#include <geos_c.h>

/** A context and what goes with it: one thread's. */
struct LtGeos {
  GEOSContextHandle_t handle;
  char message[256]; /**< last error of GEOS, one line */
  double *xy;        /**< scratch: coordinates on their way in */
  size_t cap_xy;
  LtRingNoding *noding; /**< scratch of lt_validity_check() */
};

/** A geometry that is destroyed at the end of its scope (g_auto). */
typedef struct {
  LtGeos *geos;
  GEOSGeometry *geom; /**< may be NULL */
} LtGeosGeom;
void lt_geos_geom_clear(LtGeosGeom *geom);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtGeosGeom, lt_geos_geom_clear)

/** Polygons in flat arrays, as GEOS gave them: units relative to an origin. {0} has none. */
typedef struct {
  size_t n_points, n_rings, n_polygons;
  double *xy;           /**< 2 * n_points; rings are closed */
  size_t *ring_ends;    /**< end of each ring in points */
  size_t *polygon_ends; /**< end of each polygon in rings; its first ring is the shell */
  size_t cap_xy, cap_ring_ends, cap_polygon_ends;
} LtGeosPolygons;
void lt_geos_polygons_clear(LtGeosPolygons *polygons);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtGeosPolygons, lt_geos_polygons_clear)

/** First ring of a polygon, first point of a ring. */
static inline size_t lt_geos_first_ring(const LtGeosPolygons *polygons, size_t polygon)
{
  return polygon == 0 ? 0 : polygons->polygon_ends[polygon - 1];
}
static inline size_t lt_geos_first_point(const LtGeosPolygons *polygons, size_t ring)
{
  return ring == 0 ? 0 : polygons->ring_ends[ring - 1];
}

/** Set the error GEOS has just told: LT_ERROR_GEOMETRY, or LT_ERROR_MEMORY. Returns false. */
bool lt_geos_fail(const LtGeos *geos, GError **error);

/** True when what GEOS has just told is that memory is short. */
bool lt_geos_lacks_memory(const LtGeos *geos);

/** Middle of a box, a good origin. */
LtPoint lt_geos_origin(const LtBox *box);

/**
 * A Polygon or MultiPolygon of a polygon feature; rings of fewer than 4 points are left out.
 * NULL with an error. Free with GEOSGeom_destroy_r().
 */
GEOSGeometry *lt_geos_geom_new(LtGeos *geos, const LtShapes *shapes, size_t feature, LtPoint origin,
                               GError **error);

/** Append all polygons of a geometry, in its order; its points and lines are left out. */
bool lt_geos_polygons_add(LtGeosPolygons *polygons, LtGeos *geos, const GEOSGeometry *geom,
                          GError **error);

/**
 * Append a feature: polygons rounded to the lattice, repeated points and rings without area
 * dropped, rings turned as shapes.h says; LT_GEOM_NONE when nothing is left. It may be invalid.
 *
 * @param keep  1 for each polygon that is taken, or NULL: all
 */
bool lt_geos_polygons_round(const LtGeosPolygons *polygons, const uint8_t *keep, LtPoint origin,
                            LtShapes *shapes, GError **error);

#endif
