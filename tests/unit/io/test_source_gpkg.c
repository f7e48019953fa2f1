/* GeoPackages read straight from SQLite, also by several threads, and through GDAL: the same to the
 * last bit and message. So are clean polygons of all formats, which go to the lattice in one pass.
 */
#include "io/source.h"
#include "unit/io/streamed.h"

#include <gdal.h>
#include <gdal_utils.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
  LtStore *store;
  LtTable *table;
  LtLayerData *data;
  char *error; /* NULL: none */
} Got;

static void got_clear(Got *got)
{
  lt_layer_data_free(got->data);
  lt_store_free(got->store);
  g_free(got->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Got, got_clear)

typedef enum { DIRECT, BY_GDAL, STREAMED } Way;

static Got layer_read(LtSourceSpec spec, Way way)
{
  Got got = {0};
  g_autoptr(GError) error = NULL;
  g_autoptr(LtRun) run = lt_run_new();
  g_autoptr(LtCrs) crs = lt_crs_parse("EPSG:4526", NULL);
  LtPlane plane;
  assert_true(lt_crs_plane(crs, &plane, NULL));
  spec.by_gdal = way == BY_GDAL;
  g_autoptr(LtSource) source = lt_source_open(&spec, &error);
  if (source != NULL) {
    const char *const *columns = lt_source_columns(source);
    size_t n_columns = lt_source_column_count(source);
    got.store = lt_store_new(NULL);
    got.table = lt_table_new(got.store, spec.id, columns, n_columns, &error);
    if (got.table != NULL && lt_table_define(got.table, NULL, 0, NULL, 0, &error)) {
      for (size_t i = 0; i < n_columns; i++)
        lt_table_want(got.table, columns[i]);
      if (way != STREAMED)
        got.data = lt_source_read(source, crs, &plane, got.table, run, &error);
      else {
        LtSourceStream stream = {.source = source, .table = got.table};
        lt_run_set_jobs(run, 3);
        streamed_read(&stream, 1, crs, 10, run, &error);
        got.data = stream.data;
      }
    }
  }
  if (got.data == NULL)
    got.error = g_strdup_printf("%d: %s", error->code, error->message);
  return got;
}

#define SAME(what)                                                                                 \
  if (!(what))                                                                                     \
  fail_msg("%s: " #what, why)

static void shapes_compare(const char *why, const LtShapes *a, const LtShapes *b)
{
  SAME(a->n_features == b->n_features && a->n_rings == b->n_rings && a->n_points == b->n_points);
  size_t n = a->n_features, r = a->n_rings;
  SAME(n == 0 || memcmp(a->types, b->types, n) == 0);
  SAME(n == 0 || memcmp(a->feature_ends, b->feature_ends, n * sizeof(size_t)) == 0);
  SAME(r == 0 || memcmp(a->ring_holes, b->ring_holes, r) == 0);
  SAME(r == 0 || memcmp(a->ring_ends, b->ring_ends, r * sizeof(size_t)) == 0);
  SAME(r == 0 || memcmp(a->points, b->points, a->n_points * sizeof(LtPoint)) == 0);
}

static bool same_m2(double a, double b)
{
  return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static void faults_compare(const char *why, const LtLayerData *a, const LtLayerData *b)
{
  SAME(a->n_faults == b->n_faults);
  for (size_t i = 0; i < a->n_faults; i++) {
    const LtFault *p = &a->faults[i], *q = &b->faults[i];
    SAME(p->kind == q->kind && p->feature == q->feature && p->validity == q->validity);
    SAME(p->has_place == q->has_place);
    SAME(!p->has_place || memcmp(&p->place, &q->place, sizeof p->place) == 0);
    SAME(same_m2(p->before_m2, q->before_m2) && same_m2(p->after_m2, q->after_m2));
    SAME((p->original == NULL) == (q->original == NULL));
    if (p->original != NULL)
      shapes_compare(why, p->original, q->original);
  }
}

static void stats_compare(const char *why, const LtReadStats *a, const LtReadStats *b)
{
  SAME(a->n_vertices == b->n_vertices && a->n_added == b->n_added && a->n_moved == b->n_moved);
  SAME(a->n_z_dropped == b->n_z_dropped && a->n_curves == b->n_curves);
  SAME(a->n_closed == b->n_closed && same_m2(a->chord_error_m, b->chord_error_m));
  SAME(g_strcmp0(a->crs_name, b->crs_name) == 0 && g_strcmp0(a->encoding, b->encoding) == 0);
}

static void tables_compare(const char *why, LtTable *a, LtTable *b)
{
  size_t n = lt_table_count(a);
  SAME(n == lt_table_count(b));
  g_autofree size_t *rows = g_new(size_t, n + 1);
  g_autofree char **texts_a = g_new0(char *, n + 1), **texts_b = g_new0(char *, n + 1);
  for (size_t i = 0; i < n; i++)
    rows[i] = i;
  assert_true(lt_table_rows_text(a, rows, n, texts_a, NULL));
  assert_true(lt_table_rows_text(b, rows, n, texts_b, NULL));
  for (size_t i = 0; i < n; i++) {
    if (strcmp(texts_a[i], texts_b[i]) != 0)
      fail_msg("%s: row %zu: %s, by GDAL %s", why, i, texts_a[i], texts_b[i]);
    g_free(texts_a[i]);
    g_free(texts_b[i]);
  }
}

/* This way and GDAL's come to the same end. */
static bool way_check(const LtSourceSpec *spec, Way way)
{
  g_autofree char *why =
      g_strdup_printf("%s: %s: %s: way %d", spec->paths[0], spec->layer, spec->crs, (int)way);
  g_auto(Got) got = layer_read(*spec, way);
  g_auto(Got) wanted = layer_read(*spec, BY_GDAL);
  if (g_strcmp0(got.error, wanted.error) != 0)
    fail_msg("%s: %s\nby GDAL: %s", why, got.error, wanted.error);
  if (got.data == NULL || wanted.data == NULL)
    return false;
  shapes_compare(why, got.data->shapes, wanted.data->shapes);
  faults_compare(why, got.data, wanted.data);
  stats_compare(why, &got.data->stats, &wanted.data->stats);
  tables_compare(why, got.table, wanted.table);
  assert_memory_equal(got.data->fids, wanted.data->fids,
                      got.data->shapes->n_features * sizeof(int64_t));
  return true;
}

/* Checked ones straight, unchecked ones in runs. */
static bool both_read(const char *path, const char *layer, const char *crs, bool is_unchecked)
{
  LtSourceSpec spec = {.id = "t",
                       .paths = &path,
                       .n_paths = 1,
                       .layer = layer,
                       .crs = crs,
                       .is_unchecked = is_unchecked};
  return way_check(&spec, is_unchecked ? STREAMED : DIRECT);
}

/* As it stands on the lattice, and through the transformation. */
static size_t layers_read(const char *path)
{
  GDALAllRegister();
  CPLPushErrorHandler(CPLQuietErrorHandler);
  GDALDatasetH file = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (int i = 0; file != NULL && i < GDALDatasetGetLayerCount(file); i++)
    g_ptr_array_add(names, g_strdup(OGR_L_GetName(GDALDatasetGetLayer(file, i))));
  if (file != NULL)
    GDALClose(file);
  CPLPopErrorHandler();
  size_t n_read = 0;
  for (guint i = 0; i < names->len; i++) {
    n_read += both_read(path, names->pdata[i], "EPSG:4526", false);
    n_read += both_read(path, names->pdata[i], "EPSG:4526", true);
    both_read(path, names->pdata[i], NULL, true);
  }
  return n_read;
}

static void folder_read(const char *path, size_t *n_files, size_t *n_read)
{
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *entry = g_build_filename(path, name, NULL);
    if (g_file_test(entry, G_FILE_TEST_IS_DIR))
      folder_read(entry, n_files, n_read);
    else if (g_str_has_suffix(name, ".gpkg") || g_str_has_suffix(name, ".shp")) {
      ++*n_files;
      *n_read += layers_read(entry);
    }
  }
}

static void shared_data(void **state)
{
  (void)state;
  size_t n_files = 0, n_read = 0;
  folder_read(LT_SHARED_DIR "/data", &n_files, &n_read);
  if (n_files == 0)
    skip();
  print_message("%zu files, %zu readings\n", n_files, n_read);
  assert_true(n_read >= n_files);
}

/* Coordinates on and beside the lattice, halves of it too, turned and closed in all ways. */
static const char *const shapes[] = {
    "POLYGON((38400000 3930000,38400100 3930000,38400100 3930100,38400000 3930100,38400000 "
    "3930000))",
    "POLYGON((38400000 3930000,38400000 3930100,38400100 3930100,38400100 3930000,38400000 "
    "3930000))",
    "POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,2 1,2 2,1 2,1 1),(3 3,3 4,4 4,4 3,3 3))",
    "POLYGON((0.00005 -0.00005,9.00015 -0.00015,9.00025 9.00035,0 9.12345678,0.00005 -0.00005))",
    "POLYGON((-0.00005 -0.00015,-9.00025 -0.00035,-9.5 -9.1,-0.00005 -0.00015))",
    "POLYGON((0 0,5 0,5.00001 0.00001,5 5,0 0))", /* two vertices on one lattice point */
    "POLYGON((0 0,5 0,5 5,0 5))",                 /* not closed */
    "POLYGON((0 0,5 0,10 0,0 0))",                /* no area */
    "POLYGON((0 0,5 0,0 0))",
    "POLYGON((0 0,0.00001 0,0 0.00001,0 0))", /* nothing of it on the lattice */
    "POLYGON((0 0,5 5,5 0,0 5,0 0))",         /* area 0 of a bow-tie */
    "POLYGON((0 0,1e5 1e-4,2e5 0,1e5 -1e-4,0 0))",
    "POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,2 1,3 1,1 1))", /* a hole without area */
    "POLYGON((0 0,9 0,18 0,0 0),(1 1,2 1,2 2,1 1))",    /* a hole whose shell is lost */
    "POLYGON((0 0,1e9 0,1e9 1e9,0 0))",                 /* beyond the lattice */
    "POLYGON((0 0,999999999 0,999999999 999999999,0 0))",
    "POLYGON((0 0,1e300 0,1e300 1e300,0 0))",
    "POLYGON EMPTY",
    "MULTIPOLYGON(((0 0,9 0,9 9,0 0)),((20 20,20 29,29 29,20 20)))",
    "MULTIPOLYGON(((0 0,9 0,9 9,0 0)),EMPTY)",
    "MULTIPOLYGON(((0 0,9 0,18 0,0 0)),((20 20,20 29,29 29,20 20)))",
    "MULTIPOLYGON EMPTY",
    "POLYGON Z((0 0 1,9 0 1,9 9 1,0 0 1))",
    "CURVEPOLYGON(CIRCULARSTRING(0 0,100 0,0 0))",
    "GEOMETRYCOLLECTION(POINT(0 0),POLYGON((0 0,9 0,9 9,0 0)))",
    "POINT(3 4)",
    "POINT(1e300 0)",
    "POINT EMPTY",
    "MULTIPOINT((1 1),(2 2),(2 2))",
    "LINESTRING(0 0,1 1.00005,1 1.00005,2 2)",
    "LINESTRING(0 0,0.00001 0)",
    "MULTILINESTRING((0 0,1 1),(5 5,6 6,7 5))",
};

static char *file_make(const char *folder, const char *name)
{
  static const struct {
    const char *name;
    OGRFieldType type;
  } fields[] = {{"T", OFTString}, {"N", OFTInteger}, {"L", OFTInteger64}, {"R", OFTReal}};
  char *path = g_build_filename(folder, name, NULL);
  const char *const options[] = {"SPATIAL_INDEX=NO", NULL};
  GDALAllRegister();
  GDALDatasetH file = GDALCreate(GDALGetDriverByName("GPKG"), path, 0, 0, 0, GDT_Unknown, NULL);
  OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
  OSRImportFromEPSG(srs, 4526);
  OGRLayerH layer = GDALDatasetCreateLayer(file, "t", srs, wkbUnknown, (char **)options);
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
    OGRFieldDefnH field = OGR_Fld_Create(fields[i].name, fields[i].type);
    assert_int_equal(OGR_L_CreateField(layer, field, TRUE), OGRERR_NONE);
    OGR_Fld_Destroy(field);
  }
  for (size_t i = 0; i < 3 * G_N_ELEMENTS(shapes); i++) {
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    OGRGeometryH geom = NULL;
    char *wkt = (char *)shapes[i % G_N_ELEMENTS(shapes)];
    assert_int_equal(OGR_G_CreateFromWkt(&wkt, NULL, &geom), OGRERR_NONE);
    OGR_F_SetGeometryDirectly(feature, geom);
    OGR_F_SetFieldString(feature, 0, i % 5 == 0 ? "" : "文字 of some length to fill a page");
    OGR_F_SetFieldInteger64(feature, 1, (GIntBig)i - 5);
    OGR_F_SetFieldInteger64(feature, 2, INT64_MAX - (GIntBig)i);
    OGR_F_SetFieldDouble(feature, 3, 0.1 * (double)i);
    assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
    OGR_F_Destroy(feature);
  }
  OSRDestroySpatialReference(srs);
  GDALClose(file);
  return path;
}

/* What no honest writer does; row 1 is a square. */
static const struct {
  const char *why, *sql;
} edits[] = {
    {"as it was made", "SELECT 1"},
    {"no geometry", "UPDATE t SET geom = NULL WHERE fid = 1"},
    {"a text as geometry", "UPDATE t SET geom = 'GP' WHERE fid = 2"},
    {"a number as geometry", "UPDATE t SET geom = 7 WHERE fid = 2"},
    {"an empty blob", "UPDATE t SET geom = x'' WHERE fid = 2"},
    {"a blob cut short", "UPDATE t SET geom = substr(geom, 1, 100) WHERE fid = 1"},
    {"bytes behind", "UPDATE t SET geom = CAST(geom || x'00010203' AS BLOB) WHERE fid = 1"},
    {"another SRS", "UPDATE t SET geom = CAST(substr(geom, 1, 4) || x'E6100000' || substr(geom, 9) "
                    "AS BLOB) WHERE fid < 5"},
    {"an unknown SRS", "UPDATE t SET geom = CAST(substr(geom, 1, 4) || x'FF00FF00' || substr(geom, "
                       "9) AS BLOB) WHERE fid < 5"},
    {"an envelope that lies", "UPDATE t SET geom = CAST(substr(geom, 1, 8) || zeroblob(32) || "
                              "substr(geom, 41) AS BLOB) WHERE fid = 1"},
    {"two billion rings", "UPDATE t SET geom = CAST(substr(geom, 1, 45) || x'FFFFFF7F' || "
                          "substr(geom, 50) AS BLOB) WHERE fid = 1"},
    {"big-endian head",
     "UPDATE t SET geom = CAST(substr(geom, 1, 3) || x'02' || substr(geom, 5) AS "
     "BLOB) WHERE fid = 1"},
    {"big-endian geometry",
     "UPDATE t SET geom = x'47500001AE110000000000000100000000000000003FF0000000000000' WHERE fid "
     "= "
     "1"},
    {"NaN",
     "UPDATE t SET geom = x'47500001AE1100000101000000000000000000F87F000000000000F87F' WHERE "
     "fid = 1"},
    {"NaN in a polygon", "UPDATE t SET geom = CAST(substr(geom, 1, 53) || x'000000000000F87F' || "
                         "substr(geom, 62) AS BLOB) WHERE fid = 1"},
    {"numbers as text", "UPDATE t SET N = 'abc', L = '12x', R = 'x' WHERE fid % 2 = 0"},
    {"text as numbers", "UPDATE t SET T = x'616263' WHERE fid % 2 = 0"},
    {"numbers too large", "UPDATE t SET N = 5000000000 WHERE fid % 2 = 0"},
    {"reals as integers", "UPDATE t SET N = 1.5, L = 2.5 WHERE fid % 2 = 0"},
    {"infinite", "UPDATE t SET R = 9e999 WHERE fid % 2 = 0"},
    {"text that is not UTF-8", "UPDATE t SET T = CAST(x'B8DFC6BD' AS TEXT) WHERE fid = 5"},
    {"text with a zero", "UPDATE t SET T = CAST(x'610062' AS TEXT) WHERE fid = 5"},
    {"fids with gaps, large and negative",
     "UPDATE t SET fid = -fid * 1000000007 WHERE fid > 5 AND fid % 2 = 0"},
    {"wrong count", "UPDATE gpkg_ogr_contents SET feature_count = 1000"},
    {"a view", "ALTER TABLE t RENAME TO u; CREATE VIEW t AS SELECT * FROM u"},
    {"no key", "ALTER TABLE t RENAME TO u; CREATE TABLE t AS SELECT * FROM u"},
    {"no geometry column", "DELETE FROM gpkg_geometry_columns"},
    {"an index with all columns", "CREATE INDEX i ON t (R, T, N, L, geom)"},
};

static void file_edit(const char *path, const char *why, const char *sql)
{
  sqlite3 *db = NULL;
  char *error = NULL;
  assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
  sqlite3_exec(db,
               "DROP TRIGGER IF EXISTS trigger_insert_feature_count_t; "
               "DROP TRIGGER IF EXISTS trigger_delete_feature_count_t",
               NULL, NULL, NULL);
  if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK)
    fail_msg("%s: %s", why, error);
  sqlite3_close(db);
}

static void edited(void **state)
{
  const char *folder = *state;
  for (size_t i = 0; i < G_N_ELEMENTS(edits); i++) {
    g_autofree char *path = file_make(folder, "t.gpkg");
    file_edit(path, edits[i].why, edits[i].sql);
    print_message("%s\n", edits[i].why);
    both_read(path, NULL, "EPSG:4526", false);
    both_read(path, NULL, "EPSG:4526", true);
    both_read(path, NULL, "EPSG:4525", true); /* the way through the transformation */
    g_unlink(path);
  }
}

/* Wherever a file ends and whichever page is spoilt, both find the same. */
static void broken(void **state)
{
  const char *folder = *state;
  g_autofree char *path = file_make(folder, "b.gpkg");
  g_autofree char *bytes = NULL;
  size_t n = 0, n_read = 0;
  assert_true(g_file_get_contents(path, &bytes, &n, NULL));
  for (size_t cut = 4096; cut < n; cut += 4096) {
    assert_true(g_file_set_contents(path, bytes, (gssize)cut, NULL));
    n_read += both_read(path, NULL, "EPSG:4526", true);
  }
  for (size_t page = 4096; page + 4096 <= n; page += 4096) {
    g_autofree char *spoilt = g_memdup2(bytes, n);
    memset(spoilt + page, 0x5a, 4096);
    assert_true(g_file_set_contents(path, spoilt, (gssize)n, NULL));
    n_read += both_read(path, NULL, "EPSG:4526", true);
  }
  assert_true(n_read < 2 * n / 4096 - 2);
  g_unlink(path);
}

/* The same shapes in other formats; of a Shapefile those it takes. */
static void formats(void **state)
{
  static const char *const rows[][3] = {{"GeoJSON", "f.geojson", NULL},
                                        {"FlatGeobuf", "f.fgb", NULL},
                                        {"ESRI Shapefile", "f.shp", "POLYGON"}};
  const char *folder = *state;
  g_autofree char *path = file_make(folder, "f.gpkg");
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *other = g_build_filename(folder, rows[i][1], NULL);
    const char *args[] = {"-f",
                          rows[i][0],
                          "-skipfailures",
                          "-lco",
                          "SPATIAL_INDEX=NO",
                          "-where",
                          "fid % 32 between 1 and 20",
                          rows[i][2] != NULL ? "-nlt" : NULL,
                          rows[i][2],
                          NULL};
    GDALVectorTranslateOptions *options = GDALVectorTranslateOptionsNew((char **)args, NULL);
    CPLPushErrorHandler(CPLQuietErrorHandler);
    GDALDatasetH from = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    GDALDatasetH to = GDALVectorTranslate(other, NULL, 1, &from, options, NULL);
    GDALVectorTranslateOptionsFree(options);
    assert_non_null(to);
    GDALClose(to);
    GDALClose(from);
    CPLPopErrorHandler();
    if (layers_read(other) < 2)
      fail_msg("%s is not read", rows[i][1]);
    GDALDriverH driver = GDALGetDriverByName(rows[i][0]);
    assert_int_equal(GDALDeleteDataset(driver, other), CE_None);
  }
  g_unlink(path);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(edited),
      cmocka_unit_test(broken),
      cmocka_unit_test(formats),
      cmocka_unit_test(shared_data),
  };
  g_autofree char *folder = g_dir_make_tmp("lantu-source-XXXXXX", NULL);
  struct CMUnitTest with_folder[G_N_ELEMENTS(tests)];
  memcpy(with_folder, tests, sizeof tests);
  for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
    with_folder[i].initial_state = folder;
  int rc = cmocka_run_group_tests(with_folder, NULL, NULL);
  g_rmdir(folder);
  return rc;
}
