/* Any bytes: refused, or rings that lie inside them; polygons come to the lattice the same by the
 * direct way, where it takes them, and by the careful one. */
#include "io/shape_direct.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
  if (!ok)
    abort();
}

static void builder_make(LtShapeBuilder *builder, LtReadStats *stats)
{
  *builder = (LtShapeBuilder){.shapes = lt_shapes_new(), .stats = stats};
}

static void careful_add(LtShapeBuilder *builder, LtGpkgBlob blob, const uint8_t *data, size_t size)
{
  LtGpkgRing ring;
  size_t n_points = 0;
  lt_shape_builder_begin(builder, blob.type);
  while (lt_gpkg_blob_next(&blob, &ring)) {
    check(ring.n_points > 0 && ring.xy > data && ring.n_points <= size / 16 &&
          ring.xy + 16 * (size_t)ring.n_points <= data + size);
    double *xy = lt_shape_builder_points(builder, ring.n_points, NULL);
    check(xy != NULL);
    lt_gpkg_ring_copy(&ring, xy);
    n_points += ring.n_points;
    check(builder->type == LT_GEOM_POINT || lt_shape_builder_end(builder, ring.is_hole, NULL));
  }
  check(n_points > 0);
  check(builder->type != LT_GEOM_POINT || lt_shape_builder_end(builder, false, NULL));
  check(lt_shape_builder_finish(builder, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LtGpkgBlob blob;
  bool is_done = false;
  if (!lt_gpkg_blob_open(&blob, data, size))
    return 0;
  LtReadStats careful_stats = {0}, direct_stats = {0};
  g_auto(LtShapeBuilder) careful = {0}, direct = {0};
  builder_make(&careful, &careful_stats);
  builder_make(&direct, &direct_stats);
  careful_add(&careful, blob, data, size);
  if (blob.type != LT_GEOM_POLYGON)
    return 0;
  check(lt_shape_direct_add(&direct, blob, &is_done, NULL));
  check(direct.shapes->n_features == is_done);
  if (!is_done) {
    check(direct.shapes->n_points == 0 && direct.shapes->n_rings == 0 &&
          direct_stats.n_vertices == 0 && direct_stats.n_moved == 0);
    return 0;
  }
  check(careful.faults.n == 0 && lt_shapes_compare(careful.shapes, 0, direct.shapes, 0) == 0);
  check(careful_stats.n_vertices == direct_stats.n_vertices &&
        careful_stats.n_moved == direct_stats.n_moved && careful_stats.n_closed == 0);
  return 0;
}
