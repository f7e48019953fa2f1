/* Kind `covers-each-other`: both layers cover the same ground. */
#include "rules/ground.h"

/* Of the one direction and of the other. */
static LtLack lack_of(const LtTask *task, bool is_back)
{
  const LtGroundLimits *limits = task->limits;
  LtLack lack = lt_lack_new(task, LT_OVERLAY_DIFFERENCE);
  lack.limits = *limits;
  if (is_back) {
    lack.layer = task->b;
    lack.other = task->a;
    lack.use = task->use_b;
    lack.use_other = task->use_a;
  }
  return lack;
}

static bool ask(const LtTask *task, LtOverlayInput *inputs, size_t *n_inputs, GError **error)
{
  LtLack there = lack_of(task, false), back = lack_of(task, true);
  lt_task_note_layers(task, LT_GEOM_POLYGON, LT_GEOM_POLYGON);
  task->outcome->n_checked += lt_task_count(task->b, task->use_b);
  return lt_lack_ask(&there, inputs, n_inputs, error) &&
         lt_lack_ask(&back, inputs, n_inputs, error);
}

static bool take(const LtTask *task, LtOverlay **overlays, GError **error)
{
  (void)error;
  size_t n_taken = 0;
  for (int is_back = 0; is_back < 2; is_back++) {
    LtLack lack = lack_of(task, is_back);
    lt_lack_take(&lack, overlays, &n_taken);
  }
  return true;
}

const LtKind lt_kind_covers_each_other = {.name = "covers-each-other",
                                          .takes = LT_TAKES_TWO,
                                          .takes_approved = true,
                                          .limits = lt_ground_fields,
                                          .n_limits = LT_GROUND_FIELDS,
                                          .limits_size = sizeof(LtGroundLimits),
                                          .defaults = &lt_ground_defaults,
                                          .ask = ask,
                                          .take = take};
