#include "geom/shapes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define FAR LT_UNITS_MAX

static void test_area2(void **state)
{
  (void)state;
  static const struct {
    const char *why;
    LtPoint points[6];
    size_t n;
    int64_t low, times; /* the area is low × times */
  } rows[] = {
      {"nothing", {{0, 0}}, 0, 0, 0},
      {"one point", {{5, 5}}, 1, 0, 0},
      {"there and back", {{0, 0}, {7, 3}, {0, 0}}, 3, 0, 0},
      {"counter-clockwise", {{0, 0}, {4, 0}, {4, 3}, {0, 0}}, 4, 12, 1},
      {"clockwise", {{0, 0}, {4, 3}, {4, 0}, {0, 0}}, 4, -12, 1},
      {"bow-tie, equal halves", {{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}, 5, 0, 1},
      {"first point far from the origin",
       {{384001956554, 39306218669},
        {384001956555, 39306218669},
        {384001956555, 39306218670},
        {384001956554, 39306218669}},
       4,
       1,
       1},
      {"one unit at the border of what is read",
       {{FAR, FAR}, {FAR - 1, FAR}, {FAR - 1, FAR - 1}, {FAR, FAR}},
       4,
       1,
       1},
      {"everything that is read: beyond 64 bits",
       {{-FAR, -FAR}, {FAR, -FAR}, {FAR, FAR}, {-FAR, FAR}, {-FAR, -FAR}},
       5,
       2 * FAR,
       4 * FAR},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (lt_ring_area2(rows[i].points, rows[i].n) != (__int128)rows[i].low * rows[i].times)
      fail_msg("%s", rows[i].why);
}

static void test_turn(void **state)
{
  (void)state;
  static const struct {
    const char *why;
    LtPoint a, b, c;
    int turn;
  } rows[] = {
      {"left", {0, 0}, {10, 0}, {10, 1}, 1},
      {"right", {0, 0}, {10, 0}, {10, -1}, -1},
      {"straight on", {0, 0}, {10, 5}, {20, 10}, 0},
      {"straight back", {0, 0}, {10, 5}, {2, 1}, 0},
      {"no way at all", {3, 3}, {3, 3}, {3, 3}, 0},
      {"one unit off a line through all, beyond doubles",
       {-FAR, -FAR},
       {FAR - 1, FAR - 1},
       {FAR, FAR},
       0},
      {"the same, left", {-FAR, -FAR}, {FAR - 1, FAR - 2}, {FAR, FAR - 1}, 1},
      {"the same, right", {-FAR, -FAR}, {FAR - 2, FAR - 1}, {FAR - 1, FAR}, -1},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    LtPoint a = rows[i].a, b = rows[i].b, c = rows[i].c;
    if (lt_turn(a, b, c) != rows[i].turn || lt_turn(b, c, a) != rows[i].turn ||
        lt_turn(c, b, a) != -rows[i].turn)
      fail_msg("%s: got %d", rows[i].why, lt_turn(a, b, c));
  }
}

/* ---- features ---- */

/* Features by a letter for each: p point, l line, a polygon, h polygon with a hole, n none. */
static LtShapes *shapes_of(const char *letters)
{
  static const LtPoint shell[] = {{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}};
  static const LtPoint hole[] = {{2, 2}, {2, 4}, {4, 4}, {2, 2}};
  LtShapes *shapes = lt_shapes_new();
  for (const char *letter = letters; *letter != '\0'; letter++) {
    static const char kinds[] = "nplah";
    size_t kind = (size_t)(strchr(kinds, *letter) - kinds);
    LtGeomType type = (LtGeomType)MIN(kind, (size_t)LT_GEOM_POLYGON);
    assert_true(lt_shapes_add_feature(shapes, type, NULL));
    if (*letter == 'p')
      assert_true(lt_shapes_add_ring(shapes, shell + 1, 1, false, NULL));
    if (*letter == 'l')
      assert_true(lt_shapes_add_ring(shapes, shell + 1, 2, false, NULL));
    if (*letter == 'a' || *letter == 'h')
      assert_true(lt_shapes_add_ring(shapes, shell, 5, false, NULL));
    if (*letter == 'h')
      assert_true(lt_shapes_add_ring(shapes, hole, 4, true, NULL));
  }
  return shapes;
}

static void test_features_and_rings(void **state)
{
  (void)state;
  g_autoptr(LtShapes) shapes = shapes_of("nahnpl");
  static const size_t rings[] = {0, 1, 2, 0, 1, 1}, points[] = {5, 5, 4, 1, 2};
  assert_int_equal(shapes->n_features, 6);
  assert_int_equal(shapes->n_rings, 5);
  assert_int_equal(shapes->n_points, 17);
  for (size_t f = 0; f < 6; f++)
    assert_int_equal(shapes->feature_ends[f] - lt_shapes_first_ring(shapes, f), rings[f]);
  for (size_t r = 0; r < 5; r++) {
    assert_int_equal(shapes->ring_ends[r] - lt_shapes_first_point(shapes, r), points[r]);
    assert_int_equal(shapes->ring_holes[r], r == 2);
  }
  lt_shapes_free(NULL);
}

static void test_many_features(void **state)
{
  (void)state;
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  for (int64_t i = 0; i < 10000; i++) {
    LtPoint line[] = {{i, -i}, {i + 1, i}};
    assert_true(lt_shapes_add_feature(shapes, LT_GEOM_LINE, NULL));
    assert_true(lt_shapes_add_ring(shapes, line, 2, false, NULL));
  }
  for (int64_t i = 0; i < 10000; i++) {
    const LtPoint *line = shapes->points + lt_shapes_first_point(shapes, (size_t)i);
    assert_true(line[0].x == i && line[0].y == -i && line[1].x == i + 1 && line[1].y == i);
  }
}

static void test_box(void **state)
{
  (void)state;
  g_autoptr(LtShapes) shapes = shapes_of("nalp");
  static const LtBox wanted[] = {{{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}},
                                 {{0, 0}, {9, 9}},
                                 {{9, 0}, {9, 9}},
                                 {{9, 0}, {9, 0}}};
  for (size_t f = 0; f < 4; f++) {
    LtBox box = lt_shapes_box(shapes, f);
    assert_memory_equal(&box, &wanted[f], sizeof box);
  }
}

/* Boxes that were given are told, until something is appended. */
static void test_boxes_given(void **state)
{
  (void)state;
  static const LtBox given = {{-1, -2}, {30, 40}}, found = {{0, 0}, {9, 9}};
  static const LtPoint point = {5, 5};
  for (int k = 0; k < 2; k++) {
    g_autoptr(LtShapes) shapes = shapes_of("a");
    lt_shapes_take_boxes(shapes, g_memdup2(&given, sizeof given));
    lt_shapes_take_boxes(shapes, g_memdup2(&given, sizeof given));
    LtBox box = lt_shapes_box(shapes, 0);
    assert_memory_equal(&box, &given, sizeof box);
    assert_true(k == 0 ? lt_shapes_add_feature(shapes, LT_GEOM_POINT, NULL)
                       : lt_shapes_add_ring(shapes, &point, 1, false, NULL));
    box = lt_shapes_box(shapes, 0);
    assert_memory_equal(&box, &found, sizeof box);
  }
}

static void test_box_overlaps(void **state)
{
  (void)state;
  static const struct {
    const char *why;
    LtBox a, b;
    bool overlaps;
  } rows[] = {
      {"inside", {{0, 0}, {9, 9}}, {{3, 3}, {4, 4}}, true},
      {"cross", {{0, 3}, {9, 4}}, {{3, 0}, {4, 9}}, true},
      {"touch in a corner", {{0, 0}, {3, 3}}, {{3, 3}, {4, 4}}, true},
      {"touch along a side", {{0, 0}, {3, 3}}, {{3, 1}, {4, 2}}, true},
      {"one unit apart in x", {{0, 0}, {3, 3}}, {{4, 0}, {5, 3}}, false},
      {"one unit apart in y", {{0, 0}, {3, 3}}, {{0, 4}, {3, 5}}, false},
      {"empty", {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}}, {{-9, -9}, {9, 9}}, false},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (lt_box_overlaps(&rows[i].a, &rows[i].b) != rows[i].overlaps ||
        lt_box_overlaps(&rows[i].b, &rows[i].a) != rows[i].overlaps)
      fail_msg("%s", rows[i].why);
}

/* Features from small to large: each differs from the one before in the first thing that counts. */
static LtShapes *ascending_make(void)
{
  static const LtPoint a[] = {{0, 0}, {9, 0}, {9, 9}, {0, 0}};
  static const LtPoint later_y[] = {{0, 0}, {9, 0}, {9, 10}, {0, 0}};
  static const LtPoint later_x[] = {{0, 0}, {10, 0}, {9, 9}, {0, 0}};
  static const LtPoint longer[] = {{-5, 0}, {9, 0}, {9, 9}, {0, 9}, {-5, 0}};
  static const LtPoint hole[] = {{0, 0}, {9, 9}, {9, 0}, {0, 0}};
  LtShapes *shapes = shapes_of("npl");
  const struct {
    const LtPoint *points;
    size_t n;
  } rings[] = {{a, 4}, {later_y, 4}, {later_x, 4}, {longer, 5}};
  for (size_t i = 0; i < G_N_ELEMENTS(rings); i++) {
    assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
    assert_true(lt_shapes_add_ring(shapes, rings[i].points, rings[i].n, false, NULL));
  }
  for (int is_hole = 0; is_hole <= 1; is_hole++) {
    assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
    assert_true(lt_shapes_add_ring(shapes, a, 4, false, NULL));
    assert_true(lt_shapes_add_ring(shapes, is_hole ? hole : a, 4, is_hole, NULL));
  }
  return shapes;
}

static int sign(int number)
{
  return (number > 0) - (number < 0);
}

static void test_compare_and_hash(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = ascending_make();
  g_autoptr(LtShapes) b = lt_shapes_new(); /* the same features from large to small */
  size_t n = a->n_features;
  for (size_t f = n; f-- > 0;)
    assert_true(lt_shapes_add_copy(b, a, f, NULL));
  assert_int_equal(b->n_features, n);
  assert_int_equal(b->n_points, a->n_points);

  for (size_t f = 0; f < n; f++)
    for (size_t g = 0; g < n; g++) {
      int wanted = (f > g) - (f < g), got = sign(lt_shapes_compare(a, f, b, n - 1 - g));
      if (got != wanted)
        fail_msg("features %zu and %zu: got %d", f, g, got);
      bool same = lt_shapes_hash(a, f) == lt_shapes_hash(b, n - 1 - g);
      if (same != (f == g))
        fail_msg("features %zu and %zu: hash is %s", f, g, same ? "the same" : "another");
    }
}

static void test_compare_sees_holes(void **state)
{
  (void)state;
  static const LtPoint ring[] = {{0, 0}, {9, 0}, {9, 9}, {0, 0}};
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  for (int is_hole = 0; is_hole <= 1; is_hole++) {
    assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
    assert_true(lt_shapes_add_ring(shapes, ring, 4, is_hole, NULL));
  }
  assert_true(lt_shapes_compare(shapes, 0, shapes, 1) < 0);
  assert_true(lt_shapes_compare(shapes, 1, shapes, 0) > 0);
}

/* FNV-1a by its definition (Fowler, Noll, Vo), over the numbers the header names. */
static void test_hash_by_definition(void **state)
{
  (void)state;
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  LtPoint points[] = {{1, -2}, {INT64_C(384001956554), 300}};
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_LINE, NULL));
  assert_true(lt_shapes_add_ring(shapes, points, 2, false, NULL));
  const int64_t numbers[] = {LT_GEOM_LINE, 2, 1, -2, INT64_C(384001956554), 300};
  uint64_t hash = UINT64_C(14695981039346656037);
  for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
    for (int byte = 0; byte < 8; byte++) {
      hash ^= ((uint64_t)numbers[i] >> (8 * byte)) & 255;
      hash *= UINT64_C(1099511628211);
    }
  assert_true(lt_shapes_hash(shapes, 0) == hash);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_area2),
      cmocka_unit_test(test_turn),
      cmocka_unit_test(test_features_and_rings),
      cmocka_unit_test(test_many_features),
      cmocka_unit_test(test_box),
      cmocka_unit_test(test_boxes_given),
      cmocka_unit_test(test_box_overlaps),
      cmocka_unit_test(test_compare_and_hash),
      cmocka_unit_test(test_compare_sees_holes),
      cmocka_unit_test(test_hash_by_definition),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
