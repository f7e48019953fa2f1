#include "geom/overlay_pieces.h"

#include "geom/edge.h"
#include "geom/flux.h"
#include "geom/width.h"

#include <math.h>
#include <stdlib.h>

#define FIXED_OF_M (LT_UNITS_PER_M * (double)LT_FIXED_ONE)
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
  g_clear_pointer(&pieces->pieces, g_free);
  g_clear_pointer(&pieces->keep, g_free);
  g_clear_pointer(&pieces->xy_m, g_free);
  g_clear_pointer(&pieces->ends, g_free);
  g_clear_pointer(&pieces->rounded, g_free);
  g_clear_pointer(&pieces->shapes, lt_shapes_free);
  pieces->cap_pieces = pieces->cap_keep = pieces->cap_xy_m = pieces->cap_ends = 0;
  pieces->cap_rounded = 0;
}

/* The rings of a piece. */
static const LtGroundRing *piece_rings(const LtOverlayPieces *pieces, size_t p, size_t *n)
{
  size_t first = lt_ground_first_ring(pieces->ground, p);
  *n = pieces->ground->piece_ends[p] - first;
  return pieces->ground->rings + first;
}

/* ---- bounds ---- */

static LtAreas rings_areas(const LtPlane *plane, const LtGroundRing *rings, size_t n)
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

static double rings_perimeter_m(const LtGroundRing *rings, size_t n)
{
  double sum = 0;
  for (size_t r = 0; r < n; r++)
    for (size_t i = 1; i < rings[r].n_points; i++) {
      const LtPoint *at = &rings[r].points[i];
      double dx = (double)(at[0].x - at[-1].x), dy = (double)(at[0].y - at[-1].y);
      sum += sqrt(dx * dx + dy * dy);
    }
  return sum / FIXED_OF_M;
}

/*
 * Areas, and bounds of the width that cost nothing. Upper: the box, and the circle of that area.
 * Lower: with h holes the inradius r has A <= r P + (h - 1) pi r^2 (B. Sz.-Nagy 1959; R. Osserman,
 * Bonnesen-style isoperimetric inequalities, 1979).
 */
static void piece_bound(LtOverlayPieces *pieces, size_t p)
{
  size_t n;
  const LtGroundRing *rings = piece_rings(pieces, p, &n);
  LtOverlayPiece *piece = &pieces->pieces[p];
  *piece = (LtOverlayPiece){.areas = rings_areas(pieces->input->plane, rings, n)};
  double area_m2 = fmax(piece->areas.planar_m2, 0);
  double perimeter_m = rings_perimeter_m(rings, n);
  double root = perimeter_m * perimeter_m + 4 * G_PI * ((double)n - 2) * area_m2;
  if (area_m2 > 0)
    piece->lower_m = 4 * area_m2 / (perimeter_m + sqrt(fmax(root, 0)));
  const LtBox *box = &rings[0].box;
  double box_m = (double)MIN(box->max.x - box->min.x, box->max.y - box->min.y) / FIXED_OF_M;
  piece->upper_m = fmin(box_m, 2 * sqrt(area_m2 / G_PI));
}

/* ---- widths ---- */

/* Put a piece into xy_m and ends, near its own origin, where doubles are fine. */
static bool piece_load(LtOverlayPieces *pieces, const LtGroundRing *rings, size_t n, GError **error)
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
      *xy++ = (double)(rings[r].points[i].x - origin.x) / FIXED_OF_M;
      *xy++ = (double)(rings[r].points[i].y - origin.y) / FIXED_OF_M;
    }
    pieces->ends[r] = (size_t)(xy - pieces->xy_m) / 2;
  }
  return true;
}

/* The nearest lattice point; half a unit goes up. */
static inline LtPoint fixed_round(LtPoint place)
{
  return (LtPoint){(place.x + LT_FIXED_ONE / 2) >> LT_FIXED_BITS,
                   (place.y + LT_FIXED_ONE / 2) >> LT_FIXED_BITS};
}

/* The lattice point at a place in metres from the corner of a piece's box. */
static LtPoint local_to_lattice(const LtGroundRing *shell, const double at_m[2])
{
  LtPoint origin = shell->box.min;
  return fixed_round((LtPoint){origin.x + (int64_t)rint(at_m[0] * FIXED_OF_M),
                               origin.y + (int64_t)rint(at_m[1] * FIXED_OF_M)});
}

static bool piece_measure(LtOverlayPieces *pieces, size_t p, double precision_m, GError **error)
{
  size_t n;
  const LtGroundRing *rings = piece_rings(pieces, p, &n);
  LtWidth width;
  if (!piece_load(pieces, rings, n, error) ||
      !lt_width_measure(pieces->xy_m, pieces->ends, n, precision_m, &width, error))
    return false;
  LtOverlayPiece *piece = &pieces->pieces[p];
  piece->lower_m = fmax(piece->lower_m, width.width_m);
  piece->upper_m = fmin(piece->upper_m, width.width_m + width.tolerance_m);
  piece->width_m = width.width_m;
  piece->center = local_to_lattice(rings, width.center);
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

/* True for a lattice point inside of a piece, off its border. Exact. */
static bool piece_has(const LtGroundRing *rings, size_t n, LtPoint point)
{
  bool inside = false;
  LtPoint place = lt_fixed(point);
  for (size_t r = 0; r < n; r++)
    for (size_t i = 1; i < rings[r].n_points; i++)
      if (!lt_edge_ray(rings[r].points[i - 1], rings[r].points[i], place, &inside))
        return false;
  return inside;
}

/* Where edges of a piece meet a horizontal line: metres from the corner of its box, ascending, in
 * xy_m. */
static bool line_meet(LtOverlayPieces *pieces, const LtGroundRing *rings, size_t n, int64_t y,
                      size_t *n_xs, GError **error)
{
  *n_xs = 0;
  for (size_t r = 0; r < n; r++)
    for (size_t i = 1; i < rings[r].n_points; i++) {
      LtPoint a = rings[r].points[i - 1], b = rings[r].points[i];
      if ((a.y > y) == (b.y > y))
        continue;
      if (!lt_grow(&pieces->xy_m, &pieces->cap_xy_m, *n_xs + 1, sizeof *pieces->xy_m,
                   "points of a piece", error))
        return false;
      double along = (double)(y - a.y) / (double)(b.y - a.y) * (double)(b.x - a.x);
      pieces->xy_m[(*n_xs)++] = ((double)(a.x - rings[0].box.min.x) + along) / FIXED_OF_M;
    }
  if (*n_xs > 2)
    qsort(pieces->xy_m, *n_xs, sizeof *pieces->xy_m, x_compare);
  return true;
}

/* A lattice point inside a piece: the middle of its longest run along some horizontal line. */
static bool piece_inside(LtOverlayPieces *pieces, const LtGroundRing *rings, size_t n,
                         LtPoint *inside, bool *is_found, GError **error)
{
  /* not quite half: fewer corners lie there */
  static const double heights[] = {0.4990234375, 0.26, 0.74, 0.13, 0.87, 0.38, 0.62};
  LtPoint low = rings[0].box.min, high = rings[0].box.max;
  *is_found = false;
  for (size_t h = 0; h < G_N_ELEMENTS(heights) && !*is_found; h++) {
    int64_t y = low.y + (int64_t)(heights[h] * (double)(high.y - low.y));
    size_t n_xs;
    if (!line_meet(pieces, rings, n, y, &n_xs, error))
      return false;
    const double *xs = pieces->xy_m;
    double longest = -1, at_m[2] = {0, (double)(y - low.y) / FIXED_OF_M};
    for (size_t i = 0; i + 1 < n_xs; i += 2)
      if (fabs(xs[i + 1] - xs[i]) > longest) {
        longest = fabs(xs[i + 1] - xs[i]);
        at_m[0] = (xs[i] + xs[i + 1]) / 2;
      }
    *inside = local_to_lattice(rings, at_m);
    *is_found = piece_has(rings, n, *inside);
  }
  return true;
}

/* State the width of a piece: measured, or as its lower bound when bounds will do. */
static bool piece_tell(LtOverlayPieces *pieces, size_t p, GError **error)
{
  LtOverlayPiece *piece = &pieces->pieces[p];
  if (piece->is_measured)
    return true;
  if (!pieces->input->bounds_widths)
    return piece_state(pieces, p, error);
  size_t n;
  const LtGroundRing *rings = piece_rings(pieces, p, &n);
  bool is_found;
  if (!piece_inside(pieces, rings, n, &piece->center, &is_found, error))
    return false;
  if (!is_found) /* the middle of its widest circle has room around it */
    return piece_state(pieces, p, error);
  piece->width_m = piece->lower_m;
  piece->is_measured = true;
  return true;
}

/* ---- decisions ---- */

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
  /* still open: within a lattice unit of the limit, or the search gave up; then what may be wide
   * enough is kept, unless it is so thin that it could have no shape at all */
  bool has_shape = piece->lower_m > 0.1 * LT_UNIT_M;
  pieces->keep[p] = piece->upper_m >= limit_m && has_shape;
  return true;
}

/* Append a ring rounded to the lattice; added is false when it has no area there. */
static bool ring_round(LtOverlayPieces *pieces, const LtGroundRing *ring, bool *added,
                       GError **error)
{
  if (!lt_grow(&pieces->rounded, &pieces->cap_rounded, ring->n_points, sizeof *pieces->rounded,
               "points of a ring", error))
    return false;
  LtPoint *points = pieces->rounded;
  size_t n = 0;
  for (size_t i = 0; i < ring->n_points; i++) {
    LtPoint point = fixed_round(ring->points[i]);
    if (n == 0 || lt_point_compare(point, points[n - 1]) != 0)
      points[n++] = point;
  }
  bool is_hole = ring->area2 < 0;
  if (!pieces->ground->is_clear) { /* else it stays as it is */
    __int128 area2 = lt_ring_area2(points, n);
    *added = n >= 4 && area2 != 0;
    if (!*added)
      return true;
    for (size_t i = 0, j = n - 1; (area2 < 0) != is_hole && i < j; i++, j--) {
      LtPoint point = points[i];
      points[i] = points[j];
      points[j] = point;
    }
  }
  *added = true;
  return lt_shapes_add_ring(pieces->shapes, points, n, is_hole, error);
}

/* Put the kept pieces into shapes: one feature, LT_GEOM_NONE when nothing is left. */
static bool kept_round(LtOverlayPieces *pieces, GError **error)
{
  LtShapes *shapes = pieces->shapes == NULL ? lt_shapes_new() : pieces->shapes;
  pieces->shapes = shapes;
  shapes->n_features = shapes->n_rings = shapes->n_points = 0;
  if (!lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, error))
    return false;
  for (size_t p = 0; p < pieces->ground->n_pieces; p++) {
    size_t n;
    const LtGroundRing *rings = piece_rings(pieces, p, &n);
    bool goes_on = pieces->keep[p], added;
    for (size_t r = 0; goes_on && r < n; r++) {
      if (!ring_round(pieces, &rings[r], &added, error))
        return false;
      goes_on = added || r > 0; /* no shell, no holes */
    }
  }
  if (shapes->n_rings == 0)
    shapes->types[0] = LT_GEOM_NONE;
  return true;
}

/* Room in a chunk that is left over, aligned to 8; NULL when there is none. */
static void *spare_take(LtOverlayPieces *pieces, size_t n_bytes)
{
  static const size_t most = (LT_CHUNK_WORDS - 1) * sizeof(int32_t) / 8 * 8;
  G_STATIC_ASSERT((offsetof(LtChunk, words) + sizeof(int32_t)) % 8 == 0);
  n_bytes = (n_bytes + 7) / 8 * 8;
  if (n_bytes > most)
    return NULL;
  if (n_bytes > pieces->n_room) {
    pthread_mutex_lock(&pieces->spare->lock);
    LtChunk *chunk = lt_chunks_pop(&pieces->spare->chunks);
    pthread_mutex_unlock(&pieces->spare->lock);
    if (chunk == NULL)
      return NULL;
    pieces->room = (char *)(chunk->words + 1);
    pieces->n_room = most;
  }
  char *room = pieces->room;
  pieces->room += n_bytes;
  pieces->n_room -= n_bytes;
  return room;
}

/* The kept pieces on the lattice, valid; NULL in shape when nothing is left. */
static bool shape_make(LtOverlayPieces *pieces, LtShapes **shape, GError **error)
{
  LtValidity validity = LT_VALID;
  LtPoint place;
  if (!kept_round(pieces, error) ||
      (!pieces->ground->is_clear &&
       !lt_validity_check(pieces->geos, pieces->shapes, 0, &validity, &place, error)))
    return false;
  g_autoptr(LtShapes) repaired = NULL;
  if (validity != LT_VALID) {
    repaired = lt_shapes_new();
    if (!lt_validity_repair(pieces->geos, pieces->shapes, 0, repaired, error))
      return false;
  }
  const LtShapes *valid = repaired != NULL ? repaired : pieces->shapes;
  if (valid->types[0] == LT_GEOM_NONE)
    return true;
  void *room = spare_take(pieces, lt_shapes_compact_bytes(valid));
  *shape = room != NULL ? lt_shapes_lend_compact(valid, room) : lt_shapes_new_compact(valid, error);
  return *shape != NULL;
}

/* Width of the widest piece that is kept, or that is not; those that cannot be it are passed. */
static bool widest_find(LtOverlayPieces *pieces, bool kept, double *width_m, double *upper_m,
                        GError **error)
{
  for (size_t p = 0; p < pieces->ground->n_pieces; p++) {
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
  for (size_t p = 0; p < pieces->ground->n_pieces; p++)
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
  bool has_pieces = false;
  for (size_t p = 0; p < pieces->ground->n_pieces; p++) {
    const LtAreas *areas = &pieces->pieces[p].areas;
    if (areas->planar_m2 <= 0)
      continue;
    LtAreas *sum = pieces->keep[p] ? &pair->areas : &pair->tolerated;
    sum->planar_m2 += areas->planar_m2;
    sum->ellipsoid_m2 += areas->ellipsoid_m2;
    pair->n_tolerated += !pieces->keep[p];
    has_pieces = true;
  }
  /* the same sum as that of the table: both know the same pairs */
  *has_area = pieces->ground->area2 > 0 || pair->areas.planar_m2 > 0;
  if (!*has_area || has_pieces)
    return;
  double m2 = (double)pieces->ground->area2 / (2 * FIXED_OF_M * FIXED_OF_M);
  pair->tolerated = (LtAreas){m2, m2}; /* less than a square millimetre */
  pair->n_tolerated = 1;
}

static bool judge_all(LtOverlayPieces *pieces, bool *any_kept, GError **error)
{
  size_t n = pieces->ground->n_pieces;
  if (!lt_grow(&pieces->pieces, &pieces->cap_pieces, n, sizeof *pieces->pieces, "pieces", error) ||
      !lt_grow(&pieces->keep, &pieces->cap_keep, n, sizeof *pieces->keep, "pieces", error))
    return false;
  *any_kept = false;
  for (size_t p = 0; p < n; p++) {
    piece_bound(pieces, p);
    if (!piece_decide(pieces, p, error))
      return false;
    *any_kept |= pieces->keep[p];
  }
  return true;
}

bool lt_overlay_pieces_judge(LtOverlayPieces *pieces, const LtGround *ground, LtOverlayPair *pair,
                             bool *has_area, GError **error)
{
  bool any_kept;
  pieces->ground = ground;
  if (!judge_all(pieces, &any_kept, error))
    return false;
  g_autoptr(LtShapes) shape = NULL;
  if (any_kept && !shape_make(pieces, &shape, error))
    return false;
  if (shape == NULL) /* what has no shape on the lattice is not kept */
    for (size_t p = 0; p < pieces->ground->n_pieces; p++)
      pieces->keep[p] = 0;

  areas_sum(pieces, pair, has_area);
  double upper_m = 0;
  if (!kept_measure(pieces, pair, error) ||
      !widest_find(pieces, false, &pair->tolerated_width_m, &upper_m, error))
    return false;
  if (pieces->input->bounds_widths)
    pair->tolerated_width_m = upper_m;
  pair->shape = g_steal_pointer(&shape);
  return true;
}
