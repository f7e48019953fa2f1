#include "io/gpkg.h"

#include "io/gpkg_batches.h"
#include "io/gpkg_rows.h"
#include "io/gpkg_rtree.h"
#include "io/gpkg_schema.h"
#include "io/output.h"
#include "io/sql.h"

#include <glib/gstdio.h>
#include <string.h>

/* So many bytes are worth a call that lets the disk begin with them. */
#define FLOW_BYTES ((size_t)32 << 20)
/* For a system without a code of EPSG. */
#define SRS_ID_OWN 100000

struct LtGpkg {
  char *path, *temporary;
  bool overwrite;
  sqlite3 *db;
  int srs_id;
  /* the table that is open */
  char *table;
  LtGeomType geometry;
  LtGpkgRows rows;
  LtRtree rtree;
  LtBox box;
  bool has_box;
  /* of the file */
  size_t n_flowed;     /* bytes of geometry since lt_output_flow() */
  GHashTable *spatial; /* names of the tables with geometry */
  bool has_styles;
};

static bool gpkg_fail(const LtGpkg *gpkg, GError **error)
{
  if (sqlite3_errcode(gpkg->db) == SQLITE_NOMEM)
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_GPKG_MEMORY, gpkg->path);
  return lt_fail(error, LT_ERROR_WRITE, LT_T_GPKG_SQLITE, gpkg->path, sqlite3_errmsg(gpkg->db));
}

/* The code of a function that may lack memory of its own. */
static bool gpkg_check(const LtGpkg *gpkg, int rc, GError **error)
{
  if (rc == SQLITE_NOMEM)
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_GPKG_MEMORY, gpkg->path);
  return rc == SQLITE_OK || gpkg_fail(gpkg, error);
}

static bool gpkg_exec(const LtGpkg *gpkg, const char *sql, GError **error)
{
  return sqlite3_exec(gpkg->db, sql, NULL, NULL, NULL) == SQLITE_OK || gpkg_fail(gpkg, error);
}

static sqlite3_stmt *gpkg_prepare(const LtGpkg *gpkg, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(gpkg->db, sql, -1, &statement, NULL) != SQLITE_OK)
    gpkg_fail(gpkg, error);
  return statement;
}

/* Run a statement once with these values. */
static bool gpkg_run(const LtGpkg *gpkg, const char *sql, const LtValue *values, size_t n_values,
                     GError **error)
{
  g_autoptr(sqlite3_stmt) statement = gpkg_prepare(gpkg, sql, error);
  if (statement == NULL)
    return false;
  for (size_t i = 0; i < n_values; i++) {
    if (lt_sql_bind(statement, (int)i + 1, &values[i]) != SQLITE_OK)
      return gpkg_fail(gpkg, error);
  }
  return lt_sql_step(statement) == SQLITE_OK || gpkg_fail(gpkg, error);
}

static LtValue value_text(const char *text)
{
  return (LtValue){.type = text == NULL ? LT_VALUE_NULL : LT_VALUE_TEXT, .text = text};
}

static LtValue value_integer(int64_t integer)
{
  return (LtValue){.type = LT_VALUE_INTEGER, .integer = integer};
}

static LtValue value_real(double real)
{
  return (LtValue){.type = LT_VALUE_REAL, .real = real};
}

/* Codes of EPSG number themselves; the others may clash with them and do not. */
static bool crs_write(LtGpkg *gpkg, const LtCrs *crs, GError **error)
{
  g_auto(GStrv) id = g_strsplit(lt_crs_id(crs), ":", 2);
  bool has_id = g_strv_length(id) == 2;
  guint64 code = SRS_ID_OWN;
  if (has_id)
    has_id = g_ascii_string_to_unsigned(id[1], 10, 1, G_MAXINT32, &code, NULL);
  gpkg->srs_id = has_id && strcmp(id[0], "EPSG") == 0 ? (int)code : SRS_ID_OWN;
  LtValue values[] = {
      value_text(lt_crs_name(crs)),
      value_integer(gpkg->srs_id),
      value_text(has_id ? id[0] : "NONE"),
      value_integer(has_id ? (int64_t)code : SRS_ID_OWN),
      value_text(lt_crs_wkt(crs)),
  };
  return gpkg_run(gpkg, "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, NULL)",
                  values, G_N_ELEMENTS(values), error);
}

/* No journal beside the file: it is thrown away when anything fails. */
static bool file_open(LtGpkg *gpkg, GError **error)
{
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX; /* one thread */
  int rc = sqlite3_open_v2(gpkg->temporary, &gpkg->db, flags, NULL);
  if (rc != SQLITE_OK)
    return gpkg_fail(gpkg, error);
  sqlite3_db_config(gpkg->db, SQLITE_DBCONFIG_DQS_DML, 0, (int *)NULL);
  sqlite3_db_config(gpkg->db, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)NULL);
  return gpkg_exec(gpkg,
                   "PRAGMA page_size = 8192; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = OFF; "
                   "PRAGMA synchronous = OFF; PRAGMA secure_delete = ON; "
                   "PRAGMA foreign_keys = OFF; PRAGMA application_id = 0x47504B47; "
                   "PRAGMA user_version = 10300; BEGIN",
                   error) &&
         gpkg_exec(gpkg, lt_gpkg_schema, error);
}

LtGpkg *lt_gpkg_new(const char *path, const LtCrs *crs, bool overwrite, GError **error)
{
  g_return_val_if_fail(path != NULL && crs != NULL, NULL);

  g_autoptr(LtGpkg) gpkg = g_new0(LtGpkg, 1);
  gpkg->path = g_strdup(path);
  gpkg->overwrite = overwrite;
  gpkg->spatial = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  gpkg->temporary = lt_output_begin(path, overwrite, error);
  if (gpkg->temporary == NULL || !file_open(gpkg, error) || !crs_write(gpkg, crs, error))
    return NULL;
  return g_steal_pointer(&gpkg);
}

static void table_close(LtGpkg *gpkg)
{
  lt_gpkg_rows_clear(&gpkg->rows);
  lt_rtree_clear(&gpkg->rtree);
  g_clear_pointer(&gpkg->table, g_free);
}

void lt_gpkg_free(LtGpkg *gpkg)
{
  if (gpkg == NULL)
    return;
  table_close(gpkg);
  sqlite3_close(gpkg->db);
  if (gpkg->temporary != NULL)
    g_unlink(gpkg->temporary);
  g_hash_table_unref(gpkg->spatial);
  g_free(gpkg->temporary);
  g_free(gpkg->path);
  g_free(gpkg);
}

static bool rtree_write(LtGpkg *gpkg, GError **error)
{
  g_autofree char *name = g_strdup_printf("rtree_%s_geom", gpkg->table);
  g_autofree char *triggers = lt_gpkg_rtree_triggers(gpkg->table);
  return gpkg_check(gpkg, lt_rtree_write(&gpkg->rtree, gpkg->db, name), error) &&
         gpkg_exec(gpkg, triggers, error);
}

/* What is known of the open table only after its last row. */
static bool table_end(LtGpkg *gpkg, GError **error)
{
  if (gpkg->table == NULL)
    return true;
  if (!gpkg_check(gpkg, lt_gpkg_rows_flush(&gpkg->rows), error))
    return false;
  if (gpkg->geometry != LT_GEOM_NONE && !rtree_write(gpkg, error))
    return false;
  if (gpkg->has_box) {
    LtValue values[] = {
        value_real(lt_gpkg_metres(gpkg->box.min.x)), value_real(lt_gpkg_metres(gpkg->box.min.y)),
        value_real(lt_gpkg_metres(gpkg->box.max.x)), value_real(lt_gpkg_metres(gpkg->box.max.y)),
        value_text(gpkg->table),
    };
    if (!gpkg_run(gpkg, "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? "
                        "WHERE table_name = ?", values, G_N_ELEMENTS(values), error))
      return false;
  }
  table_close(gpkg);
  return true;
}

static bool table_register(const LtGpkg *gpkg, const LtGpkgTable *table, GError **error)
{
  bool is_spatial = table->geometry != LT_GEOM_NONE;
  LtValue values[] = {
      value_text(table->name),
      value_text(is_spatial ? "features" : "attributes"),
      value_text(table->description),
      is_spatial ? value_integer(gpkg->srs_id) : (LtValue){.type = LT_VALUE_NULL},
  };
  if (!gpkg_run(gpkg, "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, "
                      "last_change, srs_id) VALUES (?1, ?2, ?1, ifnull(?3, ''), '" LT_GPKG_DATE
                      "', ?4)", values, G_N_ELEMENTS(values), error))
    return false;
  if (!is_spatial)
    return true;
  LtValue geometry[] = {value_text(table->name),
                        value_text(lt_gpkg_geometry_name(table->geometry)),
                        value_integer(gpkg->srs_id)};
  return gpkg_run(gpkg, "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
                  geometry, G_N_ELEMENTS(geometry), error) &&
         gpkg_run(gpkg, "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', "
                        "'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
                  geometry, 1, error);
}

static bool table_create(const LtGpkg *gpkg, const LtGpkgTable *table, GError **error)
{
  static const char *const types[] = {
      [LT_VALUE_INTEGER] = "INTEGER", [LT_VALUE_REAL] = "REAL", [LT_VALUE_TEXT] = "TEXT"};
  g_autoptr(GString) sql = g_string_new("CREATE TABLE ");
  lt_sql_quote(sql, table->name);
  g_string_append(sql, " (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL");
  if (table->geometry != LT_GEOM_NONE)
    g_string_append_printf(sql, ", geom %s", lt_gpkg_geometry_name(table->geometry));
  for (size_t i = 0; i < table->n_columns; i++) {
    g_return_val_if_fail(table->columns[i].type != LT_VALUE_NULL, false);
    g_string_append(sql, ", ");
    lt_sql_quote(sql, table->columns[i].name);
    g_string_append_printf(sql, " %s", types[table->columns[i].type]);
  }
  g_string_append_c(sql, ')');
  return gpkg_exec(gpkg, sql->str, error);
}

static bool rtree_create(const LtGpkg *gpkg, const char *table, GError **error)
{
  g_autofree char *name = g_strdup_printf("rtree_%s_geom", table);
  g_autoptr(GString) sql = g_string_new("CREATE VIRTUAL TABLE ");
  lt_sql_quote(sql, name);
  g_string_append(sql, " USING rtree(id, minx, maxx, miny, maxy)");
  return gpkg_exec(gpkg, sql->str, error);
}

bool lt_gpkg_begin(LtGpkg *gpkg, const LtGpkgTable *table, GError **error)
{
  g_return_val_if_fail(gpkg != NULL && gpkg->db != NULL && table != NULL, false);

  if (!table_end(gpkg, error) || !table_create(gpkg, table, error) ||
      !table_register(gpkg, table, error))
    return false;
  gpkg->table = g_strdup(table->name);
  gpkg->geometry = table->geometry;
  gpkg->has_box = false;
  if (table->geometry != LT_GEOM_NONE) {
    g_hash_table_add(gpkg->spatial, g_strdup(table->name));
    if (!rtree_create(gpkg, table->name, error))
      return false;
  }
  return gpkg_check(gpkg, lt_gpkg_rows_begin(&gpkg->rows, gpkg->db, table), error);
}

static bool box_add(LtGpkg *gpkg, const LtBox *box, GError **error)
{
  if (box->min.x > box->max.x)
    return true;
  LtBox *all = &gpkg->box;
  if (!gpkg->has_box)
    *all = *box;
  gpkg->has_box = true;
  all->min = (LtPoint){MIN(all->min.x, box->min.x), MIN(all->min.y, box->min.y)};
  all->max = (LtPoint){MAX(all->max.x, box->max.x), MAX(all->max.y, box->max.y)};
  return lt_rtree_add(&gpkg->rtree, gpkg->rows.fid + 1, box, error);
}

LtGpkgFormat lt_gpkg_format(const LtGpkg *gpkg)
{
  g_return_val_if_fail(gpkg->table != NULL, (LtGpkgFormat){0});
  return (LtGpkgFormat){gpkg->geometry, gpkg->srs_id, gpkg->rows.n_columns};
}

/* Add a row whose geometry is what was put into the bytes after the first @p begin. */
static bool row_add(LtGpkg *gpkg, size_t begin, const LtBox *box, const LtValue *values,
                    GError **error)
{
  gpkg->n_flowed += gpkg->rows.bytes.n - begin;
  if (gpkg->n_flowed > FLOW_BYTES) {
    gpkg->n_flowed = 0;
    lt_output_flow(gpkg->temporary);
  }
  return (box == NULL || box_add(gpkg, box, error)) &&
         gpkg_check(gpkg, lt_gpkg_rows_add(&gpkg->rows, begin, values), error);
}

bool lt_gpkg_append(LtGpkg *gpkg, const LtValue *values, const LtGpkgBlobOfRow *blob,
                    GError **error)
{
  LtGpkgBytes *bytes = &gpkg->rows.bytes;
  size_t begin = bytes->n;
  if (blob == NULL)
    return row_add(gpkg, begin, NULL, values, error);
  if (!lt_grow(&bytes->bytes, &bytes->capacity, begin + blob->n_bytes, 1, "GeoPackage geometry",
               error))
    return false;
  memcpy(bytes->bytes + begin, blob->bytes, blob->n_bytes);
  bytes->n += blob->n_bytes;
  return row_add(gpkg, begin, &blob->box, values, error);
}

bool lt_gpkg_row(LtGpkg *gpkg, const LtShapes *shapes, size_t feature, const LtValue *values,
                 GError **error)
{
  g_return_val_if_fail(gpkg != NULL && gpkg->table != NULL, false);
  g_return_val_if_fail(shapes == NULL || gpkg->geometry != LT_GEOM_NONE, false);

  LtBox box;
  size_t begin = gpkg->rows.bytes.n;
  return (shapes == NULL || lt_gpkg_geometry(shapes, feature, gpkg->geometry, gpkg->srs_id, &box,
                                             &gpkg->rows.bytes, error)) &&
         row_add(gpkg, begin, shapes == NULL ? NULL : &box, values, error);
}

bool lt_gpkg_style(LtGpkg *gpkg, const char *table, const char *name, const char *qml,
                   GError **error)
{
  g_return_val_if_fail(gpkg != NULL && gpkg->db != NULL && table != NULL, false);

  /* the rows that wait come first: the bytes of the file follow the order of the calls */
  if (!gpkg_check(gpkg, lt_gpkg_rows_flush(&gpkg->rows), error) ||
      (!gpkg->has_styles && !gpkg_exec(gpkg, lt_gpkg_styles_schema, error)))
    return false;
  gpkg->has_styles = true;
  bool is_spatial = g_hash_table_contains(gpkg->spatial, table);
  LtValue values[] = {value_text(table), value_text(is_spatial ? "geom" : ""), value_text(name),
                      value_text(qml)};
  return gpkg_run(gpkg, "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
                        "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, "
                        "description, owner, ui, update_time) VALUES ('', '', ?1, ?2, ?3, ?4, '', "
                        "1, ?3, '', NULL, '" LT_GPKG_DATE "')",
                  values, G_N_ELEMENTS(values), error);
}

bool lt_gpkg_finish(LtGpkg *gpkg, GError **error)
{
  g_return_val_if_fail(gpkg != NULL && gpkg->db != NULL, false);

  if (!table_end(gpkg, error) || !gpkg_exec(gpkg, "COMMIT", error))
    return false;
  if (sqlite3_close(gpkg->db) != SQLITE_OK)
    return gpkg_fail(gpkg, error);
  gpkg->db = NULL;
  if (!lt_output_finish(gpkg->temporary, gpkg->path, gpkg->overwrite, error))
    return false;
  g_clear_pointer(&gpkg->temporary, g_free);
  return true;
}
