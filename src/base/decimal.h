/**
 * @file decimal.h
 * @brief Decimal numbers as files state them, computed with exactly.
 *
 * A figure such as 12.345 has no place among the doubles, so what is rounded half away from zero
 * by a standard must not be computed with them.
 */
#ifndef LT_BASE_DECIMAL_H
#define LT_BASE_DECIMAL_H

#include <stdbool.h>

/** digits / 10^scale. */
typedef struct {
  __int128 digits;
  int scale;
} LtDecimal;

/** Read "-12.50", "1.0e+14"; blanks around it are let go. As a double keeps 15 digits, decimals behind
 * the 15th significant digit are rounded off, as are those behind the 18th: 667.3300000000001 is
 * 667.33. False: it is no number, or one of more than 15 digits before the point; *@p decimal is
 * untouched. */
bool lt_decimal_parse(const char *text, LtDecimal *decimal);

/** Of numbers as lt_decimal_parse() makes them; the results are exact, for lt_decimal_round(). */
LtDecimal lt_decimal_multiply(LtDecimal a, LtDecimal b);
LtDecimal lt_decimal_subtract(LtDecimal a, LtDecimal b);

/** Round half away from zero to @p decimals, 0 to 8, where there are more to 18. */
LtDecimal lt_decimal_round(LtDecimal a, int decimals);

/** As strcmp(), of two numbers of one scale. */
int lt_decimal_compare(LtDecimal a, LtDecimal b);

/** The nearest double. */
double lt_decimal_double(LtDecimal a);

/** "-12.50": all decimals of the scale. Free with g_free(). */
char *lt_decimal_text(LtDecimal a);

#endif
