/**
 * @file overlay_table.h
 * @brief The class × class tables from the covers of the arrangement.
 *
 * Internal to the overlay.
 */
#ifndef LT_GEOM_OVERLAY_TABLE_H
#define LT_GEOM_OVERLAY_TABLE_H

#include "geom/arrangement.h"
#include "geom/overlay_plan.h"

/** Fill in the cells and sums of the overlays, one of each input of the plan, that want tables.
 * LT_ERROR_MEMORY. Cost: O(pairs in all covers of all tables). */
bool lt_overlay_tables_fill(const LtOverlayPlan *plan, const LtArrangement *arrangement,
                            LtOverlay **overlays, GError **error);

#endif
