/* Columns as the files of a source declare them. */
#include "io/source_parts.h"

#include <string.h>

/* Drivers whose files declare what columns hold; others guess, or say nothing. */
static bool part_is_typed(const LtPart *part)
{
  static const char *const typed[] = {"ESRI Shapefile", "GPKG",         "FlatGeobuf",
                                      "OpenFileGDB",    "MapInfo File", "PostgreSQL"};
  GDALDriverH driver = part->dataset == NULL ? NULL : GDALGetDatasetDriver(part->dataset);
  for (size_t i = 0; driver != NULL && i < G_N_ELEMENTS(typed); i++)
    if (strcmp(GDALGetDriverShortName(driver), typed[i]) == 0)
      return true;
  return false;
}

static LtColumnType type_of(OGRFieldType type)
{
  switch (type) {
  case OFTInteger:
  case OFTInteger64:
    return LT_COLUMN_INTEGER;
  case OFTReal:
    return LT_COLUMN_REAL;
  case OFTString:
    return LT_COLUMN_TEXT;
  case OFTDate:
  case OFTTime:
  case OFTDateTime:
    return LT_COLUMN_DATE;
  default:
    return LT_COLUMN_OTHER;
  }
}

LtColumn *lt_source_columns_describe(const LtSource *source, size_t *n)
{
  *n = source->n_parts * source->n_columns;
  LtColumn *columns = g_new0(LtColumn, *n + 1);
  for (size_t p = 0; p < source->n_parts; p++) {
    const LtPart *part = &source->parts[p];
    if (!part_is_typed(part))
      continue;
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(part->layer);
    for (size_t i = 0; i < source->n_columns; i++) {
      OGRFieldDefnH field = OGR_FD_GetFieldDefn(definition, (int)i);
      columns[p * source->n_columns + i] = (LtColumn){
          type_of(OGR_Fld_GetType(field)), OGR_Fld_GetWidth(field), OGR_Fld_GetPrecision(field)};
    }
  }
  return columns;
}
