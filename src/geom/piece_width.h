/**
 * @file piece_width.h
 * @brief How wide a connected piece is: bounds, measured, and a point inside. For overlay_pieces.c.
 */
#ifndef LT_GEOM_PIECE_WIDTH_H
#define LT_GEOM_PIECE_WIDTH_H

#include "geom/overlay_pieces.h"

/** The rings of piece @p p: a shell and its holes. */
static inline const LtRegionRing *lt_overlay_piece_rings(const LtOverlayPieces *pieces, size_t p,
                                                         size_t *n)
{
  size_t first = lt_region_first_ring(pieces->region, p);
  *n = pieces->region->piece_ends[p] - first;
  return pieces->region->rings + first;
}

/** Areas of a connected piece: a shell and its holes, of fixed-point places. O(points). */
LtAreas lt_overlay_rings_areas(const LtPlane *plane, const LtRegionRing *rings, size_t n);

/** Begin a piece: its areas, and bounds of its width that cost nothing. O(points). */
void lt_overlay_piece_bound(LtOverlayPieces *pieces, size_t p);

/** Measure the width of a piece to within @p precision_m, as far as the search comes: bounds, width
 * and place are better then. LT_ERROR_MEMORY. */
bool lt_overlay_piece_measure(LtOverlayPieces *pieces, size_t p, double precision_m,
                              GError **error);

/** Measure a piece as well as widths are stated, unless it is measured. LT_ERROR_MEMORY. */
bool lt_overlay_piece_state(LtOverlayPieces *pieces, size_t p, GError **error);

/** The width of a piece, measured, or its lower bound when bounds will do. LT_ERROR_MEMORY. */
bool lt_overlay_piece_width(LtOverlayPieces *pieces, size_t p, double *width_m, GError **error);

/** A lattice point strictly inside a kept piece and inside its polygon in pieces->shapes, exactly;
 * LtOverlayPair says when there is none. LT_ERROR_MEMORY. */
bool lt_overlay_piece_inside(LtOverlayPieces *pieces, size_t p, LtPoint *inside, GError **error);

#endif
