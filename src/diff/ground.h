/**
 * @file ground.h
 * @brief Findings of two runs that lie on the same ground.
 */
#ifndef LT_DIFF_GROUND_H
#define LT_DIFF_GROUND_H

#include "io/findings_file.h"

/** Polygons are the same that have so much of each in common. */
#define LT_SAME_SHARE 0.8
/** Lines and points are, where their boxes differ by no more on any side. */
#define LT_SAME_M 0.1

/**
 * Pair findings of one rule, fault and pair of layers, those with most in common first; each is in
 * one pair at most.
 *
 * @param partners  in and out: of each finding of @p before the one of @p after; SIZE_MAX where one
 *                  is looked for
 * @param is_taken  of each finding of @p after: it has a partner. In and out
 * @return          false with LT_ERROR_MEMORY, LT_ERROR_CRS, LT_ERROR_GEOMETRY or
 *                  LT_ERROR_CANCELLED. Cost: an overlay of the polygons that are left
 */
bool lt_ground_pair(const LtFindingsFile *before, const LtFindingsFile *after, size_t *partners,
                    bool *is_taken, LtRun *run, GError **error);

#endif
