/* lantu survey as a GeoPackage: docs/commands/survey.md lists its tables. */
#include "io/gpkg.h"
#include "report/overlay_values.h"
#include "report/survey_shapes.h"
#include "report/survey_sides.h"
#include "report/survey_together.h"

#include <math.h>

#define N(columns) G_N_ELEMENTS(columns)

static const char *const severities[] = {"info", "warning", "error"};

static const LtGpkgColumn side_columns[] = {
    {"file", LT_VALUE_TEXT},      {"parcel", LT_VALUE_TEXT},      {"block", LT_VALUE_TEXT},
    {"side", LT_VALUE_TEXT},      {"sentence", LT_VALUE_TEXT},    {"state", LT_VALUE_TEXT},
    {"length_m", LT_VALUE_REAL},  {"share", LT_VALUE_REAL},       {"mean_m", LT_VALUE_REAL},
    {"largest_m", LT_VALUE_REAL}, {"largest_x_m", LT_VALUE_REAL}, {"largest_y_m", LT_VALUE_REAL}};

/* A side that the zone does not have has a row without shape. */
static bool write_side(LtGpkg *gpkg, const LtSurveyResults *results, const LtSurveyFile *file,
                       const LtSurveyZone *zone, LtSide number, GError **error)
{
  const LtSideResult *side = &zone->sides->sides[number];
  bool is_there = results->crs == NULL || file->common == file->shapes;
  const LtShapes *line = is_there ? side->line : side->common_line;
  bool is_all = zone->parcel == LT_SURVEY_NO_PARCEL, has_largest = isfinite(side->largest_m);
  const LtValue values[N(side_columns)] = {
      lt_value_text(file->path),
      lt_value_text(is_all ? NULL : file->parcels[zone->parcel].number),
      lt_value_text(zone->sides->block),
      lt_value_text(lt_side_name(number)),
      lt_value_text(side->text),
      lt_value_text(lt_side_state_name(side->state)),
      lt_value_length(side->length_m),
      lt_value_length(side->share),
      lt_value_length(side->mean_m),
      lt_value_length(side->largest_m),
      lt_value_length(has_largest ? (double)side->largest_at.y / LT_UNITS_PER_M : NAN),
      lt_value_length(has_largest ? (double)side->largest_at.x / LT_UNITS_PER_M : NAN)};
  bool has_line = line != NULL && line->n_features == 1 && line->types[0] == LT_GEOM_LINE;
  return lt_gpkg_row(gpkg, has_line ? line : NULL, 0, values, error);
}

static bool write_sides_of(LtGpkg *gpkg, const LtSurveyResults *results, const LtSurveyFile *file,
                           GError **error)
{
  for (guint i = 0; file->zones != NULL && i < file->zones->len; i++)
    for (int side = 0; side < LT_N_SIDES; side++)
      if (!write_side(gpkg, results, file, &g_array_index(file->zones, LtSurveyZone, i),
                      (LtSide)side, error))
        return false;
  return true;
}

/* There is no such table without sentences. */
static bool write_sides(LtGpkg *gpkg, const LtSurveyResults *results, GError **error)
{
  static const LtGpkgTable table = {"side", "sides of zones with a sentence", LT_GEOM_LINE,
                                    side_columns, N(side_columns)};
  bool is_ok = !(results->sides_within_m > 0) || lt_gpkg_begin(gpkg, &table, error);
  for (size_t i = 0; is_ok && i < results->n_files; i++)
    is_ok = write_sides_of(gpkg, results, &results->files[i], error);
  return is_ok;
}

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
  return write_sides(gpkg, results, error) && write_findings(gpkg, results, error) &&
         lt_survey_together_write(gpkg, results, error) && lt_gpkg_finish(gpkg, error);
}
