/* lantu rules: what the rules check. */
#include "cli/command.h"

typedef struct {
  CommonOptions common;
  char *pack, *project;
  gboolean prints_json;
} Options;

static void options_clear(Options *options)
{
  g_clear_pointer(&options->pack, g_free);
  g_clear_pointer(&options->project, g_free);
  common_clear(&options->common);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* A script's variable that is not set becomes an empty name. */
static bool names_check(const Options *options, int argc, char **argv, GError **error)
{
  const struct {
    const char *what, *name;
  } names[] = {{"--pack", options->pack},
               {"--project", options->project},
               {"ID", argc > 1 ? argv[1] : NULL}};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (names[i].name != NULL && names[i].name[0] == '\0')
      return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, names[i].what);
  if (options->pack != NULL && options->project != NULL)
    return text_fail(error, LT_ERROR_USAGE, T_RULES_PACK_OR_PROJECT);
  return argc <= 2 || text_fail(error, LT_ERROR_USAGE, T_RULES_ONE_ID, argc - 1);
}

static bool options_read(Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry own[] = {
      {"pack", 0, 0, G_OPTION_ARG_FILENAME, &options->pack, text_of(T_OPTION_PACK), "NAME|FILE"},
      {"project", 0, 0, G_OPTION_ARG_FILENAME, &options->project, text_of(T_OPTION_PROJECT),
       "FILE"},
      {"json", 0, 0, G_OPTION_ARG_NONE, &options->prints_json, text_of(T_OPTION_JSON_RULES), NULL},
      G_OPTION_ENTRY_NULL,
  };
  return options_parse(&command_rules, own, &options->common, argc, argv, error) &&
         (options->common.wants_help || names_check(options, *argc, *argv, error));
}

static bool rules_print(const Options *options, const char *id, GError **error)
{
  g_autoptr(LtCatalogue) catalogue = options->project != NULL
                                         ? lt_catalogue_load_project(options->project, error)
                                         : lt_catalogue_load(options->pack, error);
  if (catalogue == NULL || (id != NULL && !lt_catalogue_check(catalogue, id, error)))
    return false;
  return print_result(options->prints_json ? lt_report_rules_json(catalogue, id, lt_language())
                                           : lt_report_rules_text(catalogue, id, lt_language()),
                      error);
}

static int run_rules(int argc, char **argv)
{
  g_auto(Options) options = {0};
  g_autoptr(GError) error = NULL;
  if (!options_read(&options, &argc, &argv, &error))
    return print_error(error);
  if (options.common.wants_help)
    return EXIT_OK;
  LtRun *run = run_new(&options.common);
  bool is_done = common_apply(&options.common, run, &error) &&
                 rules_print(&options, argc > 1 ? argv[1] : NULL, &error);
  run_free(run);
  return is_done ? EXIT_OK : print_error(error);
}

const Command command_rules = {
    .name = "rules",
    .takes = "[ID]",
    .about = T_ABOUT_RULES,
    .run = run_rules,
};
