#include "geom/tiles.h"

#include <stdlib.h>
#include <string.h>

/* A tile's graph should stay in the second-level cache. */
#define BEST_POINTS_OF_TILE 12000

/* A stretch and the tile it goes to. */
typedef struct {
  size_t tile;
  LtStretch stretch;
} Dealt;

/* A segment crosses the lower line of a row left of the corner of a column, and of none before. */
typedef struct {
  int64_t row, column;
  uint32_t member;
} Crossing;

typedef struct {
  LtTiles *tiles;
  Dealt *dealt;
  Crossing *crossings;
  size_t n_dealt, cap_dealt, n_crossings, cap_crossings;
} Dealer;

static void dealer_clear(Dealer *dealer)
{
  g_free(dealer->dealt);
  g_free(dealer->crossings);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Dealer, dealer_clear)

void lt_tiles_free(LtTiles *tiles)
{
  if (tiles == NULL)
    return;
  g_free(tiles->tile_ends);
  g_free(tiles->stretches);
  g_free(tiles->corner_ends);
  g_free(tiles->corner_members);
  g_free(tiles);
}

/* ---- the grid ---- */

/* Box and number of the points that take part. */
static size_t points_survey(const LtArrangeLayer *layers, size_t n_layers, LtBox *box)
{
  size_t n = 0;
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
        n += shapes->ring_ends[end - 1] - lt_shapes_first_point(shapes, first);
    }
  }
  return n;
}

/* The finest grid of at most one tile for so many points. */
static LtGrid grid_choose(const LtBox *box, size_t n_points, size_t points_of_tile)
{
  LtGrid grid = {.corner = {box->min.x, box->min.y - 1}};
  double most = 1 + (double)n_points / (double)points_of_tile;
  for (grid.shift = 44; grid.shift > 0; grid.shift--) {
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

/* ---- dealing out ---- */

static bool deal(Dealer *dealer, int64_t column, int64_t row, const LtPoint *points, size_t n,
                 uint32_t member, GError **error)
{
  while (n > 1) {
    uint32_t part = (uint32_t)MIN(n, UINT32_MAX);
    if (!lt_grow(&dealer->dealt, &dealer->cap_dealt, dealer->n_dealt + 1, sizeof *dealer->dealt,
                 "stretches of rings", error))
      return false;
    size_t tile = (size_t)row * dealer->tiles->grid.n_columns + (size_t)column;
    dealer->dealt[dealer->n_dealt++] = (Dealt){tile, {points, part, member}};
    points += part - 1;
    n -= part - 1;
  }
  return true;
}

/* Deal a segment to the tiles between those of its ends. */
static bool deal_between(Dealer *dealer, const LtPoint *segment, uint32_t member, GError **error)
{
  const LtGrid *grid = &dealer->tiles->grid;
  LtPoint a = segment[0], b = segment[1];
  LtSpan rows = lt_grid_rows(grid, a, b);
  for (int64_t row = rows.first; row <= rows.last; row++) {
    LtSpan columns = lt_grid_columns(grid, a, b, row);
    for (int64_t column = columns.first; column <= columns.last; column++) {
      bool is_end = (column == lt_grid_column(grid, a.x) && row == lt_grid_row(grid, a.y)) ||
                    (column == lt_grid_column(grid, b.x) && row == lt_grid_row(grid, b.y));
      if (!is_end && lt_grid_meets(grid, a, b, column, row) &&
          !deal(dealer, column, row, segment, 2, member, error))
        return false;
    }
  }
  return true;
}

/* Note where a segment crosses the lower lines of rows. */
static bool crossings_note(Dealer *dealer, LtPoint a, LtPoint b, uint32_t member, GError **error)
{
  const LtGrid *grid = &dealer->tiles->grid;
  LtPoint low = a.y < b.y ? a : b, high = a.y < b.y ? b : a;
  int64_t last = lt_grid_row(grid, high.y);
  for (int64_t row = lt_grid_row(grid, low.y) + 1; row <= last; row++) {
    int64_t column = lt_grid_column(grid, MIN(a.x, b.x)) + 1;
    int64_t end = lt_grid_column(grid, MAX(a.x, b.x)) + 1;
    if (column < end) {
      LtSpan near = lt_grid_columns(grid, a, b, row);
      column = MAX(column, near.first);
      while (column < end && lt_side_of_shifted(low, high, lt_grid_corner(grid, column, row)) > 0)
        column++;
    }
    if (column >= (int64_t)grid->n_columns)
      continue;
    if (!lt_grow(&dealer->crossings, &dealer->cap_crossings, dealer->n_crossings + 1,
                 sizeof *dealer->crossings, "crossings of rows", error))
      return false;
    dealer->crossings[dealer->n_crossings++] = (Crossing){row, column, member};
  }
  return true;
}

static bool deal_ring(Dealer *dealer, const LtPoint *points, size_t n, uint32_t member,
                      GError **error)
{
  const LtGrid *grid = &dealer->tiles->grid;
  int64_t column = lt_grid_column(grid, points[0].x), row = lt_grid_row(grid, points[0].y);
  size_t first = 0;
  for (size_t i = 1; i < n; i++) {
    int64_t next_column = lt_grid_column(grid, points[i].x);
    int64_t next_row = lt_grid_row(grid, points[i].y);
    if (next_column == column && next_row == row)
      continue;
    if (!deal(dealer, column, row, points + first, i - first + 1, member, error) ||
        !deal_between(dealer, points + i - 1, member, error) ||
        (next_row != row && !crossings_note(dealer, points[i - 1], points[i], member, error)))
      return false;
    first = i - 1;
    column = next_column;
    row = next_row;
  }
  return deal(dealer, column, row, points + first, n - first, member, error);
}

static bool deal_layer(Dealer *dealer, const LtArrangeLayer *layer, uint32_t first_member,
                       GError **error)
{
  const LtShapes *shapes = layer->shapes;
  for (size_t f = 0; f < shapes->n_features; f++) {
    if (!lt_arrange_uses(layer, f))
      continue;
    for (size_t r = lt_shapes_first_ring(shapes, f); r < shapes->feature_ends[f]; r++) {
      size_t begin = lt_shapes_first_point(shapes, r), n = shapes->ring_ends[r] - begin;
      if (n > 1 &&
          !deal_ring(dealer, shapes->points + begin, n, first_member + (uint32_t)f, error))
        return false;
    }
  }
  return true;
}

/* ---- putting together ---- */

/* Counting sort by tile. */
static bool stretches_sort(Dealer *dealer, GError **error)
{
  LtTiles *tiles = dealer->tiles;
  tiles->tile_ends = lt_alloc(tiles->n_tiles + 1, sizeof *tiles->tile_ends, "tiles", error);
  tiles->stretches = lt_alloc(dealer->n_dealt, sizeof *tiles->stretches, "tiles", error);
  if (tiles->tile_ends == NULL || tiles->stretches == NULL)
    return false;
  for (size_t i = 0; i < dealer->n_dealt; i++)
    tiles->tile_ends[dealer->dealt[i].tile + 1]++;
  for (size_t t = 0; t < tiles->n_tiles; t++)
    tiles->tile_ends[t + 1] += tiles->tile_ends[t];
  for (size_t i = 0; i < dealer->n_dealt; i++) /* begins become ends */
    tiles->stretches[tiles->tile_ends[dealer->dealt[i].tile]++] = dealer->dealt[i].stretch;
  return true;
}

static int crossing_compare(const void *a, const void *b)
{
  const Crossing *x = a, *y = b;
  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  if (x->column != y->column)
    return x->column < y->column ? -1 : 1;
  return (x->member > y->member) - (x->member < y->member);
}

/* The members that cover one corner after the other. */
typedef struct {
  uint32_t *members; /* ascending */
  size_t n, cap;
} Cover;

static bool cover_toggle(Cover *cover, uint32_t member, GError **error)
{
  size_t low = 0, high = cover->n;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (cover->members[middle] < member)
      low = middle + 1;
    else
      high = middle;
  }
  if (low < cover->n && cover->members[low] == member) {
    cover->n--;
    memmove(cover->members + low, cover->members + low + 1, (cover->n - low) * sizeof member);
    return true;
  }
  if (!lt_grow(&cover->members, &cover->cap, cover->n + 1, sizeof member, "covers", error))
    return false;
  memmove(cover->members + low + 1, cover->members + low, (cover->n - low) * sizeof member);
  cover->members[low] = member;
  cover->n++;
  return true;
}

static bool corners_fill(Dealer *dealer, Cover *cover, GError **error)
{
  LtTiles *tiles = dealer->tiles;
  tiles->corner_ends = lt_alloc(tiles->n_tiles, sizeof *tiles->corner_ends, "tiles", error);
  if (tiles->corner_ends == NULL)
    return false;
  if (dealer->n_crossings > 0)
    qsort(dealer->crossings, dealer->n_crossings, sizeof *dealer->crossings, crossing_compare);
  size_t next = 0, n_members = 0, cap_members = 0;
  for (size_t t = 0; t < tiles->n_tiles; t++) {
    int64_t row = (int64_t)(t / tiles->grid.n_columns);
    int64_t column = (int64_t)(t % tiles->grid.n_columns);
    if (column == 0)
      cover->n = 0;
    for (; next < dealer->n_crossings && dealer->crossings[next].row == row &&
           dealer->crossings[next].column <= column;
         next++)
      if (!cover_toggle(cover, dealer->crossings[next].member, error))
        return false;
    if (!lt_grow(&tiles->corner_members, &cap_members, n_members + cover->n, sizeof(uint32_t),
                 "covers", error))
      return false;
    if (cover->n > 0)
      memcpy(tiles->corner_members + n_members, cover->members, cover->n * sizeof(uint32_t));
    n_members += cover->n;
    tiles->corner_ends[t] = n_members;
  }
  return true;
}

LtTiles *lt_tiles_new(const LtArrangeLayer *layers, size_t n_layers, size_t points_of_tile,
                      GError **error)
{
  g_autoptr(LtTiles) tiles = g_new0(LtTiles, 1);
  g_auto(Dealer) dealer = {.tiles = tiles};
  LtBox box;
  size_t n_points = points_survey(layers, n_layers, &box);
  if (n_points > 0) {
    tiles->grid = grid_choose(&box, n_points,
                              points_of_tile > 0 ? points_of_tile : BEST_POINTS_OF_TILE);
    tiles->max = box.max;
    tiles->n_tiles = tiles->grid.n_columns * tiles->grid.n_rows;
  }

  size_t first_member = 0;
  for (size_t l = 0; l < n_layers; first_member += layers[l++].shapes->n_features) {
    if (first_member + layers[l].shapes->n_features >= UINT32_MAX) {
      lt_fail(error, LT_ERROR_MEMORY, LT_T_ARRANGE_FEATURES,
              first_member + layers[l].shapes->n_features, (size_t)UINT32_MAX - 1);
      return NULL;
    }
    if (!deal_layer(&dealer, &layers[l], (uint32_t)first_member, error))
      return NULL;
  }
  Cover cover = {0};
  bool ok = stretches_sort(&dealer, error) && corners_fill(&dealer, &cover, error);
  g_free(cover.members);
  return ok ? g_steal_pointer(&tiles) : NULL;
}
