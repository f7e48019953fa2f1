/**
 * @file approved.h
 * @brief Conflicts on land that is approved: told with the numbers of the approvals, not as errors.
 *
 * Internal to the kinds of rules. An approval of which it is not known that it takes part excuses
 * nothing.
 */
#ifndef LT_RULES_APPROVED_H
#define LT_RULES_APPROVED_H

#include "rules/kind.h"

/** LtFinding.fault of a conflict on approved land. */
#define LT_FAULT_APPROVED "approved"

/**
 * Where the task has approvals: leave approved land out of @p n_asked inputs, and ask for what the
 * first of them has there by one more, at @p n_inputs behind, which is counted up. LT_ERROR_MEMORY.
 */
bool lt_approved_split(const LtTask *task, LtOverlayInput *asked, size_t n_asked, size_t *n_inputs,
                       GError **error);

/** Note approvals that cannot be made use of, where the overlay outside of them has found
 * something. */
void lt_approved_note(const LtTask *task, const LtOverlay *outside);

/** Make a finding of an answer inside of approved land one that is approved. Its message is
 * complete. */
void lt_approved_mark(const LtTask *task, const LtOverlay *inside, const LtOverlayPair *pair,
                      LtFinding *finding);

#endif
