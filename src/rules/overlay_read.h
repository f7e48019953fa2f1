/**
 * @file overlay_read.h
 * @brief Reading the two layers of an overlay: straight into tiles where that is possible.
 */
#ifndef LT_RULES_OVERLAY_READ_H
#define LT_RULES_OVERLAY_READ_H

#include "rules/overlay_files.h"

/**
 * Read both layers of opened sources, keys and classes included.
 *
 * @param streams  true: deal the shapes out as they are read, when both files tell their extent and
 *                 stand in the CRS of the work; the layers then know the types of their features,
 *                 not their rings. Needs half of the memory.
 * @param tiles    receives the finished tiles, or NULL when the layers have their rings
 * @param is_unfit receives true when a file does not keep to the extent it tells, or fills little of
 *                 it: read again without @p streams
 * @return         false with the errors of lt_overlay_files()
 */
bool lt_overlay_read(LtOverlayResults *results, bool streams, LtTiles **tiles, bool *is_unfit,
                     LtRun *run, GError **error);

#endif
