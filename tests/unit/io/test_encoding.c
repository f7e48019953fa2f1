#include "io/encoding.h"
#include "io/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* 高平 in GBK is B8 DF C6 BD (code page 936), in UTF-16LE D8 9A 73 5E (Unicode charts). */
static const struct {
  const char *why, *bytes;
  size_t n;
  const char *encoding;
  bool may_be_gbk;
  const char *text; /* NULL: refused */
  const char *used;
} rows[] = {
    {"ASCII", "abc", 3, NULL, false, "abc", "UTF-8"},
    {"nothing", "", 0, NULL, false, "", "UTF-8"},
    {"UTF-8", "高平", 6, NULL, true, "高平", "UTF-8"},
    {"UTF-8 with BOM", "\xEF\xBB\xBF高平", 9, NULL, false, "高平", "UTF-8"},
    {"stated UTF-8 with BOM", "\xEF\xBB\xBFx", 4, "UTF-8", false, "x", "UTF-8"},
    {"GBK guessed where allowed", "\xB8\xDF\xC6\xBD", 4, NULL, true, "高平", "GB18030"},
    {"GBK not guessed elsewhere", "\xB8\xDF\xC6\xBD", 4, NULL, false, NULL, NULL},
    {"GBK stated", "\xB8\xDF\xC6\xBD", 4, "GBK", false, "高平", "GB18030"},
    {"cut inside a character", "\xB8\xDF\xC6", 3, "GBK", false, NULL, NULL},
    {"cut inside a character, guessed", "\xB8\xDF\xC6", 3, NULL, true, NULL, NULL},
    {"neither", "\xFF\xC6 \x80", 4, NULL, true, NULL, NULL},
    {"UTF-16LE by BOM", "\xFF\xFE\xD8\x9A\x73\x5E", 6, NULL, false, "高平", "UTF-16"},
    {"UTF-16BE by BOM", "\xFE\xFF\x9A\xD8\x5E\x73", 6, NULL, false, "高平", "UTF-16"},
    {"NUL", "a\0b", 3, NULL, true, NULL, NULL},
    {"NUL in GBK", "\xB8\xDF\0", 3, "GBK", true, NULL, NULL},
    {"stated UTF-8 that is none", "\xB8\xDF", 2, "UTF-8", true, NULL, NULL},
    {"unknown name", "a", 1, "no-such-code", true, NULL, NULL},
};

static void test_decode(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(GError) error = NULL;
    const char *used = NULL;
    g_autofree char *text = lt_decode(rows[i].bytes, rows[i].n, rows[i].encoding,
                                      rows[i].may_be_gbk, "zones.txt", &used, &error);
    if (g_strcmp0(text, rows[i].text) != 0 || g_strcmp0(used, rows[i].used) != 0)
      fail_msg("%s: got '%s' as %s", rows[i].why, text, used);
    if (text == NULL) {
      assert_true(g_error_matches(error, LT_ERROR, LT_ERROR_READ));
      assert_non_null(strstr(error->message, "zones.txt"));
    }
  }
}

static void test_number(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    bool ok;
    double number;
  } numbers[] = {
      {"3930700.125", true, 3930700.125}, {" -1e3 ", true, -1000},  {"１２．５", true, 12.5},
      {"－７　", true, -7},               {"12 3", false, 0},       {"", false, 0},
      {"  ", false, 0},                   {"0x10", false, 0},       {"nan", false, 0},
      {"inf", false, 0},                  {"1e999", false, 0},      {"12m", false, 0},
      {"1,5", false, 0},                  {"112°54'", false, 0},    {"1..2", false, 0},
      {"-", false, 0},                    {"\xB8\xDF", false, 0},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
    double number = 0;
    bool ok = lt_number_parse(numbers[i].text, &number);
    if (ok != numbers[i].ok || number != numbers[i].number)
      fail_msg("'%s': %d %g", numbers[i].text, ok, number);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_decode),
      cmocka_unit_test(test_number),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
