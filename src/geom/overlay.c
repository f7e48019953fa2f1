#include "geom/overlay.h"

#include "geom/overlay_paths.h"
#include "geom/overlay_pieces.h"
#include "geom/overlay_table.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const LtOverlayPlan *plan;
  const LtOverlayPaths *paths;
  LtOverlaySpare spare;
  size_t *answer_ends; /* of each pair of the paths: one answer for each overlay that asks for it */
  LtOverlayPair *answers;  /* those without area have no pieces */
  uint32_t *answer_inputs; /* of each answer: the overlay that asked, or NO_AREA */
  size_t n_answers;
} Job;

#define NO_AREA UINT32_MAX

/* State of one worker. */
typedef struct {
  LtGeos *geos;
  LtOverlayRings *rings;
  LtOverlayPieces pieces;
  LtOverlayAsker *askers; /* of the pair at hand */
  LtBorderPath *borders;
  LtPoint *points;
  size_t cap_borders, cap_points;
} Worker;

static void pairs_free(LtOverlayPair *pairs, size_t n)
{
  for (size_t i = 0; pairs != NULL && i < n; i++) {
    lt_shapes_free(pairs[i].shape);
    g_free(pairs[i].parts);
  }
  g_free(pairs);
}

void lt_overlay_free(LtOverlay *overlay)
{
  if (overlay == NULL)
    return;
  pairs_free(overlay->pairs, overlay->n_pairs);
  g_free(overlay->cells);
  g_free(overlay);
}

static void job_clear(Job *job)
{
  pairs_free(job->answers, job->n_answers);
  pthread_mutex_destroy(&job->spare.lock);
  g_free(job->answer_ends);
  g_free(job->answer_inputs);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Job, job_clear)

/* ---- one pair ---- */

static void worker_free(void *data)
{
  Worker *worker = data;
  lt_overlay_pieces_clear(&worker->pieces);
  lt_overlay_rings_free(worker->rings);
  lt_geos_free(worker->geos);
  g_free(worker->askers);
  g_free(worker->borders);
  g_free(worker->points);
  g_free(worker);
}

static void *worker_new(void *data, GError **error)
{
  (void)error;
  Job *job = data;
  Worker *worker = g_new0(Worker, 1);
  worker->geos = lt_geos_new();
  worker->rings = lt_overlay_rings_new();
  worker->pieces = (LtOverlayPieces){.geos = worker->geos, .spare = &job->spare};
  worker->askers = g_new(LtOverlayAsker, 2 * job->plan->n_inputs);
  return worker;
}

/* Inside one layer the smaller shape comes first: the order in the file says nothing. */
static LtOverlayPair pair_name(const LtOverlayInput *input, const LtOverlayAsker *asker)
{
  bool is_swapped = asker->b != LT_NO_FEATURE && lt_overlay_is_self(input) &&
                    lt_shapes_compare(input->a, asker->a, input->a, asker->b) > 0;
  return (LtOverlayPair){.a = is_swapped ? asker->b : asker->a,
                         .b = is_swapped ? asker->a : asker->b};
}

/* Read the paths of a pair. */
static bool borders_load(Worker *worker, const LtPairPath *paths, size_t n, GError **error)
{
  size_t n_points = 0;
  for (size_t i = 0; i < n; i++)
    n_points += lt_overlay_path_kept(&paths[i]).n_points;
  if (!lt_grow(&worker->borders, &worker->cap_borders, n, sizeof *worker->borders, "border paths",
               error) ||
      !lt_grow(&worker->points, &worker->cap_points, n_points, sizeof *worker->points,
               "border points", error))
    return false;
  LtPoint *points = worker->points;
  for (size_t i = 0; i < n; i++) {
    LtKeptPath kept = lt_overlay_path_kept(&paths[i]);
    lt_overlay_path_read(&kept, points);
    bool reversed = paths[i].reversed;
    worker->borders[i] = (LtBorderPath){.points = points,
                                        .n_points = kept.n_points,
                                        .reversed = reversed,
                                        .begin_edge = reversed ? kept.end_edge : kept.begin_edge,
                                        .end_edge = reversed ? kept.begin_edge : kept.end_edge};
    points += kept.n_points;
  }
  return true;
}

/* Judge the ground of a pair as one overlay asks for it. */
static bool answer_make(Worker *worker, const LtRegion *region, const LtOverlayInput *input,
                        LtOverlayPair *pair, bool *has_area, GError **error)
{
  g_autoptr(GError) inner_error = NULL;
  worker->pieces.input = input;
  if (lt_overlay_pieces_judge(&worker->pieces, region, pair, has_area, &inner_error))
    return true;
  LtErrorCode code = (LtErrorCode)inner_error->code;
  return pair->b == LT_NO_FEATURE
             ? lt_fail(error, code, LT_T_GEOS_FEATURE, pair->a, inner_error->message)
             : lt_fail(error, code, LT_T_GEOS_PAIR, pair->a, pair->b, inner_error->message);
}

static bool pair_do(void *worker_data, size_t item, void *data, GError **error)
{
  Worker *worker = worker_data;
  const Job *job = data;
  size_t n;
  const LtPairPath *paths = lt_overlay_paths_of(job->paths, item, &n);
  size_t n_askers = lt_overlay_plan_askers(job->plan, paths[0].key, worker->askers);
  size_t first = job->answer_ends[item] - n_askers;
  LtRegion region;
  if (!borders_load(worker, paths, n, error) ||
      !lt_overlay_rings_link(worker->rings, worker->borders, n, &region, error))
    return false;
  for (size_t k = 0; k < n_askers; k++) {
    size_t i = worker->askers[k].input;
    LtOverlayPair *answer = &job->answers[first + k];
    bool has_area;
    *answer = pair_name(&job->plan->inputs[i], &worker->askers[k]);
    if (!answer_make(worker, &region, &job->plan->inputs[i], answer, &has_area, error))
      return false;
    job->answer_inputs[first + k] = has_area ? (uint32_t)i : NO_AREA;
  }
  return true;
}

/* ---- all pairs ---- */

static int pair_compare(const void *a, const void *b)
{
  const LtOverlayPair *x = a, *y = b;
  if (x->a != y->a)
    return x->a < y->a ? -1 : 1;
  return (x->b > y->b) - (x->b < y->b);
}

static bool pairs_are_sorted(const LtOverlay *overlay)
{
  for (size_t i = 1; i < overlay->n_pairs; i++)
    if (pair_compare(&overlay->pairs[i - 1], &overlay->pairs[i]) > 0)
      return false;
  return true;
}

/* Hand over the pairs that share area to those who asked for them, sorted. */
static bool answers_collect(Job *job, LtOverlay **overlays, GError **error)
{
  const LtOverlayPlan *plan = job->plan;
  g_autofree size_t *counts = lt_alloc(plan->n_inputs, sizeof *counts, "overlay pairs", error);
  if (counts == NULL)
    return false;
  for (size_t k = 0; k < job->n_answers; k++)
    if (job->answer_inputs[k] != NO_AREA)
      counts[job->answer_inputs[k]]++;
  for (size_t i = 0; i < plan->n_inputs; i++)
    if ((overlays[i]->pairs = lt_alloc(counts[i], sizeof *overlays[i]->pairs, "overlay pairs",
                                       error)) == NULL)
      return false;
  for (size_t k = 0; k < job->n_answers; k++) {
    if (job->answer_inputs[k] == NO_AREA)
      continue;
    LtOverlay *overlay = overlays[job->answer_inputs[k]];
    overlay->pairs[overlay->n_pairs++] = job->answers[k];
  }
  g_clear_pointer(&job->answers, g_free);
  for (size_t i = 0; i < plan->n_inputs; i++)
    if (!pairs_are_sorted(overlays[i]))
      qsort(overlays[i]->pairs, overlays[i]->n_pairs, sizeof *overlays[i]->pairs, pair_compare);
  return true;
}

/* Room for the answers to all pairs. */
static bool answers_reserve(Job *job, size_t n_pairs, GError **error)
{
  g_autofree LtOverlayAsker *askers = g_new(LtOverlayAsker, 2 * job->plan->n_inputs);
  job->answer_ends = lt_alloc(n_pairs, sizeof *job->answer_ends, "overlay pairs", error);
  if (job->answer_ends == NULL)
    return false;
  size_t n_answers = 0;
  for (size_t item = 0; item < n_pairs; item++) {
    size_t n;
    const LtPairPath *path = lt_overlay_paths_of(job->paths, item, &n);
    n_answers += lt_overlay_plan_askers(job->plan, path->key, askers);
    job->answer_ends[item] = n_answers;
  }
  job->answers = lt_alloc(n_answers, sizeof *job->answers, "overlay pairs", error);
  job->answer_inputs = lt_alloc(n_answers, sizeof *job->answer_inputs, "overlay pairs", error);
  job->n_answers = job->answers == NULL ? 0 : n_answers;
  return job->answers != NULL && job->answer_inputs != NULL;
}

static bool pairs_do(const LtOverlayPlan *plan, LtOverlayPaths *paths, bool takes_spare,
                     LtOverlay **overlays, LtRun *run, GError **error)
{
  g_auto(Job) job = {.plan = plan, .paths = paths};
  pthread_mutex_init(&job.spare.lock, NULL);
  if (takes_spare)
    job.spare.chunks = lt_overlay_paths_rest(paths);
  size_t n = lt_overlay_paths_count(paths);
  LtWork work = {.stage = lt_text(lt_language(), LT_T_OVERLAY_STAGE),
                 .n_items = n,
                 .worker_new = worker_new,
                 .worker_free = worker_free,
                 .item = pair_do,
                 .data = &job};
  return answers_reserve(&job, n, error) && lt_work_run(&work, run, error) &&
         answers_collect(&job, overlays, error);
}

/* ---- all of it ---- */

static bool tables_fill(const LtOverlayPlan *plan, const LtArrangement *arrangement,
                        LtOverlay **overlays, LtRun *run, GError **error)
{
  size_t n_nowhere = 0; /* what many overlays have seen is told once */
  for (size_t i = 0; i < plan->n_inputs; i++) {
    overlays[i] = g_new0(LtOverlay, 1);
    if (plan->inputs[i].pairs_only || plan->inputs[i].question != LT_OVERLAY_SHARED)
      continue;
    if (!lt_overlay_table_fill(plan, i, arrangement, overlays[i], error))
      return false;
    n_nowhere = MAX(n_nowhere, overlays[i]->n_nowhere);
  }
  if (plan->tuples != NULL) {
    if (!lt_overlay_tuples_fill(plan->tuples, plan->member_ends, arrangement, run, error))
      return false;
    n_nowhere = MAX(n_nowhere, plan->tuples->n_nowhere);
  }
  if (n_nowhere > 0)
    lt_run_log(run, LT_LOG_WARNING, LT_T_OVERLAY_NOWHERE, n_nowhere);
  return true;
}

static bool overlays_make(const LtOverlayPlan *plan, LtTiles *tiles, bool takes_spare,
                          LtOverlay **overlays, LtRun *run, GError **error)
{
  g_autoptr(LtOverlayPaths) paths = lt_overlay_paths_new(plan);
  LtArrangeInput arrange = {.layers = plan->layers,
                            .n_layers = plan->n_layers,
                            .tiles = tiles,
                            .plane = plan->inputs[0].plane,
                            .path = lt_overlay_paths_take,
                            .spare = lt_overlay_paths_spare,
                            .worker_new = lt_overlay_paths_worker,
                            .data = paths};
  g_autoptr(LtArrangement) arrangement = lt_arrangement_new(&arrange, run, error);
  if (arrangement == NULL || !tables_fill(plan, arrangement, overlays, run, error))
    return false;
  g_clear_pointer(&arrangement, lt_arrangement_free);
  return lt_overlay_paths_sort(paths, error) &&
         pairs_do(plan, paths, takes_spare, overlays, run, error);
}

bool lt_overlay_run_all(const LtOverlayInput *inputs, size_t n_inputs, LtTiles *tiles,
                        LtOverlayTuples *tuples, LtOverlay **overlays, LtRun *run, GError **error)
{
  for (size_t i = 0; i < n_inputs; i++) {
    g_return_val_if_fail(inputs[i].a != NULL && inputs[i].b != NULL, false);
    g_return_val_if_fail(inputs[i].plane != NULL && inputs[i].plane == inputs[0].plane, false);
    overlays[i] = NULL;
  }
  if (n_inputs == 0)
    return true;
  g_auto(LtOverlayPlan) plan = {0};
  g_autoptr(LtTiles) own_tiles = NULL;
  bool is_made = lt_overlay_plan_make(&plan, inputs, n_inputs, error);
  g_return_val_if_fail(tuples == NULL || !is_made || tuples->n_layers == plan.n_layers, false);
  plan.tuples = tuples;
  if (is_made && tiles == NULL) {
    own_tiles = lt_tiles_of_layers(plan.layers, plan.n_layers, 0, error);
    is_made = own_tiles != NULL;
  }
  is_made = is_made && overlays_make(&plan, tiles != NULL ? tiles : own_tiles, tiles != NULL,
                                     overlays, run, error);
  for (size_t i = 0; !is_made && i < n_inputs; i++)
    g_clear_pointer(&overlays[i], lt_overlay_free);
  return is_made;
}

LtOverlay *lt_overlay_run(const LtOverlayInput *input, LtRun *run, GError **error)
{
  g_return_val_if_fail(input != NULL, NULL);

  LtOverlay *overlay = NULL;
  lt_overlay_run_all(input, 1, NULL, NULL, &overlay, run, error);
  return overlay;
}
