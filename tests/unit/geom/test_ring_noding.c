/* Faults of polygons: their kinds and places by hand, verdicts against GEOS on coarse lattices,
 * where nearly everything touches, and on files that are broken on purpose. */
#include "shape_random.h"
#include "shape_text.h"
#include "validity_oracle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
  const char *why, *shape;
  const char *faults; /* "kind x y; …" in metres, sorted; empty: valid */
} Row;

#define SQUARE "0 0,10 0,10 10,0 10,0 0"

static const Row rows[] = {
    {"square", SQUARE, ""},
    {"turned the other way", "0 0,0 10,10 10,10 0,0 0", ""},
    {"points that come twice in a row", "0 0,0 0,10 0,10 0,10 10,0 10,0 10,0 0,0 0", ""},
    {"points on straight edges", "0 0,5 0,10 0,10 5,10 10,5 10,0 10,0 0", ""},
    {"begun on a straight edge", "5 0,10 0,10 10,0 10,0 0,5 0", ""},

    {"bow-tie", "0 0,10 10,10 0,0 10,0 0", "self-cross 5 5"},
    {"edges that cross twice", "0 0,10 0,10 5,6 5,6 -2,4 -2,4 5,0 5,0 0",
     "self-cross 4 0; self-cross 6 0"},
    {"three edges through one place", "0 4,8 4,8 0,0 8,8 8,0 0,0 4", "self-cross 4 4"},
    {"crossing a third off the lattice", "0 0,0.0003 0.0001,0.0003 -0.0001,0 0.0002,0 0",
     "self-cross 0.0002 0.0001"},
    {"halves of the lattice go up", "0 0,0.0001 0.0001,0.0001 0,0 0.0001,0 0",
     "self-cross 0.0001 0.0001"},
    {"and so do negative ones", "-0.0003 0,-0.0002 0.0001,-0.0002 0,-0.0003 0.0001,-0.0003 0",
     "self-cross -0.0002 0.0001"},
    {"crosses itself in a vertex on an edge", "0 0,10 0,10 4,5 0,2 -3,0 4,0 0",
     "self-cross 1.1429 0; self-cross 5 0"},
    {"crosses itself where two vertices stand", "0 0,5 5,10 0,10 10,5 5,0 10,0 0",
     "self-touch 5 5"},
    {"the same, changing sides", "0 0,5 5,10 10,10 0,5 5,0 10,0 0", "self-cross 5 5"},

    {"touches its own edge from inside", "0 0,10 0,10 10,5 0,0 10,0 0", "self-touch 5 0"},
    {"touches its own edge from outside", "0 0,4 0,4 4,6 4,6 0,10 0,5 5,5 4,0 9,0 0",
     "self-touch 5 4; self-touch 6 4"},
    {"touches in a vertex only", "0 0,8 0,4 4,8 8,0 8,4 4,0 0", "self-touch 4 4"},
    {"a hole made by the shell", "0 0,10 0,10 10,0 10,0 5,2 6,2 4,0 5,0 0", "self-touch 0 5"},

    {"spike outwards", "0 0,10 0,10 10,5 10,5 15,5 10,0 10,0 0", "spike 5 15"},
    {"spike inwards", "0 0,10 0,10 10,5 10,5 3,5 10,0 10,0 0", "spike 5 3"},
    {"spike of several points", "0 0,10 0,10 10,5 10,5 12,5 15,5 13,5 10,0 10,0 0", "spike 5 15"},
    {"spike along an edge", "0 0,10 0,10 10,4 10,6 10,0 10,0 0", "spike 4 10; spike 6 10"},
    {"spike in the corner", "0 0,10 0,15 0,10 0,10 10,0 10,0 0", "spike 15 0"},
    {"spike of a hole, out through the shell", SQUARE "|h 2 2,2 4,12 4,2 4,4 6,6 2,2 2",
     "self-cross 5 4; cross 10 4; spike 12 4"},
    {"nothing but spikes", "0 0,5 5,9 5,5 5,5 9,5 5,0 0", "spike 0 0; spike 5 9; spike 9 5"},
    {"runs along itself", "0 0,10 0,10 10,8 10,8 2,2 2,2 10,0 10,0 8,2 8,2 4,0 4,0 0",
     "self-overlap 2 4"},

    {"point", "3 4,3 4,3 4,3 4", "collapsed 3 4"},
    {"line, and a second shell that is sound", "0 0,9 9,0 0,9 9,0 0|20 0,22 0,20 2,20 0",
     "collapsed 0 0"},
    {"three points", "1 2,5 6,1 2", "collapsed 1 2"},

    {"rings cross", SQUARE "|h 8 4,8 6,12 6,12 4,8 4", "cross 10 4; cross 10 6"},
    {"shells overlap", SQUARE "|5 5,15 5,15 15,5 15,5 5", "cross 5 10; cross 10 5"},
    {"shells cross in vertices", "0 0,5 0,10 0,10 10,5 10,0 10,0 0|5 0,5 10,20 20,20 -20,5 0",
     "cross 5 0; cross 5 10"},
    {"shells share an edge", SQUARE "|10 0,20 0,20 10,10 10,10 0", "shared 10 0"},
    {"shells share a part of an edge", SQUARE "|10 4,20 4,20 6,10 6,10 4", "shared 10 4"},
    {"a hole shares an edge with its shell", SQUARE "|h 0 2,0 4,4 4,4 2,0 2", "shared 0 2"},
    {"duplicate rings", SQUARE "|10 10,10 0,0 0,0 10,10 10", "same 0 0"},
    {"three times, one begun elsewhere", SQUARE "|h 0 10,0 0,10 0,10 10,0 10|" SQUARE, "same 0 0"},
    {"the same but for a point on an edge", SQUARE "|0 0,5 0,10 0,10 10,0 10,0 0",
     "shared 0 0; shared 0 10; shared 5 0; shared 10 0"},

    {"hole touches the shell", SQUARE "|h 0 5,2 6,2 4,0 5", ""},
    {"hole touches the shell in a vertex", "0 0,10 0,10 10,0 10,0 5,0 0|h 0 5,2 6,2 4,0 5", ""},
    {"hole touches the shell from outside", SQUARE "|h 0 5,-2 6,-2 4,0 5", "outside -2 4"},
    {"hole outside", SQUARE "|h 20 0,20 2,22 2,22 0,20 0", "outside 20 0"},
    {"hole around its shell", "2 2,4 2,4 4,2 4,2 2|h 0 0,0 9,9 9,9 0,0 0", "outside 0 0"},
    {"hole under the wrong shell", SQUARE "|20 0,30 0,30 10,20 10,20 0|h 2 2,2 4,4 4,4 2,2 2",
     "other 2 2"},
    {"nested holes", SQUARE "|h 1 1,1 9,9 9,9 1,1 1|h 3 3,3 5,5 5,5 3,3 3", "holes 3 3"},
    {"nested holes that touch", SQUARE "|h 1 1,1 9,9 9,9 1,1 1|h 1 5,3 6,3 4,1 5", "holes 1 5"},
    {"holes around each other, three",
     SQUARE "|h 1 1,1 9,9 9,9 1,1 1|h 2 2,2 8,8 8,8 2,2 2|h 3 3,3 "
            "5,5 5,5 3,3 3",
     "holes 2 2; holes 3 3"},
    {"nested shells", SQUARE "|2 2,4 2,4 4,2 4,2 2", "shells 2 2"},
    {"nested shells, the larger one last", "2 2,4 2,4 4,2 4,2 2|" SQUARE, "shells 2 2"},
    {"nested shells that touch", SQUARE "|0 5,2 4,2 6,0 5", "shells 0 5"},
    {"island in a hole", SQUARE "|h 1 1,1 8,8 8,8 1,1 1|3 3,5 3,5 5,3 5,3 3", ""},
    {"island that touches its hole twice", SQUARE "|h 1 1,1 9,9 9,9 1,1 1|1 5,5 1,9 5,5 9,1 5", ""},
    {"shells touch in two places", "0 0,4 0,4 8,0 8,0 0|4 2,8 0,8 8,4 6,6 4,4 2", ""},

    {"hole cuts the interior in two", SQUARE "|h 5 0,3 5,5 10,7 5,5 0", "interior 5 10"},
    {"holes in a row cut it",
     SQUARE "|h 0 5,2 6,4 5,2 4,0 5|h 4 5,6 6,8 5,6 4,4 5|h 8 5,9 6,10 5,9 4,8 5", "interior 10 5"},
    {"holes in a row, one short", SQUARE "|h 0 5,2 6,4 5,2 4,0 5|h 4 5,6 6,8 5,6 4,4 5", ""},
    {"holes in a circle enclose a part",
     SQUARE "|h 4 2,6 2,5 1,4 2|h 6 2,7 5,8 4,6 2|h 7 5,3 7,6 8,7 5|h 3 7,4 2,2 4,3 7",
     "interior 7 5"},
    {"holes that touch in one place",
     SQUARE "|h 5 5,3 4,3 6,5 5|h 5 5,7 6,7 4,5 5|h 5 5,4 8,6 8,5 5", ""},
    {"two cuts", SQUARE "|h 3 0,2 5,3 10,4 5,3 0|h 7 0,6 5,7 10,8 5,7 0",
     "interior 3 10; interior 7 10"},

    {"not judged: a hole of a shell that crosses itself",
     "0 0,10 10,10 0,0 10,0 0|h 20 0,20 2,22 2,20 0", "self-cross 5 5"},
    {"not judged: a hole of a shell without area", "1 1,2 2,3 3,1 1|h 20 0,20 2,22 2,20 0",
     "collapsed 1 1"},
    {"several kinds in one shape",
     SQUARE
     "|h 1 1,1 3,3 1,3 3,1 1|h 4 4,4 5,5 5,5 4,4 4|h 20 20,20 21,21 21,21 20,20 20|h 6 6,6 9,9 "
     "9,9 6,6 6|h 7 7,7 8,8 8,8 7,7 7|2 4,3 4,3 5,2 5,2 4",
     "self-cross 2 2; outside 20 20; holes 7 7; shells 2 4"},
};

static LtRingFaults find(LtRingNoding *noding, const LtShapes *shapes, size_t feature)
{
  LtRingFaults faults;
  g_autofree char *why = validity_find(noding, shapes, feature, &faults);
  if (why != NULL)
    fail_msg("%s", why);
  return faults;
}

static void check_row(LtRingNoding *noding, const Row *row, double x, double y)
{
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  shape_text_add_at(shapes, row->shape, x, y);
  LtRingFaults faults = find(noding, shapes, 0);
  g_autofree char *got =
      validity_text(&faults, (LtPoint){llround(x * LT_UNITS_PER_M), llround(y * LT_UNITS_PER_M)});
  if (strcmp(got, row->faults) != 0)
    fail_msg("%s at %g %g: '%s', not '%s'", row->why, x, y, got, row->faults);
  assert_false(faults.is_cut);
}

static void test_rows(void **state)
{
  (void)state;
  g_autoptr(LtRingNoding) noding = lt_ring_noding_new();
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    check_row(noding, &rows[i], 0, 0);
    check_row(noding, &rows[i], 38400000, 3930000);
  }
}

/* ---- against GEOS ---- */

typedef struct {
  GEOSContextHandle_t handle;
  size_t n_valid, n_invalid, n_kinds[LT_N_VALIDITIES];
} Oracle;

static void compare(Oracle *oracle, LtRingNoding *noding, const LtShapes *shapes, size_t feature)
{
  LtRingFaults faults;
  g_autofree char *why = validity_compare(oracle->handle, noding, shapes, feature, &faults);
  if (why != NULL)
    fail_msg("%s", why);
  oracle->n_valid += faults.n == 0;
  oracle->n_invalid += faults.n > 0;
  uint32_t seen = 0;
  for (size_t i = 0; i < faults.n; i++)
    seen |= 1U << faults.faults[i].validity;
  for (size_t k = 0; k < LT_N_VALIDITIES; k++)
    oracle->n_kinds[k] += seen >> k & 1;
}

/* Corners of a random box on a lattice of @p side; a large one leaves room for holes. */
static void box_make(GRand *random, int side, bool is_large, LtPoint corners[4])
{
  int x = g_rand_int_range(random, 0, is_large ? 2 : side - 1);
  int y = g_rand_int_range(random, 0, is_large ? 2 : side - 1);
  int w = side - 1 - x - g_rand_int_range(random, 0, 2);
  int h = side - 1 - y - g_rand_int_range(random, 0, 2);
  if (!is_large) {
    w = MIN(g_rand_int_range(random, 1, side - x), g_rand_int_range(random, 1, 9));
    h = MIN(g_rand_int_range(random, 1, side - y), g_rand_int_range(random, 1, 9));
  }
  const LtPoint box[] = {{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}};
  memcpy(corners, box, sizeof box);
}

static LtPoint between(GRand *random, LtPoint low, LtPoint high)
{
  return (LtPoint){g_rand_int_range(random, (int)low.x, (int)high.x + 1),
                   g_rand_int_range(random, (int)low.y, (int)high.y + 1)};
}

/* Points of a ring made of a box; tidy: that or a diamond, which touches the sides of others. */
static size_t points_make(GRand *random, int side, bool is_tidy, LtPoint points[16])
{
  const LtPoint low = points[0], high = points[2], most = {side - 1, side - 1};
  size_t n = 4;
  switch (g_rand_int_range(random, is_tidy ? 2 : 0, 6)) {
  case 0: /* a triangle, perhaps with a corner more */
    n = 3;
    if (g_rand_boolean(random))
      points[n++] = between(random, (LtPoint){0, 0}, most);
    break;
  case 1: /* anything */
    n = (size_t)g_rand_int_range(random, 4, 9);
    for (size_t i = 0; i < n; i++)
      points[i] = between(random, low, high);
    break;
  case 2:
    points[0] = (LtPoint){(low.x + high.x) / 2, low.y};
    points[1] = (LtPoint){high.x, (low.y + high.y) / 2};
    points[2] = (LtPoint){(low.x + high.x) / 2, high.y};
    points[3] = (LtPoint){low.x, (low.y + high.y) / 2};
    break;
  default:
    break;
  }
  return n;
}

static void ring_add(LtShapes *shapes, GRand *random, int side, int64_t scale, bool is_hole,
                     bool is_tidy)
{
  LtPoint points[16], ring[17];
  box_make(random, side, !is_hole && (is_tidy || g_rand_boolean(random)), points);
  size_t n = points_make(random, side, is_tidy, points);
  size_t first = (size_t)g_rand_int_range(random, 0, (int)n);
  for (size_t i = 0; i <= n; i++)
    ring[i] = (LtPoint){points[(first + i) % n].x * scale, points[(first + i) % n].y * scale};
  lt_shapes_add_ring(shapes, ring, n + 1, is_hole, NULL);
}

static void shape_add(LtShapes *shapes, GRand *random, int side, int64_t scale)
{
  lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL);
  bool is_tidy = g_rand_boolean(random);
  int n = g_rand_int_range(random, 1, 6);
  for (int r = 0; r < n; r++)
    ring_add(shapes, random, side, scale, r > 0 && g_rand_int_range(random, 0, 6) > 0, is_tidy);
}

static void test_geos(void **state)
{
  (void)state;
  static const int64_t scales[] = {1, 3, 1000003, INT64_C(250000000000)};
  g_autoptr(GRand) random = g_rand_new_with_seed(19491001);
  g_autoptr(LtRingNoding) noding = lt_ring_noding_new();
  Oracle oracle = {.handle = GEOS_init_r()};
  for (int i = 0; i < 60000; i++) {
    g_autoptr(LtShapes) shapes = lt_shapes_new();
    shape_add(shapes, random, i % 2 == 0 ? 16 : 8, scales[i % G_N_ELEMENTS(scales)]);
    compare(&oracle, noding, shapes, 0);
  }
  GEOS_finish_r(oracle.handle);
  assert_true(oracle.n_valid > 4000 && oracle.n_invalid > 10000);
  for (size_t k = 1; k < LT_N_VALIDITIES; k++)
    if (oracle.n_kinds[k] < 10)
      fail_msg("%s: %zu only", validity_names[k], oracle.n_kinds[k]);
}

/* ---- large rings ---- */

static void large_check(LtRingNoding *noding, TestRing ring, bool is_valid)
{
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL);
  lt_shapes_add_ring(shapes, ring.points, ring.n, false, NULL);
  LtRingFaults faults = find(noding, shapes, 0);
  assert_int_equal(faults.n == 0, is_valid);
  test_ring_clear(&ring);
}

/* Every edge of these has as many others in its box as there are. */
static void test_large(void **state)
{
  (void)state;
  g_autoptr(LtRingNoding) noding = lt_ring_noding_new();
  g_autoptr(GRand) random = g_rand_new_with_seed(1);
  LtPoint at = {384000000000, 39300000000};
  large_check(noding, test_comb_new(at, 50000, 1000, 1e8, 0), true);
  large_check(noding, test_comb_new(at, 50000, 1000, 1e8, 0.7), true);
  large_check(noding, test_spiral_new(at, 50000, 1e5, 100), true);
  large_check(noding, test_star_new(random, at, 1e4, 1e9, 100000), true);
  TestRing star = test_star_new(random, at, 1e4, 1e9, 100000);
  LtPoint swapped = star.points[50000]; /* two corners that change places */
  star.points[50000] = star.points[50003];
  star.points[50003] = swapped;
  large_check(noding, star, false);
  TestRing comb = test_comb_new(at, 50000, 1000, 1e8, 0.7);
  comb.points[100001] = comb.points[150000]; /* a tooth across many others */
  large_check(noding, comb, false);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows),
      cmocka_unit_test(test_geos),
      cmocka_unit_test(test_large),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
