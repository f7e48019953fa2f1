/* The layers of a rule at work: which of them the project has, and what of each takes part. */
#include "rules/kind.h"

#include <string.h>

static bool is_absent(const LtLayer *layer)
{
  return layer == NULL || layer->state == LT_LAYER_MISSING;
}

/* A layer, or NULL with the outcome skipped or in error. */
static const LtLayer *layer_find(const LtTask *task, const char *id)
{
  const LtLayer *layer = lt_project_layer(task->project, id);
  if (is_absent(layer)) {
    lt_task_skip(task, lt_message(layer == NULL ? LT_T_SKIP_NO_LAYER : LT_T_SKIP_NO_FILE, id));
    return NULL;
  }
  if (layer->state == LT_LAYER_READ)
    return layer;
  lt_bilingual_clear(&task->outcome->reason);
  task->outcome->state = LT_STATE_ERROR;
  task->outcome->reason = lt_message(LT_T_RULE_LAYER_FAILED, id,
                                     layer->error == NULL ? "" : layer->error->message);
  return NULL;
}

/* Truth of the layer's `where` and the rule's together, or NULL: skipped or error set. */
static uint8_t *use_find(const LtTask *task, const LtLayer *layer, const LtRuleLayer *wanted,
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

/* One layer and what of it takes part; false: the outcome is skipped or in error, or with @p
 * error. */
static bool side_find(const LtTask *task, const LtRuleLayer *wanted, const LtLayer **layer,
                      const uint8_t **use, GError **error)
{
  *layer = layer_find(task, wanted->layer);
  if (*layer == NULL)
    return false;
  *use = use_find(task, *layer, wanted, error);
  return *use != NULL;
}

/* Which layers of a list the project does not have; NULL ends them. */
static LtBilingual absent_text(const GPtrArray *absent, LtTextId id)
{
  LtBilingual text;
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *names =
        g_strjoinv(lt_text((LtLang)lang, LT_T_NAMES_SEPARATOR), (char **)absent->pdata);
    text.in[lang] = lt_text_format((LtLang)lang, id, names);
  }
  return text;
}

/* b, or of its list all that are there. */
static bool sides_find(LtTask *task, GError **error)
{
  const LtRule *rule = task->rule;
  const LtRuleLayer *wanted;
  g_autoptr(GPtrArray) absent = g_ptr_array_new();
  for (size_t i = 1; (wanted = lt_rule_layer(rule, i)) != NULL && wanted->layer != NULL; i++) {
    LtMoreLayer side = {.wanted = wanted};
    if (rule->n_more > 0 && is_absent(lt_project_layer(task->project, wanted->layer))) {
      g_ptr_array_add(absent, wanted->layer);
      continue;
    }
    if (!side_find(task, wanted, &side.layer, &side.use, error))
      return false;
    if (task->b != NULL) {
      task->more[task->n_more++] = side;
      continue;
    }
    task->b = side.layer;
    task->use_b = side.use;
    task->wanted_b = wanted;
  }
  if (absent->len == 0)
    return true;
  bool is_none = task->b == NULL;
  g_ptr_array_add(absent, NULL);
  if (!is_none)
    task->outcome->reason = absent_text(absent, LT_T_RULE_WITHOUT_LAYERS);
  else
    lt_task_skip(task, absent_text(absent, LT_T_SKIP_NO_LAYERS));
  return !is_none;
}

/* The layer of approvals; a project that has none has conflicts only. Without the column approvals
 * are called by their keys. */
static bool approved_find(LtTask *task, GError **error)
{
  const LtRuleApproved *wanted = &task->rule->approved;
  if (wanted->layer == NULL || is_absent(lt_project_layer(task->project, wanted->layer)))
    return true;
  task->approved = layer_find(task, wanted->layer);
  if (task->approved == NULL || wanted->number == NULL ||
      !lt_table_has(task->approved->table, wanted->number))
    return true;
  task->approval_numbers = lt_table_texts(task->approved->table, wanted->number, error);
  return task->approval_numbers != NULL;
}

/* A column that a pack's `where` of pairs asks for is there; false: the rule is skipped. */
static bool has_pair_columns(const LtTask *task)
{
  g_autoptr(GError) lacking = NULL;
  bool lacks_column;
  if (task->rule->where == NULL || task->b == NULL ||
      lt_table_try_pairs(task->a->table, task->b->table, task->rule->where, &lacks_column,
                         &lacking) ||
      !lacks_column)
    return true;
  lt_task_skip(task, lt_message(LT_T_SKIP_NO_FIELD, task->b->id, lacking->message));
  return false;
}

bool lt_task_layers_find(LtTask *task, bool *is_ready, GError **error)
{
  *is_ready = false;
  bool is_found = (task->rule->a.layer == NULL ||
                   side_find(task, &task->rule->a, &task->a, &task->use_a, error)) &&
                  sides_find(task, error);
  if (!is_found)
    return task->outcome->state != LT_STATE_PASS;
  if (task->use_a != NULL)
    task->outcome->n_checked = lt_task_count(task->a, task->use_a);
  if (!approved_find(task, error))
    return false;
  *is_ready = task->outcome->state == LT_STATE_PASS && has_pair_columns(task);
  return true;
}

void lt_task_layers_clear(LtTask *task)
{
  g_free((void *)task->use_a);
  g_free((void *)task->use_b);
  for (size_t i = 0; i < task->n_more; i++)
    g_free((void *)task->more[i].use);
  if (task->approval_numbers != NULL)
    lt_table_texts_free(task->approval_numbers, lt_table_count(task->approved->table));
}
