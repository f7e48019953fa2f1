/**
 * @file shape_build.h
 * @brief From the coordinates of a file, feature by feature, to shapes on the lattice. Internal to
 *        io/.
 *
 * Coordinates go in as (easting, northing) or (longitude, latitude). One thread.
 */
#ifndef LT_IO_SHAPE_BUILD_H
#define LT_IO_SHAPE_BUILD_H

#include "crs/sample.h"
#include "io/faults.h"

/** A vertex farther than this from its lattice point is counted as moved: 0.1 µm. */
#define LT_MOVED_UNITS 1e-3

typedef struct {
  LtTransform *transform; /**< borrowed */
  bool nest;              /**< nest rings by containment, whatever the file says of holes */
  LtShapes *shapes;       /**< what is built; owned */
  size_t n_given;         /**< features that were built before those of shapes, and taken away */
  LtFaults faults;
  LtReadStats *stats;     /**< borrowed */
  LtSample *sample;       /**< receives some features as they stand in the file; NULL: nobody asks */
  LtGeomType type;        /**< of the feature that is being built */
  double *xy;             /**< its coordinates as read */
  size_t *ends;           /**< of its rings in points */
  uint8_t *holes;
  size_t n_points, n_rings, cap_xy, cap_ends, cap_holes;
  LtPoint *lattice; /**< its rings on the lattice */
  size_t *lattice_ends;
  uint8_t *lattice_holes;
  size_t n_lattice, n_lattice_rings, cap_lattice, cap_lattice_ends, cap_lattice_holes;
  bool wants_areas;       /**< keep areas in the plane of the source where it is another */
  double *areas_m2;       /**< of the first n_areas features, NAN: none */
  size_t n_areas, cap_areas;
} LtShapeBuilder;

void lt_shape_builder_clear(LtShapeBuilder *builder);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtShapeBuilder, lt_shape_builder_clear)

/** Number of the feature that is being built. */
static inline size_t lt_shape_builder_feature(const LtShapeBuilder *builder)
{
  return builder->n_given + builder->shapes->n_features;
}

/** Begin a feature. */
void lt_shape_builder_begin(LtShapeBuilder *builder, LtGeomType type);

/** Room for @p n more points of the ring that is being built, to be filled by the caller: 2·n
 * doubles. NULL with LT_ERROR_MEMORY. */
double *lt_shape_builder_points(LtShapeBuilder *builder, size_t n, GError **error);

/** End a ring, a path, or the points of a point feature. LT_ERROR_MEMORY. */
bool lt_shape_builder_end(LtShapeBuilder *builder, bool is_hole, GError **error);

/** Swap the coordinates of all points of the feature: northing or latitude came first. */
void lt_shape_builder_swap(LtShapeBuilder *builder);

/** Append the feature: faults for what has no place or no extent; LT_GEOM_NONE when nothing is
 * left. LT_ERROR_MEMORY. */
bool lt_shape_builder_finish(LtShapeBuilder *builder, GError **error);

/** Note the planar area of the feature in the plane of its own CRS, if that is one in metres and
 * not the project's (shape_area.c). To be called before it is appended. LT_ERROR_MEMORY. */
bool lt_shape_builder_measure(LtShapeBuilder *builder, GError **error);

/** Append a feature without a shape, with its fault. */
bool lt_shape_builder_none(LtShapeBuilder *builder, LtFaultKind kind, GError **error);

/** Append a feature that has no shape and is not meant to have one. */
bool lt_shape_builder_skip(LtShapeBuilder *builder, GError **error);

#endif
