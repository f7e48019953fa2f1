/* Kind `overlap`: objects of a share ground with objects of b, or with others of a; all pairs, or
 * those that a `where` of pairs wants. */
#include "rules/approved.h"
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
  return input->use_a != NULL && input->use_b != NULL &&
         lt_approved_split(task, input, 1, n_inputs, error);
}

/* LtTruth of the `where` for each pair. */
static uint8_t *pairs_where(const LtTask *task, const LtOverlay *overlay, GError **error)
{
  typedef size_t Rows[2];
  g_autofree Rows *rows = lt_alloc(overlay->n_pairs, sizeof *rows, "overlay pairs", error);
  if (rows == NULL)
    return NULL;
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    rows[i][0] = overlay->pairs[i].a;
    rows[i][1] = overlay->pairs[i].b;
  }
  return lt_table_where_pairs(task->a->table, task->b->table, task->rule->where,
                              (const size_t (*)[2])rows, overlay->n_pairs, task->run, error);
}

/* @p inside: the overlay is that of approved land. */
static bool take_overlay(const LtTask *task, LtOverlay *overlay, bool inside, GError **error)
{
  g_autofree uint8_t *truths = NULL;
  if (task->rule->where != NULL && (truths = pairs_where(task, overlay, error)) == NULL)
    return false;
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    LtOverlayPair *pair = &overlay->pairs[i];
    LtTruth truth = truths == NULL ? LT_TRUE : (LtTruth)truths[i];
    LtFinding finding;
    if (truth == LT_FALSE ||
        !lt_ground_find_shared(task, inside ? LT_FAULT_APPROVED : NULL, task->limits,
                               truth == LT_TRUE, pair, &finding))
      continue;
    lt_ground_tell_shared(task, task->limits, &finding);
    if (inside)
      lt_approved_mark(task, overlay, pair, &finding);
    lt_results_add_finding(task->results, finding);
  }
  return true;
}

static bool take(const LtTask *task, LtOverlay **overlays, GError **error)
{
  if (task->approved != NULL)
    lt_approved_note(task, overlays[0]);
  return take_overlay(task, overlays[0], false, error) &&
         (task->approved == NULL || take_overlay(task, overlays[1], true, error));
}

const LtKind lt_kind_overlap = {.name = "overlap",
                                .takes = LT_TAKES_ONE_OR_TWO,
                                .takes_approved = true,
                                .takes_where = true,
                                .limits = lt_ground_fields,
                                .n_limits = LT_GROUND_FIELDS,
                                .limits_size = sizeof(LtGroundLimits),
                                .defaults = &lt_ground_defaults,
                                .ask = ask,
                                .take = take};
