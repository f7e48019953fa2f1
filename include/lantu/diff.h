/**
 * @file lantu/diff.h
 * @brief Results of two runs compared: what is new, what was mended, what has changed.
 *
 * Findings are the same when their ids are; those left over of one rule, fault and pair of layers
 * when they lie on the same ground. A finding that is gone counts as fixed only where its rule was
 * carried out and its objects were decided on.
 */
#ifndef LANTU_DIFF_H
#define LANTU_DIFF_H

#include <lantu/check.h>
#include <lantu/language.h>
#include <lantu/run.h>

/** What became of a finding. */
typedef enum {
  LT_CHANGE_NEW,       /**< was not there */
  LT_CHANGE_CHANGED,   /**< the same id, another severity, fault or measure */
  LT_CHANGE_MOVED,     /**< another id on the same ground */
  LT_CHANGE_FIXED,     /**< is gone */
  LT_CHANGE_UNCHECKED, /**< is gone, but nobody looked, or could tell */
  LT_CHANGE_KNOWN,     /**< as it was */
  LT_N_CHANGES
} LtChange;

typedef struct LtDiff LtDiff;

/**
 * Compare two results of lt_report_write_gpkg().
 *
 * @return  free with lt_diff_free(); NULL with LT_ERROR_READ, LT_ERROR_CRS, LT_ERROR_MEMORY or
 *          LT_ERROR_CANCELLED. Cost: O(files), and an overlay of what has no equal id
 */
LT_PUBLIC LtDiff *lt_diff_files(const char *path_old, const char *path_new, LtRun *run,
                                GError **error);
LT_PUBLIC void lt_diff_free(LtDiff *diff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtDiff, lt_diff_free)

/** How many findings became what. */
LT_PUBLIC size_t lt_diff_count(const LtDiff *diff, LtChange change);

/** New findings of this severity and above, and others that were below it. */
LT_PUBLIC size_t lt_diff_worse_count(const LtDiff *diff, LtSeverity severity);

/** For people. Free with g_free(). */
LT_PUBLIC char *lt_report_diff_text(const LtDiff *diff, LtLang lang);

/** For programs (docs/commands/diff.md); NULL when memory is short. Free with g_free(). */
LT_PUBLIC char *lt_report_diff_json(const LtDiff *diff);

#endif
