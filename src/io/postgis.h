/**
 * @file postgis.h
 * @brief The tables of a PostGIS database, by GDAL. Internal to io/.
 */
#ifndef LT_IO_POSTGIS_H
#define LT_IO_POSTGIS_H

#include "io/database.h"

#include <gdal.h>

/**
 * Open a database as GDAL has it, in one transaction that only reads: all that comes of a dataset
 * is of one moment, whatever others write meanwhile. Call between lt_gdal_log_push() and _pop().
 *
 * @param opened      of an LtDatabase
 * @param lists_all   tables without geometry, too
 * @return            GDALClose(); NULL: the log says why, or GDAL is built without PostgreSQL
 */
GDALDatasetH lt_postgis_open(const char *opened, bool lists_all);

/** Say why a database was not opened, by the failure of the log; NULL: there is none. Always false,
 * with LT_ERROR_READ. */
bool lt_postgis_fail(const char *shown, const char *failure, GError **error);

/** Names of the tables, with their schema. Several geometries: each as `schema.table(column)`. Free
 * with g_strfreev(). */
char **lt_postgis_tables(GDALDatasetH dataset);

/** The table of a name, with or without the schema that is searched first; NULL: there is none, or
 * it has several geometries and none is named. Borrowed from the dataset. */
OGRLayerH lt_postgis_table(GDALDatasetH dataset, const char *name);

/**
 * Refuse a table whose geometries are of several SRIDs: GDAL says the first one of all of them.
 * Asked only where the column does not state one; cost: then a pass over the table.
 *
 * @param where  how the table is shown
 * @return       false with LT_ERROR_READ
 */
bool lt_postgis_srid_check(GDALDatasetH dataset, OGRLayerH table, const char *where,
                           GError **error);

#endif
