#include "io/gpkg.h"

#include "../geom/shape_text.h"

#include <cpl_error.h>
#include <gdal.h>
#include <glib/gstdio.h>
#include <ogr_srs_api.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

static const LtGpkgColumn columns[] = {
    {"rule", LT_VALUE_TEXT}, {"面积 \"m²\"", LT_VALUE_REAL}, {"n", LT_VALUE_INTEGER}};

/* A scratch folder and a CRS. */
typedef struct {
  char *folder;
  LtCrs *crs;
} Fixture;

static void folder_remove(const char *path)
{
  GDir *dir = g_dir_open(path, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *entry = g_build_filename(path, name, NULL);
    if (g_file_test(entry, G_FILE_TEST_IS_DIR) && !g_file_test(entry, G_FILE_TEST_IS_SYMLINK))
      folder_remove(entry);
    else
      g_unlink(entry);
  }
  if (dir != NULL)
    g_dir_close(dir);
  g_rmdir(path);
}

static int fixture_setup(void **state)
{
  Fixture *fixture = g_new0(Fixture, 1);
  fixture->folder = g_dir_make_tmp("lantu-gpkg-XXXXXX", NULL);
  fixture->crs = lt_crs_parse("EPSG:4526", NULL);
  assert_non_null(fixture->crs);
  *state = fixture;
  return 0;
}

static int fixture_teardown(void **state)
{
  Fixture *fixture = *state;
  folder_remove(fixture->folder);
  g_free(fixture->folder);
  lt_crs_free(fixture->crs);
  g_free(fixture);
  return 0;
}

static size_t folder_count(const char *path)
{
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  size_t n = 0;
  while (dir != NULL && g_dir_read_name(dir) != NULL)
    n++;
  return n;
}

/* With a hole, of two parts, empty; the third row has no geometry. */
static LtShapes *polygons_new(void)
{
  LtShapes *shapes = lt_shapes_new();
  shape_text_add_at(shapes, "0 0,10 0,10 10,0 10,0 0|h 2 2,2 4,4 4,4 2,2 2", 38400000, 3400000);
  shape_text_add_at(shapes, "0 0,1 0,1 1,0 1,0 0|5 5,6.1234 5,6.1234 6,5 6,5 5|9 9,11 9,11 11,9 9",
                    38400100, 3400000);
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_NONE, NULL));
  return shapes;
}

static LtShapes *others_new(void)
{
  const LtPoint points[] = {{384000000000, 34000000000}, {384000010001, 34000000000},
                            {384000010001, 34000020002}};
  LtShapes *shapes = lt_shapes_new();
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POINT, NULL));
  assert_true(lt_shapes_add_ring(shapes, points, 3, false, NULL));
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_LINE, NULL));
  assert_true(lt_shapes_add_ring(shapes, points, 3, false, NULL));
  assert_true(lt_shapes_add_ring(shapes, points + 1, 2, false, NULL));
  return shapes;
}

static bool rows_write(LtGpkg *gpkg, const LtShapes *shapes)
{
  for (size_t i = 0; i < shapes->n_features; i++) {
    LtValue values[] = {{LT_VALUE_TEXT, .text = "规则 'x'"},
                        {LT_VALUE_REAL, .real = i == 1 ? NAN : 96.25},
                        {LT_VALUE_INTEGER, .integer = INT64_MAX}};
    if (!lt_gpkg_row(gpkg, shapes, i, values, NULL))
      return false;
  }
  LtValue none[3] = {{.type = LT_VALUE_NULL}, {.type = LT_VALUE_NULL}, {.type = LT_VALUE_NULL}};
  return lt_gpkg_row(gpkg, NULL, 0, none, NULL);
}

/* One feature of @p shapes in a table of its own. */
static bool single_write(LtGpkg *gpkg, const LtShapes *shapes, size_t feature, const char *name)
{
  LtGpkgTable table = {name, NULL, (LtGeomType)shapes->types[feature], NULL, 0};
  return lt_gpkg_begin(gpkg, &table, NULL) && lt_gpkg_row(gpkg, shapes, feature, NULL, NULL);
}

static void file_write(const Fixture *fixture, const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LtGpkg) gpkg = lt_gpkg_new(path, fixture->crs, false, &error);
  if (gpkg == NULL)
    fail_msg("%s", error->message);
  g_autoptr(LtShapes) polygons = polygons_new();
  g_autoptr(LtShapes) others = others_new();
  LtGpkgTable findings = {"图斑 \"f\"", "findings with area", LT_GEOM_POLYGON, columns, 3};
  LtGpkgTable runs = {"run", NULL, LT_GEOM_NONE, columns, 3};
  LtGpkgTable empty = {"empty", NULL, LT_GEOM_LINE, columns, 3};
  LtValue values[] = {{LT_VALUE_TEXT, .text = ""}, {LT_VALUE_REAL, .real = -0.5},
                      {.type = LT_VALUE_NULL}};
  assert_true(lt_gpkg_begin(gpkg, &findings, NULL));
  assert_true(rows_write(gpkg, polygons));
  assert_true(lt_gpkg_style(gpkg, findings.name, "默认", "<qgis/>", NULL));
  assert_true(lt_gpkg_begin(gpkg, &runs, NULL));
  assert_true(lt_gpkg_row(gpkg, NULL, 0, values, NULL));
  assert_true(lt_gpkg_begin(gpkg, &empty, NULL));
  assert_true(single_write(gpkg, others, 0, "points"));
  assert_true(single_write(gpkg, others, 1, "lines"));
  assert_true(lt_gpkg_style(gpkg, "lines", "lines", "<qgis>'</qgis>", NULL));
  assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
  if (!lt_gpkg_finish(gpkg, &error))
    fail_msg("%s", error->message);
}

/* The first value of a query as text. */
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

static const struct {
  const char *why, *sql, *wanted;
} queries[] = {
    {"sound file", "PRAGMA integrity_check", "ok"},
    {"references", "SELECT count(*) FROM pragma_foreign_key_check", "0"},
    {"R-tree", "SELECT rtreecheck('rtree_图斑 \"f\"_geom')", "ok"},
    {"R-tree of points", "SELECT rtreecheck('rtree_points_geom')", "ok"},
    {"R-tree of lines", "SELECT rtreecheck('rtree_lines_geom')", "ok"},
    {"empty R-tree", "SELECT rtreecheck('rtree_empty_geom')", "ok"},
    {"R-tree holds what has points",
     "SELECT group_concat(id) FROM \"rtree_图斑 \"\"f\"\"_geom\"", "1,2"},
    {"application", "SELECT printf('%x', application_id) FROM pragma_application_id", "47504b47"},
    {"version", "PRAGMA user_version", "10300"},
    {"journal", "PRAGMA journal_mode", "delete"},
    {"page", "PRAGMA page_size", "8192"},
    {"dates", "SELECT group_concat(DISTINCT last_change) FROM gpkg_contents",
     "2000-01-01T00:00:00.000Z"},
    {"CRS", "SELECT srs_id || organization || organization_coordsys_id || (definition LIKE "
            "'PROJCS[\"CGCS2000%') FROM gpkg_spatial_ref_sys WHERE srs_id > 4326", "4526EPSG45261"},
    {"extent", "SELECT min_x = 38400000 AND max_x = 38400111 AND min_y = 3400000 AND "
               "max_y = 3400011 FROM gpkg_contents WHERE table_name LIKE '图斑%'", "1"},
    {"no extent", "SELECT min_x IS NULL FROM gpkg_contents WHERE table_name = 'empty'", "1"},
    {"types", "SELECT group_concat(geometry_type_name) FROM (SELECT * FROM gpkg_geometry_columns "
              "ORDER BY table_name)", "MULTILINESTRING,MULTILINESTRING,MULTIPOINT,MULTIPOLYGON"},
    {"NaN is NULL", "SELECT group_concat(fid) FROM \"图斑 \"\"f\"\"\" WHERE \"面积 \"\"m²\"\"\" IS "
                    "NULL", "2,4"},
    {"empty is flagged, little-endian, no envelope",
     "SELECT hex(substr(geom, 1, 8)) FROM \"图斑 \"\"f\"\"\" WHERE fid = 3", "47500011AE110000"},
    {"envelope", "SELECT hex(substr(geom, 1, 8)) FROM points", "47500003AE110000"},
    {"an empty text is a text", "SELECT typeof(rule) FROM run", "text"},
    {"no geometry", "SELECT geom IS NULL FROM \"图斑 \"\"f\"\"\" WHERE fid = 4", "1"},
    {"triggers", "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'", "24"},
    {"extension rows", "SELECT count(*) FROM gpkg_extensions", "4"},
    {"styles", "SELECT group_concat(f_geometry_column || styleName || useAsDefault || update_time) "
               "FROM layer_styles",
     "geom默认12000-01-01T00:00:00.000Z,geomlines12000-01-01T00:00:00.000Z"},
};

static void file_by_sqlite(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *path = g_build_filename(fixture->folder, "new", "deep", "f.gpkg", NULL);
  g_autofree char *folder = g_path_get_dirname(path);
  file_write(fixture, path);
  assert_int_equal(folder_count(folder), 1); /* nothing beside it */
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  for (size_t i = 0; i < G_N_ELEMENTS(queries); i++) {
    g_autofree char *text = sql_text(db, queries[i].sql);
    if (g_strcmp0(text, queries[i].wanted) != 0)
      fail_msg("%s: %s, wanted %s", queries[i].why, text, queries[i].wanted);
  }
  sqlite3_close(db);
}

static void gdal_complain(CPLErr level, CPLErrorNum number, const char *message)
{
  if (level >= CE_Warning)
    fail_msg("GDAL %d: %s", number, message);
}

static GBytes *geometry_bytes(OGRGeometryH geometry)
{
  size_t n = (size_t)OGR_G_WkbSize(geometry);
  uint8_t *wkb = g_malloc(n);
  OGR_G_ExportToIsoWkb(geometry, wkbNDR, wkb);
  return g_bytes_new_take(wkb, n);
}

/* True when the feature's geometry is that of the text, to the bit; NULL: it has none. */
static bool feature_is(GDALDatasetH file, const char *layer_name, int64_t fid, const char *wkt)
{
  OGRFeatureH feature = OGR_L_GetFeature(GDALDatasetGetLayerByName(file, layer_name), fid);
  OGRGeometryH got = OGR_F_GetGeometryRef(feature), wanted = NULL;
  bool is_same = (got == NULL) == (wkt == NULL);
  if (got != NULL && wkt != NULL) {
    g_autofree char *text = g_strdup(wkt);
    char *at = text;
    assert_int_equal(OGR_G_CreateFromWkt(&at, NULL, &wanted), OGRERR_NONE);
    g_autoptr(GBytes) a = geometry_bytes(got);
    g_autoptr(GBytes) b = geometry_bytes(wanted);
    is_same = g_bytes_equal(a, b);
    OGR_G_DestroyGeometry(wanted);
  }
  OGR_F_Destroy(feature);
  return is_same;
}

static const struct {
  const char *layer;
  int64_t fid;
  const char *wkt;
} shapes_wanted[] = {
    {"图斑 \"f\"", 1,
     "MULTIPOLYGON (((38400000 3400000,38400010 3400000,38400010 3400010,38400000 3400010,38400000 "
     "3400000),(38400002 3400002,38400002 3400004,38400004 3400004,38400004 3400002,38400002 "
     "3400002)))"},
    {"图斑 \"f\"", 2,
     "MULTIPOLYGON (((38400100 3400000,38400101 3400000,38400101 3400001,38400100 3400001,38400100 "
     "3400000)),((38400105 3400005,38400106.1234 3400005,38400106.1234 3400006,38400105 "
     "3400006,38400105 3400005)),((38400109 3400009,38400111 3400009,38400111 3400011,38400109 "
     "3400009)))"},
    {"图斑 \"f\"", 3, "MULTIPOLYGON EMPTY"},
    {"图斑 \"f\"", 4, NULL},
    {"points", 1,
     "MULTIPOINT (38400000 3400000,38400001.0001 3400000,38400001.0001 3400002.0002)"},
    {"lines", 1,
     "MULTILINESTRING ((38400000 3400000,38400001.0001 3400000,38400001.0001 "
     "3400002.0002),(38400001.0001 3400000,38400001.0001 3400002.0002))"},
};

static void file_by_gdal(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *path = g_build_filename(fixture->folder, "f.gpkg", NULL);
  file_write(fixture, path);
  GDALAllRegister();
  CPLPushErrorHandler(gdal_complain);
  GDALDatasetH file = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
  assert_non_null(file);
  assert_int_equal(GDALDatasetGetLayerCount(file), 6); /* with layer_styles */
  for (size_t i = 0; i < G_N_ELEMENTS(shapes_wanted); i++) {
    if (!feature_is(file, shapes_wanted[i].layer, shapes_wanted[i].fid, shapes_wanted[i].wkt))
      fail_msg("%s: feature %zu is not as it was", shapes_wanted[i].layer, i);
  }
  OGRLayerH layer = GDALDatasetGetLayerByName(file, shapes_wanted[0].layer);
  OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(layer);
  assert_string_equal(OSRGetAuthorityCode(srs, NULL), "4526");
  OGR_L_SetSpatialFilterRect(layer, 38400104, 3400004, 38400107, 3400007);
  assert_int_equal(OGR_L_GetFeatureCount(layer, TRUE), 1);
  GDALClose(file);
  CPLPopErrorHandler();
}

/* QGIS and ogr2ogr edit through the triggers. */
static void file_edited(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *path = g_build_filename(fixture->folder, "f.gpkg", NULL);
  file_write(fixture, path);
  GDALAllRegister();
  CPLPushErrorHandler(gdal_complain);
  GDALDatasetH file = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_UPDATE, NULL, NULL, NULL);
  assert_non_null(file);
  OGRLayerH layer = GDALDatasetGetLayerByName(file, shapes_wanted[0].layer);
  assert_int_equal(OGR_L_DeleteFeature(layer, 1), OGRERR_NONE);
  GDALClose(file);
  CPLPopErrorHandler();
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  g_autofree char *ids = sql_text(db, "SELECT group_concat(id) FROM \"rtree_图斑 \"\"f\"\"_geom\"");
  assert_string_equal(ids, "2");
  sqlite3_close(db);
}

static void same_bytes(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *one = g_build_filename(fixture->folder, "one.gpkg", NULL);
  g_autofree char *two = g_build_filename(fixture->folder, "two.gpkg", NULL);
  file_write(fixture, one);
  file_write(fixture, two);
  g_autofree char *bytes_one = NULL, *bytes_two = NULL;
  size_t n_one, n_two;
  assert_true(g_file_get_contents(one, &bytes_one, &n_one, NULL));
  assert_true(g_file_get_contents(two, &bytes_two, &n_two, NULL));
  assert_int_equal(n_one, n_two);
  assert_memory_equal(bytes_one, bytes_two, n_one);
}

/* Many rows make the R-trees split their nodes and the cache spill. */
static void many_rows(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *path = g_build_filename(fixture->folder, "many.gpkg", NULL);
  g_autoptr(LtGpkg) gpkg = lt_gpkg_new(path, fixture->crs, false, NULL);
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  LtGpkgTable table = {"many", "", LT_GEOM_POLYGON, columns, 3};
  assert_true(lt_gpkg_begin(gpkg, &table, NULL));
  for (int i = 0; i < 20000; i++)
    shape_text_add_box(shapes, i * 7919 % 10007, i * 104729 % 10009, i * 7919 % 10007 + 5,
                       i * 104729 % 10009 + 3);
  assert_true(rows_write(gpkg, shapes));
  assert_true(lt_gpkg_finish(gpkg, NULL));
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  g_autofree char *sound = sql_text(db, "PRAGMA integrity_check");
  g_autofree char *tree = sql_text(db, "SELECT rtreecheck('rtree_many_geom')");
  g_autofree char *n = sql_text(db, "SELECT count(*) FROM rtree_many_geom");
  assert_string_equal(sound, "ok");
  assert_string_equal(tree, "ok");
  assert_string_equal(n, "20000");
  sqlite3_close(db);
}

/* How many rows come in one statement is nobody's business: all are there, each with its own. */
static void rows_of_all_lengths(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *path = g_build_filename(fixture->folder, "lengths.gpkg", NULL);
  g_autofree char *longest = g_strnfill(2000000, 'x');
  g_autoptr(LtGpkg) gpkg = lt_gpkg_new(path, fixture->crs, false, NULL);
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  LtGpkgTable table = {"lengths", "", LT_GEOM_POLYGON, columns, 3};
  assert_true(lt_gpkg_begin(gpkg, &table, NULL));
  for (int i = 0; i < 100; i++) {
    g_autofree char *text = g_strndup(longest, i == 41 ? 2000000 : (gsize)i * 37 % 11);
    LtValue values[] = {{LT_VALUE_TEXT, .text = i % 7 == 3 ? NULL : text},
                        {LT_VALUE_REAL, .real = i / 4.0},
                        {LT_VALUE_INTEGER, .integer = i % 5 == 0 ? 0 : -i}};
    shape_text_add_box(shapes, i, 2 * i, i + 5, 2 * i + 3);
    assert_true(lt_gpkg_row(gpkg, i % 3 == 1 ? NULL : shapes, (size_t)i, values, NULL));
    memset(text, '-', strlen(text)); /* it was only lent */
  }
  assert_true(lt_gpkg_finish(gpkg, NULL));
  sqlite3 *db = NULL;
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  g_autofree char *wrong = sql_text(
      db, "WITH RECURSIVE w(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM w WHERE i < 99) "
          "SELECT count(*) FROM w LEFT JOIN lengths ON fid = i + 1 LEFT JOIN rtree_lengths_geom "
          "AS r ON r.id = fid WHERE fid IS NULL OR rule IS NOT iif(i % 7 = 3, NULL, "
          "replace(hex(zeroblob(iif(i = 41, 2000000, i * 37 % 11))), '00', 'x')) OR "
          "\"面积 \"\"m²\"\"\" IS NOT i / 4.0 OR n IS NOT iif(i % 5 = 0, 0, -i) OR "
          "(geom IS NULL) <> (i % 3 = 1) OR (r.id IS NULL) <> (i % 3 = 1) OR "
          "length(geom) <> 8 + 32 + 9 + 9 + 4 + 5 * 16");
  g_autofree char *n = sql_text(db, "SELECT seq FROM sqlite_sequence WHERE name = 'lengths'");
  assert_string_equal(wrong, "0");
  assert_string_equal(n, "100");
  sqlite3_close(db);
}

static void wants_error(GError *error, LtErrorCode code, const char *says)
{
  assert_non_null(error);
  if (!g_error_matches(error, LT_ERROR, (int)code) || strstr(error->message, says) == NULL)
    fail_msg("wrong error %d: %s", error->code, error->message);
}

static void place_refused(const Fixture *fixture, const char *path, bool overwrite,
                          const char *says)
{
  g_autoptr(GError) checked = NULL, made = NULL;
  assert_false(lt_output_check(path, overwrite, &checked));
  wants_error(checked, LT_ERROR_USAGE, says);
  assert_null(lt_gpkg_new(path, fixture->crs, overwrite, &made));
  wants_error(made, LT_ERROR_USAGE, says);
}

static void places(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *path = g_build_filename(fixture->folder, "f.gpkg", NULL);
  g_autofree char *under_file = g_build_filename(path, "x", "g.gpkg", NULL);
  g_autofree char *fresh = g_build_filename(fixture->folder, "a", "b", "g.gpkg", NULL);
  g_autofree char *dangling = g_build_filename(fixture->folder, "link.gpkg", NULL);
  assert_true(g_file_set_contents(path, "old", 3, NULL));
  assert_int_equal(symlink("nowhere", dangling), 0);

  place_refused(fixture, path, false, "--overwrite");
  place_refused(fixture, dangling, false, "--overwrite");
  place_refused(fixture, fixture->folder, true, "folder");
  place_refused(fixture, under_file, true, "f.gpkg");
  assert_true(lt_output_check(path, true, NULL));
  assert_true(lt_output_check(fresh, false, NULL));
  assert_int_equal(folder_count(fixture->folder), 2); /* checks leave nothing, not even folders */
}

/* /proc takes no files from anybody, root included. */
static void folder_not_writable(void **state)
{
  Fixture *fixture = *state;
  if (!g_file_test("/proc/self", G_FILE_TEST_IS_DIR))
    skip();
  place_refused(fixture, "/proc/f.gpkg", false, "/proc");
  place_refused(fixture, "/proc/self/a/f.gpkg", false, "/proc/self");
}

static void folder_without_permission(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *closed = g_build_filename(fixture->folder, "closed", NULL);
  g_autofree char *path = g_build_filename(closed, "f.gpkg", NULL);
  uid_t user = geteuid();
  assert_int_equal(g_mkdir(closed, 0555), 0);
  assert_int_equal(g_chmod(fixture->folder, 0755), 0);
  if (user == 0)
    assert_int_equal(seteuid(65534), 0); /* root may write anywhere */
  place_refused(fixture, path, false, "closed");
  assert_int_equal(seteuid(user), 0);
}

static void replaced_or_not(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *path = g_build_filename(fixture->folder, "f.gpkg", NULL);
  LtGpkg *gpkg = lt_gpkg_new(path, fixture->crs, false, NULL);
  g_autoptr(GError) error = NULL;
  assert_true(g_file_set_contents(path, "other", 5, NULL)); /* came to exist meanwhile */
  assert_false(lt_gpkg_finish(gpkg, &error));
  wants_error(error, LT_ERROR_USAGE, "f.gpkg");
  lt_gpkg_free(gpkg);
  g_autofree char *bytes = NULL;
  assert_true(g_file_get_contents(path, &bytes, NULL, NULL));
  assert_string_equal(bytes, "other");
  assert_int_equal(folder_count(fixture->folder), 1);

  gpkg = lt_gpkg_new(path, fixture->crs, true, NULL);
  assert_int_equal(folder_count(fixture->folder), 2); /* the old one stays until the end */
  lt_gpkg_free(gpkg);                                 /* given up */
  assert_int_equal(folder_count(fixture->folder), 1);
  gpkg = lt_gpkg_new(path, fixture->crs, true, NULL);
  assert_true(lt_gpkg_finish(gpkg, NULL));
  lt_gpkg_free(gpkg);
  g_autofree char *new_bytes = NULL;
  assert_true(g_file_get_contents(path, &new_bytes, NULL, NULL));
  assert_true(g_str_has_prefix(new_bytes, "SQLite format 3"));
  assert_int_equal(folder_count(fixture->folder), 1);
}

static void bad_tables(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *path = g_build_filename(fixture->folder, "f.gpkg", NULL);
  g_autoptr(LtGpkg) gpkg = lt_gpkg_new(path, fixture->crs, false, NULL);
  const LtGpkgColumn taken[] = {{"FID", LT_VALUE_TEXT}};
  LtGpkgTable same_column = {"a", NULL, LT_GEOM_NONE, taken, 1};
  LtGpkgTable same_table = {"gpkg_contents", NULL, LT_GEOM_NONE, columns, 3};
  g_autoptr(GError) column = NULL, table = NULL;
  assert_false(lt_gpkg_begin(gpkg, &same_column, &column));
  wants_error(column, LT_ERROR_WRITE, "f.gpkg");
  assert_false(lt_gpkg_begin(gpkg, &same_table, &table));
  wants_error(table, LT_ERROR_WRITE, "gpkg_contents");
}

/* A limit on the size of files stands for the full disk: SQLite meets a failed write in both. */
static void disk_full(void **state)
{
  Fixture *fixture = *state;
  g_autofree char *path = g_build_filename(fixture->folder, "f.gpkg", NULL);
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  LtGpkgTable table = {"many", "", LT_GEOM_POLYGON, columns, 3};
  struct rlimit old, small;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  small = (struct rlimit){100000, old.rlim_max};
  for (int i = 0; i < 2000; i++)
    shape_text_add_box(shapes, i, i, i + 5, i + 3);

  LtGpkg *gpkg = lt_gpkg_new(path, fixture->crs, false, NULL);
  g_autoptr(GError) error = NULL;
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  bool is_written = lt_gpkg_begin(gpkg, &table, NULL) && rows_write(gpkg, shapes) &&
                    lt_gpkg_finish(gpkg, &error);
  setrlimit(RLIMIT_FSIZE, &old);
  lt_gpkg_free(gpkg);
  assert_false(is_written);
  wants_error(error, LT_ERROR_WRITE, "f.gpkg");
  assert_int_equal(folder_count(fixture->folder), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(file_by_sqlite, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(file_by_gdal, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(file_edited, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(same_bytes, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(many_rows, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(rows_of_all_lengths, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(places, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(folder_not_writable, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(folder_without_permission, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(replaced_or_not, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(bad_tables, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(disk_full, fixture_setup, fixture_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
