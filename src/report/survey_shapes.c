#include "report/survey_shapes.h"

#include "report/overlay_values.h"

#include <lantu/mu.h>
#include <math.h>

#define N(columns) G_N_ELEMENTS(columns)

static const char *const verdicts[] = {"pass", "pass", "doubt", "fail"};

/* Shapes stand in one system: the CRS of all, or the only one there is. */
LtCrs *lt_survey_shapes_crs(const LtSurveyResults *results, GError **error)
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

typedef struct {
  LtSurveyRowFunc func;
  void *data;
} Sink;

static const LtGpkgColumn parcel_columns[] = {
    {"file", LT_VALUE_TEXT},       {"crs", LT_VALUE_TEXT},         {"line", LT_VALUE_INTEGER},
    {"number", LT_VALUE_TEXT},     {"name", LT_VALUE_TEXT},        {"verdict", LT_VALUE_TEXT},
    {"corners", LT_VALUE_INTEGER}, {"errors", LT_VALUE_INTEGER},   {"warnings", LT_VALUE_INTEGER},
    {"stated_m2", LT_VALUE_REAL},  {"planar_m2", LT_VALUE_REAL},   {"ellipsoid_m2", LT_VALUE_REAL},
    {"series_m2", LT_VALUE_REAL},  {"geodesic_m2", LT_VALUE_REAL}, {"mu", LT_VALUE_REAL}};

/* A parcel that is not whole, or of no system, has a row without shape. */
static bool parcel_tell(const Sink *sink, const LtSurveyResults *results, const LtSurveyFile *file,
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
  return sink->func(sink->data, has_shape ? shapes : NULL, number, values, error);
}

static const LtGpkgColumn corner_columns[] = {
    {"file", LT_VALUE_TEXT},    {"parcel", LT_VALUE_TEXT},    {"line", LT_VALUE_INTEGER},
    {"ring", LT_VALUE_INTEGER}, {"number", LT_VALUE_INTEGER}, {"x_m", LT_VALUE_REAL},
    {"y_m", LT_VALUE_REAL},     {"side_m", LT_VALUE_REAL}};

/* The corners of a ring, each with the side to the next. */
static bool ring_tell(const Sink *sink, const LtSurveyFile *file, size_t number, size_t ring,
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
            sink->func(sink->data, has_place ? shapes : NULL, n, values, error);
  }
  return is_ok;
}

static bool corners_tell(const Sink *sink, const LtSurveyResults *results, const LtSurveyFile *file,
                         GError **error)
{
  bool is_ok = true;
  for (size_t i = 0; is_ok && shapes_of(results, file) != NULL && i < file->n_parcels; i++) {
    const LtParcel *parcel = &file->text->parcels[i];
    for (size_t ring = parcel->first_ring; is_ok && ring < parcel->end_ring; ring++)
      is_ok = ring_tell(sink, file, i, ring, error);
  }
  return is_ok;
}

static bool parcels_tell(const Sink *sink, const LtSurveyResults *results, const LtSurveyFile *file,
                         GError **error)
{
  for (size_t i = 0; i < file->n_parcels; i++)
    if (!parcel_tell(sink, results, file, i, error))
      return false;
  return true;
}

static const struct {
  LtGpkgTable table;
  bool (*tell)(const Sink *sink, const LtSurveyResults *results, const LtSurveyFile *file,
               GError **error);
} tables[] = {
    [LT_SURVEY_PARCELS] = {{"parcel", "parcels as surveyed", LT_GEOM_POLYGON, parcel_columns,
                            N(parcel_columns)},
                           parcels_tell},
    [LT_SURVEY_CORNERS] = {{"corner", "corners", LT_GEOM_POINT, corner_columns, N(corner_columns)},
                           corners_tell}};

const LtGpkgTable *lt_survey_shapes_table(LtSurveyShapes which)
{
  return &tables[which].table;
}

bool lt_survey_shapes_tell(LtSurveyShapes which, const LtSurveyResults *results,
                           LtSurveyRowFunc func, void *data, GError **error)
{
  const Sink sink = {func, data};
  for (size_t i = 0; i < results->n_files; i++)
    if (results->files[i].unread == NULL &&
        !tables[which].tell(&sink, results, &results->files[i], error))
      return false;
  return true;
}
