/**
 * @file ring_index.h
 * @brief Rings among each other: which hole is in which shell, and what rounding may spoil.
 *
 * Internal to the overlay. Everything here belongs to one worker.
 */
#ifndef LT_GEOM_RING_INDEX_H
#define LT_GEOM_RING_INDEX_H

#include "geom/boxtree.h"
#include "geom/exact.h"

/** A closed ring that touches itself nowhere and begins at its smallest point. */
typedef struct {
  const LtPoint *points; /**< fixed-point; the region on their left */
  size_t n_points;       /**< the closing one included */
  size_t begin;          /**< of the points among those of all rings */
  size_t number;         /**< what the caller knows it by */
  LtBox box;
  int64_t longest; /**< no edge is longer than this in x or in y */
  LtWide area2; /**< twice the area in fixed-point units; negative for a hole */
} LtRegionRing;

/** Rings and an index over their edges, made when it pays. The first ring has the smallest
 * point. */
typedef struct {
  const LtPoint *points; /**< of all rings, one after the other */
  const LtRegionRing *rings;
  size_t n_points, n_rings;
  LtBoxTree *tree;   /**< an edge from each point of a ring but the last; NULL: not made */
  uint32_t *ring_of; /**< each point's, made along with the tree */
} LtRingIndex;

/** So many questions are worth a tree. */
#define LT_RING_INDEX_PAYS 32

void lt_ring_index_clear(LtRingIndex *index);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtRingIndex, lt_ring_index_clear)

/** Find for each hole the smallest shell around it: its number goes to @p shells, SIZE_MAX for what
 * only the rounding of crossings made a hole, and for holes of an unbounded region in no shell.
 * False with LT_ERROR_MEMORY, or LT_ERROR_GEOMETRY when another hole lies in none. O(n log n) for n
 * points, with few holes O(holes n). The rings are sorted by their first points. */
bool lt_ring_index_nest(LtRingIndex *index, bool is_unbounded, size_t *shells, GError **error);

/** Make the tree. LT_ERROR_MEMORY. O(n log n). */
bool lt_ring_index_prepare(LtRingIndex *index, GError **error);

/** The ring around a place inside of the region: that whose edge is the first to the west of it, a
 * shell or a hole of the piece with that place. After lt_ring_index_prepare(), any number of
 * threads; there must be a ring. Where rounding put the place outside of all, a near one. As a rule
 * O(log n). */
size_t lt_ring_index_around(const LtRingIndex *index, LtPoint place);

/** Find out whether no point comes near another edge when it moves to the lattice: then the rounded
 * rings are as valid as these. LT_ERROR_MEMORY. O(n log n) for n points that move. */
bool lt_ring_index_is_clear(LtRingIndex *index, bool *is_clear, GError **error);

#endif
