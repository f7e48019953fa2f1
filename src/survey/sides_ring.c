#include "survey/sides_ring.h"

#include "geom/edges.h"
#include "survey/sides_straight.h"

#include <math.h>

/* Jags of so much of the zone's size are none. */
#define JAG_SHARE 0.02
/* So near to the diagonal, both sides may be meant. */
#define DIAGONAL_DEG 15.0
/* How far outside of an edge one looks from: no more than a survey's accuracy. */
#define OUTSIDE_UNITS 200.0
/* What an edge sees is looked at in so many places along the zone's size. */
#define LOOKS 1000.0
/* And found to so many units where it changes. */
#define LOOK_UNITS 100.0

typedef struct {
  LtShapes *shapes; /* of the zone alone */
  LtEdges *edges;
  LtBox box;
  double size; /* longer side of the box */
  LtSidePieces *pieces;
} Zone;

double lt_side_piece_m(const LtSidePiece *piece)
{
  return hypot((double)(piece->b.x - piece->a.x), (double)(piece->b.y - piece->a.y)) * LT_UNIT_M;
}

void lt_side_vector(LtSide side, double *x, double *y)
{
  *x = side == LT_SIDE_EAST ? 1 : side == LT_SIDE_WEST ? -1 : 0;
  *y = side == LT_SIDE_NORTH ? 1 : side == LT_SIDE_SOUTH ? -1 : 0;
}

/* ---- bearings ---- */

static const LtSide around[] = {LT_SIDE_EAST, LT_SIDE_NORTH, LT_SIDE_WEST, LT_SIDE_SOUTH};

/* The outward bearing of from → to in quarters of a turn: 0 east, 1 north. The zone lies left. */
static double bearing_find(LtPoint from, LtPoint to)
{
  double nx = (double)(to.y - from.y), ny = -(double)(to.x - from.x);
  return atan2(ny, nx) / (G_PI / 2);
}

static LtSide side_find(LtPoint from, LtPoint to)
{
  return around[((int)floor(bearing_find(from, to) + 0.5) + 4) % 4];
}

static void sides_find(LtPoint from, LtPoint to, LtSidePiece *piece)
{
  double quarter = bearing_find(from, to);
  int nearest = (int)floor(quarter + 0.5);
  double off_deg = (quarter - nearest) * 90;
  int beside = nearest + (off_deg < 0 ? -1 : 1);
  piece->side = around[(nearest + 4) % 4];
  piece->others = 0;
  if (fabs(off_deg) >= 45 - DIAGONAL_DEG)
    piece->others = (uint8_t)(1u << around[(beside + 4) % 4]);
}

/* ---- what a place on the boundary sees ---- */

typedef struct {
  const LtEdges *edges;
  LtPoint from;
  LtSide side;
  bool is_hit;
} Look;

/* Half-open, so that a corner counts once. */
static bool look_edge(size_t item, void *data)
{
  Look *look = data;
  const LtEdge *edge = &look->edges->edges[item];
  LtPoint a = look->edges->shapes->points[edge->from], b = look->edges->shapes->points[edge->to];
  bool is_level = look->side == LT_SIDE_EAST || look->side == LT_SIDE_WEST;
  int64_t a_off = is_level ? a.y - look->from.y : a.x - look->from.x;
  int64_t b_off = is_level ? b.y - look->from.y : b.x - look->from.x;
  if ((a_off > 0) == (b_off > 0))
    return true;
  LtPoint low = a_off < b_off ? a : b, high = a_off < b_off ? b : a;
  int turn = lt_turn(low, high, look->from);
  /* Seen from the lower end upwards, or from the left end to the right one. */
  look->is_hit = look->side == LT_SIDE_EAST || look->side == LT_SIDE_SOUTH ? turn > 0 : turn < 0;
  return !look->is_hit;
}

/* True when nothing of the zone stands before a place just outside of a-b, at t of its length. */
static bool is_free(const Zone *zone, LtPoint a, LtPoint b, double t, LtSide side)
{
  double dx = (double)(b.x - a.x), dy = (double)(b.y - a.y), len = hypot(dx, dy);
  LtPoint from = {a.x + llround(t * dx + OUTSIDE_UNITS * dy / len),
                  a.y + llround(t * dy - OUTSIDE_UNITS * dx / len)};
  LtBox ray = {from, from};
  lt_box_add_point(&ray, (LtPoint){side == LT_SIDE_EAST   ? MAX(zone->box.max.x, from.x)
                                   : side == LT_SIDE_WEST ? MIN(zone->box.min.x, from.x)
                                                          : from.x,
                                   side == LT_SIDE_NORTH   ? MAX(zone->box.max.y, from.y)
                                   : side == LT_SIDE_SOUTH ? MIN(zone->box.min.y, from.y)
                                                           : from.y});
  Look look = {zone->edges, from, side, false};
  lt_boxtree_visit(zone->edges->tree, &ray, look_edge, &look);
  return !look.is_hit;
}

static bool piece_add(Zone *zone, const LtSidePiece *stretch, LtPoint a, LtPoint b, bool is_outer,
                      GError **error)
{
  LtSidePieces *pieces = zone->pieces;
  if (a.x == b.x && a.y == b.y)
    return true;
  if (!lt_grow(&pieces->pieces, &pieces->cap_pieces, pieces->n_pieces + 1, sizeof *pieces->pieces,
               "pieces of a boundary", error))
    return false;
  LtSidePiece piece = *stretch;
  piece.a = a;
  piece.b = b;
  if (!is_outer) {
    piece.side = LT_SIDE_NONE;
    piece.others = 0;
  }
  pieces->pieces[pieces->n_pieces++] = piece;
  return true;
}

static LtPoint along(LtPoint a, LtPoint b, double t)
{
  return (LtPoint){a.x + llround(t * (double)(b.x - a.x)), a.y + llround(t * (double)(b.y - a.y))};
}

/* Cut an edge where it begins or ends to be seen. */
static bool edge_add(Zone *zone, const LtSidePiece *stretch, LtPoint a, LtPoint b, GError **error)
{
  double len = hypot((double)(b.x - a.x), (double)(b.y - a.y));
  size_t n = (size_t)ceil(len / fmax(zone->size / LOOKS, LT_UNITS_PER_M));
  double begin = 0, last = 0.5 / (double)n;
  bool was_free = is_free(zone, a, b, last, stretch->side);
  for (size_t i = 1; i < n; i++) {
    double at = ((double)i + 0.5) / (double)n, low = last, high = at;
    bool now_free = is_free(zone, a, b, at, stretch->side);
    last = at;
    if (now_free == was_free)
      continue;
    while ((high - low) * len > LOOK_UNITS) {
      double middle = (low + high) / 2;
      if (is_free(zone, a, b, middle, stretch->side) == was_free)
        low = middle;
      else
        high = middle;
    }
    if (!piece_add(zone, stretch, along(a, b, begin), along(a, b, high), was_free, error))
      return false;
    begin = high;
    was_free = now_free;
  }
  return piece_add(zone, stretch, along(a, b, begin), b, was_free, error);
}

/* ---- the zone ---- */

/* Corners of the hull on both sides of a place of the ring. */
typedef struct {
  size_t left, right;
} Recess;

/* A stretch in a recess may be of the side that the recess opens to; one that reaches over a corner
 * of the hull is in none. */
static void recess_apply(const LtPoint *ring, const Recess *recess, size_t begin, size_t end,
                         LtSidePiece *stretch)
{
  bool is_lid = recess->left == begin && recess->right == end;
  if (end <= recess->right && !is_lid)
    stretch->others |= (uint8_t)(1u << side_find(ring[recess->left], ring[recess->right]));
}

static size_t next_marked(const uint8_t *marks, size_t i)
{
  do
    i++;
  while (!marks[i]);
  return i;
}

static bool ring_add(Zone *zone, const LtPoint *points, size_t n, GError **error)
{
  g_autofree LtPoint *ring = lt_ring_rotate(points, n, error);
  g_autofree uint8_t *kept = lt_alloc(n, 1, "ring", error), *hull = lt_alloc(n, 1, "ring", error);
  if (ring == NULL || kept == NULL || hull == NULL || !lt_ring_hull(ring, n, hull, error) ||
      !lt_ring_straighten(ring, n, zone->size * JAG_SHARE, kept, error))
    return false;
  LtSidePiece stretch = {0};
  Recess recess = {0};
  for (size_t i = 0; i + 1 < n; i++) {
    if (hull[i])
      recess = (Recess){i, next_marked(hull, i)};
    if (kept[i]) {
      size_t end = next_marked(kept, i);
      sides_find(ring[i], ring[end], &stretch);
      recess_apply(ring, &recess, i, end, &stretch);
      stretch.stretch = zone->pieces->n_stretches++;
    }
    if ((ring[i].x != ring[i + 1].x || ring[i].y != ring[i + 1].y) &&
        !edge_add(zone, &stretch, ring[i], ring[i + 1], error))
      return false;
  }
  return true;
}

static bool rings_add(Zone *zone, GError **error)
{
  const LtShapes *shapes = zone->shapes;
  for (size_t ring = 0; ring < shapes->n_rings; ring++) {
    size_t begin = lt_shapes_first_point(shapes, ring), n = shapes->ring_ends[ring] - begin;
    if (!shapes->ring_holes[ring] && n >= 4 && !ring_add(zone, shapes->points + begin, n, error))
      return false;
  }
  return true;
}

static void zone_clear(Zone *zone)
{
  lt_shapes_free(zone->shapes);
  lt_edges_free(zone->edges);
  lt_side_pieces_free(zone->pieces);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Zone, zone_clear)

LtSidePieces *lt_side_pieces_new(const LtShapes *shapes, const uint8_t *use, GError **error)
{
  g_return_val_if_fail(shapes != NULL, NULL);
  g_auto(Zone) zone = {.shapes = lt_shapes_new(),
                       .pieces = g_new0(LtSidePieces, 1),
                       .box = {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}}};
  for (size_t i = 0; i < shapes->n_features; i++)
    if ((use == NULL || use[i]) && shapes->types[i] == LT_GEOM_POLYGON) {
      LtBox box = lt_shapes_box(shapes, i);
      lt_box_add(&zone.box, &box);
      if (!lt_shapes_add_copy(zone.shapes, shapes, i, error))
        return NULL;
    }
  if (zone.shapes->n_features == 0)
    return g_steal_pointer(&zone.pieces);
  zone.size = (double)MAX(zone.box.max.x - zone.box.min.x, zone.box.max.y - zone.box.min.y);
  zone.edges = lt_edges_new(zone.shapes, NULL, 0, zone.shapes->n_features, error);
  return zone.edges != NULL && rings_add(&zone, error) ? g_steal_pointer(&zone.pieces) : NULL;
}

void lt_side_pieces_free(LtSidePieces *pieces)
{
  if (pieces == NULL)
    return;
  g_free(pieces->pieces);
  g_free(pieces);
}
