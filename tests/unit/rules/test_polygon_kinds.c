/* Kinds that look at each polygon by itself: `larger-than`, `sliver`, `sharp-angle`, `short-edge`.
 * Figures are told by the sides of the drawing; those of random stars by GEOS and long doubles. */
#include "unit/failing_each.h"
#include "unit/rules/boxes.h"

#include <geos_c.h>

#define HEAD_OF(role)                                                                              \
  "lantu: 1\nproject: {name: p, crs: \"EPSG:4526\", area: planar}\nlayers:\n"                      \
  "  - {id: a, source: a.geojson, crs: \"EPSG:4526\", key: key" role "}\nrules:\n"
#define RULE                                                                                       \
  "  - {id: X, kind: %s, severity: error, title: {zh: 一, en: a}, "                                \
  "layers: {a: {layer: a, where: \"ok = 1\"}}, limits: {%s}}\n"

typedef struct {
  const char *why, *a, *limits, *found;
} Row;

static Checked check_rule(const char *kind, const char *limits)
{
  g_autofree char *text = g_strdup_printf(HEAD_OF("") RULE, kind, limits);
  return check(text);
}

static void expect(const char *kind, const Row *row)
{
  g_auto(Checked) checked = check_rule(kind, row->limits);
  g_autofree char *found = boxes_found(checked.results, "X");
  if (strcmp(found, row->found) != 0)
    fail_msg("%s: %s: found '%s', wanted '%s'", kind, row->why, found, row->found);
}

/* Features "KEY x y x y …", parted by ";": one ring each, closed here; brackets as of boxes. */
static void rings_write(const char *text)
{
  g_autoptr(GString) out = g_string_new("{\"type\":\"FeatureCollection\",\"features\":[");
  g_auto(GStrv) features = g_strsplit(text, ";", -1);
  for (size_t f = 0; features[f] != NULL; f++) {
    g_auto(GStrv) words = g_strsplit(g_strstrip(features[f]), " ", -1);
    bool is_unknown = words[0][0] == '(';
    g_string_append_printf(out, "%s{\"type\":\"Feature\",\"properties\":{\"key\":\"%.1s\",\"ok\":%s},"
                                "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[",
                           f == 0 ? "" : ",", words[0] + is_unknown, is_unknown ? "null" : "1");
    size_t n = g_strv_length(words) / 2;
    for (size_t i = 0; i <= n; i++)
      g_string_append_printf(out, "%s[%.4f,%.4f]", i == 0 ? "" : ",",
                             38500000 + g_ascii_strtod(words[1 + 2 * (i % n)], NULL),
                             3400000 + g_ascii_strtod(words[2 + 2 * (i % n)], NULL));
    g_string_append(out, "]]}}");
  }
  g_string_append(out, "]}");
  write_file("a.geojson", out->str);
}

static void test_larger_than(void **state)
{
  (void)state;
  static const Row rows[] = {
      {"exactly on the limit", "A 0 0 10 40", "min_area_m2: 400", ""},
      {"one unit of the lattice less", "A 0 0 10 39.9999", "min_area_m2: 400", "a:A=399.999"},
      {"no limit", "A 0 0 1 1", "min_area_m2: 0", ""},
      {"short by the tolerance", "A 0 0 10 38", "min_area_m2: 400, tolerance_m2: 20", "~1"},
      {"by more", "A 0 0 10 37.99", "min_area_m2: 400, tolerance_m2: 20", "a:A=379.9"},
      {"the hole does not count", "A 0 0 10 41 - 1 1 3 6", "min_area_m2: 400", ""},
      {"nor a larger one", "A 0 0 10 41 - 1 1 3 6.5", "min_area_m2: 400", "a:A=399"},
      {"the object as a whole", "A 0 0 10 40 + 20 0 21 1", "min_area_m2: 400", ""},
      {"each of its parts", "A 0 0 10 40 + 20 0 21 1 + 30 0 32 1", "min_area_m2: 400, of: part",
       "a:A=1"},
      {"a part exactly on the limit", "A 0 0 10 40 + 20 0 21 1", "min_area_m2: 1, of: part", ""},
      {"parts short by the tolerance", "A 0 0 1 1 + 20 0 21 1", "min_area_m2: 2, tolerance_m2: 1, of: part",
       "~1 ~1"},
      {"one that may take no part", "(A) 0 0 1 1", "min_area_m2: 2", "?A"},
      {"whose size is enough", "(A) 0 0 2 1", "min_area_m2: 2", ""},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    boxes_write("a.geojson", rows[i].a);
    expect("larger-than", &rows[i]);
  }
}

/* The key is the class. */
static void test_classes(void **state)
{
  (void)state;
  static const char limits[] =
      "min_area_m2: 30, classes: [{class: [\"05*\", \"0901\"], min_area_m2: 10}, {class: \"*\", "
      "min_area_m2: 20}, {class: \"0599\", min_area_m2: 50, tolerance_m2: 5}]";
  static const Row rows[] = {
      {"the beginning of a code", "0501 0 0 1 10", limits, ""},
      {"below its limit", "0501 0 0 1 9", limits, "a:0501=9"},
      {"another text of the row", "0901 0 0 1 10", limits, ""},
      {"any class", "0101 0 0 1 19", limits, "a:0101=19"},
      {"its limit", "0101 0 0 1 20", limits, ""},
      {"a code goes before its beginning", "0599 0 0 1 40", limits, "a:0599=40"},
      {"with its tolerance", "0599 0 0 1 45", limits, "~1"},
      {"no row", "0101 0 0 1 29", "min_area_m2: 30, classes: [{class: \"02\", min_area_m2: 1}]", "a:0101=29"},
      {"of the same class in two rows the stricter", "02 0 0 1 4",
       "min_area_m2: 0, classes: [{class: \"02\", min_area_m2: 3}, {class: \"02\", min_area_m2: 5}]", "a:02=4"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    boxes_write("a.geojson", rows[i].a);
    g_autofree char *text =
        g_strdup_printf(HEAD_OF(", class: {field: key}") RULE, "larger-than", rows[i].limits);
    g_auto(Checked) checked = check(text);
    g_autofree char *found = boxes_found(checked.results, "X");
    if (strcmp(found, rows[i].found) != 0)
      fail_msg("%s: found '%s', wanted '%s'", rows[i].why, found, rows[i].found);
  }
}

/* Without a class the strictest limit that may hold; a layer without classes is skipped. */
static void test_no_class(void **state)
{
  (void)state;
  static const char limits[] = "min_area_m2: 5, classes: [{class: \"02\", min_area_m2: 3}]";
  static const struct {
    const char *role, *blank, *found;
    LtState wanted;
  } rows[] = {{", class: {field: code}", "4 4 6 6", "?", LT_STATE_UNDETERMINED},
              {", class: {field: code}", "4 4 6 7", "", LT_STATE_PASS},
              {"", "4 4 6 6", "", LT_STATE_SKIPPED}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    double box[4];
    assert_int_equal(sscanf(rows[i].blank, "%lf %lf %lf %lf", &box[0], &box[1], &box[2], &box[3]), 4);
    g_autoptr(GString) part = g_string_new(NULL);
    boxes_part(part, &box, 1);
    g_autofree char *json =
        g_strdup_printf("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                        "\"properties\":{\"key\":\"\",\"ok\":1,\"code\":\" \"},\"geometry\":{\"type\":"
                        "\"Polygon\",\"coordinates\":%s}}]}", part->str);
    write_file("a.geojson", json);
    g_autofree char *head = g_strdup_printf(
        "lantu: 1\nproject: {name: p, crs: \"EPSG:4526\", area: planar}\nlayers:\n"
        "  - {id: a, source: a.geojson, crs: \"EPSG:4526\", key: key%s}\nrules:\n" RULE,
        rows[i].role, "larger-than", limits);
    g_auto(Checked) checked = check(head);
    g_autofree char *found = boxes_found(checked.results, "X");
    assert_string_equal(found, rows[i].found);
    assert_int_equal(outcome_of(checked.results, "X")->state, rows[i].wanted);
  }
}

static void test_sliver(void **state)
{
  (void)state;
  static const Row rows[] = {
      {"exactly on the limit of the area", "A 0 0 1 10", "max_area_m2: 10", ""},
      {"below it", "A 0 0 1 9.9999", "max_area_m2: 10", "a:A=9.9999"},
      {"exactly on that of the width", "A 0 0 0.5 10", "max_area_m2: 10, max_width_m: 0.5", ""},
      {"below it", "A 0 0 0.5 10", "max_area_m2: 10, max_width_m: 0.5003", "a:A=5"},
      {"thin, but large", "A 0 0 0.1 200", "max_area_m2: 10, max_width_m: 0.5, max_thinness: 0.3", ""},
      {"small, but neither narrow nor thin", "A 0 0 2 2", "max_area_m2: 10, max_width_m: 0.5, max_thinness: 0.3",
       ""},
      {"4 pi 9 / 20^2 = 0.2827", "A 0 0 1 9", "max_area_m2: 10, max_thinness: 0.2828", "a:A=9"},
      {"more than the limit", "A 0 0 1 9", "max_area_m2: 10, max_thinness: 0.2827", ""},
      {"either limit does", "A 0 0 1 9", "max_area_m2: 10, max_width_m: 0.5, max_thinness: 0.3", "a:A=9"},
      {"the other", "A 0 0 0.4 1", "max_area_m2: 10, max_width_m: 0.5, max_thinness: 0.3", "a:A=0.4"},
      {"a part of an object", "A 0 0 50 50 + 60 0 60.1 10 + 70 0 70.1 20", "max_area_m2: 10, max_width_m: 0.5",
       "a:A=1"},
      {"a frame around a hole: 0.4 m wide, though its box is not", "A 0 0 3 3 - 0.4 0.4 2.6 2.6",
       "max_area_m2: 10, max_width_m: 0.6", "a:A=4.16"},
      {"one that may take no part", "(A) 0 0 0.1 10", "max_area_m2: 10", "?A"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    boxes_write("a.geojson", rows[i].a);
    expect("sliver", &rows[i]);
  }
}

/* A right angle between equal sides leaves 45 degrees twice. */
#define NOTCH "A 0 0 10 0 10 10 5.5 10 5 1 4.5 10 0 10"

static void test_sharp_angle(void **state)
{
  (void)state;
  static const Row rows[] = {
      {"exactly on the limit", "A 0 0 10 0 10 10", "min_angle_deg: 45", ""},
      {"by one unit of the lattice", "A 0 0 10 0 10 9.9999", "min_angle_deg: 45", "a:A=44.9997"},
      {"on it, turned", "A 0 0 3 4 -1 7", "min_angle_deg: 45", ""},
      {"tan 10 = 0.17632698...: below it", "A 0 0 1000 0 1000 176.3269", "min_angle_deg: 10", "a:A=10"},
      {"above it", "A 0 0 1000 0 1000 176.327", "min_angle_deg: 10", ""},
      {"no limit", "A 0 0 10 0 10 0.1", "min_angle_deg: 0", ""},
      {"a needle", "A 0 0 10 0 10 1", "min_angle_deg: 10", "a:A=5.7106"},
      {"wherever its ring begins", "A 10 1 0 0 10 0", "min_angle_deg: 10", "a:A=5.7106"},
      {"whichever way it turns", "A 0 0 10 1 10 0", "min_angle_deg: 10", "a:A=5.7106"},
      {"inside", "A 0 0 10 0 10 1", "min_angle_deg: 10, find: interior", "a:A=5.7106"},
      {"not outside", "A 0 0 10 0 10 1", "min_angle_deg: 10, find: exterior", ""},
      {"a notch: 2 atan(0.5 / 9)", NOTCH, "min_angle_deg: 10", "a:A=6.3597"},
      {"outside", NOTCH, "min_angle_deg: 10, find: [exterior]", "a:A=6.3597"},
      {"not inside", NOTCH, "min_angle_deg: 10, find: [interior]", ""},
      {"a vertex twice", "A 0 0 0 0 10 0 10 1", "min_angle_deg: 10", "a:A=5.7106"},
      {"a spike is invalid, and told as such", "A 0 0 10 0 10 10 5 10 5 20 5 10 0 10", "min_angle_deg: 10",
       ""},
      {"one that may take no part", "(A) 0 0 10 0 10 1", "min_angle_deg: 10", "?A"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    rings_write(rows[i].a);
    expect("sharp-angle", &rows[i]);
  }
}

static void test_short_edge(void **state)
{
  (void)state;
  static const Row rows[] = {
      {"exactly on the limit", "A 0 0 5 0 5 5 0 5", "min_edge_m: 5", ""},
      {"one unit of the lattice more", "A 0 0 5 0 5 5 0 5", "min_edge_m: 5.0001", "a:A=5"},
      {"3, 4, 5: the longest side on the limit", "A 0 0 3 4 -50 44", "min_edge_m: 5", ""},
      {"the shortest counts", "A 0 0 4 0 0 3", "min_edge_m: 5", "a:A=3"},
      {"the closing edge", "A 0 0 30 0 30 30 0 0.5", "min_edge_m: 2", "a:A=0.5"},
      {"straight on is an edge, too", "A 0 0 15 0 16 0 30 0 30 30", "min_edge_m: 2", "a:A=1"},
      {"a vertex twice is none", "A 0 0 0 0 10 0 10 10", "min_edge_m: 2", ""},
      {"one that may take no part", "(A) 0 0 4 0 0 3", "min_edge_m: 4", "?A"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    rings_write(rows[i].a);
    expect("short-edge", &rows[i]);
  }
}

/* Kind `valid` counts the places of a fault: three crossings. */
static void test_valid(void **state)
{
  (void)state;
  rings_write("A 0 0 2 2 4 0 6 2 6 0 4 2 2 0 0 2");
  g_auto(Checked) checked = check_rule("short-edge", "min_edge_m: 0");
  g_autofree char *found = boxes_found(checked.results, "IN-GEOM");
  assert_string_equal(found, "a:A=3");
}

static void test_messages(void **state)
{
  (void)state;
  static const struct {
    const char *kind, *limits, *a, *en;
    bool is_boxes;
  } rows[] = {
      {"larger-than", "min_area_m2: 400, tolerance_m2: 20", "A 0 0 1 2",
       "a (A) has 2.00 m² (planar area), less than the minimum of 400 m² (tolerance 20 m²)", true},
      {"larger-than", "min_area_m2: 400, of: part", "A 0 0 1 2 + 5 0 6 1",
       "a (A) has parts of less than the minimum of 400 m² (tolerance 0 m²): 2, the smallest of 1.00 m² "
       "(planar area)", true},
      {"sliver", "max_area_m2: 10", "A 0 0 0.5 4",
       "a (A) has slivers: 1, 0.00 mu (2.00 m², planar area) in all, 0.50 m at the widest, thinness 0.3103 at "
       "most", true},
      {"sharp-angle", "min_angle_deg: 10", "A 0 0 10 0 10 1",
       "a (A) has angles of less than 10 degrees: 1, the sharpest (inside) of 5.7106 degrees at "
       "(E 38500000.0000, N 3400000.0000) between edges of 10.0000 m and 10.0499 m", false},
      {"short-edge", "min_edge_m: 3.5", "A 0 0 4 0 4 3 0 3",
       "a (A) has edges shorter than 3.5 m: 2, the shortest of 3.0000 m at (E 38500000.0000, "
       "N 3400000.0000)", false},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    if (rows[i].is_boxes)
      boxes_write("a.geojson", rows[i].a);
    else
      rings_write(rows[i].a);
    g_auto(Checked) checked = check_rule(rows[i].kind, rows[i].limits);
    assert_int_equal(checked.results->findings->len, 1);
    const LtFinding *finding = checked.results->findings->pdata[0];
    assert_string_equal(finding->message.in[LT_LANG_EN], rows[i].en);
    assert_true(finding->has_place && finding->shape != NULL);
  }
}

/* Limits that cannot be. */
static void test_refused(void **state)
{
  (void)state;
  static const struct {
    const char *kind, *limits, *error;
  } rows[] = {
      {"larger-than", "of: part", "'min_area_m2' is missing"},
      {"larger-than", "min_area_m2: 1, classes: 3", "'classes' must be a list"},
      {"larger-than", "min_area_m2: 1, classes: [{class: \"02\"}]", "'min_area_m2' is missing"},
      {"larger-than", "min_area_m2: 1, classes: [3]", "a mapping"},
      {"sliver", "max_width_m: 1", "'max_area_m2' is missing"},
      {"sharp-angle", "min_angle_deg: 46", "min_angle_deg"},
      {"short-edge", "", "'min_edge_m' is missing"},
  };
  boxes_write("a.geojson", "A 0 0 1 1");
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = g_strdup_printf(HEAD_OF("") RULE, rows[i].kind, rows[i].limits);
    g_autoptr(GError) error = NULL;
    g_autoptr(LtProject) project = load(text);
    bool is_ok = lt_check_rules(project, &error);
    if (is_ok || strstr(error->message, rows[i].error) == NULL)
      fail_msg("%s {%s}: %s", rows[i].kind, rows[i].limits, is_ok ? "taken" : error->message);
  }
}

/* Far from the earth there is no area on the ellipsoid, so none to compare. */
static void test_no_area(void **state)
{
  (void)state;
  static const char *const rules[][2] = {{"larger-than", "min_area_m2: 1"},
                                         {"sliver", "max_area_m2: 1000"}};
  rings_write("A 0 900000000 10 900000000 10 900000010");
  for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
    g_autofree char *planar = g_strdup_printf(HEAD_OF("") RULE, rules[i][0], rules[i][1]);
    g_autoptr(GString) text = g_string_new(planar);
    assert_int_equal(g_string_replace(text, "area: planar", "area: ellipsoid", 0), 1);
    g_auto(Checked) checked = check(text->str);
    g_autofree char *found = boxes_found(checked.results, "X");
    assert_string_equal(found, "?A");
  }
}

/* ---- memory ---- */

static bool check_task(void *data, GError **error)
{
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, 1);
  g_autoptr(LtResults) results = lt_check_run(data, run, error);
  return results != NULL;
}

/* A failed allocation is an error of the rule, and leaks nothing. */
static void test_memory(void **state)
{
  (void)state;
  boxes_write("a.geojson", "A 0 0 10 40 - 1 1 2 2 + 20 0 21 1; B 50 0 51 1");
  g_autoptr(LtProject) project =
      load(HEAD_OF("") "  - {id: L, kind: larger-than, severity: error, title: {zh: 一, en: a}, "
                       "layers: {a: {layer: a}}, limits: {min_area_m2: 500, tolerance_m2: 400, of: part}}\n"
                       "  - {id: S, kind: sliver, severity: error, title: {zh: 一, en: a}, "
                       "layers: {a: {layer: a}}, limits: {max_area_m2: 500, max_width_m: 2}}\n"
                       "  - {id: E, kind: short-edge, severity: error, title: {zh: 一, en: a}, "
                       "layers: {a: {layer: a}}, limits: {min_edge_m: 50}}\n"
                       "  - {id: N, kind: sharp-angle, severity: error, title: {zh: 一, en: a}, "
                       "layers: {a: {layer: a}}, limits: {min_angle_deg: 45}}\n");
  g_autoptr(LtRun) run = lt_run_new();
  assert_true(lt_project_read(project, run, NULL));
  assert_true(failing_each("polygon kinds", check_task, project, false) > 20);
}

/* ---- random stars ---- */

#define STARS 150
#define STAR_POINTS 14

typedef struct {
  int64_t xy[STAR_POINTS][2]; /* lattice units */
  size_t n;
} Star;

static Star star_new(GRand *random, size_t number)
{
  Star star = {.n = (size_t)g_rand_int_range(random, 5, STAR_POINTS + 1)};
  for (size_t i = 0; i < star.n; i++) {
    double angle = 2 * G_PI * ((double)i + g_rand_double_range(random, 0.1, 0.9)) / (double)star.n;
    double radius = g_rand_double_range(random, 0.3, 4) * 10000;
    star.xy[i][0] = llround(radius * cos(angle)) + (int64_t)number * 200000;
    star.xy[i][1] = llround(radius * sin(angle));
  }
  return star;
}

static void stars_write(const Star *stars, bool is_reversed)
{
  g_autoptr(GString) out = g_string_new("{\"type\":\"FeatureCollection\",\"features\":[");
  for (size_t k = 0; k < STARS; k++) {
    size_t f = is_reversed ? STARS - 1 - k : k;
    g_string_append_printf(out, "%s{\"type\":\"Feature\",\"properties\":{\"key\":\"%03zu\",\"ok\":1},"
                                "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[",
                           k == 0 ? "" : ",", f);
    for (size_t i = 0; i <= stars[f].n; i++)
      g_string_append_printf(out, "%s[%.4f,%.4f]", i == 0 ? "" : ",",
                             38500000 + (double)stars[f].xy[i % stars[f].n][0] / 1e4,
                             3400000 + (double)stars[f].xy[i % stars[f].n][1] / 1e4);
    g_string_append(out, "]]}}");
  }
  g_string_append(out, "]}");
  write_file("a.geojson", out->str);
}

/* Figures of a star by GEOS, and by long doubles. */
typedef struct {
  double area_m2, thinness, width_m, angle_deg, edge_m;
} Figures;

static GEOSGeometry *star_geometry(GEOSContextHandle_t geos, const Star *star)
{
  GEOSCoordSequence *points = GEOSCoordSeq_create_r(geos, (unsigned)star->n + 1, 2);
  for (size_t i = 0; i <= star->n; i++)
    GEOSCoordSeq_setXY_r(geos, points, (unsigned)i, (double)star->xy[i % star->n][0] / 1e4,
                         (double)star->xy[i % star->n][1] / 1e4);
  return GEOSGeom_createPolygon_r(geos, GEOSGeom_createLinearRing_r(geos, points), NULL, 0);
}

static Figures star_figures(GEOSContextHandle_t geos, const Star *star)
{
  Figures figures = {.angle_deg = 360, .edge_m = 1e9};
  double length_m, radius_m;
  GEOSGeometry *polygon = star_geometry(geos, star);
  GEOSGeometry *circle = GEOSMaximumInscribedCircle_r(geos, polygon, 0.0001);
  GEOSArea_r(geos, polygon, &figures.area_m2);
  GEOSLength_r(geos, polygon, &length_m);
  GEOSLength_r(geos, circle, &radius_m);
  figures.thinness = 4 * G_PI * figures.area_m2 / length_m / length_m;
  figures.width_m = 2 * radius_m;
  GEOSGeom_destroy_r(geos, circle);
  GEOSGeom_destroy_r(geos, polygon);
  for (size_t i = 0; i < star->n; i++) {
    const int64_t *at = star->xy[i], *before = star->xy[(i + star->n - 1) % star->n],
                  *after = star->xy[(i + 1) % star->n];
    long double x1 = (long double)(before[0] - at[0]), y1 = (long double)(before[1] - at[1]);
    long double x2 = (long double)(after[0] - at[0]), y2 = (long double)(after[1] - at[1]);
    long double angle = acosl((x1 * x2 + y1 * y2) / (hypotl(x1, y1) * hypotl(x2, y2)));
    figures.angle_deg = fmin(figures.angle_deg, (double)(angle * 180 / G_PI));
    figures.edge_m = fmin(figures.edge_m, (double)hypotl(x2, y2) / 1e4);
  }
  return figures;
}

/* What a rule must say of all stars: those for which it holds, with its value. */
static char *expected(const Figures *figures, const char *kind)
{
  g_autoptr(GString) out = g_string_new(NULL);
  for (size_t i = 0; i < STARS; i++) {
    const Figures *star = &figures[i];
    double value = strcmp(kind, "sharp-angle") == 0  ? star->angle_deg
                   : strcmp(kind, "short-edge") == 0 ? star->edge_m
                                                     : star->area_m2;
    bool is_found = strcmp(kind, "sharp-angle") == 0   ? value < 20
                    : strcmp(kind, "short-edge") == 0  ? value < 0.9
                    : strcmp(kind, "larger-than") == 0 ? value < 12
                                                       : value < 16 && (star->width_m < 1.5 ||
                                                                        star->thinness < 0.25);
    if (is_found)
      g_string_append_printf(out, "%sa:%03zu=%g", out->len == 0 ? "" : " ", i, lt_round(value, 4));
  }
  return g_string_free(g_steal_pointer(&out), FALSE);
}

static void test_random(void **state)
{
  (void)state;
  static const char *const kinds[][2] = {
      {"sharp-angle", "min_angle_deg: 20"},
      {"short-edge", "min_edge_m: 0.9"},
      {"larger-than", "min_area_m2: 12"},
      {"sliver", "max_area_m2: 16, max_width_m: 1.5, max_thinness: 0.25"}};
  g_autoptr(GRand) random = g_rand_new_with_seed(8);
  Star stars[STARS];
  Figures figures[STARS];
  GEOSContextHandle_t geos = GEOS_init_r();
  for (size_t i = 0; i < STARS; i++) {
    stars[i] = star_new(random, i);
    figures[i] = star_figures(geos, &stars[i]);
  }
  GEOS_finish_r(geos);
  for (int is_reversed = 0; is_reversed < 2; is_reversed++) {
    stars_write(stars, is_reversed == 1);
    for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
      g_auto(Checked) checked = check_rule(kinds[k][0], kinds[k][1]);
      g_autofree char *found = boxes_found(checked.results, "X");
      g_autofree char *wanted = expected(figures, kinds[k][0]);
      assert_true(strlen(wanted) > 100);
      if (strcmp(found, wanted) != 0)
        fail_msg("%s: found\n%s\nwanted\n%s", kinds[k][0], found, wanted);
    }
  }
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_larger_than), cmocka_unit_test(test_classes),
      cmocka_unit_test(test_no_class),    cmocka_unit_test(test_sliver),
      cmocka_unit_test(test_sharp_angle), cmocka_unit_test(test_short_edge),
      cmocka_unit_test(test_valid),       cmocka_unit_test(test_messages),
      cmocka_unit_test(test_refused),     cmocka_unit_test(test_random),
      cmocka_unit_test(test_memory),      cmocka_unit_test(test_no_area)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
