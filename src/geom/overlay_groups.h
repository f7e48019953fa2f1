/**
 * @file overlay_groups.h
 * @brief The covers of an arrangement by the features of one layer.
 *
 * Internal to the overlay.
 */
#ifndef LT_GEOM_OVERLAY_GROUPS_H
#define LT_GEOM_OVERLAY_GROUPS_H

#include "geom/arrangement.h"

/** The features of a layer that count. Plain data. */
typedef struct {
  uint32_t first_member, n_features;
  const uint8_t *use; /**< 1 for each feature that counts, or NULL: all */
} LtOverlaySide;

/** Start as {0}. */
typedef struct {
  size_t *ends; /**< end in covers of each feature, then of those without any */
  const LtCovered **covers;
  size_t n_covers;
} LtOverlayGroups;

/** So many covers ahead is time enough to fetch one. */
#define LT_OVERLAY_AHEAD 8

/** Whether a feature of a side counts. */
static inline bool lt_overlay_side_uses(const LtOverlaySide *side, uint32_t feature)
{
  return side->use == NULL || side->use[feature];
}

/** Group the covers, in their order; they are borrowed. A cover is in the group of each of its
 * features that count. LT_ERROR_MEMORY; clear it either way. Cost: O(members of all covers). */
bool lt_overlay_groups_make(LtOverlayGroups *groups, const LtOverlaySide *side,
                            const LtArrangement *arrangement, GError **error);
void lt_overlay_groups_clear(LtOverlayGroups *groups);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtOverlayGroups, lt_overlay_groups_clear)

/** Tell the processor that the covers after number @p k will be asked for: they lie all over. */
static inline void lt_overlay_groups_prefetch(const LtOverlayGroups *groups, size_t k)
{
  if (k + 2 * LT_OVERLAY_AHEAD >= groups->n_covers)
    return;
  const LtCovered *next = groups->covers[k + LT_OVERLAY_AHEAD];
  __builtin_prefetch(groups->covers[k + 2 * LT_OVERLAY_AHEAD]);
  __builtin_prefetch(next->members);
  __builtin_prefetch(next->sum);
}

#endif
