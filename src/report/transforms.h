/**
 * @file transforms.h
 * @brief Changes of datum by the user's own parameters, and the residuals of control points.
 *
 * Neither parameters nor coordinates of control points are written: those of China are classified
 * as a rule.
 */
#ifndef LT_REPORT_TRANSFORMS_H
#define LT_REPORT_TRANSFORMS_H

#include "io/gpkg.h"
#include "project/project.h"

#include <jansson.h>

/** Tables of residuals, for people; nothing without control points. */
void lt_transforms_print(GString *out, const LtProject *project, LtLang lang);

/** `transforms` and `control_points` of the JSON, lists that may be empty. NULL: no memory. */
json_t *lt_transforms_json(const LtProject *project);
json_t *lt_control_points_json(const LtProject *project);

/** Tables `transform` and `control_point`. LT_ERROR_WRITE. */
bool lt_transforms_write(LtGpkg *gpkg, const LtProject *project, GError **error);

#endif
