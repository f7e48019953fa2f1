/**
 * @file workers.h
 * @brief Do many independent items with the workers of a run.
 *
 * Plain pthreads. Items are handed out in blocks from a counter; an item writes only to its own
 * place, so results do not depend on who did what.
 */
#ifndef LT_BASE_WORKERS_H
#define LT_BASE_WORKERS_H

#include "base/run.h"

/** What the workers do. @p item, @p worker_new and @p worker_free run on the workers' threads. */
typedef struct {
  const char *stage; /**< for the progress */
  size_t n_items;
  /** State of one worker (contexts, scratch), or NULL with an error. May be NULL: no state. */
  void *(*worker_new)(void *data, GError **error);
  void (*worker_free)(void *worker);
  /** Do one item; false with an error stops all. */
  bool (*item)(void *worker, size_t item, void *data, GError **error);
  void *data;
} LtWork;

/**
 * Do all items; none is a success. At most as many workers are made as there are blocks of items.
 *
 * @return  false with the error of the lowest item that fails, for any number of jobs, or
 *          LT_ERROR_CANCELLED
 */
bool lt_work_run(const LtWork *work, LtRun *run, GError **error);

/**
 * Call @p func with each number below @p n at once: 0 on this thread, the others on threads of
 * their own, and return when all have returned. Where a thread cannot be made its number is left
 * out: the others must do its work.
 */
void lt_threads_run(size_t n, void (*func)(size_t number, void *data), void *data);

#endif
