/* What must hold for an arrangement of any two layers, however dirty. */
#ifndef LT_TESTS_GEOM_ARRANGE_CASE_H
#define LT_TESTS_GEOM_ARRANGE_CASE_H

#include "geom/arrangement.h"
#include "geom/overlay.h"
#include "overlay_case.h"

#include <geos_c.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* Rounded places are off by less than this, so areas by this for a metre of border. */
#define ARRANGE_ROUNDING_M 8e-10

static inline LtArrangement *arrange(const LtShapes *a, const LtShapes *b, size_t points_of_tile,
                                     unsigned jobs)
{
  LtArrangeLayer layers[] = {{a, NULL}, {b, NULL}};
  LtArrangeInput input = {.layers = layers,
                          .n_layers = b == NULL ? 1 : 2,
                          .plane = overlay_case_plane(),
                          .points_of_tile = points_of_tile};
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, jobs);
  g_autoptr(GError) error = NULL;
  LtArrangement *arrangement = lt_arrangement_new(&input, run, &error);
  if (arrangement == NULL)
    fail_msg("tiles of %zu points: %s", points_of_tile, error->message);
  return arrangement;
}

/* ---- covers as text, features by names that do not depend on their order ---- */

static inline int arrange_number_compare(const void *a, const void *b)
{
  size_t x = *(const size_t *)a, y = *(const size_t *)b;
  return (x > y) - (x < y);
}

/* Key of a cover: its members by their names, sorted. */
static inline char *arrange_key(const LtCovered *covered, const size_t *names)
{
  g_autofree size_t *members = g_new(size_t, covered->n_members);
  for (size_t i = 0; i < covered->n_members; i++)
    members[i] = names == NULL ? covered->members[i] : names[covered->members[i]];
  qsort(members, covered->n_members, sizeof *members, arrange_number_compare);
  GString *key = g_string_new(NULL);
  for (size_t i = 0; i < covered->n_members; i++)
    g_string_append_printf(key, "%zu ", members[i]);
  return g_string_free(key, FALSE);
}

/* Areas by cover. */
static inline GHashTable *arrange_table(const LtArrangement *arrangement, const size_t *names)
{
  GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  for (size_t i = 0; i < arrangement->n_covered; i++) {
    LtAreas *areas = g_new(LtAreas, 1);
    *areas = lt_arrangement_areas(arrangement, i);
    bool is_new =
        g_hash_table_insert(table, arrange_key(&arrangement->covered[i], names), areas);
    assert_true(is_new);
  }
  return table;
}

/* Two arrangements: the same covers, the same areas, but for a tolerance of what rounding makes;
 * with none, the same bits. */
static inline void arrange_same(const char *why, const LtArrangement *x, const size_t *names_x,
                                const LtArrangement *y, const size_t *names_y, double tolerance_m2)
{
  g_autoptr(GHashTable) table_x = arrange_table(x, names_x), table_y = arrange_table(y, names_y);
  GHashTable *tables[] = {table_x, table_y};
  for (int side = 0; side < 2; side++) {
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, tables[side]);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
      const LtAreas none = {0, 0}, *areas = value;
      const LtAreas *others = g_hash_table_lookup(tables[!side], key);
      if (tolerance_m2 == 0) {
        if (others == NULL || memcmp(areas, others, sizeof none) != 0)
          fail_msg("%s: cover %s: %a against %a", why, (char *)key, areas->planar_m2,
                   others == NULL ? 0 : others->planar_m2);
        continue;
      }
      others = others == NULL ? &none : others;
      if (!(fabs(areas->planar_m2 - others->planar_m2) <= tolerance_m2))
        fail_msg("%s: cover %s: %.9g against %.9g m2", why, (char *)key, areas->planar_m2,
                 others->planar_m2);
      bool has_areas = !isnan(areas->ellipsoid_m2) && !isnan(others->ellipsoid_m2);
      if (has_areas && !(fabs(areas->ellipsoid_m2 - others->ellipsoid_m2) <= tolerance_m2))
        fail_msg("%s: cover %s: %.9g against %.9g m2 on the ellipsoid", why, (char *)key,
                 areas->ellipsoid_m2, others->ellipsoid_m2);
    }
  }
}

/* ---- layers ---- */

static inline double arrange_length_m(const LtShapes *shapes)
{
  double sum = 0;
  for (size_t r = 0; r < shapes->n_rings; r++)
    for (size_t i = lt_shapes_first_point(shapes, r) + 1; i < shapes->ring_ends[r]; i++)
      sum += hypot((double)(shapes->points[i].x - shapes->points[i - 1].x),
                   (double)(shapes->points[i].y - shapes->points[i - 1].y));
  return sum / LT_UNITS_PER_M;
}

/* ---- what must hold ---- */

static inline void arrange_check_orders(const char *why, const LtShapes *a, const LtShapes *b,
                                        const LtArrangement *first)
{
  g_autoptr(LtArrangement) many = arrange(a, b, 0, 8);
  assert_int_equal(many->n_covered, first->n_covered);
  arrange_same(why, first, NULL, many, NULL, 0);

  g_autoptr(GRand) random = g_rand_new_with_seed(3);
  size_t n_a = a->n_features, n = n_a + b->n_features;
  g_autofree size_t *names = g_new(size_t, n + 1);
  g_autoptr(LtShapes) other_a = overlay_case_shuffle(a, random, names);
  g_autoptr(LtShapes) other_b = overlay_case_shuffle(b, random, names + n_a);
  for (size_t i = n_a; i < n; i++)
    names[i] += n_a;
  g_autoptr(LtArrangement) shuffled = arrange(other_a, other_b, 0, 3);
  arrange_same(why, first, NULL, shuffled, names, 0);

  g_autoptr(LtArrangement) swapped = arrange(b, a, 0, 1);
  for (size_t i = 0; i < n; i++)
    names[i] = i < b->n_features ? n_a + i : i - b->n_features;
  arrange_same(why, first, NULL, swapped, names, 0);
}

static inline double arrange_total_m2(const LtArrangement *arrangement, double *ellipsoid_m2)
{
  double sum = 0;
  *ellipsoid_m2 = 0;
  for (size_t i = 0; i < arrangement->n_covered; i++) {
    LtAreas areas = lt_arrangement_areas(arrangement, i);
    sum += areas.planar_m2;
    *ellipsoid_m2 += areas.ellipsoid_m2;
  }
  return sum;
}

/* The covers of each feature sum up to what the feature is on its own. */
static inline void arrange_check_features(const char *why, const LtShapes *layers[2],
                                          const LtArrangement *all, double rounding_m2)
{
  size_t n_a = layers[0]->n_features, n = n_a + layers[1]->n_features;
  g_autofree LtAreas *sums = g_new0(LtAreas, n + 1);
  for (size_t i = 0; i < all->n_covered; i++)
    for (size_t k = 0; k < all->covered[i].n_members; k++) {
      sums[all->covered[i].members[k]].planar_m2 += lt_arrangement_areas(all, i).planar_m2;
      sums[all->covered[i].members[k]].ellipsoid_m2 += lt_arrangement_areas(all, i).ellipsoid_m2;
    }
  for (size_t m = 0; m < n; m += 1 + n / 200) { /* 200 of them will do */
    g_autoptr(LtShapes) alone = lt_shapes_new();
    const LtShapes *layer = layers[m >= n_a];
    assert_true(lt_shapes_add_copy(alone, layer, m < n_a ? m : m - n_a, NULL));
    g_autoptr(LtArrangement) own = arrange(alone, NULL, 0, 1);
    double ellipsoid_m2, own_m2 = arrange_total_m2(own, &ellipsoid_m2);
    if (!(fabs(sums[m].planar_m2 - own_m2) <= 1e-9 * own_m2 + rounding_m2))
      fail_msg("%s: member %zu: covers sum up to %.12g, alone %.12g m2", why, m, sums[m].planar_m2,
               own_m2);
    if (!isnan(ellipsoid_m2) && !isnan(sums[m].ellipsoid_m2) &&
        !(fabs(sums[m].ellipsoid_m2 - ellipsoid_m2) <= 1e-9 * own_m2 + rounding_m2))
      fail_msg("%s: member %zu: covers sum up to %.12g, alone %.12g m2 on the ellipsoid", why, m,
               sums[m].ellipsoid_m2, ellipsoid_m2);
  }
}

/* A ring as GEOS has it, near the first point of all; NULL for one GEOS refuses. */
static inline GEOSGeometry *arrange_geos_ring(GEOSContextHandle_t geos, const LtShapes *shapes,
                                              size_t ring, LtPoint origin)
{
  size_t begin = lt_shapes_first_point(shapes, ring), n = shapes->ring_ends[ring] - begin;
  g_autofree double *xy = g_new(double, 2 * n + 1);
  for (size_t i = 0; i < n; i++) {
    xy[2 * i] = (double)(shapes->points[begin + i].x - origin.x) / LT_UNITS_PER_M;
    xy[2 * i + 1] = (double)(shapes->points[begin + i].y - origin.y) / LT_UNITS_PER_M;
  }
  GEOSCoordSequence *points = GEOSCoordSeq_copyFromBuffer_r(geos, xy, (unsigned)n, 0, 0);
  return GEOSGeom_createLinearRing_r(geos, points);
}

/* A feature as GEOS has it, NULL where it refuses. Free with GEOSGeom_destroy_r(). */
static inline GEOSGeometry *arrange_geos(GEOSContextHandle_t geos, const LtShapes *shapes,
                                         size_t feature, LtPoint origin)
{
  g_autoptr(GPtrArray) polygons = g_ptr_array_new();
  size_t first = lt_shapes_first_ring(shapes, feature), end = shapes->feature_ends[feature];
  for (size_t r = first; r < end; r++)
    if (shapes->ring_ends[r] - lt_shapes_first_point(shapes, r) < 4)
      return NULL;
  for (size_t r = first; r < end;) {
    GEOSGeometry *shell = arrange_geos_ring(geos, shapes, r++, origin);
    g_autoptr(GPtrArray) holes = g_ptr_array_new();
    for (; r < end && shapes->ring_holes[r]; r++)
      g_ptr_array_add(holes, arrange_geos_ring(geos, shapes, r, origin));
    g_ptr_array_add(
        polygons, GEOSGeom_createPolygon_r(geos, shell, (GEOSGeometry **)holes->pdata, holes->len));
  }
  return GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, (GEOSGeometry **)polygons->pdata,
                                     polygons->len);
}

static inline GEOSContextHandle_t arrange_geos_new(void)
{
  return GEOS_init_r(); /* its messages are not shown */
}

/* The union of all features that GEOS calls valid is what all covers sum up to; only where all
 * are. */
static inline bool arrange_check_union(const char *why, const LtShapes *layers[2],
                                       const LtArrangement *all, double rounding_m2)
{
  GEOSContextHandle_t geos = arrange_geos_new();
  g_autoptr(GPtrArray) shapes = g_ptr_array_new();
  LtPoint origin = layers[0]->points[0];
  bool is_valid = true;
  for (int l = 0; l < 2; l++)
    for (size_t f = 0; f < layers[l]->n_features; f++)
      if (layers[l]->types[f] == LT_GEOM_POLYGON) {
        GEOSGeometry *shape = arrange_geos(geos, layers[l], f, origin);
        is_valid &= shape != NULL && GEOSisValid_r(geos, shape) == 1;
        if (shape != NULL)
          g_ptr_array_add(shapes, shape);
      }
  GEOSGeometry *collection = GEOSGeom_createCollection_r(
      geos, GEOS_GEOMETRYCOLLECTION, (GEOSGeometry **)shapes->pdata, shapes->len);
  GEOSGeometry *ground = is_valid ? GEOSUnaryUnion_r(geos, collection) : NULL;
  double wanted_m2 = 0, ellipsoid_m2, got_m2 = arrange_total_m2(all, &ellipsoid_m2);
  bool is_known = ground != NULL && GEOSArea_r(geos, ground, &wanted_m2) == 1;
  GEOSGeom_destroy_r(geos, ground);
  GEOSGeom_destroy_r(geos, collection);
  GEOS_finish_r(geos);
  if (is_known && !(fabs(got_m2 - wanted_m2) <= 1e-9 * wanted_m2 + rounding_m2))
    fail_msg("%s: covers sum up to %.12g, the union by GEOS is %.12g m2", why, got_m2, wanted_m2);
  return is_known;
}

/* Pairs: the same for any number of workers, what their covers sum up to, shapes valid. */
static inline void arrange_check_pairs(const char *why, const LtShapes *a, const LtShapes *b,
                                       const LtArrangement *all, double rounding_m2)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LtOverlay) overlay = overlay_case_run(a, b, (OverlayCase){.jobs = 1}, &error);
  if (overlay == NULL)
    fail_msg("%s: %s", why, error->message);
  g_autoptr(LtOverlay) many = overlay_case_run(a, b, (OverlayCase){.jobs = 8}, NULL);
  g_autoptr(GString) one = g_string_new(NULL), eight = g_string_new(NULL);
  assert_int_equal(overlay->n_pairs, many->n_pairs);
  g_autoptr(GHashTable) sums = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
  size_t n_a = a->n_features;
  for (size_t c = 0; c < all->n_covered; c++) {
    const LtCovered *covered = &all->covered[c];
    for (size_t i = 0; i < covered->n_members && covered->members[i] < n_a; i++)
      for (size_t j = i + 1; j < covered->n_members; j++) {
        if (covered->members[j] < n_a)
          continue;
        int64_t key = (int64_t)covered->members[i] << 32 | (int64_t)(covered->members[j] - n_a);
        double *sum = g_hash_table_lookup(sums, &key);
        if (sum == NULL)
          g_hash_table_insert(sums, g_memdup2(&key, sizeof key), sum = g_new0(double, 1));
        *sum += lt_arrangement_areas(all, c).planar_m2;
      }
  }
  GEOSContextHandle_t geos = arrange_geos_new();
  size_t n_large = 0, n_found = 0;
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    const LtOverlayPair *pair = &overlay->pairs[i];
    overlay_case_dump(one, pair);
    overlay_case_dump(eight, &many->pairs[i]);
    int64_t key = (int64_t)pair->a << 32 | (int64_t)pair->b;
    const double *sum = g_hash_table_lookup(sums, &key);
    double area_m2 = pair->areas.planar_m2 + pair->tolerated.planar_m2;
    if (!(fabs(area_m2 - (sum == NULL ? 0 : *sum)) <= 1e-9 * area_m2 + rounding_m2))
      fail_msg("%s: pair %zu %zu: %.12g, its covers %.12g m2", why, pair->a, pair->b, area_m2,
               sum == NULL ? 0 : *sum);
    n_found += sum != NULL && *sum > rounding_m2;
    if (pair->shape == NULL || i % (1 + overlay->n_pairs / 500) != 0)
      continue;
    GEOSGeometry *shape = arrange_geos(geos, pair->shape, 0, pair->shape->points[0]);
    double shape_m2, length_m;
    GEOSArea_r(geos, shape, &shape_m2);
    GEOSLength_r(geos, shape, &length_m);
    if (GEOSisValid_r(geos, shape) != 1)
      fail_msg("%s: pair %zu %zu: the shape is not valid", why, pair->a, pair->b);
    if (!(fabs(shape_m2 - pair->areas.planar_m2) <=
          1e-9 * shape_m2 + LT_UNIT_M * length_m + rounding_m2 + LT_UNIT_M * LT_UNIT_M))
      fail_msg("%s: pair %zu %zu: %.12g m2, of the shape %.12g", why, pair->a, pair->b,
               pair->areas.planar_m2, shape_m2);
    GEOSGeom_destroy_r(geos, shape);
  }
  GEOS_finish_r(geos);
  assert_string_equal(one->str, eight->str);
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init(&iter, sums);
  while (g_hash_table_iter_next(&iter, NULL, &value))
    n_large += *(double *)value > rounding_m2;
  if (n_large != n_found)
    fail_msg("%s: %zu pairs share ground, %zu were found", why, n_large, n_found);
}

/* All of it; pairs cost much where there are many. Returns whether GEOS could be asked for the
 * union. */
static inline bool arrange_check(const char *why, const LtShapes *a, const LtShapes *b,
                                 bool with_pairs)
{
  const LtShapes *layers[2] = {a, b};
  double length_m = arrange_length_m(a) + arrange_length_m(b);
  g_autoptr(LtArrangement) all = arrange(a, b, 0, 1);
  double ellipsoid_m2, total_m2 = arrange_total_m2(all, &ellipsoid_m2);
  double rounding_m2 = 2e-8 + ARRANGE_ROUNDING_M * length_m + 1e-13 * total_m2;
  for (size_t i = 0; i < all->n_covered; i++)
    if (lt_arrangement_areas(all, i).planar_m2 < -rounding_m2)
      fail_msg("%s: a cover of %g m2", why, lt_arrangement_areas(all, i).planar_m2);
  static const size_t tiles[] = {1, 50};
  for (size_t i = 0; i < G_N_ELEMENTS(tiles); i++) {
    g_autoptr(LtArrangement) cut = arrange(a, b, tiles[i], 2);
    arrange_same(why, all, NULL, cut, NULL, MAX(rounding_m2, 1e-6));
  }
  arrange_check_orders(why, a, b, all);
  arrange_check_features(why, layers, all, rounding_m2);
  if (with_pairs)
    arrange_check_pairs(why, a, b, all, rounding_m2);
  return arrange_check_union(why, layers, all, rounding_m2);
}

#endif
