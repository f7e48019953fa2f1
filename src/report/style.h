/**
 * @file style.h
 * @brief QGIS styles of findings.gpkg.
 */
#ifndef LT_REPORT_STYLE_H
#define LT_REPORT_STYLE_H

#include "io/gpkg.h"

/** Put a QGIS style into the file that colours findings by severity. */
bool lt_style_write(LtGpkg *gpkg, const char *table, LtGeomType type, GError **error);

#endif
