#include "base/run.h"

#include "base/bytes.h"

#include <stdarg.h>
#include <stdatomic.h>

/* To ask the system takes a while. */
#define LOOK_EVERY_US (G_USEC_PER_SEC / 50)

struct LtRun {
  atomic_bool cancelled;
  atomic_llong looked_us; /* when what is held was looked at last */
  size_t memory;
  unsigned jobs;
  LtProgressFunc progress;
  void *progress_data;
  LtLogFunc log;
  void *log_data;
};

LtRun *lt_run_new(void)
{
  LtRun *run = g_new0(LtRun, 1);
  run->jobs = g_get_num_processors();
  lt_reserve_keep();
  return run;
}

void lt_run_free(LtRun *run)
{
  if (run != NULL)
    lt_reserve_drop();
  g_free(run);
}

void lt_run_set_jobs(LtRun *run, unsigned jobs)
{
  g_return_if_fail(jobs >= 1 && jobs <= 1024);
  run->jobs = jobs;
}

void lt_run_set_memory(LtRun *run, size_t bytes)
{
  run->memory = bytes;
}

size_t lt_run_memory(const LtRun *run)
{
  return run->memory;
}

bool lt_run_check_memory(LtRun *run, GError **error)
{
  if (run->memory == 0)
    return true;
  gint64 now_us = g_get_monotonic_time();
  long long looked_us = atomic_load(&run->looked_us);
  if (now_us - looked_us < LOOK_EVERY_US ||
      !atomic_compare_exchange_strong(&run->looked_us, &looked_us, now_us))
    return true;
  size_t held = lt_memory_held();
  if (held > run->memory) {
    lt_memory_trim();
    held = lt_memory_held();
  }
  return held <= run->memory || lt_fail(error, LT_ERROR_MEMORY, LT_T_ERR_MEMORY_BOUND,
                                        lt_megabytes(run->memory), lt_megabytes(held));
}

bool lt_run_check_room(const LtRun *run, size_t bytes, GError **error)
{
  if (run == NULL || run->memory == 0)
    return true;
  size_t held = lt_memory_held();
  if (held + bytes > run->memory) {
    lt_memory_trim();
    held = lt_memory_held();
  }
  return held + bytes <= run->memory ||
         lt_fail(error, LT_ERROR_MEMORY, LT_T_ERR_MEMORY_BOUND, lt_megabytes(run->memory),
                 lt_megabytes(held + bytes));
}

void lt_run_set_progress(LtRun *run, LtProgressFunc func, void *data)
{
  run->progress = func;
  run->progress_data = data;
}

void lt_run_set_log(LtRun *run, LtLogFunc func, void *data)
{
  run->log = func;
  run->log_data = data;
}

void lt_run_cancel(LtRun *run)
{
  atomic_store(&run->cancelled, true);
}

unsigned lt_run_jobs(const LtRun *run)
{
  return run->jobs;
}

bool lt_run_is_cancelled(const LtRun *run)
{
  return atomic_load(&run->cancelled);
}

bool lt_run_check(const LtRun *run, GError **error)
{
  return !lt_run_is_cancelled(run) || lt_fail(error, LT_ERROR_CANCELLED, LT_T_ERR_CANCELLED);
}

void lt_run_progress(LtRun *run, const char *stage, double fraction)
{
  if (run->progress != NULL)
    run->progress(stage, fraction, run->progress_data);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

void lt_run_log(LtRun *run, LtLogLevel level, LtTextId id, ...)
{
  if (run->log == NULL)
    return;
  va_list args;
  va_start(args, id);
  g_autofree char *line = g_strdup_vprintf(lt_text(lt_language(), id), args);
  va_end(args);
  g_strdelimit(line, "\r\n", ' ');
  run->log(level, line, run->log_data);
}

#pragma GCC diagnostic pop
