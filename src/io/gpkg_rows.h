/**
 * @file gpkg_rows.h
 * @brief Rows on their way into a table of a GeoPackage, many by one statement. Internal to io/.
 *
 * To begin and end a statement, and to note the last fid of a table, takes SQLite as long as a row.
 * Functions return a code of SQLite; SQLITE_NOMEM also where there is no room for what waits.
 */
#ifndef LT_IO_GPKG_ROWS_H
#define LT_IO_GPKG_ROWS_H

#include "io/gpkg.h"
#include "io/gpkg_geometry.h"

#include <sqlite3.h>

/** A value of a row that waits; a text is so many of the bytes. */
typedef struct {
  LtValue value;
  size_t begin, n_bytes;
} LtGpkgCell;

/** Start as {0}. */
typedef struct {
  sqlite3 *db; /**< borrowed; its error is told where a function returns another code than
                    SQLITE_OK and SQLITE_NOMEM */
  char *table;
  bool is_spatial;
  size_t n_columns;   /**< of the values */
  sqlite3_stmt *many; /**< inserts as many rows as may wait; NULL before it is asked for */
  int64_t fid;        /**< of the last row */
  size_t n_waiting;
  LtGpkgCell *cells; /**< of the rows that wait, the geometry of each first */
  LtGpkgBytes bytes; /**< their geometries and texts */
} LtGpkgRows;

/** Begin a table that was just made, without rows. Clear it also after an error. */
int lt_gpkg_rows_begin(LtGpkgRows *rows, sqlite3 *db, const LtGpkgTable *table);

/** Append a row. What was put into the bytes after the first @p begin is its geometry, if anything.
 * The values are copied. */
int lt_gpkg_rows_add(LtGpkgRows *rows, size_t begin, const LtValue *values);

/** Insert the rows that wait. */
int lt_gpkg_rows_flush(LtGpkgRows *rows);

/** Forget the rows that wait, and free all. */
void lt_gpkg_rows_clear(LtGpkgRows *rows);

#endif
