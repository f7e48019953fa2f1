/**
 * @file overlay_rings.h
 * @brief Rings of a region from the paths of its border, and its connected pieces.
 *
 * Internal to the overlay. Everything here belongs to one worker.
 */
#ifndef LT_GEOM_OVERLAY_RINGS_H
#define LT_GEOM_OVERLAY_RINGS_H

#include "geom/overlay_border.h"
#include "geom/ring_index.h"

/** What two features share: connected pieces. Valid until the next region is linked. */
typedef struct {
  const LtRegionRing *rings;
  size_t n_rings;
  const size_t *piece_ends; /**< end of each piece in rings: a shell and its holes */
  size_t n_pieces;
  bool is_clear; /**< see lt_ring_index_is_clear() */
  const LtBorderPath *borders; /**< what it was linked from, borrowed; NULL: it is a part */
  size_t n_borders;
} LtRegion;

/** Twice the area of all that the paths go around, in fixed-point units, also of what is too thin
 * to be a ring; of a part (borders NULL) that of its rings. Exact. O(points). */
LtWide lt_region_area2(const LtRegion *region);

static inline size_t lt_region_first_ring(const LtRegion *region, size_t piece)
{
  return piece == 0 ? 0 : region->piece_ends[piece - 1];
}

typedef struct LtOverlayRings LtOverlayRings;

/** Scratch. Free with lt_overlay_rings_free(). */
LtOverlayRings *lt_overlay_rings_new(void);
void lt_overlay_rings_free(LtOverlayRings *rings);

/**
 * Find the region that paths go around, in an order that does not depend on that of the paths.
 *
 * @param borders       together closed; reordered
 * @param is_unbounded  the region reaches to infinity: its unbounded piece is left out
 * @return         false with LT_ERROR_MEMORY, or LT_ERROR_GEOMETRY when the paths are not closed
 *
 * Cost: O(n log n) for n points; the square of the paths that begin at one place.
 */
bool lt_overlay_rings_link(LtOverlayRings *rings, LtBorderPath *borders, size_t n_borders,
                           bool is_unbounded, LtRegion *region, GError **error);

/** Find the piece of the region just linked that each path borders: of the path whose source is s
 * it goes to pieces[s], SIZE_MAX for a path of none (of the unbounded piece, or of a ring without
 * area). LT_ERROR_MEMORY. O(paths). */
bool lt_overlay_rings_locate(LtOverlayRings *rings, const LtRegion *region, size_t *pieces,
                             GError **error);

#endif
