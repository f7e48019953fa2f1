/**
 * @file overlay_table.h
 * @brief The class × class table from the covers of the arrangement.
 *
 * Internal to the overlay.
 */
#ifndef LT_GEOM_OVERLAY_TABLE_H
#define LT_GEOM_OVERLAY_TABLE_H

#include "geom/arrangement.h"
#include "geom/overlay.h"

/** Fill in the cells and sums of @p overlay. LT_ERROR_MEMORY. */
bool lt_overlay_table_fill(const LtOverlayInput *input, const LtArrangement *arrangement,
                           LtOverlay *overlay, GError **error);

#endif
