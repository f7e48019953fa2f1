/**
 * @file offset.h
 * @brief A constant offset between the vertices of two layers that should share borders: what
 *        Xian 1980 coordinates look like that are taken for CGCS2000 ones.
 *
 * Each pair of vertices votes for its offset; one that a third of the looked-at vertices of a layer
 * agree on, and that leads all others, is no accident. Regular grids, of which many offsets are
 * alike, give none. Results do not depend on the order of features.
 */
#ifndef LT_CRS_OFFSET_H
#define LT_CRS_OFFSET_H

#include "crs/sample.h"

typedef struct {
  double east_m, north_m; /**< to be added to the looked-at layer, within 2 m */
  size_t n_agree, n_looked; /**< of its vertices */
} LtOffset;

/** Vertices of some features of a layer. Clear with lt_offset_look_clear(). */
typedef struct {
  LtPoint *points; /**< those of a feature together */
  size_t *ends;    /**< of features in points */
  LtBox *windows;  /**< of features, with room for the largest offset */
  LtBox box;       /**< of all windows */
  size_t n_features;
} LtOffsetLook;

/** Take some polygons and lines of a layer. */
LtOffsetLook lt_offset_look_make(const LtShapes *shapes);
void lt_offset_look_clear(LtOffsetLook *look);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtOffsetLook, lt_offset_look_clear)

/**
 * Look for vertices of @p others (polygons and lines) at a constant offset of 3 to 1000 m.
 *
 * @param is_found  false: there is none, or the layers share vertices as they are
 * @return          false with LT_ERROR_MEMORY. Cost: O(features of @p others), and 500 for each of
 *                  their vertices near by
 */
bool lt_offset_find(const LtOffsetLook *look, const LtShapes *others, bool *is_found,
                    LtOffset *offset, GError **error);

#endif
