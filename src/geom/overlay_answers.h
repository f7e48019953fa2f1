/**
 * @file overlay_answers.h
 * @brief From sorted borders to the answers of all overlays.
 *
 * Internal to the overlay.
 */
#ifndef LT_GEOM_OVERLAY_ANSWERS_H
#define LT_GEOM_OVERLAY_ANSWERS_H

#include "geom/overlay_paths.h"

/**
 * Make the answers of the inputs of a plan, on all workers of @p run.
 *
 * @param spare_tiles  shapes may lie in what these and @p paths left over; NULL: not
 * @param overlays     one for each input: receive their pairs
 * @return             false with the errors of lt_overlay_run()
 */
bool lt_overlay_answers_make(const LtOverlayPlan *plan, LtOverlayPaths *paths, LtTiles *spare_tiles,
                             LtOverlay **overlays, LtRun *run, GError **error);

/** The features of an answer as it names them: inside one layer the smaller shape comes first, for
 * the order in the file says nothing. */
LtOverlayPair lt_overlay_pair_name(const LtOverlayInput *input, const LtOverlayAsker *asker);

/** Free answers and what is theirs. */
void lt_overlay_answers_free(LtOverlayPair *pairs, size_t n);

#endif
