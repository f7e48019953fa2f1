#include "geom/near_parts.h"

#include <math.h>

/* Distances this close count as equal. */
#define TIE_M 1e-9
/* Rounding of plane distances, units; and of the sums that make bounds. */
#define SLACK 0.01
#define ROUNDING 1e-12
/* Within this part of the earth's radius no usable plane doubles its scale. */
#define LOCAL 0.05

static bool is_used_polygon(const LtShapes *target, const uint8_t *use, size_t feature)
{
  return target->types[feature] == LT_GEOM_POLYGON && (use == NULL || use[feature]);
}

static int compare_features(const void *a, const void *b, void *data)
{
  size_t i = *(const size_t *)a, j = *(const size_t *)b;
  int order = lt_shapes_compare(data, i, data, j);
  return order != 0 ? order : (i > j) - (i < j);
}

static bool near_rank(LtNear *near, GError **error)
{
  size_t n = near->target->n_features;
  g_autofree size_t *ranked = lt_alloc(n, sizeof *ranked, "distance index", error);
  near->ranks = lt_alloc(n, sizeof *near->ranks, "distance index", error);
  if (ranked == NULL || near->ranks == NULL)
    return false;
  for (size_t i = 0; i < n; i++)
    ranked[i] = i;
  g_qsort_with_data(ranked, (gint)n, sizeof *ranked, compare_features, (gpointer)near->target);
  for (size_t i = 0; i < n; i++)
    near->ranks[ranked[i]] = i;
  return true;
}

static bool near_index(LtNear *near, const uint8_t *use, GError **error)
{
  const LtShapes *target = near->target;
  size_t n = target->n_features;
  near->edges = lt_edges_new(target, use, 0, n, error);
  if (near->edges == NULL)
    return false;
  near->boxes = lt_alloc(n, sizeof *near->boxes, "distance index", error);
  if (near->boxes == NULL)
    return false;
  for (size_t i = 0; i < n; i++)
    near->boxes[i] =
        is_used_polygon(target, use, i) ? lt_shapes_box(target, i) : (LtBox){{1, 1}, {0, 0}};
  near->polygons = lt_boxtree_new(near->boxes, n, error);
  return near->polygons != NULL;
}

LtNear *lt_near_new(const LtShapes *target, const uint8_t *use, const LtPlane *plane,
                    GError **error)
{
  g_autoptr(LtNear) near = g_new0(LtNear, 1);
  near->target = target;
  near->plane = plane;
  return near_rank(near, error) && near_index(near, use, error) ? g_steal_pointer(&near) : NULL;
}

void lt_near_free(LtNear *near)
{
  if (near == NULL)
    return;
  lt_edges_free(near->edges);
  lt_boxtree_free(near->polygons);
  g_free(near->boxes);
  g_free(near->ranks);
  g_free(near);
}

typedef struct {
  const LtNear *near;
  const LtShapes *shapes;
  size_t feature;
  LtNearSkip skip;
  LtPoint a, b; /* edge at hand of the feature asked about */
  size_t asked;
  double bound;   /* squared plane distance, units²: edges farther apart are not looked at */
  double reach;   /* plane distance within which the shortest geodesic lies */
  double scale;   /* largest scale there */
  double least_m; /* shortest geodesic */
  size_t item;    /* target edge of the hit */
  size_t hit_asked;
  double hit_m;
  LtNearHit hit; /* feature SIZE_MAX: none */
} Query;

static double square(double number)
{
  return number * number;
}

static void query_each(Query *query, LtBoxFunc func)
{
  const LtPoint *points = query->shapes->points;
  LtEdgeWalk walk = lt_edge_walk(query->shapes, query->feature);
  query->asked = 0;
  for (size_t from, to; lt_edge_next(&walk, &from, &to); query->asked++) {
    query->a = points[from];
    query->b = points[to];
    LtBox box = lt_edge_box(query->a, query->b);
    lt_boxtree_nearest(query->near->edges->tree, &box, &query->bound, func, query);
  }
}

static double query_distance2(const Query *query, const LtEdge *edge)
{
  const LtPoint *points = query->near->target->points;
  return lt_edges_distance2(query->a, query->b, points[edge->from], points[edge->to]);
}

static LtNearPair query_pair(const Query *query, const LtEdge *edge)
{
  const LtPoint *points = query->near->target->points;
  return lt_near_pair(query->near->plane, query->a, query->b, points[edge->from], points[edge->to],
                      query->reach);
}

static bool query_skips(const Query *query, size_t item)
{
  return lt_near_skips(&query->skip, query->near->edges->edges[item].feature);
}

/* First pass: the shortest plane distance. */
static bool pass_plane(size_t item, void *data)
{
  Query *query = data;
  if (query_skips(query, item))
    return true;
  double distance2 = query_distance2(query, &query->near->edges->edges[item]);
  if (distance2 <= query->bound) {
    query->bound = distance2;
    query->item = item;
  }
  return true;
}

/* Plane distance that a geodesic of this length can have at most. */
static double query_bound(const Query *query, double distance_m)
{
  return square((distance_m + TIE_M) * LT_UNITS_PER_M * query->scale * (1 + ROUNDING) + SLACK);
}

/* Second pass: the shortest geodesic. */
static bool pass_geodesic(size_t item, void *data)
{
  Query *query = data;
  const LtEdge *edge = &query->near->edges->edges[item];
  if (query_skips(query, item) || query_distance2(query, edge) > query->bound)
    return true;
  query->least_m = fmin(query->least_m, query_pair(query, edge).distance_m);
  query->bound = fmin(query->bound, query_bound(query, query->least_m));
  return true;
}

/* Third pass: among equals the feature of lowest rank; of its pairs the shortest, then what its
 * own order says. */
static bool pass_choose(size_t item, void *data)
{
  Query *query = data;
  const LtNear *near = query->near;
  const LtEdge *edge = &near->edges->edges[item];
  bool is_first = query->hit.feature == SIZE_MAX;
  if (query_skips(query, item))
    return true;
  if (!is_first && near->ranks[edge->feature] > near->ranks[query->hit.feature])
    return true;
  if (query_distance2(query, edge) > query->bound)
    return true;
  LtNearPair pair = query_pair(query, edge);
  if (pair.distance_m > query->least_m + TIE_M)
    return true;
  if (!is_first && edge->feature == query->hit.feature &&
      (pair.distance_m > query->hit_m ||
       (pair.distance_m == query->hit_m &&
        (query->asked > query->hit_asked ||
         (query->asked == query->hit_asked && item > query->item)))))
    return true;
  query->hit = (LtNearHit){query->least_m, edge->feature, pair.from, pair.at};
  query->hit_m = pair.distance_m;
  query->hit_asked = query->asked;
  query->item = item;
  return true;
}

static LtBox box_grow(LtBox box, double by)
{
  int64_t units = (int64_t)fmin(ceil(by), 8.0 * (double)LT_UNITS_MAX);
  return (LtBox){{box.min.x - units, box.min.y - units}, {box.max.x + units, box.max.y + units}};
}

/*
 * A geodesic g between places that are L apart on the plane has L / max <= g <= L / min, min and
 * max the bounds of the scale where it runs. So with d the shortest plane distance the shortest
 * geodesic is at most d / min, and its ends are at most d max / min apart on the plane. The region
 * is grown until it holds all that.
 */
static void query_reach(Query *query, const LtBox *box, double distance)
{
  double grown = 1.1 * distance + LT_UNITS_PER_M;
  LtScales scales = lt_scales_measure(query->near->plane, box);
  for (size_t i = 0; i < 4; i++) {
    LtBox region = box_grow(*box, grown);
    scales = lt_scales_measure(query->near->plane, &region);
    double wanted = distance * scales.max / scales.min;
    if (wanted <= grown)
      break;
    grown = 1.1 * wanted + LT_UNITS_PER_M;
  }
  query->scale = scales.max;
  query->reach = distance * scales.max / scales.min * (1 + ROUNDING) + SLACK;
}

/* What is farther on the plane is certainly beyond the limit. */
static double bound_of_limit(const LtPlane *plane, const LtBox *box, double within_m)
{
  if (!(within_m < LOCAL * plane->a_m))
    return HUGE_VAL;
  return square(2 * within_m * LT_UNITS_PER_M * lt_scales_measure(plane, box).max);
}

LtNearHit lt_near_query(const LtNear *near, const LtShapes *shapes, size_t feature, double limit_m)
{
  return lt_near_query_others(near, shapes, feature, limit_m, NULL, 0);
}

LtNearHit lt_near_query_others(const LtNear *near, const LtShapes *shapes, size_t feature,
                               double limit_m, const size_t *skip, size_t n_skip)
{
  Query query = {.near = near,
                 .shapes = shapes,
                 .feature = feature,
                 .skip = {skip, n_skip},
                 .item = SIZE_MAX,
                 .least_m = HUGE_VAL,
                 .hit = {.distance_m = HUGE_VAL, .feature = SIZE_MAX}};
  LtBox box = lt_shapes_box(shapes, feature);
  LtNearHit touching;
  if (box.min.x > box.max.x)
    return query.hit;
  if (lt_near_touch(near, shapes, feature, query.skip, &touching))
    return touching;

  double within_m = 1.01 * fmax(limit_m, 0) + 10;
  query.bound = bound_of_limit(near->plane, &box, within_m);
  query_each(&query, pass_plane);
  if (query.item == SIZE_MAX)
    return query.hit;

  query_reach(&query, &box, sqrt(query.bound));
  query.bound = square(query.reach);
  query_each(&query, pass_geodesic);
  if (query.least_m <= within_m && isfinite(query.least_m))
    query_each(&query, pass_choose);
  return query.hit;
}
