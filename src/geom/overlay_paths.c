#include "geom/overlay_paths.h"

#include "geom/overlay_questions.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* What one worker was told. */
typedef struct {
  LtChunks spare;    /* of tiles that are done */
  GPtrArray *blocks; /* memory of its own */
  uint32_t *room;    /* so many words may be written there */
  size_t n_room;
  LtPairPath *paths;
  size_t n_paths, cap_paths;
  LtOverlaySides sides; /* of the path at hand */
} Worker;

/* A worker without spare chunks takes memory for so many words. */
#define BLOCK_WORDS 16384

struct LtOverlayPaths {
  const LtOverlayPlan *plan;
  pthread_mutex_t lock; /* guards the workers while there are some */
  GPtrArray *workers;
  LtPairPath *paths; /* sorted */
  size_t n_paths;
  size_t *pair_ends; /* end of each pair in paths */
  size_t n_pairs, cap_pair_ends;
};

static void worker_free(void *data)
{
  Worker *worker = data;
  g_ptr_array_unref(worker->blocks);
  g_free(worker->paths);
  lt_overlay_sides_clear(&worker->sides);
  g_free(worker);
}

LtOverlayPaths *lt_overlay_paths_new(const LtOverlayPlan *plan)
{
  LtOverlayPaths *paths = g_new0(LtOverlayPaths, 1);
  paths->plan = plan;
  paths->workers = g_ptr_array_new_with_free_func(worker_free);
  pthread_mutex_init(&paths->lock, NULL);
  return paths;
}

void lt_overlay_paths_free(LtOverlayPaths *paths)
{
  if (paths == NULL)
    return;
  g_ptr_array_unref(paths->workers);
  pthread_mutex_destroy(&paths->lock);
  g_free(paths->paths);
  g_free(paths->pair_ends);
  g_free(paths);
}

void *lt_overlay_paths_worker(void *data)
{
  LtOverlayPaths *paths = data;
  Worker *worker = g_new0(Worker, 1);
  worker->blocks = g_ptr_array_new_with_free_func(g_free);
  pthread_mutex_lock(&paths->lock);
  g_ptr_array_add(paths->workers, worker);
  pthread_mutex_unlock(&paths->lock);
  return worker;
}

/* ---- taking ---- */

/* The wanted pairs among the members of a cover, ascending. */
static bool pairs_list(const LtOverlayPlan *plan, const LtOverlayCover *cover, LtOverlayKeys *pairs,
                       GError **error)
{
  const uint32_t *members = cover->members;
  pairs->n = 0;
  for (size_t i = 0; i < cover->n; i++)
    for (size_t j = i + 1; j < cover->n; j++)
      if (lt_overlay_plan_wants(plan, members[i], members[j]) &&
          !lt_overlay_keys_add(pairs, (LtOverlayKey){members[i], members[j]}, error))
        return false;
  return true;
}

static int key_compare(LtOverlayKey x, LtOverlayKey y)
{
  if (x.a != y.a)
    return x.a < y.a ? -1 : 1;
  return (x.b > y.b) - (x.b < y.b);
}

/* Words of a fixed-point place, and of a lattice point relative to the first place of its path. */
#define PLACE_WORDS (sizeof(LtPoint) / sizeof(uint32_t))
#define OFFSET_WORDS 2

/* The place that the points of a path are kept relative to. */
static LtPoint lattice_below(LtPoint place)
{
  return (LtPoint){place.x >> LT_FIXED_BITS, place.y >> LT_FIXED_BITS};
}

void lt_overlay_paths_spare(void *worker_data, LtChunks chunks)
{
  Worker *worker = worker_data;
  lt_chunks_join(&worker->spare, chunks);
}

LtChunks lt_overlay_paths_rest(void *data)
{
  LtOverlayPaths *paths = data;
  LtChunks rest = {0};
  for (size_t w = 0; w < paths->workers->len; w++) {
    Worker *worker = paths->workers->pdata[w];
    lt_chunks_join(&rest, worker->spare);
    worker->spare = (LtChunks){0};
  }
  return rest;
}

static uint32_t *block_add(Worker *worker, size_t n_words, GError **error)
{
  uint32_t *block = lt_alloc(n_words, sizeof *block, "border points", error);
  if (block != NULL)
    g_ptr_array_add(worker->blocks, block);
  return block;
}

/* Room for words that stays where it is. */
static uint32_t *words_take(Worker *worker, size_t n_words, GError **error)
{
  if (n_words > LT_CHUNK_WORDS)
    return block_add(worker, n_words, error);
  if (n_words > worker->n_room && worker->spare.first != NULL) {
    worker->room = (uint32_t *)lt_chunks_pop(&worker->spare)->words;
    worker->n_room = LT_CHUNK_WORDS;
  } else if (n_words > worker->n_room) {
    worker->room = block_add(worker, BLOCK_WORDS, error);
    worker->n_room = worker->room == NULL ? 0 : BLOCK_WORDS;
    if (worker->room == NULL)
      return NULL;
  }
  uint32_t *words = worker->room;
  worker->room += n_words;
  worker->n_room -= n_words;
  return words;
}

/* Words before the points: their number and is_wide, begin_edge, end_edge. */
#define HEAD_WORDS 3

/* True when all points of a path but its ends, which are vertices, can be kept as offsets. */
static bool is_near(const LtPath *path)
{
  LtPoint origin = lattice_below(path->points[0]);
  uint64_t offsets = 0; /* from -2^31 on */
  for (size_t i = 1; i + 1 < path->n_points; i++) {
    LtPoint at = lattice_below(path->points[i]);
    offsets |= (uint64_t)(at.x - origin.x - INT32_MIN) | (uint64_t)(at.y - origin.y - INT32_MIN);
  }
  return offsets >> 32 == 0;
}

/* Keep a path. All its points but the ends are vertices: offsets on the lattice take half the room.
 * The ends come first. */
static const uint32_t *path_keep(Worker *worker, const LtPath *path, GError **error)
{
  size_t n = path->n_points;
  bool is_wide = !is_near(path);
  size_t n_words = is_wide ? n * PLACE_WORDS : 2 * PLACE_WORDS + (n - 2) * OFFSET_WORDS;
  uint32_t *kept = words_take(worker, HEAD_WORDS + n_words, error);
  if (kept == NULL)
    return NULL;
  kept[0] = (uint32_t)n << 1 | is_wide; /* a tile has fewer than 2^30 points */
  kept[1] = path->begin_edge;
  kept[2] = path->end_edge;
  uint32_t *words = kept + HEAD_WORDS;
  if (is_wide) {
    memcpy(words, path->points, n * sizeof *path->points);
    return kept;
  }
  memcpy(words, &path->points[0], sizeof *path->points);
  memcpy(words + PLACE_WORDS, &path->points[n - 1], sizeof *path->points);
  words += 2 * PLACE_WORDS;
  LtPoint origin = lattice_below(path->points[0]);
  for (size_t i = 1; i + 1 < n; i++) {
    LtPoint below = lattice_below(path->points[i]);
    *words++ = (uint32_t)(below.x - origin.x);
    *words++ = (uint32_t)(below.y - origin.y);
  }
  return kept;
}

LtKeptPath lt_overlay_path_kept(const LtPairPath *path)
{
  const uint32_t *kept = (const uint32_t *)(uintptr_t)(path->half_at << 1);
  return (LtKeptPath){.n_points = kept[0] >> 1,
                      .begin_edge = kept[1],
                      .end_edge = kept[2],
                      .is_wide = kept[0] & 1,
                      .words = kept + HEAD_WORDS};
}

void lt_overlay_path_read(const LtKeptPath *kept, LtPoint *points)
{
  const uint32_t *words = kept->words;
  size_t n = kept->n_points;
  if (kept->is_wide) {
    memcpy(points, words, n * sizeof *points);
    return;
  }
  memcpy(&points[0], words, sizeof *points);
  memcpy(&points[n - 1], words + PLACE_WORDS, sizeof *points);
  words += 2 * PLACE_WORDS;
  LtPoint origin = lattice_below(points[0]);
  for (size_t i = 1; i + 1 < n; i++, words += OFFSET_WORDS)
    points[i] = lt_fixed((LtPoint){origin.x + (int32_t)words[0], origin.y + (int32_t)words[1]});
}

/* Note a path for a region; it is kept for the first one. */
static bool region_path_add(Worker *worker, const LtPath *path, const uint32_t **kept,
                            LtOverlayKey key, bool reversed, GError **error)
{
  if (*kept == NULL && (*kept = path_keep(worker, path, error)) == NULL)
    return false;
  if (!lt_grow(&worker->paths, &worker->cap_paths, worker->n_paths + 1, sizeof *worker->paths,
               "border paths", error))
    return false;
  worker->paths[worker->n_paths++] =
      (LtPairPath){.key = key, .reversed = reversed, .half_at = (uintptr_t)*kept >> 1};
  return true;
}

/* Note a path for the regions that lie on one side of it only. */
static bool sides_note(Worker *worker, const LtPath *path, const uint32_t **kept, GError **error)
{
  const LtOverlayKeys *left = &worker->sides.left, *right = &worker->sides.right;
  size_t l = 0, r = 0;
  while (l < left->n || r < right->n) {
    int order = l == left->n ? 1 : -1;
    if (l < left->n && r < right->n)
      order = key_compare(left->keys[l], right->keys[r]);
    if (order < 0 && !region_path_add(worker, path, kept, left->keys[l], false, error))
      return false;
    if (order > 0 && !region_path_add(worker, path, kept, right->keys[r], true, error))
      return false;
    l += order <= 0;
    r += order >= 0;
  }
  return true;
}

bool lt_overlay_paths_take(void *worker_data, const LtCovers *covers, const LtPath *path,
                           void *data, GError **error)
{
  Worker *worker = worker_data;
  const LtOverlayPlan *plan = ((const LtOverlayPaths *)data)->plan;
  LtOverlayCover left, right;
  left.members = lt_cover_members(covers, path->left, &left.n);
  right.members = lt_cover_members(covers, path->right, &right.n);
  const uint32_t *kept = NULL;
  if (!pairs_list(plan, &left, &worker->sides.left, error) ||
      !pairs_list(plan, &right, &worker->sides.right, error) ||
      !sides_note(worker, path, &kept, error))
    return false;
  for (size_t k = 0; k < plan->n_questions; k++)
    if (!lt_overlay_question_list(plan, plan->questions[k], &left, &right, &worker->sides,
                                  error) ||
        !sides_note(worker, path, &kept, error))
      return false;
  return true;
}

/* ---- sorting ---- */

static int path_compare(const void *a, const void *b)
{
  const LtPairPath *x = a, *y = b;
  return (x->key.b > y->key.b) - (x->key.b < y->key.b);
}

/* Counting sort by a, then each run by b. */
static bool paths_gather(LtOverlayPaths *paths, GError **error)
{
  size_t n_a = paths->plan->n_members + paths->plan->n_inputs;
  g_autofree size_t *ends = lt_alloc(n_a + 1, sizeof *ends, "border paths", error);
  for (size_t w = 0; w < paths->workers->len; w++)
    paths->n_paths += ((Worker *)paths->workers->pdata[w])->n_paths;
  paths->paths = lt_alloc(paths->n_paths, sizeof *paths->paths, "border paths", error);
  if (ends == NULL || paths->paths == NULL)
    return false;
  for (size_t w = 0; w < paths->workers->len; w++) {
    const Worker *worker = paths->workers->pdata[w];
    for (size_t i = 0; i < worker->n_paths; i++)
      ends[worker->paths[i].key.a + 1]++;
  }
  for (size_t a = 0; a < n_a; a++)
    ends[a + 1] += ends[a];
  for (size_t w = 0; w < paths->workers->len; w++) {
    Worker *worker = paths->workers->pdata[w];
    for (size_t i = 0; i < worker->n_paths; i++)
      paths->paths[ends[worker->paths[i].key.a]++] = worker->paths[i];
    g_clear_pointer(&worker->paths, g_free);
    worker->n_paths = worker->cap_paths = 0;
  }
  for (size_t a = 0, begin = 0; a < n_a; begin = ends[a++])
    if (ends[a] > begin)
      qsort(paths->paths + begin, ends[a] - begin, sizeof *paths->paths, path_compare);
  return true;
}

bool lt_overlay_paths_sort(LtOverlayPaths *paths, GError **error)
{
  if (!paths_gather(paths, error))
    return false;
  for (size_t i = 0; i < paths->n_paths; i++) {
    const LtPairPath *path = &paths->paths[i];
    bool is_last = i + 1 == paths->n_paths || key_compare(path[1].key, path->key) != 0;
    if (!is_last)
      continue;
    if (!lt_grow(&paths->pair_ends, &paths->cap_pair_ends, paths->n_pairs + 1,
                 sizeof *paths->pair_ends, "pairs", error))
      return false;
    paths->pair_ends[paths->n_pairs++] = i + 1;
  }
  return true;
}

size_t lt_overlay_paths_count(const LtOverlayPaths *paths)
{
  return paths->n_pairs;
}

const LtPairPath *lt_overlay_paths_of(const LtOverlayPaths *paths, size_t i, size_t *n)
{
  size_t begin = i == 0 ? 0 : paths->pair_ends[i - 1];
  *n = paths->pair_ends[i] - begin;
  return paths->paths + begin;
}
