/* lantu diff: results of two runs compared. */
#include "cli/command.h"

typedef struct {
  CommonOptions common;
  char *fail_on;
  gboolean prints_json;
} Options;

static void options_clear(Options *options)
{
  g_clear_pointer(&options->fail_on, g_free);
  common_clear(&options->common);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static bool arguments_check(const Options *options, int argc, char **argv, GError **error)
{
  for (int i = 1; i < argc; i++)
    if (argv[i][0] == '\0')
      return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, i == 1 ? "OLD" : "NEW");
    else if (!lt_path_check_is_file(argv[i], error))
      return false;
  return (argc == 3 || text_fail(error, LT_ERROR_USAGE, T_DIFF_NO_FILES, argc - 1)) &&
         fail_on_check(options->fail_on, error);
}

static bool options_read(Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry own[] = {
      {"fail-on", 0, 0, G_OPTION_ARG_STRING, &options->fail_on, text_of(T_OPTION_FAIL_ON_NEW),
       "LEVEL"},
      {"json", 0, 0, G_OPTION_ARG_NONE, &options->prints_json, text_of(T_OPTION_JSON_DIFF), NULL},
      G_OPTION_ENTRY_NULL,
  };
  return options_parse(&command_diff, own, &options->common, argc, argv, error) &&
         (options->common.wants_help || arguments_check(options, *argc, *argv, error));
}

static bool diff_run(const Options *options, char **argv, LtRun *run, bool *is_worse,
                     GError **error)
{
  g_autoptr(LtDiff) diff = lt_diff_files(argv[1], argv[2], run, error);
  progress_clear();
  if (diff == NULL)
    return false;
  LtSeverity severity;
  *is_worse =
      fail_on_severity(options->fail_on, &severity) && lt_diff_worse_count(diff, severity) > 0;
  return print_result(options->prints_json ? lt_report_diff_json(diff)
                                           : lt_report_diff_text(diff, lt_language()),
                      error);
}

static int run_diff(int argc, char **argv)
{
  g_auto(Options) options = {0};
  g_autoptr(GError) error = NULL;
  bool is_worse = false;
  if (!options_read(&options, &argc, &argv, &error))
    return print_error(error);
  if (options.common.wants_help)
    return EXIT_OK;
  LtRun *run = run_new(&options.common);
  bool is_done = common_apply(&options.common, run, &error) &&
                 diff_run(&options, argv, run, &is_worse, &error);
  run_free(run);
  if (!is_done)
    return print_error(error);
  return is_worse ? EXIT_FINDINGS : EXIT_OK;
}

const Command command_diff = {
    .name = "diff",
    .takes = "OLD.gpkg NEW.gpkg",
    .about = T_ABOUT_DIFF,
    .run = run_diff,
};
