#include "arrange_oracle.h"

#include <lantu/run.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Random features of random rings: they cross themselves and each other, touch, repeat, overlap. */
typedef struct {
  const char *why;
  int64_t side; /* of the square that holds them */
  size_t n_features, n_rings, n_points;
  size_t n_rounds;
  double tolerance; /* square units: what 2^-18 units along such edges make */
} Row;

static const Row rows[] = {
    {"triangles, small square", 4, 3, 1, 3, 1500, 0.001},
    {"triangles", 16, 4, 1, 3, 1500, 0.002},
    {"wild rings", 16, 3, 2, 6, 1000, 0.005},
    {"many features", 16, 12, 1, 4, 300, 0.005},
    {"few lines many points", 3, 6, 2, 5, 1000, 0.002},
    {"large triangles", 100000, 6, 1, 3, 200, 5},
    {"crowd", 24, 60, 1, 3, 3, 0.02},
};

static LtPlane plane_gauss_kruger(void)
{
  LtPlane plane = {.a_m = 6378137, .f = 1 / 298.257222101, .is_tm = true, .k0 = 1};
  lt_plane_prepare(&plane);
  return plane;
}

static uint64_t random_state;

static uint64_t random_next(void)
{
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state;
}

static LtShapes *layer_random(const Row *row, size_t n_features)
{
  LtShapes *shapes = lt_shapes_new();
  for (size_t f = 0; f < n_features; f++) {
    assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
    for (size_t r = 0; r < row->n_rings; r++) {
      LtPoint ring[16];
      size_t n = 3 + random_next() % (row->n_points - 2);
      for (size_t i = 0; i < n; i++)
        ring[i] = (LtPoint){(int64_t)(random_next() % (uint64_t)(row->side + 1)),
                            (int64_t)(random_next() % (uint64_t)(row->side + 1))};
      ring[n] = ring[0];
      assert_true(lt_shapes_add_ring(shapes, ring, n + 1, r > 0, NULL));
    }
  }
  return shapes;
}

static void expect_row(const Row *row, size_t round, size_t points_of_tile, LtRun *run)
{
  random_state = 0x9e3779b97f4a7c15U + 1000003 * round + (uint64_t)row->side;
  size_t n_a = row->n_features / 2 + row->n_features % 2;
  g_autoptr(LtShapes) a = layer_random(row, n_a);
  g_autoptr(LtShapes) b = layer_random(row, row->n_features - n_a);
  LtArrangeLayer layers[] = {{a, NULL}, {b, NULL}};
  LtPlane plane = plane_gauss_kruger();
  LtArrangeInput input = {
      .layers = layers, .n_layers = 2, .plane = &plane, .points_of_tile = points_of_tile};
  g_autoptr(GError) error = NULL;
  g_autoptr(LtArrangement) arrangement = lt_arrangement_new(&input, run, &error);
  if (arrangement == NULL)
    fail_msg("%s, round %zu, tiles of %zu: %s", row->why, round, points_of_tile, error->message);
  /* GEOS costs most of the time; the slabs are exact where the lattice is small */
  bool by_faces = row->side > 64 || round % 8 == 0;
  Oracle oracle = by_faces ? oracle_by_faces(layers, 2) : oracle_by_slabs(layers, 2);
  double difference = oracle_difference(&oracle, arrangement, 1);
  free(oracle.faces);
  if (!(difference <= row->tolerance))
    fail_msg("%s, round %zu, tiles of %zu: areas differ by %g square units", row->why, round,
             points_of_tile, difference);
}

static void areas_agree_with_oracles(void **state)
{
  (void)state;
  static const size_t tiles[] = {0, 1, 4};
  LtRun *run = lt_run_new();
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    for (size_t round = 0; round < rows[i].n_rounds; round++)
      expect_row(&rows[i], round, tiles[round % G_N_ELEMENTS(tiles)], run);
  lt_run_free(run);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(areas_agree_with_oracles),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
