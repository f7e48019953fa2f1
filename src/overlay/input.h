/**
 * @file input.h
 * @brief The inputs of an overlay, opened: files, layers, fields and the CRS of the work.
 */
#ifndef LT_OVERLAY_INPUT_H
#define LT_OVERLAY_INPUT_H

#include "overlay/results.h"

/**
 * The file and the layer of FILE or FILE:LAYER. Nothing is opened.
 *
 * @param file, layer  receive them, free with g_free(); the layer is NULL where none is named
 * @return             false with LT_ERROR_USAGE: the layer is named twice
 */
bool lt_overlay_input_split(const LtOverlayLayer *named, char **file, char **layer, GError **error);

/**
 * Open all files and find out everything that can be wrong with the call, before their features
 * are read.
 *
 * @param run  for the log, or NULL: it has been told
 * @return     false with the errors of lt_overlay_files()
 */
bool lt_overlay_input_open(LtOverlayResults *results, const LtOverlayFiles *files, LtRun *run,
                           GError **error);

#endif
