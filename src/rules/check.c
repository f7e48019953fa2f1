/* Runs the rules of a project: those that ask for overlays together, in one arrangement of all
 * their layers, the others one after the other; the workers are inside. */
#include "io/near_names.h"
#include "rules/kind.h"

#include <string.h>

static void limits_free(const LtKind *kind, void *limits)
{
  if (limits != NULL)
    lt_fields_clear(kind->limits, kind->n_limits, limits);
  g_free(limits);
}

/* The pack's limits, then what the project puts over them; what the pack must say the project need
 * not repeat. NULL with an error. */
static void *limits_read(const LtKind *kind, const LtRule *rule, GError **error)
{
  g_autofree LtField *optional = g_memdup2(kind->limits, kind->n_limits * sizeof(LtField));
  for (size_t i = 0; i < kind->n_limits; i++) {
    optional[i].is_required = false;
    if (kind->limits[i].is_required && !lt_node_exists(rule->limits)) {
      lt_node_fail(error, rule->node, LT_T_FIELDS_REQUIRED, kind->limits[i].key);
      return NULL;
    }
  }
  void *limits = g_memdup2(kind->defaults, kind->limits_size);
  if (lt_fields_read(rule->limits, kind->limits, kind->n_limits, limits, error) &&
      lt_fields_read(rule->limits_override, optional, kind->n_limits, limits, error))
    return limits;
  limits_free(kind, limits);
  return NULL;
}

/* A rule at work, with what it owns. */
typedef struct {
  LtTask task;
  const LtKind *kind;
  void *limits;
  LtKept kept;
  LtOverlayInput inputs[LT_KIND_ASKS]; /* of kinds that ask for overlays */
  size_t n_inputs;
} Work;

/* Inputs of a rule may share arrays: each is freed once. */
static void inputs_free(LtOverlayInput *inputs, size_t n)
{
  g_autoptr(GHashTable) uses = g_hash_table_new_full(NULL, NULL, g_free, NULL);
  for (size_t i = 0; i < n; i++) {
    const uint8_t *all[3 + LT_OVERLAY_MORE] = {inputs[i].use_a, inputs[i].use_b,
                                               inputs[i].use_mask};
    for (size_t k = 0; k < LT_OVERLAY_MORE; k++)
      all[3 + k] = inputs[i].more[k].use;
    for (size_t k = 0; k < G_N_ELEMENTS(all); k++)
      if (!g_hash_table_contains(uses, all[k]))
        g_hash_table_add(uses, (void *)all[k]);
  }
}

static void work_free(void *data)
{
  Work *work = data;
  limits_free(work->kind, work->limits);
  lt_task_layers_clear(&work->task);
  inputs_free(work->inputs, LT_KIND_ASKS);
  if (work->kept.free != NULL)
    work->kept.free(work->kept.data);
  g_free(work);
}

static void work_log(const Work *work)
{
  lt_run_log(work->task.run, LT_LOG_INFO, LT_T_RULE_ASKED, work->task.rule->id,
             work->task.outcome->n_checked);
}

/* False with an error: the rule failed. */
static bool work_run(Work *work, GError **error)
{
  bool is_ready;
  work->task.limits = work->limits = limits_read(work->kind, work->task.rule, error);
  if (work->limits == NULL || !lt_run_check(work->task.run, error) ||
      !lt_task_layers_find(&work->task, &is_ready, error))
    return false;
  if (!is_ready)
    return true;
  if (work->kind->ask == NULL)
    return work->kind->run(&work->task, error);
  return work->kind->ask(&work->task, work->inputs, &work->n_inputs, error);
}

/* Every layer of a rule is another; only some kinds take a list. */
static bool rule_layers_check(const LtKind *kind, const LtRule *rule, GError **error)
{
  size_t n_most = kind->takes_list ? 1 + LT_OVERLAY_MORE : 1;
  if (1 + rule->n_more > n_most)
    return lt_node_fail(error, rule->node, LT_T_RULE_LIST, rule->id, rule->kind, n_most);
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  const LtRuleLayer *layer;
  for (size_t i = 0; (layer = lt_rule_layer(rule, i)) != NULL; i++)
    if (layer->layer != NULL && !g_hash_table_add(seen, layer->layer))
      return i == 1 ? lt_node_fail(error, rule->node, LT_T_RULE_ONE_LAYER, rule->id, rule->kind)
                    : lt_node_fail(error, layer->node, LT_T_RULE_LAYER_TWICE, rule->id,
                                   layer->layer);
  return true;
}

/* Kind, layers and limits of every rule are as its kind wants them, before any rule runs. */
static bool rule_check(const LtProject *project, const LtRule *rule, GError **error)
{
  const LtKind *kind = lt_kind_find(rule->kind);
  if (kind == NULL) {
    g_autofree char *names = lt_kind_names();
    return lt_node_fail(error, rule->node, LT_T_RULE_NO_KIND, rule->kind, names);
  }
  bool has_a = rule->a.layer != NULL, has_b = rule->b.layer != NULL;
  bool fits = kind->takes == LT_TAKES_NONE ? !has_a && !has_b
              : kind->takes == LT_TAKES_NONE_OR_ONE ? !has_b
              : kind->takes == LT_TAKES_ONE ? has_a && !has_b
              : kind->takes == LT_TAKES_TWO ? has_a && has_b
                                            : has_a;
  if (!fits)
    return lt_node_fail(error, rule->node, LT_T_RULE_LAYERS, rule->id, rule->kind);
  if (rule->approved.layer != NULL && !kind->takes_approved)
    return lt_node_fail(error, rule->approved.node, LT_T_RULE_APPROVED, rule->id, rule->kind);
  if (rule->where != NULL && !(kind->takes_where && has_b))
    return lt_node_fail(error, rule->where_node, LT_T_RULE_WHERE, rule->id, rule->kind);
  if (!rule_layers_check(kind, rule, error))
    return false;
  void *limits = limits_read(kind, rule, error);
  bool is_ok = limits != NULL &&
               (kind->check == NULL || kind->check(project, rule, limits, error));
  limits_free(kind, limits);
  return is_ok;
}

bool lt_check_rules(const LtProject *project, GError **error)
{
  for (size_t i = 0; i < project->n_rules; i++)
    if (!rule_check(project, &project->rules[i], error))
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

/* ---- some of the rules ---- */

static bool rule_is_asked(const LtProject *project, const LtRule *rule)
{
  return rule->is_enabled && is_asked_for(project, rule);
}

/* The rule of an id, when the project asks it. */
static bool id_check(const LtProject *project, const char *id, GError **error)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new();
  for (size_t i = 0; i < project->n_rules; i++) {
    const LtRule *rule = &project->rules[i];
    if (rule_is_asked(project, rule))
      g_ptr_array_add(ids, rule->id);
    if (strcmp(rule->id, id) == 0)
      return rule_is_asked(project, rule) ||
             lt_fail(error, LT_ERROR_USAGE, LT_T_RULE_NOT_ASKED, project->path, id);
  }
  g_autofree char *near = lt_near_names(id, (const char *const *)ids->pdata, ids->len);
  return lt_fail(error, LT_ERROR_USAGE, LT_T_RULE_UNKNOWN, project->path, id, near);
}

bool lt_check_select(LtProject *project, const char *const *ids, GError **error)
{
  g_return_val_if_fail(project != NULL && ids != NULL, false);

  for (size_t i = 0; ids[i] != NULL; i++)
    if (!id_check(project, ids[i], error))
      return false;
  g_autoptr(GPtrArray) asked = g_ptr_array_new();
  project->n_rules_left = 0;
  for (size_t i = 0; i < project->n_rules; i++) {
    LtRule *rule = &project->rules[i];
    if (g_strv_contains(ids, rule->id)) {
      g_ptr_array_add(asked, rule->id);
      continue;
    }
    project->n_rules_left += rule_is_asked(project, rule);
    rule->is_enabled = false;
  }
  g_ptr_array_add(asked, NULL);
  g_free(project->rules_asked);
  project->rules_asked = g_strjoinv(", ", (char **)asked->pdata);
  return true;
}

/* ---- overlays ---- */

/* Give a rule its answers, which are freed. */
static bool work_take(const Work *work, LtOverlay **overlays, GError **error)
{
  bool ok = work->kind->take(&work->task, overlays, error);
  for (size_t i = 0; i < work->n_inputs; i++)
    g_clear_pointer(&overlays[i], lt_overlay_free);
  if (ok)
    work_log(work);
  return ok;
}

/* The overlays of one rule alone. */
static bool overlays_run_alone(const Work *work, GError **error)
{
  LtOverlay *overlays[LT_KIND_ASKS];
  return lt_overlay_run_all(work->inputs, work->n_inputs, NULL, NULL, overlays, work->task.run,
                            error) &&
         work_take(work, overlays, error);
}

/* The overlays of all rules together. */
static bool overlays_run_together(GPtrArray *works, LtOverlay **overlays, LtRun *run,
                                  GError **error)
{
  size_t n = 0;
  g_autofree LtOverlayInput *inputs = g_new(LtOverlayInput, works->len * LT_KIND_ASKS);
  for (size_t i = 0; i < works->len; i++) {
    const Work *work = works->pdata[i];
    memcpy(inputs + n, work->inputs, work->n_inputs * sizeof *inputs);
    n += work->n_inputs;
  }
  return lt_overlay_run_all(inputs, n, NULL, NULL, overlays, run, error);
}

/* All rules together; when the engine fails each alone, to see which. */
static bool overlays_run(GPtrArray *works, LtRun *run, GError **error)
{
  g_autofree LtOverlay **overlays = g_new0(LtOverlay *, works->len * LT_KIND_ASKS);
  GError *failure = NULL;
  bool is_answered = overlays_run_together(works, overlays, run, &failure);
  if (!is_answered && !g_error_matches(failure, LT_ERROR, LT_ERROR_GEOMETRY)) {
    g_propagate_error(error, failure);
    return false;
  }
  g_clear_error(&failure);
  bool goes_on = true;
  size_t first = 0;
  for (size_t i = 0; goes_on && i < works->len; i++) {
    const Work *work = works->pdata[i];
    bool ok = is_answered ? work_take(work, overlays + first, &failure)
                          : overlays_run_alone(work, &failure);
    first += work->n_inputs;
    goes_on = ok || outcome_take_error(work->task.outcome, g_steal_pointer(&failure), error);
  }
  for (size_t i = 0; i < works->len * LT_KIND_ASKS; i++)
    lt_overlay_free(overlays[i]);
  return goes_on;
}

/* ---- all rules ---- */

static Work *work_new(const LtRule *rule, LtResults *results, LtRun *run)
{
  LtOutcome *outcome = &results->outcomes[results->n_outcomes++];
  *outcome = (LtOutcome){.rule = rule, .state = LT_STATE_PASS};
  Work *work = g_new0(Work, 1);
  work->kind = lt_kind_find(rule->kind);
  work->task = (LtTask){.project = results->project, .rule = rule, .results = results,
                        .kept = &work->kept, .outcome = outcome, .run = run};
  return work;
}

LtResults *lt_check_run(const LtProject *project, LtRun *run, GError **error)
{
  g_return_val_if_fail(project != NULL && run != NULL, NULL);

  if (!lt_check_rules(project, error))
    return NULL;
  g_autoptr(LtResults) results = lt_results_new(project);
  g_autoptr(GPtrArray) asking = g_ptr_array_new_with_free_func(work_free);
  for (size_t i = 0; i < project->n_rules; i++) {
    const LtRule *rule = &project->rules[i];
    if (!rule_is_asked(project, rule))
      continue;
    lt_run_progress(run, rule->title.in[lt_language()], -1);
    Work *work = work_new(rule, results, run);
    GError *failure = NULL;
    bool has_failed = !work_run(work, &failure);
    LtOutcome *outcome = work->task.outcome;
    if (!has_failed && work->n_inputs == 0)
      work_log(work);
    if (!has_failed && work->n_inputs > 0)
      g_ptr_array_add(asking, work);
    else
      work_free(work);
    if (has_failed && !outcome_take_error(outcome, failure, error))
      return NULL;
  }
  if (!overlays_run(asking, run, error))
    return NULL;
  lt_results_finish(results);
  return g_steal_pointer(&results);
}
