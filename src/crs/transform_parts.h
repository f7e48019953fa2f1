/**
 * @file transform_parts.h
 * @brief What the files of LtTransform share. Internal to crs/.
 */
#ifndef LT_CRS_TRANSFORM_PARTS_H
#define LT_CRS_TRANSFORM_PARTS_H

#include "crs/crs_pj.h"

/** One way PROJ offers, good inside its area. */
typedef struct {
  PJ *operation;
  bool has_area;
  double west, south, east, north; /**< degrees; west > east across 180° */
} LtTransformWay;

/** A step; next is the one that follows. */
struct LtTransform {
  PJ_CONTEXT *context;
  LtTransformWay *ways;
  size_t n_ways;
  PJ *to_place; /**< to (longitude, latitude), which tells the area; NULL when none matters */
  bool (*undo)(double at[2]); /**< of a map grid, in place of the ways; NULL: none */
  bool is_identity, is_china_wgs84, is_to_degrees, is_from_plane;
  double accuracy_m;
  size_t n_added; /**< by all paths */
  char *name;
  char *from_name, *to_name;
  LtBilingual note;   /**< of a step that is not PROJ's */
  LtChangeSeen *seen; /**< by a step of the user's own; else NULL */
  double falses[2];   /**< of that: what its shift has of false eastings and northings */
  LtTransform *next;  /**< NULL: it is the last */
};

/** Transform in place, HUGE_VAL for what has no image; how many these are. NULL leaves the others
 * as they are. */
size_t lt_pj_points(PJ *operation, double *xy, size_t n);

/** The same for a step of the user's own, which notes what it sees. */
size_t lt_change_points(const LtTransform *step, double *xy, size_t n);

/** A step after which others follow, in front of them; takes @p take_next. */
void lt_transform_chain(LtTransform *first, LtTransform *take_next);

#endif
