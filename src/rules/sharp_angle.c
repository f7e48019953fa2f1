/* Kind `sharp-angle`: corners of an object at which its border turns back by an angle below a
 * limit, inside of it or outside. Decided exactly on the lattice. */
#include "rules/polygons.h"

#include "geom/exact.h"

#include <math.h>

typedef enum { FIND_INTERIOR, FIND_EXTERIOR } Find;

typedef struct {
  double min_angle_deg;
  unsigned find; /* bits of Find */
} Limits;

static const char *const finds[] = {"interior", "exterior", NULL};
/* Up to 45 degrees a tangent is at most 1, as fractions are. */
static const LtField fields[] = {
    {"min_angle_deg", LT_FIELD_NUMBER, offsetof(Limits, min_angle_deg), true, NULL, 0, 45},
    {"find", LT_FIELD_CHOICES, offsetof(Limits, find), false, finds, 0, 0},
};
static const Limits defaults = {.find = 1U << FIND_INTERIOR | 1U << FIND_EXTERIOR};

/* The tangent of a limit is rounded to this part, far less than two directions on the lattice can
 * differ by in practice: 45 degrees are 1. */
#define TANGENT_BITS 62

static LtFraction tangent_of(double angle_deg)
{
  long double tangent = tanl((long double)angle_deg * (3.141592653589793238462643383279503L / 180));
  return (LtFraction){(LtUWide)llrintl(ldexpl(tangent, TANGENT_BITS)), (LtUWide)1 << TANGENT_BITS};
}

/* A corner: a vertex with those before and after it. */
typedef struct {
  LtPoint at, before, after;
  LtFraction tangent; /* of its angle, below 1 */
  bool is_interior;
} Corner;

/* The sharp corners of one object, as points. */
typedef struct {
  LtShapes *points;
  LtPoint *all;
  size_t n, cap;
  Corner sharpest; /* of equal ones the smaller place */
} Sharp;

static void sharp_clear(Sharp *sharp)
{
  g_clear_pointer(&sharp->points, lt_shapes_free);
  g_free(sharp->all);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sharp, sharp_clear)

/* Whether the angle of a corner is below a limit. The interior lies left of all rings, so a turn to
 * the right has its small angle outside. An angle of 0 is a spike, which is invalid. */
static bool corner_is_sharp(Corner *corner, LtFraction limit)
{
  LtPoint in = {corner->before.x - corner->at.x, corner->before.y - corner->at.y};
  LtPoint out = {corner->after.x - corner->at.x, corner->after.y - corner->at.y};
  LtWide cross = (LtWide)out.x * in.y - (LtWide)out.y * in.x;
  LtWide dot = (LtWide)in.x * out.x + (LtWide)in.y * out.y;
  LtUWide size = (LtUWide)(cross < 0 ? -cross : cross);
  corner->is_interior = cross > 0;
  if (cross == 0 || dot <= 0 || size >= (LtUWide)dot)
    return false;
  corner->tangent = (LtFraction){size, (LtUWide)dot};
  return lt_fraction_compare(corner->tangent, limit) < 0;
}

static bool sharp_add(Sharp *sharp, const Corner *corner, GError **error)
{
  int order = sharp->n == 0 ? -1 : lt_fraction_compare(corner->tangent, sharp->sharpest.tangent);
  if (order < 0 || (order == 0 && lt_point_compare(corner->at, sharp->sharpest.at) < 0))
    sharp->sharpest = *corner;
  if (!lt_grow(&sharp->all, &sharp->cap, sharp->n + 1, sizeof *sharp->all, "corners", error))
    return false;
  sharp->all[sharp->n++] = corner->at;
  return true;
}

static bool ring_look(const LtTask *task, const LtPoint *points, size_t n, LtFraction limit,
                      Sharp *sharp, GError **error)
{
  const Limits *limits = task->limits;
  for (size_t i = 0; i + 1 < n; i++) {
    Corner corner = {
        .at = points[i], .before = points[i == 0 ? n - 2 : i - 1], .after = points[i + 1]};
    if (corner_is_sharp(&corner, limit) &&
        (limits->find >> (corner.is_interior ? FIND_INTERIOR : FIND_EXTERIOR) & 1) != 0 &&
        !sharp_add(sharp, &corner, error))
      return false;
  }
  return true;
}

/* ---- telling ---- */

static double metres_between(LtPoint a, LtPoint b)
{
  return hypot((double)(b.x - a.x), (double)(b.y - a.y)) / LT_UNITS_PER_M;
}

static double angle_deg(const Corner *corner)
{
  return lt_round(atan2((double)corner->tangent.n, (double)corner->tangent.m) * (180 / G_PI), 4);
}

static char *message(const LtTask *task, const LtFinding *finding, const Sharp *sharp, LtLang lang)
{
  const Limits *limits = task->limits;
  const Corner *corner = &sharp->sharpest;
  double before_m = metres_between(corner->before, corner->at);
  double after_m = metres_between(corner->at, corner->after);
  g_autofree char *who = lt_object_text(&finding->a, lang);
  return lt_text_format(
      lang, LT_T_SHARP_ANGLE_MESSAGE, who, limits->min_angle_deg, sharp->n,
      lt_text(lang, corner->is_interior ? LT_T_ANGLE_INTERIOR : LT_T_ANGLE_EXTERIOR),
      finding->value, (double)corner->at.x / LT_UNITS_PER_M, (double)corner->at.y / LT_UNITS_PER_M,
      fmin(before_m, after_m), fmax(before_m, after_m));
}

static bool add_finding(const LtTask *task, size_t feature, Sharp *sharp, GError **error)
{
  const Limits *limits = task->limits;
  sharp->points = lt_shapes_new();
  if (!lt_shapes_add_feature(sharp->points, LT_GEOM_POINT, error) ||
      !lt_shapes_add_ring(sharp->points, sharp->all, sharp->n, false, error))
    return false;
  LtFinding finding = lt_finding_new(task->rule, (LtObject){task->a, feature}, "deg");
  finding.value = angle_deg(&sharp->sharpest);
  finding.limit = limits->min_angle_deg;
  finding.less_is_worse = true;
  finding.has_place = true;
  finding.place = sharp->sharpest.at;
  finding.shape = g_steal_pointer(&sharp->points);
  for (int lang = 0; lang < LT_N_LANGS; lang++)
    finding.message.in[lang] = message(task, &finding, sharp, (LtLang)lang);
  lt_results_add_finding(task->results, finding);
  return true;
}

static bool each(const LtTask *task, size_t feature, void *data, GError **error)
{
  (void)data;
  const Limits *limits = task->limits;
  const LtShapes *shapes = task->a->data->shapes;
  LtFraction limit = tangent_of(limits->min_angle_deg);
  g_auto(Sharp) sharp = {0};
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++) {
    size_t begin = lt_shapes_first_point(shapes, r);
    if (!ring_look(task, shapes->points + begin, shapes->ring_ends[r] - begin, limit, &sharp,
                   error))
      return false;
  }
  return sharp.n == 0 || lt_polygon_is_open(task, feature, angle_deg(&sharp.sharpest)) ||
         add_finding(task, feature, &sharp, error);
}

static bool run(const LtTask *task, GError **error)
{
  return lt_task_each_polygon(task, each, NULL, error);
}

const LtKind lt_kind_sharp_angle = {.name = "sharp-angle",
                                    .takes = LT_TAKES_ONE,
                                    .limits = fields,
                                    .n_limits = G_N_ELEMENTS(fields),
                                    .limits_size = sizeof(Limits),
                                    .defaults = &defaults,
                                    .run = run};
