/**
 * @file near_zones.h
 * @brief In which of some distances of a target points lie, where the plane alone decides it.
 *
 * A quadtree, made as points are asked for: the distance at the middle of a square, less and plus
 * the way to its corners, bounds that of all its places. What a limit divides is left to
 * lt_near_query(). One thread.
 */
#ifndef LT_GEOM_NEAR_ZONES_H
#define LT_GEOM_NEAR_ZONES_H

#include "geom/near.h"

typedef struct LtNearZones LtNearZones;

/**
 * @param near      borrowed, as are @p limits_m: rising, @p n_limits of them, at least one
 * @param doubt_m   a distance this much off must not change the answer
 * @return          free with lt_near_zones_free(); NULL with LT_ERROR_MEMORY
 */
LtNearZones *lt_near_zones_new(const LtNear *near, const double *limits_m, size_t n_limits,
                               double doubt_m, GError **error);
void lt_near_zones_free(LtNearZones *zones);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtNearZones, lt_near_zones_free)

/** Not to be decided without a geodesic. */
#define LT_NEAR_ZONE_OPEN (-1)

/** Number of the first limit not less than the distance of @p point, n_limits where none
 * is; LT_NEAR_ZONE_OPEN. Cost: a search in the plane for each square that is new, and near limits. */
int lt_near_zones_find(LtNearZones *zones, LtPoint point);

#endif
