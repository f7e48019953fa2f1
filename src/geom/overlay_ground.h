/**
 * @file overlay_ground.h
 * @brief The ground two polygon features share, by GEOS.
 *
 * Internal to the overlay. Everything here belongs to one worker.
 */
#ifndef LT_GEOM_OVERLAY_GROUND_H
#define LT_GEOM_OVERLAY_GROUND_H

#include "geom/geos.h"

/** A feature as GEOS sees it. */
typedef struct {
  LtGeos *geos;
  const LtShapes *shapes;
  size_t feature, n_points;
  LtBox box;
  GEOSGeometry *geom;                   /**< NULL until it is needed */
  const GEOSPreparedGeometry *prepared; /**< NULL until it is needed */
} LtOverlaySide;

/** Nothing is computed yet. @p shapes borrowed. */
LtOverlaySide lt_overlay_side(LtGeos *geos, const LtShapes *shapes, size_t feature, LtBox box);
void lt_overlay_side_clear(LtOverlaySide *side);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtOverlaySide, lt_overlay_side_clear)

/** Sides of one layer, kept for the next time; emptied when it holds too much. */
typedef struct LtOverlayCache LtOverlayCache;

/** An empty cache. @p geos and @p shapes borrowed. Free with lt_overlay_cache_free(). */
LtOverlayCache *lt_overlay_cache_new(LtGeos *geos, const LtShapes *shapes);
void lt_overlay_cache_free(LtOverlayCache *cache);

/** The side of a feature; lives until the next call. */
LtOverlaySide *lt_overlay_cache_side(LtOverlayCache *cache, size_t feature, LtBox box);

/**
 * Append the polygons two features share, nothing where they only touch. The answer does not
 * depend on which comes first.
 *
 * @param is_whole  true: the polygons are those of one of the features
 * @return          false with LT_ERROR_GEOMETRY or LT_ERROR_MEMORY
 */
bool lt_overlay_ground(LtOverlaySide *x, LtOverlaySide *y, LtPoint origin, LtGeosPolygons *polygons,
                       bool *is_whole, GError **error);

#endif
