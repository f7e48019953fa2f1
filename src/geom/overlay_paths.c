#include "geom/overlay_paths.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* A pair of features that cover a place. */
typedef struct {
  uint32_t a, b;
} Pair;

typedef struct {
  Pair *pairs;
  size_t n, cap;
} Pairs;

/* What one worker was told. */
typedef struct {
  uint32_t number;
  LtPoint *points;
  LtPairPath *paths;
  size_t n_points, n_paths, cap_points, cap_paths;
  Pairs left, right; /* of the path at hand */
} Worker;

struct LtOverlayPaths {
  const LtOverlayInput *input;
  bool is_self;
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
  g_free(worker->points);
  g_free(worker->paths);
  g_free(worker->left.pairs);
  g_free(worker->right.pairs);
  g_free(worker);
}

LtOverlayPaths *lt_overlay_paths_new(const LtOverlayInput *input)
{
  LtOverlayPaths *paths = g_new0(LtOverlayPaths, 1);
  paths->input = input;
  paths->is_self = input->a == input->b && input->use_a == input->use_b;
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
  pthread_mutex_lock(&paths->lock);
  worker->number = paths->workers->len;
  g_ptr_array_add(paths->workers, worker);
  pthread_mutex_unlock(&paths->lock);
  return worker;
}

/* ---- taking ---- */

bool lt_overlay_wants(const LtOverlayInput *input, size_t a, size_t b)
{
  if (input->table_only)
    return false;
  if (input->wanted == NULL)
    return true;
  size_t class_a = input->classes_a == NULL ? 0 : input->classes_a[a];
  size_t class_b = input->classes_b == NULL ? 0 : input->classes_b[b];
  return input->wanted[class_a * MAX(input->n_classes_b, 1) + class_b];
}

static bool pair_add(Pairs *pairs, uint32_t a, uint32_t b, GError **error)
{
  if (!lt_grow(&pairs->pairs, &pairs->cap, pairs->n + 1, sizeof *pairs->pairs, "pairs", error))
    return false;
  pairs->pairs[pairs->n++] = (Pair){a, b};
  return true;
}

/* The wanted pairs among the members of a cover, ascending. */
static bool pairs_list(const LtOverlayPaths *paths, const LtCovers *covers, uint32_t cover,
                       Pairs *pairs, GError **error)
{
  const LtOverlayInput *input = paths->input;
  size_t n, n_a = input->a->n_features;
  const uint32_t *members = lt_cover_members(covers, cover, &n);
  pairs->n = 0;
  for (size_t i = 0; i < n && members[i] < n_a; i++)
    for (size_t j = i + 1; j < n; j++) {
      if (!paths->is_self && members[j] < n_a)
        continue;
      uint32_t a = members[i], b = members[j] - (paths->is_self ? 0 : (uint32_t)n_a);
      bool is_same = input->a == input->b && a == b;
      if (!is_same && lt_overlay_wants(input, a, b) && !pair_add(pairs, a, b, error))
        return false;
    }
  return true;
}

static int pair_compare(Pair x, Pair y)
{
  if (x.a != y.a)
    return x.a < y.a ? -1 : 1;
  return (x.b > y.b) - (x.b < y.b);
}

static bool points_keep(Worker *worker, const LtPath *path, GError **error)
{
  size_t n = worker->n_points + path->n_points;
  if (!lt_grow(&worker->points, &worker->cap_points, n, sizeof *worker->points, "border points",
               error))
    return false;
  memcpy(worker->points + worker->n_points, path->points, path->n_points * sizeof *path->points);
  worker->n_points = n;
  return true;
}

/* Keep a path for a pair; its points once for all of its pairs. */
static bool path_keep(Worker *worker, const LtPath *path, Pair pair, bool reversed, bool *is_kept,
                      GError **error)
{
  if ((!*is_kept && !points_keep(worker, path, error)) ||
      !lt_grow(&worker->paths, &worker->cap_paths, worker->n_paths + 1, sizeof *worker->paths,
               "border paths", error))
    return false;
  *is_kept = true;
  worker->paths[worker->n_paths++] =
      (LtPairPath){.a = pair.a, .b = pair.b, .worker = worker->number, .reversed = reversed,
                   .begin = worker->n_points - path->n_points, .end = worker->n_points};
  return true;
}

bool lt_overlay_paths_take(void *worker_data, const LtTile *tile, const LtPath *path, void *data,
                           GError **error)
{
  Worker *worker = worker_data;
  const LtOverlayPaths *paths = data;
  if (paths->input->table_only)
    return true;
  if (!pairs_list(paths, &tile->covers, path->left, &worker->left, error) ||
      !pairs_list(paths, &tile->covers, path->right, &worker->right, error))
    return false;
  bool is_kept = false;
  size_t l = 0, r = 0;
  while (l < worker->left.n || r < worker->right.n) {
    int order = l == worker->left.n    ? 1
                : r == worker->right.n ? -1
                                       : pair_compare(worker->left.pairs[l], worker->right.pairs[r]);
    if (order < 0 &&
        !path_keep(worker, path, worker->left.pairs[l], false, &is_kept, error))
      return false;
    if (order > 0 &&
        !path_keep(worker, path, worker->right.pairs[r], true, &is_kept, error))
      return false;
    l += order <= 0;
    r += order >= 0;
  }
  return true;
}

/* ---- sorting ---- */

static int path_compare(const void *a, const void *b)
{
  const LtPairPath *x = a, *y = b;
  return (x->b > y->b) - (x->b < y->b);
}

/* Counting sort by a, then each run by b. */
static bool paths_gather(LtOverlayPaths *paths, GError **error)
{
  size_t n_a = paths->input->a->n_features;
  g_autofree size_t *ends = lt_alloc(n_a + 1, sizeof *ends, "border paths", error);
  for (size_t w = 0; w < paths->workers->len; w++)
    paths->n_paths += ((Worker *)paths->workers->pdata[w])->n_paths;
  paths->paths = lt_alloc(paths->n_paths, sizeof *paths->paths, "border paths", error);
  if (ends == NULL || paths->paths == NULL)
    return false;
  for (size_t w = 0; w < paths->workers->len; w++) {
    const Worker *worker = paths->workers->pdata[w];
    for (size_t i = 0; i < worker->n_paths; i++)
      ends[worker->paths[i].a + 1]++;
  }
  for (size_t a = 0; a < n_a; a++)
    ends[a + 1] += ends[a];
  for (size_t w = 0; w < paths->workers->len; w++) {
    Worker *worker = paths->workers->pdata[w];
    for (size_t i = 0; i < worker->n_paths; i++)
      paths->paths[ends[worker->paths[i].a]++] = worker->paths[i];
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
    bool is_last = i + 1 == paths->n_paths || path[1].a != path->a || path[1].b != path->b;
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

LtBorderPath lt_overlay_paths_border(const LtOverlayPaths *paths, const LtPairPath *path)
{
  const Worker *worker = paths->workers->pdata[path->worker];
  return (LtBorderPath){worker->points + path->begin, path->end - path->begin, path->reversed};
}
