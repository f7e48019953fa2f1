/**
 * @file sides_survey.h
 * @brief The 四至 sentences of a survey: which zone each is of, and what is told of it. Internal to
 *        survey/.
 */
#ifndef LT_SURVEY_SIDES_SURVEY_H
#define LT_SURVEY_SIDES_SURVEY_H

#include "survey/results.h"
#include "survey/sides_layers.h"

/** What the sentences of a run are compared with. */
typedef struct {
  GArray *sentences; /* of LtSentence */
  const char *shown; /* the table; NULL: one sentence */
  LtSidesLayers *layers;
  double tolerance_m;
} LtSurveySides;

/** Read what the call names; NULL with its errors. Free with lt_survey_sides_free(). */
LtSurveySides *lt_survey_sides_new(const LtSurveyFiles *files, GError **error);
void lt_survey_sides_free(LtSurveySides *sides);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSurveySides, lt_survey_sides_free)

/** Compare all zones, before their shapes are freed; add zones and notes to the files. */
bool lt_survey_sides_check(const LtSurveySides *sides, LtSurveyResults *results, LtRun *run,
                           GError **error);

#endif
