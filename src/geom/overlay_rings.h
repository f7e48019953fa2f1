/**
 * @file overlay_rings.h
 * @brief Connected pieces of ground from the paths of their border.
 *
 * Internal to the overlay. Everything here belongs to one worker.
 */
#ifndef LT_GEOM_OVERLAY_RINGS_H
#define LT_GEOM_OVERLAY_RINGS_H

#include "geom/boxtree.h"
#include "geom/tile.h"

/** A path of fixed-point places; the ground lies on its left, or on its right when reversed. */
typedef struct {
  const LtPoint *points;
  size_t n_points; /**< at least 2 */
  bool reversed;
  uint32_t begin_edge, end_edge; /**< as those of LtPath, in its direction */
} LtBorderPath;

/** A closed ring that touches itself nowhere and begins at its smallest point. */
typedef struct {
  const LtPoint *points; /**< fixed-point; the ground on their left */
  size_t n_points;       /**< the closing one included */
  size_t begin;          /**< of the points among those of all rings */
  LtBox box;
  LtWide area2; /**< twice the area in fixed-point units; negative for a hole */
} LtGroundRing;

/** Connected pieces. Valid until the next one is linked. */
typedef struct {
  const LtGroundRing *rings;
  size_t n_rings;
  const size_t *piece_ends; /**< end of each piece in rings: a shell and its holes */
  size_t n_pieces;
  LtWide area2; /**< of all that the paths go around: also what is too thin to be a ring */
  /** No point comes near another edge when it moves to the lattice, so the rounded rings are as
   * valid as these. */
  bool is_clear;
} LtGround;

static inline size_t lt_ground_first_ring(const LtGround *ground, size_t piece)
{
  return piece == 0 ? 0 : ground->piece_ends[piece - 1];
}

typedef struct LtOverlayRings LtOverlayRings;

/** Scratch. Free with lt_overlay_rings_free(). */
LtOverlayRings *lt_overlay_rings_new(void);
void lt_overlay_rings_free(LtOverlayRings *rings);

/**
 * Find the ground that the paths go around, in an order that does not depend on that of the paths.
 *
 * @param paths  together closed; reordered
 * @return       false with LT_ERROR_MEMORY, or LT_ERROR_GEOMETRY when the paths are not closed
 */
bool lt_overlay_rings_link(LtOverlayRings *rings, LtBorderPath *paths, size_t n_paths,
                           LtGround *ground, GError **error);

/* ---- for the steps ---- */

/** True for a fixed-point place on the lattice. */
static inline bool lt_fixed_is_lattice(LtPoint place)
{
  return ((place.x | place.y) & (LT_FIXED_ONE - 1)) == 0;
}

/** Rings in any order and an index over their edges, made when it pays. */
typedef struct {
  const LtPoint *points; /**< of all rings, one after the other */
  const LtGroundRing *rings;
  size_t n_points, n_rings;
  LtBoxTree *tree;   /**< an edge from each point of a ring but the last; NULL: not made */
  uint32_t *ring_of; /**< each point's, made along with the tree */
} LtRingIndex;

void lt_ring_index_clear(LtRingIndex *index);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtRingIndex, lt_ring_index_clear)

/** Find for each hole the smallest shell around it: its number goes to @p shells. */
bool lt_ring_index_nest(LtRingIndex *index, size_t *shells, GError **error);

/** See is_clear of LtGround. */
bool lt_ring_index_is_clear(LtRingIndex *index, bool *is_clear, GError **error);

#endif
