/* Layers whose CRS is wrong, beside two that are right: what IN-CRS says of them. */
#include "fixture.h"

#include "crs/gcj.h"
#include "crs/transform.h"

#include <math.h>

#define N 80

/* Places of Jincheng's east in degrees, band 38. */
static void places_make(double *xy, guint32 seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  for (size_t i = 0; i < N; i++) {
    xy[2 * i] = g_rand_double_range(rand, 112.6, 113.0);
    xy[2 * i + 1] = g_rand_double_range(rand, 35.3, 35.6);
  }
}

/* PROJ says where they lie in a CRS. */
static void places_project(double *xy, size_t n, const char *from_id, const char *to_id)
{
  g_autoptr(LtCrs) from = lt_crs_parse(from_id, NULL), to = lt_crs_parse(to_id, NULL);
  g_autoptr(LtTransform) transform = lt_transform_new(from, to, NULL);
  assert_non_null(transform);
  assert_int_equal(lt_transform_points(transform, xy, n), 0);
}

static void points_write(const char *name, const double *xy, bool is_reversed)
{
  g_autoptr(GString) text = g_string_new("key,e,n\n");
  for (size_t k = 0; k < N; k++) {
    size_t i = is_reversed ? N - 1 - k : k;
    g_string_append_printf(text, "P%zu,%.9f,%.9f\n", i, xy[2 * i], xy[2 * i + 1]);
  }
  write_file(name, text->str);
}

static void packed_make(double *xy)
{
  for (size_t i = 0; i < 2 * N; i++) {
    double degrees = floor(xy[i]), minutes = floor((xy[i] - degrees) * 60);
    double seconds = ((xy[i] - degrees) * 60 - minutes) * 60;
    xy[i] = degrees + minutes / 100 + seconds / 10000;
  }
}

/* Two layers that are right. */
static void others_write(void)
{
  double xy[2 * N];
  for (guint32 i = 0; i < 2; i++) {
    places_make(xy, 100 + i);
    places_project(xy, N, "EPSG:4490", "EPSG:4526");
    points_write(i == 0 ? "one.csv" : "two.csv", xy, false);
  }
}

#define OTHERS                                                                                     \
  HEAD "layers:\n  - {id: one, source: one.csv, " XY "}\n  - {id: two, source: two.csv, " XY "}\n"

static const LtFinding *finding_of(const Checked *checked, const char *layer, const char *fault)
{
  for (guint i = 0; i < checked->results->findings->len; i++) {
    const LtFinding *finding = checked->results->findings->pdata[i];
    if (strcmp(finding->rule->id, "IN-CRS") == 0 && strcmp(finding->a.layer->id, layer) == 0 &&
        (fault == NULL || g_strcmp0(finding->fault, fault) == 0))
      return finding;
  }
  return NULL;
}

/* How the coordinates of a layer come to be what they are (README of the domain, 2.2). */
static const struct {
  const char *why, *made_in, *stated;
  bool is_swapped, is_packed;
  double shift[2];
  size_t n_shifted; /* the first ones only; 0: all */
  const char *fault; /* NULL: no finding */
  LtSeverity severity;
  const char *says; /* in Chinese; NULL: nothing of this kind */
} rows[] = {
    {"as stated", "EPSG:4526", "EPSG:4526", .fault = NULL},
    {"degrees as stated", "EPSG:4490", "EPSG:4490", .fault = NULL},
    {"swapped, prefix", "EPSG:4526", "EPSG:4526", true, .fault = "swapped",
     .severity = LT_SEVERITY_ERROR, .says = "x: n, y: e, crs: \"EPSG:4526\""},
    {"latitude first", "EPSG:4490", "EPSG:4490", true, .fault = "swapped",
     .severity = LT_SEVERITY_ERROR, .says = "x: n, y: e, crs: \"EPSG:4490\""},
    {"prefix 38, stated 37", "EPSG:4526", "EPSG:4525", .fault = "band",
     .severity = LT_SEVERITY_ERROR, .says = "crs: \"EPSG:4526\""},
    {"6-degree prefix in a 3-degree band", "EPSG:4497", "EPSG:4525", .fault = "band",
     .severity = LT_SEVERITY_ERROR, .says = "crs: \"EPSG:4497\""},
    {"prefix, stated without", "EPSG:4526", "EPSG:4547", .fault = "prefix",
     .severity = LT_SEVERITY_ERROR, .says = "crs: \"EPSG:4526\""},
    {"no prefix, stated with", "EPSG:4547", "EPSG:4526", .fault = "no-prefix",
     .severity = LT_SEVERITY_ERROR, .says = "crs: \"EPSG:4547\""},
    {"half of the points with prefix", "EPSG:4526", "EPSG:4526", .shift = {-38e6, 0},
     .n_shifted = N / 2, .fault = "mixed", .severity = LT_SEVERITY_ERROR, .says = "有的不含"},
    {"degrees in a plane", "EPSG:4490", "EPSG:4526", .fault = "degrees",
     .severity = LT_SEVERITY_ERROR, .says = "crs: \"EPSG:4490\""},
    {"metres in degrees", "EPSG:4526", "EPSG:4490", .fault = "metres",
     .severity = LT_SEVERITY_ERROR, .says = "crs: \"EPSG:4526\""},
    {"band of another meridian, no prefix", "EPSG:4547", "EPSG:4546", .fault = "outline",
     .severity = LT_SEVERITY_WARNING, .says = "crs: \"EPSG:4547\""},
    {"over the edge of the band", "EPSG:4525", "EPSG:4525", .fault = "off-band",
     .severity = LT_SEVERITY_WARNING, .says = "140千米"},
    {"ddd.mmss", "EPSG:4490", "EPSG:4490", .is_packed = true, .fault = "packed",
     .severity = LT_SEVERITY_ERROR, .says = "度.分秒"},
    {"no false easting", "EPSG:4547", "EPSG:4547", .shift = {-500000, 0}, .fault = "off-band",
     .severity = LT_SEVERITY_WARNING, .says = "横坐标加500000"},
    {"northing without its millions", "EPSG:4547", "EPSG:4547", .shift = {0, -3e6},
     .fault = "area-of-use", .severity = LT_SEVERITY_WARNING, .says = "纵坐标加3000000"},
};

static void test_magnitudes(void **state)
{
  (void)state;
  others_write();
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    double xy[2 * N];
    places_make(xy, 7);
    if (strcmp(rows[i].made_in, "EPSG:4490") != 0)
      places_project(xy, N, "EPSG:4490", rows[i].made_in);
    if (rows[i].is_packed)
      packed_make(xy);
    size_t n_shifted = rows[i].n_shifted == 0 ? N : rows[i].n_shifted;
    for (size_t j = 0; j < N; j++)
      for (size_t axis = 0; axis < 2 && j < n_shifted; axis++)
        xy[2 * j + axis] += rows[i].shift[axis];
    for (size_t j = 0; rows[i].is_swapped && j < N; j++) {
      double x = xy[2 * j];
      xy[2 * j] = xy[2 * j + 1];
      xy[2 * j + 1] = x;
    }
    g_autofree char *text = g_strdup_printf(
        OTHERS "  - {id: wrong, source: wrong.csv, x: e, y: n, crs: \"%s\", key: key}\n",
        rows[i].stated);
    char *messages[2];
    for (int k = 0; k < 2; k++) { /* the order of the points says nothing */
      points_write("wrong.csv", xy, k == 1);
      g_auto(Checked) checked = check(text);
      assert_null(finding_of(&checked, "one", NULL));
      assert_null(finding_of(&checked, "two", NULL));
      const LtFinding *finding = finding_of(&checked, "wrong", NULL);
      if ((finding == NULL) != (rows[i].fault == NULL))
        fail_msg("%s: %s", rows[i].why, finding == NULL ? "nothing" : finding->message.in[0]);
      messages[k] = finding == NULL ? NULL : g_strdup(finding->message.in[LT_LANG_ZH]);
      if (finding == NULL)
        continue;
      if (strcmp(finding->fault, rows[i].fault) != 0 || finding->severity != rows[i].severity ||
          strstr(messages[k], rows[i].says) == NULL)
        fail_msg("%s: %s: %s", rows[i].why, finding->fault, messages[k]);
    }
    assert_int_equal(g_strcmp0(messages[0], messages[1]), 0);
    g_free(messages[0]);
    g_free(messages[1]);
  }
}

/* Nobody states a CRS: the layer is not read, but where the others lie tells its band. */
static void test_not_stated(void **state)
{
  (void)state;
  double xy[2 * N];
  others_write();
  places_make(xy, 7);
  places_project(xy, N, "EPSG:4490", "EPSG:4547");
  points_write("wrong.csv", xy, false);
  g_auto(Checked) checked = check(OTHERS "  - {id: wrong, source: wrong.csv, x: e, y: n}\n");
  const LtFinding *finding = finding_of(&checked, "wrong", "none");
  assert_non_null(finding);
  assert_non_null(strstr(finding->message.in[LT_LANG_EN], "crs: \"EPSG:4547\""));
  assert_int_equal(outcome_of(checked.results, "IN-CRS")->state, LT_STATE_ERROR);
}

/* ---- polygons ---- */

/* Quadrilaterals of random corners around places, as GeoJSON; @p move is added to them. */
static void polygons_write(const char *name, guint32 seed, double half_m, const double move[2],
                           bool has_every)
{
  double xy[2 * N];
  places_make(xy, seed);
  places_project(xy, N, "EPSG:4490", "EPSG:4526");
  g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
  g_autoptr(GString) text = g_string_new("{\"type\":\"FeatureCollection\",\"features\":[");
  for (size_t i = 0; i < N; i++) {
    double ring[10];
    for (size_t k = 0; k < 4; k++)
      for (size_t axis = 0; axis < 2; axis++) {
        double sign = axis == 0 ? (k == 0 || k == 3 ? -1 : 1) : (k < 2 ? -1 : 1);
        ring[2 * k + axis] = xy[2 * i + axis] + move[axis] +
                             sign * half_m * g_rand_double_range(rand, 0.9, 1.1);
      }
    ring[8] = ring[0];
    ring[9] = ring[1];
    if (!has_every && i % 2 == 1)
      continue;
    g_string_append_printf(text, "%s{\"type\":\"Feature\",\"properties\":{\"key\":\"P%zu\"},"
                                 "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[",
                           i > 0 ? "," : "", i);
    for (size_t k = 0; k < 5; k++)
      g_string_append_printf(text, "%s[%.4f,%.4f]", k > 0 ? "," : "", ring[2 * k], ring[2 * k + 1]);
    g_string_append(text, "]]}}");
  }
  g_string_append(text, "]}");
  write_file(name, text->str);
}

#define POLYGONS(id) "  - {id: " id ", source: " id ".geojson, crs: \"EPSG:4526\", key: key}\n"

/* Xian 1980 coordinates called CGCS2000: some metres to both sides, for all vertices the same. */
static void test_offset(void **state)
{
  (void)state;
  const double none[2] = {0, 0}, moved[2] = {-57.3, 48.9};
  polygons_write("a.geojson", 5, 60, none, true);
  polygons_write("b.geojson", 5, 60, none, false);
  polygons_write("c.geojson", 5, 60, moved, true);
  g_auto(Checked) same = check(HEAD "layers:\n" POLYGONS("a") POLYGONS("b"));
  assert_int_equal(outcome_of(same.results, "IN-CRS")->n_findings, 0);
  g_auto(Checked) checked = check(HEAD "layers:\n" POLYGONS("a") POLYGONS("b") POLYGONS("c"));
  assert_int_equal(outcome_of(checked.results, "IN-CRS")->n_findings, 1);
  const LtFinding *finding = finding_of(&checked, "c", "offset");
  assert_non_null(finding);
  assert_int_equal(finding->severity, LT_SEVERITY_WARNING);
  assert_true(fabs(finding->value - hypot(57.3, 48.9)) < 3);
  const char *zh = finding->message.in[LT_LANG_ZH];
  if (strstr(zh, "a、b") == NULL || strstr(zh, "EPSG:2362") == NULL)
    fail_msg("%s", zh);
  double east = 0, north = 0;
  assert_int_equal(sscanf(strstr(zh, "加东"), "加东%lf米、北%lf米", &east, &north), 2);
  assert_true(fabs(east - 57.3) <= 2 && fabs(north + 48.9) <= 2);
}

/* The same grid everywhere fits at many offsets: nothing is to be said of it. */
static void test_grid(void **state)
{
  (void)state;
  for (int layer = 0; layer < 2; layer++) {
    g_autoptr(GString) text = g_string_new("{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < 100; i++) {
      double x = 38400000 + i % 10 * 200 + layer * 70, y = 3930000 + (double)(i / 10) * 200;
      g_string_append_printf(
          text, "%s{\"type\":\"Feature\",\"properties\":{\"key\":\"%d\"},\"geometry\":{\"type\":"
                "\"Polygon\",\"coordinates\":[[[%.0f,%.0f],[%.0f,%.0f],[%.0f,%.0f],[%.0f,%.0f],"
                "[%.0f,%.0f]]]}}",
          i > 0 ? "," : "", i, x, y, x + 50, y, x + 50, y + 50, x, y + 50, x, y);
    }
    g_string_append(text, "]}");
    write_file(layer == 0 ? "a.geojson" : "b.geojson", text->str);
  }
  g_auto(Checked) checked = check(HEAD "layers:\n" POLYGONS("a") POLYGONS("b"));
  assert_int_equal(outcome_of(checked.results, "IN-CRS")->n_findings, 0);
}

/* Firms in the middle of their parcels, by their true places and by those of web maps. */
static void test_web_maps(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    bool has_keys;
  } cases[] = {{"GCJ-02", true}, {"BD-09", true}, {"GCJ-02", false}, {"BD-09", false},
               {NULL, true},     {NULL, false}};
  const double none[2] = {0, 0};
  polygons_write("parcel.geojson", 9, 80, none, true);
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    double xy[2 * N];
    places_make(xy, 9);
    for (size_t j = 0; cases[i].name != NULL && j < N; j++) {
      lt_gcj_from_wgs84(xy + 2 * j);
      if (strcmp(cases[i].name, "BD-09") == 0)
        lt_bd09_from_gcj(xy + 2 * j);
    }
    points_write("firm.csv", xy, false);
    if (cases[i].name != NULL && cases[i].has_keys) { /* declared: nothing is in doubt */
      g_autofree char *declared = g_strdup_printf(
          HEAD "layers:\n" POLYGONS("parcel") "  - {id: firm, source: firm.csv, x: e, y: n, crs: "
                                             "\"%s\", key: key}\n",
          cases[i].name);
      g_auto(Checked) sure = check(declared);
      assert_int_equal(outcome_of(sure.results, "IN-CRS")->n_findings, 0);
    }
    g_autofree char *text = g_strdup_printf(
        HEAD "layers:\n" POLYGONS("parcel") "  - {id: firm, source: firm.csv, x: e, y: n, crs: "
                                           "\"EPSG:4490\"%s}\n",
        cases[i].has_keys ? ", key: key" : "");
    g_auto(Checked) checked = check(text);
    const LtFinding *finding = finding_of(&checked, "firm", "web-map");
    assert_int_equal(finding == NULL, cases[i].name == NULL);
    if (finding == NULL)
      continue;
    g_autofree char *line = g_strdup_printf("crs: \"%s\"", cases[i].name);
    const char *en = finding->message.in[LT_LANG_EN];
    if (strstr(en, line) == NULL || (strstr(en, "of their key") != NULL) != cases[i].has_keys)
      fail_msg("%s", en);
  }
}

/* Parcels that share their keys: neither is a firm's own, whichever comes first. */
static void test_shared_keys(void **state)
{
  (void)state;
  const double none[2] = {0, 0}, far[2] = {0, 40000};
  double xy[2 * N];
  polygons_write("near.geojson", 9, 80, none, true);
  polygons_write("far.geojson", 9, 80, far, true);
  places_make(xy, 9);
  for (size_t i = 0; i < N; i++)
    lt_gcj_from_wgs84(xy + 2 * i);
  points_write("firm.csv", xy, false);
  for (int k = 0; k < 2; k++) {
    g_autofree char *text = g_strdup_printf(
        HEAD "layers:\n  - {id: parcel, source: [%s], crs: \"EPSG:4526\", key: key}\n"
             "  - {id: firm, source: firm.csv, x: e, y: n, crs: \"EPSG:4490\", key: key}\n",
        k == 0 ? "near.geojson, far.geojson" : "far.geojson, near.geojson");
    g_auto(Checked) checked = check(text);
    const LtFinding *finding = finding_of(&checked, "firm", "web-map");
    assert_non_null(finding);
    assert_null(strstr(finding->message.in[LT_LANG_EN], "of their key"));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_magnitudes), cmocka_unit_test(test_not_stated),
      cmocka_unit_test(test_offset),     cmocka_unit_test(test_grid),
      cmocka_unit_test(test_web_maps),   cmocka_unit_test(test_shared_keys),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
