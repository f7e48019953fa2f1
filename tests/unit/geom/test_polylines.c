/* Polylines come back as they were packed: against the points themselves. */
#include "geom/polylines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* A number that asks for up to so many bits; the ends of the range too. */
static int64_t number_make(GRand *random, unsigned bits)
{
  int64_t most = INT64_C(1) << (bits - 1);
  switch (g_rand_int_range(random, 0, 8)) {
  case 0: return -most;
  case 1: return most - 1;
  case 2: return 0;
  default: return (int64_t)(g_rand_double(random) * (double)(2 * most)) - most;
  }
}

/* Points whose offsets ask for up to so many bits in x and in y. */
static void points_fill(GRand *random, unsigned x_bits, unsigned y_bits, LtPoint *points, size_t n)
{
  points[0] = (LtPoint){g_rand_int_range(random, -1000000, 1000000), -LT_UNITS_MAX};
  for (size_t i = 1; i < n; i++) {
    int64_t dx = number_make(random, x_bits), dy = number_make(random, y_bits);
    points[i] = (LtPoint){points[i - 1].x + dx, points[i - 1].y + dy};
  }
}

/* Pack runs of points of all lengths and widths, and read them back. */
static void test_round_trip(void **state)
{
  (void)state;
  static const size_t lengths[] = {0, 1, 2, 3, 127, 128, 129, 255, 256, 1000};
  g_autoptr(GRand) random = g_rand_new_with_seed(7);
  g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(LtPoint));
  g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  LtChunkPool pool = {0};
  LtPolylines lines = {0};
  for (uint32_t k = 0; k < 2000; k++) {
    static LtPoint points[1000];
    size_t n = lengths[g_rand_int_range(random, 0, G_N_ELEMENTS(lengths))];
    unsigned x_bits = (unsigned)g_rand_int_range(random, 1, 44);
    unsigned y_bits = k % 2 == 0 ? x_bits : (unsigned)g_rand_int_range(random, 1, 44);
    points_fill(random, x_bits, y_bits, points, n);
    assert_true(lt_polylines_add(&lines, &pool, k, points, n, NULL));
    for (size_t i = 1; i < n; i++) { /* segments */
      g_array_append_vals(wanted, points + i - 1, 2);
      g_array_append_val(members, k);
    }
  }
  LtPolylineWalk walk = lt_polylines_walk(&lines);
  size_t n_segments = 0, n_points = 0;
  for (LtPolyline line; lt_polyline_next(&walk, &line); n_points += line.n_points)
    for (size_t i = 1; i < line.n_points; i++, n_segments++) {
      assert_true(n_segments < members->len);
      assert_int_equal(line.member, g_array_index(members, uint32_t, n_segments));
      assert_memory_equal(line.points + i - 1, &g_array_index(wanted, LtPoint, 2 * n_segments),
                          2 * sizeof(LtPoint));
    }
  assert_int_equal(n_segments, members->len);
  assert_int_equal(n_points, lines.n_points);
  lt_chunk_pool_clear(&pool);
}

/* Ways of 17 bits, as of borders with a vertex every few metres, take 4.5 bytes a vertex, and what
 * chunks leave over. */
static void test_size(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(8);
  LtChunkPool pool = {0};
  LtPolylines lines = {0};
  LtPoint points[LT_POLYLINE_POINTS];
  points_fill(random, 17, 17, points, LT_POLYLINE_POINTS);
  for (uint32_t k = 0; k < 1000; k++)
    assert_true(lt_polylines_add(&lines, &pool, k, points, LT_POLYLINE_POINTS, NULL));
  size_t n_chunks = 0;
  for (const LtChunk *chunk = lines.chunks.first; chunk != NULL; chunk = chunk->next)
    n_chunks++;
  assert_true((double)(n_chunks * sizeof(LtChunk)) < 5 * (double)lines.n_points);
  lt_chunk_pool_clear(&pool);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip),
                                     cmocka_unit_test(test_size)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
