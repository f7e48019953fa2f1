/**
 * @file overlay_pieces.h
 * @brief The connected pieces of what two features share: kept or tolerated.
 *
 * Internal to the overlay. Everything here belongs to one worker.
 */
#ifndef LT_GEOM_OVERLAY_PIECES_H
#define LT_GEOM_OVERLAY_PIECES_H

#include "geom/geos.h"
#include "geom/overlay.h"
#include "geom/overlay_rings.h"

#include <pthread.h>

/** A connected piece: that of the same number of the region. */
typedef struct {
  LtAreas areas;
  double lower_m, upper_m; /**< the width lies between */
  bool is_measured;        /**< what follows is known */
  double width_m;          /**< as far as the search came: never more than the true one */
  LtPoint middle;          /**< the lattice point at the middle of a circle so wide */
} LtOverlayPiece;

/** Chunks that are left over: for the shapes of all workers. */
typedef struct {
  pthread_mutex_t lock;
  LtChunks chunks;
} LtOverlaySpare;

/** Scratch of a worker. Set the first three members, the rest is {0}. */
typedef struct {
  const LtOverlayInput *input; /**< limits and plane */
  LtGeos *geos;
  LtOverlaySpare *spare;
  char *room; /**< so many bytes of a chunk may be written there, aligned to 8 */
  size_t n_room;
  const LtRegion *region; /**< of the pair at hand */
  LtOverlayPiece *pieces;
  uint8_t *keep; /**< 1 for each piece that is kept */
  double *xy_m;  /**< one piece in metres, relative to the corner of its box */
  size_t *ends;
  LtPoint *near;    /**< ends of some edges of a piece, two each */
  size_t n_near;    /**< points */
  LtPoint *rounded; /**< one ring */
  LtShapes *shapes; /**< the kept pieces on the lattice */
  size_t cap_pieces, cap_keep, cap_xy_m, cap_ends, cap_near, cap_rounded;
} LtOverlayPieces;

void lt_overlay_pieces_clear(LtOverlayPieces *pieces);

/**
 * Judge the pieces of a region and fill in all of @p pair but the features.
 *
 * @param has_area  false: no area is shared, the pair is not to be used
 * @return          false with LT_ERROR_GEOMETRY or LT_ERROR_MEMORY, nothing to free
 */
bool lt_overlay_pieces_judge(LtOverlayPieces *pieces, const LtRegion *region, LtOverlayPair *pair,
                             bool *has_area, GError **error);

#endif
