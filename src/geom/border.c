#include "geom/border.h"

#include <float.h>
#include <math.h>

#define PI 3.14159265358979323846
/* Units of the tree: a millionth of a metre where coordinates leave room for it. */
#define SCALE_BITS 20
#define COORDINATE_BITS 49

void lt_border_clear(LtBorder *border)
{
  g_free(border->edges);
  lt_boxtree_free(border->tree);
}

LtVec lt_border_nearest(const LtBorder *border, size_t edge, LtVec from)
{
  LtVec a = lt_border_point(border, edge), b = lt_border_point(border, edge + 1);
  LtVec along = lt_vec_sub(b, a);
  double length2 = lt_vec_dot(along, along);
  double s = length2 > 0 ? lt_vec_dot(lt_vec_sub(from, a), along) / length2 : 0;
  return s >= 1 ? b : lt_vec_add(a, along, fmax(s, 0));
}

/* Rounded outwards, so boxes are never farther than what is in them. */
static LtBox box_around(const LtBorder *border, LtVec a, LtVec b)
{
  double s = border->scale;
  return (LtBox){{(int64_t)floor(fmin(a.x, b.x) * s), (int64_t)floor(fmin(a.y, b.y) * s)},
                 {(int64_t)ceil(fmax(a.x, b.x) * s), (int64_t)ceil(fmax(a.y, b.y) * s)}};
}

double lt_border_bound(const LtBorder *border, double distance)
{
  double units = distance * border->scale + 1;
  return units * units;
}

void lt_border_visit(const LtBorder *border, LtVec from, double *bound, LtBoxFunc func, void *data)
{
  LtBox box = box_around(border, from, from);
  lt_boxtree_nearest(border->tree, &box, bound, func, data);
}

typedef struct {
  const LtBorder *border;
  LtVec from;
  bool inside;
} Ray;

static bool ray_edge(size_t edge, void *data)
{
  Ray *ray = data;
  LtVec a = lt_border_point(ray->border, edge), b = lt_border_point(ray->border, edge + 1);
  if ((a.y > ray->from.y) != (b.y > ray->from.y)) {
    double cross = lt_vec_cross(lt_vec_sub(b, a), lt_vec_sub(ray->from, a));
    if ((cross > 0) == (b.y > a.y))
      ray->inside = !ray->inside;
  }
  return true;
}

bool lt_border_contains(const LtBorder *border, LtVec point)
{
  Ray ray = {border, point, false};
  LtBox eastwards = box_around(border, point, point);
  eastwards.max.x = INT64_MAX;
  lt_boxtree_visit(border->tree, &eastwards, ray_edge, &ray);
  return ray.inside;
}

/* Twice the signed area. */
static double ring_area2(const double *xy, size_t n)
{
  double sum = 0;
  for (size_t i = 1; i + 1 < n; i++)
    sum += (xy[2 * i] - xy[0]) * (xy[2 * i + 3] - xy[1]) -
           (xy[2 * i + 1] - xy[1]) * (xy[2 * i + 2] - xy[0]);
  return sum;
}

/* Sides and predecessors of the edges of one ring. */
static void ring_prepare(LtBorder *border, size_t begin, size_t end, int side)
{
  size_t before = LT_NO_EDGE;
  for (size_t round = 0; round < 2; round++) /* the first edges learn theirs in the second */
    for (size_t i = begin; i + 1 < end; i++) {
      LtVec along = lt_vec_sub(lt_border_point(border, i + 1), lt_border_point(border, i));
      bool has_length = hypot(along.x, along.y) > 0;
      border->edges[i] = (LtBorderEdge){before, has_length ? side : 0};
      if (has_length)
        before = i;
    }
}

static void border_measure(LtBorder *border, const size_t *ends, size_t n_rings)
{
  double area2 = 0;
  LtVec min = {HUGE_VAL, HUGE_VAL}, max = {-HUGE_VAL, -HUGE_VAL};
  for (size_t ring = 0, begin = 0; ring < n_rings; begin = ends[ring++]) {
    double ring2 = ring_area2(border->xy + 2 * begin, ends[ring] - begin);
    area2 += ring == 0 ? fabs(ring2) : -fabs(ring2);
    ring_prepare(border, begin, ends[ring], ring2 == 0 ? 0 : (ring2 > 0) == (ring == 0) ? 1 : -1);
    for (size_t i = begin; i < ends[ring]; i++) {
      LtVec point = lt_border_point(border, i);
      min = (LtVec){fmin(min.x, point.x), fmin(min.y, point.y)};
      max = (LtVec){fmax(max.x, point.x), fmax(max.y, point.y)};
    }
  }
  double reach = fmax(fmax(fabs(min.x), fabs(max.x)), fmax(fabs(min.y), fabs(max.y)));
  border->slack = 32 * DBL_EPSILON * reach + 1e-12;
  border->scale = exp2(fmin(SCALE_BITS, floor(COORDINATE_BITS - log2(reach + 1))));

  double extent = fmax(max.x - min.x, max.y - min.y);
  double area_slack = 4 * DBL_EPSILON * (double)border->n_points * extent * extent;
  border->radius =
      fmin(sqrt((fmax(area2, 0) / 2 + area_slack) / PI), fmin(max.x - min.x, max.y - min.y) / 2);
}

bool lt_border_prepare(LtBorder *border, const double *xy, const size_t *ends, size_t n_rings,
                       GError **error)
{
  border->xy = xy;
  border->n_points = ends[n_rings - 1];
  border->edges = lt_alloc(border->n_points, sizeof *border->edges, "edges", error);
  g_autofree LtBox *boxes = lt_alloc(border->n_points, sizeof *boxes, "edges", error);
  if (border->edges == NULL || boxes == NULL)
    return false;
  border_measure(border, ends, n_rings);
  for (size_t ring = 0, begin = 0; ring < n_rings; begin = ends[ring++])
    for (size_t i = begin; i < ends[ring]; i++)
      boxes[i] = i + 1 < ends[ring] ? box_around(border, lt_border_point(border, i),
                                                 lt_border_point(border, i + 1))
                                    : (LtBox){{1, 1}, {0, 0}}; /* no edge */
  border->tree = lt_boxtree_new(boxes, border->n_points, error);
  return border->tree != NULL;
}
