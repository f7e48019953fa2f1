#include "geom/geos.h"
#include "geom/ring_noding.h"

/* Each round puts what GEOS made on the lattice; more than two have not been seen. */
#define REPAIR_ROUNDS 8

LtTextId lt_validity_text(LtValidity validity)
{
  static const LtTextId texts[LT_N_VALIDITIES] = {
      [LT_VALID] = LT_T_VALIDITY_VALID,
      [LT_INVALID_TOO_FEW_POINTS] = LT_T_VALIDITY_TOO_FEW_POINTS,
      [LT_INVALID_DUPLICATE_RINGS] = LT_T_VALIDITY_DUPLICATE_RINGS,
      [LT_INVALID_SELF_INTERSECTION] = LT_T_VALIDITY_SELF_INTERSECTION,
      [LT_INVALID_RINGS_CROSS] = LT_T_VALIDITY_RINGS_CROSS,
      [LT_INVALID_SPIKE] = LT_T_VALIDITY_SPIKE,
      [LT_INVALID_SELF_OVERLAP] = LT_T_VALIDITY_SELF_OVERLAP,
      [LT_INVALID_SHARED_EDGE] = LT_T_VALIDITY_SHARED_EDGE,
      [LT_INVALID_SELF_TOUCH] = LT_T_VALIDITY_SELF_TOUCH,
      [LT_INVALID_HOLE_OUTSIDE] = LT_T_VALIDITY_HOLE_OUTSIDE,
      [LT_INVALID_HOLE_OF_OTHER] = LT_T_VALIDITY_HOLE_OF_OTHER,
      [LT_INVALID_NESTED_HOLES] = LT_T_VALIDITY_NESTED_HOLES,
      [LT_INVALID_NESTED_SHELLS] = LT_T_VALIDITY_NESTED_SHELLS,
      [LT_INVALID_INTERIOR] = LT_T_VALIDITY_INTERIOR,
  };
  g_return_val_if_fail(validity < LT_N_VALIDITIES, LT_T_VALIDITY_VALID);
  return texts[validity];
}

/* Put the number of the feature before an error of GEOS. */
static bool fail_feature(GError *take_inner, size_t feature, GError **error)
{
  g_autoptr(GError) inner = take_inner;
  return lt_fail(error, (LtErrorCode)inner->code, LT_T_GEOS_FEATURE, feature, inner->message);
}

static bool check(LtGeos *geos, const LtShapes *shapes, size_t feature, LtValidity *validity,
                  LtPoint *place, GError **error)
{
  LtRingFaults faults;
  if (!lt_ring_noding_find(geos->noding, shapes, feature, &faults, error))
    return false;
  *validity = faults.n == 0 ? LT_VALID : faults.faults[0].validity;
  if (faults.n > 0)
    *place = faults.faults[0].place;
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
