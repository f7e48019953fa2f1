/**
 * @file sides_ring.h
 * @brief The boundary of a zone, split into its east, south, west and north side.
 *
 * Coordinates are lattice units (easting, northing) of the zone's own plane. The answer does not
 * depend on where rings begin, nor on the order of the parts.
 */
#ifndef LT_SURVEY_SIDES_RING_H
#define LT_SURVEY_SIDES_RING_H

#include "geom/shapes.h"
#include "survey/sides_text.h"

/** A straight piece of the boundary; the zone lies left of it. */
typedef struct {
  LtPoint a, b;
  LtSide side;    /**< LT_SIDE_NONE: it looks at the zone itself, as in a bay or between parts */
  uint8_t others; /**< bits of the sides it may belong to as well */
  size_t stretch; /**< pieces of one straight stretch have one number */
} LtSidePiece;

typedef struct {
  LtSidePiece *pieces;
  size_t n_pieces, cap_pieces;
  size_t n_stretches;
} LtSidePieces;

/**
 * Split the boundary of a zone.
 *
 * Each shell is straightened (Douglas-Peucker) by 2 % of the zone's size, so that jags do not
 * count; a stretch belongs to the side to which its outward bearing is nearest, to both neighbours
 * where it is within 15° of the diagonal. What looks, in the direction of its side, at ground of
 * the zone is no outer boundary: common borders of parts, sides of parts that face each other,
 * bays. Holes are left out.
 *
 * @param shapes  polygons
 * @param use     1 for each feature that is part of the zone; NULL: all
 * @return        free with lt_side_pieces_free(); NULL with LT_ERROR_MEMORY
 *
 * Cost: O(n log n) for n points.
 */
LtSidePieces *lt_side_pieces_new(const LtShapes *shapes, const uint8_t *use, GError **error);
void lt_side_pieces_free(LtSidePieces *pieces);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtSidePieces, lt_side_pieces_free)

/** Length of a piece. */
double lt_side_piece_m(const LtSidePiece *piece);

/** Unit vector towards a side: 1, 0 for the east. */
void lt_side_vector(LtSide side, double *x, double *y);

#endif
