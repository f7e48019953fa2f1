/**
 * @file layer_path.h
 * @brief FILE or FILE:LAYER, as options name a layer.
 */
#ifndef LT_IO_LAYER_PATH_H
#define LT_IO_LAYER_PATH_H

#include <stdbool.h>

/**
 * The file and the layer of FILE or FILE:LAYER; a file of the whole name goes first, then the longest
 * that is there. A connection to a database (lt_path_is_database()) has no layer in its name. Nothing is
 * opened.
 *
 * @param file, layer  receive them, free with g_free(); the layer is NULL where none is named
 * @return             true when a layer is named
 */
bool lt_layer_path_split(const char *named, char **file, char **layer);

#endif
