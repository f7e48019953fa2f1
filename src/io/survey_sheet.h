/**
 * @file survey_sheet.h
 * @brief Tables of corners in workbooks (XLSX, XLS, ODS). Internal to io/.
 */
#ifndef LT_IO_SURVEY_SHEET_H
#define LT_IO_SURVEY_SHEET_H

#include "io/survey_text.h"

/**
 * Read a sheet as lt_survey_table_read() does; lines are its rows, from 1.
 *
 * @param shown   for messages
 * @param opened  path
 * @param sheet   its name; NULL: the first with a table of corners
 * @return        NULL with LT_ERROR_READ (also: cannot be opened, no such sheet) or LT_ERROR_MEMORY
 */
LtSurveyText *lt_survey_sheet_read(const char *shown, const char *opened, const char *sheet,
                                   LtRun *run, GError **error);

/** The sheets of a workbook. */
typedef struct {
  GPtrArray *names; /**< of those with a table of corners, in their order */
  size_t n_others;  /**< that have something else in them */
} LtSurveySheets;

/** Find them. LT_ERROR_READ, LT_ERROR_MEMORY. Cost: reads the workbook. */
bool lt_survey_sheets_find(const char *shown, const char *opened, LtSurveySheets *sheets,
                           GError **error);
void lt_survey_sheets_clear(LtSurveySheets *sheets);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtSurveySheets, lt_survey_sheets_clear)

#endif
