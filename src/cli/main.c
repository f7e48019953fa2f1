/* lantu: finds the command and runs it. */
#include "cli/command.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static const Command *const commands[] = {&command_check};

/* --lang of the arguments goes before the locale, so that even errors of the options speak it. */
static LtLang find_language(int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    const char *value = g_str_has_prefix(argv[i], "--lang=")               ? argv[i] + 7
                        : strcmp(argv[i], "--lang") == 0 && i + 1 < argc ? argv[i + 1]
                                                                           : NULL;
    if (value != NULL)
      return strcmp(value, "zh") == 0 ? LT_LANG_ZH : LT_LANG_EN;
  }
  const char *locale = setlocale(LC_MESSAGES, NULL);
  return locale != NULL && g_str_has_prefix(locale, "zh") ? LT_LANG_ZH : LT_LANG_EN;
}

static void print_usage(FILE *out)
{
  LtLang lang = lt_language();
  fputs(lang == LT_LANG_ZH ? "用法：lantu 命令 [选项] 文件...\n\n命令：\n"
                           : "Usage: lantu COMMAND [OPTION...] FILE...\n\nCommands:\n",
        out);
  for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
    fprintf(out, "  %-8s %s\n", commands[i]->name, commands[i]->about[lang]);
  fputs(lang == LT_LANG_ZH ? "\n各命令的选项见：lantu 命令 --help\n"
                           : "\nOptions of a command: lantu COMMAND --help\n",
        out);
}

int main(int argc, char **argv)
{
  setlocale(LC_ALL, "");
  setlocale(LC_NUMERIC, "C"); /* numbers look the same everywhere */
  lt_language_set(find_language(argc, argv));
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
  if (name[0] == '\0')
    print_usage(stderr);
  else
    fprintf(stderr, lt_language() == LT_LANG_ZH ? "lantu: 没有“%s”这个命令，可用的命令见 lantu --help\n"
                                                : "lantu: no command '%s'; see lantu --help\n",
            name);
  return EXIT_USAGE;
}
