/**
 * @file survey_dxf.h
 * @brief Closed polylines of a DXF drawing as parcels (docs/formats/survey-table.md).
 *
 * ASCII DXF of any version: LWPOLYLINE and POLYLINE of the model space, closed by their flag or by
 * their last point. Lines of the survey are those of the file; 地块编号 is the handle of the
 * entity, 地块名称 its layer and the texts that stand in it and in no smaller parcel.
 */
#ifndef LT_IO_SURVEY_DXF_H
#define LT_IO_SURVEY_DXF_H

#include "io/survey_text.h"

/**
 * Read a drawing; arguments as of lt_survey_text_parse(). An encoding that the drawing states
 * (ANSI_936) goes before what is found.
 *
 * @return  NULL with LT_ERROR_READ (binary, DWG, no DXF, no closed polyline), LT_ERROR_MEMORY
 */
LtSurveyText *lt_survey_dxf_parse(const char *bytes, size_t n, const char *name,
                                  const char *encoding, LtRun *run, GError **error);

#endif
