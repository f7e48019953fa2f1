#include "geom/nest.h"

#include "shape_random.h"
#include "shape_text.h"

#include <geos_c.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
  const char *why, *rings;
  /* The rings as they shall stand in the feature, by their place in the file: "0 -1 2" is ring 0
   * as a shell, ring 1 as its hole, ring 2 as a shell. Holes are marked by "-". */
  const char *wanted;
} Row;

static const Row rows[] = {
    {"one ring", "0 0,10 0,10 10,0 10,0 0", "0"},
    {"turned the wrong way", "0 0,0 10,10 10,10 0,0 0", "0"},
    {"hole turned like its shell", "0 0,10 0,10 10,0 10,0 0|2 2,4 2,4 4,2 4,2 2", "0 -1"},
    {"hole first", "2 2,4 2,4 4,2 4,2 2|0 0,10 0,10 10,0 10,0 0", "1 -0"},
    {"two shells, the hole of the first last",
     "0 0,9 0,9 9,0 9,0 0|20 0,29 0,29 9,20 9,20 0|1 1,2 1,2 2,1 2,1 1", "0 -2 1"},
    {"island in a hole", "0 0,9 0,9 9,0 9,0 0|3 3,5 3,5 5,3 5,3 3|1 1,8 1,8 8,1 8,1 1", "0 -2 1"},
    {"box inside the shell's box, ring outside: a notch",
     "0 0,9 0,9 9,5 9,5 2,4 2,4 9,0 9,0 0|4.2 4,4.8 4,4.8 5,4.2 5,4.2 4", "0 1"},
    {"hole touches the shell in a point", "0 0,9 0,9 9,0 9,0 0|0 5,2 4,2 6,0 5", "0 -1"},
    {"hole touches the shell in all its corners", "0 0,9 0,9 9,0 9,0 0|0 5,5 0,9 5,5 9,0 5",
     "0 -1"},
    {"fills the notch: all its corners on the other's border, but outside",
     "0 0,9 0,9 9,5 9,5 2,4 2,4 9,0 9,0 0|4 2,5 2,5 9,4 9,4 2", "0 1"},
    {"neighbours share an edge", "0 0,9 0,9 9,0 9,0 0|9 0,18 0,18 9,9 9,9 0", "0 1"},
    {"ring twice: the later is deeper", "0 0,9 0,9 9,0 9,0 0|0 0,9 0,9 9,0 9,0 0", "0 -1"},
    {"ring thrice", "0 0,9 0,9 9,0 9,0 0|9 9,9 0,0 0,0 9,9 9|0 9,0 0,9 0,9 9,0 9", "0 -1 2"},
    {"ring twice, with different corners", "0 0,9 0,9 9,0 9,0 0|0 0,5 0,9 0,9 9,0 9,0 0", "0 -1"},
    {"hole twice", "0 0,9 0,9 9,0 9,0 0|1 1,5 1,5 5,1 5,1 1|1 1,5 1,5 5,1 5,1 1", "0 -1 2"},
    {"rings cross: the first point off the border is outside",
     "0 0,9 0,9 9,0 9,0 0|9 1,12 1,12 5,5 5,9 1", "0 1"},
    {"cross with equal boxes, each begins inside the other: one shell, one hole",
     "2 2,9 1,8 8,1 9,0 5,5 0,2 2|3 3,9 4,8 9,0 8,1 0,3 3", "0 -1"},
    {"collinear ring inside a shell", "0 0,9 0,9 9,0 9,0 0|1 1,2 2,3 3,1 1", "0 -1"},
    {"collinear ring alone", "0 0,5 0,9 0,0 0", "0"},
    {"a point four times", "1 1,1 1,1 1,1 1", "0"},
    {"collinear ring on the border of a shell", "0 0,9 0,9 9,0 9,0 0|1 0,2 0,3 0,1 0", "0 -1"},
    {"bow-tie around nothing", "0 0,10 10,10 0,0 10,0 0", "0"},
    {"hole in a wing of a bow-tie", "0 0,10 10,10 0,0 10,0 0|1 4,2 4,2 6,1 6,1 4", "0 -1"},
};

typedef struct {
  GArray *points, *ends;
} Rings;

static void rings_clear(Rings *rings)
{
  g_array_unref(rings->points);
  g_array_unref(rings->ends);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Rings, rings_clear)

static Rings rings_new(void)
{
  return (Rings){g_array_new(false, false, sizeof(LtPoint)),
                 g_array_new(false, false, sizeof(size_t))};
}

static void rings_add(Rings *rings, const LtPoint *points, size_t n)
{
  g_array_append_vals(rings->points, points, (guint)n);
  size_t end = rings->points->len;
  g_array_append_val(rings->ends, end);
}

static const LtPoint *rings_at(const Rings *rings, size_t ring, size_t *n)
{
  const size_t *ends = (const size_t *)(const void *)rings->ends->data;
  size_t begin = ring == 0 ? 0 : ends[ring - 1];
  *n = ends[ring] - begin;
  return (const LtPoint *)(const void *)rings->points->data + begin;
}

static bool rings_nest(const Rings *rings, LtShapes *shapes)
{
  return lt_nest_rings(shapes, (const LtPoint *)(const void *)rings->points->data,
                       (const size_t *)(const void *)rings->ends->data, rings->ends->len, NULL);
}

static bool equal_either_way(const LtPoint *a, const LtPoint *b, size_t n)
{
  bool forward = true, backward = true;
  for (size_t i = 0; i < n; i++) {
    forward = forward && a[i].x == b[i].x && a[i].y == b[i].y;
    backward = backward && a[i].x == b[n - 1 - i].x && a[i].y == b[n - 1 - i].y;
  }
  return forward || backward;
}

/* A ring of the feature is this ring of the file, of this kind, turned as it must. */
static bool ring_is(const LtShapes *shapes, size_t ring, const Rings *rings, size_t source,
                    bool is_hole)
{
  size_t n, begin = lt_shapes_first_point(shapes, ring);
  const LtPoint *points = rings_at(rings, source, &n);
  if (shapes->ring_ends[ring] - begin != n || shapes->ring_holes[ring] != is_hole)
    return false;
  __int128 area2 = lt_ring_area2(shapes->points + begin, n);
  if (area2 == 0)
    return memcmp(shapes->points + begin, points, n * sizeof *points) == 0;
  return (area2 < 0) == is_hole && equal_either_way(shapes->points + begin, points, n);
}

static void check_row(const Row *row, const Rings *rings)
{
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  assert_true(rings_nest(rings, shapes));
  assert_int_equal(shapes->n_features, 1);
  assert_int_equal(shapes->types[0], LT_GEOM_POLYGON);
  g_auto(GStrv) wanted = g_strsplit(row->wanted, " ", -1);
  assert_int_equal(shapes->n_rings, g_strv_length(wanted));
  for (size_t r = 0; wanted[r] != NULL; r++) {
    bool is_hole = wanted[r][0] == '-';
    size_t source = g_ascii_strtoull(wanted[r] + is_hole, NULL, 10);
    if (!ring_is(shapes, r, rings, source, is_hole))
      fail_msg("%s: ring %zu is not %s", row->why, r, wanted[r]);
  }
}

/* Points put into the middle of every edge, so that rings get their index. */
static void rings_add_fine(Rings *rings, const LtPoint *points, size_t n)
{
  size_t parts = 100;
  g_autofree LtPoint *fine = g_new(LtPoint, (n - 1) * parts + 1);
  for (size_t i = 0; i + 1 < n; i++)
    for (size_t k = 0; k < parts; k++) {
      int64_t dx = points[i + 1].x - points[i].x, dy = points[i + 1].y - points[i].y;
      fine[i * parts + k].x = points[i].x + dx / (int64_t)parts * (int64_t)k;
      fine[i * parts + k].y = points[i].y + dy / (int64_t)parts * (int64_t)k;
    }
  fine[(n - 1) * parts] = points[n - 1];
  rings_add(rings, fine, (n - 1) * parts + 1);
}

static void test_rows(void **state)
{
  (void)state;
  for (size_t r = 0; r < G_N_ELEMENTS(rows); r++) {
    g_autoptr(LtShapes) text = lt_shapes_new();
    shape_text_add_at(text, rows[r].rings, 38400000, 3930000);
    g_auto(Rings) rings = rings_new(), fine = rings_new();
    for (size_t i = 0; i < text->n_rings; i++) {
      size_t begin = lt_shapes_first_point(text, i);
      rings_add(&rings, text->points + begin, text->ring_ends[i] - begin);
      rings_add_fine(&fine, text->points + begin, text->ring_ends[i] - begin);
    }
    check_row(&rows[r], &rings);
    check_row(&rows[r], &fine);
  }
}

/* Known trees: circles in circles, shuffled, begun anywhere, turned either way. */

typedef struct {
  TestRing ring;
  size_t parent, depth;
} Known;

typedef struct {
  GRand *random;
  Known *known;
  size_t n, wanted;
} Forest;

static void forest_grow(Forest *forest, size_t parent, size_t depth, LtPoint at, double radius)
{
  if (forest->n == forest->wanted || radius < 2000)
    return;
  size_t self = forest->n++;
  size_t corners = (size_t)g_rand_int_range(forest->random, 3, 150);
  forest->known[self] = (Known){
      test_star_new(forest->random, at, radius * 0.9, radius, MAX(corners, 12)), parent, depth};
  size_t n_children = (size_t)g_rand_int_range(forest->random, 0, 5);
  for (size_t i = 0; i < n_children; i++) { /* in quarters of the square inside */
    double part = radius * 0.6;
    LtPoint middle = {at.x + (int64_t)(i % 2 == 0 ? part / 2 : -part / 2),
                      at.y + (int64_t)(i / 2 == 0 ? part / 2 : -part / 2)};
    forest_grow(forest, self, depth + 1, middle,
                part * g_rand_double_range(forest->random, 0.3, 0.49));
  }
}

static void rings_add_turned(Rings *rings, GRand *random, const TestRing *ring)
{
  size_t n = ring->n - 1, start = (size_t)g_rand_int_range(random, 0, (gint32)n);
  bool backward = g_rand_boolean(random);
  g_autofree LtPoint *points = g_new(LtPoint, n + 1);
  for (size_t i = 0; i <= n; i++)
    points[backward ? n - i : i] = ring->points[(start + i) % n];
  rings_add(rings, points, n + 1);
}

static void check_forest(const Forest *forest, const size_t *order, const Rings *rings)
{
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  assert_true(rings_nest(rings, shapes));
  size_t shell = SIZE_MAX, ring = 0;
  for (size_t i = 0; i < forest->n; i++) { /* the expected order: shells as in the file */
    if (forest->known[order[i]].depth % 2 == 1)
      continue;
    shell = order[i];
    assert_true(ring_is(shapes, ring++, rings, i, false));
    for (size_t j = 0; j < forest->n; j++) {
      const Known *known = &forest->known[order[j]];
      if (known->depth % 2 == 1 && known->parent == shell)
        assert_true(ring_is(shapes, ring++, rings, j, true));
    }
  }
  assert_int_equal(ring, forest->n);
}

static void test_forest(void **state)
{
  (void)state;
  for (guint32 seed = 0; seed < 40; seed++) {
    Forest forest = {g_rand_new_with_seed(seed), g_new0(Known, 400), 0, 400};
    for (int64_t i = 0; forest.n < forest.wanted && i < 200; i++)
      forest_grow(&forest, SIZE_MAX, 0, (LtPoint){i % 10 * 2000000, i / 10 * 2000000}, 900000);
    g_autofree size_t *order = g_new(size_t, forest.n);
    for (size_t i = 0; i < forest.n; i++) {
      size_t place = (size_t)g_rand_int_range(forest.random, 0, (gint32)i + 1);
      order[i] = order[place];
      order[place] = i;
    }
    g_auto(Rings) rings = rings_new();
    for (size_t i = 0; i < forest.n; i++)
      rings_add_turned(&rings, forest.random, &forest.known[order[i]].ring);
    check_forest(&forest, order, &rings);
    for (size_t i = 0; i < forest.n; i++)
      test_ring_clear(&forest.known[i].ring);
    g_free(forest.known);
    g_rand_free(forest.random);
  }
}

static void rings_add_box(Rings *rings, int64_t x0, int64_t y0, int64_t x1, int64_t y1)
{
  LtPoint points[] = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}};
  rings_add(rings, points, 5);
}

static void test_deep(void **state)
{
  (void)state;
  g_auto(Rings) rings = rings_new();
  for (int64_t i = 0; i < 1000; i++)
    rings_add_box(&rings, i, i, 4000 - i, 4000 - i);
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  assert_true(rings_nest(&rings, shapes));
  for (size_t i = 0; i < 1000; i++)
    assert_true(ring_is(shapes, i, &rings, i, i % 2 == 1));
}

static void test_hundred_thousand(void **state)
{
  (void)state;
  g_auto(Rings) rings = rings_new();
  for (int64_t i = 0; i < 100000; i++)
    rings_add_box(&rings, i % 300 * 10, i / 300 * 10, i % 300 * 10 + 9, i / 300 * 10 + 9);
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  assert_true(rings_nest(&rings, shapes));
  for (size_t i = 0; i < 100000; i++)
    assert_int_equal(shapes->ring_holes[i], 0);
}

/* 20,000 holes in a shell of 300,000 points. */
static void test_many_holes(void **state)
{
  (void)state;
  GRand *random = g_rand_new_with_seed(3);
  g_auto(TestRing) star = test_star_new(random, (LtPoint){0, 0}, 4e8, 5e8, 300000);
  g_auto(Rings) rings = rings_new();
  for (int64_t i = 0; i < 20000; i++)
    rings_add_box(&rings, i % 150 * 10, i / 150 * 10, i % 150 * 10 + 9, i / 150 * 10 + 9);
  rings_add(&rings, star.points, star.n);
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  assert_true(rings_nest(&rings, shapes));
  assert_true(ring_is(shapes, 0, &rings, 20000, false));
  for (size_t i = 1; i <= 20000; i++)
    assert_int_equal(shapes->ring_holes[i], 1);
  g_rand_free(random);
}

/* Where points lie, told by GEOS; coordinates are small so that many points lie on borders. */

static GEOSGeometry *geos_ring(GEOSContextHandle_t geos, const LtPoint *points, size_t n)
{
  GEOSCoordSequence *seq = GEOSCoordSeq_create_r(geos, (unsigned)n, 2);
  for (size_t i = 0; i < n; i++)
    GEOSCoordSeq_setXY_r(geos, seq, (unsigned)i, (double)points[i].x, (double)points[i].y);
  return GEOSGeom_createPolygon_r(geos, GEOSGeom_createLinearRing_r(geos, seq), NULL, 0);
}

static size_t check_locate(GEOSContextHandle_t geos, const TestRing *ring, int64_t reach)
{
  size_t n_border = 0;
  GEOSGeometry *polygon = geos_ring(geos, ring->points, ring->n);
  assert_int_equal(GEOSisValid_r(geos, polygon), 1);
  for (int64_t x = -reach; x <= reach; x++)
    for (int64_t y = -reach; y <= reach; y++) {
      GEOSGeometry *point = GEOSGeom_createPointFromXY_r(geos, (double)x, (double)y);
      bool inside = GEOSContains_r(geos, polygon, point) == 1;
      bool touches = GEOSTouches_r(geos, polygon, point) == 1;
      int where = lt_ring_locate(ring->points, ring->n, (LtPoint){x, y});
      if (where != (inside ? 1 : touches ? 0 : -1))
        fail_msg("(%" PRId64 " %" PRId64 ") is at %d", x, y, where);
      n_border += where == 0;
      GEOSGeom_destroy_r(geos, point);
    }
  GEOSGeom_destroy_r(geos, polygon);
  return n_border;
}

static void test_locate(void **state)
{
  (void)state;
  GRand *random = g_rand_new_with_seed(11);
  GEOSContextHandle_t geos = GEOS_init_r();
  size_t n_border = 0;
  for (size_t i = 0; i < 30; i++) {
    g_auto(TestRing) star = test_star_new(random, (LtPoint){0, 0}, 12, 20, 7);
    n_border += check_locate(geos, &star, 21);
  }
  g_auto(TestRing) comb = test_comb_new((LtPoint){-20, -15}, 9, 2, 30, 0);
  n_border += check_locate(geos, &comb, 22);
  g_auto(TestRing) spiral = test_spiral_new((LtPoint){0, 0}, 60, 4, 2.5);
  n_border += check_locate(geos, &spiral, 35);
  assert_true(n_border > 500);
  GEOS_finish_r(geos);
  g_rand_free(random);
}

/* Products of the largest coordinates need all of 128 bits; a unit off the diagonal counts. */
static void test_locate_largest(void **state)
{
  (void)state;
  int64_t m = LT_UNITS_MAX;
  LtPoint ring[] = {{-m, -m}, {m, m - 1}, {-m, m}, {-m, -m}}; /* the diagonal less 1/2 at x = 0 */
  struct {
    LtPoint point;
    int where;
  } points[] = {
      {{-1, -1}, 1}, {{0, 0}, 1},  {{1, 1}, 1},     {{1, 0}, -1},
      {{0, -1}, -1}, {{2, 1}, -1}, {{-2, -3}, -1},  {{-m, 0}, 0},
      {{m, m}, -1},  {{-m, m}, 0}, {{m, m - 1}, 0}, {{m - 1, m - 1}, 1},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(points); i++)
    assert_int_equal(lt_ring_locate(ring, 4, points[i].point), points[i].where);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows),           cmocka_unit_test(test_forest),
      cmocka_unit_test(test_deep),           cmocka_unit_test(test_hundred_thousand),
      cmocka_unit_test(test_many_holes),     cmocka_unit_test(test_locate),
      cmocka_unit_test(test_locate_largest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
