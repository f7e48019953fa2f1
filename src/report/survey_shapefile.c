/* Parcels and corners of lantu survey as two Shapefiles: NAME.shp and NAME_jzd.shp. */
#include "io/shapefile.h"
#include "report/survey_shapes.h"

#include <string.h>

/* Names of columns in a DBF have 10 bytes. */
static const char *const parcel_names[] = {"file",      "crs",       "line",      "number",
                                           "name",      "verdict",   "corners",   "errors",
                                           "warnings",  "stated_m2", "planar_m2", "ellips_m2",
                                           "series_m2", "geodes_m2", "mu"};
static const char *const corner_names[] = {"file",   "parcel", "line", "ring",
                                           "number", "x_m",    "y_m",  "side_m"};

static bool row_write(void *data, const LtShapes *shapes, size_t feature, const LtValue *values,
                      GError **error)
{
  return lt_shapefile_row(data, shapes, feature, values, error);
}

static bool names_fit(LtSurveyShapes which, size_t n)
{
  return lt_survey_shapes_table(which)->n_columns == n;
}

bool lt_report_survey_shapefile(const LtSurveyResults *results, const char *path, bool overwrite,
                                GError **error)
{
  g_return_val_if_fail(results != NULL && path != NULL && results->keeps_texts, false);
  g_return_val_if_fail(g_str_has_suffix(path, ".shp"), false);
  g_return_val_if_fail(names_fit(LT_SURVEY_PARCELS, G_N_ELEMENTS(parcel_names)) &&
                           names_fit(LT_SURVEY_CORNERS, G_N_ELEMENTS(corner_names)),
                       false);
  g_autofree char *stem = g_strndup(path, strlen(path) - strlen(".shp"));
  g_autofree char *corners_path = g_strconcat(stem, "_jzd.shp", NULL);
  g_autoptr(LtCrs) crs = lt_survey_shapes_crs(results, error);
  if (crs == NULL)
    return false;
  g_autoptr(LtShapefile) parcels = lt_shapefile_new(
      path, crs, lt_survey_shapes_table(LT_SURVEY_PARCELS), parcel_names, overwrite, error);
  if (parcels == NULL)
    return false;
  g_autoptr(LtShapefile) corners = lt_shapefile_new(
      corners_path, crs, lt_survey_shapes_table(LT_SURVEY_CORNERS), corner_names, overwrite, error);
  return corners != NULL &&
         lt_survey_shapes_tell(LT_SURVEY_PARCELS, results, row_write, parcels, error) &&
         lt_survey_shapes_tell(LT_SURVEY_CORNERS, results, row_write, corners, error) &&
         lt_shapefile_close(parcels, error) && lt_shapefile_close(corners, error) &&
         lt_shapefile_finish(corners, error) && lt_shapefile_finish(parcels, error);
}
