/**
 * @file context.h
 * @brief The objects that findings speak of, in findings.gpkg.
 */
#ifndef LT_REPORT_CONTEXT_H
#define LT_REPORT_CONTEXT_H

#include "io/gpkg.h"
#include "rules/results.h"

/** Write the shapes of all objects that findings name, each once: tables context_…. */
bool lt_context_write(LtGpkg *gpkg, const LtResults *results, LtRun *run, GError **error);

/** Write the objects that findings name beside their a and b: table finding_object. */
bool lt_involved_write(LtGpkg *gpkg, const LtResults *results, LtRun *run, GError **error);

#endif
