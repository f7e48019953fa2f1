/* Kind `side`: the 四至 sentence of each object of a against its boundary, by the named objects of
 * b and of other layers (docs/formats/sides.md). */
#include "rules/kind.h"
#include "survey/sides.h"

#include <math.h>

typedef struct {
  char *sentence; /* column */
  char **named;   /* further layers; NULL: none */
  double within_m;
} Limits;

static const LtField fields[] = {
    {"sentence", LT_FIELD_TEXT, offsetof(Limits, sentence), true, NULL, 0, 0},
    {"named", LT_FIELD_TEXTS, offsetof(Limits, named), false, NULL, 0, 0},
    {"within_m", LT_FIELD_NUMBER, offsetof(Limits, within_m), false, NULL, 0.01, 10000},
};
static const Limits defaults = {.within_m = LT_SIDES_TOLERANCE_M};

/* ---- what is named ---- */

static bool names_add(const LtTask *task, LtSideNames *names, const LtLayer *layer,
                      const uint8_t *use, GError **error)
{
  size_t n = layer->data->shapes->n_features;
  if (!lt_table_has(layer->table, "name")) {
    lt_results_add_undetermined(
        task->results, (LtUndetermined){.rule = task->rule,
                                        .value = NAN,
                                        .reason = lt_message(LT_T_SIDE_NO_NAMES, layer->id)});
    return true;
  }
  char **texts = lt_table_texts(layer->table, "name", error);
  bool is_ok = texts != NULL;
  for (size_t i = 0; is_ok && i < n; i++) {
    if (use != NULL && use[i] == LT_UNKNOWN)
      lt_task_note_attribute(task, (LtObject){layer, i}, (LtObject){0}, NAN);
    if (texts[i] != NULL && (use == NULL || use[i] == LT_TRUE))
      is_ok = lt_side_names_add(names, texts[i], layer->data->shapes, i, error);
  }
  if (texts != NULL)
    lt_table_texts_free(texts, n);
  return is_ok;
}

static LtSideNames *names_find(const LtTask *task, GError **error)
{
  const Limits *limits = task->limits;
  g_autoptr(LtSideNames) names = lt_side_names_new();
  if (!names_add(task, names, task->b, task->use_b, error))
    return NULL;
  for (char **id = limits->named; id != NULL && *id != NULL; id++) {
    const LtLayer *layer = lt_project_layer(task->project, *id);
    if (layer != NULL && layer->data != NULL) {
      if (!names_add(task, names, layer, NULL, error))
        return NULL;
    } else {
      lt_results_add_undetermined(task->results,
                                  (LtUndetermined){.rule = task->rule,
                                                   .value = NAN,
                                                   .reason = lt_message(LT_T_SIDE_NO_LAYER, *id)});
    }
  }
  return g_steal_pointer(&names);
}

/* ---- a zone ---- */

typedef struct {
  const LtTask *task;
  LtObject object;
  const LtSidesResult *sides;
  GError *error;
} Zone;

static void undetermined_add(const Zone *zone, LtBilingual take_reason)
{
  lt_results_add_undetermined(zone->task->results, (LtUndetermined){.rule = zone->task->rule,
                                                                    .a = zone->object,
                                                                    .value = NAN,
                                                                    .reason = take_reason});
}

/* Which fault of which side; an id has it, so that each side keeps its own. */
static const char *fault_of(const LtSideNote *note)
{
  static const char *const faults[][LT_N_SIDES] = {
      [LT_SIDE_SAYS_WRONG] = {"wrong-east", "wrong-south", "wrong-west", "wrong-north"},
      [LT_SIDE_SAYS_REVERSE] = {"reverse-east", "reverse-south", "reverse-west", "reverse-north"},
      [LT_SIDE_SAYS_AWAY] = {"away-east", "away-south", "away-west", "away-north"},
      [LT_SIDE_SAYS_PARTLY] = {"partly-east", "partly-south", "partly-west", "partly-north"},
      [LT_SIDE_SAYS_UNREACHED] = {"unreached-east", "unreached-south", "unreached-west",
                                  "unreached-north"}};
  return faults[note->saying][note->side];
}

static bool finding_add(const Zone *zone, const LtSideNote *note, GError **error)
{
  const Limits *limits = zone->task->limits;
  const LtSideResult *side = &zone->sides->sides[note->side];
  LtFinding finding = lt_finding_new(zone->task->rule, zone->object, "m");
  finding.severity = MIN(zone->task->rule->severity, note->severity);
  finding.fault = fault_of(note);
  finding.field = g_strdup(limits->sentence);
  finding.value = lt_round(side->mean_m, 1);
  finding.limit = limits->within_m;
  finding.shape = lt_shapes_new();
  finding.has_place = isfinite(side->largest_m);
  finding.place = side->largest_at;
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *who = lt_object_text(&zone->object, (LtLang)lang);
    finding.message.in[lang] =
        lt_text_format((LtLang)lang, LT_T_SIDE_MESSAGE, who, note->text.in[lang]);
  }
  bool is_ok = lt_shapes_add_copy(finding.shape, side->line, 0, error);
  if (!is_ok)
    g_clear_pointer(&finding.shape, lt_shapes_free);
  lt_results_add_finding(zone->task->results, finding);
  return is_ok;
}

/* On which edge of a road a boundary runs is told by lantu survey; here it is no finding. */
static void note_take(LtSideNote take_note, void *data)
{
  Zone *zone = data;
  bool is_sure = zone->task->use_a[zone->object.feature] == LT_TRUE;
  if (take_note.saying == LT_SIDE_SAYS_UNDETERMINED) {
    undetermined_add(zone, take_note.text);
    return;
  }
  if (take_note.saying != LT_SIDE_SAYS_EDGE && !is_sure)
    lt_task_note_attribute(zone->task, zone->object, (LtObject){0}, NAN);
  else if (take_note.saying != LT_SIDE_SAYS_EDGE && zone->error == NULL)
    finding_add(zone, &take_note, &zone->error);
  lt_bilingual_clear(&take_note.text);
}

static bool zone_check(const LtTask *task, const LtSideNames *names, uint8_t *use, size_t feature,
                       const char *sentence, GError **error)
{
  const Limits *limits = task->limits;
  Zone zone = {.task = task, .object = {task->a, feature}};
  g_autoptr(LtSidesText) text = lt_sides_text_parse(sentence == NULL ? "" : sentence);
  if (text->blocks->len != 1) {
    undetermined_add(&zone, text->blocks->len == 0
                                ? lt_message(LT_T_SIDE_NO_SENTENCE, limits->sentence)
                                : lt_message(LT_T_SIDE_BLOCKS, limits->sentence));
    return true;
  }
  use[feature] = 1;
  LtSidesInput input = {task->a->data->shapes, use, g_ptr_array_index(text->blocks, 0), names,
                        limits->within_m};
  g_autoptr(LtSidesResult) sides = lt_sides_check(&input, task->run, error);
  use[feature] = 0;
  if (sides == NULL)
    return false;
  zone.sides = sides;
  lt_sides_tell(sides, limits->within_m, note_take, &zone);
  for (guint i = 0; i < text->unread->len; i++)
    undetermined_add(&zone, lt_message(LT_T_SVS_UNREAD, g_ptr_array_index(text->unread, i)));
  if (zone.error != NULL)
    g_propagate_error(error, zone.error);
  return zone.error == NULL;
}

static bool zones_check(const LtTask *task, const LtSideNames *names, char **sentences,
                        GError **error)
{
  const LtShapes *shapes = task->a->data->shapes;
  g_autofree uint8_t *use = lt_alloc(shapes->n_features, 1, "zones", error);
  for (size_t i = 0; use != NULL && i < shapes->n_features; i++)
    if (task->use_a[i] != LT_FALSE && shapes->types[i] == LT_GEOM_POLYGON &&
        !zone_check(task, names, use, i, sentences[i], error))
      return false;
  return use != NULL;
}

static bool run(const LtTask *task, GError **error)
{
  const Limits *limits = task->limits;
  if (!lt_table_has(task->a->table, limits->sentence)) {
    lt_task_skip(task, lt_message(LT_T_SKIP_NO_COLUMN, task->a->id, limits->sentence));
    return true;
  }
  lt_task_note_layers(task, LT_GEOM_POLYGON, LT_GEOM_NONE);
  g_autoptr(LtSideNames) names = names_find(task, error);
  if (names == NULL)
    return false;
  char **sentences = lt_table_texts(task->a->table, limits->sentence, error);
  bool is_ok = sentences != NULL && zones_check(task, names, sentences, error);
  if (sentences != NULL)
    lt_table_texts_free(sentences, task->a->data->shapes->n_features);
  return is_ok;
}

const LtKind lt_kind_side = {.name = "side",
                             .takes = LT_TAKES_TWO,
                             .limits = fields,
                             .n_limits = G_N_ELEMENTS(fields),
                             .limits_size = sizeof(Limits),
                             .defaults = &defaults,
                             .run = run};
