/* Faults of polygons as text, and the verdict of GEOS on the same integers. */
#ifndef LT_TESTS_GEOM_VALIDITY_ORACLE_H
#define LT_TESTS_GEOM_VALIDITY_ORACLE_H

#include "geom/ring_noding.h"

#include <geos_c.h>

static const char *const validity_names[LT_N_VALIDITIES] = {
    [LT_INVALID_TOO_FEW_POINTS] = "collapsed",
    [LT_INVALID_DUPLICATE_RINGS] = "same",
    [LT_INVALID_SELF_INTERSECTION] = "self-cross",
    [LT_INVALID_RINGS_CROSS] = "cross",
    [LT_INVALID_SPIKE] = "spike",
    [LT_INVALID_SELF_OVERLAP] = "self-overlap",
    [LT_INVALID_SHARED_EDGE] = "shared",
    [LT_INVALID_SELF_TOUCH] = "self-touch",
    [LT_INVALID_HOLE_OUTSIDE] = "outside",
    [LT_INVALID_HOLE_OF_OTHER] = "other",
    [LT_INVALID_NESTED_HOLES] = "holes",
    [LT_INVALID_NESTED_SHELLS] = "shells",
    [LT_INVALID_INTERIOR] = "interior",
};

/* "kind x y; …", metres from a place. Free with g_free(). */
static inline char *validity_text(const LtRingFaults *faults, LtPoint by)
{
  GString *text = g_string_new("");
  for (size_t i = 0; i < faults->n; i++) {
    const LtRingFault *fault = &faults->faults[i];
    g_string_append_printf(text, "%s%s %g %g", i == 0 ? "" : "; ", validity_names[fault->validity],
                           (double)(fault->place.x - by.x) / LT_UNITS_PER_M,
                           (double)(fault->place.y - by.y) / LT_UNITS_PER_M);
  }
  return g_string_free(text, FALSE);
}

/* All faults; NULL, or what is wrong with the answers: both to the same question must agree. */
static inline char *validity_find(LtRingNoding *noding, const LtShapes *shapes, size_t feature,
                                  LtRingFaults *faults)
{
  bool is_valid;
  g_autoptr(GError) error = NULL;
  if (!lt_ring_noding_is_valid(noding, shapes, feature, &is_valid, &error) ||
      !lt_ring_noding_find(noding, shapes, feature, faults, &error))
    return g_strdup(error->message);
  return is_valid == (faults->n == 0) ? NULL
                                      : g_strdup_printf("valid %d, %zu", is_valid, faults->n);
}

static inline GEOSGeometry *validity_geos_ring(GEOSContextHandle_t handle, const LtPoint *points,
                                               size_t n)
{
  GEOSCoordSequence *seq = GEOSCoordSeq_create_r(handle, (unsigned)n, 2);
  for (unsigned i = 0; i < n; i++)
    GEOSCoordSeq_setXY_r(handle, seq, i, (double)points[i].x, (double)points[i].y);
  return GEOSGeom_createLinearRing_r(handle, seq);
}

/* All polygons of a feature as one geometry; every ring has 4 points. */
static inline GEOSGeometry *validity_geos(GEOSContextHandle_t handle, const LtShapes *shapes,
                                          size_t feature)
{
  size_t end = shapes->feature_ends[feature], n_parts = 0;
  g_autofree GEOSGeometry **parts = g_new(GEOSGeometry *, shapes->n_rings);
  g_autofree GEOSGeometry **rings = g_new(GEOSGeometry *, shapes->n_rings);
  for (size_t r = lt_shapes_first_ring(shapes, feature), next; r < end; r = next) {
    unsigned n = 0;
    for (next = r; next < end && (next == r || shapes->ring_holes[next]); next++) {
      size_t begin = lt_shapes_first_point(shapes, next);
      rings[n++] = validity_geos_ring(handle, shapes->points + begin, shapes->ring_ends[next] - begin);
    }
    parts[n_parts++] = GEOSGeom_createPolygon_r(handle, rings[0], rings + 1, n - 1);
  }
  return GEOSGeom_createCollection_r(handle, GEOS_MULTIPOLYGON, parts, (unsigned)n_parts);
}

/* The same, and GEOS must agree. Rings have 4 points or more. */
static inline char *validity_compare(GEOSContextHandle_t handle, LtRingNoding *noding,
                                     const LtShapes *shapes, size_t feature, LtRingFaults *faults)
{
  char *why = validity_find(noding, shapes, feature, faults);
  GEOSGeometry *geom = validity_geos(handle, shapes, feature);
  if (why == NULL && (GEOSisValid_r(handle, geom) == 1) != (faults->n == 0)) {
    char *reason = GEOSisValidReason_r(handle, geom), *wkt = GEOSGeomToWKT_r(handle, geom);
    g_autofree char *text = validity_text(faults, (LtPoint){0, 0});
    why = g_strdup_printf("%s: '%s', GEOS says %s", wkt, text, reason);
    GEOSFree_r(handle, reason);
    GEOSFree_r(handle, wkt);
  }
  GEOSGeom_destroy_r(handle, geom);
  return why;
}

#endif
