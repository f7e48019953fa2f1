/**
 * @file gpkg_batches.h
 * @brief Rows of a GeoPackage, made ready by some threads and written by one. Internal to io/.
 */
#ifndef LT_IO_GPKG_BATCHES_H
#define LT_IO_GPKG_BATCHES_H

#include "io/gpkg.h"

/** What a geometry of the open table is made by, and how many values a row has. */
typedef struct {
  LtGeomType geometry;
  int32_t srs_id;
  size_t n_columns;
} LtGpkgFormat;

LtGpkgFormat lt_gpkg_format(const LtGpkg *gpkg);

/** A geometry as it is written, and the box around it. */
typedef struct {
  const uint8_t *bytes; /**< borrowed */
  size_t n_bytes;
  LtBox box;
} LtGpkgBlobOfRow;

/** Append a row; @p blob NULL: no geometry. The errors of lt_gpkg_row(). */
bool lt_gpkg_append(LtGpkg *gpkg, const LtValue *values, const LtGpkgBlobOfRow *blob,
                    GError **error);

#endif
