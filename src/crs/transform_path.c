#include "base/bytes.h"
#include "crs/crs_pj.h"
#include "crs/transform.h"

#include <math.h>
#include <stdint.h>

/* Allowed at the points looked at; between them a curve of third degree goes 10 % farther at most
 * and shall still stay within 0.0001 m. */
#define PATH_OFF_M 0.00009
/* No degree on the ground is longer: one of latitude at the poles. */
#define DEGREE_M 111694.0
/* Halvings of an edge. One that is not near its image by then jumps there. */
#define PATH_LEVELS 20
/* What a path may be given: enough for the frame of a map of 1,000 km, or a border with edges of
 * 10 km. */
#define PATH_ADDED 65536
#define PATH_ADDED_PER_POINT 256
/* Points put in before a path is given up cost time, but no room. */
#define LOST_SHARE 4

typedef struct {
  double x, y; /* lt_transform_points() takes an array of them as 2·n doubles */
} Point;

typedef struct {
  LtTransform *transform;
  double off_max; /* in units of the target */
  Point *points;
  size_t n, capacity, n_max;
  bool is_lost; /* a point has no image, or an edge bends too much */
  GError **error;
} Path;

/* An edge or a piece of it, with its midpoint. */
typedef struct {
  Point a, m, b;                   /* source */
  Point a_image, m_image, b_image; /* target, finite */
} Piece;

/* The same in both directions: adding two numbers does not depend on their order. */
static Point middle(Point a, Point b)
{
  return (Point){(a.x + b.x) / 2, (a.y + b.y) / 2};
}

static bool path_push(Path *path, Point p)
{
  if (path->n == SIZE_MAX || !lt_grow(&path->points, &path->capacity, path->n + 1,
                                      sizeof *path->points, "transformed path", path->error))
    return false;
  path->points[path->n++] = p;
  return true;
}

static bool path_lose(Path *path)
{
  path->is_lost = true;
  return false;
}

/* Distance from the chord a b. How far along the chord does not matter: the shape is the same. */
static double off(Point p, Point a, Point b)
{
  double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
  double t = length2 > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2 : 0;
  t = CLAMP(t, 0, 1);
  return hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/* Third difference of four points at equal steps, across their chord: what is not a mere arc. */
static double skew(const Point p[4])
{
  double dx = p[3].x - p[0].x, dy = p[3].y - p[0].y, length = hypot(dx, dy);
  double x = dx - 3 * (p[2].x - p[1].x), y = dy - 3 * (p[2].y - p[1].y);
  return length > 0 ? fabs(x * dy - y * dx) / length : hypot(x, y);
}

/* A jump along the chord is no bend, so steps of which one is four times another are looked into,
 * where they are longer than a metre or so. */
static bool is_even(const Path *path, const Point *p, size_t n)
{
  double least = HUGE_VAL, most = 0;
  for (size_t i = 1; i < n; i++) {
    double step = hypot(p[i].x - p[i - 1].x, p[i].y - p[i - 1].y);
    least = fmin(least, step);
    most = fmax(most, step);
  }
  return most <= 4 * least || most <= 1e4 * path->off_max;
}

/* The bend fades fourfold with each halving, so this many points are needed. What is four times
 * beyond the limit is not even tried: the answer to hostile data must be quick. */
static bool is_hopeless(const Path *path, double most)
{
  return sqrt(most / path->off_max) > 4.0 * (double)path->n_max;
}

static bool half_is_near(const Path *path, const Point p[3], double margin)
{
  return off(p[1], p[0], p[2]) + margin <= path->off_max && is_even(path, p, 3);
}

/* Put in what lies between the ends of a piece; false when the path is lost or out of memory. The
 * quarters are looked at too: an edge bent to an S has its midpoint in place. The quarters are the
 * midpoints of the halves, so a half is judged by what is known of it: off at its midpoint, and at
 * its own quarters by a sixteenth of the skew, taken twice. */
static bool piece_densify(Path *path, const Piece *piece, unsigned level)
{
  Point q[2] = {middle(piece->a, piece->m), middle(piece->m, piece->b)}, images[2] = {q[0], q[1]};
  if (lt_transform_points(path->transform, &images[0].x, 2) > 0)
    return path_lose(path);
  Point p[5] = {piece->a_image, images[0], piece->m_image, images[1], piece->b_image};
  double most = fmax(off(p[2], p[0], p[4]), fmax(off(p[1], p[0], p[4]), off(p[3], p[0], p[4])));
  if (most <= path->off_max && is_even(path, p, 5))
    return true;
  if (level == PATH_LEVELS || path->n >= path->n_max || is_hopeless(path, most))
    return path_lose(path);
  double margin = fmax(skew(p), skew(p + 1)) / 8;
  Piece first = {piece->a, q[0], piece->m, p[0], p[1], p[2]};
  Piece second = {piece->m, q[1], piece->b, p[2], p[3], p[4]};
  return (half_is_near(path, p, margin) || piece_densify(path, &first, level + 1)) &&
         path_push(path, p[2]) &&
         (half_is_near(path, p + 2, margin) || piece_densify(path, &second, level + 1));
}

/* Always from the lesser end on, so that rounding is the same in both directions. */
static bool edge_densify(Path *path, Point a, Point b, Point a_image, Point b_image)
{
  bool is_turned = a.x > b.x || (a.x == b.x && a.y > b.y);
  Point m = middle(a, b), m_image = m;
  if (lt_transform_points(path->transform, &m_image.x, 1) > 0)
    return path_lose(path);
  Piece piece = is_turned ? (Piece){b, m, a, b_image, m_image, a_image}
                          : (Piece){a, m, b, a_image, m_image, b_image};
  size_t begin = path->n;
  if (!piece_densify(path, &piece, 0))
    return false;
  for (size_t i = begin, j = path->n; is_turned && i + 1 < j; i++) {
    Point swapped = path->points[i];
    path->points[i] = path->points[--j];
    path->points[j] = swapped;
  }
  return true;
}

static bool points_densify(Path *path, const double *xy, const Point *images, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    Point here = {xy[2 * i], xy[2 * i + 1]};
    Point last = i > 0 ? (Point){xy[2 * i - 2], xy[2 * i - 1]} : here;
    if ((i > 0 && !edge_densify(path, last, here, images[i - 1], images[i])) ||
        !path_push(path, images[i]))
      return false;
  }
  /* The same wherever a ring begins. */
  return path->n <= path->n_max || path_lose(path);
}

static Path path_begin(LtTransform *transform, size_t n, GError **error)
{
  bool is_bounded = n < SIZE_MAX / (2 * PATH_ADDED_PER_POINT) - PATH_ADDED;
  return (Path){.transform = transform,
                .off_max =
                    lt_transform_is_to_degrees(transform) ? PATH_OFF_M / DEGREE_M : PATH_OFF_M,
                .n_max = is_bounded ? n + PATH_ADDED + PATH_ADDED_PER_POINT * n : SIZE_MAX,
                .error = error};
}

bool lt_transform_path(LtTransform *transform, const double *xy, size_t n, double **out,
                       size_t *n_out, size_t *n_added, GError **error)
{
  g_return_val_if_fail(transform != NULL && (xy != NULL || n == 0) && out != NULL, false);

  *out = NULL;
  *n_out = *n_added = 0;
  g_autofree Point *images = lt_alloc(n, sizeof *images, "transformed path", error);
  if (images == NULL)
    return false;
  for (size_t i = 0; i < n; i++)
    images[i] = (Point){xy[2 * i], xy[2 * i + 1]};
  bool has_images = lt_transform_points(transform, &images->x, n) == 0;
  Path path = path_begin(transform, n, error);
  if (has_images && !lt_transform_is_identity(transform)) {
    bool is_ok = points_densify(&path, xy, images, n);
    g_autofree Point *densified = g_steal_pointer(&path.points);
    size_t n_counted = is_ok ? path.n - n : path.n / LOST_SHARE;
    if ((!is_ok && !path.is_lost) || !lt_transform_count_added(transform, n_counted, error))
      return false;
    if (is_ok) {
      g_free(images);
      images = g_steal_pointer(&densified);
      *n_added = n_counted;
    }
  }
  for (size_t i = 0; path.is_lost && i < n; i++)
    images[i] = (Point){HUGE_VAL, HUGE_VAL};
  *n_out = n + *n_added;
  *out = (double *)g_steal_pointer(&images);
  return true;
}
