/* Kind `sliver`: parts of objects that are small and, where that is asked, thin. */
#include "rules/polygons.h"

#include "geom/area.h"
#include "rules/ground.h"

#include <math.h>

typedef struct {
  double max_area_m2, max_width_m, max_thinness; /* of the last two 0: not asked */
} Limits;

static const LtField fields[] = {
    {"max_area_m2", LT_FIELD_NUMBER, offsetof(Limits, max_area_m2), true, NULL, 0, 1e12},
    {"max_width_m", LT_FIELD_NUMBER, offsetof(Limits, max_width_m), false, NULL, 0, 1e6},
    {"max_thinness", LT_FIELD_NUMBER, offsetof(Limits, max_thinness), false, NULL, 0, 1},
};
static const Limits defaults = {0};

/* A limit counts as reached within this part of it, as in the overlay. */
#define ROUNDING 1e-9
/* Widths are decided to one lattice unit. */
#define WIDTH_PRECISION_M LT_UNIT_M

/* The slivers of one object. */
typedef struct {
  LtShapes *parts; /* one feature */
  size_t n;
  LtAreas areas;
  double smallest_m2, width_m, thinness; /* of the widest, and the least thin */
} Slivers;

static void slivers_clear(Slivers *slivers)
{
  g_clear_pointer(&slivers->parts, lt_shapes_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Slivers, slivers_clear)

static bool is_below(double value, double limit)
{
  return value < limit * (1 - ROUNDING);
}

/* What is asked of a part's shape, beside its area. */
typedef struct {
  const LtShapes *shapes;
  size_t part;
  double planar_m2, perimeter_m, thinness;
} Shape;

static Shape shape_of(const LtShapes *shapes, size_t part, double planar_m2)
{
  double perimeter_m = lt_polygon_perimeter_m(shapes, part);
  return (Shape){shapes, part, planar_m2, perimeter_m,
                 4 * G_PI * planar_m2 / (perimeter_m * perimeter_m)};
}

/* True for parts that need no measuring: with one hole at most the inradius is at least area by
 * perimeter (B. Sz.-Nagy 1959). */
static bool is_surely_wide(const Shape *shape, double limit_m)
{
  size_t n_rings =
      shape->shapes->feature_ends[shape->part] - lt_shapes_first_ring(shape->shapes, shape->part);
  return n_rings <= 2 && 2 * shape->planar_m2 >= limit_m * shape->perimeter_m;
}

/* Whether a part is as thin as asked, by either limit; then its width is stated. */
static bool shape_judge(const Limits *limits, const Shape *shape, double *width_m, bool *is_thin,
                        GError **error)
{
  bool is_asked = limits->max_width_m > 0 || limits->max_thinness > 0;
  *is_thin = !is_asked || is_below(shape->thinness, limits->max_thinness);
  if (!*is_thin && is_surely_wide(shape, limits->max_width_m))
    return true;
  LtWidth width;
  if (!lt_polygon_width(shape->shapes, shape->part, WIDTH_PRECISION_M, &width, error))
    return false;
  *width_m = width.width_m;
  *is_thin = *is_thin || is_below(width.width_m + width.tolerance_m, limits->max_width_m);
  return true;
}

static bool slivers_add(Slivers *slivers, const LtShapes *shapes, size_t part, const LtAreas *areas,
                        double area_m2, GError **error)
{
  slivers->areas.planar_m2 += areas->planar_m2;
  slivers->areas.ellipsoid_m2 += areas->ellipsoid_m2;
  slivers->smallest_m2 = slivers->n++ == 0 ? area_m2 : fmin(slivers->smallest_m2, area_m2);
  if (slivers->parts == NULL)
    slivers->parts = lt_shapes_new();
  return (slivers->n > 1 || lt_shapes_add_feature(slivers->parts, LT_GEOM_POLYGON, error)) &&
         lt_polygon_add_rings(slivers->parts, shapes, part, error);
}

static bool part_look(const LtTask *task, size_t feature, const LtShapes *shapes, size_t part,
                      Slivers *slivers, GError **error)
{
  const Limits *limits = task->limits;
  LtAreas areas = lt_shape_areas(&task->project->plane, shapes, part);
  double area_m2 = lt_results_m2(task->project, &areas);
  if (lt_polygon_lacks_area(task, feature, area_m2) || !is_below(area_m2, limits->max_area_m2))
    return true;
  Shape shape = shape_of(shapes, part, areas.planar_m2);
  double width_m;
  bool is_thin;
  if (!shape_judge(limits, &shape, &width_m, &is_thin, error))
    return false;
  if (!is_thin)
    return true;
  slivers->width_m = fmax(slivers->width_m, width_m);
  slivers->thinness = fmax(slivers->thinness, shape.thinness);
  return slivers_add(slivers, shapes, part, &areas, area_m2, error);
}

static bool add_finding(const LtTask *task, size_t feature, const Slivers *slivers, GError **error)
{
  const Limits *limits = task->limits;
  LtFinding finding = lt_finding_new(task->rule, (LtObject){task->a, feature}, "m2");
  if (!lt_finding_set_shape(&finding, slivers->parts, 0, error))
    return false;
  finding.value = lt_round(slivers->smallest_m2, 4);
  finding.limit = limits->max_area_m2;
  finding.less_is_worse = true;
  finding.areas = slivers->areas;
  finding.width_m = slivers->width_m;
  finding.share_a = lt_ground_share(task->project, &finding.a, &slivers->areas);
  for (int lang = 0; lang < LT_N_LANGS; lang++) {
    g_autofree char *who = lt_object_text(&finding.a, (LtLang)lang);
    g_autofree char *ground = lt_ground_text(task->project, &slivers->areas, (LtLang)lang);
    finding.message.in[lang] =
        lt_text_format((LtLang)lang, LT_T_SLIVER_MESSAGE, who, slivers->n, ground, slivers->width_m,
                       lt_round(slivers->thinness, 4));
  }
  lt_results_add_finding(task->results, finding);
  return true;
}

static bool each(const LtTask *task, size_t feature, void *data, GError **error)
{
  (void)data;
  g_auto(LtParts) parts = {0};
  g_auto(Slivers) slivers = {0};
  if (!lt_parts_find(task->a->data->shapes, feature, &parts, error))
    return false;
  for (size_t i = parts.first; i < parts.end; i++)
    if (!part_look(task, feature, parts.shapes, i, &slivers, error))
      return false;
  return slivers.n == 0 || lt_polygon_is_open(task, feature, lt_round(slivers.smallest_m2, 4)) ||
         add_finding(task, feature, &slivers, error);
}

static bool run(const LtTask *task, GError **error)
{
  return lt_task_each_polygon(task, each, NULL, error);
}

const LtKind lt_kind_sliver = {.name = "sliver",
                               .takes = LT_TAKES_ONE,
                               .limits = fields,
                               .n_limits = G_N_ELEMENTS(fields),
                               .limits_size = sizeof(Limits),
                               .defaults = &defaults,
                               .run = run};
