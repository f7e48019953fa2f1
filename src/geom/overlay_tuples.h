/**
 * @file overlay_tuples.h
 * @brief Ground by the classes of many layers together: a row for each tuple of one class or none
 *        of each layer.
 *
 * Sums over the covers of an arrangement: exact but for the rounding of crossings. Ground that
 * several features of a layer cover counts for each combination of one feature of each layer, as it
 * does for two layers; the sums beside the tuples count each place once.
 */
#ifndef LT_GEOM_OVERLAY_TUPLES_H
#define LT_GEOM_OVERLAY_TUPLES_H

#include "geom/arrangement.h"

/** In place of a class: the layer does not cover the ground. */
#define LT_TUPLE_NONE UINT32_MAX

typedef struct {
  const uint32_t *classes; /**< class number of each feature, below n_classes; borrowed */
  size_t n_classes;        /**< of all layers together less than 2^32 */
  LtAreas covered;         /**< receives the ground it covers, each place once */
  LtAreas repeated;        /**< receives the ground that several of its features cover, once */
} LtTupleLayer;

/** Layers and n_max go in, all else comes out. Clear it with lt_overlay_tuples_clear(). */
typedef struct {
  LtTupleLayer *layers; /**< borrowed; in the order of the arrangement */
  size_t n_layers;
  size_t n_max;      /**< more tuples are refused */
  uint32_t *classes; /**< of each tuple n_layers class numbers or LT_TUPLE_NONE, not all of them
                          none; sorted by them, none last */
  LtAreas *areas;    /**< of each tuple; planar more than 0 */
  size_t n_tuples;
  LtAreas all, any; /**< ground that all layers cover, or at least one; each place once */
  size_t n_nowhere; /**< as in LtOverlay */
} LtOverlayTuples;

/**
 * Add up the covers of an arrangement of these layers.
 *
 * @param member_ends  end of each layer's members
 * @return             false with LT_ERROR_USAGE (more than n_max tuples), LT_ERROR_CANCELLED, or
 *                     LT_ERROR_MEMORY (also for 2^31 combinations of features on one place)
 *
 * Cost: a step for each tuple of each cover.
 */
bool lt_overlay_tuples_fill(LtOverlayTuples *tuples, const size_t *member_ends,
                            const LtArrangement *arrangement, LtRun *run, GError **error);
void lt_overlay_tuples_clear(LtOverlayTuples *tuples);

#endif
