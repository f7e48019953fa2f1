/* What files are, for people: docs/commands/info.md. */
#include "report/info_words.h"
#include "report/text_table.h"

#include "crs/band.h"
#include "crs/detect_words.h"
#include "io/encoding.h"

#include <math.h>
#include <string.h>

#define MAX_READINGS 5
#define MAX_MISSING 40

static void line_add(GString *out, char *take_line)
{
  lt_text_append(out, take_line);
  g_string_append_c(out, '\n');
}

static int digits_of(const LtLayerInfo *info)
{
  return fabs(info->extent[0]) <= 360 && fabs(info->extent[3]) <= 360 ? 6 : 3;
}

static void shapes_print(GString *out, const LtLayerInfo *info, LtLang lang)
{
  g_autoptr(GString) line = g_string_new(lt_text(lang, LT_T_INFO_TYPES));
  for (guint i = 0; i < info->types->len; i++) {
    const LtInfoType *type = &g_array_index(info->types, LtInfoType, i);
    g_autofree char *text = lt_text_format(lang, LT_T_INFO_TYPE, type->name, type->n);
    g_string_append_printf(line, "%s%s", i > 0 ? ", " : "", text);
  }
  if (info->x_column != NULL) {
    g_autofree char *text =
        lt_text_format(lang, LT_T_INFO_TABLE_XY, info->x_column, info->y_column);
    g_string_append(line, text);
  } else if (info->types->len == 0) {
    g_string_append(line, lt_text(lang, LT_T_INFO_NO_SHAPES));
  }
  if (info->n_multi + info->n_curves + info->n_z + info->n_m > 0) {
    g_autofree char *text = lt_text_format(lang, LT_T_INFO_SPECIAL, info->n_multi, info->n_curves,
                                           info->n_z, info->n_m);
    g_string_append(line, text);
  }
  line_add(out, g_strdup(line->str));
  const double *e = info->extent;
  int n = digits_of(info);
  if (e[0] <= e[2])
    line_add(out, lt_text_format(lang, LT_T_INFO_EXTENT, n, e[0], n, e[2], n, e[1], n, e[3]));
}

/* ---- CRS ---- */

static void reading_print(GString *out, const LtCrsReading *reading, LtLang lang)
{
  g_autofree char *text = lt_crs_reading_text(reading, lang);
  bool has_inside = !isnan(reading->inside);
  /* rounded down: 100 % are all */
  line_add(out, lt_text_format(lang, has_inside ? LT_T_INFO_READING_INSIDE : LT_T_INFO_READING_FITS,
                               text,
                               floor((has_inside ? reading->inside : reading->fits) * 100 + 1e-9)));
}

static void proposal_print(GString *out, const LtInfoLayer *layer, LtLang lang)
{
  const LtCrsReading *reading = layer->proposal;
  bool is_band = reading->kind == LT_CRS_READING_PREFIX || reading->kind == LT_CRS_READING_PLAIN;
  const LtLayerInfo *info = layer->info;
  g_autofree char *line = lt_crs_reading_line(reading, info->x_column, info->y_column);
  bool is_swap = reading->is_swapped && info->x_column == NULL;
  if (line != NULL)
    line_add(out,
             lt_text_format(lang, is_swap ? LT_T_INFO_PROPOSAL_SWAP : LT_T_INFO_PROPOSAL, line));
  if (is_band && info->crs == NULL) {
    bool has_prefix = reading->kind == LT_CRS_READING_PREFIX;
    line_add(out, lt_text_format(lang, LT_T_INFO_DATUM,
                                 lt_band_epsg(LT_BAND_XIAN80, reading->band, has_prefix),
                                 lt_band_epsg(LT_BAND_BEIJING54, reading->band, has_prefix)));
  }
}

static void diagnosis_print(GString *out, const LtInfoLayer *layer, LtLang lang)
{
  const LtCrsDiagnosis *diagnosis = layer->diagnosis;
  bool is_sure = layer->info->crs != NULL && diagnosis->doubts == 0;
  for (unsigned bit = 1; bit < 1U << LT_N_CRS_DOUBTS; bit <<= 1)
    if (diagnosis->doubts & bit)
      line_add(out, lt_text_format(lang, LT_T_INFO_DOUBT, lt_crs_doubt_text(bit, lang)));
  for (size_t i = 0; i < MIN(diagnosis->n_readings, MAX_READINGS); i++)
    if (!is_sure || !isnan(diagnosis->readings[i].inside))
      reading_print(out, &diagnosis->readings[i], lang);
  if (diagnosis->n_readings == 0 && diagnosis->n_points > 0)
    line_add(out, g_strdup(lt_text(lang, LT_T_INFO_NO_READING)));
  if (diagnosis->has_offset)
    line_add(out, lt_text_format(lang, LT_T_INFO_OFFSET, diagnosis->offset_m[0],
                                 diagnosis->offset_m[1], diagnosis->n_offset));
  if (layer->proposal != NULL)
    proposal_print(out, layer, lang);
}

static void crs_print(GString *out, const LtInfoLayer *layer, LtLang lang)
{
  const LtLayerInfo *info = layer->info;
  if (info->crs != NULL) {
    const char *id = lt_crs_id(info->crs);
    line_add(out, lt_text_format(lang, LT_T_INFO_CRS, lt_crs_name(info->crs),
                                 *id != '\0' ? id : lt_text(lang, LT_T_INFO_CRS_NO_ID)));
  } else if (info->crs_error != NULL) {
    line_add(out, lt_text_format(lang, LT_T_INFO_CRS_ERROR, info->crs_error));
  } else if (layer->diagnosis != NULL) {
    line_add(out, g_strdup(lt_text(lang, LT_T_INFO_CRS_NONE)));
  }
  if (layer->diagnosis != NULL)
    diagnosis_print(out, layer, lang);
}

/* ---- encoding ---- */

static void samples_append(GString *line, const LtLayerInfo *info, LtLang lang)
{
  g_autoptr(GString) samples = g_string_new(NULL);
  for (guint i = 0; i < info->text_samples->len; i++)
    g_string_append_printf(samples, "%s'%s'", i > 0 ? " " : "",
                           (const char *)g_ptr_array_index(info->text_samples, i));
  if (samples->len == 0)
    return;
  g_autofree char *text = lt_text_format(lang, LT_T_INFO_ENCODING_SAMPLE, samples->str);
  g_string_append(line, text);
}

static void encoding_print(GString *out, const LtLayerInfo *info, LtLang lang)
{
  const char *stated = info->encoding_stated, *found = info->encoding_found;
  if (!info->is_encoded) {
    line_add(out, g_strdup(lt_text(lang, LT_T_INFO_ENCODING_FORMAT)));
    return;
  }
  if (!info->has_encoded_texts) {
    line_add(out, lt_text_format(lang, LT_T_INFO_ENCODING_ASCII,
                                 stated != NULL ? lt_text(lang, LT_T_INFO_ENCODING_STATED) : "",
                                 stated != NULL ? stated : ""));
    return;
  }
  if (stated != NULL && found == NULL) {
    g_autoptr(GString) line = g_string_new(NULL);
    g_autofree char *begin =
        lt_text_format(lang, LT_T_INFO_ENCODING_AS_STATED, stated, info->stated_by);
    g_string_append(line, begin);
    samples_append(line, info, lang);
    line_add(out, g_strdup(line->str));
    return;
  }
  const char *readings = info->encoding_readings != NULL ? info->encoding_readings : "";
  g_autofree char *begin = found != NULL
                               ? lt_text_format(lang, LT_T_INFO_ENCODING_FOUND, found)
                               : lt_text_format(lang, LT_T_INFO_ENCODING_UNKNOWN, readings);
  g_autoptr(GString) line = g_string_new(begin);
  if (stated != NULL) {
    g_autofree char *by = lt_text_format(lang, LT_T_INFO_ENCODING_BY, info->stated_by, stated);
    g_string_append(line, by);
  }
  if (stated != NULL && found != NULL && !lt_encoding_is_same(stated, found)) {
    g_autofree char *against = lt_text_format(lang, LT_T_INFO_ENCODING_AGAINST, readings);
    g_string_append(line, against);
  } else {
    samples_append(line, info, lang);
  }
  line_add(out, g_strdup(line->str));
}

/* ---- the rest ---- */

static void known_print(GString *out, const LtKnownLayer *known, LtLang lang)
{
  if (known == NULL)
    return;
  if (known->n_fields == 0) {
    line_add(out, lt_text_format(lang, LT_T_INFO_KNOWN_NO_FIELDS, known->code, known->name_zh,
                                 known->standard));
    return;
  }
  g_autofree char *begin = lt_text_format(lang, LT_T_INFO_KNOWN, known->code, known->name_zh,
                                          known->standard, known->n_fields, known->n_present);
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < MIN(known->missing->len, MAX_MISSING); i++)
    g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
                           (const char *)g_ptr_array_index(known->missing, i));
  g_autofree char *missing =
      names->len > 0 ? lt_text_format(lang, LT_T_INFO_MISSING, names->str) : g_strdup("");
  line_add(out, g_strconcat(begin, missing, NULL));
}

static void fault_print(GString *out, const LtInfoFault *fault, int digits, LtLang lang)
{
  g_autofree char *begin =
      lt_text_format(lang, LT_T_INFO_FAULT, lt_info_fault_text(fault, lang), fault->n);
  g_autoptr(GString) line = g_string_new(begin);
  for (size_t i = 0; i < MIN(fault->n, LT_INFO_PLACES); i++) {
    const double *place = fault->places[i];
    g_autofree char *where =
        isfinite(place[0]) ? lt_text_format(lang, LT_T_INFO_FAULT_PLACE, (long long)fault->fids[i],
                                            digits, place[0], digits, place[1])
                           : g_strdup_printf("%lld", (long long)fault->fids[i]);
    g_string_append_printf(line, "%s%s", i > 0 ? ", " : "", where);
  }
  if (fault->message != NULL)
    g_string_append_printf(line, ": %s", fault->message);
  line_add(out, g_strdup(line->str));
}

static void faults_print(GString *out, const LtLayerInfo *info, LtLang lang)
{
  line_add(out, g_strdup(lt_text(lang, info->faults->len == 0 ? LT_T_INFO_FAULTS_NONE
                                                              : LT_T_INFO_FAULTS)));
  for (guint i = 0; i < info->faults->len; i++)
    fault_print(out, &g_array_index(info->faults, LtInfoFault, i), digits_of(info), lang);
}

static char *field_samples(const LtInfoField *field)
{
  GString *samples = g_string_new(NULL);
  for (size_t i = 0; i < LT_INFO_SAMPLES && field->samples[i] != NULL; i++) {
    g_autofree char *part =
        g_utf8_substring(field->samples[i], 0, MIN(g_utf8_strlen(field->samples[i], -1), 24));
    g_string_append_printf(samples, "%s%s", i > 0 ? " | " : "", part);
  }
  return g_string_free(samples, FALSE);
}

static void fields_print(GString *out, const LtLayerInfo *info, LtLang lang)
{
  static const LtTextId titles[] = {LT_T_INFO_FIELD, LT_T_INFO_FIELD_TYPE, LT_T_INFO_FIELD_FILLED,
                                    LT_T_INFO_FIELD_SAMPLES};
  LtTextTable grid = {.cells = g_ptr_array_new_with_free_func(g_free), .n_columns = 5};
  grid.is_number[3] = true;
  if (info->fields->len > 0)
    for (size_t i = 0; i < 5; i++)
      lt_text_table_add(&grid, g_strdup(i == 0 ? " " : lt_text(lang, titles[i - 1])));
  for (guint i = 0; i < info->fields->len; i++) {
    const LtInfoField *field = &g_array_index(info->fields, LtInfoField, i);
    double share = info->n_features == 0 ? 0 : (double)field->n_filled / (double)info->n_features;
    lt_text_table_add(&grid, g_strdup(" "));
    lt_text_table_add(&grid, g_strdup(field->name));
    lt_text_table_add(&grid, field->width > 0 ? g_strdup_printf("%s(%d)", field->type, field->width)
                                              : g_strdup(field->type));
    lt_text_table_add(&grid, g_strdup_printf("%.0f%%", floor(share * 100 + 1e-9)));
    lt_text_table_add(&grid, field_samples(field));
  }
  lt_text_table_print(out, &grid);
  g_ptr_array_unref(grid.cells);
}

static void layer_print(GString *out, const LtInfoFile *file, const LtInfoLayer *layer, LtLang lang)
{
  const LtLayerInfo *info = layer->info;
  if (info == NULL) {
    line_add(out, g_strdup(file->name));
    line_add(out, lt_text_format(lang, LT_T_INFO_ERROR, layer->error));
    return;
  }
  line_add(out, lt_text_format(lang, LT_T_INFO_LAYER, file->name, info->layer));
  if (info->failure != NULL)
    line_add(out, lt_text_format(lang, LT_T_INFO_FAILURE, info->failure));
  line_add(out, lt_text_format(lang, LT_T_INFO_FORMAT, info->format, info->n_features,
                               info->n_vertices));
  shapes_print(out, info, lang);
  crs_print(out, layer, lang);
  encoding_print(out, info, lang);
  known_print(out, layer->known, lang);
  faults_print(out, info, lang);
  fields_print(out, info, lang);
}

char *lt_report_info_text(const LtInfo *info, LtLang lang)
{
  g_return_val_if_fail(info != NULL, NULL);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < info->files->len; i++) {
    const LtInfoFile *file = g_ptr_array_index(info->files, i);
    if (file->error != NULL) {
      line_add(out, g_strdup(file->name));
      line_add(out, lt_text_format(lang, LT_T_INFO_ERROR, file->error));
    }
    for (guint j = 0; j < file->layers->len; j++)
      layer_print(out, file, g_ptr_array_index(file->layers, j), lang);
  }
  return g_string_free(out, FALSE);
}
