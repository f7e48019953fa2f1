/**
 * @file command.h
 * @brief Commands of the program, and what all of them share.
 */
#ifndef LT_CLI_COMMAND_H
#define LT_CLI_COMMAND_H

#include <lantu/lantu.h>

/** Exit codes, documented in docs/commands/check.md. */
typedef enum {
  EXIT_OK = 0,
  EXIT_FINDINGS = 1,
  EXIT_USAGE = 2,
  EXIT_UNREADABLE = 3,
  EXIT_STRICT = 4,
  EXIT_INTERRUPTED = 130,
} ExitCode;

typedef struct {
  const char *name;
  const char *about[LT_N_LANGS];
  int (*run)(int argc, char **argv);
} Command;

extern const Command command_check;

/** Options that mean the same in every command. */
typedef struct {
  char *lang;
  int jobs;
  gboolean is_quiet, is_verbose;
} CommonOptions;

/** Table of the common options that fills @p options; its strings live as long as the table. */
GOptionEntry *common_entries(CommonOptions *options);

/** Set language and jobs as the options say. */
bool common_apply(const CommonOptions *options, LtRun *run, GError **error);

/** Print an error as one line on stderr and tell the exit code that fits. */
int print_error(const GError *error);

/** A run that listens to Ctrl-C and shows progress on a terminal. */
LtRun *run_new(const CommonOptions *options);
void run_free(LtRun *run);

/** Take the progress off the terminal. */
void progress_clear(void);

#endif
