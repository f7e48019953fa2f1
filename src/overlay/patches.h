/**
 * @file patches.h
 * @brief What takes part in patches, in an order that does not depend on that of the features.
 */
#ifndef LT_OVERLAY_PATCHES_H
#define LT_OVERLAY_PATCHES_H

#include "overlay/results.h"

/**
 * Sort the parts of every patch by the keys of both features, none first, then by area, the largest
 * first; only parts that are the same in all of that stand in the order of their features.
 *
 * @return  false with LT_ERROR_MEMORY
 */
bool lt_overlay_patches_sort(LtOverlayResults *results, GError **error);

#endif
