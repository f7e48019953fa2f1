/* Points of a parcel as they stand in the file: distances, angles, numbers, decimals. One note for
 * each kind and parcel, at its first place. */
#include "survey/checks.h"

#include <math.h>

/* Decided on the lattice, in integers: the coordinates of a file have decimals that no double has.
 * Limits are units of it. */
typedef __int128 Wide;

/* Points nearer are one (domain §1.2): 0.0001 m. */
#define SAME_UNITS 1
/* The accuracy of a corner against the control (domain §6): nearer points cannot be told apart. */
#define CLOSE_M 0.05
#define CLOSE_UNITS 500
#define SPIKE_DEG 10.0
/* A point so near to the line is there by the rounding of millimetres: 0.0006 m. */
#define LINE_UNITS 6

typedef struct {
  size_t n, at, before; /* how many, the first of them, a number that goes with it */
  double value;
} Places;

typedef struct {
  Places same, close, spike, line, gap, again;
} Found;

static void place_add(Places *places, size_t at, size_t before, double value)
{
  if (places->n++ == 0)
    *places = (Places){1, at, before, value};
}

static LtSurveyPlace place_of(const LtSurveyCheck *check, LtSurveyRule rule, LtSeverity severity,
                              size_t parcel, size_t point)
{
  return (LtSurveyPlace){rule, severity, parcel, check->text->point_lines[point]};
}

static LtPoint point_of(const double *xy)
{
  return (LtPoint){llround(xy[0] * LT_UNITS_PER_M), llround(xy[1] * LT_UNITS_PER_M)};
}

static Wide distance2(LtPoint p, LtPoint q)
{
  Wide dx = p.x - q.x, dy = p.y - q.y;
  return dx * dx + dy * dy;
}

static double metres(Wide distance2_units)
{
  return sqrt((double)distance2_units) * LT_UNIT_M;
}

/* Whether the corner is no farther from the line than the limit; a larger cross product is none of
 * points on the lattice that are. */
static bool is_on_line(Wide cross, Wide whole2)
{
  Wide size = cross < 0 ? -cross : cross;
  return size <= INT64_MAX && size * size <= (Wide)LINE_UNITS * LINE_UNITS * whole2;
}

/* The corner at q between p and r. */
static void corner_look(Found *found, LtPoint p, LtPoint q, LtPoint r, size_t at)
{
  Wide ax = p.x - q.x, ay = p.y - q.y, bx = r.x - q.x, by = r.y - q.y;
  Wide cross = ax * by - ay * bx, dot = ax * bx + ay * by, whole2 = distance2(p, r);
  if (distance2(p, q) <= SAME_UNITS || distance2(q, r) <= SAME_UNITS)
    return;
  double angle_deg = fabs(atan2((double)cross, (double)dot)) * 180 / G_PI;
  if (angle_deg < SPIKE_DEG)
    place_add(&found->spike, at, 0, angle_deg);
  else if (dot < 0 && is_on_line(cross, whole2))
    place_add(&found->line, at, 0, fabs((double)cross) / sqrt((double)whole2) * LT_UNIT_M);
}

static void ring_look(const LtSurveyText *text, size_t begin, size_t end, Found *found)
{
  size_t n = end - begin - 1; /* without the closing point */
  for (size_t i = 0; i < n; i++) {
    LtPoint q = point_of(text->xy + 2 * (begin + i));
    LtPoint p = point_of(text->xy + 2 * (begin + (i + n - 1) % n));
    LtPoint r = point_of(text->xy + 2 * (begin + (i + 1) % n));
    size_t before = text->point_lines[begin + (i + n - 1) % n];
    Wide apart2 = distance2(p, q);
    if (apart2 <= SAME_UNITS)
      place_add(&found->same, begin + i, before, metres(apart2));
    else if (apart2 < (Wide)CLOSE_UNITS * CLOSE_UNITS)
      place_add(&found->close, begin + i, before, metres(apart2));
    corner_look(found, p, q, r, begin + i);
  }
}

/* Numbers go on by one in a ring. */
static void numbers_look(const LtSurveyText *text, size_t begin, size_t end, Found *found)
{
  for (size_t i = begin + 1; i + 1 < end; i++) {
    uint32_t last = text->point_numbers[i - 1], number = text->point_numbers[i];
    if (last == 0 || number == 0 || number == last + 1)
      continue;
    place_add(number > last ? &found->gap : &found->again, i, last, number);
  }
}

/* The first number of a ring: 1, or that behind the ring before. */
static void ring_numbers_check(const LtSurveyCheck *check, size_t parcel, size_t ring)
{
  const LtSurveyText *text = check->text;
  LtSurveyNotes *notes = &check->text->notes;
  size_t begin = lt_survey_ring_begin(text, ring), end = text->rings[ring].end;
  uint32_t first = text->point_numbers[begin], closing = text->point_numbers[end - 1];
  if (ring > text->parcels[parcel].first_ring && first == 1)
    lt_survey_note(notes, place_of(check, LT_SV_NUM, LT_SEVERITY_INFO, parcel, begin),
                   LT_T_SVC_NUM_RESTART, (size_t)text->rings[ring].id);
  if (text->rings[ring].is_closed && closing != first && closing != 0 && closing != 1)
    lt_survey_note(notes, place_of(check, LT_SV_NUM, LT_SEVERITY_WARNING, parcel, end - 1),
                   LT_T_SVC_NUM_CLOSING, (size_t)closing, (size_t)first);
}

/* Points of a layer have no lines: their coordinates tell which are meant. */
static void found_tell_layer(const LtSurveyCheck *check, size_t parcel, const Found *found)
{
  LtSurveyNotes *notes = &check->text->notes;
  const struct {
    const Places *places;
    LtSurveyRule rule;
    LtSeverity severity;
    LtTextId text;
  } rows[] = {{&found->same, LT_SV_DUP, LT_SEVERITY_WARNING, LT_T_SVC_DUP_AT},
              {&found->close, LT_SV_DUP, LT_SEVERITY_WARNING, LT_T_SVC_CLOSE_AT},
              {&found->spike, LT_SV_SPIKE, LT_SEVERITY_WARNING, LT_T_SVC_SPIKE_AT},
              {&found->line, LT_SV_LINE, LT_SEVERITY_INFO, LT_T_SVC_LINE_AT}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    const Places *p = rows[i].places;
    const double *xy = check->text->xy + 2 * p->at;
    if (p->n > 0)
      lt_survey_note(notes, place_of(check, rows[i].rule, rows[i].severity, parcel, p->at),
                     rows[i].text, xy[1], xy[0], p->value, p->n);
  }
}

static void found_tell(const LtSurveyCheck *check, size_t parcel, const Found *found)
{
  LtSurveyNotes *notes = &check->text->notes;
  const Places *p;
  if ((p = &found->same)->n > 0)
    lt_survey_note(notes, place_of(check, LT_SV_DUP, LT_SEVERITY_WARNING, parcel, p->at),
                   LT_T_SVC_DUP, p->before, p->n);
  if ((p = &found->close)->n > 0)
    lt_survey_note(notes, place_of(check, LT_SV_DUP, LT_SEVERITY_WARNING, parcel, p->at),
                   LT_T_SVC_CLOSE_POINTS, p->before, p->value, CLOSE_M, p->n);
  if ((p = &found->spike)->n > 0)
    lt_survey_note(notes, place_of(check, LT_SV_SPIKE, LT_SEVERITY_WARNING, parcel, p->at),
                   LT_T_SVC_SPIKE, p->value, SPIKE_DEG, p->n);
  if ((p = &found->line)->n > 0)
    lt_survey_note(notes, place_of(check, LT_SV_LINE, LT_SEVERITY_INFO, parcel, p->at),
                   LT_T_SVC_LINE, p->value, p->n);
  if ((p = &found->gap)->n > 0)
    lt_survey_note(notes, place_of(check, LT_SV_NUM, LT_SEVERITY_WARNING, parcel, p->at),
                   LT_T_SVC_NUM_GAP, p->before, (size_t)p->value, p->n);
  if ((p = &found->again)->n > 0)
    lt_survey_note(notes, place_of(check, LT_SV_NUM, LT_SEVERITY_WARNING, parcel, p->at),
                   LT_T_SVC_NUM_AGAIN, (size_t)p->value, p->before, p->n);
}

static void decimals_check(const LtSurveyCheck *check, size_t number)
{
  const LtParcel *parcel = &check->text->parcels[number];
  int stated = lt_survey_decimals(check->text->precision);
  unsigned most = parcel->max_decimals;
  LtSurveyPlace place = {LT_SV_PREC, LT_SEVERITY_WARNING, number, parcel->line};
  /* drawings, layers and sheets hold doubles, of which nobody knows how they were written */
  bool is_sheet = check->text->kind == LT_SURVEY_TABLE && check->text->encoding == NULL;
  if (check->text->is_degrees || check->text->kind == LT_SURVEY_DRAWING ||
      check->text->kind == LT_SURVEY_LAYER || is_sheet)
    return;
  if (stated > 0 && most < (unsigned)stated)
    lt_survey_note(&check->text->notes, place, LT_T_SVC_PREC_FEW, most, (unsigned)stated);
  else if (most < 2)
    lt_survey_note(&check->text->notes, place, LT_T_SVC_PREC_LOW, most);
  place.severity = LT_SEVERITY_INFO;
  if (stated > 0 && most > (unsigned)stated)
    lt_survey_note(&check->text->notes, place, LT_T_SVC_PREC_MANY, most, (unsigned)stated);
}

void lt_survey_check_points(const LtSurveyCheck *check, size_t number)
{
  const LtSurveyText *text = check->text;
  const LtParcel *parcel = &text->parcels[number];
  Found found = {0};
  if (parcel->first_ring == parcel->end_ring)
    return;
  for (size_t ring = parcel->first_ring; ring < parcel->end_ring; ring++) {
    size_t begin = lt_survey_ring_begin(text, ring);
    if (check->is_flat)
      ring_look(text, begin, text->rings[ring].end, &found);
    if (parcel->n_lost == 0) /* else it is the lost one that is missing */
      numbers_look(text, begin, text->rings[ring].end, &found);
    ring_numbers_check(check, number, ring);
  }
  if (text->kind == LT_SURVEY_LAYER)
    found_tell_layer(check, number, &found);
  else
    found_tell(check, number, &found);
  decimals_check(check, number);
}
