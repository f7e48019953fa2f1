/**
 * @file validity.h
 * @brief Find out what is wrong with a polygon, and repair it for the further checks.
 */
#ifndef LT_GEOM_VALIDITY_H
#define LT_GEOM_VALIDITY_H

#include "geom/shapes.h"

/** What OGC validity says of a polygon; the texts are rows VALIDITY_… of the catalogue. */
typedef enum {
  LT_VALID,
  LT_INVALID_SELF_INTERSECTION,
  LT_INVALID_RING_SELF_INTERSECTION,
  LT_INVALID_HOLE_OUTSIDE,
  LT_INVALID_NESTED_HOLES,
  LT_INVALID_INTERIOR,
  LT_INVALID_NESTED_SHELLS,
  LT_INVALID_DUPLICATE_RINGS,
  LT_INVALID_TOO_FEW_POINTS,
  LT_INVALID_OTHER,
  LT_N_VALIDITIES
} LtValidity;

/** Text row of a validity. */
LtTextId lt_validity_text(LtValidity validity);

/** One thread's GEOS context. Free with lt_geos_free(). */
typedef struct LtGeos LtGeos;
LtGeos *lt_geos_new(void);
void lt_geos_free(LtGeos *geos);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtGeos, lt_geos_free)

/**
 * Check a polygon feature; points and lines are always valid.
 *
 * @param place  receives where the fault is, units; untouched when valid
 * @return       false with LT_ERROR_GEOMETRY when GEOS fails
 */
bool lt_validity_check(LtGeos *geos, const LtShapes *shapes, size_t feature, LtValidity *validity,
                       LtPoint *place, GError **error);

/**
 * Append a valid polygon made of an invalid one (GEOSMakeValid, structure method, polygons kept,
 * rounded to the lattice and valid again). When nothing with an area is left the feature is
 * appended as LT_GEOM_NONE.
 *
 * @return  false with LT_ERROR_GEOMETRY or LT_ERROR_MEMORY
 */
bool lt_validity_repair(LtGeos *geos, const LtShapes *shapes, size_t feature, LtShapes *repaired,
                        GError **error);

#endif
