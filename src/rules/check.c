/* Runs the rules of a project one after the other; the workers are inside each rule. */
#include "rules/kind.h"

#include <string.h>

/* Layer of a rule, or NULL with the outcome skipped or in error. */
static const LtLayer *task_layer(const LtTask *task, const LtRuleLayer *wanted)
{
  const LtLayer *layer = lt_project_layer(task->project, wanted->layer);
  if (layer == NULL) {
    lt_task_skip(task, lt_message(LT_T_SKIP_NO_LAYER, wanted->layer));
  } else if (layer->state == LT_LAYER_MISSING) {
    lt_task_skip(task, lt_message(LT_T_SKIP_NO_FILE, wanted->layer));
  } else if (layer->state != LT_LAYER_READ) {
    task->outcome->state = LT_STATE_ERROR;
    task->outcome->reason = lt_message(LT_T_RULE_LAYER_FAILED, wanted->layer,
                                       layer->error == NULL ? "" : layer->error->message);
  } else {
    return layer;
  }
  return NULL;
}

/* Truth of the layer's `where` and the rule's together, or NULL: skipped or error set. */
static uint8_t *task_use(const LtTask *task, const LtLayer *layer, const LtRuleLayer *wanted,
                         GError **error)
{
  g_autoptr(GError) lacking = NULL;
  bool lacks_column;
  if (!task->rule->is_own && wanted->where != NULL &&
      !lt_table_try_where(layer->table, wanted->where, &lacks_column, &lacking) && lacks_column) {
    lt_task_skip(task, lt_message(LT_T_SKIP_NO_FIELD, layer->id, lacking->message));
    return NULL;
  }
  g_autofree uint8_t *use = lt_table_where(layer->table, wanted->where, task->run, error);
  if (use == NULL)
    return NULL;
  for (size_t i = 0; i < layer->data->shapes->n_features; i++) {
    if (use[i] == LT_FALSE || layer->use[i] == LT_FALSE)
      use[i] = LT_FALSE;
    else if (layer->use[i] == LT_UNKNOWN)
      use[i] = LT_UNKNOWN;
  }
  return g_steal_pointer(&use);
}

static size_t count_used(const uint8_t *use, size_t n)
{
  size_t count = 0;
  for (size_t i = 0; i < n; i++)
    count += use[i] != LT_FALSE;
  return count;
}

/* The pack's limits, then what the project puts over them; what the pack must say the project need
 * not repeat. NULL with an error. */
static void *limits_read(const LtKind *kind, const LtRule *rule, GError **error)
{
  g_autofree void *limits = g_memdup2(kind->defaults, kind->limits_size);
  g_autofree LtField *optional = g_memdup2(kind->limits, kind->n_limits * sizeof(LtField));
  for (size_t i = 0; i < kind->n_limits; i++) {
    optional[i].is_required = false;
    if (kind->limits[i].is_required && !lt_node_exists(rule->limits)) {
      lt_node_fail(error, rule->node, LT_T_SCHEMA_REQUIRED, kind->limits[i].key);
      return NULL;
    }
  }
  if (!lt_schema_read(rule->limits, kind->limits, kind->n_limits, limits, error) ||
      !lt_schema_read(rule->limits_override, optional, kind->n_limits, limits, error))
    return NULL;
  return g_steal_pointer(&limits);
}

/* False with an error: the rule failed. Skipped or in error already: true. */
static bool task_run(LtTask *task, const LtKind *kind, GError **error)
{
  g_autofree void *limits = limits_read(kind, task->rule, error);
  if (limits == NULL)
    return false;
  task->limits = limits;

  g_autofree uint8_t *use_a = NULL, *use_b = NULL;
  if (kind->takes != LT_TAKES_NONE) {
    task->a = task_layer(task, &task->rule->a);
    if (task->a == NULL)
      return true;
    use_a = task_use(task, task->a, &task->rule->a, error);
    if (use_a == NULL)
      return task->outcome->state != LT_STATE_PASS;
  }
  if (task->rule->b.layer != NULL) {
    task->b = task_layer(task, &task->rule->b);
    if (task->b == NULL)
      return true;
    use_b = task_use(task, task->b, &task->rule->b, error);
    if (use_b == NULL)
      return task->outcome->state != LT_STATE_PASS;
  }
  task->use_a = use_a;
  task->use_b = use_b;
  if (use_a != NULL)
    task->outcome->n_checked = count_used(use_a, task->a->data->shapes->n_features);
  return kind->run(task, error);
}

/* Kind, layers and limits of every rule are as its kind wants them, before any rule runs. */
static bool rule_check(const LtRule *rule, GError **error)
{
  const LtKind *kind = lt_kind_find(rule->kind);
  if (kind == NULL) {
    g_autofree char *names = lt_kind_names();
    return lt_node_fail(error, rule->node, LT_T_RULE_NO_KIND, rule->kind, names);
  }
  bool has_a = rule->a.layer != NULL, has_b = rule->b.layer != NULL;
  bool fits = kind->takes == LT_TAKES_NONE ? !has_a && !has_b
              : kind->takes == LT_TAKES_TWO ? has_a && has_b
                                            : has_a;
  if (!fits)
    return lt_node_fail(error, rule->node, LT_T_RULE_LAYERS, rule->id, rule->kind);

  if (has_a && has_b && strcmp(rule->a.layer, rule->b.layer) == 0)
    return lt_node_fail(error, rule->node, LT_T_RULE_ONE_LAYER, rule->id, rule->kind);
  g_autofree void *limits = limits_read(kind, rule, error);
  return limits != NULL;
}

bool lt_check_rules(const LtProject *project, GError **error)
{
  for (size_t i = 0; i < project->n_rules; i++)
    if (!rule_check(&project->rules[i], error))
      return false;
  return true;
}

/* A failed rule is an outcome; what stops the whole run is an error. */
static bool outcome_take_error(LtOutcome *outcome, GError *take_error, GError **error)
{
  if (g_error_matches(take_error, LT_ERROR, LT_ERROR_CANCELLED) ||
      g_error_matches(take_error, LT_ERROR, LT_ERROR_MEMORY)) {
    g_propagate_error(error, take_error);
    return false;
  }
  lt_bilingual_clear(&outcome->reason);
  outcome->state = LT_STATE_ERROR;
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    outcome->reason.in[lang] = g_strdup(take_error->message);
  g_error_free(take_error);
  return true;
}

/* The pack `mu` is always loaded; without `mu:` in the project nobody asked for its rule. */
static bool is_asked_for(const LtProject *project, const LtRule *rule)
{
  return rule->is_own || !lt_kind_find(rule->kind)->needs_mu || project->mu.firms != NULL;
}

LtResults *lt_check_run(const LtProject *project, LtRun *run, GError **error)
{
  g_return_val_if_fail(project != NULL && run != NULL, NULL);

  if (!lt_check_rules(project, error))
    return NULL;
  g_autoptr(LtResults) results = lt_results_new(project);
  for (size_t i = 0; i < project->n_rules; i++) {
    const LtRule *rule = &project->rules[i];
    if (!rule->is_enabled || !is_asked_for(project, rule))
      continue;
    LtOutcome *outcome = &results->outcomes[results->n_outcomes++];
    *outcome = (LtOutcome){.rule = rule, .state = LT_STATE_PASS};
    lt_run_progress(run, rule->title.in[lt_language()], -1);

    LtTask task = {.project = project, .rule = rule, .results = results, .outcome = outcome,
                   .run = run};
    GError *failure = NULL;
    if (!lt_run_check(run, &failure) || !task_run(&task, lt_kind_find(rule->kind), &failure)) {
      if (!outcome_take_error(outcome, failure, error))
        return NULL;
    }
    lt_run_log(run, LT_LOG_INFO, LT_T_RULE_ASKED, rule->id, outcome->n_checked);
  }
  lt_results_finish(results);
  return g_steal_pointer(&results);
}
