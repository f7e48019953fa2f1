/* Parcels together: gaps, reference layers, the approved total, the old boundary, several bands.
 * What areas are is told by arithmetic, or by GEOS. */
#include "crs/transform.h"
#include "survey/results.h"

#include <glib/gstdio.h>
#include <geos_c.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define X0 38400000.0
#define Y0 3930000.0

static char *folder;

/* ---- texts ---- */

static const char head38[] =
    "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=38\n[地块坐标]\n";
static const char head37[] =
    "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=37\n[地块坐标]\n";

/* A parcel of corners (east, north) beside (X0, Y0), with so many decimals. */
static void parcel_add(GString *text, const char *name, const double *xy, size_t n, double x0,
                       double y0)
{
  g_string_append_printf(text, ",,%s,%s,面,,,,@\n", name, name);
  for (size_t i = 0; i <= n; i++)
    g_string_append_printf(text, "J%zu,1,%.4f,%.4f\n", i % n + 1, y0 + xy[2 * (i % n) + 1],
                           x0 + xy[2 * (i % n)]);
}

static void box_add(GString *text, const char *name, double west, double south, double east,
                    double north)
{
  const double xy[] = {west, north, east, north, east, south, west, south};
  parcel_add(text, name, xy, 4, X0, Y0);
}

static char *write_file(const char *name, GString *take_text)
{
  g_autofree char *text = g_string_free(take_text, FALSE);
  char *path = g_build_filename(folder, name, NULL);
  assert_true(g_file_set_contents(path, text, -1, NULL));
  return path;
}

static LtSurveyResults *survey(LtSurveyFiles files)
{
  g_autoptr(LtRun) run = lt_run_new();
  g_autoptr(GError) error = NULL;
  LtSurveyResults *results = lt_survey_files(&files, run, &error);
  if (results == NULL)
    fail_msg("%s", error->message);
  return results;
}

/* "rule severity" of the notes of some rules, but for infos of the form. */
static char *notes_text(const LtSurveyNotes *notes)
{
  static const char *const severities[] = {"info", "warning", "error"};
  GString *all = g_string_new(NULL);
  for (guint i = 0; i < notes->notes->len; i++) {
    const LtSurveyNote *note = &g_array_index(notes->notes, LtSurveyNote, i);
    if (note->rule >= LT_SV_NEAR)
      g_string_append_printf(all, "%s%s %s", all->len == 0 ? "" : ", ",
                             lt_survey_rule_id(note->rule), severities[note->severity]);
  }
  return g_string_free(all, FALSE);
}

static void assert_notes(const LtSurveyNotes *notes, const char *expected, const char *why)
{
  g_autofree char *found = notes_text(notes);
  if (strcmp(found, expected) != 0)
    fail_msg("%s: \"%s\", not \"%s\"", why, found, expected);
}

/* ---- gaps ---- */

/* Two parcels with a triangle between them, its base on the common border. */
static void test_gaps(void **state)
{
  (void)state;
  static const struct {
    const char *why, *expected;
    double base_m, height_m;
  } rows[] = {
      {"2.5 m2", "SV-GAP warning, SV-GAP warning", 100, 0.05},
      {"none", "", 100, 0},
      {"exactly 10 m2 is none", "", 100, 0.2},
      {"less than 10 m2", "SV-GAP warning, SV-GAP warning", 100, 0.1998},
      {"wide enough to be meant", "", 1000, 0.3},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    double base = rows[i].base_m, middle = base / 2;
    const double west[] = {0, base, 100, base, 100, 0, 0, 0};
    const double east[] = {100, base, 200, base, 200, 0, 100, 0, 100 + rows[i].height_m, middle};
    GString *text = g_string_new(head38);
    parcel_add(text, "A", west, 4, X0, Y0);
    parcel_add(text, "B", east, rows[i].height_m == 0 ? 4 : 5, X0, Y0);
    g_autofree char *path = write_file("gap.txt", text);
    g_autoptr(LtSurveyResults) results =
        survey((LtSurveyFiles){.paths = (const char *const[]){path}, .n_paths = 1});
    g_autofree char *found = notes_text(&results->files[0].notes);
    /* what its vertex is near to is another rule's */
    g_autoptr(GString) gaps = g_string_new(found);
    g_string_replace(gaps, "SV-NEAR warning, ", "", 0);
    g_string_replace(gaps, ", SV-NEAR warning", "", 0);
    g_string_replace(gaps, "SV-NEAR warning", "", 0);
    if (strcmp(gaps->str, rows[i].expected) != 0)
      fail_msg("%s: \"%s\"", rows[i].why, found);
  }
}

/* A slit of 980 m between them, 98 m2 and more: its width tells. */
static void test_slits(void **state)
{
  (void)state;
  static const double widths_m[] = {0.0999, 0.1, 0.1001};
  for (size_t i = 0; i < G_N_ELEMENTS(widths_m); i++) {
    double slit = 100 + widths_m[i];
    const double west[] = {0, 1000, 100, 1000, 100, 990, 100, 10, 100, 0, 0, 0};
    const double east[] = {100, 1000, 200,  1000, 200,  0,   100, 0,
                           100, 10,   slit, 10,   slit, 990, 100, 990};
    GString *text = g_string_new(head38);
    parcel_add(text, "A", west, 6, X0, Y0);
    parcel_add(text, "B", east, 8, X0, Y0);
    g_autofree char *path = write_file("slit.txt", text);
    g_autoptr(LtSurveyResults) results =
        survey((LtSurveyFiles){.paths = (const char *const[]){path}, .n_paths = 1});
    size_t n = results->files[0].notes.n_of_rule[LT_SV_GAP];
    if (n != (widths_m[i] < 0.1 ? 2 : 0))
      fail_msg("%.4f m wide: %zu", widths_m[i], n);
  }
}

/* ---- reference layers ---- */

/* A parcel of 100 m against an object that reaches so far into it, or leaves so much out. */
static void test_reference_limits(void **state)
{
  (void)state;
  static const struct {
    const char *why, *expected;
    double reach_m;
    bool is_inside;
  } rows[] = {
      {"beside it", "", 0, false},
      {"exactly the tolerance", "SV-OUT error", 0.05, false},
      {"thinner than the tolerance", "SV-OUT info", 0.0499, false},
      {"10 m", "SV-OUT error", 10, false},
      {"covers it", "", 0, true},
      {"leaves the tolerance out", "SV-IN error", 0.05, true},
      {"leaves less out", "SV-IN info", 0.0499, true},
      {"leaves 10 m out", "SV-IN error", 10, true},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    GString *text = g_string_new(head38), *layer = g_string_new(head38);
    box_add(text, "P", 0, 0, 100, 100);
    if (rows[i].is_inside)
      box_add(layer, "R", rows[i].reach_m, -50, 200, 150);
    else
      box_add(layer, "R", -50, -50, rows[i].reach_m, 150);
    g_autofree char *path = write_file("p.txt", text), *named = write_file("r.txt", layer);
    const char *const layers[] = {named};
    LtSurveyFiles files = {.paths = (const char *const[]){path}, .n_paths = 1};
    files.tolerance_m = LT_SURVEY_TOLERANCE_M;
    files.inside = files.outside = layers;
    files.n_inside = rows[i].is_inside;
    files.n_outside = !rows[i].is_inside;
    g_autoptr(LtSurveyResults) results = survey(files);
    assert_notes(&results->files[0].notes, rows[i].expected, rows[i].why);
    const LtSurveyReference *reference = &results->references[0];
    bool is_kept = rows[i].reach_m >= 0.05;
    double m2 = reference->kept.planar_m2 + reference->tolerated.planar_m2;
    assert_true(fabs(m2 - 100 * rows[i].reach_m) < 1e-6);
    assert_int_equal(reference->n_kept, is_kept);
    assert_int_equal(reference->n_tolerated, rows[i].reach_m > 0 && !is_kept);
  }
}

/* Degrees of WGS 84, which may be off by a metre: what is thinner is a doubt. */
static void test_reference_accuracy(void **state)
{
  (void)state;
  g_autoptr(LtCrs) plane_crs = lt_crs_parse("EPSG:4526", NULL);
  LtPlane plane;
  assert_true(lt_crs_plane(plane_crs, &plane, NULL));
  for (int is_wide = 0; is_wide < 2; is_wide++) {
    double reach = is_wide ? 5 : 0.5;
    double ring[] = {X0 - 50,  Y0 - 50, X0 + reach, Y0 - 50, X0 + reach,
                     Y0 + 150, X0 - 50, Y0 + 150,   X0 - 50, Y0 - 50};
    lt_plane_to_geographic(&plane, ring, 5);
    GString *json =
        g_string_new("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                     "\"properties\":{\"name\":\"红线\"},\"geometry\":{\"type\":"
                     "\"Polygon\",\"coordinates\":[[");
    for (int i = 0; i < 5; i++)
      g_string_append_printf(json, "%s[%.12f,%.12f]", i == 0 ? "" : ",", ring[2 * i] * 180 / G_PI,
                             ring[2 * i + 1] * 180 / G_PI);
    g_string_append(json, "]]}}]}");
    GString *text = g_string_new(head38);
    box_add(text, "P", 0, 0, 100, 100);
    g_autofree char *path = write_file("p.txt", text), *named = write_file("r.geojson", json);
    g_autoptr(LtSurveyResults) results =
        survey((LtSurveyFiles){.paths = (const char *const[]){path},
                               .n_paths = 1,
                               .outside = (const char *const[]){named},
                               .n_outside = 1,
                               .tolerance_m = LT_SURVEY_TOLERANCE_M});
    assert_notes(&results->files[0].notes, is_wide ? "SV-OUT error" : "SV-OUT warning", "accuracy");
    const LtSurveyReference *reference = &results->references[0];
    assert_true(fabs(reference->accuracy_m - 1) < 1e-9);
    assert_true(fabs(reference->kept.planar_m2 - 100 * reach) < 0.05);
    assert_string_equal(reference->names[0], "红线");
  }
}

/* ---- GEOS ---- */

static GEOSGeometry *quad_geos(GEOSContextHandle_t geos, const double *xy)
{
  GEOSCoordSequence *points = GEOSCoordSeq_create_r(geos, 5, 2);
  for (unsigned i = 0; i < 5; i++)
    GEOSCoordSeq_setXY_r(geos, points, i, xy[2 * (i % 4)], xy[2 * (i % 4) + 1]);
  return GEOSGeom_createPolygon_r(geos, GEOSGeom_createLinearRing_r(geos, points), NULL, 0);
}

static double round4(double value)
{
  return round(value * 1e4) / 1e4;
}

/* A convex quadrangle somewhere within 1 km. */
static void quad_make(GRand *random, double *xy)
{
  double x = g_rand_double_range(random, 100, 900), y = g_rand_double_range(random, 100, 900);
  double turn = g_rand_double_range(random, 0, 1.5);
  for (int i = 0; i < 4; i++) {
    double angle = turn - i * G_PI / 2, radius = g_rand_double_range(random, 60, 90);
    xy[2 * i] = round4(x + radius * cos(angle));
    xy[2 * i + 1] = round4(y + radius * sin(angle));
  }
}

#define N_QUADS 25

static double geos_area(GEOSContextHandle_t geos, GEOSGeometry *take_geom)
{
  double m2 = 0;
  GEOSArea_r(geos, take_geom, &m2);
  GEOSGeom_destroy_r(geos, take_geom);
  return m2;
}

static void test_references_geos(void **state)
{
  (void)state;
  GEOSContextHandle_t geos = GEOS_init_r();
  g_autoptr(GRand) random = g_rand_new_with_seed(7);
  GEOSGeometry *parcels[N_QUADS], *objects[N_QUADS], *all = NULL;
  GString *text = g_string_new(head38), *layer = g_string_new(head38);
  for (int i = 0; i < N_QUADS; i++) {
    double xy[8];
    quad_make(random, xy);
    parcel_add(text, "P", xy, 4, X0, Y0);
    parcels[i] = quad_geos(geos, xy);
    quad_make(random, xy);
    parcel_add(layer, "R", xy, 4, X0, Y0);
    objects[i] = quad_geos(geos, xy);
    GEOSGeometry *more =
        all == NULL ? GEOSGeom_clone_r(geos, objects[i]) : GEOSUnion_r(geos, all, objects[i]);
    GEOSGeom_destroy_r(geos, all);
    all = more;
  }
  g_autofree char *path = write_file("p.txt", text), *named = write_file("r.txt", layer);
  const char *const layers[] = {named};
  g_autoptr(LtSurveyResults) results = survey((LtSurveyFiles){.paths = (const char *const[]){path},
                                                              .n_paths = 1,
                                                              .inside = layers,
                                                              .n_inside = 1,
                                                              .outside = layers,
                                                              .n_outside = 1});
  double found[N_QUADS][N_QUADS + 1];
  memset(found, 0, sizeof found);
  for (size_t r = 0; r < 2; r++) {
    const LtOverlay *overlay = results->references[r].overlay;
    for (size_t i = 0; i < overlay->n_pairs; i++) {
      const LtOverlayPair *pair = &overlay->pairs[i];
      found[pair->a][r == 0 ? N_QUADS : pair->b] += pair->areas.planar_m2;
    }
  }
  size_t n = 0;
  for (int p = 0; p < N_QUADS; p++)
    for (int r = 0; r <= N_QUADS; r++) {
      double m2 = geos_area(geos, r == N_QUADS ? GEOSDifference_r(geos, parcels[p], all)
                                               : GEOSIntersection_r(geos, parcels[p], objects[r]));
      n += m2 > 0;
      if (fabs(found[p][r] - m2) > 1e-5 * fmax(1, m2))
        fail_msg("parcel %d, object %d: %.6f m2, GEOS %.6f m2", p, r, found[p][r], m2);
    }
  assert_true(n > 60);
  for (int i = 0; i < N_QUADS; i++) {
    GEOSGeom_destroy_r(geos, parcels[i]);
    GEOSGeom_destroy_r(geos, objects[i]);
  }
  GEOSGeom_destroy_r(geos, all);
  GEOS_finish_r(geos);
}

/* ---- the approved total ---- */

static void test_total(void **state)
{
  (void)state;
  static const struct {
    const char *approved, *head, *expected;
  } rows[] = {
      {"2", NULL, ""},
      {"2.0000", NULL, ""},
      {"20000平方米", NULL, ""},
      {"30亩", NULL, ""},
      {"2.0001", NULL, "SV-TOTAL warning"},
      /* 98.9 km from the central meridian the plane is larger by (98.9 km / 6371 km)², 241 ppm */
      {"1.9995", NULL, "SV-TOTAL info"},
      {"2.0202020203", NULL, "SV-TOTAL error"},
      {"2.0202020202", NULL, "SV-TOTAL warning"}, /* exactly 1 % of it less */
      {"2.1", NULL, "SV-TOTAL error"},
      {NULL, "批准面积=2.0000", ""},
      {NULL, "总面积=3公顷", "SV-TOTAL error"},
      {NULL, "总面积=几公顷", "SV-TOTAL warning"},
      {NULL, "其他=3", ""},
      {"2", "批准面积=3", ""}, /* what the caller says goes first */
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    GString *text = g_string_new("[属性描述]\n");
    if (rows[i].head != NULL)
      g_string_append_printf(text, "%s\n", rows[i].head);
    g_string_append(text, strchr(head38, '\n') + 1);
    box_add(text, "A", 1000, 0, 1100, 100);
    box_add(text, "B", 1200, 0, 1300, 100);
    g_autofree char *path = write_file("t.txt", text);
    g_autoptr(LtSurveyResults) results =
        survey((LtSurveyFiles){.paths = (const char *const[]){path},
                               .n_paths = 1,
                               .is_set = true,
                               .approved = rows[i].approved});
    assert_notes(&results->notes, rows[i].expected,
                 rows[i].approved == NULL ? rows[i].head : rows[i].approved);
    assert_int_equal(results->set->n_parts, 2);
    assert_true(results->set->repeated_m2 == 0);
  }
}

/* Three parts over each other: ground of all three counts twice too often. */
static void test_repeated(void **state)
{
  (void)state;
  GString *text = g_string_new(head38);
  box_add(text, "A", 0, 0, 100, 100);
  box_add(text, "B", 50, 0, 150, 100);
  box_add(text, "C", 60, 0, 100, 100);
  g_autofree char *path = write_file("t.txt", text);
  g_autoptr(LtSurveyResults) results =
      survey((LtSurveyFiles){.paths = (const char *const[]){path}, .n_paths = 1, .is_set = true});
  assert_true(fabs(results->set->m2[LT_SURVEY_PLANAR] - 24000) < 1e-6);
  assert_true(fabs(results->set->repeated_m2 - 9000) < 1e-3); /* 24000 - 15000 */
}

/* ---- the old boundary ---- */

static void test_change(void **state)
{
  (void)state;
  GString *new = g_string_new(head38), *old = g_string_new(head38), *use = g_string_new(head38);
  box_add(new, "N", 0, 0, 100, 100);
  box_add(old, "O", 20, 0, 120, 100);
  box_add(use, "0101", -50, -50, 50, 150);
  box_add(use, "0301", 50, -50, 110, 150);
  g_autofree char *new_path = write_file("new.txt", new), *old_path = write_file("old.txt", old),
                  *use_path = write_file("use.txt", use);
  g_autoptr(LtSurveyResults) results =
      survey((LtSurveyFiles){.paths = (const char *const[]){new_path},
                             .n_paths = 1,
                             .old_paths = (const char *const[]){old_path},
                             .n_old_paths = 1,
                             .land_use = use_path,
                             .class_field = "DKBH"});
  const LtSurveyChange *change = results->change;
  static const struct {
    const char *name;
    double added, removed, kept;
  } rows[] = {{"0101", 2000, 0, 3000}, {"0301", 0, 1000, 5000}, {NULL, 0, 1000, 0}};
  assert_int_equal(change->n_rows, G_N_ELEMENTS(rows));
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    const LtSurveyChangeRow *row = &change->rows[i];
    if (rows[i].name == NULL)
      assert_null(row->class_name);
    else
      assert_string_equal(row->class_name, rows[i].name);
    assert_true(fabs(row->added.planar_m2 - rows[i].added) < 1e-6);
    assert_true(fabs(row->removed.planar_m2 - rows[i].removed) < 1e-6);
    assert_true(fabs(row->kept.planar_m2 - rows[i].kept) < 1e-6);
  }
  assert_true(fabs(change->added.planar_m2 - 2000) < 1e-6);
  assert_true(fabs(change->removed.planar_m2 - 2000) < 1e-6);
  assert_true(fabs(change->kept.planar_m2 - 8000) < 1e-6);
  assert_int_equal(change->added_ground->n_pairs, 1);
  assert_true(fabs(change->added_ground->pairs[0].areas.planar_m2 - 2000) < 1e-6);
}

/* Parts over each other: the sums have each place once. */
static void test_change_repeated(void **state)
{
  (void)state;
  GString *new = g_string_new(head38), *old = g_string_new(head38);
  box_add(new, "A", 0, 0, 100, 100);
  box_add(new, "B", 50, 0, 150, 100);
  box_add(old, "C", 20, 0, 100, 100);
  box_add(old, "D", 40, 0, 170, 100);
  g_autofree char *new_path = write_file("new.txt", new), *old_path = write_file("old.txt", old);
  g_autoptr(LtSurveyResults) results =
      survey((LtSurveyFiles){.paths = (const char *const[]){new_path},
                             .n_paths = 1,
                             .old_paths = (const char *const[]){old_path},
                             .n_old_paths = 1});
  assert_true(fabs(results->change->added.planar_m2 - 2000) < 1e-6);
  assert_true(fabs(results->change->removed.planar_m2 - 2000) < 1e-6);
  assert_true(fabs(results->change->kept.planar_m2 - 13000) < 1e-6);
}

/* ---- two bands ---- */

/* The same ground in band 37, to the millimetre. */
static void box_add_37(GString *text, const char *name, double west, double south, double east,
                       double north)
{
  g_autoptr(LtCrs) from = lt_crs_parse("EPSG:4526", NULL), to = lt_crs_parse("EPSG:4525", NULL);
  g_autoptr(LtTransform) transform = lt_transform_new(from, to, NULL);
  double xy[] = {X0 + west, Y0 + north, X0 + east, Y0 + north,
                 X0 + east, Y0 + south, X0 + west, Y0 + south};
  assert_int_equal(lt_transform_points(transform, xy, 4), 0);
  for (int i = 0; i < 8; i++)
    xy[i] = round(xy[i] * 1e3) / 1e3;
  parcel_add(text, name, xy, 4, 0, 0);
}

static void test_bands(void **state)
{
  (void)state;
  static const struct {
    const char *why, *expected;
    double west_m;
    double shared_m2;
  } rows[] = {
      {"neighbours to the millimetre", "", 100, 0},
      {"half of it", "SV-OVER error", 50, 5000},
      {"3 cm over", "SV-OVER warning, SV-NEAR warning", 99.97, 3},
      {"3 cm apart", "SV-NEAR warning", 100.03, 0},
      {"far away", "", 500, 0},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    GString *one = g_string_new(head38), *other = g_string_new(head37);
    box_add(one, "A", 0, 0, 100, 100);
    box_add_37(other, "B", rows[i].west_m, 0, rows[i].west_m + 100, 100);
    g_autofree char *path38 = write_file("38.txt", one), *path37 = write_file("37.txt", other);
    g_autoptr(LtSurveyResults) results =
        survey((LtSurveyFiles){.paths = (const char *const[]){path38, path37},
                               .n_paths = 2,
                               .keeps_texts = true,
                               .is_set = true});
    g_autofree char *found = notes_text(&results->files[0].notes);
    g_autofree char *there = notes_text(&results->files[1].notes);
    bool has_over = strstr(rows[i].expected, "SV-OVER error") != NULL;
    bool has_sliver = strstr(rows[i].expected, "SV-OVER warning") != NULL;
    bool has_near = strstr(rows[i].expected, "SV-NEAR") != NULL;
    bool is_near = strstr(found, "SV-NEAR") != NULL || strstr(there, "SV-NEAR") != NULL;
    if ((strstr(found, "SV-OVER error") != NULL) != has_over || is_near != has_near ||
        (strstr(found, "SV-OVER warning") != NULL) != has_sliver || strstr(found, "GAP") != NULL)
      fail_msg("%s: \"%s\", \"%s\"", rows[i].why, found, there);
    assert_string_equal(lt_crs_id(results->crs), "EPSG:4526");
    assert_true(fabs(results->set->repeated_m2 - rows[i].shared_m2) < 0.3);
  }
}

static int set_up(void **state)
{
  (void)state;
  folder = g_dir_make_tmp("lantu-together-XXXXXX", NULL);
  return folder == NULL;
}

static int tear_down(void **state)
{
  (void)state;
  GDir *names = g_dir_open(folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name(names)) != NULL;) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_unlink(path);
  }
  g_dir_close(names);
  int rc = g_rmdir(folder);
  g_free(folder);
  return rc;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_gaps),
      cmocka_unit_test(test_slits),
      cmocka_unit_test(test_reference_limits),
      cmocka_unit_test(test_reference_accuracy),
      cmocka_unit_test(test_references_geos),
      cmocka_unit_test(test_total),
      cmocka_unit_test(test_repeated),
      cmocka_unit_test(test_change),
      cmocka_unit_test(test_change_repeated),
      cmocka_unit_test(test_bands),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
