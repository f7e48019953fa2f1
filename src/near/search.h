/**
 * @file search.h
 * @brief Read the features and measure each as it comes; none of them stays in memory.
 */
#ifndef LT_NEAR_SEARCH_H
#define LT_NEAR_SEARCH_H

#include "near/results.h"

/** Fill counts and rows, these not in their order yet. Errors of lt_near_files(). */
bool lt_near_search(LtNearResults *results, LtRun *run, GError **error);

/** The ring a distance is in, or LT_NEAR_BEYOND. */
unsigned lt_near_ring(const LtNearResults *results, double distance_m);

/** The same where it may be off by results->doubt_m; LT_NEAR_UNDETERMINED: a limit lies between. */
unsigned lt_near_class(const LtNearResults *results, double distance_m);

#endif
