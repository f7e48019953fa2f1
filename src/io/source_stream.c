/* Sources read at once and handed on. A source is one share of work, read by one thread; of a plain
 * GeoPackage a thread that has nothing left to do takes over half of what another one has not begun
 * with. What a share meets that is not plain makes its source to be read again, as one. */
#include "base/workers.h"
#include "io/source_parts.h"

#include <string.h>

/* Fewer rows are not worth another share. */
#define LEAST_ROWS 16
/* The last share that is taken over is so small a part of the rows of a source, for each job. */
#define PARTS_OF_JOB 16
/* Rows are begun with in so many steps, or more. */
#define STEPS 256

/* Neighbouring features of a source, read by one thread. */
typedef struct Share {
  struct Share *next; /* the features behind them */
  LtReading reading;
  LtRows rows;
  void *taker;
  bool is_range;
  LtRowRange range;
} Share;

typedef struct {
  LtSourceStream *stream;
  LtReading whole;         /* how to come to the project CRS; in the end all that was read */
  bool is_waiting;         /* nobody has begun with it */
  bool has_ranges;         /* so it may be shared out */
  LtRowsOfTable rows;      /* to be shared out */
  bool is_reread;          /* when its shares have ended: it is read again, as one */
  atomic_bool is_given_up; /* by those who read it */
  size_t n_active;         /* shares that are being read */
  Share *shares;           /* in the order of their features */
  GError *error;
} Layer;

typedef struct {
  const LtTakerFuncs *funcs;
  LtRun *run;
  LtReadProgress progress;
  size_t n_layers;
  pthread_mutex_t lock; /* guards what follows */
  Layer *layers;
  size_t n_good; /* layers before the first that failed */
} Job;

static void shares_clear(const Job *job, Layer *layer)
{
  for (Share *share; (share = layer->shares) != NULL;) {
    layer->shares = share->next;
    share->reading.ways = NULL; /* those of the whole */
    lt_reading_clear(&share->reading);
    lt_rows_clear(&share->rows);
    if (share->taker != NULL)
      job->funcs->taker_free(share->taker);
    g_free(share);
  }
}

static void job_clear(Job *job)
{
  for (size_t i = 0; i < job->n_layers; i++) {
    shares_clear(job, &job->layers[i]);
    lt_reading_clear(&job->layers[i].whole);
    g_clear_error(&job->layers[i].error);
  }
  g_free(job->layers);
  pthread_mutex_destroy(&job->lock);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Job, job_clear)

/* ---- before ---- */

/* Find out what can be read in ranges. */
static void layer_survey(Layer *layer)
{
  const LtSource *source = layer->stream->source;
  const LtPart *part = &source->parts[0];
  layer->rows.n_stated = -1;
  layer->has_ranges = source->n_parts == 1 && !source->spec.by_gdal &&
                      source->x_column == SIZE_MAX &&
                      lt_transform_is_identity(layer->whole.ways[0].transform) &&
                      lt_part_gpkg_rows(part, &layer->whole, &layer->rows);
  layer->is_waiting = true;
}

/* A layer that fails here fails before all that are behind it. */
static bool layer_begin(Job *job, Layer *layer, const LtCrs *project_crs, GError **error)
{
  LtReading *whole = &layer->whole;
  *whole =
      (LtReading){.source = layer->stream->source, .table = layer->stream->table, .run = job->run};
  if (!lt_reading_transform(whole, project_crs, error) || !lt_reading_prepare(whole, error))
    return false;
  layer_survey(layer);
  return true;
}

static void job_begin(Job *job, LtSourceStream *streams, const LtCrs *project_crs)
{
  bool is_known = true;
  for (size_t i = 0; i < job->n_layers; i++)
    job->layers[i].stream = &streams[i];
  for (job->n_good = 0; job->n_good < job->n_layers; job->n_good++) {
    Layer *layer = &job->layers[job->n_good];
    if (!layer_begin(job, layer, project_crs, &layer->error))
      break;
    is_known = is_known && layer->has_ranges && layer->rows.n_stated >= 0;
    job->progress.n_all += (double)layer->rows.n_stated;
  }
  if (!is_known)
    job->progress.n_all = 0;
}

/* ---- sharing out ---- */

static Share *share_new(Job *job, Layer *layer)
{
  Share *share = g_new0(Share, 1);
  const LtReading *whole = &layer->whole;
  share->reading = (LtReading){.source = whole->source,
                               .table = whole->table,
                               .run = job->run,
                               .rows = &share->rows,
                               .funcs = job->funcs,
                               .progress = &job->progress,
                               .is_given_up = &layer->is_given_up,
                               .ways = whole->ways};
  lt_reading_begin_part(&share->reading, 0);
  layer->n_active++;
  return share;
}

/* Those that cannot be shared out go first, so that the others are shared out in the end. */
static Share *waiting_take(Job *job, Layer **of)
{
  Layer *taken = NULL;
  for (size_t i = job->n_good; i-- > 0;) {
    Layer *layer = &job->layers[i];
    if (layer->is_waiting && (taken == NULL || !layer->has_ranges || taken->has_ranges))
      taken = layer;
  }
  if (taken == NULL)
    return NULL;
  Share *share = share_new(job, taken);
  taken->is_waiting = false;
  taken->shares = share;
  share->is_range = taken->has_ranges;
  share->range = (LtRowRange){.lock = &job->lock,
                              .next = taken->rows.first,
                              .end = taken->rows.end,
                              .step = (taken->rows.end - taken->rows.first) / STEPS + 1};
  *of = taken;
  return share;
}

/* Take half of the longest range that is left. */
static Share *range_take(Job *job, Layer **of)
{
  Share *longest = NULL;
  for (size_t i = 0; i < job->n_good; i++) {
    Layer *layer = &job->layers[i];
    int64_t parts = (int64_t)lt_run_jobs(job->run) * PARTS_OF_JOB;
    int64_t least = MAX((layer->rows.end - layer->rows.first) / parts, LEAST_ROWS);
    for (Share *share = layer->shares; share != NULL && layer->has_ranges; share = share->next) {
      int64_t left = share->range.end - share->range.next;
      if (left < 2 * least || atomic_load(&layer->is_given_up) ||
          (longest != NULL && left <= longest->range.end - longest->range.next))
        continue;
      longest = share;
      *of = layer;
    }
  }
  if (longest == NULL)
    return NULL;
  Share *share = share_new(job, *of);
  share->is_range = true;
  share->range = longest->range;
  share->range.next += (longest->range.end - longest->range.next) / 2;
  longest->range.end = share->range.next;
  share->next = longest->next;
  longest->next = share;
  return share;
}

/* ---- reading ---- */

/* *is_whole false: the layer is to be read as one. */
static bool share_read(Job *job, Share *share, bool *is_whole, GError **error)
{
  LtReading *reading = &share->reading;
  size_t n_read;
  *is_whole = true;
  share->taker = reading->taker = job->funcs->taker_new(job->funcs->data, error);
  if (share->taker == NULL || !lt_reading_prepare(reading, error))
    return false;
  const LtPart *part = &reading->source->parts[0];
  bool ok = share->is_range
                ? lt_part_read_gpkg(part, reading, &share->range, &n_read, is_whole, error)
                : lt_reading_parts(reading, error);
  ok = ok && (!*is_whole || lt_reading_hand_on(reading, error));
  g_clear_pointer(&reading->builder.shapes, lt_shapes_free);
  return ok;
}

/* What is wrong with a file is for one thread to tell, in the order of the features. */
static bool is_final(const Layer *layer, const GError *error)
{
  return !layer->has_ranges || !g_error_matches(error, LT_ERROR, LT_ERROR_READ);
}

/* A share that was given up fails, too; memory that is short is told in any case. */
static bool is_told(const Layer *layer, const GError *error)
{
  return g_error_matches(error, LT_ERROR, LT_ERROR_MEMORY) ||
         (is_final(layer, error) && !layer->is_reread);
}

static bool is_complete(const Layer *layer)
{
  int64_t n = 0;
  for (const Share *share = layer->shares; share != NULL; share = share->next)
    n += (int64_t)share->reading.n_fids;
  return !layer->has_ranges || (n > 0 && n >= layer->rows.n_stated);
}

/* The layers behind one that failed are of no use. */
static void layer_fail(Job *job, Layer *layer, GError *take_error)
{
  if (layer->error == NULL)
    layer->error = g_steal_pointer(&take_error);
  g_clear_error(&take_error);
  job->n_good = MIN(job->n_good, (size_t)(layer - job->layers));
  for (size_t i = job->n_good; i < job->n_layers; i++)
    atomic_store(&job->layers[i].is_given_up, true);
}

static void share_end(Job *job, Layer *layer, bool is_whole, GError *take_error)
{
  layer->n_active--;
  if (take_error != NULL && is_told(layer, take_error)) {
    layer_fail(job, layer, take_error);
  } else if (take_error != NULL || !is_whole) {
    g_clear_error(&take_error);
    layer->is_reread = true;
    atomic_store(&layer->is_given_up, true);
  }
  if (layer->n_active > 0 || (size_t)(layer - job->layers) >= job->n_good ||
      (!layer->is_reread && is_complete(layer)))
    return;
  shares_clear(job, layer);
  layer->has_ranges = layer->is_reread = false;
  layer->is_waiting = true;
  atomic_store(&layer->is_given_up, false);
}

/* A thread that finds nothing to do is not needed any more: what is to be read again is done by the
 * one that finds out. */
static void shares_do(size_t number, void *data)
{
  Job *job = data;
  Layer *layer;
  Share *share;
  pthread_mutex_lock(&job->lock);
  while ((share = waiting_take(job, &layer)) != NULL || (share = range_take(job, &layer)) != NULL) {
    share->reading.tells_progress = number == 0;
    pthread_mutex_unlock(&job->lock);
    GError *error = NULL;
    bool is_whole;
    share_read(job, share, &is_whole, &error);
    pthread_mutex_lock(&job->lock);
    share_end(job, layer, is_whole, error);
  }
  pthread_mutex_unlock(&job->lock);
}

/* ---- after ---- */

static void stats_add(LtReading *whole, const LtReading *part)
{
  LtReadStats *sum = &whole->stats;
  const LtReadStats *stats = &part->stats;
  sum->n_vertices += stats->n_vertices;
  sum->n_added += stats->n_added;
  sum->n_moved += stats->n_moved;
  sum->n_z_dropped += stats->n_z_dropped;
  sum->n_curves += stats->n_curves;
  sum->n_closed += stats->n_closed;
  whole->chord_found_m = MAX(whole->chord_found_m, part->chord_found_m);
}

static bool fids_add(LtReading *whole, const LtReading *part, GError **error)
{
  if (!lt_grow(&whole->fids, &whole->cap_fids, whole->n_fids + part->n_fids, sizeof *whole->fids,
               "fids", error))
    return false;
  memcpy(whole->fids + whole->n_fids, part->fids, part->n_fids * sizeof *part->fids);
  whole->n_fids += part->n_fids;
  return true;
}

static bool faults_add(LtFaults *all, LtFaults *faults, size_t first_feature, GError **error)
{
  if (!lt_grow(&all->faults, &all->capacity, all->n + faults->n, sizeof *all->faults, "faults",
               error))
    return false;
  for (size_t i = 0; i < faults->n; i++) {
    faults->faults[i].feature += first_feature;
    all->faults[all->n++] = faults->faults[i];
  }
  faults->n = 0;
  return true;
}

/* Put the shares together, in the order of their features. */
static bool layer_end(Job *job, Layer *layer, GError **error)
{
  LtReading *whole = &layer->whole;
  LtSourceStream *stream = layer->stream;
  stream->takers = g_ptr_array_new_with_free_func(job->funcs->taker_free);
  for (Share *share = layer->shares; share != NULL; share = share->next) {
    LtReading *part = &share->reading;
    if (part->n_fids == 0) /* others took all of it over */
      continue;
    if (!faults_add(&whole->builder.faults, &part->builder.faults, whole->n_fids, error) ||
        !fids_add(whole, part, error) ||
        (stream->table != NULL &&
         !lt_table_take_rows(stream->table, &share->rows, part->n_fids, error)))
      return false;
    stats_add(whole, part);
    g_ptr_array_add(stream->takers, g_steal_pointer(&share->taker));
  }
  g_clear_pointer(&whole->builder.shapes, lt_shapes_free);
  stream->data = lt_reading_take(whole);
  return true;
}

static bool job_end(Job *job, GError **error)
{
  for (size_t i = 0; i < job->n_layers; i++) {
    Layer *layer = &job->layers[i];
    LtSource *source = layer->stream->source;
    if (layer->stream->table != NULL)
      lt_gdal_log_tell(&source->log, source->parts[0].where, job->run);
    for (size_t j = 0; layer->stream->table != NULL && j < source->n_parts; j++)
      lt_part_tell_encoding(&source->parts[j], job->run);
    lt_gdal_log_clear(&source->log);
    if (i == job->n_good) {
      g_propagate_error(error, g_steal_pointer(&layer->error));
      return false;
    }
    if (!layer_end(job, layer, error))
      return false;
    shares_clear(job, layer);
  }
  return true;
}

bool lt_sources_stream(LtSourceStream *streams, size_t n_streams, const LtCrs *project_crs,
                       const LtTakerFuncs *funcs, LtRun *run, GError **error)
{
  g_return_val_if_fail(streams != NULL && project_crs != NULL && funcs != NULL, false);

  g_auto(Job) job = {.funcs = funcs, .run = run, .n_layers = n_streams};
  pthread_mutex_init(&job.lock, NULL);
  job.layers = g_new0(Layer, n_streams);
  for (size_t i = 0; i < n_streams; i++) {
    streams[i].data = NULL;
    streams[i].takers = NULL;
  }
  job_begin(&job, streams, project_crs);
  lt_threads_run(lt_run_jobs(run), shares_do, &job);
  return job_end(&job, error);
}
