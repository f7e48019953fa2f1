/**
 * @file classes.h
 * @brief Classes of the features of a layer as numbers.
 */
#ifndef LT_OVERLAY_CLASSES_H
#define LT_OVERLAY_CLASSES_H

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

/** Number of a class by its name, "" for none; SIZE_MAX: there is none. */
size_t lt_class_list_find(const LtClassList *list, const char *name);

#endif
