/**
 * @file survey_table.h
 * @brief Tables of corners (界址点成果表) as surveys: from CSV files and sheets of workbooks
 *        (docs/formats/survey-table.md).
 */
#ifndef LT_IO_SURVEY_TABLE_H
#define LT_IO_SURVEY_TABLE_H

#include "io/survey_rows.h"
#include "io/survey_text.h"

/**
 * Read the parcels of a table. Lines of the survey are those of the rows.
 *
 * @param name  of the file for messages
 * @return      free with lt_survey_text_free(); NULL with LT_ERROR_READ (no row of titles, no
 *              points) or LT_ERROR_MEMORY
 */
LtSurveyText *lt_survey_table_read(const LtSurveyRows *rows, const char *name, LtRun *run,
                                   GError **error);

/** True when a row names columns of coordinates. */
bool lt_survey_table_is_one(const LtSurveyRows *rows);

#endif
