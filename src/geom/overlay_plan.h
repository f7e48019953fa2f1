/**
 * @file overlay_plan.h
 * @brief Many overlays in one arrangement: their layers, each once, and which overlay asks for which
 *        pair of features.
 *
 * Internal to the overlay. Members count through the features of all layers, in order.
 */
#ifndef LT_GEOM_OVERLAY_PLAN_H
#define LT_GEOM_OVERLAY_PLAN_H

#include "geom/overlay.h"

typedef struct {
  const LtOverlayInput *inputs; /**< borrowed */
  size_t n_inputs;
  LtOverlayTuples *tuples; /**< of all layers, to be filled in; or NULL */
  LtArrangeLayer *layers; /**< the shapes of all inputs, in the order they come first */
  size_t n_layers;
  size_t *member_ends;       /**< end of each layer's members */
  size_t *layers_a, *layers_b; /**< of each input */
  /** The inputs that want pairs of a feature of layer l and one of layer k >= l are those up to
   * ask_ends[l * n_layers + k] in asks. */
  size_t *ask_ends, *asks;
  uint8_t **uses; /**< of each layer: what some input uses, or NULL: all */
} LtOverlayPlan;

/** An overlay that wants a pair of members, and the features they are to it. */
typedef struct {
  size_t input;
  size_t a, b;
} LtOverlayAsker;

/** LT_ERROR_MEMORY. Clear it either way. */
bool lt_overlay_plan_make(LtOverlayPlan *plan, const LtOverlayInput *inputs, size_t n_inputs,
                          GError **error);
void lt_overlay_plan_clear(LtOverlayPlan *plan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtOverlayPlan, lt_overlay_plan_clear)

/** Pairs of one layer with itself, each once. */
static inline bool lt_overlay_is_self(const LtOverlayInput *input)
{
  return input->a == input->b && input->use_a == input->use_b;
}

/** True when some overlay wants the pair of two members, @p low < @p high. */
bool lt_overlay_plan_wants(const LtOverlayPlan *plan, uint32_t low, uint32_t high);

/** Those that want it, at most 2 of each input; returns how many. Without room for them (NULL) it
 * stops at the first. */
size_t lt_overlay_plan_askers(const LtOverlayPlan *plan, uint32_t low, uint32_t high,
                              LtOverlayAsker *askers);

#endif
