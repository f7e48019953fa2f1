/**
 * @file survey_sides.h
 * @brief Zones whose 四至 sentence was compared, as text and as JSON. Internal to report/.
 */
#ifndef LT_REPORT_SURVEY_SIDES_H
#define LT_REPORT_SURVEY_SIDES_H

#include "survey/results.h"

#include <jansson.h>

/** "pass", "undetermined", "partly", "fail"; static. */
const char *lt_side_state_name(LtSideState state);
/** "east" …; static. */
const char *lt_side_name(LtSide side);

/** Append a table for each zone of a file. */
void lt_survey_sides_print(GString *out, const LtSurveyFile *file, double within_m, LtLang lang);

/** Zones of a file; null where no sentences were given. NULL when memory is short. */
json_t *lt_survey_sides_json(const LtSurveyFile *file);

#endif
