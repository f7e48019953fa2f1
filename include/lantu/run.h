/**
 * @file lantu/run.h
 * @brief How a job runs: number of workers, cancelling, progress, log.
 *
 * One LtRun serves one job at a time. lt_run_cancel() may be called from any thread and from a
 * signal handler; everything else belongs to the thread that runs the job, which is also the
 * thread that calls the callbacks.
 */
#ifndef LANTU_RUN_H
#define LANTU_RUN_H

#include <glib.h>
#include <lantu/visibility.h>

typedef struct LtRun LtRun;

typedef enum { LT_LOG_WARNING, LT_LOG_INFO } LtLogLevel;

/**
 * Called now and then by the running job.
 *
 * @param stage     what is being done, in the language of the process, borrowed
 * @param fraction  share of the stage that is done, 0..1; below 0 where it cannot be known
 */
typedef void (*LtProgressFunc)(const char *stage, double fraction, void *data);

/** Called for each line of the log; @p line has no line end, borrowed. */
typedef void (*LtLogFunc)(LtLogLevel level, const char *line, void *data);

/** A run with one worker for each processor and no callbacks. Free with lt_run_free(). */
LT_PUBLIC LtRun *lt_run_new(void);
LT_PUBLIC void lt_run_free(LtRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtRun, lt_run_free)

/** Use @p jobs workers, 1..1024. Results never depend on the number. */
LT_PUBLIC void lt_run_set_jobs(LtRun *run, unsigned jobs);
/**
 * Hold no more than about @p bytes; 0: no bound. Results never depend on it: what is too large for
 * it is done in several passes, and where that cannot help the job ends with LT_ERROR_MEMORY, which
 * says how much it takes at least. Linux only: elsewhere there is no bound.
 */
LT_PUBLIC void lt_run_set_memory(LtRun *run, size_t bytes);
/** Set a callback, or none with NULL; @p data goes to each call and must outlive the run. */
LT_PUBLIC void lt_run_set_progress(LtRun *run, LtProgressFunc func, void *data);
LT_PUBLIC void lt_run_set_log(LtRun *run, LtLogFunc func, void *data);

/** Ask the job to stop soon with LT_ERROR_CANCELLED. Safe in a signal handler. */
LT_PUBLIC void lt_run_cancel(LtRun *run);

#endif
