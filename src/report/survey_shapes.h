/**
 * @file survey_shapes.h
 * @brief Parcels and corners of lantu survey as rows with shapes, for all formats of shapes.
 */
#ifndef LT_REPORT_SURVEY_SHAPES_H
#define LT_REPORT_SURVEY_SHAPES_H

#include "io/gpkg.h"
#include "survey/results.h"

typedef enum { LT_SURVEY_PARCELS, LT_SURVEY_CORNERS, LT_SURVEY_N_SHAPES } LtSurveyShapes;

/** Takes a row; @p shapes NULL: it has no shape. Values as the table's columns. */
typedef bool (*LtSurveyRowFunc)(void *data, const LtShapes *shapes, size_t feature,
                                const LtValue *values, GError **error);

/** The CRS of all shapes. Free with lt_crs_free(); NULL with LT_ERROR_USAGE: no file is in one. */
LtCrs *lt_survey_shapes_crs(const LtSurveyResults *results, GError **error);

/** Name, columns and kind of shape; static. */
const LtGpkgTable *lt_survey_shapes_table(LtSurveyShapes which);

/** Hand all rows to @p func, in the order of the files; its error ends it. */
bool lt_survey_shapes_tell(LtSurveyShapes which, const LtSurveyResults *results,
                           LtSurveyRowFunc func, void *data, GError **error);

#endif
