#include "rules/kind.h"

#include <math.h>

void lt_task_skip(const LtTask *task, LtBilingual take_reason)
{
  lt_bilingual_clear(&task->outcome->reason);
  task->outcome->state = LT_STATE_SKIPPED;
  task->outcome->reason = take_reason;
}

bool lt_task_has_classes(const LtTask *task)
{
  const LtLayer *layers[] = {task->a, task->b};
  for (size_t i = 0; i < G_N_ELEMENTS(layers); i++)
    if (layers[i]->classes == NULL) {
      lt_task_skip(task, lt_message(LT_T_SKIP_NO_CLASS, layers[i]->id));
      return false;
    }
  return true;
}

size_t lt_task_count(const LtLayer *layer, const uint8_t *use)
{
  size_t count = 0;
  for (size_t i = 0; i < layer->data->shapes->n_features; i++)
    count += use[i] != LT_FALSE;
  return count;
}

bool lt_task_each_layer(const LtTask *task, const LtEachLayer *ask, GError **error)
{
  if (task->a != NULL)
    return ask->each(task, task->a, task->use_a, error);
  size_t n_asked = 0;
  for (size_t i = 0; i < task->project->n_layers; i++) {
    const LtLayer *layer = &task->project->layers[i];
    if (layer->state == LT_LAYER_MISSING || !ask->fits(layer))
      continue;
    n_asked++;
    if (layer->state == LT_LAYER_READ) {
      task->outcome->n_checked += lt_task_count(layer, layer->use);
      if (!ask->each(task, layer, layer->use, error))
        return false;
      continue;
    }
    lt_bilingual_clear(&task->outcome->reason);
    task->outcome->state = LT_STATE_ERROR;
    task->outcome->reason = lt_message(LT_T_RULE_LAYER_FAILED, layer->id,
                                       layer->error == NULL ? "" : layer->error->message);
  }
  if (n_asked == 0)
    lt_task_skip(task, lt_message(ask->none));
  return true;
}

static bool has_shape(const LtShapes *shapes, size_t feature, LtGeomType type)
{
  return type == LT_GEOM_NONE ? shapes->types[feature] != LT_GEOM_NONE
                              : shapes->types[feature] == type;
}

void lt_task_note_shapeless(const LtTask *task, const LtLayer *layer, const uint8_t *use,
                            LtGeomType type, bool is_b)
{
  const LtShapes *shapes = layer->data->shapes;
  for (size_t i = 0; i < shapes->n_features; i++) {
    if (use[i] == LT_FALSE || has_shape(shapes, i, type))
      continue;
    LtUndetermined entry = {.rule = task->rule, .value = NAN,
                            .reason = lt_message(LT_T_UNDETERMINED_NO_SHAPE)};
    *(is_b ? &entry.b : &entry.a) = (LtObject){layer, i};
    lt_results_add_undetermined(task->results, entry);
  }
}

void lt_task_note_accuracy(const LtTask *task)
{
  const LtLayer *layers[3 + LT_OVERLAY_MORE] = {task->a, task->b, task->approved};
  for (size_t i = 0; i < task->n_more; i++)
    layers[3 + i] = task->more[i].layer;
  for (size_t i = 0; i < G_N_ELEMENTS(layers); i++) {
    if (layers[i] == NULL || layers[i]->data->stats.accuracy_m >= 0)
      continue;
    LtUndetermined entry = {.rule = task->rule, .value = NAN,
                            .reason = lt_message(LT_T_UNDETERMINED_ACCURACY, layers[i]->id)};
    lt_results_add_undetermined(task->results, entry);
    lt_bilingual_clear(&task->outcome->reason);
    task->outcome->reason = lt_message(LT_T_UNDETERMINED_ACCURACY, layers[i]->id);
  }
}

double lt_task_doubt_m(const LtTask *task)
{
  double b_m = task->b == NULL ? 0 : lt_layer_position_accuracy_m(task->b);
  for (size_t i = 0; i < task->n_more; i++)
    b_m = fmax(b_m, lt_layer_position_accuracy_m(task->more[i].layer));
  return fmax(lt_layer_position_accuracy_m(task->a), 0) + fmax(b_m, 0);
}

/* A pass holds as far as places do. Points have their own way: near a limit nothing is decided. */
static void note_doubt(const LtTask *task)
{
  double doubt_m = task->b == NULL || task->b == task->a ? 0 : lt_task_doubt_m(task);
  for (int lang = 0; doubt_m > 0 && lang < LT_N_LANGS; lang++) {
    char **reason = &task->outcome->reason.in[lang];
    g_autofree char *before = *reason;
    g_autofree char *doubt = lt_text_format((LtLang)lang, LT_T_RULE_DOUBT, doubt_m);
    *reason = before == NULL
                  ? g_steal_pointer(&doubt)
                  : g_strconcat(before, lt_text((LtLang)lang, LT_T_VALID_AND), doubt, NULL);
  }
}

void lt_task_note_layers(const LtTask *task, LtGeomType type_a, LtGeomType type_b)
{
  lt_task_note_accuracy(task);
  if (type_a == LT_GEOM_POLYGON && type_b == LT_GEOM_POLYGON)
    note_doubt(task);
  lt_task_note_shapeless(task, task->a, task->use_a, type_a, false);
  if (task->b != NULL)
    lt_task_note_shapeless(task, task->b, task->use_b, type_b, true);
  for (size_t i = 0; i < task->n_more; i++)
    lt_task_note_shapeless(task, task->more[i].layer, task->more[i].use, type_b, true);
}

void lt_task_note_attribute(const LtTask *task, LtObject a, LtObject b, double value)
{
  lt_results_add_undetermined(task->results,
                              (LtUndetermined){.rule = task->rule, .a = a, .b = b, .value = value,
                                               .reason = lt_message(LT_T_UNDETERMINED_ATTRIBUTE)});
}

uint8_t *lt_task_candidates(const LtLayer *layer, const uint8_t *use, LtGeomType type,
                            bool take_unknown, size_t *count, GError **error)
{
  const LtShapes *shapes = layer->data->shapes;
  uint8_t *candidates = lt_alloc(shapes->n_features, 1, "candidates", error);
  if (candidates == NULL)
    return NULL;
  *count = 0;
  for (size_t i = 0; i < shapes->n_features; i++) {
    bool takes_part = use[i] == LT_TRUE || (take_unknown && use[i] == LT_UNKNOWN);
    candidates[i] = takes_part && has_shape(shapes, i, type);
    *count += candidates[i];
  }
  return candidates;
}
