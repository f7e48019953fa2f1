/* Many sources read at once: what comes out is that of one thread and one source after the other.
 */
#include "io/gpkg.h"
#include "io/source.h"
#include "unit/io/streamed.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define N_FEATURES 5000
#define N_FILES 3

/* Layers of one reading. */
typedef struct {
  LtStore *store;
  LtSource *sources[N_FILES];
  LtSourceStream streams[N_FILES];
  size_t n_takers;
  GError *error;
} Reading;

static void reading_clear(Reading *reading)
{
  for (size_t i = 0; i < N_FILES; i++) {
    lt_layer_data_free(reading->streams[i].data);
    lt_source_free(reading->sources[i]);
  }
  lt_store_free(reading->store);
  g_clear_error(&reading->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

/* Triangles of their own sizes; of some rows nothing is there. */
static void file_write(const char *path)
{
  g_autoptr(LtCrs) crs = lt_crs_parse("EPSG:4526", NULL);
  g_autoptr(LtGpkg) gpkg = lt_gpkg_new(path, crs, false, NULL);
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  const LtGpkgColumn columns[] = {{"key", LT_VALUE_TEXT}};
  const LtGpkgTable table = {"t", "", LT_GEOM_POLYGON, columns, G_N_ELEMENTS(columns)};
  assert_true(lt_gpkg_begin(gpkg, &table, NULL));
  for (int64_t i = 0; i < N_FEATURES; i++) {
    int64_t x = INT64_C(384000000000) + 10 * i, y = INT64_C(39300000000);
    const LtPoint points[] = {{x, y}, {x + 5 + i, y}, {x, y + 7}, {x, y}};
    shapes->n_features = shapes->n_rings = shapes->n_points = 0;
    assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
    assert_true(lt_shapes_add_ring(shapes, points, G_N_ELEMENTS(points), false, NULL));
    g_autofree char *key = g_strdup_printf("%s %zu", path, (size_t)i);
    const LtValue value = {.type = LT_VALUE_TEXT, .text = key};
    assert_true(lt_gpkg_row(gpkg, i % 97 == 0 ? NULL : shapes, 0, &value, NULL));
  }
  assert_true(lt_gpkg_finish(gpkg, NULL));
}

static void file_edit(const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
  char *error = NULL;
  if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK)
    fail_msg("%s: %s", sql, error);
  sqlite3_close(db);
}

/* Triggers ask for functions of GeoPackage programs. */
static void triggers_drop(const char *path)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *query = NULL;
  g_autoptr(GString) sql = g_string_new(NULL);
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
  sqlite3_prepare_v2(db, "SELECT name FROM sqlite_master WHERE type = 'trigger'", -1, &query, NULL);
  while (sqlite3_step(query) == SQLITE_ROW)
    g_string_append_printf(sql, "DROP TRIGGER %s;", (const char *)sqlite3_column_text(query, 0));
  sqlite3_finalize(query);
  assert_int_equal(sqlite3_exec(db, sql->str, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
}

/* Read files at once; *reading receives all, also an error. */
static void files_read(Reading *reading, const char *const *paths, unsigned jobs,
                       unsigned patience_ms)
{
  g_autoptr(LtRun) run = lt_run_new();
  g_autoptr(LtCrs) crs = lt_crs_parse("EPSG:4526", NULL);
  lt_run_set_jobs(run, jobs);
  reading->store = lt_store_new(NULL);
  for (size_t i = 0; i < N_FILES; i++) {
    LtSourceSpec spec = {.id = paths[i], .paths = &paths[i], .n_paths = 1, .is_unchecked = true};
    LtSource *source = reading->sources[i] = lt_source_open(&spec, NULL);
    assert_non_null(source);
    LtTable *table = lt_table_new(reading->store, paths[i], lt_source_columns(source),
                                  lt_source_column_count(source), NULL);
    assert_true(lt_table_define(table, NULL, 0, NULL, 0, NULL));
    lt_table_want(table, "key");
    reading->streams[i] = (LtSourceStream){.source = source, .table = table};
  }
  reading->n_takers =
      streamed_read(reading->streams, N_FILES, crs, patience_ms, run, &reading->error);
}

static void layers_compare(const LtSourceStream *a, const LtSourceStream *b)
{
  const LtLayerData *p = a->data, *q = b->data;
  size_t n = p->shapes->n_features;
  assert_int_equal(n, q->shapes->n_features);
  assert_memory_equal(p->fids, q->fids, n * sizeof *p->fids);
  assert_memory_equal(p->shapes->types, q->shapes->types, n);
  assert_int_equal(p->shapes->n_points, q->shapes->n_points);
  assert_memory_equal(p->shapes->points, q->shapes->points, p->shapes->n_points * sizeof(LtPoint));
  assert_int_equal(p->n_faults, q->n_faults);
  for (size_t i = 0; i < p->n_faults; i++) {
    assert_int_equal(p->faults[i].kind, q->faults[i].kind);
    assert_int_equal(p->faults[i].feature, q->faults[i].feature);
  }
  assert_int_equal(p->stats.n_vertices, q->stats.n_vertices);
  char **keys_a = lt_table_texts(a->table, "key", NULL);
  char **keys_b = lt_table_texts(b->table, "key", NULL);
  assert_int_equal(lt_table_count(a->table), n);
  for (size_t i = 0; i < n; i++)
    assert_string_equal(keys_a[i], keys_b[i]);
  lt_table_texts_free(keys_a, n);
  lt_table_texts_free(keys_b, n);
}

static void error_none(const GError *error)
{
  if (error != NULL)
    fail_msg("%s", error->message);
}

static const char *const paths[N_FILES] = {"a.gpkg", "b.gpkg", "c.gpkg"};

/* What the files say, not what one thread made of them. */
static void first_checked(const Reading *reading)
{
  for (size_t i = 0; i < N_FILES; i++) {
    const LtLayerData *data = reading->streams[i].data;
    char **keys = lt_table_texts(reading->streams[i].table, "key", NULL);
    assert_int_equal(data->shapes->n_features, N_FEATURES);
    assert_int_equal(data->n_faults, (N_FEATURES + 96) / 97);
    assert_int_equal(data->stats.n_vertices, 4 * (N_FEATURES - data->n_faults));
    for (size_t f = 0; f < N_FEATURES; f++) {
      g_autofree char *key = g_strdup_printf("%s %zu", paths[i], f);
      assert_string_equal(keys[f], key);
      assert_int_equal(data->fids[f], f + 1);
      assert_int_equal(data->shapes->types[f], f % 97 == 0 ? LT_GEOM_NONE : LT_GEOM_POLYGON);
    }
    lt_table_texts_free(keys, N_FEATURES);
  }
}

static void files_make(void)
{
  for (size_t i = 0; i < N_FILES; i++)
    file_write(paths[i]);
}

static void files_remove(void)
{
  for (size_t i = 0; i < N_FILES; i++)
    g_unlink(paths[i]);
}

static void any_number_of_threads_reads_the_same(void **state)
{
  (void)state;
  files_make();
  g_auto(Reading) one = {0};
  files_read(&one, paths, 1, 0);
  error_none(one.error);
  assert_int_equal(one.n_takers, N_FILES);
  first_checked(&one);
  for (unsigned jobs = 2; jobs <= 16; jobs *= 2) {
    g_auto(Reading) many = {0};
    files_read(&many, paths, jobs, 100);
    error_none(many.error);
    for (size_t i = 0; i < N_FILES; i++)
      layers_compare(&many.streams[i], &one.streams[i]);
  }
  files_remove();
}

/* The same file three times would be three layers: with one layer left all threads share it. */
static void a_layer_is_shared_out(void **state)
{
  (void)state;
  files_make();
  g_auto(Reading) many = {0};
  files_read(&many, paths, 8, 10000);
  error_none(many.error);
  assert_true(many.n_takers > N_FILES);
  first_checked(&many);
  files_remove();
}

/* A row in the middle that only GDAL can read; gaps in the numbers of rows. */
static void what_is_not_plain_is_read_as_one(void **state)
{
  (void)state;
  static const char *const edits[] = {
      "UPDATE t SET geom = x'4750001100000000010300000000000000' WHERE fid = 3000",
      "UPDATE t SET fid = fid * 1000003 WHERE fid > 2500",
      "DELETE FROM t WHERE fid BETWEEN 100 AND 4900",
      "UPDATE t SET geom = NULL",
      "UPDATE t SET key = x'00' WHERE fid = 4000",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(edits); i++) {
    files_make();
    triggers_drop(paths[1]);
    file_edit(paths[1], edits[i]);
    g_auto(Reading) one = {0}, many = {0};
    files_read(&one, paths, 1, 0);
    files_read(&many, paths, 8, 100);
    error_none(one.error);
    error_none(many.error);
    for (size_t k = 0; k < N_FILES; k++)
      layers_compare(&many.streams[k], &one.streams[k]);
    files_remove();
  }
}

/* The first layer that cannot be read tells why; those before it are there. */
static void the_first_broken_layer_tells_the_error(void **state)
{
  (void)state;
  static const char not_utf8[] = "UPDATE t SET key = CAST(x'B8DFC6BD' AS TEXT) WHERE fid IN "
                                 "(4321, 4999)";
  for (unsigned jobs = 1; jobs <= 8; jobs++) {
    files_make();
    for (size_t i = 1; i < N_FILES; i++) {
      triggers_drop(paths[i]);
      file_edit(paths[i], not_utf8);
    }
    g_auto(Reading) reading = {0};
    files_read(&reading, paths, jobs, jobs == 1 ? 0 : 20);
    assert_true(g_error_matches(reading.error, LT_ERROR, LT_ERROR_READ));
    assert_non_null(strstr(reading.error->message, "b.gpkg"));
    assert_non_null(strstr(reading.error->message, "4321"));
    assert_non_null(reading.streams[0].data);
    assert_null(reading.streams[1].data);
    assert_null(reading.streams[2].data);
    files_remove();
  }
}

static void a_cancelled_run_reads_nothing(void **state)
{
  (void)state;
  files_make();
  g_autoptr(LtRun) run = lt_run_new();
  g_autoptr(LtCrs) crs = lt_crs_parse("EPSG:4526", NULL);
  LtSourceSpec spec = {.id = "a", .paths = paths, .n_paths = 1, .is_unchecked = true};
  g_autoptr(LtSource) source = lt_source_open(&spec, NULL);
  g_autoptr(LtStore) store = lt_store_new(NULL);
  LtTable *table =
      lt_table_new(store, "a", lt_source_columns(source), lt_source_column_count(source), NULL);
  LtSourceStream stream = {.source = source, .table = table};
  g_autoptr(GError) error = NULL;
  lt_run_set_jobs(run, 4);
  lt_run_cancel(run);
  streamed_read(&stream, 1, crs, 0, run, &error);
  assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_CANCELLED));
  assert_null(stream.data);
  files_remove();
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(any_number_of_threads_reads_the_same),
      cmocka_unit_test(a_layer_is_shared_out),
      cmocka_unit_test(what_is_not_plain_is_read_as_one),
      cmocka_unit_test(the_first_broken_layer_tells_the_error),
      cmocka_unit_test(a_cancelled_run_reads_nothing),
  };
  g_autofree char *folder = g_dir_make_tmp("lantu-stream-XXXXXX", NULL);
  if (g_chdir(folder) != 0)
    return 1;
  int rc = cmocka_run_group_tests(tests, NULL, NULL);
  g_rmdir(folder);
  return rc;
}
