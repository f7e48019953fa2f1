/* lantu survey: validate boundary surveys, print verdict and certificate. */
#include "cli/command.h"

typedef struct {
  CommonOptions common;
  char *encoding, *crs, *fail_on, *write_folder, *output;
  gboolean prints_json, overwrites;
} Options;

static void options_clear(Options *options)
{
  common_clear(&options->common);
  g_free(options->encoding);
  g_free(options->crs);
  g_free(options->fail_on);
  g_free(options->write_folder);
  g_free(options->output);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static bool options_read(Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry own[] = {
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, text_of(T_OPTION_OUTPUT_SURVEY),
       "GPKG"},
      {"encoding", 0, 0, G_OPTION_ARG_STRING, &options->encoding, text_of(T_OPTION_ENCODING),
       "NAME"},
      {"crs", 0, 0, G_OPTION_ARG_STRING, &options->crs, text_of(T_OPTION_CRS_SURVEY), "CRS"},
      {"fail-on", 0, 0, G_OPTION_ARG_STRING, &options->fail_on, text_of(T_OPTION_FAIL_ON),
       "SEVERITY"},
      {"write-txt", 0, 0, G_OPTION_ARG_FILENAME, &options->write_folder,
       text_of(T_OPTION_WRITE_TXT), "DIR"},
      {"json", 0, 0, G_OPTION_ARG_NONE, &options->prints_json, text_of(T_OPTION_JSON), NULL},
      {"overwrite", 0, 0, G_OPTION_ARG_NONE, &options->overwrites, text_of(T_OPTION_OVERWRITE),
       NULL},
      G_OPTION_ENTRY_NULL,
  };
  if (!options_parse(&command_survey, own, &options->common, argc, argv, error))
    return false;
  if (options->common.wants_help)
    return true;
  if (!fail_on_check(options->fail_on, error))
    return false;
  if (options->encoding != NULL && options->encoding[0] == '\0')
    return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, "--encoding");
  if (options->crs != NULL && options->crs[0] == '\0')
    return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, "--crs");
  if (options->write_folder != NULL && options->write_folder[0] == '\0')
    return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, "--write-txt");
  if (options->output != NULL && options->output[0] == '\0')
    return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, "--output");
  if (options->output != NULL && !g_str_has_suffix(options->output, ".gpkg"))
    return text_fail(error, LT_ERROR_USAGE, T_WRONG_OUTPUT_NAME, options->output);
  return *argc > 1 || text_fail(error, LT_ERROR_USAGE, T_SURVEY_NO_FILE);
}

static int exit_code(const Options *options, const LtSurveyResults *results)
{
  LtSeverity severity;
  if (lt_survey_unread_count(results) > 0)
    return EXIT_FAILED;
  bool has_failed = fail_on_severity(options->fail_on, &severity) &&
                    lt_survey_finding_count(results, severity) > 0;
  return has_failed ? EXIT_FINDINGS : EXIT_OK;
}

static bool print_verdict(const Options *options, const LtSurveyResults *results, GError **error)
{
  return print_result(options->prints_json ? lt_report_survey_json(results)
                                           : lt_report_survey_text(results, lt_language()),
                      error);
}

static bool survey(const Options *options, const LtSurveyFiles *files, LtRun *run, int *code,
                   GError **error)
{
  g_autoptr(LtSurveyResults) results = lt_survey_files(files, run, error);
  size_t n_written = 0;
  if (results == NULL)
    return false;
  if (options->write_folder != NULL &&
      !lt_survey_write_texts(results, options->write_folder, options->overwrites, &n_written,
                             error))
    return false;
  if (options->output != NULL &&
      !lt_report_survey_gpkg(results, options->output, options->overwrites, error))
    return false;
  progress_clear();
  *code = exit_code(options, results);
  return print_verdict(options, results, error);
}

static int run_survey(int argc, char **argv)
{
  g_auto(Options) options = {0};
  g_autoptr(GError) error = NULL;
  if (!options_read(&options, &argc, &argv, &error))
    return print_error(error);
  if (options.common.wants_help)
    return EXIT_OK;
  LtSurveyFiles files = {.paths = (const char *const *)argv + 1,
                         .n_paths = (size_t)argc - 1,
                         .encoding = options.encoding,
                         .crs = options.crs,
                         .keeps_texts = options.write_folder != NULL || options.output != NULL};
  LtRun *run = run_new(&options.common);
  int code = EXIT_OK;
  bool is_done =
      common_apply(&options.common, run, &error) && survey(&options, &files, run, &code, &error);
  run_free(run);
  return is_done ? code : print_error(error);
}

const Command command_survey = {
    .name = "survey",
    .takes = "FILE...",
    .about = T_ABOUT_SURVEY,
    .run = run_survey,
};
