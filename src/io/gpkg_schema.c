#include "io/gpkg_schema.h"

#include "io/sql.h"

const char lt_gpkg_schema[] =
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, "
    "srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL, "
    "organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);"
    "INSERT INTO gpkg_spatial_ref_sys VALUES "
    "('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', "
    "'undefined cartesian coordinate reference system'), "
    "('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', "
    "'undefined geographic coordinate reference system'), "
    "('WGS 84 geodetic', 4326, 'EPSG', 4326, "
    "'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,"
    "AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,"
    "AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,"
    "AUTHORITY[\"EPSG\",\"9122\"]],AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST],"
    "AUTHORITY[\"EPSG\",\"4326\"]]', 'longitude/latitude coordinates in decimal degrees on the "
    "WGS 84 spheroid');"
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, "
    "identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT "
    "(strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, "
    "max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES "
    "gpkg_spatial_ref_sys(srs_id));"
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, "
    "geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, "
    "m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), "
    "CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) "
    "REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES "
    "gpkg_spatial_ref_sys (srs_id));"
    "CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, "
    "extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, "
    "CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));";

const char lt_gpkg_styles_schema[] =
    "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
    "f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256), "
    "f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, "
    "useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME "
    "DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));"
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) VALUES "
    "('layer_styles', 'attributes', 'layer_styles', '" LT_GPKG_DATE "');";

/* $T the table, $R its R-tree, $N the beginning of the triggers' names. */
static const char triggers[] =
    "CREATE TRIGGER $N_insert\" AFTER INSERT ON $T WHEN (NEW.geom NOT NULL AND NOT "
    "ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO $R VALUES (NEW.fid, ST_MinX(NEW.geom), "
    "ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;"
    "CREATE TRIGGER $N_update1\" AFTER UPDATE OF geom ON $T WHEN OLD.fid = NEW.fid AND "
    "(NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO $R VALUES "
    "(NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;"
    "CREATE TRIGGER $N_update2\" AFTER UPDATE OF geom ON $T WHEN OLD.fid = NEW.fid AND "
    "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM $R WHERE id = OLD.fid; END;"
    "CREATE TRIGGER $N_update3\" AFTER UPDATE ON $T WHEN OLD.fid != NEW.fid AND "
    "(NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM $R WHERE id = OLD.fid; "
    "INSERT OR REPLACE INTO $R VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), "
    "ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;"
    "CREATE TRIGGER $N_update4\" AFTER UPDATE ON $T WHEN OLD.fid != NEW.fid AND "
    "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM $R WHERE id IN (OLD.fid, "
    "NEW.fid); END;"
    "CREATE TRIGGER $N_delete\" AFTER DELETE ON $T WHEN OLD.geom NOT NULL BEGIN DELETE FROM $R "
    "WHERE id = OLD.fid; END;";

char *lt_gpkg_rtree_triggers(const char *table)
{
  g_autofree char *rtree = g_strdup_printf("rtree_%s_geom", table);
  g_autoptr(GString) quoted_table = g_string_new(NULL);
  g_autoptr(GString) quoted_rtree = g_string_new(NULL);
  lt_sql_quote(quoted_table, table);
  lt_sql_quote(quoted_rtree, rtree);
  GString *sql = g_string_new(NULL);
  for (const char *at = triggers; *at != '\0'; at++) {
    if (*at != '$') {
      g_string_append_c(sql, *at);
      continue;
    }
    at++;
    if (*at == 'T')
      g_string_append(sql, quoted_table->str);
    else if (*at == 'R')
      g_string_append(sql, quoted_rtree->str);
    else /* the closing quote stands in the template */
      g_string_append_len(sql, quoted_rtree->str, (gssize)quoted_rtree->len - 1);
  }
  return g_string_free(sql, FALSE);
}
