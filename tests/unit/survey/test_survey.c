/* What lantu survey says of the case files, of the real files and of the area test vectors. */
#include "survey/results.h"

#include <glib/gstdio.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define REAL LT_SHARED_DIR "/data/cn_survey_txt"
#define VECTORS LT_SHARED_DIR "/domain/area_test_vectors.csv"
#define CORNERS LT_SHARED_DIR "/domain/area_test_vectors_points.csv"

static LtSurveyResults *survey(const char *path)
{
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, 2);
  g_autoptr(GError) error = NULL;
  const LtSurveyFiles files = {.paths = (const char *const[]){path}, .n_paths = 1};
  LtSurveyResults *results = lt_survey_files(&files, run, &error);
  if (results == NULL)
    fail_msg("%s", error->message);
  return results;
}

/* Findings as "SV-AREA error 13, …", but for what every second file has. */
static char *findings(const LtSurveyFile *file)
{
  static const char *const severities[] = {"info", "warning", "error"};
  GString *all = g_string_new(file->unread);
  for (guint i = 0; file->unread == NULL && i < file->notes.notes->len; i++) {
    const LtSurveyNote *note = &g_array_index(file->notes.notes, LtSurveyNote, i);
    g_string_append_printf(all, "%s%s %s %zu", all->len == 0 ? "" : ", ",
                           lt_survey_rule_id(note->rule), severities[note->severity], note->line);
  }
  return g_string_free(all, FALSE);
}

static void test_cases(void **state)
{
  (void)state;
  static const struct {
    const char *file, *findings;
  } rows[] = {
      {"V01_standard", ""},
      {"V02_thirteen_fields", "SV-FORM info 13"},
      {"V03_one_map", "SV-FORM info 13, SV-AREA info 13"},
      {"V04_enforcement", "SV-FORM info 13, SV-AREA info 13"},
      {"V05_east_first", "SV-FORM info 13, SV-FORM info 13, SV-FORM warning 14"},
      {"V06_no_count_degrees",
       "SV-FORM warning 13, SV-UNIT warning 13, SV-AREA info 13, SV-FORM warning 14"},
      {"V07_vertical_position", ""},
      {"V08_project_information", "SV-FORM info 1, SV-FORM info 16"},
      {"V09_reduced_head", "SV-HEAD info 0"},
      {"V10_brackets_braces", "SV-FORM warning 1, SV-FORM warning 14"},
      {"V11_blank_in_section", "SV-FORM warning 1"},
      {"V12_open_rings", "SV-CLOSE warning 19"},
      {"V13_counts", "SV-COUNT info 25"},
      {"V14_names_restart", "SV-NUM info 19"},
      {"V15_parts_and_hole", "SV-NEST warning 24"},
      {"V16_ring_numbers", "SV-NEST info 14, SV-NEST info 20"},
      {"V17_gbk", ""},
      {"V17_utf8_bom", ""},
      {"V17_utf16", ""},
      {"V17_carriage_returns", ""},
      {"V18_blanks", "SV-FORM info 13"},
      {"V19_types", "SV-KIND warning 13, SV-KIND warning 15"},
      {"V20_precision_digits", ""},
      {"V20_precision_centimetre", ""},
      {"V20_precision_empty", ""},
      {"V21_parameters_zero", ""},
      {"V21_parameters_absent", "SV-HEAD info 0"},
      {"V22_system_xian80", ""},
      {"V22_system_free_text", "SV-CRS error 14"},
      {"V23_no_prefix", ""},
      {"V23_constant_taken_off", "SV-CRS error 14"},
      {"V24_square_metres", "SV-UNIT warning 13"},
      {"V24_unit_text", "SV-UNIT warning 13"},
      {"V24_mu", "SV-UNIT warning 13"},
      {"B01_lines_unreadable", "SV-READ error 15"},
      {"B02_swapped", "SV-SWAP error 14"},
      {"B03_crossing", "SV-CROSS error 13, SV-CROSS error 13, SV-TURN info 14"},
      {"B04_area_wrong", "SV-AREA error 13"},
      {"B05_band_contradicts", "SV-CRS error 14"},
      {"B06_count_wrong", "SV-COUNT warning 13"},
      {"B07_close_points", "SV-DUP warning 16, SV-LINE info 16"},
      {"B08_numbers", "SV-NUM warning 16, SV-NUM warning 17"},
      {"B09_start_and_turn", "SV-START info 14, SV-TURN info 14"},
      {"B10_spike_and_line", "SV-AREA warning 13, SV-LINE info 15, SV-SPIKE warning 18"},
      {"B11_beyond_band", "SV-BAND warning 14"},
      {"B12_ellipsoid_stated", "SV-AREA info 13"},
      {"B13_area_digit", "SV-AREA warning 13"},
      {"B14_precision_low", "SV-PREC warning 13"},
      {"B15_closing_elsewhere",
       "SV-CROSS error 13, SV-DUP warning 14, SV-SPIKE warning 14, SV-CLOSE error 18, "
       "SV-CLOSE warning 18, SV-NUM warning 18"},
      {"B16_parameters", "SV-HEAD warning 11"},
      {"B17_overlap", "SV-OVER error 13, SV-OVER error 19"},
      {"B19_neighbours",
       "SV-NEAR warning 13, SV-LINE info 24, SV-NEAR warning 26, SV-NEAR warning 26"},
      {"B18_sliver_and_copy",
       "SV-NEAR warning 13, SV-NEAR warning 13, SV-OVER error 13, SV-OVER warning 13, "
       "SV-NEAR warning 19, SV-NEAR warning 19, SV-OVER warning 19, SV-OVER error 25"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *name = g_strconcat(rows[i].file, ".txt", NULL);
    g_autofree char *path = g_build_filename(LT_TEST_DIR, "case", "survey", name, NULL);
    g_autoptr(LtSurveyResults) results = survey(path);
    g_autofree char *got = findings(&results->files[0]);
    if (strcmp(got, rows[i].findings) != 0)
      fail_msg("%s: '%s', not '%s'", name, got, rows[i].findings);
  }
}

/* Hectares that the files state, which their publisher computed: to 4 decimals, no error. */
static void test_real(void **state)
{
  (void)state;
  if (!g_file_test(REAL, G_FILE_TEST_IS_DIR))
    skip(); /* jumps: before anything is allocated */
  static const struct {
    const char *file;
    double ha;
  } rows[] = {{"44120000105", 8.7423}, {"44120000319", 10.3262}, {"44120000567", 0.2190},
              {"44120000957", 0.7749}, {"44120001111", 6.0254},  {"44120001225", 0.0363}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path = g_strconcat(REAL "/", rows[i].file, ".txt", NULL);
    g_autoptr(LtSurveyResults) results = survey(path);
    const LtSurveyCertificate *certificate = &results->files[0].parcels[0].certificate;
    assert_int_equal(lt_survey_finding_count(results, LT_SEVERITY_WARNING), 0);
    if (round(certificate->m2[LT_SURVEY_PLANAR]) != round(rows[i].ha * 1e4) ||
        certificate->digits[LT_SURVEY_PLANAR] != 4)
      fail_msg("%s: %.4f m2, digits %d", rows[i].file, certificate->m2[LT_SURVEY_PLANAR],
               certificate->digits[LT_SURVEY_PLANAR]);
  }
}

/* The vectors as survey texts: corners of the domain's file, areas of its other file. */
static char *vector_text(const char *corners, const char *vector, const char *zone)
{
  g_auto(GStrv) lines = g_strsplit(corners, "\n", -1);
  GString *text = g_string_new("[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n");
  g_string_append_printf(text, "带号=%s\n[地块坐标]\n,,%s,%s,面,,,,@\n", zone, vector, vector);
  for (size_t i = 1; lines[i] != NULL; i++) {
    g_auto(GStrv) cells = g_strsplit(g_strstrip(lines[i]), ",", -1);
    if (g_strv_length(cells) >= 5 && strcmp(cells[0], vector) == 0)
      g_string_append_printf(text, "%s,%s,%s,%s\n", cells[2], cells[1], cells[3], cells[4]);
  }
  return g_string_free(text, FALSE);
}

static void test_vectors(void **state)
{
  (void)state;
  if (!g_file_test(VECTORS, G_FILE_TEST_EXISTS))
    skip(); /* jumps: before anything is allocated */
  g_autofree char *table = NULL, *corners = NULL;
  assert_true(g_file_get_contents(VECTORS, &table, NULL, NULL));
  assert_true(g_file_get_contents(CORNERS, &corners, NULL, NULL));
  g_auto(GStrv) rows = g_strsplit(table, "\n", -1);
  g_autofree char *folder = g_dir_make_tmp("lantu-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "v.txt", NULL);
  for (size_t i = 1; i <= 5; i++) {
    g_auto(GStrv) cells = g_strsplit(g_strstrip(rows[i]), ",", -1);
    char **last = cells + g_strv_length(cells);
    g_autofree char *text = vector_text(corners, cells[0], last[-9]);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    g_autoptr(LtSurveyResults) results = survey(path);
    const double *m2 = results->files[0].parcels[0].certificate.m2;
    const int columns[] = {[LT_SURVEY_PLANAR] = 2,
                           [LT_SURVEY_ELLIPSOID] = 7,
                           [LT_SURVEY_SERIES] = 4,
                           [LT_SURVEY_GEODESIC] = 3};
    for (int method = 0; method < LT_SURVEY_N_METHODS; method++)
      if (!(fabs(m2[method] - g_ascii_strtod(last[-columns[method]], NULL)) <= 0.0051))
        fail_msg("%s: method %d: %.4f, not %s", cells[0], method, m2[method],
                 last[-columns[method]]);
  }
  g_unlink(path);
  g_rmdir(folder);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_cases),
      cmocka_unit_test(test_real),
      cmocka_unit_test(test_vectors),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
