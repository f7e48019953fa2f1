/**
 * @file survey_together.h
 * @brief What lantu survey says of all parcels together: reference layers, the zone set, the old
 *        boundary. Internal to report/.
 */
#ifndef LT_REPORT_SURVEY_TOGETHER_H
#define LT_REPORT_SURVEY_TOGETHER_H

#include "io/gpkg.h"
#include "report/json_whole.h"
#include "survey/results.h"

/** Mu of a planar area, as a survey states it. */
double lt_survey_mu(double m2);

/** Append it for people; nothing where nothing was asked. */
void lt_survey_together_print(GString *out, const LtSurveyResults *results, LtLang lang);

/** Set the members `crs`, `references`, `set`, `change`; each null where it was not asked. */
json_t *lt_survey_together_json(json_t *take_root, const LtSurveyResults *results);

/** Write the tables `reference` and `conflict`, `added`, `removed`, `change`: those that were
 * asked. */
bool lt_survey_together_write(LtGpkg *gpkg, const LtSurveyResults *results, GError **error);

#endif
