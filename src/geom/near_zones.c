#include "geom/near_zones.h"

#include "geom/near_parts.h"

#include <math.h>

/* Squares are not cut below this side, units: points in them are looked at one by one. */
#define SIDE_MIN (INT64_C(1) << 21)
/* Nor above so many nodes. */
#define NODES_MAX 4000000
/* Rounding of plane distances, units, and of sums that make bounds. */
#define SLACK 1.0
#define ROUNDING 1e-9

enum { NEW = -2, CUT = -3 }; /* beside LT_NEAR_ZONE_OPEN and numbers of limits */

typedef struct {
  int32_t zone;
  uint32_t first;  /* of its four parts, where it is CUT */
  bool is_outside; /* no place of the target lies in the square */
} Node;

struct LtNearZones {
  const LtNear *near;
  const double *limits_m;
  size_t n_limits;
  double doubt_m;
  LtScales scales;  /* where points of the root and what is near them lie */
  LtBox region;     /* of the points that are looked at */
  int64_t side;     /* of the root, a power of two; 0: there is none */
  LtShapes *asked;  /* one point, for lt_near_touch() */
  Node *nodes;
  size_t n_nodes, cap_nodes;
};

/* Shortest and longest a geodesic may be, metres. */
typedef struct {
  double low_m, high_m;
} Bounds;

static bool root_make(LtNearZones *zones)
{
  const LtNear *near = zones->near;
  LtBox box = {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}};
  for (size_t i = 0; i < near->target->n_features; i++) {
    LtBox of_feature = lt_shapes_box(near->target, i);
    if (of_feature.min.x <= of_feature.max.x)
      lt_box_add(&box, &of_feature);
  }
  double reach = 2.5 * (zones->limits_m[zones->n_limits - 1] + zones->doubt_m) * LT_UNITS_PER_M;
  if (box.min.x > box.max.x || !(reach < (double)LT_UNITS_MAX))
    return false;
  LtBox grown = {{box.min.x - (int64_t)reach, box.min.y - (int64_t)reach},
                 {box.max.x + (int64_t)reach, box.max.y + (int64_t)reach}};
  int64_t side = SIDE_MIN;
  while (side < MAX(grown.max.x - grown.min.x, grown.max.y - grown.min.y) + 1)
    side *= 2;
  /* Points lie in what is grown only, geodesics from there within as much again. */
  LtBox all = {{grown.min.x - (int64_t)reach, grown.min.y - (int64_t)reach},
               {grown.max.x + (int64_t)reach, grown.max.y + (int64_t)reach}};
  zones->scales = lt_scales_measure(near->plane, &all);
  zones->region = grown;
  zones->side = side;
  return zones->scales.max < 2 * zones->scales.min && zones->scales.max < 2;
}

LtNearZones *lt_near_zones_new(const LtNear *near, const double *limits_m, size_t n_limits,
                               double doubt_m, GError **error)
{
  g_return_val_if_fail(near != NULL && limits_m != NULL && n_limits > 0, NULL);

  g_autoptr(LtNearZones) zones = g_new0(LtNearZones, 1);
  *zones = (LtNearZones){
      .near = near, .limits_m = limits_m, .n_limits = n_limits, .doubt_m = doubt_m};
  LtPoint nowhere = {0, 0};
  zones->asked = lt_shapes_new();
  if (!lt_shapes_add_feature(zones->asked, LT_GEOM_POINT, error) ||
      !lt_shapes_add_ring(zones->asked, &nowhere, 1, false, error) ||
      !lt_grow(&zones->nodes, &zones->cap_nodes, 1, sizeof *zones->nodes, "distances", error))
    return NULL;
  if (!root_make(zones))
    zones->side = 0;
  zones->nodes[zones->n_nodes++] = (Node){.zone = NEW};
  return g_steal_pointer(&zones);
}

void lt_near_zones_free(LtNearZones *zones)
{
  if (zones == NULL)
    return;
  lt_shapes_free(zones->asked);
  g_free(zones->nodes);
  g_free(zones);
}

/* ---- a place ---- */

typedef struct {
  const LtNear *near;
  LtPoint place;
  double bound;
} Nearest;

static bool nearest_edge(size_t item, void *data)
{
  Nearest *nearest = data;
  const LtEdge *edge = &nearest->near->edges->edges[item];
  const LtPoint *points = nearest->near->target->points;
  double distance2 =
      lt_edges_distance2(nearest->place, nearest->place, points[edge->from], points[edge->to]);
  nearest->bound = fmin(nearest->bound, distance2);
  return true;
}

/* Plane distance to the nearest edge, or @p most where there is none nearer; units. */
static double place_distance(const LtNearZones *zones, LtPoint place, double most)
{
  Nearest nearest = {zones->near, place, most * most};
  LtBox box = {place, place};
  lt_boxtree_nearest(zones->near->edges->tree, &box, &nearest.bound, nearest_edge, &nearest);
  return sqrt(nearest.bound);
}

static bool place_touches(const LtNearZones *zones, LtPoint place)
{
  LtNearHit hit;
  zones->asked->points[0] = place;
  return lt_near_touch(zones->near, zones->asked, 0, (LtNearSkip){NULL, 0}, &hit);
}

static int zone_of(const LtNearZones *zones, double distance_m)
{
  int zone = 0;
  while ((size_t)zone < zones->n_limits && distance_m > zones->limits_m[zone])
    zone++;
  return zone;
}

/* The zone of all places within @p around units of one, from which the nearest edge is @p distance
 * units away, or farther where that is @p most. */
static int zone_around(const LtNearZones *zones, double distance, double most, double around)
{
  double low = fmax(distance - around - SLACK, 0) / zones->scales.max * (1 - ROUNDING);
  double high = (distance + around + SLACK) / zones->scales.min * (1 + ROUNDING);
  int first = zone_of(zones, fmax(low * LT_UNIT_M - zones->doubt_m, 0));
  int last = distance >= most ? (int)zones->n_limits
                              : zone_of(zones, high * LT_UNIT_M + zones->doubt_m);
  return first == last ? first : LT_NEAR_ZONE_OPEN;
}

/* The same where the place may lie in the target, too: then it is in the first zone. */
static int zone_find(const LtNearZones *zones, LtPoint place, double around, bool *is_outside)
{
  double last_m = zones->limits_m[zones->n_limits - 1] + zones->doubt_m;
  double most = last_m * LT_UNITS_PER_M * zones->scales.max * 1.001 + around + 10 * SLACK;
  double distance = place_distance(zones, place, most);
  int zone = zone_around(zones, distance, most, around);
  if (zone == 0 || *is_outside)
    return zone;
  bool is_inside = place_touches(zones, place);
  bool is_whole = distance > around + SLACK; /* no edge divides the square */
  *is_outside = is_whole && !is_inside;
  if (!is_inside)
    return zone;
  return is_whole && zones->doubt_m <= zones->limits_m[0] ? 0 : LT_NEAR_ZONE_OPEN;
}

/* ---- squares ---- */

/* Cut a square that a limit divides; where it may not be, or there is no room, it stays open. */
static void node_cut(LtNearZones *zones, size_t node, int64_t side)
{
  size_t n = zones->n_nodes;
  if (side <= SIDE_MIN || n + 4 > NODES_MAX ||
      !lt_grow(&zones->nodes, &zones->cap_nodes, n + 4, sizeof *zones->nodes, "distances", NULL))
    return;
  for (size_t i = 0; i < 4; i++)
    zones->nodes[n + i] = (Node){.zone = NEW, .is_outside = zones->nodes[node].is_outside};
  zones->nodes[node].zone = CUT;
  zones->nodes[node].first = (uint32_t)n;
  zones->n_nodes += 4;
}

int lt_near_zones_find(LtNearZones *zones, LtPoint point)
{
  LtPoint corner = zones->region.min;
  int64_t side = zones->side;
  if (side == 0 || !lt_box_overlaps(&zones->region, &(LtBox){point, point}))
    return LT_NEAR_ZONE_OPEN;
  size_t node = 0;
  for (;;) {
    if (zones->nodes[node].zone == NEW) {
      LtPoint middle = {corner.x + side / 2, corner.y + side / 2};
      zones->nodes[node].zone =
          zone_find(zones, middle, (double)side * G_SQRT2 / 2, &zones->nodes[node].is_outside);
      if (zones->nodes[node].zone == LT_NEAR_ZONE_OPEN)
        node_cut(zones, node, side);
    }
    if (zones->nodes[node].zone != CUT)
      break;
    side /= 2;
    bool is_right = point.x - corner.x >= side, is_upper = point.y - corner.y >= side;
    corner.x += is_right ? side : 0;
    corner.y += is_upper ? side : 0;
    node = zones->nodes[node].first + (is_right ? 1 : 0) + (is_upper ? 2 : 0);
  }
  if (zones->nodes[node].zone != LT_NEAR_ZONE_OPEN)
    return zones->nodes[node].zone;
  bool is_outside = zones->nodes[node].is_outside;
  return zone_find(zones, point, 0, &is_outside);
}
