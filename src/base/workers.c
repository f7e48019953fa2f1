#include "base/workers.h"

#include <pthread.h>
#include <stdatomic.h>

/* Items taken at once: few enough to share out evenly, enough to keep the counter cool. */
#define BLOCK 16
#define PROGRESS_EVERY_US (G_USEC_PER_SEC / 10)

typedef struct {
  const LtWork *work;
  LtRun *run;
  atomic_size_t next;
  atomic_bool stop;
  pthread_mutex_t lock; /* guards what follows */
  GError *error;
  size_t error_item;
} Pool;

static void pool_fail(Pool *pool, size_t item, GError *take_error)
{
  pthread_mutex_lock(&pool->lock);
  if (pool->error == NULL || item < pool->error_item) {
    g_clear_error(&pool->error);
    pool->error = g_steal_pointer(&take_error);
    pool->error_item = item;
  }
  pthread_mutex_unlock(&pool->lock);
  g_clear_error(&take_error);
  atomic_store(&pool->stop, true);
}

static void pool_progress(Pool *pool, gint64 *last_us)
{
  gint64 now_us = g_get_monotonic_time();
  if (now_us - *last_us < PROGRESS_EVERY_US)
    return;
  *last_us = now_us;
  size_t done = MIN(atomic_load(&pool->next), pool->work->n_items);
  lt_run_progress(pool->run, pool->work->stage, (double)done / (double)pool->work->n_items);
}

static void pool_items(Pool *pool, void *worker, bool tells_progress)
{
  const LtWork *work = pool->work;
  gint64 last_us = 0;
  while (!atomic_load(&pool->stop)) {
    size_t begin = atomic_fetch_add(&pool->next, BLOCK);
    if (begin >= work->n_items)
      return;
    GError *bound = NULL;
    if (!lt_run_check_memory(pool->run, &bound)) {
      pool_fail(pool, begin, bound);
      return;
    }
    for (size_t item = begin; item < MIN(begin + BLOCK, work->n_items); item++) {
      GError *error = NULL;
      if (!lt_run_check(pool->run, &error) || !work->item(worker, item, work->data, &error)) {
        pool_fail(pool, item, error);
        return;
      }
    }
    if (tells_progress)
      pool_progress(pool, &last_us);
  }
}

static void pool_work(Pool *pool, bool tells_progress)
{
  const LtWork *work = pool->work;
  void *worker = NULL;
  if (work->worker_new != NULL) {
    GError *error = NULL;
    worker = work->worker_new(work->data, &error);
    if (worker == NULL) {
      pool_fail(pool, 0, error);
      return;
    }
  }
  pool_items(pool, worker, tells_progress);
  if (worker != NULL && work->worker_free != NULL)
    work->worker_free(worker);
}

static void pool_thread(size_t number, void *data)
{
  pool_work(data, number == 0);
}

/* ---- threads ---- */

typedef struct {
  pthread_t thread;
  size_t number;
  void (*func)(size_t number, void *data);
  void *data;
} Thread;

static void *thread_main(void *data)
{
  const Thread *thread = data;
  thread->func(thread->number, thread->data);
  return NULL;
}

void lt_threads_run(size_t n, void (*func)(size_t number, void *data), void *data)
{
  g_autofree Thread *threads = g_new(Thread, n);
  size_t n_made = 1;
  for (; n_made < n; n_made++) {
    Thread *thread = &threads[n_made];
    *thread = (Thread){.number = n_made, .func = func, .data = data};
    if (pthread_create(&thread->thread, NULL, thread_main, thread) != 0)
      break;
  }
  func(0, data);
  for (size_t i = 1; i < n_made; i++)
    pthread_join(threads[i].thread, NULL);
}

bool lt_work_run(const LtWork *work, LtRun *run, GError **error)
{
  if (work->n_items == 0)
    return lt_run_check(run, error);

  Pool pool = {.work = work, .run = run, .lock = PTHREAD_MUTEX_INITIALIZER};
  size_t n_blocks = (work->n_items + BLOCK - 1) / BLOCK;
  lt_threads_run(MIN(n_blocks, lt_run_jobs(run)), pool_thread, &pool);
  pthread_mutex_destroy(&pool.lock);

  if (pool.error != NULL) {
    g_propagate_error(error, pool.error);
    return false;
  }
  return true;
}
