/**
 * @file survey_layer.h
 * @brief Polygons of a layer as parcels, of any format that GDAL reads. Internal to io/.
 *
 * Lines of the survey are its features, from 1. Number, name and area of a parcel are the fields
 * with the names that standards and offices give them (docs/formats/survey-table.md).
 */
#ifndef LT_IO_SURVEY_LAYER_H
#define LT_IO_SURVEY_LAYER_H

#include "io/survey_text.h"

/**
 * Read a layer. The system of its file stands in LtSurveyText.crs.
 *
 * @param path   of the file
 * @param layer  in it; NULL: its only one
 * @return       NULL with the errors of lt_source_open(), LT_ERROR_READ (also: no polygon) or
 *               LT_ERROR_MEMORY
 */
LtSurveyText *lt_survey_layer_read(const char *path, const char *layer, const char *encoding,
                                   LtRun *run, GError **error);

#endif
