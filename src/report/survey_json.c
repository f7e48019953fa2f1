/* lantu survey for programs: docs/commands/survey.md. */
#include "report/survey_sides.h"
#include "report/survey_together.h"

#include <lantu/mu.h>
#include <lantu/version.h>
#include <math.h>

static const char *const severities[] = {"info", "warning", "error"};
static const char *const methods[] = {"planar", "ellipsoid", "series", "geodesic"};

static json_t *text(const char *value)
{
  g_autofree char *valid = value == NULL ? NULL : g_utf8_make_valid(value, -1);
  return valid == NULL ? json_null() : json_string(valid);
}

static json_t *real(double value, double scale)
{
  return isfinite(value) ? json_real(round(value * scale) / scale) : json_null();
}

static json_t *count(size_t value)
{
  return json_integer((json_int_t)value);
}

static json_t *counts_json(const size_t n[LT_SEVERITY_ERROR + 1])
{
  json_t *json = json_object();
  for (int severity = LT_SEVERITY_ERROR; severity >= LT_SEVERITY_INFO; severity--)
    json = lt_json_set(json, severities[severity], count(n[severity]));
  return json;
}

static json_t *area_json(double m2)
{
  json_t *json = lt_json_set(json_object(), "m2", real(m2, 1e4));
  json = lt_json_set(json, "ha", real(m2 / 1e4, 1e8));
  return lt_json_set(json, "mu", real(m2 / LT_MU_M2, 1e6));
}

static json_t *certificate_json(const LtSurveyCertificate *certificate)
{
  static const char *const units[] = {"ha", "ha", "m2", "mu"};
  const LtSurveyStated *stated = &certificate->stated;
  if (!certificate->is_measured)
    return json_null();
  json_t *json = json_object(), *stated_json = json_null();
  if (stated->is_stated) {
    stated_json = area_json(stated->m2);
    stated_json = lt_json_set(stated_json, "number", real(stated->number, 1e9));
    stated_json = lt_json_set(stated_json, "unit", text(units[stated->unit]));
    stated_json = lt_json_set(stated_json, "decimals", count(stated->decimals));
  }
  json = lt_json_set(json, "stated", stated_json);
  for (int i = 0; i < LT_SURVEY_N_METHODS; i++) {
    json_t *area = isfinite(certificate->m2[i]) ? area_json(certificate->m2[i]) : json_null();
    if (stated->is_stated && isfinite(certificate->m2[i])) {
      int digits = certificate->digits[i];
      area = lt_json_set(area, "difference_m2", real(certificate->m2[i] - stated->m2, 1e4));
      area =
          lt_json_set(area, "reproduced_decimals", digits < 0 ? json_null() : json_integer(digits));
    }
    json = lt_json_set(json, methods[i], area);
  }
  return json;
}

static json_t *parcel_json(const LtSurveyFile *file, const LtSurveyParcel *parcel)
{
  static const char *const verdicts[] = {"pass", "pass", "doubt", "fail"};
  json_t *json = lt_json_set(json_object(), "number", text(parcel->number));
  json = lt_json_set(json, "name", text(parcel->name));
  json = lt_json_set(json, "line", count(parcel->line));
  json = lt_json_set(json, "verdict", text(verdicts[lt_survey_verdict(file, parcel) + 1]));
  json = lt_json_set(json, "rings", count(parcel->n_rings));
  json = lt_json_set(json, "holes", count(parcel->n_holes));
  json = lt_json_set(json, "corners", count(parcel->n_corners));
  json = lt_json_set(json, "band_edge_deg", real(parcel->edge_deg, 1e6));
  json = lt_json_set(json, "areas", certificate_json(&parcel->certificate));
  return lt_json_set(json, "findings", counts_json(parcel->counts.n));
}

static json_t *note_json(const LtSurveyNote *note)
{
  json_t *json = lt_json_set(json_object(), "rule", text(lt_survey_rule_id(note->rule)));
  json = lt_json_set(json, "severity", text(severities[note->severity]));
  json = lt_json_set(json, "line", note->line == 0 ? json_null() : count(note->line));
  json = lt_json_set(json, "parcel",
                     note->parcel == LT_SURVEY_NO_PARCEL ? json_null() : count(note->parcel + 1));
  json = lt_json_set(json, "message_zh", text(note->text.in[LT_LANG_ZH]));
  return lt_json_set(json, "message_en", text(note->text.in[LT_LANG_EN]));
}

/* Set the member @p name, and left_out. */
static json_t *notes_json(json_t *take_json, const char *name, const LtSurveyNotes *notes)
{
  json_t *findings = json_array(), *left_out = json_object();
  for (guint i = 0; i < notes->notes->len; i++)
    findings = lt_json_append(findings, note_json(&g_array_index(notes->notes, LtSurveyNote, i)));
  for (int rule = 0; rule < LT_N_SV; rule++)
    if (notes->n_of_rule[rule] > LT_SURVEY_NOTES_MAX)
      left_out = lt_json_set(left_out, lt_survey_rule_id((LtSurveyRule)rule),
                             count(notes->n_of_rule[rule] - LT_SURVEY_NOTES_MAX));
  json_t *json = lt_json_set(take_json, name, findings);
  return lt_json_set(json, "left_out", left_out);
}

static json_t *file_json(const LtSurveyFile *file)
{
  json_t *json = lt_json_set(json_object(), "file", text(file->path));
  json = lt_json_set(json, "unread", text(file->unread));
  if (file->unread != NULL)
    return json;
  json_t *parcels = json_array();
  for (size_t i = 0; i < file->n_parcels; i++)
    parcels = lt_json_append(parcels, parcel_json(file, &file->parcels[i]));
  static const char *const kinds[] = {[LT_SURVEY_TEXT] = "text",
                                      [LT_SURVEY_TABLE] = "table",
                                      [LT_SURVEY_DRAWING] = "drawing",
                                      [LT_SURVEY_LAYER] = "layer"};
  json = lt_json_set(json, "kind", text(kinds[file->kind]));
  json = lt_json_set(json, "encoding", text(file->encoding));
  json = lt_json_set(json, "crs", text(file->crs_id));
  json = lt_json_set(json, "crs_name", text(file->crs_name));
  json = lt_json_set(json, "parcels", parcels);
  json = lt_json_set(json, "zones", lt_survey_sides_json(file));
  return notes_json(json, "findings", &file->notes);
}

char *lt_report_survey_json(const LtSurveyResults *results)
{
  g_return_val_if_fail(results != NULL, NULL);
  size_t n[LT_SEVERITY_ERROR + 1];
  json_t *files = json_array();
  for (int s = 0; s <= LT_SEVERITY_ERROR; s++)
    n[s] = results->notes.n_of_severity[s];
  for (size_t i = 0; i < results->n_files; i++) {
    files = lt_json_append(files, file_json(&results->files[i]));
    for (int s = 0; results->files[i].unread == NULL && s <= LT_SEVERITY_ERROR; s++)
      n[s] += results->files[i].notes.n_of_severity[s];
  }
  json_t *json = lt_json_set(json_object(), "lantu", text(lt_version()));
  json = lt_json_set(json, "unread", count(lt_survey_unread_count(results)));
  json = lt_json_set(json, "findings", counts_json(n));
  json = lt_survey_together_json(json, results);
  json = notes_json(json, "together", &results->notes);
  json = lt_json_set(json, "undetermined", count(lt_survey_undetermined_count(results)));
  json = lt_json_set(json, "sides_within_m",
                     results->sides_within_m > 0 ? real(results->sides_within_m, 1e3) : json_null());
  return lt_json_dump(lt_json_set(json, "files", files));
}
