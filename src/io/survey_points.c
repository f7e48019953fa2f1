/* Points, rings and parcels of a survey text. */
#include "io/number.h"
#include "io/survey_parser.h"

#include <math.h>
#include <string.h>

/* Beyond the lattice (geom/shapes.h). */
#define COORDINATE_MAX 1e9

typedef struct {
  const char *name, *ring, *x_north, *y_east; /* as written */
} Point;

/* ---- rings ---- */

static bool point_add(LtSurveyParser *parser, double x, double y, uint32_t number, GError **error)
{
  LtSurveyText *text = parser->text;
  size_t n = text->n_points + 1;
  if (!lt_grow(&text->xy, &parser->cap_xy, n, 2 * sizeof *text->xy, "survey points", error) ||
      !lt_grow(&text->point_lines, &parser->cap_lines, n, sizeof *text->point_lines,
               "survey points", error) ||
      !lt_grow(&text->point_numbers, &parser->cap_numbers, n, sizeof *text->point_numbers,
               "survey points", error))
    return false;
  text->xy[2 * n - 2] = x;
  text->xy[2 * n - 1] = y;
  text->point_lines[n - 1] = (uint32_t)parser->line_number;
  text->point_numbers[n - 1] = number;
  text->n_points = n;
  return true;
}

static bool is_first_point(const LtSurveyParser *parser, double x, double y)
{
  const double *first = parser->text->xy + 2 * parser->ring_begin;
  if (fabs(x) <= 180 && fabs(y) <= 180)
    return fabs(first[0] - x) <= LT_SURVEY_SAME_DEG && fabs(first[1] - y) <= LT_SURVEY_SAME_DEG;
  return lt_survey_same_unit(first[0], x) && lt_survey_same_unit(first[1], y);
}

/* True when the last of @p n_min points or more is the first again. */
static bool ring_is_closed(const LtSurveyParser *parser, size_t n_min)
{
  const LtSurveyText *text = parser->text;
  const double *last = text->xy + 2 * (text->n_points - 1);
  return text->n_points - parser->ring_begin >= n_min && is_first_point(parser, last[0], last[1]);
}

bool lt_survey_ring_is_back(const LtSurveyParser *parser)
{
  return parser->ring_is_open && ring_is_closed(parser, 4);
}

bool lt_survey_point_is_first(const LtSurveyParser *parser, double x, double y)
{
  return parser->ring_is_open && is_first_point(parser, x, y);
}

/* Sides of points that are let go. */
static void sides_drop(LtSurveyText *text, size_t n_points)
{
  while (text->sides != NULL && text->sides->len > 0 &&
         g_array_index(text->sides, LtSurveySide, text->sides->len - 1).point >= n_points)
    g_array_set_size(text->sides, text->sides->len - 1);
}

/* A ring of fewer than three corners is let go. */
static void ring_drop(LtSurveyParser *parser)
{
  LtSurveyText *text = parser->text;
  LtParcel *parcel = &text->parcels[text->n_parcels - 1];
  parcel->n_lost++;
  lt_survey_note(&text->notes,
                 (LtSurveyPlace){LT_SV_READ, LT_SEVERITY_ERROR, text->n_parcels - 1,
                                 text->point_lines[parser->ring_begin]},
                 LT_T_SURVEY_RING_SHORT, (size_t)parser->ring_id);
  text->n_points = parser->ring_begin;
  sides_drop(text, text->n_points);
}

/* End the ring that is open, closing it. */
static bool ring_end(LtSurveyParser *parser, GError **error)
{
  LtSurveyText *text = parser->text;
  if (!parser->ring_is_open)
    return true;
  parser->ring_is_open = false;
  size_t begin = parser->ring_begin;
  const double first[2] = {text->xy[2 * begin], text->xy[2 * begin + 1]};
  bool was_closed = ring_is_closed(parser, 2);
  if (was_closed)
    memcpy(text->xy + 2 * (text->n_points - 1), first, sizeof first);
  else if (!point_add(parser, first[0], first[1], text->point_numbers[begin], error))
    return false;
  if (!was_closed)
    text->point_lines[text->n_points - 1] = text->point_lines[text->n_points - 2];
  if (text->n_points - begin < 4) {
    ring_drop(parser);
    return true;
  }
  if (!was_closed)
    lt_survey_form(parser, LT_FORM_OPEN_RING);
  if (!lt_grow(&text->rings, &parser->cap_rings, text->n_rings + 1, sizeof *text->rings,
               "survey rings", error))
    return false;
  text->rings[text->n_rings++] =
      (LtSurveyRing){.end = text->n_points, .id = parser->ring_id, .is_closed = was_closed};
  return true;
}

bool lt_survey_parcel_end(LtSurveyParser *parser, GError **error)
{
  LtSurveyText *text = parser->text;
  if (!ring_end(parser, error))
    return false;
  if (text->n_parcels == 0)
    return true;
  LtParcel *parcel = &text->parcels[text->n_parcels - 1];
  parcel->end_ring = text->n_rings;
  if (parcel->first_ring == parcel->end_ring && parcel->is_polygon && parcel->n_lost == 0) {
    parcel->n_lost++;
    lt_survey_note(
        &text->notes,
        (LtSurveyPlace){LT_SV_READ, LT_SEVERITY_ERROR, text->n_parcels - 1, parcel->line},
        LT_T_SURVEY_PARCEL_EMPTY);
  }
  return true;
}

/* ---- points ---- */

/* Tell the fields of a point from the number of tokens; false: this is none. */
static bool point_split(LtSurveyParser *parser, Point *point)
{
  LtSurveyLine *line = &parser->line;
  char **tokens = line->tokens;
  size_t n = line->n_tokens;
  bool is_east_first = (n == 6 || n == 7) && *tokens[3] == '\0' && *tokens[4] != '\0' &&
                       *tokens[n - 1] == '\0' && *tokens[5] == '\0';
  if (is_east_first) {
    *point = (Point){tokens[0], tokens[4], tokens[2], tokens[1]};
    lt_survey_form(parser, LT_FORM_EAST_FIRST);
    return true;
  }
  while (n > 4 && *tokens[n - 1] == '\0')
    n--;
  if (n != 4 || line->is_cut)
    return false;
  if (n != line->n_tokens)
    lt_survey_form(parser, LT_FORM_TRAILING);
  *point = (Point){tokens[0], tokens[1], tokens[2], tokens[3]};
  return true;
}

static bool ring_id_read(const char *text, uint32_t *id)
{
  guint64 number;
  if (*text == '\0' || strspn(text, "0123456789") != strlen(text) ||
      !g_ascii_string_to_unsigned(text, 10, 0, UINT32_MAX, &number, NULL))
    return false;
  *id = (uint32_t)number;
  return true;
}

static bool is_degrees(double longitude, double latitude)
{
  return longitude >= 73 && longitude <= 136 && latitude >= 3 && latitude <= 54;
}

static bool point_read(LtSurveyParser *parser, const Point *point, LtSurveyCorner *corner)
{
  LtTextId fault = LT_N_TEXTS;
  corner->name = point->name;
  if (!ring_id_read(point->ring, &corner->ring_id))
    fault = LT_T_SURVEY_POINT_NAME;
  else if (!lt_number_parse(point->x_north, &corner->y) ||
           !lt_number_parse(point->y_east, &corner->x))
    fault = LT_T_SURVEY_NO_NUMBER;
  if (fault != LT_N_TEXTS)
    lt_survey_line_fail(parser, fault, NULL);
  return fault == LT_N_TEXTS;
}

/* The number at the end of a name, as J12 has; 0: none. */
static uint32_t name_number(const char *name)
{
  size_t n = strlen(name), begin = n;
  while (begin > 0 && g_ascii_isdigit(name[begin - 1]) && n - begin < 9)
    begin--;
  return (uint32_t)g_ascii_strtoull(name + begin, NULL, 10);
}

static unsigned decimals_of(const char *text)
{
  const char *dot = strchr(text, '.');
  return dot == NULL ? 0 : (unsigned)strspn(dot + 1, "0123456789");
}

static void decimals_take(LtParcel *parcel, unsigned n)
{
  parcel->min_decimals = MIN(parcel->min_decimals, n);
  parcel->max_decimals = MAX(parcel->max_decimals, n);
}

static bool ring_begin(LtSurveyParser *parser, const LtSurveyCorner *point, GError **error)
{
  if (!ring_end(parser, error))
    return false;
  parser->ring_is_open = true;
  parser->ring_is_told = false;
  parser->ring_begin = parser->text->n_points;
  parser->ring_id = point->ring_id;
  g_string_assign(parser->first_name, point->name);
  return true;
}

/* The name of the first point with other coordinates: one of both is wrong. */
static void closing_check(LtSurveyParser *parser, const LtSurveyCorner *point)
{
  if (parser->ring_is_told || *point->name == '\0' ||
      strcmp(point->name, parser->first_name->str) != 0 ||
      is_first_point(parser, point->x, point->y))
    return;
  parser->ring_is_told = true;
  lt_survey_note(&parser->text->notes,
                 (LtSurveyPlace){LT_SV_CLOSE, LT_SEVERITY_ERROR, parser->text->n_parcels - 1,
                                 parser->line_number},
                 LT_T_SURVEY_CLOSING, point->name);
}

/* A ring goes on while its id is the same and it has not come back to its first point. */
static bool point_place(LtSurveyParser *parser, const LtSurveyCorner *point, GError **error)
{
  bool is_same_id = parser->ring_is_open && parser->ring_id == point->ring_id;
  bool is_closed = parser->ring_is_open && ring_is_closed(parser, 4);
  if (is_same_id && is_closed && is_first_point(parser, point->x, point->y)) {
    lt_survey_form(parser, LT_FORM_CLOSED_TWICE);
    return true;
  }
  if (is_same_id && is_closed)
    lt_survey_form(parser, LT_FORM_RING_BY_CLOSURE);
  if (is_same_id && !is_closed)
    closing_check(parser, point);
  else if (!ring_begin(parser, point, error))
    return false;
  return point_add(parser, point->x, point->y, name_number(point->name), error);
}

bool lt_survey_corner_take(LtSurveyParser *parser, const LtSurveyCorner *corner, const char *quoted,
                           GError **error)
{
  LtParcel *parcel = &parser->text->parcels[parser->text->n_parcels - 1];
  if (!lt_survey_run_check(parser, parser->text->n_points + 1, error))
    return false;
  if (fabs(corner->x) > COORDINATE_MAX || fabs(corner->y) > COORDINATE_MAX) {
    lt_survey_line_fail(parser, LT_T_SURVEY_NUMBER_RANGE, quoted);
    return true;
  }
  if (*corner->name == '\0')
    lt_survey_form(parser, LT_FORM_NO_NAME);
  if (is_degrees(corner->x, corner->y) || is_degrees(corner->y, corner->x))
    parser->has_degrees = true;
  else
    parser->has_metres = true;
  if (!parcel->is_polygon)
    return true;
  decimals_take(parcel, corner->decimals);
  return point_place(parser, corner, error);
}

bool lt_survey_point_take(LtSurveyParser *parser, GError **error)
{
  LtSurveyText *text = parser->text;
  Point point;
  LtSurveyCorner corner = {0};
  if (!point_split(parser, &point)) {
    lt_survey_line_fail(parser, LT_T_SURVEY_LINE_UNKNOWN, NULL);
    return true;
  }
  if (text->n_parcels == 0) {
    lt_survey_line_fail(parser, LT_T_SURVEY_POINT_EARLY, NULL);
    return true;
  }
  LtParcel *parcel = &text->parcels[text->n_parcels - 1];
  parcel->n_rows++;
  if (!point_read(parser, &point, &corner))
    return true;
  unsigned n_north = decimals_of(point.x_north), n_east = decimals_of(point.y_east);
  corner.decimals = MAX(n_north, n_east);
  if (parcel->is_polygon)
    decimals_take(parcel, MIN(n_north, n_east));
  return lt_survey_corner_take(parser, &corner, NULL, error);
}

/* Some write the longitude where the northing belongs: in China the two cannot be mistaken. */
void lt_survey_degrees_turn(LtSurveyParser *parser)
{
  LtSurveyText *text = parser->text;
  text->is_degrees = parser->has_degrees && !parser->has_metres && text->n_points > 0;
  if (!text->is_degrees)
    return;
  parser->line_number = text->point_lines[0];
  if (text->kind != LT_SURVEY_LAYER) /* a layer says what its coordinates are */
    lt_survey_form(parser, LT_FORM_DEGREES);
  for (size_t i = 0; i < text->n_points; i++) {
    double *xy = text->xy + 2 * i, first = xy[0];
    if (is_degrees(xy[0], xy[1]))
      continue;
    parser->line_number = text->point_lines[i];
    lt_survey_form(parser, LT_FORM_LONGITUDE_FIRST);
    xy[0] = xy[1];
    xy[1] = first;
  }
}
