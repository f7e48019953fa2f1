/**
 * @file lantu/check.h
 * @brief Ask a project's rules of its layers and hold the results.
 */
#ifndef LANTU_CHECK_H
#define LANTU_CHECK_H

#include <lantu/project.h>
#include <stddef.h>

typedef struct LtResults LtResults;

typedef enum { LT_SEVERITY_INFO, LT_SEVERITY_WARNING, LT_SEVERITY_ERROR } LtSeverity;

/** State of one rule after a run. Not checked is never shown as passed. */
typedef enum {
  LT_STATE_PASS,
  LT_STATE_FAIL,
  LT_STATE_SKIPPED,      /**< something the rule needs is missing from the project */
  LT_STATE_UNDETERMINED, /**< the answer flips inside the tolerance or cannot be known */
  LT_STATE_ERROR,        /**< the rule could not be carried out */
  LT_N_STATES
} LtState;

/**
 * Check that every rule is of a known kind with the layers and limits the kind wants; nothing is
 * read. lt_check_run() does it too; called before lt_project_read() it spares the reading.
 *
 * @return  false with LT_ERROR_USAGE (the message names file, line and column)
 */
LT_PUBLIC bool lt_check_rules(const LtProject *project, GError **error);

/**
 * Let only some rules of a project be asked; the results say so. Before lt_project_read(), which
 * then looks at the columns of these alone.
 *
 * @param ids  of rules, NULL-terminated
 * @return     false with LT_ERROR_USAGE (an id that no rule has, or of a rule that the project does
 *             not ask)
 */
LT_PUBLIC bool lt_check_select(LtProject *project, const char *const *ids, GError **error);

/**
 * Run every rule of a project that lt_project_read() has read. On one that it has not, every rule
 * that needs a layer ends in LT_STATE_ERROR.
 *
 * A rule that cannot be carried out ends in LT_STATE_ERROR and does not stop the others.
 * The results are the same for any number of jobs and any order of the features.
 *
 * @param project  borrowed; must outlive the results
 * @return         free with lt_results_free(); NULL with LT_ERROR_USAGE, LT_ERROR_MEMORY
 *                 or LT_ERROR_CANCELLED
 */
LT_PUBLIC LtResults *lt_check_run(const LtProject *project, LtRun *run, GError **error);
LT_PUBLIC void lt_results_free(LtResults *results);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtResults, lt_results_free)

/** Number of findings of at least @p severity. */
LT_PUBLIC size_t lt_results_finding_count(const LtResults *results, LtSeverity severity);

/** Number of rules that ended in @p state. */
LT_PUBLIC size_t lt_results_rule_count(const LtResults *results, LtState state);

/** Number of objects and pairs that rules could not decide on; a rule as a whole counts as one. */
LT_PUBLIC size_t lt_results_undetermined_count(const LtResults *results);

/** Number of layers that could not be read. */
LT_PUBLIC size_t lt_results_unread_count(const LtResults *results);

#endif
