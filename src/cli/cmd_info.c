/* lantu info: what files are. */
#include "cli/command.h"

typedef struct {
  CommonOptions common;
  char *crs, *encoding, *outline;
  gboolean prints_json;
} Options;

static void options_clear(Options *options)
{
  g_clear_pointer(&options->crs, g_free);
  g_clear_pointer(&options->encoding, g_free);
  g_clear_pointer(&options->outline, g_free);
  common_clear(&options->common);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* A script's variable that is not set becomes an empty name. */
static bool names_check(const Options *options, int argc, char **argv, GError **error)
{
  const struct {
    const char *what, *name;
  } names[] = {
      {"--crs", options->crs}, {"--encoding", options->encoding}, {"--outline", options->outline}};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (names[i].name != NULL && names[i].name[0] == '\0')
      return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, names[i].what);
  for (int i = 1; i < argc; i++)
    if (argv[i][0] == '\0')
      return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, "FILE");
  return argc > 1 || text_fail(error, LT_ERROR_USAGE, T_INFO_NO_FILE);
}

static bool options_read(Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry own[] = {
      {"outline", 0, 0, G_OPTION_ARG_FILENAME, &options->outline, text_of(T_OPTION_OUTLINE),
       "FILE[:LAYER]"},
      {"crs", 0, 0, G_OPTION_ARG_STRING, &options->crs, text_of(T_OPTION_CRS_OF_FILES), "CRS"},
      {"encoding", 0, 0, G_OPTION_ARG_STRING, &options->encoding, text_of(T_OPTION_ENCODING),
       "NAME"},
      {"json", 0, 0, G_OPTION_ARG_NONE, &options->prints_json, text_of(T_OPTION_JSON_INFO), NULL},
      G_OPTION_ENTRY_NULL,
  };
  return options_parse(&command_info, own, &options->common, argc, argv, error) &&
         (options->common.wants_help || names_check(options, *argc, *argv, error));
}

static bool info_print(const Options *options, const LtInfo *info, GError **error)
{
  return print_result(options->prints_json ? lt_report_info_json(info, lt_language())
                                           : lt_report_info_text(info, lt_language()),
                      error);
}

static bool info_run(const Options *options, int argc, char **argv, LtRun *run, size_t *n_failed,
                     GError **error)
{
  const LtInfoFiles files = {.files = (const char *const *)argv + 1,
                             .n_files = (size_t)argc - 1,
                             .encoding = options->encoding,
                             .crs = options->crs,
                             .outline = options->outline};
  g_autoptr(LtInfo) info = lt_info_files(&files, run, error);
  progress_clear();
  if (info == NULL || !info_print(options, info, error))
    return false;
  *n_failed = lt_info_count_failed(info);
  return true;
}

static int run_info(int argc, char **argv)
{
  g_auto(Options) options = {0};
  g_autoptr(GError) error = NULL;
  size_t n_failed = 0;
  if (!options_read(&options, &argc, &argv, &error))
    return print_error(error);
  if (options.common.wants_help)
    return EXIT_OK;
  LtRun *run = run_new(&options.common);
  bool is_done = common_apply(&options.common, run, &error) &&
                 info_run(&options, argc, argv, run, &n_failed, &error);
  run_free(run);
  if (!is_done)
    return print_error(error);
  return n_failed > 0 ? EXIT_FAILED : EXIT_OK;
}

const Command command_info = {
    .name = "info",
    .takes = "FILE...",
    .about = T_ABOUT_INFO,
    .run = run_info,
};
