/* Parts of one zone: their sums against the approved total. */
#include "survey/checks.h"
#include "survey/together.h"

#include <math.h>

static void note_of_all(LtSurveyResults *results, LtSeverity severity, LtBilingual take_text)
{
  lt_survey_note_take(&results->notes,
                      (LtSurveyPlace){LT_SV_TOTAL, severity, LT_SURVEY_NO_PARCEL, 0}, take_text);
}

/* ---- sums ---- */

static void file_add(LtSurveySet *set, const LtSurveyFile *file)
{
  for (size_t i = 0; i < file->n_parcels; i++) {
    const LtSurveyCertificate *certificate = &file->parcels[i].certificate;
    set->n_parts++;
    if (!certificate->is_measured) {
      set->n_unmeasured++;
      continue;
    }
    for (int method = 0; method < LT_SURVEY_N_METHODS; method++)
      set->m2[method] += certificate->m2[method];
    set->stated_m2 += certificate->stated.is_stated ? certificate->stated.m2 : NAN;
  }
}

/* What several parts cover: all parts less the ground that they cover, each place once. A copy of
 * the shapes makes it the question of two layers, whose common ground is told so. */
static bool repeated_find(const LtSurveyResults *results, LtSurveySet *set, LtRun *run,
                          GError **error)
{
  LtPlane plane;
  g_auto(LtSurveyWhole) whole = {0}, copy = {0};
  set->repeated_m2 = NAN;
  if (results->crs == NULL || results->members->len == 0)
    return true;
  if (!lt_crs_plane(results->crs, &plane, error) || !lt_survey_whole_make(results, &whole, error) ||
      !lt_survey_whole_make(results, &copy, error))
    return false;
  LtOverlayInput input = {.a = whole.shapes, .b = copy.shapes, .plane = &plane, .table_only = true};
  g_autoptr(LtOverlay) overlay = lt_overlay_run(&input, run, error);
  if (overlay == NULL)
    return false;
  double sum = 0;
  for (size_t i = 0; i < whole.shapes->n_features; i++)
    sum += lt_shape_areas(&plane, whole.shapes, i).planar_m2;
  /* both are sums of whole lattice squares, but crossings are rounded */
  set->repeated_m2 = sum - overlay->both.planar_m2 < 1e-4 ? 0 : sum - overlay->both.planar_m2;
  return true;
}

/* ---- the total ---- */

/* As the caller wrote it, else as the heads do, which must agree. */
static bool approved_find(LtSurveyResults *results, const LtSurveyFiles *files,
                          LtSurveyStated *approved, GError **error)
{
  const char *total = files->approved, *first = NULL;
  for (size_t i = 0; total == NULL && i < results->n_files; i++) {
    const LtSurveyFile *file = &results->files[i];
    if (file->total == NULL)
      continue;
    if (first != NULL && g_strcmp0(file->total, first) != 0) {
      lt_survey_note(&results->notes,
                     (LtSurveyPlace){LT_SV_TOTAL, LT_SEVERITY_WARNING, LT_SURVEY_NO_PARCEL, 0},
                     LT_T_SVC_TOTAL_DIFFERS, first, file->total);
      return true;
    }
    first = file->total;
  }
  if (total == NULL && first == NULL)
    return true;
  *approved = lt_survey_stated_read(total != NULL ? total : first);
  if (approved->unit == LT_SURVEY_NO_UNIT)
    approved->unit = LT_SURVEY_HA;
  if (approved->is_stated && approved->m2 > 0)
    return true;
  if (total != NULL)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_SVC_NO_APPROVED, total);
  approved->is_stated = false;
  lt_survey_note(&results->notes,
                 (LtSurveyPlace){LT_SV_TOTAL, LT_SEVERITY_WARNING, LT_SURVEY_NO_PARCEL, 0},
                 LT_T_SVC_AREA_NAN, first);
  return true;
}

static void total_check(LtSurveyResults *results, const LtSurveySet *set)
{
  const LtSurveyStated *approved = &set->approved;
  double unit_m2 = lt_survey_unit_m2(approved->unit), planar = set->m2[LT_SURVEY_PLANAR];
  double off_m2 = planar - approved->m2;
  LtBilingual text;
  if (lt_survey_same_number(planar / unit_m2, approved->number, approved->decimals))
    return;
  bool is_ellipsoid = lt_survey_same_number(set->m2[LT_SURVEY_ELLIPSOID] / unit_m2,
                                            approved->number, approved->decimals);
  LtSeverity severity = is_ellipsoid                                          ? LT_SEVERITY_INFO
                        : fabs(off_m2) <= LT_SURVEY_AREA_LIMIT * approved->m2 ? LT_SEVERITY_WARNING
                                                                              : LT_SEVERITY_ERROR;
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    text.in[lang] =
        lt_text_format((LtLang)lang, is_ellipsoid ? LT_T_SVC_TOTAL_ELLIPSOID : LT_T_SVC_TOTAL,
                       planar / 1e4, approved->m2 / 1e4, off_m2, 100 * off_m2 / approved->m2);
  note_of_all(results, severity, text);
}

bool lt_survey_check_set(LtSurveyResults *results, const LtSurveyFiles *files, LtRun *run,
                         GError **error)
{
  if (!files->is_set)
    return true;
  LtSurveySet *set = results->set = g_new0(LtSurveySet, 1);
  set->name = files->set_name;
  if (!approved_find(results, files, &set->approved, error))
    return false;
  for (size_t i = 0; i < results->n_files; i++)
    if (results->files[i].unread == NULL)
      file_add(set, &results->files[i]);
  size_t n_unread = lt_survey_unread_count(results);
  if (set->n_unmeasured > 0 || n_unread > 0)
    lt_survey_note(&results->notes,
                   (LtSurveyPlace){LT_SV_SKIP, LT_SEVERITY_WARNING, LT_SURVEY_NO_PARCEL, 0},
                   LT_T_SVC_TOTAL_PARTS, set->n_unmeasured, n_unread);
  else if (set->approved.is_stated && set->n_parts > 0)
    total_check(results, set);
  return repeated_find(results, set, run, error);
}
