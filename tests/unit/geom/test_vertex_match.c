/* Unmatched vertices: known answers, the definition by brute force, any order, any number of jobs.
 */
#include "unit/failing_each.h"

#include "geom/arrangement.h"
#include "geom/vertex_match.h"
#include "overlay_case.h"
#include "shape_text.h"
#include "vertex_match_oracle.h"

#include <inttypes.h>

static LtVertexMatch *match_run(const LtShapes *shapes, double near_m, size_t points_of_tile,
                                unsigned jobs)
{
  LtVertexMatchInput input = {.shapes = shapes, .near_m = near_m, .points_of_tile = points_of_tile};
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, jobs);
  GError *error = NULL;
  LtVertexMatch *match = lt_vertex_match_run(&input, run, &error);
  if (match == NULL)
    fail_msg("%s", error->message);
  return match;
}

/* ---- known answers ---- */

static LtShapes *shapes_of(const char *const *texts)
{
  LtShapes *shapes = lt_shapes_new();
  for (size_t i = 0; texts[i] != NULL; i++)
    shape_text_add(shapes, texts[i]);
  return shapes;
}

/* "feature other x y > x y distance", T for a distance of 0, v where it is a vertex. */
static char *rows_text(const LtVertexMatch *match)
{
  GString *text = g_string_new(NULL);
  for (size_t i = 0; i < match->n_rows; i++) {
    const LtVertexMatchRow *row = &match->rows[i];
    if (i > 0)
      g_string_append(text, "; ");
    g_string_append_printf(text, "%zu %zu %.12g %.12g", row->feature, row->other,
                           (double)row->vertex.x * LT_UNIT_M, (double)row->vertex.y * LT_UNIT_M);
    if (row->distance_m == 0)
      g_string_append(text, " T");
    else
      g_string_append_printf(text, " > %.12g %.12g %.6f%s", (double)row->at.x * LT_UNIT_M,
                             (double)row->at.y * LT_UNIT_M, row->distance_m,
                             row->is_at_vertex ? " v" : "");
  }
  return g_string_free(text, false);
}

#define LEFT "0 0, 10 0, 10 10, 0 10, 0 0"
#define MAX_FEATURES 6

static const struct {
  const char *why;
  double near_m;
  const char *features[MAX_FEATURES];
  const char *rows;
} cases[] = {
    {"all is matched", 0.1, {LEFT, "10 0, 20 0, 20 10, 10 10, 10 0"}, ""},
    {"a vertex on the edge of the neighbour",
     0,
     {LEFT, "10 0, 20 0, 20 10, 10 10, 10 4, 10 0"},
     "1 0 10 4 T"},
    {"the same with a limit: what is shared is not near",
     0.1,
     {LEFT, "10 0, 20 0, 20 10, 10 10, 10 4, 10 0"},
     "1 0 10 4 T"},
    {"two neighbours meet on the edge of a third: one row, the smaller is named",
     0.1,
     {LEFT, "10 4, 20 4, 20 10, 10 10, 10 4", "10 0, 20 0, 20 4, 10 4, 10 0"},
     "2 0 10 4 T"},
    {"a corner that touches an edge", 0.1, {LEFT, "10 4, 15 2, 15 6, 10 4"}, "1 0 10 4 T"},
    {"corners that touch", 0.1, {LEFT, "10 10, 15 10, 15 15, 10 15, 10 10"}, ""},
    {"a vertex beside an edge",
     0.01,
     {LEFT, "10 0, 20 0, 20 10, 10 10, 10.005 4, 10 0"},
     "1 0 10.005 4 > 10 4 0.005000"},
    {"the same, inside of the other",
     0.01,
     {LEFT, "10 0, 20 0, 20 10, 10 10, 9.995 4, 10 0"},
     "1 0 9.995 4 > 10 4 0.005000"},
    {"exactly at the limit",
     0.005,
     {LEFT, "10 0, 20 0, 20 10, 10 10, 10.005 4, 10 0"},
     "1 0 10.005 4 > 10 4 0.005000"},
    {"a unit beyond the limit", 0.005, {LEFT, "10 0, 20 0, 20 10, 10 10, 10.0051 4, 10 0"}, ""},
    {"a step below the limit", 0.0049999, {LEFT, "10 0, 20 0, 20 10, 10 10, 10.005 4, 10 0"}, ""},
    {"a vertex beside a vertex: one row, from the smaller place",
     0.01,
     {"0 0, 10 0, 10 4, 10 10, 0 10, 0 0", "10 0, 20 0, 20 10, 10 10, 10.003 4.004, 10 0"},
     "0 1 10 4 > 10.003 4.004 0.005000 v"},
    {"exactly at the limit",
     0.005,
     {"0 0, 10 0, 10 4, 10 10, 0 10, 0 0", "10 0, 20 0, 20 10, 10 10, 10.003 4.004, 10 0"},
     "0 1 10 4 > 10.003 4.004 0.005000 v"},
    {"beyond the limit vertex to vertex, yet each beside the edge of the other",
     0.004,
     {"0 0, 10 0, 10 4, 10 10, 0 10, 0 0", "10 0, 20 0, 20 10, 10 10, 10.003 4.004, 10 0"},
     "0 1 10 4 > 10.003 4 0.002997; 1 0 10.003 4.004 > 10 4.004 0.003000"},
    {"a vertex of a third is nearer: chains have a row for each",
     0.01,
     {LEFT, "10.004 10, 14 10, 14 14, 10.004 14, 10.004 10",
      "10.007 9.999, 10.5 9, 13 9, 13 9.5, 10.007 9.999"},
     "0 1 10 10 > 10.004 10 0.004000 v; 1 2 10.004 10 > 10.007 9.999 0.003162 v"},
    {"equal features match each other", 0.1, {LEFT, LEFT}, ""},
    {"equal features on the edge of a third: a row for each of them",
     0,
     {"10 4, 15 2, 15 6, 10 4", LEFT, LEFT},
     "0 1 10 4 T; 0 2 10 4 T"},
    {"a vertex of equal features: the first is named",
     0,
     {LEFT, "10 4, 15 2, 15 6, 10 4", "10 4, 15 2, 15 6, 10 4"},
     "1 0 10 4 T"},
    {"overlapping features: vertices on edges, and beside them",
     0.01,
     {LEFT, "5 0, 12 0, 12 9.995, 5 9.995, 5 0"},
     "1 0 5 0 T; 1 0 5 9.995 > 5 10 0.005000; 0 1 10 0 T; 0 1 10 10 > 10 9.995 0.005000"},
    {"the border of a hole",
     0.01,
     {"0 0, 20 0, 20 20, 0 20, 0 0|h5 5, 5 15, 15 15, 15 5, 5 5",
      "5 5, 15 5, 15 9, 14.995 10, 15 15, 8 15, 5 15, 5 5"},
     "1 0 8 15 T; 1 0 14.995 10 > 15 10 0.005000; 1 0 15 9 T"},
    {"an edge that a feature has twice is none",
     0.1,
     {LEFT "|10 4, 15 4, 10 4", "15 4, 20 4, 20 6, 15 4"},
     ""},
    {"a narrow lane whose neighbours match it",
     0.1,
     {LEFT, "10 0, 10.05 0, 10.05 10, 10 10, 10 0", "10.05 0, 20 0, 20 10, 10.05 10, 10.05 0"},
     ""},
    {"a lane whose neighbours have other vertices along it: no near misses",
     0.1,
     {"0 0, 10 0, 10 3, 10 10, 0 10, 0 0", "10 0, 10.05 0, 10.05 10, 10 10, 10 0",
      "10.05 0, 20 0, 20 10, 10.05 10, 10.05 7, 10.05 0"},
     "0 1 10 3 T; 2 1 10.05 7 T"},
    {"a short edge beside the end of a common border",
     0.1,
     {"0 0, 9.95 -0.01, 10 0, 10 10, 0 10, 0 0", "10 0, 20 0, 20 10, 10 10, 10 0"},
     ""},
    {"two lanes side by side",
     0.2,
     {LEFT, "10 0, 10.05 0, 10.05 10, 10 10, 10 0", "10.05 0, 10.1 0, 10.1 10, 10.05 10, 10.05 0",
      "10.1 0, 20 0, 20 10, 10.1 10, 10.1 0"},
     ""},
    {"a rim of many short steps, bent outwards and inwards, on both sides of a common border",
     0.1,
     {"0 0, 9.94 -0.01, 9.97 -0.01, 10 0, 10 10, 9.98 9.98, 9.95 9.97, 0 10, 0 0",
      "10 0, 10.02 0, 10.05 -0.01, 20 0, 20 10, 10.06 9.97, 10.03 9.98, 10 10, 10 0"},
     ""},
    {"a notch with a sharp end where a common border meets the rim",
     0.1,
     {"0 0, 10 0, 10 10, 9.99 10.1, 9 12, 0 12, 0 0",
      "10 0, 20 0, 20 12, 11 12, 10.01 10.1, 10 10, 10 0"},
     "0 1 9.99 10.1 > 10.01 10.1 0.020000 v"},
    {"a gap between two below a third that matches both",
     0.01,
     {"0 0, 10 0, 10 5, 0 5, 0 0", "10.005 0, 20 0, 20 5, 10.005 5, 10.005 0",
      "0 5, 10 5, 10.005 5, 20 5, 20 9, 0 9, 0 5"},
     "0 1 10 0 > 10.005 0 0.005000 v; 0 1 10 5 > 10.005 5 0.005000 v"},
    {"the same where the gap closes at the other end",
     0.01,
     {"0 0, 10 0, 10 5, 0 5, 0 0", "10 0, 20 0, 20 5, 10.005 5, 10 0",
      "0 5, 10 5, 10.005 5, 20 5, 20 9, 0 9, 0 5"},
     "0 1 10 5 > 10.005 5 0.005000 v"},
    {"a vertex beside the end of what is unshared, which is no vertex of that feature",
     0.01,
     {LEFT, "10 5, 15 5, 15 10, 10 10, 10 5", "10.003 4.996, 15 2, 15 4, 10.003 4.996"},
     "1 2 10 5 > 10.003 4.996 0.005000 v; 1 0 10 5 T"},
    {"many features around a place that one of them misses",
     0.01,
     {"0 0, 5 0, 5 5, 0 5, 0 0", "5 0, 10 0, 10 5, 5 5, 5 0", "0 5, 5 5, 5 10, 0 10, 0 5",
      "5.003 5.004, 10 5.004, 10 10, 5.003 10, 5.003 5.004"},
     "2 3 5 5 > 5.003 5.004 0.005000 v; 2 3 5 10 > 5.003 10 0.003000 v; "
     "1 3 10 5 > 10 5.004 0.004000 v"},
    {"a border of many small steps is near itself, which is no question",
     1,
     {"0 0, 10 0, 10 0.1, 9.9 0.2, 10 0.3, 9.9 0.4, 0 0.4, 0 0"},
     ""},
    {"one empty layer", 0.1, {NULL}, ""},
};

static void test_cases(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    const char *texts[MAX_FEATURES + 1] = {NULL};
    memcpy(texts, cases[i].features, sizeof cases[i].features);
    g_autoptr(LtShapes) shapes = shapes_of(texts);
    for (size_t points_of_tile = 0; points_of_tile < 4; points_of_tile++) {
      g_autoptr(LtVertexMatch) match = match_run(shapes, cases[i].near_m, points_of_tile, 1);
      g_autofree char *rows = rows_text(match);
      if (strcmp(rows, cases[i].rows) != 0)
        fail_msg("%s (%zu):\n%s\ninstead of\n%s", cases[i].why, points_of_tile, rows,
                 cases[i].rows);
    }
  }
}

/* ---- against the definition ---- */

static void box_add(LtShapes *shapes, GRand *random, LtPoint at, int side)
{
  int x0 = g_rand_int_range(random, 0, side), y0 = g_rand_int_range(random, 0, side);
  int x1 = x0 + g_rand_int_range(random, 1, side), y1 = y0 + g_rand_int_range(random, 1, side);
  LtPoint ring[] = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}};
  for (size_t i = 0; i < 5; i++)
    ring[i] = (LtPoint){at.x + ring[i].x, at.y + ring[i].y};
  assert_true(lt_shapes_add_ring(shapes, ring, 5, false, NULL));
}

/* Any ring: it may cross itself, run back on itself, repeat. */
static void ring_add(LtShapes *shapes, GRand *random, LtPoint at, int side)
{
  LtPoint ring[8];
  size_t n = (size_t)g_rand_int_range(random, 3, 7);
  for (size_t i = 0; i < n; i++)
    ring[i] = (LtPoint){at.x + g_rand_int_range(random, 0, 2 * side),
                        at.y + g_rand_int_range(random, 0, 2 * side)};
  ring[n] = ring[0];
  assert_true(lt_shapes_add_ring(shapes, ring, n + 1, false, NULL));
}

/* A point of a grid, off its place for this feature now and then. */
static LtPoint cell_corner(GRand *random, LtPoint at, int x, int y, int side)
{
  LtPoint point = {at.x + (int64_t)x * side, at.y + (int64_t)y * side};
  if (g_rand_int_range(random, 0, 6) == 0)
    point.x += g_rand_int_range(random, -2, 3);
  if (g_rand_int_range(random, 0, 6) == 0)
    point.y += g_rand_int_range(random, -2, 3);
  return point;
}

/* A cell of a coverage, with a point more on some sides. */
static void cell_add(LtShapes *shapes, GRand *random, LtPoint at, int x, int y, int side)
{
  static const int corners[5][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}};
  LtPoint ring[16];
  size_t n = 0;
  for (int i = 0; i < 4; i++) {
    LtPoint a = {at.x + (int64_t)(x + corners[i][0]) * side,
                 at.y + (int64_t)(y + corners[i][1]) * side};
    ring[n++] = cell_corner(random, at, x + corners[i][0], y + corners[i][1], side);
    int part = g_rand_int_range(random, 1, side);
    if (g_rand_boolean(random))
      ring[n++] = (LtPoint){a.x + (corners[i + 1][0] - corners[i][0]) * part,
                            a.y + (corners[i + 1][1] - corners[i][1]) * part};
  }
  ring[n] = ring[0];
  assert_true(lt_shapes_add_ring(shapes, ring, n + 1, false, NULL));
}

/* Boxes, rings of any form, or a coverage. */
static LtShapes *random_shapes(GRand *random)
{
  LtShapes *shapes = lt_shapes_new();
  LtPoint at = {INT64_C(384000000000) + g_rand_int_range(random, 0, 20), INT64_C(39300000000)};
  int kind = g_rand_int_range(random, 0, 3), side = g_rand_int_range(random, 3, 16);
  size_t n = kind == 2 ? 12 : (size_t)g_rand_int_range(random, 2, 9);
  for (size_t f = 0; f < n; f++) {
    assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
    if (kind == 2) {
      cell_add(shapes, random, at, (int)f % 4, (int)f / 4, side);
    } else if (kind == 1 && g_rand_boolean(random)) {
      ring_add(shapes, random, at, side);
    } else {
      box_add(shapes, random, at, side);
      if (g_rand_int_range(random, 0, 4) == 0)
        box_add(shapes, random, at, side);
    }
  }
  return shapes;
}

static gint row_order(gconstpointer a, gconstpointer b)
{
  const LtVertexMatchRow *x = a, *y = b;
  int order = oracle_order(x->vertex, y->vertex);
  if (order == 0)
    order = (x->distance_m > y->distance_m) - (x->distance_m < y->distance_m);
  return order != 0 ? order : (x->other > y->other) - (x->other < y->other);
}

static bool row_is(const LtVertexMatchRow *a, const LtVertexMatchRow *b)
{
  return a->feature == b->feature && a->other == b->other &&
         oracle_order(a->vertex, b->vertex) == 0 && oracle_order(a->at, b->at) == 0 &&
         fabs(a->distance_m - b->distance_m) < 1e-12 && a->is_at_vertex == b->is_at_vertex;
}

static void check_rows(const LtVertexMatch *match, GArray *expected, guint seed, const char *why)
{
  g_array_sort(expected, row_order);
  qsort(match->rows, match->n_rows, sizeof *match->rows, row_order);
  bool is_same = match->n_rows == expected->len;
  for (size_t i = 0; is_same && i < expected->len; i++)
    is_same = row_is(&match->rows[i], &g_array_index(expected, LtVertexMatchRow, i));
  if (is_same)
    return;
  g_autofree char *found = rows_text(match);
  LtVertexMatch wanted = {(LtVertexMatchRow *)(void *)expected->data, expected->len};
  g_autofree char *want = rows_text(&wanted);
  fail_msg("seed %u, %s:\n%s\ninstead of\n%s", seed, why, found, want);
}

static void test_definition(void **state)
{
  (void)state;
  static const double limits_m[] = {0, 0.0001, 0.00015, 0.0002, 0.0003, 0.0005, 0.001};
  static const size_t tiles[] = {0, 1, 2, 5, 20};
  for (guint seed = 0; seed < 2000; seed++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_autoptr(LtShapes) shapes = random_shapes(random);
    double near_m = limits_m[seed % G_N_ELEMENTS(limits_m)];
    g_autoptr(GArray) expected = oracle_rows(shapes, NULL, near_m);
    g_autoptr(LtVertexMatch) match = match_run(shapes, near_m, tiles[seed % 5], 1 + seed % 3);
    check_rows(match, expected, seed, "alone");
  }
}

/* ---- any order, any jobs, other layers ---- */

/* Rows without the numbers of features. */
static char *rows_dump(const LtShapes *shapes, const LtVertexMatch *match)
{
  GString *text = g_string_new(NULL);
  for (size_t i = 0; i < match->n_rows; i++) {
    const LtVertexMatchRow *row = &match->rows[i];
    g_string_append_printf(
        text, "%" PRIx64 " %" PRIx64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %a %d\n",
        lt_shapes_hash(shapes, row->feature), lt_shapes_hash(shapes, row->other), row->vertex.x,
        row->vertex.y, row->at.x, row->at.y, row->distance_m, row->is_at_vertex);
  }
  return g_string_free(text, false);
}

static LtShapes *shuffled(const LtShapes *shapes, GRand *random)
{
  LtShapes *copy = lt_shapes_new();
  g_autofree size_t *order = g_new(size_t, shapes->n_features);
  for (size_t i = 0; i < shapes->n_features; i++) {
    size_t other = (size_t)g_rand_int_range(random, 0, (gint32)i + 1);
    order[i] = order[other];
    order[other] = i;
  }
  for (size_t i = 0; i < shapes->n_features; i++)
    assert_true(lt_shapes_add_copy(copy, shapes, order[i], NULL));
  return copy;
}

static void test_order(void **state)
{
  (void)state;
  for (guint seed = 0; seed < 300; seed++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_autoptr(LtShapes) shapes = random_shapes(random);
    g_autoptr(LtVertexMatch) match = match_run(shapes, 0.0003, 0, 1);
    g_autofree char *dump = rows_dump(shapes, match);
    for (unsigned jobs = 1; jobs < 4; jobs++) {
      g_autoptr(LtShapes) other = shuffled(shapes, random);
      g_autoptr(LtVertexMatch) again = match_run(other, 0.0003, 0, jobs);
      g_autofree char *other_dump = rows_dump(other, again);
      assert_string_equal(dump, other_dump);
      g_autoptr(LtVertexMatch) tiled = match_run(other, 0.0003, 4, jobs);
      g_autofree char *tiled_dump = rows_dump(other, tiled);
      assert_string_equal(dump, tiled_dump);
    }
  }
}

/* The rows of a layer in an arrangement with two others, of which some features do not count. */
static LtVertexMatch *match_among(const LtArrangeLayer layers[3], double near_m, GError **error)
{
  LtVertexMatchInput input = {.shapes = layers[1].shapes, .use = layers[1].use, .near_m = near_m};
  g_autoptr(LtVertexMatcher) matcher =
      lt_vertex_matcher_new(&input, (uint32_t)layers[0].shapes->n_features);
  LtArrangeInput arrange = {.layers = layers,
                            .n_layers = 3,
                            .plane = overlay_case_plane(),
                            .points_of_tile = 20,
                            .noded = lt_vertex_matcher_take,
                            .noded_data = matcher};
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, 2);
  g_autoptr(LtArrangement) arrangement = lt_arrangement_new(&arrange, run, error);
  return arrangement == NULL ? NULL : lt_vertex_matcher_finish(matcher, run, error);
}

/* Places differ by what is cut by other layers, but not by what is found. */
static void test_among(void **state)
{
  (void)state;
  for (guint seed = 0; seed < 1000; seed++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_autoptr(LtShapes) before = random_shapes(random), shapes = random_shapes(random),
                        after = random_shapes(random);
    g_autofree uint8_t *use = g_new(uint8_t, shapes->n_features);
    for (size_t f = 0; f < shapes->n_features; f++)
      use[f] = g_rand_int_range(random, 0, 4) > 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(LtVertexMatch) match = match_among(
        (LtArrangeLayer[]){{before, NULL}, {shapes, use}, {after, NULL}}, 0.0003, &error);
    g_autoptr(GArray) expected = oracle_rows(shapes, use, 0.0003);
    if (match == NULL)
      fail_msg("%s", error->message);
    check_rows(match, expected, seed, "among others");
  }
}

/* Run overlays; those of vertices have the rows of their question, the others none. */
static void check_overlays(const LtOverlayInput *inputs, size_t n, guint seed)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LtRun) run = lt_run_new();
  g_autofree LtOverlay **overlays = g_new(LtOverlay *, n);
  if (!lt_overlay_run_all(inputs, n, NULL, NULL, overlays, run, &error))
    fail_msg("%s", error->message);
  for (size_t i = 0; i < n; i++) {
    const LtOverlayInput *input = &inputs[i];
    if (input->question == LT_OVERLAY_VERTICES) {
      g_autoptr(GArray) expected = oracle_rows(input->a, input->use_a, input->near_m);
      check_rows(overlays[i]->vertices, expected, seed, "in an overlay");
    } else {
      assert_null(overlays[i]->vertices);
    }
    lt_overlay_free(overlays[i]);
  }
}

/* Vertices of one layer are asked for twice: beside overlays of three layers, and alone. */
static void test_in_overlay(void **state)
{
  (void)state;
  const LtPlane *plane = overlay_case_plane();
  for (guint seed = 0; seed < 300; seed++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    g_autoptr(LtShapes) before = random_shapes(random), shapes = random_shapes(random),
                        after = random_shapes(random);
    g_autofree uint8_t *use = g_new(uint8_t, shapes->n_features);
    for (size_t f = 0; f < shapes->n_features; f++)
      use[f] = g_rand_int_range(random, 0, 4) > 0;
    const LtOverlayInput some = {.question = LT_OVERLAY_VERTICES, .a = shapes, .b = shapes,
                                 .use_a = use, .use_b = use, .plane = plane, .near_m = 0.0003};
    const LtOverlayInput all = {.question = LT_OVERLAY_VERTICES, .a = shapes, .b = shapes,
                                .plane = plane};
    const LtOverlayInput pairs = {.a = before, .b = shapes, .plane = plane};
    const LtOverlayInput gaps = {.question = LT_OVERLAY_GAPS, .a = after, .b = after,
                                 .plane = plane, .pairs_only = true};
    check_overlays((LtOverlayInput[]){pairs, some, gaps, all}, 4, seed);
    check_overlays((LtOverlayInput[]){some, all}, 2, seed);
  }
}

/* ---- real borders ---- */

static double little_double(const char *bytes)
{
  guint64 bits;
  memcpy(&bits, bytes, sizeof bits);
  bits = GUINT64_FROM_LE(bits);
  double number;
  memcpy(&number, &bits, sizeof number);
  return number;
}

static size_t little_int(const char *bytes)
{
  guint32 number;
  memcpy(&number, bytes, sizeof number);
  return GUINT32_FROM_LE(number);
}

/* Add a polygon of a shapefile: parts, points, where each part begins, the points. */
static void shp_add(LtShapes *shapes, const char *record)
{
  size_t n_parts = little_int(record + 36), n_points = little_int(record + 40);
  const char *xy = record + 44 + 4 * n_parts;
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  for (size_t part = 0; part < n_parts; part++) {
    size_t begin = little_int(record + 44 + 4 * part);
    size_t end = part + 1 < n_parts ? little_int(record + 48 + 4 * part) : n_points;
    g_autofree LtPoint *points = g_new(LtPoint, end - begin);
    for (size_t i = begin; i < end; i++)
      points[i - begin] = (LtPoint){llround(little_double(xy + 16 * i) * LT_UNITS_PER_M),
                                    llround(little_double(xy + 16 * i + 8) * LT_UNITS_PER_M)};
    assert_true(lt_shapes_add_ring(shapes, points, end - begin, false, NULL));
  }
}

/* Swiss municipalities around Fribourg, whose enclaves come near each other. */
static void test_municipalities(void **state)
{
  (void)state;
  const char *path = LT_SHARED_DIR "/data/swiss_municipalities/2025/municipalities.shp";
  g_autofree char *bytes = NULL;
  size_t n;
  if (!g_file_get_contents(path, &bytes, &n, NULL))
    skip();
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  for (size_t at = 100;
       at + 8 < n;) { /* the length of a record is big-endian, in words of 16 bits */
    guint32 words;
    memcpy(&words, bytes + at + 4, sizeof words);
    const char *record = bytes + at + 8; /* type, then the box */
    if (little_int(record) == 5 && fabs(little_double(record + 4) - 2570000) < 20000 &&
        fabs(little_double(record + 12) - 1165000) < 20000)
      shp_add(shapes, record);
    at += 8 + 2 * (size_t)GUINT32_FROM_BE(words);
  }
  for (double near_m = 1; near_m <= 64; near_m *= 8) {
    g_autoptr(GArray) expected = oracle_rows(shapes, NULL, near_m);
    g_autoptr(LtVertexMatch) match = match_run(shapes, near_m, 0, 2);
    print_message("%zu municipalities, %zu points, within %g m: %zu rows\n", shapes->n_features,
                  shapes->n_points, near_m, match->n_rows);
    assert_true(match->n_rows > 0);
    check_rows(match, expected, (guint)near_m, "municipalities");
  }
}

/* ---- crowds ---- */

/* So many vertices of one feature within the limit of each other, beside a border. */
static void test_crowd_of_one(void **state)
{
  (void)state;
  const size_t n = 20000;
  g_autofree LtPoint *points = g_new(LtPoint, n + 3);
  for (size_t i = 0; i < n; i++) /* up a comb with teeth of 30 units, one every 2 units */
    points[i] = (LtPoint){100 + (i % 2 == 0 ? 0 : 30), 2 * (int64_t)i};
  points[n] = (LtPoint){1000000, 2 * (int64_t)n};
  points[n + 1] = (LtPoint){1000000, 0};
  points[n + 2] = points[0];
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  assert_true(lt_shapes_add_ring(shapes, points, n + 3, false, NULL));
  shape_text_add(shapes, "-5 -1, 0 -1, 0 5, -5 5, -5 -1");
  g_autoptr(LtVertexMatch) match = match_run(shapes, 1, 0, 1);
  /* every other point is 0.01 m, the others are 0.013 m from the border up to 5 m, and from its
   * upper corner after that */
  assert_true(match->n_rows > n / 3);
  for (size_t i = 0; i < match->n_rows; i++)
    assert_true(match->rows[i].distance_m <= 1);
}

/* So many small features within the limit of each other: a row for each place at most. */
static void test_crowd_of_many(void **state)
{
  (void)state;
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  for (int64_t i = 0; i < 100; i++)
    for (int64_t j = 0; j < 100; j++) {
      LtPoint at = {4 * i, 4 * j};
      LtPoint ring[] = {at, {at.x + 2, at.y}, {at.x, at.y + 2}, at};
      assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
      assert_true(lt_shapes_add_ring(shapes, ring, 4, false, NULL));
    }
  g_autoptr(LtVertexMatch) match = match_run(shapes, 1, 0, 2);
  assert_true(match->n_rows > 10000 && match->n_rows <= 30000);
  for (size_t i = 0; i < match->n_rows; i++) /* the last have theirs across a gap */
    assert_true(match->rows[i].distance_m < 0.0005);
}

/* ---- memory, cancelling ---- */

static bool match_task(void *data, GError **error)
{
  LtShapes **layers = data;
  g_autoptr(LtVertexMatch) match = match_among(
      (LtArrangeLayer[]){{layers[0], NULL}, {layers[1], NULL}, {layers[2], NULL}}, 0.0003, error);
  if (match == NULL)
    return false;
  LtVertexMatchInput input = {.shapes = layers[1], .near_m = 0.0003, .points_of_tile = 8};
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, 2);
  g_autoptr(LtVertexMatch) alone = lt_vertex_match_run(&input, run, error);
  if (alone == NULL)
    return false;
  assert_int_equal(alone->n_rows, match->n_rows);
  return true;
}

static void test_memory(void **state)
{
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(5);
  LtShapes *layers[3];
  for (size_t i = 0; i < 3; i++)
    layers[i] = random_shapes(random);
  assert_true(failing_each("unmatched vertices", match_task, layers, false) > 100);
  for (size_t i = 0; i < 3; i++)
    lt_shapes_free(layers[i]);
}

static void test_cancelled(void **state)
{
  (void)state;
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  shape_text_add(shapes, LEFT);
  LtVertexMatchInput input = {.shapes = shapes, .near_m = 0.1};
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_cancel(run);
  g_autoptr(GError) error = NULL;
  assert_null(lt_vertex_match_run(&input, run, &error));
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_CANCELLED));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_cases),          cmocka_unit_test(test_definition),
      cmocka_unit_test(test_order),          cmocka_unit_test(test_among),
      cmocka_unit_test(test_in_overlay),     cmocka_unit_test(test_municipalities),
      cmocka_unit_test(test_crowd_of_one),   cmocka_unit_test(test_crowd_of_many),
      cmocka_unit_test(test_memory),         cmocka_unit_test(test_cancelled),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
