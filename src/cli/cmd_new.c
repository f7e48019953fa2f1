/* lantu new: a project to start from. */
#include "cli/command.h"

static int folder_make(const char *folder, GError **error)
{
  size_t n_files;
  if (!lt_project_new(folder, &n_files, error))
    return print_error(*error);
  g_autofree char *project = g_build_filename(folder, "project.yaml", NULL);
  bool is_written = print_result(text_format(T_NEW_DONE, folder, n_files, project), error);
  return is_written ? EXIT_OK : print_error(*error);
}

static int options_obey(const CommonOptions *common, int argc, char **argv, GError **error)
{
  if (common->wants_help)
    return EXIT_OK;
  if (argc != 2) {
    text_fail(error, LT_ERROR_USAGE, T_NEW_NO_FOLDER, argc - 1);
    return print_error(*error);
  }
  LtRun *run = run_new(common);
  bool is_right = common_apply(common, run, error) && lt_path_check_is_file(argv[1], error);
  run_free(run);
  return is_right ? folder_make(argv[1], error) : print_error(*error);
}

static int run_command(int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  CommonOptions common = {0};
  const GOptionEntry own[] = {G_OPTION_ENTRY_NULL};
  bool is_right = options_parse(&command_new, own, &common, &argc, &argv, &error);
  int code = is_right ? options_obey(&common, argc, argv, &error) : print_error(error);
  common_clear(&common);
  return code;
}

const Command command_new = {
    .name = "new",
    .takes = "DIR",
    .about = T_ABOUT_NEW,
    .run = run_command,
};
