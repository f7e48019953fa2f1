/* Kinds on the arrangement over real layers of ../shared, against GEOS: every pair of polygons by
 * itself, gaps as holes of the union of all, T-junctions by looking at every vertex near every edge.
 *
 * GEOS works on the same lattice coordinates, in doubles: what is smaller than SMALL_M2 is not
 * compared one by one. */
#include "unit/rules/fixture.h"

#include <geos_c.h>
#include <math.h>
#include <stdlib.h>

#define SMALL_M2 1e-3
#define SMALL_M 0.01
#define UNITS2_PER_M2 (LT_UNITS_PER_M * LT_UNITS_PER_M)

static GEOSContextHandle_t geos;

/* ---- our shapes in GEOS ---- */

static GEOSGeometry *ring_new(const LtShapes *shapes, size_t ring, LtPoint origin)
{
  size_t begin = lt_shapes_first_point(shapes, ring), n = shapes->ring_ends[ring] - begin;
  GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos, (unsigned)n, 2);
  for (size_t i = 0; i < n; i++) {
    LtPoint point = shapes->points[begin + i];
    GEOSCoordSeq_setXY_r(geos, sequence, (unsigned)i, (double)(point.x - origin.x),
                         (double)(point.y - origin.y));
  }
  return GEOSGeom_createLinearRing_r(geos, sequence);
}

static GEOSGeometry *polygon_new(const LtShapes *shapes, size_t feature, LtPoint origin)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new();
  size_t end = shapes->feature_ends[feature];
  for (size_t ring = lt_shapes_first_ring(shapes, feature); ring < end;) {
    GEOSGeometry *shell = ring_new(shapes, ring++, origin);
    g_autoptr(GPtrArray) holes = g_ptr_array_new();
    while (ring < end && shapes->ring_holes[ring])
      g_ptr_array_add(holes, ring_new(shapes, ring++, origin));
    g_ptr_array_add(parts, GEOSGeom_createPolygon_r(geos, shell, (GEOSGeometry **)holes->pdata,
                                                    holes->len));
  }
  return GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, (GEOSGeometry **)parts->pdata,
                                     parts->len);
}

static double area_m2(const GEOSGeometry *geom)
{
  double units2;
  assert_int_equal(GEOSArea_r(geos, geom, &units2), 1);
  return units2 / UNITS2_PER_M2;
}

/* The polygons of a layer with their boxes; NULL where there is none. */
typedef struct {
  const LtShapes *shapes;
  GEOSGeometry **polygons;
  LtBox *boxes;
  size_t n;
} Oracle;

static Oracle oracle_new(const LtLayer *layer, LtPoint origin)
{
  const LtShapes *shapes = layer->data->shapes;
  Oracle oracle = {.shapes = shapes, .n = shapes->n_features};
  oracle.polygons = g_new0(GEOSGeometry *, oracle.n + 1);
  oracle.boxes = g_new0(LtBox, oracle.n + 1);
  for (size_t i = 0; i < oracle.n; i++) {
    oracle.boxes[i] = lt_shapes_box(shapes, i);
    if (shapes->types[i] == LT_GEOM_POLYGON)
      oracle.polygons[i] = polygon_new(shapes, i, origin);
  }
  return oracle;
}

static void oracle_clear(Oracle *oracle)
{
  for (size_t i = 0; i < oracle->n; i++)
    GEOSGeom_destroy_r(geos, oracle->polygons[i]);
  g_free(oracle->polygons);
  g_free(oracle->boxes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Oracle, oracle_clear)

static bool may_meet(const Oracle *a, size_t i, const Oracle *b, size_t j)
{
  return a->polygons[i] != NULL && b->polygons[j] != NULL &&
         lt_box_overlaps(&a->boxes[i], &b->boxes[j]);
}

static double common_m2(const Oracle *a, size_t i, const Oracle *b, size_t j)
{
  GEOSGeometry *common = GEOSIntersection_r(geos, a->polygons[i], b->polygons[j]);
  assert_non_null(common);
  double m2 = area_m2(common);
  GEOSGeom_destroy_r(geos, common);
  return m2;
}

/* ---- what the rules said ---- */

/* Ground of an object, a pair or a gap: what was found and what was tolerated of it. */
static void ground_add(GHashTable *grounds, const char *id, const LtAreas *areas)
{
  double *m2 = g_hash_table_lookup(grounds, id);
  if (m2 == NULL) {
    m2 = g_new0(double, 1);
    g_hash_table_insert(grounds, g_strdup(id), m2);
  }
  *m2 += areas->planar_m2;
}

static char *pair_id(const LtObject *a, const LtObject *b)
{
  return g_strdup_printf("%s:%s/%s:%s", a->layer == NULL ? "" : a->layer->id, lt_object_identity(a),
                         b->layer == NULL ? "" : b->layer->id, lt_object_identity(b));
}

/* Findings of a fault, or objects with more than SMALL_M2 found and tolerated; all their ground. */
static size_t count_ground(const LtResults *results, const char *rule, const char *fault,
                           double *sum_m2)
{
  bool is_gap = g_strcmp0(fault, "gap") == 0; /* each is a piece of its own */
  g_autoptr(GHashTable) grounds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < results->findings->len; i++) {
    const LtFinding *finding = results->findings->pdata[i];
    g_autofree char *id = is_gap ? g_strdup(finding->id) : pair_id(&finding->a, &finding->b);
    if (strcmp(finding->rule->id, rule) == 0 && g_strcmp0(finding->fault, fault) == 0)
      ground_add(grounds, id, &finding->areas);
  }
  for (guint i = 0; i < results->tolerated->len; i++) {
    const LtTolerated *entry = results->tolerated->pdata[i];
    g_autofree char *id = is_gap ? g_strdup_printf("%u", i) : pair_id(&entry->a, &entry->b);
    if (strcmp(entry->rule->id, rule) == 0 && g_strcmp0(entry->fault, fault) == 0)
      ground_add(grounds, id, &entry->areas);
  }
  size_t count = 0;
  *sum_m2 = 0;
  GHashTableIter iter;
  g_hash_table_iter_init(&iter, grounds);
  for (gpointer m2; g_hash_table_iter_next(&iter, NULL, &m2);) {
    count += *(double *)m2 > SMALL_M2;
    *sum_m2 += *(double *)m2;
  }
  return count;
}

static size_t count_fault(const LtResults *results, const char *fault)
{
  size_t count = 0;
  for (guint i = 0; i < results->findings->len; i++) {
    const LtFinding *finding = results->findings->pdata[i];
    count += strcmp(finding->rule->id, "C") == 0 && g_strcmp0(finding->fault, fault) == 0;
  }
  return count;
}

static void expect(const char *name, const char *what, size_t found, size_t wanted, double m2,
                   double wanted_m2)
{
  print_message("%s: %s: %zu, %.6f m2 (GEOS: %zu, %.6f m2)\n", name, what, found, m2, wanted,
                wanted_m2);
  if (found != wanted || fabs(m2 - wanted_m2) > 1e-7 * wanted_m2 + 1e-4)
    fail_msg("%s: %s", name, what);
}

/* ---- one layer ---- */

static void check_pairs(const char *name, const LtResults *results, const Oracle *oracle)
{
  size_t n_overlaps = 0, n_duplicates = 0;
  double overlaps_m2 = 0, m2;
  g_autofree bool *is_double = g_new0(bool, oracle->n + 1);
  for (size_t i = 0; i < oracle->n; i++)
    for (size_t j = i + 1; j < oracle->n; j++) {
      if (is_double[i] || is_double[j] || !may_meet(oracle, i, oracle, j))
        continue;
      if (GEOSEquals_r(geos, oracle->polygons[i], oracle->polygons[j]) == 1) {
        is_double[j] = true;
        n_duplicates++;
        continue;
      }
      double common = common_m2(oracle, i, oracle, j);
      n_overlaps += common > SMALL_M2;
      overlaps_m2 += common;
    }
  size_t n = count_ground(results, "C", "overlap", &m2);
  expect(name, "overlaps", n, n_overlaps, m2, overlaps_m2);
  expect(name, "duplicates", count_fault(results, "duplicate"), n_duplicates, 0, 0);
}

/* Bounded ground outside of all: the holes of the union, without what lies in them. */
static void check_gaps(const char *name, const LtResults *results, const Oracle *oracle)
{
  g_autoptr(GPtrArray) copies = g_ptr_array_new();
  for (size_t i = 0; i < oracle->n; i++)
    if (oracle->polygons[i] != NULL)
      g_ptr_array_add(copies, GEOSGeom_clone_r(geos, oracle->polygons[i]));
  GEOSGeometry *all = GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION,
                                                  (GEOSGeometry **)copies->pdata, copies->len);
  GEOSGeometry *ground = GEOSUnaryUnion_r(geos, all);
  size_t n_gaps = 0;
  double gaps_m2 = 0, m2;
  for (int p = 0; p < GEOSGetNumGeometries_r(geos, ground); p++) {
    const GEOSGeometry *part = GEOSGetGeometryN_r(geos, ground, p);
    for (int h = 0; h < GEOSGetNumInteriorRings_r(geos, part); h++) {
      GEOSGeometry *ring = GEOSGeom_clone_r(geos, GEOSGetInteriorRingN_r(geos, part, h));
      GEOSGeometry *hole = GEOSGeom_createPolygon_r(geos, ring, NULL, 0);
      GEOSGeometry *gap = GEOSDifference_r(geos, hole, ground);
      double gap_m2 = area_m2(gap);
      n_gaps += gap_m2 > SMALL_M2;
      gaps_m2 += gap_m2;
      GEOSGeom_destroy_r(geos, gap);
      GEOSGeom_destroy_r(geos, hole);
    }
  }
  GEOSGeom_destroy_r(geos, ground);
  GEOSGeom_destroy_r(geos, all);
  size_t n = count_ground(results, "C", "gap", &m2);
  expect(name, "gaps", n, n_gaps, m2, gaps_m2);
}

static void check_parts(const char *name, const LtResults *results, const Oracle *oracle)
{
  size_t n_multipart = 0, n_holed = 0;
  for (size_t i = 0; i < oracle->n; i++) {
    if (oracle->polygons[i] == NULL)
      continue;
    int n_parts = GEOSGetNumGeometries_r(geos, oracle->polygons[i]), n_holes = 0;
    for (int p = 0; p < n_parts; p++)
      n_holes += GEOSGetNumInteriorRings_r(geos, GEOSGetGeometryN_r(geos, oracle->polygons[i], p));
    n_multipart += n_parts > 1;
    n_holed += n_holes > 0;
  }
  expect(name, "multipart", count_fault(results, "multipart"), n_multipart, 0, 0);
  expect(name, "holes", count_fault(results, "hole"), n_holed, 0, 0);
}

/* ---- T-junctions ---- */

typedef struct {
  LtPoint at;
  size_t feature;
} Vertex;

static int vertex_compare(const void *p1, const void *p2)
{
  const Vertex *a = p1, *b = p2;
  if (a->at.x != b->at.x)
    return a->at.x < b->at.x ? -1 : 1;
  if (a->at.y != b->at.y)
    return a->at.y < b->at.y ? -1 : 1;
  return (a->feature > b->feature) - (a->feature < b->feature);
}

static bool has_vertex(const GArray *vertices, LtPoint at, size_t feature)
{
  Vertex wanted = {at, feature};
  return bsearch(&wanted, vertices->data, vertices->len, sizeof wanted, vertex_compare) != NULL;
}

static void edge_look(const GArray *vertices, LtPoint a, LtPoint b, size_t feature, GArray *found)
{
  const Vertex *all = (const Vertex *)(void *)vertices->data;
  int64_t low = MIN(a.x, b.x), high = MAX(a.x, b.x), bottom = MIN(a.y, b.y), top = MAX(a.y, b.y);
  size_t begin = 0, end = vertices->len;
  while (begin < end) {
    size_t middle = begin + (end - begin) / 2;
    if (all[middle].at.x < low)
      begin = middle + 1;
    else
      end = middle;
  }
  for (size_t i = begin; i < vertices->len && all[i].at.x <= high; i++) {
    LtPoint at = all[i].at;
    Vertex junction = {at, feature};
    if (at.y >= bottom && at.y <= top && lt_turn(a, b, at) == 0 &&
        !has_vertex(vertices, at, feature))
      g_array_append_val(found, junction);
  }
}

/* Places of vertices that lie on an edge of another feature which has no vertex there. */
static void check_vertices(const char *name, const LtResults *results, const Oracle *oracle)
{
  const LtShapes *shapes = oracle->shapes;
  g_autoptr(GArray) vertices = g_array_new(FALSE, FALSE, sizeof(Vertex));
  g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Vertex));
  for (int is_second = 0; is_second < 2; is_second++) {
    for (size_t f = 0; f < shapes->n_features; f++)
      for (size_t r = lt_shapes_first_ring(shapes, f); r < shapes->feature_ends[f]; r++)
        for (size_t i = lt_shapes_first_point(shapes, r); i + 1 < shapes->ring_ends[r]; i++) {
          Vertex vertex = {shapes->points[i], f};
          if (is_second)
            edge_look(vertices, shapes->points[i], shapes->points[i + 1], f, found);
          else
            g_array_append_val(vertices, vertex);
        }
    if (!is_second)
      g_array_sort(vertices, vertex_compare);
  }
  g_array_sort(found, vertex_compare);
  size_t n_found = 0;
  for (guint i = 0; i < found->len; i++)
    n_found += i == 0 || vertex_compare(&g_array_index(found, Vertex, i),
                                        &g_array_index(found, Vertex, i - 1)) != 0;
  expect(name, "T-junctions", count_fault(results, "vertex"), n_found, 0, 0);
}

#define COVERAGE                                                                                   \
  "  - {id: C, kind: coverage, severity: error, title: {zh: 一, en: a}, layers: {a: {layer: a}}, "  \
  "limits: {find: [overlaps, gaps, duplicates, holes, multipart, vertices]}}\n"

static void test_layers(void **state)
{
  (void)state;
  static const struct {
    const char *path, *crs;
  } rows[] = {
      {"uk_tees/eng_oa.gpkg", "EPSG:27700"},
      {"uk_tees/eng_lsoa.gpkg", "EPSG:27700"},
      {"uk_tees/eng_wards.gpkg", "EPSG:27700"},
      {"swiss_municipalities/2012/municipalities.shp", "EPSG:21781"},
      {"swiss_municipalities/2025/municipalities.shp", "EPSG:2056"},
      {"fr_cadastre/epinay_91216_parcels.gpkg", "EPSG:2154"},
  };
  if (!g_file_test(LT_SHARED_DIR "/data/uk_tees", G_FILE_TEST_IS_DIR))
    skip();
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = g_strdup_printf(
        "lantu: 1\nproject: {name: p, crs: \"%s\", area: planar}\nlayers:\n  - {id: a, source: \"%s/data/%s\", "
        "crs: \"%s\"}\nrules:\n" COVERAGE, rows[i].crs, LT_SHARED_DIR, rows[i].path, rows[i].crs);
    g_auto(Checked) checked = check(text);
    const LtLayer *layer = lt_project_layer(checked.project, "a");
    LtBox box = lt_shapes_box(layer->data->shapes, 0);
    g_auto(Oracle) oracle = oracle_new(layer, box.min);
    check_pairs(rows[i].path, checked.results, &oracle);
    check_gaps(rows[i].path, checked.results, &oracle);
    check_parts(rows[i].path, checked.results, &oracle);
    check_vertices(rows[i].path, checked.results, &oracle);
  }
}

/* ---- two layers ---- */

static const char tees[] =
    "lantu: 1\nproject: {name: p, crs: \"EPSG:27700\", area: planar}\nlayers:\n"
    "  - {id: oa, source: \"" LT_SHARED_DIR "/data/uk_tees/eng_oa.gpkg\"}\n"
    "  - {id: lsoa, source: \"" LT_SHARED_DIR "/data/uk_tees/eng_lsoa.gpkg\"}\n"
    "  - {id: wards, source: \"" LT_SHARED_DIR "/data/uk_tees/eng_wards.gpkg\"}\nrules:\n"
    "  - {id: I, kind: inside, severity: error, title: {zh: 一, en: a}, layers: {a: {layer: oa}, b: {layer: lsoa}}}\n"
    "  - {id: W, kind: covers, severity: error, title: {zh: 一, en: a}, layers: {a: {layer: wards}, b: {layer: oa}}}\n"
    "  - {id: O, kind: covers, severity: error, title: {zh: 一, en: a}, layers: {a: {layer: oa}, b: {layer: wards}}}\n"
    "  - {id: E, kind: covers-each-other, severity: error, title: {zh: 一, en: a}, layers: {a: {layer: oa}, b: "
    "{layer: wards}}}\n"
    "  - {id: B, kind: boundary, severity: error, title: {zh: 一, en: a}, layers: {a: {layer: wards}, b: "
    "{layer: oa}}}\n";

/* Ground of a polygon that others, taken together, leave. */
static double rest_m2(const GEOSGeometry *polygon, const GPtrArray *others)
{
  g_autoptr(GPtrArray) copies = g_ptr_array_new();
  for (guint i = 0; i < others->len; i++)
    g_ptr_array_add(copies, GEOSGeom_clone_r(geos, others->pdata[i]));
  GEOSGeometry *all = GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION,
                                                  (GEOSGeometry **)copies->pdata, copies->len);
  GEOSGeometry *ground = GEOSUnaryUnion_r(geos, all);
  assert_non_null(ground);
  GEOSGeometry *rest = GEOSDifference_r(geos, polygon, ground);
  assert_non_null(rest);
  double m2 = area_m2(rest);
  GEOSGeom_destroy_r(geos, rest);
  GEOSGeom_destroy_r(geos, ground);
  GEOSGeom_destroy_r(geos, all);
  return m2;
}

/* Ground of each polygon of a outside of the one polygon of b that covers most of it, or of all. */
static size_t lacking_of(const Oracle *a, const Oracle *b, bool is_single, double *sum_m2)
{
  size_t count = 0;
  *sum_m2 = 0;
  for (size_t i = 0; i < a->n; i++) {
    g_autoptr(GPtrArray) partners = g_ptr_array_new();
    double best_m2 = 0;
    for (size_t j = 0; j < b->n; j++) {
      if (!may_meet(a, i, b, j))
        continue;
      double m2 = is_single ? common_m2(a, i, b, j) : 0;
      if (is_single && m2 <= best_m2)
        continue;
      if (is_single)
        g_ptr_array_set_size(partners, 0);
      best_m2 = m2;
      g_ptr_array_add(partners, b->polygons[j]);
    }
    double m2 = rest_m2(a->polygons[i], partners);
    count += m2 > SMALL_M2;
    *sum_m2 += m2;
  }
  return count;
}

/* What of the boundaries of the polygons of a lies on no boundary of b, metres. */
static size_t off_border(const Oracle *a, const Oracle *b, double *sum_m)
{
  size_t count = 0;
  *sum_m = 0;
  for (size_t i = 0; i < a->n; i++) {
    g_autoptr(GPtrArray) borders = g_ptr_array_new();
    for (size_t j = 0; j < b->n; j++)
      if (may_meet(a, i, b, j))
        g_ptr_array_add(borders, GEOSBoundary_r(geos, b->polygons[j]));
    GEOSGeometry *all = GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION,
                                                    (GEOSGeometry **)borders->pdata, borders->len);
    GEOSGeometry *lines = GEOSUnaryUnion_r(geos, all);
    GEOSGeometry *own = GEOSBoundary_r(geos, a->polygons[i]);
    GEOSGeometry *rest = GEOSDifference_r(geos, own, lines);
    assert_non_null(rest);
    double units;
    assert_int_equal(GEOSLength_r(geos, rest, &units), 1);
    count += units > SMALL_M * LT_UNITS_PER_M;
    *sum_m += units / LT_UNITS_PER_M;
    GEOSGeometry *made[] = {rest, own, lines, all};
    for (size_t k = 0; k < G_N_ELEMENTS(made); k++)
      GEOSGeom_destroy_r(geos, made[k]);
  }
  return count;
}

static void check_borders(const LtResults *results, const Oracle *a, const Oracle *b)
{
  double m = 0, wanted_m;
  size_t n = 0, wanted = off_border(a, b, &wanted_m);
  for (guint i = 0; i < results->findings->len; i++) {
    const LtFinding *finding = results->findings->pdata[i];
    if (strcmp(finding->rule->id, "B") != 0)
      continue;
    n += finding->value >= SMALL_M;
    m += finding->value;
  }
  print_message("boundary: %zu, %.2f m (GEOS: %zu, %.2f m)\n", n, m, wanted, wanted_m);
  /* values are stated by the centimetre */
  assert_int_equal(n, wanted);
  assert_true(fabs(m - wanted_m) < 0.005 * (double)(n + 1));
}

static void test_tees(void **state)
{
  (void)state;
  if (!g_file_test(LT_SHARED_DIR "/data/uk_tees", G_FILE_TEST_IS_DIR))
    skip();
  g_auto(Checked) checked = check(tees);
  static const char *const names[] = {"oa", "lsoa", "wards"};
  Oracle oracles[3];
  LtBox box = lt_shapes_box(lt_project_layer(checked.project, "oa")->data->shapes, 0);
  for (size_t i = 0; i < 3; i++)
    oracles[i] = oracle_new(lt_project_layer(checked.project, names[i]), box.min);
  double m2, wanted_m2, back_m2;
  size_t n = count_ground(checked.results, "I", NULL, &m2);
  size_t wanted = lacking_of(&oracles[0], &oracles[1], true, &wanted_m2);
  expect("oa in lsoa", "inside", n, wanted, m2, wanted_m2);
  n = count_ground(checked.results, "W", NULL, &m2);
  wanted = lacking_of(&oracles[2], &oracles[0], false, &wanted_m2);
  expect("wards by oa", "covers", n, wanted, m2, wanted_m2);
  n = count_ground(checked.results, "O", NULL, &m2);
  size_t back = lacking_of(&oracles[0], &oracles[2], false, &back_m2);
  expect("oa by wards", "covers", n, back, m2, back_m2);
  n = count_ground(checked.results, "E", NULL, &m2);
  expect("oa and wards", "covers-each-other", n, wanted + back, m2, wanted_m2 + back_m2);
  check_borders(checked.results, &oracles[2], &oracles[0]);
  for (size_t i = 0; i < 3; i++)
    oracle_clear(&oracles[i]);
}

/* ---- points ---- */

/* The middles of the boxes of all small areas, and corners of some, which lie on borders. */
static GArray *points_write(const LtShapes *shapes)
{
  GArray *points = g_array_new(FALSE, FALSE, sizeof(LtPoint));
  GString *csv = g_string_new("key,e,n\n");
  for (size_t f = 0; f < shapes->n_features; f++) {
    LtBox box = lt_shapes_box(shapes, f);
    LtPoint middle = {box.min.x / 2 + box.max.x / 2, box.min.y / 2 + box.max.y / 2};
    LtPoint corner = shapes->points[lt_shapes_first_point(shapes, lt_shapes_first_ring(shapes, f))];
    g_array_append_val(points, middle);
    if (f % 10 == 0)
      g_array_append_val(points, corner);
  }
  for (guint i = 0; i < points->len; i++) {
    LtPoint point = g_array_index(points, LtPoint, i);
    g_string_append_printf(csv, "%u,%.4f,%.4f\n", i, (double)point.x / LT_UNITS_PER_M,
                           (double)point.y / LT_UNITS_PER_M);
  }
  write_file("points.csv", csv->str);
  g_string_free(csv, TRUE);
  return points;
}

#define POINTS(rules)                                                                              \
  "lantu: 1\nproject: {name: p, crs: \"EPSG:27700\"}\nlayers:\n"                                   \
  "  - {id: oa, source: \"" LT_SHARED_DIR "/data/uk_tees/eng_oa.gpkg\", key: OA11CD}\n"           \
  "  - {id: p, source: points.csv, x: e, y: n, crs: \"EPSG:27700\", key: key}\nrules:\n" rules
#define POINT_RULE(id, count)                                                                      \
  "  - {id: " id ", kind: contains-point, severity: error, title: {zh: 一, en: a}, layers: {a: "     \
  "{layer: oa}, b: {layer: p}}, limits: {count: " count "}}\n"

static size_t count_contained(const Oracle *oracle, size_t polygon, const GArray *points, LtPoint origin)
{
  size_t count = 0;
  for (guint i = 0; i < points->len; i++) {
    LtPoint point = g_array_index(points, LtPoint, i);
    LtBox box = {point, point};
    if (!lt_box_overlaps(&oracle->boxes[polygon], &box))
      continue;
    GEOSGeometry *geom = GEOSGeom_createPointFromXY_r(geos, (double)(point.x - origin.x),
                                                      (double)(point.y - origin.y));
    count += GEOSContains_r(geos, oracle->polygons[polygon], geom) == 1;
    GEOSGeom_destroy_r(geos, geom);
  }
  return count;
}

static void test_points(void **state)
{
  (void)state;
  if (!g_file_test(LT_SHARED_DIR "/data/uk_tees", G_FILE_TEST_IS_DIR))
    skip();
  write_file("points.csv", "key,e,n\n");
  g_auto(Checked) first = check(POINTS(POINT_RULE("N", "one")));
  const LtLayer *layer = lt_project_layer(first.project, "oa");
  g_autoptr(GArray) points = points_write(layer->data->shapes);
  g_auto(Checked) checked = check(POINTS(POINT_RULE("L", "at-least-one") POINT_RULE("N", "one")));
  LtPoint origin = lt_shapes_box(layer->data->shapes, 0).min;
  g_auto(Oracle) oracle = oracle_new(layer, origin);
  g_autoptr(GHashTable) values = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < checked.results->findings->len; i++) {
    LtFinding *finding = checked.results->findings->pdata[i];
    g_hash_table_insert(values, finding->id, finding);
  }
  size_t n_none = 0, n_several = 0;
  for (size_t f = 0; f < oracle.n; f++) {
    size_t n = count_contained(&oracle, f, points, origin);
    g_autofree char *one = g_strdup_printf("N/oa:%s", layer->keys[f]);
    g_autofree char *least = g_strdup_printf("L/oa:%s", layer->keys[f]);
    const LtFinding *finding = g_hash_table_lookup(values, one);
    n_none += n == 0;
    n_several += n > 1;
    if ((finding == NULL) != (n == 1) || (finding != NULL && finding->value != (double)n) ||
        (g_hash_table_lookup(values, least) == NULL) != (n > 0))
      fail_msg("%s: %zu points by GEOS", one, n);
  }
  print_message("contains-point: %zu without, %zu with several of %u points (GEOS: the same)\n", n_none,
                n_several, points->len);
}

static int start(void **state)
{
  geos = GEOS_init_r();
  return set_up(state);
}

static int stop(void **state)
{
  GEOS_finish_r(geos);
  return tear_down(state);
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tees),
      cmocka_unit_test(test_points),
      cmocka_unit_test(test_layers),
  };
  return cmocka_run_group_tests(tests, start, stop);
}
