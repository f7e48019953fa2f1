/**
 * @file overlay_worker.h
 * @brief Scratch of a worker that makes answers: the borders of a region read, linked, judged.
 *
 * Internal to the overlay.
 */
#ifndef LT_GEOM_OVERLAY_WORKER_H
#define LT_GEOM_OVERLAY_WORKER_H

#include "geom/overlay_lines.h"
#include "geom/overlay_paths.h"
#include "geom/overlay_pieces.h"

typedef struct {
  LtGeos *geos;
  LtOverlayRings *rings;
  LtOverlayPieces pieces;
  LtOverlayLines lines;
  LtOverlayAsker *askers; /**< of the region at hand, room for all of them */
  LtBorderPath *borders;  /**< of the region at hand; source: number of the path */
  LtPoint *points;
  size_t *located; /**< piece of each path */
  size_t cap_borders, cap_points, cap_located;
} LtOverlayWorker;

/** @p spare is borrowed, room for @p n_askers is made. */
LtOverlayWorker *lt_overlay_worker_new(LtOverlaySpare *spare, size_t n_askers);
void lt_overlay_worker_free(void *worker);

/** Read paths into borders. LT_ERROR_MEMORY. */
bool lt_overlay_worker_read(LtOverlayWorker *worker, const LtPairPath *paths, size_t n,
                            GError **error);

/** Read paths and link their region; see lt_overlay_rings_link(). */
bool lt_overlay_worker_link(LtOverlayWorker *worker, const LtPairPath *paths, size_t n,
                            bool is_unbounded, LtRegion *region, GError **error);

/** Find the piece of the region just linked that each of its @p n paths borders: located. */
bool lt_overlay_worker_locate(LtOverlayWorker *worker, const LtRegion *region, size_t n,
                              GError **error);

/** Judge a region as an input asks for it; see lt_overlay_pieces_judge(). The error says where. */
bool lt_overlay_worker_judge(LtOverlayWorker *worker, const LtOverlayInput *input,
                             const LtRegion *region, LtOverlayPair *pair, bool *has_area,
                             GError **error);

#endif
