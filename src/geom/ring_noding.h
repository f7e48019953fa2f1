/**
 * @file ring_noding.h
 * @brief Find what is wrong with a polygon by noding its rings, exactly, on the integers of the
 * lattice.
 *
 * What counts as a fault is OGC Simple Features 6.1.11: rings do not meet themselves; rings of a
 * feature meet in single points only, without crossing; holes lie in their shell and in no other
 * hole, shells in no other polygon; the interior of a polygon is connected. Points that come twice
 * in a row are no fault, nor is the way a ring is turned. The verdict is that of GEOS 3.11
 * (isValid, without the flag for inverted shells), which tests compare; kinds and places are not.
 */
#ifndef LT_GEOM_RING_NODING_H
#define LT_GEOM_RING_NODING_H

#include "geom/validity.h"

/** A kind of fault at a place; each kind tells a place once. */
typedef struct {
  LtValidity validity;
  LtPoint place; /**< the exact place, rounded to the lattice: halves go up */
  uint32_t ring,
      other; /**< rings that meet there, counted in the feature; the same for one alone */
} LtRingFault;

/** Scratch of one thread, which serves for one feature after the other. */
typedef struct LtRingNoding LtRingNoding;
LtRingNoding *lt_ring_noding_new(void);
void lt_ring_noding_free(LtRingNoding *noding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtRingNoding, lt_ring_noding_free)

/**
 * Find out whether a polygon feature is valid; points and lines are.
 *
 * @return  false with LT_ERROR_GEOMETRY (a ring of 4 points or more is not closed) or
 *          LT_ERROR_MEMORY
 * Cost: O(n log n) for n points; a few nanoseconds a point for a plain ring.
 */
bool lt_ring_noding_is_valid(LtRingNoding *noding, const LtShapes *shapes, size_t feature,
                             bool *is_valid, GError **error);

/** The faults of a feature: by kind, then by place. */
typedef struct {
  const LtRingFault *faults; /**< borrowed from the scratch until it is used again */
  size_t n;
  bool is_cut; /**< there may be more: edges met too often for all to be looked at */
} LtRingFaults;

/**
 * Find all faults of a polygon feature; none: it is valid. What rings enclose is not judged where
 * they cross, or run along, others or themselves, or have no area.
 *
 * @return  false as lt_ring_noding_is_valid()
 * Cost: O(n log n) for a valid feature, else O((n + k) log n) for k pairs of edges whose boxes
 * meet; of these no more than 64 for each point and 2^22 are looked at.
 */
bool lt_ring_noding_find(LtRingNoding *noding, const LtShapes *shapes, size_t feature,
                         LtRingFaults *faults, GError **error);

#endif
