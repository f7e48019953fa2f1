/* A source read by lt_sources_stream(), its shapes put together again. */
#ifndef LT_TESTS_STREAMED_H
#define LT_TESTS_STREAMED_H

#include "io/source.h"

#include <pthread.h>

/* The first taker of each source waits a while until there is one more: so a source is left to be
 * shared out, however late threads begin. */
typedef struct {
  pthread_mutex_t lock;
  pthread_cond_t came;
  size_t n_takers, n_sources;
  gint64 patience_us;
} StreamedTakers;

static inline void *streamed_taker_new(void *data, GError **error)
{
  (void)error;
  StreamedTakers *takers = data;
  gint64 until = g_get_real_time() + takers->patience_us;
  struct timespec end = {.tv_sec = until / G_USEC_PER_SEC,
                         .tv_nsec = until % G_USEC_PER_SEC * 1000};
  pthread_mutex_lock(&takers->lock);
  takers->n_takers++;
  pthread_cond_broadcast(&takers->came);
  while (takers->n_takers <= takers->n_sources &&
         pthread_cond_timedwait(&takers->came, &takers->lock, &end) == 0)
    continue;
  pthread_mutex_unlock(&takers->lock);
  return lt_shapes_new();
}

static inline bool streamed_take(void *taker, const LtShapes *shapes, GError **error)
{
  for (size_t i = 0; i < shapes->n_features; i++)
    if (!lt_shapes_add_copy(taker, shapes, i, error))
      return false;
  return true;
}

static inline void streamed_taker_free(void *taker)
{
  lt_shapes_free(taker);
}

/* The shapes of all takers, in their order. */
static inline LtShapes *streamed_join(const GPtrArray *takers)
{
  LtShapes *all = lt_shapes_new();
  for (guint i = 0; i < takers->len; i++)
    streamed_take(all, takers->pdata[i], NULL);
  return all;
}

/* Read sources at once; shapes go into their data. Returns how many takers were made. */
static inline size_t streamed_read(LtSourceStream *streams, size_t n, const LtCrs *crs,
                                   unsigned patience_ms, LtRun *run, GError **error)
{
  StreamedTakers takers = {.lock = PTHREAD_MUTEX_INITIALIZER,
                           .came = PTHREAD_COND_INITIALIZER,
                           .n_sources = n,
                           .patience_us = (gint64)patience_ms * 1000};
  const LtTakerFuncs funcs = {streamed_taker_new, streamed_take, streamed_taker_free, &takers};
  lt_sources_stream(streams, n, crs, &funcs, run, error);
  for (size_t i = 0; i < n; i++) {
    if (streams[i].data != NULL)
      streams[i].data->shapes = streamed_join(streams[i].takers);
    g_clear_pointer(&streams[i].takers, g_ptr_array_unref);
  }
  return takers.n_takers;
}

#endif
