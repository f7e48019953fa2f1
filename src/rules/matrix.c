/* Kind `matrix`: objects of a and b share ground, and a table says of each pair of their classes
 * whether they may. */
#include "rules/approved.h"
#include "rules/ground.h"
#include "rules/matrix_table.h"

#include <math.h>
#include <string.h>

typedef struct {
  char *matrix;
  LtGroundLimits ground;
} Limits;

static const LtField fields[] = {
    {"matrix", LT_FIELD_TEXT, offsetof(Limits, matrix), true, NULL, 0, 0},
    {"min_area_m2", LT_FIELD_NUMBER, offsetof(Limits, ground.min_area_m2), false, NULL, 0, 1e12},
    {"min_width_m", LT_FIELD_NUMBER, offsetof(Limits, ground.min_width_m), false, NULL, 0, 1e6},
};
static const Limits defaults = {.matrix = NULL};

/* More pairs of classes than any two schemes have: the class of a layer is none then. */
#define PAIRS_MAX 1000000

static const char unlisted[] = "unlisted";

/* What becomes of ground, by its verdict. */
static const struct {
  const char *fault;
  LtTextId text;
  LtSeverity most; /* never more than the rule */
} verdicts[] = {
    [LT_VERDICT_ALLOWED] = {"allowed", LT_T_VERDICT_ALLOWED, LT_SEVERITY_INFO},
    [LT_VERDICT_NOTICE] = {"notice", LT_T_VERDICT_NOTICE, LT_SEVERITY_INFO},
    [LT_VERDICT_JUSTIFY] = {"justify", LT_T_VERDICT_JUSTIFY, LT_SEVERITY_WARNING},
    [LT_VERDICT_FORBIDDEN] = {"forbidden", LT_T_VERDICT_FORBIDDEN, LT_SEVERITY_ERROR},
};

/* The classes of a layer's features, numbered; number 0 is that of features without one. */
typedef struct {
  uint32_t *numbers;
  LtMatrixClass *classes;
  size_t n;
  GHashTable *by_code; /* code without blanks around it → number; owns the codes */
} Classes;

static void classes_clear(Classes *classes)
{
  g_free(classes->numbers);
  g_free(classes->classes);
  g_clear_pointer(&classes->by_code, g_hash_table_unref);
}

/* What a rule looks up, from ask() to take(). */
typedef struct {
  LtMatrix *matrix;
  Classes a, b;
  const LtMatrixEntry **entries; /* of each pair of numbers; NULL: not listed */
  uint8_t *wanted;
} Sheet;

static void sheet_free(void *data)
{
  Sheet *sheet = data;
  lt_matrix_free(sheet->matrix);
  classes_clear(&sheet->a);
  classes_clear(&sheet->b);
  g_free(sheet->entries);
  g_free(sheet->wanted);
  g_free(sheet);
}

/* ---- classes ---- */

static const char *scheme_group(const LtScheme *scheme, const char *code)
{
  for (size_t i = 0; scheme != NULL && i < scheme->n_classes; i++)
    if (strcmp(scheme->classes[i].code, code) == 0)
      return scheme->classes[i].group;
  return NULL;
}

static bool classes_number(Classes *classes, const LtLayer *layer, const uint8_t *use,
                           GError **error)
{
  size_t n = layer->data->shapes->n_features, cap = 0;
  classes->by_code = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  classes->numbers = lt_alloc(n, sizeof *classes->numbers, "classes", error);
  classes->n = 1;
  if (classes->numbers == NULL ||
      !lt_grow(&classes->classes, &cap, 1, sizeof *classes->classes, "classes", error))
    return false;
  for (size_t i = 0; i < n; i++) {
    g_autofree char *code = use[i] == LT_FALSE ? NULL : lt_text_trim(layer->classes[i]);
    if (code == NULL)
      continue;
    size_t number = GPOINTER_TO_SIZE(g_hash_table_lookup(classes->by_code, code));
    if (number == 0) {
      number = classes->n++;
      if (!lt_grow(&classes->classes, &cap, classes->n, sizeof *classes->classes, "classes", error))
        return false;
      classes->classes[number] = (LtMatrixClass){code, scheme_group(layer->scheme, code)};
      g_hash_table_insert(classes->by_code, g_steal_pointer(&code), GSIZE_TO_POINTER(number));
    }
    classes->numbers[i] = (uint32_t)number;
  }
  return true;
}

/* Look up every pair of classes. Where one is not known the pair is asked for, too. */
static bool sheet_fill(Sheet *sheet, const LtTask *task, GError **error)
{
  size_t n_a = sheet->a.n, n_b = sheet->b.n;
  if (n_a > PAIRS_MAX / n_b)
    return lt_fail(error, LT_ERROR_READ, LT_T_MATRIX_CLASSES, task->a->id, n_a - 1, task->b->id,
                   n_b - 1);
  sheet->entries = lt_alloc(n_a * n_b, sizeof *sheet->entries, "classes", error);
  sheet->wanted = lt_alloc(n_a * n_b, sizeof *sheet->wanted, "classes", error);
  g_autofree const LtMatrixEntry **selected =
      lt_alloc(sheet->matrix->n_entries, sizeof *selected, "classes", error);
  if (sheet->entries == NULL || sheet->wanted == NULL || selected == NULL)
    return false;
  memset(sheet->wanted, 1, n_a * n_b);
  for (size_t a = 1; a < n_a; a++) {
    size_t n = lt_matrix_select(sheet->matrix, sheet->a.classes[a], selected);
    for (size_t b = 1; b < n_b; b++) {
      const LtMatrixEntry *entry =
          lt_matrix_find(selected, n, sheet->a.classes[a], sheet->b.classes[b]);
      if (!lt_run_check(task->run, error))
        return false;
      sheet->entries[a * n_b + b] = entry;
      sheet->wanted[a * n_b + b] = entry == NULL || entry->verdict != LT_VERDICT_ALLOWED;
    }
  }
  return true;
}

/* ---- asking ---- */

static LtMatrix *matrix_load(const LtProject *project, const LtRule *rule, const Limits *limits,
                             GError **error)
{
  return lt_matrix_load(project, limits->matrix, lt_rule_limit(rule, "matrix"), error);
}

static bool check(const LtProject *project, const LtRule *rule, const void *data, GError **error)
{
  g_autoptr(LtMatrix) matrix = matrix_load(project, rule, data, error);
  return matrix != NULL;
}

static bool ask(const LtTask *task, LtOverlayInput *input, size_t *n_inputs, GError **error)
{
  const Limits *limits = task->limits;
  size_t n;
  if (!lt_task_has_classes(task))
    return true;
  lt_task_note_layers(task, LT_GEOM_POLYGON, LT_GEOM_POLYGON);
  Sheet *sheet = g_new0(Sheet, 1);
  *task->kept = (LtKept){sheet, sheet_free};
  sheet->matrix = matrix_load(task->project, task->rule, limits, error);
  if (sheet->matrix == NULL || !classes_number(&sheet->a, task->a, task->use_a, error) ||
      !classes_number(&sheet->b, task->b, task->use_b, error) || !sheet_fill(sheet, task, error))
    return false;
  *n_inputs = 1;
  *input = (LtOverlayInput){.a = task->a->data->shapes, .b = task->b->data->shapes,
                            .classes_a = sheet->a.numbers, .classes_b = sheet->b.numbers,
                            .n_classes_a = sheet->a.n, .n_classes_b = sheet->b.n,
                            .wanted = sheet->wanted,
                            .plane = &task->project->plane, .pairs_only = true,
                            .min_area_m2 = limits->ground.min_area_m2,
                            .min_width_m = limits->ground.min_width_m};
  input->use_a = lt_task_candidates(task->a, task->use_a, LT_GEOM_POLYGON, true, &n, error);
  if (input->use_a != NULL)
    input->use_b = lt_task_candidates(task->b, task->use_b, LT_GEOM_POLYGON, true, &n, error);
  return input->use_b != NULL && lt_approved_split(task, input, 1, n_inputs, error);
}

/* ---- taking ---- */

/* What is summed up is rounded to this, so that the sum does not depend on the order of pairs. */
#define UNITS_PER_M2 1e5

/* Ground of two classes that are not listed. */
typedef struct {
  uint32_t a, b;
  GHashTable *pairs; /* of objects, each once: approved ground is told apart from the rest */
  int64_t planar, ellipsoid;
  double most_m2; /* of one pair, whose place stands for all */
  LtPoint place;
} Unlisted;

static void unlisted_free(void *data)
{
  Unlisted *entry = data;
  g_hash_table_unref(entry->pairs);
  g_free(entry);
}

static LtAreas unlisted_areas(const Unlisted *entry)
{
  return (LtAreas){.planar_m2 = (double)entry->planar / UNITS_PER_M2,
                   .ellipsoid_m2 = (double)entry->ellipsoid / UNITS_PER_M2};
}

static void unlisted_add(GHashTable *all, const LtTask *task, const LtOverlayPair *pair,
                         const LtFinding *finding)
{
  const Sheet *sheet = task->kept->data;
  size_t n_b = task->b->data->shapes->n_features;
  uint32_t a = sheet->a.numbers[pair->a], b = sheet->b.numbers[pair->b];
  void *key = GSIZE_TO_POINTER(a * sheet->b.n + b);
  Unlisted *entry = g_hash_table_lookup(all, key);
  if (entry == NULL) {
    entry = g_new0(Unlisted, 1);
    *entry = (Unlisted){.a = a, .b = b, .pairs = g_hash_table_new(NULL, NULL)};
    g_hash_table_insert(all, key, entry);
  }
  g_hash_table_add(entry->pairs, GSIZE_TO_POINTER(pair->a * n_b + pair->b));
  entry->planar += llround(finding->areas.planar_m2 * UNITS_PER_M2);
  entry->ellipsoid += llround(finding->areas.ellipsoid_m2 * UNITS_PER_M2);
  LtPoint at = finding->place;
  bool is_before = at.x != entry->place.x ? at.x < entry->place.x : at.y < entry->place.y;
  if (finding->areas.planar_m2 > entry->most_m2 ||
      (finding->areas.planar_m2 == entry->most_m2 && is_before)) {
    entry->most_m2 = finding->areas.planar_m2;
    entry->place = at;
  }
}

static void tell_unlisted(const LtTask *task, const Sheet *sheet, const Unlisted *entry)
{
  const char *a = sheet->a.classes[entry->a].code, *b = sheet->b.classes[entry->b].code;
  g_autofree char *mark_a = g_uri_escape_string(a, NULL, TRUE);
  g_autofree char *mark_b = g_uri_escape_string(b, NULL, TRUE);
  LtFinding finding = lt_finding_new(task->rule, (LtObject){task->a, LT_WHOLE_LAYER}, "m2");
  finding.b = (LtObject){task->b, LT_WHOLE_LAYER};
  finding.severity = LT_SEVERITY_INFO;
  finding.fault = unlisted;
  finding.mark = g_strdup_printf("%s:%s/%s:%s", task->a->id, mark_a, task->b->id, mark_b);
  finding.areas = unlisted_areas(entry);
  finding.value = lt_round(lt_results_m2(task->project, &finding.areas), 2);
  finding.has_place = true;
  finding.place = entry->place;
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *ground = lt_ground_text(task->project, &finding.areas, (LtLang)lang);
    finding.message.in[lang] =
        lt_text_format((LtLang)lang, LT_T_MATRIX_UNLISTED, lt_layer_text(task->a, (LtLang)lang), a,
                       lt_layer_text(task->b, (LtLang)lang), b,
                       (size_t)g_hash_table_size(entry->pairs), ground);
  }
  lt_results_add_finding(task->results, finding);
}

/* A finding of a pair that is listed: as severe as the verdict, never more than the rule. */
static void tell_listed(const LtTask *task, const LtMatrixEntry *entry, LtFinding *finding)
{
  finding->severity = MIN(task->rule->severity, verdicts[entry->verdict].most);
  lt_ground_tell_shared(task, &((const Limits *)task->limits)->ground, finding);
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *message = finding->message.in[lang];
    GString *text = g_string_new(NULL);
    const char *verdict = lt_text((LtLang)lang, verdicts[entry->verdict].text);
    g_autofree char *told = lt_text_format((LtLang)lang, LT_T_MATRIX_MESSAGE, message, verdict);
    g_string_append(text, told);
    const char *more[] = {entry->note, entry->basis};
    for (size_t i = 0; i < G_N_ELEMENTS(more); i++) {
      g_autofree char *tail = lt_text_format((LtLang)lang, LT_T_MATRIX_NOTE, more[i]);
      if (more[i][0] != '\0')
        g_string_append(text, tail);
    }
    finding->message.in[lang] = g_string_free(text, FALSE);
  }
}

/* @p is_inside: the overlay is that of approved land. */
static void take_overlay(const LtTask *task, LtOverlay *overlay, bool is_inside, GHashTable *others)
{
  const Limits *limits = task->limits;
  const Sheet *sheet = task->kept->data;
  for (size_t i = 0; i < overlay->n_pairs; i++) {
    LtOverlayPair *pair = &overlay->pairs[i];
    uint32_t a = sheet->a.numbers[pair->a], b = sheet->b.numbers[pair->b];
    const LtMatrixEntry *entry = sheet->entries[a * sheet->b.n + b];
    bool is_known = a > 0 && b > 0;
    const char *fault = is_inside ? LT_FAULT_APPROVED
                        : !is_known ? NULL
                        : entry == NULL ? unlisted
                                        : verdicts[entry->verdict].fault;
    LtFinding finding;
    if (!lt_ground_find_shared(task, fault, &limits->ground, is_known, pair, &finding))
      continue;
    if (entry == NULL) {
      unlisted_add(others, task, pair, &finding);
      lt_shapes_free(finding.shape);
      continue;
    }
    tell_listed(task, entry, &finding);
    if (is_inside)
      lt_approved_mark(task, overlay, pair, &finding);
    lt_results_add_finding(task->results, finding);
  }
}

static bool take(const LtTask *task, LtOverlay **overlays, GError **error)
{
  (void)error;
  g_autoptr(GHashTable) others = g_hash_table_new_full(NULL, NULL, NULL, unlisted_free);
  take_overlay(task, overlays[0], false, others);
  if (task->approved != NULL) {
    lt_approved_note(task, overlays[0]);
    take_overlay(task, overlays[1], true, others);
  }
  GHashTableIter iter;
  void *entry;
  g_hash_table_iter_init(&iter, others);
  while (g_hash_table_iter_next(&iter, NULL, &entry))
    tell_unlisted(task, task->kept->data, entry);
  return true;
}

const LtKind lt_kind_matrix = {.name = "matrix",
                               .takes = LT_TAKES_TWO,
                               .takes_approved = true,
                               .limits = fields,
                               .n_limits = G_N_ELEMENTS(fields),
                               .limits_size = sizeof(Limits),
                               .defaults = &defaults,
                               .check = check,
                               .ask = ask,
                               .take = take};
