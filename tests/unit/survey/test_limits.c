/* Every limit of a check: what just passes, what is exactly on it, what just fails. */
#include "survey/results.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char *path;

/* What one file says of a rule: "error", "warning", "info" or "", the worst of it. */
static const char *worst(const LtSurveyFile *file, LtSurveyRule rule)
{
  static const char *const severities[] = {"", "info", "warning", "error"};
  int most = -1;
  for (guint i = 0; i < file->notes.notes->len; i++) {
    const LtSurveyNote *note = &g_array_index(file->notes.notes, LtSurveyNote, i);
    if (note->rule == rule)
      most = MAX(most, (int)note->severity);
  }
  return severities[most + 1];
}

typedef struct {
  LtSurveyRule rule;
  const char *expected;
  const char *why;
  const char *header; /* of the parcel, up to the type */
  const char *points; /* "name x y" with blanks, rows parted by ; — X and Y beside a corner */
  const char *precision;
} Row;

/* Decimal texts that are put together, so that what stands in the file is what is written here. */
static char *text_make(const Row *row)
{
  GString *text = g_string_new("[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=38\n");
  if (row->precision != NULL)
    g_string_append_printf(text, "精度=%s\n", row->precision);
  g_string_append_printf(text, "[地块坐标]\n%s,,面,,,,@\n", row->header);
  g_auto(GStrv) points = g_strsplit(row->points, ";", -1);
  for (size_t i = 0; points[i] != NULL; i++) {
    g_auto(GStrv) cells = g_strsplit(g_strstrip(points[i]), " ", -1);
    g_string_append_printf(text, "%s,1,393%s,3840%s\n", cells[0], cells[1], cells[2]);
  }
  return g_string_free(text, FALSE);
}

/* Beside X = 3930000, Y = 38401000: four digits, then decimals. */
#define SQUARE_END "J3 0000.0000 1100.0000;J4 0000.0000 1000.0000;J1 0100.0000 1000.0000"

static void test_limits(void **state)
{
  (void)state;
  static const Row rows[] = {
      /* 0.0001 m is the same point, 0.05 m is not too close */
      {LT_SV_DUP, "warning", "0.0001 m apart", ",,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1000.0001;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_DUP, "warning", "0.0499 m apart", ",,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1000.0499;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_DUP, "", "exactly 0.05 m apart", ",,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1000.0500;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_DUP, "", "exactly 0.05 m askew: 0.03 and 0.04", ",,A",
       "J1 0100.0000 1000.0000;J2 0100.0400 1000.0300;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_DUP, "warning", "less askew", ",,A",
       "J1 0100.0000 1000.0000;J2 0100.0399 1000.0300;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      /* 0.0006 m from the line is on it */
      {LT_SV_LINE, "info", "exactly 0.0006 m off", ",,A",
       "J1 0100.0000 1000.0000;J2 0100.0006 1050.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_LINE, "", "0.0007 m off", ",,A",
       "J1 0100.0000 1000.0000;J2 0100.0007 1050.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      /* tan 10° = 0.1763269…: no corner of the lattice has exactly 10° */
      {LT_SV_SPIKE, "warning", "9.9999 degrees", ",,A",
       "J1 0000.0000 1000.0000;J2 0017.6325 1100.0000;J3 0000.0000 1100.0000;J1 0000.0000 "
       "1000.0000",
       NULL},
      {LT_SV_SPIKE, "", "10.0001 degrees", ",,A",
       "J1 0000.0000 1000.0000;J2 0017.6329 1100.0000;J3 0000.0000 1100.0000;J1 0000.0000 "
       "1000.0000",
       NULL},
      /* a hectare: 1 % of it is the limit, 4 decimals must agree */
      {LT_SV_AREA, "", "as stated", ",1.0000,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_AREA, "warning", "the last digit", ",1.0001,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_AREA, "warning", "exactly 1 % more", ",1.0100,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_AREA, "error", "more than 1 %", ",1.0101,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_AREA, "warning", "exactly 1 % less", ",0.9900,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_AREA, "error", "less than that", ",0.9899,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_UNIT, "warning", "m2, exactly 1 % off", ",10100,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_UNIT, "", "neither hectares nor m2", ",10101,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      /* five rows, four points */
      {LT_SV_COUNT, "", "rows", "5,,A", "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;" SQUARE_END,
       NULL},
      {LT_SV_COUNT, "", "distinct points", "4,,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_COUNT, "info", "one more than rows", "6,,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_COUNT, "warning", "two more", "7,,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_COUNT, "warning", "two less", "3,,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      /* decimals against 精度 */
      {LT_SV_PREC, "", "as many as stated", ",,A",
       "J1 0100.000 1000.000;J2 0100.000 1100.000;J3 0000.000 1100.000;J1 0100.000 1000.000",
       "0.001"},
      {LT_SV_PREC, "warning", "fewer", ",,A",
       "J1 0100.00 1000.00;J2 0100.00 1100.00;J3 0000.00 1100.00;J1 0100.00 1000.00", "0.001"},
      {LT_SV_PREC, "info", "more", ",,A",
       "J1 0100.000 1000.000;J2 0100.000 1100.000;J3 0000.000 1100.000;J1 0100.000 1000.000",
       "0.01"},
      {LT_SV_PREC, "", "two where none are stated", ",,A",
       "J1 0100.00 1000.00;J2 0100.00 1100.00;J3 0000.00 1100.00;J1 0100.00 1000.00", NULL},
      {LT_SV_PREC, "warning", "one", ",,A",
       "J1 0100.0 1000.0;J2 0100.0 1100.0;J3 0000.0 1100.0;J1 0100.0 1000.0", NULL},
      /* closing: 0.0001 m is the same point */
      {LT_SV_CLOSE, "", "closes exactly", ",,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;" SQUARE_END, NULL},
      {LT_SV_CLOSE, "", "closes but for 0.0001 m", ",,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;J3 0000.0000 1100.0000;J4 0000.0000 "
       "1000.0000;"
       "J1 0100.0001 1000.0001",
       NULL},
      {LT_SV_CLOSE, "error", "closes but for 0.0002 m", ",,A",
       "J1 0100.0000 1000.0000;J2 0100.0000 1100.0000;J3 0000.0000 1100.0000;J4 0000.0000 "
       "1000.0000;"
       "J1 0100.0002 1000.0000",
       NULL},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *text = text_make(&rows[i]);
    g_autoptr(LtRun) run = lt_run_new();
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(path, text, -1, NULL));
    const LtSurveyFiles files = {.paths = (const char *const[]){path}, .n_paths = 1};
    g_autoptr(LtSurveyResults) results = lt_survey_files(&files, run, &error);
    if (results == NULL)
      fail_msg("%s: %s", rows[i].why, error->message);
    const char *found = worst(&results->files[0], rows[i].rule);
    if (strcmp(found, rows[i].expected) != 0)
      fail_msg("%s %s: '%s', not '%s'", lt_survey_rule_id(rows[i].rule), rows[i].why, found,
               rows[i].expected);
  }
}

/* Two parcels side by side: shared points, overlaps. */
static void test_neighbours(void **state)
{
  (void)state;
  static const struct {
    const char *west; /* border of the second parcel, Y beside 38401000 */
    const char *over, *near;
  } rows[] = {
      {"1100.0000", "", ""},
      {"1100.1000", "", "warning"}, /* exactly 0.1 m from the border is near */
      {"1100.1001", "", ""},
      {"1099.9501", "warning", "warning"}, /* 0.0499 m wide */
      {"1099.9500", "error", ""},          /* exactly 0.05 m: what points do says nothing more */
      {"1099.9499", "error", ""},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    const char *west = rows[i].west;
    g_autoptr(GString) text =
        g_string_new("[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=38\n[地块坐标]\n");
    g_string_append(text, ",,A,A,面,,,,@\nJ1,1,3930100,38401000.0000\nJ2,1,3930100,38401100\n"
                          "J3,1,3930000,38401100\nJ4,1,3930000,38401000\nJ1,1,3930100,38401000\n");
    g_string_append_printf(text,
                           ",,B,B,面,,,,@\nJ1,1,3930100,3840%s\nJ2,1,3930100,38401200\n"
                           "J3,1,3930000,38401200\nJ4,1,3930000,3840%s\nJ1,1,3930100,3840%s\n",
                           west, west, west);
    g_autoptr(LtRun) run = lt_run_new();
    assert_true(g_file_set_contents(path, text->str, -1, NULL));
    const LtSurveyFiles files = {.paths = (const char *const[]){path}, .n_paths = 1};
    g_autoptr(LtSurveyResults) results = lt_survey_files(&files, run, NULL);
    const char *over = worst(&results->files[0], LT_SV_OVER);
    const char *near = worst(&results->files[0], LT_SV_NEAR);
    if (strcmp(over, rows[i].over) != 0 || strcmp(near, rows[i].near) != 0)
      fail_msg("%s: over '%s', near '%s'", west, over, near);
  }
}

/* The edge of a 3-degree band is 1.5° from its middle: PROJ (cs2cs EPSG:4490 EPSG:4526) has 34.5°
 * N, 112.5° E at X = 3820146.4648, Y = 38362234.3403. */
static void test_band(void **state)
{
  (void)state;
  static const char *const eastings[] = {"38362234.341", "38362234.339"}; /* inside, beyond */
  for (size_t beyond = 0; beyond < 2; beyond++) {
    g_autofree char *text = g_strdup_printf(
        "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=38\n[地块坐标]\n,,A,A,面,,,,@\n"
        "J1,1,3820146.465,%s\nJ2,1,3820146.465,38362300\nJ3,1,3820000,38362300\n"
        "J1,1,3820146.465,%s\n",
        eastings[beyond], eastings[beyond]);
    g_autoptr(LtRun) run = lt_run_new();
    assert_true(g_file_set_contents(path, text, -1, NULL));
    const LtSurveyFiles files = {.paths = (const char *const[]){path}, .n_paths = 1};
    g_autoptr(LtSurveyResults) results = lt_survey_files(&files, run, NULL);
    assert_string_equal(worst(&results->files[0], LT_SV_BAND), beyond ? "warning" : "");
    double edge_deg = results->files[0].parcels[0].edge_deg;
    assert_true((edge_deg < 0) == (beyond == 1) && edge_deg < 2e-8 && edge_deg > -2e-8);
  }
}

/* A parcel of 8 m in degrees: corners that near are not its first point again. */
static void test_degrees(void **state)
{
  (void)state;
  static const char text[] = "[属性描述]\n坐标系=2000国家大地坐标系\n[地块坐标]\n,,A,A,面,,,,@\n"
                             "J1,1,35.50010000,112.90000000\nJ2,1,35.50010000,112.90008000\n"
                             "J3,1,35.50002000,112.90008000\nJ4,1,35.50002000,112.90000000\n"
                             "J5,1,35.50006000,112.90000000\nJ1,1,35.50010000,112.90000000\n";
  g_autoptr(LtRun) run = lt_run_new();
  assert_true(g_file_set_contents(path, text, -1, NULL));
  const LtSurveyFiles files = {.paths = (const char *const[]){path}, .n_paths = 1};
  g_autoptr(LtSurveyResults) results = lt_survey_files(&files, run, NULL);
  const LtSurveyParcel *parcel = &results->files[0].parcels[0];
  assert_int_equal(parcel->n_rings, 1);
  assert_int_equal(parcel->n_corners, 5);
}

static int set_up(void **state)
{
  (void)state;
  g_autofree char *folder = g_dir_make_tmp("lantu-limits-XXXXXX", NULL);
  path = g_build_filename(folder, "a.txt", NULL);
  return folder == NULL;
}

static int tear_down(void **state)
{
  (void)state;
  g_autofree char *folder = g_path_get_dirname(path);
  g_unlink(path);
  g_free(path);
  return g_rmdir(folder);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_limits),
      cmocka_unit_test(test_neighbours),
      cmocka_unit_test(test_band),
      cmocka_unit_test(test_degrees),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
