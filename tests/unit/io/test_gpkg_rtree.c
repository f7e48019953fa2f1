/* Packed R-trees against SQLite's own check, a plain loop over the boxes, and GDAL. */
#include "io/gpkg.h"

#include <gdal.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_api.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define BASE_X 38400000.0
#define BASE_Y 3800000.0
#define EXTENT_M 20000.0
/* The tree holds floats: at these coordinates they are 4 m apart. */
#define FLOAT_STEP_M 4.0

typedef struct {
  double min_x, min_y, max_x, max_y;
} Box;

typedef enum { SCATTERED, ALL_ALIKE, IN_LINE } Pattern;

static Box box_make(GRand *random, Pattern pattern, size_t i)
{
  if (pattern == ALL_ALIKE)
    return (Box){BASE_X, BASE_Y, BASE_X + 10, BASE_Y + 10};
  double x = BASE_X + (double)g_rand_int_range(random, 0, (gint32)EXTENT_M);
  double y =
      BASE_Y + (pattern == IN_LINE ? 0 : (double)g_rand_int_range(random, 0, (gint32)EXTENT_M));
  double size = 1 + (double)(i % 97);
  return (Box){x, y, x + size, y + size / 2};
}

static bool box_meets(const Box *a, const Box *b, double by_m)
{
  return a->min_x <= b->max_x + by_m && b->min_x <= a->max_x + by_m &&
         a->min_y <= b->max_y + by_m && b->min_y <= a->max_y + by_m;
}

static LtPoint corner(double x, double y)
{
  return (LtPoint){llround(x * LT_UNITS_PER_M), llround(y * LT_UNITS_PER_M)};
}

/* Every tenth row of a larger table has no geometry, and is no box. */
static bool row_is_bare(size_t n, size_t i)
{
  return n > 200 && i % 10 == 3;
}

static void file_write(const char *path, const Box *boxes, size_t n)
{
  g_autoptr(LtCrs) crs = lt_crs_parse("EPSG:4526", NULL);
  g_autoptr(LtGpkg) gpkg = lt_gpkg_new(path, crs, false, NULL);
  LtGpkgTable table = {"t", NULL, LT_GEOM_POLYGON, NULL, 0};
  assert_true(lt_gpkg_begin(gpkg, &table, NULL));
  for (size_t i = 0; i < n; i++) {
    const Box *box = &boxes[i];
    const LtPoint ring[] = {corner(box->min_x, box->min_y), corner(box->max_x, box->min_y),
                            corner(box->max_x, box->max_y), corner(box->min_x, box->max_y),
                            corner(box->min_x, box->min_y)};
    g_autoptr(LtShapes) shapes = lt_shapes_new();
    assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
    assert_true(lt_shapes_add_ring(shapes, ring, 5, false, NULL));
    assert_true(lt_gpkg_row(gpkg, row_is_bare(n, i) ? NULL : shapes, 0, NULL, NULL));
  }
  assert_true(lt_gpkg_finish(gpkg, NULL));
}

static char *sql_text(sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
    fail_msg("%s: %s", sql, sqlite3_errmsg(db));
  char *text = sqlite3_step(statement) == SQLITE_ROW
                   ? g_strdup((const char *)sqlite3_column_text(statement, 0))
                   : NULL;
  sqlite3_finalize(statement);
  return text;
}

static void sql_expect(sqlite3 *db, const char *sql, const char *wanted)
{
  g_autofree char *text = sql_text(db, sql);
  if (g_strcmp0(text, wanted) != 0)
    fail_msg("%s: %s, wanted %s", sql, text, wanted);
}

/* All that meet the window, and nothing farther from it than floats may err. */
static void window_ask(sqlite3_stmt *query, const Box *boxes, size_t n, const Box *window)
{
  g_autofree bool *found = g_new0(bool, n + 1);
  const double bounds[] = {window->min_x, window->max_x, window->min_y, window->max_y};
  for (int i = 0; i < 4; i++)
    sqlite3_bind_double(query, i + 1, bounds[i]);
  while (sqlite3_step(query) == SQLITE_ROW) {
    sqlite3_int64 id = sqlite3_column_int64(query, 0);
    assert_in_range(id, 1, n);
    assert_false(found[id]);
    found[id] = true;
  }
  sqlite3_reset(query);
  for (size_t i = 0; i < n; i++) {
    bool is_bare = row_is_bare(n, i);
    if (found[i + 1] ? is_bare || !box_meets(&boxes[i], window, FLOAT_STEP_M)
                     : !is_bare && box_meets(&boxes[i], window, 0))
      fail_msg("row %zu of %zu: %s", i + 1, n, found[i + 1] ? "found" : "not found");
  }
}

static void tree_ask(sqlite3 *db, const Box *boxes, size_t n, GRand *random)
{
  sqlite3_stmt *query = NULL;
  const char *sql = "SELECT id FROM rtree_t_geom WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND "
                    "miny <= ?";
  assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &query, NULL), SQLITE_OK);
  const Box all = {BASE_X - 100, BASE_Y - 100, BASE_X + 2 * EXTENT_M, BASE_Y + 2 * EXTENT_M};
  window_ask(query, boxes, n, &all);
  for (int i = 0; i < 20; i++) {
    Box window = box_make(random, SCATTERED, (size_t)i);
    window.max_x += 1000;
    window.max_y += 700;
    window_ask(query, boxes, n, &window);
  }
  sqlite3_finalize(query);
}

/* Features GDAL hands out; its GetFeatureCount() asks the floats of the tree alone. */
static int features_count(OGRLayerH layer)
{
  OGRFeatureH feature;
  int n = 0;
  OGR_L_ResetReading(layer);
  for (; (feature = OGR_L_GetNextFeature(layer)) != NULL; n++)
    OGR_F_Destroy(feature);
  return n;
}

/* GDAL looks at the shapes themselves after the tree: its answer is the exact one. */
static void gdal_ask(const char *path, const Box *boxes, size_t n, GRand *random)
{
  GDALAllRegister();
  GDALDatasetH file = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
  assert_non_null(file);
  OGRLayerH layer = GDALDatasetGetLayer(file, 0);
  assert_true(OGR_L_TestCapability(layer, OLCFastSpatialFilter));
  for (int k = 0; k < 20; k++) {
    Box window = box_make(random, SCATTERED, (size_t)k);
    window.max_x += 900.5;
    window.max_y += 2000.5;
    int n_wanted = 0;
    for (size_t i = 0; i < n; i++)
      n_wanted += !row_is_bare(n, i) && box_meets(&boxes[i], &window, 0);
    OGR_L_SetSpatialFilterRect(layer, window.min_x, window.min_y, window.max_x, window.max_y);
    assert_int_equal(features_count(layer), n_wanted);
  }
  GDALClose(file);
}

/* SQLite goes on with the tree as if it were its own. */
static void tree_edit(sqlite3 *db, size_t n)
{
  assert_int_equal(sqlite3_exec(db, "DELETE FROM rtree_t_geom WHERE id % 3 = 0", NULL, NULL, NULL),
                   SQLITE_OK);
  sql_expect(db, "SELECT rtreecheck('rtree_t_geom')", "ok");
  g_autofree char *insert = g_strdup_printf(
      "WITH RECURSIVE i(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM i WHERE n < 300) INSERT INTO "
      "rtree_t_geom SELECT %zu + n, 38400000 + n * 16, 38400000 + n * 20, 3800000, 3800016 FROM i",
      n);
  assert_int_equal(sqlite3_exec(db, insert, NULL, NULL, NULL), SQLITE_OK);
  sql_expect(db, "SELECT rtreecheck('rtree_t_geom')", "ok");
  sql_expect(db, "PRAGMA integrity_check", "ok");
}

static const struct {
  const char *why;
  size_t n;
  Pattern pattern;
} trees[] = {
    {"no row", 0, SCATTERED},
    {"one row", 1, SCATTERED},
    {"a node that is not full", 50, SCATTERED},
    {"a full node", 51, SCATTERED},
    {"one more than a node holds", 52, SCATTERED},
    {"two full nodes", 102, SCATTERED},
    {"a full tree of two levels", 51 * 51 * 10 / 9, SCATTERED},
    {"three levels", 51 * 51 + 1 + 300, SCATTERED},
    {"boxes that are all the same", 5000, ALL_ALIKE},
    {"boxes along a line", 5000, IN_LINE},
    {"four levels", 150000, SCATTERED},
};

static void tree_check(const char *path, size_t n, Pattern pattern)
{
  g_autoptr(GRand) random = g_rand_new_with_seed((guint32)n);
  g_autofree Box *boxes = g_new0(Box, n + 1);
  size_t n_bare = 0;
  for (size_t i = 0; i < n; i++) {
    boxes[i] = box_make(random, pattern, i);
    n_bare += row_is_bare(n, i);
  }
  file_write(path, boxes, n);
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
  g_autofree char *count = g_strdup_printf("%zu", n - n_bare);
  sql_expect(db, "SELECT rtreecheck('rtree_t_geom')", "ok");
  sql_expect(db, "PRAGMA integrity_check", "ok");
  sql_expect(db, "SELECT count(*) FROM rtree_t_geom", count);
  sql_expect(db, "SELECT length(data) FROM rtree_t_geom_node WHERE nodeno = 1", "1228");
  tree_ask(db, boxes, n, random);
  if (n > 0)
    gdal_ask(path, boxes, n, random);
  tree_edit(db, n);
  sqlite3_close(db);
}

static void rtree_all(void **state)
{
  (void)state;
  g_autofree char *folder = g_dir_make_tmp("lantu-rtree-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "t.gpkg", NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(trees); i++) {
    print_message("%s\n", trees[i].why);
    tree_check(path, trees[i].n, trees[i].pattern);
    g_unlink(path);
  }
  g_rmdir(folder);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(rtree_all)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
