/* Intersections of polygons in the XML tests of JTS: the expected area against lt_overlay_run().
 * Coordinates are taken to the lattice by a power of ten. Skipped without ../shared. */
#include "arrange_case.h"

#include <math.h>

#define FOLDER LT_SHARED_DIR "/data/jts_xml"

typedef struct {
  const char *path;
  GString *text; /* of the element at hand */
  char *a, *b;   /* WKT of the case, or hexadecimal WKB */
  char *op, *arg1, *arg2;
  GEOSContextHandle_t geos;
  size_t n_compared, n_other_kinds, n_invalid;
} Jts;

static GEOSGeometry *geos_read(GEOSContextHandle_t geos, const char *text)
{
  g_autofree char *trimmed = g_strstrip(g_strdup(text));
  GEOSGeometry *shape;
  if (g_ascii_isxdigit(trimmed[0]) && g_ascii_isdigit(trimmed[0])) {
    GEOSWKBReader *reader = GEOSWKBReader_create_r(geos);
    shape = GEOSWKBReader_readHEX_r(geos, reader, (const unsigned char *)trimmed, strlen(trimmed));
    GEOSWKBReader_destroy_r(geos, reader);
  } else {
    GEOSWKTReader *reader = GEOSWKTReader_create_r(geos);
    shape = GEOSWKTReader_read_r(geos, reader, trimmed);
    GEOSWKTReader_destroy_r(geos, reader);
  }
  return shape;
}

static bool is_polygon(GEOSContextHandle_t geos, const GEOSGeometry *shape)
{
  int type = shape == NULL ? -1 : GEOSGeomTypeId_r(geos, shape);
  return (type == GEOS_POLYGON || type == GEOS_MULTIPOLYGON) && !GEOSisEmpty_r(geos, shape);
}

/* ---- to the lattice ---- */

/* The largest power of ten that keeps coordinates small enough, at most 1e5. */
static double scale_of(GEOSContextHandle_t geos, const GEOSGeometry *a, const GEOSGeometry *b)
{
  double most = 1, bounds[8];
  GEOSGeom_getExtent_r(geos, a, &bounds[0], &bounds[1], &bounds[2], &bounds[3]);
  GEOSGeom_getExtent_r(geos, b, &bounds[4], &bounds[5], &bounds[6], &bounds[7]);
  for (size_t i = 0; i < 8; i++)
    most = fmax(most, fabs(bounds[i]));
  double scale = 1e12;
  while (scale > 1e-12 && most * scale > 1e9)
    scale /= 10;
  return scale;
}

/* Append a ring; notes how far the lattice moved its points, units. */
static void ring_take(GEOSContextHandle_t geos, const GEOSGeometry *ring, double scale,
                      bool is_hole, LtShapes *shapes, double *moved)
{
  unsigned n;
  const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(geos, ring);
  GEOSCoordSeq_getSize_r(geos, points, &n);
  g_autofree LtPoint *lattice = g_new(LtPoint, n);
  for (unsigned i = 0; i < n; i++) {
    double x, y;
    GEOSCoordSeq_getXY_r(geos, points, i, &x, &y);
    lattice[i] = (LtPoint){llround(x * scale), llround(y * scale)};
    *moved = fmax(*moved, fmax(fabs(x * scale - (double)lattice[i].x),
                               fabs(y * scale - (double)lattice[i].y)));
  }
  assert_true(lt_shapes_add_ring(shapes, lattice, n, is_hole, NULL));
}

static LtShapes *lattice_of(GEOSContextHandle_t geos, const GEOSGeometry *shape, double scale,
                            double *moved)
{
  LtShapes *shapes = lt_shapes_new();
  assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
  for (int p = 0; p < GEOSGetNumGeometries_r(geos, shape); p++) {
    const GEOSGeometry *polygon = GEOSGetGeometryN_r(geos, shape, p);
    ring_take(geos, GEOSGetExteriorRing_r(geos, polygon), scale, false, shapes, moved);
    for (int h = 0; h < GEOSGetNumInteriorRings_r(geos, polygon); h++)
      ring_take(geos, GEOSGetInteriorRingN_r(geos, polygon, h), scale, true, shapes, moved);
  }
  return shapes;
}

/* ---- one intersection ---- */

static void compare(Jts *jts, const GEOSGeometry *a, const GEOSGeometry *b, double wanted)
{
  double moved = 0, scale = scale_of(jts->geos, a, b);
  g_autoptr(LtShapes) x = lattice_of(jts->geos, a, scale, &moved);
  g_autoptr(LtShapes) y = lattice_of(jts->geos, b, scale, &moved);
  g_autoptr(GError) error = NULL;
  g_autoptr(LtOverlay) overlay = overlay_case_run(x, y, (OverlayCase){0}, &error);
  if (overlay == NULL)
    fail_msg("%s: %s", jts->path, error->message);
  double got = 0, units2 = LT_UNITS_PER_M * LT_UNITS_PER_M / (scale * scale);
  for (size_t i = 0; i < overlay->n_pairs; i++)
    got += (overlay->pairs[i].areas.planar_m2 + overlay->pairs[i].tolerated.planar_m2) * units2;
  double length_m = arrange_length_m(x) + arrange_length_m(y);
  double off_m = moved * LT_UNIT_M + ARRANGE_ROUNDING_M;
  double tolerance = 1e-9 * wanted + off_m * length_m * units2;
  if (!(fabs(got - wanted) <= tolerance))
    fail_msg("%s: intersection of %.60s... and %.60s...: %.12g, expected %.12g", jts->path, jts->a,
             jts->b, got, wanted);
  jts->n_compared++;
}

static void intersection_check(Jts *jts)
{
  GEOSGeometry *a = geos_read(jts->geos, jts->a), *b = geos_read(jts->geos, jts->b);
  GEOSGeometry *result = geos_read(jts->geos, jts->text->str);
  double wanted = 0;
  if (!is_polygon(jts->geos, a) || !is_polygon(jts->geos, b) || result == NULL)
    jts->n_other_kinds++;
  else if (GEOSisValid_r(jts->geos, a) != 1 || GEOSisValid_r(jts->geos, b) != 1)
    jts->n_invalid++; /* expected is an error, or what a repair made */
  else if (GEOSArea_r(jts->geos, result, &wanted) == 1)
    compare(jts, a, b, wanted);
  GEOSGeom_destroy_r(jts->geos, a);
  GEOSGeom_destroy_r(jts->geos, b);
  GEOSGeom_destroy_r(jts->geos, result);
}

/* ---- the XML ---- */

static void element_begin(GMarkupParseContext *context, const char *name, const char **names,
                          const char **values, void *data, GError **error)
{
  (void)context;
  (void)error;
  Jts *jts = data;
  g_string_truncate(jts->text, 0);
  if (strcmp(name, "case") == 0) {
    g_clear_pointer(&jts->a, g_free);
    g_clear_pointer(&jts->b, g_free);
  }
  if (strcmp(name, "op") != 0)
    return;
  g_clear_pointer(&jts->op, g_free);
  g_clear_pointer(&jts->arg1, g_free);
  g_clear_pointer(&jts->arg2, g_free);
  for (size_t i = 0; names[i] != NULL; i++) {
    char **to = strcmp(names[i], "name") == 0   ? &jts->op
                : strcmp(names[i], "arg1") == 0 ? &jts->arg1
                : strcmp(names[i], "arg2") == 0 ? &jts->arg2
                                                : NULL;
    if (to != NULL)
      *to = g_ascii_strdown(values[i], -1);
  }
}

static void text_take(GMarkupParseContext *context, const char *text, size_t n, void *data,
                      GError **error)
{
  (void)context;
  (void)error;
  g_string_append_len(((Jts *)data)->text, text, (gssize)n);
}

static void element_end(GMarkupParseContext *context, const char *name, void *data, GError **error)
{
  (void)context;
  (void)error;
  Jts *jts = data;
  bool is_a = strcmp(name, "a") == 0;
  if (is_a || strcmp(name, "b") == 0) {
    char **to = is_a ? &jts->a : &jts->b;
    g_free(*to);
    *to = g_strdup(jts->text->str);
  }
  /* intersectionSR rounds its result to a grid of its own */
  bool is_intersection =
      strcmp(name, "op") == 0 && jts->op != NULL &&
      (strcmp(jts->op, "intersection") == 0 || strcmp(jts->op, "intersectionng") == 0);
  bool is_of_both = g_strcmp0(jts->arg1, "a") == 0 && g_strcmp0(jts->arg2, "b") == 0;
  if (is_intersection && is_of_both && jts->a != NULL && jts->b != NULL)
    intersection_check(jts);
  g_string_truncate(jts->text, 0);
}

static void file_check(Jts *jts, const char *path)
{
  static const GMarkupParser parser = {
      .start_element = element_begin, .end_element = element_end, .text = text_take};
  g_autofree char *xml = NULL;
  size_t n;
  g_autoptr(GError) error = NULL;
  assert_true(g_file_get_contents(path, &xml, &n, NULL));
  /* a precision model of a fixed grid rounds the expected result */
  if (strstr(xml, "FIXED") != NULL || strstr(xml, "<precisionModel scale") != NULL)
    return;
  jts->path = path;
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&parser, 0, jts, NULL);
  if (!g_markup_parse_context_parse(context, xml, (gssize)n, &error))
    fail_msg("%s: %s", path, error->message);
}

static void folder_check(Jts *jts, const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (g_str_has_suffix(name, ".xml"))
      file_check(jts, path);
    else if (g_file_test(path, G_FILE_TEST_IS_DIR))
      folder_check(jts, path);
  }
}

static void test_intersections(void **state)
{
  (void)state;
  if (!g_file_test(FOLDER, G_FILE_TEST_IS_DIR))
    skip();
  Jts jts = {.text = g_string_new(NULL), .geos = arrange_geos_new()};
  folder_check(&jts, FOLDER);
  print_message("compared %zu, other kinds %zu, invalid %zu\n", jts.n_compared, jts.n_other_kinds,
                jts.n_invalid);
  char *texts[] = {jts.a, jts.b, jts.op, jts.arg1, jts.arg2};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  g_string_free(jts.text, TRUE);
  GEOS_finish_r(jts.geos);
  assert_true(jts.n_compared >= 20);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_intersections),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
