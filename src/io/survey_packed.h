/**
 * @file survey_packed.h
 * @brief Whether plain numbers of a table are decimal degrees or packed ones, ddd.mmssss. Internal
 * to io/.
 */
#ifndef LT_IO_SURVEY_PACKED_H
#define LT_IO_SURVEY_PACKED_H

#include "io/survey_angle.h"
#include "io/survey_columns.h"
#include "io/survey_parser.h"

/** What was seen. */
typedef struct {
  size_t n_plain; /**< points that both readings may be of */
  bool cannot_be; /**< some are no packed ones, or titles say which they are */
} LtSurveyPacked;

/** Look at a point as it was read. */
void lt_survey_packed_look(LtSurveyPacked *packed, const LtSurveyColumns *columns,
                           const LtSurveyAngle *x, const LtSurveyAngle *y);

/** Where both readings are left, take the one that the sides fit; without sides decimal ones are
 * kept and it is told. Call it when all points are taken. */
void lt_survey_packed_decide(const LtSurveyPacked *packed, LtSurveyParser *parser);

#endif
