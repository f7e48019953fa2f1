/* Covers and their areas by two other ways. Faces: GEOS cuts all edges at their crossings and makes
 * faces of them; what covers a face is counted at a point inside. Slabs: vertical lines through all
 * ends and crossings; between two of them edges do not cross, and what lies between two edges is a
 * trapezoid. For small inputs near the origin; slabs are exact to doubles on a lattice of at most
 * 64 x 64. */
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

/* ---- faces ---- */

static inline void oracle_mute(const char *message, void *data)
{
  (void)message;
  (void)data;
}

/* Even-odd at a point clear of all edges. */
static inline bool oracle_inside(const LtShapes *shapes, size_t feature, double x, double y)
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

static inline GEOSGeometry *oracle_lines(GEOSContextHandle_t geos, const LtArrangeLayer *layers,
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

static inline void oracle_add(Oracle *oracle, uint64_t cover, double area)
{
  for (size_t i = 0; i < oracle->n; i++)
    if (oracle->faces[i].cover == cover) {
      oracle->faces[i].area += area;
      return;
    }
  oracle->faces = realloc(oracle->faces, (oracle->n + 1) * sizeof *oracle->faces);
  oracle->faces[oracle->n++] = (OracleFace){cover, area};
}

static inline void oracle_face(Oracle *oracle, GEOSContextHandle_t geos, const GEOSGeometry *face,
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
static inline Oracle oracle_by_faces(const LtArrangeLayer *layers, size_t n_layers)
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

/* ---- slabs ---- */

typedef struct {
  LtPoint a, b; /* from left to right */
  uint64_t member;
} OracleEdge;

typedef struct {
  OracleEdge *edges;
  double *xs;
  size_t n, n_xs;
} OracleSlabs;

/* Where slabs that differ begin, they differ by more: 1 / (2 * 64^2)^2. */
#define ORACLE_SLAB 1e-9

static inline int oracle_double_compare(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static inline void oracle_edges(OracleSlabs *slabs, const LtArrangeLayer *layers, size_t n_layers)
{
  size_t cap = 0, member = 0;
  for (size_t l = 0; l < n_layers; member += layers[l++].shapes->n_features) {
    const LtShapes *shapes = layers[l].shapes;
    for (size_t f = 0; f < shapes->n_features; f++)
      for (size_t r = lt_shapes_first_ring(shapes, f);
           lt_arrange_uses(&layers[l], f) && r < shapes->feature_ends[f]; r++)
        for (size_t i = lt_shapes_first_point(shapes, r) + 1; i < shapes->ring_ends[r]; i++) {
          LtPoint a = shapes->points[i - 1], b = shapes->points[i];
          if (slabs->n == cap)
            slabs->edges = realloc(slabs->edges, (cap = 2 * cap + 64) * sizeof *slabs->edges);
          slabs->edges[slabs->n++] =
              a.x < b.x ? (OracleEdge){a, b, member + f} : (OracleEdge){b, a, member + f};
        }
  }
}

/* Ends of all edges and all proper crossings, sorted. */
static inline void oracle_lines_of_slabs(OracleSlabs *slabs)
{
  slabs->xs = malloc((slabs->n * slabs->n + 2 * slabs->n + 1) * sizeof *slabs->xs);
  for (size_t i = 0; i < slabs->n; i++) {
    OracleEdge e = slabs->edges[i];
    slabs->xs[slabs->n_xs++] = (double)e.a.x;
    slabs->xs[slabs->n_xs++] = (double)e.b.x;
    for (size_t j = 0; j < i; j++) {
      OracleEdge f = slabs->edges[j];
      int64_t dx = e.b.x - e.a.x, dy = e.b.y - e.a.y, fx = f.b.x - f.a.x, fy = f.b.y - f.a.y;
      int64_t below = dx * fy - dy * fx;
      if (below == 0)
        continue;
      double t = (double)((f.a.x - e.a.x) * fy - (f.a.y - e.a.y) * fx) / (double)below;
      if (t > 0 && t < 1)
        slabs->xs[slabs->n_xs++] = (double)e.a.x + t * (double)dx;
    }
  }
  qsort(slabs->xs, slabs->n_xs, sizeof *slabs->xs, oracle_double_compare);
}

typedef struct {
  double y;
  uint64_t member;
} OracleHit;

static inline void oracle_slab(Oracle *oracle, const OracleSlabs *slabs, double left, double right,
                               OracleHit *hits)
{
  size_t n = 0;
  double x = (left + right) / 2;
  for (size_t i = 0; i < slabs->n; i++) {
    OracleEdge e = slabs->edges[i];
    if ((double)e.a.x < x && (double)e.b.x > x)
      hits[n++] = (OracleHit){(double)e.a.y + (x - (double)e.a.x) * (double)(e.b.y - e.a.y) /
                                                  (double)(e.b.x - e.a.x),
                              e.member};
  }
  qsort(hits, n, sizeof *hits, oracle_double_compare); /* y comes first */
  uint64_t cover = 0;
  for (size_t i = 0; i + 1 < n; i++) {
    cover ^= UINT64_C(1) << hits[i].member;
    double height = hits[i + 1].y - hits[i].y;
    if (cover != 0 && height > ORACLE_SLAB)
      oracle_add(oracle, cover, height * (right - left));
  }
}

/* At most ORACLE_MEMBERS features; free faces with free(). */
static inline Oracle oracle_by_slabs(const LtArrangeLayer *layers, size_t n_layers)
{
  Oracle oracle = {0};
  OracleSlabs slabs = {0};
  oracle_edges(&slabs, layers, n_layers);
  oracle_lines_of_slabs(&slabs);
  OracleHit *hits = malloc((slabs.n + 1) * sizeof *hits);
  for (size_t i = 0; i + 1 < slabs.n_xs; i++)
    if (slabs.xs[i + 1] - slabs.xs[i] > ORACLE_SLAB)
      oracle_slab(&oracle, &slabs, slabs.xs[i], slabs.xs[i + 1], hits);
  free(hits);
  free(slabs.edges);
  free(slabs.xs);
  return oracle;
}

/* ---- comparing ---- */

static inline uint64_t oracle_bits(const LtCovered *covered)
{
  uint64_t bits = 0;
  for (size_t i = 0; i < covered->n_members; i++)
    bits |= UINT64_C(1) << covered->members[i];
  return bits;
}

/* The largest difference of the area of any cover, square units of the oracle; those of the
 * arrangement are @p scale lattice units long. */
static inline double oracle_difference(const Oracle *oracle, const LtArrangement *arrangement,
                                       double scale)
{
  double most = 0, units_of_m = LT_UNITS_PER_M / scale;
  double *areas = calloc(oracle->n + 1, sizeof *areas); /* of the oracle's covers */
  for (size_t c = 0; c < arrangement->n_covered; c++) {
    uint64_t cover = oracle_bits(&arrangement->covered[c]);
    double area = lt_arrangement_areas(arrangement, c).planar_m2 * units_of_m * units_of_m;
    size_t i = 0;
    while (i < oracle->n && oracle->faces[i].cover != cover)
      i++;
    areas[i] += area;
    if (i == oracle->n)
      most = fmax(most, fabs(area));
  }
  for (size_t i = 0; i < oracle->n; i++)
    most = fmax(most, fabs(areas[i] - oracle->faces[i].area));
  free(areas);
  return most;
}

#endif
