#include "cli/command.h"

#include <math.h>
#include <signal.h>
#include <stdint.h>
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

#define JOBS_MAX 1024

GOptionEntry *common_entries(CommonOptions *options)
{
  GOptionEntry entries[] = {
      {"jobs", 'j', 0, G_OPTION_ARG_STRING, &options->jobs, text_of(T_OPTION_JOBS), "N"},
      {"memory", 0, 0, G_OPTION_ARG_STRING, &options->memory, text_of(T_OPTION_MEMORY), "SIZE"},
      {"lang", 0, 0, G_OPTION_ARG_STRING, &options->lang, text_of(T_OPTION_LANG), "LANG"},
      {"quiet", 'q', 0, G_OPTION_ARG_NONE, &options->is_quiet, text_of(T_OPTION_QUIET), NULL},
      {"verbose", 'v', 0, G_OPTION_ARG_NONE, &options->is_verbose, text_of(T_OPTION_VERBOSE), NULL},
      {"help", 'h', 0, G_OPTION_ARG_NONE, &options->wants_help, text_of(T_OPTION_HELP), NULL},
      G_OPTION_ENTRY_NULL,
  };
  return g_memdup2(entries, sizeof entries);
}

void common_clear(CommonOptions *options)
{
  g_clear_pointer(&options->lang, g_free);
  g_clear_pointer(&options->jobs, g_free);
  g_clear_pointer(&options->memory, g_free);
}

/* A number and its unit, powers of 1024. */
static bool size_read(const char *text, size_t *bytes)
{
  static const char *const units[] = {"KB", "MB", "GB", "TB"};
  char *end = NULL;
  double number = g_ascii_strtod(text, &end), factor = 1;
  if (!g_ascii_isdigit(text[0]) || strspn(text, "0123456789.") != (size_t)(end - text))
    return false;
  bool is_unit = false;
  for (size_t i = 0; i < G_N_ELEMENTS(units) && !is_unit; i++) {
    factor *= 1024;
    is_unit = g_ascii_strcasecmp(end, units[i]) == 0;
  }
  *bytes = is_unit && number * factor < (double)SIZE_MAX ? (size_t)(number * factor) : 0;
  return *bytes >= 1024 * 1024;
}

static bool memory_apply(const CommonOptions *options, LtRun *run, GError **error)
{
  size_t bytes = 0;
  if (options->memory != NULL && !size_read(options->memory, &bytes))
    return text_fail(error, LT_ERROR_USAGE, T_WRONG_MEMORY, options->memory);
  lt_run_set_memory(run, bytes);
  return true;
}

bool common_apply(const CommonOptions *options, LtRun *run, GError **error)
{
  if (options->lang != NULL) {
    if (strcmp(options->lang, "zh") != 0 && strcmp(options->lang, "en") != 0)
      return text_fail(error, LT_ERROR_USAGE, T_WRONG_LANG, options->lang);
    lt_language_set(options->lang[0] == 'z' ? LT_LANG_ZH : LT_LANG_EN);
  }
  gint64 jobs;
  if (!memory_apply(options, run, error))
    return false;
  if (options->jobs == NULL)
    return true;
  if (!g_ascii_string_to_signed(options->jobs, 10, 1, JOBS_MAX, &jobs, NULL))
    return text_fail(error, LT_ERROR_USAGE, T_WRONG_JOBS, options->jobs);
  lt_run_set_jobs(run, (unsigned)jobs);
  return true;
}

static void print_line(const char *text)
{
  g_autofree char *line = lt_line_visible(text);
  fprintf(stderr, "lantu: %s\n", line);
}

static const char *const fail_on_names[] = {"info", "warning", "error", "never", NULL};

bool fail_on_check(const char *name, GError **error)
{
  return name == NULL || g_strv_contains(fail_on_names, name) ||
         text_fail(error, LT_ERROR_USAGE, T_WRONG_FAIL_ON, name);
}

bool fail_on_severity(const char *name, LtSeverity *severity)
{
  *severity = g_strcmp0(name, "info") == 0      ? LT_SEVERITY_INFO
              : g_strcmp0(name, "warning") == 0 ? LT_SEVERITY_WARNING
                                                : LT_SEVERITY_ERROR;
  return g_strcmp0(name, "never") != 0;
}

bool number_read(const char *option, const char *text, double max, double *number, GError **error)
{
  if (text == NULL)
    return true;
  char *end = NULL;
  *number = g_ascii_strtod(text, &end); /* takes blanks, signs, hexadecimals and "inf", too */
  bool is_decimal = strspn(text, "0123456789.eE+-") == strlen(text) &&
                    (g_ascii_isdigit(text[0]) || text[0] == '.');
  return (is_decimal && end != text && *end == '\0' && isfinite(*number) && *number <= max) ||
         text_fail(error, LT_ERROR_USAGE, T_WRONG_NUMBER, option, text, max);
}

bool print_result(char *take_text, GError **error)
{
  g_autofree char *text = take_text;
  if (text == NULL)
    return text_fail(error, LT_ERROR_MEMORY, T_NO_MEMORY);
  bool is_written = fputs(text, stdout) != EOF && fflush(stdout) != EOF;
  return is_written || text_fail(error, LT_ERROR_WRITE, T_NO_STDOUT);
}

int print_error(const GError *error)
{
  progress_clear();
  print_line(error->message);
  switch (error->code) {
  case LT_ERROR_USAGE:
    return EXIT_USAGE;
  case LT_ERROR_CANCELLED:
    return EXIT_INTERRUPTED;
  default:
    return EXIT_FAILED;
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
  print_line(line);
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

char *date_of_run(void)
{
  const char *epoch = g_getenv("SOURCE_DATE_EPOCH");
  gint64 seconds = 0;
  bool is_epoch = epoch != NULL && g_ascii_string_to_signed(epoch, 10, 0, G_MAXINT32 * INT64_C(64),
                                                            &seconds, NULL);
  g_autoptr(GDateTime) time =
      is_epoch ? g_date_time_new_from_unix_utc(seconds) : g_date_time_new_now_local();
  return time == NULL ? g_strdup("") : g_date_time_format(time, "%Y-%m-%d");
}
