/* lantu survey as a GeoPackage: docs/commands/survey.md lists its tables. */
#include "io/gpkg.h"
#include "report/overlay_values.h"
#include "report/survey_shapes.h"
#include "report/survey_together.h"

#define N(columns) G_N_ELEMENTS(columns)

static const char *const severities[] = {"info", "warning", "error"};

static const LtGpkgColumn finding_columns[] = {
    {"file", LT_VALUE_TEXT},      {"line", LT_VALUE_INTEGER},  {"parcel", LT_VALUE_TEXT},
    {"rule", LT_VALUE_TEXT},      {"severity", LT_VALUE_TEXT}, {"message_zh", LT_VALUE_TEXT},
    {"message_en", LT_VALUE_TEXT}};

/* Of a file; NULL: of all files together. */
static bool write_notes(LtGpkg *gpkg, const LtSurveyFile *file, const LtSurveyNotes *notes,
                        GError **error)
{
  for (guint i = 0; i < notes->notes->len; i++) {
    const LtSurveyNote *note = &g_array_index(notes->notes, LtSurveyNote, i);
    bool has_parcel = file != NULL && note->parcel != LT_SURVEY_NO_PARCEL;
    const LtValue values[N(finding_columns)] = {
        lt_value_text(file == NULL ? NULL : file->path),
        note->line == 0 ? lt_value_text(NULL) : lt_value_count(note->line),
        lt_value_text(has_parcel ? file->parcels[note->parcel].number : NULL),
        lt_value_text(lt_survey_rule_id(note->rule)),
        lt_value_text(severities[note->severity]),
        lt_value_text(note->text.in[LT_LANG_ZH]),
        lt_value_text(note->text.in[LT_LANG_EN])};
    if (!lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

static bool row_write(void *data, const LtShapes *shapes, size_t feature, const LtValue *values,
                      GError **error)
{
  return lt_gpkg_row(data, shapes, feature, values, error);
}

static bool write_findings(LtGpkg *gpkg, const LtSurveyResults *results, GError **error)
{
  static const LtGpkgTable table = {"finding", "what was found", LT_GEOM_NONE, finding_columns,
                                    N(finding_columns)};
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (size_t i = 0; i < results->n_files; i++)
    if (results->files[i].unread == NULL &&
        !write_notes(gpkg, &results->files[i], &results->files[i].notes, error))
      return false;
  return write_notes(gpkg, NULL, &results->notes, error);
}

bool lt_report_survey_gpkg(const LtSurveyResults *results, const char *path, bool overwrite,
                           GError **error)
{
  g_return_val_if_fail(results != NULL && path != NULL && results->keeps_texts, false);
  g_autoptr(LtCrs) crs = lt_survey_shapes_crs(results, error);
  g_autoptr(LtGpkg) gpkg = crs == NULL ? NULL : lt_gpkg_new(path, crs, overwrite, error);
  if (gpkg == NULL)
    return false;
  for (LtSurveyShapes which = 0; which < LT_SURVEY_N_SHAPES; which++)
    if (!lt_gpkg_begin(gpkg, lt_survey_shapes_table(which), error) ||
        !lt_survey_shapes_tell(which, results, row_write, gpkg, error))
      return false;
  return write_findings(gpkg, results, error) && lt_survey_together_write(gpkg, results, error) &&
         lt_gpkg_finish(gpkg, error);
}
