#include "geom/overlay.h"

#include "geom/overlay_paths.h"
#include "geom/overlay_pieces.h"
#include "geom/overlay_table.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const LtOverlayInput *input;
  const LtOverlayPaths *paths;
  LtOverlaySpare spare;
  bool is_self;
  LtOverlayPair *pairs; /* of each pair of the paths; those without area have no pieces */
  bool *has_area;
  size_t n_pairs;
} Job;

/* State of one worker. */
typedef struct {
  LtGeos *geos;
  LtOverlayRings *rings;
  LtOverlayPieces pieces;
  LtBorderPath *borders; /* of the pair at hand */
  LtPoint *points;
  size_t cap_borders, cap_points;
} Worker;

static void pairs_free(LtOverlayPair *pairs, size_t n)
{
  for (size_t i = 0; pairs != NULL && i < n; i++)
    lt_shapes_free(pairs[i].shape);
  g_free(pairs);
}

void lt_overlay_free(LtOverlay *overlay)
{
  if (overlay == NULL)
    return;
  pairs_free(overlay->pairs, overlay->n_pairs);
  g_free(overlay->cells);
  lt_tiles_free(overlay->tiles);
  g_free(overlay);
}

static void job_clear(Job *job)
{
  pairs_free(job->pairs, job->n_pairs);
  pthread_mutex_destroy(&job->spare.lock);
  g_free(job->has_area);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Job, job_clear)

/* ---- one pair ---- */

static void worker_free(void *data)
{
  Worker *worker = data;
  lt_overlay_pieces_clear(&worker->pieces);
  lt_overlay_rings_free(worker->rings);
  lt_geos_free(worker->geos);
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
  worker->pieces =
      (LtOverlayPieces){.input = job->input, .geos = worker->geos, .spare = &job->spare};
  return worker;
}

/* Inside one layer the smaller shape comes first: the order in the file says nothing. */
static void pair_name(const Job *job, LtOverlayPair *pair)
{
  const LtShapes *shapes = job->input->a;
  if (!job->is_self || lt_shapes_compare(shapes, pair->a, shapes, pair->b) <= 0)
    return;
  size_t a = pair->a;
  pair->a = pair->b;
  pair->b = a;
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

static bool pair_judge(Worker *worker, const Job *job, size_t item, LtOverlayPair *pair,
                       GError **error)
{
  size_t n;
  const LtPairPath *paths = lt_overlay_paths_of(job->paths, item, &n);
  LtGround ground;
  return borders_load(worker, paths, n, error) &&
         lt_overlay_rings_link(worker->rings, worker->borders, n, &ground, error) &&
         lt_overlay_pieces_judge(&worker->pieces, &ground, pair, &job->has_area[item], error);
}

static bool pair_do(void *worker_data, size_t item, void *data, GError **error)
{
  const Job *job = data;
  size_t n;
  const LtPairPath *paths = lt_overlay_paths_of(job->paths, item, &n);
  LtOverlayPair *pair = &job->pairs[item];
  *pair = (LtOverlayPair){.a = paths[0].a, .b = paths[0].b};
  pair_name(job, pair);
  g_autoptr(GError) inner_error = NULL;
  return pair_judge(worker_data, job, item, pair, &inner_error) ||
         lt_fail(error, (LtErrorCode)inner_error->code, LT_T_GEOS_PAIR, pair->a, pair->b,
                 inner_error->message);
}

/* ---- all pairs ---- */

static int pair_compare(const void *a, const void *b)
{
  const LtOverlayPair *x = a, *y = b;
  if (x->a != y->a)
    return x->a < y->a ? -1 : 1;
  return (x->b > y->b) - (x->b < y->b);
}

/* Hand over the pairs that share area, sorted. */
static void pairs_collect(Job *job, LtOverlay *overlay)
{
  size_t n = 0;
  for (size_t i = 0; i < job->n_pairs; i++)
    if (job->has_area[i])
      job->pairs[n++] = job->pairs[i];
  overlay->pairs = g_steal_pointer(&job->pairs);
  overlay->n_pairs = n;
  job->n_pairs = 0;
  if (n > 0 && job->is_self) /* others are in order */
    qsort(overlay->pairs, n, sizeof *overlay->pairs, pair_compare);
}

static bool pairs_do(const LtOverlayInput *input, LtOverlayPaths *paths, bool is_self,
                     LtOverlay *overlay, LtRun *run, GError **error)
{
  g_auto(Job) job = {.input = input, .paths = paths, .is_self = is_self};
  pthread_mutex_init(&job.spare.lock, NULL);
  if (input->tiles != NULL) /* they live as long as the shapes */
    job.spare.chunks = lt_overlay_paths_rest(paths);
  size_t n = lt_overlay_paths_count(paths);
  job.pairs = lt_alloc(n, sizeof *job.pairs, "overlay pairs", error);
  job.has_area = lt_alloc(n, sizeof *job.has_area, "overlay pairs", error);
  if (job.pairs == NULL || job.has_area == NULL)
    return false;
  job.n_pairs = n;
  LtWork work = {.stage = lt_text(lt_language(), LT_T_OVERLAY_STAGE),
                 .n_items = n,
                 .worker_new = worker_new,
                 .worker_free = worker_free,
                 .item = pair_do,
                 .data = &job};
  if (!lt_work_run(&work, run, error))
    return false;
  pairs_collect(&job, overlay);
  return true;
}

LtOverlay *lt_overlay_run(const LtOverlayInput *input, LtRun *run, GError **error)
{
  g_return_val_if_fail(input->a != NULL && input->b != NULL && input->plane != NULL, NULL);

  bool is_self = input->a == input->b && input->use_a == input->use_b;
  LtArrangeLayer layers[] = {{input->a, input->use_a}, {input->b, input->use_b}};
  g_autoptr(LtTiles) own_tiles = NULL; /* freed after the paths, which lie in their chunks */
  if (input->tiles == NULL &&
      (own_tiles = lt_tiles_of_layers(layers, is_self ? 1 : 2, 0, error)) == NULL)
    return NULL;
  g_autoptr(LtOverlayPaths) paths = lt_overlay_paths_new(input);
  LtArrangeInput arrange = {.layers = layers,
                            .n_layers = is_self ? 1 : 2,
                            .tiles = own_tiles != NULL ? own_tiles : input->tiles,
                            .plane = input->plane,
                            .path = lt_overlay_paths_take,
                            .spare = lt_overlay_paths_spare,
                            .worker_new = lt_overlay_paths_worker,
                            .data = paths};
  g_autoptr(LtOverlay) overlay = g_new0(LtOverlay, 1);
  g_autoptr(LtArrangement) arrangement = lt_arrangement_new(&arrange, run, error);
  if (arrangement == NULL || !lt_overlay_table_fill(input, arrangement, overlay, error))
    return NULL;
  g_clear_pointer(&arrangement, lt_arrangement_free);
  if (!lt_overlay_paths_sort(paths, error) ||
      !pairs_do(input, paths, is_self, overlay, run, error))
    return NULL;
  overlay->tiles = input->tiles;
  return g_steal_pointer(&overlay);
}
