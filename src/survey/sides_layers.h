/**
 * @file sides_layers.h
 * @brief The layers of named features (--named), read into the plane of each zone.
 */
#ifndef LT_SURVEY_SIDES_LAYERS_H
#define LT_SURVEY_SIDES_LAYERS_H

#include "base/run.h"
#include "crs/crs.h"
#include "survey/sides_names.h"

typedef struct LtSidesLayers LtSidesLayers;

/**
 * Open the layers, so that what is wrong with them is told before anything is read.
 *
 * @param named  FILE[:LAYER[:FIELD]], NULL-terminated; the layer may be left out where there is
 *               one, the field where one has a usual name (NAME, 名称, DKMC …)
 * @return       free with lt_sides_layers_free(); NULL with the errors of lt_source_open(), or
 *               LT_ERROR_USAGE: no such field
 */
LtSidesLayers *lt_sides_layers_open(const char *const *named, GError **error);
void lt_sides_layers_free(LtSidesLayers *layers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSidesLayers, lt_sides_layers_free)

/** All named features in a plane; read once for each. Borrowed; NULL with the errors of
 * lt_source_read(). */
const LtSideNames *lt_sides_layers_names(LtSidesLayers *layers, const LtCrs *crs, LtRun *run,
                                         GError **error);

#endif
