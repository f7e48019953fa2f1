/* Which legal basis is printed: by the date of the project, with a note where it is not confirmed.
 */
#include "unit/rules/fixture.h"

typedef struct {
  const char *id, *as_of, *law;
  const char *why;
} Row;

/* Dates and documents: laws.csv of the domain; the land law of 2019 is in force from 2020-01-01;
 * the plan of Jincheng was made public on 2018-05-29. */
static const Row rows[] = {
    {"DG-C01", "2019-12-31", "", "amended, not yet in force"},
    {"DG-C01", "2020-01-01", "《土地管理法》第三十五条", "the first day"},
    {"DG-C01", "2025-06-30", "《土地管理法》第三十五条", "open to the end"},
    {"DG-C01", NULL, "《土地管理法》第三十五条", "no date: all bases"},
    {"DG-C20", "2024-03-05", "", "the day before"},
    {"DG-C20", "2024-03-06", "《关于加强生态环境分区管控的意见》", "the day of issue"},
    {"DG-C02", "2022-08-16",
     "《关于加强生态保护红线管理的通知（试行）》（自然资发〔2022〕142号）（依据待核）", "not confirmed"},
    {"GR-CAST", "2018-05-28", "", "the day before"},
    {"GR-CAST", "2018-05-29", "《晋城市大气环境问题整改攻坚行动方案》（2018年）",
     "the day it was made public"},
    {"MU-LAND", "2020-01-01", "", "no basis"},
};

static void test_packs(void **state)
{
  (void)state;
  write_file("z.csv", "key,e,n\n");
  g_autoptr(LtProject) project =
      load(HEAD "extends: [duogui, green]\nlayers:\n  - {id: z, source: z.csv, " XY "}\n");
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_free(project->as_of);
    project->as_of = g_strdup(rows[i].as_of);
    g_autofree char *law = lt_rule_law(project, rule_of(project, rows[i].id), LT_LANG_ZH);
    if (strcmp(law, rows[i].law) != 0)
      fail_msg("%s on %s (%s): %s", rows[i].id, rows[i].as_of, rows[i].why, law);
  }
}

static char text_old[] = "old", text_new[] = "new", text_all[] = "all";
static char day_1[] = "2000-01-01", day_2[] = "2009-12-31", day_3[] = "2010-01-01";

/* An older and a newer law, and a standard that was always there. */
static void test_times(void **state)
{
  (void)state;
  LtBasis bases[] = {
      {.text = {{text_old, text_old}},
       .valid_from = day_1,
       .valid_to = day_2,
       .is_confirmed = true},
      {.text = {{text_new, text_new}}, .valid_from = day_3, .is_confirmed = true},
      {.text = {{text_all, text_all}}},
  };
  LtRule rule = {.bases = bases, .n_bases = G_N_ELEMENTS(bases)};
  static const struct {
    const char *as_of, *law;
  } times[] = {
      {"1999-12-31", "all (basis not confirmed)"},
      {"2000-01-01", "old; all (basis not confirmed)"},
      {"2009-12-31", "old; all (basis not confirmed)"}, /* the last day counts */
      {"2010-01-01", "new; all (basis not confirmed)"},
      {NULL, "old; new; all (basis not confirmed)"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
    LtProject project = {.as_of = (char *)times[i].as_of};
    g_autofree char *law = lt_rule_law(&project, &rule, LT_LANG_EN);
    assert_string_equal(law, times[i].law);
  }
}

int main(void)
{
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_packs),
      cmocka_unit_test(test_times),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
