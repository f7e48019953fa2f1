#include "geom/overlay_groups.h"

void lt_overlay_groups_clear(LtOverlayGroups *groups)
{
  g_free(groups->ends);
  g_free(groups->covers);
  *groups = (LtOverlayGroups){0};
}

/* The next feature of a side in a cover from its i-th member on; false after the last. */
static inline bool feature_next(const LtOverlaySide *side, const LtCovered *covered, size_t *i,
                                uint32_t *feature)
{
  while (*i < covered->n_members) {
    uint32_t member = covered->members[(*i)++];
    *feature = member - side->first_member; /* wraps around for the layers before */
    if (*feature < side->n_features && lt_overlay_side_uses(side, *feature))
      return true;
  }
  return false;
}

static void groups_count(const LtOverlaySide *side, const LtArrangement *arrangement,
                         size_t *counts)
{
  for (size_t k = 0; k < arrangement->n_covered; k++) {
    size_t n = 0, i = 0;
    if (k + LT_OVERLAY_AHEAD < arrangement->n_covered)
      __builtin_prefetch(arrangement->covered[k + LT_OVERLAY_AHEAD].members);
    for (uint32_t feature; feature_next(side, &arrangement->covered[k], &i, &feature); n++)
      counts[feature]++;
    counts[side->n_features] += n == 0;
  }
}

/* Put each cover where the next of its groups goes. */
static void groups_fill(const LtOverlaySide *side, const LtArrangement *arrangement, size_t *places,
                        const LtCovered **covers)
{
  for (size_t k = 0; k < arrangement->n_covered; k++) {
    const LtCovered *covered = &arrangement->covered[k];
    size_t n = 0, i = 0;
    if (k + LT_OVERLAY_AHEAD < arrangement->n_covered)
      __builtin_prefetch(covered[LT_OVERLAY_AHEAD].members);
    for (uint32_t feature; feature_next(side, covered, &i, &feature); n++)
      covers[places[feature]++] = covered;
    if (n == 0)
      covers[places[side->n_features]++] = covered;
  }
}

bool lt_overlay_groups_make(LtOverlayGroups *groups, const LtOverlaySide *side,
                            const LtArrangement *arrangement, GError **error)
{
  size_t n_groups = (size_t)side->n_features + 1;
  /* counts one place on become places, and these become ends as they are used up */
  groups->ends = lt_alloc(n_groups + 1, sizeof *groups->ends, "covers", error);
  if (groups->ends == NULL)
    return false;
  groups_count(side, arrangement, groups->ends + 1);
  for (size_t i = 0; i < n_groups; i++)
    groups->ends[i + 1] += groups->ends[i];
  groups->n_covers = groups->ends[n_groups];
  groups->covers = lt_alloc(MAX(groups->n_covers, 1), sizeof *groups->covers, "covers", error);
  if (groups->covers == NULL)
    return false;
  groups_fill(side, arrangement, groups->ends, groups->covers);
  return true;
}
