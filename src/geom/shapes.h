/**
 * @file shapes.h
 * @brief Shapes of many features in flat arrays on the lattice.
 *
 * Coordinates are lattice units of 0.0001 m, (easting, northing), integers. A feature is a run of
 * rings, a ring a run of points:
 *   polygon  rings are closed (last point = first); a shell is followed by its holes, further
 *            shells make a multipolygon; shells run counter-clockwise, holes clockwise
 *   line     each ring is an open path of at least 2 points
 *   point    one ring holds all points
 *   none     no rings: the feature has no shape
 * Read-only once filled: any number of threads may look.
 */
#ifndef LT_GEOM_SHAPES_H
#define LT_GEOM_SHAPES_H

#include "base/bytes.h"

#include <stdint.h>

/** The official lattice: 0.0001 m. */
#define LT_UNITS_PER_M 10000.0
#define LT_UNIT_M 0.0001
/** Coordinates beyond ±1e9 m are refused: their products stay inside 128 bits with room. */
#define LT_UNITS_MAX INT64_C(10000000000000)

typedef struct {
  int64_t x, y;
} LtPoint;

/** Empty when min > max. */
typedef struct {
  LtPoint min, max;
} LtBox;

typedef enum { LT_GEOM_NONE, LT_GEOM_POINT, LT_GEOM_LINE, LT_GEOM_POLYGON } LtGeomType;

typedef struct {
  size_t n_features, n_rings, n_points;
  uint8_t *types;       /**< LtGeomType of each feature */
  size_t *feature_ends; /**< end of each feature in rings */
  uint8_t *ring_holes;  /**< 1 where a ring is a hole of the shell before it */
  size_t *ring_ends;    /**< end of each ring in points */
  LtPoint *points;
  LtBox *boxes; /**< of each feature, once they were given; NULL: they are found when asked for */
  size_t cap_types, cap_feature_ends, cap_ring_holes, cap_ring_ends, cap_points;
  bool is_compact; /**< all arrays lie behind this: nothing can be appended */
  bool is_lent;    /**< compact, in memory that belongs to another */
} LtShapes;

/** No features. Free with lt_shapes_free(). */
LtShapes *lt_shapes_new(void);
void lt_shapes_free(LtShapes *shapes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtShapes, lt_shapes_free)

/** A copy in one block of memory, for many small ones; nothing can be appended to it. Free with
 * lt_shapes_free(); NULL with LT_ERROR_MEMORY. */
LtShapes *lt_shapes_new_compact(const LtShapes *from, GError **error);

/** The same in memory of lt_shapes_compact_bytes(), aligned to 8, which must live as long as the
 * copy. */
LtShapes *lt_shapes_lend_compact(const LtShapes *from, void *memory);
size_t lt_shapes_compact_bytes(const LtShapes *from);

/** Append a feature without rings; the rings that follow belong to it. LT_ERROR_MEMORY. */
bool lt_shapes_add_feature(LtShapes *shapes, LtGeomType type, GError **error);

/** Append a ring to the last feature. @p points is copied. LT_ERROR_MEMORY. */
bool lt_shapes_add_ring(LtShapes *shapes, const LtPoint *points, size_t n, bool is_hole,
                        GError **error);

/** Append feature @p feature of @p from. LT_ERROR_MEMORY. */
bool lt_shapes_add_copy(LtShapes *shapes, const LtShapes *from, size_t feature, GError **error);

/** First ring of a feature, first point of a ring. */
static inline size_t lt_shapes_first_ring(const LtShapes *shapes, size_t feature)
{
  return feature == 0 ? 0 : shapes->feature_ends[feature - 1];
}
static inline size_t lt_shapes_first_point(const LtShapes *shapes, size_t ring)
{
  return ring == 0 ? 0 : shapes->ring_ends[ring - 1];
}

/** Box around a feature; empty for one without points. Cost: O(points), where it is not known. */
LtBox lt_shapes_box(const LtShapes *shapes, size_t feature);

/** Take over the boxes of all features as lt_shapes_box() finds them, from who passes by all points
 * anyway. Whatever is appended makes them be forgotten. */
void lt_shapes_take_boxes(LtShapes *shapes, LtBox *take_boxes);

/**
 * Order of two features by their shapes alone (type, rings, points), as strcmp(); 0 when equal.
 * Gives pairs an order that the order of the features in the file does not change.
 */
int lt_shapes_compare(const LtShapes *a, size_t feature_a, const LtShapes *b, size_t feature_b);

/** 64 bits that depend on the shape alone (FNV-1a over type, rings and coordinates). */
uint64_t lt_shapes_hash(const LtShapes *shapes, size_t feature);

/** Make a box large enough for another one, which may be empty; for a point. */
static inline void lt_box_add(LtBox *box, const LtBox *other)
{
  box->min.x = MIN(box->min.x, other->min.x);
  box->min.y = MIN(box->min.y, other->min.y);
  box->max.x = MAX(box->max.x, other->max.x);
  box->max.y = MAX(box->max.y, other->max.y);
}
static inline void lt_box_add_point(LtBox *box, LtPoint point)
{
  lt_box_add(box, &(LtBox){point, point});
}

static inline bool lt_box_overlaps(const LtBox *a, const LtBox *b)
{
  return a->min.x <= b->max.x && b->min.x <= a->max.x && a->min.y <= b->max.y &&
         b->min.y <= a->max.y;
}

/**
 * Twice the signed area of a closed ring in square units, exact. Counter-clockwise is positive.
 */
__int128 lt_ring_area2(const LtPoint *points, size_t n);

/** Sign of the turn a → b → c: 1 left, -1 right, 0 straight. Exact. */
int lt_turn(LtPoint a, LtPoint b, LtPoint c);

#endif
