/* Kind `overlap`: objects of a share ground with objects of b, or with others of a. */
#include "rules/ground.h"

static bool ask(const LtTask *task, LtOverlayInput *input, size_t *n_inputs, GError **error)
{
  const LtGroundLimits *limits = task->limits;
  const LtLayer *layer_b = task->b == NULL ? task->a : task->b;
  size_t n;
  *n_inputs = 1;
  lt_task_note_layers(task, LT_GEOM_POLYGON, LT_GEOM_POLYGON);
  *input = (LtOverlayInput){.a = task->a->data->shapes, .b = layer_b->data->shapes,
                            .plane = &task->project->plane, .pairs_only = true,
                            .min_area_m2 = limits->min_area_m2,
                            .min_width_m = limits->min_width_m};
  input->use_a = lt_task_candidates(task->a, task->use_a, LT_GEOM_POLYGON, true, &n, error);
  input->use_b = input->use_a;
  if (input->use_a != NULL && task->b != NULL)
    input->use_b = lt_task_candidates(task->b, task->use_b, LT_GEOM_POLYGON, true, &n, error);
  return input->use_a != NULL && input->use_b != NULL;
}

static bool take(const LtTask *task, LtOverlay **overlays, GError **error)
{
  (void)error;
  for (size_t i = 0; i < overlays[0]->n_pairs; i++)
    lt_ground_add_shared(task, NULL, task->limits, &overlays[0]->pairs[i]);
  return true;
}

const LtKind lt_kind_overlap = {.name = "overlap",
                                .takes = LT_TAKES_ONE_OR_TWO,
                                .limits = lt_ground_fields,
                                .n_limits = LT_GROUND_FIELDS,
                                .limits_size = sizeof(LtGroundLimits),
                                .defaults = &lt_ground_defaults,
                                .ask = ask,
                                .take = take};
