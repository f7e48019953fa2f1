#include "cli/command.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The run that a signal cancels. */
static LtRun *signal_run;
static bool progress_shown;

static void on_signal(int number)
{
  (void)number;
  if (signal_run != NULL)
    lt_run_cancel(signal_run);
}

/* --jobs is absent; no number that may be typed by mistake. */
#define JOBS_DEFAULT INT_MIN

GOptionEntry *common_entries(CommonOptions *options)
{
  options->jobs = JOBS_DEFAULT;
  GOptionEntry entries[] = {
      {"jobs", 'j', 0, G_OPTION_ARG_INT, &options->jobs, "Workers; results never depend on it", "N"},
      {"lang", 0, 0, G_OPTION_ARG_STRING, &options->lang, "Language: zh or en", "LANG"},
      {"quiet", 'q', 0, G_OPTION_ARG_NONE, &options->is_quiet, "No log and no progress", NULL},
      {"verbose", 'v', 0, G_OPTION_ARG_NONE, &options->is_verbose, "Log more", NULL},
      G_OPTION_ENTRY_NULL,
  };
  return g_memdup2(entries, sizeof entries);
}

bool common_apply(const CommonOptions *options, LtRun *run, GError **error)
{
  if (options->lang != NULL) {
    if (strcmp(options->lang, "zh") != 0 && strcmp(options->lang, "en") != 0) {
      g_set_error(error, LT_ERROR, LT_ERROR_USAGE, "--lang %s: use zh or en", options->lang);
      return false;
    }
    lt_language_set(options->lang[0] == 'z' ? LT_LANG_ZH : LT_LANG_EN);
  }
  if (options->jobs == JOBS_DEFAULT)
    return true;
  if (options->jobs < 1 || options->jobs > 1024) {
    g_set_error(error, LT_ERROR, LT_ERROR_USAGE, "--jobs %d: use 1 to 1024", options->jobs);
    return false;
  }
  lt_run_set_jobs(run, (unsigned)options->jobs);
  return true;
}

int print_error(const GError *error)
{
  progress_clear();
  fprintf(stderr, "lantu: %s\n", error->message);
  if (error->domain == G_OPTION_ERROR)
    return EXIT_USAGE;
  switch (error->code) {
  case LT_ERROR_USAGE:
    return EXIT_USAGE;
  case LT_ERROR_CANCELLED:
    return EXIT_INTERRUPTED;
  default:
    return EXIT_UNREADABLE;
  }
}

void run_free(LtRun *run)
{
  signal_run = NULL;
  lt_run_free(run);
}

static void on_progress(const char *stage, double fraction, void *data)
{
  (void)data;
  progress_shown = true;
  if (fraction < 0)
    fprintf(stderr, "\r\033[K%s", stage);
  else
    fprintf(stderr, "\r\033[K%s %3d%%", stage, (int)(fraction * 100));
}

void progress_clear(void)
{
  if (progress_shown)
    fputs("\r\033[K", stderr);
  progress_shown = false;
}

static void on_log(LtLogLevel level, const char *line, void *data)
{
  const CommonOptions *options = data;
  if (options->is_quiet || (level == LT_LOG_INFO && !options->is_verbose))
    return;
  progress_clear();
  fprintf(stderr, "lantu: %s\n", line);
}

LtRun *run_new(const CommonOptions *options)
{
  LtRun *run = lt_run_new();
  signal_run = run;
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of writing */
  lt_run_set_log(run, on_log, (void *)options);
  if (!options->is_quiet && isatty(STDERR_FILENO))
    lt_run_set_progress(run, on_progress, NULL);
  return run;
}
