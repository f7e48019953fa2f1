/**
 * @file overlay_classes.h
 * @brief Classes of the features of a layer as numbers, and the pairs of classes that are wanted.
 */
#ifndef LT_RULES_OVERLAY_CLASSES_H
#define LT_RULES_OVERLAY_CLASSES_H

#include "project/project.h"

/** Classes in the order of their bytes; features without class first, whose name is NULL. */
typedef struct {
  const char **names; /**< borrowed from the layer */
  size_t n;           /**< at least 1 */
  uint32_t *numbers;  /**< class of each feature; 0 where it is no polygon */
} LtClassList;

/** Number the classes of the polygons of @p layer, which outlives the list. LT_ERROR_MEMORY. */
bool lt_class_list_fill(LtClassList *list, const LtLayer *layer, GError **error);
void lt_class_list_clear(LtClassList *list);

/** Pairs of class names with the lines they stand in. */
typedef struct LtClassPairs LtClassPairs;

/**
 * Read a CSV file of a header and two columns. UTF-8, UTF-16 with BOM or GB18030.
 *
 * @return  free with lt_class_pairs_free(); NULL with LT_ERROR_READ (it cannot be read) or
 *          LT_ERROR_USAGE (a line that has not two cells, no pairs; the message names the line)
 */
LtClassPairs *lt_class_pairs_load(const char *path, GError **error);
void lt_class_pairs_free(LtClassPairs *pairs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtClassPairs, lt_class_pairs_free)

/**
 * One byte for each pair of classes, a row for each class of @p a: 1 where it is wanted.
 *
 * @return  free with g_free(); NULL with LT_ERROR_USAGE (a class that the layer does not have, a
 *          pair in place of the header; the message names the line) or LT_ERROR_MEMORY
 */
uint8_t *lt_class_pairs_wanted(const LtClassPairs *pairs, const LtClassList *a,
                               const LtClassList *b, const char *const layers[2], GError **error);

#endif
