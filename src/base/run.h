/**
 * @file run.h
 * @brief What the library asks of an LtRun: cancelled? tell progress, write the log.
 */
#ifndef LT_BASE_RUN_H
#define LT_BASE_RUN_H

#include "base/text.h"

#include <lantu/run.h>

/** Number of workers, at least 1. */
unsigned lt_run_jobs(const LtRun *run);

/** The bound of what may be held, in bytes; 0: none. */
size_t lt_run_memory(const LtRun *run);

/** False with LT_ERROR_MEMORY once more is held than the run may; looks now and then only. Any
 * thread. */
bool lt_run_check_memory(LtRun *run, GError **error);

/** False with LT_ERROR_MEMORY where @p bytes more would be more than the run may hold: before what
 * takes much at once. Costs a look at the system each time. Any thread; NULL: no bound. */
bool lt_run_check_room(const LtRun *run, size_t bytes, GError **error);

/** True once lt_run_cancel() was called. Any thread. */
bool lt_run_is_cancelled(const LtRun *run);

/** False with LT_ERROR_CANCELLED once lt_run_cancel() was called. */
bool lt_run_check(const LtRun *run, GError **error);

/** Tell the progress of a stage: its share that is done, 0..1, or below 0 where it cannot be known.
 * Only the thread that owns the run. */
void lt_run_progress(LtRun *run, const char *stage, double fraction);

/** Write a row of the catalogue to the log. Only the thread that owns the run. */
void lt_run_log(LtRun *run, LtLogLevel level, LtTextId id, ...);

#endif
