#include "geom/tiles.h"

#include "geom/tiles_grid.h"
#include "geom/tiles_strips.h"

#include <string.h>

/* A tile's graph should stay in the second-level cache. */
#define BEST_POINTS_OF_TILE 12000

/* So many times the points a tile should have are too many. */
#define MOST_POINTS_OF_TILE (64 * BEST_POINTS_OF_TILE)

static void store_free(void *data)
{
  lt_tile_store_free(data);
}

void lt_tiles_free(LtTiles *tiles)
{
  if (tiles == NULL)
    return;
  g_ptr_array_unref(tiles->stores);
  lt_tile_strips_free(tiles->strips);
  g_free(tiles->corner_ends);
  g_free(tiles->corner_members);
  g_free(tiles->spread);
  g_free(tiles);
}

/* ---- rings to tiles ---- */

/* Points of a ring one after the other. */
typedef struct {
  const LtPoint *points;
  size_t n;
  uint32_t member;
} Run;

static bool run_add(LtTileStore *store, int64_t column, int64_t row, const Run *run, GError **error)
{
  if (!lt_tiles_have_row(store->tiles, row))
    return true;
  size_t n_columns = store->tiles->grid.n_columns;
  LtPolylines *lines = &store->lines[(size_t)row * n_columns + (size_t)column];
  return lt_polylines_add(lines, &store->pool, run->member, run->points, run->n, error);
}

/* Add a segment to the tiles between those of its ends. */
static bool segment_add(LtTileStore *store, const Run *segment, GError **error)
{
  const LtGrid *grid = &store->tiles->grid;
  LtPoint a = segment->points[0], b = segment->points[1];
  LtSpan rows = lt_grid_rows(grid, a, b);
  for (int64_t row = rows.first; row <= rows.last; row++) {
    LtSpan columns = lt_grid_columns(grid, a, b, row);
    for (int64_t column = columns.first; column <= columns.last; column++) {
      bool is_end = (column == lt_grid_column(grid, a.x) && row == lt_grid_row(grid, a.y)) ||
                    (column == lt_grid_column(grid, b.x) && row == lt_grid_row(grid, b.y));
      if (!is_end && lt_grid_meets(grid, a, b, column, row) &&
          !run_add(store, column, row, segment, error))
        return false;
    }
  }
  return true;
}

/* Note where a segment crosses the lower lines of rows. */
static bool crossings_note(LtTileStore *store, LtPoint a, LtPoint b, uint32_t member,
                           GError **error)
{
  const LtGrid *grid = &store->tiles->grid;
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
    if (column >= (int64_t)grid->n_columns || !lt_tiles_have_row(store->tiles, row))
      continue;
    if (!lt_grow(&store->crossings, &store->cap_crossings, store->n_crossings + 1,
                 sizeof *store->crossings, "crossings of rows", error))
      return false;
    store->crossings[store->n_crossings++] = (LtRowCrossing){row, column, member};
  }
  return true;
}

/* Ground with its lowest point and its size: to be in it is one comparison each way. */
typedef struct {
  LtPoint low;
  uint64_t width, height;
} Ground;

/* What a tile has of the box: some of both where a point of the box lies in the tile. */
static Ground tile_ground(const LtTiles *tiles, int64_t column, int64_t row)
{
  const LtBox *box = &tiles->box;
  LtPoint low = lt_grid_corner(&tiles->grid, column, row);
  LtPoint high = lt_grid_corner(&tiles->grid, column + 1, row + 1);
  low = (LtPoint){MAX(low.x, box->min.x), MAX(low.y + 1, box->min.y)};
  high = (LtPoint){MIN(high.x - 1, box->max.x), MIN(high.y, box->max.y)};
  return (Ground){low, (uint64_t)(high.x - low.x), (uint64_t)(high.y - low.y)};
}

static inline bool ground_has(const Ground *ground, LtPoint point)
{
  return (uint64_t)point.x - (uint64_t)ground->low.x <= ground->width &&
         (uint64_t)point.y - (uint64_t)ground->low.y <= ground->height;
}

static bool box_has(const LtBox *box, LtPoint point)
{
  return point.x >= box->min.x && point.x <= box->max.x && point.y >= box->min.y &&
         point.y <= box->max.y;
}

/* Note that a feature has points in a tile. */
static bool tile_note(LtTileStore *store, size_t tile, uint32_t member, GError **error)
{
  if (store->tile_at_hand == SIZE_MAX)
    store->tile_at_hand = tile;
  if (store->tile_at_hand == tile)
    return true;
  size_t n = (size_t)member / 64 + 1;
  if (!lt_grow(&store->spread, &store->cap_spread_words, n, sizeof *store->spread,
               "features of tiles", error))
    return false;
  while (store->n_spread_words < n)
    store->spread[store->n_spread_words++] = 0;
  store->spread[member / 64] |= UINT64_C(1) << member % 64;
  return true;
}

/* Add each run of points in one tile to it, with the points before and after. */
static bool ring_add(LtTileStore *store, const Run *ring, GError **error)
{
  const LtGrid *grid = &store->tiles->grid;
  const LtPoint *points = ring->points;
  size_t n = ring->n, first = 0, before = 0; /* of the run, and with the point before it */
  while (first < n) {
    if (!box_has(&store->tiles->box, points[first]))
      return lt_fail(error, LT_ERROR_GEOMETRY, LT_T_ARRANGE_BOX);
    int64_t column = lt_grid_column(grid, points[first].x);
    int64_t row = lt_grid_row(grid, points[first].y);
    Ground ground = tile_ground(store->tiles, column, row);
    size_t next = first + 1;
    while (next < n && ground_has(&ground, points[next]))
      next++;
    Run segment = {points + before, 2, ring->member};
    if (first > 0 && (!segment_add(store, &segment, error) ||
                      !crossings_note(store, points[before], points[first], ring->member, error)))
      return false;
    Run wide = {points + before, MIN(next + 1, n) - before, ring->member};
    size_t tile = (size_t)row * grid->n_columns + (size_t)column;
    if (!tile_note(store, tile, ring->member, error) ||
        !run_add(store, column, row, &wide, error))
      return false;
    before = next - 1;
    first = next;
  }
  return true;
}

static bool feature_add(LtTileStore *store, const LtShapes *shapes, size_t feature, uint32_t member,
                        GError **error)
{
  size_t end = shapes->feature_ends[feature];
  store->tile_at_hand = SIZE_MAX;
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < end; r++) {
    size_t begin = lt_shapes_first_point(shapes, r);
    Run ring = {shapes->points + begin, shapes->ring_ends[r] - begin, member};
    if (ring.n > 1 && !ring_add(store, &ring, error))
      return false;
  }
  return true;
}

bool lt_tile_store_add(LtTileStore *store, const LtShapes *shapes, size_t feature, uint32_t member,
                       GError **error)
{
  if (store->tiles->strips == NULL)
    return feature_add(store, shapes, feature, member, error);
  lt_tile_strips_make_room(store->tiles);
  pthread_mutex_lock(&store->lock);
  bool ok = feature_add(store, shapes, feature, member, error);
  pthread_mutex_unlock(&store->lock);
  return ok;
}

LtTileStore *lt_tile_store_new(LtTiles *tiles, GError **error)
{
  LtTileStore *store = g_new0(LtTileStore, 1);
  store->tiles = tiles;
  pthread_mutex_init(&store->lock, NULL);
  store->lines = lt_alloc(tiles->n_tiles, sizeof *store->lines, "tiles", error);
  if (store->lines == NULL)
    g_clear_pointer(&store, lt_tile_store_free);
  else if (tiles->strips != NULL)
    lt_tile_strips_enter(tiles, store);
  return store;
}

void lt_tile_store_free(LtTileStore *store)
{
  if (store == NULL)
    return;
  if (store->is_entered) {
    lt_tile_strips_retire(store->tiles, store);
    return;
  }
  lt_chunk_pool_clear(&store->pool);
  pthread_mutex_destroy(&store->lock);
  g_free(store->lines);
  g_free(store->crossings);
  g_free(store->spread);
  g_free(store);
}

void lt_tiles_take_store(LtTiles *tiles, LtTileStore *take_store, uint32_t first_member)
{
  g_return_if_fail(tiles->corner_ends == NULL && take_store->tiles == tiles);

  take_store->first_member = first_member;
  if (tiles->strips != NULL)
    lt_chunk_pool_give_fresh(&take_store->pool);
  g_ptr_array_add(tiles->stores, take_store);
}

/* ---- tile by tile ---- */

size_t lt_tiles_point_count(const LtTiles *tiles, size_t tile)
{
  size_t n = 0;
  for (size_t i = 0; i < tiles->stores->len; i++)
    n += lt_tile_store_at(tiles, i)->lines[tile].n_points;
  return n;
}

bool lt_tiles_next(LtTilesWalk *walk, LtPolyline *line)
{
  while (!lt_polyline_next(&walk->lines, line)) {
    if (walk->n_stores == walk->tiles->stores->len)
      return false;
    const LtTileStore *store = lt_tile_store_at(walk->tiles, walk->n_stores++);
    walk->lines = lt_polylines_walk(&store->lines[walk->tile]);
    walk->first_member = store->first_member;
  }
  line->member += walk->first_member;
  return true;
}

LtChunks lt_tiles_take(LtTiles *tiles, size_t tile)
{
  LtChunks chunks = {0};
  for (size_t i = 0; i < tiles->stores->len; i++) {
    LtPolylines *lines = &lt_tile_store_at(tiles, i)->lines[tile];
    lt_chunks_join(&chunks, lines->chunks);
    *lines = (LtPolylines){0};
  }
  return chunks;
}

/* ---- all of it ---- */

LtTiles *lt_tiles_new(const LtBox *box, const LtBox *core, size_t n_points, size_t points_of_tile)
{
  LtTiles *tiles = g_new0(LtTiles, 1);
  tiles->stores = g_ptr_array_new_with_free_func(store_free);
  tiles->box = *box;
  if (box->min.x <= box->max.x) {
    tiles->grid = lt_tiles_grid(box, core, n_points,
                                points_of_tile > 0 ? points_of_tile : BEST_POINTS_OF_TILE);
    tiles->n_tiles = tiles->grid.n_columns * tiles->grid.n_rows;
  }
  atomic_init(&tiles->end_row, tiles->grid.n_rows);
  return tiles;
}

bool lt_tiles_are_wasted(const LtTiles *tiles)
{
  for (size_t t = 0; t < tiles->n_tiles; t++)
    if (lt_tiles_point_count(tiles, t) > MOST_POINTS_OF_TILE)
      return true;
  return false;
}

static bool layer_add(LtTileStore *store, const LtArrangeLayer *layer, size_t first_member,
                      GError **error)
{
  size_t n = layer->shapes->n_features;
  if (first_member + n >= UINT32_MAX)
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_ARRANGE_FEATURES, first_member + n,
                   (size_t)UINT32_MAX - 1);
  for (size_t f = 0; f < n; f++)
    if (lt_arrange_uses(layer, f) &&
        !lt_tile_store_add(store, layer->shapes, f, (uint32_t)(first_member + f), error))
      return false;
  return true;
}

LtTiles *lt_tiles_of_layers(const LtArrangeLayer *layers, size_t n_layers, size_t points_of_tile,
                            GError **error)
{
  LtTilesSurvey survey;
  if (!lt_tiles_survey(layers, n_layers, &survey, error))
    return NULL;
  g_autoptr(LtTiles) tiles = lt_tiles_new(&survey.box, survey.has_strays ? &survey.core : NULL,
                                          survey.n_points, points_of_tile);
  LtTileStore *store = lt_tile_store_new(tiles, error);
  if (store == NULL)
    return NULL;
  lt_tiles_take_store(tiles, store, 0);
  size_t first_member = 0;
  for (size_t l = 0; l < n_layers; first_member += layers[l++].shapes->n_features)
    if (!layer_add(store, &layers[l], first_member, error))
      return NULL;
  return lt_tiles_finish(tiles, error) ? g_steal_pointer(&tiles) : NULL;
}
