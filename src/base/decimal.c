#include "base/decimal.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* As many as a double keeps: products and their rounding fit into 128 bits. */
#define DIGITS_MAX 15
#define DECIMALS_MAX 18
#define EXPONENT_MAX 100

static __int128 power_of_ten(int n)
{
  __int128 power = 1;
  while (n-- > 0)
    power *= 10;
  return power;
}

/* Digits with at most one point; how many of them stand behind it. Behind the point those beyond
 * DIGITS_MAX, the noise of a double that was written in full, are rounded off. False: there are
 * none, or too many before it. */
static bool digits_parse(const char **at, __int128 *digits, int *scale)
{
  int n_significant = 0;
  bool has_digit = false, has_point = false, is_over = false;
  for (; g_ascii_isdigit(**at) || (**at == '.' && !has_point); ++*at) {
    if (**at == '.') {
      has_point = true;
      continue;
    }
    has_digit = true;
    if ((n_significant == DIGITS_MAX && !has_point) || *scale == EXPONENT_MAX)
      return false;
    if (n_significant == DIGITS_MAX) {
      *digits += !is_over && **at >= '5';
      is_over = true;
      continue;
    }
    *digits = *digits * 10 + (**at - '0');
    *scale += has_point;
    n_significant += n_significant > 0 || **at != '0';
  }
  return has_digit;
}

static bool exponent_parse(const char **at, int *exponent)
{
  if (**at != 'e' && **at != 'E')
    return true;
  char *end = NULL;
  long value = strtol(*at + 1, &end, 10);
  bool is_number = end != *at + 1 && !g_ascii_isspace((*at)[1]);
  *at = end;
  *exponent = (int)CLAMP(value, -EXPONENT_MAX, EXPONENT_MAX);
  return is_number;
}

bool lt_decimal_parse(const char *text, LtDecimal *decimal)
{
  LtDecimal parsed = {0, 0};
  int exponent = 0;
  const char *at = text + strspn(text, " \t");
  bool is_negative = *at == '-';
  at += *at == '-' || *at == '+';
  if (!digits_parse(&at, &parsed.digits, &parsed.scale) || !exponent_parse(&at, &exponent) ||
      at[strspn(at, " \t")] != '\0')
    return false;
  parsed.scale -= exponent;
  if (parsed.scale > DECIMALS_MAX + DIGITS_MAX + 1) /* all of it is rounded off */
    parsed = (LtDecimal){0, 0};
  if (parsed.scale > DECIMALS_MAX)
    parsed = lt_decimal_round(parsed, DECIMALS_MAX);
  for (; parsed.scale > 0 && parsed.digits % 10 == 0; parsed.scale--)
    parsed.digits /= 10;
  for (; parsed.scale < 0; parsed.scale++) {
    parsed.digits *= 10;
    if (parsed.digits >= power_of_ten(DIGITS_MAX))
      return false;
  }
  if (is_negative)
    parsed.digits = -parsed.digits;
  *decimal = parsed;
  return true;
}

LtDecimal lt_decimal_multiply(LtDecimal a, LtDecimal b)
{
  return (LtDecimal){a.digits * b.digits, a.scale + b.scale};
}

LtDecimal lt_decimal_subtract(LtDecimal a, LtDecimal b)
{
  int scale = MAX(a.scale, b.scale);
  return (LtDecimal){
      a.digits * power_of_ten(scale - a.scale) - b.digits * power_of_ten(scale - b.scale), scale};
}

LtDecimal lt_decimal_round(LtDecimal a, int decimals)
{
  if (a.scale <= decimals)
    return (LtDecimal){a.digits * power_of_ten(decimals - a.scale), decimals};
  __int128 unit = power_of_ten(a.scale - decimals), rest = a.digits % unit;
  __int128 half = unit / 2, rounded = a.digits / unit;
  rounded += rest >= half ? 1 : rest <= -half ? -1 : 0;
  return (LtDecimal){rounded, decimals};
}

int lt_decimal_compare(LtDecimal a, LtDecimal b)
{
  return (a.digits > b.digits) - (a.digits < b.digits);
}

double lt_decimal_double(LtDecimal a)
{
  g_autofree char *text = lt_decimal_text(a);
  return g_ascii_strtod(text, NULL);
}

char *lt_decimal_text(LtDecimal a)
{
  char digits[48];
  int n = 0;
  __int128 rest = a.digits < 0 ? -a.digits : a.digits;
  for (; rest > 0 || n <= a.scale; rest /= 10)
    digits[n++] = (char)('0' + (int)(rest % 10));
  GString *text = g_string_new(a.digits < 0 ? "-" : "");
  while (n > 0) {
    g_string_append_c(text, digits[--n]);
    if (n == a.scale && n > 0)
      g_string_append_c(text, '.');
  }
  return g_string_free(text, FALSE);
}
