#include "geom/overlay_plan.h"

void lt_overlay_plan_clear(LtOverlayPlan *plan)
{
  for (size_t l = 0; plan->uses != NULL && l < plan->n_layers; l++)
    g_free(plan->uses[l]);
  g_free(plan->uses);
  g_free(plan->layers);
  g_free(plan->member_ends);
  g_free(plan->layers_a);
  g_free(plan->layers_b);
  g_free(plan->layers_mask);
  g_free(plan->layers_more);
  g_free(plan->mask_firsts);
  g_free(plan->ask_ends);
  g_free(plan->asks);
  g_free(plan->questions);
  *plan = (LtOverlayPlan){0};
}

/* ---- layers ---- */

static size_t layer_add(LtOverlayPlan *plan, const LtShapes *shapes)
{
  for (size_t l = 0; l < plan->n_layers; l++)
    if (plan->layers[l].shapes == shapes)
      return l;
  plan->layers[plan->n_layers].shapes = shapes;
  return plan->n_layers++;
}

/* Of the layers of an input: a, b, the mask, those that take ground away, too. */
#define INPUT_LAYERS (3 + LT_OVERLAY_MORE)

typedef struct {
  const LtShapes *shapes; /* or NULL: the input has no such layer */
  const uint8_t *use;
  size_t *layer; /* where the plan keeps its number */
} InputLayer;

static void input_layers(const LtOverlayPlan *plan, size_t i, InputLayer layers[INPUT_LAYERS])
{
  const LtOverlayInput *input = &plan->inputs[i];
  layers[0] = (InputLayer){input->a, input->use_a, &plan->layers_a[i]};
  layers[1] = (InputLayer){input->b, input->use_b, &plan->layers_b[i]};
  layers[2] = (InputLayer){input->mask, input->use_mask, &plan->layers_mask[i]};
  for (size_t k = 0; k < LT_OVERLAY_MORE; k++)
    layers[3 + k] = (InputLayer){input->more[k].shapes, input->more[k].use,
                                 &plan->layers_more[i * LT_OVERLAY_MORE + k]};
}

/* Of a layer that some inputs use in part only. */
static bool use_join(LtOverlayPlan *plan, size_t layer, GError **error)
{
  const LtShapes *shapes = plan->layers[layer].shapes;
  InputLayer of_input[INPUT_LAYERS];
  for (size_t i = 0; i < plan->n_inputs; i++) {
    input_layers(plan, i, of_input);
    for (size_t k = 0; k < INPUT_LAYERS; k++)
      if (of_input[k].shapes == shapes && of_input[k].use == NULL)
        return true;
  }
  uint8_t *use = lt_alloc(shapes->n_features, sizeof *use, "features of layers", error);
  if (use == NULL)
    return false;
  plan->uses[layer] = use;
  plan->layers[layer].use = use;
  for (size_t i = 0; i < plan->n_inputs; i++) {
    input_layers(plan, i, of_input);
    for (size_t k = 0; k < INPUT_LAYERS; k++)
      for (size_t f = 0; of_input[k].shapes == shapes && f < shapes->n_features; f++)
        use[f] |= of_input[k].use[f] != 0;
  }
  return true;
}

/* Keys of pairs with a mask come behind those of all inputs. */
static bool masks_number(LtOverlayPlan *plan, GError **error)
{
  size_t n = plan->n_inputs, n_keys = plan->n_members + n;
  plan->mask_firsts = lt_alloc(n, sizeof *plan->mask_firsts, "layers", error);
  if (plan->mask_firsts == NULL)
    return false;
  for (size_t i = 0; i < n; i++) {
    plan->mask_firsts[i] = (uint32_t)n_keys;
    if (lt_overlay_is_masked_pair(&plan->inputs[i]))
      n_keys += plan->inputs[i].a->n_features;
    if (n_keys > UINT32_MAX)
      return lt_fail(error, LT_ERROR_MEMORY, LT_T_ARRANGE_FEATURES, n_keys - n,
                     (size_t)UINT32_MAX - n);
  }
  return true;
}

/* How many layers the inputs name, each time they do. */
static size_t layers_bound(const LtOverlayInput *inputs, size_t n_inputs)
{
  size_t n = 3 * n_inputs;
  for (size_t i = 0; i < n_inputs; i++)
    for (size_t k = 0; k < LT_OVERLAY_MORE; k++)
      n += inputs[i].more[k].shapes != NULL;
  return n;
}

static bool layers_alloc(LtOverlayPlan *plan, GError **error)
{
  size_t n = plan->n_inputs, n_layers = layers_bound(plan->inputs, n);
  plan->layers = lt_alloc(n_layers, sizeof *plan->layers, "layers", error);
  plan->member_ends = lt_alloc(n_layers, sizeof *plan->member_ends, "layers", error);
  plan->uses = lt_alloc(n_layers, sizeof *plan->uses, "layers", error);
  plan->layers_a = lt_alloc(n, sizeof *plan->layers_a, "layers", error);
  plan->layers_b = lt_alloc(n, sizeof *plan->layers_b, "layers", error);
  plan->layers_mask = lt_alloc(n, sizeof *plan->layers_mask, "layers", error);
  plan->layers_more = lt_alloc(n * LT_OVERLAY_MORE, sizeof *plan->layers_more, "layers", error);
  return plan->layers != NULL && plan->member_ends != NULL && plan->uses != NULL &&
         plan->layers_a != NULL && plan->layers_b != NULL && plan->layers_mask != NULL &&
         plan->layers_more != NULL;
}

static bool layers_make(LtOverlayPlan *plan, GError **error)
{
  size_t n_members = 0;
  if (!layers_alloc(plan, error))
    return false;
  for (size_t i = 0; i < plan->n_inputs; i++) {
    InputLayer of_input[INPUT_LAYERS];
    input_layers(plan, i, of_input);
    for (size_t k = 0; k < INPUT_LAYERS; k++)
      *of_input[k].layer =
          of_input[k].shapes == NULL ? SIZE_MAX : layer_add(plan, of_input[k].shapes);
  }
  for (size_t l = 0; l < plan->n_layers; l++) {
    n_members += plan->layers[l].shapes->n_features;
    plan->member_ends[l] = n_members;
    if (!use_join(plan, l, error))
      return false;
  }
  plan->n_members = n_members;
  return masks_number(plan, error);
}

/* ---- who asks ---- */

static bool asks_for_pairs(const LtOverlayInput *input)
{
  return input->question == LT_OVERLAY_PATCHES ||
         (input->question == LT_OVERLAY_SHARED && !input->table_only && input->mask == NULL);
}

static size_t ask_index(const LtOverlayPlan *plan, size_t input)
{
  size_t a = plan->layers_a[input], b = plan->layers_b[input];
  return MIN(a, b) * plan->n_layers + MAX(a, b);
}

static bool asks_make(LtOverlayPlan *plan, GError **error)
{
  size_t n_ends = plan->n_layers * plan->n_layers;
  plan->ask_ends = lt_alloc(n_ends + 1, sizeof *plan->ask_ends, "layers", error);
  plan->asks = lt_alloc(plan->n_inputs, sizeof *plan->asks, "layers", error);
  if (plan->ask_ends == NULL || plan->asks == NULL)
    return false;
  for (size_t i = 0; i < plan->n_inputs; i++)
    plan->ask_ends[ask_index(plan, i) + 1] += asks_for_pairs(&plan->inputs[i]);
  for (size_t k = 0; k < n_ends; k++)
    plan->ask_ends[k + 1] += plan->ask_ends[k];
  for (size_t i = 0; i < plan->n_inputs; i++)
    if (asks_for_pairs(&plan->inputs[i]))
      plan->asks[plan->ask_ends[ask_index(plan, i)]++] = i;
  return true;
}

static bool questions_make(LtOverlayPlan *plan, GError **error)
{
  plan->questions = lt_alloc(plan->n_inputs, sizeof *plan->questions, "layers", error);
  if (plan->questions == NULL)
    return false;
  for (size_t i = 0; i < plan->n_inputs; i++) {
    const LtOverlayInput *input = &plan->inputs[i];
    size_t n_a = MAX(input->n_classes_a, 1), n_b = MAX(input->n_classes_b, 1);
    if ((input->question != LT_OVERLAY_SHARED && input->question != LT_OVERLAY_VERTICES) ||
        lt_overlay_is_masked_pair(input))
      plan->questions[plan->n_questions++] = i;
    if (input->question == LT_OVERLAY_PATCHES && n_a > UINT32_MAX / n_b)
      return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_CLASSES, n_a, n_b);
  }
  return true;
}

bool lt_overlay_plan_make(LtOverlayPlan *plan, const LtOverlayInput *inputs, size_t n_inputs,
                          GError **error)
{
  *plan = (LtOverlayPlan){.inputs = inputs, .n_inputs = n_inputs};
  return layers_make(plan, error) && asks_make(plan, error) && questions_make(plan, error);
}

static size_t layer_of(const LtOverlayPlan *plan, uint32_t member)
{
  size_t layer = 0;
  while (member >= plan->member_ends[layer])
    layer++;
  return layer;
}

bool lt_overlay_classes_wanted(const LtOverlayInput *input, uint32_t class_a, uint32_t class_b,
                               uint32_t *number)
{
  size_t n_b = MAX(input->n_classes_b, 1), index = class_a * n_b + class_b;
  if (input->question == LT_OVERLAY_PATCHES && lt_overlay_is_self(input)) {
    size_t turned = class_b * n_b + class_a;
    *number = (uint32_t)MIN(index, turned); /* the smaller class first */
    return input->wanted == NULL || input->wanted[index] || input->wanted[turned];
  }
  *number = (uint32_t)index;
  return input->wanted == NULL || input->wanted[index];
}

bool lt_overlay_input_wants(const LtOverlayInput *input, size_t a, size_t b)
{
  if ((input->use_a != NULL && !input->use_a[a]) || (input->use_b != NULL && !input->use_b[b]))
    return false;
  uint32_t number;
  return input->wanted == NULL ||
         lt_overlay_classes_wanted(input, input->classes_a == NULL ? 0 : input->classes_a[a],
                                   input->classes_b == NULL ? 0 : input->classes_b[b], &number);
}

/* Those that want a pair. Without room for them (NULL) it stops at the first. */
static size_t pair_askers(const LtOverlayPlan *plan, uint32_t low, uint32_t high,
                          LtOverlayAsker *askers)
{
  size_t layer_low = layer_of(plan, low), layer_high = layer_of(plan, high), n = 0;
  size_t list = layer_low * plan->n_layers + layer_high;
  size_t f = low - lt_overlay_first_member(plan, layer_low);
  size_t g = high - lt_overlay_first_member(plan, layer_high);
  for (size_t k = list == 0 ? 0 : plan->ask_ends[list - 1]; k < plan->ask_ends[list]; k++) {
    size_t i = plan->asks[k];
    const LtOverlayInput *input = &plan->inputs[i];
    bool is_same = layer_low == layer_high;
    if ((is_same || plan->layers_a[i] == layer_low) && lt_overlay_input_wants(input, f, g)) {
      if (askers == NULL)
        return 1;
      askers[n++] = (LtOverlayAsker){i, f, g};
    }
    if ((is_same ? !lt_overlay_is_self(input) : plan->layers_a[i] == layer_high) &&
        lt_overlay_input_wants(input, g, f)) {
      if (askers == NULL)
        return 1;
      askers[n++] = (LtOverlayAsker){i, g, f};
    }
  }
  return n;
}

bool lt_overlay_plan_wants(const LtOverlayPlan *plan, uint32_t low, uint32_t high)
{
  return pair_askers(plan, low, high, NULL) > 0;
}

size_t lt_overlay_plan_askers(const LtOverlayPlan *plan, LtOverlayKey key, LtOverlayAsker *askers)
{
  size_t i = lt_overlay_key_input(plan, key);
  if (i == SIZE_MAX)
    return pair_askers(plan, key.a, key.b, askers);
  bool is_of_member = key.a < plan->n_members;
  size_t first = lt_overlay_first_member(plan, plan->layers_a[i]);
  if (lt_overlay_is_masked_pair(&plan->inputs[i])) {
    first = lt_overlay_first_member(plan, plan->layers_b[i]);
    askers[0] = (LtOverlayAsker){i, key.b - plan->mask_firsts[i], key.a - first};
    return 1;
  }
  askers[0] = (LtOverlayAsker){i, is_of_member ? key.a - first : LT_NO_FEATURE, LT_NO_FEATURE};
  return 1;
}
