#include "io/shapefile.h"

#include "io/gdal_log.h"
#include "io/output.h"

#include <gdal.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <string.h>
#include <unistd.h>

/* The .shp stands last: who waits for it finds the others. */
static const char *const endings[] = {".shx", ".dbf", ".prj", ".cpg", ".shp"};

struct LtShapefile {
  char *path;   /* without its ending */
  char *folder; /* beside it, of the files that are being written */
  const LtGpkgTable *table;
  bool overwrites;
  GDALDatasetH dataset;
  OGRLayerH layer;
  LtGdalLog log;
};

static char *part_path(const LtShapefile *shapefile, bool is_own, const char *ending)
{
  g_autofree char *base = g_path_get_basename(shapefile->path);
  g_autofree char *name = g_strconcat(base, ending, NULL);
  return is_own ? g_build_filename(shapefile->folder, name, NULL)
                : g_strconcat(shapefile->path, ending, NULL);
}

static bool fail(const LtShapefile *shapefile, GError **error)
{
  const char *why = shapefile->log.failure;
  return lt_fail(error, LT_ERROR_WRITE, LT_T_OUTPUT_WRITE, shapefile->path,
                 why != NULL ? why : "?");
}

static bool folder_make(LtShapefile *shapefile, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
    g_autofree char *part = part_path(shapefile, false, endings[i]);
    if (!lt_output_check(part, shapefile->overwrites, error))
      return false;
  }
  g_autofree char *parent = g_path_get_dirname(shapefile->path);
  g_autofree char *base = g_path_get_basename(shapefile->path);
  g_autofree char *name = g_strdup_printf(".%s.%ld.tmp.XXXXXX", base, (long)getpid());
  char *folder = g_build_filename(parent, name, NULL);
  if (g_mkdir_with_parents(parent, 0777) != 0 || g_mkdtemp_full(folder, 0777) == NULL) {
    g_free(folder);
    return lt_fail(error, LT_ERROR_WRITE, LT_T_OUTPUT_WRITE, shapefile->path, "mkdir");
  }
  shapefile->folder = folder;
  return true;
}

static bool fields_make(LtShapefile *shapefile, const char *const *names)
{
  for (size_t i = 0; i < shapefile->table->n_columns; i++) {
    LtValueType type = shapefile->table->columns[i].type;
    OGRFieldDefnH field = OGR_Fld_Create(names[i], type == LT_VALUE_TEXT   ? OFTString
                                                   : type == LT_VALUE_REAL ? OFTReal
                                                                           : OFTInteger64);
    OGR_Fld_SetWidth(field, type == LT_VALUE_TEXT   ? LT_DBF_TEXT_BYTES
                            : type == LT_VALUE_REAL ? 19
                                                    : 12);
    OGR_Fld_SetPrecision(field, type == LT_VALUE_REAL ? 4 : 0);
    OGRErr failed = OGR_L_CreateField(shapefile->layer, field, FALSE);
    OGR_Fld_Destroy(field);
    if (failed != OGRERR_NONE)
      return false;
  }
  return true;
}

static bool layer_make(LtShapefile *shapefile, const LtCrs *crs, const char *const *names)
{
  const char *const options[] = {"ENCODING=UTF-8", "DBF_DATE_LAST_UPDATE=2000-01-01", NULL};
  GDALDriverH driver = GDALGetDriverByName("ESRI Shapefile");
  g_autofree char *path = part_path(shapefile, true, ".shp"),
                  *base = g_path_get_basename(shapefile->path);
  OGRSpatialReferenceH srs = OSRNewSpatialReference(lt_crs_wkt(crs));
  OGRwkbGeometryType type =
      shapefile->table->geometry == LT_GEOM_POLYGON ? wkbMultiPolygon : wkbPoint;
  if (driver != NULL)
    shapefile->dataset = GDALCreate(driver, path, 0, 0, 0, GDT_Unknown, NULL);
  if (shapefile->dataset != NULL)
    shapefile->layer =
        GDALDatasetCreateLayer(shapefile->dataset, base, srs, type, (char **)options);
  OSRRelease(srs);
  return shapefile->layer != NULL && fields_make(shapefile, names);
}

LtShapefile *lt_shapefile_new(const char *path, const LtCrs *crs, const LtGpkgTable *table,
                              const char *const *names, bool overwrite, GError **error)
{
  g_return_val_if_fail(path != NULL && g_str_has_suffix(path, ".shp"), NULL);
  g_autoptr(LtShapefile) shapefile = g_new0(LtShapefile, 1);
  shapefile->path = g_strndup(path, strlen(path) - strlen(".shp"));
  shapefile->table = table;
  shapefile->overwrites = overwrite;
  if (!folder_make(shapefile, error))
    return NULL;
  lt_gdal_log_push(&shapefile->log);
  bool is_made = layer_make(shapefile, crs, names);
  lt_gdal_log_pop();
  if (!is_made) {
    fail(shapefile, error);
    return NULL;
  }
  return g_steal_pointer(&shapefile);
}

void lt_shapefile_free(LtShapefile *shapefile)
{
  if (shapefile == NULL)
    return;
  lt_gdal_log_push(&shapefile->log);
  if (shapefile->dataset != NULL)
    GDALClose(shapefile->dataset);
  lt_gdal_log_pop();
  for (size_t i = 0; shapefile->folder != NULL && i < G_N_ELEMENTS(endings); i++) {
    g_autofree char *part = part_path(shapefile, true, endings[i]);
    g_unlink(part);
  }
  if (shapefile->folder != NULL)
    g_rmdir(shapefile->folder);
  lt_gdal_log_clear(&shapefile->log);
  g_free(shapefile->folder);
  g_free(shapefile->path);
  g_free(shapefile);
}

/* ---- rows ---- */

static OGRGeometryH ring_make(const LtShapes *shapes, size_t ring)
{
  OGRGeometryH line = OGR_G_CreateGeometry(wkbLinearRing);
  for (size_t i = lt_shapes_first_point(shapes, ring); i < shapes->ring_ends[ring]; i++)
    OGR_G_AddPoint_2D(line, (double)shapes->points[i].x / LT_UNITS_PER_M,
                      (double)shapes->points[i].y / LT_UNITS_PER_M);
  return line;
}

static OGRGeometryH shape_make(const LtShapes *shapes, size_t feature, bool is_polygon)
{
  size_t first = feature == 0 ? 0 : shapes->feature_ends[feature - 1];
  if (!is_polygon) {
    LtPoint at = shapes->points[lt_shapes_first_point(shapes, first)];
    OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);
    OGR_G_SetPoint_2D(point, 0, (double)at.x / LT_UNITS_PER_M, (double)at.y / LT_UNITS_PER_M);
    return point;
  }
  OGRGeometryH all = OGR_G_CreateGeometry(wkbMultiPolygon), polygon = NULL;
  for (size_t ring = first; ring < shapes->feature_ends[feature]; ring++) {
    if (polygon == NULL || !shapes->ring_holes[ring]) {
      if (polygon != NULL)
        OGR_G_AddGeometryDirectly(all, polygon);
      polygon = OGR_G_CreateGeometry(wkbPolygon);
    }
    OGR_G_AddGeometryDirectly(polygon, ring_make(shapes, ring));
  }
  if (polygon != NULL)
    OGR_G_AddGeometryDirectly(all, polygon);
  return all;
}

static char *text_cut(const char *text)
{
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  size_t n = strlen(valid);
  if (n > LT_DBF_TEXT_BYTES) {
    const char *end = g_utf8_find_prev_char(valid, valid + LT_DBF_TEXT_BYTES + 1);
    n = (size_t)(end - valid);
  }
  return g_strndup(valid, n);
}

static void value_set(OGRFeatureH row, int column, const LtValue *value)
{
  if (value->type == LT_VALUE_INTEGER) {
    OGR_F_SetFieldInteger64(row, column, value->integer);
  } else if (value->type == LT_VALUE_REAL && isfinite(value->real)) {
    OGR_F_SetFieldDouble(row, column, value->real);
  } else if (value->type == LT_VALUE_TEXT && value->text != NULL) {
    g_autofree char *cut = text_cut(value->text);
    OGR_F_SetFieldString(row, column, cut);
  } else {
    OGR_F_SetFieldNull(row, column);
  }
}

bool lt_shapefile_row(LtShapefile *shapefile, const LtShapes *shapes, size_t feature,
                      const LtValue *values, GError **error)
{
  lt_gdal_log_push(&shapefile->log);
  OGRFeatureH row = OGR_F_Create(OGR_L_GetLayerDefn(shapefile->layer));
  for (size_t i = 0; i < shapefile->table->n_columns; i++)
    value_set(row, (int)i, &values[i]);
  if (shapes != NULL)
    OGR_F_SetGeometryDirectly(
        row, shape_make(shapes, feature, shapefile->table->geometry == LT_GEOM_POLYGON));
  bool is_written = OGR_L_CreateFeature(shapefile->layer, row) == OGRERR_NONE;
  OGR_F_Destroy(row);
  lt_gdal_log_pop();
  return is_written || fail(shapefile, error);
}

bool lt_shapefile_close(LtShapefile *shapefile, GError **error)
{
  lt_gdal_log_push(&shapefile->log);
  GDALClose(shapefile->dataset);
  shapefile->dataset = NULL;
  lt_gdal_log_pop();
  if (shapefile->log.failure != NULL)
    return fail(shapefile, error);
  for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
    g_autofree char *part = part_path(shapefile, true, endings[i]);
    if (!g_file_test(part, G_FILE_TEST_IS_REGULAR))
      return fail(shapefile, error);
  }
  return true;
}

bool lt_shapefile_finish(LtShapefile *shapefile, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
    g_autofree char *from = part_path(shapefile, true, endings[i]);
    g_autofree char *to = part_path(shapefile, false, endings[i]);
    if (!lt_output_finish(from, to, shapefile->overwrites, error))
      return false;
  }
  return true;
}
