/* Kind `coverage` on rectangles whose areas are told by their sides. Gaps have no key: their ids are
 * told by what they begin with. */
#include "unit/rules/boxes.h"

#define A "a: {layer: a}"
#define A_OK "a: {layer: a, where: \"ok = 1\"}"
#define FRAMED "a: {layer: a}, b: {layer: b}"
/* Four around a gap of 2 m × 3 m = 6 m². */
#define AROUND "S 0 0 10 4; N 0 7 10 10; W 0 4 4 7; E 6 4 10 7"

static const BoxesRow overlaps[] = {
    {"side by side", "A 0 0 10 10; B 10 0 20 10", NULL, "find: overlaps", ""},
    {"a strip", "A 0 0 10 10; B 9 0 20 10", NULL, "find: overlaps", "overlap/a:A/a:B=10"},
    {"by default", "A 0 0 10 10; B 9 0 20 10", NULL, "", "overlap/a:A/a:B=10"},
    {"on the limit of the area", "A 0 0 10 10; B 9 0 20 10", NULL, "find: [overlaps], min_area_m2: 10",
     "overlap/a:A/a:B=10"},
    {"under it", "A 0 0 10 10; B 9 0 20 10", NULL, "find: [overlaps], min_area_m2: 10.01", "~1"},
    {"not asked for", "A 0 0 10 10; B 9 0 20 10", NULL, "find: [gaps, duplicates, holes]", ""},
    {"the same shape is an overlap where duplicates are not asked for", "A 0 0 10 10; B 0 0 10 10", NULL,
     "find: overlaps", "overlap/a:A/a:B=100"},
};

static const BoxesRow duplicates[] = {
    {"once, and not as an overlap", "B 0 0 10 10; A 0 0 10 10", NULL, "", "duplicate/a:A/a:B=100"},
    {"three: each with the first", "C 0 0 10 10; B 0 0 10 10; A 0 0 10 10", NULL, "",
     "duplicate/a:A/a:B=100 duplicate/a:A/a:C=100"},
    {"what overlaps two of a shape is told once", "A 0 0 10 10; B 0 0 10 10; C 9 0 20 10", NULL, "",
     "duplicate/a:A/a:B=100 overlap/a:A/a:C=10"},
    {"one unit of the lattice more", "A 0 0 10 10; B 0 0 10 10.0001", NULL, "find: duplicates", ""},
};

static const BoxesRow shapes[] = {
    {"a hole that is filled", "A 0 0 10 10 - 4 4 6 6; B 4 4 6 6", NULL, "find: [holes, gaps]",
     "hole/a:A=1"},
    {"two holes, two parts", "A 0 0 10 10 - 1 1 2 2 + 20 0 30 10 - 21 1 22 2", NULL,
     "find: [holes, multipart]", "hole/a:A=2 multipart/a:A=2"},
    {"one part", "A 0 0 10 10", NULL, "find: [holes, multipart]", ""},
    {"not asked for", "A 0 0 10 10 - 1 1 2 2 + 20 0 30 10", NULL, "find: [overlaps, duplicates]", ""},
};

static const BoxesRow unknown[] = {
    {"an overlap of what may take no part", "A 0 0 10 10; (B) 9 0 20 10", NULL, "find: overlaps", "?A/B"},
    {"a duplicate that may take no part", "(A) 0 0 10 10; B 0 0 10 10", NULL,
     "find: [duplicates, overlaps]", "?B/A"},
    {"a hole of what may take no part", "(A) 0 0 10 10 - 4 4 6 6", NULL, "find: holes", "?A"},
    {"parts of what may take no part", "(A) 0 0 10 10 + 20 0 30 10", NULL, "find: multipart", "?A"},
    {"nor one that only what may not be there closes", "S 0 0 10 4; N 0 7 10 10; W 0 4 4 7; (E) 6 4 10 7",
     NULL, "find: gaps", "?E"},
    {"vertices are not known there", "A 0 0 10 10; (B) 10 0 20 6", NULL, "find: vertices", "?B"},
    {"but a vertex on a border is, whoever else has it", "A 0 0 10 10; B 10 6 20 10; (U) 10 0 20 6", NULL,
     "find: vertices", "?U vertex/a:B/a:A=0"},
    {"and a near miss far from there", "A 0 0 10 10; B 10.05 0 20 10; (U) 40 0 50 10", NULL,
     "find: vertices, near_m: 0.05",
     "?U vertex/a:A/a:B/38500010.0000,3400000.0000=0.05 vertex/a:A/a:B/38500010.0000,3400010.0000=0.05"},
    {"not one that two may share with another each", "A 0 0 10 10; B 10.05 0 20 10; (U) 10 0 20 10; "
     "(V) 0 0 10.05 10", NULL, "find: vertices, near_m: 0.05", "?U ?V"},
    {"gaps are not known where an object may not be there", "A 0 0 10 10; (B) 10 0 20 10", NULL,
     "find: gaps", "?B"},
};

static const BoxesRow vertices[] = {
    {"the same corners", "A 0 0 10 10; B 10 0 20 10", NULL, "find: vertices", ""},
    {"a corner of one on the side of another", "A 0 0 10 10; B 10 0 20 6; C 10 6 20 10", NULL,
     "find: vertices", "vertex/a:B/a:A=0"},
    {"not by default", "A 0 0 10 10; B 10 0 20 6; C 10 6 20 10", NULL, "", ""},
    {"two on one side", "A 0 0 10 10; B 10 2 20 6", NULL, "find: [vertices]",
     "vertex/a:B/a:A/38500010.0000,3400002.0000=0 vertex/a:B/a:A/38500010.0000,3400006.0000=0"},
    {"beside each other, T-junctions only", "A 0 0 10 10; B 10.05 0 20 10", NULL, "find: vertices", ""},
    {"on the limit", "A 0 0 10 10; B 10.05 0 20 10", NULL, "find: vertices, near_m: 0.05",
     "vertex/a:A/a:B/38500010.0000,3400000.0000=0.05 vertex/a:A/a:B/38500010.0000,3400010.0000=0.05"},
    {"over it", "A 0 0 10 10; B 10.05 0 20 10", NULL, "find: vertices, near_m: 0.0499", ""},
    {"one of two of the same shape is named, the smaller key", "A 0 0 10 10; C 10 0 20 6; B 10 0 20 6",
     NULL, "find: vertices", "vertex/a:B/a:A=0"},
    {"of two of the same shape also where they are found", "A 0 0 10 10; C 10 0 20 6; B 10 0 20 6",
     NULL, "find: [duplicates, vertices]", "duplicate/a:B/a:C=60 vertex/a:B/a:A=0"},
};

#define RUN(layers, rows)                                                                          \
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)                                                  \
  boxes_check_row("coverage", layers, &rows[i])

static void test_overlaps(void **state)
{
  (void)state;
  RUN(A, overlaps);
  const BoxesRow framed = {"the frame has no part in it", "A 0 0 10 10; B 10 0 20 10", "1 0 0 20 10",
                           "find: [overlaps, gaps]", ""};
  boxes_check_row("coverage", FRAMED, &framed);
}

static void test_duplicates(void **state)
{
  (void)state;
  RUN(A, duplicates);
}

static void test_shapes(void **state)
{
  (void)state;
  RUN(A, shapes);
  boxes_write("a.geojson", "A 0 0 10 10 - 4 4 6 7");
  g_auto(Checked) checked = check(
      BOXES_HEAD "  - {id: X, kind: coverage, severity: error, title: {zh: 一, en: a}, layers: {" A
                 "}, limits: {find: holes}}\n");
  const LtFinding *hole = outcome_of(checked.results, "X")->worst;
  assert_true(hole->has_place && hole->place.x == 385000050000 && hole->place.y == 34000055000);
  assert_true(fabs(hole->areas.planar_m2 - 6) < 1e-9);
  assert_string_equal(hole->message.in[LT_LANG_ZH], "a（A）有1个孔洞，共0.01亩（6.00平方米，平面面积）");
}

static void test_unknown(void **state)
{
  (void)state;
  RUN(A_OK, unknown);
}

static void test_vertices(void **state)
{
  (void)state;
  RUN(A, vertices);
}

/* A point, the distance, the words. */
static void test_vertex(void **state)
{
  (void)state;
  boxes_write("a.geojson", "A 0 0 10 10; B 10 0 20 6; D 10.02 7 20 10");
  boxes_write("b.geojson", "Z 900 900 901 901");
  g_auto(Checked) checked =
      check(BOXES_HEAD "  - {id: X, kind: coverage, severity: error, title: {zh: 一, en: a}, layers: {" A
                       "}, limits: {find: vertices, near_m: 0.03}}\n");
  const LtFinding *touching = NULL, *near = outcome_of(checked.results, "X")->worst;
  for (guint i = 0; i < checked.results->findings->len; i++) {
    const LtFinding *finding = checked.results->findings->pdata[i];
    if (finding->value == 0)
      touching = finding;
  }
  assert_non_null(touching);
  assert_int_equal(touching->shape->types[0], LT_GEOM_POINT);
  assert_true(touching->shape->points[0].x == 385000100000 && touching->shape->points[0].y == 34000060000);
  assert_string_equal(touching->unit, "m");
  assert_string_equal(touching->message.in[LT_LANG_EN],
                      "a (B) has a vertex at (E 38500010.0000, N 3400006.0000) on the border of a (A), "
                      "which has none there");
  assert_true(near->value == 0.02);
  assert_non_null(strstr(near->message.in[LT_LANG_ZH], "0.0200米"));
}

/* ---- gaps ---- */

static const struct {
  const char *why, *a, *b, *limits;
  double values[3]; /* of the gaps, the largest first; 0: none */
  size_t n_around[3], n_tolerated;
} gaps[] = {
    {"four around", AROUND, NULL, "find: gaps", {6}, {4}, 0},
    {"closed", AROUND "; M 4 4 6 7", NULL, "find: gaps", {0}, {0}, 0},
    {"a strip of it is filled", AROUND "; M 4 4 5 7", NULL, "find: gaps", {3}, {4}, 0},
    {"filled but for both ends", AROUND "; M 4 5 6 6", NULL, "find: gaps", {2, 2}, {4, 4}, 0},
    {"a hole of one", "A 0 0 10 10 - 4 4 6 7", NULL, "find: gaps", {6}, {1}, 0},
    {"open to one side", "S 0 0 10 4; N 0 7 10 10; W 0 4 4 7", NULL, "find: gaps", {0}, {0}, 0},
    {"corners that touch close it", "S 0 0 10 4; N 0 7 10 10; W 0 4 4 7; E 10 4 12 7", NULL, "find: gaps",
     {18}, {4}, 0},
    {"on the limit of the area", AROUND, NULL, "find: gaps, min_area_m2: 6", {6}, {4}, 0},
    {"under it", AROUND, NULL, "find: gaps, min_area_m2: 6.01", {0}, {0}, 1},
    {"over the limit of the width", AROUND, NULL, "find: gaps, min_width_m: 1.99", {6}, {4}, 0},
    {"under it", AROUND, NULL, "find: gaps, min_width_m: 2.01", {0}, {0}, 1},
    {"one of two is tolerated", AROUND "; M 4 4.5 6 6", NULL, "find: gaps, min_area_m2: 1.5", {2}, {4}, 1},
    {"of a frame", "A 0 0 10 10", "1 0 0 12 10", "find: gaps", {20}, {1}, 0},
    {"what lies outside of the frame says nothing", "A 0 0 10 10", "1 0 0 10 10", "find: gaps", {0}, {0}, 0},
    {"a frame without any object", "A 0 0 10 10", "1 20 0 30 10", "find: gaps", {100}, {0}, 0},
    {"two objects of the frame make one", "A 0 0 10 10", "1 0 0 11 10; 2 11 0 12 10", "find: gaps", {20},
     {1}, 0},
    {"gaps of a frame that is not filled", AROUND, "1 0 0 10 10", "find: gaps", {6}, {4}, 0},
};

static int compare_values(const void *p1, const void *p2)
{
  const LtFinding *f1 = *(LtFinding *const *)p1, *f2 = *(LtFinding *const *)p2;
  return (f1->value < f2->value) - (f1->value > f2->value);
}

static void check_gaps(size_t row, const LtResults *results)
{
  g_autoptr(GPtrArray) found = g_ptr_array_copy(results->findings, NULL, NULL);
  g_ptr_array_set_free_func(found, NULL);
  g_ptr_array_sort(found, compare_values);
  const LtOutcome *outcome = outcome_of(results, "X");
  if (outcome->n_tolerated != gaps[row].n_tolerated)
    fail_msg("%s: %zu tolerated", gaps[row].why, outcome->n_tolerated);
  for (size_t i = 0; i < 3; i++) {
    bool is_there = i < found->len, is_wanted = gaps[row].values[i] > 0;
    const LtFinding *gap = is_there ? found->pdata[i] : NULL;
    if (is_there != is_wanted || (is_there && (gap->value != gaps[row].values[i] ||
                                               gap->n_involved != gaps[row].n_around[i])))
      fail_msg("%s: gap %zu: %g between %zu", gaps[row].why, i, is_there ? gap->value : 0,
               is_there ? gap->n_involved : 0);
    if (is_there && !g_str_has_prefix(gap->id, "X/gap/"))
      fail_msg("%s: %s", gaps[row].why, gap->id);
  }
}

static Checked check_coverage(const char *layers, const char *limits)
{
  g_autofree char *text = g_strdup_printf(
      BOXES_HEAD "  - {id: X, kind: coverage, severity: error, title: {zh: 一, en: a}, layers: {%s}, "
                 "limits: {%s}}\n", layers, limits);
  return check(text);
}

static void test_gaps(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(gaps); i++) {
    boxes_write("a.geojson", gaps[i].a);
    boxes_write("b.geojson", gaps[i].b == NULL ? "Z 900 900 901 901" : gaps[i].b);
    g_auto(Checked) checked = check_coverage(gaps[i].b == NULL ? A : FRAMED, gaps[i].limits);
    check_gaps(i, checked.results);
  }
}

/* Two gaps between the same objects have ids of their own, whatever the order of the features; that
 * of the one stays when others come. */
static void test_ids(void **state)
{
  (void)state;
  static const char *const orders[] = {AROUND "; M 4 5 6 6", "M 4 5 6 6; E 6 4 10 7; W 0 4 4 7; N 0 7 10 10; S 0 0 10 4"};
  g_autofree char *ids[2][2] = {{NULL}};
  for (size_t k = 0; k < 2; k++) {
    boxes_write("a.geojson", orders[k]);
    boxes_write("b.geojson", "Z 900 900 901 901");
    g_auto(Checked) checked = check_coverage(A, "find: gaps");
    assert_int_equal(checked.results->findings->len, 2);
    for (size_t i = 0; i < 2; i++)
      ids[k][i] = g_strdup(((LtFinding *)checked.results->findings->pdata[i])->id);
  }
  for (size_t i = 0; i < 2; i++)
    assert_string_equal(ids[0][i], ids[1][i]);
  assert_string_not_equal(ids[0][0], ids[0][1]);
  for (size_t i = 0; i < 2; i++) {
    g_free(ids[0][i]);
    g_free(ids[1][i]);
    ids[0][i] = ids[1][i] = NULL;
  }
}

/* In a frame what is empty even with all that may be there is a gap for certain. */
static void test_frame_unknown(void **state)
{
  (void)state;
  boxes_write("a.geojson", "A 0 0 10 10; (B) 10 0 15 10");
  boxes_write("b.geojson", "1 0 0 20 10; (2) 20 0 30 10");
  g_auto(Checked) checked = check_coverage(
      "a: {layer: a, where: \"ok = 1\"}, b: {layer: b, where: \"ok = 1\"}", "find: gaps");
  const LtOutcome *outcome = outcome_of(checked.results, "X");
  assert_int_equal(outcome->n_findings, 1);
  assert_true(outcome->worst->value == 50);
  assert_int_equal(outcome->n_undetermined, 2);
}

/* What lies around, the longest common border first; the words. */
static void test_around(void **state)
{
  (void)state;
  boxes_write("a.geojson", AROUND);
  boxes_write("b.geojson", "Z 900 900 901 901");
  g_auto(Checked) checked = check_coverage(A, "find: gaps");
  const LtFinding *gap = outcome_of(checked.results, "X")->worst;
  static const struct {
    const char *key;
    double length_m;
  } around[] = {{"E", 3}, {"N", 2}, {"S", 2}, {"W", 3}};
  for (size_t i = 0; i < G_N_ELEMENTS(around); i++) {
    assert_string_equal(lt_object_key(&gap->involved[i].object), around[i].key);
    assert_true(gap->involved[i].length_m == around[i].length_m);
  }
  assert_string_equal(lt_object_key(&gap->a), "E");
  assert_string_equal(lt_object_key(&gap->b), "W");
  assert_string_equal(gap->message.in[LT_LANG_EN],
                      "a gap of 0.01 mu (6.00 m², planar area) between a (E), a (W), a (N) and others (4 in all), "
                      "2.00 m at the widest");
  assert_string_equal(gap->message.in[LT_LANG_ZH],
                      "a（E）、a（W）、a（N）等4个对象之间有缝隙0.01亩（6.00平方米，平面面积），最宽2.00米");
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_overlaps),
      cmocka_unit_test(test_duplicates),
      cmocka_unit_test(test_shapes),
      cmocka_unit_test(test_unknown),
      cmocka_unit_test(test_vertices),
      cmocka_unit_test(test_vertex),
      cmocka_unit_test(test_gaps),
      cmocka_unit_test(test_ids),
      cmocka_unit_test(test_frame_unknown),
      cmocka_unit_test(test_around),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
