#include "crs/offset.h"

#include <math.h>
#include <stdlib.h>

#define MAX_OFFSET_M 1000
/* Cells that offsets are counted in: that of datums bends by a metre or two within a county. */
#define CELL_M 2
#define N_CELLS (2 * MAX_OFFSET_M / CELL_M)
/* Features that are looked at, and vertices of each. */
#define N_FEATURES 32
#define N_VERTICES 16
/* Vertices that must agree; fewer do so by accident where others are dense. */
#define LEAST_VOTES 24

/* ---- what is looked at ---- */

static void feature_take(LtOffsetLook *look, const LtShapes *shapes, size_t feature)
{
  size_t first = lt_shapes_first_point(shapes, lt_shapes_first_ring(shapes, feature));
  size_t n = shapes->ring_ends[lt_shapes_first_ring(shapes, feature)] - first;
  size_t n_points = look->n_features == 0 ? 0 : look->ends[look->n_features - 1];
  int64_t room = (int64_t)MAX_OFFSET_M * (int64_t)LT_UNITS_PER_M;
  if (shapes->types[feature] == LT_GEOM_POLYGON)
    n--; /* the last point is the first */
  LtBox box = {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}};
  for (size_t i = 0, n_kept = MIN(n, N_VERTICES); i < n_kept; i++) {
    LtPoint point = shapes->points[first + i * n / n_kept];
    look->points[n_points++] = point;
    lt_box_add_point(&box, point);
  }
  box.min.x -= room;
  box.min.y -= room;
  box.max.x += room;
  box.max.y += room;
  lt_box_add(&look->box, &box);
  look->windows[look->n_features] = box;
  look->ends[look->n_features++] = n_points;
}

LtOffsetLook lt_offset_look_make(const LtShapes *shapes)
{
  LtOffsetLook look = {.points = g_new(LtPoint, N_FEATURES * N_VERTICES),
                       .ends = g_new(size_t, N_FEATURES),
                       .windows = g_new(LtBox, N_FEATURES),
                       .box = {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}}};
  g_auto(LtSample) polygons = lt_sample_shapes(shapes, LT_GEOM_POLYGON, N_FEATURES);
  g_auto(LtSample) lines = lt_sample_shapes(shapes, LT_GEOM_LINE, N_FEATURES);
  const LtSample *sample = polygons.n > 0 ? &polygons : &lines;
  for (size_t i = 0; i < sample->n; i++)
    feature_take(&look, shapes, sample->items[i].feature);
  return look;
}

void lt_offset_look_clear(LtOffsetLook *look)
{
  g_clear_pointer(&look->points, g_free);
  g_clear_pointer(&look->ends, g_free);
  g_clear_pointer(&look->windows, g_free);
}

/* ---- votes ---- */

typedef struct {
  const LtOffsetLook *look;
  uint16_t *cells;
  unsigned most;     /* of one cell */
  size_t best_x, best_y; /* once it is known: the first cell of the best block */
  uint8_t agrees[N_FEATURES * N_VERTICES]; /* of the vertices that are looked at */
} Votes;

/* A vertex for an offset; or whether it has the best one. */
static void vote(Votes *votes, size_t from, LtPoint to, bool is_known)
{
  LtPoint at = votes->look->points[from];
  int64_t cell = (int64_t)CELL_M * (int64_t)LT_UNITS_PER_M, middle = N_CELLS / 2 * cell;
  int64_t x = to.x - at.x + middle, y = to.y - at.y + middle;
  if (x < 0 || y < 0 || x >= N_CELLS * cell || y >= N_CELLS * cell)
    return;
  size_t column = (size_t)(x / cell), row = (size_t)(y / cell);
  if (is_known) {
    votes->agrees[from] |= column - votes->best_x <= 1 && row - votes->best_y <= 1;
    return;
  }
  uint16_t *count = &votes->cells[row * N_CELLS + column];
  *count += *count < UINT16_MAX;
  votes->most = MAX(votes->most, *count);
}

static void feature_vote(Votes *votes, size_t window, const LtShapes *others, size_t feature,
                         bool is_known)
{
  const LtOffsetLook *look = votes->look;
  const LtBox *box = &look->windows[window];
  size_t begin = window == 0 ? 0 : look->ends[window - 1];
  for (size_t ring = lt_shapes_first_ring(others, feature); ring < others->feature_ends[feature];
       ring++) {
    size_t first = lt_shapes_first_point(others, ring), end = others->ring_ends[ring];
    if (others->types[feature] == LT_GEOM_POLYGON)
      first++;
    for (size_t i = first; i < end; i++) {
      LtPoint to = others->points[i];
      if (to.x < box->min.x || to.x > box->max.x || to.y < box->min.y || to.y > box->max.y)
        continue;
      for (size_t k = begin; k < look->ends[window]; k++)
        vote(votes, k, to, is_known);
    }
  }
}

static void votes_count(Votes *votes, const LtShapes *others, bool is_known)
{
  const LtOffsetLook *look = votes->look;
  for (size_t i = 0; i < others->n_features; i++) {
    if (others->types[i] != LT_GEOM_POLYGON && others->types[i] != LT_GEOM_LINE)
      continue;
    LtBox box = lt_shapes_box(others, i);
    if (!lt_box_overlaps(&box, &look->box))
      continue;
    for (size_t window = 0; window < look->n_features; window++)
      if (lt_box_overlaps(&box, &look->windows[window]))
        feature_vote(votes, window, others, i, is_known);
  }
}

/* A cell and those to the right of it and above: an offset near the border of a cell falls into
 * several. */
static unsigned block_votes(const Votes *votes, size_t x, size_t y)
{
  const uint16_t *cell = &votes->cells[y * N_CELLS + x];
  return (unsigned)cell[0] + cell[1] + cell[N_CELLS] + cell[N_CELLS + 1];
}

typedef struct {
  size_t x, y;
  unsigned most, second; /* second: away from the best */
  unsigned none;         /* without any offset */
} Best;

static bool is_beside(size_t a, size_t b)
{
  return (a > b ? a - b : b - a) <= 2;
}

static Best best_find(const Votes *votes)
{
  Best best = {.none = block_votes(votes, N_CELLS / 2 - 1, N_CELLS / 2 - 1)};
  for (size_t y = 0; y + 1 < N_CELLS; y++)
    for (size_t x = 0; x + 1 < N_CELLS; x++)
      if (block_votes(votes, x, y) > best.most) {
        best.most = block_votes(votes, x, y);
        best.x = x;
        best.y = y;
      }
  for (size_t y = 0; y + 1 < N_CELLS; y++)
    for (size_t x = 0; x + 1 < N_CELLS; x++)
      if (!(is_beside(x, best.x) && is_beside(y, best.y)))
        best.second = MAX(best.second, block_votes(votes, x, y));
  return best;
}

/* Vertices that have another one at the best offset: one with many near by votes more than once. */
static size_t agreeing_count(Votes *votes, const LtShapes *others, const Best *best)
{
  size_t n = 0;
  votes->best_x = best->x;
  votes->best_y = best->y;
  votes_count(votes, others, true);
  for (size_t i = 0; i < G_N_ELEMENTS(votes->agrees); i++)
    n += votes->agrees[i];
  return n;
}

bool lt_offset_find(const LtOffsetLook *look, const LtShapes *others, bool *is_found,
                    LtOffset *offset, GError **error)
{
  size_t n_looked = look->n_features == 0 ? 0 : look->ends[look->n_features - 1];
  size_t wanted = MAX(LEAST_VOTES, (n_looked + 2) / 3);
  *is_found = false;
  if (n_looked < LEAST_VOTES)
    return true;
  g_autofree uint16_t *cells =
      lt_alloc((size_t)N_CELLS * N_CELLS, sizeof *cells, "offsets", error);
  if (cells == NULL)
    return false;
  Votes votes = {.look = look, .cells = cells};
  votes_count(&votes, others, false);
  if (4 * (size_t)votes.most < wanted)
    return true;
  Best best = best_find(&votes);
  bool leads = best.most >= wanted && best.most >= 2 * best.none && best.most >= 2 * best.second &&
               !(is_beside(best.x, N_CELLS / 2 - 1) && is_beside(best.y, N_CELLS / 2 - 1));
  size_t n_agree = leads ? agreeing_count(&votes, others, &best) : 0;
  *is_found = n_agree >= wanted;
  *offset = (LtOffset){.east_m = ((double)best.x + 1 - N_CELLS / 2) * CELL_M,
                       .north_m = ((double)best.y + 1 - N_CELLS / 2) * CELL_M,
                       .n_agree = n_agree,
                       .n_looked = n_looked};
  return true;
}
