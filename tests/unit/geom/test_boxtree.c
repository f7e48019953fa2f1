#include "geom/boxtree.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
  const char *why;
  size_t n;
  double extent, size; /* boxes lie in ±extent and are up to size wide, units */
  bool on_grid;        /* many boxes touch and coincide */
} Row;

static const Row rows[] = {
    {"nothing", 0, 100, 10, false},
    {"a single box", 1, 100, 10, false},
    {"one node, full", 16, 100, 10, false},
    {"one more than a node holds", 17, 100, 10, false},
    {"two levels, full", 256, 1000, 50, false},
    {"three levels begin", 257, 1000, 50, false},
    {"touching and equal boxes", 3000, 20, 3, true},
    {"points", 2000, 1e6, 0, false},
    {"everything overlaps", 1000, 10, 1000, false},
    {"whole range of coordinates", 3000, 9e12, 1e12, false},
};

static int64_t number_make(GRand *random, double low, double high, bool on_grid)
{
  double number = g_rand_double_range(random, low, high + 1e-9);
  return on_grid ? 5 * (int64_t)(number / 5) : (int64_t)number;
}

static LtBox box_make(GRand *random, const Row *row)
{
  LtBox box;
  box.min.x = number_make(random, -row->extent, row->extent, row->on_grid);
  box.min.y = number_make(random, -row->extent, row->extent, row->on_grid);
  box.max.x = box.min.x + number_make(random, 0, row->size, row->on_grid);
  box.max.y = box.min.y + number_make(random, 0, row->size, row->on_grid);
  return box;
}

static const LtBox empty = {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}};

/* Every seventh box is empty, some as the box of no points, some by a little. */
static LtBox *boxes_make(GRand *random, const Row *row)
{
  LtBox *boxes = g_new(LtBox, row->n + 1);
  for (size_t i = 0; i < row->n; i++)
    boxes[i] = i % 14 == 6    ? empty
               : i % 14 == 13 ? (LtBox){{1, -50}, {0, 50}}
                              : box_make(random, row);
  return boxes;
}

typedef struct {
  const LtBox *boxes, *from;
  size_t *counts, n_visited, stop_after;
  double bound;
  size_t found;
} Visitor;

static bool visitor_count(size_t item, void *data)
{
  Visitor *visitor = data;
  visitor->counts[item]++;
  return ++visitor->n_visited != visitor->stop_after;
}

static void test_visit(void **state)
{
  (void)state;
  for (size_t r = 0; r < G_N_ELEMENTS(rows); r++) {
    GRand *random = g_rand_new_with_seed(1 + (guint32)r);
    g_autofree LtBox *boxes = boxes_make(random, &rows[r]);
    g_autoptr(LtBoxTree) tree = lt_boxtree_new(boxes, rows[r].n, NULL);
    g_autofree size_t *counts = g_new(size_t, rows[r].n + 1);
    for (size_t q = 0; q < 200; q++) {
      LtBox query = q % 10 == 0 ? empty : box_make(random, &rows[r]);
      memset(counts, 0, rows[r].n * sizeof *counts);
      Visitor visitor = {.counts = counts};
      lt_boxtree_visit(tree, &query, visitor_count, &visitor);
      for (size_t i = 0; i < rows[r].n; i++) {
        bool wanted = q % 10 != 0 && i % 7 != 6 && boxes[i].min.x <= query.max.x &&
                      query.min.x <= boxes[i].max.x && boxes[i].min.y <= query.max.y &&
                      query.min.y <= boxes[i].max.y;
        if (counts[i] != wanted)
          fail_msg("%s: query %zu: box %zu found %zu times", rows[r].why, q, i, counts[i]);
      }
    }
    g_rand_free(random);
  }
}

static double distance2(const LtBox *a, const LtBox *b)
{
  double dx = fmax(0, fmax((double)(a->min.x - b->max.x), (double)(b->min.x - a->max.x)));
  double dy = fmax(0, fmax((double)(a->min.y - b->max.y), (double)(b->min.y - a->max.y)));
  return dx * dx + dy * dy;
}

static bool visitor_narrow(size_t item, void *data)
{
  Visitor *visitor = data;
  visitor->n_visited++;
  assert_true(visitor->boxes[item].min.x <= visitor->boxes[item].max.x);
  double distance = distance2(&visitor->boxes[item], visitor->from);
  assert_true(distance <= visitor->bound);
  if (distance < visitor->bound) {
    visitor->bound = distance;
    visitor->found = item;
  }
  return true;
}

static void test_nearest(void **state)
{
  (void)state;
  for (size_t r = 0; r < G_N_ELEMENTS(rows); r++) {
    GRand *random = g_rand_new_with_seed(100 + (guint32)r);
    g_autofree LtBox *boxes = boxes_make(random, &rows[r]);
    g_autoptr(LtBoxTree) tree = lt_boxtree_new(boxes, rows[r].n, NULL);
    for (size_t q = 0; q < 200; q++) {
      LtBox from = box_make(random, &rows[r]);
      double least = HUGE_VAL;
      for (size_t i = 0; i < rows[r].n; i++)
        if (i % 7 != 6)
          least = fmin(least, distance2(&boxes[i], &from));
      Visitor visitor = {.boxes = boxes, .from = &from, .bound = HUGE_VAL};
      lt_boxtree_nearest(tree, &from, &visitor.bound, visitor_narrow, &visitor);
      if (visitor.bound != least)
        fail_msg("%s: query %zu: %.17g instead of %.17g", rows[r].why, q, visitor.bound, least);
    }
    g_rand_free(random);
  }
}

/* A bound that stays: all within it, also those exactly on it, and no others. */
static void test_nearest_within(void **state)
{
  (void)state;
  Row row = {.n = 3000, .extent = 20, .size = 0};
  GRand *random = g_rand_new_with_seed(7);
  g_autofree LtBox *boxes = boxes_make(random, &row);
  g_autoptr(LtBoxTree) tree = lt_boxtree_new(boxes, row.n, NULL);
  g_autofree size_t *counts = g_new0(size_t, row.n);
  LtBox from = {{3, 4}, {3, 4}};
  double bound = 25;
  Visitor visitor = {.counts = counts};
  lt_boxtree_nearest(tree, &from, &bound, visitor_count, &visitor);
  size_t n_exactly = 0;
  for (size_t i = 0; i < row.n; i++) {
    assert_int_equal(counts[i], i % 7 != 6 && distance2(&boxes[i], &from) <= 25);
    n_exactly += i % 7 != 6 && distance2(&boxes[i], &from) == 25;
  }
  assert_true(n_exactly > 0);

  visitor.n_visited = 0;
  lt_boxtree_nearest(tree, &empty, &bound, visitor_count, &visitor);
  assert_int_equal(visitor.n_visited, 0);
  g_rand_free(random);
}

static void test_stop(void **state)
{
  (void)state;
  LtBox boxes[100];
  for (size_t i = 0; i < 100; i++)
    boxes[i] = (LtBox){{0, 0}, {1, 1}};
  g_autoptr(LtBoxTree) tree = lt_boxtree_new(boxes, 100, NULL);
  size_t counts[100] = {0};
  Visitor visitor = {.counts = counts, .stop_after = 20};
  lt_boxtree_visit(tree, boxes, visitor_count, &visitor);
  assert_int_equal(visitor.n_visited, 20);
  double bound = HUGE_VAL;
  visitor.stop_after = 50;
  lt_boxtree_nearest(tree, boxes, &bound, visitor_count, &visitor);
  assert_int_equal(visitor.n_visited, 50);
}

/* The promised cost, counted in boxes looked at: a scattered hundred thousand. */
static void test_cost(void **state)
{
  (void)state;
  size_t n = 100000;
  GRand *random = g_rand_new_with_seed(8);
  g_autofree LtBox *boxes = g_new(LtBox, n);
  Row row = {.extent = 1e6, .size = 0};
  for (size_t i = 0; i < n; i++)
    boxes[i] = box_make(random, &row);
  g_autoptr(LtBoxTree) tree = lt_boxtree_new(boxes, n, NULL);
  size_t n_visited = 0;
  for (size_t q = 0; q < 1000; q++) {
    LtBox from = box_make(random, &row);
    Visitor visitor = {.boxes = boxes, .from = &from, .bound = HUGE_VAL};
    lt_boxtree_nearest(tree, &from, &visitor.bound, visitor_narrow, &visitor);
    n_visited += visitor.n_visited;
  }
  assert_in_range(n_visited, 1000, 3 * 1000);
  g_rand_free(random);
}

static void test_memory(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  assert_null(lt_boxtree_new(NULL, SIZE_MAX / 16, &error));
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_MEMORY));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_visit),          cmocka_unit_test(test_nearest),
      cmocka_unit_test(test_nearest_within), cmocka_unit_test(test_stop),
      cmocka_unit_test(test_cost),           cmocka_unit_test(test_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
