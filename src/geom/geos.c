#include "geom/geos.h"

#include "geom/points.h"

#include <math.h>
#include <string.h>

static void message_keep(const char *message, void *data)
{
  LtGeos *geos = data;
  g_strlcpy(geos->message, message, sizeof geos->message);
}

LtGeos *lt_geos_new(void)
{
  LtGeos *geos = g_new0(LtGeos, 1);
  geos->handle = GEOS_init_r();
  geos->noding = lt_ring_noding_new();
  GEOSContext_setErrorMessageHandler_r(geos->handle, message_keep, geos);
  return geos;
}

void lt_geos_free(LtGeos *geos)
{
  if (geos == NULL)
    return;
  GEOS_finish_r(geos->handle);
  lt_ring_noding_free(geos->noding);
  g_free(geos->xy);
  g_free(geos);
}

void lt_geos_geom_clear(LtGeosGeom *geom)
{
  if (geom->geom != NULL)
    GEOSGeom_destroy_r(geom->geos->handle, geom->geom);
  geom->geom = NULL;
}

bool lt_geos_lacks_memory(const LtGeos *geos)
{
  return strstr(geos->message, "bad_alloc") != NULL;
}

bool lt_geos_fail(const LtGeos *geos, GError **error)
{
  if (lt_geos_lacks_memory(geos))
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_GEOS_MEMORY);
  return lt_fail(error, LT_ERROR_GEOMETRY, LT_T_GEOS_FAILED, geos->message);
}

LtPoint lt_geos_origin(const LtBox *box)
{
  if (box->min.x > box->max.x)
    return (LtPoint){0, 0};
  return (LtPoint){box->min.x + (box->max.x - box->min.x) / 2,
                   box->min.y + (box->max.y - box->min.y) / 2};
}

static void destroy_all(LtGeos *geos, GEOSGeometry **geoms, size_t n)
{
  for (size_t i = 0; i < n; i++)
    GEOSGeom_destroy_r(geos->handle, geoms[i]);
}

static GEOSGeometry *ring_new(LtGeos *geos, const LtPoint *points, size_t n, LtPoint origin,
                              GError **error)
{
  g_return_val_if_fail(n <= G_MAXINT, NULL); /* 32 GiB of points */

  if (!lt_grow(&geos->xy, &geos->cap_xy, 2 * n, sizeof *geos->xy, "coordinates of a ring", error))
    return NULL;
  for (size_t i = 0; i < n; i++) {
    geos->xy[2 * i] = (double)(points[i].x - origin.x);
    geos->xy[2 * i + 1] = (double)(points[i].y - origin.y);
  }
  GEOSCoordSequence *seq = GEOSCoordSeq_copyFromBuffer_r(geos->handle, geos->xy, (unsigned)n, 0, 0);
  /* the ring takes the sequence over */
  GEOSGeometry *ring = seq == NULL ? NULL : GEOSGeom_createLinearRing_r(geos->handle, seq);
  if (ring == NULL)
    lt_geos_fail(geos, error);
  return ring;
}

static size_t ring_size(const LtShapes *shapes, size_t ring)
{
  return shapes->ring_ends[ring] - lt_shapes_first_point(shapes, ring);
}

/* A polygon of the rings first to end, the first of them the shell. */
static GEOSGeometry *polygon_new(LtGeos *geos, const LtShapes *shapes, size_t first, size_t end,
                                 LtPoint origin, GError **error)
{
  g_autofree GEOSGeometry **rings = lt_alloc(end - first, sizeof *rings, "rings", error);
  if (rings == NULL)
    return NULL;

  size_t n = 0;
  for (size_t r = first; r < end; r++) {
    if (ring_size(shapes, r) < 4)
      continue;
    rings[n] = ring_new(geos, shapes->points + lt_shapes_first_point(shapes, r),
                        ring_size(shapes, r), origin, error);
    if (rings[n] == NULL) {
      destroy_all(geos, rings, n);
      return NULL;
    }
    n++;
  }
  /* the polygon takes the rings over, also when it fails */
  GEOSGeometry *polygon =
      GEOSGeom_createPolygon_r(geos->handle, rings[0], n > 1 ? rings + 1 : NULL, (unsigned)n - 1);
  if (polygon == NULL)
    lt_geos_fail(geos, error);
  return polygon;
}

/* End of the polygon that begins with a ring: the next shell. */
static size_t polygon_end(const LtShapes *shapes, size_t first, size_t end)
{
  size_t r = first + 1;
  while (r < end && shapes->ring_holes[r])
    r++;
  return r;
}

/* Polygons of a feature into parts, their number into n_parts. On failure none is left. */
static bool parts_new(LtGeos *geos, const LtShapes *shapes, size_t feature, LtPoint origin,
                      GEOSGeometry **parts, size_t *n_parts, GError **error)
{
  size_t end = shapes->feature_ends[feature];
  size_t n = 0, next;
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < end; r = next) {
    next = polygon_end(shapes, r, end);
    if (ring_size(shapes, r) < 4)
      continue;
    parts[n] = polygon_new(geos, shapes, r, next, origin, error);
    if (parts[n] == NULL) {
      destroy_all(geos, parts, n);
      return false;
    }
    n++;
  }
  *n_parts = n;
  return true;
}

GEOSGeometry *lt_geos_geom_new(LtGeos *geos, const LtShapes *shapes, size_t feature, LtPoint origin,
                               GError **error)
{
  size_t n_rings = shapes->feature_ends[feature] - lt_shapes_first_ring(shapes, feature);
  g_autofree GEOSGeometry **parts = lt_alloc(n_rings, sizeof *parts, "polygons", error);
  size_t n_parts;
  if (parts == NULL || !parts_new(geos, shapes, feature, origin, parts, &n_parts, error))
    return NULL;
  if (n_parts == 1)
    return parts[0];

  /* the collection takes the parts over, also when it fails */
  GEOSGeometry *geom =
      GEOSGeom_createCollection_r(geos->handle, GEOS_MULTIPOLYGON, parts, (unsigned)n_parts);
  if (geom == NULL)
    lt_geos_fail(geos, error);
  return geom;
}

void lt_geos_polygons_clear(LtGeosPolygons *polygons)
{
  g_clear_pointer(&polygons->xy, g_free);
  g_clear_pointer(&polygons->ring_ends, g_free);
  g_clear_pointer(&polygons->polygon_ends, g_free);
  memset(polygons, 0, sizeof *polygons);
}

static bool add_ring(LtGeosPolygons *polygons, LtGeos *geos, const GEOSGeometry *ring,
                     GError **error)
{
  unsigned n;
  const GEOSCoordSequence *seq = ring == NULL ? NULL : GEOSGeom_getCoordSeq_r(geos->handle, ring);
  if (seq == NULL || !GEOSCoordSeq_getSize_r(geos->handle, seq, &n))
    return lt_geos_fail(geos, error);

  size_t end = polygons->n_points + n;
  if (!lt_grow(&polygons->xy, &polygons->cap_xy, 2 * end, sizeof *polygons->xy,
               "points of polygons", error) ||
      !lt_grow(&polygons->ring_ends, &polygons->cap_ring_ends, polygons->n_rings + 1,
               sizeof *polygons->ring_ends, "ends of rings", error))
    return false;
  if (!GEOSCoordSeq_copyToBuffer_r(geos->handle, seq, polygons->xy + 2 * polygons->n_points, 0, 0))
    return lt_geos_fail(geos, error);
  polygons->n_points = end;
  polygons->ring_ends[polygons->n_rings++] = end;
  return true;
}

static bool add_polygon(LtGeosPolygons *polygons, LtGeos *geos, const GEOSGeometry *polygon,
                        GError **error)
{
  int n_holes = GEOSGetNumInteriorRings_r(geos->handle, polygon);
  if (n_holes < 0)
    return lt_geos_fail(geos, error);
  if (!lt_grow(&polygons->polygon_ends, &polygons->cap_polygon_ends, polygons->n_polygons + 1,
               sizeof *polygons->polygon_ends, "ends of polygons", error) ||
      !add_ring(polygons, geos, GEOSGetExteriorRing_r(geos->handle, polygon), error))
    return false;
  for (int i = 0; i < n_holes; i++)
    if (!add_ring(polygons, geos, GEOSGetInteriorRingN_r(geos->handle, polygon, i), error))
      return false;
  polygons->polygon_ends[polygons->n_polygons++] = polygons->n_rings;
  return true;
}

/* The geometry comes from GEOS, which nests collections at most twice. */
bool lt_geos_polygons_add(LtGeosPolygons *polygons, LtGeos *geos, const GEOSGeometry *geom,
                          GError **error)
{
  if (GEOSisEmpty_r(geos->handle, geom))
    return true;
  int type = GEOSGeomTypeId_r(geos->handle, geom);
  if (type == GEOS_POLYGON)
    return add_polygon(polygons, geos, geom, error);
  if (type != GEOS_MULTIPOLYGON && type != GEOS_GEOMETRYCOLLECTION)
    return type >= 0 || lt_geos_fail(geos, error);
  int n = GEOSGetNumGeometries_r(geos->handle, geom);
  for (int i = 0; i < n; i++)
    if (!lt_geos_polygons_add(polygons, geos, GEOSGetGeometryN_r(geos->handle, geom, i), error))
      return false;
  return true;
}

/* Half a unit goes up wherever the origin lies. */
static int64_t to_lattice(double units, int64_t origin)
{
  return (int64_t)floor(units + 0.5) + origin;
}

/* Append one ring unless it has no area on the lattice; tells by added. points: room for n. */
static bool ring_round(const double *xy, size_t n, LtPoint origin, bool is_hole, LtPoint *points,
                       LtShapes *shapes, bool *added, GError **error)
{
  size_t m = 0;
  for (size_t i = 0; i < n; i++) {
    LtPoint point = {to_lattice(xy[2 * i], origin.x), to_lattice(xy[2 * i + 1], origin.y)};
    if (m == 0 || point.x != points[m - 1].x || point.y != points[m - 1].y)
      points[m++] = point;
  }
  __int128 area2 = lt_ring_area2(points, m);
  *added = m >= 4 && area2 != 0;
  if (!*added)
    return true;
  if ((area2 < 0) != is_hole)
    lt_points_reverse(points, m);
  return lt_shapes_add_ring(shapes, points, m, is_hole, error);
}

bool lt_geos_polygons_round(const LtGeosPolygons *polygons, const uint8_t *keep, LtPoint origin,
                            LtShapes *shapes, GError **error)
{
  g_autofree LtPoint *points = lt_alloc(polygons->n_points, sizeof *points, "points", error);
  if (points == NULL || !lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, error))
    return false;

  size_t n_rings = shapes->n_rings;
  for (size_t p = 0; p < polygons->n_polygons; p++) {
    size_t first = lt_geos_first_ring(polygons, p);
    bool goes_on = keep == NULL || keep[p];
    for (size_t r = first; goes_on && r < polygons->polygon_ends[p]; r++) {
      size_t begin = lt_geos_first_point(polygons, r);
      bool added;
      if (!ring_round(polygons->xy + 2 * begin, polygons->ring_ends[r] - begin, origin, r != first,
                      points, shapes, &added, error))
        return false;
      goes_on = added || r != first; /* no shell, no holes */
    }
  }
  if (shapes->n_rings == n_rings)
    shapes->types[shapes->n_features - 1] = LT_GEOM_NONE;
  return true;
}
