/* The catalogue of rules, for people: docs/commands/rules.md. */
#include "report/names.h"
#include "report/rules_words.h"
#include "report/text_table.h"
#include "rules/catalogue.h"

/* ---- the list ---- */

static const char *change_text(const LtRule *rule, LtLang lang)
{
  bool is_changed = lt_node_exists(rule->override_node);
  return !rule->is_enabled ? lt_text(lang, LT_T_CATALOGUE_OFF)
         : is_changed      ? lt_text(lang, LT_T_CATALOGUE_CHANGED)
                           : "";
}

static void cells_add(LtTextTable *table, const char *const *cells)
{
  for (size_t i = 0; i < table->n_columns; i++)
    lt_text_table_add(table, g_strdup(cells[i]));
}

static char *list_print(const LtCatalogue *catalogue, LtLang lang)
{
  const LtTextId titles[] = {LT_T_CATALOGUE_PACK, LT_T_CATALOGUE_ID, LT_T_CATALOGUE_KIND,
                             LT_T_CATALOGUE_SEVERITY,
                             catalogue->is_of_project ? LT_T_CATALOGUE_CHANGE
                                                      : LT_T_CATALOGUE_TITLE,
                             LT_T_CATALOGUE_TITLE};
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  LtTextTable table = {.cells = cells, .n_columns = catalogue->is_of_project ? 6 : 5};
  lt_text_table_add_titles(&table, titles, lang);
  for (size_t i = 0; i < catalogue->n_rules; i++) {
    const LtRule *rule = catalogue->rules[i];
    const char *title = rule->title.in[lang];
    cells_add(&table, (const char *[]){
                          rule->pack == NULL ? lt_text(lang, LT_T_CATALOGUE_OWN) : rule->pack,
                          rule->id, rule->kind, lt_severity_text((int)rule->severity, lang),
                          catalogue->is_of_project ? change_text(rule, lang) : title, title});
  }
  for (LtSurveyRule rule = 0; catalogue->has_survey && rule < LT_N_SV; rule++) {
    const char *title = lt_text(lang, lt_survey_rule_title(rule));
    cells_add(&table, (const char *[]){"survey", lt_survey_rule_id(rule), "survey", "-", title});
  }
  GString *out = g_string_new(NULL);
  lt_text_table_print(out, &table);
  return g_string_free(out, FALSE);
}

/* ---- the page of a rule ---- */

static void heading_print(GString *out, LtTextId title, LtLang lang)
{
  g_string_append_printf(out, "\n%s\n", lt_text(lang, title));
}

static void line_print(GString *out, char *take_line)
{
  g_string_append(out, "  ");
  lt_text_append(out, take_line);
  g_string_append_c(out, '\n');
}

static void section_print(GString *out, LtTextId title, const char *text, LtLang lang)
{
  if (text == NULL)
    return;
  heading_print(out, title, lang);
  line_print(out, g_strdup(text));
}

static void pair_print(GString *out, LtTextId name, const char *value, LtLang lang)
{
  line_print(out, g_strdup_printf("%s  %s", lt_text(lang, name), value));
}

static void head_print(GString *out, const LtRule *rule, LtLang lang)
{
  lt_text_append(out, g_strdup_printf("%s  %s", rule->id, rule->title.in[lang]));
  g_string_append_c(out, '\n');
  pair_print(out, LT_T_CATALOGUE_PACK,
             rule->pack == NULL ? lt_text(lang, LT_T_CATALOGUE_OWN) : rule->pack, lang);
  pair_print(out, LT_T_CATALOGUE_KIND, rule->kind, lang);
  LtSeverity was = lt_rule_pack_severity(rule);
  const char *severity = lt_severity_text((int)rule->severity, lang);
  g_autofree char *text =
      was == rule->severity ? g_strdup(severity)
                            : lt_text_format(lang, LT_T_CATALOGUE_SEVERITY_WAS, severity,
                                             lt_severity_text((int)was, lang));
  pair_print(out, LT_T_CATALOGUE_SEVERITY, text, lang);
  bool is_of_project = lt_node_exists(rule->override_node) || rule->is_own;
  if (!rule->is_enabled)
    line_print(out, g_strdup(lt_text(lang, is_of_project ? LT_T_CATALOGUE_IS_OFF
                                                         : LT_T_CATALOGUE_PACK_OFF)));
}

static void layers_print(GString *out, const LtRule *rule, LtLang lang)
{
  if (rule->a.layer == NULL)
    return;
  heading_print(out, LT_T_CATALOGUE_LAYERS, lang);
  const LtRuleLayer *layer;
  for (size_t i = 0; (layer = lt_rule_layer(rule, i)) != NULL; i++) {
    const char *side = i == 0 ? "a" : "b";
    if (layer->where != NULL)
      line_print(out, lt_text_format(lang, LT_T_CATALOGUE_WHERE, side, layer->layer, layer->where));
    else if (layer->layer != NULL)
      line_print(out, g_strdup_printf("%s  %s", side, layer->layer));
  }
  if (rule->where != NULL)
    line_print(out, lt_text_format(lang, LT_T_CATALOGUE_PAIRS, rule->where));
  if (rule->approved.layer != NULL)
    line_print(out, lt_text_format(lang, LT_T_CATALOGUE_APPROVED, rule->approved.layer));
  if (rule->approved.number != NULL)
    line_print(out, lt_text_format(lang, LT_T_CATALOGUE_APPROVED_BY, rule->approved.number));
}

/* Where a value comes from, when that is not the rule itself. */
static char *origin_text(const LtLimitShown *limit, LtLang lang)
{
  if (limit->origin == LT_LIMIT_OF_RULE)
    return g_strdup("");
  g_autofree char *was =
      limit->pack_values == NULL ? NULL : g_strjoinv(", ", limit->pack_values);
  g_autofree char *origin =
      was != NULL ? lt_text_format(lang, LT_T_CATALOGUE_LIMIT_WAS, was)
                  : g_strdup(lt_text(lang, limit->origin == LT_LIMIT_DEFAULT
                                               ? LT_T_CATALOGUE_DEFAULT
                                               : LT_T_CATALOGUE_LIMIT_NEW));
  return lt_text_format(lang, LT_T_CATALOGUE_ORIGIN, origin);
}

/* Tables of a limit stand below it, a line for each row. */
static void limit_print(GString *out, const LtRule *rule, const LtLimitShown *limit, LtLang lang)
{
  bool is_table = limit->field->type == LT_FIELD_NODE;
  const char *key = limit->field->key, *unit = lt_limit_unit_text(key, lang);
  const char *meaning = lt_limit_text(rule->kind, key, lang);
  g_autofree char *value = is_table ? g_strdup("") : g_strjoinv(", ", limit->values);
  g_autofree char *origin = origin_text(limit, lang);
  line_print(out, g_strdup_printf("%s  %s%s%s%s", key, value, unit == NULL ? "" : " ",
                                  unit == NULL ? "" : unit, origin));
  if (meaning != NULL)
    line_print(out, g_strdup_printf("  %s", meaning));
  for (size_t i = 0; is_table && limit->values[i] != NULL; i++)
    line_print(out, g_strdup_printf("  %s", limit->values[i]));
}

static void limits_print(GString *out, const LtRule *rule, LtLang lang)
{
  g_autoptr(GArray) limits = lt_rule_limits(rule);
  if (limits->len > 0)
    heading_print(out, LT_T_CATALOGUE_LIMITS, lang);
  for (guint i = 0; i < limits->len; i++)
    limit_print(out, rule, &g_array_index(limits, LtLimitShown, i), lang);
}

static void bases_print(GString *out, const LtRule *rule, LtLang lang)
{
  if (rule->n_bases > 0)
    heading_print(out, LT_T_CATALOGUE_BASIS, lang);
  for (size_t i = 0; i < rule->n_bases; i++) {
    const LtBasis *basis = &rule->bases[i];
    GString *line = g_string_new(basis->text.in[lang]);
    const struct {
      const char *date;
      LtTextId text;
    } ends[] = {{basis->valid_from, LT_T_CATALOGUE_FROM}, {basis->valid_to, LT_T_CATALOGUE_UNTIL}};
    for (size_t k = 0; k < G_N_ELEMENTS(ends); k++) {
      g_autofree char *date =
          ends[k].date == NULL ? NULL : lt_text_format(lang, ends[k].text, ends[k].date);
      g_string_append(line, date == NULL ? "" : date);
    }
    g_string_append(line, basis->is_confirmed ? "" : lt_text(lang, LT_T_LAW_UNCONFIRMED));
    line_print(out, g_string_free(line, FALSE));
  }
}

static char *page_print(const LtRule *rule, LtLang lang)
{
  GString *out = g_string_new(NULL);
  head_print(out, rule, lang);
  section_print(out, LT_T_CATALOGUE_CHECKS, lt_kind_text(rule->kind, lang), lang);
  layers_print(out, rule, lang);
  limits_print(out, rule, lang);
  bases_print(out, rule, lang);
  section_print(out, LT_T_CATALOGUE_FIX, rule->fix.in[lang], lang);
  section_print(out, LT_T_CATALOGUE_TRAP, rule->trap.in[lang], lang);
  return g_string_free(out, FALSE);
}

static char *survey_page_print(LtSurveyRule rule, LtLang lang)
{
  return g_strdup_printf("%s  %s\n  %s\n", lt_survey_rule_id(rule),
                         lt_text(lang, lt_survey_rule_title(rule)),
                         lt_text(lang, LT_T_CATALOGUE_SURVEY));
}

char *lt_report_rules_text(const LtCatalogue *catalogue, const char *id, LtLang lang)
{
  g_return_val_if_fail(catalogue != NULL, NULL);
  if (id == NULL)
    return list_print(catalogue, lang);
  const LtRule *rule = lt_catalogue_rule(catalogue, id);
  if (rule != NULL)
    return page_print(rule, lang);
  LtSurveyRule survey = lt_catalogue_survey_rule(catalogue, id);
  g_return_val_if_fail(survey < LT_N_SV, NULL);
  return survey_page_print(survey, lang);
}
