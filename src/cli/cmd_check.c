/* lantu check: read, ask every rule, write findings, print the summary. */
#include "cli/command.h"

#include <string.h>

typedef struct {
  CommonOptions common;
  char *output, *fail_on, *format, *rules;
  gboolean is_strict, overwrites, prints_json;
  GHashTable *results; /* paths that this run writes */
} Options;

/* The first that applies; in this order they also rank several projects. */
static const ExitCode precedence[] = {EXIT_INTERRUPTED, EXIT_USAGE, EXIT_FAILED, EXIT_FINDINGS,
                                      EXIT_STRICT};

static int worse_code(int a, int b)
{
  for (size_t i = 0; i < G_N_ELEMENTS(precedence); i++)
    if (a == (int)precedence[i] || b == (int)precedence[i])
      return (int)precedence[i];
  return EXIT_OK;
}

static bool options_read(Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry own[] = {
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, text_of(T_OPTION_OUTPUT), "DIR"},
      {"format", 'f', 0, G_OPTION_ARG_STRING, &options->format, text_of(T_OPTION_FORMATS), "LIST"},
      {"rule", 0, 0, G_OPTION_ARG_STRING, &options->rules, text_of(T_OPTION_RULE), "ID[,ID...]"},
      {"fail-on", 0, 0, G_OPTION_ARG_STRING, &options->fail_on, text_of(T_OPTION_FAIL_ON),
       "SEVERITY"},
      {"strict", 0, 0, G_OPTION_ARG_NONE, &options->is_strict, text_of(T_OPTION_STRICT), NULL},
      {"overwrite", 0, 0, G_OPTION_ARG_NONE, &options->overwrites, text_of(T_OPTION_OVERWRITE),
       NULL},
      {"json", 0, 0, G_OPTION_ARG_NONE, &options->prints_json, text_of(T_OPTION_JSON), NULL},
      G_OPTION_ENTRY_NULL,
  };
  if (!options_parse(&command_check, own, &options->common, argc, argv, error))
    return false;
  if (options->common.wants_help)
    return true;
  if (options->format != NULL && options->format[0] == '\0')
    return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, "--format");
  if (options->rules != NULL && options->rules[0] == '\0')
    return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, "--rule");
  if (!fail_on_check(options->fail_on, error))
    return false;
  return *argc > 1 || text_fail(error, LT_ERROR_USAGE, T_NO_PROJECT);
}

static void options_clear(Options *options)
{
  common_clear(&options->common);
  g_free(options->output);
  g_free(options->fail_on);
  g_free(options->format);
  g_free(options->rules);
  g_clear_pointer(&options->results, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* Several projects with one -o get a folder each, named for the project file. */
static char *output_path(const Options *options, const LtProject *project, const char *file,
                         bool is_single)
{
  if (options->output == NULL)
    return g_build_filename(lt_project_output_dir(project), "findings.gpkg", NULL);
  if (is_single)
    return g_build_filename(options->output, "findings.gpkg", NULL);
  g_autofree char *stem = g_path_get_basename(file);
  char *dot = strrchr(stem, '.');
  if (dot != NULL)
    *dot = '\0';
  return g_build_filename(options->output, stem, "findings.gpkg", NULL);
}

static int exit_code(const Options *options, const LtResults *results)
{
  LtSeverity severity;
  if (lt_results_unread_count(results) > 0 || lt_results_rule_count(results, LT_STATE_ERROR) > 0)
    return EXIT_FAILED;
  if (fail_on_severity(options->fail_on, &severity) &&
      lt_results_finding_count(results, severity) > 0)
    return EXIT_FINDINGS;
  bool is_partial = lt_results_undetermined_count(results) > 0 ||
                    lt_results_rule_count(results, LT_STATE_SKIPPED) > 0;
  return options->is_strict && is_partial ? EXIT_STRICT : EXIT_OK;
}

static bool print_summary(const Options *options, const LtResults *results, GError **error)
{
  return print_result(options->prints_json ? lt_report_json(results, lt_language())
                                           : lt_report_text(results, lt_language()),
                      error);
}

/* The files beside findings.gpkg; -f goes before the project file. */
static LtReportFiles files_of(const Options *options, const LtProject *project, char **formats,
                              const char *folder)
{
  LtReportFiles files = {
      .formats = formats != NULL ? (const char *const *)formats : lt_project_formats(project),
      .folder = folder, .lang = lt_language(), .overwrite = options->overwrites};
  files.never_fails = !fail_on_severity(options->fail_on, &files.fails_from);
  return files;
}

/* --overwrite is about results of old: no project replaces those of another in the same run. */
static bool result_claim(const Options *options, const char *path, GError **error)
{
  return g_hash_table_add(options->results, g_canonicalize_filename(path, NULL)) ||
         text_fail(error, LT_ERROR_USAGE, T_RESULT_TWICE, path);
}

static bool rules_select(const Options *options, LtProject *project, GError **error)
{
  g_auto(GStrv) ids = options->rules == NULL ? NULL : g_strsplit(options->rules, ",", -1);
  return ids == NULL || lt_check_select(project, (const char *const *)ids, error);
}

/* Results of one project, or NULL. Everything that can be wrong is looked at before the work. */
static LtResults *check_project(const Options *options, const char *file, bool is_single,
                                LtRun *run, LtProject **out_project, GError **error)
{
  g_autoptr(LtProject) project = lt_project_load(file, error);
  /* A project file that is not there is wrong usage; exit code 3 is about what it names. */
  if (g_error_matches(*error, LT_ERROR, LT_ERROR_READ))
    (*error)->code = LT_ERROR_USAGE;
  if (project == NULL || !lt_check_rules(project, error) || !rules_select(options, project, error))
    return NULL;
  g_autofree char *path = output_path(options, project, file, is_single);
  g_autofree char *folder = g_path_get_dirname(path);
  g_auto(GStrv) formats = options->format == NULL ? NULL : g_strsplit(options->format, ",", -1);
  LtReportFiles files = files_of(options, project, formats, folder);
  if (!lt_project_check_formats(files.formats, error) || !result_claim(options, path, error) ||
      !lt_report_check_gpkg(path, options->overwrites, error) ||
      !lt_report_check_files(&files, error) || !lt_project_read(project, run, error))
    return NULL;
  g_autoptr(LtResults) results = lt_check_run(project, run, error);
  if (results == NULL || !lt_mu_run(project, results, error) ||
      !lt_report_write_gpkg(results, path, options->overwrites, run, error) ||
      !lt_report_write_files(results, &files, error))
    return NULL;
  *out_project = g_steal_pointer(&project);
  return g_steal_pointer(&results);
}

static int check_file(const Options *options, const char *file, bool is_single, LtRun *run)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(LtProject) project = NULL;
  g_autoptr(LtResults) results = check_project(options, file, is_single, run, &project, &error);
  if (results == NULL)
    return print_error(error);
  progress_clear();
  if (!print_summary(options, results, &error))
    return print_error(error);
  return exit_code(options, results);
}

static int run_check(int argc, char **argv)
{
  g_auto(Options) options = {0};
  g_autoptr(GError) error = NULL;
  if (!options_read(&options, &argc, &argv, &error))
    return print_error(error);
  if (options.common.wants_help)
    return EXIT_OK;
  LtRun *run = run_new(&options.common);
  if (!common_apply(&options.common, run, &error)) {
    run_free(run);
    return print_error(error);
  }
  options.results = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  int code = EXIT_OK;
  for (int i = 1; i < argc && code != EXIT_INTERRUPTED; i++)
    code = worse_code(code, check_file(&options, argv[i], argc == 2, run));
  run_free(run);
  return code;
}

const Command command_check = {
    .name = "check",
    .takes = "PROJECT.yaml...",
    .about = T_ABOUT_CHECK,
    .run = run_check,
};
