/* Layers made to break an arrangement: each must hold what arrange_case.h asks for. Seeded. */
#include "arrange_case.h"
#include "shape_random.h"

#define SEED 20110311

static LtPoint at_units(int64_t x, int64_t y)
{
  LtPoint origin = overlay_case_at(0, 0);
  return (LtPoint){origin.x + x, origin.y + y};
}

static void feature_begin(LtShapes *shapes)
{
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
}

static void ring_add(LtShapes *shapes, const LtPoint *points, size_t n)
{
  assert_true(lt_shapes_add_ring(shapes, points, n, false, NULL));
}

static void test_ring_add(LtShapes *shapes, TestRing ring)
{
  feature_begin(shapes);
  ring_add(shapes, ring.points, ring.n);
  test_ring_clear(&ring);
}

static void box_ring_add(LtShapes *shapes, LtPoint low, LtPoint high)
{
  ring_add(shapes, (LtPoint[]){low, {high.x, low.y}, high, {low.x, high.y}, low}, 5);
}

static void box_add(LtShapes *shapes, LtPoint low, LtPoint high)
{
  feature_begin(shapes);
  box_ring_add(shapes, low, high);
}

/* A star that visits every step-th of n corners and so crosses itself nearly n step times. */
static TestRing star_polygon(LtPoint at, double radius, size_t n, size_t step, double turn)
{
  g_autofree double *xy = g_new(double, 2 * n);
  for (size_t i = 0; i < n; i++) {
    double angle = turn + 2 * G_PI * (double)(i * step % n) / (double)n;
    xy[2 * i] = radius * cos(angle);
    xy[2 * i + 1] = radius * sin(angle);
  }
  return test_ring_new(xy, n, at);
}

static void test_stars(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new();
  test_ring_add(a, star_polygon(at_units(0, 0), 500000, 41, 20, 0));
  test_ring_add(a, star_polygon(at_units(300000, 0), 400000, 31, 14, 0.1));
  test_ring_add(b, star_polygon(at_units(100, 50), 500000, 37, 18, 0.2));
  arrange_check("stars", a, b, true);
  /* small ones, where crossings are closer than the lattice */
  g_autoptr(LtShapes) c = lt_shapes_new(), d = lt_shapes_new();
  test_ring_add(c, star_polygon(at_units(0, 0), 20, 31, 14, 0));
  test_ring_add(d, star_polygon(at_units(1, 0), 20, 29, 14, 0));
  arrange_check("small stars", c, d, true);
}

static void test_combs(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new();
  test_ring_add(a, test_comb_new(at_units(0, 0), 30, 1000, 60000, 0));
  test_ring_add(b, test_comb_new(at_units(0, 60000), 30, 1000, 60000, -G_PI / 2));
  test_ring_add(b, test_comb_new(at_units(500, 0), 30, 1000, 60000, 0.001));
  assert_true(arrange_check("combs", a, b, true));
}

static void test_spirals(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new();
  test_ring_add(a, test_spiral_new(at_units(0, 0), 400, 300, 9));
  test_ring_add(b, test_spiral_new(at_units(150, 40), 400, 300, 9));
  test_ring_add(b, test_spiral_new(at_units(0, 0), 401, 310, 8));
  assert_true(arrange_check("spirals", a, b, true));
}

static void test_nested(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new();
  g_autoptr(LtShapes) c = lt_shapes_new(), d = lt_shapes_new();
  for (int64_t i = 0; i < 1000; i++)
    box_add(a, at_units(20 * i, 20 * i), at_units(90000 - 20 * i, 90000 - 20 * i));
  feature_begin(b); /* one feature: every second frame between them, and a box across all */
  for (int64_t i = 0; i < 1000; i++)
    box_ring_add(b, at_units(20 * i + 3, 20 * i), at_units(89997 - 20 * i, 89997 - 20 * i));
  box_add(b, at_units(-5, 44000), at_units(45000, 44500));
  arrange_check("shells nested 1000 deep", a, b, false);
  for (int64_t i = 0; i < 60; i++) {
    box_add(c, at_units(50 * i, 0), at_units(20000, 20000 - 70 * i));
    box_add(d, at_units(50 * i, 0), at_units(20000, 20000 - 30 * i));
  }
  assert_true(arrange_check("nested, borders in common", c, d, true));
}

/* Everything on one line with the direction (3, 7); a box over it. */
static void test_one_line(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new(), box = lt_shapes_new();
  for (int i = 0; i < 24; i++) {
    LtPoint ring[6];
    for (size_t k = 0; k < 5; k++) {
      int64_t way = g_rand_int_range(random, 0, 1000);
      ring[k] = at_units(3 * way, 7 * way);
    }
    ring[5] = ring[0];
    feature_begin(i % 2 == 0 ? a : b);
    ring_add(i % 2 == 0 ? a : b, ring, 6);
  }
  box_add(box, at_units(500, 500), at_units(2500, 2500));
  g_autoptr(LtArrangement) nothing = arrange(a, b, 0, 2);
  assert_int_equal(nothing->n_covered, 0);
  arrange_check("all on one line", a, box, true);
  /* triangles with two corners on the line, to both sides of it */
  for (int i = 0; i < 30; i++) {
    int64_t from = g_rand_int_range(random, 0, 900), to = from + g_rand_int_range(random, 1, 100);
    LtPoint tip = at_units(g_rand_int_range(random, 0, 3000), g_rand_int_range(random, 0, 7000));
    LtPoint ring[] = {at_units(3 * from, 7 * from), at_units(3 * to, 7 * to), tip,
                      at_units(3 * from, 7 * from)};
    feature_begin(i % 2 == 0 ? a : b);
    ring_add(i % 2 == 0 ? a : b, ring, 4);
  }
  arrange_check("triangles on a line", a, b, true);
}

/* Triangles around one corner, n of them. */
static LtShapes *fan_new(LtPoint hub, size_t n, double radius, bool one_feature)
{
  LtShapes *shapes = lt_shapes_new();
  for (size_t i = 0; i < n; i++) {
    double angles[] = {2 * G_PI * (double)i / (double)n, 2 * G_PI * ((double)i + 0.5) / (double)n};
    LtPoint ring[] = {
        hub,
        {hub.x + llround(radius * cos(angles[0])), hub.y + llround(radius * sin(angles[0]))},
        {hub.x + llround(radius * cos(angles[1])), hub.y + llround(radius * sin(angles[1]))},
        hub};
    if (!one_feature || i == 0)
      feature_begin(shapes);
    ring_add(shapes, ring, 4);
  }
  return shapes;
}

static void test_one_vertex(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = fan_new(at_units(0, 0), 300, 1e6, false);
  g_autoptr(LtShapes) b = fan_new(at_units(0, 0), 211, 9e5, false);
  assert_true(arrange_check("two fans at one vertex", a, b, true));
  /* a million edges with LANTU_TEST_LONG=1 */
  size_t n = g_getenv("LANTU_TEST_LONG") != NULL ? 500000 : 10000;
  double radius = 1e9;
  g_autoptr(LtShapes) many = fan_new(at_units(0, 0), n, radius, true);
  g_autoptr(LtShapes) box = lt_shapes_new();
  box_add(box, at_units(-300000000, -250000000), at_units(333333333, 350000000));
  g_autoptr(LtArrangement) all = arrange(many, box, 0, 2);
  assert_int_equal(all->n_covered, 3);
  double half_m2 = 0.5 * sin(G_PI / (double)n) * (double)n * (radius * radius) * 1e-8;
  double ellipsoid_m2, total_m2 = arrange_total_m2(all, &ellipsoid_m2);
  double box_m2 = 633333.333e-1 * 60000;
  /* half of the circle, half of the box: but for what corners on the lattice do */
  assert_true(fabs(total_m2 - (half_m2 + box_m2 / 2)) < 1e-4 * half_m2);
}

static void test_a_unit_apart(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new();
  for (int64_t i = 0; i < 20; i++) { /* strips side by side, one unit of gap, one of overlap */
    box_add(a, at_units(1000 * i, 0), at_units(1000 * i + 999, 500000));
    box_add(b, at_units(1000 * i + 998, 0), at_units(1000 * i + 1001, 500000));
  }
  /* borders that are parallel but for a unit over 100 m */
  for (int64_t i = 0; i < 20; i++) {
    LtPoint ring[] = {at_units(0, 600000), at_units(1000000, 600000 + i), at_units(1000000, 700000),
                      at_units(0, 700000 - i), at_units(0, 600000)};
    feature_begin(i % 2 == 0 ? a : b);
    ring_add(i % 2 == 0 ? a : b, ring, 5);
  }
  assert_true(arrange_check("a unit apart", a, b, true));
}

/* Both sides of a straight border have points of their own on it. */
static void test_shared_borders(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 1);
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new();
  for (int row = 0; row < 12; row++)
    for (int side = 0; side < 2; side++) {
      LtPoint ring[64];
      size_t n = 0;
      int64_t y = 20000 * row;
      for (int64_t k = 0; k <= 50; k++) /* along (300, 70) */
        if (k == 0 || k == 50 || g_rand_int_range(random, 0, 3) == 0)
          ring[n++] = at_units(300 * k, y + 70 * k);
      ring[n++] = at_units(15000, side == 0 ? y + 13000 : y - 4000);
      ring[n++] = at_units(0, side == 0 ? y + 9000 : y - 8000);
      ring[n++] = ring[0];
      feature_begin(side == 0 ? a : b);
      ring_add(side == 0 ? a : b, ring, n);
    }
  g_autoptr(LtArrangement) all = arrange(a, b, 0, 1);
  assert_int_equal(all->n_covered, 24);
  assert_true(arrange_check("shared borders", a, b, true));
}

static void test_ends_of_the_lattice(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 2);
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new();
  int64_t end = LT_UNITS_MAX;
  for (int i = 0; i < 8; i++) {
    LtPoint ring[6];
    for (size_t k = 0; k < 5; k++) {
      static const int64_t steps[] = {-3, -2, -1, 0, 1, 2, 3};
      ring[k].x = end / 3 * steps[g_rand_int_range(random, 0, 7)] + g_rand_int_range(random, -2, 3);
      ring[k].y = end / 3 * steps[g_rand_int_range(random, 0, 7)] + g_rand_int_range(random, -2, 3);
      ring[k].x = CLAMP(ring[k].x, -end, end);
      ring[k].y = CLAMP(ring[k].y, -end, end);
    }
    ring[5] = ring[0];
    feature_begin(i % 2 == 0 ? a : b);
    ring_add(i % 2 == 0 ? a : b, ring, 6);
  }
  arrange_check("over the whole lattice", a, b, true);
}

/* Many edges from end to end: their shares of the area one by one are beyond what they sum up to.
 */
static void test_comb_over_the_lattice(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new();
  int64_t end = LT_UNITS_MAX;
  for (int64_t i = 0; i < 12; i++)
    box_add(a, (LtPoint){end - 20 - 20 * i, -end}, (LtPoint){end - 10 - 20 * i, end});
  feature_begin(b);
  for (int64_t i = 0; i < 12; i++)
    box_ring_add(b, (LtPoint){end - 25 - 20 * i, -end}, (LtPoint){end - 15 - 20 * i, end});
  assert_true(arrange_check("comb over the lattice", a, b, true));
  g_autoptr(LtArrangement) all = arrange(a, b, 0, 1);
  double ellipsoid_m2, strip_m2 = 15 * LT_UNIT_M * 2 * (double)end * LT_UNIT_M;
  double total_m2 = arrange_total_m2(all, &ellipsoid_m2);
  assert_true(fabs(total_m2 - 12 * strip_m2) < 1e-9 * total_m2);
}

static void test_without_area(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new();
  LtPoint p = at_units(100, 100), q = at_units(5000, 700), r = at_units(2500, 4000);
  feature_begin(a); /* a point */
  ring_add(a, (LtPoint[]){p, p, p, p}, 4);
  feature_begin(a); /* there and back */
  ring_add(a, (LtPoint[]){p, q, p}, 3);
  feature_begin(a); /* no rings */
  feature_begin(a); /* a ring of one point */
  ring_add(a, (LtPoint[]){p}, 1);
  feature_begin(a); /* the same ring twice */
  ring_add(a, (LtPoint[]){p, q, r, p}, 4);
  ring_add(a, (LtPoint[]){r, q, p, r}, 4);
  feature_begin(a); /* a triangle with a spike and points that repeat */
  ring_add(a, (LtPoint[]){p, p, q, at_units(9000, 9000), q, q, r, r, p}, 9);
  assert_true(lt_shapes_add_feature(a, LT_GEOM_NONE, NULL));
  assert_true(lt_shapes_add_feature(a, LT_GEOM_LINE, NULL));
  ring_add(a, (LtPoint[]){at_units(-9000, 0), at_units(9000, 5)}, 2);
  box_add(b, at_units(0, 0), at_units(3000, 3000));
  feature_begin(b);
  ring_add(b, (LtPoint[]){p, q, r, p}, 4);
  arrange_check("without area", a, b, true);
  g_autoptr(LtArrangement) only = arrange(a, NULL, 1, 1);
  assert_int_equal(only->n_covered, 1);
  assert_int_equal(only->covered[0].members[0], 5);
  g_autoptr(LtShapes) empty = lt_shapes_new();
  g_autoptr(LtArrangement) none = arrange(empty, empty, 0, 1);
  assert_int_equal(none->n_covered, 0);
}

static void test_duplicates(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 3);
  g_autoptr(LtShapes) stars = overlay_case_stars(random, 3, 30);
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new();
  for (int i = 0; i < 20; i++) {
    assert_true(lt_shapes_add_copy(a, stars, 0, NULL));
    assert_true(lt_shapes_add_copy(b, stars, (size_t)i % 3, NULL));
  }
  assert_true(arrange_check("duplicates", a, b, true));
}

/* Rings of 40 random corners: every edge crosses a third of the others. */
static void test_wild_rings(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 4);
  static const int sides[] = {100, 5000, 10000000};
  for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) {
    LtShapes *layers[] = {lt_shapes_new(), lt_shapes_new()};
    for (size_t f = 0; f < 4; f++) {
      LtPoint ring[41];
      for (size_t k = 0; k < 40; k++)
        ring[k] =
            at_units(g_rand_int_range(random, 0, sides[i]), g_rand_int_range(random, 0, sides[i]));
      ring[40] = ring[0];
      feature_begin(layers[f % 2]);
      ring_add(layers[f % 2], ring, 41);
    }
    arrange_check("wild rings", layers[0], layers[1], true);
    lt_shapes_free(layers[0]);
    lt_shapes_free(layers[1]);
  }
}

/* A chequered board, whose fields touch at corners; as features, and as rings of one. */
static void test_touching_points(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new(), c = lt_shapes_new();
  feature_begin(b);
  for (int64_t i = 0; i < 14; i++)
    for (int64_t j = i % 2; j < 14; j += 2) {
      box_add(a, at_units(700 * i, 700 * j), at_units(700 * i + 700, 700 * j + 700));
      box_ring_add(b, at_units(700 * i, 700 * j), at_units(700 * i + 700, 700 * j + 700));
      LtPoint diamond[] = {at_units(700 * i + 350, 700 * j), at_units(700 * i + 700, 700 * j + 350),
                           at_units(700 * i + 350, 700 * j + 700), at_units(700 * i, 700 * j + 350),
                           at_units(700 * i + 350, 700 * j)};
      feature_begin(c);
      ring_add(c, diamond, 5);
    }
  assert_true(arrange_check("chequered", a, b, true));
  assert_true(arrange_check("diamonds", b, c, true));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_stars),
      cmocka_unit_test(test_combs),
      cmocka_unit_test(test_spirals),
      cmocka_unit_test(test_nested),
      cmocka_unit_test(test_one_line),
      cmocka_unit_test(test_one_vertex),
      cmocka_unit_test(test_a_unit_apart),
      cmocka_unit_test(test_shared_borders),
      cmocka_unit_test(test_ends_of_the_lattice),
      cmocka_unit_test(test_comb_over_the_lattice),
      cmocka_unit_test(test_without_area),
      cmocka_unit_test(test_duplicates),
      cmocka_unit_test(test_wild_rings),
      cmocka_unit_test(test_touching_points),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
