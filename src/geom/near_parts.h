/**
 * @file near_parts.h
 * @brief What lt_near_query() is made of: the index, the exact test of touch, the pair of edges.
 *
 * Internal to geom/.
 */
#ifndef LT_GEOM_NEAR_PARTS_H
#define LT_GEOM_NEAR_PARTS_H

#include "geom/edges.h"
#include "geom/near.h"

struct LtNear {
  const LtShapes *target;
  const LtPlane *plane;
  LtEdges *edges;
  LtBox *boxes;        /**< of polygons that take part; empty for other features */
  LtBoxTree *polygons; /**< over the boxes */
  size_t *ranks;       /**< place of each feature in the order of shapes, then of the file */
};

/** Target features that one question leaves out; few. */
typedef struct {
  const size_t *features;
  size_t n;
} LtNearSkip;

static inline bool lt_near_skips(const LtNearSkip *skip, size_t feature)
{
  for (size_t i = 0; i < skip->n; i++)
    if (skip->features[i] == feature)
      return true;
  return false;
}

/**
 * True when a feature shares a point with one that takes part. Exact. The hit is the one of
 * lowest rank; from and at are a point they share: where the first edges meet, else the first
 * corner of the one that lies inside the other.
 */
bool lt_near_touch(const LtNear *near, const LtShapes *shapes, size_t feature, LtNearSkip skip,
                   LtNearHit *hit);

/** Plane length over ground length, in all directions and places of a region. */
typedef struct {
  double min, max;
} LtScales;

/**
 * Bounds of the scale inside @p box. Transverse Mercator: sampled where the scale has its extremes
 * (corners, central meridian, equator), a tenth of the spread added on both sides; other planes:
 * measured by short geodesics at nine places, half of the spread added. 1 where the plane has no
 * ground.
 */
LtScales lt_scales_measure(const LtPlane *plane, const LtBox *box);

/** Squared plane distance of two edges that do not cross, units². */
double lt_edges_distance2(LtPoint a, LtPoint b, LtPoint c, LtPoint d);

typedef struct {
  double distance_m;
  LtPoint from, at;
} LtNearPair;

/**
 * Shortest geodesic between the edges a-b and c-d that do not touch, to 1e-8 m.
 *
 * On the plane one end of an edge is always part of the nearest pair. On the ellipsoid this may
 * fail where long edges run side by side, by distance × length² / (8 R²) at most, R the radius of
 * the earth: 0.3 µm for edges of 100 m at 10 km.
 *
 * @param reach  places farther apart on the plane than this many units are not looked at
 * @return       distance HUGE_VAL when there are no nearer ones
 */
LtNearPair lt_near_pair(const LtPlane *plane, LtPoint a, LtPoint b, LtPoint c, LtPoint d,
                        double reach);

#endif
