/* A parcel as shape: band, start and turn of rings, nesting against their numbers, faults. */
#include "survey/checks.h"

#include <math.h>

/* More faults of a shape are counted. */
#define FAULTS_TOLD 10

static LtSurveyPlace place_at(const LtSurveyCheck *check, const LtSurveyShape *shape,
                              LtSurveyRule rule, LtSeverity severity, size_t point)
{
  return (LtSurveyPlace){rule, severity, shape->number, check->text->point_lines[point]};
}

/* The point that is farthest from the central meridian tells for all. */
static void band_check(const LtSurveyCheck *check, const LtSurveyShape *shape)
{
  const LtSurveyText *text = check->text;
  size_t begin = lt_survey_ring_begin(text, shape->parcel->first_ring), at = begin;
  size_t end = text->rings[shape->parcel->end_ring - 1].end;
  if (check->plane == NULL || !check->plane->is_tm || check->width_deg == 0)
    return;
  double middle_m = check->plane->false_easting_m;
  for (size_t i = begin; i < end; i++)
    if (fabs(text->xy[2 * i] - middle_m) > fabs(text->xy[2 * at] - middle_m))
      at = i;
  double place[2] = {text->xy[2 * at], text->xy[2 * at + 1]}, degree = G_PI / 180;
  lt_plane_to_geographic(check->plane, place, 1);
  double off_deg = fabs(remainder(place[0] - check->plane->lon0_rad, 2 * G_PI)) / degree;
  double latitude_deg = place[1] / degree, half_deg = check->width_deg / 2.0;
  check->file->parcels[shape->number].edge_deg = half_deg - off_deg;
  if (!(latitude_deg >= 3 && latitude_deg <= 54))
    lt_survey_note(&check->text->notes, place_at(check, shape, LT_SV_CRS, LT_SEVERITY_WARNING, at),
                   LT_T_SVC_LATITUDE, latitude_deg);
  if (off_deg > half_deg)
    lt_survey_note(&check->text->notes, place_at(check, shape, LT_SV_BAND, LT_SEVERITY_WARNING, at),
                   LT_T_SVC_BAND, off_deg, check->width_deg, half_deg, off_deg - half_deg);
}

/* The point nearest to the north-west corner of the ring's box, the first of equal ones. */
static size_t north_west(const double *xy, size_t n)
{
  double west = INFINITY, north = -INFINITY, least = INFINITY;
  size_t best = 0;
  for (size_t i = 0; i < n; i++) {
    west = fmin(west, xy[2 * i]);
    north = fmax(north, xy[2 * i + 1]);
  }
  for (size_t i = 0; i < n; i++) {
    double off = hypot(xy[2 * i] - west, xy[2 * i + 1] - north);
    if (off < least) {
      least = off;
      best = i;
    }
  }
  return best;
}

static bool is_clockwise(const double *xy, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i + 1 < n; i++)
    sum += (xy[2 * i] - xy[0]) * (xy[2 * i + 3] - xy[1]) -
           (xy[2 * i + 2] - xy[0]) * (xy[2 * i + 1] - xy[1]);
  return sum < 0;
}

static void ring_check(const LtSurveyCheck *check, const LtSurveyShape *shape, size_t ring)
{
  const LtSurveyText *text = check->text;
  LtSurveyNotes *notes = &check->text->notes;
  size_t begin = lt_survey_ring_begin(text, ring), n = text->rings[ring].end - begin;
  const double *xy = text->xy + 2 * begin;
  size_t id = text->rings[ring].id, best = north_west(xy, n - 1);
  bool is_hole = shape->is_hole[ring - shape->parcel->first_ring];
  if (best != 0 && text->kind == LT_SURVEY_LAYER)
    lt_survey_note(notes, place_at(check, shape, LT_SV_START, LT_SEVERITY_INFO, begin),
                   LT_T_SVC_START_AT, id, xy[2 * best + 1], xy[2 * best]);
  else if (best != 0)
    lt_survey_note(notes, place_at(check, shape, LT_SV_START, LT_SEVERITY_INFO, begin),
                   LT_T_SVC_START, id, (size_t)text->point_lines[begin + best]);
  if (is_clockwise(xy, n) == is_hole)
    lt_survey_note(notes, place_at(check, shape, LT_SV_TURN, LT_SEVERITY_INFO, begin),
                   is_hole ? LT_T_SVC_TURN_HOLE : LT_T_SVC_TURN_SHELL, id);
}

/* Readers take the first ring as the shell and all others as its holes. */
static void nest_check(const LtSurveyCheck *check, const LtSurveyShape *shape)
{
  const LtSurveyText *text = check->text;
  LtSurveyNotes *notes = &check->text->notes;
  size_t first = shape->parcel->first_ring, end = shape->parcel->end_ring;
  for (size_t ring = first; ring < end; ring++) {
    LtSurveyPlace place =
        place_at(check, shape, LT_SV_NEST, LT_SEVERITY_WARNING, lt_survey_ring_begin(text, ring));
    bool is_hole = shape->is_hole[ring - first];
    size_t id = text->rings[ring].id;
    if (end - first == 1 && id != 1) {
      place.severity = LT_SEVERITY_INFO;
      lt_survey_note(notes, place, LT_T_SVC_NEST_ONLY, id);
    } else if (ring == first && is_hole) {
      lt_survey_note(notes, place, LT_T_SVC_NEST_HOLE);
    } else if (ring > first && !is_hole) {
      lt_survey_note(notes, place, LT_T_SVC_NEST_SHELL, id);
    }
  }
}

static bool faults_check(const LtSurveyCheck *check, const LtSurveyShape *shape, GError **error)
{
  LtRingFaults faults;
  LtSurveyPlace place = {LT_SV_CROSS, LT_SEVERITY_ERROR, shape->number, shape->parcel->line};
  if (!lt_ring_noding_find(check->scratch->noding, shape->shapes, 0, &faults, error))
    return false;
  for (size_t i = 0; i < MIN(faults.n, FAULTS_TOLD); i++) {
    const LtRingFault *fault = &faults.faults[i];
    LtBilingual text;
    for (int lang = 0; lang < LT_N_LANGS; lang++)
      text.in[lang] = lt_text_format(
          (LtLang)lang, LT_T_SVC_CROSS, lt_text((LtLang)lang, lt_validity_text(fault->validity)),
          (double)fault->place.y / LT_UNITS_PER_M, (double)fault->place.x / LT_UNITS_PER_M);
    lt_survey_note_take(&check->text->notes, place, text);
  }
  if (faults.n > FAULTS_TOLD)
    lt_survey_note(&check->text->notes, place, LT_T_SVC_CROSS_MORE, faults.n - FAULTS_TOLD);
  return true;
}

bool lt_survey_check_shape(const LtSurveyCheck *check, const LtSurveyShape *shape, GError **error)
{
  band_check(check, shape);
  for (size_t ring = shape->parcel->first_ring; ring < shape->parcel->end_ring; ring++)
    ring_check(check, shape, ring);
  nest_check(check, shape);
  return faults_check(check, shape, error);
}
