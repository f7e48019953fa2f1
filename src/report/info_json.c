/* What files are, for programs: docs/commands/info.md. */
#include "report/info_words.h"
#include "report/json_values.h"
#include "report/json_whole.h"

#include "crs/detect_words.h"
#include "rules/results.h"

#include <lantu/version.h>

static json_t *reading_json(const LtLayerInfo *info, const LtCrsReading *reading, LtLang lang)
{
  g_autofree char *words = lt_crs_reading_text(reading, lang);
  g_autofree char *line = lt_crs_reading_line(reading, info->x_column, info->y_column);
  return json_pack("{so so so so so so so so so}", "kind", text(lt_crs_reading_code(reading)),
                   "crs", text(reading->crs), "swapped", json_boolean(reading->is_swapped),
                   "add_easting_m", real(reading->shift_m[0], 3), "add_northing_m",
                   real(reading->shift_m[1], 3), "fits", real(reading->fits, 4), "inside",
                   real(reading->inside, 4), "text", text(words), "line", text(line));
}

static json_t *crs_json(const LtInfoLayer *layer, LtLang lang)
{
  const LtLayerInfo *info = layer->info;
  const LtCrsDiagnosis *diagnosis = layer->diagnosis;
  json_t *doubts = json_array(), *readings = json_array();
  for (unsigned bit = 1; diagnosis != NULL && bit < 1U << LT_N_CRS_DOUBTS; bit <<= 1)
    if (diagnosis->doubts & bit)
      doubts = lt_json_append(doubts, text(lt_crs_doubt_code(bit)));
  for (size_t i = 0; diagnosis != NULL && i < diagnosis->n_readings; i++)
    readings = lt_json_append(readings, reading_json(info, &diagnosis->readings[i], lang));
  bool has_offset = diagnosis != NULL && diagnosis->has_offset;
  json_t *offset =
      has_offset ? json_pack("{so so so}", "east_m", real(diagnosis->offset_m[0], 0), "north_m",
                             real(diagnosis->offset_m[1], 0), "points", count(diagnosis->n_offset))
                 : json_null();
  json_t *proposal =
      layer->proposal != NULL ? reading_json(info, layer->proposal, lang) : json_null();
  return json_pack(
      "{so so so so so so so}", "stated", text(info->crs == NULL ? NULL : lt_crs_name(info->crs)),
      "id",
      text(info->crs == NULL || lt_crs_id(info->crs)[0] == '\0' ? NULL : lt_crs_id(info->crs)),
      "error", text(info->crs_error), "doubts", doubts, "readings", readings, "offset", offset,
      "proposal", proposal);
}

static json_t *strings(const GPtrArray *list)
{
  json_t *array = json_array();
  for (guint i = 0; i < list->len; i++)
    array = lt_json_append(array, text(g_ptr_array_index(list, i)));
  return array;
}

static json_t *encoding_json(const LtLayerInfo *info)
{
  return json_pack("{so so so so so so}", "stated", text(info->encoding_stated), "by",
                   text(info->stated_by), "found", text(info->encoding_found), "ascii",
                   json_boolean(info->is_encoded && !info->has_encoded_texts), "samples",
                   strings(info->text_samples), "readings", text(info->encoding_readings));
}

static json_t *types_json(const LtLayerInfo *info)
{
  json_t *object = json_object();
  for (guint i = 0; i < info->types->len; i++) {
    const LtInfoType *type = &g_array_index(info->types, LtInfoType, i);
    object = lt_json_set(object, type->name, count(type->n));
  }
  return object;
}

static json_t *faults_json(const LtLayerInfo *info, LtLang lang)
{
  json_t *list = json_array();
  for (guint i = 0; i < info->faults->len; i++) {
    const LtInfoFault *fault = &g_array_index(info->faults, LtInfoFault, i);
    json_t *places = json_array();
    for (size_t j = 0; j < MIN(fault->n, LT_INFO_PLACES); j++)
      places = lt_json_append(places, json_pack("{sI so so}", "fid", (json_int_t)fault->fids[j],
                                                "x", real(fault->places[j][0], 6), "y",
                                                real(fault->places[j][1], 6)));
    list = lt_json_append(list, json_pack("{so so so so so}", "kind", text(fault->kind), "text",
                                          text(lt_info_fault_text(fault, lang)), "features",
                                          count(fault->n), "places", places, "message",
                                          text(fault->message)));
  }
  return list;
}

static json_t *fields_json(const LtLayerInfo *info)
{
  json_t *list = json_array();
  for (guint i = 0; i < info->fields->len; i++) {
    const LtInfoField *field = &g_array_index(info->fields, LtInfoField, i);
    json_t *samples = json_array();
    for (size_t j = 0; j < LT_INFO_SAMPLES && field->samples[j] != NULL; j++)
      samples = lt_json_append(samples, text(field->samples[j]));
    list = lt_json_append(list, json_pack("{so so si so so}", "name", text(field->name), "type",
                                          text(field->type), "width", field->width, "filled",
                                          count(field->n_filled), "samples", samples));
  }
  return list;
}

static json_t *known_json(const LtKnownLayer *known)
{
  if (known == NULL)
    return json_null();
  return json_pack("{so so so so so so so}", "layer", text(known->code), "name",
                   text(known->name_zh), "standard", text(known->standard), "by",
                   text(known->by_name ? "name" : "fields"), "fields", count(known->n_fields),
                   "present", count(known->n_present), "missing", strings(known->missing));
}

static json_t *extent_json(const double e[4])
{
  if (!(e[0] <= e[2]))
    return json_null();
  return json_pack("[oooo]", real(e[0], 6), real(e[1], 6), real(e[2], 6), real(e[3], 6));
}

static size_t faults_of(const LtLayerInfo *info, const char *kind)
{
  for (guint i = 0; i < info->faults->len; i++)
    if (g_strcmp0(g_array_index(info->faults, LtInfoFault, i).kind, kind) == 0)
      return g_array_index(info->faults, LtInfoFault, i).n;
  return 0;
}

static json_t *layer_json(const LtInfoLayer *layer, LtLang lang)
{
  const LtLayerInfo *info = layer->info;
  if (info == NULL)
    return json_pack("{so}", "error", text(layer->error));
  json_t *counts =
      json_pack("{so so so so so so so so so}", "features", count(info->n_features), "vertices",
                count(info->n_vertices), "null", count(faults_of(info, "null")), "empty",
                count(faults_of(info, "empty")), "invalid", count(info->n_invalid), "multipart",
                count(info->n_multi), "curves", count(info->n_curves), "z", count(info->n_z), "m",
                count(info->n_m));
  json_t *about = json_pack(
      "{so so so so so so so so so so}", "layer", text(info->layer), "format", text(info->format),
      "error", text(info->failure), "types", types_json(info), "extent", extent_json(info->extent),
      "crs", crs_json(layer, lang), "encoding", encoding_json(info), "standard",
      known_json(layer->known), "faults", faults_json(info, lang), "fields", fields_json(info));
  return lt_json_join(about, counts);
}

char *lt_report_info_json(const LtInfo *info, LtLang lang)
{
  g_return_val_if_fail(info != NULL, NULL);
  json_t *files = json_array();
  for (guint i = 0; i < info->files->len; i++) {
    const LtInfoFile *file = g_ptr_array_index(info->files, i);
    json_t *layers = json_array();
    for (guint j = 0; j < file->layers->len; j++)
      layers = lt_json_append(layers, layer_json(g_ptr_array_index(file->layers, j), lang));
    files = lt_json_append(files, json_pack("{so so so}", "file", text(file->name), "error",
                                            text(file->error), "layers", layers));
  }
  return lt_json_dump(json_pack("{so so so}", "lantu", text(LT_VERSION), "outline",
                                text(info->outline), "files", files));
}
