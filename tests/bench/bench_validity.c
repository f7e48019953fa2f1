/*
 * CPU nanoseconds a vertex of telling whether polygons are valid: lt_ring_noding_is_valid(), and
 * GEOSisValid_r() over geometries that are made already ("geos") and that are made of the same
 * shapes first ("geos_made"). One thread. Prints JSON.
 *
 *   ninja -C build/release bench_validity
 *   build/release/tests/bench_validity [A.gpkg...]      (ROUNDS=3 rounds unless told)
 *
 * Coordinates are taken times 10^4 to the lattice, degrees times 10^8. Without files: rings of a
 * million points, at which a check could take the square of that.
 */
#include "../unit/geom/shape_random.h"
#include "geom/geos.h"
#include "geom/ring_noding.h"

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double cpu_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void ring_add(LtShapes *shapes, OGRGeometryH ring, double scale, bool is_hole)
{
  size_t n = (size_t)OGR_G_GetPointCount(ring);
  g_autofree LtPoint *points = g_new(LtPoint, n + 1);
  for (size_t i = 0; i < n; i++)
    points[i] = (LtPoint){llround(OGR_G_GetX(ring, (int)i) * scale),
                          llround(OGR_G_GetY(ring, (int)i) * scale)};
  lt_shapes_add_ring(shapes, points, n, is_hole, NULL);
}

static void geom_add(LtShapes *shapes, OGRGeometryH geom, double scale)
{
  bool is_polygon = wkbFlatten(OGR_G_GetGeometryType(geom)) == wkbPolygon;
  for (int i = 0; i < OGR_G_GetGeometryCount(geom); i++) {
    OGRGeometryH part = OGR_G_GetGeometryRef(geom, i);
    if (is_polygon)
      ring_add(shapes, part, scale, i > 0);
    else
      geom_add(shapes, part, scale);
  }
}

static LtShapes *file_read(const char *path)
{
  GDALDatasetH file = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
  if (file == NULL)
    exit(1);
  OGRLayerH layer = GDALDatasetGetLayer(file, 0);
  OGRSpatialReferenceH crs = OGR_L_GetSpatialRef(layer);
  double scale = crs != NULL && OSRIsGeographic(crs) ? 1e8 : 1e4;
  LtShapes *shapes = lt_shapes_new();
  for (OGRFeatureH feature; (feature = OGR_L_GetNextFeature(layer)) != NULL;) {
    OGRGeometryH geom = OGR_F_GetGeometryRef(feature);
    if (geom != NULL) {
      lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL);
      geom_add(shapes, geom, scale);
    }
    OGR_F_Destroy(feature);
  }
  GDALClose(file);
  return shapes;
}

typedef struct {
  double own, geos, geos_made; /* seconds, the best of the rounds */
  size_t n_invalid, n_geos_invalid;
} Result;

static void run_own(const LtShapes *shapes, Result *result)
{
  g_autoptr(LtRingNoding) noding = lt_ring_noding_new();
  result->n_invalid = 0;
  double begin = cpu_s();
  for (size_t f = 0; f < shapes->n_features; f++) {
    bool is_valid = false;
    if (!lt_ring_noding_is_valid(noding, shapes, f, &is_valid, NULL))
      exit(1);
    result->n_invalid += !is_valid;
  }
  result->own = MIN(result->own, cpu_s() - begin);
}

static void run_geos(const LtShapes *shapes, Result *result)
{
  g_autoptr(LtGeos) geos = lt_geos_new();
  result->n_geos_invalid = 0;
  double begin = cpu_s(), only = 0;
  for (size_t f = 0; f < shapes->n_features; f++) {
    LtBox box = lt_shapes_box(shapes, f);
    GEOSGeometry *geom = lt_geos_geom_new(geos, shapes, f, lt_geos_origin(&box), NULL);
    double from = cpu_s();
    result->n_geos_invalid += GEOSisValid_r(geos->handle, geom) != 1;
    only += cpu_s() - from;
    GEOSGeom_destroy_r(geos->handle, geom);
  }
  result->geos_made = MIN(result->geos_made, cpu_s() - begin);
  result->geos = MIN(result->geos, only);
}

static void measure(const char *name, const LtShapes *shapes, bool asks_geos, bool is_last)
{
  Result result = {INFINITY, INFINITY, INFINITY, 0, 0};
  const char *rounds = getenv("ROUNDS");
  for (int i = rounds == NULL ? 3 : atoi(rounds); i > 0; i--) {
    run_own(shapes, &result);
    if (asks_geos)
      run_geos(shapes, &result);
  }
  double n = (double)shapes->n_points * 1e-9;
  printf("  {\"shapes\": \"%s\", \"features\": %zu, \"rings\": %zu, \"points\": %zu, "
         "\"invalid\": %zu, \"own_ns\": %.1f",
         name, shapes->n_features, shapes->n_rings, shapes->n_points, result.n_invalid,
         result.own / n);
  if (asks_geos)
    printf(", \"geos_invalid\": %zu, \"geos_ns\": %.1f, \"geos_made_ns\": %.1f",
           result.n_geos_invalid, result.geos / n, result.geos_made / n);
  printf("}%s\n", is_last ? "" : ",");
}

static void ring_measure(const char *name, TestRing ring, bool asks_geos, bool is_last)
{
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL);
  lt_shapes_add_ring(shapes, ring.points, ring.n, false, NULL);
  measure(name, shapes, asks_geos, is_last);
  test_ring_clear(&ring);
}

static void hard_measure(void)
{
  const size_t n = 1000000;
  g_autoptr(GRand) random = g_rand_new_with_seed(1);
  LtPoint at = {384000000000, 39300000000};
  ring_measure("comb", test_comb_new(at, n / 4, 1000, 1e8, 0), false, false);
  ring_measure("turned comb", test_comb_new(at, n / 4, 1000, 1e8, 0.7), false, false);
  ring_measure("spiral", test_spiral_new(at, n / 2, 1e5, 100), false, false);
  ring_measure("star", test_star_new(random, at, 1e4, 1e10, n), false, false);
  TestRing comb = test_comb_new(at, n / 4, 1000, 1e8, 0.7);
  comb.points[n / 2 + 1] = comb.points[n / 4];
  ring_measure("turned comb, crossing itself", comb, false, true);
}

int main(int argc, char **argv)
{
  GDALAllRegister();
  printf("[\n");
  for (int i = 1; i < argc; i++) {
    g_autoptr(LtShapes) shapes = file_read(argv[i]);
    g_autofree char *name = g_path_get_basename(argv[i]);
    measure(name, shapes, true, i + 1 == argc);
  }
  if (argc < 2)
    hard_measure();
  printf("]\n");
  return 0;
}
