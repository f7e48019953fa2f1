/**
 * @file gpkg_geometry.h
 * @brief Shapes as the geometry blobs of GeoPackage (OGC 12-128r15, 2.1.3). Internal to io/.
 */
#ifndef LT_IO_GPKG_GEOMETRY_H
#define LT_IO_GPKG_GEOMETRY_H

#include "geom/shapes.h"

/** Name of the column type: "MULTIPOLYGON" …; not for LT_GEOM_NONE. Static. */
const char *lt_gpkg_geometry_name(LtGeomType type);

/** A coordinate of the lattice in metres, as it is written. */
static inline double lt_gpkg_metres(int64_t units)
{
  return (double)units / LT_UNITS_PER_M;
}

/** Bytes one after the other; freed with g_free(). */
typedef struct {
  uint8_t *bytes;
  size_t n, capacity;
} LtGpkgBytes;

/**
 * A feature as a multi-geometry with envelope, little-endian ISO WKB; one without rings is an
 * empty geometry without envelope.
 *
 * @param type  of the table; the feature's own unless it has no rings
 * @param box   receives the box around it, empty for an empty geometry
 * @param out   the geometry is appended to it
 * @return      false with LT_ERROR_MEMORY
 */
bool lt_gpkg_geometry(const LtShapes *shapes, size_t feature, LtGeomType type, int32_t srs_id,
                      LtBox *box, LtGpkgBytes *out, GError **error);

#endif
