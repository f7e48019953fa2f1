/**
 * @file sample.h
 * @brief Some features of many, the same whatever their order: those of the smallest hashes.
 *
 * What is concluded from a sample must not change when a file is sorted anew, so neither the first
 * features nor every n-th one will do.
 */
#ifndef LT_CRS_SAMPLE_H
#define LT_CRS_SAMPLE_H

#include "geom/shapes.h"

/** Points kept of a feature, spread over it. */
#define LT_SAMPLE_POINTS 4

typedef struct {
  uint64_t hash; /**< of its points */
  size_t feature;
  double xy[2 * LT_SAMPLE_POINTS]; /**< NAN where it has fewer */
} LtSampled;

/** Clear with lt_sample_clear(). */
typedef struct {
  LtSampled *items; /**< room for twice as many */
  size_t n, most;
  uint64_t below; /**< hashes from this on are too large */
} LtSample;

/** An empty sample of at most @p most features. */
LtSample lt_sample_make(size_t most);
void lt_sample_clear(LtSample *sample);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtSample, lt_sample_clear)

/** Offer a feature of @p n points, 2·n doubles. Cost: O(1), but now and then a sort. */
void lt_sample_add(LtSample *sample, size_t feature, const double *xy, size_t n);

/** The same of points on the lattice, in metres. */
void lt_sample_add_lattice(LtSample *sample, size_t feature, const LtPoint *points, size_t n);

/** Leave @p most features at most, by their hashes. */
void lt_sample_end(LtSample *sample);

/** A sample of the features of a type (LT_GEOM_NONE: of all that have a shape), ended. */
LtSample lt_sample_shapes(const LtShapes *shapes, LtGeomType type, size_t most);

#endif
