/* The variants of survey texts that are in use (domain txt_variants.csv, V1 to V24), a file each in
 * tests/case/survey/. Their squares of 100 m are 10000 m2 each, the hole in them 400 m2. */
#include "io/survey_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
  const char *file;
  size_t n_parcels, n_rings, n_errors;
  double m2;        /* all rings together; NAN: degrees */
  const char *says; /* part of a note; NULL: there is none at all */
} rows[] = {
    {"V01_standard", 1, 1, 0, 10000, NULL},
    {"V02_thirteen_fields", 1, 1, 0, 10000, "13 fields"},
    {"V03_one_map", 1, 1, 0, 10000, "一张图"},
    {"V04_enforcement", 1, 1, 0, 10000, "执法"},
    {"V05_east_first", 1, 1, 0, 10000, "easting first"},
    {"V06_no_count_degrees", 1, 1, 0, NAN, "in degrees"},
    {"V07_vertical_position", 1, 1, 0, 10000, NULL},
    {"V08_project_information", 1, 1, 0, 10000, "other sections"},
    {"V09_reduced_head", 1, 1, 0, 10000, NULL},
    {"V10_brackets_braces", 1, 1, 0, 10000, "braces"},
    {"V11_blank_in_section", 1, 1, 0, 10000, "brackets of a section"},
    {"V12_open_rings", 2, 2, 0, 20000, "(rings: 2)"},
    {"V13_counts", 3, 3, 0, 30000, NULL},
    {"V14_names_restart", 1, 2, 0, 10400, NULL},
    {"V15_parts_and_hole", 1, 3, 0, 20400, NULL},
    {"V16_ring_numbers", 2, 2, 0, 20000, NULL},
    {"V17_gbk", 1, 1, 0, 10000, NULL},
    {"V17_utf8_bom", 1, 1, 0, 10000, NULL},
    {"V17_utf16", 1, 1, 0, 10000, NULL},
    {"V17_carriage_returns", 1, 1, 0, 10000, NULL},
    {"V18_blanks", 1, 1, 0, 10000, "blanks around fields"},
    {"V19_types", 3, 1, 0, 10000, "only 面"},
    {"V20_precision_digits", 1, 1, 0, 10000, NULL},
    {"V20_precision_centimetre", 1, 1, 0, 10000, NULL},
    {"V20_precision_empty", 1, 1, 0, 10000, NULL},
    {"V21_parameters_zero", 1, 1, 0, 10000, NULL},
    {"V21_parameters_absent", 1, 1, 0, 10000, NULL},
    {"V22_system_xian80", 1, 1, 0, 10000, NULL},
    {"V22_system_free_text", 1, 1, 0, 10000, NULL},
    {"V23_no_prefix", 1, 1, 0, 10000, NULL},
    {"V23_constant_taken_off", 1, 1, 0, 10000, NULL},
    {"V24_square_metres", 1, 1, 0, 10000, NULL},
    {"V24_unit_text", 1, 1, 0, 10000, NULL},
    {"V24_mu", 1, 1, 0, 10000, NULL},
    {"B01_lines_unreadable", 2, 2, 1, 15000, "cannot be understood: 'J2;1;3930000.000"},
};

static double rings_m2(const LtSurveyText *text)
{
  double all = 0;
  for (size_t ring = 0; ring < text->n_rings; ring++) {
    double sum = 0;
    const double *o = text->xy + 2 * lt_survey_ring_begin(text, ring);
    for (const double *p = o; p < text->xy + 2 * (text->rings[ring].end - 1); p += 2)
      sum += (p[0] - o[0]) * (p[3] - o[1]) - (p[2] - o[0]) * (p[1] - o[1]);
    all += fabs(sum) / 2;
  }
  return all;
}

static bool is_said(const LtSurveyText *text, const char *what)
{
  for (guint i = 0; i < text->notes.notes->len; i++)
    if (strstr(g_array_index(text->notes.notes, LtSurveyNote, i).text.in[LT_LANG_EN], what) != NULL)
      return true;
  return false;
}

static void test_variants(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *name = g_strconcat(rows[i].file, ".txt", NULL);
    g_autofree char *path = g_build_filename(LT_TEST_DIR, "case", "survey", name, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(LtSurveyText) text = lt_survey_file_read(path, NULL, NULL, NULL, &error);
    if (text == NULL)
      fail_msg("%s", error->message);
    if (text->n_parcels != rows[i].n_parcels || text->n_rings != rows[i].n_rings ||
        text->notes.n_of_severity[LT_SEVERITY_ERROR] != rows[i].n_errors)
      fail_msg("%s: %zu parcels, %zu rings, %zu errors", name, text->n_parcels, text->n_rings,
               text->notes.n_of_severity[LT_SEVERITY_ERROR]);
    if (!isnan(rows[i].m2) && fabs(rings_m2(text) - rows[i].m2) > 0.01)
      fail_msg("%s: %.3f m2", name, rings_m2(text));
    if (text->is_degrees != isnan(rows[i].m2))
      fail_msg("%s: degrees or metres", name);
    if (rows[i].says == NULL ? text->notes.notes->len > 0 : !is_said(text, rows[i].says))
      fail_msg("%s: notes: %u, of which none says '%s'", name, text->notes.notes->len,
               rows[i].says);
  }
}

static void test_fields(void **state)
{
  (void)state;
  static const struct {
    const char *file;
    const char *fields[LT_N_PARCEL_FIELDS], *more;
  } parcels[] = {
      {"V02_thirteen_fields",
       {"5", "1.0000", "DK-1", "地块一", "面", "", "整治", "0101"},
       "平原,水田,5,4,备注"},
      {"V03_one_map", {"", "", "DK-1", "地块一", "面", "", "", ""}, NULL},
      {"V04_enforcement", {"5", "", "", "地块一", "面", "", "工业用地", ""}, NULL},
      {"V05_east_first", {"5", "1.0000", "", "复垦一", "", "", "", "0101"}, NULL},
      {"V06_no_count_degrees", {"", "0.9998公顷", "", "地块1", "面", "", "", ""}, NULL},
      {"V07_vertical_position",
       {"5", "1.0000", "DK-1", "地块一", "面", "", "道路用地", "地上"},
       NULL},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(parcels); i++) {
    g_autofree char *name = g_strconcat(parcels[i].file, ".txt", NULL);
    g_autofree char *path = g_build_filename(LT_TEST_DIR, "case", "survey", name, NULL);
    g_autoptr(LtSurveyText) text = lt_survey_file_read(path, NULL, NULL, NULL, NULL);
    for (size_t field = 0; field < LT_N_PARCEL_FIELDS; field++)
      assert_string_equal(text->parcels[0].fields[field], parcels[i].fields[field]);
    assert_true(g_strcmp0(text->parcels[0].more, parcels[i].more) == 0);
  }
}

/* Notes and memory are bounded, whatever the file is. */
static void test_hard(void **state)
{
  (void)state;
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) bytes = g_string_new("[地块坐标]\n4,1,1,a,面,,,,@\n");
  for (size_t i = 0; i < 20000; i++)
    g_string_append(bytes, "J1,x,0,0\n");
  for (size_t i = 0; i < 200000; i++)
    g_string_append(bytes, "endless");
  g_autoptr(LtSurveyText) text =
      lt_survey_text_parse(bytes->str, bytes->len, "f", NULL, NULL, &error);
  assert_non_null(text);
  assert_int_equal(text->notes.notes->len, LT_SURVEY_NOTES_MAX);
  assert_int_equal(text->notes.n_of_rule[LT_SV_READ], 20001);
  g_autoptr(GString) garbage = g_string_new(NULL);
  for (size_t i = 0; i < 100000; i++)
    g_string_append(garbage, "nothing at all\n");
  assert_null(lt_survey_text_parse(garbage->str, garbage->len, "f", NULL, NULL, &error));
  assert_non_null(strstr(error->message, "up to line 100"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_variants),
      cmocka_unit_test(test_fields),
      cmocka_unit_test(test_hard),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
