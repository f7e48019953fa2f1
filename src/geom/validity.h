/**
 * @file validity.h
 * @brief Find out what is wrong with a polygon, and repair it for the further checks.
 */
#ifndef LT_GEOM_VALIDITY_H
#define LT_GEOM_VALIDITY_H

#include "geom/shapes.h"

/** What is wrong with a polygon, the coarser first; the texts are rows VALIDITY_… of the
 * catalogue. */
typedef enum {
  LT_VALID,
  LT_INVALID_TOO_FEW_POINTS,    /**< a ring that is a point or a line */
  LT_INVALID_DUPLICATE_RINGS,   /**< two rings are the same */
  LT_INVALID_SELF_INTERSECTION, /**< a ring crosses itself */
  LT_INVALID_RINGS_CROSS,       /**< two rings cross */
  LT_INVALID_SPIKE,             /**< a ring goes to a tip and back on the same way */
  LT_INVALID_SELF_OVERLAP,      /**< a ring runs along itself elsewhere */
  LT_INVALID_SHARED_EDGE,       /**< two rings run along each other */
  LT_INVALID_SELF_TOUCH,        /**< a ring touches itself, without crossing */
  LT_INVALID_HOLE_OUTSIDE,      /**< a hole outside its shell */
  LT_INVALID_HOLE_OF_OTHER,     /**< that lies in another shell of the feature */
  LT_INVALID_NESTED_HOLES,
  LT_INVALID_NESTED_SHELLS,
  LT_INVALID_INTERIOR,          /**< touching rings cut the interior in parts */
  LT_N_VALIDITIES
} LtValidity;

/** Text row of a validity. */
LtTextId lt_validity_text(LtValidity validity);

/** One thread's GEOS context and scratch. Free with lt_geos_free(). */
typedef struct LtGeos LtGeos;
LtGeos *lt_geos_new(void);
void lt_geos_free(LtGeos *geos);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtGeos, lt_geos_free)

/**
 * Find the first fault of a polygon feature, by kind, then by place (geom/ring_noding.h, which
 * tells all of them); points and lines are always valid. GEOS is not asked.
 *
 * @param place  receives where the fault is, units; untouched when valid
 * @return       false with LT_ERROR_GEOMETRY when a ring is not closed, or LT_ERROR_MEMORY
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
