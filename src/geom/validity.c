#include "geom/geos.h"

#include <math.h>
#include <string.h>

/* Each round puts what GEOS made on the lattice; more than two have not been seen. */
#define REPAIR_ROUNDS 8

LtTextId lt_validity_text(LtValidity validity)
{
  static const LtTextId texts[LT_N_VALIDITIES] = {
      [LT_VALID] = LT_T_VALIDITY_VALID,
      [LT_INVALID_SELF_INTERSECTION] = LT_T_VALIDITY_SELF_INTERSECTION,
      [LT_INVALID_RING_SELF_INTERSECTION] = LT_T_VALIDITY_RING_SELF_INTERSECTION,
      [LT_INVALID_HOLE_OUTSIDE] = LT_T_VALIDITY_HOLE_OUTSIDE,
      [LT_INVALID_NESTED_HOLES] = LT_T_VALIDITY_NESTED_HOLES,
      [LT_INVALID_INTERIOR] = LT_T_VALIDITY_INTERIOR,
      [LT_INVALID_NESTED_SHELLS] = LT_T_VALIDITY_NESTED_SHELLS,
      [LT_INVALID_DUPLICATE_RINGS] = LT_T_VALIDITY_DUPLICATE_RINGS,
      [LT_INVALID_TOO_FEW_POINTS] = LT_T_VALIDITY_TOO_FEW_POINTS,
      [LT_INVALID_OTHER] = LT_T_VALIDITY_OTHER,
  };
  g_return_val_if_fail(validity < LT_N_VALIDITIES, LT_T_VALIDITY_OTHER);
  return texts[validity];
}

/* What GEOS says (TopologyValidationError.cpp) and what we call it. */
static LtValidity reason_find(const char *reason)
{
  static const struct {
    const char *reason;
    LtValidity validity;
  } rows[] = {
      {"Self-intersection", LT_INVALID_SELF_INTERSECTION},
      {"Ring Self-intersection", LT_INVALID_RING_SELF_INTERSECTION},
      {"Hole lies outside shell", LT_INVALID_HOLE_OUTSIDE},
      {"Holes are nested", LT_INVALID_NESTED_HOLES},
      {"Interior is disconnected", LT_INVALID_INTERIOR},
      {"Nested shells", LT_INVALID_NESTED_SHELLS},
      {"Duplicate Rings", LT_INVALID_DUPLICATE_RINGS},
      {"Too few points in geometry component", LT_INVALID_TOO_FEW_POINTS},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (strcmp(reason, rows[i].reason) == 0)
      return rows[i].validity;
  return LT_INVALID_OTHER;
}

/* Put the number of the feature before an error of GEOS. */
static bool fail_feature(GError *take_inner, size_t feature, GError **error)
{
  g_autoptr(GError) inner = take_inner;
  return lt_fail(error, (LtErrorCode)inner->code, LT_T_GEOS_FEATURE, feature, inner->message);
}

/* A ring that is a point or a line: GEOS has no ring of fewer than 4 points, and calls collinear
 * ones self-intersecting. */
static bool ring_is_collapsed(const LtPoint *points, size_t n)
{
  if (n < 4)
    return true;
  size_t other = 1;
  while (other < n && points[other].x == points[0].x && points[other].y == points[0].y)
    other++;
  for (size_t i = other; i < n; i++)
    if (lt_turn(points[0], points[other], points[i]) != 0)
      return false;
  return true;
}

/* First collapsed ring of a feature, or its end. */
static size_t collapsed_find(const LtShapes *shapes, size_t feature)
{
  size_t r = lt_shapes_first_ring(shapes, feature);
  for (; r < shapes->feature_ends[feature]; r++) {
    size_t begin = lt_shapes_first_point(shapes, r);
    if (ring_is_collapsed(shapes->points + begin, shapes->ring_ends[r] - begin))
      break;
  }
  return r;
}

/* A ring made comparable: where it is smallest, and what a turned copy shares. */
typedef struct {
  const LtPoint *points;
  size_t n_edges;
  LtPoint min; /* smallest point by x, then y */
  size_t min_at;
} Ring;

static int point_compare(LtPoint a, LtPoint b)
{
  if (a.x != b.x)
    return a.x < b.x ? -1 : 1;
  return (a.y > b.y) - (a.y < b.y);
}

static int ring_compare(const void *a, const void *b)
{
  const Ring *x = a, *y = b;
  if (x->n_edges != y->n_edges)
    return x->n_edges < y->n_edges ? -1 : 1;
  int order = point_compare(x->min, y->min);
  return order != 0 ? order : (x->points > y->points) - (x->points < y->points);
}

static bool rings_match(const Ring *a, const Ring *b, bool turned)
{
  size_t n = a->n_edges;
  for (size_t i = 0; i < n; i++) {
    size_t at = turned ? (b->min_at + n - i) % n : (b->min_at + i) % n;
    if (point_compare(a->points[(a->min_at + i) % n], b->points[at]) != 0)
      return false;
  }
  return true;
}

static Ring ring_read(const LtShapes *shapes, size_t r)
{
  size_t begin = lt_shapes_first_point(shapes, r);
  Ring ring = {.points = shapes->points + begin, .n_edges = shapes->ring_ends[r] - begin - 1};
  for (size_t i = 1; i < ring.n_edges; i++)
    if (point_compare(ring.points[i], ring.points[ring.min_at]) < 0)
      ring.min_at = i;
  ring.min = ring.points[ring.min_at];
  return ring;
}

/* Does a ring of the feature come twice? GEOS tells that as a self-intersection. */
static bool duplicate_find(const LtShapes *shapes, size_t feature, bool *found, LtPoint *place,
                           GError **error)
{
  size_t first = lt_shapes_first_ring(shapes, feature);
  size_t n = shapes->feature_ends[feature] - first;
  g_autofree Ring *rings = lt_alloc(n, sizeof *rings, "rings", error);
  if (rings == NULL)
    return false;
  for (size_t i = 0; i < n; i++)
    rings[i] = ring_read(shapes, first + i);
  qsort(rings, n, sizeof *rings, ring_compare);

  *found = false;
  for (size_t i = 1; i < n && !*found; i++) {
    const Ring *a = &rings[i - 1], *b = &rings[i];
    *found = a->n_edges == b->n_edges && point_compare(a->min, b->min) == 0 &&
             (rings_match(a, b, false) || rings_match(a, b, true));
    if (*found)
      *place = a->min;
  }
  return true;
}

/* GEOS's place of a fault, rounded to the lattice. */
static bool place_read(LtGeos *geos, const GEOSGeometry *location, LtPoint origin, LtPoint *place,
                       GError **error)
{
  double x, y;
  if (location == NULL || GEOSisEmpty_r(geos->handle, location)) {
    *place = origin;
    return true;
  }
  if (!GEOSGeomGetX_r(geos->handle, location, &x) || !GEOSGeomGetY_r(geos->handle, location, &y))
    return lt_geos_fail(geos, error);
  *place = (LtPoint){origin.x + (int64_t)floor(x + 0.5), origin.y + (int64_t)floor(y + 0.5)};
  return true;
}

static bool detail_check(LtGeos *geos, const GEOSGeometry *geom, LtPoint origin,
                         LtValidity *validity, LtPoint *place, GError **error)
{
  char *reason = NULL;
  g_auto(LtGeosGeom) location = {.geos = geos};
  char valid = GEOSisValidDetail_r(geos->handle, geom, 0, &reason, &location.geom);
  *validity = reason == NULL ? LT_INVALID_OTHER : reason_find(reason);
  GEOSFree_r(geos->handle, reason);
  if (valid == 2)
    return lt_geos_fail(geos, error);
  if (valid == 0)
    return place_read(geos, location.geom, origin, place, error);
  *validity = LT_VALID;
  return true;
}

/* The fault GEOS finds, in our words. */
static bool topology_check(LtGeos *geos, const LtShapes *shapes, size_t feature,
                           LtValidity *validity, LtPoint *place, GError **error)
{
  LtBox box = lt_shapes_box(shapes, feature);
  LtPoint origin = lt_geos_origin(&box);
  g_auto(LtGeosGeom) geom = {geos, lt_geos_geom_new(geos, shapes, feature, origin, error)};
  if (geom.geom == NULL || !detail_check(geos, geom.geom, origin, validity, place, error))
    return false;
  if (*validity != LT_INVALID_SELF_INTERSECTION)
    return true;

  bool is_duplicate;
  if (!duplicate_find(shapes, feature, &is_duplicate, place, error))
    return false;
  if (is_duplicate)
    *validity = LT_INVALID_DUPLICATE_RINGS;
  return true;
}

static bool check(LtGeos *geos, const LtShapes *shapes, size_t feature, LtValidity *validity,
                  LtPoint *place, GError **error)
{
  *validity = LT_VALID;
  if (shapes->types[feature] != LT_GEOM_POLYGON)
    return true;
  size_t collapsed = collapsed_find(shapes, feature);
  if (collapsed == shapes->feature_ends[feature])
    return topology_check(geos, shapes, feature, validity, place, error);

  *validity = LT_INVALID_TOO_FEW_POINTS;
  size_t begin = lt_shapes_first_point(shapes, collapsed);
  *place = shapes->ring_ends[collapsed] > begin ? shapes->points[begin] : (LtPoint){0, 0};
  return true;
}

bool lt_validity_check(LtGeos *geos, const LtShapes *shapes, size_t feature, LtValidity *validity,
                       LtPoint *place, GError **error)
{
  g_return_val_if_fail(feature < shapes->n_features, false);

  GError *inner = NULL;
  return check(geos, shapes, feature, validity, place, &inner) ||
         fail_feature(inner, feature, error);
}

/* Made valid by the structure method; NULL where that fails. */
static GEOSGeometry *structure_new(LtGeos *geos, const GEOSGeometry *geom)
{
  GEOSMakeValidParams *params = GEOSMakeValidParams_create_r(geos->handle);
  if (params == NULL)
    return NULL;
  GEOSMakeValidParams_setMethod_r(geos->handle, params, GEOS_MAKE_VALID_STRUCTURE);
  GEOSMakeValidParams_setKeepCollapsed_r(geos->handle, params, 0);
  GEOSGeometry *valid = GEOSMakeValidWithParams_r(geos->handle, geom, params);
  GEOSMakeValidParams_destroy_r(geos->handle, params);
  return valid;
}

/* A valid geometry of the same ground: the structure method, linework where that fails, but not for
 * want of memory: what comes out is not to depend on that. */
static GEOSGeometry *valid_new(LtGeos *geos, const GEOSGeometry *geom, GError **error)
{
  GEOSGeometry *valid = structure_new(geos, geom);
  if (valid == NULL && !lt_geos_lacks_memory(geos))
    valid = GEOSMakeValid_r(geos->handle, geom);
  if (valid != NULL && GEOSNormalize_r(geos->handle, valid) == 0)
    return valid;
  if (valid != NULL)
    GEOSGeom_destroy_r(geos->handle, valid);
  lt_geos_fail(geos, error);
  return NULL;
}

/* Feature 0 of the result: the ground made valid, then rounded; on_grid: noded on the lattice. */
static LtShapes *rounded_new(LtGeos *geos, const LtShapes *shapes, size_t feature, bool on_grid,
                             GError **error)
{
  LtBox box = lt_shapes_box(shapes, feature);
  LtPoint origin = lt_geos_origin(&box);
  g_auto(LtGeosGeom) geom = {geos, lt_geos_geom_new(geos, shapes, feature, origin, error)};
  if (geom.geom == NULL)
    return NULL;
  g_auto(LtGeosGeom) valid = {geos, valid_new(geos, geom.geom, error)};
  if (valid.geom == NULL)
    return NULL;
  if (on_grid) {
    GEOSGeometry *noded = GEOSGeom_setPrecision_r(geos->handle, valid.geom, 1.0, 0);
    if (noded == NULL) {
      lt_geos_fail(geos, error);
      return NULL;
    }
    lt_geos_geom_clear(&valid);
    valid.geom = noded;
  }

  g_auto(LtGeosPolygons) polygons = {0};
  g_autoptr(LtShapes) rounded = lt_shapes_new();
  if (!lt_geos_polygons_add(&polygons, geos, valid.geom, error) ||
      !lt_geos_polygons_round(&polygons, NULL, origin, rounded, error))
    return NULL;
  return g_steal_pointer(&rounded);
}

static bool repair(LtGeos *geos, const LtShapes *shapes, size_t feature, LtShapes *repaired,
                   GError **error)
{
  g_autoptr(LtShapes) last = NULL; /* of the round before */
  for (int round = 0; round < REPAIR_ROUNDS; round++) {
    LtShapes *next = rounded_new(geos, last == NULL ? shapes : last, last == NULL ? feature : 0,
                                 round > 0, error);
    if (next == NULL)
      return false;
    g_clear_pointer(&last, lt_shapes_free);
    last = next;

    LtValidity validity;
    LtPoint place;
    if (!check(geos, last, 0, &validity, &place, error))
      return false;
    if (validity == LT_VALID)
      return lt_shapes_add_copy(repaired, last, 0, error);
  }
  return lt_fail(error, LT_ERROR_GEOMETRY, LT_T_GEOS_REPAIR);
}

bool lt_validity_repair(LtGeos *geos, const LtShapes *shapes, size_t feature, LtShapes *repaired,
                        GError **error)
{
  g_return_val_if_fail(feature < shapes->n_features, false);

  if (shapes->types[feature] != LT_GEOM_POLYGON)
    return lt_shapes_add_copy(repaired, shapes, feature, error);
  GError *inner = NULL;
  return repair(geos, shapes, feature, repaired, &inner) || fail_feature(inner, feature, error);
}
