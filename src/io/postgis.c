#include "io/postgis.h"

#include <ogr_api.h>
#include <string.h>

/* Set before anything is read. Rows come in the order of the table, not from where another scan
 * of it happens to be; a table that is being rebuilt is not waited for. */
#define PRELUDE                                                                                    \
  "PRELUDE_STATEMENTS=BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "                           \
  "SET LOCAL synchronize_seqscans = off; SET LOCAL lock_timeout = '10s'"

GDALDatasetH lt_postgis_open(const char *opened, bool lists_all)
{
  const char *const drivers[] = {"PostgreSQL", NULL};
  const char *const options[] = {PRELUDE, lists_all ? "LIST_ALL_TABLES=YES" : "LIST_ALL_TABLES=NO",
                                 NULL};
  if (GDALGetDriverByName(drivers[0]) == NULL)
    return NULL; /* GDAL would tell the whole text that it cannot open */
  return GDALOpenEx(opened, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers,
                    options, NULL);
}

bool lt_postgis_fail(const char *shown, const char *failure, GError **error)
{
  return failure == NULL ? lt_fail(error, LT_ERROR_READ, LT_T_ERR_DATABASE_DRIVER, shown)
                         : lt_fail(error, LT_ERROR_READ, LT_T_ERR_DATABASE_OPEN, shown, failure);
}

/* ---- tables ---- */

char **lt_postgis_tables(GDALDatasetH dataset)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (int i = 0; i < GDALDatasetGetLayerCount(dataset); i++) {
    OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    int n = OGR_FD_GetGeomFieldCount(definition);
    for (int j = 0; j < n && n > 1; j++) {
      const char *column = OGR_GFld_GetNameRef(OGR_FD_GetGeomFieldDefn(definition, j));
      g_ptr_array_add(names, g_strdup_printf("%s(%s)", OGR_L_GetName(layer), column));
    }
    if (n <= 1)
      g_ptr_array_add(names, g_strdup(OGR_L_GetName(layer)));
  }
  g_ptr_array_add(names, NULL);
  return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

/* GDAL leaves out the schema that is searched first. NULL: there is none. */
static char *schema_read(GDALDatasetH dataset)
{
  char *schema = NULL;
  OGRLayerH result = GDALDatasetExecuteSQL(dataset, "SELECT current_schema()", NULL, NULL);
  OGRFeatureH feature = result != NULL ? OGR_L_GetNextFeature(result) : NULL;
  if (feature != NULL && OGR_F_IsFieldSetAndNotNull(feature, 0))
    schema = g_strdup(OGR_F_GetFieldAsString(feature, 0));
  OGR_F_Destroy(feature);
  if (result != NULL)
    GDALDatasetReleaseResultSet(dataset, result);
  return schema;
}

/* What stands behind `schema.`, where that is the schema; else NULL. */
static const char *name_behind(const char *name, const char *schema)
{
  size_t n = schema != NULL ? strlen(schema) : 0;
  return n > 0 && strncmp(name, schema, n) == 0 && name[n] == '.' ? name + n + 1 : NULL;
}

/* True when `(column)` stands behind the name of a table that has such a geometry. */
static bool column_is_of(OGRLayerH table, const char *name)
{
  const char *of_table = OGR_L_GetName(table);
  size_t n = strlen(of_table), n_name = strlen(name);
  if (n_name < n + 3 || strncmp(name, of_table, n) != 0 || name[n] != '(' ||
      name[n_name - 1] != ')')
    return false;
  g_autofree char *column = g_strndup(name + n + 1, n_name - n - 2);
  return OGR_FD_GetGeomFieldIndex(OGR_L_GetLayerDefn(table), column) >= 0;
}

/* Only the definition of a table that has the name is asked for. */
static OGRLayerH table_find(GDALDatasetH dataset, const char *name)
{
  for (int i = 0; i < GDALDatasetGetLayerCount(dataset); i++) {
    OGRLayerH table = GDALDatasetGetLayer(dataset, i);
    if (strcmp(OGR_L_GetName(table), name) == 0)
      return OGR_FD_GetGeomFieldCount(OGR_L_GetLayerDefn(table)) <= 1 ? table : NULL;
    if (column_is_of(table, name)) /* GDAL makes a layer of it */
      return GDALDatasetGetLayerByName(dataset, name);
  }
  return NULL;
}

OGRLayerH lt_postgis_table(GDALDatasetH dataset, const char *name)
{
  OGRLayerH table = table_find(dataset, name);
  g_autofree char *schema = table == NULL ? schema_read(dataset) : NULL;
  const char *behind = name_behind(name, schema);
  return table == NULL && behind != NULL ? table_find(dataset, behind) : table;
}

/* ---- SRIDs ---- */

/* Columns that may hold any SRID, and what asks for what they hold: the server quotes the names. */
#define OPEN_COLUMNS                                                                               \
  "SELECT f_table_schema, f_table_name, f_geometry_column, format('SELECT DISTINCT ST_SRID(%1$I) " \
  "FROM %2$I.%3$I WHERE %1$I IS NOT NULL ORDER BY 1 LIMIT 5', f_geometry_column, "                 \
  "f_table_schema, f_table_name) FROM geometry_columns WHERE srid = 0"

/* True when a layer of GDAL is of that column: its name is `schema.table`, `table` of the schema
 * that is searched first, either with `(column)` where there are several. */
static bool is_of_column(OGRLayerH table, OGRFeatureH row, const char *schema)
{
  const char *column = OGR_F_GetFieldAsString(row, 2);
  if (strcmp(OGR_L_GetGeometryColumn(table), column) != 0)
    return false;
  g_autofree char *whole = g_strdup_printf("%s.%s", OGR_F_GetFieldAsString(row, 0),
                                           OGR_F_GetFieldAsString(row, 1));
  g_autofree char *of_column = g_strdup_printf("%s(%s)", whole, column);
  const char *names[] = {whole, of_column};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    const char *behind = name_behind(names[i], schema);
    if (strcmp(OGR_L_GetName(table), names[i]) == 0 ||
        (behind != NULL && strcmp(OGR_L_GetName(table), behind) == 0))
      return true;
  }
  return false;
}

/* What asks for the SRIDs of a table; NULL: its column states one. */
static char *srids_question(GDALDatasetH dataset, OGRLayerH table)
{
  char *question = NULL;
  OGRFeatureH row;
  g_autofree char *schema = schema_read(dataset);
  OGRLayerH rows = GDALDatasetExecuteSQL(dataset, OPEN_COLUMNS, NULL, NULL);
  while (rows != NULL && question == NULL && (row = OGR_L_GetNextFeature(rows)) != NULL) {
    if (is_of_column(table, row, schema))
      question = g_strdup(OGR_F_GetFieldAsString(row, 3));
    OGR_F_Destroy(row);
  }
  if (rows != NULL)
    GDALDatasetReleaseResultSet(dataset, rows);
  return question;
}

bool lt_postgis_srid_check(GDALDatasetH dataset, OGRLayerH table, const char *where,
                           GError **error)
{
  size_t n = 0;
  OGRFeatureH row;
  g_autoptr(GString) srids = g_string_new(NULL);
  if (OGR_L_GetGeomType(table) == wkbNone)
    return true;
  g_autofree char *question = srids_question(dataset, table);
  OGRLayerH rows = question != NULL ? GDALDatasetExecuteSQL(dataset, question, NULL, NULL) : NULL;
  for (; rows != NULL && (row = OGR_L_GetNextFeature(rows)) != NULL; n++) {
    g_string_append_printf(srids, "%s%s", n > 0 ? ", " : "", OGR_F_GetFieldAsString(row, 0));
    OGR_F_Destroy(row);
  }
  if (rows != NULL)
    GDALDatasetReleaseResultSet(dataset, rows);
  return n <= 1 || lt_fail(error, LT_ERROR_READ, LT_T_ERR_DATABASE_SRIDS, where, srids->str);
}
