#include "geom/overlay_ground.h"

/* Points a cache holds: with GEOS's indices about 60 MiB for each worker. */
#define CACHE_POINTS 500000

struct LtOverlayCache {
  LtGeos *geos;
  const LtShapes *shapes;
  GHashTable *sides; /* feature → LtOverlaySide; asked by key only, so its order shows nowhere */
  size_t n_points;
};

static size_t feature_size(const LtShapes *shapes, size_t feature)
{
  size_t first = lt_shapes_first_ring(shapes, feature), end = shapes->feature_ends[feature];
  return first == end ? 0 : shapes->ring_ends[end - 1] - lt_shapes_first_point(shapes, first);
}

LtOverlaySide lt_overlay_side(LtGeos *geos, const LtShapes *shapes, size_t feature, LtBox box)
{
  return (LtOverlaySide){.geos = geos,
                         .shapes = shapes,
                         .feature = feature,
                         .n_points = feature_size(shapes, feature),
                         .box = box};
}

void lt_overlay_side_clear(LtOverlaySide *side)
{
  if (side->prepared != NULL)
    GEOSPreparedGeom_destroy_r(side->geos->handle, side->prepared);
  if (side->geom != NULL)
    GEOSGeom_destroy_r(side->geos->handle, side->geom);
  side->prepared = NULL;
  side->geom = NULL;
}

static void side_free(void *data)
{
  lt_overlay_side_clear(data);
  g_free(data);
}

LtOverlayCache *lt_overlay_cache_new(LtGeos *geos, const LtShapes *shapes)
{
  LtOverlayCache *cache = g_new0(LtOverlayCache, 1);
  cache->geos = geos;
  cache->shapes = shapes;
  cache->sides = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, side_free);
  return cache;
}

void lt_overlay_cache_free(LtOverlayCache *cache)
{
  if (cache == NULL)
    return;
  g_hash_table_destroy(cache->sides);
  g_free(cache);
}

LtOverlaySide *lt_overlay_cache_side(LtOverlayCache *cache, size_t feature, LtBox box)
{
  LtOverlaySide *side = g_hash_table_lookup(cache->sides, GSIZE_TO_POINTER(feature));
  if (side != NULL)
    return side;

  side = g_new(LtOverlaySide, 1);
  *side = lt_overlay_side(cache->geos, cache->shapes, feature, box);
  if (cache->n_points + side->n_points > CACHE_POINTS) {
    g_hash_table_remove_all(cache->sides);
    cache->n_points = 0;
  }
  cache->n_points += side->n_points;
  g_hash_table_insert(cache->sides, GSIZE_TO_POINTER(feature), side);
  return side;
}

static bool side_make(LtOverlaySide *side, LtPoint origin, GError **error)
{
  if (side->geom == NULL)
    side->geom = lt_geos_geom_new(side->geos, side->shapes, side->feature, origin, error);
  return side->geom != NULL;
}

static bool side_prepare(LtOverlaySide *side, GError **error)
{
  if (side->prepared == NULL)
    side->prepared = GEOSPrepare_r(side->geos->handle, side->geom);
  return side->prepared != NULL || lt_geos_fail(side->geos, error);
}

static bool box_contains(const LtBox *outer, const LtBox *inner)
{
  return outer->min.x <= inner->min.x && outer->min.y <= inner->min.y &&
         outer->max.x >= inner->max.x && outer->max.y >= inner->max.y;
}

static double box_size(const LtBox *box)
{
  return (double)(box->max.x - box->min.x) * (double)(box->max.y - box->min.y);
}

/* The one that could hold the other, and that others will be held against, gets the index. By
 * shape alone, for GEOS may answer f(x, y) and f(y, x) with other last bits. */
static bool is_bigger(const LtOverlaySide *x, const LtOverlaySide *y)
{
  double x_size = box_size(&x->box), y_size = box_size(&y->box);
  if (x_size != y_size)
    return x_size > y_size;
  return lt_shapes_compare(x->shapes, x->feature, y->shapes, y->feature) >= 0;
}

typedef enum { APART, WITHIN, CROSSING } Relation;

/* How small lies to big, as far as the index of big tells quickly. */
static bool relation_find(LtOverlaySide *big, const LtOverlaySide *small, Relation *relation,
                          GError **error)
{
  GEOSContextHandle_t handle = big->geos->handle;
  if (!side_prepare(big, error))
    return false;
  if (box_contains(&big->box, &small->box)) {
    char within = GEOSPreparedContains_r(handle, big->prepared, small->geom);
    if (within == 2)
      return lt_geos_fail(big->geos, error);
    if (within == 1) {
      *relation = WITHIN;
      return true;
    }
  }
  char intersects = GEOSPreparedIntersects_r(handle, big->prepared, small->geom);
  if (intersects == 2)
    return lt_geos_fail(big->geos, error);
  *relation = intersects == 1 ? CROSSING : APART;
  return true;
}

/* The pieces come in an order and with first points that geometry alone decides. */
static bool intersect(const LtOverlaySide *big, const LtOverlaySide *small,
                      LtGeosPolygons *polygons, GError **error)
{
  LtGeos *geos = big->geos;
  g_auto(LtGeosGeom) cut = {geos, GEOSIntersection_r(geos->handle, big->geom, small->geom)};
  if (cut.geom == NULL) /* nodes on the lattice never fail */
    cut.geom = GEOSIntersectionPrec_r(geos->handle, big->geom, small->geom, 1.0);
  if (cut.geom == NULL || GEOSNormalize_r(geos->handle, cut.geom) != 0)
    return lt_geos_fail(geos, error);
  return lt_geos_polygons_add(polygons, geos, cut.geom, error);
}

bool lt_overlay_ground(LtOverlaySide *x, LtOverlaySide *y, LtPoint origin, LtGeosPolygons *polygons,
                       bool *is_whole, GError **error)
{
  bool x_is_big = is_bigger(x, y);
  LtOverlaySide *big = x_is_big ? x : y, *small = x_is_big ? y : x;

  *is_whole = false;
  Relation relation = CROSSING;
  if (!side_make(big, origin, error) || !side_make(small, origin, error) ||
      !relation_find(big, small, &relation, error))
    return false;
  switch (relation) {
  case APART:
    return true;
  case WITHIN:
    *is_whole = true;
    return lt_geos_polygons_add(polygons, small->geos, small->geom, error);
  case CROSSING:
    break;
  }
  return intersect(big, small, polygons, error);
}
