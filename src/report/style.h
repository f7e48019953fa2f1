/**
 * @file style.h
 * @brief What makes findings.gpkg a map: styles, and the objects that findings speak of.
 */
#ifndef LT_REPORT_STYLE_H
#define LT_REPORT_STYLE_H

#include "io/gpkg.h"
#include "rules/results.h"

/** Put a QGIS style into the file that colours findings by severity. */
bool lt_style_write(LtGpkg *gpkg, const char *table, LtGeomType type, GError **error);

/** Write the shapes of all objects that findings name, each once: tables context_…. */
bool lt_context_write(LtGpkg *gpkg, const LtResults *results, LtRun *run, GError **error);

#endif
