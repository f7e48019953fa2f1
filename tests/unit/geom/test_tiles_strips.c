/* Tiles that come strip by strip: what is found is what is found with all of them at once. */
#include "geom/overlay.h"

#include "base/bytes.h"
#include "geom/tiles_strips.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <cmocka.h>

#define N_FEATURES 400
#define SIDE 2000000

/* Layers that are dealt out again for each strip. */
typedef struct {
  const LtShapes *layers[2];
  size_t n_fills;
  size_t fails_at; /* this filling; 0: none */
} Layers;

/* Filled in by main(). */
static LtPlane plane = {.a_m = 6378137,
                        .f = 1 / 298.257222101,
                        .is_tm = true,
                        .lon0_rad = 114 * G_PI / 180,
                        .k0 = 1,
                        .false_easting_m = 500000};

/* Stars of all sizes, some over many tiles, which overlap and cross themselves. */
static LtShapes *layer_make(guint32 seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  LtShapes *shapes = lt_shapes_new();
  for (size_t f = 0; f < N_FEATURES; f++) {
    int32_t size = f % 50 == 0 ? SIDE / 2 : SIDE / 30;
    int64_t x = 5000000000 + g_rand_int_range(rand, 0, SIDE);
    int64_t y = 30000000000 + g_rand_int_range(rand, 0, SIDE);
    LtPoint points[9];
    for (size_t i = 0; i < 8; i++)
      points[i] = (LtPoint){x + g_rand_int_range(rand, -size, size),
                            y + g_rand_int_range(rand, -size, size)};
    points[8] = points[0];
    assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
    assert_true(lt_shapes_add_ring(shapes, points, G_N_ELEMENTS(points), false, NULL));
  }
  return shapes;
}

/* Two stores for each layer; a bound of one block of memory lets rows give way soon, which is
 * hurried here, since so few points would never fill it. */
static bool tiles_fill(LtTiles *tiles, void *data, LtRun *run, GError **error)
{
  (void)run;
  Layers *layers = data;
  size_t rows = 1 + layers->n_fills % 3, first = 0;
  if (++layers->n_fills == layers->fails_at)
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_CANCELLED);
  if (tiles->strips != NULL)
    atomic_store(&tiles->end_row, MIN(tiles->first_row + rows, tiles->grid.n_rows));
  for (size_t l = 0; l < 2; l++)
    for (size_t half = 0; half < 2; half++) {
      LtTileStore *store = lt_tile_store_new(tiles, error);
      assert_non_null(store);
      for (size_t f = 0; f < N_FEATURES / 2; f++)
        assert_true(lt_tile_store_add(store, layers->layers[l], half * N_FEATURES / 2 + f,
                                      (uint32_t)f, error));
      lt_tiles_take_store(tiles, store, (uint32_t)first);
      first += N_FEATURES / 2;
    }
  return lt_tiles_finish(tiles, error);
}

static LtTiles *tiles_make(Layers *layers, bool in_strips, LtRun *run)
{
  LtBox box = {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}};
  for (size_t l = 0; l < 2; l++)
    for (size_t f = 0; f < N_FEATURES; f++) {
      LtBox own = lt_shapes_box(layers->layers[l], f);
      box.min = (LtPoint){MIN(box.min.x, own.min.x), MIN(box.min.y, own.min.y)};
      box.max = (LtPoint){MAX(box.max.x, own.max.x), MAX(box.max.y, own.max.y)};
    }
  LtTiles *tiles = lt_tiles_new(&box, NULL, 2 * N_FEATURES * 9, 15);
  if (in_strips)
    lt_tiles_bound(tiles, tiles_fill, layers, run);
  GError *error = NULL;
  assert_true(tiles_fill(tiles, layers, run, &error));
  return tiles;
}

static void overlays_compare(const LtOverlay *a, const LtOverlay *b)
{
  assert_int_equal(a->n_pairs, b->n_pairs);
  assert_true(a->n_pairs > N_FEATURES);
  assert_memory_equal(a->cells, b->cells, 4 * sizeof *a->cells);
  assert_memory_equal(&a->repeated_a, &b->repeated_a, sizeof a->repeated_a);
  for (size_t i = 0; i < a->n_pairs; i++) {
    const LtOverlayPair *p = &a->pairs[i], *q = &b->pairs[i];
    assert_true(p->a == q->a && p->b == q->b);
    assert_memory_equal(&p->areas, &q->areas, sizeof p->areas);
    assert_int_equal(p->n_tolerated, q->n_tolerated);
    assert_int_equal(p->shape == NULL, q->shape == NULL);
    assert_true(p->shape == NULL || lt_shapes_compare(p->shape, 0, q->shape, 0) == 0);
  }
}

static void strips_find_what_the_whole_does(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = layer_make(1), b = layer_make(2);
  for (unsigned jobs = 1; jobs <= 3; jobs += 2) {
    g_autoptr(LtRun) run = lt_run_new();
    lt_run_set_jobs(run, jobs);
    const LtOverlayInput input = {.a = a, .b = b, .plane = &plane};
    Layers whole = {.layers = {a, b}}, cut = {.layers = {a, b}};
    g_autoptr(LtTiles) all = tiles_make(&whole, false, run);
    g_autoptr(LtTiles) strips = tiles_make(&cut, true, run);
    LtOverlay *wanted = NULL, *got = NULL;
    assert_true(lt_overlay_run_all(&input, 1, all, NULL, &wanted, run, NULL));
    assert_true(lt_overlay_run_all(&input, 1, strips, NULL, &got, run, NULL));
    assert_int_equal(whole.n_fills, 1);
    assert_true(cut.n_fills > 5);
    overlays_compare(got, wanted);
    lt_overlay_free(wanted);
    lt_overlay_free(got);
  }
}

/* Where the blocks are used up rows give way until there is room, but for the last one. */
static void rows_give_way(void **state)
{
  (void)state;
  g_autoptr(LtRun) run = lt_run_new();
  g_autoptr(LtShapes) a = layer_make(3);
  lt_run_set_memory(run, 1); /* less than is held already */
  LtBox box = {{4990000000, 29990000000}, {5010000000, 30010000000}};
  Layers layers = {.layers = {a, a}};
  g_autoptr(LtTiles) tiles = lt_tiles_new(&box, NULL, 9 * N_FEATURES * 50, 60);
  assert_true(tiles->grid.n_rows > 4);
  lt_tiles_bound(tiles, tiles_fill, &layers, run);
  g_autoptr(LtTileStore) store = lt_tile_store_new(tiles, NULL);
  for (size_t f = 0; f < N_FEATURES; f++)
    assert_true(lt_tile_store_add(store, a, f, (uint32_t)f, NULL));
  size_t end_row = atomic_load(&tiles->end_row);
  assert_true(end_row >= 1 && end_row < tiles->grid.n_rows);
  for (size_t t = 0; t < tiles->n_tiles; t++)
    assert_true(t < end_row * tiles->grid.n_columns || store->lines[t].n_points == 0);
}

/* What a store gave to the stock before it was dropped is in use when it is gone. */
static void stores_may_be_dropped(void **state)
{
  (void)state;
  g_autoptr(LtRun) run = lt_run_new();
  g_autoptr(LtShapes) a = layer_make(1), b = layer_make(2);
  lt_run_set_memory(run, lt_memory_held() + 4 * LT_CHUNK_BLOCK_BYTES); /* a block for tiles */
  Layers layers = {.layers = {a, b}};
  LtBox box = {{4999000000, 29999000000}, {5003000000, 30003000000}};
  g_autoptr(LtTiles) tiles = lt_tiles_new(&box, NULL, 9 * N_FEATURES * 50, 60);
  lt_tiles_bound(tiles, tiles_fill, &layers, run);
  LtTileStore *dropped = lt_tile_store_new(tiles, NULL);
  for (size_t f = 0; f < N_FEATURES; f++)
    assert_true(lt_tile_store_add(dropped, a, f, (uint32_t)f, NULL));
  assert_non_null(dropped->pool.blocks);
  assert_true(atomic_load(&tiles->end_row) < tiles->grid.n_rows);
  lt_tile_store_free(dropped);
  LtTileStore *kept = lt_tile_store_new(tiles, NULL);
  for (size_t f = 0; f < N_FEATURES; f++)
    assert_true(lt_tile_store_add(kept, b, f, (uint32_t)f, NULL));
  assert_null(kept->pool.blocks); /* there was room in those of the other */
  lt_tiles_take_store(tiles, kept, 0);
  assert_true(lt_tiles_finish(tiles, NULL));
  size_t n_points = 0;
  for (size_t t = 0; t < tiles->n_tiles; t++)
    n_points += lt_tiles_point_count(tiles, t);
  assert_true(n_points > 0);
}

static void a_strip_that_fails_ends_the_work(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = layer_make(1), b = layer_make(2);
  g_autoptr(LtRun) run = lt_run_new();
  const LtOverlayInput input = {.a = a, .b = b, .plane = &plane};
  Layers layers = {.layers = {a, b}, .fails_at = 3};
  g_autoptr(LtTiles) tiles = tiles_make(&layers, true, run);
  LtOverlay *overlay = NULL;
  g_autoptr(GError) error = NULL;
  assert_false(lt_overlay_run_all(&input, 1, tiles, NULL, &overlay, run, &error));
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_READ));
  assert_null(overlay);
}

/* The box of a feature holds it; one that is a unit less on any side does not. */
static void what_leaves_the_box_is_refused(void **state)
{
  (void)state;
  g_autoptr(LtShapes) shapes = layer_make(4);
  for (size_t f = 0; f < N_FEATURES; f++)
    for (unsigned side = 0; side < 5; side++) {
      LtBox box = lt_shapes_box(shapes, f);
      int64_t *sides[] = {&box.min.x, &box.min.y, &box.max.x, &box.max.y};
      if (side < 4)
        *sides[side] += side < 2 ? 1 : -1;
      g_autoptr(LtTiles) tiles = lt_tiles_new(&box, NULL, 40, f % 2 == 0 ? 40 : 4);
      g_autoptr(LtTileStore) store = lt_tile_store_new(tiles, NULL);
      g_autoptr(GError) error = NULL;
      assert_int_equal(lt_tile_store_add(store, shapes, f, 0, &error), side == 4);
      assert_true(side == 4 || g_error_matches(error, LT_ERROR, LT_ERROR_GEOMETRY));
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(strips_find_what_the_whole_does),
      cmocka_unit_test(rows_give_way),
      cmocka_unit_test(stores_may_be_dropped),
      cmocka_unit_test(a_strip_that_fails_ends_the_work),
      cmocka_unit_test(what_leaves_the_box_is_refused),
  };
  lt_plane_prepare(&plane);
#ifdef M_PERTURB
  mallopt(M_PERTURB, 0xff); /* who looks at memory that was freed is to stumble */
#endif
  return cmocka_run_group_tests(tests, NULL, NULL);
}
