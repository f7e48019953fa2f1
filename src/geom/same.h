/**
 * @file same.h
 * @brief Polygons of a layer that have the same shape: the same ground, whatever they are made of.
 *
 * Where a ring begins, the order of rings and parts, and vertices on straight edges say nothing.
 * Rings that touch themselves may be walked otherwise: such shapes may count as different.
 */
#ifndef LT_GEOM_SAME_H
#define LT_GEOM_SAME_H

#include "geom/shapes.h"

/** Groups of two or more features each, in no certain order. */
typedef struct {
  size_t *features;   /**< group after group */
  size_t *group_ends; /**< end of each group in features */
  size_t n_groups;
} LtSame;

/**
 * Find the features that have the same shape. Exact.
 *
 * @param use   1 for each feature that takes part, or NULL: all polygons
 * @param same  receives the groups; clear with lt_same_clear() (g_auto), also after an error
 * @return      false with LT_ERROR_MEMORY
 * Cost: O(n log n) for n features, O(points); areas and memory only for features of the same box.
 */
bool lt_same_find(const LtShapes *shapes, const uint8_t *use, LtSame *same, GError **error);
void lt_same_clear(LtSame *same);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtSame, lt_same_clear)

#endif
