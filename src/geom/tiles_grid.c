/* How large tiles are, and what they are made for. */
#include "geom/tiles_grid.h"

#include <stdlib.h>

/* A tile of 2^45 units would hold all coordinates there are. */
#define MOST_SHIFT 44
G_STATIC_ASSERT(2 * LT_UNITS_MAX < INT64_C(1) << (MOST_SHIFT + 1));
/* A box so many times larger than what lies in most of it makes tiles that hold too much. */
#define MOST_WASTE 4.0
/* Strays are looked for among so many points: one of so many at each end, and a few at least. */
#define SAMPLE_POINTS 65536
#define STRAYS_OF 1000
#define FEW_STRAYS 8
/* Around the rest there is room for one part of so many: for the few of it that counted as strays,
 * so that they do not all come to the rim. */
#define PARTS_OF_ROOM 64

/* Box and number of the points that take part. */
static void points_count(const LtArrangeLayer *layers, size_t n_layers, LtTilesSurvey *survey)
{
  LtBox *box = &survey->box;
  survey->n_points = 0;
  *box = (LtBox){{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}};
  for (size_t l = 0; l < n_layers; l++) {
    const LtShapes *shapes = layers[l].shapes;
    for (size_t f = 0; f < shapes->n_features; f++) {
      if (!lt_arrange_uses(&layers[l], f))
        continue;
      LtBox own = lt_shapes_box(shapes, f);
      box->min.x = MIN(box->min.x, own.min.x);
      box->min.y = MIN(box->min.y, own.min.y);
      box->max.x = MAX(box->max.x, own.max.x);
      box->max.y = MAX(box->max.y, own.max.y);
      size_t first = lt_shapes_first_ring(shapes, f), end = shapes->feature_ends[f];
      if (end > first)
        survey->n_points += shapes->ring_ends[end - 1] - lt_shapes_first_point(shapes, first);
    }
  }
}

static double box_area(const LtBox *box)
{
  return ((double)box->max.x - (double)box->min.x + 1) *
         ((double)box->max.y - (double)box->min.y + 1);
}

/* ---- the core ---- */

/* Coordinates of some of the points. */
typedef struct {
  int64_t *xs, *ys;
  size_t n;
} Sample;

static void sample_clear(Sample *sample)
{
  g_free(sample->xs);
  g_free(sample->ys);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sample, sample_clear)

static int coordinate_compare(const void *a, const void *b)
{
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

/* Take every so many-th point. */
static void sample_fill(Sample *sample, const LtArrangeLayer *layers, size_t n_layers, size_t every)
{
  size_t n_seen = 0;
  for (size_t l = 0; l < n_layers; l++) {
    const LtShapes *shapes = layers[l].shapes;
    for (size_t f = 0; f < shapes->n_features; f++) {
      size_t first = lt_shapes_first_ring(shapes, f), end = shapes->feature_ends[f];
      if (!lt_arrange_uses(&layers[l], f) || end == first)
        continue;
      size_t last = shapes->ring_ends[end - 1];
      for (size_t i = lt_shapes_first_point(shapes, first); i < last; i++, n_seen++)
        if (n_seen % every == 0) {
          sample->xs[sample->n] = shapes->points[i].x;
          sample->ys[sample->n++] = shapes->points[i].y;
        }
    }
  }
}

/* The middle of sorted coordinates: all but a few at both ends, and a little room. */
static void core_cut(int64_t *sorted, size_t n, int64_t *min, int64_t *max)
{
  qsort(sorted, n, sizeof *sorted, coordinate_compare);
  size_t few = MIN(MAX(n / STRAYS_OF, FEW_STRAYS), (n - 1) / 2);
  int64_t low = sorted[few], high = sorted[n - 1 - few], room = (high - low) / PARTS_OF_ROOM + 1;
  *min = MAX(*min, low - room);
  *max = MIN(*max, high + room);
}

static bool core_find(const LtArrangeLayer *layers, size_t n_layers, LtTilesSurvey *survey,
                      GError **error)
{
  size_t every = survey->n_points / SAMPLE_POINTS + 1, n_most = survey->n_points / every + 1;
  g_auto(Sample) sample = {.xs = lt_alloc(n_most, sizeof *sample.xs, "a sample of points", error)};
  if (sample.xs == NULL ||
      (sample.ys = lt_alloc(n_most, sizeof *sample.ys, "a sample of points", error)) == NULL)
    return false;
  sample_fill(&sample, layers, n_layers, every);
  LtBox *core = &survey->core;
  core_cut(sample.xs, sample.n, &core->min.x, &core->max.x);
  core_cut(sample.ys, sample.n, &core->min.y, &core->max.y);
  survey->has_strays = MOST_WASTE * box_area(core) < box_area(&survey->box);
  return true;
}

bool lt_tiles_survey(const LtArrangeLayer *layers, size_t n_layers, LtTilesSurvey *survey,
                     GError **error)
{
  points_count(layers, n_layers, survey);
  survey->core = survey->box;
  survey->has_strays = false;
  return survey->n_points == 0 || core_find(layers, n_layers, survey, error);
}

/* ---- the grid ---- */

/* The finest grid of at most one tile for so many points. */
static LtGrid grid_choose(const LtBox *box, size_t n_points, size_t points_of_tile)
{
  LtGrid grid = {.corner = {box->min.x, box->min.y - 1}};
  double most = 1 + (double)n_points / (double)points_of_tile;
  for (grid.shift = MOST_SHIFT; grid.shift > 0; grid.shift--) {
    LtGrid finer = grid;
    finer.shift--;
    double columns = (double)(lt_grid_column(&finer, box->max.x) + 1);
    double rows = (double)(lt_grid_row(&finer, box->max.y) + 1);
    if (columns * rows > most)
      break;
  }
  grid.n_columns = (size_t)lt_grid_column(&grid, box->max.x) + 1;
  grid.n_rows = (size_t)lt_grid_row(&grid, box->max.y) + 1;
  return grid;
}

/* Put a rim around a grid, out to a box. */
static void rim_add(LtGrid *grid, const LtBox *box)
{
  grid->has_rim = true;
  grid->rim_low = (LtPoint){box->min.x, box->min.y - 1};
  grid->rim_high = (LtPoint){box->max.x + 1, box->max.y};
  grid->n_columns += 2;
  grid->n_rows += 2;
}

LtGrid lt_tiles_grid(const LtBox *box, const LtBox *core, size_t n_points, size_t points_of_tile)
{
  LtGrid grid = grid_choose(core != NULL ? core : box, n_points, points_of_tile);
  if (core != NULL)
    rim_add(&grid, box);
  return grid;
}
