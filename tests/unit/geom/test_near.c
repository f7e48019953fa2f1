#include "geom/near.h"

#include "planes.h"
#include "shape_random.h"

#include <geos_c.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* Shapes as text: "P x y, x y" points, "L x y, …" a line, "A x y, …|x y, …" an area (even-odd);
 * metres. */
static void shape_add(LtShapes *shapes, const char *text, double dx, double dy)
{
  LtGeomType type = text[0] == 'P'   ? LT_GEOM_POINT
                    : text[0] == 'L' ? LT_GEOM_LINE
                    : text[0] == 'A' ? LT_GEOM_POLYGON
                                     : LT_GEOM_NONE;
  assert_true(lt_shapes_add_feature(shapes, type, NULL));
  if (type == LT_GEOM_NONE)
    return;
  g_auto(GStrv) rings = g_strsplit(text + 1, "|", -1);
  for (size_t r = 0; rings[r] != NULL; r++) {
    LtPoint points[64];
    size_t n = 0;
    g_auto(GStrv) texts = g_strsplit(rings[r], ",", -1);
    for (; texts[n] != NULL; n++) {
      char *end;
      points[n].x = llround((g_ascii_strtod(texts[n], &end) + dx) * LT_UNITS_PER_M);
      points[n].y = llround((g_ascii_strtod(end, NULL) + dy) * LT_UNITS_PER_M);
    }
    assert_true(lt_shapes_add_ring(shapes, points, n, r > 0, NULL));
  }
}

static void ring_add(LtShapes *shapes, TestRing take_ring)
{
  g_auto(TestRing) ring = take_ring;
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  assert_true(lt_shapes_add_ring(shapes, ring.points, ring.n, false, NULL));
}

static void point_add(LtShapes *shapes, LtPoint point)
{
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POINT, NULL));
  assert_true(lt_shapes_add_ring(shapes, &point, 1, false, NULL));
}

/* A flat earth: distances are those of the plane, which GEOS and the mind can check. */

static void flat_to_geographic(void *context, double *xy, size_t n)
{
  (void)context;
  (void)xy;
  (void)n;
}

static double flat_geodesic_m(void *context, const double from[2], const double to[2])
{
  (void)context;
  return hypot(to[0] - from[0], to[1] - from[1]);
}

static const LtPlane flat = {
    .a_m = 6378137, .to_geographic = flat_to_geographic, .geodesic_m = flat_geodesic_m};

typedef struct {
  const char *why, *asked;
  const char *targets[4];
  double distance_m;
  size_t feature;
  double at_x, at_y; /* of the target */
} Row;

#define SQUARE "A 0 0, 9 0, 9 9, 0 9, 0 0"
#define RINGED "A 0 0, 9 0, 9 9, 0 9, 0 0|2 2, 2 7, 7 7, 7 2, 2 2"

static const Row rows[] = {
    {"point inside", "P 4 4", {SQUARE}, 0, 0, 4, 4},
    {"point on an edge", "P 4 0", {SQUARE}, 0, 0, 4, 0},
    {"point on a corner", "P 9 9", {SQUARE}, 0, 0, 9, 9},
    {"a unit outside", "P 9.0001 5", {SQUARE}, 0.0001, 0, 9, 5},
    {"point in a hole is outside", "P 4 5", {RINGED}, 2, 0, 2, 5},
    {"point on the edge of a hole", "P 2 5", {RINGED}, 0, 0, 2, 5},
    {"point between hole and shell", "P 1 5", {RINGED}, 0, 0, 1, 5},
    {"point off a corner", "P 12 13", {SQUARE}, 5, 0, 9, 9},
    {"nearest of several points", "P 50 50, 13 9, 9 -50", {SQUARE}, 4, 0, 9, 9},
    {"points to points", "P 0 0", {"P 3 4", "P 6 8, -1 0"}, 1, 1, -1, 0},
    {"the same point", "P 3 4", {"P 6 8, 3 4"}, 0, 0, 3, 4},
    {"point to a line", "P 5 5", {"L 0 0, 10 0"}, 5, 0, 5, 0},
    {"the end of an open line is not joined to its beginning",
     "P 1 5",
     {"L 0 0, 10 0, 10 10, 0 10"},
     5,
     0,
     1,
     0},
    {"point on a diagonal line", "P 5 5", {"L 0 0, 10 10"}, 0, 0, 5, 5},
    {"point on a slanted line", "P 3 7", {"L -6 -14, 30 70"}, 0, 0, 3, 7},
    {"point on a slanted edge", "P 7 3", {"A -14 -6, 700 300, 0 50, -14 -6"}, 0, 0, 7, 3},
    {"a corner on a slanted edge", "L 7 3, 70 3", {"A -14 -6, 700 300, 0 50, -14 -6"}, 0, 0, 7, 3},
    {"an edge on a slanted corner", "L -14 -6, 700 300", {"A 7 3, 70 3, 70 9, 7 3"}, 0, 0, 7, 3},
    {"point a little off a diagonal line",
     "P 5 5.0002",
     {"L 0 0, 10 10"},
     0.0002 / 1.41421356237309505,
     0,
     5.0001,
     5.0001},
    {"lines cross between lattice points", "L 0 0, 1 1", {"L 0 1, 1 0.0001"}, 0, 0, 0.5, 0.5},
    {"lines touch end to end", "L 0 0, 1 1", {"L 1 1, 5 1"}, 0, 0, 1, 1},
    {"collinear lines overlap", "L 0 0, 4 0", {"L 2 0, 8 0"}, 0, 0, 4, 0},
    {"collinear lines apart", "L 0 0, 1 0", {"L 4 0, 8 0"}, 3, 0, 4, 0},
    {"line through a square, ends outside", "L -5 5, 15 5", {SQUARE}, 0, 0, 9, 5},
    {"line inside a square", "L 2 2, 3 5", {SQUARE}, 0, 0, 2, 2},
    {"line inside a hole", "L 3 3, 3 6", {RINGED}, 1, 0, 2, 3},
    {"square inside a square", "A 2 2, 4 2, 4 4, 2 4, 2 2", {SQUARE}, 0, 0, 2, 2},
    {"square around a square", "A -2 -2, 40 -2, 40 40, -2 40, -2 -2", {SQUARE}, 0, 0, 0, 0},
    {"square around one part of several",
     "A -2 -2, 40 -2, 40 40, -2 40, -2 -2",
     {"P 90 90, 12 13"},
     0,
     0,
     12,
     13},
    {"ring around a square: it lies in the hole",
     "A -9 -9, 20 -9, 20 20, -9 20, -9 -9|-3 -3, -3 12, 12 12, 12 -3, -3 -3",
     {SQUARE},
     3,
     0,
     0,
     0},
    {"square in a hole", "A 3 3, 5 3, 5 5, 3 5, 3 3", {RINGED}, 1, 0, 2, 3},
    {"neighbours share a corner", "A 9 9, 12 9, 12 12, 9 9", {SQUARE}, 0, 0, 9, 9},
    {"equal squares", SQUARE, {SQUARE}, 0, 0, 0, 0},
    {"of two that touch the smaller shape: it has fewer points",
     "P 9 9",
     {SQUARE, "A 9 9, 12 9, 12 12, 9 9"},
     0,
     1,
     9,
     9},
    {"of two equally far the smaller shape", "P 15 5", {"P 20 5", "P 10 5"}, 5, 1, 10, 5},
    {"of equal shapes the first", "P 15 5", {"P 90 5", "P 20 5", "P 20 5"}, 5, 1, 20, 5},
    {"features without shape", "P 15 5", {"", "P 20 5", ""}, 5, 1, 20, 5},
    {"nothing there", "P 15 5", {""}, HUGE_VAL, SIZE_MAX, 0, 0},
    {"nothing asked", "", {SQUARE}, HUGE_VAL, SIZE_MAX, 0, 0},
    {"a collinear polygon", "P 5 5", {"A 0 0, 10 0, 5 0, 0 0"}, 5, 0, 5, 0},
};

static void check_row(const Row *row, double dx, double dy)
{
  g_autoptr(LtShapes) asked = lt_shapes_new(), target = lt_shapes_new();
  shape_add(asked, row->asked, dx, dy);
  for (size_t i = 0; i < 4 && row->targets[i] != NULL; i++)
    shape_add(target, row->targets[i], dx, dy);
  g_autoptr(LtNear) near = lt_near_new(target, NULL, &flat, NULL);
  LtNearHit hit = lt_near_query(near, asked, 0, 100);
  if (hit.feature != row->feature ||
      (isinf(row->distance_m) ? !isinf(hit.distance_m)
                              : fabs(hit.distance_m - row->distance_m) > 1e-8))
    fail_msg("%s: %.12g to %zu", row->why, hit.distance_m, hit.feature);
  if ((hit.distance_m == 0) != (row->distance_m == 0))
    fail_msg("%s: not exactly", row->why);
  if (isinf(row->distance_m))
    return;
  if (llabs(hit.at.x - llround((row->at_x + dx) * LT_UNITS_PER_M)) > 1 ||
      llabs(hit.at.y - llround((row->at_y + dy) * LT_UNITS_PER_M)) > 1)
    fail_msg("%s: at (%.4f %.4f)", row->why, (double)hit.at.x * LT_UNIT_M - dx,
             (double)hit.at.y * LT_UNIT_M - dy);
  double apart = hypot((double)(hit.at.x - hit.from.x), (double)(hit.at.y - hit.from.y));
  if (fabs(apart * LT_UNIT_M - row->distance_m) > 1.5 * LT_UNIT_M)
    fail_msg("%s: the points are %.4f m apart", row->why, apart * LT_UNIT_M);
}

static void test_rows(void **state)
{
  (void)state;
  for (size_t r = 0; r < G_N_ELEMENTS(rows); r++) {
    check_row(&rows[r], 0, 0);
    check_row(&rows[r], 38400000, 3930000);
  }
}

/* GEOS on the flat earth, in units, so that it sees the very same coordinates. */

static GEOSGeometry *geos_feature(GEOSContextHandle_t geos, const LtShapes *shapes, size_t feature)
{
  size_t ring = lt_shapes_first_ring(shapes, feature);
  size_t begin = lt_shapes_first_point(shapes, ring), n = shapes->ring_ends[ring] - begin;
  GEOSCoordSequence *seq = GEOSCoordSeq_create_r(geos, (unsigned)n, 2);
  for (size_t i = 0; i < n; i++)
    GEOSCoordSeq_setXY_r(geos, seq, (unsigned)i, (double)shapes->points[begin + i].x,
                         (double)shapes->points[begin + i].y);
  if (shapes->types[feature] == LT_GEOM_POINT)
    return GEOSGeom_createPoint_r(geos, seq);
  if (shapes->types[feature] == LT_GEOM_LINE)
    return GEOSGeom_createLineString_r(geos, seq);
  return GEOSGeom_createPolygon_r(geos, GEOSGeom_createLinearRing_r(geos, seq), NULL, 0);
}

static void random_add(GRand *random, LtShapes *shapes, double extent, double size)
{
  LtPoint at = {(int64_t)g_rand_double_range(random, -extent, extent),
                (int64_t)g_rand_double_range(random, -extent, extent)};
  int kind = g_rand_int_range(random, 0, 4);
  if (kind == 0) {
    point_add(shapes, at);
  } else if (kind == 1) {
    LtPoint points[3] = {at, {at.x + g_rand_int_range(random, -9, 9), at.y + 5}, {at.x, at.y + 9}};
    assert_true(lt_shapes_add_feature(shapes, LT_GEOM_LINE, NULL));
    assert_true(lt_shapes_add_ring(shapes, points, 3, false, NULL));
  } else {
    ring_add(shapes,
             test_star_new(random, at, size / 3, size,
                           (size_t)g_rand_int_range(random, 3, kind == 2 || size < 100 ? 9 : 60)));
  }
}

static void check_geos(GEOSContextHandle_t geos, const LtShapes *asked, const LtShapes *target,
                       size_t *n_touching)
{
  g_autoptr(LtNear) near = lt_near_new(target, NULL, &flat, NULL);
  for (size_t a = 0; a < asked->n_features; a++) {
    GEOSGeometry *geom = geos_feature(geos, asked, a);
    assert_int_equal(GEOSisValid_r(geos, geom), 1);
    double least = HUGE_VAL, of_hit = HUGE_VAL;
    bool touches = false;
    LtNearHit hit = lt_near_query(near, asked, a, HUGE_VAL);
    for (size_t t = 0; t < target->n_features; t++) {
      GEOSGeometry *other = geos_feature(geos, target, t);
      double units;
      assert_int_equal(GEOSisValid_r(geos, other), 1);
      assert_int_equal(GEOSDistance_r(geos, geom, other, &units), 1);
      least = fmin(least, units * LT_UNIT_M);
      touches = touches || GEOSIntersects_r(geos, geom, other) == 1;
      if (t == hit.feature)
        of_hit = units * LT_UNIT_M;
      GEOSGeom_destroy_r(geos, other);
    }
    GEOSGeom_destroy_r(geos, geom);
    if (fabs(hit.distance_m - least) > 1e-9 || fabs(of_hit - least) > 2e-9 ||
        (hit.distance_m == 0) != touches)
      fail_msg("%zu: %.12g to %zu, GEOS says %.12g", a, hit.distance_m, hit.feature, least);
    *n_touching += touches;
  }
}

static void test_geos(void **state)
{
  (void)state;
  GRand *random = g_rand_new_with_seed(31);
  GEOSContextHandle_t geos = GEOS_init_r();
  size_t n_touching = 0, n = 0;
  for (size_t round = 0; round < 60; round++) {
    g_autoptr(LtShapes) asked = lt_shapes_new(), target = lt_shapes_new();
    double size = round % 3 == 0 ? 60 : round % 3 == 1 ? 300 : 3e5; /* units */
    for (size_t i = 0; i < 40; i++, n++) {
      random_add(random, asked, size * 8, size);
      random_add(random, target, size * 8, size);
    }
    check_geos(geos, asked, target, &n_touching);
  }
  assert_in_range(n_touching, n / 20, n * 19 / 20);
  GEOS_finish_r(geos);
  g_rand_free(random);
}

/* Ellipsoid: dense samples by PROJ and GeographicLib, then a section search around the best. */

static void sample_place(const LtPoint *a, const LtPoint *b, double s, double xy[2])
{
  xy[0] = ((double)a->x + s * (double)(b->x - a->x)) * LT_UNIT_M;
  xy[1] = ((double)a->y + s * (double)(b->y - a->y)) * LT_UNIT_M;
}

static double sample_m(TestPlane *test, const LtPoint *p, const LtPoint *a, const LtPoint *b,
                       double s)
{
  double from[2], to[2];
  sample_place(p, p, 0, from);
  sample_place(a, b, s, to);
  test_to_geographic(test, from, 1);
  test_to_geographic(test, to, 1);
  return test_geodesic_m(test, from, to);
}

static double brute_edge_m(TestPlane *test, const LtPoint *p, const LtPoint *a, const LtPoint *b)
{
  size_t n_samples = 200, best = 0;
  double least = HUGE_VAL;
  for (size_t i = 0; i <= n_samples; i++) {
    double length = sample_m(test, p, a, b, (double)i / (double)n_samples);
    if (length < least) {
      least = length;
      best = i;
    }
  }
  double low = fmax(0, (double)best - 1) / (double)n_samples;
  double high = fmin((double)n_samples, (double)best + 1) / (double)n_samples;
  for (size_t i = 0; i < 60; i++) {
    double s = low + (high - low) / 3, t = high - (high - low) / 3;
    double at_s = sample_m(test, p, a, b, s), at_t = sample_m(test, p, a, b, t);
    least = fmin(least, fmin(at_s, at_t));
    if (at_s < at_t)
      high = t;
    else
      low = s;
  }
  return least;
}

/* Shortest from the corners of a feature to the edges of another that may matter. */
static double brute_corners_m(TestPlane *test, const LtShapes *asked, size_t a,
                              const LtShapes *target, size_t t, double reach_m)
{
  double least = HUGE_VAL;
  size_t begin = lt_shapes_first_point(asked, lt_shapes_first_ring(asked, a));
  size_t end = asked->ring_ends[asked->feature_ends[a] - 1];
  size_t other = lt_shapes_first_point(target, lt_shapes_first_ring(target, t));
  size_t other_end = target->ring_ends[target->feature_ends[t] - 1];
  for (size_t i = begin; i < end; i++)
    for (size_t k = other; k < MAX(other_end - 1, other + 1); k++) {
      const LtPoint *p = &asked->points[i], *u = &target->points[k];
      const LtPoint *v = other_end - other > 1 ? u + 1 : u;
      double dx = (double)(v->x - u->x), dy = (double)(v->y - u->y);
      double px = (double)(p->x - u->x), py = (double)(p->y - u->y);
      double s = dx * dx + dy * dy > 0 ? (px * dx + py * dy) / (dx * dx + dy * dy) : 0;
      s = fmin(fmax(s, 0), 1);
      if (hypot(px - s * dx, py - s * dy) * LT_UNIT_M <= reach_m)
        least = fmin(least, brute_edge_m(test, p, u, v));
    }
  return least;
}

static double brute_m(TestPlane *test, const LtShapes *asked, size_t a, const LtShapes *target,
                      double about_m)
{
  double least = HUGE_VAL;
  for (size_t t = 0; t < target->n_features; t++)
    least = fmin(least, fmin(brute_corners_m(test, asked, a, target, t, about_m * 1.2),
                             brute_corners_m(test, target, t, asked, a, about_m * 1.2)));
  return least;
}

typedef struct {
  const char *why, *projection;
  double rf;
  double x, y;     /* metres, where it is tried */
  double spread_m; /* features lie in a square this wide */
  double size_m;   /* and are this large */
  double accuracy_m;
} Region;

static const Region regions[] = {
    {"on the central meridian", NULL, 0, 38500000, 3900000, 40000, 3000, 1e-7},
    {"100 km off it", NULL, 0, 38600000, 3900000, 40000, 3000, 1e-7},
    {"150 km off it", NULL, 0, 38350000, 2500000, 40000, 3000, 1e-7},
    {"300 km off it, near the equator", NULL, 0, 38800000, 30000, 40000, 3000, 1e-7},
    {"near features", NULL, 0, 38600000, 3900000, 200, 10, 1e-7},
    {"far features", NULL, 0, 38600000, 3900000, 900000, 10000, 1e-6},
    {"a conic plane: not conformal", "+proj=aea +lat_1=25 +lat_2=47 +lon_0=105", 298.257222101,
     900000, 2300000, 40000, 3000, 1e-5},
    {"Mercator: scale far from 1", "+proj=merc", 298.257222101, 12000000, 6000000, 40000, 3000,
     1e-5},
};

static void region_make(const Region *region, TestPlane *test)
{
  if (region->projection == NULL)
    test_plane_make_tm(test, &test_tms[0]);
  else
    test_plane_make(test, region->projection, 6378137, region->rf);
}

static LtPoint region_point(const Region *region, GRand *random)
{
  double half = region->spread_m / 2;
  return (LtPoint){
      llround((region->x + g_rand_double_range(random, -half, half)) * LT_UNITS_PER_M),
      llround((region->y + g_rand_double_range(random, -half, half)) * LT_UNITS_PER_M)};
}

static void check_region(const Region *region, TestPlane *test, GRand *random)
{
  double size = region->size_m * LT_UNITS_PER_M;
  g_autoptr(LtShapes) asked = lt_shapes_new(), target = lt_shapes_new();
  for (size_t i = 0; i < 6; i++)
    ring_add(target, test_star_new(random, region_point(region, random), size / 2, size, 6));
  point_add(target, region_point(region, random));
  for (size_t i = 0; i < 12; i++)
    point_add(asked, region_point(region, random));
  for (size_t i = 0; i < 3; i++)
    ring_add(asked, test_star_new(random, region_point(region, random), size / 20, size / 10, 5));

  g_autoptr(LtNear) near = lt_near_new(target, NULL, &test->plane, NULL);
  for (size_t a = 0; a < asked->n_features; a++) {
    LtNearHit hit = lt_near_query(near, asked, a, HUGE_VAL);
    if (hit.distance_m == 0)
      continue; /* test_geos looks at these */
    double scale =
        hypot((double)(hit.at.x - hit.from.x), (double)(hit.at.y - hit.from.y)) * LT_UNIT_M;
    double wanted = brute_m(test, asked, a, target, scale);
    if (fabs(hit.distance_m - wanted) > region->accuracy_m)
      fail_msg("%s: %zu: %.9f instead of %.9f", region->why, a, hit.distance_m, wanted);
    double from[2], to[2];
    sample_place(&hit.from, &hit.from, 0, from);
    sample_place(&hit.at, &hit.at, 0, to);
    test_to_geographic(test, from, 1);
    test_to_geographic(test, to, 1);
    assert_float_equal(test_geodesic_m(test, from, to), hit.distance_m, 2 * LT_UNIT_M);
  }
}

static void test_ellipsoid(void **state)
{
  (void)state;
  for (size_t r = 0; r < G_N_ELEMENTS(regions); r++) {
    TestPlane test;
    region_make(&regions[r], &test);
    GRand *random = g_rand_new_with_seed(41 + (guint32)r);
    for (size_t round = 0; round < 3; round++)
      check_region(&regions[r], &test, random);
    g_rand_free(random);
    test_plane_clear(&test);
  }
}

/* Points at given plane distances east and west of one that lies off the central meridian. */
static void test_plane_misleads(void **state)
{
  (void)state;
  TestPlane test;
  test_plane_make_tm(&test, &test_tms[0]);
  for (int64_t km = 100; km <= 150; km += 10) {
    LtPoint at = {INT64_C(385000000000) + km * 10000000, INT64_C(39000000000)};
    g_autoptr(LtShapes) asked = lt_shapes_new(), target = lt_shapes_new();
    point_add(asked, at);
    point_add(target, (LtPoint){at.x - 100004000, at.y}); /* 10000.4 m: nearest on the plane */
    point_add(target, (LtPoint){at.x + 100006000, at.y}); /* 10000.6 m: nearest on the ground */
    g_autoptr(LtNear) near = lt_near_new(target, NULL, &test.plane, NULL);
    LtNearHit hit = lt_near_query(near, asked, 0, 10000);
    assert_int_equal(hit.feature, 1);
    assert_true(hit.distance_m < 10000);
    assert_float_equal(hit.distance_m,
                       sample_m(&test, &at, &target->points[1], &target->points[1], 0), 1e-8);
    assert_true(sample_m(&test, &at, &target->points[0], &target->points[0], 0) >
                hit.distance_m + 0.01);
  }
  test_plane_clear(&test);
}

/* A long edge whose nearest place on the ground does not lie where the plane says. */
static void test_place_on_edge(void **state)
{
  (void)state;
  TestPlane test;
  test_plane_make_tm(&test, &test_tms[0]);
  LtPoint at = {INT64_C(386500000000), INT64_C(39000000000)};
  LtPoint ends[2] = {{at.x - 1000000000, at.y + 100000000}, {at.x + 1000000000, at.y + 100000000}};
  g_autoptr(LtShapes) asked = lt_shapes_new(), target = lt_shapes_new();
  point_add(asked, at);
  assert_true(lt_shapes_add_feature(target, LT_GEOM_LINE, NULL));
  assert_true(lt_shapes_add_ring(target, ends, 2, false, NULL));
  g_autoptr(LtNear) near = lt_near_new(target, NULL, &test.plane, NULL);
  LtNearHit hit = lt_near_query(near, asked, 0, 20000);
  assert_float_equal(hit.distance_m, brute_edge_m(&test, &at, &ends[0], &ends[1]), 1e-8);
  assert_true(llabs(hit.at.x - at.x) > 500);
  test_plane_clear(&test);
}

static void test_limit(void **state)
{
  (void)state;
  g_autoptr(LtShapes) asked = lt_shapes_new(), target = lt_shapes_new();
  shape_add(asked, "P 0 0", 0, 0);
  shape_add(target, "P 10000 0", 0, 0);
  g_autoptr(LtNear) near = lt_near_new(target, NULL, &flat, NULL);
  static const struct {
    double limit_m;
    bool wanted;
  } limits[] = {{HUGE_VAL, true}, {20000, true}, {10000, true}, {9895, true},
                {9000, false},    {1, false},    {0, false},    {1e7, true}};
  for (size_t i = 0; i < G_N_ELEMENTS(limits); i++) {
    LtNearHit hit = lt_near_query(near, asked, 0, limits[i].limit_m);
    if (limits[i].wanted)
      assert_float_equal(hit.distance_m, 10000, 1e-9);
    else
      assert_true(isinf(hit.distance_m));
  }
}

static void test_use(void **state)
{
  (void)state;
  g_autoptr(LtShapes) asked = lt_shapes_new(), target = lt_shapes_new();
  shape_add(asked, "P 4 4", 0, 0);
  shape_add(target, SQUARE, 0, 0);
  shape_add(target, "P 4 5", 0, 0);
  shape_add(target, "P 4 6", 0, 0);
  uint8_t use[] = {0, 0, 1};
  g_autoptr(LtNear) near = lt_near_new(target, use, &flat, NULL);
  LtNearHit hit = lt_near_query(near, asked, 0, 100);
  assert_int_equal(hit.feature, 2);
  assert_float_equal(hit.distance_m, 2, 1e-9);
}

/* The order of the features changes nothing but their numbers: a tiling, so that borders are
 * shared, run in either direction, and many features are equally near or touched. */

static void tile_add(LtShapes *shapes, int64_t x, int64_t y)
{
  int64_t w = 10000;
  LtPoint points[] = {{x, y}, {x + w, y}, {x + w, y + w}, {x, y + w}, {x, y}};
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  assert_true(lt_shapes_add_ring(shapes, points, 5, false, NULL));
}

static void test_order(void **state)
{
  (void)state;
  TestPlane test;
  test_plane_make_tm(&test, &test_tms[0]);
  GRand *random = g_rand_new_with_seed(51);
  LtPoint corner = {INT64_C(386300000000), INT64_C(39000000000)};
  g_autoptr(LtShapes) asked = lt_shapes_new();
  for (int64_t i = 0; i < 60; i++) /* on corners, edges, inside, outside, far */
    point_add(asked, (LtPoint){corner.x + (i % 12 - 3) * 5000, corner.y + (i / 12 - 3) * 5000});
  for (size_t i = 0; i < 20; i++)
    ring_add(asked, test_star_new(random,
                                  (LtPoint){corner.x - 300000 + g_rand_int_range(random, 0, 400000),
                                            corner.y + g_rand_int_range(random, 0, 100000)},
                                  10000, 40000, 7));

  LtNearHit first[80];
  g_autoptr(LtShapes) ordered = lt_shapes_new();
  for (size_t round = 0; round < 6; round++) {
    size_t order[25];
    for (size_t i = 0; i < 25; i++) {
      size_t place = round == 0 ? i : (size_t)g_rand_int_range(random, 0, (gint32)i + 1);
      order[i] = order[place];
      order[place] = i;
    }
    g_autoptr(LtShapes) target = lt_shapes_new();
    for (size_t i = 0; i < 25; i++)
      tile_add(target, corner.x + (int64_t)(order[i] % 5) * 10000,
               corner.y + (int64_t)(order[i] / 5) * 10000);
    if (round == 0)
      for (size_t i = 0; i < 25; i++)
        assert_true(lt_shapes_add_copy(ordered, target, i, NULL));
    g_autoptr(LtNear) near = lt_near_new(target, NULL, &test.plane, NULL);
    for (size_t a = 0; a < asked->n_features; a++) {
      LtNearHit hit = lt_near_query(near, asked, a, 100000);
      if (round == 0)
        first[a] = hit;
      assert_true(hit.distance_m == first[a].distance_m);
      assert_memory_equal(&hit.from, &first[a].from, sizeof hit.from);
      assert_memory_equal(&hit.at, &first[a].at, sizeof hit.at);
      assert_int_equal(lt_shapes_compare(target, hit.feature, ordered, first[a].feature), 0);
    }
  }
  g_rand_free(random);
  test_plane_clear(&test);
}

/* The same line drawn in both directions is one and the same: the smaller shape wins. */
static void test_both_directions(void **state)
{
  (void)state;
  TestPlane test;
  test_plane_make_tm(&test, &test_tms[0]);
  GRand *random = g_rand_new_with_seed(71);
  for (size_t i = 0; i < 5000; i++) {
    LtPoint at = {INT64_C(386500000000), INT64_C(39000000000)}, ends[3];
    for (size_t k = 0; k < 2; k++) {
      ends[k].x = at.x + g_rand_int_range(random, -200000000, 200000000);
      ends[k].y = at.y + g_rand_int_range(random, 50000000, 100000000);
    }
    ends[2] = ends[0];
    g_autoptr(LtShapes) asked = lt_shapes_new(), target = lt_shapes_new();
    point_add(asked, at);
    for (size_t k = 0; k < 2; k++) {
      assert_true(lt_shapes_add_feature(target, LT_GEOM_LINE, NULL));
      assert_true(lt_shapes_add_ring(target, ends + k, 2, false, NULL));
    }
    g_autoptr(LtNear) near = lt_near_new(target, NULL, &test.plane, NULL);
    LtNearHit hit = lt_near_query(near, asked, 0, HUGE_VAL);
    assert_int_equal(hit.feature, lt_shapes_compare(target, 0, target, 1) < 0 ? 0 : 1);
    for (size_t k = 0; k < 2; k++) {
      uint8_t use[2] = {k == 0, k == 1};
      g_autoptr(LtNear) one = lt_near_new(target, use, &test.plane, NULL);
      assert_true(lt_near_query(one, asked, 0, HUGE_VAL).distance_m == hit.distance_m);
    }
  }
  g_rand_free(random);
  test_plane_clear(&test);
}

/* Lattice points on slanted lines: doubles would often find them beside it. */
static void test_exact(void **state)
{
  (void)state;
  GRand *random = g_rand_new_with_seed(81);
  for (size_t i = 0; i < 1000; i++) {
    int64_t n = g_rand_int_range(random, 2, 100), k = g_rand_int_range(random, 0, (gint32)n + 1);
    LtPoint a = {g_rand_int_range(random, -99999, 99999), g_rand_int_range(random, -99999, 99999)};
    LtPoint step = {g_rand_int_range(random, -999, 999), g_rand_int_range(random, -999, 999)};
    LtPoint ends[2] = {a, {a.x + n * step.x, a.y + n * step.y}};
    LtPoint point = {a.x + k * step.x, a.y + k * step.y};
    g_autoptr(LtShapes) asked = lt_shapes_new(), target = lt_shapes_new();
    point_add(asked, point);
    assert_true(lt_shapes_add_feature(target, LT_GEOM_LINE, NULL));
    assert_true(lt_shapes_add_ring(target, ends, 2, false, NULL));
    g_autoptr(LtNear) near = lt_near_new(target, NULL, &flat, NULL);
    LtNearHit hit = lt_near_query(near, asked, 0, 10);
    assert_true(hit.distance_m == 0);
    assert_memory_equal(&hit.at, &point, sizeof point);
  }
  g_rand_free(random);
}

/* Where the plane has no ground there is no distance. */
static void test_no_ground(void **state)
{
  (void)state;
  TestPlane test;
  test_plane_make_tm(&test, &test_tms[0]);
  g_autoptr(LtShapes) asked = lt_shapes_new(), target = lt_shapes_new();
  point_add(asked, (LtPoint){LT_UNITS_MAX, LT_UNITS_MAX});
  point_add(target, (LtPoint){-LT_UNITS_MAX, -LT_UNITS_MAX});
  point_add(target, (LtPoint){LT_UNITS_MAX, LT_UNITS_MAX - 5});
  g_autoptr(LtNear) near = lt_near_new(target, NULL, &test.plane, NULL);
  assert_true(isinf(lt_near_query(near, asked, 0, HUGE_VAL).distance_m));
  assert_true(lt_near_query(near, asked, 0, HUGE_VAL).feature == SIZE_MAX);
  assert_true(isinf(lt_near_query(near, asked, 0, 100).distance_m));
  test_plane_clear(&test);
}

/* One area of 200,000 points and 20,000 questions: near, inside, and far beyond the limit. */
static void test_large(void **state)
{
  (void)state;
  TestPlane test;
  test_plane_make_tm(&test, &test_tms[0]);
  GRand *random = g_rand_new_with_seed(61);
  LtPoint center = {INT64_C(386000000000), INT64_C(39000000000)};
  g_autoptr(LtShapes) asked = lt_shapes_new(), target = lt_shapes_new();
  ring_add(target, test_star_new(random, center, 80000000, 100000000, 200000));
  for (size_t i = 0; i < 20000; i++) {
    int64_t reach = i % 4 == 0 ? 1200000000 : 120000000;
    point_add(asked,
              (LtPoint){center.x + (int64_t)((double)reach * g_rand_double_range(random, -1, 1)),
                        center.y + (int64_t)((double)reach * g_rand_double_range(random, -1, 1))});
  }
  g_autoptr(LtNear) near = lt_near_new(target, NULL, &test.plane, NULL);
  size_t n_inside = 0, n_beyond = 0;
  for (size_t a = 0; a < asked->n_features; a++) {
    double distance_m = lt_near_query(near, asked, a, 1000).distance_m;
    n_inside += distance_m == 0;
    n_beyond += isinf(distance_m);
  }
  assert_in_range(n_inside, 5000, 15000);
  assert_in_range(n_beyond, 4000, 15000);
  g_rand_free(random);
  test_plane_clear(&test);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows),
      cmocka_unit_test(test_geos),
      cmocka_unit_test(test_ellipsoid),
      cmocka_unit_test(test_plane_misleads),
      cmocka_unit_test(test_place_on_edge),
      cmocka_unit_test(test_limit),
      cmocka_unit_test(test_use),
      cmocka_unit_test(test_order),
      cmocka_unit_test(test_no_ground),
      cmocka_unit_test(test_exact),
      cmocka_unit_test(test_both_directions),
      cmocka_unit_test(test_large),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
