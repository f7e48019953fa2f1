/* Kind `distance`: objects of a that lie within a distance of the nearest object of b. */
#include "rules/kind.h"

#include "base/workers.h"
#include "geom/near.h"

#include <math.h>

typedef struct {
  double distance_m, tolerance_m;
} Limits;

static const LtField fields[] = {
    {"distance_m", LT_FIELD_NUMBER, offsetof(Limits, distance_m), true, NULL, 0, 1e6},
    {"tolerance_m", LT_FIELD_NUMBER, offsetof(Limits, tolerance_m), false, NULL, 0, 1e5},
};
static const Limits defaults = {0, 0.01};

/* What the workers share. */
typedef struct {
  const LtTask *task;
  const LtNear *certain;  /* b whose `where` is true; NULL: none */
  const LtNear *possible; /* b whose `where` is true or unknown; NULL: the same as certain */
  const uint8_t *a;
  double reach_m;
  LtNearHit *hits, *possible_hits;
} Search;

static const LtNearHit no_hit = {.distance_m = HUGE_VAL};

static bool search_item(void *worker, size_t feature, void *data, GError **error)
{
  (void)worker, (void)error;
  Search *search = data;
  const LtShapes *shapes = search->task->a->data->shapes;
  search->hits[feature] = search->possible_hits[feature] = no_hit;
  if (!search->a[feature])
    return true;
  if (search->certain != NULL)
    search->hits[feature] = lt_near_query(search->certain, shapes, feature, search->reach_m);
  search->possible_hits[feature] =
      search->possible == NULL
          ? search->hits[feature]
          : lt_near_query(search->possible, shapes, feature, search->reach_m);
  return true;
}

static bool is_accuracy_known(const LtTask *task)
{
  return task->a->data->stats.accuracy_m >= 0 && task->b->data->stats.accuracy_m >= 0;
}

/* The answer may be off by what both layers' transformations may be off. Where that is unknown,
 * judge() decides nothing. */
static double tolerance_of(const LtTask *task)
{
  const Limits *limits = task->limits;
  if (!is_accuracy_known(task))
    return limits->tolerance_m;
  return fmax(limits->tolerance_m,
              task->a->data->stats.accuracy_m + task->b->data->stats.accuracy_m);
}

static LtGeomType type_of(const LtObject *object)
{
  return (LtGeomType)object->layer->data->shapes->types[object->feature];
}

/* What distance 0 means is told by the shapes: only a point in an area lies inside. A distance that
 * rounds to 0 is none. */
static LtTextId touch_text(const LtFinding *finding)
{
  if (type_of(&finding->b) != LT_GEOM_POLYGON)
    return LT_T_DISTANCE_TOUCHES;
  return type_of(&finding->a) == LT_GEOM_POINT ? LT_T_DISTANCE_INSIDE : LT_T_DISTANCE_OVERLAPS;
}

static char *message_in(const LtFinding *finding, double distance_m, LtLang lang)
{
  g_autofree char *a = lt_object_text(&finding->a, lang);
  g_autofree char *b = lt_object_text(&finding->b, lang);
  double limit_km = finding->limit / 1000;
  if (distance_m == 0)
    return lt_text_format(lang, touch_text(finding), a, b, limit_km);
  if (distance_m < 1000)
    return lt_text_format(lang, LT_T_DISTANCE_METRES, a, b, finding->value, limit_km);
  return lt_text_format(lang, LT_T_DISTANCE_MESSAGE, a, b, finding->value / 1000, limit_km);
}

static void add_undetermined(const LtTask *task, size_t feature, const LtNearHit *hit,
                             LtTextId reason)
{
  LtUndetermined entry = {.rule = task->rule, .a = {task->a, feature},
                          .b = {task->b, hit->feature}, .value = lt_round(hit->distance_m, 3),
                          .reason = lt_message(reason)};
  lt_results_add_undetermined(task->results, entry);
}

static bool add_finding(const LtTask *task, size_t feature, const LtNearHit *hit, GError **error)
{
  const Limits *limits = task->limits;
  LtFinding finding = lt_finding_new(task->rule, (LtObject){task->a, feature}, "m");
  finding.b = (LtObject){task->b, hit->feature};
  finding.value = lt_round(hit->distance_m, 3);
  finding.limit = limits->distance_m;
  finding.less_is_worse = true;
  finding.has_place = true;
  finding.place = hit->from;
  finding.shape = lt_shapes_new();
  if (!lt_shapes_add_copy(finding.shape, task->a->data->shapes, feature, error)) {
    lt_shapes_free(finding.shape);
    return false;
  }
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    finding.message.in[lang] = message_in(&finding, hit->distance_m, (LtLang)lang);
  lt_results_add_finding(task->results, finding);
  return true;
}

static bool judge(const LtTask *task, const Search *search, size_t feature, GError **error)
{
  const Limits *limits = task->limits;
  double tolerance_m = tolerance_of(task);
  const LtNearHit *hit = &search->hits[feature], *possible = &search->possible_hits[feature];
  bool is_certain_a = task->use_a[feature] == LT_TRUE;
  if (possible->distance_m > limits->distance_m + tolerance_m)
    return true;
  if (!is_certain_a || hit->distance_m > limits->distance_m + tolerance_m)
    add_undetermined(task, feature, possible, LT_T_UNDETERMINED_ATTRIBUTE);
  else if (!is_accuracy_known(task))
    add_undetermined(task, feature, hit, LT_T_UNDETERMINED_DISTANCE);
  else if (hit->distance_m > 0 && hit->distance_m > limits->distance_m - tolerance_m)
    add_undetermined(task, feature, hit, LT_T_UNDETERMINED_TOLERANCE);
  else
    return add_finding(task, feature, hit, error);
  return true;
}

/* Index of b; NULL without an error when none takes part. */
static LtNear *near_of_b(const LtTask *task, bool take_unknown, size_t *count, GError **error)
{
  const LtShapes *shapes = task->b->data->shapes;
  g_autofree uint8_t *b =
      lt_task_candidates(task->b, task->use_b, LT_GEOM_NONE, take_unknown, count, error);
  return b == NULL || *count == 0 ? NULL
                                  : lt_near_new(shapes, b, &task->project->plane, error);
}

static bool search_all(const LtTask *task, Search *search, GError **error)
{
  size_t n = task->a->data->shapes->n_features;
  g_autofree LtNearHit *hits = lt_alloc(n, sizeof *hits, "distances", error);
  g_autofree LtNearHit *possible_hits = lt_alloc(n, sizeof *hits, "distances", error);
  if (hits == NULL || possible_hits == NULL)
    return false;
  search->hits = hits;
  search->possible_hits = possible_hits;
  LtWork work = {.stage = task->rule->title.in[lt_language()], .n_items = n, .item = search_item,
                 .data = search};
  if (!lt_work_run(&work, task->run, error))
    return false;
  for (size_t i = 0; i < n; i++)
    if (search->a[i] && !judge(task, search, i, error))
      return false;
  return true;
}

static bool run(const LtTask *task, GError **error)
{
  const Limits *limits = task->limits;
  GError *failure = NULL;
  size_t n_certain, n_possible, n_a;
  g_autofree uint8_t *a =
      lt_task_candidates(task->a, task->use_a, LT_GEOM_NONE, true, &n_a, error);
  if (a == NULL)
    return false;
  g_autoptr(LtNear) certain = near_of_b(task, false, &n_certain, &failure);
  g_autoptr(LtNear) possible =
      failure == NULL ? near_of_b(task, true, &n_possible, &failure) : NULL;
  if (failure != NULL) {
    g_propagate_error(error, failure);
    return false;
  }
  if (possible == NULL) {
    lt_task_skip(task, lt_message(LT_T_SKIP_NO_TARGET, task->b->id));
    return true;
  }
  lt_task_note_layers(task, LT_GEOM_NONE, LT_GEOM_NONE);

  Search search = {.task = task, .certain = certain, .a = a,
                   .possible = n_possible == n_certain ? NULL : possible,
                   .reach_m = limits->distance_m + tolerance_of(task)};
  return search_all(task, &search, error);
}

const LtKind lt_kind_distance = {.name = "distance",
                                 .takes = LT_TAKES_TWO,
                                 .limits = fields,
                                 .n_limits = G_N_ELEMENTS(fields),
                                 .limits_size = sizeof(Limits),
                                 .defaults = &defaults,
                                 .run = run};
