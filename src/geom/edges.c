#include "geom/edges.h"

LtEdgeWalk lt_edge_walk(const LtShapes *shapes, size_t feature)
{
  return (LtEdgeWalk){.shapes = shapes,
                      .ring = lt_shapes_first_ring(shapes, feature),
                      .end_ring = shapes->feature_ends[feature],
                      .is_points = shapes->types[feature] == LT_GEOM_POINT};
}

bool lt_edge_next(LtEdgeWalk *walk, size_t *from, size_t *to)
{
  while (walk->point == walk->end_edge) {
    if (walk->ring == walk->end_ring)
      return false;
    size_t begin = lt_shapes_first_point(walk->shapes, walk->ring);
    size_t end = walk->shapes->ring_ends[walk->ring++];
    bool is_path = !walk->is_points && end - begin > 1;
    walk->point = begin;
    walk->end_edge = is_path ? end - 1 : end;
    walk->length = is_path;
  }
  *from = walk->point++;
  *to = *from + walk->length;
  return true;
}

static bool feature_is_used(const uint8_t *use, size_t feature)
{
  return use == NULL || use[feature];
}

static size_t edges_count(const LtShapes *shapes, const uint8_t *use, size_t first, size_t end)
{
  size_t n = 0, from, to;
  for (size_t f = first; f < end; f++) {
    LtEdgeWalk walk = lt_edge_walk(shapes, f);
    while (feature_is_used(use, f) && lt_edge_next(&walk, &from, &to))
      n++;
  }
  return n;
}

static void edges_fill(LtEdges *edges, LtBox *boxes, const uint8_t *use, size_t first, size_t end)
{
  const LtShapes *shapes = edges->shapes;
  size_t n = 0;
  for (size_t f = first; f < end; f++) {
    LtEdgeWalk walk = lt_edge_walk(shapes, f);
    LtEdge edge = {.feature = f};
    size_t ring = SIZE_MAX;
    while (feature_is_used(use, f) && lt_edge_next(&walk, &edge.from, &edge.to)) {
      edge.is_first = walk.is_points || walk.ring != ring;
      ring = walk.ring;
      boxes[n] = lt_edge_box(shapes->points[edge.from], shapes->points[edge.to]);
      edges->edges[n++] = edge;
    }
  }
}

LtEdges *lt_edges_new(const LtShapes *shapes, const uint8_t *use, size_t first, size_t end,
                      GError **error)
{
  g_autoptr(LtEdges) edges = g_new0(LtEdges, 1);
  edges->shapes = shapes;
  edges->n_edges = edges_count(shapes, use, first, end);
  edges->edges = lt_alloc(edges->n_edges, sizeof *edges->edges, "edges", error);
  if (edges->edges == NULL)
    return NULL;
  g_autofree LtBox *boxes = lt_alloc(edges->n_edges, sizeof *boxes, "edges", error);
  if (boxes == NULL)
    return NULL;
  edges_fill(edges, boxes, use, first, end);
  edges->tree = lt_boxtree_new(boxes, edges->n_edges, error);
  return edges->tree == NULL ? NULL : g_steal_pointer(&edges);
}

void lt_edges_free(LtEdges *edges)
{
  if (edges == NULL)
    return;
  g_free(edges->edges);
  lt_boxtree_free(edges->tree);
  g_free(edges);
}

typedef struct {
  const LtEdges *edges;
  size_t feature;
  LtPoint point;
  bool inside, on_border;
} Ray;

static bool ray_edge(size_t item, void *data)
{
  Ray *ray = data;
  const LtEdge *edge = &ray->edges->edges[item];
  const LtPoint *points = ray->edges->shapes->points;
  if (edge->feature == ray->feature)
    ray->on_border = !lt_edge_ray(points[edge->from], points[edge->to], ray->point, &ray->inside);
  return !ray->on_border;
}

bool lt_edges_contain(const LtEdges *edges, size_t feature, int64_t max_x, LtPoint point)
{
  Ray ray = {.edges = edges, .feature = feature, .point = point};
  LtBox eastwards = {point, {max_x, point.y}};
  lt_boxtree_visit(edges->tree, &eastwards, ray_edge, &ray);
  return ray.inside && !ray.on_border;
}

bool lt_feature_contains(const LtShapes *shapes, size_t feature, LtPoint point)
{
  bool inside = false;
  LtEdgeWalk walk = lt_edge_walk(shapes, feature);
  size_t from, to;
  while (lt_edge_next(&walk, &from, &to))
    if (!lt_edge_ray(shapes->points[from], shapes->points[to], point, &inside))
      return false;
  return inside;
}
