#include "geom/area.h"

#include "geom/flux.h"

/* Points that become fixed-point places together. */
#define BLOCK 256

/* Shells run counter-clockwise, holes clockwise: a plain sum. */
static void ring_add(const LtFlux *flux, const LtPoint *points, size_t n, LtFluxSum *sum)
{
  LtPoint places[BLOCK];
  for (size_t begin = 0; begin + 1 < n; begin += BLOCK - 1) {
    size_t n_places = MIN(n - begin, BLOCK);
    for (size_t i = 0; i < n_places; i++)
      places[i] = lt_fixed(points[begin + i]);
    lt_flux_add(flux, places, n_places, sum);
  }
}

LtAreas lt_shape_areas(const LtPlane *plane, const LtShapes *shapes, size_t feature)
{
  if (shapes->types[feature] != LT_GEOM_POLYGON)
    return (LtAreas){0, 0};
  LtBox box = lt_shapes_box(shapes, feature);
  if (box.min.x > box.max.x)
    return (LtAreas){0, 0};
  LtFlux flux = lt_flux_new(plane, &box, &box);
  LtFluxSum sum = {0};
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++) {
    size_t begin = lt_shapes_first_point(shapes, r), n = shapes->ring_ends[r] - begin;
    if (n >= 4)
      ring_add(&flux, shapes->points + begin, n, &sum);
  }
  return lt_flux_areas(&flux, &sum);
}
