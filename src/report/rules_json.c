/* The catalogue of rules, for programs: docs/commands/rules.md. */
#include "report/json_values.h"
#include "report/json_whole.h"
#include "report/names.h"
#include "report/rules_words.h"
#include "rules/catalogue.h"

#include <lantu/version.h>

/* A number, a truth, a list of texts, or a text. */
static json_t *limit_value(const LtField *field, char **values)
{
  if (values == NULL)
    return json_null();
  if (field->type == LT_FIELD_NUMBER)
    return real(g_ascii_strtod(values[0], NULL), 9);
  if (field->type == LT_FIELD_BOOL)
    return json_boolean(g_str_equal(values[0], "true"));
  if (field->type != LT_FIELD_CHOICES && field->type != LT_FIELD_TEXTS &&
      field->type != LT_FIELD_NODE)
    return text(values[0]);
  json_t *list = json_array();
  for (size_t i = 0; values[i] != NULL; i++)
    list = lt_json_append(list, text(values[i]));
  return list;
}

static json_t *limits_json(const LtRule *rule, LtLang lang)
{
  static const char *const origins[] = {"rule", "project", "default"};
  g_autoptr(GArray) limits = lt_rule_limits(rule);
  json_t *list = json_array();
  for (guint i = 0; i < limits->len; i++) {
    const LtLimitShown *limit = &g_array_index(limits, LtLimitShown, i);
    const char *key = limit->field->key;
    list = lt_json_append(
        list, json_pack("{so so so so so so}", "key", text(key), "value",
                        limit_value(limit->field, limit->values), "unit",
                        text(lt_limit_unit_code(key)), "of", text(origins[limit->origin]),
                        "pack_value", limit_value(limit->field, limit->pack_values), "meaning",
                        text(lt_limit_text(rule->kind, key, lang))));
  }
  return list;
}

static json_t *layers_json(const LtRule *rule)
{
  json_t *list = json_array();
  const LtRuleLayer *layer;
  for (size_t i = 0; (layer = lt_rule_layer(rule, i)) != NULL; i++)
    if (layer->layer != NULL)
      list = lt_json_append(list, json_pack("{so so so}", "side", text(i == 0 ? "a" : "b"),
                                            "layer", text(layer->layer), "where",
                                            text(layer->where)));
  return list;
}

static json_t *bases_json(const LtRule *rule, LtLang lang)
{
  json_t *list = json_array();
  for (size_t i = 0; i < rule->n_bases; i++) {
    const LtBasis *basis = &rule->bases[i];
    list = lt_json_append(list, json_pack("{so so so so}", "text", text(basis->text.in[lang]),
                                          "valid_from", text(basis->valid_from), "valid_to",
                                          text(basis->valid_to), "confirmed",
                                          json_boolean(basis->is_confirmed)));
  }
  return list;
}

static json_t *rule_json(const LtRule *rule, LtLang lang)
{
  json_t *approved = rule->approved.layer == NULL
                         ? json_null()
                         : json_pack("{so so}", "layer", text(rule->approved.layer), "number",
                                     text(rule->approved.number));
  json_t *head = json_pack(
      "{so so so so so so so so}", "id", text(rule->id), "pack", text(rule->pack), "kind",
      text(rule->kind), "severity", text(lt_severity_code((int)rule->severity)), "pack_severity",
      rule->is_own ? json_null() : text(lt_severity_code((int)lt_rule_pack_severity(rule))),
      "enabled", json_boolean(rule->is_enabled), "changed",
      json_boolean(lt_node_exists(rule->override_node)), "title", text(rule->title.in[lang]));
  json_t *body =
      json_pack("{so so so so so so so so}", "checks", text(lt_kind_text(rule->kind, lang)),
                "layers", layers_json(rule), "where", text(rule->where), "approved", approved,
                "limits", limits_json(rule, lang), "basis", bases_json(rule, lang), "fix",
                text(rule->fix.in[lang]), "trap", text(rule->trap.in[lang]));
  return lt_json_join(head, body);
}

/* Of these the program knows no more. */
static json_t *survey_json(LtSurveyRule rule, LtLang lang)
{
  return json_pack("{so so so so so so}", "id", text(lt_survey_rule_id(rule)), "pack",
                   text("survey"), "kind", text("survey"), "severity", json_null(), "title",
                   text(lt_text(lang, lt_survey_rule_title(rule))), "checks",
                   text(lt_text(lang, LT_T_CATALOGUE_SURVEY)));
}

char *lt_report_rules_json(const LtCatalogue *catalogue, const char *id, LtLang lang)
{
  g_return_val_if_fail(catalogue != NULL, NULL);
  json_t *rules = json_array();
  for (size_t i = 0; i < catalogue->n_rules; i++)
    if (id == NULL || g_str_equal(catalogue->rules[i]->id, id))
      rules = lt_json_append(rules, rule_json(catalogue->rules[i], lang));
  for (LtSurveyRule rule = 0; catalogue->has_survey && rule < LT_N_SV; rule++)
    if (id == NULL || g_str_equal(lt_survey_rule_id(rule), id))
      rules = lt_json_append(rules, survey_json(rule, lang));
  return lt_json_dump(json_pack("{so so}", "lantu", text(LT_VERSION), "rules", rules));
}
