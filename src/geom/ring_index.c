/* Rings among each other: which hole is in which shell, and which ring is around a place. */
#include "geom/ring_index.h"

#include "geom/edge.h"

#include <math.h>

/* The first look for an edge goes so far: a few metres. */
#define FIRST_WIDTH ((int64_t)(4 * LT_FIXED_PER_M))

void lt_ring_index_clear(LtRingIndex *index)
{
  g_clear_pointer(&index->tree, lt_boxtree_free);
  g_clear_pointer(&index->ring_of, g_free);
}

bool lt_ring_index_prepare(LtRingIndex *index, GError **error)
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

/* ---- what lies west ---- */

/* The search for the first edge to the west of a place: really of one just above it, or just
 * below. */
typedef struct {
  const LtRingIndex *index;
  LtPoint place;
  bool is_below;
  size_t own;        /* a ring that does not count and whose smallest point this is, or SIZE_MAX */
  size_t found;      /* edge, or SIZE_MAX */
  LtPoint low, high; /* its ends */
  /* an edge that ends in the place, or passes it, parts the place above (below) from the ring */
  bool is_parted_above, is_parted_below;
} West;

/* True when an edge meets the line through a place further east than another; each by its lower and
 * its upper end. Exact, for edges that do not cross. */
static bool is_further_east(const LtPoint a[2], const LtPoint b[2])
{
  int side = a[0].y >= b[0].y ? lt_sign(lt_cross(b[0], b[1], a[0]))
                              : -lt_sign(lt_cross(a[0], a[1], b[0]));
  if (side == 0)
    side = a[1].y <= b[1].y ? lt_sign(lt_cross(b[0], b[1], a[1]))
                            : -lt_sign(lt_cross(a[0], a[1], b[1]));
  return side < 0;
}

/* See whether an edge through the place goes east between the own ring and what is above, or
 * below. */
static void west_part(West *west, LtPoint end)
{
  if (west->own == SIZE_MAX || end.x <= west->place.x)
    return;
  const LtRegionRing *ring = &west->index->rings[west->own]; /* a hole: it begins upwards */
  west->is_parted_above |= lt_cross(west->place, ring->points[1], end) > 0;
  west->is_parted_below |= lt_cross(west->place, ring->points[ring->n_points - 2], end) < 0;
}

/* True for an edge, from its lower end to its upper one, that meets the line to the west. */
static bool is_west(const West *west, LtPoint low, LtPoint high)
{
  LtPoint at = west->place;
  if (west->is_below ? (low.y >= at.y) == (high.y >= at.y) : (low.y > at.y) == (high.y > at.y))
    return false;
  LtWide cross = lt_cross(low, high, at);
  if (cross != 0)
    return cross < 0;
  return west->is_below ? low.x <= high.x : high.x <= low.x;
}

static bool west_edge(size_t edge, void *data)
{
  West *west = data;
  LtPoint from = west->index->points[edge], to = west->index->points[edge + 1];
  if (west->index->ring_of[edge] == west->own)
    return true;
  if (lt_edge_has(from, to, west->place)) {
    west_part(west, from);
    west_part(west, to);
  }
  LtPoint ends[2] = {from.y < to.y ? from : to, from.y < to.y ? to : from};
  const LtPoint found[2] = {west->low, west->high};
  if (is_west(west, ends[0], ends[1]) &&
      (west->found == SIZE_MAX || is_further_east(ends, found))) {
    west->found = edge;
    west->low = ends[0];
    west->high = ends[1];
  }
  return true;
}

/* Look ever further to the west: what is near is met first, however many edges lie beyond. The
 * first ring begins at the smallest point of all. */
static void west_find(West *west)
{
  int64_t min_x = MIN(west->index->rings[0].points[0].x, west->place.x);
  for (int64_t width = FIRST_WIDTH;; width *= 2) {
    bool is_all = west->place.x - min_x <= width;
    LtPoint from = {is_all ? min_x : west->place.x - width, west->place.y};
    LtBox box = {from, west->place};
    west->found = SIZE_MAX;
    lt_boxtree_visit(west->index->tree, &box, west_edge, west);
    /* an edge that meets the line west of here may lie behind others */
    if (is_all || (west->found != SIZE_MAX && lt_cross(west->low, west->high, from) >= 0))
      return;
  }
}

static bool first_edge(size_t edge, void *data)
{
  West *west = data;
  west->found = edge;
  return false;
}

size_t lt_ring_index_around(const LtRingIndex *index, LtPoint place)
{
  West west = {.index = index, .place = place, .own = SIZE_MAX, .found = SIZE_MAX};
  west_find(&west);
  if (west.found == SIZE_MAX) {
    LtBox at = {place, place};
    double bound = INFINITY;
    lt_boxtree_nearest(index->tree, &at, &bound, first_edge, &west);
  }
  return index->ring_of[west.found];
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

/* The same from the first edge to the west, which belongs to the shell or to another hole in it;
 * holes further west are known already. */
static bool shell_find_by_west(Ray *ray, int64_t max_x, size_t hole, size_t *shells,
                               GError **error)
{
  const LtRingIndex *index = ray->index;
  West west = {.index = index,
               .place = index->rings[hole].points[0],
               .own = hole,
               .found = SIZE_MAX};
  west_find(&west);
  if (west.is_parted_above) {
    west.is_below = true;
    west_find(&west);
  }
  if (west.is_parted_above && west.is_parted_below)
    return shell_find_by_ray(ray, hole, max_x, &shells[hole], error);
  shells[hole] = SIZE_MAX;
  if (west.found == SIZE_MAX)
    return true;
  uint32_t ring = index->ring_of[west.found];
  if (index->rings[ring].area2 < 0 && ring > hole) /* both begin in one place */
    return shell_find_by_ray(ray, hole, max_x, &shells[hole], error);
  shells[hole] = index->rings[ring].area2 > 0 ? ring : shells[ring];
  return shells[hole] == SIZE_MAX || is_better(index, shells[hole], hole, SIZE_MAX) ||
         shell_find_by_ray(ray, hole, max_x, &shells[hole], error);
}

static bool shells_find(LtRingIndex *index, size_t *shells, GError **error)
{
  if (!lt_ring_index_prepare(index, error))
    return false;
  Ray ray = {.index = index, .inside = lt_alloc(index->n_rings, 1, "rings", error)};
  int64_t max_x = INT64_MIN;
  for (size_t r = 0; r < index->n_rings; r++)
    max_x = MAX(max_x, index->rings[r].box.max.x);
  bool ok = ray.inside != NULL;
  for (size_t r = 0; ok && r < index->n_rings; r++)
    if (index->rings[r].area2 < 0)
      ok = shell_find_by_west(&ray, max_x, r, shells, error);
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

bool lt_ring_index_nest(LtRingIndex *index, bool is_unbounded, size_t *shells, GError **error)
{
  size_t n_holes = 0;
  for (size_t r = 0; r < index->n_rings; r++)
    n_holes += index->rings[r].area2 < 0;
  if (n_holes > LT_RING_INDEX_PAYS && !shells_find(index, shells, error))
    return false;
  for (size_t r = 0; n_holes > 0 && r < index->n_rings; r++) {
    if (index->rings[r].area2 > 0)
      continue;
    if (n_holes <= LT_RING_INDEX_PAYS)
      shells[r] = shell_find(index, r);
    if (shells[r] == SIZE_MAX && !is_unbounded)
      shells[r] = shell_guess(index, r);
    if (shells[r] == SIZE_MAX && !is_unbounded && !is_turned_over(&index->rings[r]))
      return lt_fail(error, LT_ERROR_GEOMETRY, LT_T_OVERLAY_HOLE);
  }
  return true;
}
