/* Kind `covers`: the objects of b together cover all ground of each object of a. */
#include "rules/ground.h"

static const LtField fields[] = {
    {"min_area_m2", LT_FIELD_NUMBER, offsetof(LtGroundLimits, min_area_m2), false, NULL, 0, 1e12},
    {"min_width_m", LT_FIELD_NUMBER, offsetof(LtGroundLimits, min_width_m), false, NULL, 0, 1e6},
};
static const LtGroundLimits defaults = {0, 0};

static LtLack lack_of(const LtTask *task)
{
  const LtGroundLimits *limits = task->limits;
  return (LtLack){.task = task, .question = LT_OVERLAY_DIFFERENCE, .layer = task->a,
                  .other = task->b, .use = task->use_a, .use_other = task->use_b,
                  .limits = *limits};
}

static bool ask(const LtTask *task, LtOverlayInput *inputs, size_t *n_inputs, GError **error)
{
  LtLack lack = lack_of(task);
  lt_task_note_accuracy(task);
  lt_task_note_shapeless(task, task->a, task->use_a, LT_GEOM_POLYGON, false);
  lt_task_note_shapeless(task, task->b, task->use_b, LT_GEOM_POLYGON, true);
  return lt_lack_ask(&lack, inputs, n_inputs, error);
}

static bool take(const LtTask *task, LtOverlay **overlays, GError **error)
{
  (void)error;
  LtLack lack = lack_of(task);
  size_t n_taken = 0;
  lt_lack_take(&lack, overlays, &n_taken);
  return true;
}

const LtKind lt_kind_covers = {.name = "covers",
                               .takes = LT_TAKES_TWO,
                               .limits = fields,
                               .n_limits = G_N_ELEMENTS(fields),
                               .limits_size = sizeof(LtGroundLimits),
                               .defaults = &defaults,
                               .ask = ask,
                               .take = take};
