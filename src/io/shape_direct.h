/**
 * @file shape_direct.h
 * @brief Polygons that are clean and stand in the project CRS already, from the file's bytes to the
 *        lattice in one pass. Internal to io/.
 *
 * The result is that of shape_build.h to the bit; what needs its care is left to it.
 */
#ifndef LT_IO_SHAPE_DIRECT_H
#define LT_IO_SHAPE_DIRECT_H

#include "io/gpkg_blob.h"
#include "io/shape_build.h"

/**
 * Append a polygon whose coordinates need no transformation. Its rings must be closed, have points
 * that differ from each other after rounding, and an area that is beyond doubt.
 *
 * @param blob     of a polygon, opened, not yet read
 * @param is_done  receives false when it is not so: nothing is appended
 * @return         false with LT_ERROR_MEMORY
 */
bool lt_shape_direct_add(LtShapeBuilder *builder, LtGpkgBlob blob, bool *is_done, GError **error);

/** What stood before a feature: all of it is taken back at the first doubt. */
typedef struct {
  size_t n_features, n_rings, n_points;
  size_t n_vertices, n_moved;
} LtShapeMark;

/** The same ring by ring: begin a polygon, append its rings, and end it, which undoes all where one
 * is not done. Its coordinates may stand anywhere; they are copied. LT_ERROR_MEMORY. */
bool lt_shape_direct_begin(LtShapeBuilder *builder, LtShapeMark *mark, GError **error);
bool lt_shape_direct_ring(LtShapeBuilder *builder, const LtGpkgRing *ring, bool *is_done,
                          GError **error);
void lt_shape_direct_end(LtShapeBuilder *builder, const LtShapeMark *mark, bool is_done);

/** Make room for many points that are expected, where that is possible: memory is taken only as it
 * is filled. lt_shapes_trim() gives back what was not. */
void lt_shapes_reserve(LtShapes *shapes, size_t n_points);
void lt_shapes_trim(LtShapes *shapes);

/** Touch the room for the next points once those of the last call are there, where there are many.
 * Returns up to which point; 0 at first. */
size_t lt_shapes_touch(LtShapes *shapes, size_t n_touched);

#endif
