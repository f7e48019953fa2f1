/* Options of a command by GLib's parser. What it says itself comes in GLib's language, where GLib's
 * translations are installed at all, so help and errors are written here. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#define HELP_COLUMN 26

static void print_entries(const GOptionEntry *entries)
{
  for (const GOptionEntry *entry = entries; entry->long_name != NULL; entry++) {
    g_autoptr(GString) line = g_string_new("  ");
    if (entry->short_name != 0)
      g_string_append_printf(line, "-%c, ", entry->short_name);
    g_string_append_printf(line, "--%s", entry->long_name);
    if (entry->arg_description != NULL)
      g_string_append_printf(line, "=%s", entry->arg_description);
    printf("%-*s %s\n", HELP_COLUMN, line->str, entry->description);
  }
}

static void print_help(const Command *command, const GOptionEntry *own, const GOptionEntry *common)
{
  g_autofree char *head =
      text_format(T_USAGE, command->name, command->takes, text_of(command->about));
  fputs(head, stdout);
  print_entries(own);
  print_entries(common);
}

/* Arguments that stand behind "--" are files whatever they look like. */
static int literals_count(int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (strcmp(argv[i], "--") == 0)
      return argc - i - 1;
  return 0;
}

/* A value that is a connection is not shown. */
static bool option_fail(const Command *command, const char *option, GError **error)
{
  const char *value = strchr(option, '=');
  return (value == NULL || lt_path_check_is_file(value + 1, error)) &&
         text_fail(error, LT_ERROR_USAGE, T_WRONG_OPTION, option, command->name);
}

/* GLib would take "--overwrite=no" for --overwrite. */
static bool flags_check(const Command *command, const GOptionEntry *entries, int n, char **argv,
                        GError **error)
{
  for (; entries->long_name != NULL; entries++) {
    g_autofree char *with_value = g_strdup_printf("--%s=", entries->long_name);
    for (int i = 1; i < n && entries->arg == G_OPTION_ARG_NONE; i++)
      if (g_str_has_prefix(argv[i], with_value))
        return option_fail(command, argv[i], error);
  }
  return true;
}

/* GLib would take "--class --json" for a class called "--json". */
static bool values_check(const GOptionEntry *entries, int n, char **argv, GError **error)
{
  for (; entries->long_name != NULL; entries++) {
    g_autofree char *name = g_strconcat("--", entries->long_name, NULL);
    const char letter[] = {'-', entries->short_name, '\0'};
    for (int i = 1; i + 1 < n && entries->arg != G_OPTION_ARG_NONE; i++) {
      bool is_it =
          strcmp(argv[i], name) == 0 || (letter[1] != '\0' && strcmp(argv[i], letter) == 0);
      if (is_it && g_str_has_prefix(argv[i + 1], "--") && argv[i + 1][2] != '\0')
        return text_fail(error, LT_ERROR_USAGE, T_WRONG_NO_VALUE, argv[i]);
    }
  }
  return true;
}

static bool parse_fail(const GError *failure, const char *last, GError **error)
{
  /* Every value that GLib reads for us is a text: it can be missing, at the end, or be no text. */
  return failure->domain == G_OPTION_ERROR
             ? text_fail(error, LT_ERROR_USAGE, T_WRONG_NO_VALUE, last)
             : text_fail(error, LT_ERROR_USAGE, T_WRONG_ENCODING);
}

/* GLib leaves unknown options where they were, and sometimes the "--". */
static bool rest_check(const Command *command, int *argc, char **argv, int n_literals,
                       GError **error)
{
  for (int i = 1; i < *argc - n_literals; i++) {
    if (strcmp(argv[i], "--") == 0) {
      memmove(argv + i, argv + i + 1, (size_t)(*argc - i) * sizeof *argv);
      --*argc;
      break;
    }
    if (argv[i][0] == '-' && argv[i][1] != '\0')
      return option_fail(command, argv[i], error);
  }
  return true;
}

/* Who gives a connection where a file is wanted reads its password nowhere. Sources are let through
 * by what they take: FILE[:LAYER]. */
static bool files_check(const GOptionEntry *entries, GError **error)
{
  for (; entries->long_name != NULL; entries++) {
    bool is_text = entries->arg == G_OPTION_ARG_FILENAME || entries->arg == G_OPTION_ARG_STRING;
    const char *value = is_text ? *(char **)entries->arg_data : NULL;
    if (value != NULL && g_strcmp0(entries->arg_description, "FILE[:LAYER]") != 0 &&
        !lt_path_check_is_file(value, error))
      return false;
  }
  return true;
}

bool options_parse(const Command *command, const GOptionEntry *own, const CommonOptions *common,
                   int *argc, char ***argv, GError **error)
{
  g_autofree GOptionEntry *entries = common_entries((CommonOptions *)common);
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_option_context_set_help_enabled(context, FALSE);
  g_option_context_set_ignore_unknown_options(context, TRUE);
  g_option_context_add_main_entries(context, own, NULL);
  g_option_context_add_main_entries(context, entries, NULL);

  int n_literals = literals_count(*argc, *argv), n = *argc - n_literals;
  const char *last = (*argv)[*argc - 1];
  if (!flags_check(command, own, n, *argv, error) ||
      !flags_check(command, entries, n, *argv, error) || !values_check(own, n, *argv, error) ||
      !values_check(entries, n, *argv, error))
    return false;
  g_autoptr(GError) failure = NULL;
  if (!g_option_context_parse(context, argc, argv, &failure))
    return parse_fail(failure, last, error);
  if (common->wants_help) {
    print_help(command, own, entries);
    return true;
  }
  return files_check(own, error) && files_check(entries, error) &&
         rest_check(command, argc, *argv, n_literals, error);
}
