/**
 * @file overlay_masks.h
 * @brief Which features of a mask cover how much of what an overlay asks for inside of it.
 *
 * Internal to the overlay.
 */
#ifndef LT_GEOM_OVERLAY_MASKS_H
#define LT_GEOM_OVERLAY_MASKS_H

#include "geom/arrangement.h"
#include "geom/overlay_plan.h"

/** Fill in what is masked of the overlay that is input @p i of the plan, exact sums over covers.
 * LT_ERROR_MEMORY. */
bool lt_overlay_masks_fill(const LtOverlayPlan *plan, size_t i, const LtArrangement *arrangement,
                           LtOverlay *overlay, GError **error);

#endif
