/* What rounding may spoil: a lane whose sides run beside each other, of many short edges. */
#include "geom/ring_index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define N_SIDE 200
#define STEP_UNITS 100

/* Is a lane clear in which one point of its lower side, and none else, is off the lattice? */
static bool lane_is_clear(size_t off_lattice, int64_t width_units)
{
  LtPoint points[2 * N_SIDE + 1];
  for (size_t i = 0; i < N_SIDE; i++) {
    int64_t x = (int64_t)i * STEP_UNITS;
    points[i] = lt_fixed((LtPoint){x, 0});
    points[2 * N_SIDE - 1 - i] = lt_fixed((LtPoint){x, width_units});
  }
  points[2 * N_SIDE] = points[0];
  points[off_lattice].x += LT_FIXED_ONE / 2;
  const LtRegionRing ring = {.points = points,
                             .n_points = 2 * N_SIDE + 1,
                             .box = {points[0], points[N_SIDE]},
                             .longest = (STEP_UNITS + 1) * LT_FIXED_ONE,
                             .area2 = 1};
  LtRingIndex index = {
      .points = points, .rings = &ring, .n_points = ring.n_points, .n_rings = 1};
  bool is_clear;
  assert_true(lt_ring_index_is_clear(&index, &is_clear, NULL));
  lt_ring_index_clear(&index);
  return is_clear;
}

/* Wherever the place is, the edges beside it are not among those that are passed. */
static void test_near_edges_are_seen(void **state)
{
  (void)state;
  for (size_t i = 1; i + 1 < N_SIDE; i++) {
    assert_false(lane_is_clear(i, 2));
    assert_true(lane_is_clear(i, 4));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_near_edges_are_seen)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
