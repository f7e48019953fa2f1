/**
 * @file ground.h
 * @brief Findings made of what overlays answer: ground that objects share, ground or border that
 * they lack.
 *
 * Internal to the kinds of rules. Limits are in square metres and metres; what stays under them
 * goes to the ledger.
 */
#ifndef LT_RULES_GROUND_H
#define LT_RULES_GROUND_H

#include "rules/kind.h"

/** The limits of a connected piece of ground. */
typedef struct {
  double min_area_m2, min_width_m;
} LtGroundLimits;

/** "1.23 mu (820.00 m², ellipsoidal area)": figures of areas in a message. Free with g_free(). */
char *lt_ground_text(const LtProject *project, const LtAreas *areas, LtLang lang);

/** Part of an object that areas are, planar. */
double lt_ground_share(const LtProject *project, const LtObject *object, const LtAreas *areas);

/** Add the ground that a feature of task->a shares with one of task->b, or with another of a: a
 * finding, tolerated pieces, or undetermined where it is not known that both take part. Takes
 * pair->shape. */
void lt_ground_add_shared(const LtTask *task, const char *fault, const LtGroundLimits *limits,
                          LtOverlayPair *pair);

/** What objects of one layer are asked to have of those of another. */
typedef struct {
  const LtTask *task;
  LtOverlayQuestion question; /**< LT_OVERLAY_DIFFERENCE or LT_OVERLAY_BORDERS */
  const LtLayer *layer, *other; /**< whose objects are judged, and what they must lie on */
  const uint8_t *use, *use_other; /**< LtTruth of the features of both */
  LtGroundLimits limits;
  double min_length_m; /**< of borders: an object lacking less in all is tolerated */
} LtLack;

/** Overlays that one lack asks for at most. */
#define LT_LACK_ASKS 2

/**
 * Ask for what the objects lack, from *@p n_inputs of @p inputs on. What is found there is certain:
 * objects that may take part count as there. Where there are such, a second overlay leaves them
 * out.
 */
bool lt_lack_ask(const LtLack *lack, LtOverlayInput *inputs, size_t *n_inputs, GError **error);

/** Add what the overlays answer to the results: those from *@p n_taken of @p overlays on, which are
 * counted there. */
void lt_lack_take(const LtLack *lack, LtOverlay **overlays, size_t *n_taken);

/** Add what one object lacks. @p partner: the one object that it is compared with; layer NULL: all
 * of the other layer. @p is_undetermined: it cannot be known. Takes pair->shape. */
void lt_lack_add(const LtLack *lack, LtOverlayPair *pair, LtObject partner, bool is_undetermined);

#endif
