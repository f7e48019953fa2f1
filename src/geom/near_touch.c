#include "geom/near_parts.h"

#include <math.h>

/* Features with more points get an index once points are to be located in them. */
#define INDEX_POINTS 64

/* What decides between contacts: the feature's rank, then what its own order says, so that the
 * order of features has no say. */
typedef struct {
  size_t rank;
  enum { BY_EDGES, BY_POINT_INSIDE, BY_TARGET_INSIDE } kind;
  size_t asked, item; /* edge of the feature asked about, of the target */
} Key;

typedef struct {
  const LtNear *near;
  const LtShapes *shapes;
  size_t feature;
  LtNearSkip skip;
  LtBox box;
  LtEdges *index; /* of the feature asked about; NULL until wanted, or without memory */
  bool has_tried_index;
  LtPoint a, b; /* its edge at hand */
  size_t asked;
  Key best; /* rank SIZE_MAX: no contact */
  LtNearHit hit;
} Touch;

static void touch_clear(Touch *touch)
{
  lt_edges_free(touch->index);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Touch, touch_clear)

static bool key_is_better(const Key *key, const Key *best)
{
  if (key->rank != best->rank)
    return key->rank < best->rank;
  if (key->kind != best->kind)
    return key->kind < best->kind;
  if (key->asked != best->asked)
    return key->asked < best->asked;
  return key->item < best->item;
}

static __int128 cross(LtPoint a, LtPoint b, LtPoint c)
{
  return (__int128)(b.x - a.x) * (c.y - a.y) - (__int128)(b.y - a.y) * (c.x - a.x);
}

/* A point that two edges share, on the lattice. */
static LtPoint edges_meet(LtPoint a, LtPoint b, LtPoint c, LtPoint d)
{
  if (lt_edge_has(c, d, a))
    return a;
  if (lt_edge_has(c, d, b))
    return b;
  if (lt_edge_has(a, b, c))
    return c;
  if (lt_edge_has(a, b, d))
    return d;
  __int128 at_a = cross(c, d, a), at_b = cross(c, d, b);
  double s = (double)at_a / (double)(at_a - at_b);
  return (LtPoint){a.x + llround(s * (double)(b.x - a.x)), a.y + llround(s * (double)(b.y - a.y))};
}

static void touch_take(Touch *touch, Key key, size_t feature, LtPoint at)
{
  touch->best = key;
  touch->hit = (LtNearHit){.distance_m = 0, .feature = feature, .from = at, .at = at};
}

static bool touch_edge(size_t item, void *data)
{
  Touch *touch = data;
  const LtEdge *edge = &touch->near->edges->edges[item];
  Key key = {touch->near->ranks[edge->feature], BY_EDGES, touch->asked, item};
  if (!key_is_better(&key, &touch->best) || lt_near_skips(&touch->skip, edge->feature))
    return true;
  const LtPoint *points = touch->near->target->points;
  LtPoint c = points[edge->from], d = points[edge->to];
  if (lt_edges_touch(touch->a, touch->b, c, d))
    touch_take(touch, key, edge->feature, edges_meet(touch->a, touch->b, c, d));
  return true;
}

/* Is the point at hand inside a polygon of the target? */
static bool touch_polygon(size_t feature, void *data)
{
  Touch *touch = data;
  const LtNear *near = touch->near;
  Key key = {near->ranks[feature], BY_POINT_INSIDE, touch->asked, 0};
  if (key_is_better(&key, &touch->best) && !lt_near_skips(&touch->skip, feature) &&
      lt_edges_contain(near->edges, feature, near->boxes[feature].max.x, touch->a))
    touch_take(touch, key, feature, touch->a);
  return true;
}

static bool asked_contains(Touch *touch, LtPoint point)
{
  size_t ring = lt_shapes_first_ring(touch->shapes, touch->feature);
  size_t n_points = touch->shapes->ring_ends[touch->shapes->feature_ends[touch->feature] - 1] -
                    lt_shapes_first_point(touch->shapes, ring);
  if (n_points > INDEX_POINTS && !touch->has_tried_index) {
    touch->has_tried_index = true; /* without memory it goes on without an index, slower */
    touch->index = lt_edges_new(touch->shapes, NULL, touch->feature, touch->feature + 1, NULL);
  }
  return touch->index != NULL
             ? lt_edges_contain(touch->index, touch->feature, touch->box.max.x, point)
             : lt_feature_contains(touch->shapes, touch->feature, point);
}

/* Is a part of the target inside the polygon asked about? Its first point tells. */
static bool touch_inside(size_t item, void *data)
{
  Touch *touch = data;
  const LtEdge *edge = &touch->near->edges->edges[item];
  Key key = {touch->near->ranks[edge->feature], BY_TARGET_INSIDE, 0, item};
  LtPoint point = touch->near->target->points[edge->from];
  if (edge->is_first && key_is_better(&key, &touch->best) &&
      !lt_near_skips(&touch->skip, edge->feature) && asked_contains(touch, point))
    touch_take(touch, key, edge->feature, point);
  return true;
}

/* Edges first: where none of a feature touch, its parts are inside or outside as a whole. */
static void touch_find(Touch *touch)
{
  const LtPoint *points = touch->shapes->points;
  LtEdgeWalk walk = lt_edge_walk(touch->shapes, touch->feature);
  for (size_t from, to; lt_edge_next(&walk, &from, &to); touch->asked++) {
    touch->a = points[from];
    touch->b = points[to];
    LtBox box = lt_edge_box(touch->a, touch->b);
    lt_boxtree_visit(touch->near->edges->tree, &box, touch_edge, touch);
  }

  touch->asked = 0;
  walk = lt_edge_walk(touch->shapes, touch->feature);
  for (size_t from, to, ring = SIZE_MAX; lt_edge_next(&walk, &from, &to); touch->asked++) {
    if (!walk.is_points && walk.ring == ring)
      continue; /* one point for each part */
    ring = walk.ring;
    touch->a = points[from];
    LtBox box = {touch->a, touch->a};
    lt_boxtree_visit(touch->near->polygons, &box, touch_polygon, touch);
  }

  if (touch->shapes->types[touch->feature] == LT_GEOM_POLYGON)
    lt_boxtree_visit(touch->near->edges->tree, &touch->box, touch_inside, touch);
}

bool lt_near_touch(const LtNear *near, const LtShapes *shapes, size_t feature, LtNearSkip skip,
                   LtNearHit *hit)
{
  g_auto(Touch) touch = {.near = near,
                         .shapes = shapes,
                         .feature = feature,
                         .skip = skip,
                         .box = lt_shapes_box(shapes, feature),
                         .best = {.rank = SIZE_MAX}};
  touch_find(&touch);
  if (touch.best.rank == SIZE_MAX)
    return false;
  *hit = touch.hit;
  return true;
}
