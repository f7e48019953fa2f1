/* lantu survey as a GeoPackage: docs/commands/survey.md lists its tables. */
#include "io/gpkg.h"
#include "report/overlay_values.h"
#include "report/survey_together.h"

#include <lantu/mu.h>
#include <math.h>
#include <string.h>

#define N(columns) G_N_ELEMENTS(columns)

static const char *const severities[] = {"info", "warning", "error"};
static const char *const verdicts[] = {"pass", "pass", "doubt", "fail"};

/* Shapes stand in one system: the CRS of all, or the only one there is. */
static LtCrs *crs_find(const LtSurveyResults *results, GError **error)
{
  for (size_t i = 0; i < results->n_files; i++) {
    const LtSurveyFile *file = &results->files[i];
    if (file->unread == NULL && file->crs_id != NULL)
      return lt_crs_parse(results->crs != NULL ? lt_crs_id(results->crs) : file->crs_id, error);
  }
  lt_fail(error, LT_ERROR_USAGE, LT_T_SURVEY_NO_SYSTEM_OUT);
  return NULL;
}

/* A file's shapes there; NULL: they have no place in it. */
static const LtShapes *shapes_of(const LtSurveyResults *results, const LtSurveyFile *file)
{
  if (file->crs_id == NULL)
    return NULL;
  return results->crs != NULL ? file->common : file->shapes;
}

static const LtGpkgColumn parcel_columns[] = {
    {"file", LT_VALUE_TEXT},       {"crs", LT_VALUE_TEXT},         {"line", LT_VALUE_INTEGER},
    {"number", LT_VALUE_TEXT},     {"name", LT_VALUE_TEXT},        {"verdict", LT_VALUE_TEXT},
    {"corners", LT_VALUE_INTEGER}, {"errors", LT_VALUE_INTEGER},   {"warnings", LT_VALUE_INTEGER},
    {"stated_m2", LT_VALUE_REAL},  {"planar_m2", LT_VALUE_REAL},   {"ellipsoid_m2", LT_VALUE_REAL},
    {"series_m2", LT_VALUE_REAL},  {"geodesic_m2", LT_VALUE_REAL}, {"mu", LT_VALUE_REAL}};

/* A parcel that is not whole, or of no system, has a row without shape. */
static bool write_parcel(LtGpkg *gpkg, const LtSurveyResults *results, const LtSurveyFile *file,
                         size_t number, GError **error)
{
  const LtSurveyParcel *parcel = &file->parcels[number];
  const LtSurveyCertificate *certificate = &parcel->certificate;
  const double *m2 = certificate->m2;
  const LtShapes *shapes = shapes_of(results, file);
  bool has_shape = shapes != NULL && shapes->types[number] == LT_GEOM_POLYGON;
  const LtValue values[N(parcel_columns)] = {
      lt_value_text(file->path),
      lt_value_text(file->crs_id),
      lt_value_count(parcel->line),
      lt_value_text(parcel->number),
      lt_value_text(parcel->name),
      lt_value_text(verdicts[lt_survey_verdict(file, parcel) + 1]),
      lt_value_count(parcel->n_corners),
      lt_value_count(parcel->counts.n[LT_SEVERITY_ERROR]),
      lt_value_count(parcel->counts.n[LT_SEVERITY_WARNING]),
      lt_value_area(certificate->stated.is_stated ? certificate->stated.m2 : NAN),
      lt_value_area(certificate->is_measured ? m2[LT_SURVEY_PLANAR] : NAN),
      lt_value_area(certificate->is_measured ? m2[LT_SURVEY_ELLIPSOID] : NAN),
      lt_value_area(certificate->is_measured ? m2[LT_SURVEY_SERIES] : NAN),
      lt_value_area(certificate->is_measured ? m2[LT_SURVEY_GEODESIC] : NAN),
      lt_value_area(certificate->is_measured ? m2[LT_SURVEY_PLANAR] / LT_MU_M2 : NAN)};
  return lt_gpkg_row(gpkg, has_shape ? shapes : NULL, number, values, error);
}

static const LtGpkgColumn corner_columns[] = {
    {"file", LT_VALUE_TEXT},    {"parcel", LT_VALUE_TEXT},    {"line", LT_VALUE_INTEGER},
    {"ring", LT_VALUE_INTEGER}, {"number", LT_VALUE_INTEGER}, {"x_m", LT_VALUE_REAL},
    {"y_m", LT_VALUE_REAL},     {"side_m", LT_VALUE_REAL}};

/* The corners of a ring, each with the side to the next. */
static bool write_ring(LtGpkg *gpkg, const LtSurveyFile *file, size_t number, size_t ring,
                       GError **error)
{
  const LtSurveyText *text = file->text;
  g_autoptr(LtShapes) shapes = lt_shapes_new();
  bool is_ok = true;
  for (size_t i = lt_survey_ring_begin(text, ring), n = 0; is_ok && i + 1 < text->rings[ring].end;
       i++, n++) {
    const double *xy = text->xy + 2 * i;
    const double *at = file->common_xy != NULL ? file->common_xy + 2 * i : xy;
    bool has_place = isfinite(at[0]) && isfinite(at[1]);
    LtPoint point = {has_place ? llround(at[0] * LT_UNITS_PER_M) : 0,
                     has_place ? llround(at[1] * LT_UNITS_PER_M) : 0};
    const LtValue values[N(corner_columns)] = {
        lt_value_text(file->path),
        lt_value_text(file->parcels[number].number),
        lt_value_count(text->point_lines[i]),
        lt_value_count(text->rings[ring].id),
        lt_value_count(text->point_numbers[i]),
        lt_value_length(xy[1]),
        lt_value_length(xy[0]),
        lt_value_length(hypot(xy[2] - xy[0], xy[3] - xy[1]))};
    is_ok = lt_shapes_add_feature(shapes, LT_GEOM_POINT, error) &&
            lt_shapes_add_ring(shapes, &point, 1, false, error) &&
            lt_gpkg_row(gpkg, has_place ? shapes : NULL, n, values, error);
  }
  return is_ok;
}

static bool write_corners(LtGpkg *gpkg, const LtSurveyResults *results, const LtSurveyFile *file,
                          GError **error)
{
  bool is_ok = true;
  for (size_t i = 0; is_ok && shapes_of(results, file) != NULL && i < file->n_parcels; i++) {
    const LtParcel *parcel = &file->text->parcels[i];
    for (size_t ring = parcel->first_ring; is_ok && ring < parcel->end_ring; ring++)
      is_ok = write_ring(gpkg, file, i, ring, error);
  }
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

static bool write_findings(LtGpkg *gpkg, const LtSurveyResults *results, const LtSurveyFile *file,
                           GError **error)
{
  (void)results;
  return write_notes(gpkg, file, &file->notes, error);
}

static bool write_parcels(LtGpkg *gpkg, const LtSurveyResults *results, const LtSurveyFile *file,
                          GError **error)
{
  for (size_t i = 0; i < file->n_parcels; i++)
    if (!write_parcel(gpkg, results, file, i, error))
      return false;
  return true;
}

bool lt_report_survey_gpkg(const LtSurveyResults *results, const char *path, bool overwrite,
                           GError **error)
{
  static const struct {
    LtGpkgTable table;
    bool (*write)(LtGpkg *gpkg, const LtSurveyResults *results, const LtSurveyFile *file,
                  GError **error);
  } tables[] = {
      {{"parcel", "parcels as surveyed", LT_GEOM_POLYGON, parcel_columns, N(parcel_columns)},
       write_parcels},
      {{"corner", "corners", LT_GEOM_POINT, corner_columns, N(corner_columns)}, write_corners},
      {{"finding", "what was found", LT_GEOM_NONE, finding_columns, N(finding_columns)},
       write_findings}};
  g_return_val_if_fail(results != NULL && path != NULL && results->keeps_texts, false);
  g_autoptr(LtCrs) crs = crs_find(results, error);
  g_autoptr(LtGpkg) gpkg = crs == NULL ? NULL : lt_gpkg_new(path, crs, overwrite, error);
  if (gpkg == NULL)
    return false;
  for (size_t table = 0; table < N(tables); table++) {
    if (!lt_gpkg_begin(gpkg, &tables[table].table, error))
      return false;
    for (size_t i = 0; i < results->n_files; i++)
      if (results->files[i].unread == NULL &&
          !tables[table].write(gpkg, results, &results->files[i], error))
        return false;
  }
  return write_notes(gpkg, NULL, &results->notes, error) &&
         lt_survey_together_write(gpkg, results, error) && lt_gpkg_finish(gpkg, error);
}
