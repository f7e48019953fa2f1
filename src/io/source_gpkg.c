/* Features of a GeoPackage straight out of its SQLite tables, in GDAL's order and with its values.
 * A feature that is not plain is asked of GDAL; where the table itself gives cause for doubt GDAL
 * reads on from there, so that what is found and said is the same either way. */
#include "io/read_ahead.h"
#include "io/shape_direct.h"
#include "io/source_parts.h"
#include "io/sql.h"

#include <math.h>
#include <string.h>

/* Columns of the statement before those of the source. */
enum { COLUMN_FID, COLUMN_GEOM, COLUMN_FIRST };

typedef sqlite3 Database;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Database, sqlite3_close)

/* What the scan needs beside the reading. */
typedef struct {
  const LtPart *part;
  LtReading *reading;
  sqlite3_stmt *rows;
  const int *columns; /* of the statement, for each column of the source; 0: not wanted */
  LtRowRange *range;  /* NULL: all rows */
  int srs_id;
} Scan;

/* What became of a row. */
typedef enum {
  ROW_TAKEN,
  ROW_DOUBT,  /* nothing was added: GDAL is to read this feature */
  ROW_FAILED, /* with an error */
} RowState;

static bool column_is_plain(OGRFieldDefnH field)
{
  OGRFieldType type = OGR_Fld_GetType(field);
  return OGR_Fld_GetSubType(field) == OFSTNone &&
         (type == OFTInteger || type == OFTInteger64 || type == OFTReal || type == OFTString);
}

static bool layer_is_plain(const LtPart *part, const LtReading *reading)
{
  OGRwkbGeometryType type = OGR_L_GetGeomType(part->layer);
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(part->layer);
  if (OGR_GT_HasZ(type) || OGR_GT_HasM(type) || OGR_GT_IsNonLinear(type) ||
      *OGR_L_GetFIDColumn(part->layer) == '\0' || *OGR_L_GetGeometryColumn(part->layer) == '\0')
    return false;
  for (size_t i = 0; i < reading->source->n_columns; i++)
    if (reading->wanted[i] && !column_is_plain(OGR_FD_GetFieldDefn(definition, (int)i)))
      return false;
  return true;
}

/* As GDAL has it open: nobody writes, so nothing is locked. The size of the mapping lets SQLite
 * look at pages where read_ahead.h has them; without it nothing is mapped. */
static Database *file_open(const char *path)
{
  g_autoptr(Database) db = NULL;
  g_autofree char *absolute = g_canonicalize_filename(path, NULL);
  g_autofree char *uri = g_filename_to_uri(absolute, NULL, NULL);
  g_autofree char *name = uri == NULL ? NULL : g_strconcat(uri, "?immutable=1", NULL);
  int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
  const char *vfs = lt_read_ahead_vfs();
  if (name == NULL || sqlite3_open_v2(name, &db, flags, vfs) != SQLITE_OK ||
      (vfs != NULL && sqlite3_exec(db, "PRAGMA mmap_size = 1", NULL, NULL, NULL) != SQLITE_OK))
    return NULL;
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
  return g_steal_pointer(&db);
}

/* True for a real table with one row of geometry; a view or a virtual table is GDAL's business. */
static bool table_is_plain(Database *db, const LtPart *part, int *srs_id)
{
  g_autoptr(sqlite3_stmt) query = NULL;
  const char *sql = "SELECT g.srs_id FROM gpkg_geometry_columns AS g, sqlite_master AS m "
                    "WHERE g.table_name = ?1 AND g.column_name = ?2 AND m.name = ?1 AND "
                    "m.type = 'table' AND m.rootpage > 0";
  if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK)
    return false;
  sqlite3_bind_text(query, 1, OGR_L_GetName(part->layer), -1, SQLITE_STATIC);
  sqlite3_bind_text(query, 2, OGR_L_GetGeometryColumn(part->layer), -1, SQLITE_STATIC);
  if (sqlite3_step(query) != SQLITE_ROW || sqlite3_column_type(query, 0) != SQLITE_INTEGER)
    return false;
  *srs_id = sqlite3_column_int(query, 0);
  return sqlite3_step(query) == SQLITE_DONE;
}

/* NOT INDEXED: rows come in the order of the table, not in that of an index which has all columns.
 */
static void table_append(GString *sql, const LtPart *part)
{
  g_string_append(sql, " FROM ");
  lt_sql_quote(sql, OGR_L_GetName(part->layer));
  g_string_append(sql, " NOT INDEXED");
}

/* The columns that are wanted, of all rows or of those from a number on. */
static sqlite3_stmt *rows_prepare(Database *db, const LtPart *part, const LtReading *reading,
                                  int *columns, const LtRowRange *range)
{
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(part->layer);
  g_autoptr(GString) sql = g_string_new("SELECT ");
  int n = COLUMN_FIRST;
  lt_sql_quote(sql, OGR_L_GetFIDColumn(part->layer));
  g_string_append(sql, ", ");
  lt_sql_quote(sql, OGR_L_GetGeometryColumn(part->layer));
  for (size_t i = 0; i < reading->source->n_columns; i++) {
    columns[i] = reading->wanted[i] ? n++ : 0;
    if (!reading->wanted[i])
      continue;
    g_string_append(sql, ", ");
    lt_sql_quote(sql, OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, (int)i)));
  }
  table_append(sql, part);
  if (range != NULL) {
    g_string_append(sql, " WHERE ");
    lt_sql_quote(sql, OGR_L_GetFIDColumn(part->layer));
    g_string_append(sql, " >= ?1");
  }
  g_autoptr(sqlite3_stmt) rows = NULL;
  if (sqlite3_prepare_v2(db, sql->str, -1, &rows, NULL) != SQLITE_OK ||
      (range != NULL && sqlite3_bind_int64(rows, 1, range->next) != SQLITE_OK))
    return NULL;
  return g_steal_pointer(&rows);
}

/* The value of a column; false when it is not of the column's type. */
static bool value_read(const Scan *scan, size_t column, RowState *state, GError **error)
{
  int at = scan->columns[column], type = sqlite3_column_type(scan->rows, at);
  LtValue *value = &scan->reading->values[column];
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(scan->part->layer);
  OGRFieldType wanted = OGR_Fld_GetType(OGR_FD_GetFieldDefn(definition, (int)column));
  value->type = LT_VALUE_NULL;
  if (type == SQLITE_NULL)
    return true;
  if (wanted == OFTString && type == SQLITE_TEXT) {
    const char *text = (const char *)sqlite3_column_text(scan->rows, at);
    if (text != NULL && lt_reading_text(scan->reading, scan->part, text, column, error))
      return true;
    *state = text == NULL ? ROW_DOUBT : ROW_FAILED;
    return false;
  }
  value->integer = sqlite3_column_int64(scan->rows, at);
  if (type == SQLITE_INTEGER &&
      (wanted == OFTInteger64 || (wanted == OFTInteger && value->integer == (int)value->integer)))
    value->type = LT_VALUE_INTEGER;
  else if (wanted == OFTReal && (type == SQLITE_FLOAT || type == SQLITE_INTEGER)) {
    value->real = sqlite3_column_double(scan->rows, at);
    value->type = LT_VALUE_REAL;
  } else
    *state = ROW_DOUBT;
  return value->type != LT_VALUE_NULL;
}

/* Values before the shape: a doubt about them must leave no shape behind. */
static bool values_read(const Scan *scan, RowState *state, GError **error)
{
  LtReading *reading = scan->reading;
  g_ptr_array_set_size(reading->texts, 0);
  for (size_t i = 0; i < reading->source->n_columns; i++) {
    if (scan->columns[i] == 0)
      reading->values[i].type = LT_VALUE_NULL;
    else if (!value_read(scan, i, state, error))
      return false;
  }
  return true;
}

/* A point that is no number is an empty point to GDAL. */
static bool ring_add(LtShapeBuilder *builder, const LtGpkgRing *ring, bool *is_done, GError **error)
{
  double *xy = lt_shape_builder_points(builder, ring->n_points, error);
  if (xy == NULL)
    return false;
  lt_gpkg_ring_copy(ring, xy);
  if (builder->type != LT_GEOM_POINT)
    return lt_shape_builder_end(builder, ring->is_hole, error);
  *is_done = isfinite(xy[0]) && isfinite(xy[1]);
  return true;
}

static bool shape_build(LtReading *reading, LtGpkgBlob blob, bool is_swapped, bool *is_done,
                        GError **error)
{
  LtShapeBuilder *builder = &reading->builder;
  LtGpkgRing ring;
  *is_done = true;
  lt_shape_builder_begin(builder, blob.type);
  while (lt_gpkg_blob_next(&blob, &ring)) {
    if (!ring_add(builder, &ring, is_done, error))
      return false;
    if (!*is_done)
      return true;
  }
  if (builder->type == LT_GEOM_POINT && !lt_shape_builder_end(builder, false, error))
    return false;
  if (is_swapped)
    lt_shape_builder_swap(builder);
  return lt_shape_builder_finish(builder, error);
}

static RowState shape_read(const Scan *scan, GError **error)
{
  LtReading *reading = scan->reading;
  LtShapeBuilder *builder = &reading->builder;
  bool is_done = false, is_swapped = scan->part->is_swapped;
  LtGpkgBlob blob;
  int type = sqlite3_column_type(scan->rows, COLUMN_GEOM);
  if (type == SQLITE_NULL)
    return lt_shape_builder_none(builder, LT_FAULT_NULL, error) ? ROW_TAKEN : ROW_FAILED;
  const uint8_t *bytes = sqlite3_column_blob(scan->rows, COLUMN_GEOM);
  size_t n_bytes = (size_t)sqlite3_column_bytes(scan->rows, COLUMN_GEOM);
  if (type != SQLITE_BLOB || bytes == NULL || !lt_gpkg_blob_open(&blob, bytes, n_bytes) ||
      blob.srs_id != scan->srs_id)
    return ROW_DOUBT;
  bool is_direct = blob.type == LT_GEOM_POLYGON && !is_swapped && !builder->nest &&
                   lt_transform_is_identity(builder->transform);
  if (is_direct && !lt_shape_direct_add(builder, blob, &is_done, error))
    return ROW_FAILED;
  if (!is_done && !shape_build(reading, blob, is_swapped, &is_done, error))
    return ROW_FAILED;
  return is_done ? ROW_TAKEN : ROW_DOUBT;
}

static RowState row_read(const Scan *scan, int64_t fid, GError **error)
{
  RowState state = ROW_TAKEN;
  GError *inner = NULL;
  if (!values_read(scan, &state, &inner)) {
    if (state == ROW_FAILED)
      lt_part_fail_feature(scan->part, fid, inner, error);
    return state;
  }
  state = shape_read(scan, error);
  if (state == ROW_TAKEN && !lt_reading_insert(scan->reading, fid, error))
    return ROW_FAILED;
  return state;
}

/* GDAL's reading of one feature; *is_there false: it does not find it. */
static bool feature_ask(const Scan *scan, int64_t fid, size_t n_read, bool *is_there,
                        GError **error)
{
  OGRFeatureH feature = OGR_L_GetFeature(scan->part->layer, fid);
  *is_there = feature != NULL;
  if (!*is_there)
    return true;
  bool ok = lt_part_take_feature(scan->part, scan->reading, feature, n_read, error);
  OGR_F_Destroy(feature);
  return ok;
}

bool lt_row_range_begin(LtRowRange *range, int64_t row, int64_t *end)
{
  pthread_mutex_lock(range->lock);
  bool is_in = row < range->end;
  if (is_in)
    range->next = *end = MIN(MAX(row, range->next) + range->step, range->end);
  pthread_mutex_unlock(range->lock);
  return is_in;
}

/* Rows until the end, until one that GDAL has to find, or until an error. */
static bool rows_read(const Scan *scan, size_t *n_read, bool *is_whole, GError **error)
{
  LtReading *reading = scan->reading;
  GIntBig n_all = scan->range != NULL ? -1 : OGR_L_GetFeatureCount(scan->part->layer, FALSE);
  int64_t end = INT64_MIN, before = -1;
  int rc;
  if (reading->source->log.failure != NULL) /* GDAL met damage: it is to say how far it comes */
    return true;
  while ((rc = sqlite3_step(scan->rows)) == SQLITE_ROW) {
    if (sqlite3_column_type(scan->rows, COLUMN_FID) != SQLITE_INTEGER)
      return true;
    int64_t fid = sqlite3_column_int64(scan->rows, COLUMN_FID);
    bool is_there = scan->range == NULL;
    if (scan->range != NULL && fid <= before) /* only in a table that is damaged */
      return true;
    if (scan->range != NULL && fid >= end && !lt_row_range_begin(scan->range, fid, &end)) {
      rc = SQLITE_DONE;
      break;
    }
    before = fid;
    if (!lt_reading_progress(reading, *n_read, n_all, error))
      return false;
    RowState state = row_read(scan, fid, error);
    if (state == ROW_FAILED || (state == ROW_DOUBT && scan->range == NULL &&
                                !feature_ask(scan, fid, *n_read, &is_there, error)))
      return false;
    if (state == ROW_DOUBT && !is_there)
      return true;
    ++*n_read;
  }
  *is_whole = rc == SQLITE_DONE;
  return rc != SQLITE_NOMEM ||
         lt_fail(error, LT_ERROR_MEMORY, LT_T_GPKG_MEMORY, scan->part->path);
}

bool lt_part_read_gpkg(const LtPart *part, LtReading *reading, LtRowRange *range, size_t *n_read,
                       bool *is_whole, GError **error)
{
  Scan scan = {.part = part, .reading = reading, .range = range};
  *n_read = 0;
  *is_whole = false;
  if (!layer_is_plain(part, reading))
    return true;
  g_autoptr(Database) db = file_open(part->path);
  if (db == NULL || !table_is_plain(db, part, &scan.srs_id))
    return true;
  g_autofree int *columns = g_new0(int, reading->source->n_columns + 1);
  g_autoptr(sqlite3_stmt) rows = rows_prepare(db, part, reading, columns, range);
  if (rows == NULL)
    return true;
  scan.columns = columns;
  scan.rows = rows;
  return rows_read(&scan, n_read, is_whole, error);
}

/* ---- ranges of rows ---- */

/* Only where the fids are the numbers of the rows do rows from one of them on come in the order of
 * all, and at once. */
static bool fids_are_rows(Database *db, sqlite3_stmt *rows)
{
  g_autoptr(sqlite3_stmt) plan = NULL;
  g_autofree char *sql = g_strconcat("EXPLAIN QUERY PLAN ", sqlite3_sql(rows), NULL);
  if (sqlite3_prepare_v2(db, sql, -1, &plan, NULL) != SQLITE_OK || sqlite3_step(plan) != SQLITE_ROW)
    return false;
  const char *detail = (const char *)sqlite3_column_text(plan, 3);
  bool are_rows = detail != NULL && strstr(detail, "USING INTEGER PRIMARY KEY") != NULL;
  return are_rows && sqlite3_step(plan) == SQLITE_DONE;
}

/* The smallest or largest fid; false when there is none, or none that leaves room for sums. */
static bool fid_find(Database *db, const LtPart *part, const char *function, int64_t *fid)
{
  g_autoptr(sqlite3_stmt) query = NULL;
  g_autoptr(GString) sql = g_string_new("SELECT ");
  g_string_append_printf(sql, "%s(", function);
  lt_sql_quote(sql, OGR_L_GetFIDColumn(part->layer));
  g_string_append_c(sql, ')');
  table_append(sql, part);
  if (sqlite3_prepare_v2(db, sql->str, -1, &query, NULL) != SQLITE_OK ||
      sqlite3_step(query) != SQLITE_ROW || sqlite3_column_type(query, 0) != SQLITE_INTEGER)
    return false;
  *fid = sqlite3_column_int64(query, 0);
  return *fid >= 0 && *fid < INT64_MAX / 2;
}

/* The number of rows as GDAL keeps it in a table of its own, where there is one. */
static bool count_find(Database *db, const LtPart *part, int64_t *n_stated)
{
  g_autoptr(sqlite3_stmt) query = NULL;
  const char *sql =
      "SELECT feature_count FROM gpkg_ogr_contents WHERE lower(table_name) = lower(?1)";
  *n_stated = -1;
  int rc = sqlite3_prepare_v2(db, sql, -1, &query, NULL);
  if (rc != SQLITE_OK)
    return rc == SQLITE_ERROR; /* there is no such table */
  sqlite3_bind_text(query, 1, OGR_L_GetName(part->layer), -1, SQLITE_STATIC);
  while ((rc = sqlite3_step(query)) == SQLITE_ROW)
    if (sqlite3_column_type(query, 0) == SQLITE_INTEGER)
      *n_stated = sqlite3_column_int64(query, 0);
  return rc == SQLITE_DONE;
}

bool lt_part_gpkg_rows(const LtPart *part, const LtReading *reading, LtRowsOfTable *rows)
{
  LtRowRange range = {.next = 0};
  int srs_id;
  if (!part->is_gpkg || !layer_is_plain(part, reading))
    return false;
  g_autoptr(Database) db = file_open(part->path);
  if (db == NULL || !table_is_plain(db, part, &srs_id))
    return false;
  g_autofree int *columns = g_new0(int, reading->source->n_columns + 1);
  g_autoptr(sqlite3_stmt) query = rows_prepare(db, part, reading, columns, &range);
  if (query == NULL || !fids_are_rows(db, query) || !fid_find(db, part, "min", &rows->first) ||
      !fid_find(db, part, "max", &rows->end) || !count_find(db, part, &rows->n_stated))
    return false;
  rows->end++;
  return true;
}
