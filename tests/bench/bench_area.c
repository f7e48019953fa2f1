/* Cost of the areas of a layer: vertices per second of lt_shape_areas() (planar and ellipsoidal),
 * and as a ratio to a plain planar shoelace over the same arrays in the same run.
 *
 * The layer is made up: 1,000,000 vertices in parcels of 40 vertices and about 1 ha around 35.5°N,
 * 114 km off the central meridian. Prints one JSON object. Build and run from the root:
 *   cc -O2 -ffp-contract=off -D_GNU_SOURCE -Isrc -Iinclude $(pkg-config --cflags glib-2.0) \
 *     tests/bench/bench_area.c src/geom/{area,flux,plane,shapes}.c src/base/[!v]*.c \
 *     -o build/bench_area $(pkg-config --libs glib-2.0) -lm -lpthread && build/bench_area
 */
#include "geom/area.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

#define N_FEATURES 25000
#define N_CORNERS 40
#define N_RUNS 9

static double now_s(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static LtShapes *layer_make(void)
{
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  for (size_t f = 0; f < N_FEATURES; f++) {
    LtPoint ring[N_CORNERS + 1];
    int64_t x = INT64_C(383800000000) + (int64_t)(f % 158) * 1300000;
    int64_t y = INT64_C(39300000000) + (int64_t)(f / 158) * 1300000;
    for (size_t i = 0; i < N_CORNERS; i++) {
      double angle = 2 * G_PI * (double)i / N_CORNERS, radius = 5e5 + 1e5 * sin(5 * angle);
      ring[i] = (LtPoint){x + llround(radius * cos(angle)), y + llround(radius * sin(angle))};
    }
    ring[N_CORNERS] = ring[0];
    if (!lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL) ||
        !lt_shapes_add_ring(shapes, ring, N_CORNERS + 1, false, NULL))
      return NULL;
  }
  return g_steal_pointer(&shapes);
}

static double run_shoelace(const LtShapes *shapes)
{
  double sum = 0;
  for (size_t r = 0; r < shapes->n_rings; r++) {
    const LtPoint *p = shapes->points + lt_shapes_first_point(shapes, r);
    size_t n = shapes->ring_ends[r] - lt_shapes_first_point(shapes, r);
    double twice = 0;
    for (size_t i = 0; i + 1 < n; i++)
      twice += (double)(p[i].x - p[0].x) * (double)(p[i + 1].y - p[0].y) -
               (double)(p[i + 1].x - p[0].x) * (double)(p[i].y - p[0].y);
    sum += twice / 2e8;
  }
  return sum;
}

static double run_areas(const LtPlane *plane, const LtShapes *shapes)
{
  double sum = 0;
  for (size_t f = 0; f < shapes->n_features; f++)
    sum += lt_shape_areas(plane, shapes, f).ellipsoid_m2;
  return sum;
}

int main(void)
{
  LtPlane plane = {.a_m = 6378137,
                   .f = 1 / 298.257222101,
                   .is_tm = true,
                   .k0 = 1,
                   .lon0_rad = 114 * G_PI / 180,
                   .false_easting_m = 38500000};
  lt_plane_prepare(&plane);
  g_autoptr(LtShapes) shapes = layer_make();
  if (shapes == NULL)
    return 1;

  double shoelace_s = HUGE_VAL, areas_s = HUGE_VAL, planar_m2 = 0, ellipsoid_m2 = 0;
  for (int run = 0; run < N_RUNS; run++) {
    double start_s = now_s();
    planar_m2 = run_shoelace(shapes);
    double middle_s = now_s();
    ellipsoid_m2 = run_areas(&plane, shapes);
    shoelace_s = fmin(shoelace_s, middle_s - start_s);
    areas_s = fmin(areas_s, now_s() - middle_s);
  }
  double n = (double)shapes->n_points;
  printf("{\"bench\": \"area\", \"vertices\": %.0f, \"shoelace_vertices_per_s\": %.0f, "
         "\"areas_vertices_per_s\": %.0f, \"areas_to_shoelace_time\": %.2f, "
         "\"planar_m2\": %.2f, \"ellipsoid_m2\": %.2f}\n",
         n, n / shoelace_s, n / areas_s, areas_s / shoelace_s, planar_m2, ellipsoid_m2);
  return 0;
}
