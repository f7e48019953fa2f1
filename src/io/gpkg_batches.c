/* SQLite takes one row after the other, on one thread. So that it need not wait, the other threads
 * make batches of rows ready ahead of it; batches are in a ring. */
#include "io/gpkg_batches.h"

#include "base/workers.h"
#include "io/gpkg_geometry.h"

#include <pthread.h>

#define BATCH_ROWS 128
/* Batches for each thread: enough for none to wait, few enough to stay in the cache. */
#define BATCHES_OF_THREAD 3

typedef struct {
  size_t blob_end; /* in the bytes of the batch */
  LtBox box;
  bool has_blob;
} Row;

typedef struct {
  bool is_ready;
  GError *error;
  size_t n_rows;
  Row rows[BATCH_ROWS];
  LtValue *values; /* of all rows */
  LtGpkgBytes bytes;
} Batch;

typedef struct {
  LtGpkg *gpkg;
  LtGpkgFormat format;
  size_t n;
  LtGpkgRowFunc func;
  const void *data;
  const char *stage;
  LtRun *run;
  Batch *ring;
  size_t n_ring, n_batches;
  GError *error;        /* of the writing */
  pthread_mutex_t lock; /* guards what follows, and is_ready of all batches */
  pthread_cond_t changed;
  size_t n_begun, n_written; /* batches */
  bool is_over;
} Job;

static void job_clear(Job *job)
{
  for (size_t i = 0; job->ring != NULL && i < job->n_ring; i++) {
    g_clear_error(&job->ring[i].error);
    g_free(job->ring[i].values);
    g_free(job->ring[i].bytes.bytes);
  }
  g_free(job->ring);
  pthread_cond_destroy(&job->changed);
  pthread_mutex_destroy(&job->lock);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Job, job_clear)

static bool row_make(const Job *job, Batch *batch, size_t i, GError **error)
{
  Row *row = &batch->rows[batch->n_rows];
  LtGpkgRow told = {.values = batch->values + batch->n_rows * job->format.n_columns};
  if (!job->func(job->data, i, &told))
    return true;
  row->has_blob = told.shapes != NULL;
  if (row->has_blob && !lt_gpkg_geometry(told.shapes, told.feature, job->format.geometry,
                                         job->format.srs_id, &row->box, &batch->bytes, error))
    return false;
  row->blob_end = batch->bytes.n;
  batch->n_rows++;
  return true;
}

static void batch_make(const Job *job, Batch *batch, size_t number)
{
  batch->n_rows = batch->bytes.n = 0;
  if (batch->values == NULL)
    batch->values =
        lt_alloc(BATCH_ROWS * job->format.n_columns, sizeof *batch->values, "rows", &batch->error);
  size_t begin = number * BATCH_ROWS, end = MIN(begin + BATCH_ROWS, job->n);
  for (size_t i = begin; batch->error == NULL && i < end; i++)
    row_make(job, batch, i, &batch->error);
}

static bool batch_write(Job *job, Batch *batch, GError **error)
{
  for (size_t i = 0, begin = 0; i < batch->n_rows; begin = batch->rows[i++].blob_end) {
    const Row *row = &batch->rows[i];
    const LtGpkgBlobOfRow blob = {batch->bytes.bytes + begin, row->blob_end - begin, row->box};
    if (!lt_gpkg_append(job->gpkg, batch->values + i * job->format.n_columns,
                        row->has_blob ? &blob : NULL, error))
      return false;
  }
  if (batch->error != NULL)
    g_propagate_error(error, g_steal_pointer(&batch->error));
  return *error == NULL;
}

/* Make the next batch that nobody has begun with ready. The job is locked. */
static void batch_begin(Job *job)
{
  size_t number = job->n_begun++;
  Batch *batch = &job->ring[number % job->n_ring];
  pthread_mutex_unlock(&job->lock);
  batch_make(job, batch, number);
  pthread_mutex_lock(&job->lock);
  batch->is_ready = true;
  pthread_cond_broadcast(&job->changed);
}

static void batches_make(Job *job)
{
  while (!job->is_over && job->n_begun < job->n_batches) {
    if (job->n_begun < job->n_written + job->n_ring)
      batch_begin(job);
    else
      pthread_cond_wait(&job->changed, &job->lock);
  }
}

static bool batch_next(Job *job, GError **error)
{
  Batch *batch = &job->ring[job->n_written % job->n_ring];
  while (!batch->is_ready) {
    if (job->n_begun == job->n_written)
      batch_begin(job);
    else
      pthread_cond_wait(&job->changed, &job->lock);
  }
  batch->is_ready = false;
  pthread_mutex_unlock(&job->lock);
  lt_run_progress(job->run, job->stage, (double)job->n_written / (double)job->n_batches);
  bool ok = lt_run_check(job->run, error) && batch_write(job, batch, error);
  pthread_mutex_lock(&job->lock);
  job->n_written++;
  pthread_cond_broadcast(&job->changed);
  return ok;
}

static void batches_write(Job *job)
{
  while (job->error == NULL && job->n_written < job->n_batches)
    batch_next(job, &job->error);
  job->is_over = true;
  pthread_cond_broadcast(&job->changed);
}

static void thread_do(size_t number, void *data)
{
  Job *job = data;
  pthread_mutex_lock(&job->lock);
  if (number == 0) /* the thread of the run, and of the file */
    batches_write(job);
  else
    batches_make(job);
  pthread_mutex_unlock(&job->lock);
}

bool lt_gpkg_rows(LtGpkg *gpkg, size_t n, LtGpkgRowFunc func, const void *data, const char *stage,
                  LtRun *run, GError **error)
{
  g_return_val_if_fail(gpkg != NULL && func != NULL && run != NULL, false);

  g_auto(Job) job = {.gpkg = gpkg, .format = lt_gpkg_format(gpkg), .n = n, .func = func};
  job.data = data;
  job.stage = stage;
  job.run = run;
  job.n_batches = (n + BATCH_ROWS - 1) / BATCH_ROWS;
  size_t n_threads = MAX(MIN(lt_run_jobs(run), job.n_batches), 1);
  job.n_ring = BATCHES_OF_THREAD * n_threads;
  pthread_mutex_init(&job.lock, NULL);
  pthread_cond_init(&job.changed, NULL);
  job.ring = lt_alloc(job.n_ring, sizeof *job.ring, "rows", error);
  if (job.ring == NULL)
    return false;
  lt_threads_run(n_threads, thread_do, &job);
  if (job.error != NULL)
    g_propagate_error(error, job.error);
  return job.error == NULL;
}
