/* Classes as numbers, and the pairs of them that a file names. */
#include "overlay/class_pairs.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char *path;

static int set_up(void **state)
{
  (void)state;
  g_autofree char *folder = g_dir_make_tmp("lantu-XXXXXX", NULL);
  path = g_build_filename(folder, "pairs.csv", NULL);
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  g_autofree char *folder = g_path_get_dirname(path);
  g_unlink(path);
  g_rmdir(folder);
  g_free(path);
  return 0;
}

/* Byte order is that of UTF-8: 0 < 水 (E6) < 田 (E7); an empty text is no class. */
static void test_list(void **state)
{
  (void)state;
  char water[] = "水", field[] = "田", nought[] = "0", empty[] = "", other[] = "point";
  char *classes[] = {water, NULL, nought, empty, other, field, nought};
  const LtGeomType types[] = {LT_GEOM_POLYGON, LT_GEOM_POLYGON, LT_GEOM_POLYGON, LT_GEOM_POLYGON,
                              LT_GEOM_POINT,   LT_GEOM_POLYGON, LT_GEOM_POLYGON};
  const uint32_t numbers[] = {2, 0, 1, 0, 0, 3, 1};
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
    assert_true(lt_shapes_add_feature(shapes, types[i], NULL));
  LtLayerData data = {.shapes = shapes};
  const LtLayer layer = {.data = &data, .classes = classes};
  LtClassList list;
  assert_true(lt_class_list_fill(&list, &layer, NULL));
  assert_int_equal(list.n, 4);
  assert_null(list.names[0]);
  assert_string_equal(list.names[1], "0");
  assert_string_equal(list.names[2], "水");
  assert_string_equal(list.names[3], "田");
  assert_memory_equal(list.numbers, numbers, sizeof numbers);
  assert_int_equal(lt_class_list_find(&list, ""), 0);
  assert_int_equal(lt_class_list_find(&list, "田"), 3);
  assert_int_equal(lt_class_list_find(&list, "point"), SIZE_MAX);
  lt_class_list_clear(&list);
}

/* A has the classes none, x, y; B has p and "q,r". The byte of (a, b) is at 2 * a + b. */
static const char *names_a[] = {NULL, "x", "y"}, *names_b[] = {"p", "q,r"};

/* Two classes with a line break, as a shapefile may have them, and one with quotes. */
static const char *names_broken[] = {"1\n2", "1\r\n2", "a \"b\""};

typedef struct {
  const char *why, *text;
  const char *wanted; /* six digits; NULL: refused */
  const char *message;
} Row;

static const Row rows[] = {
    {"one pair", "a,b\nx,p\n", "001000", NULL},
    {"no line end at the end", "a,b\nx,p", "001000", NULL},
    {"CRLF and CR", "a,b\r\nx,p\ry,p\r\n", "001010", NULL},
    {"BOM", "\xEF\xBB\xBFy,b\ny,p\n", NULL, "line 1: the first line is the header, but 'y'"},
    {"quotes", "\"a\",\"b\"\n\"x\",\"q,r\"\n", "000100", NULL},
    {"no class of A", "a,b\n,p\n", "100000", NULL},
    {"twice, and empty lines", "\n\na,b\n\nx,p\nx,p\n", "001000", NULL},
    {"header with an empty name", ",b\nx,p\n", "001000", NULL},
    {"blanks belong to the name", "a,b\nx, p\n", NULL, "line 2: no class ' p' in B, near: p"},
    {"line numbers count empty lines", "a,b\n\n\nx,z\n", NULL,
     "line 4: no class 'z' in B, near: p"},
    {"no class of B", "a,b\nx,\n", NULL,
     "line 2: the cell for the class of B is empty, which means no class, but all of its polygons "
     "have one, write it, such as: p"},
    {"no class of B, quoted", "a,b\nx,\"\"\n", NULL, "line 2: the cell for the class of B"},
    {"empty header", ",\nx,p\n", NULL,
     "line 1: the first line is the header, but its cells are empty"},
    {"header is a pair", "x,p\ny,p\n", NULL, "line 1: the first line is the header, but 'x'"},
    {"one name of the header is a class", "z,p\ny,p\n", NULL, "but 'p' is a class of B"},
    {"one column", "a\nx\n", NULL, "line 1: write two cells"},
    {"three columns", "a,b\nx,p,\n", NULL, "line 2: write two cells"},
    {"semicolons", "a;b\nx;p\n", NULL, "line 1: write two cells"},
    {"open quote", "a,b\nx,\"p\n", NULL, "line 2: write two cells"},
    {"a quote that a later one closes", "a,b\nx,p\nx,\"p\ny,p\ny,\"q,r\"\n", NULL,
     "line 3: write two cells with a comma between, class of A and class of B: 'x,\"p'"},
    {"line breaks in the header", "\"a\nof A\",\"b\r\nof B\"\nx,p\n", "001000", NULL},
    {"lines of a record count", "\"a\nof A\",\"b\r\nof B\"\r\n\rx,z\n", NULL,
     "line 5: no class 'z'"},
    {"a record's line is its first", "a,b\nx,\"p\np\"\n", NULL, "line 2: no class 'p p' in B"},
    {"text behind a quote", "a,b\n\"x\"x,p\n", NULL, "line 2: write two cells"},
    {"header alone", "a,b\n", NULL, "no pairs"},
    {"nothing", "", NULL, "no pairs"},
};

static char *wanted_of(const char *text, GError **error)
{
  const LtClassList a = {names_a, G_N_ELEMENTS(names_a), NULL};
  const LtClassList b = {names_b, G_N_ELEMENTS(names_b), NULL};
  assert_true(g_file_set_contents(path, text, -1, NULL));
  const LtPairsLayer layers[] = {{0, &a, "A"}, {1, &b, "B"}};
  g_autoptr(LtClassPairs) pairs = lt_class_pairs_load(path, 2, error);
  g_autofree uint8_t *wanted = pairs == NULL ? NULL : lt_class_pairs_wanted(pairs, layers, error);
  if (wanted == NULL)
    return NULL;
  GString *digits = g_string_new(NULL);
  for (size_t i = 0; i < a.n * b.n; i++)
    g_string_append_c(digits, (char)('0' + wanted[i]));
  return g_string_free(digits, FALSE);
}

static void test_pairs(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *wanted = wanted_of(rows[i].text, &error);
    if (g_strcmp0(wanted, rows[i].wanted) != 0)
      fail_msg("%s: got %s (%s)", rows[i].why, wanted, error == NULL ? "" : error->message);
    if (wanted == NULL && (!g_error_matches(error, LT_ERROR, LT_ERROR_USAGE) ||
                           strstr(error->message, rows[i].message) == NULL))
      fail_msg("%s: %s", rows[i].why, error->message);
  }
}

/* What `lantu overlay -f csv` writes for such classes is taken again. */
static void test_quoted(void **state)
{
  (void)state;
  static const uint8_t wanted[] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  static const char text[] = "\xEF\xBB\xBF\"class\r\nof A\",b\r\n\"1\r\n2\",\"1\r\n2\"\r\n"
                             "\"1\n2\",\"1\n2\"\r\n\"a \"\"b\"\"\",\"a \"\"b\"\"\"";
  const LtClassList list = {names_broken, G_N_ELEMENTS(names_broken), NULL};
  const LtPairsLayer layers[] = {{0, &list, "A"}, {1, &list, "B"}};
  assert_true(g_file_set_contents(path, text, -1, NULL));
  g_autoptr(LtClassPairs) pairs = lt_class_pairs_load(path, 2, NULL);
  assert_non_null(pairs);
  g_autofree uint8_t *found = lt_class_pairs_wanted(pairs, layers, NULL);
  assert_non_null(found);
  assert_memory_equal(found, wanted, sizeof wanted);
}

/* Three layers: A, B, and C with the classes of A. The bytes of (A, B), (A, C) and (B, C). */
typedef struct {
  const char *why, *text;
  const char *wanted; /* 6, 9 and 6 digits; NULL: refused */
  const char *message;
} RowOfThree;

static const RowOfThree rows_of_three[] = {
    {"each pair of layers its own", "l,c,l,c\n1,x,2,p\n1,x,3,y\n2,\"q,r\",3,\n",
     "001000 000001000 000100", NULL},
    {"the later layer first", "l,c,l,c\n3,y,1,x\n2,p,1,\n", "100000 000001000 000000", NULL},
    {"a layer of no pair", "l,c,l,c\n2,p,3,x\n", "000000 000000000 010000", NULL},
    {"header with classes", "l,x,l,p\n1,x,2,p\n", "001000 000000000 000000", NULL},
    {"class of another layer", "l,c,l,c\n2,x,3,x\n", NULL, "line 2: no class 'x' in B, near: "},
    {"class of the later layer", "l,c,l,c\n\n3,p,2,p\n", NULL, "line 3: no class 'p' in C"},
    {"no header", "1,x,2,p\n1,y,2,p\n", NULL, "line 1: the first line is the header"},
    {"a number in the header", "l,x,2,p\n1,y,2,p\n", NULL, "line 1: the first line is the header"},
    {"a layer with itself", "l,c,l,c\n2,p,2,p\n", NULL, "line 2: write four cells"},
    {"no such layer", "l,c,l,c\n1,x,4,p\n", NULL, "layers are the numbers 1 to 3"},
    {"layer 0", "l,c,l,c\n0,x,1,x\n", NULL, "line 2: write four cells"},
    {"no number", "l,c,l,c\nA,x,B,p\n", NULL, "line 2: write four cells"},
    {"sign", "l,c,l,c\n+1,x,2,p\n", NULL, "line 2: write four cells"},
    {"two cells", "a,b\nx,p\n", NULL, "line 1: write four cells"},
    {"five cells", "l,c,l,c\n1,x,2,p,\n", NULL, "line 2: write four cells"},
};

static void wanted_append(GString *digits, const LtClassPairs *pairs, const LtPairsLayer *a,
                          const LtPairsLayer *b, GError **error)
{
  const LtPairsLayer layers[] = {*a, *b};
  if (*error != NULL)
    return;
  g_autofree uint8_t *wanted = lt_class_pairs_wanted(pairs, layers, error);
  for (size_t i = 0; wanted != NULL && i < a->classes->n * b->classes->n; i++)
    g_string_append_c(digits, (char)('0' + wanted[i]));
  g_string_append_c(digits, ' ');
}

static char *wanted_of_three(const char *text, GError **error)
{
  const LtClassList x = {names_a, G_N_ELEMENTS(names_a), NULL};
  const LtClassList p = {names_b, G_N_ELEMENTS(names_b), NULL};
  const LtPairsLayer a = {0, &x, "A"}, b = {1, &p, "B"}, c = {2, &x, "C"};
  assert_true(g_file_set_contents(path, text, -1, NULL));
  g_autoptr(LtClassPairs) pairs = lt_class_pairs_load(path, 3, error);
  if (pairs == NULL)
    return NULL;
  g_autoptr(GString) digits = g_string_new(NULL);
  wanted_append(digits, pairs, &a, &b, error);
  wanted_append(digits, pairs, &a, &c, error);
  wanted_append(digits, pairs, &b, &c, error);
  return *error != NULL ? NULL : g_strchomp(g_strdup(digits->str));
}

static void test_three_layers(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows_of_three); i++) {
    const RowOfThree *row = &rows_of_three[i];
    g_autoptr(GError) error = NULL;
    g_autofree char *wanted = wanted_of_three(row->text, &error);
    if (g_strcmp0(wanted, row->wanted) != 0)
      fail_msg("%s: got %s (%s)", row->why, wanted, error == NULL ? "" : error->message);
    if (wanted == NULL && (!g_error_matches(error, LT_ERROR, LT_ERROR_USAGE) ||
                           strstr(error->message, row->message) == NULL))
      fail_msg("%s: %s", row->why, error->message);
  }
}

/* Bytes that are no text, and no file at all. */
static void test_unreadable(void **state)
{
  (void)state;
  static const char bytes[] = "a,b\n\xFF\xFE\0";
  g_autoptr(GError) binary = NULL, missing = NULL;
  assert_true(g_file_set_contents(path, bytes, sizeof bytes - 1, NULL));
  assert_null(lt_class_pairs_load(path, 2, &binary));
  assert_true(g_error_matches(binary, LT_ERROR, LT_ERROR_READ));
  assert_non_null(strstr(binary->message, "save it as UTF-8"));
  g_unlink(path);
  assert_null(lt_class_pairs_load(path, 2, &missing));
  assert_true(g_error_matches(missing, LT_ERROR, LT_ERROR_READ));
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_list),
      cmocka_unit_test(test_pairs),
      cmocka_unit_test(test_quoted),
      cmocka_unit_test(test_three_layers),
      cmocka_unit_test(test_unreadable),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
