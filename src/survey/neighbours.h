/**
 * @file neighbours.h
 * @brief Which parcels of a run lie near a place, and how long the border is that two have in
 *        common.
 *
 * Parcels of one coordinate system know each other; one that is not whole, or of no system, knows
 * none. Results must keep their shapes. Read-only once built: any number of threads may ask.
 */
#ifndef LT_SURVEY_NEIGHBOURS_H
#define LT_SURVEY_NEIGHBOURS_H

#include "survey/results.h"

/** Borders that are no farther apart are one: the limit of a side check (domain §6). */
#define LT_SURVEY_TOUCH_M 0.1

typedef struct LtSurveyNeighbours LtSurveyNeighbours;

/** Index all parcels of @p results, which must outlive it. NULL with LT_ERROR_MEMORY.
 * O(points + n log n) for n parcels. */
LtSurveyNeighbours *lt_survey_neighbours_new(const LtSurveyResults *results, GError **error);
void lt_survey_neighbours_free(LtSurveyNeighbours *neighbours);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSurveyNeighbours, lt_survey_neighbours_free)

typedef struct {
  const LtSurveyFile *file;
  size_t parcel;
} LtSurveyNeighbour;

/** Other parcels than that of @p file whose boxes share a point with @p box, in the order of files
 * and parcels. Free with g_array_unref(): of LtSurveyNeighbour. O(log n + found log found). */
GArray *lt_survey_neighbours_find(const LtSurveyNeighbours *neighbours, const LtSurveyFile *file,
                                  size_t parcel, const LtBox *box);

/**
 * Whether two parcels come as near as LT_SURVEY_TOUCH_M to each other, by their borders.
 *
 * @param shared_m  receives how much of the border of @p one lies along that of @p other, metres
 * @param touches   receives the answer; one parcel inside of another one does not touch it
 * @return          false with LT_ERROR_MEMORY
 *
 * Cost: O((n + m) log m) for the edges near the other one.
 */
bool lt_survey_border_shared(const LtSurveyNeighbour *one, const LtSurveyNeighbour *other,
                             bool *touches, double *shared_m, GError **error);

#endif
