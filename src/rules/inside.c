/* Kind `inside`: every object of a lies within one single object of b.
 *
 * The one that covers most of it is looked at. Where an object of a meets none or one of b, what it
 * has outside of that one is what it has outside of all of b: one overlay with the others answers
 * it. Only objects that meet several need an overlay of their own, each with its one partner. */
#include "rules/approved.h"
#include "rules/ground.h"

#include <math.h>
#include <string.h>

/* Of each object of a. */
typedef struct {
  size_t *partners;  /* the object of b that covers most of it; LT_NO_FEATURE: none covers any */
  size_t *n_met;     /* objects of b that cover some of it */
  double *most_m2;   /* the most that one of them covers */
} Meeting;

static void meeting_clear(Meeting *meeting)
{
  g_free(meeting->partners);
  g_free(meeting->n_met);
  g_free(meeting->most_m2);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Meeting, meeting_clear)

static LtLack lack_of(const LtTask *task)
{
  const LtGroundLimits *limits = task->limits;
  LtLack lack = lt_lack_new(task, LT_OVERLAY_DIFFERENCE);
  lack.limits = *limits;
  return lack;
}

/* One overlay to see who meets whom, whose pieces are all tolerated and need no shapes, and one for
 * what lies outside of all. */
static bool ask(const LtTask *task, LtOverlayInput *inputs, size_t *n_inputs, GError **error)
{
  const LtGroundLimits *limits = task->limits;
  size_t n;
  lt_task_note_layers(task, LT_GEOM_POLYGON, LT_GEOM_POLYGON);
  inputs[0] = (LtOverlayInput){.question = LT_OVERLAY_SHARED,
                               .a = task->a->data->shapes,
                               .b = task->b->data->shapes,
                               .plane = &task->project->plane,
                               .pairs_only = true,
                               .bounds_widths = true,
                               .min_area_m2 = HUGE_VAL};
  inputs[0].use_a = lt_task_candidates(task->a, task->use_a, LT_GEOM_POLYGON, true, &n, error);
  inputs[0].use_b =
      inputs[0].use_a == NULL
          ? NULL
          : lt_task_candidates(task->b, task->use_b, LT_GEOM_POLYGON, true, &n, error);
  *n_inputs = 2;
  inputs[1] = inputs[0];
  inputs[1].question = LT_OVERLAY_DIFFERENCE;
  inputs[1].bounds_widths = false;
  inputs[1].min_area_m2 = limits->min_area_m2;
  inputs[1].min_width_m = limits->min_width_m;
  return inputs[0].use_b != NULL && lt_approved_split(task, &inputs[1], 1, n_inputs, error);
}

/* Areas nearer to each other than this are equal: which of two equal objects is named must not
 * depend on how crossings (4e-10 m) and sums are rounded. What one of them lacks by it has no
 * shape. */
#define EQUAL_M2 1e-7
#define EQUAL_PART 4e-15

static double shared_m2(const LtOverlayPair *pair)
{
  return pair->areas.planar_m2 + pair->tolerated.planar_m2;
}

/* Of those with the most ground: what certainly takes part, then the smaller identity. */
static bool is_better(const LtTask *task, size_t b, size_t than)
{
  if (than == LT_NO_FEATURE || task->use_b[b] != task->use_b[than])
    return than == LT_NO_FEATURE || task->use_b[b] == LT_TRUE;
  const LtObject one = {task->b, b}, other = {task->b, than};
  return lt_object_compare(&one, &other) < 0;
}

static bool meeting_fill(Meeting *meeting, const LtTask *task, const LtOverlay *shared,
                         GError **error)
{
  size_t n = task->a->data->shapes->n_features;
  meeting->partners = lt_alloc(n, sizeof *meeting->partners, "partners", error);
  meeting->n_met = lt_alloc(n, sizeof *meeting->n_met, "partners", error);
  meeting->most_m2 = lt_alloc(n, sizeof *meeting->most_m2, "partners", error);
  if (meeting->partners == NULL || meeting->n_met == NULL || meeting->most_m2 == NULL)
    return false;
  for (size_t i = 0; i < n; i++)
    meeting->partners[i] = LT_NO_FEATURE;
  for (size_t i = 0; i < shared->n_pairs; i++) {
    const LtOverlayPair *pair = &shared->pairs[i];
    meeting->n_met[pair->a]++;
    meeting->most_m2[pair->a] = fmax(meeting->most_m2[pair->a], shared_m2(pair));
  }
  for (size_t i = 0; i < shared->n_pairs; i++) {
    const LtOverlayPair *pair = &shared->pairs[i];
    double most_m2 = meeting->most_m2[pair->a];
    if (shared_m2(pair) >= most_m2 * (1 - EQUAL_PART) - EQUAL_M2 &&
        is_better(task, pair->b, meeting->partners[pair->a]))
      meeting->partners[pair->a] = pair->b;
  }
  return true;
}

/* What an object has outside of its partner; @p inside: on approved land, or NULL. */
static void judge(const LtTask *task, const Meeting *meeting, LtOverlayPair *pair,
                  const LtOverlay *inside)
{
  LtLack lack = lack_of(task);
  size_t partner = meeting->partners[pair->a];
  lt_lack_add(&lack, pair, partner == LT_NO_FEATURE ? (LtObject){0} : (LtObject){task->b, partner},
              inside);
}

/* Objects that lie in one that may take no part. */
static void note_unknown(const LtTask *task, const Meeting *meeting, const uint8_t *is_out)
{
  for (size_t i = 0; i < task->a->data->shapes->n_features; i++) {
    size_t partner = meeting->partners[i];
    if (partner != LT_NO_FEATURE && !is_out[i] && task->use_b[partner] == LT_UNKNOWN)
      lt_task_note_attribute(task, (LtObject){task->a, i}, (LtObject){task->b, partner}, NAN);
  }
}

/* Objects that meet several, and their partners; returns how many there are. */
static size_t several_use(const LtTask *task, const Meeting *meeting, uint8_t *use_a,
                          uint8_t *use_b)
{
  size_t n = 0;
  for (size_t i = 0; i < task->a->data->shapes->n_features; i++)
    if (meeting->n_met[i] > 1) {
      use_a[i] = use_b[meeting->partners[i]] = 1;
      n++;
    }
  return n;
}

/* The overlay of those that meet several, each with its partner, and that of approved land: as
 * ask() asks for those that meet one. Both NULL where there are none. */
static bool several_run(const LtTask *task, const Meeting *meeting, LtOverlay *several[2],
                        GError **error)
{
  const LtGroundLimits *limits = task->limits;
  const LtShapes *a = task->a->data->shapes, *b = task->b->data->shapes;
  g_autofree uint8_t *use_a = lt_alloc(a->n_features, 1, "partners", error);
  g_autofree uint8_t *use_b = lt_alloc(b->n_features, 1, "partners", error);
  if (use_a == NULL || use_b == NULL)
    return false;
  if (several_use(task, meeting, use_a, use_b) == 0)
    return true;
  LtOverlayInput inputs[2] = {{.question = LT_OVERLAY_DIFFERENCE, .a = a, .b = b, .use_a = use_a,
                               .use_b = use_b, .partners = meeting->partners,
                               .plane = &task->project->plane, .pairs_only = true,
                               .min_area_m2 = limits->min_area_m2,
                               .min_width_m = limits->min_width_m}};
  size_t n_inputs = 1;
  bool is_ok = lt_approved_split(task, inputs, 1, &n_inputs, error) &&
               lt_overlay_run_all(inputs, n_inputs, NULL, NULL, several, task->run, error);
  g_free((void *)inputs[0].use_mask);
  return is_ok;
}

/* Judge the objects that meet several, or those that do not, by the overlay that is made for
 * them. */
static void overlay_judge(const LtTask *task, const Meeting *meeting, LtOverlay *overlay,
                          bool is_of_several, bool is_inside, uint8_t *is_out)
{
  for (size_t i = 0; overlay != NULL && i < overlay->n_pairs; i++) {
    LtOverlayPair *pair = &overlay->pairs[i];
    if ((meeting->n_met[pair->a] > 1) != is_of_several)
      continue;
    is_out[pair->a] |= pair->shape != NULL;
    judge(task, meeting, pair, is_inside ? overlay : NULL);
  }
}

static bool has_shapes(const LtOverlay *overlay)
{
  for (size_t i = 0; overlay != NULL && i < overlay->n_pairs; i++)
    if (overlay->pairs[i].shape != NULL)
      return true;
  return false;
}

static bool take(const LtTask *task, LtOverlay **overlays, GError **error)
{
  g_auto(Meeting) meeting = {0};
  g_autofree uint8_t *is_out =
      lt_alloc(task->a->data->shapes->n_features, 1, "partners", error);
  LtOverlay *several[2] = {NULL, NULL};
  if (is_out == NULL || !meeting_fill(&meeting, task, overlays[0], error) ||
      !several_run(task, &meeting, several, error))
    return false;
  if (task->approved != NULL)
    lt_approved_note(task, has_shapes(several[0]) ? several[0] : overlays[1]);
  for (int is_inside = 0; is_inside <= (task->approved != NULL); is_inside++) {
    overlay_judge(task, &meeting, overlays[1 + is_inside], false, is_inside, is_out);
    overlay_judge(task, &meeting, several[is_inside], true, is_inside, is_out);
  }
  note_unknown(task, &meeting, is_out);
  for (size_t i = 0; i < G_N_ELEMENTS(several); i++)
    lt_overlay_free(several[i]);
  return true;
}

const LtKind lt_kind_inside = {.name = "inside",
                               .takes = LT_TAKES_TWO,
                               .takes_approved = true,
                               .limits = lt_ground_fields,
                               .n_limits = LT_GROUND_FIELDS,
                               .limits_size = sizeof(LtGroundLimits),
                               .defaults = &lt_ground_defaults,
                               .ask = ask,
                               .take = take};
