/**
 * @file overlay_questions.h
 * @brief Which regions of the questions beside LT_OVERLAY_SHARED lie on the two sides of a path.
 *
 * Internal to the overlay. Everything here belongs to one worker.
 */
#ifndef LT_GEOM_OVERLAY_QUESTIONS_H
#define LT_GEOM_OVERLAY_QUESTIONS_H

#include "geom/overlay_plan.h"

/** Keys, ascending. */
typedef struct {
  LtOverlayKey *keys;
  size_t n, cap;
} LtOverlayKeys;

/** What covers one side of a path: members, ascending. */
typedef struct {
  const uint32_t *members;
  size_t n;
} LtOverlayCover;

/** A class of the features in a cover. */
typedef struct {
  uint32_t class_number;
  uint32_t member; /**< one of them */
  size_t n_members;
} LtOverlayChoice;

/** Scratch, and what is told. {0} at first. */
typedef struct {
  LtOverlayKeys left, right; /**< a path is at the border of those that one of them has alone */
  LtOverlayChoice *choices;
  size_t cap_choices;
} LtOverlaySides;

void lt_overlay_sides_clear(LtOverlaySides *sides);

/** Append a key. LT_ERROR_MEMORY. */
bool lt_overlay_keys_add(LtOverlayKeys *keys, LtOverlayKey key, GError **error);

/**
 * List the regions of question @p i on both sides of a path. Borders, of features and of gaps, are
 * listed like ground that lies on the side of the feature, or of the gap. LT_ERROR_MEMORY.
 *
 * Cost: O(members of both) for few classes.
 */
bool lt_overlay_question_list(const LtOverlayPlan *plan, size_t i, const LtOverlayCover *left,
                              const LtOverlayCover *right, LtOverlaySides *sides, GError **error);

#endif
