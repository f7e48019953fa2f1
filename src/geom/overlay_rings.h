/**
 * @file overlay_rings.h
 * @brief Polygons from the paths of their border.
 *
 * Internal to the overlay. Everything here belongs to one worker.
 */
#ifndef LT_GEOM_OVERLAY_RINGS_H
#define LT_GEOM_OVERLAY_RINGS_H

#include "geom/exact.h"
#include "geom/geos.h"

/** A path of fixed-point places; the ground lies on its left, or on its right when reversed. */
typedef struct {
  const LtPoint *points;
  size_t n_points; /**< at least 2 */
  bool reversed;
} LtBorderPath;

typedef struct LtOverlayRings LtOverlayRings;

/** Scratch. Free with lt_overlay_rings_free(). */
LtOverlayRings *lt_overlay_rings_new(void);
void lt_overlay_rings_free(LtOverlayRings *rings);

/**
 * Append the polygons that the paths go around: shells and holes that touch themselves nowhere,
 * each hole with its shell, in an order that does not depend on that of the paths.
 *
 * @param paths     together closed; reordered
 * @param origin    of the polygons, lattice units
 * @param is_clear  true: no point comes near another edge when it moves to the lattice, so the
 *                  rounded polygons are as valid as these
 * @return          false with LT_ERROR_MEMORY, or LT_ERROR_GEOMETRY when the paths are not closed
 */
bool lt_overlay_rings_link(LtOverlayRings *rings, LtBorderPath *paths, size_t n_paths,
                           LtPoint origin, LtGeosPolygons *polygons, bool *is_clear,
                           GError **error);

#endif
