/* Kind `boundary`: the boundary of each object of a lies on boundaries of objects of b. */
#include "rules/ground.h"

typedef struct {
  double min_length_m;
} Limits;

static const LtField fields[] = {
    {"min_length_m", LT_FIELD_NUMBER, offsetof(Limits, min_length_m), false, NULL, 0, 1e9},
};
static const Limits defaults = {0};

static LtLack lack_of(const LtTask *task)
{
  const Limits *limits = task->limits;
  return (LtLack){.task = task, .question = LT_OVERLAY_BORDERS, .layer = task->a,
                  .other = task->b, .use = task->use_a, .use_other = task->use_b,
                  .min_length_m = limits->min_length_m};
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

const LtKind lt_kind_boundary = {.name = "boundary",
                                 .takes = LT_TAKES_TWO,
                                 .limits = fields,
                                 .n_limits = G_N_ELEMENTS(fields),
                                 .limits_size = sizeof(Limits),
                                 .defaults = &defaults,
                                 .ask = ask,
                                 .take = take};
