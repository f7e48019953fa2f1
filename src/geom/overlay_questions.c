#include "geom/overlay_questions.h"

#include <stdlib.h>

/* The members of one layer in a cover. */
typedef struct {
  const uint32_t *members;
  size_t n;
  uint32_t first; /* member of the layer */
  const uint8_t *use;
  const uint32_t *classes;
} Side;

/* A cover as a question sees it. */
typedef struct {
  const LtOverlayInput *input;
  uint32_t number; /* of the question in keys */
  bool is_same_layer;
  Side a, b;
  bool is_out; /* the mask, or a further layer, says that it does not count */
} Ground;

void lt_overlay_sides_clear(LtOverlaySides *sides)
{
  g_free(sides->left.keys);
  g_free(sides->right.keys);
  g_free(sides->choices);
  *sides = (LtOverlaySides){0};
}

bool lt_overlay_keys_add(LtOverlayKeys *keys, LtOverlayKey key, GError **error)
{
  if (!lt_grow(&keys->keys, &keys->cap, keys->n + 1, sizeof *keys->keys, "pairs", error))
    return false;
  keys->keys[keys->n++] = key;
  return true;
}

/* ---- covers ---- */

static Side side_of(const LtOverlayPlan *plan, size_t layer, const LtOverlayCover *cover)
{
  size_t begin = 0, end = cover->n;
  uint32_t first = (uint32_t)lt_overlay_first_member(plan, layer);
  while (begin < end && cover->members[begin] < first)
    begin++;
  while (begin < end && cover->members[end - 1] >= plan->member_ends[layer])
    end--;
  return (Side){.members = cover->members + begin, .n = end - begin, .first = first};
}

static bool is_used(const Side *side, uint32_t member)
{
  return side->use == NULL || side->use[member - side->first];
}

/* How many features of a cover count. */
static size_t used_count(const Side *side)
{
  size_t n = 0;
  for (size_t k = 0; k < side->n; k++)
    n += is_used(side, side->members[k]);
  return n;
}

static Ground ground_of(const LtOverlayPlan *plan, size_t i, const LtOverlayCover *cover)
{
  const LtOverlayInput *input = &plan->inputs[i];
  Ground ground = {.input = input,
                   .number = (uint32_t)(plan->n_members + i),
                   .is_same_layer = input->a == input->b,
                   .a = side_of(plan, plan->layers_a[i], cover),
                   .b = side_of(plan, plan->layers_b[i], cover)};
  ground.a.use = input->use_a;
  ground.b.use = input->use_b;
  ground.a.classes = input->classes_a;
  ground.b.classes = input->classes_b;
  if (input->mask != NULL) {
    Side mask = side_of(plan, plan->layers_mask[i], cover);
    mask.use = input->use_mask;
    ground.is_out = (used_count(&mask) > 0) != input->is_inside_mask;
  }
  for (size_t k = 0; k < LT_OVERLAY_MORE && input->more[k].shapes != NULL; k++) {
    Side more = side_of(plan, plan->layers_more[i * LT_OVERLAY_MORE + k], cover);
    more.use = input->more[k].use;
    ground.is_out = ground.is_out || used_count(&more) > 0;
  }
  return ground;
}

static bool side_has(const Side *side, uint32_t member)
{
  for (size_t k = 0; k < side->n; k++)
    if (side->members[k] == member)
      return is_used(side, member);
  return false;
}

/* ---- shared, with a mask ---- */

static bool shared_list(const LtOverlayPlan *plan, size_t i, const Ground *ground,
                        LtOverlayKeys *keys, GError **error)
{
  bool is_self = lt_overlay_is_self(ground->input);
  for (size_t k = 0; !ground->is_out && k < ground->b.n; k++)
    for (size_t l = 0; l < (is_self ? k : ground->a.n); l++) {
      uint32_t a = ground->a.members[l] - ground->a.first;
      uint32_t b = ground->b.members[k] - ground->b.first;
      bool is_wanted = !(ground->is_same_layer && a == b) &&
                       lt_overlay_input_wants(ground->input, a, b);
      LtOverlayKey key = {ground->b.members[k], plan->mask_firsts[i] + a};
      if (is_wanted && !lt_overlay_keys_add(keys, key, error))
        return false;
    }
  return true;
}

/* ---- differences ---- */

/* True when something is taken away from a feature there; @p n_b features of b cover the place. */
static bool is_taken(const Ground *ground, uint32_t member, size_t n_b)
{
  if (ground->input->partners != NULL) {
    size_t partner = ground->input->partners[member - ground->a.first];
    return partner != LT_NO_FEATURE && ground->b.first + partner != member &&
           side_has(&ground->b, ground->b.first + (uint32_t)partner);
  }
  return n_b > (ground->is_same_layer && is_used(&ground->b, member));
}

static bool differences_list(const Ground *ground, LtOverlayKeys *keys, GError **error)
{
  size_t n_b = ground->a.n == 0 ? 0 : used_count(&ground->b);
  for (size_t k = 0; !ground->is_out && k < ground->a.n; k++) {
    uint32_t member = ground->a.members[k];
    if (is_used(&ground->a, member) && !is_taken(ground, member, n_b) &&
        !lt_overlay_keys_add(keys, (LtOverlayKey){member, ground->number}, error))
      return false;
  }
  return true;
}

/* ---- gaps ---- */

static bool is_gap(const Ground *ground)
{
  return used_count(&ground->a) == 0 && (ground->is_same_layer || used_count(&ground->b) > 0);
}

/* A gap on one side only: it, and what features on the other side have in common with it. */
static bool gap_list(const Ground *gap, const Ground *other, LtOverlayKeys *keys, GError **error)
{
  for (size_t k = 0; k < other->a.n; k++) {
    uint32_t member = other->a.members[k];
    if (is_used(&other->a, member) &&
        !lt_overlay_keys_add(keys, (LtOverlayKey){member, gap->number}, error))
      return false;
  }
  return lt_overlay_keys_add(keys, (LtOverlayKey){gap->number, 0}, error);
}

static bool gaps_list(const Ground *left, const Ground *right, LtOverlaySides *sides,
                      GError **error)
{
  bool is_left = is_gap(left), is_right = is_gap(right);
  if (is_left == is_right)
    return true;
  return is_left ? gap_list(left, right, &sides->left, error)
                 : gap_list(right, left, &sides->right, error);
}

/* ---- patches ---- */

static int choice_compare(const void *a, const void *b)
{
  const LtOverlayChoice *x = a, *y = b;
  return (x->class_number > y->class_number) - (x->class_number < y->class_number);
}

/* The classes of the features that count, ascending; returns how many. */
static size_t choices_make(const Side *side, LtOverlayChoice *choices)
{
  size_t n = 0, n_merged = 0;
  for (size_t k = 0; k < side->n; k++) {
    uint32_t member = side->members[k];
    if (is_used(side, member))
      choices[n++] = (LtOverlayChoice){
          side->classes == NULL ? 0 : side->classes[member - side->first], member, 1};
  }
  if (n > 1)
    qsort(choices, n, sizeof *choices, choice_compare);
  for (size_t k = 0; k < n; k++) {
    if (n_merged > 0 && choice_compare(&choices[n_merged - 1], &choices[k]) == 0)
      choices[n_merged - 1].n_members++;
    else
      choices[n_merged++] = choices[k];
  }
  return n_merged;
}

/* True when two classes are those of one feature only, that lies in both layers. */
static bool is_one_feature(const LtOverlayChoice *a, const LtOverlayChoice *b)
{
  return a->n_members == 1 && b->n_members == 1 && a->member == b->member;
}

static bool patches_list(const Ground *ground, LtOverlaySides *sides, LtOverlayKeys *keys,
                         GError **error)
{
  if (ground->a.n == 0 || ground->b.n == 0)
    return true;
  if (!lt_grow(&sides->choices, &sides->cap_choices, ground->a.n + ground->b.n,
               sizeof *sides->choices, "classes of covers", error))
    return false;
  LtOverlayChoice *a = sides->choices, *b = a + ground->a.n;
  size_t n_a = choices_make(&ground->a, a), n_b = choices_make(&ground->b, b);
  bool is_self = lt_overlay_is_self(ground->input);
  for (size_t i = 0; i < n_a; i++)
    for (size_t j = is_self ? i : 0; j < n_b; j++) {
      uint32_t number;
      if (is_one_feature(&a[i], &b[j]) ||
          !lt_overlay_classes_wanted(ground->input, a[i].class_number, b[j].class_number, &number))
        continue;
      if (!lt_overlay_keys_add(keys, (LtOverlayKey){ground->number, number}, error))
        return false;
    }
  return true;
}

/* ---- borders ---- */

/* How many features that count are on one side of a path only. */
static size_t toggled_count(const Side *left, const Side *right)
{
  size_t n = 0;
  for (size_t l = 0, r = 0; l < left->n || r < right->n;) {
    uint32_t at_left = l < left->n ? left->members[l] : UINT32_MAX;
    uint32_t at_right = r < right->n ? right->members[r] : UINT32_MAX;
    n += at_left != at_right && is_used(left, MIN(at_left, at_right));
    l += at_left <= at_right;
    r += at_right <= at_left;
  }
  return n;
}

/* The features of a of this side; those that lie on the other side, too, are listed there again. */
static bool borders_list(const Ground *ground, size_t n_toggled, LtOverlayKeys *keys,
                         GError **error)
{
  for (size_t k = 0; k < ground->a.n; k++) {
    uint32_t member = ground->a.members[k];
    bool is_own = ground->is_same_layer && is_used(&ground->b, member);
    if (is_used(&ground->a, member) && n_toggled == is_own &&
        !lt_overlay_keys_add(keys, (LtOverlayKey){member, ground->number}, error))
      return false;
  }
  return true;
}

bool lt_overlay_question_list(const LtOverlayPlan *plan, size_t i, const LtOverlayCover *left,
                              const LtOverlayCover *right, LtOverlaySides *sides, GError **error)
{
  Ground at_left = ground_of(plan, i, left), at_right = ground_of(plan, i, right);
  LtOverlayKeys *keys_left = &sides->left, *keys_right = &sides->right;
  keys_left->n = keys_right->n = 0;
  if (at_left.a.n + at_left.b.n + at_right.a.n + at_right.b.n == 0)
    return true;
  switch (plan->inputs[i].question) {
  case LT_OVERLAY_VERTICES:
    break;
  case LT_OVERLAY_SHARED:
    return shared_list(plan, i, &at_left, keys_left, error) &&
           shared_list(plan, i, &at_right, keys_right, error);
  case LT_OVERLAY_DIFFERENCE:
    return differences_list(&at_left, keys_left, error) &&
           differences_list(&at_right, keys_right, error);
  case LT_OVERLAY_GAPS:
    return gaps_list(&at_left, &at_right, sides, error);
  case LT_OVERLAY_PATCHES:
    return patches_list(&at_left, sides, keys_left, error) &&
           patches_list(&at_right, sides, keys_right, error);
  case LT_OVERLAY_BORDERS: {
    size_t n_toggled = toggled_count(&at_left.b, &at_right.b);
    return borders_list(&at_left, n_toggled, keys_left, error) &&
           borders_list(&at_right, n_toggled, keys_right, error);
  }
  }
  return true;
}
