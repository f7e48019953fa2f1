/* Rings are ranked so that a container always comes before what it contains; each ring then hangs
 * under the last of the rings before it that contain it. A tree comes out whatever the rings look
 * like, crossing ones included. */
#include "geom/nest.h"

#include "geom/boxtree.h"
#include "geom/edge.h"

#include <stdlib.h>

/* Rings with more points get an index over their edges once somebody asks where a point lies. */
#define INDEX_POINTS 64
/* Rings ranked just before are tried first: deep nests need no search. */
#define TRIED_FIRST 8
#define NO_RING SIZE_MAX

typedef struct {
  const LtPoint *points;
  size_t n_points;
  LtBox box;
  __int128 area2;
  LtBoxTree *edges; /* NULL until wanted */
  size_t rank, depth, parent;
  size_t first_hole, next_hole; /* holes of a shell, in the order of the file */
} Ring;

typedef struct {
  Ring *rings;
  size_t n_rings;
  size_t *ranked; /* rings, largest box first */
  LtBox *boxes;   /* scratch: of the rings, then of the edges of one ring */
  size_t cap_boxes;
  LtBoxTree *tree; /* over the boxes of the rings */
} Nest;

static void nest_clear(Nest *nest)
{
  for (size_t i = 0; nest->rings != NULL && i < nest->n_rings; i++)
    lt_boxtree_free(nest->rings[i].edges);
  g_free(nest->rings);
  g_free(nest->ranked);
  g_free(nest->boxes);
  lt_boxtree_free(nest->tree);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Nest, nest_clear)

/* Midpoints of edges are no lattice points: inside this file points to be located are doubled. */
static LtPoint doubled(LtPoint point)
{
  return (LtPoint){2 * point.x, 2 * point.y};
}

static int points_locate(const LtPoint *points, size_t n, LtPoint point2)
{
  bool inside = false;
  for (size_t i = 1; i < n; i++)
    if (!lt_edge_ray(doubled(points[i - 1]), doubled(points[i]), point2, &inside))
      return 0;
  return inside ? 1 : -1;
}

int lt_ring_locate(const LtPoint *ring, size_t n, LtPoint point)
{
  return points_locate(ring, n, doubled(point));
}

typedef struct {
  const LtPoint *points;
  LtPoint point2;
  bool inside, on_border;
} Ray;

static bool ray_edge(size_t edge, void *data)
{
  Ray *ray = data;
  ray->on_border = !lt_edge_ray(doubled(ray->points[edge]), doubled(ray->points[edge + 1]),
                                ray->point2, &ray->inside);
  return !ray->on_border;
}

static int64_t half_down(int64_t number)
{
  return (number - (number & 1)) / 2;
}

/* The same through the index of the ring's edges. */
static int indexed_locate(const Ring *ring, LtPoint point2)
{
  Ray ray = {.points = ring->points, .point2 = point2};
  /* edges that pass a half pass the whole number below it too */
  int64_t y = half_down(point2.y);
  LtBox along = {{half_down(point2.x), y}, {ring->box.max.x, y}};
  if (along.min.x > along.max.x)
    return -1;
  lt_boxtree_visit(ring->edges, &along, ray_edge, &ray);
  return ray.on_border ? 0 : ray.inside ? 1 : -1;
}

static int ring_locate(const Ring *ring, LtPoint point2)
{
  return ring->edges != NULL ? indexed_locate(ring, point2)
                             : points_locate(ring->points, ring->n_points, point2);
}

static bool ring_index(Nest *nest, Ring *ring, GError **error)
{
  if (ring->edges != NULL || ring->n_points <= INDEX_POINTS)
    return true;
  size_t n_edges = ring->n_points - 1;
  if (!lt_grow(&nest->boxes, &nest->cap_boxes, n_edges, sizeof *nest->boxes, "ring edges", error))
    return false;
  for (size_t i = 0; i < n_edges; i++)
    nest->boxes[i] = lt_edge_box(ring->points[i], ring->points[i + 1]);
  ring->edges = lt_boxtree_new(nest->boxes, n_edges, error);
  return ring->edges != NULL;
}

/* Whether the first point of the inner ring that is not on the outer one's border is inside it.
 * Where all corners are on the border the midpoints of the edges decide; where these are too the
 * rings coincide, and the outer one is the one that is ranked before. */
static bool ring_contains(const Ring *outer, const Ring *inner)
{
  const LtPoint *points = inner->points;
  for (size_t i = 0; i + 1 < inner->n_points; i++) {
    int where = ring_locate(outer, doubled(points[i]));
    if (where != 0)
      return where > 0;
  }
  for (size_t i = 1; i < inner->n_points; i++) {
    LtPoint middle2 = {points[i - 1].x + points[i].x, points[i - 1].y + points[i].y};
    int where = ring_locate(outer, middle2);
    if (where != 0)
      return where > 0;
  }
  return true;
}

static LtBox points_box(const LtPoint *points, size_t n)
{
  LtBox box = {points[0], points[0]};
  for (size_t i = 1; i < n; i++)
    lt_box_add_point(&box, points[i]);
  return box;
}

static bool box_contains(const LtBox *outer, const LtBox *inner)
{
  return outer->min.x <= inner->min.x && inner->max.x <= outer->max.x &&
         outer->min.y <= inner->min.y && inner->max.y <= outer->max.y;
}

static bool nest_prepare(Nest *nest, const LtPoint *points, const size_t *ends, size_t n_rings,
                         GError **error)
{
  nest->n_rings = n_rings;
  nest->rings = lt_alloc(n_rings, sizeof *nest->rings, "rings", error);
  if (nest->rings == NULL ||
      !lt_grow(&nest->boxes, &nest->cap_boxes, n_rings, sizeof *nest->boxes, "rings", error))
    return false;
  nest->ranked = lt_alloc(n_rings, sizeof *nest->ranked, "rings", error);
  if (nest->ranked == NULL)
    return false;
  for (size_t i = 0, begin = 0; i < n_rings; begin = ends[i++]) {
    size_t n = ends[i] - begin;
    nest->rings[i] = (Ring){.points = points + begin,
                            .n_points = n,
                            .box = points_box(points + begin, n),
                            .area2 = lt_ring_area2(points + begin, n),
                            .parent = NO_RING,
                            .first_hole = NO_RING,
                            .next_hole = NO_RING};
    nest->boxes[i] = nest->rings[i].box;
    nest->ranked[i] = i;
  }
  nest->tree = lt_boxtree_new(nest->boxes, n_rings, error);
  return nest->tree != NULL;
}

static __int128 area_abs(__int128 area2)
{
  return area2 < 0 ? -area2 : area2;
}

/* A box inside another has the smaller girth; equal boxes: the larger area, then the order of
 * the file. */
static int ring_compare(const void *a, const void *b, void *data)
{
  size_t i = *(const size_t *)a, j = *(const size_t *)b;
  const Ring *p = (const Ring *)data + i, *q = (const Ring *)data + j;
  int64_t girth_p = p->box.max.x - p->box.min.x + p->box.max.y - p->box.min.y;
  int64_t girth_q = q->box.max.x - q->box.min.x + q->box.max.y - q->box.min.y;
  if (girth_p != girth_q)
    return girth_p > girth_q ? -1 : 1;
  __int128 area_p = area_abs(p->area2), area_q = area_abs(q->area2);
  if (area_p != area_q)
    return area_p > area_q ? -1 : 1;
  return i < j ? -1 : i > j;
}

typedef struct {
  Nest *nest;
  Ring *ring;
  GError **error;
  bool failed;
} Search;

/* Keep the container ranked last; those before it need not be tested. */
static bool search_ring(size_t item, void *data)
{
  Search *search = data;
  Nest *nest = search->nest;
  Ring *ring = search->ring, *outer = &nest->rings[item];
  if (outer->rank >= ring->rank || !box_contains(&outer->box, &ring->box) ||
      (ring->parent != NO_RING && outer->rank < nest->rings[ring->parent].rank))
    return true;
  search->failed = !ring_index(nest, outer, search->error);
  if (search->failed)
    return false;
  if (ring_contains(outer, ring))
    ring->parent = item;
  return true;
}

static bool ring_hang(Nest *nest, Ring *ring, GError **error)
{
  Search search = {.nest = nest, .ring = ring, .error = error};
  for (size_t i = 1; i <= MIN(TRIED_FIRST, ring->rank); i++)
    if (ring->parent == NO_RING && !search_ring(nest->ranked[ring->rank - i], &search))
      return false;
  if (ring->parent == NO_RING)
    lt_boxtree_visit(nest->tree, &ring->box, search_ring, &search);
  if (search.failed)
    return false;
  ring->depth = ring->parent == NO_RING ? 0 : nest->rings[ring->parent].depth + 1;
  return true;
}

static bool nest_rank(Nest *nest, GError **error)
{
  g_qsort_with_data(nest->ranked, (gint)nest->n_rings, sizeof *nest->ranked, ring_compare,
                    nest->rings);
  for (size_t rank = 0; rank < nest->n_rings; rank++)
    nest->rings[nest->ranked[rank]].rank = rank;
  for (size_t rank = 0; rank < nest->n_rings; rank++)
    if (!ring_hang(nest, &nest->rings[nest->ranked[rank]], error))
      return false;
  return true;
}

static void nest_link_holes(Nest *nest)
{
  for (size_t i = nest->n_rings; i-- > 0;) {
    Ring *ring = &nest->rings[i];
    if (ring->depth % 2 == 0)
      continue;
    Ring *shell = &nest->rings[ring->parent];
    ring->next_hole = shell->first_hole;
    shell->first_hole = i;
  }
}

static bool ring_append(const Ring *ring, LtShapes *shapes, GError **error)
{
  bool is_hole = ring->depth % 2 == 1;
  size_t begin = shapes->n_points, end = begin + ring->n_points;
  if (!lt_shapes_add_ring(shapes, ring->points, ring->n_points, is_hole, error))
    return false;
  bool is_clockwise = ring->area2 < 0;
  if (ring->area2 == 0 || is_clockwise == is_hole)
    return true;
  for (LtPoint *a = shapes->points + begin, *b = shapes->points + end - 1; a < b; a++, b--) {
    LtPoint swapped = *a;
    *a = *b;
    *b = swapped;
  }
  return true;
}

bool lt_nest_rings(LtShapes *shapes, const LtPoint *points, const size_t *ends, size_t n_rings,
                   GError **error)
{
  g_auto(Nest) nest = {0};
  if (!nest_prepare(&nest, points, ends, n_rings, error) || !nest_rank(&nest, error) ||
      !lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, error))
    return false;
  nest_link_holes(&nest);

  for (size_t i = 0; i < n_rings; i++) {
    const Ring *ring = &nest.rings[i];
    if (ring->depth % 2 == 1)
      continue;
    if (!ring_append(ring, shapes, error))
      return false;
    for (size_t hole = ring->first_hole; hole != NO_RING; hole = nest.rings[hole].next_hole)
      if (!ring_append(&nest.rings[hole], shapes, error))
        return false;
  }
  return true;
}
