/**
 * @file gpkg.h
 * @brief Write a GeoPackage (OGC 12-128r15, version 1.3) that is the same to the byte for the same
 *        content.
 *
 * The file is written under a temporary name beside its place and renamed when it is whole.
 * Dates are fixed. One thread, but for what lt_gpkg_rows() lets others do.
 */
#ifndef LT_IO_GPKG_H
#define LT_IO_GPKG_H

#include "crs/crs.h"
#include "io/table.h"

typedef struct LtGpkg LtGpkg;

typedef struct {
  const char *name;
  LtValueType type; /**< INTEGER, REAL or TEXT */
} LtGpkgColumn;

typedef struct {
  const char *name;
  const char *description;
  LtGeomType geometry; /**< LT_GEOM_NONE: an attribute table */
  const LtGpkgColumn *columns;
  size_t n_columns;
} LtGpkgTable;

/**
 * Begin a file that is to stand at @p path; its folder is made where it is missing.
 *
 * @param crs        of all geometries
 * @param overwrite  replace a file that stands there
 * @return           free with lt_gpkg_free(), which removes what is not finished; NULL with
 *                   LT_ERROR_USAGE (it exists, the folder is a file or not writable) or
 *                   LT_ERROR_WRITE
 */
LtGpkg *lt_gpkg_new(const char *path, const LtCrs *crs, bool overwrite, GError **error);
void lt_gpkg_free(LtGpkg *gpkg);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtGpkg, lt_gpkg_free)

/** Begin a table; rows go to it until the next begins. Polygon tables hold MULTIPOLYGON, point
 * tables MULTIPOINT, line tables MULTILINESTRING; each has an R-tree (gpkg_rtree_index). */
bool lt_gpkg_begin(LtGpkg *gpkg, const LtGpkgTable *table, GError **error);

/** Append a row, one value for each column; fid counts from 1. @p shapes NULL: no geometry. */
bool lt_gpkg_row(LtGpkg *gpkg, const LtShapes *shapes, size_t feature, const LtValue *values,
                 GError **error);

/** A row as it is to be written. */
typedef struct {
  const LtShapes *shapes; /**< NULL: no geometry */
  size_t feature;
  LtValue *values; /**< one for each column; texts are borrowed until all rows are written */
} LtGpkgRow;

/** Tell row number @p i, whose values are to be filled in; false: there is none. Called on many
 * threads at once. */
typedef bool (*LtGpkgRowFunc)(const void *data, size_t i, LtGpkgRow *row);

/**
 * Append many rows in their order, as lt_gpkg_row() does one by one; the other workers of the run
 * make geometries of the shapes meanwhile.
 *
 * @param stage  for the progress
 * @return       false with the errors of lt_gpkg_row(), or LT_ERROR_CANCELLED
 */
bool lt_gpkg_rows(LtGpkg *gpkg, size_t n, LtGpkgRowFunc func, const void *data, const char *stage,
                  LtRun *run, GError **error);

/** Put a QGIS style (QML) for a table into layer_styles. */
bool lt_gpkg_style(LtGpkg *gpkg, const char *table, const char *name, const char *qml,
                   GError **error);

/** Write it out and rename it. LT_ERROR_WRITE (disk full …), LT_ERROR_USAGE (came to exist). */
bool lt_gpkg_finish(LtGpkg *gpkg, GError **error);

/** Check that a result may be written at @p path, before the work: the folder can be made and
 * written, no file in the way without @p overwrite. LT_ERROR_USAGE. Leaves nothing behind. */
bool lt_output_check(const char *path, bool overwrite, GError **error);

#endif
