/**
 * @file crs_compare.h
 * @brief Layers against each other: constant offsets, points of web maps. Internal to rules/.
 */
#ifndef LT_RULES_CRS_COMPARE_H
#define LT_RULES_CRS_COMPARE_H

#include "rules/kind.h"

/** Add a finding for each layer whose borders stand off those of others by a constant.
 * LT_ERROR_MEMORY, LT_ERROR_CANCELLED. */
bool lt_crs_compare_offsets(const LtTask *task, GError **error);

/** Add a finding for each layer of points that lie in polygons of another layer once the offset of a
 * web map is undone, and do not as they are. LT_ERROR_CANCELLED. */
bool lt_crs_compare_maps(const LtTask *task, GError **error);

#endif
