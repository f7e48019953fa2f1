/* Features of a GDAL layer, one after the other. */
#include "io/encoding.h"
#include "io/number.h"
#include "io/shape_direct.h"
#include "io/sheet.h"
#include "io/source_parts.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* Features between two looks at the run. */
#define CHECK_EVERY 1000

bool lt_part_fail_feature(const LtPart *part, int64_t fid, GError *take_inner, GError **error)
{
  g_autoptr(GError) inner = take_inner;
  if (!g_error_matches(inner, LT_ERROR, LT_ERROR_READ)) {
    g_propagate_error(error, g_steal_pointer(&inner));
    return false;
  }
  return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_FEATURE, part->where, (long long)fid,
                 inner->message);
}

/* A text among others that is not valid in their encoding is a fault of its object. Where the
 * encoding itself is in doubt nothing of it can be trusted. */
static bool bad_text_take(LtReading *reading, const LtPart *part, const char *bytes, size_t column,
                          GError *take_inner, GError **error)
{
  bool is_fault = reading->takes_bad_texts && part->encoding != NULL && !part->encoding_differs &&
                  !part->encoding_is_refuted &&
                  g_error_matches(take_inner, LT_ERROR, LT_ERROR_READ) &&
                  lt_encoding_is_known(part->encoding);
  if (!is_fault) {
    g_propagate_error(error, take_inner);
    return false;
  }
  g_error_free(take_inner);
  reading->values[column].type = LT_VALUE_NULL;
  return lt_faults_add_text(&reading->builder.faults, reading->n_fids, column, bytes,
                            part->encoding, error);
}

bool lt_reading_text(LtReading *reading, const LtPart *part, const char *bytes, size_t column,
                     GError **error)
{
  LtValue *value = &reading->values[column];
  value->type = LT_VALUE_TEXT;
  value->text = bytes;
  bool is_utf8 = part->encoding != NULL && !part->encoding_differs &&
                 g_ascii_strcasecmp(part->encoding, "UTF-8") == 0;
  if (is_utf8 && g_utf8_validate(bytes, -1, NULL))
    return true;
  GError *inner = NULL;
  char *text = lt_part_decode(part, bytes, part->columns[column], &inner);
  if (text == NULL)
    return bad_text_take(reading, part, bytes, column, inner, error);
  g_ptr_array_add(reading->texts, text);
  value->text = text;
  return true;
}

static bool field_read(const LtPart *part, LtReading *reading, OGRFeatureH feature, size_t column,
                       GError **error)
{
  LtValue *value = &reading->values[column];
  int field = (int)column;
  if (!OGR_F_IsFieldSetAndNotNull(feature, field))
    return true;
  switch (OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, field))) {
  case OFTInteger:
  case OFTInteger64:
    value->type = LT_VALUE_INTEGER;
    value->integer = OGR_F_GetFieldAsInteger64(feature, field);
    return true;
  case OFTReal:
    value->real = OGR_F_GetFieldAsDouble(feature, field);
    value->type = isnan(value->real) ? LT_VALUE_NULL : LT_VALUE_REAL;
    return true;
  case OFTString:
    return lt_reading_text(reading, part, OGR_F_GetFieldAsString(feature, field), column,
                           error);
  default: {
    /* GDAL makes the text of dates and lists in one buffer, which the next field takes */
    char *copy = g_strdup(OGR_F_GetFieldAsString(feature, field));
    g_ptr_array_add(reading->texts, copy);
    return lt_reading_text(reading, part, copy, column, error);
  }
  }
}

static bool fields_read(const LtPart *part, LtReading *reading, OGRFeatureH feature,
                        GError **error)
{
  g_ptr_array_set_size(reading->texts, 0);
  for (size_t i = 0; i < reading->source->n_columns; i++) {
    reading->values[i].type = LT_VALUE_NULL;
    if (reading->wanted[i] && !field_read(part, reading, feature, i, error))
      return false;
  }
  return true;
}

static bool column_number(OGRFeatureH feature, size_t column, double *number)
{
  OGRFieldType type = OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, (int)column));
  if (!OGR_F_IsFieldSetAndNotNull(feature, (int)column))
    return false;
  if (type != OFTReal && type != OFTInteger && type != OFTInteger64)
    return lt_number_parse(OGR_F_GetFieldAsString(feature, (int)column), number);
  *number = OGR_F_GetFieldAsDouble(feature, (int)column);
  return isfinite(*number);
}

/* A point from the columns x and y. */
static bool point_read(LtReading *reading, OGRFeatureH feature, GError **error)
{
  LtShapeBuilder *builder = &reading->builder;
  double x, y;
  if (!column_number(feature, reading->source->x_column, &x) ||
      !column_number(feature, reading->source->y_column, &y))
    return lt_shape_builder_none(builder, LT_FAULT_NO_NUMBER, error);
  lt_shape_builder_begin(builder, LT_GEOM_POINT);
  double *xy = lt_shape_builder_points(builder, 1, error);
  if (xy == NULL)
    return false;
  xy[0] = x;
  xy[1] = y;
  return lt_shape_builder_end(builder, false, error) && lt_shape_builder_finish(builder, error);
}

static bool geometry_read(const LtPart *part, LtReading *reading, OGRFeatureH feature,
                          GError **error)
{
  if (reading->source->x_column != SIZE_MAX)
    return point_read(reading, feature, error);
  if (part->has_no_shapes)
    return lt_shape_builder_skip(&reading->builder, error);
  return lt_ogr_shape_add(reading, OGR_F_GetGeometryRef(feature), part->is_swapped, error);
}

static bool feature_read(const LtPart *part, LtReading *reading, OGRFeatureH feature, int64_t fid,
                         bool is_damaged, GError **error)
{
  GError *inner = NULL;
  if (is_damaged ? !lt_shape_builder_none(&reading->builder, LT_FAULT_DAMAGED, error)
                 : !geometry_read(part, reading, feature, error))
    return false;
  if (!fields_read(part, reading, feature, &inner))
    return lt_part_fail_feature(part, fid, inner, error);
  return lt_reading_insert(reading, fid, error);
}

/* What GDAL complained of while the features were read is an error: the file is broken there. */
static bool failure_check(const LtPart *part, LtReading *reading, size_t n_read, GError **error)
{
  LtGdalLog *log = &reading->source->log;
  if (log->failure == NULL)
    return true;
  g_autofree char *why = g_steal_pointer(&log->failure);
  return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_BROKEN, part->where, n_read, why);
}

static bool count_check(const LtPart *part, size_t n_read, GError **error)
{
  GIntBig stated = part->format->counts_are_true ? OGR_L_GetFeatureCount(part->layer, FALSE) : -1;
  if (stated < 0 || (size_t)stated <= n_read)
    return true;
  return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_SHORT, part->where, (size_t)stated, n_read);
}

bool lt_reading_progress(LtReading *reading, size_t n_read, GIntBig n_all, GError **error)
{
  if (n_read % CHECK_EVERY != 0)
    return true;
  LtReadProgress *shared = reading->progress;
  double done = (double)n_read, all = (double)n_all;
  if (shared != NULL && shared->n_all > 0) {
    done = (double)atomic_fetch_add(&shared->n_read, n_read == 0 ? 0 : CHECK_EVERY);
    all = shared->n_all;
  }
  if (shared == NULL || reading->tells_progress)
    lt_run_progress(reading->run, lt_text(lt_language(), LT_T_ERR_READ_STAGE),
                    all > 0 ? MIN(done / all, 1) : -1);
  if (reading->is_given_up != NULL && atomic_load(reading->is_given_up))
    return lt_fail(error, LT_ERROR_CANCELLED, LT_T_ERR_CANCELLED);
  return lt_run_check_memory(reading->run, error) && lt_run_check(reading->run, error);
}

bool lt_part_take_damage(const LtPart *part, LtGdalLog *log, OGRFeatureH feature)
{
  bool is_damaged = log->failure != NULL && part->format->damage != NULL &&
                    !part->has_no_shapes && OGR_F_GetGeometryRef(feature) == NULL &&
                    g_str_has_prefix(log->failure, part->format->damage);
  if (is_damaged)
    g_clear_pointer(&log->failure, g_free);
  return is_damaged;
}

bool lt_part_take_feature(const LtPart *part, LtReading *reading, OGRFeatureH feature,
                          size_t n_read, GError **error)
{
  int64_t fid = part->has_fids ? OGR_F_GetFID(feature) : (int64_t)reading->n_fids + 1;
  bool is_damaged = lt_part_take_damage(part, &reading->source->log, feature);
  return failure_check(part, reading, n_read, error) &&
         feature_read(part, reading, feature, fid, is_damaged, error);
}

/* Features behind the first @p n_skipped, which are in the reading already. */
static bool features_read(const LtPart *part, LtReading *reading, size_t n_skipped, size_t *n_read,
                          GError **error)
{
  GIntBig n_all = OGR_L_GetFeatureCount(part->layer, FALSE);
  OGRFeatureH feature;
  *n_read = 0;
  OGR_L_ResetReading(part->layer);
  while ((feature = OGR_L_GetNextFeature(part->layer)) != NULL) {
    bool is_skipped =
        *n_read < n_skipped || (part->format->is_sheet && lt_sheet_row_is_blank(feature));
    bool ok = lt_reading_progress(reading, *n_read, n_all, error) &&
              (is_skipped || lt_part_take_feature(part, reading, feature, *n_read, error));
    OGR_F_Destroy(feature);
    if (!ok)
      return false;
    ++*n_read;
  }
  OGR_L_ResetReading(part->layer);
  return true;
}

/* Names that a wanted column has, too, stay: GDAL knows columns by their names. */
static bool column_is_needed(const LtReading *reading, OGRFeatureDefnH definition, size_t column)
{
  const LtSource *source = reading->source;
  const char *name = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, (int)column));
  for (size_t i = 0; i < source->n_columns; i++) {
    bool is_used = reading->wanted[i] || i == source->x_column || i == source->y_column;
    const char *other = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, (int)i));
    if (is_used && g_ascii_strcasecmp(name, other) == 0)
      return true;
  }
  return false;
}

/* GDAL need not make values of columns that nobody wants. Rows of a sheet are looked at as a whole.
 */
static void columns_ignore(const LtPart *part, const LtReading *reading)
{
  OGRFeatureDefnH definition = OGR_L_GetLayerDefn(part->layer);
  g_autofree const char **names = g_new0(const char *, reading->source->n_columns + 1);
  size_t n = 0;
  if (part->format->is_sheet || !OGR_L_TestCapability(part->layer, OLCIgnoreFields))
    return;
  for (size_t i = 0; i < reading->source->n_columns; i++)
    if (!column_is_needed(reading, definition, i))
      names[n++] = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, (int)i));
  OGR_L_SetIgnoredFields(part->layer, names);
}

/* A point takes 16 bytes of these files at least. */
static void points_expect(const LtPart *part, LtReading *reading)
{
  GStatBuf info;
  if ((part->is_gpkg || part->is_shapefile) && reading->funcs == NULL &&
      lt_transform_is_identity(reading->builder.transform) && g_stat(part->opened, &info) == 0)
    lt_shapes_reserve(reading->builder.shapes, (size_t)info.st_size / sizeof(LtPoint));
}

bool lt_part_read_ogr(const LtPart *part, LtReading *reading, GError **error)
{
  const LtSource *source = reading->source;
  bool is_direct = part->is_gpkg && !source->spec.by_gdal && source->x_column == SIZE_MAX;
  bool is_whole = false;
  size_t n_read = part->n_head_rows;
  g_clear_pointer(&reading->source->log.failure, g_free);
  points_expect(part, reading);
  if (is_direct && !lt_part_read_gpkg(part, reading, NULL, &n_read, &is_whole, error))
    return false;
  columns_ignore(part, reading);
  bool is_read = is_whole || features_read(part, reading, n_read, &n_read, error);
  OGR_L_SetIgnoredFields(part->layer, NULL);
  lt_shapes_trim(reading->builder.shapes);
  if (!is_read)
    return false;
  return failure_check(part, reading, n_read, error) && count_check(part, n_read, error);
}
