/* lantu survey for people: a line for each parcel, the certificates of few, the findings. */
#include "report/survey_sides.h"
#include "report/survey_together.h"
#include "report/survey_words.h"
#include "report/text_table.h"

#include <lantu/mu.h>
#include <math.h>

/* Of more parcels no certificates are shown; all are in the JSON. */
#define CERTIFICATES_MAX 20

/* ---- parcels ---- */

/* A name as long as a line of a file may be would widen every row. */
#define NAME_CHARS 40

static char *parcel_name(const LtSurveyParcel *parcel)
{
  g_autofree char *raw = g_strdup_printf("%s %s", parcel->number, parcel->name);
  g_autofree char *name = g_utf8_make_valid(raw, -1);
  if (g_utf8_strlen(name, -1) <= NAME_CHARS)
    return g_steal_pointer(&name);
  g_autofree char *begin = g_utf8_substring(name, 0, NAME_CHARS - 1);
  return g_strconcat(begin, "…", NULL);
}

static void parcel_row(LtTextTable *grid, const LtSurveyFile *file, const LtSurveyParcel *parcel,
                       LtLang lang)
{
  const LtSurveyCertificate *certificate = &parcel->certificate;
  const double *m2 = certificate->m2;
  bool is_measured = certificate->is_measured;
  lt_text_table_add(grid, g_strdup(file->path));
  lt_text_table_add(grid, parcel_name(parcel));
  lt_text_table_add(grid, g_strdup(lt_survey_verdict_word(lt_survey_verdict(file, parcel), lang)));
  lt_text_table_add(grid, g_strdup_printf("%zu", parcel->n_corners));
  lt_text_table_add(
      grid, lt_number_text(certificate->stated.is_stated ? certificate->stated.m2 / 1e4 : NAN, 4));
  lt_text_table_add(grid, lt_number_text(is_measured ? m2[LT_SURVEY_PLANAR] / 1e4 : NAN, 4));
  lt_text_table_add(grid, lt_number_text(is_measured ? m2[LT_SURVEY_ELLIPSOID] / 1e4 : NAN, 4));
  for (int severity = LT_SEVERITY_ERROR; severity >= LT_SEVERITY_INFO; severity--)
    lt_text_table_add(grid, g_strdup_printf("%zu", parcel->counts.n[severity]));
}

static void parcels_print(GString *out, const LtSurveyResults *results, LtLang lang)
{
  static const LtTextId titles[] = {LT_T_SVR_FILE,         LT_T_SVR_PARCEL,    LT_T_SVR_VERDICT,
                                    LT_T_SVR_POINTS,       LT_T_SVR_STATED_HA, LT_T_SVR_PLANAR_HA,
                                    LT_T_SVR_ELLIPSOID_HA, LT_T_SVR_ERRORS,    LT_T_SVR_WARNINGS,
                                    LT_T_SVR_INFOS};
  LtTextTable grid = {.cells = g_ptr_array_new_with_free_func(g_free),
                      .n_columns = G_N_ELEMENTS(titles)};
  for (size_t i = 3; i < G_N_ELEMENTS(titles); i++)
    grid.is_number[i] = true;
  lt_text_table_add_titles(&grid, titles, lang);
  for (size_t i = 0; i < results->n_files; i++)
    for (size_t j = 0; j < results->files[i].n_parcels; j++)
      parcel_row(&grid, &results->files[i], &results->files[i].parcels[j], lang);
  lt_text_table_print(out, &grid);
  g_ptr_array_unref(grid.cells);
}

/* ---- certificates ---- */

static void area_row(LtTextTable *grid, const char *what, double m2, double stated_m2)
{
  lt_text_table_add(grid, g_strdup(what));
  lt_text_table_add(grid, lt_number_text(m2, 2));
  lt_text_table_add(grid, lt_number_text(m2 / 1e4, 4));
  lt_text_table_add(grid, lt_number_text(m2 / LT_MU_M2, 4));
  lt_text_table_add(grid, lt_number_text(m2 - stated_m2, 2));
}

static void certificate_print(GString *out, const LtSurveyFile *file, const LtSurveyParcel *parcel,
                              LtLang lang)
{
  static const LtTextId titles[] = {LT_T_SVR_AREA, LT_T_SVR_M2, LT_T_SVR_HA, LT_T_SVR_MU,
                                    LT_T_SVR_DIFFERENCE};
  const LtSurveyCertificate *certificate = &parcel->certificate;
  double stated = certificate->stated.is_stated ? certificate->stated.m2 : NAN;
  bool has_lines = file->kind != LT_SURVEY_LAYER;
  lt_text_append(
      out, lt_text_format(lang, has_lines ? LT_T_SVR_CERTIFICATE : LT_T_SVR_CERTIFICATE_FEATURE,
                          file->path, parcel->line, parcel->number, parcel->name,
                          file->crs_name == NULL ? "-" : file->crs_name));
  g_string_append_c(out, '\n');
  LtTextTable grid = {.cells = g_ptr_array_new_with_free_func(g_free),
                      .n_columns = G_N_ELEMENTS(titles),
                      .is_number = {false, true, true, true, true}};
  lt_text_table_add_titles(&grid, titles, lang);
  area_row(&grid, lt_text(lang, LT_T_SVR_STATED), stated, NAN);
  for (int i = 0; i < LT_SURVEY_N_METHODS; i++)
    area_row(&grid, lt_text(lang, lt_survey_method_word((LtSurveyMethod)i)), certificate->m2[i],
             stated);
  lt_text_table_print(out, &grid);
  g_ptr_array_unref(grid.cells);
  lt_text_append(out, lt_survey_area_sentence(certificate, lang));
  g_string_append_c(out, '\n');
  if (isfinite(parcel->edge_deg)) {
    lt_text_append(out, lt_text_format(lang, LT_T_SVR_EDGE, parcel->edge_deg));
    g_string_append_c(out, '\n');
  }
  g_string_append_c(out, '\n');
}

static void certificates_print(GString *out, const LtSurveyResults *results, LtLang lang)
{
  size_t n = 0;
  for (size_t i = 0; i < results->n_files; i++)
    n += results->files[i].n_parcels;
  if (n > CERTIFICATES_MAX)
    return;
  for (size_t i = 0; i < results->n_files; i++)
    for (size_t j = 0; j < results->files[i].n_parcels; j++)
      if (results->files[i].parcels[j].certificate.is_measured)
        certificate_print(out, &results->files[i], &results->files[i].parcels[j], lang);
}

/* ---- findings ---- */

/* Of a file, or of all files together. @p row says where: in a line, or of a feature. */
static void findings_print(GString *out, const char *where, LtTextId row,
                           const LtSurveyNotes *notes, LtLang lang)
{
  for (guint i = 0; i < notes->notes->len; i++) {
    const LtSurveyNote *note = &g_array_index(notes->notes, LtSurveyNote, i);
    const char *severity = lt_text(lang, lt_survey_severity_word(note->severity));
    const char *id = lt_survey_rule_id(note->rule), *text = note->text.in[lang];
    lt_text_append(out, note->line == 0
                            ? lt_text_format(lang, LT_T_SVR_FINDING_FILE, where, severity, id, text)
                            : lt_text_format(lang, row, where, note->line, severity, id, text));
    g_string_append_c(out, '\n');
  }
  for (int rule = 0; rule < LT_N_SV; rule++)
    if (notes->n_of_rule[rule] > LT_SURVEY_NOTES_MAX) {
      lt_text_append(out, lt_text_format(lang, LT_T_SVR_MORE, where,
                                         lt_survey_rule_id((LtSurveyRule)rule),
                                         lt_text(lang, lt_survey_rule_title((LtSurveyRule)rule)),
                                         notes->n_of_rule[rule] - LT_SURVEY_NOTES_MAX));
      g_string_append_c(out, '\n');
    }
}

static void sums_print(GString *out, const LtSurveyResults *results, LtLang lang)
{
  size_t n_parcels = 0, n[LT_SEVERITY_ERROR + 1];
  for (size_t i = 0; i < results->n_files; i++)
    n_parcels += results->files[i].n_parcels;
  for (int severity = LT_SEVERITY_INFO; severity <= LT_SEVERITY_ERROR; severity++)
    n[severity] = lt_survey_finding_count(results, (LtSeverity)severity) -
                  (severity == LT_SEVERITY_ERROR
                       ? 0
                       : lt_survey_finding_count(results, (LtSeverity)(severity + 1)));
  lt_text_append(out, lt_text_format(lang, LT_T_SVR_SUM, results->n_files, n_parcels,
                                     lt_survey_unread_count(results), n[LT_SEVERITY_ERROR],
                                     n[LT_SEVERITY_WARNING], n[LT_SEVERITY_INFO]));
  g_string_append_c(out, '\n');
}

char *lt_report_survey_text(const LtSurveyResults *results, LtLang lang)
{
  g_return_val_if_fail(results != NULL && lang < LT_N_LANGS, NULL);
  GString *out = g_string_new(NULL);
  parcels_print(out, results, lang);
  g_string_append_c(out, '\n');
  certificates_print(out, results, lang);
  lt_survey_together_print(out, results, lang);
  for (size_t i = 0; i < results->n_files; i++)
    lt_survey_sides_print(out, &results->files[i], results->sides_within_m, lang);
  for (size_t i = 0; i < results->n_files; i++)
    if (results->files[i].unread == NULL)
      findings_print(out, results->files[i].path,
                     results->files[i].kind == LT_SURVEY_LAYER ? LT_T_SVR_FINDING_FEATURE
                                                               : LT_T_SVR_FINDING,
                     &results->files[i].notes, lang);
  findings_print(out, lt_text(lang, LT_T_SVR_TOGETHER), LT_T_SVR_FINDING, &results->notes, lang);
  for (size_t i = 0; i < results->n_files; i++)
    if (results->files[i].unread != NULL) {
      lt_text_append(out, g_strdup(results->files[i].unread));
      g_string_append_c(out, '\n');
    }
  sums_print(out, results, lang);
  return g_string_free(out, FALSE);
}
