/**
 * @file survey_file.h
 * @brief Survey texts from files and members of archives.
 */
#ifndef LT_IO_SURVEY_FILE_H
#define LT_IO_SURVEY_FILE_H

#include "io/survey_text.h"

/** A reader of the bytes of a file. */
typedef LtSurveyText *(*LtSurveyParse)(const char *bytes, size_t n, const char *name,
                                       const char *encoding, LtRun *run, GError **error);

/** Read a file, or a member of an archive, by @p parse; errors as below. */
LtSurveyText *lt_survey_file_parse(const char *shown, const char *opened, const char *encoding,
                                   LtSurveyParse parse, LtRun *run, GError **error);

/**
 * Read a survey text from a file.
 *
 * @param shown   for messages
 * @param opened  path, or a name of GDAL's for a member of an archive; NULL: @p shown
 * @param run     as there
 * @return        as lt_survey_text_parse(); NULL also with LT_ERROR_READ where it cannot be opened
 *                or is longer than LT_SURVEY_BYTES_MAX. A member of an archive needs memory for
 *                all of its bytes
 */
LtSurveyText *lt_survey_file_read(const char *shown, const char *opened, const char *encoding,
                                  LtRun *run, GError **error);

#endif
