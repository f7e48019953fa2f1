/**
 * @file survey_table_system.h
 * @brief The system of coordinates that stands above a table of corners. Internal to io/.
 */
#ifndef LT_IO_SURVEY_TABLE_SYSTEM_H
#define LT_IO_SURVEY_TABLE_SYSTEM_H

#include "io/survey_columns.h"
#include "io/survey_text.h"

/** Take what labels say of the system; what is stated already stays. */
void lt_survey_system_take(LtSurveyText *text, const LtSurveyLabels *labels);

/** Look for names of systems, 3度带 and 中央子午线 in whatever stands in a row. */
void lt_survey_system_look(LtSurveyText *text, const LtSurveyRows *rows, size_t row);

#endif
