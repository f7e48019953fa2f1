#include "geom/overlay_masks.h"

#include "geom/overlay_answers.h"
#include "geom/overlay_questions.h"

#include <stdlib.h>

/* What one cover has of it. */
typedef struct {
  size_t a, b, mask;
  LtFluxSum sum;
} Seen;

typedef struct {
  const LtOverlayPlan *plan;
  size_t input;
  LtOverlaySides sides; /* left: what is asked for there */
  Seen *seen;
  size_t n_seen, cap_seen;
} Masks;

static int seen_compare(const void *p1, const void *p2)
{
  const Seen *x = p1, *y = p2;
  if (x->a != y->a)
    return x->a < y->a ? -1 : 1;
  if (x->b != y->b)
    return x->b < y->b ? -1 : 1;
  return (x->mask > y->mask) - (x->mask < y->mask);
}

/* Each region that a cover is part of, with each feature of the mask in that cover. */
static bool cover_add(Masks *masks, const LtCovered *covered, const LtFluxSum *sum, GError **error)
{
  const LtOverlayPlan *plan = masks->plan;
  const LtOverlayInput *input = &plan->inputs[masks->input];
  size_t layer = plan->layers_mask[masks->input];
  size_t first = lt_overlay_first_member(plan, layer), end = plan->member_ends[layer];
  for (size_t k = 0; k < masks->sides.left.n; k++) {
    LtOverlayAsker asker;
    lt_overlay_plan_askers(plan, masks->sides.left.keys[k], &asker);
    LtOverlayPair name = lt_overlay_pair_name(input, &asker);
    for (size_t m = 0; m < covered->n_members; m++) {
      size_t member = covered->members[m];
      if (member < first || member >= end ||
          (input->use_mask != NULL && !input->use_mask[member - first]))
        continue;
      if (!lt_grow(&masks->seen, &masks->cap_seen, masks->n_seen + 1, sizeof *masks->seen,
                   "ground in masks", error))
        return false;
      masks->seen[masks->n_seen++] = (Seen){name.a, name.b, member - first, *sum};
    }
  }
  return true;
}

/* Sum up over the covers, and state the areas. */
static bool masks_finish(Masks *masks, const LtFlux *flux, LtOverlay *overlay, GError **error)
{
  if (masks->n_seen > 1)
    qsort(masks->seen, masks->n_seen, sizeof *masks->seen, seen_compare);
  overlay->masked = lt_alloc(masks->n_seen, sizeof *overlay->masked, "ground in masks", error);
  if (overlay->masked == NULL)
    return false;
  for (size_t i = 0, end; i < masks->n_seen; i = end) {
    LtFluxSum sum = {0};
    const Seen *seen = &masks->seen[i];
    for (end = i; end < masks->n_seen && seen_compare(seen, &masks->seen[end]) == 0; end++)
      lt_flux_sum_add(&sum, &masks->seen[end].sum, 1);
    if (sum.area2 > 0)
      overlay->masked[overlay->n_masked++] = (LtOverlayMasked){
          .a = seen->a, .b = seen->b, .mask = seen->mask, .areas = lt_flux_areas(flux, &sum)};
  }
  return true;
}

bool lt_overlay_masks_fill(const LtOverlayPlan *plan, size_t i, const LtArrangement *arrangement,
                           LtOverlay *overlay, GError **error)
{
  Masks masks = {.plan = plan, .input = i};
  const uint32_t none = 0;
  const LtOverlayCover nothing = {&none, 0};
  bool ok = true;
  for (size_t k = 0; ok && k < arrangement->n_covered; k++) {
    const LtCovered *covered = &arrangement->covered[k];
    LtOverlayCover cover = {covered->members, covered->n_members};
    LtFluxSum sum = *covered->sum;
    lt_flux_close(&arrangement->flux, &sum);
    ok = lt_overlay_question_list(plan, i, &cover, &nothing, &masks.sides, error) &&
         cover_add(&masks, covered, &sum, error);
  }
  ok = ok && masks_finish(&masks, &arrangement->flux, overlay, error);
  lt_overlay_sides_clear(&masks.sides);
  g_free(masks.seen);
  return ok;
}
