#include "geom/overlay_answers.h"

#include "geom/overlay_ground.h"

#include <stdlib.h>

/* Regions come in the order of their keys: those of pairs and features, then grounds of gaps and
 * patches, which are made first. */
typedef struct {
  const LtOverlayPlan *plan;
  const LtOverlayPaths *paths;
  LtRun *run;
  LtOverlaySpare spare;
  size_t n_regions;        /* of pairs and features */
  size_t *answer_ends;     /* of each region: one answer for each overlay that asks for it */
  LtOverlayPair *answers;  /* those without area have no pieces */
  uint32_t *answer_inputs; /* of each answer: the overlay that asked, or NO_AREA */
  size_t n_answers;
  LtOverlayGround *grounds;
  size_t n_grounds;
} Job;

#define NO_AREA UINT32_MAX

void lt_overlay_answers_free(LtOverlayPair *pairs, size_t n)
{
  for (size_t i = 0; pairs != NULL && i < n; i++) {
    lt_shapes_free(pairs[i].shape);
    g_free(pairs[i].parts);
  }
  g_free(pairs);
}

static void job_clear(Job *job)
{
  lt_overlay_answers_free(job->answers, job->n_answers);
  for (size_t i = 0; i < job->n_grounds; i++)
    lt_overlay_ground_clear(&job->grounds[i]);
  pthread_mutex_destroy(&job->spare.lock);
  g_free(job->grounds);
  g_free(job->answer_ends);
  g_free(job->answer_inputs);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Job, job_clear)

static void *worker_new(void *data, GError **error)
{
  (void)error;
  Job *job = data;
  return lt_overlay_worker_new(&job->spare, 2 * job->plan->n_inputs);
}

/* ---- gaps and patches ---- */

static int key_compare(LtOverlayKey x, LtOverlayKey y)
{
  if (x.a != y.a)
    return x.a < y.a ? -1 : 1;
  return (x.b > y.b) - (x.b < y.b);
}

/* The ground of a key, which is there: something borders it or lies in it. */
static LtOverlayGround *ground_find(const Job *job, LtOverlayKey key)
{
  size_t low = 0, high = job->n_grounds;
  while (high - low > 1) {
    size_t middle = (low + high) / 2;
    if (key_compare(job->grounds[middle].key, key) <= 0)
      low = middle;
    else
      high = middle;
  }
  return &job->grounds[low];
}

static bool ground_do(void *worker, size_t item, void *data, GError **error)
{
  const Job *job = data;
  LtOverlayGround *ground = &job->grounds[item];
  size_t n;
  const LtPairPath *paths = lt_overlay_paths_of(job->paths, job->n_regions + item, &n);
  return lt_overlay_ground_make(ground, &job->plan->inputs[ground->input], worker, paths, n,
                                job->run, error);
}

/* ---- one region ---- */

LtOverlayPair lt_overlay_pair_name(const LtOverlayInput *input, const LtOverlayAsker *asker)
{
  bool is_swapped = asker->b != LT_NO_FEATURE && lt_overlay_is_self(input) &&
                    lt_shapes_compare(input->a, asker->a, input->a, asker->b) > 0;
  return (LtOverlayPair){.a = is_swapped ? asker->b : asker->a,
                         .b = is_swapped ? asker->a : asker->b};
}

/* A pair for the patches that it is part of. */
static bool patch_note(const Job *job, LtOverlayWorker *worker, const LtOverlayAsker *asker,
                       const LtRegion *region, const LtPairPath *paths, size_t n, GError **error)
{
  const LtOverlayInput *input = &job->plan->inputs[asker->input];
  LtOverlayKey key = {.a = (uint32_t)(job->plan->n_members + asker->input)};
  LtOverlayPair pair = lt_overlay_pair_name(input, asker);
  lt_overlay_classes_wanted(input, input->classes_a == NULL ? 0 : input->classes_a[asker->a],
                            input->classes_b == NULL ? 0 : input->classes_b[asker->b], &key.b);
  return lt_overlay_ground_note_pieces(ground_find(job, key), worker, input->plane, region, paths,
                                       n, &pair, error);
}

/* Ground: for each who asks, an answer or a part of patches. */
static bool ground_answer(const Job *job, LtOverlayWorker *worker, size_t item,
                          const LtPairPath *paths, size_t n, size_t n_askers, GError **error)
{
  LtRegion region;
  size_t at = item == 0 ? 0 : job->answer_ends[item - 1];
  if (!lt_overlay_worker_link(worker, paths, n, false, &region, error))
    return false;
  for (size_t k = 0; k < n_askers; k++) {
    const LtOverlayAsker *asker = &worker->askers[k];
    const LtOverlayInput *input = &job->plan->inputs[asker->input];
    if (input->question == LT_OVERLAY_PATCHES) {
      if (!patch_note(job, worker, asker, &region, paths, n, error))
        return false;
      continue;
    }
    bool has_area;
    job->answers[at] = lt_overlay_pair_name(input, asker);
    if (!lt_overlay_worker_judge(worker, input, &region, &job->answers[at], &has_area, error))
      return false;
    job->answer_inputs[at++] = has_area ? (uint32_t)asker->input : NO_AREA;
  }
  return true;
}

/* The lines that a feature borders alone. */
static bool borders_answer(const Job *job, LtOverlayWorker *worker, size_t item,
                           const LtPairPath *paths, size_t n, GError **error)
{
  const LtOverlayAsker *asker = &worker->askers[0];
  size_t at = item == 0 ? 0 : job->answer_ends[item - 1];
  LtOverlayPair *answer = &job->answers[at];
  *answer = (LtOverlayPair){.a = asker->a, .b = LT_NO_FEATURE};
  if (!lt_overlay_worker_read(worker, paths, n, error) ||
      !lt_overlay_lines_link(&worker->lines, worker->borders, n, error) ||
      !lt_overlay_lines_shape(&worker->lines, &answer->shape, error))
    return false;
  answer->length_m = worker->lines.length_m;
  answer->inside = lt_fixed_round(lt_overlay_lines_middle(&worker->lines));
  job->answer_inputs[at] = (uint32_t)asker->input;
  return true;
}

static bool region_do(void *worker_data, size_t item, void *data, GError **error)
{
  LtOverlayWorker *worker = worker_data;
  const Job *job = data;
  size_t n;
  const LtPairPath *paths = lt_overlay_paths_of(job->paths, item, &n);
  size_t n_askers = lt_overlay_plan_askers(job->plan, paths->key, worker->askers);
  const LtOverlayAsker *asker = &worker->askers[0];
  LtOverlayQuestion question = job->plan->inputs[asker->input].question;
  if (question == LT_OVERLAY_BORDERS)
    return borders_answer(job, worker, item, paths, n, error);
  if (question == LT_OVERLAY_GAPS)
    return lt_overlay_ground_note_borders(ground_find(job, (LtOverlayKey){paths->key.b, 0}), worker,
                                          paths, n, asker->a, error);
  return ground_answer(job, worker, item, paths, n, n_askers, error);
}

/* ---- all regions ---- */

static int pair_compare(const void *a, const void *b)
{
  const LtOverlayPair *x = a, *y = b;
  if (x->a != y->a)
    return x->a < y->a ? -1 : 1;
  return (x->b > y->b) - (x->b < y->b);
}

/* Gaps and patches are sorted, and equal in what is compared. */
static bool pairs_are_sorted(const LtOverlay *overlay)
{
  for (size_t i = 1; i < overlay->n_pairs; i++)
    if (pair_compare(&overlay->pairs[i - 1], &overlay->pairs[i]) > 0)
      return false;
  return true;
}

/* Room for the answers to all who ask. */
static bool overlays_reserve(const Job *job, LtOverlay **overlays, GError **error)
{
  size_t n_inputs = job->plan->n_inputs;
  g_autofree size_t *counts = lt_alloc(n_inputs, sizeof *counts, "overlay pairs", error);
  if (counts == NULL)
    return false;
  for (size_t k = 0; k < job->n_answers; k++)
    if (job->answer_inputs[k] != NO_AREA)
      counts[job->answer_inputs[k]]++;
  for (size_t g = 0; g < job->n_grounds; g++)
    counts[job->grounds[g].input] += job->grounds[g].n_pairs;
  for (size_t i = 0; i < n_inputs; i++)
    if ((overlays[i]->pairs = lt_alloc(counts[i], sizeof *overlays[i]->pairs, "overlay pairs",
                                       error)) == NULL)
      return false;
  return true;
}

static void ground_hand_over(LtOverlayGround *ground, LtOverlay *overlay)
{
  for (size_t p = 0; p < ground->n_pairs; p++)
    if (lt_overlay_ground_has(ground, p)) {
      overlay->pairs[overlay->n_pairs++] = ground->pairs[p];
      ground->pairs[p] = (LtOverlayPair){0};
    }
}

/* Hand over the answers that have ground to those who asked for them, sorted. */
static bool answers_collect(Job *job, LtOverlay **overlays, GError **error)
{
  if (!overlays_reserve(job, overlays, error))
    return false;
  for (size_t k = 0; k < job->n_answers; k++) {
    if (job->answer_inputs[k] == NO_AREA)
      continue;
    LtOverlay *overlay = overlays[job->answer_inputs[k]];
    overlay->pairs[overlay->n_pairs++] = job->answers[k];
  }
  g_clear_pointer(&job->answers, g_free);
  for (size_t g = 0; g < job->n_grounds; g++)
    ground_hand_over(&job->grounds[g], overlays[job->grounds[g].input]);
  for (size_t i = 0; i < job->plan->n_inputs; i++)
    if (!pairs_are_sorted(overlays[i]))
      qsort(overlays[i]->pairs, overlays[i]->n_pairs, sizeof *overlays[i]->pairs, pair_compare);
  return true;
}

/* An answer of its own, no part of gaps or patches. */
static bool is_answer(const Job *job, const LtOverlayAsker *asker)
{
  LtOverlayQuestion question = job->plan->inputs[asker->input].question;
  return question != LT_OVERLAY_GAPS && question != LT_OVERLAY_PATCHES;
}

/* Room for the answers to all regions of pairs and features. */
static bool answers_reserve(Job *job, GError **error)
{
  g_autofree LtOverlayAsker *askers = g_new(LtOverlayAsker, 2 * job->plan->n_inputs);
  job->answer_ends = lt_alloc(job->n_regions, sizeof *job->answer_ends, "overlay pairs", error);
  if (job->answer_ends == NULL)
    return false;
  size_t n_answers = 0;
  for (size_t item = 0; item < job->n_regions; item++) {
    size_t n, n_askers;
    const LtPairPath *path = lt_overlay_paths_of(job->paths, item, &n);
    n_askers = lt_overlay_plan_askers(job->plan, path->key, askers);
    for (size_t k = 0; k < n_askers; k++)
      n_answers += is_answer(job, &askers[k]);
    job->answer_ends[item] = n_answers;
  }
  job->answers = lt_alloc(n_answers, sizeof *job->answers, "overlay pairs", error);
  job->answer_inputs = lt_alloc(n_answers, sizeof *job->answer_inputs, "overlay pairs", error);
  job->n_answers = job->answers == NULL ? 0 : n_answers;
  return job->answers != NULL && job->answer_inputs != NULL;
}

/* The regions behind those of pairs and features. */
static bool grounds_begin(Job *job, GError **error)
{
  size_t n_all = lt_overlay_paths_count(job->paths), n;
  job->n_regions = n_all;
  while (job->n_regions > 0 &&
         lt_overlay_paths_of(job->paths, job->n_regions - 1, &n)->key.a >= job->plan->n_members)
    job->n_regions--;
  job->grounds = lt_alloc(n_all - job->n_regions, sizeof *job->grounds, "overlay pairs", error);
  if (job->grounds == NULL)
    return false;
  for (; job->n_grounds < n_all - job->n_regions; job->n_grounds++) {
    LtOverlayKey key = lt_overlay_paths_of(job->paths, job->n_regions + job->n_grounds, &n)->key;
    lt_overlay_ground_begin(&job->grounds[job->n_grounds], key,
                            lt_overlay_key_input(job->plan, key));
  }
  return true;
}

static bool grounds_finish(Job *job, GError **error)
{
  for (size_t g = 0; g < job->n_grounds; g++)
    if (!lt_overlay_ground_finish(&job->grounds[g], error))
      return false;
  return true;
}

bool lt_overlay_answers_make(const LtOverlayPlan *plan, LtOverlayPaths *paths, LtTiles *spare_tiles,
                             LtOverlay **overlays, LtRun *run, GError **error)
{
  g_auto(Job) job = {.plan = plan, .paths = paths, .run = run};
  pthread_mutex_init(&job.spare.lock, NULL);
  if (spare_tiles != NULL) {
    job.spare.chunks = lt_overlay_paths_rest(paths);
    lt_chunks_join(&job.spare.chunks, lt_tiles_rest(spare_tiles));
  }
  if (!grounds_begin(&job, error) || !answers_reserve(&job, error))
    return false;
  LtWork work = {.stage = lt_text(lt_language(), LT_T_OVERLAY_STAGE),
                 .n_items = job.n_grounds,
                 .worker_new = worker_new,
                 .worker_free = lt_overlay_worker_free,
                 .item = ground_do,
                 .data = &job};
  if (job.n_grounds > 0 && !lt_work_run(&work, run, error))
    return false;
  work.n_items = job.n_regions;
  work.item = region_do;
  return lt_work_run(&work, run, error) && grounds_finish(&job, error) &&
         answers_collect(&job, overlays, error);
}
