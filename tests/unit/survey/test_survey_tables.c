/* What lantu survey says of tables of corners, drawings and layers: the case files, whose squares
 * have the areas that a head can work out. */
#include "survey/results.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static LtSurveyResults *survey(const char *name, const char *crs)
{
  g_autoptr(LtRun) run = lt_run_new();
  lt_run_set_jobs(run, 1);
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(LT_TEST_DIR "/case/survey_table", name, NULL);
  const LtSurveyFiles files = {.paths = (const char *const[]){path}, .n_paths = 1, .crs = crs};
  LtSurveyResults *results = lt_survey_files(&files, run, &error);
  if (results == NULL)
    fail_msg("%s", error->message);
  return results;
}

/* "SV-AREA error 13, …", but for areas that are not stated. */
static char *findings(const LtSurveyFile *file)
{
  static const char *const severities[] = {"info", "warning", "error"};
  GString *all = g_string_new(file->unread);
  for (guint i = 0; file->unread == NULL && i < file->notes.notes->len; i++) {
    const LtSurveyNote *note = &g_array_index(file->notes.notes, LtSurveyNote, i);
    if (note->rule == LT_SV_AREA && note->severity == LT_SEVERITY_INFO)
      continue;
    g_string_append_printf(all, "%s%s %s %zu", all->len == 0 ? "" : ", ",
                           lt_survey_rule_id(note->rule), severities[note->severity], note->line);
  }
  return g_string_free(all, FALSE);
}

/* "number name area; …", areas in whole m², "-" where there is none. */
static char *parcels(const LtSurveyFile *file)
{
  GString *all = g_string_new(NULL);
  for (size_t i = 0; i < file->n_parcels; i++) {
    const LtSurveyParcel *parcel = &file->parcels[i];
    g_string_append_printf(all, "%s%s|%s|", i == 0 ? "" : "; ", parcel->number, parcel->name);
    if (parcel->certificate.is_measured)
      g_string_append_printf(all, "%.0f", parcel->certificate.m2[LT_SURVEY_PLANAR]);
    else
      g_string_append_c(all, '-');
  }
  return g_string_free(all, FALSE);
}

#define PLANE "EPSG:4526"
#define DEGREES "EPSG:4490"
#define NO_METRES "SV-FORM warning 2"

static const struct {
  const char *file, *crs, *parcels, *findings;
} rows[] = {
    {"T01_plain.csv", PLANE, "||10000", ""},
    {"T02_side_between.csv", NULL, "140502001||10000", "SV-SIDE error 11, SV-FORM info 15"},
    {"T03_stacked_pages.csv", NULL, "A-01|甲地块|10000; A-02|乙地块|10000", "SV-FORM info 7"},
    {"T04_parcel_column.csv", PLANE, "P1|甲|10000; P2|乙|10000", "SV-CLOSE warning 6"},
    {"T05_beside.csv", PLANE, "||10000", "SV-LINE info 3"},
    {"T06_dms.csv", DEGREES, "||10000", NO_METRES},
    {"T20_dms_columns.csv", DEGREES, "||10000", "SV-FORM info 2, SV-FORM warning 3"},
    {"T21_dms_titles.csv", DEGREES, "||10000", NO_METRES},
    {"T22_dms_blank.csv", DEGREES, "||-",
     "SV-READ error 2, SV-READ error 3, SV-READ error 4"},
    {"T07_packed.txt", DEGREES, "||10000", NO_METRES},
    {"T08_packed_by_sides.csv", DEGREES, "||10000", NO_METRES ", SV-FORM warning 2"},
    {"T09_bad_cells.csv", PLANE, "||-; 乙||5000",
     "SV-READ error 2, SV-READ error 3, SV-READ error 5, SV-SIDE warning 11"},
    {"T10_hole.csv", PLANE, "||9600", ""},
    {"T11_side_before.csv", PLANE, "||8000", "SV-SIDE warning 5, SV-SIDE error 6"},
    {"T12_two_systems.csv", PLANE, "||10000", "SV-FORM info 1, SV-CLOSE warning 5"},
    {"T13_gbk.csv", NULL, "140502001||10000", "SV-SIDE error 11, SV-FORM info 15"},
    {"T14_swapped.csv", PLANE, "||10000", "SV-SWAP error 2"},
    {"T01_plain.csv", NULL, "||10000", "SV-CRS error 2"},
    {"T01_plain.csv", DEGREES, "||10000", "SV-CRS error 2"},
    {"T01_plain.csv", "EPSG:4547", "||10000", "SV-CRS error 2"},
    {"T18_no_prefix.csv", "EPSG:4526", "||10000", "SV-CRS error 2"},
    {"T18_no_prefix.csv", "EPSG:4547", "||10000", ""},
    {"T19_missing_point.csv", PLANE, "||-", "SV-READ error 4, SV-FORM info 6, SV-CLOSE warning 6"},
    {"D03_bad_number.dxf", PLANE, "1|A|-; 2|A|10000",
     "SV-READ error 14, SV-READ error 14, SV-CLOSE warning 26"},
    {"T15_packed_or_not.csv", DEGREES, NULL, "SV-FORM warning 2, SV-CRS warning 2"},
    {"T16_no_titles.csv", PLANE, "", "!"},
    {"T17_no_points.csv", PLANE, "", "!"},
    {"D01_polylines.dxf", PLANE, "2A|JZD 甲地块 丁 厂|10000; 2B|JZD|10000; 2D|JZD|-; 30|宗地|10000",
     "SV-CLOSE warning 116, SV-READ error 168, SV-FORM info 228"},
    {"D02_gbk.dxf", PLANE, "2A|JZD 甲地块 丁 厂|10000; 2B|JZD|10000; 2D|JZD|-; 30|宗地|10000",
     "SV-CLOSE warning 116, SV-READ error 168, SV-FORM info 228"},
    {"L01_layer.geojson", NULL, "K1|甲|10000; K2||-; K3||-",
     "SV-CRS info 0, SV-READ error 2, SV-READ error 3"},
};

static void test_cases(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autoptr(LtSurveyResults) results = survey(rows[i].file, rows[i].crs);
    assert_int_equal(results->n_files, 1);
    if (strcmp(rows[i].findings, "!") == 0) { /* unread, with the name of the file */
      assert_non_null(results->files[0].unread);
      assert_non_null(strstr(results->files[0].unread, rows[i].file));
      continue;
    }
    g_autofree char *found = findings(&results->files[0]), *has = parcels(&results->files[0]);
    if (strcmp(found, rows[i].findings) != 0 ||
        (rows[i].parcels != NULL && strcmp(has, rows[i].parcels) != 0))
      fail_msg("%s: %s\n%s", rows[i].file, has, found);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
