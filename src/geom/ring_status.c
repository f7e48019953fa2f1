/* Seidel, Aragon: Randomized search trees (1996). The ranks come from a fixed sequence: the same
 * rings give the same tree. */
#include "geom/ring_status.h"

void lt_ring_status_clear(LtRingStatus *status)
{
  g_free(status->items);
  *status = (LtRingStatus){0};
}

void lt_ring_status_empty(LtRingStatus *status)
{
  status->n_items = 1; /* the first stands for none */
  status->root = status->lowest = status->unused = LT_NO_ITEM;
  status->random = 2463534242U;
}

/* Marsaglia: Xorshift RNGs (2003). */
static uint32_t rank_next(LtRingStatus *status)
{
  uint32_t x = status->random;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return status->random = x;
}

/* Put @p by in the place of a child. */
static void child_replace(LtRingStatus *status, uint32_t parent, uint32_t child, uint32_t by)
{
  LtStatusItem *items = status->items;
  if (parent == LT_NO_ITEM)
    status->root = by;
  else if (items[parent].left == child)
    items[parent].left = by;
  else
    items[parent].right = by;
  if (by != LT_NO_ITEM)
    items[by].up = parent;
}

/* Turn an item over its parent. */
static void item_rise(LtRingStatus *status, uint32_t item)
{
  LtStatusItem *items = status->items;
  uint32_t parent = items[item].up;
  bool is_left = items[parent].left == item;
  uint32_t moved = is_left ? items[item].right : items[item].left;
  child_replace(status, items[parent].up, parent, item);
  *(is_left ? &items[parent].left : &items[parent].right) = moved;
  if (moved != LT_NO_ITEM)
    items[moved].up = parent;
  *(is_left ? &items[item].right : &items[item].left) = parent;
  items[parent].up = item;
}

uint32_t lt_ring_status_add(LtRingStatus *status, uint32_t below, GError **error)
{
  uint32_t item = status->unused;
  if (item == LT_NO_ITEM) {
    if (!lt_grow(&status->items, &status->cap_items, status->n_items + 1, sizeof *status->items,
                 "edges of a polygon", error))
      return LT_NO_ITEM;
    item = (uint32_t)status->n_items++;
  } else {
    status->unused = status->items[item].up;
  }

  LtStatusItem *items = status->items;
  uint32_t above = below == LT_NO_ITEM ? status->lowest : items[below].above;
  items[item] = (LtStatusItem){.below = below, .above = above, .rank = rank_next(status)};
  *(below == LT_NO_ITEM ? &status->lowest : &items[below].above) = item;
  if (above != LT_NO_ITEM)
    items[above].below = item;

  /* of two neighbours, the lower one has nothing on its right or the higher one nothing on its left
   */
  bool hangs_below = below != LT_NO_ITEM && items[below].right == LT_NO_ITEM;
  items[item].up = hangs_below ? below : above;
  if (hangs_below)
    items[below].right = item;
  else
    *(above == LT_NO_ITEM ? &status->root : &items[above].left) = item;
  while (items[item].up != LT_NO_ITEM && items[items[item].up].rank < items[item].rank)
    item_rise(status, item);
  return item;
}

void lt_ring_status_remove(LtRingStatus *status, uint32_t item)
{
  LtStatusItem *items = status->items, *it = &items[item];
  *(it->below == LT_NO_ITEM ? &status->lowest : &items[it->below].above) = it->above;
  if (it->above != LT_NO_ITEM)
    items[it->above].below = it->below;
  while (it->left != LT_NO_ITEM && it->right != LT_NO_ITEM)
    item_rise(status, items[it->left].rank > items[it->right].rank ? it->left : it->right);
  child_replace(status, it->up, item, it->left != LT_NO_ITEM ? it->left : it->right);
  it->up = status->unused;
  status->unused = item;
}

uint32_t lt_ring_status_find(const LtRingStatus *status, LtPoint at, uint32_t *below)
{
  *below = LT_NO_ITEM;
  for (uint32_t item = status->root; item != LT_NO_ITEM;) {
    int side = lt_status_side(&status->items[item], at);
    if (side == 0)
      return item;
    if (side > 0)
      *below = item;
    item = side > 0 ? status->items[item].right : status->items[item].left;
  }
  return LT_NO_ITEM;
}
