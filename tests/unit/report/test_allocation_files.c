/* From files to files, every bulk allocation failing once: an error each time, nothing leaked, no
 * result and no temporary file. */
#include "unit/failing_each.h"
#include "unit/rules/fixture.h"

#include "io/gpkg.h"

#include <jansson.h>
#include <lantu/overlay.h>
#include <lantu/report.h>
#include <math.h>
#include <sqlite3.h>

#define EAST 38500000.0
#define NORTH 3400000.0
/* More than arrays have room for at first. */
#define N_ROW 6

/* ---- inputs ---- */

static void ring_add(LtShapes *shapes, double x, double y, double size, bool is_hole)
{
  const double ways[2][5][2] = {{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}},
                                {{0, 0}, {0, 1}, {1, 1}, {1, 0}, {0, 0}}};
  LtPoint points[5];
  for (size_t i = 0; i < G_N_ELEMENTS(points); i++)
    points[i] = (LtPoint){llround((EAST + x + size * ways[is_hole][i][0]) * LT_UNITS_PER_M),
                          llround((NORTH + y + size * ways[is_hole][i][1]) * LT_UNITS_PER_M)};
  assert_true(lt_shapes_add_ring(shapes, points, G_N_ELEMENTS(points), is_hole, NULL));
}

/* Squares in rows, each with a hole; by GDAL they are read in the order of the file. */
static void package_write(const char *path, double by)
{
  g_autoptr(LtCrs) crs = lt_crs_parse("EPSG:4526", NULL);
  g_autoptr(LtGpkg) gpkg = lt_gpkg_new(path, crs, false, NULL);
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  const LtGpkgColumn columns[] = {{"key", LT_VALUE_TEXT}, {"kind", LT_VALUE_TEXT}};
  const LtGpkgTable table = {"land", "", LT_GEOM_POLYGON, columns, G_N_ELEMENTS(columns)};
  assert_true(lt_gpkg_begin(gpkg, &table, NULL));
  for (size_t i = 0; i < N_ROW * N_ROW; i++) {
    double x = by + 20 * (double)(i % N_ROW), y = by + 20 * (double)(i / N_ROW);
    assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
    ring_add(shapes, x, y, 18, false);
    ring_add(shapes, x + 2, y + 2, 3, true);
    g_autofree char *key = g_strdup_printf("k%zu", i);
    const LtValue values[] = {{.type = LT_VALUE_TEXT, .text = key},
                              {.type = LT_VALUE_TEXT, .text = i % 3 == 0 ? "1" : "2"}};
    assert_true(lt_gpkg_row(gpkg, shapes, i, values, NULL));
  }
  assert_true(lt_gpkg_finish(gpkg, NULL));
}

/* Polygons in degrees, one of them with rings that cross, and shapes that are none. */
static void geojson_write(const char *path)
{
  g_autoptr(GString) text = g_string_new(
      "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
      "\"urn:ogc:def:crs:EPSG::4490\"}},\"features\":[\n");
  for (size_t i = 0; i < N_ROW * N_ROW; i++) {
    double x = 114 + 2e-4 * (double)(i % N_ROW), y = 30.71819 + 2e-4 * (double)(i / N_ROW);
    g_string_append_printf(
        text, "%s{\"type\":\"Feature\",\"properties\":{\"key\":\"g%zu\",\"kind\":\"%zu\"},",
        i == 0 ? "" : ",\n", i, i % 4);
    if (i == 7)
      g_string_append(text, "\"geometry\":null}");
    else if (i == 9)
      g_string_append_printf(text, "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%f,%f],"
                                   "[%f,%f],[%f,%f],[%f,%f],[%f,%f]]]}}",
                             x, y, x + 3e-4, y + 3e-4, x + 3e-4, y, x, y + 3e-4, x, y);
    else
      g_string_append_printf(text, "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%f,%f],"
                                   "[%f,%f],[%f,%f],[%f,%f]]]}}",
                             x, y, x + 3e-4, y, x, y + 3e-4, x, y);
  }
  g_string_append(text, "]}\n");
  write_file(path, text->str);
}

/* ---- what is left behind ---- */

static int name_compare(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of all files here. */
static char *folder_names(void)
{
  g_autoptr(GDir) dir = g_dir_open(".", 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
    g_ptr_array_add(names, g_strdup(name));
  g_ptr_array_sort(names, name_compare);
  g_ptr_array_add(names, NULL);
  return g_strjoinv(" ", (char **)names->pdata);
}

/* A failed task leaves the folder as it was; the result of one that went through is removed. */
static bool task_end(bool is_done, const char *result, const char *before)
{
  assert_true(!is_done || g_unlink(result) == 0);
  g_autofree char *after = folder_names();
  assert_string_equal(after, before);
  return is_done;
}

/* ---- overlay ---- */

typedef struct {
  const char *why;
  LtOverlayFiles files;
  unsigned jobs;
} Row;

static const Row rows[] = {
    {"into tiles",
     {.layers = {{.file = "a.gpkg", .class_field = "kind", .key_field = "key"},
                 {.file = "b.gpkg", .class_field = "kind", .key_field = "key"}},
      .n_layers = 2,
      .pairs = "pairs.csv"},
     1},
    {"through GDAL",
     {.layers = {{.file = "a.gpkg", .class_field = "kind"},
                 {.file = "c.geojson", .class_field = "kind", .key_field = "key"}},
      .n_layers = 2,
      .min_width_m = 2,
      .counts_invalid = true},
     1},
    {"many workers",
     {.layers = {{.file = "a.gpkg"}, {.file = "c.geojson"}}, .n_layers = 2, .counts_invalid = true},
     3},
    {"many readers",
     {.layers = {{.file = "a.gpkg", .class_field = "kind"}, {.file = "b.gpkg"}}, .n_layers = 2},
     3},
    {"three layers",
     {.layers = {{.file = "a.gpkg", .class_field = "kind"},
                 {.file = "b.gpkg", .class_field = "kind"},
                 {.file = "a.gpkg", .key_field = "key"}},
      .n_layers = 3},
     1},
    {"patches",
     {.layers = {{.file = "a.gpkg", .class_field = "kind", .key_field = "key"},
                 {.file = "b.gpkg", .class_field = "kind"},
                 {.file = "a.gpkg", .key_field = "key"}},
      .n_layers = 3,
      .min_area_m2 = 30,
      .makes_patches = true},
     1},
};

static bool overlay_task(void *data, GError **error)
{
  const Row *row = data;
  g_autofree char *before = folder_names();
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, row->jobs);
  g_autoptr(LtOverlayResults) results = lt_overlay_files(&row->files, run, error);
  bool is_done =
      results != NULL && lt_report_overlay_gpkg(results, "out.gpkg", false, run, error);
  return task_end(is_done, "out.gpkg", before);
}

static void test_overlay(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    for (int goes_on = 0; goes_on < (i == 0 ? 2 : 1); goes_on++)
      print_message("%s: %zu allocations\n", rows[i].why,
                    failing_each(rows[i].why, overlay_task, (void *)&rows[i], goes_on));
}

/* ---- SQLite ---- */

static sqlite3_mem_methods plain_memory;
static size_t n_asked, failing_ask;

static void *sqlite_alloc(int n)
{
  return ++n_asked == failing_ask ? NULL : plain_memory.xMalloc(n);
}

static void *sqlite_realloc(void *old, int n)
{
  return ++n_asked == failing_ask ? NULL : plain_memory.xRealloc(old, n);
}

/* Before SQLite is used for the first time. */
static void sqlite_take(void)
{
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain_memory);
  sqlite3_mem_methods memory = plain_memory;
  memory.xMalloc = sqlite_alloc;
  memory.xRealloc = sqlite_realloc;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &memory);
}

/* Write a result with one allocation of SQLite failing. SQLite does without some: then the result
 * is the same to the byte. False when there are not so many. */
static bool sqlite_try(const LtOverlayResults *results, LtRun *run, GBytes *whole, size_t n)
{
  g_autofree char *before = folder_names();
  g_autoptr(GError) error = NULL;
  n_asked = 0;
  failing_ask = n;
  bool is_done = lt_report_overlay_gpkg(results, "out.gpkg", false, run, &error);
  failing_ask = 0;
  if (is_done) {
    g_autofree char *content = NULL;
    gsize n_bytes = 0;
    assert_true(g_file_get_contents("out.gpkg", &content, &n_bytes, NULL));
    g_autoptr(GBytes) bytes = g_bytes_new(content, n_bytes);
    assert_true(g_bytes_equal(bytes, whole));
  } else {
    failing_check_error("SQLite", n, is_done, error);
  }
  task_end(is_done, "out.gpkg", before);
  return n_asked >= n;
}

static void test_sqlite(void **state)
{
  (void)state;
  g_autoptr(LtRun) run = lt_run_new();
  g_autoptr(LtOverlayResults) results = lt_overlay_files(&rows[0].files, run, NULL);
  assert_true(lt_report_overlay_gpkg(results, "out.gpkg", false, run, NULL));
  char *content;
  gsize n_bytes;
  assert_true(g_file_get_contents("out.gpkg", &content, &n_bytes, NULL));
  g_autoptr(GBytes) whole = g_bytes_new_take(content, n_bytes);
  g_unlink("out.gpkg");
  size_t n = 1;
  while (sqlite_try(results, run, whole, n))
    n += 1 + n / 100;
  print_message("%zu allocations of SQLite\n", n);
  assert_true(n > 1000);
}

/* ---- JSON ---- */

static void *json_alloc(size_t n)
{
  return ++n_asked == failing_ask ? NULL : malloc(n);
}

/* Texts of the overlay and of the check. */
static char *json_of(const LtOverlayResults *overlay, const LtResults *check)
{
  return check != NULL ? lt_report_json(check, LT_LANG_EN) : lt_report_overlay_json(overlay);
}

/* All of it or nothing, whichever allocation of jansson fails. */
static void json_try_all(const LtOverlayResults *overlay, const LtResults *check)
{
  json_set_alloc_funcs(json_alloc, free);
  n_asked = 0;
  g_autofree char *whole = json_of(overlay, check);
  size_t n_all = n_asked;
  assert_true(whole != NULL && n_all > 100);
  for (size_t n = 1; n <= n_all; n++) {
    n_asked = 0;
    failing_ask = n;
    g_autofree char *text = json_of(overlay, check);
    failing_ask = 0;
    if (text != NULL)
      assert_string_equal(text, whole);
  }
  json_set_alloc_funcs(malloc, free);
}

static void test_json(void **state)
{
  (void)state;
  g_autoptr(LtRun) run = lt_run_new();
  g_autoptr(LtOverlayResults) overlay = lt_overlay_files(&rows[1].files, run, NULL);
  json_try_all(overlay, NULL);
  g_autoptr(LtOverlayResults) many = lt_overlay_files(&rows[3].files, run, NULL);
  json_try_all(many, NULL);
  g_autoptr(LtProject) project = lt_project_load("p.yaml", NULL);
  assert_true(lt_project_read(project, run, NULL));
  g_autoptr(LtResults) check = lt_check_run(project, run, NULL);
  json_try_all(NULL, check);
}

/* ---- check ---- */

#define TITLE "severity: error, title: {zh: 重叠, en: Overlap}"

static const char project_text[] =
    HEAD "layers:\n"
         "  - {id: a, source: a.gpkg, key: key, class: {field: kind}}\n"
         "  - {id: c, source: c.geojson, key: key, where: \"kind <> '3'\"}\n"
         "  - {id: s, source: s.txt}\n"
         "  - {id: t, source: t.txt}\n"
         "  - {id: d, source: d.csv, " XY "}\n"
         "rules:\n"
         "  - {id: R-1, kind: overlap, " TITLE ", layers: {a: {layer: a}, b: {layer: c}}}\n"
         "  - {id: R-2, kind: overlap, " TITLE ", layers: {a: {layer: c}}}\n"
         "  - {id: R-3, kind: distance, " TITLE ", layers: {a: {layer: a}, b: {layer: c}}, "
         "limits: {distance_m: 1}}\n"
         "  - {id: R-4, kind: unique, " TITLE "}\n"
         "  - {id: R-5, kind: area, " TITLE ", layers: {a: {layer: t}}, "
         "limits: {declared: DKMJ, unit: ha, area: planar}}\n"
         "  - {id: R-6, kind: schema, " TITLE ", layers: {a: {layer: d}}, limits: {schema: t.csv}}\n";

static const char survey_text[] =
    "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=38\n"
    "精度=0.001\n转换参数=,,,,,,\n[地块坐标]\n4,1.0000,1,地块一,面,,,,@\n"
    "J1,1,3400000.000,38500000.000\nJ2,1,3400100.000,38500000.000\n"
    "J3,1,3400100.000,38500100.000\nJ4,1,3400000.000,38500100.000\n"
    "J1,1,3400000.000,38500000.000\n";

/* A square in the next band, which is measured there. */
static const char other_band_text[] =
    "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=37\n[地块坐标]\n4,1.0001,1,地块一,面,,,,@\n"
    "J1,1,3900000.000,37608000.000\nJ2,1,3900100.000,37608000.000\n"
    "J3,1,3900100.000,37608100.000\nJ4,1,3900000.000,37608100.000\n";

static bool check_task(void *data, GError **error)
{
  (void)data;
  g_autofree char *before = folder_names();
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, 1);
  g_autoptr(LtProject) project = lt_project_load("p.yaml", error);
  g_autoptr(LtResults) results = NULL;
  bool is_done = project != NULL && lt_project_read(project, run, error) &&
                 (results = lt_check_run(project, run, error)) != NULL &&
                 lt_report_write_gpkg(results, "out.gpkg", false, run, error);
  return task_end(is_done, "out.gpkg", before);
}

static void test_check(void **state)
{
  (void)state;
  print_message("check: %zu allocations\n", failing_each("check", check_task, NULL, false));
}

static int files_set_up(void **state)
{
  if (set_up(state) != 0)
    return 1;
  package_write("a.gpkg", 0);
  package_write("b.gpkg", 5);
  geojson_write("c.geojson");
  write_file("pairs.csv", "a,b\n1,2\n2,1\n");
  write_file("p.yaml", project_text);
  write_file("s.txt", survey_text);
  write_file("t.txt", other_band_text);
  write_file("t.csv", "field,required,values,formula,decimals\nkey,M,1|2,e-n,2\nz,M,,,\n");
  write_file("d.csv", "key,e,n\nx,38500000,3400000\nx,38500000,3400000\n");
  return 0;
}

int main(void)
{
  sqlite_take();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_overlay),
      cmocka_unit_test(test_sqlite),
      cmocka_unit_test(test_check),
      cmocka_unit_test(test_json),
  };
  return cmocka_run_group_tests(tests, files_set_up, tear_down);
}
