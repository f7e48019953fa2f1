/**
 * @file command.h
 * @brief Commands of the program, and what all of them share.
 */
#ifndef LT_CLI_COMMAND_H
#define LT_CLI_COMMAND_H

#include "cli/text.h"

/** Exit codes, documented in docs/commands/check.md. */
typedef enum {
  EXIT_OK = 0,
  EXIT_FINDINGS = 1,
  EXIT_USAGE = 2,
  EXIT_FAILED = 3,
  EXIT_STRICT = 4,
  EXIT_INTERRUPTED = 130,
} ExitCode;

typedef struct {
  const char *name;
  const char *takes; /**< what stands behind the options, for the help */
  TextId about;
  int (*run)(int argc, char **argv);
} Command;

extern const Command command_check;
extern const Command command_diff;
extern const Command command_info;
extern const Command command_near;
extern const Command command_new;
extern const Command command_overlay;
extern const Command command_rules;
extern const Command command_survey;

/** Options that mean the same in every command. */
typedef struct {
  char *lang, *jobs, *memory;
  gboolean is_quiet, is_verbose, wants_help;
} CommonOptions;

/** Table of the common options that fills @p options. Free with g_free(). */
GOptionEntry *common_entries(CommonOptions *options);
void common_clear(CommonOptions *options);

/**
 * Take the options of a command out of its arguments. Prints the help where it is asked for.
 *
 * @param own  the command's own options, whose values are texts or flags
 * @return     false with LT_ERROR_USAGE
 */
bool options_parse(const Command *command, const GOptionEntry *own, const CommonOptions *common,
                   int *argc, char ***argv, GError **error);

/** Set language and jobs as the options say. */
bool common_apply(const CommonOptions *options, LtRun *run, GError **error);

/** False with LT_ERROR_USAGE when the value of --fail-on is none; NULL: not given. */
bool fail_on_check(const char *name, GError **error);

/** Findings of this severity and above make the exit code EXIT_FINDINGS, errors where --fail-on is
 * not given (NULL). False: none do. */
bool fail_on_severity(const char *name, LtSeverity *severity);

/** Read a decimal number from 0 to @p max; an option that is absent (NULL) leaves it as it is.
 * False with LT_ERROR_USAGE. */
bool number_read(const char *option, const char *text, double max, double *number, GError **error);

/** The date a run speaks of where no option states it, YYYY-MM-DD: that of SOURCE_DATE_EPOCH, else
 * today. Free with g_free(). */
char *date_of_run(void);

/** Write a result to stdout and free it. False with LT_ERROR_MEMORY (NULL) or LT_ERROR_WRITE (a
 * closed pipe, a full disk). */
bool print_result(char *take_text, GError **error);

/** Print an error as one line on stderr and tell the exit code that fits. */
int print_error(const GError *error);

/** A run that listens to Ctrl-C and shows progress on a terminal. */
LtRun *run_new(const CommonOptions *options);
void run_free(LtRun *run);

/** Take the progress off the terminal. */
void progress_clear(void);

#endif
