/**
 * @file crs_pj.h
 * @brief What the files of src/crs/ share: PROJ contexts that are silent and never use the
 *        network, and PROJ's idea of an LtCrs. A PJ belongs to the context it was made in, and a
 *        context to one thread at a time.
 */
#ifndef LT_CRS_CRS_PJ_H
#define LT_CRS_CRS_PJ_H

#include "crs/transform.h"

#include <proj.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PJ, proj_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PJ_CONTEXT, proj_context_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PJ_OBJ_LIST, proj_list_destroy)

/** A context that writes nothing to stderr and stays off the network. */
PJ_CONTEXT *lt_pj_context_new(void);

/** What PROJ last complained about in @p context; borrowed. */
const char *lt_pj_message(PJ_CONTEXT *context);

/** The CRS again, in another context; bound to TOWGS84 where its text says so. NULL only when
 * PROJ's database has vanished. */
PJ *lt_crs_pj_new(const LtCrs *crs, PJ_CONTEXT *context);

/** The CRS without its TOWGS84. Free with proj_destroy(). */
PJ *lt_pj_unbound(PJ_CONTEXT *context, const PJ *crs);

/** The projection of a CRS for the plane's callbacks. All threads share it: whoever calls PROJ
 * holds the mutex. */
typedef struct {
  GMutex mutex;
  PJ_CONTEXT *context;
  PJ *forward;         /**< (longitude, latitude) in units of the CRS → (easting, northing) */
  double unit_rad;     /**< unit of its longitudes */
  double meridian_rad; /**< prime meridian, from Greenwich */
  double a_m, f;
} LtCrsProjection;

/** The projection of @p crs, made on first use and freed with it; NULL with LT_ERROR_CRS.
 * Thread-safe. */
LtCrsProjection *lt_crs_inverse(const LtCrs *crs, GError **error);

/** Count points that a path was given; false with LT_ERROR_CRS beyond LT_PATHS_ADDED_MAX. */
bool lt_transform_count_added(LtTransform *transform, size_t n_added, GError **error);

#endif
