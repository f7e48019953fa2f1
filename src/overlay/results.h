/**
 * @file results.h
 * @brief What lt_overlay_files() found, as the reports see it.
 */
#ifndef LT_OVERLAY_RESULTS_H
#define LT_OVERLAY_RESULTS_H

#include "geom/overlay.h"
#include "overlay/classes.h"

#include <lantu/overlay.h>

typedef enum { LT_SIDE_A, LT_SIDE_B, LT_N_SIDES } LtSide;

/** One of the two layers. */
typedef struct {
  LtLayer layer;     /**< its id is the file as the caller named it */
  LtSource *source;  /**< lives as long: its CRS may be that of the work */
  size_t n_polygons; /**< features that take part */
  size_t n_invalid;  /**< of them; where counts_invalid */
  LtClassList classes;
} LtOverlaySide;

/** Everything is its own but what is marked as borrowed; lt_overlay_results_free() frees it. */
struct LtOverlayResults {
  LtOverlaySide sides[LT_N_SIDES];
  LtStore *store;    /**< of the tables of both layers */
  LtCrs *stated_crs; /**< or NULL */
  const LtCrs *crs;  /**< of the work; borrowed from stated_crs or from the source of A */
  LtPlane plane;
  char *pairs; /**< file of the pairs that are wanted, or NULL */
  double min_area_m2, min_width_m;
  bool counts_invalid, table_only;
  LtOverlay *overlay;
  LtTiles *tiles; /**< the overlay's shapes lie there; or NULL */
};

/** Pieces that were tolerated, all pairs together. */
typedef struct {
  size_t n_pieces;
  LtAreas areas;
  double width_upper_m; /**< none is wider; NAN: there are none */
} LtOverlayTolerated;

LtOverlayTolerated lt_overlay_tolerated(const LtOverlayResults *results);

/** Number of pairs of features that have a polygon: all the pieces of a pair make one. */
size_t lt_overlay_kept_pair_count(const LtOverlayResults *results);

/** Mu of an area: ellipsoidal, as 国土调查 states it. */
double lt_overlay_mu(const LtAreas *areas);

#endif
