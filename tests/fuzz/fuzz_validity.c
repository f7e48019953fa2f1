/* Any bytes as one polygon feature on a lattice of 16 x 16: GEOS must come to the same verdict, and
 * neither the way rings are turned nor where they begin may change a fault.
 *
 * First byte: how the lattice lies (places[]). Then rings: a byte with the number of points (low
 * four bits) and whether it is a hole (16); a byte for each point, x in the high four bits. Rings
 * are closed here. */
#include "../unit/geom/validity_oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOLE 16

static const struct {
  int64_t step;
  LtPoint corner;
} places[] = {
    {1, {0, 0}},
    {1, {384000000000, 39300000000}},
    {10007, {-8073, -8072}},
    {1333333333333, {-LT_UNITS_MAX, -LT_UNITS_MAX}},
};

/* GEOS has no rings of fewer points. */
static bool fits_geos(const LtShapes *shapes)
{
  for (size_t r = 0; r < shapes->n_rings; r++)
    if (shapes->ring_ends[r] - lt_shapes_first_point(shapes, r) < 4)
      return false;
  return shapes->n_rings > 0;
}

/* Read the bytes twice: as they stand, and turned and begun in the middle. */
static LtShapes *shapes_read(const uint8_t *bytes, size_t n_bytes, bool is_turned)
{
  LtShapes *shapes = lt_shapes_new();
  lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, NULL);
  size_t place = n_bytes == 0 ? 0 : bytes[0] % G_N_ELEMENTS(places);
  for (size_t i = 1; i < n_bytes;) {
    uint8_t head = bytes[i++];
    size_t n = MIN(head & 15U, n_bytes - i);
    if (n == 0)
      continue;
    LtPoint points[17];
    for (size_t k = 0; k <= n; k++) {
      uint8_t byte = bytes[i + (is_turned ? (2 * n - k + n / 2) % n : k % n)];
      points[k] = (LtPoint){places[place].corner.x + (byte >> 4) * places[place].step,
                            places[place].corner.y + (byte & 15) * places[place].step};
    }
    lt_shapes_add_ring(shapes, points, n + 1, shapes->n_rings > 0 && (head & HOLE) != 0, NULL);
    i += n;
  }
  return shapes;
}

static void stop(const char *why)
{
  fprintf(stderr, "fuzz_validity: %s\n", why);
  abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
  g_autoptr(LtRingNoding) noding = lt_ring_noding_new();
  g_autoptr(LtShapes) shapes = shapes_read(bytes, n_bytes, false);
  g_autoptr(LtShapes) turned = shapes_read(bytes, n_bytes, true);
  GEOSContextHandle_t handle = GEOS_init_r();
  LtRingFaults faults;
  g_autofree char *why = fits_geos(shapes) ? validity_compare(handle, noding, shapes, 0, &faults)
                                           : validity_find(noding, shapes, 0, &faults);
  GEOS_finish_r(handle);
  if (why != NULL)
    stop(why);
  if (shapes->n_rings > 0 && !fits_geos(shapes) && faults.n == 0)
    stop("a ring of few points is valid");
  g_autofree char *before = validity_text(&faults, (LtPoint){0, 0});
  g_autofree char *turned_why = validity_find(noding, turned, 0, &faults);
  if (turned_why != NULL)
    stop(turned_why);
  g_autofree char *after = validity_text(&faults, (LtPoint){0, 0});
  if (strcmp(before, after) != 0) {
    fprintf(stderr, "%s\n%s\n", before, after);
    stop("turned rings have other faults");
  }
  return 0;
}
