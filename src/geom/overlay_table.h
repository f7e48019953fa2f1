/**
 * @file overlay_table.h
 * @brief The class × class table from the covers of the arrangement.
 *
 * Internal to the overlay.
 */
#ifndef LT_GEOM_OVERLAY_TABLE_H
#define LT_GEOM_OVERLAY_TABLE_H

#include "geom/arrangement.h"
#include "geom/overlay_plan.h"

/** Fill in the cells and sums of the overlay that is input @p i of the plan. LT_ERROR_MEMORY. */
bool lt_overlay_table_fill(const LtOverlayPlan *plan, size_t i, const LtArrangement *arrangement,
                           LtOverlay *overlay, GError **error);

#endif
