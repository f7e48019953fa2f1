/* The rules of packs or of a project, to be shown: docs/commands/rules.md. */
#include "rules/catalogue.h"

#include "io/near_names.h"
#include "rules/kind.h"

#include <math.h>
#include <string.h>

#define SURVEY "survey"

/* ---- loading ---- */

/* Those that a project writes itself have no pack and come last. */
static int compare_rules(const void *p1, const void *p2)
{
  const LtRule *rule1 = *(const LtRule *const *)p1, *rule2 = *(const LtRule *const *)p2;
  if ((rule1->pack == NULL) != (rule2->pack == NULL))
    return rule1->pack == NULL ? 1 : -1;
  int order = g_strcmp0(rule1->pack, rule2->pack);
  return order != 0 ? order : strcmp(rule1->id, rule2->id);
}

static LtCatalogue *catalogue_new(LtProject *take_project, GError **error)
{
  if (take_project == NULL)
    return NULL;
  g_autoptr(LtCatalogue) catalogue = g_new0(LtCatalogue, 1);
  catalogue->project = take_project;
  if (!lt_check_rules(take_project, error))
    return NULL;
  size_t n = catalogue->n_rules = take_project->n_rules;
  catalogue->rules = g_new(const LtRule *, n + 1);
  for (size_t i = 0; i < n; i++)
    catalogue->rules[i] = &take_project->rules[i];
  qsort(catalogue->rules, n, sizeof *catalogue->rules, compare_rules);
  return g_steal_pointer(&catalogue);
}

LtCatalogue *lt_catalogue_load(const char *pack, GError **error)
{
  bool is_survey = g_strcmp0(pack, SURVEY) == 0;
  g_autofree char *names = pack == NULL ? lt_share_names("packs", ".yaml")
                                        : g_strdup(is_survey ? "" : pack);
  g_auto(GStrv) packs = pack == NULL ? g_strsplit(names, ", ", -1) : g_new0(char *, 2);
  if (pack != NULL && !is_survey)
    packs[0] = g_steal_pointer(&names);
  LtCatalogue *catalogue =
      catalogue_new(lt_project_of_packs((const char *const *)packs, error), error);
  if (catalogue != NULL)
    catalogue->has_survey = pack == NULL || is_survey;
  return catalogue;
}

LtCatalogue *lt_catalogue_load_project(const char *path, GError **error)
{
  g_return_val_if_fail(path != NULL, NULL);

  LtCatalogue *catalogue = catalogue_new(lt_project_load(path, error), error);
  if (catalogue != NULL)
    catalogue->is_of_project = true;
  return catalogue;
}

void lt_catalogue_free(LtCatalogue *catalogue)
{
  if (catalogue == NULL)
    return;
  lt_project_free(catalogue->project);
  g_free(catalogue->rules);
  g_free(catalogue);
}

/* ---- finding ---- */

const LtRule *lt_catalogue_rule(const LtCatalogue *catalogue, const char *id)
{
  for (size_t i = 0; i < catalogue->n_rules; i++)
    if (strcmp(catalogue->rules[i]->id, id) == 0)
      return catalogue->rules[i];
  return NULL;
}

LtSurveyRule lt_catalogue_survey_rule(const LtCatalogue *catalogue, const char *id)
{
  LtSurveyRule rule = catalogue->has_survey ? 0 : LT_N_SV;
  while (rule < LT_N_SV && strcmp(lt_survey_rule_id(rule), id) != 0)
    rule++;
  return rule;
}

bool lt_catalogue_check(const LtCatalogue *catalogue, const char *id, GError **error)
{
  g_return_val_if_fail(catalogue != NULL && id != NULL, false);

  if (lt_catalogue_rule(catalogue, id) != NULL ||
      lt_catalogue_survey_rule(catalogue, id) < LT_N_SV)
    return true;
  g_autoptr(GPtrArray) ids = g_ptr_array_new();
  for (size_t i = 0; i < catalogue->n_rules; i++)
    g_ptr_array_add(ids, catalogue->rules[i]->id);
  for (LtSurveyRule rule = 0; catalogue->has_survey && rule < LT_N_SV; rule++)
    g_ptr_array_add(ids, (char *)lt_survey_rule_id(rule));
  g_autofree char *near = lt_near_names(id, (const char *const *)ids->pdata, ids->len);
  return lt_fail(error, LT_ERROR_USAGE, LT_T_CATALOGUE_UNKNOWN, id, near);
}

LtSeverity lt_rule_pack_severity(const LtRule *rule)
{
  const char *code = lt_node_text(lt_node_at(rule->node, "severity"));
  return strcmp(code, "error") == 0     ? LT_SEVERITY_ERROR
         : strcmp(code, "warning") == 0 ? LT_SEVERITY_WARNING
                                        : LT_SEVERITY_INFO;
}

/* ---- limits ---- */

/* As YAML writes it in one line; YAML files are no deeper than their reader allows. */
static void node_append(GString *text, LtNode node)
{
  if (lt_node_is_scalar(node)) {
    g_string_append(text, lt_node_text(node));
    return;
  }
  bool is_list = lt_node_is_sequence(node);
  size_t n = is_list ? lt_node_item_count(node) : lt_node_pair_count(node);
  g_string_append_c(text, is_list ? '[' : '{');
  for (size_t i = 0; i < n; i++) {
    g_string_append(text, i == 0 ? "" : ", ");
    if (!is_list)
      g_string_append_printf(text, "%s: ", lt_node_text(lt_node_key(node, i)));
    node_append(text, is_list ? lt_node_item(node, i) : lt_node_value(node, i));
  }
  g_string_append_c(text, is_list ? ']' : '}');
}

static char *node_text(LtNode node)
{
  GString *text = g_string_new(NULL);
  node_append(text, node);
  return g_string_free(text, FALSE);
}

/* NULL where a mapping has no such key. */
static char **stated_values(LtNode limits, const char *key)
{
  LtNode node = lt_node_at(limits, key);
  if (node.id == limits.id)
    return NULL;
  bool is_list = lt_node_is_sequence(node);
  size_t n = is_list ? lt_node_item_count(node) : 1;
  char **values = g_new0(char *, n + 1);
  for (size_t i = 0; i < n; i++)
    values[i] = node_text(is_list ? lt_node_item(node, i) : node);
  return values;
}

static char **names_of_bits(const char *const *choices, unsigned bits)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (size_t i = 0; choices[i] != NULL; i++)
    if (bits & 1U << i)
      g_ptr_array_add(names, (char *)choices[i]);
  g_ptr_array_add(names, NULL);
  return g_strdupv((char **)names->pdata);
}

/* NULL where the kind has no default. */
static char **default_values(const LtKind *kind, const LtField *field)
{
  const char *member = (const char *)kind->defaults + field->offset;
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  const char *one[] = {number, NULL};
  switch (field->type) {
  case LT_FIELD_NUMBER:
    if (!isfinite(*(const double *)member))
      return NULL;
    g_ascii_formatd(number, sizeof number, "%.15g", *(const double *)member);
    break;
  case LT_FIELD_BOOL:
    one[0] = *(const bool *)member ? "true" : "false";
    break;
  case LT_FIELD_CHOICE:
    one[0] = field->choices[*(const int *)member];
    break;
  case LT_FIELD_CHOICES:
    return names_of_bits(field->choices, *(const unsigned *)member);
  default:
    return NULL;
  }
  return g_strdupv((char **)one);
}

static void limit_clear(void *data)
{
  LtLimitShown *limit = data;
  g_strfreev(limit->values);
  g_strfreev(limit->pack_values);
}

static LtLimitShown limit_find(const LtKind *kind, const LtRule *rule, const LtField *field)
{
  LtLimitShown limit = {.field = field, .values = stated_values(rule->limits_override, field->key)};
  char **stated = stated_values(rule->limits, field->key);
  if (limit.values != NULL) {
    limit.origin = LT_LIMIT_OF_PROJECT;
    limit.pack_values = stated;
  } else if (stated != NULL) {
    limit.values = stated;
  } else {
    limit.origin = LT_LIMIT_DEFAULT;
    limit.values = default_values(kind, field);
  }
  return limit;
}

GArray *lt_rule_limits(const LtRule *rule)
{
  const LtKind *kind = lt_kind_find(rule->kind);
  GArray *limits = g_array_new(FALSE, FALSE, sizeof(LtLimitShown));
  g_array_set_clear_func(limits, limit_clear);
  for (size_t i = 0; i < kind->n_limits; i++) {
    LtLimitShown limit = limit_find(kind, rule, &kind->limits[i]);
    if (limit.values != NULL)
      g_array_append_val(limits, limit);
  }
  return limits;
}
