/**
 * @file results.h
 * @brief What lt_near_files() found, for the writers.
 */
#ifndef LT_NEAR_RESULTS_H
#define LT_NEAR_RESULTS_H

#include "geom/near.h"
#include "project/project.h"

#include <lantu/near.h>

/** Where a feature lies: the ring of this number, from 0, or one of these. */
enum {
  LT_NEAR_BEYOND = LT_NEAR_RINGS_MAX,
  LT_NEAR_UNDETERMINED, /**< a limit lies within the doubt */
  LT_NEAR_NOWHERE,      /**< it has no shape */
  LT_N_NEAR_CLASSES
};

/** A feature and one of the target features that are nearest to it. */
typedef struct {
  LtNearHit hit;
  size_t feature;
  uint32_t rank; /**< 1: the nearest */
  uint8_t class; /**< a ring or LT_NEAR_UNDETERMINED; LT_NEAR_BEYOND only without limits */
} LtNearRow;

/** One of the two layers. */
typedef struct {
  LtLayer layer;    /**< its id is the file as the caller named it */
  LtSource *source; /**< lives as long: its CRS may be that of the work */
  size_t n_nowhere; /**< features without a shape */
} LtNearSide;

/** Everything is its own but what is marked as borrowed. */
struct LtNearResults {
  LtNearSide features, target;
  LtStore *store;   /**< of the tables of both */
  LtCrs *own_crs;   /**< stated, or made for the work; or NULL */
  const LtCrs *crs; /**< of the work; borrowed */
  LtPlane plane;
  bool is_degrees;  /**< the plane is that of degrees (lt_crs_of_degrees()) */
  double limits_m[LT_NEAR_RINGS_MAX];
  size_t n_limits, n_nearest;
  double stated_accuracy_m; /**< NAN: not */
  double doubt_m;           /**< how far distances may be off; HUGE_VAL: unknown */
  bool only_counts;
  size_t n_features, n_touching; /**< of those in the first ring, at distance 0 */
  size_t counts[LT_N_NEAR_CLASSES];
  LtNearRow *rows; /**< by distance, key, fid, rank */
  size_t n_rows;
};

/** Key or name of a feature; NULL: none. */
static inline const char *lt_near_key(const LtNearSide *side, size_t feature)
{
  return side->layer.keys == NULL ? NULL : side->layer.keys[feature];
}
static inline const char *lt_near_name(const LtNearSide *side, size_t feature)
{
  return side->layer.names == NULL ? NULL : side->layer.names[feature];
}

/** Direction from the feature to the nearest place, degrees from north; NAN at distance 0. */
double lt_near_bearing_deg(const LtNearResults *results, const LtNearRow *row);

/** Features and parts of them that reading lost: no shape, no image, parts left out. */
size_t lt_near_lost_count(const LtNearSide *side);

#endif
