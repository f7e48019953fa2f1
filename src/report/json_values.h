/**
 * @file json_values.h
 * @brief Values of JSON. Short names: each writer of JSON is full of them.
 */
#ifndef LT_REPORT_JSON_VALUES_H
#define LT_REPORT_JSON_VALUES_H

#include "rules/results.h"

#include <jansson.h>
#include <math.h>

/** Null where there is none, or it is not UTF-8. */
static inline json_t *text(const char *value)
{
  bool is_text = value != NULL && g_utf8_validate(value, -1, NULL);
  return is_text ? json_string(value) : json_null();
}

/** Rounded to so many decimals; null where it is no number. */
static inline json_t *real(double value, int digits)
{
  return isfinite(value) ? json_real(lt_round(value, digits)) : json_null();
}

static inline json_t *count(size_t value)
{
  return json_integer((json_int_t)value);
}

#endif
