/* lantu near: which features lie within distances of a target, and how far the nearest is. */
#include "cli/command.h"

#include <math.h>
#include <string.h>

#define ACCURACY_MAX_M 1e6

typedef struct {
  CommonOptions common;
  char *within, *nearest, *accuracy, *output, *keys, *names, *layers, *x, *y, *crs, *encoding;
  gboolean prints_json, overwrites, only_counts, wants_all, wants_none;
  char **key_list, **name_list, **layer_list; /* taken apart; NULL where the option is absent */
  LtNearFiles files;
} Options;

static void options_clear(Options *options)
{
  char **texts[] = {&options->within, &options->nearest, &options->accuracy, &options->output,
                    &options->keys,   &options->names,   &options->layers,   &options->x,
                    &options->y,      &options->crs,     &options->encoding};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    g_clear_pointer(texts[i], g_free);
  g_clear_pointer(&options->key_list, g_strfreev);
  g_clear_pointer(&options->name_list, g_strfreev);
  g_clear_pointer(&options->layer_list, g_strfreev);
  common_clear(&options->common);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* A length with its unit: 10km, 500m. */
static bool length_read(const char *text, double *length_m)
{
  char *end = NULL;
  double number = g_ascii_strtod(text, &end);
  if (!g_ascii_isdigit(text[0]) || strspn(text, "0123456789.") != (size_t)(end - text))
    return false;
  double factor = strcmp(end, "km") == 0 ? 1000 : strcmp(end, "m") == 0 ? 1 : NAN;
  *length_m = number * factor;
  return *length_m > 0 && *length_m <= LT_NEAR_LIMIT_MAX_M;
}

/* Rising limits. */
static bool within_read(const char *text, LtNearFiles *files, GError **error)
{
  if (text == NULL)
    return true;
  g_auto(GStrv) limits = g_strsplit(text, ",", -1);
  size_t n = g_strv_length(limits);
  bool is_right = n >= 1 && n <= LT_NEAR_RINGS_MAX;
  for (size_t i = 0; is_right && i < n; i++)
    is_right = length_read(limits[i], &files->limits_m[i]) &&
               (i == 0 || files->limits_m[i] > files->limits_m[i - 1]);
  files->n_limits = n;
  return is_right || text_fail(error, LT_ERROR_USAGE, T_WRONG_WITHIN, text, LT_NEAR_RINGS_MAX,
                               LT_NEAR_LIMIT_MAX_M / 1000);
}

static bool nearest_read(const char *text, LtNearFiles *files, GError **error)
{
  gint64 n = 1;
  if (text != NULL && !g_ascii_string_to_signed(text, 10, 1, LT_NEAR_NEAREST_MAX, &n, NULL))
    return text_fail(error, LT_ERROR_USAGE, T_WRONG_NEAREST, text, LT_NEAR_NEAREST_MAX);
  files->n_nearest = (size_t)n;
  return true;
}

/* NAME for FEATURES, or NAME,NAME for both layers; an empty one is none. */
static bool list_read(const char *option, const char *text, char ***list, const char **of_features,
                      const char **of_target, GError **error)
{
  if (text == NULL)
    return true;
  *list = g_strsplit(text, ",", -1);
  size_t n = g_strv_length(*list);
  if (n < 1 || n > 2)
    return text_fail(error, LT_ERROR_USAGE, T_WRONG_NEAR_LIST, option, text);
  *of_features = (*list)[0][0] == '\0' ? NULL : (*list)[0];
  *of_target = n < 2 || (*list)[1][0] == '\0' ? NULL : (*list)[1];
  return true;
}

/* A script's variable that is not set becomes an empty name. */
static bool names_check(const Options *options, int argc, char **argv, GError **error)
{
  const struct {
    const char *what, *name;
  } names[] = {{"FEATURES", argc > 1 ? argv[1] : NULL}, {"TARGET", argc > 2 ? argv[2] : NULL},
               {"--output", options->output},           {"--encoding", options->encoding},
               {"--x", options->x},                      {"--y", options->y}};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (names[i].name != NULL && names[i].name[0] == '\0')
      return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, names[i].what);
  return argc == 3 || text_fail(error, LT_ERROR_USAGE, T_NEAR_NO_FILES, argc - 1);
}

static bool together_check(const Options *options, GError **error)
{
  const struct {
    bool is_wrong;
    const char *option, *needs;
  } cases[] = {
      {options->within == NULL && options->nearest == NULL, "lantu near", "--within"},
      {options->wants_all && options->within == NULL, "--all-within", "--within"},
      {options->wants_none && options->within == NULL, "--none-within", "--within"},
      {options->only_counts && options->within == NULL, "--count", "--within"},
      {options->x != NULL && options->y == NULL, "--x", "--y"},
      {options->y != NULL && options->x == NULL, "--y", "--x"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
    if (cases[i].is_wrong)
      return text_fail(error, LT_ERROR_USAGE, T_OPTION_NEEDS, cases[i].option, cases[i].needs);
  const char *clash = options->wants_all && options->wants_none        ? "--none-within"
                      : !options->only_counts                          ? NULL
                      : options->output != NULL                        ? "--output"
                      : options->nearest != NULL                       ? "--nearest"
                                                                       : NULL;
  return clash == NULL || text_fail(error, LT_ERROR_USAGE, T_OPTIONS_CLASH,
                                    options->only_counts ? "--count" : "--all-within", clash);
}

static bool files_read(Options *options, int argc, char **argv, GError **error)
{
  LtNearFiles *files = &options->files;
  if (!names_check(options, argc, argv, error) || !together_check(options, error))
    return false;
  files->features = (LtNearLayer){.file = argv[1], .x = options->x, .y = options->y};
  files->target = (LtNearLayer){.file = argv[2]};
  files->crs = options->crs;
  files->encoding = options->encoding;
  files->only_counts = options->only_counts;
  files->accuracy_m = NAN;
  return list_read("--key", options->keys, &options->key_list, &files->features.key_field,
                   &files->target.key_field, error) &&
         list_read("--name", options->names, &options->name_list, &files->features.name_field,
                   &files->target.name_field, error) &&
         list_read("--layer", options->layers, &options->layer_list, &files->features.layer,
                   &files->target.layer, error) &&
         within_read(options->within, files, error) &&
         nearest_read(options->nearest, files, error) &&
         number_read("--accuracy", options->accuracy, ACCURACY_MAX_M, &files->accuracy_m, error);
}

static bool options_read(Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry own[] = {
      {"within", 0, 0, G_OPTION_ARG_STRING, &options->within, text_of(T_OPTION_WITHIN),
       "10km[,20km...]"},
      {"nearest", 0, 0, G_OPTION_ARG_STRING, &options->nearest, text_of(T_OPTION_NEAREST), "K"},
      {"all-within", 0, 0, G_OPTION_ARG_NONE, &options->wants_all, text_of(T_OPTION_ALL_WITHIN),
       NULL},
      {"none-within", 0, 0, G_OPTION_ARG_NONE, &options->wants_none, text_of(T_OPTION_NONE_WITHIN),
       NULL},
      {"accuracy", 0, 0, G_OPTION_ARG_STRING, &options->accuracy, text_of(T_OPTION_ACCURACY), "M"},
      {"count", 0, 0, G_OPTION_ARG_NONE, &options->only_counts, text_of(T_OPTION_ONLY_COUNT), NULL},
      {"key", 0, 0, G_OPTION_ARG_STRING, &options->keys, text_of(T_OPTION_KEY), "FIELD[,FIELD]"},
      {"name", 0, 0, G_OPTION_ARG_STRING, &options->names, text_of(T_OPTION_NAME),
       "FIELD[,FIELD]"},
      {"layer", 0, 0, G_OPTION_ARG_STRING, &options->layers, text_of(T_OPTION_LAYER),
       "NAME[,NAME]"},
      {"x", 0, 0, G_OPTION_ARG_STRING, &options->x, text_of(T_OPTION_X), "FIELD"},
      {"y", 0, 0, G_OPTION_ARG_STRING, &options->y, text_of(T_OPTION_Y), "FIELD"},
      {"crs", 0, 0, G_OPTION_ARG_STRING, &options->crs, text_of(T_OPTION_CRS_NEAR), "CRS"},
      {"encoding", 0, 0, G_OPTION_ARG_STRING, &options->encoding, text_of(T_OPTION_ENCODING),
       "NAME"},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, text_of(T_OPTION_OUTPUT_GPKG),
       "GPKG"},
      {"json", 0, 0, G_OPTION_ARG_NONE, &options->prints_json, text_of(T_OPTION_JSON_DIFF), NULL},
      {"overwrite", 0, 0, G_OPTION_ARG_NONE, &options->overwrites, text_of(T_OPTION_OVERWRITE),
       NULL},
      G_OPTION_ENTRY_NULL,
  };
  return options_parse(&command_near, own, &options->common, argc, argv, error) &&
         (options->common.wants_help || files_read(options, *argc, *argv, error));
}

/* What cannot be decided passes no gate. */
static bool gate_fails(const Options *options, const LtNearResults *results)
{
  size_t n = lt_near_feature_count(results);
  return (options->wants_all && lt_near_within_count(results) < n) ||
         (options->wants_none && lt_near_beyond_count(results) < n);
}

static bool near_run(const Options *options, LtRun *run, bool *fails, GError **error)
{
  const LtNearFiles *files = &options->files;
  const char *output = options->output;
  if (output != NULL && !lt_near_check_output(files, output, options->overwrites, error))
    return false;
  g_autoptr(LtNearResults) results = lt_near_files(files, run, error);
  if (results == NULL ||
      (output != NULL && !lt_report_near_gpkg(results, output, options->overwrites, run, error)))
    return false;
  progress_clear();
  *fails = gate_fails(options, results);
  return print_result(options->prints_json ? lt_report_near_json(results)
                                           : lt_report_near_text(results, lt_language()),
                      error);
}

static int run_near(int argc, char **argv)
{
  g_auto(Options) options = {0};
  g_autoptr(GError) error = NULL;
  bool fails = false;
  if (!options_read(&options, &argc, &argv, &error))
    return print_error(error);
  if (options.common.wants_help)
    return EXIT_OK;
  LtRun *run = run_new(&options.common);
  bool is_done =
      common_apply(&options.common, run, &error) && near_run(&options, run, &fails, &error);
  run_free(run);
  if (!is_done)
    return print_error(error);
  return fails ? EXIT_FINDINGS : EXIT_OK;
}

const Command command_near = {
    .name = "near",
    .takes = "FEATURES TARGET",
    .about = T_ABOUT_NEAR,
    .run = run_near,
};
