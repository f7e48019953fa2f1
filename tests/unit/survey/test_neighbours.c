/* Which parcels are near and how long their common border is, against GEOS. */
#include "survey/neighbours.h"

#include <geos_c.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define N_PARCELS 60

static void mute(const char *message, void *data)
{
  (void)message;
  (void)data;
}

/* A file whose parcels are given by their rings, metres. */
typedef struct {
  LtSurveyFile file;
  LtSurveyParcel parcels[N_PARCELS];
  LtSurveyResults results;
} Town;

static void town_new(Town *town)
{
  *town = (Town){.file = {.crs_id = (char *)"EPSG:4526", .parcels = town->parcels}};
  town->file.shapes = lt_shapes_new();
  town->results = (LtSurveyResults){.files = &town->file, .n_files = 1, .keeps_texts = true};
}

static void parcel_add(Town *town, const double *xy, size_t n)
{
  LtPoint points[64];
  assert_true(n < G_N_ELEMENTS(points));
  for (size_t i = 0; i <= n; i++)
    points[i] = (LtPoint){llround(xy[2 * (i % n)] * LT_UNITS_PER_M),
                          llround(xy[2 * (i % n) + 1] * LT_UNITS_PER_M)};
  assert_true(lt_shapes_add_feature(town->file.shapes, LT_GEOM_POLYGON, NULL));
  assert_true(lt_shapes_add_ring(town->file.shapes, points, n + 1, false, NULL));
  town->file.n_parcels++;
}

static void box_add(Town *town, double x1, double y1, double x2, double y2)
{
  parcel_add(town, (const double[]){x1, y1, x2, y1, x2, y2, x1, y2}, 4);
}

static bool shared(const Town *town, size_t a, size_t b, double *length_m)
{
  LtSurveyNeighbour one = {&town->file, a}, other = {&town->file, b};
  bool touches = false;
  assert_true(lt_survey_border_shared(&one, &other, &touches, length_m, NULL));
  return touches;
}

static void test_rows(void **state)
{
  (void)state;
  static const struct {
    const char *why;
    double box[4]; /* beside 0 0, 100 100 */
    bool touches;
    double length_m;
  } rows[] = {{"a whole side", {100, 0, 200, 100}, true, 100},
              {"half a side", {100, 50, 200, 200}, true, 50},
              {"a corner", {100, 100, 200, 200}, true, 0},
              {"apart by the limit", {100.1, 0, 200, 100}, true, 100},
              {"a little more", {100.1001, 0, 200, 100}, false, 0},
              {"far away", {300, 300, 400, 400}, false, 0},
              {"overlapping by 5 cm", {99.95, 0, 200, 100}, true, 100},
              {"overlapping far", {50, 20, 200, 80}, true, 0},
              {"inside", {40, 40, 60, 60}, false, 0},
              {"the same", {0, 0, 100, 100}, true, 400}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    Town town;
    town_new(&town);
    box_add(&town, 0, 0, 100, 100);
    box_add(&town, rows[i].box[0], rows[i].box[1], rows[i].box[2], rows[i].box[3]);
    double there, back;
    bool touches = shared(&town, 0, 1, &there);
    if (touches != rows[i].touches || fabs(there - rows[i].length_m) > 0.11)
      fail_msg("%s: %d, %.4f m", rows[i].why, touches, there);
    if (shared(&town, 1, 0, &back) != touches || fabs(there - back) > 0.21)
      fail_msg("%s: %.4f m there, %.4f m back", rows[i].why, there, back);
    lt_shapes_free(town.file.shapes);
  }
}

/* Both long sides of a strip of 5 cm run along the same side: what they have in common counts once
 * for the neighbour, for the strip it is both of its sides. */
static void test_strip(void **state)
{
  (void)state;
  Town town;
  town_new(&town);
  box_add(&town, 0, 0, 100, 100);
  box_add(&town, 100, 0, 100.05, 100);
  double length_m;
  assert_true(shared(&town, 0, 1, &length_m));
  assert_true(fabs(length_m - 100) < 0.11);
  assert_true(shared(&town, 1, 0, &length_m));
  assert_true(fabs(length_m - 200) < 0.11);
  lt_shapes_free(town.file.shapes);
}

static GEOSGeometry *geometry_of(GEOSContextHandle_t geos, const Town *town, size_t parcel)
{
  const LtShapes *shapes = town->file.shapes;
  size_t begin = lt_shapes_first_point(shapes, parcel), n = shapes->ring_ends[parcel] - begin;
  GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos, (unsigned)n, 2);
  for (size_t i = 0; i < n; i++)
    GEOSCoordSeq_setXY_r(geos, sequence, (unsigned)i, (double)shapes->points[begin + i].x,
                         (double)shapes->points[begin + i].y);
  return GEOSGeom_createLinearRing_r(geos, sequence);
}

/* What GEOS says of two borders: how far apart, how much in common. */
static void pair_check(GEOSContextHandle_t geos, const Town *town, size_t a, size_t b)
{
  GEOSGeometry *one = geometry_of(geos, town, a), *other = geometry_of(geos, town, b);
  GEOSGeometry *common = GEOSIntersection_r(geos, one, other);
  double distance, length, mine;
  assert_int_equal(GEOSDistance_r(geos, one, other, &distance), 1);
  assert_int_equal(GEOSLength_r(geos, common, &length), 1);
  bool touches = shared(town, a, b, &mine);
  if (touches != (distance <= LT_SURVEY_TOUCH_M * LT_UNITS_PER_M) ||
      fabs(mine - length * LT_UNIT_M) > 0.3)
    fail_msg("%zu and %zu: %d, %.4f m; GEOS: apart %.4f m, %.4f m in common", a, b, touches, mine,
             distance * LT_UNIT_M, length * LT_UNIT_M);
  GEOSGeom_destroy_r(geos, one);
  GEOSGeom_destroy_r(geos, other);
  GEOSGeom_destroy_r(geos, common);
}

/* Boxes and triangles with corners on a coarse grid: many sides and parts of sides in common. */
static void town_random(Town *town, uint32_t seed)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(seed);
  town_new(town);
  while (town->file.n_parcels < N_PARCELS) {
    double x = 50 * g_rand_int_range(random, 0, 12), y = 50 * g_rand_int_range(random, 0, 12);
    double w = 50 * g_rand_int_range(random, 1, 4), h = 50 * g_rand_int_range(random, 1, 4);
    if (g_rand_boolean(random))
      box_add(town, x, y, x + w, y + h);
    else
      parcel_add(town, (const double[]){x, y, x + w, y, x + w, y + h}, 3);
  }
}

static void test_random(void **state)
{
  (void)state;
  GEOSContextHandle_t geos = GEOS_init_r();
  GEOSContext_setErrorMessageHandler_r(geos, mute, NULL);
  for (uint32_t seed = 1; seed <= 5; seed++) {
    Town town;
    town_random(&town, seed);
    for (size_t a = 0; a < N_PARCELS; a++)
      for (size_t b = 0; b < N_PARCELS; b++)
        if (a != b)
          pair_check(geos, &town, a, b);
    lt_shapes_free(town.file.shapes);
  }
  GEOS_finish_r(geos);
}

static void test_find(void **state)
{
  (void)state;
  Town town;
  town_random(&town, 7);
  g_autoptr(LtSurveyNeighbours) neighbours = lt_survey_neighbours_new(&town.results, NULL);
  assert_non_null(neighbours);
  for (size_t a = 0; a < N_PARCELS; a++) {
    LtBox box = lt_shapes_box(town.file.shapes, a);
    g_autoptr(GArray) found = lt_survey_neighbours_find(neighbours, &town.file, a, &box);
    size_t n = 0;
    for (size_t b = 0; b < N_PARCELS; b++) {
      LtBox other = lt_shapes_box(town.file.shapes, b);
      if (a == b || !lt_box_overlaps(&box, &other))
        continue;
      assert_true(n < found->len);
      assert_int_equal(g_array_index(found, LtSurveyNeighbour, n).parcel, b);
      n++;
    }
    assert_int_equal(n, found->len);
  }
  lt_shapes_free(town.file.shapes);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_strip),
                                     cmocka_unit_test(test_random), cmocka_unit_test(test_find)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
