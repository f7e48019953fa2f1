/* The header of a parcel against what stands below it: number of points, area; the certificate. */
#include "geom/area.h"
#include "geom/official_area.h"
#include "survey/checks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Hectares are stated to 4 decimals: 1 m². */
#define HA_DECIMALS 4u

static LtSurveyPlace place_of(const LtSurveyShape *shape, LtSurveyRule rule, LtSeverity severity)
{
  return (LtSurveyPlace){rule, severity, shape->number, shape->parcel->line};
}

/* ---- number of points ---- */

/* Writers count all rows, the distinct points, or one more or less than the rows (V13). */
static void count_check(const LtSurveyCheck *check, const LtSurveyShape *shape, size_t n_distinct)
{
  LtSurveyNotes *notes = &check->text->notes;
  const char *stated = shape->parcel->fields[LT_PARCEL_JZDS];
  size_t n_rows = shape->parcel->n_rows;
  guint64 n = 0;
  if (*stated == '\0')
    return;
  if (!g_ascii_string_to_unsigned(stated, 10, 0, UINT32_MAX, &n, NULL)) {
    lt_survey_note(notes, place_of(shape, LT_SV_COUNT, LT_SEVERITY_WARNING), LT_T_SVC_COUNT_NAN,
                   stated);
    return;
  }
  size_t n_closed = n_distinct + (shape->parcel->end_ring - shape->parcel->first_ring);
  if (n == n_rows || n == n_distinct || n == n_closed)
    return;
  bool is_near = n == n_rows + 1 || n + 1 == n_rows;
  lt_survey_note(notes,
                 place_of(shape, LT_SV_COUNT, is_near ? LT_SEVERITY_INFO : LT_SEVERITY_WARNING),
                 LT_T_SVC_COUNT, stated, n_rows, n_distinct);
}

/* ---- areas ---- */

/* Whether a stated area is off by more than may be. */
static bool is_off(const LtSurveyStated *stated, double m2)
{
  return !(fabs(stated->m2 - m2) <= LT_SURVEY_AREA_LIMIT * m2);
}

/* Digits that agree by chance, as 14 does for 14.3725 and 13.8999, reproduce nothing. */
static int digits_of(const LtSurveyStated *stated, double m2)
{
  if (!stated->is_stated || !isfinite(m2) || is_off(stated, m2))
    return -1;
  double computed = m2 / lt_survey_unit_m2(stated->unit);
  /* a zero at the end may have been dropped */
  unsigned most =
      stated->unit == LT_SURVEY_HA ? MAX(stated->decimals, HA_DECIMALS) : stated->decimals;
  for (int digits = (int)MIN(most, 12); digits >= 0; digits--)
    if (lt_survey_same_number(computed, stated->number, (unsigned)digits))
      return digits;
  return -1;
}

static double geodesic_m2(const LtPlane *plane, const LtShapes *shapes, GError **error)
{
  double sum = 0;
  for (size_t ring = 0; ring < shapes->n_rings; ring++) {
    size_t begin = lt_shapes_first_point(shapes, ring), n = shapes->ring_ends[ring] - begin;
    g_autofree double *xy = lt_alloc(2 * n, sizeof *xy, "survey points", error);
    if (xy == NULL)
      return NAN;
    for (size_t i = 0; i < n; i++) {
      xy[2 * i] = (double)shapes->points[begin + i].x / LT_UNITS_PER_M;
      xy[2 * i + 1] = (double)shapes->points[begin + i].y / LT_UNITS_PER_M;
    }
    sum += (shapes->ring_holes[ring] ? -1 : 1) * lt_crs_geodesic_area_m2(plane, xy, n);
  }
  return sum;
}

static double planar_m2(const LtShapes *shapes)
{
  __int128 sum = 0; /* holes run the other way */
  for (size_t ring = 0; ring < shapes->n_rings; ring++) {
    size_t begin = lt_shapes_first_point(shapes, ring);
    sum += lt_ring_area2(shapes->points + begin, shapes->ring_ends[ring] - begin);
  }
  return (double)sum / 2 * LT_UNIT_M * LT_UNIT_M;
}

static bool measure(const LtSurveyCheck *check, const LtSurveyShape *shape,
                    LtSurveyCertificate *certificate, GError **error)
{
  double *m2 = certificate->m2;
  certificate->is_measured = shape->parcel->n_lost == 0;
  m2[LT_SURVEY_PLANAR] = planar_m2(shape->shapes);
  if (check->plane == NULL)
    return true;
  m2[LT_SURVEY_ELLIPSOID] = lt_shape_areas(check->plane, shape->shapes, 0).ellipsoid_m2;
  m2[LT_SURVEY_SERIES] = lt_official_area_m2(check->plane, shape->shapes, 0);
  GError *inner = NULL;
  m2[LT_SURVEY_GEODESIC] = geodesic_m2(check->plane, shape->shapes, &inner);
  if (inner != NULL)
    g_propagate_error(error, inner);
  return inner == NULL;
}

/* Some write m² or mu where hectares belong: the numbers tell. */
static void unit_check(const LtSurveyCheck *check, const LtSurveyShape *shape,
                       LtSurveyStated *stated, double planar)
{
  static const LtTextId names[] = {[LT_SURVEY_HA] = LT_T_SVC_UNIT_HA,
                                   [LT_SURVEY_M2] = LT_T_SVC_UNIT_M2,
                                   [LT_SURVEY_MU] = LT_T_SVC_UNIT_MU};
  const char *text = shape->parcel->fields[LT_PARCEL_DKMJ];
  bool is_written = stated->unit != LT_SURVEY_NO_UNIT;
  if (!is_written && is_off(stated, planar))
    for (LtSurveyUnit unit = LT_SURVEY_M2; unit <= LT_SURVEY_MU; unit++)
      if (fabs(stated->number * lt_survey_unit_m2(unit) - planar) <= LT_SURVEY_AREA_LIMIT * planar)
        stated->unit = unit;
  if (stated->unit == LT_SURVEY_NO_UNIT) {
    stated->unit = LT_SURVEY_HA;
    return;
  }
  stated->m2 = stated->number * lt_survey_unit_m2(stated->unit);
  if (is_written && check->text->kind != LT_SURVEY_TEXT)
    return; /* others than texts may state their unit */
  LtTextId row = is_written ? LT_T_SVC_AREA_UNIT : LT_T_SVC_AREA_GUESS;
  LtBilingual note;
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    note.in[lang] =
        lt_text_format((LtLang)lang, row, text, lt_text((LtLang)lang, names[stated->unit]));
  lt_survey_note_take(&check->text->notes, place_of(shape, LT_SV_UNIT, LT_SEVERITY_WARNING), note);
}

static void area_check(const LtSurveyCheck *check, const LtSurveyShape *shape,
                       LtSurveyCertificate *certificate)
{
  LtSurveyNotes *notes = &check->text->notes;
  LtSurveyStated *stated = &certificate->stated;
  const char *text = shape->parcel->fields[LT_PARCEL_DKMJ];
  double planar = certificate->m2[LT_SURVEY_PLANAR];
  *stated = lt_survey_stated_read(text);
  if (!stated->is_stated) {
    if (*text == '\0')
      lt_survey_note(notes, place_of(shape, LT_SV_AREA, LT_SEVERITY_INFO), LT_T_SVC_AREA_NONE,
                     planar / 1e4);
    else
      lt_survey_note(notes, place_of(shape, LT_SV_AREA, LT_SEVERITY_WARNING), LT_T_SVC_AREA_NAN,
                     text);
    return;
  }
  unit_check(check, shape, stated, planar);
  for (int method = 0; method < LT_SURVEY_N_METHODS; method++)
    certificate->digits[method] = digits_of(stated, certificate->m2[method]);
  unsigned decimals = stated->unit == LT_SURVEY_HA ? HA_DECIMALS : stated->decimals;
  double number = planar / lt_survey_unit_m2(stated->unit);
  if (lt_survey_same_number(number, stated->number, decimals))
    return;
  g_autofree char *ha = g_strdup_printf("%.*f", (int)MAX(decimals, HA_DECIMALS), stated->m2 / 1e4);
  double ellipsoid = certificate->m2[LT_SURVEY_ELLIPSOID] / lt_survey_unit_m2(stated->unit);
  if (lt_survey_same_number(ellipsoid, stated->number, decimals)) {
    lt_survey_note(notes, place_of(shape, LT_SV_AREA, LT_SEVERITY_INFO), LT_T_SVC_AREA_ELLIPSOID,
                   ha, planar / 1e4);
    return;
  }
  bool is_wrong = is_off(stated, planar);
  lt_survey_note(notes,
                 place_of(shape, LT_SV_AREA, is_wrong ? LT_SEVERITY_ERROR : LT_SEVERITY_WARNING),
                 LT_T_SVC_AREA_DIGITS, ha, planar / 1e4, stated->m2 - planar,
                 planar > 0 ? (stated->m2 - planar) / planar * 100 : NAN);
}

bool lt_survey_check_header(const LtSurveyCheck *check, const LtSurveyShape *shape,
                            LtSurveyParcel *result, GError **error)
{
  LtSurveyCertificate *certificate = &result->certificate;
  if (!measure(check, shape, certificate, error))
    return false;
  if (!certificate->is_measured)
    return true; /* what is missing would be told as a difference */
  count_check(check, shape, result->n_corners);
  if (certificate->m2[LT_SURVEY_PLANAR] <= 0)
    lt_survey_note(&check->text->notes, place_of(shape, LT_SV_CROSS, LT_SEVERITY_ERROR),
                   LT_T_SVC_ZERO);
  else
    area_check(check, shape, certificate);
  return true;
}
