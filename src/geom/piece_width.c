/* Areas and widths of connected pieces, and a point inside. */
#include "geom/piece_width.h"

#include "geom/edges.h"
#include "geom/flux.h"
#include "geom/width.h"

#include <math.h>
#include <stdlib.h>

/* Widths are stated this well; decisions are made to one lattice unit. */
#define WIDTH_SHARE 0.002
#define WIDTH_PRECISION_M 0.0005

/* ---- bounds ---- */

LtAreas lt_overlay_rings_areas(const LtPlane *plane, const LtRegionRing *rings, size_t n)
{
  LtBox box = rings[0].box;
  box.min = (LtPoint){box.min.x >> LT_FIXED_BITS, box.min.y >> LT_FIXED_BITS};
  box.max = (LtPoint){(box.max.x >> LT_FIXED_BITS) + 1, (box.max.y >> LT_FIXED_BITS) + 1};
  LtFlux flux = lt_flux_new(plane, &box, &box);
  LtFluxSum sum = {0};
  for (size_t r = 0; r < n; r++)
    lt_flux_add(&flux, rings[r].points, rings[r].n_points, &sum);
  return lt_flux_areas(&flux, &sum);
}

static double rings_perimeter_m(const LtRegionRing *rings, size_t n)
{
  double sum = 0;
  for (size_t r = 0; r < n; r++)
    for (size_t i = 1; i < rings[r].n_points; i++) {
      const LtPoint *at = &rings[r].points[i];
      double dx = (double)(at[0].x - at[-1].x), dy = (double)(at[0].y - at[-1].y);
      sum += sqrt(dx * dx + dy * dy);
    }
  return sum / LT_FIXED_PER_M;
}

/*
 * Areas, and bounds of the width that cost nothing. Upper: the box, and the circle of that area.
 * Lower: with h holes the inradius r has A <= r P + (h - 1) pi r^2 (B. Sz.-Nagy 1959; R. Osserman,
 * Bonnesen-style isoperimetric inequalities, 1979).
 */
void lt_overlay_piece_bound(LtOverlayPieces *pieces, size_t p)
{
  size_t n;
  const LtRegionRing *rings = lt_overlay_piece_rings(pieces, p, &n);
  LtOverlayPiece *piece = &pieces->pieces[p];
  *piece = (LtOverlayPiece){.areas = lt_overlay_rings_areas(pieces->input->plane, rings, n)};
  double area_m2 = fmax(piece->areas.planar_m2, 0);
  double perimeter_m = rings_perimeter_m(rings, n);
  double root = perimeter_m * perimeter_m + 4 * G_PI * ((double)n - 2) * area_m2;
  if (area_m2 > 0)
    piece->lower_m = 4 * area_m2 / (perimeter_m + sqrt(fmax(root, 0)));
  const LtBox *box = &rings[0].box;
  double box_m = (double)MIN(box->max.x - box->min.x, box->max.y - box->min.y) / LT_FIXED_PER_M;
  piece->upper_m = fmin(box_m, 2 * sqrt(area_m2 / G_PI));
}

/* ---- widths ---- */

/* Put a piece into xy_m and ends, near its own origin, where doubles are fine. */
static bool piece_load(LtOverlayPieces *pieces, const LtRegionRing *rings, size_t n, GError **error)
{
  size_t n_points = 0;
  for (size_t r = 0; r < n; r++)
    n_points += rings[r].n_points;
  if (!lt_grow(&pieces->xy_m, &pieces->cap_xy_m, 2 * n_points, sizeof *pieces->xy_m,
               "points of a piece", error) ||
      !lt_grow(&pieces->ends, &pieces->cap_ends, n, sizeof *pieces->ends, "rings of a piece",
               error))
    return false;
  LtPoint origin = rings[0].box.min;
  double *xy = pieces->xy_m;
  for (size_t r = 0; r < n; r++) {
    for (size_t i = 0; i < rings[r].n_points; i++) {
      *xy++ = (double)(rings[r].points[i].x - origin.x) / LT_FIXED_PER_M;
      *xy++ = (double)(rings[r].points[i].y - origin.y) / LT_FIXED_PER_M;
    }
    pieces->ends[r] = (size_t)(xy - pieces->xy_m) / 2;
  }
  return true;
}

/* The lattice point at a place in metres from the corner of a piece's box. */
static LtPoint local_to_lattice(const LtRegionRing *shell, const double at_m[2])
{
  LtPoint origin = shell->box.min;
  return lt_fixed_round((LtPoint){origin.x + (int64_t)rint(at_m[0] * LT_FIXED_PER_M),
                                  origin.y + (int64_t)rint(at_m[1] * LT_FIXED_PER_M)});
}

bool lt_overlay_piece_measure(LtOverlayPieces *pieces, size_t p, double precision_m, GError **error)
{
  size_t n;
  const LtRegionRing *rings = lt_overlay_piece_rings(pieces, p, &n);
  LtWidth width;
  if (!piece_load(pieces, rings, n, error) ||
      !lt_width_measure(pieces->xy_m, pieces->ends, n, precision_m, &width, error))
    return false;
  LtOverlayPiece *piece = &pieces->pieces[p];
  piece->lower_m = fmax(piece->lower_m, width.width_m);
  piece->upper_m = fmin(piece->upper_m, width.width_m + width.tolerance_m);
  piece->width_m = width.width_m;
  piece->middle = local_to_lattice(rings, width.center);
  piece->is_measured = true;
  return true;
}

bool lt_overlay_piece_state(LtOverlayPieces *pieces, size_t p, GError **error)
{
  const LtOverlayPiece *piece = &pieces->pieces[p];
  double precision_m = fmax(WIDTH_SHARE * piece->lower_m, WIDTH_PRECISION_M);
  return piece->is_measured || lt_overlay_piece_measure(pieces, p, precision_m, error);
}

bool lt_overlay_piece_width(LtOverlayPieces *pieces, size_t p, double *width_m, GError **error)
{
  const LtOverlayPiece *piece = &pieces->pieces[p];
  if (!pieces->input->bounds_widths && !lt_overlay_piece_state(pieces, p, error))
    return false;
  *width_m = piece->is_measured ? piece->width_m : piece->lower_m;
  return true;
}

/* ---- a point inside ---- */

static int x_compare(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* True for a lattice point inside of a piece, off its border. Exact. */
static bool piece_has(const LtRegionRing *rings, size_t n, LtPoint point)
{
  bool inside = false;
  LtPoint place = lt_fixed(point);
  for (size_t r = 0; r < n; r++)
    for (size_t i = 1; i < rings[r].n_points; i++)
      if (!lt_edge_ray(rings[r].points[i - 1], rings[r].points[i], place, &inside))
        return false;
  return inside;
}

/* A lattice point beside a horizontal line, and an edge that rounding moves, are off by less. */
#define LINE_HALF_WIDTH (2 * LT_FIXED_ONE)

static int side_of_line(LtPoint point, int64_t y)
{
  return (point.y > y + LINE_HALF_WIDTH) - (point.y < y - LINE_HALF_WIDTH);
}

/* Put the ends of all edges that come near a horizontal line into near: rays along it meet no
 * others. */
static bool near_load(LtOverlayPieces *pieces, size_t p, int64_t y, GError **error)
{
  size_t n;
  const LtRegionRing *rings = lt_overlay_piece_rings(pieces, p, &n);
  pieces->n_near = 0;
  for (size_t r = 0; r < n; r++) {
    const LtPoint *points = rings[r].points;
    int side = side_of_line(points[0], y);
    for (size_t i = 1; i < rings[r].n_points; i++) {
      int last = side;
      side = side_of_line(points[i], y);
      if (side == last && side != 0)
        continue;
      if (!lt_grow(&pieces->near, &pieces->cap_near, pieces->n_near + 2, sizeof *pieces->near,
                   "points of a piece", error))
        return false;
      pieces->near[pieces->n_near++] = points[i - 1];
      pieces->near[pieces->n_near++] = points[i];
    }
  }
  return true;
}

/* Where the edges near a horizontal line meet it: metres from @p x, ascending, in xy_m. */
static bool line_meet(LtOverlayPieces *pieces, int64_t x, int64_t y, size_t *n_xs, GError **error)
{
  if (!lt_grow(&pieces->xy_m, &pieces->cap_xy_m, pieces->n_near / 2, sizeof *pieces->xy_m,
               "points of a piece", error))
    return false;
  *n_xs = 0;
  for (size_t i = 0; i < pieces->n_near; i += 2) {
    LtPoint a = pieces->near[i], b = pieces->near[i + 1];
    if ((a.y > y) == (b.y > y))
      continue;
    double along = (double)(y - a.y) / (double)(b.y - a.y) * (double)(b.x - a.x);
    pieces->xy_m[(*n_xs)++] = ((double)(a.x - x) + along) / LT_FIXED_PER_M;
  }
  if (*n_xs > 2)
    qsort(pieces->xy_m, *n_xs, sizeof *pieces->xy_m, x_compare);
  return true;
}

/* True for a lattice point beside the line that lies inside of the piece and of its polygon. Where
 * the region is clear that has the same edges, rounded. */
static bool near_has(const LtOverlayPieces *pieces, LtPoint point)
{
  bool is_clear = pieces->region->is_clear, inside = false, inside_rounded = false;
  for (size_t i = 0; i < pieces->n_near; i += 2) {
    LtPoint a = pieces->near[i], b = pieces->near[i + 1];
    if (!lt_edge_ray(a, b, lt_fixed(point), &inside) ||
        (is_clear && !lt_edge_ray(lt_fixed_round(a), lt_fixed_round(b), point, &inside_rounded)))
      return false;
  }
  return inside && (is_clear ? inside_rounded : lt_feature_contains(pieces->shapes, 0, point));
}

/* The middle of the longest run of a piece along some horizontal line. */
static bool inside_on_lines(LtOverlayPieces *pieces, size_t p, LtPoint *inside, bool *is_found,
                            GError **error)
{
  /* Shares of the height of the box. The first finds a place nearly always; where that line only
   * passes thin parts others may not, and after these the piece is measured. Not quite half, where
   * the corners of regular figures lie. */
  static const double heights[] = {0.4990234375, 0.26, 0.74, 0.13, 0.87, 0.38, 0.62};
  size_t n;
  const LtRegionRing *rings = lt_overlay_piece_rings(pieces, p, &n);
  LtPoint low = rings[0].box.min, high = rings[0].box.max;
  *is_found = false;
  for (size_t h = 0; h < G_N_ELEMENTS(heights) && !*is_found; h++) {
    int64_t y = low.y + (int64_t)(heights[h] * (double)(high.y - low.y));
    size_t n_xs;
    if (!near_load(pieces, p, y, error) || !line_meet(pieces, low.x, y, &n_xs, error))
      return false;
    const double *xs = pieces->xy_m;
    double longest = -1, at_m[2] = {0, (double)(y - low.y) / LT_FIXED_PER_M};
    for (size_t i = 0; i + 1 < n_xs; i += 2)
      if (fabs(xs[i + 1] - xs[i]) > longest) {
        longest = fabs(xs[i + 1] - xs[i]);
        at_m[0] = (xs[i] + xs[i + 1]) / 2;
      }
    *inside = local_to_lattice(rings, at_m);
    *is_found = near_has(pieces, *inside);
  }
  return true;
}

/* Lattice points around the middle of the widest circle, nearest first. */
static const LtPoint around[] = {{0, 0},  {1, 0},   {0, 1},   {-1, 0}, {0, -1}, {1, 1},  {-1, 1},
                                 {-1, -1}, {1, -1}, {2, 0},   {0, 2},  {-2, 0}, {0, -2}, {2, 1},
                                 {1, 2},  {-1, 2},  {-2, 1},  {-2, -1}, {-1, -2}, {1, -2}, {2, -1},
                                 {2, 2},  {-2, 2},  {-2, -2}, {2, -2}};

/* A circle wider than 2.83 units has its middle inside: that moves to the lattice by 0.71 at most,
 * and so does the border. In a thinner one a neighbour may lie inside the polygon, if not inside
 * the exact piece. */
static LtPoint inside_near(const LtOverlayPieces *pieces, size_t p)
{
  size_t n;
  const LtRegionRing *rings = lt_overlay_piece_rings(pieces, p, &n);
  LtPoint middle = pieces->pieces[p].middle;
  for (int is_loose = 0; is_loose < 2; is_loose++)
    for (size_t i = 0; i < G_N_ELEMENTS(around); i++) {
      LtPoint point = {middle.x + around[i].x, middle.y + around[i].y};
      if (lt_feature_contains(pieces->shapes, 0, point) && (is_loose || piece_has(rings, n, point)))
        return point;
    }
  return middle;
}

bool lt_overlay_piece_inside(LtOverlayPieces *pieces, size_t p, LtPoint *inside, GError **error)
{
  bool is_found = false;
  if (!pieces->pieces[p].is_measured && pieces->input->bounds_widths &&
      !inside_on_lines(pieces, p, inside, &is_found, error))
    return false;
  if (is_found)
    return true;
  if (!lt_overlay_piece_state(pieces, p, error))
    return false;
  *inside = inside_near(pieces, p);
  return true;
}
