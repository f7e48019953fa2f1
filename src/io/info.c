#include "io/info_parts.h"

#include "io/number.h"
#include "io/postgis.h"
#include "io/sheet.h"

#include <cpl_conv.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <string.h>

#define CHECK_EVERY 1024

static void field_clear(void *data)
{
  LtInfoField *field = data;
  g_free(field->name);
  for (size_t i = 0; i < LT_INFO_SAMPLES; i++)
    g_free(field->samples[i]);
}

static void fault_clear(void *data)
{
  LtInfoFault *fault = data;
  g_free(fault->kind);
  g_free(fault->message);
}

static void type_clear(void *data)
{
  g_free(((LtInfoType *)data)->name);
}

void lt_layer_info_free(void *data)
{
  LtLayerInfo *info = data;
  if (info == NULL)
    return;
  g_free(info->layer);
  g_array_unref(info->types);
  g_array_unref(info->fields);
  g_array_unref(info->faults);
  g_ptr_array_unref(info->text_samples);
  g_free(info->x_column);
  g_free(info->y_column);
  lt_crs_free(info->crs);
  g_free(info->crs_error);
  g_free(info->encoding_readings);
  g_free(info->xy);
  g_free(info->failure);
  g_free(info);
}

static LtLayerInfo *layer_info_new(void)
{
  LtLayerInfo *info = g_new0(LtLayerInfo, 1);
  const double none[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
  memcpy(info->extent, none, sizeof none);
  info->types = g_array_new(FALSE, FALSE, sizeof(LtInfoType));
  info->fields = g_array_new(FALSE, FALSE, sizeof(LtInfoField));
  info->faults = g_array_new(FALSE, FALSE, sizeof(LtInfoFault));
  g_array_set_clear_func(info->types, type_clear);
  g_array_set_clear_func(info->fields, field_clear);
  g_array_set_clear_func(info->faults, fault_clear);
  info->text_samples = g_ptr_array_new_with_free_func(g_free);
  return info;
}

void lt_info_fault(LtInfoLook *look, const char *kind, int64_t fid, const double *place,
                   const char *message)
{
  GArray *faults = look->info->faults;
  LtInfoFault *fault = NULL;
  for (guint i = 0; i < faults->len && fault == NULL; i++)
    if (strcmp(g_array_index(faults, LtInfoFault, i).kind, kind) == 0)
      fault = &g_array_index(faults, LtInfoFault, i);
  if (fault == NULL) {
    const LtInfoFault first = {.kind = g_strdup(kind), .message = g_strdup(message)};
    g_array_append_val(faults, first);
    fault = &g_array_index(faults, LtInfoFault, faults->len - 1);
  }
  if (fault->n > 0 && fault->last_fid == fid) /* in several fields, or rings */
    return;
  fault->last_fid = fid;
  if (fault->n < LT_INFO_PLACES) {
    fault->fids[fault->n] = fid;
    fault->places[fault->n][0] = place != NULL ? place[0] : NAN;
    fault->places[fault->n][1] = place != NULL ? place[1] : NAN;
  }
  fault->n++;
}

/* ---- fields ---- */

static void fields_make(LtLayerInfo *info, const LtPart *part)
{
  OGRFeatureDefnH definition = part->layer != NULL ? OGR_L_GetLayerDefn(part->layer) : NULL;
  for (size_t i = 0; part->columns[i] != NULL; i++) {
    LtInfoField field = {.name = g_strdup(part->columns[i]), .type = "String"};
    if (definition != NULL) {
      OGRFieldDefnH defn = OGR_FD_GetFieldDefn(definition, (int)i);
      field.type = OGR_GetFieldTypeName(OGR_Fld_GetType(defn));
      field.width = OGR_Fld_GetWidth(defn);
    }
    g_array_append_val(info->fields, field);
  }
}

static bool is_ascii(const char *text)
{
  for (; *text != '\0'; text++)
    if ((unsigned char)*text >= 0x80)
      return false;
  return true;
}

static void value_take(LtInfoLook *look, LtInfoField *field, const char *text)
{
  if (*text == '\0')
    return;
  field->n_filled++;
  for (size_t i = 0; i < LT_INFO_SAMPLES; i++) {
    if (field->samples[i] == NULL) {
      field->samples[i] = g_strdup(text);
      GPtrArray *samples = look->info->text_samples;
      if (samples->len < LT_INFO_SAMPLES && !is_ascii(text))
        g_ptr_array_add(samples, g_strdup(text));
      return;
    }
    if (strcmp(field->samples[i], text) == 0)
      return;
  }
}

static void fields_look(LtInfoLook *look, OGRFeatureH feature, int64_t fid)
{
  GArray *fields = look->info->fields;
  for (guint i = 0; i < fields->len; i++) {
    if (!OGR_F_IsFieldSetAndNotNull(feature, (int)i))
      continue;
    LtInfoField *field = &g_array_index(fields, LtInfoField, i);
    g_autoptr(GError) inner = NULL;
    g_autofree char *text =
        lt_part_decode(look->part, OGR_F_GetFieldAsString(feature, (int)i), field->name, &inner);
    if (text == NULL) {
      field->n_filled++;
      lt_info_fault(look, "text", fid, NULL, inner->message);
    } else {
      value_take(look, field, text);
    }
  }
}

/* ---- tables with coordinates ---- */

static bool column_is(const char *column, const char *name)
{
  static const char *const ends[] = {"", "(m)", "（m）", "(米)", "（米）"};
  size_t n = strlen(name);
  for (size_t i = 0; i < G_N_ELEMENTS(ends) && g_ascii_strncasecmp(column, name, n) == 0; i++)
    if (strcmp(column + n, ends[i]) == 0)
      return true;
  return false;
}

/* Names of columns with coordinates; the first is the easting or longitude, unless the numbers say
 * otherwise: in surveys X is the northing. */
static void columns_guess(LtInfoLook *look)
{
  static const char *const pairs[][2] = {
      {"经度", "纬度"},          {"lon", "lat"},      {"lng", "lat"},
      {"longitude", "latitude"}, {"x", "y"},          {"X坐标", "Y坐标"},
      {"point_x", "point_y"},    {"e", "n"},          {"easting", "northing"},
      {"横坐标", "纵坐标"},      {"东坐标", "北坐标"}};
  char **columns = look->part->columns;
  look->x_field = look->y_field = -1;
  for (size_t i = 0; i < G_N_ELEMENTS(pairs) && look->y_field < 0; i++) {
    look->x_field = look->y_field = -1;
    for (int j = 0; columns[j] != NULL; j++) {
      if (column_is(columns[j], pairs[i][0]))
        look->x_field = j;
      if (column_is(columns[j], pairs[i][1]))
        look->y_field = j;
    }
    if (look->x_field < 0)
      look->y_field = -1;
  }
  if (look->y_field < 0)
    return;
  look->info->x_column = g_strdup(columns[look->x_field]);
  look->info->y_column = g_strdup(columns[look->y_field]);
}

static void columns_look(LtInfoLook *look, OGRFeatureH feature, int64_t fid)
{
  double x, y;
  if (!lt_number_parse(OGR_F_GetFieldAsString(feature, look->x_field), &x) ||
      !lt_number_parse(OGR_F_GetFieldAsString(feature, look->y_field), &y)) {
    lt_info_fault(look, "no-number", fid, NULL, NULL);
    return;
  }
  lt_extent_add(look->info->extent, x, y);
  lt_info_point(look, x, y);
  look->info->n_vertices++;
}

/* ---- the layer ---- */

static bool features_look(LtInfoLook *look, LtRun *run, GError **error)
{
  const LtPart *part = look->part;
  OGRFeatureH feature;
  size_t n_read = 0;
  GIntBig n_all = OGR_L_GetFeatureCount(part->layer, FALSE);
  OGR_L_ResetReading(part->layer);
  while ((feature = OGR_L_GetNextFeature(part->layer)) != NULL) {
    bool is_skipped =
        n_read++ < part->n_head_rows || (part->format->is_sheet && lt_sheet_row_is_blank(feature));
    bool is_done = true;
    if (!is_skipped) {
      size_t number = ++look->info->n_features;
      int64_t fid = part->has_fids ? OGR_F_GetFID(feature) : (int64_t)number;
      if (look->y_field >= 0)
        columns_look(look, feature, fid);
      else if (lt_part_take_damage(part, look->log, feature))
        lt_info_fault(look, "damaged", fid, NULL, NULL);
      else if (!part->has_no_shapes)
        is_done = lt_info_look_shape(look, OGR_F_GetGeometryRef(feature), fid, error);
      fields_look(look, feature, fid);
    }
    OGR_F_Destroy(feature);
    if (!is_done)
      return false;
    if (n_read % CHECK_EVERY != 0)
      continue;
    lt_run_progress(run, lt_text(lt_language(), LT_T_ERR_READ_STAGE),
                    n_all > 0 ? (double)n_read / (double)n_all : -1);
    if (!lt_run_check_memory(run, error) || !lt_run_check(run, error))
      return false;
  }
  return true;
}

static void survey_fields_look(LtInfoLook *look)
{
  const LtSurveyText *text = look->part->text;
  for (size_t i = 0; i < text->n_parcels; i++)
    for (guint j = 0; j < LT_N_PARCEL_FIELDS; j++)
      value_take(look, &g_array_index(look->info->fields, LtInfoField, j),
                 text->parcels[i].fields[j]);
}

static void encoding_take(LtLayerInfo *info, const LtPart *part)
{
  static const char *const by[] = {NULL, "--encoding", ".cpg", "LDID"};
  info->encoding_stated = part->encoding_stated;
  info->stated_by = by[part->stated_by];
  info->is_encoded = part->format == NULL || part->format->is_encoded;
  info->has_encoded_texts = part->format == NULL || part->has_encoded_texts;
  info->encoding_readings = g_strdup(part->encoding_readings);
  info->encoding_found = part->encoding_file != NULL                        ? part->encoding_file
                         : part->format != NULL && part->format->is_encoded ? part->encoding_found
                                                                            : part->encoding;
}

/* Where few values tell how texts look, names of fields do. */
static void names_sample(LtLayerInfo *info)
{
  GPtrArray *samples = info->text_samples;
  for (guint i = 0; i < info->fields->len && samples->len < LT_INFO_SAMPLES; i++) {
    const char *name = g_array_index(info->fields, LtInfoField, i).name;
    if (!is_ascii(name))
      g_ptr_array_add(samples, g_strdup(name));
  }
}

static bool part_look(LtSource *source, LtLayerInfo *info, LtRun *run, GError **error)
{
  const LtPart *part = &source->parts[0];
  LtInfoLook look = {
      .info = info, .part = part, .log = &source->log, .stride = 1, .x_field = -1, .y_field = -1};
  look.shapes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  look.xy = g_array_new(FALSE, FALSE, sizeof(double));
  fields_make(info, part);
  encoding_take(info, part);
  bool ok = true;
  if (part->text != NULL) {
    ok = lt_info_look_survey(&look, error);
    survey_fields_look(&look);
  } else {
    if (part->has_no_shapes)
      columns_guess(&look);
    ok = features_look(&look, run, error);
  }
  names_sample(info);
  g_hash_table_unref(look.shapes);
  info->n_xy = look.xy->len / 2;
  info->xy = (double *)(void *)g_array_free(look.xy, FALSE);
  return ok;
}

LtSource *lt_info_source_open(const LtSourceSpec *spec, GError **error)
{
  LtSource *source = lt_source_open(spec, error);
  if (source == NULL)
    return NULL;
  lt_gdal_log_push(&source->log);
  CPLSetThreadLocalConfigOption("OGR_ORGANIZE_POLYGONS", NULL);
  return source;
}

void lt_info_source_close(LtSource *source)
{
  lt_gdal_log_pop();
  lt_source_free(source);
}

LtLayerInfo *lt_info_read(const LtSourceSpec *spec, LtRun *run, GError **error)
{
  g_return_val_if_fail(spec != NULL && run != NULL, NULL);
  LtSource *source = lt_info_source_open(spec, error);
  if (source == NULL)
    return NULL;
  const LtPart *part = &source->parts[0];
  LtLayerInfo *info = layer_info_new();
  info->layer = part->layer != NULL ? g_utf8_make_valid(OGR_L_GetName(part->layer), -1)
                                    : g_path_get_basename(part->path);
  info->format = part->format != NULL ? part->format->driver : "survey text";
  const LtCrs *crs = lt_source_crs(source);
  info->crs = crs == NULL ? NULL : lt_crs_copy(crs, NULL);
  info->crs_error = part->crs_error != NULL ? g_strdup(part->crs_error->message) : NULL;
  g_clear_pointer(&source->log.failure, g_free);
  bool ok = part_look(source, info, run, error);
  info->failure = g_steal_pointer(&source->log.failure);
  lt_info_source_close(source);
  if (ok)
    return info;
  lt_layer_info_free(info);
  return NULL;
}

static char **tables_list(const LtDataFile *file, const LtGdalLog *log, GError **error)
{
  const char *only[] = {file->table, NULL};
  if (file->table != NULL)
    return g_strdupv((char **)only);
  GDALDatasetH dataset = lt_postgis_open(file->opened, false);
  if (dataset == NULL) {
    lt_postgis_fail(file->shown, log->failure, error);
    return NULL;
  }
  g_auto(GStrv) names = lt_postgis_tables(dataset);
  GDALClose(dataset);
  if (names[0] != NULL)
    return g_steal_pointer(&names);
  lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_NO_LAYERS, file->shown);
  return NULL;
}

static char **layers_list(const char *path, const LtDataFile *file, const LtGdalLog *log,
                          GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  GDALDatasetH dataset =
      GDALOpenEx(file->opened, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                 lt_format_drivers(), NULL, NULL);
  for (int i = 0; dataset != NULL && i < GDALDatasetGetLayerCount(dataset); i++)
    g_ptr_array_add(names, g_strdup(OGR_L_GetName(GDALDatasetGetLayer(dataset, i))));
  if (dataset == NULL)
    lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_OPEN, path,
            log->failure != NULL ? log->failure : "?");
  else if (names->len == 0)
    lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_NO_LAYERS, path);
  if (dataset != NULL)
    GDALClose(dataset);
  if (names->len == 0)
    return NULL;
  g_ptr_array_add(names, NULL);
  return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

char **lt_info_layers(const char *path, GError **error)
{
  bool is_named;
  LtGdalLog log = {0};
  lt_gdal_log_push(&log);
  g_autoptr(GPtrArray) files = lt_data_files_find(path, NULL, &is_named, error);
  const LtDataFile *file = files != NULL ? g_ptr_array_index(files, 0) : NULL;
  g_auto(GStrv) names = NULL;
  if (file != NULL && lt_path_is_survey(file->shown)) {
    names = g_new0(char *, 2);
    names[0] = g_path_get_basename(file->shown);
  } else if (file != NULL) {
    names = lt_path_is_database(path) ? tables_list(file, &log, error)
                                      : layers_list(path, file, &log, error);
  }
  lt_gdal_log_pop();
  lt_gdal_log_clear(&log);
  return g_steal_pointer(&names);
}
