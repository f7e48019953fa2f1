/* Kind `short-edge`: edges of an object that are shorter than a limit, exactly on the lattice. */
#include "rules/polygons.h"

#include "geom/exact.h"

#include <math.h>

typedef struct {
  double min_edge_m;
} Limits;

static const LtField fields[] = {
    {"min_edge_m", LT_FIELD_NUMBER, offsetof(Limits, min_edge_m), true, NULL, 0, 1e6},
};
static const Limits defaults = {0};

/* The short edges of one object, as lines. */
typedef struct {
  LtShapes *lines;
  LtWide shortest2; /* of the square of its length, units² */
  LtPoint place;    /* the smaller end of the shortest */
} Short;

static void short_clear(Short *found)
{
  g_clear_pointer(&found->lines, lt_shapes_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Short, short_clear)

static LtWide length2(const LtPoint *edge)
{
  LtWide dx = edge[1].x - edge[0].x, dy = edge[1].y - edge[0].y;
  return dx * dx + dy * dy;
}

static bool short_add(Short *found, const LtPoint *edge, GError **error)
{
  LtWide square = length2(edge);
  LtPoint end = lt_point_compare(edge[0], edge[1]) < 0 ? edge[0] : edge[1];
  bool is_first = found->lines == NULL;
  if (is_first || square < found->shortest2 ||
      (square == found->shortest2 && lt_point_compare(end, found->place) < 0)) {
    found->shortest2 = square;
    found->place = end;
  }
  if (is_first) {
    found->lines = lt_shapes_new();
    if (!lt_shapes_add_feature(found->lines, LT_GEOM_LINE, error))
      return false;
  }
  return lt_shapes_add_ring(found->lines, edge, 2, false, error);
}

static void add_finding(const LtTask *task, size_t feature, Short *found)
{
  const Limits *limits = task->limits;
  LtFinding finding = lt_finding_new(task->rule, (LtObject){task->a, feature}, "m");
  size_t n = found->lines->n_rings;
  finding.value = lt_round(sqrt((double)found->shortest2) / LT_UNITS_PER_M, 4);
  finding.limit = limits->min_edge_m;
  finding.less_is_worse = true;
  finding.has_place = true;
  finding.place = found->place;
  finding.shape = g_steal_pointer(&found->lines);
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *who = lt_object_text(&finding.a, (LtLang)lang);
    finding.message.in[lang] = lt_text_format(
        (LtLang)lang, LT_T_SHORT_EDGE_MESSAGE, who, limits->min_edge_m, n, finding.value,
        (double)found->place.x / LT_UNITS_PER_M, (double)found->place.y / LT_UNITS_PER_M);
  }
  lt_results_add_finding(task->results, finding);
}

static bool each(const LtTask *task, size_t feature, void *data, GError **error)
{
  (void)data;
  const Limits *limits = task->limits;
  const LtShapes *shapes = task->a->data->shapes;
  LtWide limit = llround(limits->min_edge_m * LT_UNITS_PER_M);
  g_auto(Short) found = {0};
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++)
    for (size_t i = lt_shapes_first_point(shapes, r) + 1; i < shapes->ring_ends[r]; i++)
      if (length2(&shapes->points[i - 1]) < limit * limit &&
          !short_add(&found, &shapes->points[i - 1], error))
        return false;
  if (found.lines != NULL &&
      !lt_polygon_is_open(task, feature, sqrt((double)found.shortest2) / LT_UNITS_PER_M))
    add_finding(task, feature, &found);
  return true;
}

static bool run(const LtTask *task, GError **error)
{
  return lt_task_each_polygon(task, each, NULL, error);
}

const LtKind lt_kind_short_edge = {.name = "short-edge",
                                   .takes = LT_TAKES_ONE,
                                   .limits = fields,
                                   .n_limits = G_N_ELEMENTS(fields),
                                   .limits_size = sizeof(Limits),
                                   .defaults = &defaults,
                                   .run = run};
