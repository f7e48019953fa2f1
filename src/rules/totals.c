/* Kind `totals`: what the objects of a have for ground in all against those of b, for each class or
 * for the layers as wholes. Ground that two objects of a layer cover counts twice, as it does in
 * the tables of a plan. */
#include "rules/kind.h"

#include <math.h>

typedef enum { OF_LAYER, OF_CLASS } Of;

typedef struct {
  int of;
  double relative, absolute_m2;
} Limits;

static const char *const ofs[] = {"layer", "class", NULL};
static const LtField fields[] = {
    {"of", LT_FIELD_CHOICE, offsetof(Limits, of), false, ofs, 0, 0},
    {"relative", LT_FIELD_NUMBER, offsetof(Limits, relative), false, NULL, 0, 1},
    {"absolute_m2", LT_FIELD_NUMBER, offsetof(Limits, absolute_m2), false, NULL, 0, 1e12},
};
static const Limits defaults = {.of = OF_LAYER};

/* What is summed up is rounded to 0.0001 m², so that the sum does not depend on the order of the
 * objects; a difference is decided on at that, too. */
#define DIGITS 4
#define UNITS_PER_M2 1e4

/* Of one class, or of all. */
typedef struct {
  __int128 units[2]; /* of a and b */
  bool is_open;      /* not all of it is known */
} Total;

typedef struct {
  const LtTask *task;
  GHashTable *totals; /* code, "" for all → Total */
  bool is_open;       /* objects of unknown class belong to any */
} Totals;

static double total_m2(const Total *total, int side)
{
  return (double)total->units[side] / UNITS_PER_M2;
}

/* The total that an object belongs to; NULL: its class is not known. */
static Total *total_of(Totals *totals, LtObject object)
{
  const Limits *limits = totals->task->limits;
  g_autofree char *code = limits->of == OF_CLASS
                              ? lt_text_trim(object.layer->classes[object.feature])
                              : g_strdup("");
  if (code == NULL)
    return NULL;
  Total *total = g_hash_table_lookup(totals->totals, code);
  if (total == NULL) {
    total = g_new0(Total, 1);
    g_hash_table_insert(totals->totals, g_steal_pointer(&code), total);
  }
  return total;
}

static void note(const LtTask *task, LtObject object, int side, LtTextId reason)
{
  LtUndetermined entry = {.rule = task->rule, .value = NAN, .reason = lt_message(reason)};
  *(side == 0 ? &entry.a : &entry.b) = object;
  lt_results_add_undetermined(task->results, entry);
}

/* Objects without shape were noted before. */
static void object_add(Totals *totals, LtObject object, int side, LtTruth use)
{
  const LtTask *task = totals->task;
  const LtShapes *shapes = object.layer->data->shapes;
  Total *total = total_of(totals, object);
  bool *is_open = total == NULL ? &totals->is_open : &total->is_open;
  if (use == LT_UNKNOWN || total == NULL) {
    note(task, object, side, LT_T_UNDETERMINED_ATTRIBUTE);
    *is_open = true;
    return;
  }
  if (shapes->types[object.feature] != LT_GEOM_POLYGON) {
    *is_open = true;
    return;
  }
  LtAreas areas = lt_shape_areas(&task->project->plane, shapes, object.feature);
  double m2 = lt_results_m2(task->project, &areas);
  if (isnan(m2)) {
    note(task, object, side, LT_T_UNDETERMINED_NO_AREA);
    *is_open = true;
    return;
  }
  total->units[side] += llround(m2 * UNITS_PER_M2);
}

/* A layer, with the class where there is one. */
static char *side_text(const LtTask *task, int side, const char *code, LtLang lang)
{
  const LtRuleLayer *wanted = side == 0 ? &task->rule->a : task->wanted_b;
  const char *layer = lt_layer_text(side == 0 ? task->a : task->b, lang);
  if (code[0] != '\0')
    return lt_text_format(lang, LT_T_LAYER_CLASS, layer, code);
  return wanted->where == NULL ? g_strdup(layer)
                               : lt_text_format(lang, LT_T_LAYER_WHERE_ALL, layer);
}

/* Objects named by the class: a and b of the finding are whole layers. */
static char *mark_of(const LtTask *task, const char *code)
{
  g_autofree char *class = g_uri_escape_string(code, NULL, TRUE);
  return code[0] == '\0' ? NULL
                         : g_strdup_printf("%s:%s/%s:%s", task->a->id, class, task->b->id, class);
}

static void compare(const Totals *totals, const char *code, const Total *total)
{
  const LtTask *task = totals->task;
  const Limits *limits = task->limits;
  if (totals->is_open || total->is_open)
    return;
  double m2[] = {total_m2(total, 0), total_m2(total, 1)};
  double value = lt_round(fabs(m2[0] - m2[1]), DIGITS);
  double limit = lt_round(fmax(limits->absolute_m2, limits->relative * m2[1]), DIGITS);
  if (value <= limit)
    return;
  LtFinding finding = lt_finding_new(task->rule, (LtObject){task->a, LT_WHOLE_LAYER}, "m2");
  finding.b = (LtObject){task->b, LT_WHOLE_LAYER};
  finding.mark = mark_of(task, code);
  finding.value = value;
  finding.limit = limit;
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *a = side_text(task, 0, code, (LtLang)lang);
    g_autofree char *b = side_text(task, 1, code, (LtLang)lang);
    finding.message.in[lang] =
        lt_text_format((LtLang)lang, LT_T_TOTALS_MESSAGE, a, lt_round(m2[0], 2), b,
                       lt_round(m2[1], 2), lt_results_area_name(task->project, (LtLang)lang),
                       value, lt_round(100 * value / (m2[1] > 0 ? m2[1] : m2[0]), 2), limit);
  }
  lt_results_add_finding(task->results, finding);
}

static bool run(const LtTask *task, GError **error)
{
  const Limits *limits = task->limits;
  if (limits->of == OF_CLASS && !lt_task_has_classes(task))
    return true;
  g_autoptr(GHashTable) table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  Totals totals = {.task = task, .totals = table};
  lt_task_note_layers(task, LT_GEOM_POLYGON, LT_GEOM_POLYGON);
  task->outcome->n_checked += lt_task_count(task->b, task->use_b);
  for (int side = 0; side < 2; side++) {
    const LtLayer *layer = side == 0 ? task->a : task->b;
    const uint8_t *use = side == 0 ? task->use_a : task->use_b;
    for (size_t i = 0; i < layer->data->shapes->n_features; i++)
      if (use[i] != LT_FALSE)
        object_add(&totals, (LtObject){layer, i}, side, (LtTruth)use[i]);
    if (!lt_run_check(task->run, error))
      return false;
  }
  GHashTableIter iter;
  void *code, *total;
  g_hash_table_iter_init(&iter, table);
  while (g_hash_table_iter_next(&iter, &code, &total))
    compare(&totals, code, total);
  return true;
}

const LtKind lt_kind_totals = {.name = "totals",
                               .takes = LT_TAKES_TWO,
                               .limits = fields,
                               .n_limits = G_N_ELEMENTS(fields),
                               .limits_size = sizeof(Limits),
                               .defaults = &defaults,
                               .run = run};
