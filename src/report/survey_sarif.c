/* lantu survey as SARIF: findings with their lines, for editors and code hosts. */
#include "io/layer_path.h"
#include "io/output.h"
#include "report/sarif.h"
#include "survey/results.h"

#include <string.h>

/* The file, and the sheet or layer in it. */
typedef struct {
  char *path, *layer;
} Place;

static Place place_of(const LtSurveyFile *file)
{
  Place place = {NULL, NULL};
  if (strchr(file->path, ':') == NULL ||
      !lt_layer_path_split(file->path, &place.path, &place.layer)) {
    g_free(place.path);
    place = (Place){g_strdup(file->path), NULL};
  }
  return place;
}

/* Sheets and layers are in files that have no lines. */
static bool has_lines(const LtSurveyFile *file)
{
  return file->kind != LT_SURVEY_LAYER && file->encoding != NULL;
}

static char *object_of(const LtSurveyFile *file, size_t parcel)
{
  const LtSurveyParcel *row = &file->parcels[parcel];
  bool has_both = *row->number != '\0' && *row->name != '\0';
  if (*row->number == '\0' && *row->name == '\0')
    return g_strdup_printf("#%zu", parcel + 1);
  return g_strconcat(row->number, has_both ? " " : "", row->name, NULL);
}

/* What is left out of the notes of a file, or of the run (NULL). */
static void left_out_put(LtSarif *sarif, const char *path, const LtSurveyNotes *notes, LtLang lang)
{
  for (int rule = 0; rule < LT_N_SV; rule++) {
    if (notes->n_of_rule[rule] <= LT_SURVEY_NOTES_MAX)
      continue;
    g_autofree char *text =
        lt_text_format(lang, LT_T_SARIF_LEFT_OUT, lt_survey_rule_id((LtSurveyRule)rule),
                       lt_text(lang, lt_survey_rule_title((LtSurveyRule)rule)),
                       notes->n_of_rule[rule] - LT_SURVEY_NOTES_MAX);
    lt_sarif_notify(sarif, LT_SEVERITY_INFO, path, text);
  }
}

/* Findings of no file. */
static void run_put(LtSarif *sarif, const LtSurveyNotes *notes, LtLang lang)
{
  for (guint i = 0; notes->notes != NULL && i < notes->notes->len; i++) {
    const LtSurveyNote *note = &g_array_index(notes->notes, LtSurveyNote, i);
    lt_sarif_result(sarif, &(LtSarifResult){.rule = note->rule,
                                            .severity = note->severity,
                                            .message = note->text.in[lang]});
  }
  left_out_put(sarif, NULL, notes, lang);
}

static void note_put(LtSarif *sarif, const LtSurveyFile *file, const Place *place,
                     const LtSurveyNote *note, LtLang lang)
{
  bool is_of_parcel = note->parcel != LT_SURVEY_NO_PARCEL;
  g_autofree char *object = is_of_parcel ? object_of(file, note->parcel) : g_strdup(place->layer);
  g_autofree char *address = NULL;
  if (note->line > 0 && !has_lines(file))
    address = g_strdup_printf("%s%s%zu", place->layer == NULL ? "" : place->layer,
                              file->kind == LT_SURVEY_LAYER ? "#" : "!", note->line);
  lt_sarif_result(sarif, &(LtSarifResult){.rule = note->rule,
                                          .severity = note->severity,
                                          .message = note->text.in[lang],
                                          .path = place->path,
                                          .line = has_lines(file) ? note->line : 0,
                                          .object = object,
                                          .address = address});
}

static void file_put(LtSarif *sarif, const LtSurveyFile *file, LtLang lang)
{
  Place place = place_of(file);
  if (file->unread != NULL)
    lt_sarif_notify(sarif, LT_SEVERITY_ERROR, place.path, file->unread);
  for (guint i = 0; file->unread == NULL && i < file->notes.notes->len; i++)
    note_put(sarif, file, &place, &g_array_index(file->notes.notes, LtSurveyNote, i), lang);
  if (file->unread == NULL)
    left_out_put(sarif, place.path, &file->notes, lang);
  g_free(place.path);
  g_free(place.layer);
}

bool lt_report_survey_sarif(const LtSurveyResults *results, const char *path, LtLang lang,
                            bool overwrite, GError **error)
{
  g_return_val_if_fail(results != NULL && path != NULL && lang < LT_N_LANGS, false);
  g_autoptr(LtSarif) sarif = lt_sarif_new(lang);
  for (int rule = 0; rule < LT_N_SV; rule++) {
    const char *id = lt_survey_rule_id((LtSurveyRule)rule);
    const char *title = lt_text(lang, lt_survey_rule_title((LtSurveyRule)rule));
    g_autofree char *help = lt_text_format(lang, LT_T_SARIF_HELP, title, id);
    lt_sarif_rule(sarif, id, title, help);
  }
  for (size_t i = 0; i < results->n_files; i++)
    file_put(sarif, &results->files[i], lang);
  run_put(sarif, &results->notes, lang);
  g_autofree char *text = lt_sarif_dump(sarif);
  if (text == NULL)
    return lt_fail(error, LT_ERROR_MEMORY, LT_T_GPKG_MEMORY, path);
  return lt_output_write(path, text, strlen(text), overwrite, error);
}
