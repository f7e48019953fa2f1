/* Kind `valid`: what reading found wrong with the shapes and texts of any layer. */
#include "rules/kind.h"

typedef enum { CHECK_INVALID, CHECK_MISSING, CHECK_TEXT } Check;

typedef struct {
  int check;
} Limits;

static const char *const checks[] = {"invalid", "missing", "text", NULL};
static const LtField fields[] = {
    {"check", LT_FIELD_CHOICE, offsetof(Limits, check), true, checks, 0, 0},
};
static const Limits defaults = {CHECK_INVALID};

static bool belongs(const LtFault *fault, int check)
{
  switch (fault->kind) {
  case LT_FAULT_INVALID:
  case LT_FAULT_DROPPED_PART:
    return check == CHECK_INVALID;
  case LT_FAULT_TEXT:
    return check == CHECK_TEXT;
  default:
    return check == CHECK_MISSING;
  }
}

static LtTextId missing_text(LtFaultKind kind)
{
  switch (kind) {
  case LT_FAULT_EMPTY:
    return LT_T_VALID_EMPTY;
  case LT_FAULT_DAMAGED:
    return LT_T_VALID_DAMAGED;
  case LT_FAULT_NO_NUMBER:
    return LT_T_VALID_NO_NUMBER;
  case LT_FAULT_NO_IMAGE:
    return LT_T_VALID_NO_IMAGE;
  default:
    return LT_T_VALID_NULL;
  }
}

static double metres(int64_t units)
{
  return (double)units / LT_UNITS_PER_M;
}

/* A kind of fault and where it is. */
static char *kind_text(const LtFault *fault, LtLang lang)
{
  const char *what = lt_text(lang, lt_validity_text(fault->validity));
  double x_m = metres(fault->place.x), y_m = metres(fault->place.y);
  if (fault->n_places == 1)
    return lt_text_format(lang, LT_T_VALID_PLACE, what, x_m, y_m);
  return lt_text_format(lang, fault->is_cut ? LT_T_VALID_PLACES_CUT : LT_T_VALID_PLACES, what,
                        fault->n_places, x_m, y_m);
}

/* All kinds of faults that a feature has. */
static char *invalid_text(const LtFault *faults, size_t n, const char *who, LtLang lang)
{
  g_autoptr(GString) kinds = g_string_new(NULL);
  for (size_t i = 0; i < n; i++) {
    g_autofree char *kind = kind_text(&faults[i], lang);
    if (i > 0)
      g_string_append(kinds, lt_text(lang, LT_T_VALID_AND));
    g_string_append(kinds, kind);
  }
  return lt_text_format(lang, LT_T_VALID_INVALID, who, kinds->str, faults->before_m2,
                        faults->after_m2);
}

/* All texts of a feature that cannot be read. */
static char *unreadable_text(const LtFault *faults, size_t n, const LtObject *object,
                             const char *who, LtLang lang)
{
  g_autoptr(GString) texts = g_string_new(NULL);
  for (size_t i = 0; i < n; i++) {
    g_autofree char *text =
        lt_text_format(lang, LT_T_VALID_TEXT_FIELD, object->layer->column_names[faults[i].column],
                       faults[i].encoding, faults[i].bytes);
    g_string_append_printf(texts, "%s%s", i > 0 ? lt_text(lang, LT_T_VALID_AND) : "", text);
  }
  return lt_text_format(lang, LT_T_VALID_TEXT, who, texts->str);
}

static char *fault_text(const LtFault *faults, size_t n, const LtObject *object, LtLang lang)
{
  g_autofree char *who = lt_object_text(object, lang);
  switch (faults->kind) {
  case LT_FAULT_INVALID:
    return invalid_text(faults, n, who, lang);
  case LT_FAULT_DROPPED_PART:
    return lt_text_format(lang, LT_T_VALID_DROPPED, who);
  case LT_FAULT_TEXT:
    return unreadable_text(faults, n, object, who, lang);
  default:
    return lt_text_format(lang, missing_text(faults->kind), who);
  }
}

/* The columns whose texts cannot be read. */
static char *fields_of(const LtLayer *layer, const LtFault *faults, size_t n)
{
  GString *names = g_string_new(NULL);
  for (size_t i = 0; i < n; i++)
    g_string_append_printf(names, "%s%s", i > 0 ? "," : "", layer->column_names[faults[i].column]);
  return g_string_free(names, FALSE);
}

/* One finding for each feature; its first fault speaks, the value counts the places of all. */
static bool add_finding(const LtTask *task, const LtLayer *layer, size_t first, double count,
                        GError **error)
{
  const LtFault *fault = &layer->data->faults[first];
  LtFinding finding = lt_finding_new(task->rule, (LtObject){layer, fault->feature}, "count");
  finding.value = count;
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
  size_t n = 1; /* faults of its kind, which follow it */
  while (first + n < layer->data->n_faults && fault[n].feature == fault->feature &&
         fault[n].kind == fault->kind)
    n++;
  if (fault->kind == LT_FAULT_TEXT)
    finding.field = fields_of(layer, fault, n);
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    finding.message.in[lang] = fault_text(fault, n, &finding.a, (LtLang)lang);
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
    size_t feature = data->faults[i].feature, first = SIZE_MAX;
    double count = 0;
    for (; i < data->n_faults && data->faults[i].feature == feature; i++) {
      if (!belongs(&data->faults[i], limits->check))
        continue;
      first = MIN(first, i);
      count += (double)data->faults[i].n_places;
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
      task->outcome->reason = lt_message(LT_T_RULE_LAYER_FAILED, layer->id, layer->error->message);
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
