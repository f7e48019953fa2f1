/* Angles as tables write them; expectations by hand: degrees + minutes / 60 + seconds / 3600. */
#include "io/survey_angle.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define DMS(d, m, s) ((d) + (m) / 60.0 + (s) / 3600.0)

static void test_parse(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    double degrees;
    unsigned decimals;
    bool is_parted;
    int side;
    const char *why;
  } rows[] = {
      {"112°30′15.25″", DMS(112, 30, 15.25), 6, true, 0, "the usual signs"},
      {"112º30'15.25\"", DMS(112, 30, 15.25), 6, true, 0, "signs of typewriters"},
      {"112°30''15.25", 0, 0, false, 9, "seconds where minutes belong"},
      {"112°30'15.25''", DMS(112, 30, 15.25), 6, true, 0, "two signs of minutes are seconds"},
      {"112度30分15.25秒", DMS(112, 30, 15.25), 6, true, 0, "words"},
      {"112:30:15.25", DMS(112, 30, 15.25), 6, true, 0, "colons"},
      {"112-30-15.25", DMS(112, 30, 15.25), 6, true, 0, "hyphens"},
      {"112 30 15.25", DMS(112, 30, 15.25), 6, true, 0, "blanks"},
      {"１１２：３０：１５．２５", DMS(112, 30, 15.25), 6, true, 0, "full width"},
      {"112° 30′ 15.25″ E", DMS(112, 30, 15.25), 6, true, 1, "blanks between, the side behind"},
      {"北纬35°29′40.1156″", DMS(35, 29, 40.1156), 8, true, 1, "the side before"},
      {"S35°29′", -DMS(35, 29, 0), 2, true, -1, "minutes only, the other side"},
      {"112°30.25′", DMS(112, 30.25, 0), 4, true, 0, "decimal minutes"},
      {"112.504236°", 112.504236, 6, false, 0, "decimal degrees with their sign"},
      {"112.504236", 112.504236, 6, false, 0, "a plain number"},
      {"38400195.655", 38400195.655, 3, false, 0, "metres"},
      {"112°60′00″", 0, 0, false, 9, "60 minutes"},
      {"112°30′60″", 0, 0, false, 9, "60 seconds"},
      {"112.5°30′15″", 0, 0, false, 9, "decimals that are not the last"},
      {"112:30-15", 0, 0, false, 9, "two signs"},
      {"112°30′15″6", 0, 0, false, 9, "something behind"},
      {"1-2-3-4", 0, 0, false, 9, "four parts"},
      {"J1-J2", 0, 0, false, 9, "names"},
      {"400-30-15", 0, 0, false, 9, "more than a circle"},
      {"", 0, 0, false, 9, "nothing"},
      {"°", 0, 0, false, 9, "a sign alone"},
      {"E", 0, 0, false, 9, "a side alone"},
      {"nan", 0, 0, false, 9, "no number"},
      {"\xFF", 0, 0, false, 9, "no UTF-8"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    LtSurveyAngle angle = {0};
    bool is_read = lt_survey_angle_parse(rows[i].text, &angle);
    if (is_read != (rows[i].side != 9))
      fail_msg("'%s' (%s)", rows[i].text, rows[i].why);
    if (!is_read)
      continue;
    if (fabs(angle.degrees - rows[i].degrees) > 1e-12 * (1 + fabs(rows[i].degrees)) ||
        angle.decimals != rows[i].decimals || angle.is_parted != rows[i].is_parted ||
        angle.side != rows[i].side)
      fail_msg("'%s' (%s): %.12f %u %d %d", rows[i].text, rows[i].why, angle.degrees,
               angle.decimals, angle.is_parted, angle.side);
  }
}

static void test_unpack(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    double degrees; /* NAN: none */
  } rows[] = {{"112.301525", DMS(112, 30, 15.25)},
              {"112.30", DMS(112, 30, 0)},
              {"112.3", DMS(112, 30, 0)},
              {"35.29401156", DMS(35, 29, 40.1156)},
              {"112.5959999999", DMS(112, 59, 59.999999)},
              {"112.605", NAN},
              {"112.3060", NAN},
              {"112.29999999999999", DMS(112, 30, 0)},
              {"-1.2", NAN},
              {"38400195.655", NAN},
              {"x", NAN}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    LtSurveyAngle angle = {.degrees = NAN};
    bool is_read = lt_survey_angle_unpack(rows[i].text, &angle);
    if (is_read == isnan(rows[i].degrees) ||
        (is_read && fabs(angle.degrees - rows[i].degrees) > 1e-9))
      fail_msg("'%s': %.12f", rows[i].text, angle.degrees);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_parse), cmocka_unit_test(test_unpack)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
