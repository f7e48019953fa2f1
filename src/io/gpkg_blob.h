/**
 * @file gpkg_blob.h
 * @brief Plain geometry blobs of GeoPackage (OGC 12-128r15, 2.1.3), read where they lie. Internal
 * to io/.
 *
 * Taken are points, paths and polygons and multi-geometries of these, of two dimensions,
 * little-endian, without empty parts and to the last byte as the standard has them. Everything else
 * is left to GDAL, which knows the rest of the standard and what writers make of it.
 */
#ifndef LT_IO_GPKG_BLOB_H
#define LT_IO_GPKG_BLOB_H

#include "geom/shapes.h"

/** A ring, a path, or a point. */
typedef struct {
  const uint8_t *xy; /**< 2·n_points doubles, little-endian, at no alignment; inside the blob */
  uint32_t n_points; /**< at least 1 */
  bool is_hole;
} LtGpkgRing;

/** A blob that was found plain, and how far it was read. Borrows the bytes. */
typedef struct {
  LtGeomType type;
  int32_t srs_id;
  const uint8_t *at, *end;
  bool is_multi;
  uint32_t n_members; /* not yet begun */
  uint32_t n_rings;   /* of the polygon, not yet read */
} LtGpkgBlob;

/** Look a blob through; false when it is not plain. Cost: O(rings). */
bool lt_gpkg_blob_open(LtGpkgBlob *blob, const uint8_t *bytes, size_t n_bytes);

/** The next ring of an opened blob; false after the last, or when what is left is not plain. */
bool lt_gpkg_blob_next(LtGpkgBlob *blob, LtGpkgRing *ring);

/** Copy the points of a ring: 2·n_points doubles. */
void lt_gpkg_ring_copy(const LtGpkgRing *ring, double *xy);

#endif
