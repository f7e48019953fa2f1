/**
 * @file border.h
 * @brief The border of one polygon in metres: nearest edges, inside or outside.
 *
 * Edge i runs from point i to point i + 1. Doubles, not lattice units: results of overlays lie
 * between the points of the lattice.
 */
#ifndef LT_GEOM_BORDER_H
#define LT_GEOM_BORDER_H

#include "geom/boxtree.h"

typedef struct {
  double x, y;
} LtVec;

static inline LtVec lt_vec_sub(LtVec a, LtVec b)
{
  return (LtVec){a.x - b.x, a.y - b.y};
}

static inline LtVec lt_vec_add(LtVec a, LtVec b, double times)
{
  return (LtVec){a.x + times * b.x, a.y + times * b.y};
}

static inline double lt_vec_dot(LtVec a, LtVec b)
{
  return a.x * b.x + a.y * b.y;
}

static inline double lt_vec_cross(LtVec a, LtVec b)
{
  return a.x * b.y - a.y * b.x;
}

#define LT_NO_EDGE SIZE_MAX

typedef struct {
  size_t before; /**< last edge before it in its ring that has a length, or LT_NO_EDGE */
  int side;      /**< interior: 1 left, -1 right; 0: no edge, or one without length */
} LtBorderEdge;

/** Zeroed before lt_border_prepare(); read-only after it. */
typedef struct {
  const double *xy; /**< borrowed */
  size_t n_points;
  LtBorderEdge *edges; /**< one for each point; the last point of a ring begins none */
  LtBoxTree *tree;
  double scale;  /**< units of the tree in a metre */
  double slack;  /**< no rounding error of a distance is larger */
  double radius; /**< no circle inside can have a larger one: that of the area, and of the box */
} LtBorder;

/** Index closed rings, a shell and its holes turned either way. LT_ERROR_MEMORY. O(n log n). */
bool lt_border_prepare(LtBorder *border, const double *xy, const size_t *ends, size_t n_rings,
                       GError **error);
void lt_border_clear(LtBorder *border);

static inline LtVec lt_border_point(const LtBorder *border, size_t i)
{
  return (LtVec){border->xy[2 * i], border->xy[2 * i + 1]};
}

/** Nearest point of an edge. */
LtVec lt_border_nearest(const LtBorder *border, size_t edge, LtVec from);

/** Bound for lt_border_visit() that leaves out edges farther than @p distance metres. */
double lt_border_bound(const LtBorder *border, double distance);

/** Visit edges nearest first, as lt_boxtree_nearest() does. */
void lt_border_visit(const LtBorder *border, LtVec from, double *bound, LtBoxFunc func, void *data);

/** True inside (even-odd). Not exact: for points clear of the border. */
bool lt_border_contains(const LtBorder *border, LtVec point);

#endif
