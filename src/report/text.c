/* The summary for people: one table of rules, the layers as they were read, per-mu tables. */
#include "report/text_table.h"
#include "report/intake.h"
#include "report/names.h"
#include "report/transforms.h"

#include <lantu/report.h>

#include <math.h>
#include <string.h>

/* One line of details: rule, what is said of it, the text. */
static void append_detail(GString *out, const char *rule, const char *what, const char *text,
                          LtLang lang)
{
  lt_text_append(out, lt_text_format(lang, LT_T_SUMMARY_DETAIL, rule, what, text));
  g_string_append_c(out, '\n');
}

static void print_rules(GString *out, const LtResults *results, LtLang lang)
{
  static const LtTextId titles[] = {
      LT_T_SUMMARY_RULE,  LT_T_SUMMARY_STATE,        LT_T_SUMMARY_SEVERITY, LT_T_SUMMARY_CHECKED,
      LT_T_SUMMARY_COUNT, LT_T_SUMMARY_UNDETERMINED, LT_T_SUMMARY_MU,       LT_T_SUMMARY_WHAT};
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  LtTextTable grid = {cells,
                      G_N_ELEMENTS(titles),
                      {false, false, false, true, true, true, true, false}};
  lt_text_table_add_titles(&grid, titles, lang);
  for (size_t i = 0; i < results->n_outcomes; i++) {
    const LtOutcome *outcome = &results->outcomes[i];
    lt_text_table_add(&grid, g_strdup(outcome->rule->id));
    lt_text_table_add(&grid, g_strdup(lt_state_text(outcome->state, lang)));
    lt_text_table_add(&grid, g_strdup(lt_severity_text(outcome->rule->severity, lang)));
    lt_text_table_add(&grid, g_strdup_printf("%zu", outcome->n_checked));
    lt_text_table_add(&grid, g_strdup_printf("%zu", outcome->n_findings));
    lt_text_table_add(&grid, g_strdup_printf("%zu", outcome->n_undetermined));
    lt_text_table_add(&grid, lt_number_text(outcome->mu, 2));
    lt_text_table_add(&grid, g_strdup(outcome->rule->title.in[lang]));
  }
  lt_text_table_print(out, &grid);
}

/* A rule tolerates pieces of ground, or pieces of borders. */
static char *tolerated_text(const LtOutcome *outcome, LtLang lang)
{
  if (isnan(outcome->tolerated_mu))
    return lt_text_format(lang, LT_T_SUMMARY_TOLERATED_LINES, outcome->n_tolerated,
                          lt_round(outcome->tolerated_length_m, 3));
  return lt_text_format(lang, LT_T_SUMMARY_TOLERATED, outcome->n_tolerated,
                        lt_round(outcome->tolerated_mu, 2),
                        lt_round(outcome->tolerated_width_m, 2));
}

/* What stands behind the rows: worst cases, tolerated pieces, reasons. */
static void print_details(GString *out, const LtResults *results, LtLang lang)
{
  for (size_t i = 0; i < results->n_outcomes; i++) {
    const LtOutcome *outcome = &results->outcomes[i];
    if (outcome->reason.in[lang] != NULL)
      append_detail(out, outcome->rule->id, lt_text(lang, LT_T_SUMMARY_REASON),
                    outcome->reason.in[lang], lang);
    if (outcome->worst != NULL)
      append_detail(out, outcome->rule->id, lt_text(lang, LT_T_SUMMARY_WORST),
                    outcome->worst->message.in[lang], lang);
    if (outcome->n_approved > 0) {
      lt_text_append(out, g_strdup_printf("%s ", outcome->rule->id));
      lt_text_append(out, lt_text_format(lang, LT_T_SUMMARY_APPROVED, outcome->n_approved,
                                         lt_round(outcome->approved_mu, 2)));
      g_string_append_c(out, '\n');
    }
    if (outcome->n_tolerated > 0) {
      g_autofree char *text = tolerated_text(outcome, lang);
      lt_text_append(out, g_strdup_printf("%s %s", outcome->rule->id, text));
      g_string_append_c(out, '\n');
    }
  }
}

static void print_layers(GString *out, const LtResults *results, LtLang lang)
{
  g_string_append_printf(out, "\n%s\n", lt_text(lang, LT_T_SUMMARY_LAYERS));
  for (size_t i = 0; i < results->project->n_layers; i++) {
    const LtLayer *layer = &results->project->layers[i];
    g_string_append(out, "  ");
    if (layer->state == LT_LAYER_READ)
      lt_layer_print(out, layer, lang);
    else if (layer->state == LT_LAYER_MISSING)
      lt_text_append(out, layer->error == NULL
                              ? lt_text_format(lang, LT_T_SUMMARY_LAYER_MISSING, layer->id)
                              : lt_text_format(lang, LT_T_SUMMARY_TABLE_MISSING, layer->id,
                                               layer->error->message));
    else
      lt_text_append(out, lt_text_format(lang, LT_T_SUMMARY_LAYER_FAILED, layer->id,
                                         layer->error == NULL ? "" : layer->error->message));
    g_string_append_c(out, '\n');
  }
}

static void add_mu_row(LtTextTable *grid, const LtMuRow *row, LtLang lang)
{
  const char *name = row->firm.layer == NULL ? row->zone : lt_object_name(&row->firm);
  if (name[0] == '\0')
    name = row->firm.layer == NULL ? lt_text(lang, LT_T_SUMMARY_NO_ZONE)
                                   : lt_object_key(&row->firm);
  lt_text_table_add(grid, row->rank == 0 ? g_strdup("-") : g_strdup_printf("%zu", row->rank));
  lt_text_table_add(grid, g_strdup(name));
  lt_text_table_add(grid, g_strdup_printf("%zu", row->n_firms));
  lt_text_table_add(grid, g_strdup_printf("%zu", row->n_left_out));
  lt_text_table_add(grid, lt_number_text(row->land_mu, 2));
  lt_text_table_add(grid, lt_number_text(row->tax_per_mu, 2));
  lt_text_table_add(grid, lt_number_text(row->added_value_per_mu, 2));
  lt_text_table_add(grid, lt_number_text(row->output_per_mu, 2));
}

static void print_mu(GString *out, const LtResults *results, const GArray *rows, LtTextId title,
                     LtLang lang)
{
  static const LtTextId titles[] = {LT_T_SUMMARY_RANK,     LT_T_SUMMARY_NAME, LT_T_SUMMARY_FIRMS,
                                    LT_T_SUMMARY_LEFT_OUT, LT_T_SUMMARY_LAND, LT_T_SUMMARY_TAX,
                                    LT_T_SUMMARY_ADDED_VALUE, LT_T_SUMMARY_OUTPUT};
  if (rows->len == 0)
    return;
  const char *unit = results->project->mu.money_unit;
  g_string_append_c(out, '\n');
  lt_text_append(out, lt_text_format(lang, title, unit == NULL ? "?" : unit));
  g_string_append_c(out, '\n');
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  LtTextTable grid = {cells,
                      G_N_ELEMENTS(titles),
                      {true, false, true, true, true, true, true, true}};
  lt_text_table_add_titles(&grid, titles, lang);
  for (guint i = 0; i < rows->len; i++)
    add_mu_row(&grid, &g_array_index(rows, LtMuRow, i), lang);
  lt_text_table_print(out, &grid);
}

static size_t count_of(const LtResults *results, LtSeverity severity)
{
  size_t above = severity == LT_SEVERITY_ERROR
                     ? 0
                     : lt_results_finding_count(results, (LtSeverity)(severity + 1));
  return lt_results_finding_count(results, severity) - above;
}

static void print_total(GString *out, const LtResults *results, LtLang lang)
{
  lt_text_append(out, lt_text_format(lang, LT_T_SUMMARY_TOTAL, count_of(results, LT_SEVERITY_ERROR),
                                     count_of(results, LT_SEVERITY_WARNING),
                                     count_of(results, LT_SEVERITY_INFO),
                                     lt_results_undetermined_count(results), results->n_outcomes,
                                     lt_results_rule_count(results, LT_STATE_PASS),
                                     lt_results_rule_count(results, LT_STATE_FAIL),
                                     lt_results_rule_count(results, LT_STATE_UNDETERMINED),
                                     lt_results_rule_count(results, LT_STATE_SKIPPED),
                                     lt_results_rule_count(results, LT_STATE_ERROR)));
  g_string_append_c(out, '\n');
}

char *lt_report_text(const LtResults *results, LtLang lang)
{
  g_return_val_if_fail(results != NULL, NULL);

  const LtProject *project = results->project;
  GString *out = g_string_new(NULL);
  lt_text_append(out, g_strdup(project->name));
  g_string_append_c(out, '\n');
  const char *area = lt_text(lang, project->area == LT_AREA_PLANAR ? LT_T_AREA_PLANAR
                                                                   : LT_T_AREA_ELLIPSOID);
  lt_text_append(out, lt_text_format(lang, LT_T_SUMMARY_AREA, area, lt_crs_name(project->crs),
                                     lt_crs_id(project->crs)));
  if (project->rules_asked != NULL) {
    g_string_append_c(out, '\n');
    lt_text_append(out, lt_text_format(lang, LT_T_SUMMARY_RULES_ASKED, project->rules_asked,
                                       project->n_rules_left));
  }
  g_string_append(out, "\n\n");
  print_rules(out, results, lang);
  g_string_append_c(out, '\n');
  print_details(out, results, lang);
  print_layers(out, results, lang);
  lt_transforms_print(out, project, lang);
  print_mu(out, results, results->mu_firms, LT_T_SUMMARY_MU_FIRMS, lang);
  print_mu(out, results, results->mu_zones, LT_T_SUMMARY_MU_ZONES, lang);
  g_string_append_c(out, '\n');
  print_total(out, results, lang);
  return g_string_free(out, FALSE);
}
