/* Geometries of GDAL to rings. Arcs are stroked here, one by one: GDAL takes one angle for a whole
 * geometry, which is too coarse for its large arcs or too fine for its small ones. */
#include "io/shape_direct.h"
#include "io/source_parts.h"

#include <math.h>
#include <string.h>

/* Collections in collections deeper than this are no data. */
#define MAX_DEPTH 32
#define MAX_ARC_STEPS 65536

static LtGeomType geom_type(OGRGeometryH geom)
{
  switch (wkbFlatten(OGR_G_GetGeometryType(geom))) {
  case wkbPoint:
  case wkbMultiPoint:
    return LT_GEOM_POINT;
  case wkbLineString:
  case wkbMultiLineString:
  case wkbCircularString:
  case wkbCompoundCurve:
  case wkbMultiCurve:
  case wkbLinearRing:
    return LT_GEOM_LINE;
  case wkbPolygon:
  case wkbMultiPolygon:
  case wkbCurvePolygon:
  case wkbMultiSurface:
  case wkbPolyhedralSurface:
  case wkbTIN:
  case wkbTriangle:
    return LT_GEOM_POLYGON;
  default:
    return LT_GEOM_NONE;
  }
}

/* Highest dimension of a geometry or its parts that has points. */
static LtGeomType geom_highest(OGRGeometryH geom, int depth)
{
  if (OGR_G_IsEmpty(geom) || depth > MAX_DEPTH)
    return LT_GEOM_NONE;
  LtGeomType highest = geom_type(geom);
  if (highest != LT_GEOM_NONE)
    return highest;
  for (int i = 0; i < OGR_G_GetGeometryCount(geom); i++)
    highest = MAX(highest, geom_highest(OGR_G_GetGeometryRef(geom, i), depth + 1));
  return highest;
}

static bool points_add(LtReading *reading, OGRGeometryH curve, GError **error)
{
  int n = OGR_G_GetPointCount(curve);
  double *xy = n > 0 ? lt_shape_builder_points(&reading->builder, (size_t)n, error) : NULL;
  if (xy == NULL)
    return n <= 0;
  OGR_G_GetPoints(curve, xy, 2 * sizeof *xy, xy + 1, 2 * sizeof *xy, NULL, 0);
  return true;
}

typedef struct {
  double center[2], radius, angle, sweep; /* from the start, counter-clockwise positive */
} Arc;

/* The circle through three points; false when they are in line. */
static bool arc_find(const double p[2], const double q[2], const double r[2], Arc *arc)
{
  if (p[0] == r[0] && p[1] == r[1]) { /* a full circle: the middle point is opposite */
    arc->center[0] = (p[0] + q[0]) / 2;
    arc->center[1] = (p[1] + q[1]) / 2;
    arc->sweep = 2 * G_PI;
  } else {
    double ax = q[0] - p[0], ay = q[1] - p[1], bx = r[0] - p[0], by = r[1] - p[1];
    double cross = 2 * (ax * by - ay * bx);
    double a2 = ax * ax + ay * ay, b2 = bx * bx + by * by;
    if (!(fabs(cross) > 1e-12 * sqrt(a2 * b2)))
      return false;
    arc->center[0] = p[0] + (by * a2 - ay * b2) / cross;
    arc->center[1] = p[1] + (ax * b2 - bx * a2) / cross;
    double from = atan2(p[1] - arc->center[1], p[0] - arc->center[0]);
    double to = atan2(r[1] - arc->center[1], r[0] - arc->center[0]);
    arc->sweep = to - from;
    if (cross > 0 && arc->sweep <= 0)
      arc->sweep += 2 * G_PI;
    if (cross < 0 && arc->sweep >= 0)
      arc->sweep -= 2 * G_PI;
  }
  arc->radius = hypot(p[0] - arc->center[0], p[1] - arc->center[1]);
  arc->angle = atan2(p[1] - arc->center[1], p[0] - arc->center[0]);
  return isfinite(arc->radius) && arc->radius > 0;
}

/* Points of an arc after its first, its last included. Both directions of an arc give the same
 * points: it is always stroked from its lower end. */
static bool arc_add(LtReading *reading, const double xy[6], GError **error)
{
  const double *p = xy, *q = xy + 2, *r = xy + 4;
  bool is_reversed = p[0] > r[0] || (p[0] == r[0] && p[1] > r[1]);
  Arc arc;
  bool is_arc = arc_find(is_reversed ? r : p, q, is_reversed ? p : r, &arc);
  double allowed = reading->chord_error;
  double step = is_arc && arc.radius > allowed ? 2 * acos(1 - allowed / arc.radius) : 1;
  size_t n = is_arc ? (size_t)CLAMP(ceil(fabs(arc.sweep) / MAX(step, 1e-9)), 4, MAX_ARC_STEPS) : 2;
  double *out = lt_shape_builder_points(&reading->builder, n, error);
  if (out == NULL)
    return false;
  for (size_t i = 1; i < n; i++) {
    double angle = is_arc ? arc.angle + arc.sweep * (double)i / (double)n : 0;
    size_t at = is_reversed ? n - i : i;
    out[2 * at - 2] = is_arc ? arc.center[0] + arc.radius * cos(angle) : q[0];
    out[2 * at - 1] = is_arc ? arc.center[1] + arc.radius * sin(angle) : q[1];
  }
  memcpy(out + 2 * n - 2, r, 2 * sizeof *r);
  if (is_arc) {
    double found = arc.radius * (1 - cos(arc.sweep / (double)n / 2));
    reading->chord_found_m = MAX(reading->chord_found_m, found * reading->m_per_unit);
  }
  return true;
}

static bool arcs_add(LtReading *reading, OGRGeometryH curve, GError **error)
{
  int n = OGR_G_GetPointCount(curve);
  if (n < 3)
    return points_add(reading, curve, error);
  double xy[6] = {OGR_G_GetX(curve, 0), OGR_G_GetY(curve, 0)};
  double *first = lt_shape_builder_points(&reading->builder, 1, error);
  if (first == NULL)
    return false;
  memcpy(first, xy, 2 * sizeof *xy);
  for (int i = 2; i < n; i += 2) {
    for (int j = 1; j < 3; j++) {
      xy[2 * j] = OGR_G_GetX(curve, i - 2 + j);
      xy[2 * j + 1] = OGR_G_GetY(curve, i - 2 + j);
    }
    if (!arc_add(reading, xy, error))
      return false;
    memmove(xy, xy + 4, 2 * sizeof *xy);
  }
  return true;
}

/* The points of a line, an arc string or a compound of both; joints may come twice. */
static bool path_add(LtReading *reading, OGRGeometryH curve, GError **error)
{
  switch (wkbFlatten(OGR_G_GetGeometryType(curve))) {
  case wkbCircularString:
    return arcs_add(reading, curve, error);
  case wkbCompoundCurve:
    for (int i = 0; i < OGR_G_GetGeometryCount(curve); i++) {
      OGRGeometryH member = OGR_G_GetGeometryRef(curve, i);
      bool is_arcs = wkbFlatten(OGR_G_GetGeometryType(member)) == wkbCircularString;
      if (is_arcs ? !arcs_add(reading, member, error) : !points_add(reading, member, error))
        return false;
    }
    return true;
  default:
    return points_add(reading, curve, error);
  }
}

static bool polygon_add(LtReading *reading, OGRGeometryH polygon, GError **error)
{
  for (int i = 0; i < OGR_G_GetGeometryCount(polygon); i++)
    if (!path_add(reading, OGR_G_GetGeometryRef(polygon, i), error) ||
        !lt_shape_builder_end(&reading->builder, i > 0, error))
      return false;
  return true;
}

/* Add the parts of the feature's type; those of another are faults. */
static bool parts_add(LtReading *reading, OGRGeometryH geom, int depth, GError **error)
{
  LtShapeBuilder *builder = &reading->builder;
  LtGeomType type = geom_type(geom);
  if (OGR_G_IsEmpty(geom))
    return true;
  if (depth > MAX_DEPTH || (type != LT_GEOM_NONE && type != builder->type))
    return lt_faults_add(&builder->faults, LT_FAULT_DROPPED_PART, lt_shape_builder_feature(builder),
                         NULL, error);
  switch (wkbFlatten(OGR_G_GetGeometryType(geom))) {
  case wkbPoint:
    return points_add(reading, geom, error);
  case wkbPolygon:
  case wkbCurvePolygon:
  case wkbTriangle:
    return polygon_add(reading, geom, error);
  case wkbLineString:
  case wkbLinearRing:
  case wkbCircularString:
  case wkbCompoundCurve:
    return path_add(reading, geom, error) && lt_shape_builder_end(builder, false, error);
  default:
    for (int i = 0; i < OGR_G_GetGeometryCount(geom); i++)
      if (!parts_add(reading, OGR_G_GetGeometryRef(geom, i), depth + 1, error))
        return false;
    return true;
  }
}

static bool line_is_closed(OGRGeometryH geom)
{
  int n = OGR_G_GetPointCount(geom);
  return wkbFlatten(OGR_G_GetGeometryType(geom)) == wkbLineString && n >= 4 &&
         OGR_G_GetX(geom, 0) == OGR_G_GetX(geom, n - 1) &&
         OGR_G_GetY(geom, 0) == OGR_G_GetY(geom, n - 1);
}

/* What a drawing encloses with a line is a polygon. */
static bool drawn_add(LtReading *reading, OGRGeometryH line, GError **error)
{
  LtShapeBuilder *builder = &reading->builder;
  reading->stats.n_z_dropped += OGR_G_Is3D(line) || OGR_G_IsMeasured(line);
  lt_shape_builder_begin(builder, LT_GEOM_POLYGON);
  return points_add(reading, line, error) && lt_shape_builder_end(builder, false, error) &&
         lt_shape_builder_finish(builder, error);
}

/* ---- clean polygons ---- */

/* Rings of a plain polygon, or of all of a multi-polygon; SIZE_MAX: it is none. */
static size_t rings_count(OGRGeometryH geom)
{
  OGRwkbGeometryType type = OGR_G_GetGeometryType(geom);
  size_t n = 0;
  if (type == wkbPolygon)
    return (size_t)OGR_G_GetGeometryCount(geom);
  for (int i = 0; type == wkbMultiPolygon && i < OGR_G_GetGeometryCount(geom); i++)
    n += (size_t)OGR_G_GetGeometryCount(OGR_G_GetGeometryRef(geom, i));
  return type == wkbMultiPolygon ? n : SIZE_MAX;
}

static bool polygon_add_direct(LtReading *reading, OGRGeometryH polygon, bool *is_done,
                               GError **error)
{
  LtShapeBuilder *builder = &reading->builder;
  for (int i = 0; *is_done && i < OGR_G_GetGeometryCount(polygon); i++) {
    OGRGeometryH curve = OGR_G_GetGeometryRef(polygon, i);
    int n = OGR_G_GetPointCount(curve);
    lt_shape_builder_begin(builder, LT_GEOM_POLYGON);
    double *xy = n > 0 ? lt_shape_builder_points(builder, (size_t)n, error) : NULL;
    if (xy == NULL) {
      *is_done = false;
      return n <= 0;
    }
    OGR_G_GetPoints(curve, xy, 2 * sizeof *xy, xy + 1, 2 * sizeof *xy, NULL, 0);
    const LtGpkgRing ring = {(const uint8_t *)xy, (uint32_t)n, i > 0};
    if (!lt_shape_direct_ring(builder, &ring, is_done, error))
      return false;
  }
  return true;
}

/* Where rings are nested by where they lie one ring is a shell. */
static bool shape_add_direct(LtReading *reading, OGRGeometryH geom, bool *is_done, GError **error)
{
  LtShapeBuilder *builder = &reading->builder;
  LtShapeMark mark;
  size_t n_rings = rings_count(geom);
  bool is_multi = OGR_G_GetGeometryType(geom) == wkbMultiPolygon;
  *is_done = n_rings > 0 && n_rings != SIZE_MAX && !(builder->nest && n_rings > 1) &&
             lt_transform_is_identity(builder->transform);
  if (!*is_done)
    return true;
  bool ok = lt_shape_direct_begin(builder, &mark, error);
  for (int i = 0; ok && *is_done && i < (is_multi ? OGR_G_GetGeometryCount(geom) : 1); i++)
    ok = polygon_add_direct(reading, is_multi ? OGR_G_GetGeometryRef(geom, i) : geom, is_done,
                            error);
  if (ok)
    lt_shape_direct_end(builder, &mark, *is_done);
  return ok;
}

/* ---- all others ---- */

bool lt_ogr_shape_add(LtReading *reading, OGRGeometryH geom, bool is_swapped, GError **error)
{
  LtShapeBuilder *builder = &reading->builder;
  if (geom == NULL)
    return lt_shape_builder_none(builder, LT_FAULT_NULL, error);
  if (reading->takes_drawn && line_is_closed(geom))
    return drawn_add(reading, geom, error);
  bool is_done = false;
  if (!is_swapped && !reading->source->spec.by_gdal &&
      !shape_add_direct(reading, geom, &is_done, error))
    return false;
  if (is_done)
    return true;
  LtGeomType type = geom_highest(geom, 0);
  if (type == LT_GEOM_NONE)
    return lt_shape_builder_none(builder, LT_FAULT_EMPTY, error);
  reading->stats.n_z_dropped += OGR_G_Is3D(geom) || OGR_G_IsMeasured(geom);
  reading->stats.n_curves += OGR_G_HasCurveGeometry(geom, FALSE) ? 1 : 0;
  lt_shape_builder_begin(builder, type);
  if (!parts_add(reading, geom, 0, error))
    return false;
  if (type == LT_GEOM_POINT && !lt_shape_builder_end(builder, false, error))
    return false;
  if (is_swapped)
    lt_shape_builder_swap(builder);
  return lt_shape_builder_finish(builder, error);
}
