/* The summary for people: one table of rules, the layers as they were read, per-mu tables. */
#include "report/names.h"

#include <lantu/report.h>

#include <math.h>
#include <string.h>

#define MAX_COLUMNS 8

/* A table whose columns are as wide as their widest cell; Hanzi take two places. */
typedef struct {
  GPtrArray *cells; /* of char *, n_columns a row */
  size_t n_columns;
  bool is_number[MAX_COLUMNS]; /* right-aligned */
} Grid;

static size_t width_of(const char *text)
{
  size_t width = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
    width += g_unichar_iswide(g_utf8_get_char(p)) ? 2 : 1;
  return width;
}

/* Texts of the data must neither break rows nor command the terminal. */
static bool is_control(gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

static char *one_line(const char *text)
{
  GString *line = g_string_new(NULL);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    g_string_append_unichar(line, is_control(c) ? '?' : c);
  }
  return g_string_free(line, FALSE);
}

static void grid_add(Grid *grid, char *take_cell)
{
  g_ptr_array_add(grid->cells, one_line(take_cell));
  g_free(take_cell);
}

/* One line of details: rule, what is said of it, the text. */
static void append_detail(GString *out, const char *rule, const char *what, const char *text)
{
  g_autofree char *line = one_line(text);
  g_string_append_printf(out, "%s %s: %s\n", rule, what, line);
}

static void append_cell(GString *out, const char *cell, size_t width, bool is_number, bool is_last)
{
  size_t pad = width - width_of(cell);
  if (is_number)
    g_string_append_printf(out, "%*s", (int)pad, "");
  g_string_append(out, cell);
  if (!is_number && !is_last)
    g_string_append_printf(out, "%*s", (int)pad, "");
  g_string_append(out, is_last ? "\n" : "  ");
}

static void grid_print(GString *out, const Grid *grid)
{
  size_t widths[MAX_COLUMNS] = {0}, n = grid->n_columns;
  for (guint i = 0; i < grid->cells->len; i++)
    widths[i % n] = MAX(widths[i % n], width_of(grid->cells->pdata[i]));
  for (guint i = 0; i < grid->cells->len; i++)
    append_cell(out, grid->cells->pdata[i], widths[i % n], grid->is_number[i % n],
                i % n == n - 1);
}

static char *number_text(double value, int digits)
{
  return isnan(value) ? g_strdup("-") : g_strdup_printf("%.*f", digits, lt_round(value, digits));
}

static void add_titles(Grid *grid, const LtTextId *titles, LtLang lang)
{
  for (size_t i = 0; i < grid->n_columns; i++)
    grid_add(grid, g_strdup(lt_text(lang, titles[i])));
}

static void print_rules(GString *out, const LtResults *results, LtLang lang)
{
  static const LtTextId titles[] = {LT_T_SUMMARY_RULE,    LT_T_SUMMARY_STATE, LT_T_SUMMARY_SEVERITY,
                                    LT_T_SUMMARY_CHECKED, LT_T_SUMMARY_COUNT, LT_T_SUMMARY_OPEN,
                                    LT_T_SUMMARY_MU,      LT_T_SUMMARY_WHAT};
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  Grid grid = {cells, G_N_ELEMENTS(titles), {false, false, false, true, true, true, true, false}};
  add_titles(&grid, titles, lang);
  for (size_t i = 0; i < results->n_outcomes; i++) {
    const LtOutcome *outcome = &results->outcomes[i];
    grid_add(&grid, g_strdup(outcome->rule->id));
    grid_add(&grid, g_strdup(lt_state_text(outcome->state, lang)));
    grid_add(&grid, g_strdup(lt_severity_text(outcome->rule->severity, lang)));
    grid_add(&grid, g_strdup_printf("%zu", outcome->n_checked));
    grid_add(&grid, g_strdup_printf("%zu", outcome->n_findings));
    grid_add(&grid, g_strdup_printf("%zu", outcome->n_open));
    grid_add(&grid, number_text(outcome->mu, 2));
    grid_add(&grid, g_strdup(outcome->rule->title.in[lang]));
  }
  grid_print(out, &grid);
}

/* What stands behind the rows: worst cases, tolerated pieces, reasons. */
static void print_details(GString *out, const LtResults *results, LtLang lang)
{
  for (size_t i = 0; i < results->n_outcomes; i++) {
    const LtOutcome *outcome = &results->outcomes[i];
    if (outcome->reason.in[lang] != NULL)
      append_detail(out, outcome->rule->id, lt_text(lang, LT_T_SUMMARY_REASON),
                    outcome->reason.in[lang]);
    if (outcome->worst != NULL)
      append_detail(out, outcome->rule->id, lt_text(lang, LT_T_SUMMARY_WORST),
                    outcome->worst->message.in[lang]);
    if (outcome->n_tolerated > 0) {
      g_autofree char *text =
          lt_text_format(lang, LT_T_SUMMARY_TOLERATED, outcome->n_tolerated,
                         lt_round(outcome->tolerated_mu, 2), lt_round(outcome->tolerated_width_m, 2));
      g_string_append_printf(out, "%s %s\n", outcome->rule->id, text);
    }
  }
}

static void append_text(GString *out, char *take_text)
{
  g_string_append(out, take_text);
  g_free(take_text);
}

/* Only what happened is said. */
static void append_count(GString *out, LtLang lang, LtTextId id, size_t count)
{
  if (count > 0)
    append_text(out, lt_text_format(lang, id, count));
}

static void print_read_layer(GString *out, const LtLayer *layer, LtLang lang)
{
  const LtReadStats *stats = &layer->data->stats;
  append_text(out, lt_text_format(lang, LT_T_SUMMARY_LAYER, layer->id,
                                  layer->data->shapes->n_features, stats->n_vertices));
  append_count(out, lang, LT_T_SUMMARY_LAYER_FAULTS, layer->data->n_faults);
  append_count(out, lang, LT_T_SUMMARY_LAYER_KEYS, layer->n_duplicate_keys);
  append_count(out, lang, LT_T_SUMMARY_LAYER_MOVED, stats->n_moved);
  append_count(out, lang, LT_T_SUMMARY_LAYER_ADDED, stats->n_added);
  append_count(out, lang, LT_T_SUMMARY_LAYER_Z, stats->n_z_dropped);
  append_count(out, lang, LT_T_SUMMARY_LAYER_CLOSED, stats->n_closed);
  if (stats->n_curves > 0)
    append_text(out, lt_text_format(lang, LT_T_SUMMARY_LAYER_CURVES, stats->n_curves,
                                    stats->chord_error_m));
  if (stats->note[lang] != NULL && stats->note[lang][0] != '\0') {
    g_string_append_printf(out, "%s%s", lt_text(lang, LT_T_LAW_SEPARATOR), stats->note[lang]);
    if (stats->accuracy_m > 0)
      append_text(out, lt_text_format(lang, LT_T_SUMMARY_ACCURACY, stats->accuracy_m));
  }
}

static void print_layers(GString *out, const LtResults *results, LtLang lang)
{
  g_string_append_printf(out, "\n%s\n", lt_text(lang, LT_T_SUMMARY_LAYERS));
  for (size_t i = 0; i < results->project->n_layers; i++) {
    const LtLayer *layer = &results->project->layers[i];
    g_string_append(out, "  ");
    if (layer->state == LT_LAYER_READ)
      print_read_layer(out, layer, lang);
    else if (layer->state == LT_LAYER_MISSING)
      append_text(out, lt_text_format(lang, LT_T_SUMMARY_LAYER_MISSING, layer->id));
    else
      append_text(out, lt_text_format(lang, LT_T_SUMMARY_LAYER_FAILED, layer->id,
                                      layer->error == NULL ? "" : layer->error->message));
    g_string_append_c(out, '\n');
  }
}

static void add_mu_row(Grid *grid, const LtMuRow *row, LtLang lang)
{
  const char *name = row->firm.layer == NULL ? row->zone : lt_object_name(&row->firm);
  if (name[0] == '\0')
    name = row->firm.layer == NULL ? lt_text(lang, LT_T_SUMMARY_NO_ZONE)
                                   : lt_object_key(&row->firm);
  grid_add(grid, row->rank == 0 ? g_strdup("-") : g_strdup_printf("%zu", row->rank));
  grid_add(grid, g_strdup(name));
  grid_add(grid, g_strdup_printf("%zu", row->n_firms));
  grid_add(grid, g_strdup_printf("%zu", row->n_left_out));
  grid_add(grid, number_text(row->land_mu, 2));
  grid_add(grid, number_text(row->tax_per_mu, 2));
  grid_add(grid, number_text(row->added_value_per_mu, 2));
  grid_add(grid, number_text(row->output_per_mu, 2));
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
  append_text(out, lt_text_format(lang, title, unit == NULL ? "?" : unit));
  g_string_append_c(out, '\n');
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  Grid grid = {cells, G_N_ELEMENTS(titles), {true, false, true, true, true, true, true, true}};
  add_titles(&grid, titles, lang);
  for (guint i = 0; i < rows->len; i++)
    add_mu_row(&grid, &g_array_index(rows, LtMuRow, i), lang);
  grid_print(out, &grid);
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
  append_text(out, lt_text_format(lang, LT_T_SUMMARY_TOTAL, count_of(results, LT_SEVERITY_ERROR),
                                  count_of(results, LT_SEVERITY_WARNING),
                                  count_of(results, LT_SEVERITY_INFO),
                                  lt_results_open_count(results), results->n_outcomes,
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
  g_string_append_printf(out, "%s\n", project->name);
  const char *area = lt_text(lang, project->area == LT_AREA_PLANAR ? LT_T_AREA_PLANAR
                                                                   : LT_T_AREA_ELLIPSOID);
  append_text(out, lt_text_format(lang, LT_T_SUMMARY_AREA, area, lt_crs_name(project->crs),
                                  lt_crs_id(project->crs)));
  g_string_append(out, "\n\n");
  print_rules(out, results, lang);
  g_string_append_c(out, '\n');
  print_details(out, results, lang);
  print_layers(out, results, lang);
  print_mu(out, results, results->mu_firms, LT_T_SUMMARY_MU_FIRMS, lang);
  print_mu(out, results, results->mu_zones, LT_T_SUMMARY_MU_ZONES, lang);
  g_string_append_c(out, '\n');
  print_total(out, results, lang);
  return g_string_free(out, FALSE);
}
