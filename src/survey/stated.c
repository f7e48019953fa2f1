/* Numbers of headers: the area with its unit, the precision. */
#include "io/number.h"
#include "survey/checks.h"

#include <lantu/mu.h>
#include <math.h>
#include <string.h>

static const struct {
  const char *name;
  LtSurveyUnit unit;
} units[] = {{"", LT_SURVEY_NO_UNIT}, {"公顷", LT_SURVEY_HA}, {"ha", LT_SURVEY_HA},
             {"hm2", LT_SURVEY_HA},   {"hm²", LT_SURVEY_HA},  {"平方米", LT_SURVEY_M2},
             {"平米", LT_SURVEY_M2},  {"㎡", LT_SURVEY_M2},   {"m2", LT_SURVEY_M2},
             {"m²", LT_SURVEY_M2},    {"亩", LT_SURVEY_MU},   {"mu", LT_SURVEY_MU}};

double lt_survey_unit_m2(LtSurveyUnit unit)
{
  return unit == LT_SURVEY_M2 ? 1 : unit == LT_SURVEY_MU ? LT_MU_M2 : 10000;
}

LtSurveyStated lt_survey_stated_read(const char *text)
{
  LtSurveyStated stated = {0};
  size_t n = 0;
  while (text[n] != '\0' && (g_ascii_isdigit(text[n]) || text[n] == '.'))
    n++;
  g_autofree char *digits = g_strndup(text, n), *unit = g_strdup(text + n);
  g_strstrip(unit);
  if (n == 0 || !lt_number_parse(digits, &stated.number))
    return stated;
  const char *dot = strchr(digits, '.');
  stated.decimals = dot == NULL ? 0 : (unsigned)strlen(dot + 1);
  for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
    if (g_ascii_strcasecmp(unit, units[i].name) == 0) {
      stated.is_stated = true;
      stated.unit = units[i].unit;
      stated.m2 = stated.number * lt_survey_unit_m2(stated.unit);
    }
  return stated;
}

static double rounded(double value, unsigned decimals)
{
  double scale = pow(10, decimals);
  return round(value * scale) / scale;
}

/* Halves of the last digit may go either way. */
bool lt_survey_same_number(double a, double b, unsigned decimals)
{
  double unit = pow(10, -(double)decimals);
  return fabs(rounded(a, decimals) - rounded(b, decimals)) < unit / 2 ||
         fabs(a - b) <= unit / 2 * (1 + 1e-6);
}

int lt_survey_decimals(const char *precision)
{
  double number;
  if (precision == NULL || *precision == '\0')
    return -1;
  if (!lt_number_parse(precision, &number))
    return -2;
  double scale = 10;
  for (int digits = 1; digits <= 9; digits++, scale *= 10)
    if (number == (double)digits || fabs(number * scale - 1) < 1e-9)
      return digits;
  return -2;
}
