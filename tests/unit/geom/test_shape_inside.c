/* A point inside of polygons: known places, and random rings by the exact test of edges.h. */
#include "geom/shape_inside.h"

#include "geom/edges.h"
#include "unit/geom/shape_random.h"
#include "unit/geom/shape_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
  const char *why, *text;
  double x, y;
} rows[] = {
    {"a square", "0 0, 4 0, 4 4, 0 4, 0 0", 2, 2},
    {"begins elsewhere", "4 4, 0 4, 0 0, 4 0, 4 4", 2, 2},
    {"beside a hole, where it is wider", "0 0, 10 0, 10 4, 0 4, 0 0|h1 1, 1 3, 3 3, 3 1, 1 1", 6.5, 2},
    {"the wider part", "0 0, 1 0, 1 4, 0 4, 0 0|5 0, 9 0, 9 4, 5 4, 5 0", 7, 2},
    {"parts above each other: none at half height", "0 0, 4 0, 4 1, 0 1, 0 0|0 9, 4 9, 4 10, 0 10, 0 9", 0, 0},
    {"no lattice point inside", "0 0, 0.0001 0, 0.0001 0.0001, 0 0", 0, 0},
};

static void test_places(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LtShapes) shapes = lt_shapes_new();
    shape_text_add(shapes, rows[i].text);
    LtPoint point;
    assert_true(lt_shape_inside(shapes, 0, &point, NULL));
    if (point.x != llround(rows[i].x * LT_UNITS_PER_M) || point.y != llround(rows[i].y * LT_UNITS_PER_M))
      fail_msg("%s: %.4f %.4f", rows[i].why, (double)point.x / LT_UNITS_PER_M,
               (double)point.y / LT_UNITS_PER_M);
  }
}

static void test_random(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(7);
  for (size_t i = 0; i < 500; i++) {
    g_auto(TestRing) ring = test_star_new(random, (LtPoint){385000000000, 34000000000}, 1e4, 1e6,
                                          (size_t)g_rand_int_range(random, 3, 60));
    g_autoptr(LtShapes) shapes = lt_shapes_new();
    assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
    assert_true(lt_shapes_add_ring(shapes, ring.points, ring.n, false, NULL));
    LtPoint point;
    assert_true(lt_shape_inside(shapes, 0, &point, NULL));
    assert_true(lt_feature_contains(shapes, 0, point));
  }
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_places),
      cmocka_unit_test(test_random),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
