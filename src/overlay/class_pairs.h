/**
 * @file class_pairs.h
 * @brief The pairs of classes whose polygons are wanted: the file of --pairs.
 */
#ifndef LT_OVERLAY_CLASS_PAIRS_H
#define LT_OVERLAY_CLASS_PAIRS_H

#include "overlay/classes.h"

/** Pairs of class names with the lines they stand in. */
typedef struct LtClassPairs LtClassPairs;

/**
 * Read a CSV file of a header and two columns. UTF-8, UTF-16 with BOM or GB18030.
 *
 * @return  free with lt_class_pairs_free(); NULL with LT_ERROR_READ (it cannot be read, or is no
 *          text) or LT_ERROR_USAGE (a line that has not two cells, no pairs, more than 64 MiB; the
 *          message names the line)
 */
LtClassPairs *lt_class_pairs_load(const char *path, GError **error);
void lt_class_pairs_free(LtClassPairs *pairs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtClassPairs, lt_class_pairs_free)

/**
 * One byte for each pair of classes, a row for each class of @p a: 1 where it is wanted.
 *
 * @param layers  names of the two layers, for messages
 * @return        free with g_free(); NULL with LT_ERROR_USAGE (a class that the layer does not
 *                have, a class in the header; the message names the line) or LT_ERROR_MEMORY
 */
uint8_t *lt_class_pairs_wanted(const LtClassPairs *pairs, const LtClassList *a,
                               const LtClassList *b, const char *const layers[2], GError **error);

#endif
