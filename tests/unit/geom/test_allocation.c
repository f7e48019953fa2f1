/* Every bulk allocation of an overlay fails once: an error each time, and nothing is leaked. */
#include "unit/failing_each.h"

#include "geom/arrangement.h"
#include "geom/nest.h"
#include "geom/ring_noding.h"
#include "overlay_case.h"

#include <dlfcn.h>

/* ---- layers that take all ways through the engine ---- */

static void ring_add(LtShapes *shapes, const double *xy, size_t n, bool is_hole)
{
  g_autofree LtPoint *points = g_new(LtPoint, n + 1);
  for (size_t i = 0; i < n; i++)
    points[i] = overlay_case_at(xy[2 * i], xy[2 * i + 1]);
  points[n] = points[0];
  g_assert_true(lt_shapes_add_ring(shapes, points, n + 1, is_hole, NULL));
}

static void box_ring_add(LtShapes *shapes, double x, double y, double width, double height,
                         bool is_hole)
{
  const double shell[] = {x, y, x + width, y, x + width, y + height, x, y + height};
  const double hole[] = {x, y, x, y + height, x + width, y + height, x + width, y};
  ring_add(shapes, is_hole ? hole : shell, 4, is_hole);
}

static void feature_begin(LtShapes *shapes)
{
  g_assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
}

/* A square with so many holes in a row that their shells are looked for in a tree. */
static void sieve_add(LtShapes *shapes, double x, double y, size_t n_holes)
{
  feature_begin(shapes);
  box_ring_add(shapes, x, y, 4 * (double)n_holes + 2, 10, false);
  for (size_t i = 0; i < n_holes; i++)
    box_ring_add(shapes, x + 2 + 4 * (double)i, y + 3, 2, 4, true);
}

/* Triangles around one vertex, which so has more than 64 edges. */
static void fan_add(LtShapes *shapes, double x, double y, size_t n)
{
  feature_begin(shapes);
  for (size_t i = 0; i < n; i++) {
    double from = 2 * G_PI * (double)i / (double)n, to = from + 1.5 * G_PI / (double)n;
    const double xy[] = {x, y, x + 30 * cos(from), y + 30 * sin(from), x + 30 * cos(to),
                         y + 30 * sin(to)};
    ring_add(shapes, xy, 3, false);
  }
}

/* Strips side by side that no cut of a cell parts, through several tiles. */
static void strips_add(LtShapes *shapes, double x, double y, size_t n)
{
  feature_begin(shapes);
  for (size_t i = 0; i < n; i++)
    box_ring_add(shapes, x, y + 0.0007 * (double)i, 290.0001, 0.0003, false);
}

/* Splinters of a few lattice units: rounded they cross themselves. */
static void splinters_add(LtShapes *shapes, GRand *random, double x, double y, size_t n)
{
  for (size_t f = 0; f < n; f++) {
    double xy[24];
    feature_begin(shapes);
    for (size_t i = 0; i < G_N_ELEMENTS(xy); i += 2) {
      xy[i] = x + g_rand_double_range(random, 0, 0.004);
      xy[i + 1] = y + g_rand_double_range(random, 0, 0.004);
    }
    ring_add(shapes, xy, G_N_ELEMENTS(xy) / 2, false);
  }
}

/* Of both layers: common borders, touching corners, a strip of 4 cm; and a square far from all
 * others, for which a rim goes around the tiles. */
static const char *const plain[2] = {
    "0 200,10 200,10 210,0 210,0 200;30 200,40 200,40 210,30 210,30 200;"
    "60 200,70 200,70 210,60 210,60 200;5000 0,5010 0,5010 10,5000 10,5000 0",
    "9.96 200,20 200,20 210,9.96 210,9.96 200;40 200,50 200,50 210,40 210,40 205,40 200;"
    "70 210,80 210,80 220,70 220,70 210",
};

static void layers_make(LtShapes *layers[2])
{
  g_autoptr(GRand) random = g_rand_new_with_seed(2);
  for (size_t l = 0; l < 2; l++) {
    layers[l] = overlay_case_stars(random, 2, 40);
    splinters_add(layers[l], random, 60, 150, 2);
    g_auto(GStrv) texts = g_strsplit(plain[l], ";", -1);
    for (size_t i = 0; texts[i] != NULL; i++)
      shape_text_add_at(layers[l], texts[i], CASE_X, CASE_Y);
  }
  sieve_add(layers[0], 150, 0, 36);
  sieve_add(layers[1], 150.7, 0.7, 36);
  fan_add(layers[0], 200, 100, 90);
  shape_text_add_at(layers[1], "199 99,200 99,201 101,199 99", CASE_X, CASE_Y);
  strips_add(layers[0], -10, 150, 60);
  shape_text_add_at(layers[1], "30 149,30.01 149,30.01 151,30 149", CASE_X, CASE_Y);
  shape_text_add_at(layers[0], "-20 -20,320 -20,320 140,-20 140,-20 -20", CASE_X, CASE_Y);
}

/* ---- overlays ---- */

#define N_CLASSES 3

typedef struct {
  const char *why;
  double min_width_m;
  bool is_self, is_tiled, lists_pairs, bounds_widths;
  unsigned jobs;
  size_t n_overlays;
} Row;

static const Row rows[] = {
    {"two layers", 0.05, false, false, false, false, 1, 1},
    {"shapes that GEOS mends", 0, false, false, true, true, 1, 1},
    {"small tiles", 0.05, false, true, true, true, 1, 1},
    {"inside one layer", 0.05, true, false, false, true, 1, 1},
    {"two overlays at once", 0.05, false, true, true, true, 1, 2},
    {"many workers", 0.05, false, true, true, true, 4, 1},
};

typedef struct {
  const Row *row;
  LtShapes *layers[2];
  uint32_t *classes[2];
  uint8_t *use; /* of the first layer */
  char *dump; /* of the last overlay that was made */
} Case;

static void case_clear(Case *with)
{
  for (size_t l = 0; l < 2; l++) {
    lt_shapes_free(with->layers[l]);
    g_free(with->classes[l]);
  }
  g_free(with->use);
  g_free(with->dump);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Case, case_clear)

static void case_make(Case *with)
{
  layers_make(with->layers);
  for (size_t l = 0; l < 2; l++) {
    size_t n = with->layers[l]->n_features;
    with->classes[l] = g_new(uint32_t, n);
    for (size_t i = 0; i < n; i++)
      with->classes[l][i] = (uint32_t)(i % N_CLASSES);
  }
  with->use = g_new(uint8_t, with->layers[0]->n_features);
  for (size_t i = 0; i < with->layers[0]->n_features; i++)
    with->use[i] = i != 1;
}

/* All that overlays say, as text. */
static char *overlays_dump(LtOverlay *const overlays[2])
{
  GString *out = g_string_new(NULL);
  for (size_t k = 0; k < 2 && overlays[k] != NULL; k++) {
    const LtOverlay *overlay = overlays[k];
    for (size_t i = 0; i < overlay->n_pairs; i++) {
      g_string_append_printf(out, "%zu %zu ", overlay->pairs[i].a, overlay->pairs[i].b);
      overlay_case_dump(out, &overlay->pairs[i]);
    }
    for (size_t i = 0; overlay->cells != NULL && i < (N_CLASSES + 1) * (N_CLASSES + 1); i++)
      g_string_append_printf(out, "%zu %a\n", overlay->cells[i].n_pairs,
                             overlay->cells[i].areas.planar_m2);
    g_string_append_printf(out, "%a %a\n", overlay->both.planar_m2, overlay->repeated_a.planar_m2);
  }
  return g_string_free(out, FALSE);
}

static bool overlay_task(void *data, GError **error)
{
  static const uint8_t wanted[N_CLASSES * N_CLASSES] = {1, 1, 0, 1, 1, 1, 0, 0, 1};
  Case *with = data;
  const Row *row = with->row;
  const LtShapes *a = with->layers[0], *b = with->layers[1];
  const LtArrangeLayer layers[] = {{a, NULL}, {b, NULL}};
  g_autoptr(LtTiles) tiles = NULL;
  if (row->is_tiled && (tiles = lt_tiles_of_layers(layers, 2, 60, error)) == NULL)
    return false;
  const LtOverlayInput across = {.a = a, .b = b, .plane = overlay_case_plane(),
                                 .min_area_m2 = 1e-8, .min_width_m = row->min_width_m,
                                 .classes_a = with->classes[0], .classes_b = with->classes[1],
                                 .n_classes_a = N_CLASSES, .n_classes_b = N_CLASSES,
                                 .wanted = row->lists_pairs ? wanted : NULL,
                                 .bounds_widths = row->bounds_widths};
  LtOverlayInput both[] = {across, across};
  both[1].b = a;
  both[1].wanted = NULL;
  for (size_t i = 0; row->n_overlays > 1 && i < G_N_ELEMENTS(both); i++)
    both[i].use_a = with->use;
  if (row->n_overlays > 1)
    both[1].use_b = with->use;
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, row->jobs);
  LtOverlay *overlays[2] = {NULL, NULL};
  if (!lt_overlay_run_all(row->is_self ? &both[1] : both, row->n_overlays, tiles, NULL, overlays,
                          run, error)) {
    assert_true(overlays[0] == NULL && overlays[1] == NULL);
    return false;
  }
  g_free(with->dump);
  with->dump = overlays_dump(overlays);
  for (size_t i = 0; i < G_N_ELEMENTS(overlays); i++)
    lt_overlay_free(overlays[i]);
  return true;
}

static void test_overlay(void **state)
{
  (void)state;
  g_auto(Case) with = {0};
  case_make(&with);
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    with.row = &rows[i];
    if (!overlay_task(&with, &error))
      fail_msg("%s: %s", rows[i].why, error->message);
    g_autofree char *before = g_steal_pointer(&with.dump);
    for (int goes_on = 0; goes_on < (i == 0 ? 2 : 1); goes_on++) {
      size_t n = failing_each(rows[i].why, overlay_task, &with, goes_on);
      print_message("%s: %zu allocations\n", rows[i].why, n);
      assert_string_equal(with.dump, before);
    }
  }
}

/* More covers than a table of them holds at first: strips across strips. */
static bool covers_task(void *data, GError **error)
{
  LtShapes **layers = data;
  const LtArrangeLayer both[] = {{layers[0], NULL}, {layers[1], NULL}};
  const LtArrangeInput input = {.layers = both, .n_layers = 2, .plane = overlay_case_plane()};
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, 1);
  g_autoptr(LtArrangement) arrangement = lt_arrangement_new(&input, run, error);
  return arrangement != NULL;
}

static void test_covers(void **state)
{
  (void)state;
  g_autoptr(LtShapes) across = lt_shapes_new(), up = lt_shapes_new();
  LtShapes *layers[] = {across, up};
  for (size_t i = 0; i < 30; i++) {
    double at = (double)i;
    shape_text_add_box(across, CASE_X, CASE_Y + at, CASE_X + 30, CASE_Y + at + 0.5);
    shape_text_add_box(up, CASE_X + at, CASE_Y, CASE_X + at + 0.5, CASE_Y + 30);
  }
  for (int goes_on = 0; goes_on < 2; goes_on++)
    assert_true(failing_each("900 covers", covers_task, layers, goes_on) > 20);
}

/* Circles in circles, with so many points that each gets an index over its edges. */
#define CIRCLE_POINTS 80
#define N_CIRCLES 6

static bool nest_task(void *data, GError **error)
{
  const LtPoint *points = data;
  size_t ends[N_CIRCLES];
  for (size_t i = 0; i < N_CIRCLES; i++)
    ends[i] = (i + 1) * CIRCLE_POINTS;
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  return lt_nest_rings(shapes, points, ends, N_CIRCLES, error);
}

static void test_nest(void **state)
{
  (void)state;
  LtPoint points[N_CIRCLES * CIRCLE_POINTS];
  for (size_t i = 0; i < G_N_ELEMENTS(points); i++) {
    double radius = 10 * (1 + (double)(i / CIRCLE_POINTS));
    double angle = 2 * G_PI * (double)(i % CIRCLE_POINTS) / (CIRCLE_POINTS - 1);
    points[i] = overlay_case_at(radius * cos(angle), radius * sin(angle));
  }
  for (int goes_on = 0; goes_on < 2; goes_on++)
    assert_true(failing_each("circles", nest_task, points, goes_on) > 10);
}

/* ---- noding of rings ---- */

static bool noding_task(void *data, GError **error)
{
  g_autoptr(LtRingNoding) noding = lt_ring_noding_new();
  LtRingFaults faults;
  bool is_valid;
  return lt_ring_noding_is_valid(noding, data, 0, &is_valid, error) &&
         lt_ring_noding_find(noding, data, 0, &faults, error);
}

static void test_noding(void **state)
{
  (void)state;
  static const char *const texts[] = {
      "0 0,10 0,10 10,0 10,5 5,0 0",
      "0 0,10 0,10 10,0 10,0 0|h 5 0,3 5,5 10,7 5,5 0|h 20 20,20 21,21 21,20 20|2 2,2 2,2 2",
      "0 0,9 9,9 0,0 9,0 0|0 0,9 0,9 9,5 9,5 15,5 9,0 9,0 0|20 0,22 0,20 2,20 0|20 0,22 0,20 2,20 0",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(LtShapes) shapes = lt_shapes_new();
    shape_text_add(shapes, texts[i]);
    for (int goes_on = 0; goes_on < 2; goes_on++)
      assert_true(failing_each(texts[i], noding_task, shapes, goes_on) > 6);
  }
}

/* ---- GEOS ---- */

static size_t n_news, failing_new;

/* Of the sanitizers, where there is one. */
extern void __lsan_disable(void) __attribute__((weak));
extern void __lsan_enable(void) __attribute__((weak));

/* C++'s operators new and delete: what GEOS asks for memory by. It leaks some when it gets none, so
 * nobody is to look for that. */
FAILING_PUBLIC void *_Znwm(size_t n);
FAILING_PUBLIC void _ZdlPv(void *memory);
FAILING_PUBLIC void _ZdlPvm(void *memory, size_t n);

void *_Znwm(size_t n)
{
  if (++n_news == failing_new) {
    void (*throw_bad_alloc)(void);
    *(void **)&throw_bad_alloc = dlsym(RTLD_DEFAULT, "_ZSt17__throw_bad_allocv");
    throw_bad_alloc();
  }
  if (__lsan_disable != NULL)
    __lsan_disable();
  void *memory = g_malloc(n);
  if (__lsan_enable != NULL)
    __lsan_enable();
  return memory;
}

void _ZdlPv(void *memory)
{
  g_free(memory);
}

void _ZdlPvm(void *memory, size_t n)
{
  (void)n;
  g_free(memory);
}

/* Repair a shape with one allocation of GEOS failing; false when it has not so many. */
static bool geos_try(const char *why, const LtShapes *shapes, size_t n)
{
  g_autoptr(LtGeos) geos = lt_geos_new();
  g_autoptr(LtShapes) repaired = lt_shapes_new();
  g_autoptr(GError) error = NULL;
  n_news = 0;
  failing_new = n;
  bool is_done = lt_validity_repair(geos, shapes, 0, repaired, &error);
  failing_new = 0;
  bool is_met = n_news >= n;
  if (is_met)
    failing_check_error(why, n, is_done, error);
  return is_met;
}

static bool repair_task(void *data, GError **error)
{
  g_autoptr(LtGeos) geos = lt_geos_new();
  g_autoptr(LtShapes) repaired = lt_shapes_new();
  LtValidity validity;
  LtPoint place;
  return lt_validity_check(geos, data, 0, &validity, &place, error) &&
         lt_validity_repair(geos, data, 0, repaired, error);
}

static void test_geos(void **state)
{
  (void)state;
  static const char *const texts[] = {
      "0 0,10 0,10 10,0 10,0 0|h 2 2,2 4,4 4,4 2,2 2",
      "0 0,10 10,10 0,0 10,0 0",
      "0 0,10 0,10 10,0 10,0 0|5 5,15 5,15 15,5 15,5 5",
      "0 0,10 0,10 10,0 10,0 0|10 10,10 0,0 0,0 10,10 10",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(LtShapes) shapes = lt_shapes_new();
    shape_text_add(shapes, texts[i]);
    assert_true(failing_each(texts[i], repair_task, shapes, false) > 5);
    size_t n = 1;
    while (geos_try(texts[i], shapes, n))
      n++;
    assert_true(n > 10);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_overlay),
      cmocka_unit_test(test_covers),
      cmocka_unit_test(test_nest),
      cmocka_unit_test(test_noding),
      cmocka_unit_test(test_geos),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
