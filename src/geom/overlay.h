/**
 * @file overlay.h
 * @brief Overlay of two layers, or of a layer with itself: which features share ground, how much,
 * and what of one the other leaves out.
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
#include "geom/vertex_match.h"

/** No feature: LtOverlayPair.b where the answer has none. */
#define LT_NO_FEATURE SIZE_MAX

/** What is asked of two layers. */
typedef enum {
  /** Ground that a feature of a and one of b share. */
  LT_OVERLAY_SHARED,
  /** Ground of each feature of a that no other feature, of b, covers, or that its partner does not:
   * one answer for each feature of which ground is left. */
  LT_OVERLAY_DIFFERENCE,
  /** Ground that no feature of a covers, each connected piece alone: of the features of b, or, when
   * b is a, bounded ground. Pieces that meet at corners only are two. */
  LT_OVERLAY_GAPS,
  /** Connected ground that features of two wanted classes share, each connected piece alone: the
   * borders of features of the same class say nothing. Inside one layer the smaller class comes
   * first, and either order may be the wanted one. More than 2^32 - 1 pairs of classes are
   * LT_ERROR_USAGE. */
  LT_OVERLAY_PATCHES,
  /** What of the boundary of each feature of a lies on no boundary of another feature, of b: one
   * answer for each feature, of lines as long as they can be. Limits do not count. */
  LT_OVERLAY_BORDERS,
  /** Vertices along the borders of a that its other features do not have (vertex_match.h); b is a.
   * Limits do not count, but for near_m. */
  LT_OVERLAY_VERTICES
} LtOverlayQuestion;

/** Further layers that may take ground away from those of a, beside b. */
#define LT_OVERLAY_MORE 7

typedef struct {
  LtOverlayQuestion question;
  /** The same pointers, also of use: pairs inside one layer, each once. The same shapes with
   * other use: no feature is paired with itself. */
  const LtShapes *a, *b;
  const uint8_t *use_a, *use_b; /**< 1 for each feature that takes part, or NULL: all polygons */
  /** Of LT_OVERLAY_DIFFERENCE: the one feature of b that is taken away from each feature of a, or
   * LT_NO_FEATURE; NULL: all of b are. One that does not take part, or is the feature itself, takes
   * nothing away. */
  const size_t *partners;
  /** Of LT_OVERLAY_DIFFERENCE without partners: ground counts only that no feature of these layers
   * covers, either; none of them is a. use: as use_a. The first with NULL shapes ends them. */
  struct {
    const LtShapes *shapes;
    const uint8_t *use;
  } more[LT_OVERLAY_MORE];
  /** Of LT_OVERLAY_SHARED with pairs_only and of LT_OVERLAY_DIFFERENCE: only ground counts that no
   * feature of the mask covers, or only such as some cover. NULL: all ground does. */
  const LtShapes *mask;
  const uint8_t *use_mask; /**< as use_a */
  bool is_inside_mask;
  const LtPlane *plane;
  double min_area_m2; /**< a connected piece smaller (planar) than this is tolerated */
  double min_width_m; /**< a connected piece thinner than this is tolerated; one thinner than two
                         lattice units (0.0002 m) always is: it may have no shape there */
  /** Class number of each feature, below the count, or NULL: all are of class 0. Inside one layer
   * both are the same. */
  const uint32_t *classes_a, *classes_b;
  size_t n_classes_a, n_classes_b; /**< 0 means 1 */
  /** n_classes_a × n_classes_b, row by row: 1 where the pairs of these classes are wanted; NULL:
   * all are. Areas of the table are those of all pairs. */
  const uint8_t *wanted;
  bool table_only;    /**< no pairs are wanted; of LT_OVERLAY_SHARED only */
  bool pairs_only;    /**< no table is wanted, and no sums; always so but for LT_OVERLAY_SHARED */
  double near_m;      /**< of LT_OVERLAY_VERTICES: LtVertexMatchInput.near_m */
  bool bounds_widths; /**< width_m of a pair may be a lower bound, which costs much less */
} LtOverlayInput;

/** What takes part in a gap or a patch. */
typedef struct {
  size_t a, b;     /**< features; b of a gap: LT_NO_FEATURE */
  LtAreas areas;   /**< of a patch: ground of the patch that both share */
  double length_m; /**< of a gap: how much of its border lies on that of the feature, planar; a
                      feature that the gap touches at a point is no part */
} LtOverlayPart;

/** An answer: ground that two features share, or what else is asked for. A gap or patch that is
 * tolerated is an answer, too: shape is NULL and n_tolerated 1. */
typedef struct {
  /** Features; inside one layer the smaller shape (lt_shapes_compare()) first. Of a difference and
   * of borders b is LT_NO_FEATURE, of a gap both are; of a patch these are its classes. */
  size_t a, b;
  LtAreas areas;   /**< of the pieces that are kept, unrounded */
  double width_m;  /**< of the widest kept piece: diameter of its largest inscribed circle, never
                      more than the true one, less by at most 0.2 % or 0.0005 m; with
                      bounds_widths less by any amount */
  double width_upper_m; /**< the true width is not more */
  LtPoint inside;  /**< a point inside the largest kept piece, strictly inside its polygon; where
                      that piece is thinner than 0.0003 m no lattice point may be, then one beside
                      it; of a gap or patch that is tolerated inside, or nearly; of borders beside
                      the middle of the longest line */
  LtShapes *shape; /**< one feature: the kept pieces, on the lattice, valid, without points on
                      straight edges; NULL when none is. Of borders lines with the feature on their
                      left, closed ones from their smallest point; NULL where none is longer than a
                      lattice unit */
  double length_m; /**< of borders: planar length of the lines, not rounded to the lattice */
  LtOverlayPart *parts; /**< of a patch sorted by (a, b), of a gap by a; NULL else */
  size_t n_parts;
  size_t n_tolerated;       /**< pieces that are not kept */
  LtAreas tolerated;        /**< their areas */
  double tolerated_width_m; /**< width of the widest of them, as width_m */
  double tolerated_width_upper_m; /**< none of them is wider */
} LtOverlayPair;

/** Ground asked for that a feature of the mask covers. */
typedef struct {
  size_t a, b;   /**< as of the answer */
  size_t mask;   /**< the feature */
  LtAreas areas; /**< more than 0; unrounded, of pieces that are kept or tolerated */
} LtOverlayMasked;

/** Ground that features of two classes share. */
typedef struct {
  size_t n_pairs; /**< pairs of features that share area; in the last row and column features */
  LtAreas areas;  /**< sum over the pairs: ground that two features of a layer cover counts twice */
} LtOverlayCell;

/** Answers sorted by (a, b), then by their place: pairs that share area, and the table; or what
 * else was asked for. */
typedef struct {
  LtOverlayPair *pairs; /**< those that are wanted */
  size_t n_pairs;
  LtVertexMatch *vertices; /**< of LT_OVERLAY_VERTICES, which has no pairs; else NULL */
  LtOverlayMasked *masked; /**< of ground inside a mask, sorted by (a, b, mask) */
  size_t n_masked;
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
 *                  the first input, its b, mask and more, a of the second ...), each with all its
 *                  features; then shapes need no rings. They are used up, and must outlive the
 *                  overlays, whose shapes lie in their memory. NULL: they are made
 * @param tuples    the table of all layers together, which it has in the same order; or NULL
 * @param overlays  receive one overlay for each input; all NULL with an error
 * @return          false with the errors of lt_overlay_run()
 */
bool lt_overlay_run_all(const LtOverlayInput *inputs, size_t n_inputs, LtTiles *tiles,
                        LtOverlayTuples *tuples, LtOverlay **overlays, LtRun *run, GError **error);
void lt_overlay_free(LtOverlay *overlay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtOverlay, lt_overlay_free)

#endif
