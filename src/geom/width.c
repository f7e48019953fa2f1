/*
 * The largest circle inside touches the border: inside an edge, where its centre lies on the
 * inward normal, or at a reflex corner, where it lies between the normals of the two edges. So
 * the centres to be searched are two-dimensional no more: with a site (an edge or a corner), a
 * parameter s in 0..1 along it (or around it) and the radius r the centre is given, and the discs
 * of one s grow with r. A stretch of s holds no circle of radius r
 *   - when an edge cuts the discs at both of its ends: the set of s whose discs a convex set cuts
 *     is an interval (the radius up to the first touch is convex along an edge; around a corner
 *     discs and the edge blown up by r are pseudo-discs, Kedem et al. 1986), or
 *   - when its middle disc is cut deeper than half the stretch is long, for the distance to the
 *     border changes no faster than the place.
 * Other stretches are parted, or raise r. Two long parallel edges are done in one step, however
 * far they run: a sliver costs what its corners cost, not its length over its width. The largest
 * circle at one s is found by shrinking (Ma, Bae, Choi: 3D medial axis point approximation using
 * nearest neighbors, 2012).
 */
#include "geom/width.h"

#include "geom/border.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265358979323846
#define MAX_CELLS 1000000
#define MAX_CELLS_PER_POINT 8
#define COARSER 8            /* step of the next try when there were too many cells */
#define MAX_OFF_MIDDLE 0.375 /* a part of a stretch is at least an eighth of it */
#define LONG_RADII 8         /* a stretch that is many discs long */
#define MAX_DEPTH 320        /* partings: after 64 · ln 2 / ln 8/7 a double has no more */
#define MAX_SHRINKS 40
#define N_SEEDS 32
#define N_HINTS 8
#define NEIGHBOURS 2
#define MAX_LOOKS 8 /* edges looked at for one that cuts a stretch, before it is halved */

typedef struct {
  LtVec base, along, normal; /* centre: base + s × along + r × normal, turned by s × turn */
  double turn, length;
  size_t edge; /* itself, or the one that begins at the corner */
} Site;

typedef struct {
  LtBorder border;
  double step;   /* a circle must be larger than the best by this to be looked for */
  double radius; /* of the best circle */
  LtVec center;
  size_t n_cells, max_cells;
  size_t hints[N_HINTS]; /* edges that cut lately, the last first */
} Search;

static void search_clear(Search *search)
{
  lt_border_clear(&search->border);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

static LtVec edge_normal(const LtBorder *border, size_t edge)
{
  LtVec along = lt_vec_sub(lt_border_point(border, edge + 1), lt_border_point(border, edge));
  double length = border->edges[edge].side * hypot(along.x, along.y);
  return (LtVec){-along.y / length, along.x / length};
}

static Site site_of_edge(const LtBorder *border, size_t edge)
{
  LtVec a = lt_border_point(border, edge), along = lt_vec_sub(lt_border_point(border, edge + 1), a);
  return (Site){a, along, edge_normal(border, edge), 0, hypot(along.x, along.y), edge};
}

/* The corner where an edge begins; a turn of 0 where it is not reflex. */
static Site site_of_corner(const LtBorder *border, size_t edge)
{
  size_t before = border->edges[edge].before;
  LtVec v = lt_border_point(border, edge);
  LtVec in = lt_vec_sub(lt_border_point(border, before + 1), lt_border_point(border, before));
  LtVec out = lt_vec_sub(lt_border_point(border, edge + 1), v);
  double cross = lt_vec_cross(in, out), dot = lt_vec_dot(in, out);
  double turn = border->edges[edge].side * atan2(cross, dot);
  if (cross == 0 && dot < 0)
    turn = -PI; /* tip of a spike */
  if (turn * border->radius > -border->slack)
    turn = 0;
  return (Site){v, {0, 0}, edge_normal(border, before), border->edges[edge].side * turn, 0, edge};
}

static LtVec site_direction(const Site *site, double s)
{
  if (site->turn == 0)
    return site->normal;
  double cosine = cos(s * site->turn), sine = sin(s * site->turn);
  LtVec n = site->normal;
  return (LtVec){cosine * n.x - sine * n.y, sine * n.x + cosine * n.y};
}

static LtVec site_center(const Site *site, double s, double radius)
{
  return lt_vec_add(lt_vec_add(site->base, site->along, s), site_direction(site, s), radius);
}

/* A stretch of a site, and the centres of its discs. */
typedef struct {
  const Site *site;
  double begin, end;
  double split; /* where to part it */
  LtVec first, middle, last;
} Stretch;

/* What is known of the border around a point. */
typedef struct {
  const LtBorder *border;
  LtVec from;
  double bound; /* lt_border_bound() */
  double distance;
  LtVec nearest;
  size_t nearest_edge;
  const Stretch *stretch; /* may be NULL */
  double radius;          /* of its discs */
  bool is_cut;            /* an edge cuts all of them */
  size_t cutter, n_looks;
} Look;

static bool edge_cuts(const Look *look, size_t edge)
{
  const Stretch *stretch = look->stretch;
  double reach = look->radius - look->border->slack;
  LtVec p = lt_border_nearest(look->border, edge, stretch->first);
  LtVec q = lt_border_nearest(look->border, edge, stretch->last);
  LtVec to_p = lt_vec_sub(p, stretch->first), to_q = lt_vec_sub(q, stretch->last);
  if (lt_vec_dot(to_p, to_p) > reach * reach || lt_vec_dot(to_q, to_q) > reach * reach)
    return false;
  if (stretch->site->turn == 0)
    return true;
  /* Around a corner the part p-q must lie before it in all directions, or the discs that are cut
   * may be those on the far side. */
  LtVec base = stretch->site->base;
  return lt_vec_dot(lt_vec_sub(p, base), lt_vec_sub(stretch->last, base)) > 0 &&
         lt_vec_dot(lt_vec_sub(q, base), lt_vec_sub(stretch->first, base)) > 0;
}

static bool look_edge(size_t edge, void *data)
{
  Look *look = data;
  LtVec nearest = lt_border_nearest(look->border, edge, look->from);
  LtVec gap = lt_vec_sub(nearest, look->from);
  double distance = hypot(gap.x, gap.y);
  if (distance < look->distance) {
    look->distance = distance;
    look->nearest = nearest;
    look->nearest_edge = edge;
  }
  if (look->stretch == NULL || look->distance >= look->radius - look->border->slack) {
    look->bound = lt_border_bound(look->border, look->distance);
    return true;
  }
  look->is_cut = edge_cuts(look, edge);
  look->cutter = edge;
  return !look->is_cut && ++look->n_looks < MAX_LOOKS;
}

/* Find the nearest point of the border within a distance; look->distance is left where it is when
 * there is none. */
static void look_around(Look *look)
{
  look->bound = lt_border_bound(look->border, look->distance);
  lt_border_visit(look->border, look->from, &look->bound, look_edge, look);
}

/* Take a circle when it is better than the best. */
static void search_offer(Search *search, LtVec center)
{
  Look look = {.border = &search->border, .from = center, .distance = search->border.radius};
  look_around(&look);
  if (look.distance <= search->radius || !lt_border_contains(&search->border, center))
    return;
  search->radius = look.distance;
  search->center = center;
}

/* Shrink the largest disc at s until nothing cuts it, unless it cannot be better than the best. */
static void search_grow(Search *search, const Site *site, double s)
{
  LtVec touch = lt_vec_add(site->base, site->along, s), direction = site_direction(site, s);
  double radius = search->border.radius;
  for (size_t i = 0; i < MAX_SHRINKS; i++) {
    Look look = {.border = &search->border,
                 .from = lt_vec_add(touch, direction, radius),
                 .distance = radius};
    look_around(&look);
    if (look.distance >= radius - search->border.slack)
      break;
    LtVec chord = lt_vec_sub(look.nearest, touch);
    double height = lt_vec_dot(chord, direction);
    double shrunk = height > 0 ? lt_vec_dot(chord, chord) / (2 * height) : radius;
    if (shrunk >= radius)
      break;
    radius = shrunk;
    if (radius <= search->radius + search->border.slack)
      return;
  }
  search_offer(search, lt_vec_add(touch, direction, radius));
}

static void hint_put(Search *search, size_t place, size_t edge)
{
  memmove(search->hints + 1, search->hints, place * sizeof *search->hints);
  search->hints[0] = edge;
}

/* Try the edges most likely to cut: next to the site, where the border is rough, and those that
 * cut before, such as what the best circle touches. */
static bool hints_cut(Search *search, const Look *look)
{
  size_t edge = look->stretch->site->edge;
  size_t end = MIN(edge + NEIGHBOURS + 1, look->border->n_points);
  for (size_t i = edge > NEIGHBOURS ? edge - NEIGHBOURS : 0; i < end; i++)
    if (look->border->edges[i].side != 0 && edge_cuts(look, i))
      return true;
  for (size_t i = 0; i < N_HINTS; i++) {
    size_t hint = search->hints[i];
    if (hint != LT_NO_EDGE && edge_cuts(look, hint)) {
      hint_put(search, i, hint);
      return true;
    }
  }
  return false;
}

/* Where to part a stretch whose middle disc is cut. Where it is long across a sliver that is where
 * an edge ends that cuts there: the edge cuts one part at both ends, and its neighbour the other.
 * Halving would go on until a part is no longer than the sliver is wide. */
static double split_find(const Look *look, double middle)
{
  const Stretch *stretch = look->stretch;
  const Site *site = stretch->site;
  double length = stretch->end - stretch->begin, split = middle, least = MAX_OFF_MIDDLE * length;
  if (site->turn != 0 || look->nearest_edge == LT_NO_EDGE ||
      length * site->length < LONG_RADII * look->radius)
    return middle;
  for (size_t i = 0; i < 2; i++) {
    LtVec corner = lt_vec_sub(lt_border_point(look->border, look->nearest_edge + i), site->base);
    double s = lt_vec_dot(corner, site->along) / lt_vec_dot(site->along, site->along);
    if (fabs(s - middle) < least) {
      least = fabs(s - middle);
      split = s;
    }
  }
  return split;
}

/* True when no disc of the stretch can be larger than the best by a step. */
static bool stretch_is_done(Search *search, Stretch *stretch)
{
  const Site *site = stretch->site;
  double s = stretch->begin + (stretch->end - stretch->begin) / 2;
  stretch->split = s;
  for (;;) {
    double radius = search->radius + search->step;
    if (radius >= search->border.radius || s <= stretch->begin || s >= stretch->end)
      return true;
    double length = (stretch->end - stretch->begin) * (site->length + fabs(site->turn) * radius);
    stretch->first = site_center(site, stretch->begin, radius);
    stretch->middle = site_center(site, s, radius);
    stretch->last = site_center(site, stretch->end, radius);
    Look look = {.border = &search->border,
                 .from = stretch->middle,
                 .distance = radius,
                 .nearest_edge = LT_NO_EDGE,
                 .stretch = stretch,
                 .radius = radius};
    if (hints_cut(search, &look))
      return true;
    look_around(&look);
    if (look.is_cut)
      hint_put(search, N_HINTS - 1, look.cutter);
    if (look.is_cut || look.distance < radius - length / 2 - search->border.slack)
      return true;
    if (look.distance < radius - search->border.slack) {
      stretch->split = split_find(&look, s);
      return false;
    }
    if (!lt_border_contains(&search->border, stretch->middle))
      return length / 2 < look.distance;
    double best = search->radius;
    search_offer(search, stretch->middle);
    search_grow(search, site, s);
    if (search->radius < best + search->step / 2)
      return length < search->step / 2;
  }
}

/* False when there have been too many cells. */
static bool search_site(Search *search, const Site *site)
{
  struct {
    double begin, end;
  } stack[MAX_DEPTH + 2];
  size_t n = 0;
  stack[n].begin = 0;
  stack[n++].end = 1;
  while (n > 0) {
    n--;
    if (search->n_cells++ == search->max_cells)
      return false;
    Stretch stretch = {.site = site, .begin = stack[n].begin, .end = stack[n].end};
    if (stretch_is_done(search, &stretch) || n > MAX_DEPTH)
      continue;
    stack[n].begin = stretch.split; /* stack[n].end is the end of the stretch */
    n++;
    stack[n].begin = stretch.begin;
    stack[n++].end = stretch.split;
  }
  return true;
}

/* Neighbours know much the same, so the edges are taken in strides: good circles come early. */
static size_t stride_for(size_t n)
{
  size_t stride = (size_t)((double)n * 0.6180339887498949) | 1;
  for (;; stride += 2) {
    size_t a = n, b = stride;
    while (b != 0) {
      size_t rest = a % b;
      a = b;
      b = rest;
    }
    if (a == 1)
      return stride;
  }
}

static bool search_all(Search *search)
{
  const LtBorder *border = &search->border;
  size_t n = border->n_points, stride = stride_for(n);
  for (size_t k = 0, edge = 0, n_seeds = 0; k < n && n_seeds < N_SEEDS;
       k++, edge = (edge + stride) % n)
    if (border->edges[edge].side != 0) {
      Site site = site_of_edge(border, edge);
      search_grow(search, &site, 0.5);
      n_seeds++;
    }
  for (size_t k = 0, edge = 0; k < n; k++, edge = (edge + stride) % n) {
    if (border->edges[edge].side == 0)
      continue;
    Site site = site_of_edge(border, edge), corner = site_of_corner(border, edge);
    if (!search_site(search, &site) || (corner.turn != 0 && !search_site(search, &corner)))
      return false;
  }
  return true;
}

bool lt_width_measure(const double *xy, const size_t *ends, size_t n_rings, double precision_m,
                      LtWidth *width, GError **error)
{
  *width = (LtWidth){0};
  size_t n_points = n_rings == 0 ? 0 : ends[n_rings - 1];
  if (n_points == 0)
    return true;
  g_auto(Search) search = {.center = {xy[0], xy[1]}};
  if (!lt_border_prepare(&search.border, xy, ends, n_rings, error))
    return false;
  search.max_cells = MAX_CELLS + MAX_CELLS_PER_POINT * n_points;
  for (size_t i = 0; i < N_HINTS; i++)
    search.hints[i] = LT_NO_EDGE;
  search.step = fmax(precision_m / 2, 4 * search.border.slack);

  while (!search_all(&search) && search.step < search.border.radius) {
    search.step *= COARSER; /* with the circle found so far this is soon done */
    search.n_cells = 0;
  }
  *width = (LtWidth){.width_m = 2 * search.radius,
                     .tolerance_m = 2 * fmin(search.step, search.border.radius - search.radius),
                     .center = {search.center.x, search.center.y}};
  return true;
}
