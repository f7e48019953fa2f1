/* Polygons that others have collected for being hard: the verdicts that the XML tests of JTS state,
 * and those of GEOS on files of broken polygons. Skipped without ../shared. */
#include "validity_oracle.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define JTS LT_SHARED_DIR "/data/jts_xml"
#define NASTY LT_SHARED_DIR "/data/nasty_polygons"

typedef struct {
  GEOSContextHandle_t handle;
  LtRingNoding *noding;
  size_t n_compared, n_stated, n_invalid;
} Files;

static bool is_polygon(GEOSContextHandle_t handle, const GEOSGeometry *geom)
{
  int type = geom == NULL ? -1 : GEOSGeomTypeId_r(handle, geom);
  return (type == GEOS_POLYGON || type == GEOS_MULTIPOLYGON) && !GEOSisEmpty_r(handle, geom);
}

/* The largest power of ten that leaves coordinates below 1e12 units. */
static double scale_of(GEOSContextHandle_t handle, const GEOSGeometry *geom)
{
  double bounds[4], most = 1, scale = 1e9;
  GEOSGeom_getExtent_r(handle, geom, &bounds[0], &bounds[1], &bounds[2], &bounds[3]);
  for (size_t i = 0; i < 4; i++)
    most = fmax(most, fabs(bounds[i]));
  while (scale > 1e-9 && most * scale > 1e12)
    scale /= 10;
  return scale;
}

static bool ring_add(GEOSContextHandle_t handle, const GEOSGeometry *ring, double scale,
                     bool is_hole, LtShapes *shapes, double *moved)
{
  unsigned n;
  const GEOSCoordSequence *seq = GEOSGeom_getCoordSeq_r(handle, ring);
  GEOSCoordSeq_getSize_r(handle, seq, &n);
  g_autofree LtPoint *points = g_new(LtPoint, n + 1);
  for (unsigned i = 0; i < n; i++) {
    double x, y;
    GEOSCoordSeq_getXY_r(handle, seq, i, &x, &y);
    if (!isfinite(x) || !isfinite(y))
      return false;
    points[i] = (LtPoint){llround(x * scale), llround(y * scale)};
    *moved = fmax(
        *moved, fmax(fabs(x * scale - (double)points[i].x), fabs(y * scale - (double)points[i].y)));
  }
  return n == 0 || lt_shapes_add_ring(shapes, points, n, is_hole, NULL); /* none, as in reading */
}

/* NULL when a coordinate is no number, which reading does not let through. Notes how far the
 * lattice moves points, units. */
static LtShapes *lattice_of(GEOSContextHandle_t handle, const GEOSGeometry *geom, double *moved)
{
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  double scale = scale_of(handle, geom);
  lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL);
  for (int p = 0; p < GEOSGetNumGeometries_r(handle, geom); p++) {
    const GEOSGeometry *part = GEOSGetGeometryN_r(handle, geom, p);
    if (GEOSisEmpty_r(handle, part))
      continue;
    if (!ring_add(handle, GEOSGetExteriorRing_r(handle, part), scale, false, shapes, moved))
      return NULL;
    for (int h = 0; h < GEOSGetNumInteriorRings_r(handle, part); h++)
      if (!ring_add(handle, GEOSGetInteriorRingN_r(handle, part, h), scale, true, shapes, moved))
        return NULL;
  }
  return g_steal_pointer(&shapes);
}

/* Compare with GEOS on the lattice, and with a stated verdict: 1 valid, 0 invalid, -1 none. */
static void compare(Files *files, const char *what, const GEOSGeometry *geom, int stated)
{
  double moved = 0;
  g_autoptr(LtShapes) shapes = lattice_of(files->handle, geom, &moved);
  if (shapes == NULL)
    return;
  if (moved > 1e-3)
    stated = -1; /* that is of another shape */
  LtRingFaults faults;
  g_autofree char *why = validity_compare(files->handle, files->noding, shapes, 0, &faults);
  if (why != NULL)
    fail_msg("%s: %s", what, why);
  files->n_compared++;
  files->n_stated += stated >= 0;
  files->n_invalid += faults.n > 0;
  if (stated < 0 || stated == (faults.n == 0))
    return;
  g_autofree char *text = validity_text(&faults, (LtPoint){0, 0});
  fail_msg("%s: stated %d, found '%s'", what, stated, text);
}

/* ---- JTS ---- */

static GEOSGeometry *text_read(GEOSContextHandle_t handle, const char *text)
{
  GEOSWKTReader *reader = GEOSWKTReader_create_r(handle);
  GEOSGeometry *geom = GEOSWKTReader_read_r(handle, reader, text);
  GEOSWKTReader_destroy_r(handle, reader);
  return geom;
}

static void jts_check(Files *files, const char *path, const char *xml)
{
  g_autoptr(GRegex) cases =
      g_regex_new("<a>\\s*([A-Z][^<]*)</a>(.*?)</case>", G_REGEX_DOTALL, 0, NULL);
  g_autoptr(GRegex) valid = g_regex_new("\"isValid\"[^>]*>\\s*(true|false)", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  for (g_regex_match(cases, xml, 0, &match); g_match_info_matches(match);
       g_match_info_next(match, NULL)) {
    g_autofree char *wkt = g_match_info_fetch(match, 1);
    g_autofree char *tests = g_match_info_fetch(match, 2);
    g_autoptr(GMatchInfo) verdict = NULL;
    int stated = -1;
    if (g_regex_match(valid, tests, 0, &verdict)) {
      g_autofree char *word = g_match_info_fetch(verdict, 1);
      stated = strcmp(word, "true") == 0;
    }
    GEOSGeometry *geom = text_read(files->handle, wkt);
    g_autofree char *what = g_strdup_printf("%s: %.80s", path, g_strchug(wkt));
    if (is_polygon(files->handle, geom))
      compare(files, what, geom, stated);
    GEOSGeom_destroy_r(files->handle, geom);
  }
}

/* ---- GeoJSON ---- */

static void geometry_check(Files *files, const char *path, const GEOSGeometry *geom)
{
  if (is_polygon(files->handle, geom)) {
    compare(files, path, geom, -1);
    return;
  }
  int type = geom == NULL ? -1 : GEOSGeomTypeId_r(files->handle, geom);
  for (int i = 0;
       type == GEOS_GEOMETRYCOLLECTION && i < GEOSGetNumGeometries_r(files->handle, geom); i++)
    geometry_check(files, path, GEOSGetGeometryN_r(files->handle, geom, i));
}

static void json_check(Files *files, const char *path, const char *json)
{
  GEOSGeoJSONReader *reader = GEOSGeoJSONReader_create_r(files->handle);
  GEOSGeometry *geom = GEOSGeoJSONReader_readGeometry_r(files->handle, reader, json);
  geometry_check(files, path, geom);
  GEOSGeom_destroy_r(files->handle, geom);
  GEOSGeoJSONReader_destroy_r(files->handle, reader);
}

static void folder_check(Files *files, const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *text = NULL;
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
      folder_check(files, path);
    else if (g_str_has_suffix(name, ".xml") && g_file_get_contents(path, &text, NULL, NULL))
      jts_check(files, path, text);
    else if (g_str_has_suffix(name, ".geojson") && g_file_get_contents(path, &text, NULL, NULL))
      json_check(files, path, text);
  }
}

static Files folder_run(const char *folder)
{
  Files files = {.handle = GEOS_init_r(), .noding = lt_ring_noding_new()};
  folder_check(&files, folder);
  GEOS_finish_r(files.handle);
  lt_ring_noding_free(files.noding);
  print_message("%s: %zu compared, %zu with a stated verdict, %zu invalid\n", folder,
                files.n_compared, files.n_stated, files.n_invalid);
  return files;
}

static void test_jts(void **state)
{
  (void)state;
  if (!g_file_test(JTS, G_FILE_TEST_IS_DIR))
    skip();
  Files files = folder_run(JTS);
  assert_true(files.n_stated > 50 && files.n_compared > 100 && files.n_invalid > 20);
}

static void test_nasty(void **state)
{
  (void)state;
  if (!g_file_test(NASTY, G_FILE_TEST_IS_DIR))
    skip();
  Files files = folder_run(NASTY);
  assert_true(files.n_compared > 100 && files.n_invalid > 20);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_jts), cmocka_unit_test(test_nasty)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
