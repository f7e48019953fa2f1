/**
 * @file coverage.h
 * @brief What the kind `coverage` looks for, one function each.
 *
 * Internal to it. @p use has 1 for each polygon that takes part, or may.
 */
#ifndef LT_RULES_COVERAGE_H
#define LT_RULES_COVERAGE_H

#include "rules/ground.h"

/** In the order of their names under `find`. */
typedef enum {
  LT_COVERAGE_OVERLAPS,
  LT_COVERAGE_GAPS,
  LT_COVERAGE_DUPLICATES,
  LT_COVERAGE_HOLES,
  LT_COVERAGE_MULTIPART,
  LT_COVERAGE_VERTICES
} LtCoverageFault;

typedef struct {
  unsigned find; /**< bits of LtCoverageFault */
  LtGroundLimits ground;
  double near_m; /**< of vertices; 0: only those that lie on a border */
} LtCoverageLimits;

/** Add objects with holes, with several parts. */
bool lt_coverage_find_holes(const LtTask *task, const uint8_t *use, GError **error);
bool lt_coverage_find_multipart(const LtTask *task, const uint8_t *use, GError **error);

/** Of objects of the same shape all but one leave @p use, so that what is found of them is found
 * once; with @p adds each that leaves is a finding. */
bool lt_coverage_drop_duplicates(const LtTask *task, bool adds, uint8_t *use, GError **error);

/** Add vertices along borders that other objects do not have, of the answer of
 * LT_OVERLAY_VERTICES for all that may take part. */
bool lt_coverage_add_vertices(const LtTask *task, const LtVertexMatch *match, GError **error);

/** Add an answer of LT_OVERLAY_GAPS. Takes gap->shape. */
void lt_coverage_add_gap(const LtTask *task, LtOverlayPair *gap);

#endif
