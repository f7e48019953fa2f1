/* Runs of lt_overlay_run() for tests: a plane, a run with so many jobs, all fields as one text,
 * layers of random stars. */
#ifndef LT_TESTS_GEOM_OVERLAY_CASE_H
#define LT_TESTS_GEOM_OVERLAY_CASE_H

#include "geom/overlay.h"

#include "shape_text.h"

/* Gauss-Krüger band 38 with prefix on CGCS2000, and a place in it. */
#define CASE_X 38400000.0
#define CASE_Y 3930000.0

static inline double overlay_case_no_length(void *context, const double from[2], const double to[2])
{
  (void)context;
  return hypot(to[0] - from[0], to[1] - from[1]); /* an overlay asks for no length */
}

static inline const LtPlane *overlay_case_plane(void)
{
  static LtPlane plane;
  static bool is_ready;
  if (!is_ready) {
    plane = (LtPlane){.a_m = 6378137,
                      .f = 1 / 298.257222101,
                      .is_tm = true,
                      .lon0_rad = 114 * G_PI / 180,
                      .k0 = 1,
                      .false_easting_m = 38500000,
                      .geodesic_m = overlay_case_no_length};
    lt_plane_prepare(&plane);
    is_ready = true;
  }
  return &plane;
}

typedef struct {
  double min_area_m2, min_width_m;
  unsigned jobs; /* 0: 1 */
  const uint8_t *use_a, *use_b;
} OverlayCase;

static inline LtOverlay *overlay_case_run(const LtShapes *a, const LtShapes *b, OverlayCase with,
                                          GError **error)
{
  LtOverlayInput input = {.a = a,
                          .b = b,
                          .use_a = with.use_a,
                          .use_b = with.use_b,
                          .plane = overlay_case_plane(),
                          .min_area_m2 = with.min_area_m2,
                          .min_width_m = with.min_width_m};
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, MAX(with.jobs, 1));
  return lt_overlay_run(&input, run, error);
}

/* The same, which must not fail. */
static inline LtOverlay *overlay_case_ok(const LtShapes *a, const LtShapes *b, OverlayCase with)
{
  g_autoptr(GError) error = NULL;
  LtOverlay *overlay = overlay_case_run(a, b, with, &error);
  g_assert_no_error(error);
  return overlay;
}

/* Every bit of a pair but the numbers of its features. */
static inline void overlay_case_dump(GString *out, const LtOverlayPair *pair)
{
  g_string_append_printf(out, "%a %a %a %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %zu %a %a %a\n",
                         pair->areas.planar_m2, pair->areas.ellipsoid_m2, pair->width_m,
                         pair->inside.x, pair->inside.y, pair->n_tolerated,
                         pair->tolerated.planar_m2, pair->tolerated.ellipsoid_m2,
                         pair->tolerated_width_m);
  const LtShapes *shape = pair->shape;
  for (size_t r = 0, i = 0; shape != NULL && r < shape->n_rings; r++) {
    g_string_append(out, shape->ring_holes[r] ? " h" : " s");
    for (; i < shape->ring_ends[r]; i++)
      g_string_append_printf(out, " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, shape->points[i].x,
                             shape->points[i].y);
    g_string_append_c(out, '\n');
  }
}

static inline LtPoint overlay_case_at(double x_m, double y_m)
{
  return (LtPoint){llround((CASE_X + x_m) * LT_UNITS_PER_M),
                   llround((CASE_Y + y_m) * LT_UNITS_PER_M)};
}

static inline void overlay_case_add_star(LtShapes *shapes, const double *radii, size_t n, double x,
                                         double y, double share)
{
  g_autofree LtPoint *points = g_new(LtPoint, n + 1);
  for (size_t i = 0; i < n; i++) {
    double angle = 2 * G_PI * (double)i / (double)n * (share < 1 ? -1 : 1);
    double radius = share * radii[share < 1 ? (n - i) % n : i];
    points[i] = overlay_case_at(x + radius * cos(angle), y + radius * sin(angle));
  }
  points[n] = points[0];
  g_assert_true(lt_shapes_add_ring(shapes, points, n + 1, share < 1, NULL));
}

/* Spiky polygons, every third with a hole of its own form, on a square of some size. */
static inline LtShapes *overlay_case_stars(GRand *random, size_t n_features, double size_m)
{
  LtShapes *shapes = lt_shapes_new();
  for (size_t f = 0; f < n_features; f++) {
    double radii[40];
    size_t n = (size_t)g_rand_int_range(random, 5, 40);
    for (size_t i = 0; i < n; i++)
      radii[i] = g_rand_double_range(random, 8, 60);
    double x = g_rand_double_range(random, 0, size_m), y = g_rand_double_range(random, 0, size_m);
    g_assert_true(lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL));
    overlay_case_add_star(shapes, radii, n, x, y, 1);
    if (f % 3 == 0)
      overlay_case_add_star(shapes, radii, n, x, y, 0.4);
  }
  return shapes;
}

/* The same features in another order; names: where each comes from. */
static inline LtShapes *overlay_case_shuffle(const LtShapes *shapes, GRand *random, size_t *names)
{
  size_t n = shapes->n_features;
  for (size_t i = 0; i < n; i++)
    names[i] = i;
  for (size_t i = n; i-- > 1;) {
    size_t j = (size_t)g_rand_int_range(random, 0, (int)i + 1), name = names[i];
    names[i] = names[j];
    names[j] = name;
  }
  LtShapes *copy = lt_shapes_new();
  for (size_t i = 0; i < n; i++)
    g_assert_true(lt_shapes_add_copy(copy, shapes, names[i], NULL));
  return copy;
}

#endif
