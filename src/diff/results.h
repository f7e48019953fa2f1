/**
 * @file results.h
 * @brief What became of each finding, for the writers.
 */
#ifndef LT_DIFF_RESULTS_H
#define LT_DIFF_RESULTS_H

#include "io/findings_file.h"

#include <lantu/diff.h>

#define LT_NO_FINDING SIZE_MAX

typedef struct {
  LtChange change;
  size_t before, after; /**< findings of the two files, or LT_NO_FINDING */
  bool was_unchecked;   /**< new, but its rule was not carried out in the run before */
} LtDiffRow;

struct LtDiff {
  LtFindingsFile *before, *after;
  LtDiffRow *rows; /**< by rule, then what became of them, then id */
  size_t n_rows, cap_rows;
  bool same_crs; /**< else nothing is compared by its ground */
};

/** The finding of a row: of the second run, of the first where it is gone. */
const LtFindingRow *lt_diff_finding(const LtDiff *diff, const LtDiffRow *row);

/** The two findings of a row; NULL: there is none. */
const LtFindingRow *lt_diff_before(const LtDiff *diff, const LtDiffRow *row);
const LtFindingRow *lt_diff_after(const LtDiff *diff, const LtDiffRow *row);

/** How a writer of files calls it: "new", "changed" … */
const char *lt_change_code(LtChange change);

#endif
