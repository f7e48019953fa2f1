#include "survey/sides_measure.h"

#include <math.h>

/* A piece is measured by its ends when it is no longer than this, */
#define PLAIN_M 5.0
/* than this where its ends are nearest to different edges, */
#define MIXED_M 0.25
/* and than this where one end is near and the other is not. */
#define CHANGE_M 0.05
/* A boundary said to lie east of a line may jut over it by so much. */
#define JUT_M 1.0

void lt_side_measure_init(LtSideMeasure *measure)
{
  *measure = (LtSideMeasure){.largest_m = -1, .least_m = HUGE_VAL};
}

/* ---- targets ---- */

/* Of a polygon's border the part that looks at one side, as lines. */
static bool border_add(LtShapes *shapes, const LtShapes *from, size_t feature, LtSide side,
                       GError **error)
{
  g_autoptr(LtShapes) one = lt_shapes_new();
  if (!lt_shapes_add_copy(one, from, feature, error))
    return false;
  g_autoptr(LtSidePieces) pieces = lt_side_pieces_new(one, NULL, error);
  for (size_t i = 0; pieces != NULL && i < pieces->n_pieces; i++) {
    const LtSidePiece *piece = &pieces->pieces[i];
    if (piece->side != side && !(piece->others >> side & 1))
      continue;
    if (!lt_shapes_add_feature(shapes, LT_GEOM_LINE, error) ||
        !lt_shapes_add_ring(shapes, (const LtPoint[]){piece->a, piece->b}, 2, false, error))
      return false;
  }
  return pieces != NULL;
}

static bool shapes_take(LtSideTarget *target, const LtSideNames *names, const GArray *features,
                        GError **error)
{
  LtSide border = target->reading.border;
  for (guint i = 0; i < features->len; i++) {
    size_t feature = g_array_index(features, size_t, i);
    bool is_polygon = names->shapes->types[feature] == LT_GEOM_POLYGON;
    target->has_lines = target->has_lines || !is_polygon;
    bool is_part = is_polygon && border != LT_SIDE_NONE;
    if (!(is_part ? border_add(target->shapes, names->shapes, feature, border, error)
                  : lt_shapes_add_copy(target->shapes, names->shapes, feature, error)))
      return false;
  }
  return true;
}

static bool ground_index(LtSideTarget *target, GError **error)
{
  LtShapes *shapes = target->shapes;
  LtBox *boxes = lt_alloc(shapes->n_features, sizeof *boxes, "named features", error);
  if (boxes == NULL)
    return false;
  for (size_t i = 0; i < shapes->n_features; i++)
    boxes[i] = shapes->types[i] == LT_GEOM_POLYGON
                   ? lt_shapes_box(shapes, i)
                   : (LtBox){{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}};
  target->ground = lt_boxtree_new(boxes, shapes->n_features, error);
  g_free(boxes);
  return target->ground != NULL;
}

LtSideTarget *lt_side_target_new(const LtSideNames *names, const LtSideFound *found, GError **error)
{
  LtSideTarget *target = g_new0(LtSideTarget, 1);
  target->shapes = lt_shapes_new();
  target->reading = *found->reading;
  bool is_ok = shapes_take(target, names, found->features, error) && ground_index(target, error);
  /* The eastern border of a road is where its boundary lies east of its line. */
  if (target->has_lines && target->reading.border != LT_SIDE_NONE &&
      target->reading.beyond == LT_SIDE_NONE)
    target->reading.beyond = target->reading.border;
  if (is_ok)
    target->edges = lt_edges_new(target->shapes, NULL, 0, target->shapes->n_features, error);
  if (target->edges != NULL)
    return target;
  lt_side_target_free(target);
  return NULL;
}

void lt_side_target_free(LtSideTarget *target)
{
  if (target == NULL)
    return;
  lt_edges_free(target->edges);
  lt_boxtree_free(target->ground);
  lt_shapes_free(target->shapes);
  g_free(target);
}

/* ---- a place on the boundary ---- */

typedef struct {
  const LtSideTarget *target;
  size_t edge;        /* SIZE_MAX: inside of a polygon, or none */
  bool is_inner;      /* nearest between the ends of the edge */
  bool is_held;       /* ground of the feature holds the zone here */
  bool is_near;       /* within the tolerance and on the side that is said */
  double distance_m;  /* from the feature */
  double deviation_m; /* HUGE_VAL: there is nothing */
  LtPoint to;         /* on the feature */
  LtPoint aim;        /* where the boundary would have to be: beyond it, if it is said so */
} Hit;

typedef struct {
  const LtEdges *edges;
  LtPoint from;
  double bound; /* squared units */
  Hit *hit;
} Search;

static bool search_edge(size_t item, void *data)
{
  Search *search = data;
  const LtEdge *edge = &search->edges->edges[item];
  LtPoint a = search->edges->shapes->points[edge->from],
          b = search->edges->shapes->points[edge->to];
  double bx = (double)(b.x - a.x), by = (double)(b.y - a.y);
  double px = (double)(search->from.x - a.x), py = (double)(search->from.y - a.y);
  double len2 = bx * bx + by * by, t = len2 > 0 ? (px * bx + py * by) / len2 : 0;
  bool is_inner = t > 0 && t < 1;
  t = CLAMP(t, 0, 1);
  double dx = px - t * bx, dy = py - t * by, distance2 = dx * dx + dy * dy;
  if (distance2 > search->bound || (distance2 == search->bound && search->hit->edge != SIZE_MAX))
    return true;
  search->bound = distance2;
  search->hit->edge = item;
  search->hit->is_inner = is_inner;
  search->hit->to = (LtPoint){a.x + llround(t * bx), a.y + llround(t * by)};
  return true;
}

typedef struct {
  const LtEdges *edges;
  LtPoint at;
  bool is_inside;
} Cover;

static bool cover_polygon(size_t feature, void *data)
{
  Cover *cover = data;
  cover->is_inside = lt_edges_contain(cover->edges, feature, INT64_MAX, cover->at);
  return !cover->is_inside;
}

static bool is_covered(const LtSideTarget *target, LtPoint at)
{
  Cover cover = {target->edges, at, false};
  LtBox place = {at, at};
  lt_boxtree_visit(target->ground, &place, cover_polygon, &cover);
  return cover.is_inside;
}

/* The deviation where the boundary is said to lie beyond the feature; on the wrong side of it both
 * distances add up. */
static void beyond_apply(Hit *hit, LtPoint at, double tolerance_m)
{
  const LtSideReading *reading = &hit->target->reading;
  double x, y, offset_m = isnan(reading->beyond_m) ? 0 : reading->beyond_m;
  lt_side_vector(reading->beyond, &x, &y);
  double ahead = x * (double)(at.x - hit->to.x) + y * (double)(at.y - hit->to.y);
  bool is_beyond = ahead > 0 || hit->distance_m <= JUT_M;
  hit->deviation_m = is_beyond ? fabs(hit->distance_m - offset_m) : hit->distance_m + offset_m;
  hit->is_near = is_beyond && hit->deviation_m <= tolerance_m;
  hit->aim.x += llround(x * offset_m * LT_UNITS_PER_M);
  hit->aim.y += llround(y * offset_m * LT_UNITS_PER_M);
}

/* @p inner: a place of the zone as far from the boundary as it may deviate. Ground that reaches
 * over it holds the zone, and does not bound it. */
static Hit target_hit(const LtSideTarget *target, LtPoint at, LtPoint inner, double tolerance_m)
{
  Hit hit = {.target = target, .edge = SIZE_MAX, .deviation_m = HUGE_VAL, .to = at, .aim = at};
  if (target->edges->n_edges == 0)
    return hit;
  bool is_ground = !target->reading.is_border && target->reading.beyond == LT_SIDE_NONE;
  bool is_on = is_ground && is_covered(target, at);
  hit.is_held = is_on && is_covered(target, inner);
  if (is_on && !hit.is_held) {
    hit.deviation_m = 0;
    hit.is_near = true;
    return hit;
  }
  Search search = {target->edges, at, HUGE_VAL, &hit};
  LtBox from = {at, at};
  lt_boxtree_nearest(target->edges->tree, &from, &search.bound, search_edge, &search);
  hit.distance_m = hit.deviation_m = sqrt(search.bound) * LT_UNIT_M;
  hit.is_near = hit.deviation_m <= tolerance_m;
  hit.aim = hit.to;
  if (target->reading.beyond != LT_SIDE_NONE)
    beyond_apply(&hit, at, tolerance_m);
  return hit;
}

/* ---- a piece ---- */

typedef struct {
  LtSideMeasure *measure;
  LtSideTarget *const *targets;
  size_t n_targets;
  const LtSideLimits *limits;
  double nx, ny; /* outward */
} Job;

/* What is near goes before what deviates less: the sentence may say on which side. */
static Hit hit_find(const Job *job, LtPoint at)
{
  double tolerance_m = job->limits->tolerance_m, reach = tolerance_m * LT_UNITS_PER_M;
  double len = hypot(job->nx, job->ny);
  LtPoint inner = at;
  if (len > 0)
    inner = (LtPoint){at.x - llround(reach * job->nx / len), at.y - llround(reach * job->ny / len)};
  Hit best = target_hit(job->targets[0], at, inner, tolerance_m);
  for (size_t i = 1; i < job->n_targets; i++) {
    Hit hit = target_hit(job->targets[i], at, inner, tolerance_m);
    if (hit.is_near > best.is_near ||
        (hit.is_near == best.is_near && hit.deviation_m < best.deviation_m))
      best = hit;
  }
  return best;
}

static bool is_reverse(const Job *job, const Hit *hit)
{
  const LtSideReading *reading = &hit->target->reading;
  return !hit->is_near && reading->beyond != LT_SIDE_NONE && isnan(reading->beyond_m) &&
         hit->distance_m <= job->limits->tolerance_m;
}

static void edge_count(const Job *job, LtPoint at, const Hit *hit, double len_m)
{
  if (!hit->is_near || !hit->target->has_lines || hit->edge == SIZE_MAX)
    return;
  double ahead = job->nx * (double)(hit->to.x - at.x) + job->ny * (double)(hit->to.y - at.y);
  if (hit->distance_m <= LT_SIDE_CENTRE_M)
    job->measure->centre_m += len_m;
  else if (ahead > 0)
    job->measure->inner_m += len_m;
  else
    job->measure->outer_m += len_m;
}

static void end_take(LtSideMeasure *measure, LtPoint at, const Hit *hit)
{
  measure->is_held = measure->is_held || hit->is_held;
  if (hit->deviation_m > measure->largest_m) {
    measure->largest_m = hit->deviation_m;
    measure->largest_at = at;
  }
  if (hit->deviation_m < measure->least_m) {
    measure->least_m = hit->deviation_m;
    measure->least_at = at;
    measure->least_to = hit->aim;
  }
}

static void part_take(const Job *job, LtPoint a, const Hit *hit_a, LtPoint b, const Hit *hit_b,
                      double len_m)
{
  LtSideMeasure *measure = job->measure;
  measure->length_m += len_m;
  measure->near_m += len_m * (hit_a->is_near + hit_b->is_near) / 2;
  if (hit_a->deviation_m < HUGE_VAL && hit_b->deviation_m < HUGE_VAL)
    measure->sum_m2 += len_m * (hit_a->deviation_m + hit_b->deviation_m) / 2;
  measure->reverse_m += len_m * (is_reverse(job, hit_a) + is_reverse(job, hit_b)) / 2;
  edge_count(job, a, hit_a, len_m / 2);
  edge_count(job, b, hit_b, len_m / 2);
  end_take(measure, a, hit_a);
  end_take(measure, b, hit_b);
}

/* True when the ends tell what lies between them. */
static bool is_plain(const Job *job, const Hit *a, const Hit *b, double len_m)
{
  if (a->is_near != b->is_near)
    return len_m <= CHANGE_M;
  if (a->edge != b->edge || a->target != b->target)
    return len_m <= MIXED_M * job->limits->coarseness;
  bool may_be_near =
      !a->is_near && (a->deviation_m + b->deviation_m - len_m) / 2 <= job->limits->tolerance_m;
  return len_m <= (may_be_near ? MIXED_M : PLAIN_M) * job->limits->coarseness;
}

static void part_measure(const Job *job, LtPoint a, const Hit *hit_a, LtPoint b, const Hit *hit_b)
{
  double len_m = hypot((double)(b.x - a.x), (double)(b.y - a.y)) * LT_UNIT_M;
  if (is_plain(job, hit_a, hit_b, len_m)) {
    part_take(job, a, hit_a, b, hit_b, len_m);
    return;
  }
  /* A piece becomes half as long each time, so this ends after some 40 steps at the most. */
  LtPoint middle = {a.x + (b.x - a.x) / 2, a.y + (b.y - a.y) / 2};
  Hit hit = hit_find(job, middle);
  part_measure(job, a, hit_a, middle, &hit);
  part_measure(job, middle, &hit, b, hit_b);
}

void lt_side_measure_piece(LtSideMeasure *measure, const LtSidePiece *piece,
                           LtSideTarget *const *targets, size_t n_targets,
                           const LtSideLimits *limits)
{
  double dx = (double)(piece->b.x - piece->a.x), dy = (double)(piece->b.y - piece->a.y);
  Job job = {measure, targets, n_targets, limits, dy, -dx};
  Hit a = hit_find(&job, piece->a), b = hit_find(&job, piece->b);
  part_measure(&job, piece->a, &a, piece->b, &b);
}
