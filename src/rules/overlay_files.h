/**
 * @file overlay_files.h
 * @brief What lt_overlay_files() found, as the reports see it.
 */
#ifndef LT_RULES_OVERLAY_FILES_H
#define LT_RULES_OVERLAY_FILES_H

#include "geom/overlay.h"
#include "rules/overlay_classes.h"

#include <lantu/overlay.h>

typedef enum { LT_SIDE_A, LT_SIDE_B, LT_N_SIDES } LtSide;

/** One of the two layers. */
typedef struct {
  LtLayer layer;     /**< its id is the file as the caller named it */
  LtSource *source;  /**< lives as long: its CRS may be that of the work */
  size_t n_polygons; /**< features that take part */
  size_t n_invalid;  /**< of them; where counts_invalid */
  LtClassList classes;
} LtOverlaySideData;

struct LtOverlayResults {
  LtOverlaySideData sides[LT_N_SIDES];
  LtStore *store;
  LtCrs *stated_crs; /**< or NULL */
  const LtCrs *crs;  /**< of the work */
  LtPlane plane;
  char *pairs;       /**< file of the pairs that are wanted, or NULL */
  double min_area_m2, min_width_m;
  bool counts_invalid, table_only;
  LtOverlay *overlay;
};

/** Pieces that were tolerated, all pairs together. */
typedef struct {
  size_t n_pieces;
  LtAreas areas;
  double width_m; /**< of the widest; NAN: there are none */
} LtOverlayLedger;

LtOverlayLedger lt_overlay_ledger(const LtOverlayResults *results);

/** Number of pairs that have a polygon. */
size_t lt_overlay_piece_count(const LtOverlayResults *results);

/** Number of faults of a kind that reading found. */
size_t lt_overlay_fault_count(const LtOverlaySideData *side, LtFaultKind kind);

/** Mu of an area: ellipsoidal, as 国土调查 states it. */
double lt_overlay_mu(const LtAreas *areas);

#endif
