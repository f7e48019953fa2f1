/* Identities of objects: unique, and the same whatever the order of the features. */
#include "project/project.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static char *folder;

#define PROJECT                                                                                    \
  "lantu: 1\nproject: {name: p, crs: \"EPSG:4526\"}\nlayers:\n"                                    \
  "  - {id: zone, source: zone.csv, x: e, y: n, crs: \"EPSG:4526\", key: key, name: name, "        \
  "fields: {industry: code}}\nrules:\n  - {id: X, kind: overlap, severity: error, "                \
  "title: {zh: 一, en: a}, layers: {a: {layer: zone, where: \"state <> ''\"}}}\n"

/* The column `no` tells the rows apart; no rule reads it. */
#define COLUMNS "key,name,code,state,e,n,no\n"

static const char *const rows[] = {
    "A,a,1,x,38400100,3930700,0\n",
    /* one key, two places */
    "B,b,1,x,38400200,3930700,1\n",
    "B,b,1,x,38400300,3930700,2\n",
    /* no key */
    ",c,1,x,38400400,3930700,3\n",
    /* one place: told apart by name, by a role, by a column that only a rule reads */
    "D,y,1,x,38400500,3930700,4\n",
    "D,x,1,x,38400500,3930700,5\n",
    ",e,1,x,38400600,3930700,6\n",
    ",e,2,x,38400600,3930700,7\n",
    ",f,1,x,38400700,3930700,8\n",
    ",f,1,z,38400700,3930700,9\n",
    /* blanks around a key, full-width too, and nothing else */
    "G,g,1,x,38400800,3930700,10\n",
    "\" G　\",g,1,x,38400900,3930700,11\n",
    "\"  \",h,1,x,38401000,3930700,12\n",
};

#define N_ROWS G_N_ELEMENTS(rows)

static LtProject *project_read(const char *table)
{
  assert_true(g_file_set_contents("zone.csv", table, -1, NULL));
  assert_true(g_file_set_contents("p.yaml", PROJECT, -1, NULL));
  g_autoptr(GError) error = NULL;
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, 1);
  LtProject *project = lt_project_load("p.yaml", &error);
  if (project == NULL || !lt_project_read(project, run, &error))
    fail_msg("%s", error->message);
  assert_int_equal(project->layers[0].state, LT_LAYER_READ);
  return project;
}

/* Identities of the rows, when they stand in the file in this order. */
static void identities_read(const size_t *order, char *identities[N_ROWS])
{
  g_autoptr(GString) text = g_string_new(COLUMNS);
  for (size_t i = 0; i < N_ROWS; i++)
    g_string_append(text, rows[order[i]]);
  g_autoptr(LtProject) project = project_read(text->str);
  const LtLayer *layer = &project->layers[0];
  assert_int_equal(layer->n_duplicate_keys, 6);
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  for (size_t i = 0; i < N_ROWS; i++) {
    assert_true(g_hash_table_add(seen, layer->identities[i]));
    identities[order[i]] = g_strdup(layer->identities[i]);
  }
}

static void identities_clear(char *identities[N_ROWS])
{
  for (size_t i = 0; i < N_ROWS; i++)
    g_free(identities[i]);
}

static void test_order(void **state)
{
  (void)state;
  size_t order[N_ROWS];
  char *first[N_ROWS], *other[N_ROWS];
  for (size_t i = 0; i < N_ROWS; i++)
    order[i] = i;
  identities_read(order, first);
  assert_string_equal(first[0], "A"); /* a key of one object is its name */
  assert_true(g_str_has_prefix(first[1], "B@") && g_str_has_prefix(first[3], "@"));
  assert_true(g_str_has_prefix(first[10], "G@") && g_str_has_prefix(first[11], "G@"));
  assert_true(g_str_has_prefix(first[12], "@"));
  assert_true(g_str_has_suffix(first[4], "-2") && !g_str_has_suffix(first[5], "-2"));
  g_autoptr(GRand) random = g_rand_new_with_seed(7);
  for (int round = 0; round < 20; round++) {
    for (size_t i = N_ROWS - 1; i > 0; i--) {
      size_t k = (size_t)g_rand_int_range(random, 0, (gint32)i + 1), swap = order[i];
      order[i] = order[k];
      order[k] = swap;
    }
    identities_read(order, other);
    for (size_t i = 0; i < N_ROWS; i++)
      assert_string_equal(first[i], other[i]);
    identities_clear(other);
  }
  identities_clear(first);
}

/* A key that looks like the identity of another object is not taken for it. */
static void test_forged(void **state)
{
  (void)state;
  static const char two[] = "B,b,1,x,38400200,3930700,1\nB,b,1,x,38400300,3930700,2\n";
  g_autofree char *plain = g_strconcat(COLUMNS, two, NULL);
  g_autoptr(LtProject) honest = project_read(plain);
  g_autofree char *forged = g_strdup_printf(COLUMNS "%s%s,b,1,x,38400400,3930700,3\n", two,
                                            honest->layers[0].identities[0]);
  g_autoptr(LtProject) project = project_read(forged);
  char **identities = project->layers[0].identities;
  assert_string_equal(identities[0], honest->layers[0].identities[0]);
  assert_string_not_equal(identities[2], identities[0]);
  assert_string_equal(project->layers[0].keys[2], identities[0]);
}

static void test_trimmed(void **state)
{
  (void)state;
  g_autoptr(LtProject) project =
      project_read(COLUMNS "\"\xE3\x80\x80 K 1\t\",b,1,x,38400200,3930700,1\n"
                           "\" \",b,1,x,38400300,3930700,2\n");
  assert_string_equal(project->layers[0].keys[0], "K 1");
  assert_string_equal(project->layers[0].identities[0], "K 1");
  assert_null(project->layers[0].keys[1]);
}

static int set_up(void **state)
{
  (void)state;
  g_setenv("LANTU_DATA", LT_TEST_DIR "/../src/share", TRUE);
  folder = g_dir_make_tmp("lantu_identity_XXXXXX", NULL);
  return folder == NULL || g_chdir(folder) != 0;
}

static int tear_down(void **state)
{
  (void)state;
  g_unlink("p.yaml");
  g_unlink("zone.csv");
  bool is_ok = g_chdir("/") == 0 && g_rmdir(folder) == 0;
  g_free(folder);
  return !is_ok;
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_order),
      cmocka_unit_test(test_forged),
      cmocka_unit_test(test_trimmed),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
