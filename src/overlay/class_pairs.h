/**
 * @file class_pairs.h
 * @brief The pairs of classes whose polygons are wanted: the file of --pairs.
 */
#ifndef LT_OVERLAY_CLASS_PAIRS_H
#define LT_OVERLAY_CLASS_PAIRS_H

#include "overlay/classes.h"

/** Pairs of class names, each of a layer, with the lines they stand in. */
typedef struct LtClassPairs LtClassPairs;

/** One of the two layers that are asked about. */
typedef struct {
  size_t number; /**< from 0 */
  const LtClassList *classes;
  const char *name; /**< for messages */
} LtPairsLayer;

/**
 * Read a CSV file of a header and two columns, classes of the first and the second layer; with more
 * than two layers four columns, number of a layer from 1, its class, and the same of another.
 * UTF-8, UTF-16 with BOM or GB18030; quotes as in RFC 4180, a quoted cell may hold line breaks.
 *
 * @return  free with lt_class_pairs_free(); NULL with LT_ERROR_READ (it cannot be read, or is no
 *          text) or LT_ERROR_USAGE (a record that has other cells, no header, no pairs, more than
 *          64 MiB; the message names the line where it begins)
 */
LtClassPairs *lt_class_pairs_load(const char *path, size_t n_layers, GError **error);
void lt_class_pairs_free(LtClassPairs *pairs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtClassPairs, lt_class_pairs_free)

/**
 * One byte for each pair of classes of two layers, a row for each class of the first: 1 where it is
 * wanted.
 *
 * @param layers  the smaller number first
 * @return        free with g_free(); NULL with LT_ERROR_USAGE (a class that the layer does not
 *                have, a class in the header; the message names the line) or LT_ERROR_MEMORY
 */
uint8_t *lt_class_pairs_wanted(const LtClassPairs *pairs, const LtPairsLayer layers[2],
                               GError **error);

#endif
