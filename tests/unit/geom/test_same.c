/* Which shapes of a layer are the same, however they are written. */
#include "geom/same.h"
#include "unit/geom/shape_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
  const char *why, *a, *b;
  bool is_same;
} rows[] = {
    {"written alike", "0 0, 4 0, 4 3, 0 3, 0 0", "0 0, 4 0, 4 3, 0 3, 0 0", true},
    {"begins elsewhere", "0 0, 4 0, 4 3, 0 3, 0 0", "4 3, 0 3, 0 0, 4 0, 4 3", true},
    {"a vertex on a straight edge", "0 0, 4 0, 4 3, 0 3, 0 0", "0 0, 1 0, 4 0, 4 3, 0 3, 0 0", true},
    {"begins on a straight edge", "0 0, 4 0, 4 3, 0 3, 0 0", "1 0, 4 0, 4 3, 0 3, 0 0, 1 0", true},
    {"a point twice", "0 0, 4 0, 4 3, 0 3, 0 0", "0 0, 4 0, 4 0, 4 3, 0 3, 0 0", true},
    {"one unit off", "0 0, 4 0, 4 3, 0 3, 0 0", "0 0, 4 0, 4 3, 0 3, 0.0001 0, 0 0", false},
    {"same box and area, mirrored", "0 0, 4 0, 4 3, 0 0", "0 0, 4 0, 0 3, 0 0", false},
    {"parts in another order", "0 0, 1 0, 1 1, 0 0|5 5, 6 5, 6 6, 5 5",
     "5 5, 6 5, 6 6, 5 5|0 0, 1 0, 1 1, 0 0", true},
    {"holes in another order", "0 0, 9 0, 9 9, 0 9, 0 0|h1 1, 1 2, 2 2, 1 1|h5 5, 5 6, 6 6, 5 5",
     "0 0, 9 0, 9 9, 0 9, 0 0|h6 6, 5 5, 5 6, 6 6|h1 1, 1 2, 2 2, 1 1", true},
    {"a hole elsewhere", "0 0, 9 0, 9 9, 0 9, 0 0|h1 1, 1 2, 2 2, 1 1",
     "0 0, 9 0, 9 9, 0 9, 0 0|h1 2, 1 3, 2 3, 1 2", false},
    {"hole and no hole", "0 0, 9 0, 9 9, 0 9, 0 0|h1 1, 1 2, 2 2, 1 1", "0 0, 9 0, 9 9, 0 9, 0 0", false},
};

static void test_pairs(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LtShapes) shapes = lt_shapes_new();
    shape_text_add(shapes, rows[i].a);
    shape_text_add(shapes, rows[i].b);
    g_auto(LtSame) same = {0};
    assert_true(lt_same_find(shapes, NULL, &same, NULL));
    if ((same.n_groups == 1) != rows[i].is_same)
      fail_msg("%s", rows[i].why);
  }
}

/* Groups among many of the same box and area; what takes no part is in none. */
static void test_groups(void **state)
{
  (void)state;
  static const char *const texts[] = {"0 0, 4 0, 4 3, 0 0", "0 0, 4 0, 0 3, 0 0", "4 0, 4 3, 0 0, 4 0",
                                      "4 0, 0 3, 0 0, 4 0", "0 0, 4 0, 4 3, 0 0", "9 9, 10 9, 9 10, 9 9"};
  static const uint8_t all_but_4[] = {1, 1, 1, 1, 0, 1};
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    shape_text_add(shapes, texts[i]);
  for (int is_some = 0; is_some < 2; is_some++) {
    g_auto(LtSame) same = {0};
    assert_true(lt_same_find(shapes, is_some ? all_but_4 : NULL, &same, NULL));
    assert_int_equal(same.n_groups, 2);
    size_t sums[2] = {0};
    for (size_t g = 0, i = 0; g < 2; g++)
      for (; i < same.group_ends[g]; i++)
        sums[g] += (size_t)1 << same.features[i];
    size_t of_0 = is_some ? 1 + 4 : 1 + 4 + 16;
    assert_true((sums[0] == of_0 && sums[1] == 2 + 8) || (sums[1] == of_0 && sums[0] == 2 + 8));
  }
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_pairs),
      cmocka_unit_test(test_groups),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
