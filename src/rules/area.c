/* Kind `area`: the area that an object is declared to have against that of its shape. */
#include "rules/kind.h"

#include <lantu/mu.h>

#include <math.h>

typedef enum { UNIT_M2, UNIT_HA, UNIT_MU } Unit;
typedef enum { AREA_ELLIPSOID, AREA_PLANAR, AREA_EITHER } Area;
typedef enum { OF_OBJECT, OF_LAYER } Of;
typedef enum { TO_COMPUTED, TO_DECLARED } RelativeTo;

typedef struct {
  char *declared; /* column */
  int unit, area, of, relative_to;
  double relative, absolute_m2;
} Limits;

static const char *const units[] = {"m2", "ha", "mu", NULL};
static const char *const areas[] = {"ellipsoid", "planar", "either", NULL};
static const char *const ofs[] = {"object", "layer", NULL};
static const char *const relative_tos[] = {"computed", "declared", NULL};
static const LtField fields[] = {
    {"declared", LT_FIELD_TEXT, offsetof(Limits, declared), true, NULL, 0, 0},
    {"unit", LT_FIELD_CHOICE, offsetof(Limits, unit), true, units, 0, 0},
    {"area", LT_FIELD_CHOICE, offsetof(Limits, area), false, areas, 0, 0},
    {"of", LT_FIELD_CHOICE, offsetof(Limits, of), false, ofs, 0, 0},
    {"relative", LT_FIELD_NUMBER, offsetof(Limits, relative), false, NULL, 0, 1},
    {"relative_to", LT_FIELD_CHOICE, offsetof(Limits, relative_to), false, relative_tos, 0, 0},
    {"absolute_m2", LT_FIELD_NUMBER, offsetof(Limits, absolute_m2), false, NULL, 0, 1e12},
};
static const Limits defaults = {.unit = UNIT_M2, .area = AREA_ELLIPSOID, .of = OF_OBJECT};

static const double unit_m2[] = {1, 10000, LT_MU_M2};
static const LtTextId unit_texts[] = {LT_T_AREA_IN_M2, LT_T_AREA_IN_HA, LT_T_AREA_IN_MU};

/* An area is stated to 0.01 m²; what doubles make of that is decided on at 0.0001 m². */
#define DIGITS 4
/* No object is declared to be larger; the land of China is 1e13 m². */
#define MAX_M2 1e14

/* What an object, or all of a layer, is compared by. */
typedef struct {
  double declared; /* as it stands, in its unit; NAN: none */
  double declared_m2;
  double m2[2]; /* AREA_ELLIPSOID, AREA_PLANAR; NAN: not known */
  bool has_own; /* the planar one is in the plane of the file, which is not the project's */
} Figures;

static double difference_m2(const Figures *figures, int area)
{
  return lt_round(fabs(figures->declared_m2 - figures->m2[area]), DIGITS);
}

/* What a difference is a part of. */
static double base_m2(const Limits *limits, const Figures *figures, int area)
{
  return limits->relative_to == TO_DECLARED ? figures->declared_m2 : figures->m2[area];
}

/* A difference beyond this is a finding: of both limits the larger, so both are exceeded then. */
static double limit_m2(const Limits *limits, const Figures *figures, int area)
{
  double relative_m2 = limits->relative * base_m2(limits, figures, area);
  return lt_round(fmax(limits->absolute_m2, relative_m2), DIGITS);
}

/* The area that is compared: of either kind the one that is nearer. */
static int area_choose(const Limits *limits, const Figures *figures)
{
  if (limits->area != AREA_EITHER)
    return limits->area;
  return difference_m2(figures, AREA_PLANAR) < difference_m2(figures, AREA_ELLIPSOID)
             ? AREA_PLANAR
             : AREA_ELLIPSOID;
}

/* Planar areas are those of the survey: in the plane of the file. Where a shape had to be repaired
 * that plane has none. */
static Figures figures_of(const LtTask *task, size_t feature, double declared)
{
  const Limits *limits = task->limits;
  const LtLayerData *data = task->a->data;
  LtAreas here = lt_shape_areas(&task->project->plane, data->shapes, feature);
  bool has_own = feature < data->n_source_m2 && !isnan(data->source_m2[feature]);
  return (Figures){.declared = declared,
                   .declared_m2 = declared * unit_m2[limits->unit],
                   .has_own = has_own,
                   .m2 = {here.ellipsoid_m2, has_own ? data->source_m2[feature] : here.planar_m2}};
}

static bool is_known(const Limits *limits, const Figures *figures)
{
  return (limits->area == AREA_PLANAR || !isnan(figures->m2[AREA_ELLIPSOID])) &&
         !isnan(figures->m2[AREA_PLANAR]);
}

static void note(const LtTask *task, LtObject object, LtBilingual take_reason)
{
  lt_results_add_undetermined(
      task->results,
      (LtUndetermined){.rule = task->rule, .a = object, .value = NAN, .reason = take_reason});
}

static char *message(const LtTask *task, const LtFinding *finding, const Figures *figures, int area,
                     LtLang lang)
{
  const Limits *limits = task->limits;
  g_autofree char *who = lt_object_text(&finding->a, lang);
  g_autofree char *declared = lt_text_format(lang, unit_texts[limits->unit], figures->declared,
                                             lt_round(figures->declared_m2, 2));
  const char *name = lt_text(lang, area == AREA_ELLIPSOID ? LT_T_AREA_ELLIPSOID
                                   : figures->has_own     ? LT_T_AREA_OWN_PLANE
                                                          : LT_T_AREA_PLANAR);
  double base = base_m2(limits, figures, area);
  double relative = finding->value / (base > 0 ? base : figures->m2[area]) * 100;
  return lt_text_format(lang, LT_T_AREA_MESSAGE, who, limits->declared, declared, name,
                        lt_round(figures->m2[area], 2), finding->value, lt_round(relative, 2),
                        finding->limit);
}

/* Compare; @p is_sure: the object is known to take part. */
static bool compare(const LtTask *task, LtObject object, const Figures *figures, bool is_sure,
                    GError **error)
{
  const Limits *limits = task->limits;
  int area = area_choose(limits, figures);
  double value_m2 = difference_m2(figures, area), most_m2 = limit_m2(limits, figures, area);
  if (value_m2 <= most_m2)
    return true;
  if (!is_sure) {
    lt_task_note_attribute(task, object, (LtObject){0}, value_m2);
    return true;
  }
  LtFinding finding = lt_finding_new(task->rule, object, "m2");
  finding.field = g_strdup(limits->declared);
  finding.value = value_m2;
  finding.limit = most_m2;
  if (object.feature != LT_WHOLE_LAYER)
    finding.areas = lt_shape_areas(&task->project->plane, task->a->data->shapes, object.feature);
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    finding.message.in[lang] = message(task, &finding, figures, area, (LtLang)lang);
  bool is_shown = lt_finding_show_object(&finding, error);
  lt_results_add_finding(task->results, finding);
  return is_shown;
}

/* 1 for each feature that was repaired; free with g_free(). */
static uint8_t *repaired_find(const LtLayerData *data, GError **error)
{
  uint8_t *repaired = lt_alloc(data->shapes->n_features, 1, "repaired shapes", error);
  for (size_t i = 0; repaired != NULL && i < data->n_faults; i++)
    repaired[data->faults[i].feature] |= data->faults[i].kind == LT_FAULT_INVALID;
  return repaired;
}

/* The figures of the layer's objects. */
typedef struct {
  const LtTask *task;
  double *declared; /* of each feature; NAN: none */
  uint8_t *repaired;
} Layer;

static void layer_clear(Layer *layer)
{
  g_free(layer->declared);
  g_free(layer->repaired);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Layer, layer_clear)

/* The figures of an object; false: it cannot be compared, which is noted. */
static bool figures_find(const Layer *layer, size_t feature, Figures *figures)
{
  const LtTask *task = layer->task;
  const Limits *limits = task->limits;
  const LtLayerData *data = task->a->data;
  LtObject object = {task->a, feature};
  if (data->shapes->types[feature] != LT_GEOM_POLYGON) /* noted before */
    return false;
  *figures = figures_of(task, feature, layer->declared[feature]);
  if (!(fabs(figures->declared_m2) <= MAX_M2))
    note(task, object, lt_message(LT_T_UNDETERMINED_DECLARED, limits->declared));
  else if (layer->repaired[feature] && figures->has_own && limits->area != AREA_ELLIPSOID)
    note(task, object, lt_message(LT_T_UNDETERMINED_REPAIRED));
  else if (!is_known(limits, figures))
    note(task, object, lt_message(LT_T_UNDETERMINED_NO_AREA));
  else
    return true;
  return false;
}

static bool objects_run(const Layer *layer, GError **error)
{
  const LtTask *task = layer->task;
  for (size_t i = 0; i < task->a->data->shapes->n_features; i++) {
    Figures figures;
    if (task->use_a[i] != LT_FALSE && figures_find(layer, i, &figures) &&
        !compare(task, (LtObject){task->a, i}, &figures, task->use_a[i] == LT_TRUE, error))
      return false;
  }
  return lt_run_check(task->run, error);
}

/* What is summed up is rounded, so that the sum does not depend on the order of the objects; it is
 * at most 1e18 of each. */
static __int128 units_of(double m2)
{
  return llround(m2 * 1e4);
}

/* The sums; without the figures of one object there are none. */
static bool layer_run(const Layer *layer, GError **error)
{
  const LtTask *task = layer->task;
  const Limits *limits = task->limits;
  __int128 declared = 0, ellipsoid = 0, planar = 0;
  bool is_whole = true, has_own = false;
  for (size_t i = 0; i < task->a->data->shapes->n_features; i++) {
    Figures figures;
    if (task->use_a[i] == LT_FALSE)
      continue;
    if (task->use_a[i] == LT_UNKNOWN)
      lt_task_note_attribute(task, (LtObject){task->a, i}, (LtObject){0}, NAN);
    is_whole = figures_find(layer, i, &figures) && task->use_a[i] == LT_TRUE && is_whole;
    if (!is_whole)
      continue;
    declared += units_of(figures.declared_m2);
    ellipsoid += units_of(figures.m2[AREA_ELLIPSOID]);
    planar += units_of(figures.m2[AREA_PLANAR]);
    has_own = has_own || figures.has_own;
  }
  Figures sum = {.declared = (double)declared / 1e4 / unit_m2[limits->unit],
                 .declared_m2 = (double)declared / 1e4,
                 .has_own = has_own,
                 .m2 = {(double)ellipsoid / 1e4, (double)planar / 1e4}};
  return !is_whole || compare(task, (LtObject){task->a, LT_WHOLE_LAYER}, &sum, true, error);
}

static bool run(const LtTask *task, GError **error)
{
  const Limits *limits = task->limits;
  if (!lt_table_has(task->a->table, limits->declared)) {
    lt_task_skip(task, lt_message(LT_T_SKIP_NO_COLUMN, task->a->id, limits->declared));
    return true;
  }
  g_auto(Layer) layer = {.task = task};
  layer.declared = lt_table_numbers(task->a->table, limits->declared, error);
  layer.repaired = layer.declared == NULL ? NULL : repaired_find(task->a->data, error);
  if (layer.repaired == NULL)
    return false;
  lt_task_note_shapeless(task, task->a, task->use_a, LT_GEOM_POLYGON, false);
  return limits->of == OF_LAYER ? layer_run(&layer, error) : objects_run(&layer, error);
}

const LtKind lt_kind_area = {.name = "area",
                             .takes = LT_TAKES_ONE,
                             .limits = fields,
                             .n_limits = G_N_ELEMENTS(fields),
                             .limits_size = sizeof(Limits),
                             .defaults = &defaults,
                             .run = run};
