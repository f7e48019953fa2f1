#include "io/survey_packed.h"

#include <math.h>

/* Packed numbers have minutes and seconds. */
#define PACKED_DECIMALS 4
/* Sides of the sphere come this near to those of a plane. */
#define SIDE_SHARE 0.01
#define SPHERE_M 6371000.0

static bool unpack(double number, double *degrees)
{
  g_autofree char *text = g_strdup_printf("%.10f", number);
  LtSurveyAngle angle;
  if (!lt_survey_angle_unpack(text, &angle))
    return false;
  *degrees = angle.degrees;
  return true;
}

void lt_survey_packed_look(LtSurveyPacked *packed, const LtSurveyColumns *columns,
                           const LtSurveyAngle *x, const LtSurveyAngle *y)
{
  double degrees;
  if (columns->is_packed || columns->is_decimal || x->is_parted || y->is_parted ||
      x->decimals < PACKED_DECIMALS || y->decimals < PACKED_DECIMALS ||
      !unpack(x->degrees, &degrees) || !unpack(y->degrees, &degrees))
    packed->cannot_be = true;
  else
    packed->n_plain++;
}

static double side_m(const double p[2], const double q[2])
{
  double scale = cos((p[1] + q[1]) / 2 * G_PI / 180);
  return hypot((q[0] - p[0]) * scale, q[1] - p[1]) * G_PI / 180 * SPHERE_M;
}

/* How many sides fit each reading: those behind their point, or those before it. */
static void sides_count(const LtSurveyText *text, size_t *n_decimal, size_t *n_packed)
{
  for (guint i = 0; text->sides != NULL && i < text->sides->len; i++) {
    const LtSurveySide *side = &g_array_index(text->sides, LtSurveySide, i);
    size_t p = side->point, q = p + 1 < text->n_points ? p + 1 : p - 1;
    if (p + 1 >= text->n_points && p == 0)
      continue;
    double a[2] = {text->xy[2 * p], text->xy[2 * p + 1]};
    double b[2] = {text->xy[2 * q], text->xy[2 * q + 1]}, c[2], d[2];
    *n_decimal += fabs(side_m(a, b) - side->length_m) <= SIDE_SHARE * side->length_m;
    if (unpack(a[0], &c[0]) && unpack(a[1], &c[1]) && unpack(b[0], &d[0]) && unpack(b[1], &d[1]))
      *n_packed += fabs(side_m(c, d) - side->length_m) <= SIDE_SHARE * side->length_m;
  }
}

void lt_survey_packed_decide(const LtSurveyPacked *packed, LtSurveyParser *parser)
{
  LtSurveyText *text = parser->text;
  size_t n_decimal = 0, n_packed = 0;
  if (packed->cannot_be || packed->n_plain == 0 || !parser->has_degrees || parser->has_metres)
    return;
  sides_count(text, &n_decimal, &n_packed);
  parser->line_number = text->n_points > 0 ? text->point_lines[0] : 0;
  if (n_packed > n_decimal) {
    for (size_t i = 0; i < 2 * text->n_points; i++)
      unpack(text->xy[i], &text->xy[i]);
    lt_survey_form(parser, LT_FORM_PACKED);
  } else if (n_decimal == 0) {
    lt_survey_note(
        &text->notes,
        (LtSurveyPlace){LT_SV_CRS, LT_SEVERITY_WARNING, LT_SURVEY_NO_PARCEL, parser->line_number},
        LT_T_SURVEY_PACKED_OR_NOT);
  }
}
