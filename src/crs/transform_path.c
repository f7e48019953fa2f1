#include "crs/transform.h"

#include "base/bytes.h"

#include <math.h>
#include <stdint.h>

#define PATH_LEVELS 14
/* Allowed at the three points looked at; between them a curve of third degree goes 3 % farther and
 * shall still stay within 0.0001 m. */
#define PATH_OFF_M 0.00009
#define DEGREE_M 111320.0

typedef struct {
  double x, y;
} Point;

typedef struct {
  LtTransform *transform;
  double off_max; /* in units of the target */
  Point *points;
  size_t n, capacity;
  GError **error;
} Path;

/* The same in both directions: adding two numbers does not depend on their order. */
static Point middle(Point a, Point b)
{
  return (Point){(a.x + b.x) / 2, (a.y + b.y) / 2};
}

static bool is_finite_point(Point p)
{
  return isfinite(p.x) && isfinite(p.y);
}

static bool path_push(Path *path, Point p)
{
  if (path->n == SIZE_MAX || !lt_grow(&path->points, &path->capacity, path->n + 1,
                                      sizeof *path->points, "transformed path", path->error))
    return false;
  path->points[path->n++] = p;
  return true;
}

static double off(Point a, Point b)
{
  return hypot(a.x - b.x, a.y - b.y);
}

typedef struct {
  Point a, b;             /* source */
  Point a_image, b_image; /* target */
} Edge;

/* Put in what lies between the ends of an edge. The quarters are looked at too: an edge bent to an
 * S has its midpoint in place. A midpoint without image is put in, so that the caller sees it. */
static bool edge_densify(Path *path, const Edge *edge, unsigned level)
{
  if (level == PATH_LEVELS || !is_finite_point(edge->a_image) || !is_finite_point(edge->b_image))
    return true;
  Point m = middle(edge->a, edge->b), m_chord = middle(edge->a_image, edge->b_image);
  Point images[3] = {middle(edge->a, m), m, middle(m, edge->b)};
  size_t n_failed = lt_transform_points(path->transform, &images[0].x, 3);
  if (n_failed == 0 && off(images[1], m_chord) <= path->off_max &&
      off(images[0], middle(edge->a_image, m_chord)) <= path->off_max &&
      off(images[2], middle(m_chord, edge->b_image)) <= path->off_max)
    return true;
  if (!is_finite_point(images[1]))
    return path_push(path, images[1]);
  Edge first = {edge->a, m, edge->a_image, images[1]};
  Edge second = {m, edge->b, images[1], edge->b_image};
  return edge_densify(path, &first, level + 1) && path_push(path, images[1]) &&
         edge_densify(path, &second, level + 1);
}

bool lt_transform_path(LtTransform *transform, const double *xy, size_t n, double **out,
                       size_t *n_out, size_t *n_added, GError **error)
{
  g_return_val_if_fail(transform != NULL && (xy != NULL || n == 0) && out != NULL, false);

  Path path = {.transform = transform, .off_max = PATH_OFF_M, .error = error};
  if (lt_transform_is_to_degrees(transform))
    path.off_max /= DEGREE_M;
  *out = NULL;
  *n_out = *n_added = 0;
  bool is_ok = lt_grow(&path.points, &path.capacity, MAX(n, 1), sizeof *path.points,
                       "transformed path", error);
  Edge edge = {.a = {0, 0}};
  for (size_t i = 0; is_ok && i < n; i++) {
    edge.b = edge.b_image = (Point){xy[2 * i], xy[2 * i + 1]};
    lt_transform_points(transform, &edge.b_image.x, 1);
    if (i > 0 && !lt_transform_is_identity(transform))
      is_ok = edge_densify(&path, &edge, 0);
    is_ok = is_ok && path_push(&path, edge.b_image);
    edge.a = edge.b;
    edge.a_image = edge.b_image;
  }
  if (!is_ok) {
    g_free(path.points);
    return false;
  }
  *out = (double *)path.points;
  *n_out = path.n;
  *n_added = path.n - n;
  return true;
}
