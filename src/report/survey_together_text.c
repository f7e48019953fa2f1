#include "report/survey_together.h"
#include "report/text_table.h"

#include <lantu/mu.h>
#include <math.h>

double lt_survey_mu(double m2)
{
  return m2 / LT_MU_M2;
}

static void line_add(GString *out, char *take_text)
{
  lt_text_append(out, take_text);
  g_string_append_c(out, '\n');
}

static LtTextTable grid_new(const LtTextId *titles, size_t n, size_t n_texts, LtLang lang)
{
  LtTextTable grid = {.cells = g_ptr_array_new_with_free_func(g_free), .n_columns = n};
  for (size_t i = n_texts; i < n; i++)
    grid.is_number[i] = true;
  lt_text_table_add_titles(&grid, titles, lang);
  return grid;
}

static void grid_print(GString *out, LtTextTable *grid)
{
  lt_text_table_print(out, grid);
  g_string_append_c(out, '\n');
  g_ptr_array_unref(grid->cells);
}

/* ---- reference layers ---- */

static void references_print(GString *out, const LtSurveyResults *results, LtLang lang)
{
  static const LtTextId titles[] = {LT_T_SVR_LAYER,   LT_T_SVR_ROLE,      LT_T_SVR_LAYER_CRS,
                                    LT_T_SVR_OBJECTS, LT_T_SVR_CONFLICTS, LT_T_SVR_M2,
                                    LT_T_SVR_MU,      LT_T_SVR_TOLERATED, LT_T_SVR_TOLERATED_M2};
  if (results->n_references == 0)
    return;
  LtTextTable grid = grid_new(titles, G_N_ELEMENTS(titles), 3, lang);
  for (size_t i = 0; i < results->n_references; i++) {
    const LtSurveyReference *reference = &results->references[i];
    lt_text_table_add(&grid, g_strdup(reference->named));
    lt_text_table_add(
        &grid, g_strdup(lt_text(lang, reference->is_inside ? LT_T_SVR_INSIDE : LT_T_SVR_OUTSIDE)));
    lt_text_table_add(&grid, g_strdup(reference->crs_name));
    lt_text_table_add(&grid, g_strdup_printf("%zu", reference->n_objects));
    lt_text_table_add(&grid, g_strdup_printf("%zu", reference->n_kept));
    lt_text_table_add(&grid, lt_number_text(reference->kept.planar_m2, 2));
    lt_text_table_add(&grid, lt_number_text(lt_survey_mu(reference->kept.planar_m2), 4));
    lt_text_table_add(&grid, g_strdup_printf("%zu", reference->n_tolerated));
    lt_text_table_add(&grid, lt_number_text(reference->tolerated.planar_m2, 4));
  }
  line_add(out, lt_text_format(lang, LT_T_SVR_REFERENCES, results->tolerance_m));
  grid_print(out, &grid);
}

/* ---- the zone set ---- */

static void set_print(GString *out, const LtSurveySet *set, LtLang lang)
{
  static const LtTextId titles[] = {LT_T_SVR_AREA, LT_T_SVR_M2, LT_T_SVR_HA, LT_T_SVR_MU};
  static const LtTextId rows[] = {LT_T_SVR_PLANAR, LT_T_SVR_ELLIPSOID, LT_T_SVR_SERIES,
                                  LT_T_SVR_GEODESIC};
  if (set == NULL)
    return;
  line_add(out, lt_text_format(lang, LT_T_SVR_SET, set->name == NULL ? "-" : set->name,
                               set->n_parts, set->n_unmeasured));
  LtTextTable grid = grid_new(titles, G_N_ELEMENTS(titles), 1, lang);
  struct {
    const char *what;
    double m2;
  } areas[LT_SURVEY_N_METHODS + 3];
  size_t n = 0;
  areas[n].what = lt_text(lang, LT_T_SVR_APPROVED);
  areas[n++].m2 = set->approved.is_stated ? set->approved.m2 : NAN;
  areas[n].what = lt_text(lang, LT_T_SVR_STATED);
  areas[n++].m2 = set->stated_m2;
  for (size_t i = 0; i < LT_SURVEY_N_METHODS; i++) {
    areas[n].what = lt_text(lang, rows[i]);
    areas[n++].m2 = set->m2[i];
  }
  areas[n].what = lt_text(lang, LT_T_SVR_REPEATED);
  areas[n++].m2 = set->repeated_m2;
  for (size_t i = 0; i < n; i++) {
    lt_text_table_add(&grid, g_strdup(areas[i].what));
    lt_text_table_add(&grid, lt_number_text(areas[i].m2, 2));
    lt_text_table_add(&grid, lt_number_text(areas[i].m2 / 1e4, 4));
    lt_text_table_add(&grid, lt_number_text(lt_survey_mu(areas[i].m2), 4));
  }
  grid_print(out, &grid);
}

/* ---- the old boundary ---- */

static void change_row(LtTextTable *grid, const char *what, const LtAreas *added,
                       const LtAreas *removed, const LtAreas *kept)
{
  const LtAreas *all[] = {added, removed, kept};
  lt_text_table_add(grid, g_strdup(what));
  for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
    lt_text_table_add(grid, lt_number_text(all[i]->planar_m2, 2));
    lt_text_table_add(grid, lt_number_text(lt_survey_mu(all[i]->planar_m2), 4));
  }
}

static void change_print(GString *out, const LtSurveyResults *results, LtLang lang)
{
  static const LtTextId titles[] = {LT_T_SVR_CLASS,      LT_T_SVR_ADDED_M2,   LT_T_SVR_ADDED_MU,
                                    LT_T_SVR_REMOVED_M2, LT_T_SVR_REMOVED_MU, LT_T_SVR_KEPT_M2,
                                    LT_T_SVR_KEPT_MU};
  const LtSurveyChange *change = results->change;
  if (change == NULL)
    return;
  line_add(out, lt_text_format(lang, LT_T_SVR_CHANGE, change->added.planar_m2,
                               lt_survey_mu(change->added.planar_m2), change->removed.planar_m2,
                               lt_survey_mu(change->removed.planar_m2), change->kept.planar_m2,
                               lt_survey_mu(change->kept.planar_m2)));
  LtTextTable grid = grid_new(titles, G_N_ELEMENTS(titles), 1, lang);
  for (size_t i = 0; i < change->n_rows; i++) {
    const LtSurveyChangeRow *row = &change->rows[i];
    const char *name = row->class_name == NULL    ? lt_text(lang, LT_T_SVR_NO_LAND_USE)
                       : *row->class_name == '\0' ? lt_text(lang, LT_T_SVR_NO_CLASS)
                                                  : row->class_name;
    change_row(&grid, name, &row->added, &row->removed, &row->kept);
  }
  change_row(&grid, lt_text(lang, LT_T_SVR_ALL), &change->added, &change->removed, &change->kept);
  grid_print(out, &grid);
}

void lt_survey_together_print(GString *out, const LtSurveyResults *results, LtLang lang)
{
  bool is_asked = results->n_references > 0 || results->set != NULL || results->change != NULL;
  if (results->crs != NULL && (is_asked || results->n_systems > 1))
    line_add(out, lt_text_format(lang, LT_T_SVR_COMMON_CRS, lt_crs_name(results->crs),
                                 lt_crs_id(results->crs)));
  set_print(out, results->set, lang);
  references_print(out, results, lang);
  change_print(out, results, lang);
}
