/**
 * @file overlay.h
 * @brief Overlay of two layers, or of a layer with itself: which features share ground, how much.
 *
 * The interface is for whole layers; behind it GEOS does one pair at a time (box tree, prepared
 * geometries, workers). Shapes must be valid polygons.
 */
#ifndef LT_GEOM_OVERLAY_H
#define LT_GEOM_OVERLAY_H

#include "base/workers.h"
#include "geom/area.h"

typedef struct {
  /** The same pointers, also of use: pairs inside one layer, each once. The same shapes with
   * other use: two layers, but no feature is paired with itself. */
  const LtShapes *a, *b;
  const uint8_t *use_a, *use_b; /**< 1 for each feature that takes part, or NULL: all polygons */
  const LtPlane *plane;
  double min_area_m2; /**< a connected piece smaller (planar) than this is tolerated */
  double min_width_m; /**< a connected piece thinner than this is tolerated; one thinner than two
                         lattice units (0.0002 m) always is: it may have no shape there */
} LtOverlayInput;

/** Ground that two features share. */
typedef struct {
  size_t a, b;     /**< features; inside one layer the smaller shape (lt_shapes_compare()) first */
  LtAreas areas;   /**< of the pieces that are kept, unrounded */
  double width_m;  /**< of the widest kept piece: diameter of its largest inscribed circle, never
                      more than the true one, less by at most 0.2 % or 0.0005 m */
  LtPoint inside;  /**< a point inside the largest kept piece */
  LtShapes *shape; /**< one feature: the kept pieces, on the lattice, valid; NULL when none is */
  size_t n_tolerated;       /**< pieces that are not kept */
  LtAreas tolerated;        /**< their areas */
  double tolerated_width_m; /**< width of the widest of them */
} LtOverlayPair;

/** Pairs that share area, sorted by (a, b). */
typedef struct {
  LtOverlayPair *pairs;
  size_t n_pairs;
} LtOverlay;

/**
 * Overlay two layers. Shared borders and touching corners are no pairs.
 *
 * @return  free with lt_overlay_free(); NULL with LT_ERROR_GEOMETRY (the message names the
 *          features by number), LT_ERROR_MEMORY or LT_ERROR_CANCELLED
 */
LtOverlay *lt_overlay_run(const LtOverlayInput *input, LtRun *run, GError **error);
void lt_overlay_free(LtOverlay *overlay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtOverlay, lt_overlay_free)

#endif
