/* Opening what GDAL reads. */
#include "io/source_parts.h"

#include "io/formats.h"
#include "io/number.h"
#include "io/postgis.h"
#include "io/sheet.h"

#include <cpl_conv.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <string.h>

/* What an open writer has not yet put into the file would be missed in silence. */
static bool wal_check(const char *path, GError **error)
{
  g_autofree char *wal = g_strconcat(path, "-wal", NULL);
  GStatBuf info;
  if (g_stat(wal, &info) != 0 || info.st_size == 0)
    return true;
  return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_WAL, path, wal);
}

static char *layer_names(GDALDatasetH dataset)
{
  GString *names = g_string_new(NULL);
  for (int i = 0; i < GDALDatasetGetLayerCount(dataset); i++) {
    g_autofree char *name =
        g_utf8_make_valid(OGR_L_GetName(GDALDatasetGetLayer(dataset, i)), -1);
    g_string_append_printf(names, "%s%s", i == 0 ? "" : ", ", name);
  }
  return g_string_free(names, FALSE);
}

static bool layer_find(LtPart *part, const char *name, GError **error)
{
  int n = GDALDatasetGetLayerCount(part->dataset);
  if (n == 0)
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_NO_LAYERS, part->path);
  if (name == NULL && n == 1)
    part->layer = GDALDatasetGetLayer(part->dataset, 0);
  for (int i = 0; name != NULL && i < n && part->layer == NULL; i++)
    if (strcmp(OGR_L_GetName(GDALDatasetGetLayer(part->dataset, i)), name) == 0)
      part->layer = GDALDatasetGetLayer(part->dataset, i);
  if (part->layer != NULL)
    return true;
  g_autofree char *names = layer_names(part->dataset);
  if (name == NULL)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_ERR_READ_MANY_LAYERS, part->path, names);
  return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_NO_LAYER, part->path, name, names);
}

/* Without a name it is the only table with geometry. */
static bool table_find(LtPart *part, const char *name, bool *is_absent, GError **error)
{
  part->layer = name != NULL ? lt_postgis_table(part->dataset, name) : NULL;
  if (part->layer != NULL)
    return true;
  g_auto(GStrv) tables = lt_postgis_tables(part->dataset);
  g_autofree char *names = g_strjoinv(", ", tables);
  *is_absent = name != NULL || tables[0] == NULL;
  if (tables[0] == NULL)
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_NO_LAYERS, part->path);
  if (name != NULL)
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_NO_LAYER, part->path, name, names);
  if (tables[1] != NULL)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_ERR_DATABASE_MANY, part->path, names);
  part->layer = GDALDatasetGetLayer(part->dataset, 0);
  return true;
}

static bool columns_read(LtPart *part, GError **error)
{
  if (part->format->is_sheet) {
    part->columns = lt_sheet_header_find(part->layer, &part->n_head_rows);
    return part->columns != NULL || lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_HEADER, part->where);
  }
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(part->layer);
  int n = OGR_FD_GetFieldCount(definition);
  part->columns = g_new0(char *, (gsize)n + 1);
  for (int i = 0; i < n; i++) {
    const char *name = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i));
    g_autoptr(GError) inner = NULL;
    part->columns[i] = lt_part_decode(part, name, part->where, &inner);
    if (part->columns[i] == NULL) {
      lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_COLUMN, i + 1, inner->message);
      return false;
    }
  }
  return true;
}

/* GDAL hands out x, y in the traditional order for most formats; what its mapping says is done. */
static bool srs_is_swapped(OGRSpatialReferenceH srs)
{
  int n = 0;
  const int *mapping = OSRGetDataAxisToSRSAxisMapping(srs, &n);
  const char *key = OSRIsProjected(srs) ? "PROJCS" : "GEOGCS";
  OGRAxisOrientation first = OAO_Other, second = OAO_Other;
  if (mapping == NULL || n < 2 || OSRGetAxis(srs, key, 0, &first) == NULL ||
      OSRGetAxis(srs, key, 1, &second) == NULL)
    return false;
  if (mapping[0] == 1)
    return first == OAO_North && second == OAO_East;
  return mapping[0] == 2 && first == OAO_East && second == OAO_North;
}

/* A GeoJSON without CRS is said to be WGS 84: believed only when the numbers can be degrees. */
static bool extent_can_be_degrees(OGRLayerH layer)
{
  OGREnvelope box;
  if (OGR_L_GetExtent(layer, &box, TRUE) != OGRERR_NONE)
    return true;
  return box.MinX <= 360 && box.MaxX >= -360 && box.MinY <= 90 && box.MaxY >= -90;
}

static void crs_read(LtPart *part)
{
  bool is_geojson = g_str_has_prefix(part->format->driver, "GeoJSON");
  OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(part->layer);
  if (srs == NULL)
    return;
  const char *name = OSRGetName(srs);
  if (OSRIsLocal(srs) || (name != NULL && g_ascii_strncasecmp(name, "Undefined", 9) == 0) ||
      (is_geojson && OSRIsGeographic(srs) && !extent_can_be_degrees(part->layer)))
    return;
  part->is_swapped = srs_is_swapped(srs);
  const char *const options[] = {"FORMAT=WKT2_2019", NULL};
  char *wkt = NULL;
  if (OSRExportToWktEx(srs, &wkt, options) == OGRERR_NONE && wkt != NULL)
    part->crs = lt_crs_parse(wkt, &part->crs_error);
  CPLFree(wkt);
}

/* After a failure, as where a right is missing, the transaction answers nothing any more. */
static bool table_check(const LtPart *part, LtSource *source, GError **error)
{
  if (!lt_path_is_database(part->path))
    return true;
  if (!lt_postgis_srid_check(part->dataset, part->layer, part->where, error))
    return false;
  if (source->log.failure == NULL)
    return true;
  g_autofree char *why = g_steal_pointer(&source->log.failure);
  return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_OPEN, part->where, why);
}

static bool table_open(LtPart *part, LtSource *source, const char *name, GError **error)
{
  bool nobody_asks, *is_absent = &nobody_asks;
  if (source->spec.is_absent != NULL)
    is_absent = source->spec.is_absent;
  part->dataset = lt_postgis_open(part->opened, name != NULL);
  if (part->dataset != NULL)
    return table_find(part, name, is_absent, error);
  *is_absent = source->log.failure != NULL; /* else this GDAL has no driver */
  return lt_postgis_fail(part->path, source->log.failure, error);
}

static bool dataset_open(LtPart *part, LtSource *source, GError **error)
{
  const char *const *drivers = lt_format_drivers();
  const LtFormat *format =
      lt_format_of(GDALIdentifyDriverEx(part->opened, GDAL_OF_VECTOR, drivers, NULL));
  if (format != NULL && strcmp(format->driver, "GPKG") == 0 && !wal_check(part->path, error))
    return false;
  part->dataset =
      GDALOpenEx(part->opened, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers,
                 format == NULL ? NULL : format->options, NULL);
  if (part->dataset != NULL)
    return true;
  g_autofree char *why = g_steal_pointer(&source->log.failure);
  return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_OPEN, part->path, why != NULL ? why : "?");
}

static bool file_open(LtPart *part, LtSource *source, const char *named, GError **error)
{
  return lt_part_decode_utf16(part, error) && dataset_open(part, source, error) &&
         layer_find(part, named, error);
}

bool lt_part_open_ogr(LtPart *part, LtSource *source, GError **error)
{
  const char *named = part->is_named        ? NULL
                      : part->table != NULL ? part->table
                                            : source->spec.layer;
  if (lt_path_is_database(part->path) ? !table_open(part, source, named, error)
                                      : !file_open(part, source, named, error))
    return false;
  part->format = lt_format_of(GDALGetDatasetDriver(part->dataset));
  part->is_shapefile = strcmp(part->format->driver, "ESRI Shapefile") == 0;
  part->is_gpkg = strcmp(part->format->driver, "GPKG") == 0 && part->opened == part->path;
  part->has_fids = part->format->has_fids &&
                   !(part->format->is_database && *OGR_L_GetFIDColumn(part->layer) == '\0');
  part->has_no_shapes = OGR_L_GetGeomType(part->layer) == wkbNone;
  g_autofree char *name = g_utf8_make_valid(OGR_L_GetName(part->layer), -1);
  part->where =
      part->table != NULL || (GDALDatasetGetLayerCount(part->dataset) == 1 && named == NULL)
          ? g_strdup(part->path)
          : lt_text_format(lt_language(), LT_T_ERR_READ_WHERE, part->path, name);
  lt_part_find_encoding(part, source);
  crs_read(part);
  return columns_read(part, error) && table_check(part, source, error);
}

/* Coordinates from the columns x and y, feature by feature. */
static bool columns_extent(const LtPart *part, const LtSource *source, double extent[4])
{
  OGRFeatureH feature;
  OGR_L_ResetReading(part->layer);
  while ((feature = OGR_L_GetNextFeature(part->layer)) != NULL) {
    double x, y;
    if (lt_number_parse(OGR_F_GetFieldAsString(feature, (int)source->x_column), &x) &&
        lt_number_parse(OGR_F_GetFieldAsString(feature, (int)source->y_column), &y))
      lt_extent_add(extent, x, y);
    OGR_F_Destroy(feature);
  }
  OGR_L_ResetReading(part->layer);
  return extent[0] <= extent[2];
}

bool lt_part_extent_ogr(const LtPart *part, const LtSource *source, double extent[4])
{
  if (source->x_column != SIZE_MAX)
    return columns_extent(part, source, extent);
  OGREnvelope box;
  if (OGR_L_GetExtent(part->layer, &box, TRUE) != OGRERR_NONE)
    return false;
  bool swap = part->is_swapped;
  lt_extent_add(extent, swap ? box.MinY : box.MinX, swap ? box.MinX : box.MinY);
  lt_extent_add(extent, swap ? box.MaxY : box.MaxX, swap ? box.MaxX : box.MaxY);
  return extent[0] <= extent[2];
}
