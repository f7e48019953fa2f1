/* Rings among each other: which hole is in which shell, and do they keep apart when rounded? */
#include "geom/ring_index.h"

#include "geom/edge.h"

#include <math.h>

/* Points move to the lattice by 0.71 units, so two come nearer by 1.42 at most: what is farther
 * apart than this stays apart, whatever doubles make of it. */
#define CLEAR (3.0 * (double)LT_FIXED_ONE)
/* So many questions are worth a tree. */
#define QUESTIONS_OF_TREE 32

void lt_ring_index_clear(LtRingIndex *index)
{
  g_clear_pointer(&index->tree, lt_boxtree_free);
  g_clear_pointer(&index->ring_of, g_free);
}

static bool tree_make(LtRingIndex *index, GError **error)
{
  if (index->tree != NULL)
    return true;
  g_autofree LtBox *boxes = lt_alloc(index->n_points, sizeof *boxes, "edges of rings", error);
  index->ring_of = lt_alloc(index->n_points, sizeof *index->ring_of, "edges of rings", error);
  if (boxes == NULL || index->ring_of == NULL)
    return false;
  for (size_t r = 0; r < index->n_rings; r++) {
    const LtRegionRing *ring = &index->rings[r];
    for (size_t i = 0; i + 1 < ring->n_points; i++) {
      boxes[ring->begin + i] = lt_edge_box(ring->points[i], ring->points[i + 1]);
      index->ring_of[ring->begin + i] = (uint32_t)r;
    }
    boxes[ring->begin + ring->n_points - 1] = (LtBox){{1, 1}, {0, 0}};
  }
  index->tree = lt_boxtree_new(boxes, index->n_points, error);
  return index->tree != NULL;
}

/* ---- shells and holes ---- */

/* Even-odd; 0 on the border. */
static int ring_side(const LtRegionRing *ring, LtPoint point)
{
  bool inside = false;
  for (size_t i = 1; i < ring->n_points; i++)
    if (!lt_edge_ray(ring->points[i - 1], ring->points[i], point, &inside))
      return 0;
  return inside ? 1 : -1;
}

static bool ring_holds(const LtRegionRing *shell, const LtRegionRing *hole)
{
  if (hole->box.min.x < shell->box.min.x || hole->box.max.x > shell->box.max.x ||
      hole->box.min.y < shell->box.min.y || hole->box.max.y > shell->box.max.y)
    return false;
  for (size_t i = 0; i + 1 < hole->n_points; i++) {
    int side = ring_side(shell, hole->points[i]);
    if (side != 0)
      return side > 0;
  }
  return true;
}

/* True when a shell could be around a hole and is smaller than the one found so far. */
static bool is_better(const LtRingIndex *index, size_t shell, size_t hole, size_t found)
{
  const LtRegionRing *rings = index->rings;
  return rings[shell].area2 > -rings[hole].area2 &&
         (found == SIZE_MAX || rings[shell].area2 < rings[found].area2);
}

static size_t shell_find(const LtRingIndex *index, size_t hole)
{
  size_t found = SIZE_MAX;
  for (size_t s = 0; s < index->n_rings; s++)
    if (is_better(index, s, hole, found) && ring_holds(&index->rings[s], &index->rings[hole]))
      found = s;
  return found;
}

/* The same for a hole that the rounding of crossings has put across its shell by 2^-18 units, so
 * that none holds all of it: the shell that holds more of its points than lie outside. */
static size_t shell_guess(const LtRingIndex *index, size_t hole)
{
  size_t found = SIZE_MAX;
  const LtRegionRing *ring = &index->rings[hole];
  for (size_t s = 0; s < index->n_rings; s++) {
    if (!is_better(index, s, hole, found) || !lt_box_overlaps(&index->rings[s].box, &ring->box))
      continue;
    int64_t more = 0;
    for (size_t i = 0; i + 1 < ring->n_points; i++)
      more += ring_side(&index->rings[s], ring->points[i]);
    if (more > 0)
      found = s;
  }
  return found;
}

/* What a ray eastwards from a point of a hole meets. */
typedef struct {
  const LtRingIndex *index;
  LtPoint point;
  uint8_t *inside; /* of each ring: 1 inside, ON_BORDER */
  uint32_t *met;   /* rings, once for each edge */
  size_t n_met, cap_met;
  GError *error;
} Ray;

#define ON_BORDER 2

static bool ray_edge(size_t edge, void *data)
{
  Ray *ray = data;
  const LtPoint *points = ray->index->points;
  uint32_t ring = ray->index->ring_of[edge];
  if (!lt_grow(&ray->met, &ray->cap_met, ray->n_met + 1, sizeof *ray->met, "rings", &ray->error))
    return false;
  ray->met[ray->n_met++] = ring;
  bool crosses = false;
  if (!lt_edge_ray(points[edge], points[edge + 1], ray->point, &crosses))
    ray->inside[ring] = ON_BORDER;
  else if (crosses && ray->inside[ring] != ON_BORDER)
    ray->inside[ring] ^= 1;
  return true;
}

/* The same by the tree: the shells are those among the rings that the ray meets. */
static bool shell_find_by_ray(Ray *ray, size_t hole, int64_t max_x, size_t *found, GError **error)
{
  const LtRingIndex *index = ray->index;
  *found = SIZE_MAX;
  ray->point = index->rings[hole].points[0];
  ray->n_met = 0;
  LtBox box = {ray->point, {max_x, ray->point.y}};
  lt_boxtree_visit(index->tree, &box, ray_edge, ray);
  for (size_t i = 0; i < ray->n_met; i++) {
    uint32_t ring = ray->met[i];
    uint8_t inside = ray->inside[ring];
    ray->inside[ring] = 0; /* met again it counts no more */
    if (inside != 0 && is_better(index, ring, hole, *found) &&
        (inside != ON_BORDER || ring_holds(&index->rings[ring], &index->rings[hole])))
      *found = ring;
  }
  bool ok = ray->error == NULL;
  if (!ok)
    g_propagate_error(error, g_steal_pointer(&ray->error));
  return ok;
}

static bool shells_find_by_rays(LtRingIndex *index, size_t *shells, GError **error)
{
  if (!tree_make(index, error))
    return false;
  Ray ray = {.index = index, .inside = lt_alloc(index->n_rings, 1, "rings", error)};
  int64_t max_x = INT64_MIN;
  for (size_t r = 0; r < index->n_rings; r++)
    max_x = MAX(max_x, index->rings[r].box.max.x);
  bool ok = ray.inside != NULL;
  for (size_t r = 0; ok && r < index->n_rings; r++)
    if (index->rings[r].area2 < 0)
      ok = shell_find_by_ray(&ray, r, max_x, &shells[r], error);
  g_free(ray.inside);
  g_free(ray.met);
  return ok;
}

/* True for a ring of no more area than its points moving by a fixed-point unit in x and y make: the
 * rounding of crossings turned a tip over, so that it goes around nothing clockwise. */
static bool is_turned_over(const LtRegionRing *ring)
{
  double perimeter = 0;
  for (size_t i = 1; i < ring->n_points; i++)
    perimeter += fabs((double)(ring->points[i].x - ring->points[i - 1].x)) +
                 fabs((double)(ring->points[i].y - ring->points[i - 1].y));
  return fabs((double)ring->area2) <= 4 * (perimeter + (double)ring->n_points);
}

bool lt_ring_index_nest(LtRingIndex *index, size_t *shells, GError **error)
{
  size_t n_holes = 0;
  for (size_t r = 0; r < index->n_rings; r++)
    n_holes += index->rings[r].area2 < 0;
  if (n_holes > QUESTIONS_OF_TREE && !shells_find_by_rays(index, shells, error))
    return false;
  for (size_t r = 0; n_holes > 0 && r < index->n_rings; r++) {
    if (index->rings[r].area2 > 0)
      continue;
    if (n_holes <= QUESTIONS_OF_TREE)
      shells[r] = shell_find(index, r);
    if (shells[r] == SIZE_MAX)
      shells[r] = shell_guess(index, r);
    if (shells[r] == SIZE_MAX && !is_turned_over(&index->rings[r]))
      return lt_fail(error, LT_ERROR_GEOMETRY, LT_T_OVERLAY_HOLE);
  }
  return true;
}

/* ---- clear of each other ---- */

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

static void move_scan(Move *move)
{
  for (size_t r = 0; r < move->index->n_rings; r++) {
    const LtRegionRing *ring = &move->index->rings[r];
    if (!lt_box_overlaps(&ring->box, &move->swept))
      continue;
    for (size_t i = 1; i < ring->n_points; i++) {
      LtBox box = lt_edge_box(ring->points[i - 1], ring->points[i]);
      if (lt_box_overlaps(&box, &move->swept) &&
          !edge_is_clear(move, ring->points[i - 1], ring->points[i])) {
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
    for (size_t i = 0; i + 1 < ring->n_points; i++) {
      if (lt_fixed_is_lattice(ring->points[i]))
        continue;
      if (++n_moves == QUESTIONS_OF_TREE && !tree_make(index, error))
        return false;
      if (!point_is_clear(index, ring, i)) {
        *is_clear = false;
        return true;
      }
    }
  }
  return true;
}
