/**
 * @file overlay_plan.h
 * @brief Many overlays in one arrangement: their layers, each once, and which overlay asks for
 *        which region.
 *
 * Internal to the overlay. Members count through the features of all layers, in order.
 */
#ifndef LT_GEOM_OVERLAY_PLAN_H
#define LT_GEOM_OVERLAY_PLAN_H

#include "geom/overlay.h"

/**
 * The name of a region, or of borders: of two members a < b the ground they share; else what input
 * i asks for:
 *   difference, borders  a: the member, b: n_members + i
 *   shared, with a mask  a: the member of b, b: mask_firsts[i] + the feature of a; of two members
 *                        of one layer a is the larger
 *   gaps                 a: n_members + i, b: 0
 *   their borders        a: the member that has them in common with gaps, b: n_members + i
 *   patches              a: n_members + i, b: number of their two classes
 */
typedef struct {
  uint32_t a, b;
} LtOverlayKey;

typedef struct {
  const LtOverlayInput *inputs; /**< borrowed */
  size_t n_inputs;
  LtOverlayTuples *tuples; /**< of all layers, to be filled in; or NULL */
  LtArrangeLayer *layers; /**< the shapes of all inputs, in the order they come first */
  size_t n_layers;
  size_t *member_ends;       /**< end of each layer's members */
  size_t n_members;
  size_t *layers_a, *layers_b; /**< of each input */
  size_t *layers_mask;         /**< of each input; SIZE_MAX: none */
  size_t *layers_more;         /**< LT_OVERLAY_MORE of each input; SIZE_MAX: none */
  uint32_t *mask_firsts;       /**< of each input, ascending: see LtOverlayKey */
  /** The inputs that want pairs of a feature of layer l and one of layer k >= l are those up to
   * ask_ends[l * n_layers + k] in asks. */
  size_t *ask_ends, *asks;
  size_t *questions; /**< inputs that ask for regions other than what pairs share */
  size_t n_questions;
  uint8_t **uses; /**< of each layer: what some input uses, or NULL: all */
} LtOverlayPlan;

/** An overlay that wants a region, and the features it is of: b is LT_NO_FEATURE where there is one
 * only, and a, too, where there is none. */
typedef struct {
  size_t input;
  size_t a, b;
} LtOverlayAsker;

/** LT_ERROR_MEMORY, or LT_ERROR_USAGE for more than 2^32 - 1 pairs of classes of patches. Clear it
 * either way. */
bool lt_overlay_plan_make(LtOverlayPlan *plan, const LtOverlayInput *inputs, size_t n_inputs,
                          GError **error);
void lt_overlay_plan_clear(LtOverlayPlan *plan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtOverlayPlan, lt_overlay_plan_clear)

/** Pairs of one layer with itself, each once. */
static inline bool lt_overlay_is_self(const LtOverlayInput *input)
{
  return input->a == input->b && input->use_a == input->use_b;
}

/** Pairs in a mask, or outside of it: they have keys of their own. */
static inline bool lt_overlay_is_masked_pair(const LtOverlayInput *input)
{
  return input->mask != NULL && input->question == LT_OVERLAY_SHARED;
}

/** The input whose question a key is of, or SIZE_MAX: of two members. */
static inline size_t lt_overlay_key_input(const LtOverlayPlan *plan, LtOverlayKey key)
{
  if (key.a >= plan->n_members) /* of patches b counts classes */
    return key.a - plan->n_members;
  if (key.b < plan->n_members)
    return SIZE_MAX;
  size_t i = key.b - plan->n_members;
  if (i < plan->n_inputs)
    return i;
  for (i = plan->n_inputs - 1;
       key.b < plan->mask_firsts[i] || !lt_overlay_is_masked_pair(&plan->inputs[i]);)
    i--;
  return i;
}

/** First member of a layer. */
static inline size_t lt_overlay_first_member(const LtOverlayPlan *plan, size_t layer)
{
  return layer == 0 ? 0 : plan->member_ends[layer - 1];
}

/** Whether ground that features of two classes share is wanted of pairs or patches, and the number
 * of these classes. Inside one layer patches have the smaller class first, and either order may be
 * the wanted one. */
bool lt_overlay_classes_wanted(const LtOverlayInput *input, uint32_t class_a, uint32_t class_b,
                               uint32_t *number);

/** True when an overlay wants feature a of its first layer with feature b of its second one. */
bool lt_overlay_input_wants(const LtOverlayInput *input, size_t a, size_t b);

/** True when some overlay wants the pair of two members, @p low < @p high. */
bool lt_overlay_plan_wants(const LtOverlayPlan *plan, uint32_t low, uint32_t high);

/** Those that want a region, at most 2 of each input; returns how many. Who asks for patches wants
 * the pairs in them. */
size_t lt_overlay_plan_askers(const LtOverlayPlan *plan, LtOverlayKey key, LtOverlayAsker *askers);

#endif
