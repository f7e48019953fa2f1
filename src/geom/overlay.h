/**
 * @file overlay.h
 * @brief Overlay of two layers, or of a layer with itself: which features share ground, how much.
 *
 * By the arrangement of both layers (arrangement.h): exact, any polygons, even-odd over all rings
 * of a feature. GEOS only mends what rounding to the lattice may have made invalid.
 */
#ifndef LT_GEOM_OVERLAY_H
#define LT_GEOM_OVERLAY_H

#include "base/workers.h"
#include "geom/area.h"
#include "geom/overlay_tuples.h"
#include "geom/tiles.h"

typedef struct {
  /** The same pointers, also of use: pairs inside one layer, each once. The same shapes with
   * other use: no feature is paired with itself. */
  const LtShapes *a, *b;
  const uint8_t *use_a, *use_b; /**< 1 for each feature that takes part, or NULL: all polygons */
  const LtPlane *plane;
  double min_area_m2; /**< a connected piece smaller (planar) than this is tolerated */
  double min_width_m; /**< a connected piece thinner than this is tolerated; one thinner than two
                         lattice units (0.0002 m) always is: it may have no shape there */
  /** Class number of each feature, below the count, or NULL: all are of class 0. */
  const uint32_t *classes_a, *classes_b;
  size_t n_classes_a, n_classes_b; /**< 0 means 1 */
  /** n_classes_a × n_classes_b, row by row: 1 where the pairs of these classes are wanted; NULL:
   * all are. Areas of the table are those of all pairs. */
  const uint8_t *wanted;
  bool table_only;    /**< no pairs are wanted */
  bool pairs_only;    /**< no table is wanted, and no sums */
  bool bounds_widths; /**< width_m of a pair may be a lower bound, which costs much less */
} LtOverlayInput;

/** Ground that two features share. */
typedef struct {
  size_t a, b;     /**< features; inside one layer the smaller shape (lt_shapes_compare()) first */
  LtAreas areas;   /**< of the pieces that are kept, unrounded */
  double width_m;  /**< of the widest kept piece: diameter of its largest inscribed circle, never
                      more than the true one, less by at most 0.2 % or 0.0005 m; with
                      bounds_widths less by any amount */
  double width_upper_m; /**< the true width is not more */
  LtPoint inside;  /**< a point inside the largest kept piece */
  LtShapes *shape; /**< one feature: the kept pieces, on the lattice, valid, without
                      points on straight edges; NULL when none is */
  size_t n_tolerated;       /**< pieces that are not kept */
  LtAreas tolerated;        /**< their areas */
  double tolerated_width_m; /**< width of the widest of them; with bounds_widths none is wider */
} LtOverlayPair;

/** Ground that features of two classes share. */
typedef struct {
  size_t n_pairs; /**< pairs of features that share area; in the last row and column features */
  LtAreas areas;  /**< sum over the pairs: ground that two features of a layer cover counts twice */
} LtOverlayCell;

/** Pairs that share area, sorted by (a, b), and the table. */
typedef struct {
  LtOverlayPair *pairs; /**< those that are wanted */
  size_t n_pairs;
  /** (n_classes_a + 1) rows of (n_classes_b + 1) cells. The last column is the ground of a that no
   * feature of b covers, the last row that of b without a; the corner stays empty. NULL inside one
   * layer, and with pairs_only. */
  LtOverlayCell *cells;
  LtAreas both;       /**< ground that both layers cover, each place once */
  LtAreas repeated_a; /**< ground that several features of a cover, each place once */
  LtAreas repeated_b;
  /** Regions of these sums (all ground that the same features cover is one) that reach beyond the
   * ellipsoid: sums with one of them have NAN there. */
  size_t n_nowhere;
} LtOverlay;

/**
 * Overlay two layers. Shared borders and touching corners are no pairs.
 *
 * @return  free with lt_overlay_free(); NULL with LT_ERROR_GEOMETRY (the message names the
 *          features by number), LT_ERROR_MEMORY or LT_ERROR_CANCELLED
 */
LtOverlay *lt_overlay_run(const LtOverlayInput *input, LtRun *run, GError **error);

/**
 * Many overlays on one plane, in one arrangement of all their layers. Each has the pairs it would
 * have alone, but for what other tiles and crossings round otherwise: sums of tables, slivers as
 * thin as that rounding (a piece without a polygon more or less), and at huge extents areas by cm².
 *
 * @param inputs    layers are known by their shapes: the same pointer is the same layer
 * @param tiles     finished tiles that hold all layers, in the order in which they come first (a of
 *                  the first input, b of the first, a of the second ...), each with all its
 *                  features; then shapes need no rings. They are used up, and must outlive the
 *                  overlays, whose shapes lie in their memory. NULL: they are made
 * @param overlays  receive one overlay for each input; all NULL with an error
 * @return          false with the errors of lt_overlay_run()
 */
bool lt_overlay_run_all(const LtOverlayInput *inputs, size_t n_inputs, LtTiles *tiles,
                        LtOverlay **overlays, LtRun *run, GError **error);

/** The same, with the table of all layers together; @p tuples has them in the same order, and may be
 * NULL. */
bool lt_overlay_run_tuples(const LtOverlayInput *inputs, size_t n_inputs, LtTiles *tiles,
                           LtOverlayTuples *tuples, LtOverlay **overlays, LtRun *run,
                           GError **error);
void lt_overlay_free(LtOverlay *overlay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtOverlay, lt_overlay_free)

#endif
