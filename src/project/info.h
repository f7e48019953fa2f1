/**
 * @file info.h
 * @brief What `lantu info` knows of its files; the reports write it.
 */
#ifndef LT_PROJECT_INFO_H
#define LT_PROJECT_INFO_H

#include "crs/detect.h"
#include "io/info.h"
#include "project/known_layer.h"

#include <lantu/info.h>

/** A layer and what was concluded. */
typedef struct {
  LtLayerInfo *info;            /**< NULL: it could not be read */
  char *error;                  /**< why; NULL */
  LtCrsDiagnosis *diagnosis;    /**< NULL: it has no coordinates */
  const LtCrsReading *proposal; /**< of the diagnosis; NULL: none */
  LtKnownLayer *known;          /**< NULL: like no standard */
} LtInfoLayer;

typedef struct {
  char *name;        /**< as given */
  char *error;       /**< why nothing of it can be read; NULL */
  GPtrArray *layers; /**< of LtInfoLayer * */
} LtInfoFile;

struct LtInfo {
  GPtrArray *files; /**< of LtInfoFile * */
  char *outline;    /**< as given; NULL */
};

#endif
