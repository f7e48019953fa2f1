/* Decimal numbers: sums done by hand; half away from zero where doubles go wrong. */
#include "base/decimal.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_parse(void **state)
{
  (void)state;
  static const struct {
    const char *text, *is; /* NULL: no number */
  } rows[] = {
      {"0", "0"}, {"-0.0", "0"}, {"12.50", "12.5"}, {"-.5", "-0.5"}, {"7.", "7"}, {" +3 ", "3"},
      {"1.0e+14", "100000000000000"}, {"25e-3", "0.025"}, {"1234567890123.45", "1234567890123.45"},
      {"999999999999999", "999999999999999"}, {"0.000000000000001", "0.000000000000001"},
      {"1000000000000000", NULL}, {"1e15", NULL}, {"1e-16", "0.0000000000000001"},
      {"1e-18", "0.000000000000000001"}, {"4e-19", "0"}, {"-5e-19", "-0.000000000000000001"},
      {"5e-324", "0"}, {"1e-99999999999999999999", "0"},
      /* doubles as programs write them in full */
      {"667.3300000000001", "667.33"}, {"12345.670000000002", "12345.67"},
      {"-5.00000000000000001", "-5"}, {"0.1234567890123456", "0.123456789012346"},
      {"0.0873214567890123", "0.0873214567890123"}, {"8.73214567890123e-5", "0.000087321456789012"},
      {"667.33000000000000000000", "667.33"}, {"999999999999999.5", "1000000000000000"},
      {"123456789012345.49", "123456789012345"}, {"99999.9999999999999", "100000"},
      {"1e99999999999999999999", NULL}, {"", NULL}, {".", NULL}, {"-", NULL}, {"1,000", NULL},
      {"0x10", NULL}, {"1 2", NULL}, {"1e", NULL}, {"1e 5", NULL}, {"1.2.3", NULL}, {"inf", NULL},
      {"nan", NULL}, {"12m", NULL},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    LtDecimal decimal;
    bool is_number = lt_decimal_parse(rows[i].text, &decimal);
    g_autofree char *text = is_number ? lt_decimal_text(decimal) : NULL;
    if (g_strcmp0(text, rows[i].is) != 0)
      fail_msg("'%s' is read as %s", rows[i].text, text);
  }
}

static LtDecimal decimal_of(const char *text)
{
  LtDecimal decimal = {0, 0};
  assert_true(lt_decimal_parse(text, &decimal));
  return decimal;
}

static void test_products(void **state)
{
  (void)state;
  static const struct {
    const char *a, *b, *product, *difference; /* both rounded to 2 decimals */
  } rows[] = {
      {"1000", "0.0812", "81.20", "999.92"},
      {"100.50", "0.01", "1.01", "100.49"},   /* 1.005: as a double it is less */
      {"-100.50", "0.01", "-1.01", "-100.51"},
      {"2.675", "1", "2.68", "1.68"},         /* as a double 2.67499… */
      {"1.005", "1", "1.01", "0.01"},         /* 0.005 */
      {"0.0049", "1", "0.00", "-1.00"},
      {"999999999999999", "999999999999999", "999999999999998000000000000001.00", "0.00"},
      {"1234567890123.45", "0.1234", "152345677641.23", "1234567890123.33"},
      {"667.3300000000001", "0.0873214567890123", "58.27", "667.24"}, /* 58.2722… */
      {"999999999999999", "1e-18", "0.00", "999999999999999.00"},
      {"1e-18", "1e-18", "0.00", "0.00"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    LtDecimal a = decimal_of(rows[i].a), b = decimal_of(rows[i].b);
    g_autofree char *product = lt_decimal_text(lt_decimal_round(lt_decimal_multiply(a, b), 2));
    g_autofree char *difference = lt_decimal_text(lt_decimal_round(lt_decimal_subtract(a, b), 2));
    assert_string_equal(product, rows[i].product);
    assert_string_equal(difference, rows[i].difference);
  }
  LtDecimal small = lt_decimal_round(decimal_of("1.004"), 2), same = lt_decimal_round(decimal_of("1"), 2);
  assert_int_equal(lt_decimal_compare(small, same), 0);
  assert_true(lt_decimal_compare(lt_decimal_round(decimal_of("1.005"), 2), same) > 0);
  assert_true(lt_decimal_double(decimal_of("-12.34")) == -12.34);
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_parse),
      cmocka_unit_test(test_products),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
