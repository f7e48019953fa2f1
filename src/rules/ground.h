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

/** The limits of a connected piece of ground: one that is smaller or thinner is tolerated. */
typedef struct {
  double min_area_m2, min_width_m;
} LtGroundLimits;

/** Its fields and defaults, for kinds that have no other limits. */
#define LT_GROUND_FIELDS 2
extern const LtField lt_ground_fields[LT_GROUND_FIELDS];
extern const LtGroundLimits lt_ground_defaults;

/** "1.23 mu (820.00 m², ellipsoidal area)": figures of areas in a message. Free with g_free(). */
char *lt_ground_text(const LtProject *project, const LtAreas *areas, LtLang lang);

/** Part of an object that areas are, planar. */
double lt_ground_share(const LtProject *project, const LtObject *object, const LtAreas *areas);

/** A finding of the ground of an answer: value, shape, place, areas and width are set; limit,
 * shares and message are not. Takes pair->shape. */
LtFinding lt_ground_finding(const LtTask *task, LtObject a, LtObject b, LtOverlayPair *pair);

/** Add the tolerated pieces of an answer, if it has any. @p fault is static, or NULL. */
void lt_ground_add_tolerated(const LtTask *task, const char *fault, LtObject a, LtObject b,
                             const LtOverlayPair *pair);

/** Make a finding of the ground that a feature of task->a shares with one of task->b, or with
 * another of a, all but the message; add tolerated pieces, and what is undetermined where it is not
 * known that both take part. Takes pair->shape.
 *
 * @param is_known  false: whether the pair is one is not known
 * @return          false: there is no finding */
bool lt_ground_find_shared(const LtTask *task, const char *fault, const LtGroundLimits *limits,
                           bool is_known, LtOverlayPair *pair, LtFinding *finding);

/** Give such a finding its message: both objects, figures of the ground, and how far places may be
 * off where that leaves it in doubt. */
void lt_ground_tell_shared(const LtTask *task, const LtGroundLimits *limits, LtFinding *finding);

/** Find, tell and add it. */
void lt_ground_add_shared(const LtTask *task, const char *fault, const LtGroundLimits *limits,
                          LtOverlayPair *pair);

/** What objects of one layer are asked to have of those of another. */
typedef struct {
  const LtTask *task;
  LtOverlayQuestion question; /**< LT_OVERLAY_DIFFERENCE or LT_OVERLAY_BORDERS */
  const LtLayer *layer, *other; /**< whose objects are judged, and what they must lie on */
  const uint8_t *use, *use_other; /**< LtTruth of the features of both */
  const LtMoreLayer *more; /**< of LT_OVERLAY_DIFFERENCE: further layers to lie on */
  size_t n_more;
  LtGroundLimits limits;
  double min_length_m; /**< of borders: an object lacking less in all is tolerated */
} LtLack;

/** What objects of task->a lack of task->b; limits are still 0. */
LtLack lt_lack_new(const LtTask *task, LtOverlayQuestion question);

/**
 * Ask for what the objects lack, from *@p n_inputs of @p inputs on, which is counted up by 1 to 3.
 * What is found there is certain: objects that may take part count as there. Where there are such,
 * a second overlay leaves them out; one more has what lies on approved land. LT_ERROR_MEMORY.
 */
bool lt_lack_ask(const LtLack *lack, LtOverlayInput *inputs, size_t *n_inputs, GError **error);

/** Add what the overlays answer to the results: those from *@p n_taken of @p overlays on, which are
 * counted there. */
void lt_lack_take(const LtLack *lack, LtOverlay **overlays, size_t *n_taken);

/** Add what one object lacks. @p partner: the one object that it is compared with; layer NULL: all
 * of the other layer. @p inside: the overlay of approved land that the answer is of, or NULL.
 * Takes pair->shape. */
void lt_lack_add(const LtLack *lack, LtOverlayPair *pair, LtObject partner,
                 const LtOverlay *inside);

#endif
