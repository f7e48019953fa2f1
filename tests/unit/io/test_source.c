#include "io/source.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char *folder; /* of the files of this run */

static char *path_of(const char *name)
{
  return g_build_filename(folder, name, NULL);
}

static char *file_put(const char *name, const char *text)
{
  char *path = path_of(name);
  assert_true(g_file_set_contents(path, text, -1, NULL));
  return path;
}

typedef struct {
  const char *wkt, *text; /* NULL: none */
} Row;

/* A layer with the fields T (text) and N (integer), through OGR. */
static char *layer_put(const char *driver, const char *name, int epsg, const char *const *options,
                       const Row *rows, size_t n_rows)
{
  char *path = path_of(name);
  GDALAllRegister();
  GDALDatasetH dataset =
      GDALCreate(GDALGetDriverByName(driver), path, 0, 0, 0, GDT_Unknown, NULL);
  assert_non_null(dataset);
  OGRSpatialReferenceH srs = epsg > 0 ? OSRNewSpatialReference(NULL) : NULL;
  if (srs != NULL) {
    OSRImportFromEPSG(srs, epsg);
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
  }
  OGRLayerH layer = GDALDatasetCreateLayer(
      dataset, "t", srs, strcmp(driver, "GPKG") == 0 ? wkbUnknown : wkbPolygon, (char **)options);
  assert_non_null(layer);
  OGRFieldDefnH text = OGR_Fld_Create("T", OFTString), number = OGR_Fld_Create("N", OFTInteger);
  OGR_L_CreateField(layer, text, TRUE);
  OGR_L_CreateField(layer, number, TRUE);
  for (size_t i = 0; i < n_rows; i++) {
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    if (rows[i].wkt != NULL) {
      OGRGeometryH geom = NULL;
      char *wkt = (char *)rows[i].wkt;
      assert_int_equal(OGR_G_CreateFromWkt(&wkt, NULL, &geom), OGRERR_NONE);
      OGR_F_SetGeometryDirectly(feature, geom);
    }
    if (rows[i].text != NULL)
      OGR_F_SetFieldString(feature, 0, rows[i].text);
    OGR_F_SetFieldInteger(feature, 1, (int)i);
    assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
    OGR_F_Destroy(feature);
  }
  OGR_Fld_Destroy(text);
  OGR_Fld_Destroy(number);
  if (srs != NULL)
    OSRDestroySpatialReference(srs);
  GDALClose(dataset);
  return path;
}

/* What is read, and what it is read with. */
typedef struct {
  LtStore *store;
  LtTable *table;
  LtLayerData *data;
  LtPlane plane;
  LtCrs *crs;
  char *error; /* NULL: none */
  int code;
} Got;

static void got_clear(Got *got)
{
  lt_layer_data_free(got->data);
  lt_store_free(got->store);
  lt_crs_free(got->crs);
  g_free(got->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Got, got_clear)

/* Boxes are noted before polygons are mended: those of their points, all the same. */
static void check_boxes(const LtShapes *shapes)
{
  for (size_t f = 0, i = 0; f < shapes->n_features; f++) {
    LtBox box = lt_shapes_box(shapes, f), wanted = {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}};
    size_t ring = shapes->feature_ends[f];
    for (; i < (ring == 0 ? 0 : shapes->ring_ends[ring - 1]); i++) {
      LtPoint at = shapes->points[i];
      wanted.min = (LtPoint){MIN(wanted.min.x, at.x), MIN(wanted.min.y, at.y)};
      wanted.max = (LtPoint){MAX(wanted.max.x, at.x), MAX(wanted.max.y, at.y)};
    }
    assert_memory_equal(&box, &wanted, sizeof box);
  }
}

static Got spec_read(const LtSourceSpec *spec)
{
  Got got = {0};
  g_autoptr(GError) error = NULL;
  g_autoptr(LtRun) run = lt_run_new();
  g_autoptr(LtSource) source = lt_source_open(spec, &error);
  got.crs = lt_crs_parse("EPSG:4526", NULL);
  assert_true(lt_crs_plane(got.crs, &got.plane, NULL));
  if (source != NULL) {
    got.store = lt_store_new(NULL);
    got.table = lt_table_new(got.store, spec->id, lt_source_columns(source),
                             lt_source_column_count(source), &error);
    if (got.table != NULL && lt_table_define(got.table, NULL, 0, NULL, 0, &error)) {
      for (size_t i = 0; i < lt_source_column_count(source); i++)
        lt_table_want(got.table, lt_source_columns(source)[i]);
      got.data = lt_source_read(source, got.crs, &got.plane, got.table, run, &error);
    }
  }
  if (got.data != NULL)
    check_boxes(got.data->shapes);
  if (got.data == NULL) {
    assert_non_null(error);
    got.error = g_strdup(error->message);
    got.code = error->code;
  }
  return got;
}

static Got path_read(const char *path, const char *crs, const char *encoding)
{
  return spec_read(&(LtSourceSpec){
      .id = "t", .paths = &path, .n_paths = 1, .crs = crs, .encoding = encoding});
}

static void expect_error(const Got *got, const char *why, LtErrorCode code, const char *says)
{
  if (got->error == NULL)
    fail_msg("%s: read", why);
  if (got->code != (int)code || strstr(got->error, says) == NULL)
    fail_msg("%s: code %d: %s", why, got->code, got->error);
}

static void expect_ok(const Got *got, const char *why)
{
  if (got->error != NULL)
    fail_msg("%s: %s", why, got->error);
}

static double area_m2(const Got *got, size_t feature)
{
  return lt_shape_areas(&got->plane, got->data->shapes, feature).planar_m2;
}

static bool has_fault(const Got *got, size_t feature, LtFaultKind kind)
{
  for (size_t i = 0; i < got->data->n_faults; i++)
    if (got->data->faults[i].feature == feature && got->data->faults[i].kind == kind)
      return true;
  return false;
}

static const Row shapes[] = {
    {"POLYGON((38400000 3930000,38400100 3930000,38400100 3930100,38400000 3930100,38400000 "
     "3930000),(38400010 3930010,38400020 3930010,38400020 3930020,38400010 3930020,38400010 "
     "3930010))", "one"},
    {NULL, NULL},
    {"POLYGON EMPTY", "three"},
    {"POLYGON((38400000 3930000,38400010 3930010,38400010 3930000,38400000 3930010,38400000 "
     "3930000))", "bow-tie"},
    {"POLYGON Z((38400000 3930000 1,38400010 3930000 1,38400010 3930010 1,38400000 3930000 1))",
     "z"},
    {"CURVEPOLYGON(CIRCULARSTRING(38400000 3930000,38400100 3930000,38400000 3930000))", "circle"},
    {"GEOMETRYCOLLECTION(POINT(38400000 3930000),POLYGON((38400000 3930000,38400010 "
     "3930000,38400010 3930010,38400000 3930000)))", "collection"},
    {"POLYGON((38400000 3930000,38400010 3930000,38400020 3930000,38400000 3930000))", "flat"},
    {"MULTIPOINT((38400000 3930000),(38400001 3930001))", "points"},
    {"LINESTRING(38400000 3930000,38400001 3930001.00005)", "line"},
    {"POINT(1e300 0)", "far"},
    {"MULTIPOLYGON(((38400000 3930000,38400010 3930000,38400010 3930010,38400000 "
     "3930000)),((38400100 3930000,38400110 3930000,38400110 3930010,38400100 3930000)))",
     "multi"},
};

static void test_gpkg_shapes(void **state)
{
  (void)state;
  g_autofree char *path = layer_put("GPKG", "shapes.gpkg", 4526, NULL, shapes, G_N_ELEMENTS(shapes));
  GStatBuf before, after;
  g_stat(path, &before);
  g_auto(Got) got = path_read(path, NULL, NULL);
  expect_ok(&got, "shapes.gpkg");
  g_stat(path, &after);
  assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
  assert_int_equal(before.st_size, after.st_size);
  static const char *const leftovers[] = {"shapes.gpkg-wal", "shapes.gpkg-shm",
                                          "shapes.gpkg-journal"};
  for (size_t i = 0; i < G_N_ELEMENTS(leftovers); i++) {
    g_autofree char *left = path_of(leftovers[i]);
    assert_false(g_file_test(left, G_FILE_TEST_EXISTS));
  }
  const LtLayerData *data = got.data;
  assert_int_equal(data->shapes->n_features, G_N_ELEMENTS(shapes));
  assert_int_equal(lt_table_count(got.table), G_N_ELEMENTS(shapes));
  assert_int_equal(data->fids[0], 1);
  assert_true(fabs(area_m2(&got, 0) - 9900) < 1e-6);
  assert_true(has_fault(&got, 1, LT_FAULT_NULL));
  assert_true(has_fault(&got, 2, LT_FAULT_EMPTY));
  assert_true(has_fault(&got, 3, LT_FAULT_INVALID));
  assert_true(fabs(area_m2(&got, 3) - 50) < 1e-6); /* two triangles of 10 by 5 */
  /* a circle of radius 50: short of it by at most the chord error all around */
  double circle_m2 = G_PI * 2500;
  assert_true(area_m2(&got, 5) < circle_m2);
  assert_true(area_m2(&got, 5) > circle_m2 - LT_CHORD_ERROR_M * 2 * G_PI * 50);
  assert_true(data->stats.chord_error_m > 0 && data->stats.chord_error_m <= LT_CHORD_ERROR_M);
  assert_int_equal(data->stats.n_curves, 1);
  assert_int_equal(data->stats.n_z_dropped, 1);
  assert_true(has_fault(&got, 6, LT_FAULT_DROPPED_PART));
  assert_true(fabs(area_m2(&got, 6) - 50) < 1e-6);
  assert_true(has_fault(&got, 7, LT_FAULT_DROPPED_PART));
  assert_int_equal(data->shapes->types[7], LT_GEOM_NONE);
  assert_int_equal(data->shapes->types[8], LT_GEOM_POINT);
  assert_int_equal(data->shapes->types[9], LT_GEOM_LINE);
  assert_true(has_fault(&got, 10, LT_FAULT_NO_IMAGE));
  assert_true(fabs(area_m2(&got, 11) - 100) < 1e-6);
  for (size_t i = 1; i < data->n_faults; i++)
    assert_true(data->faults[i - 1].feature <= data->faults[i].feature);
  char **texts = lt_table_texts(got.table, "T", NULL);
  assert_string_equal(texts[0], "one");
  assert_null(texts[1]);
  lt_table_texts_free(texts, lt_table_count(got.table));
}

/* All kinds of faults of a feature are told, each with the number of its places; the first has what
 * the feature was before it was mended. */
static void test_kinds_of_faults(void **state)
{
  (void)state;
  static const Row rows[] = {
      {"POLYGON((38400000 3930000,38400020 3930000,38400020 3930020,38400000 3930020,38400000 "
       "3930000))", "sound"},
      {"MULTIPOLYGON(((38400000 3930000,38400020 3930000,38400020 3930005,38400010 3930005,38400010 "
       "3929998,38400004 3929998,38400004 3930005,38400000 3930005,38400000 3930000)),((38410000 "
       "3930000,38410009 3930000,38410000 3930009,38410000 3930000),(38500000 3930000,38500001 "
       "3930000,38500001 3930001,38500000 3930000)))", "two crossings, hole outside"},
      {"POLYGON((38400000 3930000,38400010 3930010,38400010 3930000,38400000 3930010,38400000 "
       "3930000))", "bow-tie"}};
  g_autofree char *path = layer_put("GPKG", "kinds.gpkg", 4526, NULL, rows, G_N_ELEMENTS(rows));
  g_auto(Got) got = path_read(path, NULL, NULL);
  expect_ok(&got, "kinds.gpkg");
  const LtFault *faults = got.data->faults;
  assert_int_equal(got.data->n_faults, 3);
  assert_true(faults[0].feature == 1 && faults[1].feature == 1 && faults[2].feature == 2);
  assert_int_equal(faults[0].validity, LT_INVALID_SELF_INTERSECTION);
  assert_int_equal(faults[0].n_places, 2);
  assert_true(faults[0].place.x == INT64_C(384000040000) &&
              faults[0].place.y == INT64_C(39300000000));
  assert_non_null(faults[0].original);
  assert_true(isfinite(faults[0].before_m2) && isfinite(faults[0].after_m2));
  assert_int_equal(faults[1].validity, LT_INVALID_HOLE_OUTSIDE);
  assert_null(faults[1].original);
  assert_int_equal(faults[2].validity, LT_INVALID_SELF_INTERSECTION);
  assert_int_equal(faults[2].n_places, 1);
  assert_non_null(faults[2].original);
  assert_true(fabs(area_m2(&got, 0) - 400) < 1e-6);
  assert_true(fabs(area_m2(&got, 2) - 50) < 1e-6);
}

/* Shell and hole turned the wrong way, and a hole's hole: nested by containment. OGR cannot write
 * such files, so the bytes of a right one are turned round. */
static void test_shapefile_nesting(void **state)
{
  (void)state;
  static const Row rows[] = {
      {"POLYGON((0 0,0 100,100 100,100 0,0 0),(10 10,20 10,20 20,10 20,10 10))", "a"}};
  g_autofree char *path = layer_put("ESRI Shapefile", "nest.shp", 4526, NULL, rows, 1);
  g_autofree char *bytes = NULL;
  gsize n = 0;
  assert_true(g_file_get_contents(path, &bytes, &n, NULL));
  /* header 100, record 8, type 4, box 32, counts 8, parts 8: then 10 points of 16 bytes */
  assert_int_equal(n, 100 + 8 + 52 + 160);
  char *points = bytes + 160, turned[160];
  for (size_t ring = 0; ring < 2; ring++)
    for (size_t i = 0; i < 5; i++)
      memcpy(turned + 16 * (5 * ring + i), points + 16 * (5 * ring + 4 - i), 16);
  memcpy(points, turned, sizeof turned);
  assert_true(g_file_set_contents(path, bytes, (gssize)n, NULL));
  g_auto(Got) got = path_read(path, NULL, NULL);
  expect_ok(&got, "nest.shp");
  assert_true(fabs(area_m2(&got, 0) - 9900) < 1e-6);
  assert_int_equal(got.data->n_faults, 0);
}

static const char *const square = "POLYGON((38400000 3930000,38400100 3930000,38400100 "
                                  "3930100,38400000 3930100,38400000 3930000))";

static void test_shapefile_encoding(void **state)
{
  (void)state;
  const Row rows[] = {{square, "ascii"}, {square, "\xB8\xDF\xC6\xBD"}}; /* 高平 in GBK */
  const char *const raw[] = {"ENCODING=", NULL};
  g_autofree char *path = layer_put("ESRI Shapefile", "gbk.shp", 4526, raw, rows, 2);
  g_autofree char *cpg = path_of("gbk.cpg");
  g_remove(cpg);
  g_auto(Got) none = path_read(path, NULL, NULL);
  expect_ok(&none, "GBK not stated");
  assert_string_equal(none.data->stats.encoding, "GB18030");
  char **found = lt_table_texts(none.table, "T", NULL);
  assert_string_equal(found[1], "高平");
  lt_table_texts_free(found, 2);
  g_auto(Got) stated = path_read(path, NULL, "GBK");
  expect_ok(&stated, "GBK stated");
  char **texts = lt_table_texts(stated.table, "T", NULL);
  assert_string_equal(texts[1], "高平");
  lt_table_texts_free(texts, 2);
  assert_true(g_file_set_contents(cpg, "936\n", -1, NULL));
  g_auto(Got) from_cpg = path_read(path, NULL, NULL);
  expect_ok(&from_cpg, "GBK in .cpg");
  assert_true(g_file_set_contents(cpg, "UTF-8\n", -1, NULL));
  g_auto(Got) wrong = path_read(path, NULL, NULL);
  expect_error(&wrong, "GBK, but .cpg says UTF-8", LT_ERROR_READ, "GB18030 '高平'");
  expect_error(&wrong, "GBK, but .cpg says UTF-8", LT_ERROR_READ, "feature 1: field T");
}

/* The number of the language driver in the head of a DBF. */
static void ldid_set(const char *path, unsigned char ldid)
{
  FILE *file = g_fopen(path, "r+b");
  assert_non_null(file);
  assert_int_equal(fseek(file, 29, SEEK_SET), 0);
  assert_int_equal(fputc(ldid, file), ldid);
  assert_int_equal(fclose(file), 0);
}

static void test_undecidable(void **state)
{
  (void)state;
  /* Ω in UTF-8 is 惟 in GBK; Å before r in ISO-8859-1 is a Hanzi nobody writes in GBK */
  static const struct {
    const char *why, *bytes;
    unsigned char ldid;
    const char *refused, *read; /* one of them */
  } cases[] = {{"one sign", "\xCE\xA9", 0, "UTF-8 'Ω', GB18030 '惟'", NULL},
               {"one sign, GBK by its LDID", "\xCE\xA9", 0x4d, NULL, "惟"},
               {"ISO-8859-1", "\xC5rhus", 0x57, "ISO-8859-1 'Århus'", NULL},
               {"ISO-8859-1 by its LDID", "\xC5rhus", 0x03, NULL, "Århus"},
               {"GBK called CP1252", "\xB8\xDF\xC6\xBD\xCA\xD0", 0x03, "GB18030 '高平市'", NULL}};
  const char *const raw[] = {"ENCODING=", NULL};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    const Row rows[] = {{square, "ascii"}, {square, cases[i].bytes}};
    g_autofree char *path = layer_put("ESRI Shapefile", "doubt.shp", 4526, raw, rows, 2);
    g_autofree char *cpg = path_of("doubt.cpg"), *dbf = path_of("doubt.dbf");
    g_remove(cpg);
    ldid_set(dbf, cases[i].ldid);
    g_auto(Got) got = path_read(path, NULL, NULL);
    if (cases[i].refused != NULL) {
      expect_error(&got, cases[i].why, LT_ERROR_READ, cases[i].refused);
      continue;
    }
    expect_ok(&got, cases[i].why);
    char **texts = lt_table_texts(got.table, "T", NULL);
    assert_string_equal(texts[1], cases[i].read);
    lt_table_texts_free(texts, 2);
  }
}

/* One spoilt text among sound ones is a fault of its object; the others are read. */
static void test_spoilt_text(void **state)
{
  (void)state;
  enum { N = 60, BAD = 41 };
  static const struct {
    const char *driver, *name, *good, *bad, *shown, *encoding;
  } cases[] = {
      {"ESRI Shapefile", "spoilt.shp", "\xB8\xDF\xC6\xBD\xCA\xD0", "\xB8\xDF\xFF", "\\xB8\\xDF\\xFF",
       "GB18030"},
      {"ESRI Shapefile", "spoilt.shp", "高平市", "A\\\xE9\xAB", "A\\\\\\xE9\\xAB", "UTF-8"},
      {"GPKG", "spoilt.gpkg", "高平市", "\xB8\xDF", "\\xB8\\xDF", "UTF-8"}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    Row rows[N];
    char good[N][32];
    for (size_t j = 0; j < N; j++) {
      g_snprintf(good[j], sizeof good[j], "%s%zu", cases[i].good, j);
      rows[j] = (Row){square, j == BAD ? cases[i].bad : good[j]};
    }
    const char *const raw[] = {"ENCODING=", NULL};
    bool is_shape = strcmp(cases[i].driver, "GPKG") != 0;
    g_autofree char *path =
        layer_put(cases[i].driver, cases[i].name, 4526, is_shape ? raw : NULL, rows, N);
    g_autofree char *cpg = path_of("spoilt.cpg");
    g_remove(cpg);
    g_auto(Got) got = path_read(path, NULL, NULL);
    expect_ok(&got, cases[i].shown);
    assert_string_equal(got.data->stats.encoding, cases[i].encoding);
    assert_int_equal(got.data->n_faults, 1);
    assert_int_equal(got.data->faults[0].kind, LT_FAULT_TEXT);
    assert_int_equal(got.data->faults[0].feature, BAD);
    assert_string_equal(got.data->faults[0].bytes, cases[i].shown);
    char **texts = lt_table_texts(got.table, "T", NULL);
    assert_null(texts[BAD]);
    assert_true(g_str_has_prefix(texts[BAD + 1], "高平市"));
    lt_table_texts_free(texts, N);
  }
}

/* Tables of spreadsheets: "Unicode text" is UTF-16. */
static void test_csv_encodings(void **state)
{
  (void)state;
  static const char table[] = "编号,名称,E,N\r\n1,高平,38400195,3930621\r\n2,泽州,38400200,3930600\r\n";
  static const struct {
    const char *encoding, *bom, *found;
  } cases[] = {{"UTF-8", "", "UTF-8"},          {"UTF-8", "\xEF\xBB\xBF", "UTF-8"},
               {"GBK", "", "GB18030"},          {"UTF-16LE", "\xFF\xFE", "UTF-16LE"},
               {"UTF-16BE", "\xFE\xFF", "UTF-16BE"}, {"UTF-16LE", "", "UTF-16LE"}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    gsize n;
    g_autofree char *bytes = g_convert(table, -1, cases[i].encoding, "UTF-8", NULL, &n, NULL);
    g_autofree char *path = path_of("table.csv");
    g_autoptr(GString) all = g_string_new(cases[i].bom);
    g_string_append_len(all, bytes, (gssize)n);
    assert_true(g_file_set_contents(path, all->str, (gssize)all->len, NULL));
    const char *const paths[] = {path};
    g_auto(Got) got = spec_read(&(LtSourceSpec){
        .id = "t", .paths = paths, .n_paths = 1, .crs = "EPSG:4526", .x = "E", .y = "N"});
    expect_ok(&got, cases[i].encoding);
    assert_string_equal(got.data->stats.encoding, cases[i].found);
    char **texts = lt_table_texts(got.table, "名称", NULL);
    assert_string_equal(texts[0], "高平");
    lt_table_texts_free(texts, 2);
  }
}

static void file_cut(const char *path, double share)
{
  g_autofree char *bytes = NULL;
  gsize n = 0;
  assert_true(g_file_get_contents(path, &bytes, &n, NULL));
  assert_true(g_file_set_contents(path, bytes, (gssize)((double)n * share), NULL));
}

static void test_truncated(void **state)
{
  (void)state;
  static const struct {
    const char *why, *driver, *name, *cut;
    double share;
  } rows[] = {
      {"half .shp", "ESRI Shapefile", "cut_shp.shp", "cut_shp.shp", 0.5},
      {"no bytes of .shp", "ESRI Shapefile", "cut_all.shp", "cut_all.shp", 0},
      {"half .shx", "ESRI Shapefile", "cut_shx.shp", "cut_shx.shx", 0.5},
      {"half .dbf", "ESRI Shapefile", "cut_dbf.shp", "cut_dbf.dbf", 0.5},
      {"most of .gpkg", "GPKG", "cut_90.gpkg", "cut_90.gpkg", 0.9},
      {"half .gpkg", "GPKG", "cut_50.gpkg", "cut_50.gpkg", 0.5},
      {"head of .gpkg", "GPKG", "cut_2.gpkg", "cut_2.gpkg", 0.02},
      {"half .geojson", "GeoJSON", "cut.geojson", "cut.geojson", 0.5},
  };
  Row many[300];
  for (size_t i = 0; i < G_N_ELEMENTS(many); i++)
    many[i] = (Row){square, "a text of some length that fills the pages of a file"};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path = layer_put(rows[i].driver, rows[i].name, 4526, NULL, many, 300);
    g_autofree char *cut = path_of(rows[i].cut);
    file_cut(cut, rows[i].share);
    g_auto(Got) got = path_read(path, "EPSG:4526", NULL);
    expect_error(&got, rows[i].why, LT_ERROR_READ, rows[i].name);
  }
}

static void test_refused(void **state)
{
  (void)state;
  g_autofree char *missing = path_of("missing.shp"), *gone = path_of("missing.txt");
  g_autofree char *csv = file_put("a.csv", "name,x,y\na,1,2\n");
  g_autofree char *other = file_put("b.csv", "name,x,z\na,1,2\n");
  g_autofree char *empty = file_put("empty.csv", "name,x,y\n");
  g_autofree char *junk = file_put("junk.gpkg", "this is no GeoPackage");
  g_autofree char *text = file_put("junk.txt", "this is no survey");
  g_autofree char *no_crs = layer_put("ESRI Shapefile", "nocrs.shp", 0, NULL, shapes, 1);
  const struct {
    const char *why, *path, *second, *layer, *x, *y, *crs;
    LtErrorCode code;
    const char *says;
  } rows[] = {
      {"missing", missing, NULL, NULL, NULL, NULL, NULL, LT_ERROR_READ, "no such file"},
      {"missing text", gone, NULL, NULL, NULL, NULL, NULL, LT_ERROR_READ, "no such file"},
      {"folder", folder, NULL, NULL, NULL, NULL, NULL, LT_ERROR_USAGE, "a.csv, b.csv"},
      {"junk", junk, NULL, NULL, NULL, NULL, NULL, LT_ERROR_READ, "junk.gpkg"},
      {"junk text", text, NULL, NULL, NULL, NULL, NULL, LT_ERROR_READ, "line 1"},
      {"no such layer", csv, NULL, "no", NULL, NULL, NULL, LT_ERROR_READ, "there are: a"},
      {"no such column", csv, NULL, NULL, "x", "why", NULL, LT_ERROR_USAGE, "name, x, y"},
      {"other columns", csv, other, NULL, "x", "y", "EPSG:4526", LT_ERROR_READ, "columns differ"},
      {"empty", empty, NULL, NULL, "x", "y", "EPSG:4526", LT_ERROR_READ, "is empty"},
      {"no CRS", no_crs, NULL, NULL, NULL, NULL, NULL, LT_ERROR_CRS, "4526"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    const char *paths[] = {rows[i].path, rows[i].second};
    g_auto(Got) got = spec_read(&(LtSourceSpec){.id = "t",
                                                .paths = paths,
                                                .n_paths = rows[i].second != NULL ? 2 : 1,
                                                .layer = rows[i].layer,
                                                .crs = rows[i].crs,
                                                .x = rows[i].x,
                                                .y = rows[i].y});
    expect_error(&got, rows[i].why, rows[i].code, rows[i].says);
  }
}

/* (112.9, 35.5) in EPSG:4526 as cs2cs gives it, domain §2.1. */
static void test_csv(void **state)
{
  (void)state;
  g_autofree char *path =
      file_put("firms.csv", "\xEF\xBB\xBF名称,经度,纬度\n甲,112.9,35.5\n乙,, 35\n丙,１１２．９, 35.5 \n"
                            "丁,112.9°,35\n");
  g_auto(Got) got = spec_read(&(LtSourceSpec){.id = "firm",
                                              .paths = (const char *const *)&path,
                                              .n_paths = 1,
                                              .crs = "EPSG:4490",
                                              .x = "经度",
                                              .y = "纬度"});
  expect_ok(&got, "firms.csv");
  const LtShapes *read = got.data->shapes;
  assert_int_equal(read->n_features, 4);
  for (size_t i = 0; i < 4; i += 2) {
    LtPoint point = read->points[lt_shapes_first_point(read, lt_shapes_first_ring(read, i))];
    assert_true(llabs(point.x - 384001956554) <= 1 && llabs(point.y - 39306218669) <= 1);
  }
  assert_true(has_fault(&got, 1, LT_FAULT_NO_NUMBER));
  assert_true(has_fault(&got, 3, LT_FAULT_NO_NUMBER));
  assert_int_equal(got.data->fids[0], 1);
  char **texts = lt_table_texts(got.table, "名称", NULL);
  assert_string_equal(texts[3], "丁");
  lt_table_texts_free(texts, 4);
}

/* The same place as GeoPackage and GeoJSON in EPSG:4490 and 4326: longitude comes first. */
static void test_axes(void **state)
{
  (void)state;
  static const Row rows[] = {{"POINT(112.9 35.5)", "p"}};
  g_autofree char *gpkg = layer_put("GPKG", "axes.gpkg", 4490, NULL, rows, 1);
  g_autofree char *geojson = file_put(
      "axes.geojson", "{\"type\":\"Feature\",\"properties\":{\"T\":\"p\"},\"geometry\":{\"type\":"
                      "\"Point\",\"coordinates\":[112.9,35.5]}}");
  const char *const paths[] = {gpkg, geojson};
  for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
    g_auto(Got) got = path_read(paths[i], NULL, NULL);
    expect_ok(&got, paths[i]);
    LtPoint point = got.data->shapes->points[0];
    assert_true(llabs(point.x - 384001956554) <= 1 && llabs(point.y - 39306218669) <= 1);
  }
}

/* GDAL gives texts of other types than text in one buffer: two dates of a row must stay two. */
static void test_dates(void **state)
{
  (void)state;
  g_autofree char *path = file_put(
      "dates.geojson", "{\"type\":\"Feature\",\"properties\":{\"a\":\"2018/01/02\",\"b\":"
                       "\"2019/03/04\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":"
                       "[112.9,35.5]}}");
  g_auto(Got) got = path_read(path, NULL, NULL);
  expect_ok(&got, "dates.geojson");
  char **a = lt_table_texts(got.table, "a", NULL), **b = lt_table_texts(got.table, "b", NULL);
  assert_string_equal(a[0], "2018/01/02");
  assert_string_equal(b[0], "2019/03/04");
  lt_table_texts_free(a, 1);
  lt_table_texts_free(b, 1);
}

/* Areas the files declare (hectares), which domain/examples computed from their corners. */
static void test_survey(void **state)
{
  (void)state;
  static const struct {
    const char *file;
    double area_m2[2];
  } rows[] = {
      {"ex1_standard_utf8_lf_closed.txt", {9517}},
      {"ex2_hole_gbk_crlf.txt", {406130}},
      {"ex3_projectinfo_two_parcels_open_utf8bom.txt", {10000, 8000}},
      {"ex4_multipart_hole_rings_1_2_3.txt", {47500}},
  };
  if (!g_file_test(LT_SHARED_DIR "/domain/examples", G_FILE_TEST_IS_DIR))
    skip(); /* jumps: before anything is allocated */
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path =
        g_build_filename(LT_SHARED_DIR, "domain", "examples", rows[i].file, NULL);
    g_auto(Got) got = path_read(path, NULL, NULL);
    expect_ok(&got, rows[i].file);
    assert_int_equal(got.data->stats.n_moved, 0);
    for (size_t j = 0; j < got.data->shapes->n_features; j++)
      if (fabs(area_m2(&got, j) - rows[i].area_m2[j]) > 0.5)
        fail_msg("%s: %.3f m2", rows[i].file, area_m2(&got, j));
  }
}

/* Every odd file goes through: read or refused with an error, no crash, no hang. */
static size_t nasty_walk(const char *path, int depth)
{
  size_t n = 0;
  g_autoptr(GDir) dir = depth < 8 ? g_dir_open(path, 0, NULL) : NULL;
  const char *name;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *inner = g_build_filename(path, name, NULL);
    if (g_file_test(inner, G_FILE_TEST_IS_DIR)) {
      n += nasty_walk(inner, depth + 1);
      continue;
    }
    if (!g_str_has_suffix(name, ".shp") && !g_str_has_suffix(name, ".gpkg") &&
        !g_str_has_suffix(name, ".geojson"))
      continue;
    g_auto(Got) got = path_read(inner, "EPSG:4526", NULL);
    assert_true((got.error != NULL) != (got.data != NULL));
    n++;
  }
  return n;
}

static void test_nasty(void **state)
{
  (void)state;
  static const char *const folders[] = {LT_SHARED_DIR "/data/nasty_polygons",
                                        LT_SHARED_DIR "/data/nasty_qgis"};
  for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
    if (!g_file_test(folders[i], G_FILE_TEST_IS_DIR))
      skip();
    assert_true(nasty_walk(folders[i], 0) > 0);
  }
}

static int folder_make(void **state)
{
  (void)state;
  folder = g_dir_make_tmp("lantu_source_XXXXXX", NULL);
  return folder == NULL;
}

static int folder_remove(void **state)
{
  (void)state;
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *path = path_of(name);
    g_remove(path);
  }
  int failed = g_rmdir(folder);
  g_free(folder);
  return failed;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_gpkg_shapes),      cmocka_unit_test(test_kinds_of_faults),
      cmocka_unit_test(test_shapefile_nesting),
      cmocka_unit_test(test_shapefile_encoding), cmocka_unit_test(test_truncated),
      cmocka_unit_test(test_undecidable), cmocka_unit_test(test_csv_encodings),
      cmocka_unit_test(test_spoilt_text),
      cmocka_unit_test(test_refused),          cmocka_unit_test(test_csv),
      cmocka_unit_test(test_axes),             cmocka_unit_test(test_survey),
      cmocka_unit_test(test_dates),            cmocka_unit_test(test_nasty),
  };
  return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
