/* Rows made ready by many threads: the bytes of the file are those of rows written one by one. */
#include "io/gpkg.h"

#include <glib/gstdio.h>
#include <lantu/run.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define N_ROWS 3000

/* What the rows are of: features with an own shape, some rows that are not there, some without
 * geometry. */
typedef struct {
  LtShapes *shapes;
  char *texts[N_ROWS];
  LtRun *cancelled; /* by row 1000; or NULL */
} Data;

static bool row_tell(const void *data, size_t i, LtGpkgRow *row)
{
  const Data *rows = data;
  if (rows->cancelled != NULL && i == 1000)
    lt_run_cancel(rows->cancelled);
  if (i % 7 == 3)
    return false;
  row->shapes = i % 11 == 5 ? NULL : rows->shapes;
  row->feature = i;
  row->values[0] = (LtValue){.type = LT_VALUE_TEXT, .text = rows->texts[i]};
  row->values[1] = (LtValue){.type = LT_VALUE_INTEGER, .integer = (int64_t)i};
  return true;
}

static Data data_make(void)
{
  Data data = {.shapes = lt_shapes_new()};
  for (int64_t i = 0; i < N_ROWS; i++) {
    int64_t x = 385000000000 + 100 * i, y = 34000000000 - 37 * i;
    LtPoint points[40] = {{x, y}};
    size_t n = 4 + (size_t)i % 30; /* blobs of many lengths */
    for (size_t k = 1; k + 1 < n; k++)
      points[k] = (LtPoint){x + 50 + (int64_t)k, y + (int64_t)(k * k)};
    points[n - 1] = points[0];
    assert_true(lt_shapes_add_feature(data.shapes, LT_GEOM_POLYGON, NULL));
    assert_true(lt_shapes_add_ring(data.shapes, points, n, false, NULL));
    data.texts[i] = g_strdup_printf("row %d", (int)i);
  }
  return data;
}

static void data_clear(Data *data)
{
  lt_shapes_free(data->shapes);
  for (size_t i = 0; i < N_ROWS; i++)
    g_free(data->texts[i]);
}

static LtGpkg *file_begin(const char *path)
{
  g_autoptr(LtCrs) crs = lt_crs_parse("EPSG:4526", NULL);
  const LtGpkgColumn columns[] = {{"t", LT_VALUE_TEXT}, {"n", LT_VALUE_INTEGER}};
  const LtGpkgTable table = {"rows", "", LT_GEOM_POLYGON, columns, G_N_ELEMENTS(columns)};
  LtGpkg *gpkg = lt_gpkg_new(path, crs, true, NULL);
  assert_non_null(gpkg);
  assert_true(lt_gpkg_begin(gpkg, &table, NULL));
  return gpkg;
}

static char *file_take(const char *path, gsize *n)
{
  char *bytes = NULL;
  assert_true(g_file_get_contents(path, &bytes, n, NULL));
  g_unlink(path);
  return bytes;
}

static void same_bytes_for_any_jobs(void **state)
{
  (void)state;
  Data data = data_make();
  gsize n_wanted, n_got;
  LtGpkg *one = file_begin("one.gpkg");
  for (size_t i = 0; i < N_ROWS; i++) {
    LtValue values[2];
    LtGpkgRow row = {.values = values};
    if (row_tell(&data, i, &row))
      assert_true(lt_gpkg_row(one, row.shapes, row.feature, values, NULL));
  }
  assert_true(lt_gpkg_finish(one, NULL));
  lt_gpkg_free(one);
  g_autofree char *wanted = file_take("one.gpkg", &n_wanted);
  for (unsigned jobs = 1; jobs <= 16; jobs += 3) {
    g_autoptr(LtRun) run = lt_run_new();
    lt_run_set_jobs(run, jobs);
    g_autoptr(LtGpkg) gpkg = file_begin("many.gpkg");
    assert_true(lt_gpkg_rows(gpkg, N_ROWS, row_tell, &data, "rows", run, NULL));
    assert_true(lt_gpkg_finish(gpkg, NULL));
    g_autofree char *got = file_take("many.gpkg", &n_got);
    assert_int_equal(n_got, n_wanted);
    assert_memory_equal(got, wanted, n_wanted);
  }
  data_clear(&data);
}

static void a_cancelled_run_ends_the_writing(void **state)
{
  (void)state;
  Data data = data_make();
  for (unsigned jobs = 1; jobs <= 9; jobs += 4) {
    g_autoptr(LtRun) run = lt_run_new();
    lt_run_set_jobs(run, jobs);
    data.cancelled = run;
    g_autoptr(GError) error = NULL;
    g_autoptr(LtGpkg) gpkg = file_begin("cancelled.gpkg");
    assert_false(lt_gpkg_rows(gpkg, N_ROWS, row_tell, &data, "rows", run, &error));
    assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_CANCELLED));
  }
  data_clear(&data);
}

static void no_rows_are_no_error(void **state)
{
  (void)state;
  Data data = {0};
  g_autoptr(LtRun) run = lt_run_new();
  g_autoptr(LtGpkg) gpkg = file_begin("none.gpkg");
  assert_true(lt_gpkg_rows(gpkg, 0, row_tell, &data, "rows", run, NULL));
  assert_true(lt_gpkg_finish(gpkg, NULL));
  g_unlink("none.gpkg");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(same_bytes_for_any_jobs),
      cmocka_unit_test(a_cancelled_run_ends_the_writing),
      cmocka_unit_test(no_rows_are_no_error),
  };
  g_autofree char *folder = g_dir_make_tmp("lantu-rows-XXXXXX", NULL);
  if (g_chdir(folder) != 0)
    return 1;
  int rc = cmocka_run_group_tests(tests, NULL, NULL);
  g_rmdir(folder);
  return rc;
}
