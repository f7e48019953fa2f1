/* The four sides of zones against what is named for them: plain zones with figures known by hand,
 * and random ones against GEOS, place by place. */
#include "survey/sides.h"

#include <geos_c.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Everything stands here in the plane: band 38 has such numbers. */
#define EAST_M 38400000
#define NORTH_M 3900000

static LtPoint at(double x_m, double y_m)
{
  return (LtPoint){llround((EAST_M + x_m) * LT_UNITS_PER_M),
                   llround((NORTH_M + y_m) * LT_UNITS_PER_M)};
}

/* Paths of metres "x y,x y"; rings of a polygon are parted by ';', the first is its shell. */
static void shape_add(LtShapes *shapes, LtGeomType type, const char *text)
{
  g_auto(GStrv) rings = g_strsplit(text, ";", -1);
  assert_true(lt_shapes_add_feature(shapes, type, NULL));
  for (char **ring = rings; *ring != NULL; ring++) {
    g_auto(GStrv) places = g_strsplit(*ring, ",", -1);
    guint n = g_strv_length(places);
    g_autofree LtPoint *points = g_new(LtPoint, n + 1);
    for (guint i = 0; i < n; i++) {
      char *end;
      double x = g_ascii_strtod(places[i], &end), y = g_ascii_strtod(end, NULL);
      points[i] = at(x, y);
    }
    points[n] = points[0];
    bool is_polygon = type == LT_GEOM_POLYGON;
    assert_true(lt_shapes_add_ring(shapes, points, n + is_polygon, ring != rings, NULL));
  }
}

/* "名:x y,x y" for a line, "名=x y,…" for a polygon. */
static LtSideNames *names_of(const char *const *rows)
{
  LtSideNames *names = lt_side_names_new();
  for (; *rows != NULL; rows++) {
    size_t n = strcspn(*rows, ":=");
    g_autofree char *name = g_strndup(*rows, n);
    g_autoptr(LtShapes) shapes = lt_shapes_new();
    shape_add(shapes, (*rows)[n] == ':' ? LT_GEOM_LINE : LT_GEOM_POLYGON, *rows + n + 1);
    assert_true(lt_side_names_add(names, name, shapes, 0, NULL));
  }
  return names;
}

static LtSidesResult *check(const LtShapes *zone, const LtSideNames *names, const char *sentence,
                            double tolerance_m)
{
  g_autoptr(LtRun) run = lt_run_new();
  g_autoptr(LtSidesText) text = lt_sides_text_parse(sentence);
  assert_int_equal(text->blocks->len, 1);
  LtSidesInput input = {zone, NULL, g_ptr_array_index(text->blocks, 0), names, tolerance_m};
  LtSidesResult *result = lt_sides_check(&input, run, NULL);
  assert_non_null(result);
  return result;
}

/* "pass inner" …: state, edge of the first bound, and where it lies if elsewhere. */
static char *side_print(const LtSideResult *side)
{
  static const char *const states[] = {"pass", "undetermined", "partly", "fail"};
  static const char *const edges[] = {"", " inner", " outer", " centre", " mixed"};
  static const char *const names[] = {" in the east", " in the south", " in the west",
                                      " in the north", ""};
  if (side->bounds->len == 0)
    return g_strdup(states[side->state]);
  const LtSideBoundResult *bound = &g_array_index(side->bounds, LtSideBoundResult, 0);
  return g_strconcat(states[side->state], edges[bound->edge], names[bound->lies], NULL);
}

#define SQUARE "0 0,1000 0,1000 1000,0 1000"
#define ROADS                                                                                      \
  "E:1020 -100,1020 1100", "S:-100 -20,1100 -20", "W:-20 -100,-20 1100", "N:-100 1020,1100 1020"
#define TRUE_TEXT "东至E，南至S，西至W，北至N"

typedef struct {
  const char *zone[4];  /* polygons */
  const char *named[8];
  const char *sentence;
  const char *east, *south, *west, *north; /* NULL: not looked at */
  double length_m[LT_N_SIDES]; /* 0: not looked at */
  double share_east;           /* 0: not looked at */
  double mean_east, largest_east;
  double hidden_m;
  const char *why;
} Row;

static const Row rows[] = {
    {{SQUARE}, {ROADS}, TRUE_TEXT, "pass inner", "pass inner", "pass inner", "pass inner",
     {1000, 1000, 1000, 1000}, 1, 20, 20, 0, "roads 20 m outside of a square"},
    {{"0 1000,0 500,0 0,400 0,1000 0,1000 1000"}, {ROADS}, TRUE_TEXT, "pass inner", "pass inner",
     "pass inner", "pass inner", {1000, 1000, 1000, 1000}, 1, 20, 20, 0, "a ring that starts elsewhere"},
    {{SQUARE}, {"E:980 -100,980 1100", "S:0 0,1000 0", "W:-20 0,-20 500", "N:0 1300,1000 1300"},
     TRUE_TEXT, "pass outer", "pass centre", "partly inner", "fail", {0}, 1, 20, 20, 0,
     "a road inside, one under the boundary, half a road, one too far away"},
    {{SQUARE}, {ROADS}, "东至W，南至N，西至E，北至S", "fail in the west", "fail in the north",
     "fail in the east", "fail in the south", {0}, 0, 1020, 1020, 0, "every road on the other side"},
    {{SQUARE}, {"E:-300 0,-300 1000", "S:500 -400,500 -100", "W:-20 0,-20 1000", "N:-500 1100,1500 1100"},
     TRUE_TEXT, "fail in the west", "fail", NULL, "fail", {0}, 0, 0, 0, 0,
     "near no side: in the west for the east, and in the right direction"},
    {{SQUARE}, {ROADS}, "东至E，西至W，北至X路", "pass inner", "undetermined", "pass inner",
     "undetermined", {0}, 1, 20, 20, 0, "a side that is not stated, a name that is not there"},
    {{SQUARE}, {"E:1020 0,1020 500", "E:1030 500,1030 1000"}, TRUE_TEXT, "pass inner",
     NULL, NULL, NULL, {0}, 1, 0, 0, 0, "pieces of one name"},
    {{SQUARE}, {"A:1020 -60,1020 400", "B:1030 400,1030 1060", ROADS}, "东至A、B，南至S，西至W，北至N",
     "pass inner", NULL, NULL, NULL, {0}, 1, 0, 30, 0, "two roads along one side"},
    {{SQUARE}, {"A:1020 -60,1020 1060", "B:1500 0,1500 1000", ROADS}, "东至A、B，南至S，西至W，北至N",
     "partly inner", NULL, NULL, NULL, {0}, 1, 20, 20, 0, "one of two is nowhere near"},
    {{SQUARE}, {"E:850 -100,850 1100"}, "东至E以东150米，西至E以西850米", "pass outer",
     "undetermined", "pass outer", NULL, {0}, 1, 0, 0, 0, "150 m east of a road, 850 m west of it"},
    {{SQUARE}, {"E:850 -100,850 1100"}, "东至E以东300米", "fail", NULL, NULL, NULL, {0}, 0, 150, 150, 0,
     "half of the distance that is said"},
    {{SQUARE}, {"E:1150 -100,1150 1100"}, "东至E以东150米", "fail", NULL, NULL, NULL, {0}, 0, 300,
     300, 0, "on the wrong side of the road both distances add up"},
    {{SQUARE}, {"E:1020 -100,1020 1100"}, "东至E以西", "pass inner", NULL, NULL, NULL, {0}, 1, 20, 20,
     0, "beyond a road, no distance said"},
    {{SQUARE}, {"E:980 -100,980 1100"}, "东至E以西", "fail", NULL, NULL, NULL, {0}, 0, 20, 20, 0,
     "the same on the wrong side of it"},
    {{"0 0,1000 0,1000 400,400 400,400 1000,0 1000"}, {ROADS}, TRUE_TEXT, "partly inner", NULL, NULL,
     NULL, {1000, 1000, 1000, 1000}, 0.4, 380, 620, 0, "an L: both of its east sides are seen"},
    {{"0 0,1000 0,1000 400,400 400,400 1000,0 1000"},
     {"E:1020 -100,1020 420,420 420,420 1100", "N:-100 1020,400 1020", "S:-100 -20,1100 -20", "W:-20 -100,-20 1100"},
     TRUE_TEXT, "pass inner", "pass inner", "pass inner", NULL, {0}, 1, 0, 0, 0, "a road along all of an L"},
    {{"0 0,1000 0,1000 1000,700 1000,700 400,300 400,300 1000,0 1000"}, {ROADS}, TRUE_TEXT,
     "pass inner", "pass inner", "pass inner", NULL, {1000, 1000, 1000, 1000}, 1, 20, 20, 1200,
     "a U: the walls of its bay see each other"},
    {{"0 0,500 0,500 1000,0 1000", "500 0,1000 0,1000 1000,500 1000"}, {ROADS}, TRUE_TEXT,
     "pass inner", "pass inner", "pass inner", "pass inner", {1000, 1000, 1000, 1000}, 1, 20, 20, 2000,
     "two parts: what they share is no side"},
    {{"0 0,480 0,480 1000,0 1000", "500 0,1000 0,1000 1000,500 1000"}, {ROADS}, TRUE_TEXT,
     "pass inner", "pass inner", "pass inner", "pass inner", {1000, 980, 1000, 980}, 1, 20, 20, 2000,
     "two parts that face each other"},
    {{"0 0,1000 0,1000 1000,0 1000;200 200,200 800,800 800,800 200"}, {ROADS}, TRUE_TEXT,
     "pass inner", "pass inner", "pass inner", "pass inner", {1000, 1000, 1000, 1000}, 1, 20, 20, 0,
     "a hole has no sides"},
    {{"0 -700,700 0,0 700,-700 0"},
     {"E:0 720,720 0", "S:720 0,0 -720", "W:0 -720,-720 0", "N:-720 0,0 720"}, TRUE_TEXT, "pass inner",
     "pass inner", "pass inner", "pass inner", {989.9, 989.9, 989.9, 989.9}, 1, 0, 0, 0,
     "a square on its corner: the north-east is east if the sentence says so"},
    {{"0 -700,700 0,0 700,-700 0"},
     {"N:0 720,720 0", "E:720 0,0 -720", "S:0 -720,-720 0", "W:-720 0,0 720"}, TRUE_TEXT, "pass inner",
     "pass inner", "pass inner", "pass inner", {989.9, 989.9, 989.9, 989.9}, 1, 0, 0, 0,
     "and north if it says that"},
    {{SQUARE}, {"E=1000 -500,1300 -500,1300 1500,1000 1500", "S=-500 -300,1500 -300,1500 1200,-500 1200",
                "W=-400 -500,-10 -500,-10 1500,-400 1500", "N=-500 980,1500 980,1500 1400,-500 1400"},
     "东至E西界，南至S南界，西至W，北至N", "pass", "fail", "pass", "pass", {0}, 1, 0, 0, 0,
     "a neighbour's west border; a village's south border far off; ground of a neighbour; ground "
     "that the boundary runs in"},
    {{SQUARE}, {"E=-900 -500,1900 -500,1900 1500,-900 1500"}, "东至E，西至E", "fail", NULL, "fail", NULL,
     {0}, 0, 0, 0, 0, "a village that holds all of the zone does not bound it"},
    {{SQUARE}, {"E=-900 -500,1010 -500,1010 1500,-900 1500"}, "东至E界", "pass", NULL, NULL, NULL, {0}, 1,
     10, 10, 0, "the zone lies in a village and reaches its border"},
    {{SQUARE}, {"E=-900 -500,1010 -500,1010 1500,-900 1500"}, "东至E西界", "fail in the west", NULL, NULL,
     NULL, {0}, 0, 0, 0, 0, "which is not the west border of the village"},
};

static void near_check(const Row *row, const char *what, double is, double wanted, double within)
{
  if (!(fabs(is - wanted) <= within))
    fail_msg("%s: %s is %.3f, wanted %.3f", row->why, what, is, wanted);
}

static void row_check(const Row *row)
{
  g_autoptr(LtShapes) zone = lt_shapes_new();
  for (size_t i = 0; row->zone[i] != NULL; i++)
    shape_add(zone, LT_GEOM_POLYGON, row->zone[i]);
  g_autoptr(LtSideNames) names = names_of(row->named);
  g_autoptr(LtSidesResult) result = check(zone, names, row->sentence, 50);
  const char *const wanted[] = {row->east, row->south, row->west, row->north};
  for (int side = 0; side < LT_N_SIDES; side++) {
    g_autofree char *is = side_print(&result->sides[side]);
    if (wanted[side] != NULL && strcmp(is, wanted[side]) != 0)
      fail_msg("%s: side %d is '%s', wanted '%s'", row->why, side, is, wanted[side]);
    if (row->length_m[side] > 0)
      near_check(row, "length", result->sides[side].length_m, row->length_m[side], 0.1);
  }
  const LtSideResult *east = &result->sides[LT_SIDE_EAST];
  if (row->share_east > 0)
    near_check(row, "share", east->share, row->share_east, 0.001);
  if (row->mean_east > 0)
    near_check(row, "mean", east->mean_m, row->mean_east, 0.01);
  if (row->largest_east > 0)
    near_check(row, "largest", east->largest_m, row->largest_east, 0.01);
  if (row->hidden_m > 0)
    near_check(row, "hidden", result->hidden_m, row->hidden_m, 0.2);
}

static void test_rows(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    row_check(&rows[i]);
}

/* ---- GEOS, place by place ---- */

static double uniform(GRand *random, double from, double to)
{
  return g_rand_double_range(random, from, to);
}

/* A zone with jags and recesses around a middle. */
static LtShapes *zone_random(GRand *random)
{
  LtPoint points[61];
  size_t n = (size_t)g_rand_int_range(random, 5, 60);
  for (size_t i = 0; i < n; i++) {
    double angle = 2 * G_PI * (double)i / (double)n, far = uniform(random, 200, 600);
    points[i] = at(far * cos(angle), far * sin(angle));
  }
  points[n] = points[0];
  LtShapes *zone = lt_shapes_new();
  assert_true(lt_shapes_add_feature(zone, LT_GEOM_POLYGON, NULL));
  assert_true(lt_shapes_add_ring(zone, points, n + 1, false, NULL));
  return zone;
}

static GEOSGeometry *geos_line(GEOSContextHandle_t geos, const LtPoint *points, size_t n)
{
  GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos, (unsigned)n, 2);
  for (size_t i = 0; i < n; i++)
    GEOSCoordSeq_setXY_r(geos, sequence, (unsigned)i,
                         (double)points[i].x / LT_UNITS_PER_M - EAST_M,
                         (double)points[i].y / LT_UNITS_PER_M - NORTH_M);
  return GEOSGeom_createLineString_r(geos, sequence);
}

static LtSideNames *road_random(GRand *random, GEOSContextHandle_t geos, GEOSGeometry **line)
{
  LtPoint points[12];
  double x = uniform(random, 300, 500), y = -800;
  for (size_t i = 0; i < G_N_ELEMENTS(points); i++) {
    points[i] = at(x, y);
    x += uniform(random, -120, 120);
    y += uniform(random, 20, 250);
  }
  *line = geos_line(geos, points, G_N_ELEMENTS(points));
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  LtSideNames *names = lt_side_names_new();
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_LINE, NULL));
  assert_true(lt_shapes_add_ring(shapes, points, G_N_ELEMENTS(points), false, NULL));
  assert_true(lt_side_names_add(names, "A路", shapes, 0, NULL));
  return names;
}

/* The side as it came out, walked in steps of 2 cm. */
static void side_compare(GEOSContextHandle_t geos, const LtSideResult *side,
                         const GEOSGeometry *road, double tolerance_m)
{
  const GEOSPreparedGeometry *prepared = GEOSPrepare_r(geos, road);
  double length = 0, near = 0, sum = 0, largest = 0;
  for (size_t ring = 0; ring < side->line->n_rings; ring++)
    for (size_t i = lt_shapes_first_point(side->line, ring); i + 1 < side->line->ring_ends[ring]; i++) {
      LtPoint a = side->line->points[i], b = side->line->points[i + 1];
      double dx = (double)(b.x - a.x) / LT_UNITS_PER_M, dy = (double)(b.y - a.y) / LT_UNITS_PER_M;
      double len = hypot(dx, dy);
      size_t n = (size_t)ceil(len / 0.02);
      for (size_t step = 0; step < n; step++) {
        double t = ((double)step + 0.5) / (double)n, distance;
        GEOSGeometry *point = GEOSGeom_createPointFromXY_r(
            geos, (double)a.x / LT_UNITS_PER_M - EAST_M + t * dx,
            (double)a.y / LT_UNITS_PER_M - NORTH_M + t * dy);
        assert_int_equal(GEOSPreparedDistance_r(geos, prepared, point, &distance), 1);
        GEOSGeom_destroy_r(geos, point);
        double part = len / (double)n;
        length += part;
        near += distance <= tolerance_m ? part : 0;
        sum += distance * part;
        largest = fmax(largest, distance);
      }
    }
  GEOSPreparedGeom_destroy_r(geos, prepared);
  assert_true(fabs(side->length_m - length) < 0.001);
  assert_true(fabs(side->share - near / length) * length < 0.5);
  assert_true(fabs(side->mean_m - sum / length) < 0.05);
  assert_true(fabs(side->largest_m - largest) < 0.3);
}

static void test_geos(void **state)
{
  (void)state;
  GEOSContextHandle_t geos = GEOS_init_r();
  g_autoptr(GRand) random = g_rand_new_with_seed(20261124);
  size_t n_near = 0;
  for (int i = 0; i < 40; i++) {
    GEOSGeometry *road;
    g_autoptr(LtShapes) zone = zone_random(random);
    g_autoptr(LtSideNames) names = road_random(random, geos, &road);
    double tolerance_m = uniform(random, 20, 120);
    g_autoptr(LtSidesResult) result = check(zone, names, "东至A路，南至A路", tolerance_m);
    for (int side = LT_SIDE_EAST; side <= LT_SIDE_SOUTH; side++)
      if (result->sides[side].length_m > 0) {
        side_compare(geos, &result->sides[side], road, tolerance_m);
        n_near += result->sides[side].share > 0 && result->sides[side].share < 1;
      }
    GEOSGeom_destroy_r(geos, road);
  }
  assert_true(n_near > 10); /* else nothing was compared */
  GEOS_finish_r(geos);
}

/* Where a ring begins says nothing; sides and what is hidden are all of the boundary. */
static void test_start(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(7);
  g_autoptr(LtSideNames) names = lt_side_names_new();
  for (int i = 0; i < 50; i++) {
    g_autoptr(LtShapes) zone = zone_random(random), turned = lt_shapes_new();
    size_t n = zone->n_points - 1, shift = (size_t)g_rand_int_range(random, 1, (int)n);
    g_autofree LtPoint *points = g_new(LtPoint, n + 1);
    double perimeter = 0;
    for (size_t p = 0; p <= n; p++) {
      points[p] = zone->points[(p + shift) % n];
      if (p > 0)
        perimeter += hypot((double)(points[p].x - points[p - 1].x),
                           (double)(points[p].y - points[p - 1].y)) * LT_UNIT_M;
    }
    assert_true(lt_shapes_add_feature(turned, LT_GEOM_POLYGON, NULL));
    assert_true(lt_shapes_add_ring(turned, points, n + 1, false, NULL));
    g_autoptr(LtSidesResult) a = check(zone, names, "东至A路", 50);
    g_autoptr(LtSidesResult) b = check(turned, names, "东至A路", 50);
    double sum = a->hidden_m;
    for (int side = 0; side < LT_N_SIDES; side++) {
      sum += a->sides[side].length_m;
      assert_true(a->sides[side].length_m == b->sides[side].length_m);
      assert_true(a->sides[side].line->n_features == 0 ||
                  lt_shapes_compare(a->sides[side].line, 0, b->sides[side].line, 0) == 0);
    }
    assert_true(fabs(sum - perimeter) < 0.01);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_geos),
                                     cmocka_unit_test(test_start)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
