/* 四至 sentences: each file of tests/case/sides holds one, and what it says, written by hand. */
#include "survey/sides_names.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const side_names[] = {"east", "south", "west", "north"};

static void reading_print(GString *out, const LtSideReading *reading)
{
  g_autoptr(GString) words = g_string_new(NULL);
  g_string_append(out, reading->name);
  if (reading->beyond != LT_SIDE_NONE)
    g_string_append_printf(words, ", beyond %s", side_names[reading->beyond]);
  if (!isnan(reading->beyond_m))
    g_string_append_printf(words, " %g", reading->beyond_m);
  if (reading->is_border)
    g_string_append(words, ", border");
  if (reading->border != LT_SIDE_NONE)
    g_string_append_printf(words, " %s", side_names[reading->border]);
  if (words->len > 0)
    g_string_append_printf(out, " [%s]", words->str + 2);
}

static void side_print(GString *out, const LtSideText *side, const char *name)
{
  if (side->text == NULL)
    return;
  g_string_append_printf(out, "%s: ", name);
  for (guint i = 0; i < side->bounds->len; i++) {
    const LtSideBound *bound = g_ptr_array_index(side->bounds, i);
    for (guint j = 0; j < bound->readings->len; j++) {
      g_string_append(out, j > 0 ? " > " : i > 0 ? " | " : "");
      reading_print(out, &g_array_index(bound->readings, LtSideReading, j));
    }
  }
  g_string_append_c(out, '\n');
}

static char *text_print(const LtSidesText *text)
{
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < text->blocks->len; i++) {
    const LtSidesBlock *block = g_ptr_array_index(text->blocks, i);
    if (block->label != NULL)
      g_string_append_printf(out, "block %s", block->label);
    if (block->name != NULL)
      g_string_append_printf(out, " (%s)", block->name);
    if (block->label != NULL)
      g_string_append_c(out, '\n');
    for (int side = 0; side < LT_N_SIDES; side++)
      side_print(out, &block->sides[side], side_names[side]);
  }
  for (guint i = 0; i < text->unread->len; i++)
    g_string_append_printf(out, "unread: %s\n", (char *)g_ptr_array_index(text->unread, i));
  return g_string_free(out, FALSE);
}

static void case_check(const char *path)
{
  g_autofree char *content = NULL;
  assert_true(g_file_get_contents(path, &content, NULL, NULL));
  char *sentence = strchr(content, '\n') + 1, *rule = strstr(content, "\n---\n");
  assert_non_null(rule);
  *rule = '\0';
  g_autoptr(LtSidesText) text = lt_sides_text_parse(sentence);
  g_autofree char *is = text_print(text);
  if (strcmp(is, rule + strlen("\n---\n")) != 0)
    fail_msg("%s:\n%swanted:\n%s", path, is, rule + strlen("\n---\n"));
}

static void test_cases(void **state)
{
  (void)state;
  const char *folder = LT_TEST_DIR "/case/sides", *name;
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  assert_non_null(dir);
  size_t n = 0;
  while ((name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    case_check(path);
    n++;
  }
  assert_true(n >= 18);
}

static void test_what_is_no_sentence(void **state)
{
  (void)state;
  static const char *const rows[] = {"", "。", "示范市", "东", "东南西北", "()", "\xff\xfe\x80", "四至"};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LtSidesText) text = lt_sides_text_parse(rows[i]);
    assert_int_equal(text->blocks->len, 0);
  }
  g_autoptr(LtSidesText) empty = lt_sides_text_parse("东至，南至A路");
  const LtSidesBlock *block = g_ptr_array_index(empty->blocks, 0);
  assert_non_null(block->sides[LT_SIDE_SOUTH].text);
}

/* Nothing is lost where there is too much of it. */
static void test_limits(void **state)
{
  (void)state;
  g_autoptr(GString) many = g_string_new("东至");
  for (int i = 0; i < 100; i++)
    g_string_append_printf(many, "%sA%d路", i == 0 ? "" : "、", i);
  g_autoptr(LtSidesText) text = lt_sides_text_parse(many->str);
  const LtSidesBlock *block = g_ptr_array_index(text->blocks, 0);
  assert_int_equal(block->sides[LT_SIDE_EAST].bounds->len, LT_SIDE_BOUNDS_MAX);
  assert_int_equal(text->unread->len, 100 - LT_SIDE_BOUNDS_MAX);
  g_autoptr(GString) longer = g_string_new("东至");
  for (int i = 0; i < LT_SIDES_CHARS_MAX; i++)
    g_string_append(longer, "路");
  g_autoptr(LtSidesText) cut = lt_sides_text_parse(longer->str);
  assert_int_equal(cut->unread->len, 1);
  block = g_ptr_array_index(cut->blocks, 0);
  const LtSideBound *bound = g_ptr_array_index(block->sides[LT_SIDE_EAST].bounds, 0);
  assert_int_equal(bound->readings->len, 1); /* it is no name with words around it */
}

static void test_keys(void **state)
{
  (void)state;
  static const struct {
    const char *a, *b;
    bool is_same;
    const char *why;
  } rows[] = {
      {"经三路", "经3路", true, "numerals"},
      {"Ａ路", "a 路", true, "width, case and blanks"},
      {"十八里河", "18里河", true, "ten and eight"},
      {"第一百零五号路", "第105号路", true, "a hundred and five"},
      {"二〇一路", "201路", true, "digits in a row"},
      {"人民大道", "人民路", false, "a 大道 is no 路"},
      {"人民路", "人民街", false, "nor is a 路 a 街"},
      {"一号路", "二号路", false, "other numbers"},
      {"东风路", "东风路(规划)", false, "brackets go, what is in them stays"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *a = lt_side_name_key(rows[i].a), *b = lt_side_name_key(rows[i].b);
    if ((strcmp(a, b) == 0) != rows[i].is_same)
      fail_msg("%s, %s: %s (%s, %s)", rows[i].a, rows[i].b, rows[i].why, a, b);
  }
}

static void name_add(LtSideNames *names, const char *name)
{
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_LINE, NULL));
  assert_true(lt_shapes_add_ring(shapes, (const LtPoint[]){{0, 0}, {1, 1}}, 2, false, NULL));
  assert_true(lt_side_names_add(names, name, shapes, 0, NULL));
}

static void test_find(void **state)
{
  (void)state;
  static const struct {
    const char *bound;
    LtNameMatch match;
    const char *name; /* or the hint */
    unsigned n_features;
    const char *why;
  } rows[] = {
      {"人民路", LT_NAME_EXACT, "人民路", 2, "two pieces of a road are one name"},
      {"人民大道", LT_NAME_UNKNOWN, NULL, 0, "大道 is another road"},
      {"经三路", LT_NAME_NORMAL, "经3路", 1, "numerals"},
      {"纬2路", LT_NAME_EXACT, "纬2路", 1, "as it stands goes before what is alike"},
      {"纬贰路", LT_NAME_AMBIGUOUS, "纬2路, 纬二路", 0, "two names are alike"},
      {"规划人民路北段", LT_NAME_EXACT, "人民路", 2, "words around the name"},
      {"人民路以东50米", LT_NAME_EXACT, "人民路", 2, "an offset"},
      {"甲镇陈沟村东界", LT_NAME_EXACT, "陈沟村", 1, "a township before its village"},
      {"世界", LT_NAME_EXACT, "世界", 1, "界 may be part of a name"},
  };
  g_autoptr(LtSideNames) names = lt_side_names_new();
  static const char *const all[] = {"人民路", "经3路", "纬2路", "纬二路", "人民路", " 陈沟村 ", "世界"};
  for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
    name_add(names, all[i]);
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    LtSideBound *bound = lt_side_bound_parse(rows[i].bound);
    LtSideFound found = lt_side_names_find(names, bound);
    const char *name = found.match == LT_NAME_AMBIGUOUS ? found.hint : found.name;
    if (found.match != rows[i].match || g_strcmp0(name, rows[i].name) != 0 ||
        (found.features == NULL ? 0 : found.features->len) != rows[i].n_features)
      fail_msg("%s: %s (%d, %s)", rows[i].bound, rows[i].why, found.match, name);
    g_free(found.hint);
    lt_side_bound_free(bound);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_cases), cmocka_unit_test(test_what_is_no_sentence),
      cmocka_unit_test(test_limits), cmocka_unit_test(test_keys), cmocka_unit_test(test_find)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
