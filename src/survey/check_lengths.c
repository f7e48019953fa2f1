/* Lengths of sides as a table states them against those of the coordinates. */
#include "survey/checks.h"

#include <math.h>

/* A stated side that is off by more is wrong (domain §6: side check). */
#define WRONG_M 0.10
/* Metres of a degree, for the last digit of coordinates in degrees. */
#define DEGREE_M 111320.0

typedef struct {
  const LtSurveyText *text;
  double step_m;  /* of the last digit of coordinates */
  bool is_before; /* sides stand on the row of their second point */
} Reading;

/* The points of a side; false: it leads out of its ring. */
static bool side_ends(const Reading *reading, const LtSurveySide *side, size_t begin, size_t end,
                      size_t *p, size_t *q)
{
  bool is_before = side->form == LT_SIDE_ON_ROW && reading->is_before;
  if (is_before ? side->point == begin : side->point + 1 == end)
    return false;
  *p = is_before ? side->point - 1 : side->point;
  *q = *p + 1;
  return true;
}

static double difference_m(const Reading *reading, const LtSurveySide *side, size_t p, size_t q,
                           double *length_m)
{
  const double *xy = reading->text->xy;
  *length_m = hypot(xy[2 * q] - xy[2 * p], xy[2 * q + 1] - xy[2 * p + 1]);
  return side->length_m - *length_m;
}

/* Half a unit of the side's last digit, and what two rounded corners make of it. */
static double limit_m(const Reading *reading, const LtSurveySide *side)
{
  return 0.5 * pow(10, -(double)MIN(side->decimals, 9)) + sqrt(2) * reading->step_m + 1e-9;
}

static size_t ring_of(const LtSurveyText *text, size_t ring, size_t point)
{
  while (ring < text->n_rings && text->rings[ring].end <= point)
    ring++;
  return ring;
}

/* Which of both readings fits more sides that stand on rows of points: that they lead to the next
 * point goes before. */
static bool sides_are_before(Reading *reading)
{
  const LtSurveyText *text = reading->text;
  size_t n_fit[2] = {0, 0};
  for (int before = 0; before < 2; before++) {
    reading->is_before = before != 0;
    size_t ring = 0;
    for (guint i = 0; i < text->sides->len; i++) {
      const LtSurveySide *side = &g_array_index(text->sides, LtSurveySide, i);
      size_t p, q;
      double length_m;
      ring = ring_of(text, ring, side->point);
      if (side->form != LT_SIDE_ON_ROW || ring == text->n_rings ||
          !side_ends(reading, side, lt_survey_ring_begin(text, ring), text->rings[ring].end, &p,
                     &q))
        continue;
      n_fit[before] += fabs(difference_m(reading, side, p, q, &length_m)) <= WRONG_M;
    }
  }
  return n_fit[1] > n_fit[0];
}

static void side_check(const LtSurveyCheck *check, const Reading *reading, const LtSurveySide *side,
                       size_t parcel, size_t ring)
{
  LtSurveyText *text = check->text;
  size_t p, q;
  double length_m;
  LtSurveyPlace place = {LT_SV_SIDE, LT_SEVERITY_WARNING, parcel, side->line};
  int decimals = (int)MIN(side->decimals, 9);
  if (!side_ends(reading, side, lt_survey_ring_begin(text, ring), text->rings[ring].end, &p, &q)) {
    place.severity = LT_SEVERITY_INFO;
    lt_survey_note(&text->notes, place, LT_T_SVC_SIDE_LAST, decimals, side->length_m);
    return;
  }
  double off_m = difference_m(reading, side, p, q, &length_m);
  if (fabs(off_m) <= limit_m(reading, side))
    return;
  place.severity = fabs(off_m) > WRONG_M ? LT_SEVERITY_ERROR : LT_SEVERITY_WARNING;
  lt_survey_note(&text->notes, place, LT_T_SVC_SIDE, decimals, side->length_m, length_m, off_m);
}

void lt_survey_check_lengths(const LtSurveyCheck *check)
{
  const LtSurveyText *text = check->text;
  if (text->sides == NULL || text->sides->len == 0 || !check->is_flat)
    return;
  unsigned decimals = 0;
  for (size_t i = 0; i < text->n_parcels; i++)
    decimals = MAX(decimals, text->parcels[i].max_decimals);
  Reading reading = {.text = text, .step_m = pow(10, -(double)MIN(decimals, 12))};
  if (text->is_degrees)
    reading.step_m *= DEGREE_M;
  reading.is_before = sides_are_before(&reading);
  size_t parcel = 0, ring = 0;
  for (guint i = 0; i < text->sides->len; i++) {
    const LtSurveySide *side = &g_array_index(text->sides, LtSurveySide, i);
    ring = ring_of(text, ring, side->point);
    while (parcel < text->n_parcels && text->parcels[parcel].end_ring <= ring)
      parcel++;
    if (ring < text->n_rings && parcel < text->n_parcels)
      side_check(check, &reading, side, parcel, ring);
  }
}
