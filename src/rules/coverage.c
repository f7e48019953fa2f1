/* Kind `coverage`: the objects of a cover their ground once and without gaps, and neighbours have
 * the same vertices on their common borders. */
#include "rules/coverage.h"

#include <math.h>
#include <string.h>

static const char *const faults[] = {
    [LT_COVERAGE_OVERLAPS] = "overlaps", [LT_COVERAGE_GAPS] = "gaps",
    [LT_COVERAGE_DUPLICATES] = "duplicates", [LT_COVERAGE_HOLES] = "holes",
    [LT_COVERAGE_MULTIPART] = "multipart", [LT_COVERAGE_VERTICES] = "vertices", NULL};

static const LtField fields[] = {
    {"find", LT_FIELD_CHOICES, offsetof(LtCoverageLimits, find), false, faults, 0, 0},
    {"min_area_m2", LT_FIELD_NUMBER, offsetof(LtCoverageLimits, ground.min_area_m2), false, NULL, 0,
     1e12},
    {"min_width_m", LT_FIELD_NUMBER, offsetof(LtCoverageLimits, ground.min_width_m), false, NULL, 0,
     1e6},
    {"near_m", LT_FIELD_NUMBER, offsetof(LtCoverageLimits, near_m), false, NULL, 0,
     LT_VERTEX_NEAR_MAX_M},
};
static const LtCoverageLimits defaults = {
    .find = 1U << LT_COVERAGE_OVERLAPS | 1U << LT_COVERAGE_GAPS | 1U << LT_COVERAGE_DUPLICATES};

static bool is_wanted(const LtTask *task, LtCoverageFault fault)
{
  const LtCoverageLimits *limits = task->limits;
  return (limits->find >> fault & 1) != 0;
}

/* Gaps and unmatched vertices depend on objects that may be there or not. */
static void note_unknown(const LtTask *task, const LtLayer *layer, const uint8_t *use, bool is_b)
{
  for (size_t i = 0; i < layer->data->shapes->n_features; i++) {
    if (use[i] != LT_UNKNOWN || layer->data->shapes->types[i] != LT_GEOM_POLYGON)
      continue;
    LtUndetermined entry = {.rule = task->rule, .value = NAN,
                            .reason = lt_message(LT_T_UNDETERMINED_COVERAGE)};
    *(is_b ? &entry.b : &entry.a) = (LtObject){layer, i};
    lt_results_add_undetermined(task->results, entry);
  }
}

static void use_copy(const LtLayer *layer, const uint8_t *from, uint8_t *to)
{
  if (layer->data->shapes->n_features > 0)
    memcpy(to, from, layer->data->shapes->n_features);
}

/* An overlay of a with itself, or of a with the frame for gaps. Of objects of the same shape one
 * stays for vertices: else it would be uncertain which of them is named. */
static bool ask_overlay(const LtTask *task, LtOverlayQuestion question, const uint8_t *use,
                        LtOverlayInput *input, GError **error)
{
  const LtCoverageLimits *limits = task->limits;
  size_t n, n_features = task->a->data->shapes->n_features;
  bool is_framed = question == LT_OVERLAY_GAPS && task->b != NULL;
  *input = (LtOverlayInput){.question = question,
                            .a = task->a->data->shapes,
                            .b = (is_framed ? task->b : task->a)->data->shapes,
                            .plane = &task->project->plane,
                            .pairs_only = true,
                            .near_m = limits->near_m,
                            .min_area_m2 = limits->ground.min_area_m2,
                            .min_width_m = limits->ground.min_width_m};
  uint8_t *own = lt_alloc(n_features, 1, "candidates", error);
  input->use_a = input->use_b = own;
  if (own == NULL)
    return false;
  use_copy(task->a, use, own);
  if (question == LT_OVERLAY_VERTICES && !is_wanted(task, LT_COVERAGE_DUPLICATES) &&
      !lt_coverage_drop_duplicates(task, false, own, error))
    return false;
  if (is_framed)
    input->use_b = lt_task_candidates(task->b, task->use_b, LT_GEOM_POLYGON, false, &n, error);
  return input->use_b != NULL;
}

static void note_all(const LtTask *task)
{
  bool wants_gaps = is_wanted(task, LT_COVERAGE_GAPS);
  lt_task_note_accuracy(task);
  lt_task_note_shapeless(task, task->a, task->use_a, LT_GEOM_POLYGON, false);
  if (wants_gaps || is_wanted(task, LT_COVERAGE_VERTICES))
    note_unknown(task, task->a, task->use_a, false);
  if (task->b == NULL || !wants_gaps)
    return;
  lt_task_note_shapeless(task, task->b, task->use_b, LT_GEOM_POLYGON, true);
  note_unknown(task, task->b, task->use_b, true);
}

/* What needs no overlay. Where duplicates are looked for one of each shape stays. */
static bool find_shapes(const LtTask *task, uint8_t *use, GError **error)
{
  if (is_wanted(task, LT_COVERAGE_HOLES) && !lt_coverage_find_holes(task, use, error))
    return false;
  if (is_wanted(task, LT_COVERAGE_MULTIPART) && !lt_coverage_find_multipart(task, use, error))
    return false;
  return !is_wanted(task, LT_COVERAGE_DUPLICATES) ||
         lt_coverage_drop_duplicates(task, true, use, error);
}

static bool ask(const LtTask *task, LtOverlayInput *inputs, size_t *n_inputs, GError **error)
{
  static const struct {
    LtCoverageFault fault;
    LtOverlayQuestion question;
  } questions[] = {{LT_COVERAGE_OVERLAPS, LT_OVERLAY_SHARED},
                   {LT_COVERAGE_GAPS, LT_OVERLAY_GAPS},
                   {LT_COVERAGE_VERTICES, LT_OVERLAY_VERTICES}};
  size_t n;
  note_all(task);
  g_autofree uint8_t *use =
      lt_task_candidates(task->a, task->use_a, LT_GEOM_POLYGON, true, &n, error);
  if (use == NULL || !find_shapes(task, use, error))
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS(questions); i++)
    if (is_wanted(task, questions[i].fault) &&
        !ask_overlay(task, questions[i].question, use, &inputs[(*n_inputs)++], error))
      return false;
  return true;
}

static bool take(const LtTask *task, LtOverlay **overlays, GError **error)
{
  const LtCoverageLimits *limits = task->limits;
  size_t n = 0;
  if (is_wanted(task, LT_COVERAGE_OVERLAPS)) {
    /* the frame has no part in overlaps */
    LtTask alone = *task;
    alone.b = NULL;
    LtOverlay *overlay = overlays[n++];
    for (size_t i = 0; i < overlay->n_pairs; i++)
      lt_ground_add_shared(&alone, "overlap", &limits->ground, &overlay->pairs[i]);
  }
  if (is_wanted(task, LT_COVERAGE_GAPS)) {
    LtOverlay *overlay = overlays[n++];
    for (size_t i = 0; i < overlay->n_pairs; i++)
      lt_coverage_add_gap(task, &overlay->pairs[i]);
  }
  return !is_wanted(task, LT_COVERAGE_VERTICES) ||
         lt_coverage_add_vertices(task, overlays[n]->vertices, error);
}

const LtKind lt_kind_coverage = {.name = "coverage",
                                 .takes = LT_TAKES_ONE_OR_TWO,
                                 .limits = fields,
                                 .n_limits = G_N_ELEMENTS(fields),
                                 .limits_size = sizeof(LtCoverageLimits),
                                 .defaults = &defaults,
                                 .ask = ask,
                                 .take = take};
