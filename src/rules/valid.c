/* Kind `valid`: what reading found wrong with the shapes of any layer. */
#include "rules/kind.h"

typedef enum { CHECK_INVALID, CHECK_MISSING } Check;

typedef struct {
  int check;
} Limits;

static const char *const checks[] = {"invalid", "missing", NULL};
static const LtField fields[] = {
    {"check", LT_FIELD_CHOICE, offsetof(Limits, check), true, checks, 0, 0},
};
static const Limits defaults = {CHECK_INVALID};

static bool belongs(const LtFault *fault, int check)
{
  bool is_invalid = fault->kind == LT_FAULT_INVALID || fault->kind == LT_FAULT_DROPPED_PART;
  return is_invalid == (check == CHECK_INVALID);
}

static LtTextId missing_text(LtFaultKind kind)
{
  switch (kind) {
  case LT_FAULT_EMPTY:
    return LT_T_VALID_EMPTY;
  case LT_FAULT_NO_NUMBER:
    return LT_T_VALID_NO_NUMBER;
  case LT_FAULT_NO_IMAGE:
    return LT_T_VALID_NO_IMAGE;
  default:
    return LT_T_VALID_NULL;
  }
}

static char *invalid_text(const LtFault *fault, const LtObject *object, LtLang lang)
{
  g_autofree char *who = lt_object_text(object, lang);
  double x_m = (double)fault->place.x / LT_UNITS_PER_M;
  double y_m = (double)fault->place.y / LT_UNITS_PER_M;
  if (fault->kind == LT_FAULT_DROPPED_PART)
    return lt_text_format(lang, LT_T_VALID_DROPPED, who);
  const char *what = lt_text(lang, lt_validity_text(fault->validity));
  return lt_text_format(lang, LT_T_VALID_INVALID, who, what, x_m, y_m, fault->before_m2,
                        fault->after_m2);
}

static LtBilingual message_of(const LtFault *fault, const LtObject *object)
{
  LtBilingual message;
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    if (fault->kind == LT_FAULT_INVALID || fault->kind == LT_FAULT_DROPPED_PART) {
      message.in[lang] = invalid_text(fault, object, (LtLang)lang);
    } else {
      g_autofree char *who = lt_object_text(object, (LtLang)lang);
      message.in[lang] = lt_text_format((LtLang)lang, missing_text(fault->kind), who);
    }
  }
  return message;
}

/* One finding for each feature; its first fault speaks, the value counts them. */
static bool add_finding(const LtTask *task, const LtLayer *layer, size_t first, size_t count,
                        GError **error)
{
  const LtFault *fault = &layer->data->faults[first];
  LtFinding finding = lt_finding_new(task->rule, (LtObject){layer, fault->feature}, "count");
  finding.value = (double)count;
  finding.limit = 0;
  finding.has_place = fault->has_place;
  finding.place = fault->place;
  if (fault->original != NULL) {
    finding.shape = lt_shapes_new();
    if (!lt_shapes_add_copy(finding.shape, fault->original, 0, error)) {
      lt_shapes_free(finding.shape);
      return false;
    }
  }
  finding.message = message_of(fault, &finding.a);
  lt_results_add_finding(task->results, finding);
  return true;
}

static bool check_layer(const LtTask *task, const LtLayer *layer, GError **error)
{
  const Limits *limits = task->limits;
  const LtLayerData *data = layer->data;
  for (size_t i = 0; i < data->shapes->n_features; i++)
    task->outcome->n_checked += layer->use[i] != LT_FALSE;
  for (size_t i = 0; i < data->n_faults;) {
    size_t feature = data->faults[i].feature, first = SIZE_MAX, count = 0;
    for (; i < data->n_faults && data->faults[i].feature == feature; i++) {
      if (!belongs(&data->faults[i], limits->check))
        continue;
      first = MIN(first, i);
      count++;
    }
    if (count > 0 && layer->use[feature] != LT_FALSE &&
        !add_finding(task, layer, first, count, error))
      return false;
  }
  return true;
}

static bool run(const LtTask *task, GError **error)
{
  size_t n_read = 0;
  for (size_t i = 0; i < task->project->n_layers; i++) {
    const LtLayer *layer = &task->project->layers[i];
    if (layer->state == LT_LAYER_READ) {
      n_read++;
      if (!check_layer(task, layer, error))
        return false;
    } else if (layer->state == LT_LAYER_FAILED) {
      lt_bilingual_clear(&task->outcome->reason);
      task->outcome->state = LT_STATE_ERROR;
      task->outcome->reason =
          lt_message(LT_T_RULE_LAYER_FAILED, layer->id, layer->error->message);
    }
  }
  if (n_read == 0 && task->outcome->state == LT_STATE_PASS)
    lt_task_skip(task, lt_message(LT_T_SKIP_NOTHING_READ));
  return true;
}

const LtKind lt_kind_valid = {.name = "valid",
                              .takes = LT_TAKES_NONE,
                              .limits = fields,
                              .n_limits = G_N_ELEMENTS(fields),
                              .limits_size = sizeof(Limits),
                              .defaults = &defaults,
                              .run = run};
