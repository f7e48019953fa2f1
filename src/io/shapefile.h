/**
 * @file shapefile.h
 * @brief Write a Shapefile: .shp .shx .dbf .prj and .cpg (UTF-8), the same bytes for the same rows.
 *
 * All is written into a folder beside its place and moved when it is whole, the .shp last.
 */
#ifndef LT_IO_SHAPEFILE_H
#define LT_IO_SHAPEFILE_H

#include "io/gpkg.h"

typedef struct LtShapefile LtShapefile;

/** Texts of a DBF hold no more bytes; longer ones are cut between characters. */
#define LT_DBF_TEXT_BYTES 254

/**
 * Begin a Shapefile.
 *
 * @param path   ends in .shp
 * @param table  its kind of shape, polygons or points; columns
 * @param names  of the columns, 10 bytes each at most; as many as the table has
 * @return       free with lt_shapefile_free(), which removes what is not finished; NULL with
 *               LT_ERROR_USAGE (one of its files is there and @p overwrite is false) or
 *               LT_ERROR_WRITE
 */
LtShapefile *lt_shapefile_new(const char *path, const LtCrs *crs, const LtGpkgTable *table,
                              const char *const *names, bool overwrite, GError **error);
void lt_shapefile_free(LtShapefile *shapefile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtShapefile, lt_shapefile_free)

/** Append a row as lt_gpkg_row() does. */
bool lt_shapefile_row(LtShapefile *shapefile, const LtShapes *shapes, size_t feature,
                      const LtValue *values, GError **error);

/** Close the files in their folder. Nothing stands at its place yet. */
bool lt_shapefile_close(LtShapefile *shapefile, GError **error);

/** Move the closed files to their place. */
bool lt_shapefile_finish(LtShapefile *shapefile, GError **error);

#endif
