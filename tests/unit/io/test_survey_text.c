#include "io/survey_text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=38\n[地块坐标]\n"
#define PARCEL "4,1.0,DK1,地块,面,,工业,0601,@\n"
#define A "J1,1,100,200\n"
#define B "J2,1,100,300\n"
#define C "J3,1,0,300\n"
#define D "J4,1,0,200\n"

static LtSurveyText *parse(const char *text, GError **error)
{
  return lt_survey_text_parse(text, strlen(text), "zones.txt", NULL, NULL, error);
}

static const struct {
  const char *why, *text;
  size_t n_parcels, n_rings, n_points;
} good[] = {
    {"closed", HEAD PARCEL A B C D A, 1, 1, 5},
    {"open", HEAD PARCEL A B C D, 1, 1, 5},
    {"closing point apart by less than 0.1 mm", HEAD PARCEL A B C D "J1,1,100.00005,200\n", 1, 1,
     5},
    {"two rings by id", HEAD PARCEL A B C D A "J5,2,10,210\nJ6,2,20,210\nJ7,2,20,220\n", 1, 2, 9},
    {"two rings of one id by closure",
     HEAD PARCEL A B C D A "J5,1,10,210\nJ6,1,20,210\nJ7,1,20,220\nJ5,1,10,210\n", 1, 2, 9},
    {"ids need not begin with 1", HEAD PARCEL "a,4,0,0\nb,4,1,0\nc,4,0,1\n", 1, 1, 4},
    {"two parcels, the second open", HEAD PARCEL A B C A PARCEL A B C D, 2, 2, 9},
    {"blank lines, braces, section kept out",
     "[项目信息]\nfoo\n\n" HEAD PARCEL "{\n" A "\n" B "{" C "}\n}\n", 1, 1, 4},
    {"full-width punctuation and digits",
     "【地块坐标】\n4，1，DK，名，面，，，，＠\nJ1，1，１００．５，２００\nJ2,1,0,1\nJ3,1,0,0\n", 1,
     1, 4},
    {"CR alone", "[地块坐标]\r4,1,1,a,面,,,,@\rJ1,1,0,0\rJ2,1,1,0\rJ3,1,0,1", 1, 1, 4},
    {"CRLF", "[地块坐标]\r\n4,1,1,a,面,,,,@\r\nJ1,1,0,0\r\nJ2,1,1,0\r\nJ3,1,0,1\r\n", 1, 1, 4},
    {"blanks after commas",
     "[地块坐标]\n4, 1, 1, a, 面, , , , @ \n J1, 1, 0, 0\nJ2,1,1,0\nJ3,1,0,1", 1, 1, 4},
};

static void test_good(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(LtSurveyText) text = parse(good[i].text, &error);
    if (text == NULL)
      fail_msg("%s: %s", good[i].why, error->message);
    if (text->n_parcels != good[i].n_parcels || text->n_rings != good[i].n_rings ||
        text->n_points != good[i].n_points)
      fail_msg("%s: %zu parcels, %zu rings, %zu points", good[i].why, text->n_parcels,
               text->n_rings, text->n_points);
    for (size_t ring = 0; ring < text->n_rings; ring++)
      assert_memory_equal(text->xy + 2 * lt_survey_ring_begin(text, ring),
                          text->xy + 2 * (text->rings[ring].end - 1), 2 * sizeof(double));
    if (lt_survey_notes_first_error(&text->notes) != NULL)
      fail_msg("%s: %s", good[i].why, lt_survey_notes_first_error(&text->notes)->text.in[1]);
  }
}

static const struct {
  const char *why, *text, *says;
} refused[] = {
    {"empty", "", "no parcel"},
    {"no sections", "a,b,c\n", "line 1"},
    {"section not closed", "[地块坐标\n", "line 1"},
    {"point before parcel", HEAD A, "line 6"},
    {"neither UTF-8 nor GBK", "[\xFF\xFF", "zones.txt"},
};

static void test_refused(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(LtSurveyText) text = parse(refused[i].text, &error);
    if (text != NULL)
      fail_msg("%s: taken", refused[i].why);
    if (!g_error_matches(error, LT_ERROR, LT_ERROR_READ) ||
        strstr(error->message, refused[i].says) == NULL)
      fail_msg("%s: %s", refused[i].why, error->message);
  }
}

/* What cannot be read is an error with its line; a parcel behind it is read. */
static const struct {
  const char *why, *text;
  size_t line;
  LtSurveyRule rule;
} bad[] = {
    {"head stated twice", "[属性描述]\n带号=37\n带号=38\n", 3, LT_SV_HEAD},
    {"no number", HEAD PARCEL A "J2,1,1oo,300\n" C D, 8, LT_SV_READ},
    {"three tokens", HEAD PARCEL A "J2,100,300\n" C D, 8, LT_SV_READ},
    {"five tokens", HEAD PARCEL A "J2,1,100,300,7\n" C D, 8, LT_SV_READ},
    {"ring is no number", HEAD PARCEL A "J2,x,100,300\n" C D, 8, LT_SV_READ},
    {"ring beyond 32 bits", HEAD PARCEL A "J2,4294967296,100,300\n" C D, 8, LT_SV_READ},
    {"infinite", HEAD PARCEL A "J2,1,inf,300\n" C D, 8, LT_SV_READ},
    {"not a number", HEAD PARCEL A "J2,1,NaN,300\n" C D, 8, LT_SV_READ},
    {"far out", HEAD PARCEL A "J2,1,1e308,300\n" C D, 8, LT_SV_READ},
    {"6 fields", HEAD "4,1.0,DK1,地块,面,,@\n" A B C, 6, LT_SV_READ},
    {"no points", HEAD PARCEL, 6, LT_SV_READ},
    {"two points", HEAD PARCEL A B, 7, LT_SV_READ},
    {"two points closed", HEAD PARCEL A B A, 7, LT_SV_READ},
    {"first name, other place", HEAD PARCEL A B C D "J1,1,100,200.01\n", 11, LT_SV_CLOSE},
    {"section not closed", HEAD PARCEL A B C "[其他\n[地块坐标]\n", 10, LT_SV_READ},
};

static void test_bad(void **state)
{
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    g_autofree char *all = g_strconcat(bad[i].text, "[地块坐标]\n" PARCEL A B C D A, NULL);
    g_autoptr(LtSurveyText) text = parse(all, &error);
    if (text == NULL)
      fail_msg("%s: %s", bad[i].why, error->message);
    const LtSurveyNote *note = lt_survey_notes_first_error(&text->notes);
    if (note == NULL || note->line != bad[i].line || note->rule != bad[i].rule)
      fail_msg("%s: %s, line %zu", bad[i].why, note == NULL ? "no error" : note->text.in[1],
               note == NULL ? 0 : note->line);
    assert_int_equal(text->notes.n_of_severity[LT_SEVERITY_ERROR], 1);
    const LtParcel *last = &text->parcels[text->n_parcels - 1];
    assert_int_equal(last->end_ring - last->first_ring, 1);
    assert_int_equal(last->n_lost, 0);
    bool is_whole = bad[i].rule != LT_SV_READ || text->n_parcels == 1 ||
                    text->parcels[0].n_lost > 0 || strstr(bad[i].why, "fields") != NULL ||
                    strstr(bad[i].why, "section") != NULL;
    if (!is_whole)
      fail_msg("%s: something is lost, and the parcel does not say so", bad[i].why);
  }
}

static void test_content(void **state)
{
  (void)state;
  g_autoptr(LtSurveyText) text = parse(HEAD PARCEL A B C D, NULL);
  assert_string_equal(text->system, "2000国家大地坐标系");
  assert_string_equal(text->degrees, "3");
  assert_string_equal(text->zone, "38");
  assert_string_equal(text->parcels[0].fields[LT_PARCEL_DKBH], "DK1");
  assert_string_equal(text->parcels[0].fields[LT_PARCEL_DLBM], "0601");
  assert_int_equal(text->parcels[0].line, 6);
  assert_int_equal(text->point_lines[1], 8);
  assert_true(text->xy[0] == 200 && text->xy[1] == 100); /* X of the file is the northing */
}

/* Area of the first ring: the files declare it in hectares with four digits (ex4 from its
 * corners: a square of 200 m). */
static void test_examples(void **state)
{
  (void)state;
  static const struct {
    const char *file, *encoding;
    size_t n_parcels, n_rings;
    double first_ring_m2;
  } rows[] = {
      {"ex1_standard_utf8_lf_closed.txt", "UTF-8", 1, 1, 9517},
      {"ex2_hole_gbk_crlf.txt", "GB18030", 1, 2, NAN}, /* its hole: test_source.c */
      {"ex3_projectinfo_two_parcels_open_utf8bom.txt", "UTF-8", 2, 2, 10000},
      {"ex4_multipart_hole_rings_1_2_3.txt", "UTF-8", 1, 3, 40000},
  };
  if (!g_file_test(LT_SHARED_DIR "/domain/examples", G_FILE_TEST_IS_DIR))
    skip(); /* jumps: before anything is allocated */
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *path =
        g_build_filename(LT_SHARED_DIR, "domain", "examples", rows[i].file, NULL);
    g_autofree char *bytes = NULL;
    gsize n = 0;
    assert_true(g_file_get_contents(path, &bytes, &n, NULL));
    g_autoptr(GError) error = NULL;
    g_autoptr(LtSurveyText) text = lt_survey_text_parse(bytes, n, rows[i].file, NULL, NULL, &error);
    if (text == NULL)
      fail_msg("%s", error->message);
    assert_string_equal(text->encoding, rows[i].encoding);
    assert_int_equal(text->n_parcels, rows[i].n_parcels);
    assert_int_equal(text->n_rings, rows[i].n_rings);
    double sum = 0;
    for (size_t j = 1; j < text->rings[0].end; j++) {
      const double *p = text->xy + 2 * j - 2, *q = p + 2, *o = text->xy;
      sum += (p[0] - o[0]) * (q[1] - o[1]) - (q[0] - o[0]) * (p[1] - o[1]);
    }
    if (!isnan(rows[i].first_ring_m2) && fabs(fabs(sum / 2) - rows[i].first_ring_m2) > 0.5)
      fail_msg("%s: %.3f m2", rows[i].file, sum / 2);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_good),    cmocka_unit_test(test_refused),  cmocka_unit_test(test_bad),
      cmocka_unit_test(test_content), cmocka_unit_test(test_examples),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
