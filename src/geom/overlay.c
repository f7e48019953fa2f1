#include "geom/overlay.h"

#include "geom/boxtree.h"
#include "geom/overlay_ground.h"
#include "geom/overlay_pieces.h"

#include <string.h>

/* Pairs one feature of the outer layer has. */
typedef struct {
  LtOverlayPair *pairs;
  size_t n, cap;
} Slot;

/* Workers go over the features of the layer that has more of them, outer; the other one, inner,
 * is indexed. */
typedef struct {
  const LtOverlayInput *input;
  LtRun *run;
  const LtShapes *outer, *inner;
  bool outer_is_b, is_self;
  LtBox *outer_boxes, *inner_boxes; /* empty where a feature takes no part; the same if is_self */
  LtBoxTree *tree;
  LtPoint origin; /* of all coordinates GEOS sees */
  Slot *slots;    /* for each feature of outer */
} Job;

/* State of one worker. */
typedef struct {
  LtGeos *geos;
  LtOverlayCache *cache;
  LtOverlayPieces pieces;
  size_t *found; /* candidates of the item */
  size_t n_found, cap_found;
  GError *error; /* of the visitor */
} Worker;

static void pairs_free(LtOverlayPair *pairs, size_t n)
{
  for (size_t i = 0; i < n; i++)
    lt_shapes_free(pairs[i].shape);
  g_free(pairs);
}

void lt_overlay_free(LtOverlay *overlay)
{
  if (overlay == NULL)
    return;
  pairs_free(overlay->pairs, overlay->n_pairs);
  g_free(overlay);
}

static void job_clear(Job *job)
{
  for (size_t i = 0; job->slots != NULL && i < job->outer->n_features; i++)
    pairs_free(job->slots[i].pairs, job->slots[i].n);
  g_free(job->slots);
  lt_boxtree_free(job->tree);
  if (!job->is_self)
    g_free(job->inner_boxes);
  g_free(job->outer_boxes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Job, job_clear)

static void worker_free(void *data)
{
  Worker *worker = data;
  lt_overlay_cache_free(worker->cache);
  lt_overlay_pieces_clear(&worker->pieces);
  lt_geos_free(worker->geos);
  g_free(worker->found);
  g_clear_error(&worker->error);
  g_free(worker);
}

static void *worker_new(void *data, GError **error)
{
  (void)error;
  const Job *job = data;
  Worker *worker = g_new0(Worker, 1);
  worker->geos = lt_geos_new();
  worker->cache = lt_overlay_cache_new(worker->geos, job->inner);
  worker->pieces =
      (LtOverlayPieces){.input = job->input, .origin = job->origin, .geos = worker->geos};
  return worker;
}

/* A visitor of the box tree: note a candidate. */
static bool candidate_add(size_t item, void *data)
{
  Worker *worker = data;
  if (!lt_grow(&worker->found, &worker->cap_found, worker->n_found + 1, sizeof *worker->found,
               "candidates", &worker->error))
    return false;
  worker->found[worker->n_found++] = item;
  return true;
}

static int index_compare(const void *a, const void *b)
{
  size_t x = *(const size_t *)a, y = *(const size_t *)b;
  return (x > y) - (x < y);
}

static bool candidates_find(Worker *worker, const Job *job, const LtBox *box, GError **error)
{
  worker->n_found = 0;
  lt_boxtree_visit(job->tree, box, candidate_add, worker);
  if (worker->error != NULL) {
    g_propagate_error(error, g_steal_pointer(&worker->error));
    return false;
  }
  if (worker->n_found > 0)
    qsort(worker->found, worker->n_found, sizeof *worker->found, index_compare);
  return true;
}

/* Which is a, which is b? */
static void pair_name(const Job *job, size_t outer, size_t inner, LtOverlayPair *pair)
{
  bool turn = job->outer_is_b;
  if (job->is_self) {
    int order = lt_shapes_compare(job->outer, outer, job->inner, inner);
    turn = order != 0 ? order > 0 : outer > inner;
  }
  pair->a = turn ? inner : outer;
  pair->b = turn ? outer : inner;
}

static bool slot_add(Slot *slot, const LtOverlayPair *pair, GError **error)
{
  if (!lt_grow(&slot->pairs, &slot->cap, slot->n + 1, sizeof *slot->pairs, "overlay pairs", error))
    return false;
  slot->pairs[slot->n++] = *pair;
  return true;
}

static bool pair_do(Worker *worker, const Job *job, LtOverlaySide *outer, LtOverlaySide *inner,
                    GError **error)
{
  LtOverlayPair pair = {0};
  pair_name(job, outer->feature, inner->feature, &pair);
  LtOverlayPieces *pieces = &worker->pieces;
  lt_geos_polygons_reset(&pieces->polygons);

  bool is_whole, has_area;
  g_autoptr(GError) inner_error = NULL;
  if (!lt_overlay_ground(outer, inner, job->origin, &pieces->polygons, &is_whole, &inner_error) ||
      !lt_overlay_pieces_judge(pieces, is_whole, &pair, &has_area, &inner_error))
    return lt_fail(error, (LtErrorCode)inner_error->code, LT_T_GEOS_PAIR, pair.a, pair.b,
                   inner_error->message);
  if (!has_area || slot_add(&job->slots[outer->feature], &pair, error))
    return true;
  lt_shapes_free(pair.shape);
  return false;
}

/* Boxes that only touch hold nothing that could share area. */
static bool boxes_share_area(const LtBox *a, const LtBox *b)
{
  return MAX(a->min.x, b->min.x) < MIN(a->max.x, b->max.x) &&
         MAX(a->min.y, b->min.y) < MIN(a->max.y, b->max.y);
}

/* Of a layer with itself each pair once, and no feature with itself. */
static bool pair_is_idle(const Job *job, size_t item, size_t found)
{
  return job->is_self ? found <= item : job->outer == job->inner && found == item;
}

static bool item_do(void *worker_data, size_t item, void *data, GError **error)
{
  Worker *worker = worker_data;
  const Job *job = data;
  const LtBox *box = &job->outer_boxes[item];
  if (box->min.x > box->max.x)
    return true;
  if (!candidates_find(worker, job, box, error))
    return false;

  g_auto(LtOverlaySide) outer = lt_overlay_side(worker->geos, job->outer, item, *box);
  for (size_t i = 0; i < worker->n_found; i++) {
    size_t found = worker->found[i];
    const LtBox *found_box = &job->inner_boxes[found];
    if (pair_is_idle(job, item, found) || !boxes_share_area(box, found_box))
      continue;
    LtOverlaySide *inner = lt_overlay_cache_side(worker->cache, found, *found_box);
    if (!lt_run_check(job->run, error) || !pair_do(worker, job, &outer, inner, error))
      return false;
  }
  return true;
}

/* Boxes of the features that take part, and how many do. */
static LtBox *boxes_new(const LtShapes *shapes, const uint8_t *use, size_t *n_used, GError **error)
{
  LtBox *boxes = lt_alloc(shapes->n_features, sizeof *boxes, "boxes", error);
  *n_used = 0;
  for (size_t i = 0; boxes != NULL && i < shapes->n_features; i++) {
    bool used = shapes->types[i] == LT_GEOM_POLYGON && (use == NULL || use[i]);
    boxes[i] = used ? lt_shapes_box(shapes, i) : (LtBox){{1, 1}, {0, 0}};
    *n_used += used;
  }
  return boxes;
}

static void box_add(LtBox *box, const LtBox *boxes, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    if (boxes[i].min.x > boxes[i].max.x)
      continue;
    box->min.x = MIN(box->min.x, boxes[i].min.x);
    box->min.y = MIN(box->min.y, boxes[i].min.y);
    box->max.x = MAX(box->max.x, boxes[i].max.x);
    box->max.y = MAX(box->max.y, boxes[i].max.y);
  }
}

/* Outer and inner with their boxes: the layer with more features is dealt out to the workers, so
 * a layer of few large features keeps all of them busy too. */
static bool sides_choose(Job *job, GError **error)
{
  const LtOverlayInput *input = job->input;
  size_t n_a, n_b;
  job->outer = input->a;
  job->inner = input->b;
  job->outer_boxes = boxes_new(input->a, input->use_a, &n_a, error);
  if (job->outer_boxes == NULL)
    return false;
  job->inner_boxes =
      job->is_self ? job->outer_boxes : boxes_new(input->b, input->use_b, &n_b, error);
  if (job->inner_boxes == NULL)
    return false;
  if (job->is_self || n_b <= n_a)
    return true;

  LtBox *boxes = job->outer_boxes;
  job->outer_boxes = job->inner_boxes;
  job->inner_boxes = boxes;
  job->outer = input->b;
  job->inner = input->a;
  job->outer_is_b = true;
  return true;
}

static bool job_prepare(Job *job, GError **error)
{
  if (!sides_choose(job, error))
    return false;
  LtBox box = {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}};
  box_add(&box, job->outer_boxes, job->outer->n_features);
  box_add(&box, job->inner_boxes, job->inner->n_features);
  job->origin = lt_geos_origin(&box);
  job->tree = lt_boxtree_new(job->inner_boxes, job->inner->n_features, error);
  if (job->tree == NULL)
    return false;
  job->slots = lt_alloc(job->outer->n_features, sizeof *job->slots, "overlay results", error);
  return job->slots != NULL;
}

static int pair_compare(const void *a, const void *b)
{
  const LtOverlayPair *x = a, *y = b;
  if (x->a != y->a)
    return x->a < y->a ? -1 : 1;
  return (x->b > y->b) - (x->b < y->b);
}

/* All pairs of the slots, sorted; the slots are empty then. */
static LtOverlay *overlay_collect(Job *job, GError **error)
{
  size_t n = 0;
  for (size_t i = 0; i < job->outer->n_features; i++)
    n += job->slots[i].n;

  g_autoptr(LtOverlay) overlay = g_new0(LtOverlay, 1);
  overlay->pairs = lt_alloc(n, sizeof *overlay->pairs, "overlay pairs", error);
  if (overlay->pairs == NULL)
    return NULL;
  for (size_t i = 0; i < job->outer->n_features; i++) {
    Slot *slot = &job->slots[i];
    if (slot->n > 0)
      memcpy(overlay->pairs + overlay->n_pairs, slot->pairs, slot->n * sizeof *slot->pairs);
    overlay->n_pairs += slot->n;
    g_clear_pointer(&slot->pairs, g_free);
    slot->n = 0;
  }
  qsort(overlay->pairs, overlay->n_pairs, sizeof *overlay->pairs, pair_compare);
  return g_steal_pointer(&overlay);
}

LtOverlay *lt_overlay_run(const LtOverlayInput *input, LtRun *run, GError **error)
{
  g_return_val_if_fail(input->a != NULL && input->b != NULL && input->plane != NULL, NULL);

  bool is_self = input->a == input->b && input->use_a == input->use_b;
  g_auto(Job) job = {.input = input, .run = run, .is_self = is_self};
  if (!job_prepare(&job, error))
    return NULL;
  LtWork work = {.stage = lt_text(lt_language(), LT_T_OVERLAY_STAGE),
                 .n_items = job.outer->n_features,
                 .worker_new = worker_new,
                 .worker_free = worker_free,
                 .item = item_do,
                 .data = &job};
  if (!lt_work_run(&work, run, error))
    return NULL;
  return overlay_collect(&job, error);
}
