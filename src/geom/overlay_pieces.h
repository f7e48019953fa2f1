/**
 * @file overlay_pieces.h
 * @brief The connected pieces of ground that two features share: kept or tolerated.
 *
 * Internal to the overlay. Everything here belongs to one worker.
 */
#ifndef LT_GEOM_OVERLAY_PIECES_H
#define LT_GEOM_OVERLAY_PIECES_H

#include "geom/geos.h"
#include "geom/overlay.h"

/** A connected piece: polygon of the same number. */
typedef struct {
  LtAreas areas;
  double lower_m, upper_m; /**< the width lies between */
  double width_m;          /**< as measured, never more than the true one */
  LtPoint center;          /**< of a circle that wide */
  bool is_measured;
} LtOverlayPiece;

/** Scratch of a worker. Set the first three members, the rest is {0}. */
typedef struct {
  const LtOverlayInput *input; /**< limits and plane */
  LtPoint origin;              /**< of the polygons */
  LtGeos *geos;
  LtGeosPolygons polygons; /**< put the ground here */
  LtOverlayPiece *pieces;
  uint8_t *keep; /**< 1 for each piece that is kept */
  double *xy_m;  /**< one piece in metres, relative to local */
  size_t *ends;
  LtPoint local; /**< lattice units */
  size_t cap_pieces, cap_keep, cap_xy_m, cap_ends;
} LtOverlayPieces;

void lt_overlay_pieces_clear(LtOverlayPieces *pieces);

/**
 * Judge the polygons and fill in all of @p pair but the features.
 *
 * @param is_whole  the polygons are a valid feature: nothing to mend
 * @param has_area  false: no ground is shared, the pair is not to be used
 * @return          false with LT_ERROR_GEOMETRY or LT_ERROR_MEMORY, nothing to free
 */
bool lt_overlay_pieces_judge(LtOverlayPieces *pieces, bool is_whole, LtOverlayPair *pair,
                             bool *has_area, GError **error);

#endif
