/**
 * @file input.h
 * @brief The inputs opened: files, layers, fields, the CRS of the work.
 */
#ifndef LT_NEAR_INPUT_H
#define LT_NEAR_INPUT_H

#include "near/results.h"

/** File and layer of FILE or FILE:LAYER, free with g_free(); the layer may be NULL. LT_ERROR_USAGE
 * where it is named twice. */
bool lt_near_input_split(const LtNearLayer *named, char **file, char **layer, GError **error);

/** Open both files and choose the plane. Errors of lt_near_files(). */
bool lt_near_input_open(LtNearResults *results, const LtNearFiles *files, LtRun *run,
                        GError **error);

/** After the target was read: on the plane of degrees a shape over the antimeridian has no image,
 * and could be what is nearest. LT_ERROR_USAGE. */
bool lt_near_images_check(const LtNearResults *results, GError **error);

#endif
