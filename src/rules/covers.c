/* Kind `covers`: the objects of b, of one layer or of several, together cover all ground of each
 * object of a. */
#include "rules/ground.h"

static LtLack lack_of(const LtTask *task)
{
  const LtGroundLimits *limits = task->limits;
  LtLack lack = lt_lack_new(task, LT_OVERLAY_DIFFERENCE);
  lack.limits = *limits;
  return lack;
}

static bool ask(const LtTask *task, LtOverlayInput *inputs, size_t *n_inputs, GError **error)
{
  LtLack lack = lack_of(task);
  lt_task_note_layers(task, LT_GEOM_POLYGON, LT_GEOM_POLYGON);
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
                               .takes_approved = true,
                               .takes_list = true,
                               .limits = lt_ground_fields,
                               .n_limits = LT_GROUND_FIELDS,
                               .limits_size = sizeof(LtGroundLimits),
                               .defaults = &lt_ground_defaults,
                               .ask = ask,
                               .take = take};
