/* Columns as the files of a source declare them. */
#include "io/source_parts.h"

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
    if (part->format == NULL || !part->format->has_types)
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
