/**
 * @file ring_status.h
 * @brief The edges that a sweep line meets, from the lowest to the highest. Internal to the noding
 *        of rings.
 */
#ifndef LT_GEOM_RING_STATUS_H
#define LT_GEOM_RING_STATUS_H

#include "geom/exact.h"

/** No edge of the status. */
#define LT_NO_ITEM 0

/** An edge, and its place in a treap: a tree by order, a heap by random ranks. */
typedef struct {
  LtPoint from, to;         /**< its smaller and its larger end (lt_point_compare()) */
  uint32_t vertex;          /**< that it begins with, in the order of its ring */
  uint32_t below, above;    /**< neighbours */
  uint32_t left, right, up; /**< of the tree */
  uint32_t rank;
  bool is_forward; /**< its ring runs from its smaller to its larger end */
} LtStatusItem;

/** Start as {0}. Items are numbers from 1 on; they keep theirs until they are taken out. */
typedef struct {
  LtStatusItem *items;
  size_t n_items, cap_items;
  uint32_t root, lowest, unused; /**< unused: first of those taken out */
  uint32_t random;
} LtRingStatus;

void lt_ring_status_clear(LtRingStatus *status);

/** Take all items out. */
void lt_ring_status_empty(LtRingStatus *status);

/** Put an item in just above @p below, or LT_NO_ITEM: lowest of all; its edge is for the caller to
 * set. LT_NO_ITEM with LT_ERROR_MEMORY. */
uint32_t lt_ring_status_add(LtRingStatus *status, uint32_t below, GError **error);

void lt_ring_status_remove(LtRingStatus *status, uint32_t item);

/** The item that @p at lies on; else LT_NO_ITEM and in *@p below the one just below it. */
uint32_t lt_ring_status_find(const LtRingStatus *status, LtPoint at, uint32_t *below);

/** Side of @p at seen along the item: 1 above it. */
static inline int lt_status_side(const LtStatusItem *item, LtPoint at)
{
  return lt_sign(lt_cross(item->from, item->to, at));
}

#endif
