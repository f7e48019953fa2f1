#include "geom/overlay_pieces.h"

#include "geom/width.h"

#include <math.h>
#include <stdlib.h>

/* A limit counts as reached when only rounding keeps a number from it. */
#define LIMIT_SLACK 1e-9
/* A piece that holds a circle two units wide keeps its ground when its points move to the lattice
 * (by 0.71 units at most): a thinner one has no certain shape there. */
#define THINNEST_M (2 * LT_UNIT_M)
/* Widths are stated this well; decisions are made to one lattice unit. */
#define WIDTH_SHARE 0.002
#define WIDTH_PRECISION_M 0.0005

void lt_overlay_pieces_clear(LtOverlayPieces *pieces)
{
  lt_geos_polygons_clear(&pieces->polygons);
  g_clear_pointer(&pieces->pieces, g_free);
  g_clear_pointer(&pieces->keep, g_free);
  g_clear_pointer(&pieces->xy_m, g_free);
  g_clear_pointer(&pieces->ends, g_free);
  pieces->cap_pieces = pieces->cap_keep = pieces->cap_xy_m = pieces->cap_ends = 0;
}

/* Put a polygon into xy_m and ends, near its own origin, where doubles are fine. */
static bool piece_load(LtOverlayPieces *pieces, size_t p, size_t *n_rings, GError **error)
{
  const LtGeosPolygons *polygons = &pieces->polygons;
  size_t first = lt_geos_first_ring(polygons, p), end = polygons->polygon_ends[p];
  size_t begin = lt_geos_first_point(polygons, first), n = polygons->ring_ends[end - 1] - begin;
  if (!lt_grow(&pieces->xy_m, &pieces->cap_xy_m, 3 * n, sizeof *pieces->xy_m, "points of a piece",
               error) ||
      !lt_grow(&pieces->ends, &pieces->cap_ends, end - first, sizeof *pieces->ends,
               "rings of a piece", error))
    return false;

  const double *xy = polygons->xy + 2 * begin;
  double x0 = floor(xy[0]), y0 = floor(xy[1]);
  pieces->local = (LtPoint){pieces->origin.x + (int64_t)x0, pieces->origin.y + (int64_t)y0};
  for (size_t i = 0; i < n; i++) {
    pieces->xy_m[2 * i] = (xy[2 * i] - x0) / LT_UNITS_PER_M;
    pieces->xy_m[2 * i + 1] = (xy[2 * i + 1] - y0) / LT_UNITS_PER_M;
  }
  for (size_t r = first; r < end; r++)
    pieces->ends[r - first] = polygons->ring_ends[r] - begin;
  *n_rings = end - first;
  return true;
}

static LtAreas loaded_areas(const LtOverlayPieces *pieces, size_t n_rings)
{
  double origin_m[2] = {(double)pieces->local.x / LT_UNITS_PER_M,
                        (double)pieces->local.y / LT_UNITS_PER_M};
  LtAreas sum = {0, 0};
  for (size_t r = 0, begin = 0; r < n_rings; begin = pieces->ends[r++]) {
    LtAreas ring = lt_ring_areas(pieces->input->plane, origin_m, pieces->xy_m + 2 * begin,
                                 pieces->ends[r] - begin);
    double sign = r == 0 ? 1 : -1; /* GEOS turns rings as it likes */
    sum.planar_m2 += sign * fabs(ring.planar_m2);
    sum.ellipsoid_m2 += sign * fabs(ring.ellipsoid_m2);
  }
  return sum;
}

static double loaded_perimeter_m(const LtOverlayPieces *pieces, size_t n_rings)
{
  double sum = 0;
  for (size_t r = 0, begin = 0; r < n_rings; begin = pieces->ends[r++])
    for (size_t i = begin + 1; i < pieces->ends[r]; i++) {
      const double *at = pieces->xy_m + 2 * i;
      sum += hypot(at[0] - at[-2], at[1] - at[-1]);
    }
  return sum;
}

/* Shorter side of the box. */
static double loaded_box_m(const LtOverlayPieces *pieces)
{
  double min[2] = {HUGE_VAL, HUGE_VAL}, max[2] = {-HUGE_VAL, -HUGE_VAL};
  for (size_t i = 0; i < pieces->ends[0]; i++)
    for (int axis = 0; axis < 2; axis++) {
      min[axis] = fmin(min[axis], pieces->xy_m[2 * i + axis]);
      max[axis] = fmax(max[axis], pieces->xy_m[2 * i + axis]);
    }
  return fmin(max[0] - min[0], max[1] - min[1]);
}

/*
 * Areas, and bounds of the width that cost nothing. Upper: the box, and the circle of that area.
 * Lower: with h holes the inradius r has A <= r P + (h - 1) pi r^2 (B. Sz.-Nagy 1959; R. Osserman,
 * Bonnesen-style isoperimetric inequalities, 1979).
 */
static bool piece_bound(LtOverlayPieces *pieces, size_t p, GError **error)
{
  size_t n_rings;
  if (!piece_load(pieces, p, &n_rings, error))
    return false;
  LtOverlayPiece *piece = &pieces->pieces[p];
  *piece = (LtOverlayPiece){.areas = loaded_areas(pieces, n_rings)};
  double area_m2 = fmax(piece->areas.planar_m2, 0);
  double perimeter_m = loaded_perimeter_m(pieces, n_rings);
  double root = perimeter_m * perimeter_m + 4 * G_PI * ((double)n_rings - 2) * area_m2;
  if (area_m2 > 0)
    piece->lower_m = 4 * area_m2 / (perimeter_m + sqrt(fmax(root, 0)));
  piece->upper_m = fmin(loaded_box_m(pieces), 2 * sqrt(area_m2 / G_PI));
  return true;
}

static LtPoint loaded_to_lattice(const LtOverlayPieces *pieces, const double at_m[2])
{
  return (LtPoint){pieces->local.x + (int64_t)floor(at_m[0] * LT_UNITS_PER_M + 0.5),
                   pieces->local.y + (int64_t)floor(at_m[1] * LT_UNITS_PER_M + 0.5)};
}

static bool piece_measure(LtOverlayPieces *pieces, size_t p, double precision_m, GError **error)
{
  size_t n_rings;
  LtWidth width;
  if (!piece_load(pieces, p, &n_rings, error) ||
      !lt_width_measure(pieces->xy_m, pieces->ends, n_rings, precision_m, &width, error))
    return false;
  LtOverlayPiece *piece = &pieces->pieces[p];
  piece->lower_m = fmax(piece->lower_m, width.width_m);
  piece->upper_m = fmin(piece->upper_m, width.width_m + width.tolerance_m);
  piece->width_m = width.width_m;
  piece->center = loaded_to_lattice(pieces, width.center);
  piece->is_measured = true;
  return true;
}

/* Measure a piece as well as widths are stated, once. */
static bool piece_state(LtOverlayPieces *pieces, size_t p, GError **error)
{
  const LtOverlayPiece *piece = &pieces->pieces[p];
  return piece->is_measured ||
         piece_measure(pieces, p, fmax(WIDTH_SHARE * piece->lower_m, WIDTH_PRECISION_M), error);
}

static int x_compare(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* A point inside the loaded piece: the middle of its longest run along a line at half height. The
 * ends of edges the line meets go behind the coordinates in xy_m, which has room for them. */
static void loaded_inside(const LtOverlayPieces *pieces, size_t n_rings, double at_m[2])
{
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (size_t i = 0; i < pieces->ends[0]; i++) {
    low = fmin(low, pieces->xy_m[2 * i + 1]);
    high = fmax(high, pieces->xy_m[2 * i + 1]);
  }
  double y = low + 0.4990234375 * (high - low); /* not quite half: fewer corners lie there */
  double *xs = pieces->xy_m + 2 * pieces->ends[n_rings - 1];
  size_t n = 0;
  for (size_t r = 0, begin = 0; r < n_rings; begin = pieces->ends[r++])
    for (size_t i = begin + 1; i < pieces->ends[r]; i++) {
      const double *a = pieces->xy_m + 2 * (i - 1), *b = pieces->xy_m + 2 * i;
      if ((a[1] > y) != (b[1] > y))
        xs[n++] = a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
    }
  qsort(xs, n, sizeof *xs, x_compare);
  double longest = -1;
  for (size_t i = 0; i + 1 < n; i += 2)
    if (xs[i + 1] - xs[i] > longest) {
      longest = xs[i + 1] - xs[i];
      at_m[0] = (xs[i] + xs[i + 1]) / 2;
    }
  at_m[1] = y;
}

/* State the width of a piece: measured, or as its lower bound when bounds will do. */
static bool piece_tell(LtOverlayPieces *pieces, size_t p, GError **error)
{
  LtOverlayPiece *piece = &pieces->pieces[p];
  if (piece->is_measured)
    return true;
  if (!pieces->input->bounds_widths)
    return piece_state(pieces, p, error);
  size_t n_rings;
  if (!piece_load(pieces, p, &n_rings, error))
    return false;
  double at_m[2] = {pieces->xy_m[0], pieces->xy_m[1]};
  loaded_inside(pieces, n_rings, at_m);
  piece->center = loaded_to_lattice(pieces, at_m);
  piece->width_m = piece->lower_m;
  piece->is_measured = true;
  return true;
}

static bool is_open(const LtOverlayPiece *piece, double limit_m)
{
  return piece->lower_m < limit_m && piece->upper_m >= limit_m;
}

/* Keep a piece or tolerate it; the width is looked at as closely as that asks for. */
static bool piece_decide(LtOverlayPieces *pieces, size_t p, GError **error)
{
  const LtOverlayInput *input = pieces->input;
  const LtOverlayPiece *piece = &pieces->pieces[p];
  double limit_m = fmax(input->min_width_m, THINNEST_M) * (1 - LIMIT_SLACK);

  pieces->keep[p] = 0;
  if (piece->areas.planar_m2 <= 0 ||
      piece->areas.planar_m2 < input->min_area_m2 * (1 - LIMIT_SLACK))
    return true;
  if (is_open(piece, limit_m) && !piece_state(pieces, p, error))
    return false;
  if (is_open(piece, limit_m) && !piece_measure(pieces, p, LT_UNIT_M, error))
    return false;
  pieces->keep[p] = piece->upper_m >= limit_m; /* still open: within a lattice unit of the limit */
  return true;
}

/* The kept pieces on the lattice, valid; NULL in shape when nothing is left. */
static bool shape_make(LtOverlayPieces *pieces, bool is_whole, LtShapes **shape, GError **error)
{
  g_autoptr(LtShapes) rounded = lt_shapes_new();
  LtValidity validity = LT_VALID;
  LtPoint place;
  if (!lt_geos_polygons_round(&pieces->polygons, pieces->keep, pieces->origin, rounded, error) ||
      (!is_whole && !lt_validity_check(pieces->geos, rounded, 0, &validity, &place, error)))
    return false;
  if (validity != LT_VALID) {
    g_autoptr(LtShapes) repaired = lt_shapes_new();
    if (!lt_validity_repair(pieces->geos, rounded, 0, repaired, error))
      return false;
    g_clear_pointer(&rounded, lt_shapes_free);
    rounded = g_steal_pointer(&repaired);
  }
  *shape = rounded->types[0] == LT_GEOM_NONE ? NULL : g_steal_pointer(&rounded);
  return true;
}

/* Width of the widest piece that is kept, or that is not; those that cannot be it are passed. */
static bool widest_find(LtOverlayPieces *pieces, bool kept, double *width_m, double *upper_m,
                        GError **error)
{
  for (size_t p = 0; p < pieces->polygons.n_polygons; p++) {
    const LtOverlayPiece *piece = &pieces->pieces[p];
    if (pieces->keep[p] != kept || piece->areas.planar_m2 <= 0)
      continue;
    if (piece->upper_m > *width_m && !piece_tell(pieces, p, error))
      return false;
    *width_m = fmax(*width_m, piece->width_m);
    *upper_m = fmax(*upper_m, piece->upper_m);
  }
  return true;
}

/* The point inside, and the width, from the largest piece first. */
static bool kept_measure(LtOverlayPieces *pieces, LtOverlayPair *pair, GError **error)
{
  size_t largest = SIZE_MAX;
  for (size_t p = 0; p < pieces->polygons.n_polygons; p++)
    if (pieces->keep[p] && (largest == SIZE_MAX || pieces->pieces[p].areas.planar_m2 >
                                                       pieces->pieces[largest].areas.planar_m2))
      largest = p;
  if (largest == SIZE_MAX)
    return true;
  if (!piece_tell(pieces, largest, error))
    return false;
  pair->inside = pieces->pieces[largest].center;
  pair->width_m = pieces->pieces[largest].width_m;
  return widest_find(pieces, true, &pair->width_m, &pair->width_upper_m, error);
}

static void areas_sum(const LtOverlayPieces *pieces, LtOverlayPair *pair, bool *has_area)
{
  *has_area = false;
  for (size_t p = 0; p < pieces->polygons.n_polygons; p++) {
    const LtAreas *areas = &pieces->pieces[p].areas;
    if (areas->planar_m2 <= 0)
      continue;
    LtAreas *sum = pieces->keep[p] ? &pair->areas : &pair->tolerated;
    sum->planar_m2 += areas->planar_m2;
    sum->ellipsoid_m2 += areas->ellipsoid_m2;
    pair->n_tolerated += !pieces->keep[p];
    *has_area = true;
  }
}

static bool judge_all(LtOverlayPieces *pieces, bool *any_kept, GError **error)
{
  size_t n = pieces->polygons.n_polygons;
  if (!lt_grow(&pieces->pieces, &pieces->cap_pieces, n, sizeof *pieces->pieces, "pieces", error) ||
      !lt_grow(&pieces->keep, &pieces->cap_keep, n, sizeof *pieces->keep, "pieces", error))
    return false;
  *any_kept = false;
  for (size_t p = 0; p < n; p++) {
    if (!piece_bound(pieces, p, error) || !piece_decide(pieces, p, error))
      return false;
    *any_kept |= pieces->keep[p];
  }
  return true;
}

bool lt_overlay_pieces_judge(LtOverlayPieces *pieces, bool is_whole, LtOverlayPair *pair,
                             bool *has_area, GError **error)
{
  bool any_kept;
  if (!judge_all(pieces, &any_kept, error))
    return false;
  g_autoptr(LtShapes) shape = NULL;
  if (any_kept && !shape_make(pieces, is_whole, &shape, error))
    return false;
  if (shape == NULL) /* what has no shape on the lattice is not kept */
    for (size_t p = 0; p < pieces->polygons.n_polygons; p++)
      pieces->keep[p] = 0;

  areas_sum(pieces, pair, has_area);
  double upper_m = 0;
  if (!kept_measure(pieces, pair, error) ||
      !widest_find(pieces, false, &pair->tolerated_width_m, &upper_m, error))
    return false;
  pair->shape = g_steal_pointer(&shape);
  return true;
}
