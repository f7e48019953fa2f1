/**
 * @file survey_input.h
 * @brief Surveys from whatever files they come in: texts, tables of corners, drawings, layers.
 */
#ifndef LT_IO_SURVEY_INPUT_H
#define LT_IO_SURVEY_INPUT_H

#include "io/survey_text.h"

/** One survey to read. */
typedef struct {
  char *shown;   /**< for messages: the path, with a sheet or layer behind a colon */
  char *opened;  /**< path, or a name of GDAL's for a member of an archive */
  char *layer;   /**< sheet of a workbook, or layer; NULL: the only one */
  size_t n_left; /**< sheets of the workbook that are no tables of corners; told with the first */
} LtSurveyInput;

/** Free an LtSurveyInput. */
void lt_survey_input_free(void *input);

/**
 * Find the surveys of a path: a file, FILE:LAYER or FILE:SHEET; each sheet of a workbook that has a
 * table of corners; the `*.txt` of a folder or an archive.
 *
 * @return  of LtSurveyInput, at least one; free with g_ptr_array_unref(). NULL with LT_ERROR_READ
 *
 * Cost: reads workbooks to find their sheets.
 */
GPtrArray *lt_survey_inputs_find(const char *path, GError **error);

/**
 * Read a survey by what its ending says: .csv .tsv .xlsx .xls .ods are tables of corners, .dxf a
 * drawing, the endings of GDAL's formats layers; anything else a survey text, or a table of corners
 * where it has none of the signs of a text.
 *
 * @param run  bounds what is held, and cancels; NULL: nobody does
 * @return     free with lt_survey_text_free(); NULL with the errors of the readers
 */
LtSurveyText *lt_survey_input_read(const LtSurveyInput *input, const char *encoding, LtRun *run,
                                   GError **error);

#endif
