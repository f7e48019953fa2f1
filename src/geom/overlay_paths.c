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
  uint32_t *words; /* points of paths, see points_keep() */
  LtPairPath *paths;
  size_t n_words, n_paths, cap_words, cap_paths;
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
  g_free(worker->words);
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

/* Words of a fixed-point place, and of a lattice point relative to the first place of its path. */
#define PLACE_WORDS (sizeof(LtPoint) / sizeof(uint32_t))
#define OFFSET_WORDS 2

/* The place that the points of a path are kept relative to. */
static LtPoint lattice_below(LtPoint place)
{
  return (LtPoint){place.x >> LT_FIXED_BITS, place.y >> LT_FIXED_BITS};
}

/* Write the points between the ends as offsets; false when one has none: it is far, or not on the
 * lattice. */
static bool offsets_write(const LtPath *path, uint32_t *words)
{
  LtPoint origin = lattice_below(path->points[0]);
  int64_t off_lattice = 0;
  bool is_far = false;
  for (size_t i = 1; i + 1 < path->n_points; i++) {
    LtPoint at = path->points[i], below = lattice_below(at);
    int64_t dx = below.x - origin.x, dy = below.y - origin.y;
    off_lattice |= at.x | at.y;
    is_far |= dx != (int32_t)dx || dy != (int32_t)dy;
    *words++ = (uint32_t)dx;
    *words++ = (uint32_t)dy;
  }
  return (off_lattice & (LT_FIXED_ONE - 1)) == 0 && !is_far;
}

/* Keep the points of a path. All but its ends are vertices: offsets on the lattice take half the
 * room. The ends come first. */
static bool points_keep(Worker *worker, const LtPath *path, bool *is_wide, GError **error)
{
  if (!lt_grow(&worker->words, &worker->cap_words, worker->n_words + path->n_points * PLACE_WORDS,
               sizeof *worker->words, "border points", error))
    return false;
  size_t n = path->n_points;
  uint32_t *words = worker->words + worker->n_words;
  *is_wide = n > 2 && !offsets_write(path, words + 2 * PLACE_WORDS);
  if (*is_wide) {
    memcpy(words, path->points, n * sizeof *path->points);
    worker->n_words += n * PLACE_WORDS;
    return true;
  }
  memcpy(words, &path->points[0], sizeof *path->points);
  memcpy(words + PLACE_WORDS, &path->points[n - 1], sizeof *path->points);
  worker->n_words += 2 * PLACE_WORDS + (n - 2) * OFFSET_WORDS;
  return true;
}

void lt_overlay_paths_read(const LtOverlayPaths *paths, const LtPairPath *path, LtPoint *points)
{
  const Worker *worker = paths->workers->pdata[path->worker];
  const uint32_t *words = worker->words + path->begin;
  size_t n = path->n_points;
  if (path->is_wide) {
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

/* What is kept of a path: its points once for all of its pairs. */
typedef struct {
  const LtPath *path;
  size_t begin;
  bool is_kept, is_wide;
} Kept;

static bool path_keep(Worker *worker, Kept *kept, Pair pair, bool reversed, GError **error)
{
  if (!kept->is_kept) {
    kept->begin = worker->n_words;
    if (!points_keep(worker, kept->path, &kept->is_wide, error))
      return false;
    kept->is_kept = true;
  }
  if (!lt_grow(&worker->paths, &worker->cap_paths, worker->n_paths + 1, sizeof *worker->paths,
               "border paths", error))
    return false;
  worker->paths[worker->n_paths++] =
      (LtPairPath){.a = pair.a, .b = pair.b, .n_points = (uint32_t)kept->path->n_points,
                   .worker = worker->number & 0xfffffff, .is_wide = kept->is_wide,
                   .reversed = reversed,
                   .begin_edge = kept->path->begin_edge, .end_edge = kept->path->end_edge,
                   .begin = kept->begin};
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
  Kept kept = {.path = path};
  size_t l = 0, r = 0;
  while (l < worker->left.n || r < worker->right.n) {
    int order = l == worker->left.n    ? 1
                : r == worker->right.n ? -1
                                       : pair_compare(worker->left.pairs[l], worker->right.pairs[r]);
    if (order < 0 && !path_keep(worker, &kept, worker->left.pairs[l], false, error))
      return false;
    if (order > 0 && !path_keep(worker, &kept, worker->right.pairs[r], true, error))
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
