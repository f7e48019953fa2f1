/* lantu: finds the command and runs it. */
#include "cli/command.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static const Command *const commands[] = {&command_check, &command_diff, &command_info,
                                         &command_near, &command_new, &command_overlay,
                                         &command_rules, &command_survey};

/* The locale's name; that of the environment where the system has no such locale. */
static const char *locale_name(bool is_installed)
{
  static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  if (is_installed)
    return setlocale(LC_MESSAGES, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(variables); i++) {
    const char *value = g_getenv(variables[i]);
    if (value != NULL && value[0] != '\0')
      return value;
  }
  return NULL;
}

/* --lang of the arguments goes before the locale, so that even errors of the options speak it. */
static LtLang find_language(int argc, char **argv, const char *locale)
{
  for (int i = 1; i < argc; i++) {
    const char *value = g_str_has_prefix(argv[i], "--lang=")             ? argv[i] + 7
                        : strcmp(argv[i], "--lang") == 0 && i + 1 < argc ? argv[i + 1]
                                                                         : NULL;
    if (g_strcmp0(value, "zh") == 0 || g_strcmp0(value, "en") == 0)
      return value[0] == 'z' ? LT_LANG_ZH : LT_LANG_EN;
  }
  return locale != NULL && g_str_has_prefix(locale, "zh") ? LT_LANG_ZH : LT_LANG_EN;
}

static void print_usage(FILE *out)
{
  fputs(text_of(T_USAGE_COMMANDS), out);
  for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
    fprintf(out, "  %-8s %s\n", commands[i]->name, text_of(commands[i]->about));
  fputs(text_of(T_USAGE_MORE), out);
}

int main(int argc, char **argv)
{
  bool is_installed = setlocale(LC_ALL, "") != NULL;
  setlocale(LC_NUMERIC, "C"); /* numbers look the same everywhere */
  /* GDAL compares names of options by the locale's case, where a Turkish I is no i. */
  setlocale(LC_CTYPE, "C.UTF-8");
  lt_language_set(find_language(argc, argv, locale_name(is_installed)));
  const char *name = argc > 1 ? argv[1] : "";
  if (strcmp(name, "--version") == 0) {
    printf("lantu %s\n", lt_version());
    return EXIT_OK;
  }
  if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
    print_usage(stdout);
    return EXIT_OK;
  }
  for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
    if (strcmp(name, commands[i]->name) == 0)
      return commands[i]->run(argc - 1, argv + 1);
  if (name[0] == '\0') {
    print_usage(stderr);
    return EXIT_USAGE;
  }
  g_autoptr(GError) error = NULL;
  if (lt_path_check_is_file(name, &error)) /* `info` left out: it may hold a password */
    text_fail(&error, LT_ERROR_USAGE, T_WRONG_COMMAND, name);
  return print_error(error);
}
