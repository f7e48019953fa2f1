/*
 * Each tile alone: its T-junctions, and what is near its vertices, but for those so near its border
 * that what is near may lie in another tile. These wait, with the pieces along borders of tiles,
 * until all tiles are done.
 */
#include "geom/vertex_match_parts.h"

#include "geom/edge.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#define WHAT "unmatched vertices"
/* Parts of a lattice unit squared, and a little more than their square. */
#define BOUND_ROOM 1e-9
/* Places along borders of tiles that a worker does at once. */
#define PLACES_OF_ITEM 64

typedef struct {
  const LtVertexMatchInput *input;
  LtMatchLimit limit;
  LtTiles *own_tiles; /* or NULL: those of the input */
  const LtTiles *tiles;
  pthread_mutex_t lock; /* guards what follows */
  LtMatchField rim;     /* along the borders of all tiles */
  LtMatchRows rows;
} Job;

typedef struct {
  Job *job;
  LtTile tile;
  LtMatchScratch scratch;
  LtMatchField field;
  LtMatchRows rows;
} Worker;

static void job_clear(Job *job)
{
  lt_tiles_free(job->own_tiles);
  lt_match_field_clear(&job->rim);
  g_free(job->rows.rows);
  pthread_mutex_destroy(&job->lock);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Job, job_clear)

static void *worker_new(void *data, GError **error)
{
  (void)error;
  Job *job = data;
  Worker *worker = g_new0(Worker, 1);
  worker->job = job;
  worker->tile = (LtTile){.tiles = job->tiles, .keeps_uncut = true};
  worker->field.tiles = job->tiles;
  return worker;
}

static void worker_free(void *data)
{
  Worker *worker = data;
  lt_tile_clear(&worker->tile);
  lt_match_scratch_clear(&worker->scratch);
  lt_match_field_clear(&worker->field);
  g_free(worker->rows.rows);
  g_free(worker);
}

static LtMatchLimit limit_of(double near_m)
{
  int64_t parts = llround(near_m * LT_UNITS_PER_M * (double)LT_MATCH_PARTS);
  double units = (double)parts / (double)LT_MATCH_PARTS;
  return (LtMatchLimit){.parts = parts,
                        .units = (parts + LT_MATCH_PARTS - 1) / LT_MATCH_PARTS,
                        .bound2 = units * units * (1 + BOUND_ROOM)};
}

/* True when a box lies more than so far inside of a tile. */
static bool is_inside(const LtTile *tile, const LtBox *box, int64_t by)
{
  return box->min.x - by > tile->low.x && box->max.x + by < tile->high.x &&
         box->min.y - by > tile->low.y && box->max.y + by < tile->high.y;
}

/* ---- tiles ---- */

/* What is near the places inside of the tile; the others stay to be asked. */
static bool inner_ask(Worker *worker, GError **error)
{
  const Job *job = worker->job;
  LtMatchField *field = &worker->field;
  if (field->n_places == 0)
    return true;
  if (!lt_match_field_index(field, &job->limit, error))
    return false;
  for (size_t p = 0; p < field->n_places; p++) {
    LtMatchPlace *place = &field->places[p];
    place->is_asked = !is_inside(&worker->tile, &(LtBox){place->at, place->at}, job->limit.units);
    if (!place->is_asked &&
        !lt_match_near(field, place, &job->limit, job->input->shapes, &worker->rows, error))
      return false;
  }
  return true;
}

static bool rows_hand_over(Worker *worker, GError **error)
{
  for (size_t i = 0; i < worker->rows.n; i++)
    if (!lt_match_rows_add(&worker->job->rows, &worker->rows.rows[i], error))
      return false;
  worker->rows.n = 0;
  return true;
}

/* Places and pieces that are near those to be asked, in this tile and in others. */
static bool rim_hand_over(Worker *worker, GError **error)
{
  Job *job = worker->job;
  const LtMatchField *field = &worker->field;
  for (size_t p = 0; p < field->n_places; p++) {
    const LtMatchPlace *place = &field->places[p];
    if (!is_inside(&worker->tile, &(LtBox){place->at, place->at}, 2 * job->limit.units) &&
        !lt_match_field_add_place(&job->rim, field, place, error))
      return false;
  }
  for (size_t p = 0; p < field->n_pieces; p++) {
    const LtMatchPiece *piece = &field->pieces[p];
    LtBox box = lt_edge_box(piece->a, piece->b);
    if (!is_inside(&worker->tile, &box, 2 * job->limit.units) &&
        !lt_match_field_add_piece(&job->rim, piece, error))
      return false;
  }
  return true;
}

static bool tile_do(void *worker_data, size_t number, void *data, GError **error)
{
  Worker *worker = worker_data;
  Job *job = data;
  if (job->tiles->lines[number].n_points == 0)
    return true;
  lt_match_field_reset(&worker->field);
  if (!lt_tile_load(&worker->tile, number, error) || !lt_tile_node(&worker->tile, error) ||
      !lt_match_tile_collect(&worker->tile, &job->limit, job->input->shapes, &worker->scratch,
                             &worker->field, &worker->rows, error) ||
      !inner_ask(worker, error))
    return false;
  if (worker->rows.n == 0 && worker->field.n_pieces == 0)
    return true;
  pthread_mutex_lock(&job->lock);
  bool ok = rows_hand_over(worker, error) && rim_hand_over(worker, error);
  pthread_mutex_unlock(&job->lock);
  return ok;
}

/* ---- along the borders of tiles ---- */

static bool rim_do(void *worker_data, size_t item, void *data, GError **error)
{
  Worker *worker = worker_data;
  Job *job = data;
  size_t end = MIN((item + 1) * PLACES_OF_ITEM, job->rim.n_places);
  for (size_t p = item * PLACES_OF_ITEM; p < end; p++)
    if (job->rim.places[p].is_asked && !lt_match_near(&job->rim, &job->rim.places[p], &job->limit,
                                                      job->input->shapes, &worker->rows, error))
      return false;
  if (worker->rows.n == 0)
    return true;
  pthread_mutex_lock(&job->lock);
  bool ok = rows_hand_over(worker, error);
  pthread_mutex_unlock(&job->lock);
  return ok;
}

/* ---- the rows ---- */

static int row_compare(const void *a, const void *b)
{
  const LtVertexMatchRow *x = a, *y = b;
  int order = lt_point_compare(x->vertex, y->vertex);
  if (order != 0)
    return order;
  return (x->distance_m > y->distance_m) - (x->distance_m < y->distance_m);
}

/* The row that tells what is near a vertex; rows are sorted. NULL: there is none. */
static const LtVertexMatchRow *near_find(const LtMatchRows *rows, LtPoint vertex)
{
  size_t low = 0, high = rows->n; /* the near miss is the last of the rows of a vertex */
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (lt_point_compare(rows->rows[middle].vertex, vertex) <= 0)
      low = middle + 1;
    else
      high = middle;
  }
  const LtVertexMatchRow *row = low == 0 ? NULL : &rows->rows[low - 1];
  return row != NULL && lt_point_equal(row->vertex, vertex) && row->distance_m > 0 ? row : NULL;
}

/* Of two vertices that are each the nearest of the other only the first tells. */
static bool is_told(const LtMatchRows *rows, const LtVertexMatchRow *row)
{
  if (!row->is_at_vertex || lt_point_compare(row->vertex, row->at) < 0)
    return true;
  const LtVertexMatchRow *back = near_find(rows, row->at);
  return back == NULL || !back->is_at_vertex || !lt_point_equal(back->at, row->vertex);
}

static gint shapes_row_compare(gconstpointer a, gconstpointer b, gpointer data)
{
  const LtVertexMatchRow *x = a, *y = b;
  const LtShapes *shapes = data;
  int order = lt_point_compare(x->vertex, y->vertex);
  if (order == 0)
    order = lt_shapes_compare(shapes, x->feature, shapes, y->feature);
  if (order == 0)
    order = lt_shapes_compare(shapes, x->other, shapes, y->other);
  if (order == 0)
    order = (x->distance_m > y->distance_m) - (x->distance_m < y->distance_m);
  return order != 0 ? order : (x->other > y->other) - (x->other < y->other);
}

static LtVertexMatch *rows_finish(Job *job, GError **error)
{
  LtMatchRows *rows = &job->rows;
  if (rows->n > G_MAXINT) {
    lt_fail(error, LT_ERROR_MEMORY, LT_T_ARRANGE_POINTS, rows->n);
    return NULL;
  }
  g_autoptr(LtVertexMatch) match = g_new0(LtVertexMatch, 1);
  match->rows = lt_alloc(rows->n, sizeof *match->rows, WHAT, error);
  if (match->rows == NULL)
    return NULL;
  if (rows->n > 0)
    qsort(rows->rows, rows->n, sizeof *rows->rows, row_compare);
  for (size_t i = 0; i < rows->n; i++)
    if (is_told(rows, &rows->rows[i]))
      match->rows[match->n_rows++] = rows->rows[i];
  if (match->n_rows > 0)
    g_qsort_with_data(match->rows, (gint)match->n_rows, sizeof *match->rows, shapes_row_compare,
                      (gpointer)job->input->shapes);
  return g_steal_pointer(&match);
}

/* ---- the whole ---- */

static bool job_do(Job *job, LtRun *run, GError **error)
{
  LtWork work = {.stage = lt_text(lt_language(), LT_T_VERTEX_STAGE),
                 .n_items = job->tiles->n_tiles,
                 .worker_new = worker_new,
                 .worker_free = worker_free,
                 .item = tile_do,
                 .data = job};
  if (!lt_work_run(&work, run, error))
    return false;
  if (job->rim.n_places == 0)
    return true;
  work.item = rim_do;
  work.n_items = (job->rim.n_places + PLACES_OF_ITEM - 1) / PLACES_OF_ITEM;
  return lt_match_field_index(&job->rim, &job->limit, error) && lt_work_run(&work, run, error);
}

LtVertexMatch *lt_vertex_match_run(const LtVertexMatchInput *input, LtRun *run, GError **error)
{
  g_return_val_if_fail(input->near_m >= 0 && input->near_m <= LT_VERTEX_NEAR_MAX_M, NULL);

  g_auto(Job) job = {.input = input, .limit = limit_of(input->near_m), .tiles = input->tiles};
  pthread_mutex_init(&job.lock, NULL);
  if (job.tiles == NULL) {
    LtArrangeLayer layer = {input->shapes, input->use};
    job.tiles = job.own_tiles = lt_tiles_of_layers(&layer, 1, input->points_of_tile, error);
  }
  if (job.tiles == NULL)
    return NULL;
  job.rim.tiles = job.tiles;
  return job_do(&job, run, error) ? rows_finish(&job, error) : NULL;
}

void lt_vertex_match_free(LtVertexMatch *match)
{
  if (match == NULL)
    return;
  g_free(match->rows);
  g_free(match);
}
