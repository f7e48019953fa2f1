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
  LtLack lack = lt_lack_new(task, LT_OVERLAY_BORDERS);
  lack.min_length_m = limits->min_length_m;
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

const LtKind lt_kind_boundary = {.name = "boundary",
                                 .takes = LT_TAKES_TWO,
                                 .limits = fields,
                                 .n_limits = G_N_ELEMENTS(fields),
                                 .limits_size = sizeof(Limits),
                                 .defaults = &defaults,
                                 .ask = ask,
                                 .take = take};
