/* Kind `contains-point`: every object of a has points of b inside. A point on the border is not
 * inside (OGC 06-103r4, Contains), so no point counts for two parcels side by side. */
#include "rules/kind.h"

#include "base/workers.h"
#include "geom/edges.h"

#include <math.h>
#include <stdlib.h>

typedef enum { COUNT_ONE, COUNT_AT_LEAST_ONE } Count;

typedef struct {
  int count;
} Limits;

static const char *const counts[] = {"one", "at-least-one", NULL};
static const LtField fields[] = {
    {"count", LT_FIELD_CHOICE, offsetof(Limits, count), false, counts, 0, 0},
};
static const Limits defaults = {COUNT_AT_LEAST_ONE};

/* Points of the finding's table: more say no more. */
#define NAMED_POINTS 100

/* What was found in one polygon. */
typedef struct {
  size_t n_true, n_unknown; /* objects of b with a point inside, by their truth; unknown, too: those
                               whose points are too near to the border to tell */
  size_t n_near;            /* of those unknown: only for that */
  size_t *inside;           /* those that are true, NAMED_POINTS at most; NULL: not wanted */
  size_t n_inside;
} Contents;

typedef struct {
  const LtTask *task;
  const uint8_t *a;
  const LtEdges *polygons, *points;
  double doubt_m;     /* how far the points may be off, and the polygons */
  Contents *contents; /* of each feature of a */
} Search;

/* An object of b that may have a point inside. */
typedef struct {
  size_t feature;
  bool is_near; /* to the border: inside or not */
} Found;

/* State of one worker: points inside the polygon at hand. */
typedef struct {
  const Search *search;
  size_t polygon;
  int64_t max_x;
  Found *found; /* once for each of their points */
  size_t n_found, cap_found;
  GError *failure;
} Finder;

static void *finder_new(void *data, GError **error)
{
  (void)error;
  Finder *finder = g_new0(Finder, 1);
  finder->search = data;
  return finder;
}

static void finder_free(void *data)
{
  Finder *finder = data;
  g_free(finder->found);
  g_clear_error(&finder->failure);
  g_free(finder);
}

/* A point, and the edges of the polygon at hand. */
typedef struct {
  const Finder *finder;
  LtPoint point;
  bool is_near;
} Border;

static bool border_edge(size_t item, void *data)
{
  Border *border = data;
  const LtEdges *polygons = border->finder->search->polygons;
  const LtEdge *edge = &polygons->edges[item];
  if (edge->feature != border->finder->polygon)
    return true;
  LtPoint a = polygons->shapes->points[edge->from], b = polygons->shapes->points[edge->to];
  double dx = (double)(b.x - a.x), dy = (double)(b.y - a.y), length2 = dx * dx + dy * dy;
  double px = (double)(border->point.x - a.x), py = (double)(border->point.y - a.y);
  double t = length2 > 0 ? CLAMP((px * dx + py * dy) / length2, 0, 1) : 0;
  border->is_near =
      hypot(px - t * dx, py - t * dy) <= border->finder->search->doubt_m * LT_UNITS_PER_M;
  return !border->is_near;
}

static LtBox box_grown(LtBox box, double by_m)
{
  int64_t by = (int64_t)ceil(by_m * LT_UNITS_PER_M);
  return (LtBox){{box.min.x - by, box.min.y - by}, {box.max.x + by, box.max.y + by}};
}

/* Whether a point is so near to the border that it may lie on the other side. */
static bool is_near_border(const Finder *finder, LtPoint point)
{
  double doubt_m = finder->search->doubt_m;
  Border border = {finder, point, false};
  LtBox box = box_grown((LtBox){point, point}, doubt_m);
  if (doubt_m > 0)
    lt_boxtree_visit(finder->search->polygons->tree, &box, border_edge, &border);
  return border.is_near;
}

static bool finder_point(size_t item, void *data)
{
  Finder *finder = data;
  const LtEdges *points = finder->search->points;
  const LtEdge *edge = &points->edges[item];
  LtPoint point = points->shapes->points[edge->from];
  bool is_near = is_near_border(finder, point);
  if (!is_near &&
      !lt_edges_contain(finder->search->polygons, finder->polygon, finder->max_x, point))
    return true;
  if (!lt_grow(&finder->found, &finder->cap_found, finder->n_found + 1, sizeof *finder->found,
               "points", &finder->failure))
    return false;
  finder->found[finder->n_found++] = (Found){edge->feature, is_near};
  return true;
}

/* Of one object the points that are inside for certain come first. */
static int compare_found(const void *p1, const void *p2)
{
  const Found *a = p1, *b = p2;
  if (a->feature != b->feature)
    return a->feature < b->feature ? -1 : 1;
  return (int)a->is_near - (int)b->is_near;
}

static void contents_count(Contents *contents, const Found *found, uint8_t use)
{
  if (use == LT_TRUE && !found->is_near)
    contents->n_true++;
  else if (use != LT_FALSE)
    contents->n_unknown++;
  contents->n_near += use == LT_TRUE && found->is_near;
}

/* An object of several points counts once. */
static bool contents_fill(Contents *contents, Finder *finder, GError **error)
{
  const uint8_t *use_b = finder->search->task->use_b;
  size_t n = 0;
  if (finder->n_found > 0)
    qsort(finder->found, finder->n_found, sizeof *finder->found, compare_found);
  for (size_t i = 0; i < finder->n_found; i++)
    if (n == 0 || finder->found[n - 1].feature != finder->found[i].feature)
      finder->found[n++] = finder->found[i];
  for (size_t i = 0; i < n; i++)
    contents_count(contents, &finder->found[i], use_b[finder->found[i].feature]);
  const Limits *limits = finder->search->task->limits;
  if (limits->count != COUNT_ONE || contents->n_true < 2)
    return true;
  contents->inside = lt_alloc(contents->n_true, sizeof *contents->inside, "points", error);
  for (size_t i = 0; contents->inside != NULL && i < n; i++)
    if (use_b[finder->found[i].feature] == LT_TRUE && !finder->found[i].is_near)
      contents->inside[contents->n_inside++] = finder->found[i].feature;
  return contents->inside != NULL;
}

static bool search_item(void *worker, size_t feature, void *data, GError **error)
{
  Finder *finder = worker;
  const Search *search = data;
  if (!search->a[feature])
    return true;
  LtBox box = lt_shapes_box(search->polygons->shapes, feature);
  finder->polygon = feature;
  finder->max_x = box.max.x;
  box = box_grown(box, search->doubt_m);
  finder->n_found = 0;
  lt_boxtree_visit(search->points->tree, &box, finder_point, finder);
  if (finder->failure != NULL) {
    g_propagate_error(error, g_steal_pointer(&finder->failure));
    return false;
  }
  return contents_fill(&search->contents[feature], finder, error);
}

/* ---- judging ---- */

static bool is_enough(const Limits *limits, size_t n)
{
  return limits->count == COUNT_ONE ? n == 1 : n >= 1;
}

/* Whether the rule holds for every number of points that there may be, and whether for none. */
static void contents_judge(const Limits *limits, const Contents *contents, bool *is_held,
                           bool *is_broken)
{
  size_t most = contents->n_true + contents->n_unknown;
  *is_held = is_enough(limits, contents->n_true) && is_enough(limits, most);
  *is_broken = !is_enough(limits, contents->n_true) && !is_enough(limits, most) &&
               !(contents->n_true == 0 && contents->n_unknown > 0);
}

static void name_points(LtFinding *finding, const LtTask *task, const Contents *contents)
{
  if (contents->n_inside == 0)
    return;
  finding->involved = g_new(LtInvolved, contents->n_inside);
  for (size_t i = 0; i < contents->n_inside; i++)
    finding->involved[i] = (LtInvolved){{task->b, contents->inside[i]}, NAN};
  lt_involved_sort(finding->involved, contents->n_inside);
  finding->n_involved = MIN(contents->n_inside, NAMED_POINTS);
}

static bool add_finding(const LtTask *task, size_t feature, const Contents *contents,
                        GError **error)
{
  LtFinding finding = lt_finding_new(task->rule, (LtObject){task->a, feature}, "count");
  finding.value = (double)contents->n_true;
  finding.limit = 1;
  finding.less_is_worse = true;
  if (!lt_finding_set_shape(&finding, task->a->data->shapes, feature, error))
    return false;
  name_points(&finding, task, contents);
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *who = lt_object_text(&finding.a, (LtLang)lang);
    const char *what = lt_layer_text(task->b, (LtLang)lang);
    finding.message.in[lang] =
        contents->n_true == 0
            ? lt_text_format((LtLang)lang, LT_T_POINT_NONE, who, what)
            : lt_text_format((LtLang)lang, LT_T_POINT_SEVERAL, who, contents->n_true, what);
  }
  lt_results_add_finding(task->results, finding);
  return true;
}

static bool judge(const LtTask *task, size_t feature, const Contents *contents, GError **error)
{
  bool is_held, is_broken;
  contents_judge(task->limits, contents, &is_held, &is_broken);
  if (is_held)
    return true;
  if (is_broken && task->use_a[feature] == LT_TRUE)
    return add_finding(task, feature, contents, error);
  LtObject object = {task->a, feature};
  if (contents->n_near == 0 || task->use_a[feature] != LT_TRUE)
    lt_task_note_attribute(task, object, (LtObject){0}, (double)contents->n_true);
  else
    lt_results_add_undetermined(
        task->results,
        (LtUndetermined){.rule = task->rule,
                         .a = object,
                         .value = (double)contents->n_true,
                         .reason = lt_message(LT_T_UNDETERMINED_BORDER, contents->n_near,
                                              lt_task_doubt_m(task))});
  return true;
}

static bool search_all(const LtTask *task, Search *search, GError **error)
{
  size_t n = task->a->data->shapes->n_features;
  search->contents = lt_alloc(n, sizeof *search->contents, "points", error);
  if (search->contents == NULL)
    return false;
  LtWork work = {.stage = task->rule->title.in[lt_language()],
                 .n_items = n,
                 .worker_new = finder_new,
                 .worker_free = finder_free,
                 .item = search_item,
                 .data = search};
  bool is_ok = lt_work_run(&work, task->run, error);
  for (size_t i = 0; is_ok && i < n; i++)
    if (search->a[i])
      is_ok = judge(task, i, &search->contents[i], error);
  for (size_t i = 0; i < n; i++)
    g_free(search->contents[i].inside);
  g_free(search->contents);
  return is_ok;
}

static bool run(const LtTask *task, GError **error)
{
  size_t n_a, n_b;
  lt_task_note_layers(task, LT_GEOM_POLYGON, LT_GEOM_POINT);
  g_autofree uint8_t *a =
      lt_task_candidates(task->a, task->use_a, LT_GEOM_POLYGON, true, &n_a, error);
  g_autofree uint8_t *b =
      a == NULL ? NULL : lt_task_candidates(task->b, task->use_b, LT_GEOM_POINT, true, &n_b, error);
  if (b == NULL)
    return false;
  const LtShapes *shapes_a = task->a->data->shapes, *shapes_b = task->b->data->shapes;
  g_autoptr(LtEdges) polygons = lt_edges_new(shapes_a, a, 0, shapes_a->n_features, error);
  g_autoptr(LtEdges) points =
      polygons == NULL ? NULL : lt_edges_new(shapes_b, b, 0, shapes_b->n_features, error);
  if (points == NULL)
    return false;
  Search search = {.task = task,
                   .a = a,
                   .polygons = polygons,
                   .points = points,
                   .doubt_m = lt_task_doubt_m(task)};
  return search_all(task, &search, error);
}

const LtKind lt_kind_contains_point = {.name = "contains-point",
                                       .takes = LT_TAKES_TWO,
                                       .limits = fields,
                                       .n_limits = G_N_ELEMENTS(fields),
                                       .limits_size = sizeof(Limits),
                                       .defaults = &defaults,
                                       .run = run};
