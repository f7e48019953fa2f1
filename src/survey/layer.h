/**
 * @file layer.h
 * @brief A layer that parcels are compared with, in the CRS of all, as far as it is near them.
 *        Internal to survey/.
 */
#ifndef LT_SURVEY_LAYER_H
#define LT_SURVEY_LAYER_H

#include "io/source.h"

typedef struct {
  char *crs_name;
  double accuracy_m;                    /**< of the way to the CRS of all; < 0: unknown */
  size_t n_objects, n_repaired, n_lost; /**< of the whole layer; lost: without usable shape */
  LtShapes *shapes;                     /**< polygons whose boxes meet that of the parcels */
  int64_t *fids;                        /**< of these */
  char **names;                         /**< what people call them, NULL: nothing; of these */
  char **classes;                       /**< likewise; NULL: no class was asked for */
} LtSurveyLayer;

typedef struct {
  const char *named; /**< FILE or FILE:LAYER */
  bool wants_class;
  const char *class_field; /**< NULL: DLBM */
  const LtCrs *crs;        /**< of all */
  const LtPlane *plane;    /**< of it */
  LtBox box;               /**< of the parcels */
} LtSurveyLayerSpec;

/**
 * Read it.
 *
 * @return  free with lt_survey_layer_free(); NULL with LT_ERROR_USAGE (several layers and none
 *          named; the class field is missing), LT_ERROR_READ (also: no polygons), LT_ERROR_CRS,
 *          LT_ERROR_MEMORY, LT_ERROR_CANCELLED
 */
LtSurveyLayer *lt_survey_reference_read(const LtSurveyLayerSpec *spec, LtRun *run, GError **error);
void lt_survey_layer_free(LtSurveyLayer *layer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSurveyLayer, lt_survey_layer_free)

#endif
