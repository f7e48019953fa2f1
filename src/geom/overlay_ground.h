/**
 * @file overlay_ground.h
 * @brief Gaps, or patches of two classes: an answer for each connected piece, and what takes part
 *        in it.
 *
 * Internal to the overlay. First the ground is made, by one worker; then parts are noted, by any
 * number of them; then all parts are handed over.
 */
#ifndef LT_GEOM_OVERLAY_GROUND_H
#define LT_GEOM_OVERLAY_GROUND_H

#include "geom/overlay_worker.h"

#include <pthread.h>

typedef struct {
  LtOverlayKey key;
  size_t input;         /**< that asks for it */
  LtOverlayPair *pairs; /**< of each piece, in their order; see lt_overlay_ground_has() */
  size_t n_pairs;
  struct LtGroundPath *paths; /**< all of the border, each with its piece */
  size_t n_paths;
  LtPoint *points; /**< of rings, of patches only */
  LtRegionRing *rings;
  size_t *ring_pieces;
  LtRingIndex index;
  pthread_mutex_t lock; /**< guards the notes */
  struct LtGroundNote *notes;
  size_t n_notes, cap_notes;
} LtOverlayGround;

/** Begin the ground of a key; clear it in any case. */
void lt_overlay_ground_begin(LtOverlayGround *ground, LtOverlayKey key, size_t input);
void lt_overlay_ground_clear(LtOverlayGround *ground);

/** Link the ground from its border and judge its pieces. Errors as those of a pair, and
 * LT_ERROR_CANCELLED. O(n log n) for n points. */
bool lt_overlay_ground_make(LtOverlayGround *ground, const LtOverlayInput *input,
                            LtOverlayWorker *worker, const LtPairPath *paths, size_t n, LtRun *run,
                            GError **error);

/** False for a piece without area: no answer. */
static inline bool lt_overlay_ground_has(const LtOverlayGround *ground, size_t piece)
{
  const LtOverlayPair *pair = &ground->pairs[piece];
  return pair->areas.planar_m2 > 0 || pair->tolerated.planar_m2 > 0;
}

/** Note how much of the border of each gap the feature @p a has with these paths; borders of no
 * piece that was made say nothing. Any thread, a worker each. LT_ERROR_MEMORY. O(n log n) for n
 * points. */
bool lt_overlay_ground_note_borders(LtOverlayGround *ground, LtOverlayWorker *worker,
                                    const LtPairPath *paths, size_t n, size_t a, GError **error);

/** Note the pieces of a region just linked from these paths, ground that the features of @p pair
 * share, for the patches they lie in. Any thread, a worker each. LT_ERROR_MEMORY. O(points), as a
 * rule. */
bool lt_overlay_ground_note_pieces(LtOverlayGround *ground, LtOverlayWorker *worker,
                                   const LtPlane *plane, const LtRegion *region,
                                   const LtPairPath *paths, size_t n, const LtOverlayPair *pair,
                                   GError **error);

/** Hand over the parts to the answers, sorted. LT_ERROR_MEMORY. */
bool lt_overlay_ground_finish(LtOverlayGround *ground, GError **error);

#endif
