/**
 * @file read.h
 * @brief Reading the layers of an overlay: straight into tiles where that is possible.
 */
#ifndef LT_OVERLAY_READ_H
#define LT_OVERLAY_READ_H

#include "overlay/results.h"

/** How the layers are read. */
typedef struct {
  bool streams;   /**< deal the shapes out as they are read, when all files tell their extent and
                       stand in the CRS of the work; the layers then know the types of their
                       features, not their rings. Needs a third of the memory */
  LtTiles *tiles; /**< receives the finished tiles; NULL when the layers have their rings */
  bool is_unfit;  /**< receives true when a file does not keep to the extent it tells, or fills
                       little of it: open all again and read without streams */
} LtOverlayReading;

/**
 * Read the layers of opened sources, keys and classes included.
 *
 * @return  false with the errors of lt_overlay_files(), or with is_unfit and no error
 */
bool lt_overlay_read(LtOverlayResults *results, LtOverlayReading *reading, LtRun *run,
                     GError **error);

#endif
