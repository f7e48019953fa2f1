/*
 * How much more CPU lt_overlay_run() takes than a plain loop over GEOS (STRtree, prepared
 * geometries, intersection, area; one thread) for the same layers in memory. Prints JSON.
 *
 *   cmake --preset release && ninja -C build/release lantu_upto_geom
 *   cc -O2 -std=gnu17 -Isrc -Iinclude -Ibuild/release/include tests/bench/bench_overlay.c \
 *      build/release/tests/liblantu_upto_geom.a $(pkg-config --cflags --libs glib-2.0 geos) \
 *      -lm -lpthread -o bench_overlay
 *   ./bench_overlay [cells along a side, default 60] [jobs, default 1]
 */
#include "geom/overlay.h"

#include <geos_c.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BASE_X 38400000.0
#define BASE_Y 3930000.0

static double cpu_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double no_length(void *context, const double from[2], const double to[2])
{
  (void)context;
  return hypot(to[0] - from[0], to[1] - from[1]);
}

/* A number that is always the same for the same place: cells that share a border share its bends.
 */
static double bend(int x, int y, unsigned seed)
{
  guint32 words[] = {(guint32)x, (guint32)y, seed};
  g_autoptr(GRand) random = g_rand_new_with_seed_array(words, 3);
  return g_rand_double_range(random, -0.5, 0.5);
}

static LtPoint corner(int x, int y, double step_m, unsigned seed)
{
  return (LtPoint){llround((BASE_X + step_m * (x + 0.8 * bend(x, y, seed))) * LT_UNITS_PER_M),
                   llround((BASE_Y + step_m * (y + 0.8 * bend(x, y, seed + 1))) * LT_UNITS_PER_M)};
}

/* A coverage of n × n cells with bent borders of so many steps a side, size_m along its side. */
static LtShapes *coverage_new(int n, int steps, double size_m, unsigned seed)
{
  LtShapes *shapes = lt_shapes_new();
  g_autofree LtPoint *points = g_new(LtPoint, 4 * (size_t)steps + 1);
  double step_m = size_m / n / steps;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      int x = i * steps, y = j * steps, count = 0;
      const int moves[4][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
      for (int side = 0; side < 4; side++)
        for (int k = 0; k < steps; k++) {
          points[count++] = corner(x, y, step_m, seed);
          x += moves[side][0];
          y += moves[side][1];
        }
      points[count++] = points[0];
      if (!lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL) ||
          !lt_shapes_add_ring(shapes, points, (size_t)count, false, NULL))
        exit(1);
    }
  return shapes;
}

static GEOSGeometry **geoms_new(GEOSContextHandle_t handle, const LtShapes *shapes)
{
  GEOSGeometry **geoms = g_new(GEOSGeometry *, shapes->n_features);
  for (size_t f = 0; f < shapes->n_features; f++) {
    size_t begin = lt_shapes_first_point(shapes, f), n = shapes->ring_ends[f] - begin;
    GEOSCoordSequence *seq = GEOSCoordSeq_create_r(handle, (unsigned)n, 2);
    for (size_t i = 0; i < n; i++)
      GEOSCoordSeq_setXY_r(handle, seq, (unsigned)i,
                           (double)shapes->points[begin + i].x * LT_UNIT_M - BASE_X,
                           (double)shapes->points[begin + i].y * LT_UNIT_M - BASE_Y);
    geoms[f] = GEOSGeom_createPolygon_r(handle, GEOSGeom_createLinearRing_r(handle, seq), NULL, 0);
  }
  return geoms;
}

static void geoms_free(GEOSContextHandle_t handle, GEOSGeometry **geoms, size_t n)
{
  for (size_t f = 0; f < n; f++)
    GEOSGeom_destroy_r(handle, geoms[f]);
  g_free(geoms);
}

typedef struct {
  GEOSContextHandle_t handle;
  GEOSGeometry **geoms; /* of the layer in the tree */
  const GEOSPreparedGeometry *prepared;
  const GEOSGeometry *geom;
  size_t first; /* of the tree that is looked at */
  size_t n_pairs;
  double area_m2;
} Plain;

static void plain_pair(void *item, void *data)
{
  Plain *plain = data;
  size_t index = GPOINTER_TO_SIZE(item) - 1;
  const GEOSGeometry *other = plain->geoms[index];
  double area_m2 = 0;
  if (index < plain->first || GEOSPreparedIntersects_r(plain->handle, plain->prepared, other) != 1)
    return;
  GEOSGeometry *ground = GEOSIntersection_r(plain->handle, plain->geom, other);
  GEOSArea_r(plain->handle, ground, &area_m2);
  plain->area_m2 += area_m2;
  plain->n_pairs += area_m2 > 0;
  GEOSGeom_destroy_r(plain->handle, ground);
}

static Plain plain_run(const LtShapes *a, const LtShapes *b)
{
  Plain plain = {.handle = GEOS_init_r()};
  GEOSGeometry **geoms_a = geoms_new(plain.handle, a), **geoms_b = geoms_new(plain.handle, b);
  GEOSSTRtree *tree = GEOSSTRtree_create_r(plain.handle, 10);
  for (size_t f = 0; f < b->n_features; f++)
    GEOSSTRtree_insert_r(plain.handle, tree, geoms_b[f], GSIZE_TO_POINTER(f + 1));
  plain.geoms = geoms_b;
  for (size_t f = 0; f < a->n_features; f++) {
    plain.geom = geoms_a[f];
    plain.first = a == b ? f + 1 : 0;
    plain.prepared = GEOSPrepare_r(plain.handle, geoms_a[f]);
    GEOSSTRtree_query_r(plain.handle, tree, geoms_a[f], plain_pair, &plain);
    GEOSPreparedGeom_destroy_r(plain.handle, plain.prepared);
  }
  GEOSSTRtree_destroy_r(plain.handle, tree);
  geoms_free(plain.handle, geoms_a, a->n_features);
  geoms_free(plain.handle, geoms_b, b->n_features);
  GEOS_finish_r(plain.handle);
  return plain;
}

static void case_run(const char *name, const LtShapes *a, const LtShapes *b, const LtPlane *plane,
                     unsigned jobs, const char *end)
{
  double begin_s = cpu_s();
  Plain plain = plain_run(a, b);
  double plain_s = cpu_s() - begin_s;

  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, jobs);
  LtOverlayInput input = {.a = a, .b = b, .plane = plane, .min_area_m2 = 10, .min_width_m = 0.1};
  begin_s = cpu_s();
  g_autoptr(GError) error = NULL;
  g_autoptr(LtOverlay) overlay = lt_overlay_run(&input, run, &error);
  double lantu_s = cpu_s() - begin_s;
  if (overlay == NULL) {
    fprintf(stderr, "%s\n", error->message);
    exit(1);
  }
  double area_m2 = 0;
  for (size_t i = 0; i < overlay->n_pairs; i++)
    area_m2 += overlay->pairs[i].areas.planar_m2 + overlay->pairs[i].tolerated.planar_m2;
  printf("  {\"case\": \"%s\", \"features_a\": %zu, \"features_b\": %zu, \"pairs\": %zu, "
         "\"pairs_geos\": %zu, \"area_m2\": %.3f, \"area_geos_m2\": %.3f, \"jobs\": %u, "
         "\"cpu_s\": %.3f, \"cpu_geos_s\": %.3f, \"ratio\": %.3f}%s\n",
         name, a->n_features, b->n_features, overlay->n_pairs, plain.n_pairs, area_m2,
         plain.area_m2, jobs, lantu_s, plain_s, lantu_s / plain_s, end);
}

int main(int argc, char **argv)
{
  int n = argc > 1 ? atoi(argv[1]) : 60;
  unsigned jobs = argc > 2 ? (unsigned)atoi(argv[2]) : 1;
  if (n < 4 || n > 2000 || jobs < 1 || jobs > 1024) {
    fprintf(stderr, "usage: bench_overlay [cells 4..2000] [jobs 1..1024]\n");
    return 2;
  }
  LtPlane plane = {.a_m = 6378137,
                   .f = 1 / 298.257222101,
                   .is_tm = true,
                   .lon0_rad = 114 * G_PI / 180,
                   .k0 = 1,
                   .false_easting_m = 38500000,
                   .geodesic_m = no_length};
  lt_plane_prepare(&plane);
  g_autoptr(LtShapes) parcels = coverage_new(n, 12, 100.0 * n, 1);
  g_autoptr(LtShapes) plans = coverage_new(n * 3 / 4, 12, 100.0 * n, 7);
  g_autoptr(LtShapes) zones = coverage_new(MAX(n / 12, 2), 100, 100.0 * n, 13);
  printf("[\n");
  case_run("parcels x plans", parcels, plans, &plane, jobs, ",");
  case_run("zones x parcels", zones, parcels, &plane, jobs, ",");
  case_run("parcels x parcels, borders coincide", parcels, parcels, &plane, jobs, "");
  printf("]\n");
  return 0;
}
