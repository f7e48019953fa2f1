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

/* What a worker needs for a tile, handed from one to the next. */
typedef struct State {
  struct State *next;
  LtMatchScratch scratch;
  LtMatchField field;
  LtMatchRows rows;
} State;

struct LtVertexMatcher {
  LtMatchLayer layer;
  pthread_mutex_t lock; /* guards what follows */
  State *idle;
  LtMatchField rim; /* along the borders of all tiles */
  LtMatchRows rows;
};

static void state_free(State *state)
{
  lt_match_scratch_clear(&state->scratch);
  lt_match_field_clear(&state->field);
  g_free(state->rows.rows);
  g_free(state);
}

static State *state_take(LtVertexMatcher *matcher)
{
  pthread_mutex_lock(&matcher->lock);
  State *state = matcher->idle;
  if (state != NULL)
    matcher->idle = state->next;
  pthread_mutex_unlock(&matcher->lock);
  return state != NULL ? state : g_new0(State, 1);
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
static bool inner_ask(const LtMatchLayer *layer, const LtTile *tile, State *state, GError **error)
{
  LtMatchField *field = &state->field;
  if (field->n_places == 0)
    return true;
  if (!lt_match_field_index(field, &layer->limit, error))
    return false;
  for (size_t p = 0; p < field->n_places; p++) {
    LtMatchPlace *place = &field->places[p];
    place->is_asked = !is_inside(tile, &(LtBox){place->at, place->at}, 2 * layer->limit.units);
    if (!place->is_asked &&
        !lt_match_near(field, place, &layer->limit, layer->shapes, &state->rows, error))
      return false;
  }
  return true;
}

static bool rows_hand_over(LtVertexMatcher *matcher, LtMatchRows *rows, GError **error)
{
  for (size_t i = 0; i < rows->n; i++)
    if (!lt_match_rows_add(&matcher->rows, &rows->rows[i], error))
      return false;
  rows->n = 0;
  return true;
}

/* Places and pieces that are near those to be asked, in this tile and in others. */
static bool rim_hand_over(LtVertexMatcher *matcher, const LtTile *tile, const LtMatchField *field,
                          GError **error)
{
  int64_t reach = 4 * matcher->layer.limit.units;
  for (size_t p = 0; p < field->n_places; p++) {
    const LtMatchPlace *place = &field->places[p];
    if (!is_inside(tile, &(LtBox){place->at, place->at}, reach) &&
        !lt_match_field_add_place(&matcher->rim, field, place, error))
      return false;
  }
  for (size_t p = 0; p < field->n_pieces; p++) {
    const LtMatchPiece *piece = &field->pieces[p];
    LtBox box = lt_edge_box(piece->a, piece->b);
    if (!is_inside(tile, &box, reach) && !lt_match_field_add_piece(&matcher->rim, piece, error))
      return false;
  }
  return true;
}

/* Hand over what was found, of a tile also what waits, and the state. */
static bool state_give(LtVertexMatcher *matcher, const LtTile *tile, State *state, bool is_done,
                       GError **error)
{
  pthread_mutex_lock(&matcher->lock);
  bool ok = is_done && rows_hand_over(matcher, &state->rows, error) &&
            (tile == NULL || rim_hand_over(matcher, tile, &state->field, error));
  if (tile != NULL)
    matcher->rim.grid = tile->tiles->grid; /* of all the same */
  state->next = matcher->idle;
  matcher->idle = state;
  pthread_mutex_unlock(&matcher->lock);
  return ok;
}

bool lt_vertex_matcher_take(const LtTile *tile, void *data, GError **error)
{
  LtVertexMatcher *matcher = data;
  State *state = state_take(matcher);
  lt_match_field_reset(&state->field);
  state->field.grid = tile->tiles->grid;
  bool is_done = lt_match_tile_collect(tile, &matcher->layer, &state->scratch, &state->field,
                                       &state->rows, error) &&
                 inner_ask(&matcher->layer, tile, state, error);
  return state_give(matcher, tile, state, is_done, error);
}

/* ---- along the borders of tiles ---- */

static bool rim_do(void *worker, size_t item, void *data, GError **error)
{
  (void)worker;
  LtVertexMatcher *matcher = data;
  const LtMatchField *rim = &matcher->rim;
  State *state = state_take(matcher);
  bool is_done = true;
  size_t end = MIN((item + 1) * PLACES_OF_ITEM, rim->n_places);
  for (size_t p = item * PLACES_OF_ITEM; is_done && p < end; p++)
    if (rim->places[p].is_asked)
      is_done = lt_match_near(rim, &rim->places[p], &matcher->layer.limit, matcher->layer.shapes,
                              &state->rows, error);
  return state_give(matcher, NULL, state, is_done, error);
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

static LtVertexMatch *rows_finish(LtVertexMatcher *matcher, GError **error)
{
  LtMatchRows *rows = &matcher->rows;
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
                      (gpointer)matcher->layer.shapes);
  return g_steal_pointer(&match);
}

/* ---- the whole ---- */

LtVertexMatcher *lt_vertex_matcher_new(const LtVertexMatchInput *input, uint32_t first_member)
{
  g_return_val_if_fail(input->near_m >= 0 && input->near_m <= LT_VERTEX_NEAR_MAX_M, NULL);

  LtVertexMatcher *matcher = g_new0(LtVertexMatcher, 1);
  matcher->layer = (LtMatchLayer){input->shapes, input->use, first_member, limit_of(input->near_m)};
  pthread_mutex_init(&matcher->lock, NULL);
  return matcher;
}

void lt_vertex_matcher_free(LtVertexMatcher *matcher)
{
  if (matcher == NULL)
    return;
  for (State *state = matcher->idle, *next; state != NULL; state = next) {
    next = state->next;
    state_free(state);
  }
  lt_match_field_clear(&matcher->rim);
  g_free(matcher->rows.rows);
  pthread_mutex_destroy(&matcher->lock);
  g_free(matcher);
}

LtVertexMatch *lt_vertex_matcher_finish(LtVertexMatcher *matcher, LtRun *run, GError **error)
{
  size_t n_places = matcher->rim.n_places;
  LtWork work = {.stage = lt_text(lt_language(), LT_T_VERTEX_STAGE),
                 .n_items = (n_places + PLACES_OF_ITEM - 1) / PLACES_OF_ITEM,
                 .item = rim_do,
                 .data = matcher};
  if (n_places > 0 && !lt_match_field_index(&matcher->rim, &matcher->layer.limit, error))
    return NULL;
  return lt_work_run(&work, run, error) ? rows_finish(matcher, error) : NULL;
}

/* ---- without an arrangement ---- */

typedef struct {
  const LtTiles *tiles;
  LtVertexMatcher *matcher;
} Job;

static void *tile_new(void *data, GError **error)
{
  (void)error;
  const Job *job = data;
  LtTile *tile = g_new0(LtTile, 1);
  *tile = (LtTile){.tiles = job->tiles, .keeps_uncut = true};
  return tile;
}

static void tile_free(void *tile)
{
  lt_tile_clear(tile);
  g_free(tile);
}

static bool tile_do(void *tile, size_t number, void *data, GError **error)
{
  const Job *job = data;
  return lt_tiles_point_count(job->tiles, number) == 0 ||
         (lt_tile_load(tile, number, error) && lt_tile_node(tile, error) &&
          lt_vertex_matcher_take(tile, job->matcher, error));
}

LtVertexMatch *lt_vertex_match_run(const LtVertexMatchInput *input, LtRun *run, GError **error)
{
  g_autoptr(LtVertexMatcher) matcher = lt_vertex_matcher_new(input, 0);
  g_return_val_if_fail(matcher != NULL, NULL);

  g_autoptr(LtTiles) own_tiles = NULL;
  if (input->tiles == NULL) {
    LtArrangeLayer layer = {input->shapes, input->use};
    own_tiles = lt_tiles_of_layers(&layer, 1, input->points_of_tile, error);
    if (own_tiles == NULL)
      return NULL;
  }
  Job job = {input->tiles != NULL ? input->tiles : own_tiles, matcher};
  LtWork work = {.stage = lt_text(lt_language(), LT_T_VERTEX_STAGE),
                 .n_items = job.tiles->n_tiles,
                 .worker_new = tile_new,
                 .worker_free = tile_free,
                 .item = tile_do,
                 .data = &job};
  return lt_work_run(&work, run, error) ? lt_vertex_matcher_finish(matcher, run, error) : NULL;
}

void lt_vertex_match_free(LtVertexMatch *match)
{
  if (match == NULL)
    return;
  g_free(match->rows);
  g_free(match);
}
