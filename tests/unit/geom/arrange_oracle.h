/* Covers and their areas by another way: GEOS cuts all edges at their crossings and makes faces of
 * them; what covers a face is counted at a point inside. For small inputs near the origin. */
#ifndef ARRANGE_ORACLE_H
#define ARRANGE_ORACLE_H

#include "geom/arrangement.h"

#include <geos_c.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ORACLE_MEMBERS 64

typedef struct {
  uint64_t cover; /* bit of each member */
  double area;    /* lattice units squared */
} OracleFace;

typedef struct {
  OracleFace *faces;
  size_t n;
} Oracle;

static void oracle_mute(const char *message, void *data)
{
  (void)message;
  (void)data;
}

/* Even-odd at a point clear of all edges. */
static bool oracle_inside(const LtShapes *shapes, size_t feature, double x, double y)
{
  bool inside = false;
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++)
    for (size_t i = lt_shapes_first_point(shapes, r) + 1; i < shapes->ring_ends[r]; i++) {
      double x1 = (double)shapes->points[i - 1].x, y1 = (double)shapes->points[i - 1].y;
      double x2 = (double)shapes->points[i].x, y2 = (double)shapes->points[i].y;
      if ((y1 > y) != (y2 > y) && x < x1 + (y - y1) * (x2 - x1) / (y2 - y1))
        inside = !inside;
    }
  return inside;
}

static GEOSGeometry *oracle_lines(GEOSContextHandle_t geos, const LtArrangeLayer *layers,
                                  size_t n_layers)
{
  size_t n = 0, cap = 0;
  GEOSGeometry **lines = NULL;
  for (size_t l = 0; l < n_layers; l++) {
    const LtShapes *shapes = layers[l].shapes;
    for (size_t r = 0; r < shapes->n_rings; r++)
      for (size_t i = lt_shapes_first_point(shapes, r) + 1; i < shapes->ring_ends[r]; i++) {
        const LtPoint *p = shapes->points + i;
        if (p->x == p[-1].x && p->y == p[-1].y)
          continue;
        double xy[] = {(double)p[-1].x, (double)p[-1].y, (double)p->x, (double)p->y};
        GEOSCoordSequence *ends = GEOSCoordSeq_copyFromBuffer_r(geos, xy, 2, 0, 0);
        if (n == cap)
          lines = realloc(lines, (cap = 2 * cap + 64) * sizeof *lines);
        lines[n++] = GEOSGeom_createLineString_r(geos, ends);
      }
  }
  GEOSGeometry *all = GEOSGeom_createCollection_r(geos, GEOS_MULTILINESTRING, lines, (unsigned)n);
  free(lines);
  return all;
}

static void oracle_add(Oracle *oracle, uint64_t cover, double area)
{
  for (size_t i = 0; i < oracle->n; i++)
    if (oracle->faces[i].cover == cover) {
      oracle->faces[i].area += area;
      return;
    }
  oracle->faces = realloc(oracle->faces, (oracle->n + 1) * sizeof *oracle->faces);
  oracle->faces[oracle->n++] = (OracleFace){cover, area};
}

static void oracle_face(Oracle *oracle, GEOSContextHandle_t geos, const GEOSGeometry *face,
                        const LtArrangeLayer *layers, size_t n_layers)
{
  double area, x, y;
  GEOSArea_r(geos, face, &area);
  GEOSGeometry *inside = GEOSPointOnSurface_r(geos, face);
  GEOSGeomGetX_r(geos, inside, &x);
  GEOSGeomGetY_r(geos, inside, &y);
  GEOSGeom_destroy_r(geos, inside);
  uint64_t cover = 0;
  size_t member = 0;
  for (size_t l = 0; l < n_layers; l++)
    for (size_t f = 0; f < layers[l].shapes->n_features; f++, member++)
      if (lt_arrange_uses(&layers[l], f) && oracle_inside(layers[l].shapes, f, x, y))
        cover |= UINT64_C(1) << member;
  if (cover != 0)
    oracle_add(oracle, cover, area);
}

/* At most ORACLE_MEMBERS features; free faces with free(). */
static Oracle oracle_run(const LtArrangeLayer *layers, size_t n_layers)
{
  Oracle oracle = {0};
  GEOSContextHandle_t geos = GEOS_init_r();
  GEOSContext_setNoticeMessageHandler_r(geos, oracle_mute, NULL);
  GEOSContext_setErrorMessageHandler_r(geos, oracle_mute, NULL);
  GEOSGeometry *lines = oracle_lines(geos, layers, n_layers);
  GEOSGeometry *noded = GEOSUnaryUnion_r(geos, lines);
  const GEOSGeometry *const parts[] = {noded};
  GEOSGeometry *faces = noded == NULL ? NULL : GEOSPolygonize_r(geos, parts, 1);
  for (int i = 0; faces != NULL && i < GEOSGetNumGeometries_r(geos, faces); i++)
    oracle_face(&oracle, geos, GEOSGetGeometryN_r(geos, faces, i), layers, n_layers);
  GEOSGeom_destroy_r(geos, faces);
  GEOSGeom_destroy_r(geos, noded);
  GEOSGeom_destroy_r(geos, lines);
  GEOS_finish_r(geos);
  return oracle;
}

static uint64_t oracle_bits(const LtCovered *covered)
{
  uint64_t bits = 0;
  for (size_t i = 0; i < covered->n_members; i++)
    bits |= UINT64_C(1) << covered->members[i];
  return bits;
}

/* The largest difference of the area of any cover, square units. */
static double oracle_difference(const Oracle *oracle, const LtArrangement *arrangement)
{
  double most = 0;
  static const double units2_of_m2 = LT_UNITS_PER_M * LT_UNITS_PER_M;
  for (size_t i = 0; i < oracle->n; i++) {
    double area = 0;
    for (size_t c = 0; c < arrangement->n_covered; c++)
      if (oracle_bits(&arrangement->covered[c]) == oracle->faces[i].cover)
        area = arrangement->covered[c].areas.planar_m2 * units2_of_m2;
    most = fmax(most, fabs(area - oracle->faces[i].area));
  }
  for (size_t c = 0; c < arrangement->n_covered; c++) {
    bool found = false;
    for (size_t i = 0; i < oracle->n; i++)
      found |= oracle_bits(&arrangement->covered[c]) == oracle->faces[i].cover;
    if (!found)
      most = fmax(most, fabs(arrangement->covered[c].areas.planar_m2 * units2_of_m2));
  }
  return most;
}

#endif
