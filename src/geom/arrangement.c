#include "geom/arrangement.h"

#include "geom/tile.h"

#include <pthread.h>
#include <string.h>

/* Covers that are in one tile only, one after the other: nobody looks for them again. */
typedef struct {
  uint32_t *members; /* of all */
  size_t *ends;      /* of each in members */
  LtFluxSum *sums;
  size_t n, n_members;
  size_t cap_members, cap_ends, cap_sums;
} OwnCovers;

typedef struct {
  const LtArrangeInput *input;
  LtTiles *own_tiles; /* or NULL: those of the input */
  LtTiles *tiles;
  LtBox box;
  pthread_mutex_t lock; /* guards what follows */
  OwnCovers own;
  LtCovers covers; /* of several tiles */
  LtFluxSum *sums; /* of each of these; fewer where memory was short, until another worker asks */
  size_t n_sums, cap_sums;
} Job;

typedef struct {
  Job *job;
  LtTile tile;
  LtFlux flux;     /* around the tile */
  LtFluxSum *sums; /* of each cover of the tile */
  size_t n_sums, cap_sums;
  void *state; /* of who is told */
} Worker;

static void job_clear(Job *job)
{
  lt_tiles_free(job->own_tiles);
  lt_covers_clear(&job->covers);
  g_free(job->sums);
  g_free(job->own.members);
  g_free(job->own.ends);
  g_free(job->own.sums);
  pthread_mutex_destroy(&job->lock);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Job, job_clear)

/* Make room for the sums of covers up to @p n, zero. */
static bool sums_reserve(LtFluxSum **sums, size_t *capacity, size_t *n_sums, size_t n,
                         GError **error)
{
  if (n <= *n_sums)
    return true;
  if (!lt_grow(sums, capacity, n, sizeof **sums, "areas of covers", error))
    return false;
  memset(*sums + *n_sums, 0, (n - *n_sums) * sizeof **sums);
  *n_sums = n;
  return true;
}

static bool path_take(const LtCovers *covers, const LtPath *path, void *data, GError **error)
{
  Worker *worker = data;
  const LtArrangeInput *input = worker->job->input;
  LtFluxSum sum = {0};
  lt_flux_add(&worker->flux, path->points, path->n_points, &sum);
  if (!sums_reserve(&worker->sums, &worker->cap_sums, &worker->n_sums, covers->n_covers, error))
    return false;
  lt_flux_sum_add(&worker->sums[path->left], &sum, 1);
  lt_flux_sum_add(&worker->sums[path->right], &sum, -1);
  return input->path == NULL || input->path(worker->state, covers, path, input->data, error);
}

static void worker_free(void *data)
{
  Worker *worker = data;
  lt_tile_clear(&worker->tile);
  g_free(worker->sums);
  g_free(worker);
}

static void *worker_new(void *data, GError **error)
{
  (void)error;
  Job *job = data;
  Worker *worker = g_new0(Worker, 1);
  worker->job = job;
  worker->tile = (LtTile){.tiles = job->tiles,
                          .path_func = path_take,
                          .data = worker,
                          .keeps_uncut = job->input->noded != NULL};
  if (job->input->worker_new != NULL)
    worker->state = job->input->worker_new(job->input->data);
  return worker;
}

static bool sum_is_zero(const LtFluxSum *sum)
{
  return sum->area2 == 0 && sum->rest == 0 && sum->turn == 0 && !sum->is_nowhere;
}

static bool own_add(OwnCovers *own, const uint32_t *members, size_t n, const LtFluxSum *sum,
                    GError **error)
{
  size_t end = own->n_members + n;
  if (!lt_grow(&own->members, &own->cap_members, end, sizeof *own->members, "covers", error) ||
      !lt_grow(&own->ends, &own->cap_ends, own->n + 1, sizeof *own->ends, "covers", error) ||
      !lt_grow(&own->sums, &own->cap_sums, own->n + 1, sizeof *own->sums, "covers", error))
    return false;
  memcpy(own->members + own->n_members, members, n * sizeof *members);
  own->n_members = own->ends[own->n] = end;
  own->sums[own->n++] = *sum;
  return true;
}

/* True when covers with these members may be in other tiles, too. */
static bool are_spread(const LtTiles *tiles, const uint32_t *members, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!lt_tiles_are_spread(tiles, members[i]))
      return false;
  return true;
}

/* Add the sums of a tile to those of all. */
static bool sums_hand_over(Worker *worker, GError **error)
{
  Job *job = worker->job;
  const LtCovers *covers = &worker->tile.covers;
  size_t n;
  for (uint32_t cover = 1; cover < worker->n_sums; cover++) {
    const uint32_t *members = lt_cover_members(covers, cover, &n);
    if (!sum_is_zero(&worker->sums[cover]) && are_spread(job->tiles, members, n))
      lt_covers_prefetch(&job->covers, members, n);
  }
  for (uint32_t cover = 1; cover < worker->n_sums; cover++) {
    const LtFluxSum *sum = &worker->sums[cover];
    if (sum_is_zero(sum))
      continue;
    const uint32_t *members = lt_cover_members(covers, cover, &n);
    if (!are_spread(job->tiles, members, n)) {
      if (!own_add(&job->own, members, n, sum, error))
        return false;
      continue;
    }
    uint32_t whole;
    if (!lt_covers_intern(&job->covers, members, n, &whole, error) ||
        !sums_reserve(&job->sums, &job->cap_sums, &job->n_sums, job->covers.n_covers, error))
      return false;
    lt_flux_sum_add(&job->sums[whole], sum, 1);
  }
  return true;
}

static bool tile_do(void *worker_data, size_t item, void *data, GError **error)
{
  Worker *worker = worker_data;
  Job *job = data;
  size_t number = job->tiles->first_row * job->tiles->grid.n_columns + item;
  LtTile *tile = &worker->tile;
  if (lt_tiles_point_count(job->tiles, number) == 0) /* no edge: nothing changes there */
    return true;
  if (!lt_tile_load(tile, number, error))
    return false;
  LtPoint max = {MIN(tile->high.x, job->box.max.x), MIN(tile->high.y, job->box.max.y)};
  worker->flux = lt_flux_new(job->input->plane, &job->box, &(LtBox){tile->low, max});
  worker->n_sums = 0;
  const LtArrangeInput *input = job->input;
  if (!lt_tile_node(tile, error) ||
      (input->noded != NULL && !input->noded(tile, input->noded_data, error)) ||
      !lt_tile_walk(tile, error))
    return false;
  pthread_mutex_lock(&job->lock);
  bool ok = sums_hand_over(worker, error);
  pthread_mutex_unlock(&job->lock);
  if (ok && job->input->spare != NULL)
    job->input->spare(worker->state, lt_tiles_take(job->tiles, number));
  return ok;
}

/* ---- the result ---- */

void lt_arrangement_free(LtArrangement *arrangement)
{
  if (arrangement == NULL)
    return;
  g_free(arrangement->covered);
  g_free(arrangement->members);
  g_free(arrangement->sums);
  g_free(arrangement->own_members);
  g_free(arrangement->own_sums);
  g_free(arrangement);
}

static int covered_compare(const void *a, const void *b)
{
  const LtCovered *x = a, *y = b;
  for (size_t i = 0; i < MIN(x->n_members, y->n_members); i++)
    if (x->members[i] != y->members[i])
      return x->members[i] < y->members[i] ? -1 : 1;
  return (x->n_members > y->n_members) - (x->n_members < y->n_members);
}

/* Those of several tiles first, then those of one; the first of all is empty. */
static size_t covered_count(const Job *job)
{
  return job->covers.n_covers + job->own.n;
}

static LtCovered covered_at(const Job *job, size_t i)
{
  size_t n;
  if (i < job->covers.n_covers) {
    const uint32_t *members = lt_cover_members(&job->covers, (uint32_t)i, &n);
    return (LtCovered){n, members, &job->sums[i]};
  }
  i -= job->covers.n_covers;
  size_t begin = i == 0 ? 0 : job->own.ends[i - 1];
  return (LtCovered){job->own.ends[i] - begin, job->own.members + begin, &job->own.sums[i]};
}

/* Covers by their first members: chains in a table. */
typedef struct {
  size_t *heads; /* of each member: a cover, or 0 */
  size_t *next;  /* of each cover */
  size_t n_members;
} Chains;

static void chains_clear(Chains *chains)
{
  g_free(chains->heads);
  g_free(chains->next);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Chains, chains_clear)

/* Chain the covers that have area. */
static bool chains_make(const Job *job, Chains *chains, GError **error)
{
  size_t n = covered_count(job);
  for (size_t i = 1; i < n; i++)
    chains->n_members = MAX(chains->n_members, (size_t)covered_at(job, i).members[0] + 1);
  chains->heads = lt_alloc(chains->n_members, sizeof *chains->heads, "covers", error);
  chains->next = lt_alloc(n, sizeof *chains->next, "covers", error);
  if (chains->heads == NULL || chains->next == NULL)
    return false;
  for (size_t i = 1; i < n; i++) {
    LtCovered covered = covered_at(job, i);
    if (covered.sum->area2 == 0) /* told from several sides, and nothing is left */
      continue;
    chains->next[i] = chains->heads[covered.members[0]];
    chains->heads[covered.members[0]] = i;
  }
  return true;
}

/* Member by member: only the covers of one chain are left to be sorted. */
static LtArrangement *covered_collect(Job *job, GError **error)
{
  g_autoptr(LtArrangement) arrangement = g_new0(LtArrangement, 1);
  g_auto(Chains) chains = {0};
  arrangement->covered =
      lt_alloc(covered_count(job), sizeof *arrangement->covered, "covers", error);
  if (arrangement->covered == NULL || !chains_make(job, &chains, error))
    return NULL;
  arrangement->flux = lt_flux_new(job->input->plane, &job->box, &job->box);
  size_t n = 0;
  for (size_t member = 0; member < chains.n_members; member++) {
    size_t begin = n;
    for (size_t i = chains.heads[member]; i != 0; i = chains.next[i])
      arrangement->covered[n++] = covered_at(job, i);
    if (n - begin > 1)
      qsort(arrangement->covered + begin, n - begin, sizeof *arrangement->covered, covered_compare);
  }
  arrangement->n_covered = n;
  arrangement->members = g_steal_pointer(&job->covers.members);
  arrangement->sums = g_steal_pointer(&job->sums);
  arrangement->own_members = g_steal_pointer(&job->own.members);
  arrangement->own_sums = g_steal_pointer(&job->own.sums);
  return g_steal_pointer(&arrangement);
}

/* All tiles, strip by strip. */
static bool tiles_do(Job *job, LtRun *run, GError **error)
{
  LtTiles *tiles = job->tiles;
  const LtArrangeInput *input = job->input;
  LtWork work = {.stage = lt_text(lt_language(), LT_T_ARRANGE_STAGE),
                 .worker_new = worker_new,
                 .worker_free = worker_free,
                 .item = tile_do,
                 .data = job};
  for (;;) {
    size_t end_row = atomic_load(&tiles->end_row);
    work.n_items = (end_row - tiles->first_row) * tiles->grid.n_columns;
    if (!lt_work_run(&work, run, error))
      return false;
    if (end_row == tiles->grid.n_rows)
      return true;
    LtChunks rest = input->rest == NULL ? (LtChunks){0} : input->rest(input->data);
    if (!lt_tiles_next_strip(tiles, rest, run, error))
      return false;
  }
}

LtArrangement *lt_arrangement_new(const LtArrangeInput *input, LtRun *run, GError **error)
{
  g_auto(Job) job = {.input = input};
  pthread_mutex_init(&job.lock, NULL);
  job.tiles = input->tiles;
  if (job.tiles == NULL)
    job.tiles = job.own_tiles =
        lt_tiles_of_layers(input->layers, input->n_layers, input->points_of_tile, error);
  if (job.tiles == NULL || !lt_covers_reset(&job.covers, error))
    return NULL;
  if (job.tiles->n_tiles > 0) /* else the box is empty */
    job.box = job.tiles->box;
  return tiles_do(&job, run, error) ? covered_collect(&job, error) : NULL;
}
