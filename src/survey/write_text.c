/* Survey texts of the standard form from what was read. */
#include "base/run.h"
#include "crs/band.h"
#include "io/data_files.h"
#include "io/output.h"
#include "survey/results.h"

#include <string.h>

/* Signs that would part a field, full-width ones as well, become blanks. */
static void field_put(GString *out, const char *field)
{
  g_autofree char *valid = g_utf8_make_valid(field, -1);
  GString *plain = g_string_new(NULL);
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    bool parts = c == ',' || c == '@' || c == '\r' || c == '\n' || c == 0xff0c || c == 0xff20;
    g_string_append_unichar(plain, parts ? ' ' : c);
  }
  g_string_append_printf(out, "%s,", g_strstrip(plain->str));
  g_string_free(plain, TRUE);
}

/* The head that a CRS of China's bands would have; false: it is none of them. */
static bool system_name(const char *crs_id, const char **system, int *band)
{
  static const char *const names[] = {[LT_BAND_CGCS2000] = "2000国家大地坐标系",
                                      [LT_BAND_XIAN80] = "1980西安坐标系",
                                      [LT_BAND_BEIJING54] = "1954北京坐标系"};
  guint64 code;
  LtBandDatum datum;
  if (crs_id == NULL || !g_str_has_prefix(crs_id, "EPSG:") ||
      !g_ascii_string_to_unsigned(crs_id + 5, 10, 0, INT_MAX, &code, NULL) ||
      !lt_band_find((int)code, &datum, band))
    return false;
  *system = names[datum];
  return true;
}

static void head_put(GString *out, const LtSurveyFile *file, unsigned decimals)
{
  const LtSurveyText *text = file->text;
  const char *system = text->system;
  int band = 0;
  bool is_found = text->kind != LT_SURVEY_TEXT && system_name(file->crs_id, &system, &band);
  g_autofree char *degrees =
      is_found ? g_strdup_printf("%d", lt_band_width_deg(band)) : g_strdup(text->degrees);
  g_autofree char *zone = is_found ? g_strdup_printf("%d", band) : g_strdup(text->zone);
  static const char *const names[] = {"格式版本号", "数据产生单位", "数据产生日期", "坐标系",
                                      "几度分带",   "投影类型",     "计量单位",     "带号",
                                      "精度",       "转换参数"};
  g_autofree char *precision = g_strdup_printf("%.*f1", (int)MAX(decimals, 1) - 1, 0.0);
  const char *const given[] = {"1.01版本",   NULL, NULL, system,    degrees,
                               "高斯克吕格", "米", zone, precision, ",,,,,,"};
  g_string_append(out, "[属性描述]\n");
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    const char *value = given[i];
    for (guint j = 0; value == NULL && j < text->keys->len; j++) {
      const LtSurveyKey *key = &g_array_index(text->keys, LtSurveyKey, j);
      value = strcmp(key->name, names[i]) == 0 ? key->value : NULL;
    }
    g_string_append_printf(out, "%s=%s\n", names[i], value == NULL ? "" : value);
  }
  g_string_append(out, "[地块坐标]\n");
}

static void parcel_put(GString *out, const LtSurveyText *text, size_t number,
                       const LtSurveyCertificate *certificate, unsigned decimals)
{
  const LtParcel *parcel = &text->parcels[number];
  size_t begin = lt_survey_ring_begin(text, parcel->first_ring), name = 1;
  size_t n_points = text->rings[parcel->end_ring - 1].end - begin;
  double ha =
      (certificate->stated.is_stated ? certificate->stated.m2 : certificate->m2[LT_SURVEY_PLANAR]) /
      10000;
  g_string_append_printf(out, "%zu,%.4f,", n_points, ha);
  for (size_t i = LT_PARCEL_DKBH; i < LT_N_PARCEL_FIELDS; i++)
    field_put(out, i == LT_PARCEL_TXSX ? "面" : parcel->fields[i]);
  g_string_append(out, "@\n");
  for (size_t ring = parcel->first_ring; ring < parcel->end_ring; ring++) {
    size_t first = name, id = ring - parcel->first_ring + 1, end = text->rings[ring].end;
    for (size_t i = lt_survey_ring_begin(text, ring); i < end; i++) {
      size_t number_of = i + 1 < end ? name++ : first;
      g_string_append_printf(out, "J%zu,%zu,%.*f,%.*f\n", number_of, id, (int)decimals,
                             text->xy[2 * i + 1], (int)decimals, text->xy[2 * i]);
    }
  }
}

/* False where something of the file would be missing. */
static bool is_whole(const LtSurveyFile *file)
{
  const LtSurveyText *text = file->text;
  if (text == NULL || text->is_degrees)
    return false;
  for (size_t i = 0; i < text->n_parcels; i++)
    if (!text->parcels[i].is_polygon || text->parcels[i].n_lost > 0)
      return false;
  return true;
}

static char *text_make(const LtSurveyFile *file)
{
  const LtSurveyText *text = file->text;
  unsigned decimals = 3;
  for (size_t i = 0; i < text->n_parcels; i++)
    decimals = MAX(decimals, MIN(text->parcels[i].max_decimals, 9));
  GString *out = g_string_new(NULL);
  head_put(out, file, decimals);
  for (size_t i = 0; i < text->n_parcels; i++)
    parcel_put(out, text, i, &file->parcels[i].certificate, decimals);
  return g_string_free(out, FALSE);
}

/* A file of the old boundary, or in a folder of it. */
static bool is_old(const LtSurveyResults *results, const char *written)
{
  g_autofree char *folder = g_path_get_dirname(written);
  for (size_t i = 0; i < results->n_old_paths; i++) {
    g_autofree char *path = g_canonicalize_filename(results->old_paths[i], NULL);
    if (strcmp(path, written) == 0 || strcmp(path, folder) == 0)
      return true;
  }
  return false;
}

/* Tables, drawings and layers become texts: book.xlsx:Sheet is book.xlsx_Sheet.txt. */
static char *name_of(const LtSurveyFile *file)
{
  g_autofree char *base = g_path_get_basename(file->path);
  if (file->kind == LT_SURVEY_TEXT || lt_path_is_survey(base))
    return g_steal_pointer(&base);
  return g_strconcat(g_strdelimit(base, ":", '_'), ".txt", NULL);
}

/* Every name once, and none of an input. */
static bool names_check(const LtSurveyResults *results, const char *folder, GError **error)
{
  g_autoptr(GHashTable) inputs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (size_t i = 0; i < results->n_files; i++)
    g_hash_table_add(inputs, g_canonicalize_filename(results->files[i].path, NULL));
  g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (size_t i = 0; i < results->n_files; i++) {
    const LtSurveyFile *file = &results->files[i];
    if (file->text == NULL)
      continue;
    g_autofree char *base = name_of(file);
    g_autofree char *path = g_build_filename(folder, base, NULL);
    g_autofree char *written = g_canonicalize_filename(path, NULL);
    if (g_hash_table_contains(inputs, written) || is_old(results, written))
      return lt_fail(error, LT_ERROR_USAGE, LT_T_SURVEY_OUTPUT_IS_INPUT, path);
    if (!g_hash_table_add(names, g_steal_pointer(&base)))
      return lt_fail(error, LT_ERROR_USAGE, LT_T_SURVEY_NAME_TWICE, path);
  }
  return true;
}

bool lt_survey_write_texts(const LtSurveyResults *results, const char *folder, bool overwrite,
                           LtRun *run, GError **error)
{
  g_return_val_if_fail(results != NULL && folder != NULL && run != NULL, false);
  if (!names_check(results, folder, error))
    return false;
  g_auto(LtOutputs) outputs = lt_outputs_new();
  for (size_t i = 0; i < results->n_files; i++) {
    const LtSurveyFile *file = &results->files[i];
    if (file->unread == NULL && !is_whole(file))
      lt_run_log(run, LT_LOG_WARNING, LT_T_SURVEY_TEXT_NOT_WRITTEN, file->path);
    if (!is_whole(file))
      continue;
    g_autofree char *base = name_of(file);
    g_autofree char *path = g_build_filename(folder, base, NULL);
    g_autofree char *text = text_make(file);
    if (!lt_run_check(run, error) ||
        !lt_outputs_write(&outputs, path, text, strlen(text), overwrite, error))
      return false;
  }
  return lt_outputs_finish(&outputs, overwrite, error);
}
