/* Do rings keep apart when their points move to the lattice? */
#include "geom/edge.h"
#include "geom/ring_index.h"

/* Points move to the lattice by 0.71 units, so two come nearer by 1.42 at most: what is farther
 * apart than this stays apart, whatever doubles make of it. */
#define CLEAR (3.0 * (double)LT_FIXED_ONE)

/* Squared distance of a point from an edge. */
static double edge_distance2(LtPoint a, LtPoint b, LtPoint from)
{
  double dx = (double)(b.x - a.x), dy = (double)(b.y - a.y);
  double px = (double)(from.x - a.x), py = (double)(from.y - a.y);
  double along = px * dx + py * dy, length2 = dx * dx + dy * dy;
  double t = along <= 0 ? 0 : along >= length2 ? 1 : along / length2;
  px -= t * dx;
  py -= t * dy;
  return px * px + py * py;
}

static bool is_near(LtPoint a, LtPoint b, LtPoint from)
{
  return edge_distance2(a, b, from) < CLEAR * CLEAR;
}

/* A point that will move, and the two edges that move with it. */
typedef struct {
  const LtRingIndex *index;
  LtPoint before, at, after;
  LtBox swept;
  bool is_clear;
} Move;

/* No edge but those that end there may pass near the point, and none may end near its edges. */
static inline bool edge_is_clear(const Move *move, LtPoint a, LtPoint b)
{
  if (!lt_point_equal(a, move->at) && !lt_point_equal(b, move->at) && is_near(a, b, move->at))
    return false;
  for (int end = 0; end < 2; end++) {
    LtPoint p = end == 0 ? a : b;
    bool is_own = lt_point_equal(p, move->at) || lt_point_equal(p, move->before) ||
                  lt_point_equal(p, move->after);
    if (!is_own && (is_near(move->before, move->at, p) || is_near(move->at, move->after, p)))
      return false;
  }
  return true;
}

static bool move_edge(size_t edge, void *data)
{
  Move *move = data;
  const LtPoint *points = move->index->points;
  move->is_clear = edge_is_clear(move, points[edge], points[edge + 1]);
  return move->is_clear;
}

/* How far a point is off a box in x or in y, whichever is more; none inside. */
static int64_t box_distance(const LtBox *box, LtPoint point)
{
  int64_t x = MAX(box->min.x - point.x, point.x - box->max.x);
  int64_t y = MAX(box->min.y - point.y, point.y - box->max.y);
  return MAX(MAX(x, y), 0);
}

/* Where a ring is away from the point, edges that cannot come near are passed without a look. */
static void move_scan(Move *move)
{
  for (size_t r = 0; r < move->index->n_rings; r++) {
    const LtRegionRing *ring = &move->index->rings[r];
    if (!lt_box_overlaps(&ring->box, &move->swept))
      continue;
    for (size_t i = 0; i + 1 < ring->n_points; i++) {
      int64_t distance = box_distance(&move->swept, ring->points[i]);
      if (distance > ring->longest) {
        i += (size_t)((distance - 1) / ring->longest - 1);
        continue;
      }
      LtBox box = lt_edge_box(ring->points[i], ring->points[i + 1]);
      if (lt_box_overlaps(&box, &move->swept) &&
          !edge_is_clear(move, ring->points[i], ring->points[i + 1])) {
        move->is_clear = false;
        return;
      }
    }
  }
}

static bool point_is_clear(const LtRingIndex *index, const LtRegionRing *ring, size_t i)
{
  Move move = {.index = index,
               .at = ring->points[i],
               .after = ring->points[i + 1],
               .before = ring->points[i > 0 ? i - 1 : ring->n_points - 2],
               .is_clear = true};
  if (is_near(move.before, move.at, move.after) || is_near(move.at, move.after, move.before))
    return false;
  move.swept = lt_edge_box(move.before, move.after);
  move.swept.min.x = MIN(move.swept.min.x, move.at.x) - (int64_t)CLEAR;
  move.swept.min.y = MIN(move.swept.min.y, move.at.y) - (int64_t)CLEAR;
  move.swept.max.x = MAX(move.swept.max.x, move.at.x) + (int64_t)CLEAR;
  move.swept.max.y = MAX(move.swept.max.y, move.at.y) + (int64_t)CLEAR;
  if (index->tree != NULL)
    lt_boxtree_visit(index->tree, &move.swept, move_edge, &move);
  else
    move_scan(&move);
  return move.is_clear;
}

bool lt_ring_index_is_clear(LtRingIndex *index, bool *is_clear, GError **error)
{
  size_t n_moves = 0;
  *is_clear = true;
  for (size_t r = 0; r < index->n_rings; r++) {
    const LtRegionRing *ring = &index->rings[r];
    const LtPoint *points = ring->points;
    for (size_t i = 0, n = ring->n_points - 1; i < n; i++) {
      if (lt_fixed_is_lattice(points[i]))
        continue;
      if (++n_moves == LT_RING_INDEX_PAYS && !lt_ring_index_prepare(index, error))
        return false;
      if (!point_is_clear(index, ring, i)) {
        *is_clear = false;
        return true;
      }
    }
  }
  return true;
}
