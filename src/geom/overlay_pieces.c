#include "geom/overlay_pieces.h"

#include "geom/piece_width.h"
#include "geom/points.h"

#include <math.h>

/* A limit counts as reached when only rounding keeps a number from it. */
#define LIMIT_SLACK 1e-9
/* A piece that holds a circle two units wide keeps some of its area when its points move to the
 * lattice (by 0.71 units at most): a thinner one has no certain shape there. */
#define THINNEST_M (2 * LT_UNIT_M)
/* Where the search of a width gives up, a piece known to be no wider than this has no shape. */
#define SHAPELESS_M (0.1 * LT_UNIT_M)
void lt_overlay_pieces_clear(LtOverlayPieces *pieces)
{
  g_clear_pointer(&pieces->pieces, g_free);
  g_clear_pointer(&pieces->keep, g_free);
  g_clear_pointer(&pieces->xy_m, g_free);
  g_clear_pointer(&pieces->ends, g_free);
  g_clear_pointer(&pieces->near, g_free);
  g_clear_pointer(&pieces->rounded, g_free);
  g_clear_pointer(&pieces->shapes, lt_shapes_free);
  pieces->cap_pieces = pieces->cap_keep = pieces->cap_xy_m = pieces->cap_ends = 0;
  pieces->cap_near = pieces->cap_rounded = 0;
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
  if (is_open(piece, limit_m) && !lt_overlay_piece_state(pieces, p, error))
    return false;
  if (is_open(piece, limit_m) && !lt_overlay_piece_measure(pieces, p, LT_UNIT_M, error))
    return false;
  /* still open: within a lattice unit of the limit, or the search gave up; then what may be wide
   * enough is kept, unless it is so thin that it could have no shape at all */
  bool has_shape = piece->lower_m > SHAPELESS_M;
  pieces->keep[p] = piece->upper_m >= limit_m && has_shape;
  return true;
}

/* Append a ring rounded to the lattice; added is false when it has no area there. */
static bool ring_round(LtOverlayPieces *pieces, const LtRegionRing *ring, bool *added,
                       GError **error)
{
  if (!lt_grow(&pieces->rounded, &pieces->cap_rounded, ring->n_points, sizeof *pieces->rounded,
               "points of a ring", error))
    return false;
  LtPoint *points = pieces->rounded;
  size_t n = ring->n_points;
  bool is_hole = ring->area2 < 0;
  if (pieces->region->is_clear) { /* it stays as it is */
    for (size_t i = 0; i < n; i++)
      points[i] = lt_fixed_round(ring->points[i]);
  } else {
    n = lt_points_round(ring->points, ring->n_points, points);
    __int128 area2 = lt_ring_area2(points, n);
    *added = n >= 4 && area2 != 0;
    if (!*added)
      return true;
    if ((area2 < 0) != is_hole)
      lt_points_reverse(points, n);
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
  for (size_t p = 0; p < pieces->region->n_pieces; p++) {
    size_t n;
    const LtRegionRing *rings = lt_overlay_piece_rings(pieces, p, &n);
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
      (!pieces->region->is_clear &&
       !lt_validity_check(pieces->geos, pieces->shapes, 0, &validity, &place, error)))
    return false;
  if (validity != LT_VALID) {
    g_autoptr(LtShapes) repaired = lt_shapes_new();
    if (!lt_validity_repair(pieces->geos, pieces->shapes, 0, repaired, error))
      return false;
    lt_shapes_free(pieces->shapes);
    pieces->shapes = g_steal_pointer(&repaired);
  }
  const LtShapes *valid = pieces->shapes;
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
  for (size_t p = 0; p < pieces->region->n_pieces; p++) {
    const LtOverlayPiece *piece = &pieces->pieces[p];
    if (pieces->keep[p] != kept || piece->areas.planar_m2 <= 0)
      continue;
    double piece_m = 0;
    if (piece->upper_m > *width_m && !lt_overlay_piece_width(pieces, p, &piece_m, error))
      return false;
    *width_m = fmax(*width_m, piece_m);
    *upper_m = fmax(*upper_m, piece->upper_m);
  }
  return true;
}

/* The point inside, and the width, from the largest piece first. */
static bool kept_measure(LtOverlayPieces *pieces, LtOverlayPair *pair, GError **error)
{
  size_t largest = SIZE_MAX;
  for (size_t p = 0; p < pieces->region->n_pieces; p++)
    if (pieces->keep[p] && (largest == SIZE_MAX || pieces->pieces[p].areas.planar_m2 >
                                                       pieces->pieces[largest].areas.planar_m2))
      largest = p;
  if (largest == SIZE_MAX)
    return true;
  return lt_overlay_piece_inside(pieces, largest, &pair->inside, error) &&
         lt_overlay_piece_width(pieces, largest, &pair->width_m, error) &&
         widest_find(pieces, true, &pair->width_m, &pair->width_upper_m, error);
}

static void areas_sum(const LtOverlayPieces *pieces, LtOverlayPair *pair, bool *has_area)
{
  bool has_pieces = false;
  for (size_t p = 0; p < pieces->region->n_pieces; p++) {
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
  LtWide area2 = pair->areas.planar_m2 > 0 ? 0 : lt_region_area2(pieces->region);
  *has_area = area2 > 0 || pair->areas.planar_m2 > 0;
  if (!*has_area || has_pieces)
    return;
  double m2 = (double)area2 / (2 * LT_FIXED_PER_M * LT_FIXED_PER_M);
  pair->tolerated = (LtAreas){m2, m2}; /* less than a square millimetre */
  pair->n_tolerated = 1;
}

static bool judge_all(LtOverlayPieces *pieces, bool *any_kept, GError **error)
{
  size_t n = pieces->region->n_pieces;
  if (!lt_grow(&pieces->pieces, &pieces->cap_pieces, n, sizeof *pieces->pieces, "pieces", error) ||
      !lt_grow(&pieces->keep, &pieces->cap_keep, n, sizeof *pieces->keep, "pieces", error))
    return false;
  *any_kept = false;
  for (size_t p = 0; p < n; p++) {
    lt_overlay_piece_bound(pieces, p);
    if (!piece_decide(pieces, p, error))
      return false;
    *any_kept |= pieces->keep[p];
  }
  return true;
}

bool lt_overlay_pieces_judge(LtOverlayPieces *pieces, const LtRegion *region, LtOverlayPair *pair,
                             bool *has_area, GError **error)
{
  bool any_kept;
  pieces->region = region;
  if (!judge_all(pieces, &any_kept, error))
    return false;
  g_autoptr(LtShapes) shape = NULL;
  if (any_kept && !shape_make(pieces, &shape, error))
    return false;
  if (shape == NULL) /* what has no shape on the lattice is not kept */
    for (size_t p = 0; p < pieces->region->n_pieces; p++)
      pieces->keep[p] = 0;

  areas_sum(pieces, pair, has_area);
  if (!kept_measure(pieces, pair, error) ||
      !widest_find(pieces, false, &pair->tolerated_width_m, &pair->tolerated_width_upper_m, error))
    return false;
  pair->shape = g_steal_pointer(&shape);
  return true;
}
