/* Valid layers at real coordinates against plain GEOS on the same lattice points, near an origin of
 * their own: the same pairs, each area within 1e-6 m², the total within 1e-12; shapes valid, their
 * rings turned as shells and holes are. Seeded. */
#include "arrange_case.h"
#include "shape_random.h"

#define SEED 20120222

static LtPoint at_m(double x_m, double y_m)
{
  return overlay_case_at(x_m, y_m);
}

static void ring_feature_add(LtShapes *shapes, TestRing ring)
{
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  assert_true(lt_shapes_add_ring(shapes, ring.points, ring.n, false, NULL));
  test_ring_clear(&ring);
}

static LtShapes *combs_and_spirals(GRand *random)
{
  LtShapes *shapes = lt_shapes_new();
  for (int i = 0; i < 10; i++) {
    LtPoint at = at_m(g_rand_double_range(random, 0, 200), g_rand_double_range(random, 0, 200));
    double thick = g_rand_double_range(random, 3000, 30000);
    ring_feature_add(shapes,
                     test_comb_new(at, 12, thick, 30 * thick, g_rand_double_range(random, 0, 6)));
    ring_feature_add(shapes, test_spiral_new(at, 60, thick, 3));
  }
  return shapes;
}

/* Crooked quads that share their corners; @p cuts: some borders have a corner of one side only,
 * which lies on the line as exactly as the lattice has it. */
static LtShapes *coverage(GRand *random, bool cuts)
{
  LtPoint grid[13][13];
  LtShapes *shapes = lt_shapes_new();
  for (int i = 0; i < 13; i++)
    for (int j = 0; j < 13; j++) {
      grid[i][j] = at_m(20 * i + g_rand_double_range(random, -7, 7),
                        20 * j + g_rand_double_range(random, -7, 7));
      grid[i][j].x &= ~INT64_C(1); /* even: middles are on the lattice */
      grid[i][j].y &= ~INT64_C(1);
    }
  for (int i = 0; i < 12; i++)
    for (int j = 0; j < 12; j++) {
      LtPoint corners[] = {grid[i][j], grid[i + 1][j], grid[i + 1][j + 1], grid[i][j + 1]};
      LtPoint ring[9];
      size_t n = 0;
      for (size_t c = 0; c < 4; c++) {
        LtPoint next = corners[(c + 1) % 4];
        ring[n++] = corners[c];
        if (cuts && (i + j) % 2 == 0)
          ring[n++] = (LtPoint){(corners[c].x + next.x) / 2, (corners[c].y + next.y) / 2};
      }
      ring[n++] = ring[0];
      assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
      assert_true(lt_shapes_add_ring(shapes, ring, n, false, NULL));
    }
  return shapes;
}

static void check_rings(const LtShapes *shape)
{
  for (size_t r = 0; r < shape->n_rings; r++) {
    size_t begin = lt_shapes_first_point(shape, r);
    __int128 area2 = lt_ring_area2(shape->points + begin, shape->ring_ends[r] - begin);
    assert_true(r > 0 || !shape->ring_holes[r]);
    assert_true(shape->ring_holes[r] ? area2 < 0 : area2 > 0);
  }
}

static void check_pair(const char *why, GEOSContextHandle_t geos, const LtOverlayPair *pair,
                       const GEOSGeometry *ground, double area_m2, LtPoint origin)
{
  double got_m2 = pair->areas.planar_m2 + pair->tolerated.planar_m2;
  if (!(fabs(got_m2 - area_m2) < 1e-6))
    fail_msg("%s: pair %zu %zu: %.9f, by GEOS %.9f m2", why, pair->a, pair->b, got_m2, area_m2);
  if (pair->shape == NULL)
    return;
  check_rings(pair->shape);
  GEOSGeometry *shape = arrange_geos(geos, pair->shape, 0, origin);
  double length_m, shape_m2, off_m2;
  assert_int_equal(GEOSisValid_r(geos, shape), 1);
  GEOSLength_r(geos, shape, &length_m);
  GEOSArea_r(geos, shape, &shape_m2);
  assert_true(fabs(shape_m2 - pair->areas.planar_m2) <= LT_UNIT_M * length_m);
  GEOSGeometry *off = GEOSSymDifference_r(geos, shape, ground);
  GEOSArea_r(geos, off, &off_m2);
  assert_true(off_m2 <= LT_UNIT_M * length_m + pair->tolerated.planar_m2);
  GEOSGeom_destroy_r(geos, off);
  GEOSGeom_destroy_r(geos, shape);
}

/* @p share: how far the total may be off. */
static void check_layers(const char *why, const LtShapes *a, const LtShapes *b, double share)
{
  g_autoptr(LtOverlay) overlay = overlay_case_run(a, b, (OverlayCase){.jobs = 2}, NULL);
  assert_non_null(overlay);
  GEOSContextHandle_t geos = arrange_geos_new();
  LtPoint origin = at_m(0, 0);
  double total_m2 = 0, got_m2 = 0;
  size_t next = 0; /* pairs are sorted */
  for (size_t i = 0; i < a->n_features; i++)
    for (size_t j = 0; j < b->n_features; j++) {
      GEOSGeometry *x = arrange_geos(geos, a, i, origin), *y = arrange_geos(geos, b, j, origin);
      assert_int_equal(GEOSisValid_r(geos, x) + GEOSisValid_r(geos, y), 2);
      double area_m2 = 0;
      GEOSGeometry *ground = GEOSIntersection_r(geos, x, y);
      GEOSArea_r(geos, ground, &area_m2);
      bool is_pair =
          next < overlay->n_pairs && overlay->pairs[next].a == i && overlay->pairs[next].b == j;
      if (!is_pair && area_m2 > 1e-7)
        fail_msg("%s: pair %zu %zu of %g m2 is missing", why, i, j, area_m2);
      if (is_pair) {
        check_pair(why, geos, &overlay->pairs[next], ground, area_m2, origin);
        got_m2 += overlay->pairs[next].areas.planar_m2 + overlay->pairs[next].tolerated.planar_m2;
        next++;
      }
      total_m2 += area_m2;
      GEOSGeom_destroy_r(geos, ground);
      GEOSGeom_destroy_r(geos, x);
      GEOSGeom_destroy_r(geos, y);
    }
  GEOS_finish_r(geos);
  assert_int_equal(next, overlay->n_pairs);
  if (!(fabs(got_m2 - total_m2) <= share * total_m2))
    fail_msg("%s: in all %.12g m2, off from GEOS by %.3g of it", why, got_m2,
             fabs(got_m2 - total_m2) / total_m2);
  assert_true(total_m2 > 1000);
}

static void test_layers(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED);
  g_autoptr(LtShapes) stars = overlay_case_stars(random, 40, 250);
  g_autoptr(LtShapes) others = overlay_case_stars(random, 40, 250);
  g_autoptr(LtShapes) combs = combs_and_spirals(random);
  g_autoptr(LtShapes) cells = coverage(random, false);
  g_autoptr(LtShapes) more = coverage(random, true);
  check_layers("stars and stars", stars, others, 1e-12);
  /* 5 km of border around an acre: crossings are rounded to 4e-10 m, which shows */
  check_layers("combs and stars", combs, stars, 1e-10);
  check_layers("cells and combs", cells, combs, 1e-10);
  check_layers("cells and cells", cells, more, 1e-12);
}

/* Inside one coverage nothing overlaps, with or without corners of one side only. */
static void test_the_same_coverage(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(SEED + 1);
  g_autoptr(GRand) again = g_rand_new_with_seed(SEED + 1);
  g_autoptr(LtShapes) cells = coverage(random, false), cut = coverage(again, true);
  g_autoptr(LtOverlay) none = overlay_case_run(cut, cut, (OverlayCase){0}, NULL);
  assert_int_equal(none->n_pairs, 0);
  g_autoptr(LtOverlay) same = overlay_case_run(cells, cut, (OverlayCase){0}, NULL);
  assert_int_equal(same->n_pairs, cells->n_features);
  for (size_t i = 0; i < same->n_pairs; i++) {
    assert_int_equal(same->pairs[i].a, same->pairs[i].b);
    double wanted_m2 = lt_shape_areas(overlay_case_plane(), cells, i).planar_m2;
    assert_true(fabs(same->pairs[i].areas.planar_m2 - wanted_m2) < 1e-9);
  }
}

static void box_add(LtShapes *shapes, int64_t x1, int64_t y1, int64_t x2, int64_t y2, bool is_hole)
{
  LtPoint o = at_m(0, 0);
  LtPoint ring[] = {{o.x + x1, o.y + y1},
                    {o.x + x2, o.y + y1},
                    {o.x + x2, o.y + y2},
                    {o.x + x1, o.y + y2},
                    {o.x + x1, o.y + y1}};
  LtPoint turned[] = {ring[0], ring[3], ring[2], ring[1], ring[0]};
  assert_true(lt_shapes_add_ring(shapes, is_hole ? turned : ring, 5, is_hole, NULL));
}

/* A hole in an arm that reaches into the bay of a smaller shell: it lies in the box of both. */
static void test_interlocked(void **state)
{
  (void)state;
  g_autoptr(LtShapes) a = lt_shapes_new(), b = lt_shapes_new();
  LtPoint o = at_m(0, 0);
  assert_true(lt_shapes_add_feature(a, LT_GEOM_POLYGON, NULL));
  LtPoint bay[] = {{0, 0},           {100000, 0},    {100000, 20000},
                   {20000, 20000},   {20000, 80000}, {100000, 80000},
                   {100000, 100000}, {0, 100000},    {0, 0}};
  LtPoint arm[] = {{40000, 40000},    {200000, 40000},  {200000, -200000},
                   {600000, -200000}, {600000, 300000}, {200000, 300000},
                   {200000, 60000},   {40000, 60000},   {40000, 40000}};
  for (size_t i = 0; i < 9; i++) {
    bay[i] = (LtPoint){o.x + bay[i].x, o.y + bay[i].y};
    arm[i] = (LtPoint){o.x + arm[i].x, o.y + arm[i].y};
  }
  assert_true(lt_shapes_add_ring(a, bay, 9, false, NULL));
  assert_true(lt_shapes_add_ring(a, arm, 9, false, NULL));
  box_add(a, 50000, 45000, 70000, 55000, true);
  assert_true(lt_shapes_add_feature(b, LT_GEOM_POLYGON, NULL));
  box_add(b, -50000, -250000, 700000, 350000, false);
  check_layers("interlocked", a, b, 1e-12);
  g_autoptr(LtOverlay) overlay = overlay_case_run(a, b, (OverlayCase){0}, NULL);
  assert_int_equal(overlay->n_pairs, 1);
  assert_int_equal(overlay->pairs[0].shape->n_rings, 3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_layers),
      cmocka_unit_test(test_the_same_coverage),
      cmocka_unit_test(test_interlocked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
