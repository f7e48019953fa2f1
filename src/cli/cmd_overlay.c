/* lantu overlay: lay files over each other, print the tables of classes, write the pieces. */
#include "cli/command.h"

#include <math.h>
#include <string.h>

#define MIN_AREA_MAX_M2 1e12
#define MIN_WIDTH_MAX_M 1e6

typedef struct {
  CommonOptions common;
  char *output, *format, *classes, *keys, *layers, *crs, *encoding, *pairs, *min_area, *min_width,
      *tables;
  gboolean prints_json, overwrites, counts_invalid, makes_patches;
  /* taken apart; NULL-terminated, NULL where the option is absent */
  char **class_list, **key_list, **layer_list;
  LtOverlayFiles files;
  LtOverlayTables shown;
} Options;

static void options_clear(Options *options)
{
  char **texts[] = {&options->output,   &options->format,    &options->classes,  &options->keys,
                    &options->layers,   &options->crs,       &options->encoding, &options->pairs,
                    &options->min_area, &options->min_width, &options->tables};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    g_clear_pointer(texts[i], g_free);
  g_clear_pointer(&options->class_list, g_strfreev);
  g_clear_pointer(&options->key_list, g_strfreev);
  g_clear_pointer(&options->layer_list, g_strfreev);
  common_clear(&options->common);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* NAME for all layers, or NAME,NAME… in their order; an empty one is none, which leaves its place
 * in names NULL. The list holds the texts. */
static bool list_read(const char *option, const char *text, char ***list,
                      const char **const names[], size_t n_layers, GError **error)
{
  if (text == NULL)
    return true;
  *list = g_strsplit(text, ",", -1);
  size_t n = g_strv_length(*list);
  if (n != 1 && n != n_layers)
    return text_fail(error, LT_ERROR_USAGE, T_WRONG_LIST, option, text, n_layers);
  for (size_t layer = 0; layer < n_layers; layer++) {
    const char *name = (*list)[MIN(layer, n - 1)];
    if (name[0] != '\0')
      *names[layer] = name;
  }
  return true;
}

static bool lists_read(Options *options, GError **error)
{
  LtOverlayFiles *files = &options->files;
  size_t n = files->n_layers;
  const char **classes[LT_OVERLAY_LAYERS_MAX], **keys[LT_OVERLAY_LAYERS_MAX],
      **layers[LT_OVERLAY_LAYERS_MAX];
  for (size_t i = 0; i < n; i++) {
    classes[i] = &files->layers[i].class_field;
    keys[i] = &files->layers[i].key_field;
    layers[i] = &files->layers[i].layer;
  }
  return list_read("--class", options->classes, &options->class_list, classes, n, error) &&
         list_read("--key", options->keys, &options->key_list, keys, n, error) &&
         list_read("--layer", options->layers, &options->layer_list, layers, n, error);
}

static bool format_read(Options *options, GError **error)
{
  static const char *const formats[] = {"text", "csv", "json", NULL};
  if (options->format != NULL && !g_strv_contains(formats, options->format))
    return text_fail(error, LT_ERROR_USAGE, T_WRONG_FORMAT, options->format);
  if (options->prints_json && options->format != NULL && strcmp(options->format, "json") != 0)
    return text_fail(error, LT_ERROR_USAGE, T_FORMAT_TWICE, options->format);
  if (options->format == NULL)
    options->format = g_strdup(options->prints_json ? "json" : "text");
  return true;
}

/* What is named is all that is made. Else people read the table of all layers, and all other
 * outputs hold all tables. */
static bool tables_read(Options *options, GError **error)
{
  static const struct {
    const char *name;
    LtOverlayTables tables;
  } known[] = {{"tuples", LT_OVERLAY_TUPLES}, {"pairs", LT_OVERLAY_PAIRS}, {"all", LT_OVERLAY_ALL}};
  bool is_text = strcmp(options->format, "text") == 0;
  options->shown = is_text ? LT_OVERLAY_TUPLES : LT_OVERLAY_ALL;
  options->files.tables = options->output == NULL ? options->shown : LT_OVERLAY_ALL;
  if (options->tables == NULL)
    return true;
  if (options->files.n_layers == 2)
    return text_fail(error, LT_ERROR_USAGE, T_TABLES_OF_TWO, options->tables);
  for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
    if (strcmp(known[i].name, options->tables) == 0) {
      options->shown = options->files.tables = known[i].tables;
      return true;
    }
  return text_fail(error, LT_ERROR_USAGE, T_WRONG_TABLES, options->tables);
}

/* A script's variable that is not set becomes an empty name. */
static bool names_check(const Options *options, GError **error)
{
  const struct {
    const char *what, *name;
  } names[] = {{"--output", options->output},
               {"--pairs", options->pairs},
               {"--encoding", options->encoding}};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (names[i].name != NULL && names[i].name[0] == '\0')
      return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, names[i].what);
  return true;
}

static bool layers_read(LtOverlayFiles *files, int argc, char **argv, GError **error)
{
  if (argc - 1 > LT_OVERLAY_LAYERS_MAX)
    return text_fail(error, LT_ERROR_USAGE, T_MANY_LAYERS, LT_OVERLAY_LAYERS_MAX, argc - 1);
  if (argc < 3)
    return text_fail(error, LT_ERROR_USAGE, T_FEW_LAYERS, argc - 1);
  files->n_layers = (size_t)argc - 1;
  for (int i = 1; i < argc; i++) {
    const char what[] = {(char)('A' + i - 1), '\0'};
    g_autofree char *number = g_strdup_printf("%d", i);
    if (argv[i][0] == '\0')
      return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, argc == 3 ? what : number);
    files->layers[i - 1].file = argv[i];
  }
  return true;
}

static bool files_read(Options *options, int argc, char **argv, GError **error)
{
  LtOverlayFiles *files = &options->files;
  if (!layers_read(files, argc, argv, error) || !names_check(options, error))
    return false;
  files->crs = options->crs;
  files->encoding = options->encoding;
  files->pairs = options->pairs;
  files->counts_invalid = options->counts_invalid;
  files->makes_patches = options->makes_patches;
  if (options->makes_patches && options->output == NULL)
    return text_fail(error, LT_ERROR_USAGE, T_PATCHES_NO_OUTPUT);
  /* The table is that of all pairs whatever is tolerated or wanted: without an option that is about
   * pieces nobody sees any. */
  files->table_only = options->output == NULL && options->pairs == NULL &&
                      options->min_area == NULL && options->min_width == NULL;
  return lists_read(options, error) &&
         number_read("--min-area", options->min_area, MIN_AREA_MAX_M2, &files->min_area_m2,
                     error) &&
         number_read("--min-width", options->min_width, MIN_WIDTH_MAX_M, &files->min_width_m,
                     error);
}

static bool options_read(Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry own[] = {
      {"class", 0, 0, G_OPTION_ARG_STRING, &options->classes, text_of(T_OPTION_CLASS),
       "FIELD[,FIELD...]"},
      {"key", 0, 0, G_OPTION_ARG_STRING, &options->keys, text_of(T_OPTION_KEY), "FIELD[,FIELD...]"},
      {"layer", 0, 0, G_OPTION_ARG_STRING, &options->layers, text_of(T_OPTION_LAYER),
       "NAME[,NAME...]"},
      {"crs", 0, 0, G_OPTION_ARG_STRING, &options->crs, text_of(T_OPTION_CRS), "CRS"},
      {"encoding", 0, 0, G_OPTION_ARG_STRING, &options->encoding, text_of(T_OPTION_ENCODING),
       "NAME"},
      {"pairs", 0, 0, G_OPTION_ARG_FILENAME, &options->pairs, text_of(T_OPTION_PAIRS), "CSV"},
      {"patches", 0, 0, G_OPTION_ARG_NONE, &options->makes_patches, text_of(T_OPTION_PATCHES),
       NULL},
      {"min-area", 0, 0, G_OPTION_ARG_STRING, &options->min_area, text_of(T_OPTION_MIN_AREA), "M2"},
      {"min-width", 0, 0, G_OPTION_ARG_STRING, &options->min_width, text_of(T_OPTION_MIN_WIDTH),
       "M"},
      {"validity", 0, 0, G_OPTION_ARG_NONE, &options->counts_invalid, text_of(T_OPTION_VALIDITY),
       NULL},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, text_of(T_OPTION_OUTPUT_GPKG),
       "GPKG"},
      {"format", 'f', 0, G_OPTION_ARG_STRING, &options->format, text_of(T_OPTION_FORMAT), "FORMAT"},
      {"tables", 0, 0, G_OPTION_ARG_STRING, &options->tables, text_of(T_OPTION_TABLES), "TABLES"},
      {"json", 0, 0, G_OPTION_ARG_NONE, &options->prints_json, text_of(T_OPTION_JSON_TABLE), NULL},
      {"overwrite", 0, 0, G_OPTION_ARG_NONE, &options->overwrites, text_of(T_OPTION_OVERWRITE),
       NULL},
      G_OPTION_ENTRY_NULL,
  };
  return options_parse(&command_overlay, own, &options->common, argc, argv, error) &&
         (options->common.wants_help ||
          (files_read(options, *argc, *argv, error) && format_read(options, error) &&
           tables_read(options, error)));
}

static bool print_table(const Options *options, const LtOverlayResults *results, GError **error)
{
  char *table = options->format[0] == 'c' ? lt_report_overlay_csv(results)
                : options->format[0] == 'j'
                    ? lt_report_overlay_json(results)
                    : lt_report_overlay_text(results, options->shown, lt_language());
  return print_result(table, error);
}

static bool overlay(const Options *options, LtRun *run, GError **error)
{
  const LtOverlayFiles *files = &options->files;
  const char *output = options->output;
  if (output != NULL && !lt_overlay_check_output(files, output, options->overwrites, error))
    return false;
  g_autoptr(LtOverlayResults) results = lt_overlay_files(files, run, error);
  if (results == NULL ||
      (output != NULL && !lt_report_overlay_gpkg(results, output, options->overwrites, run, error)))
    return false;
  progress_clear();
  return print_table(options, results, error);
}

static int run_overlay(int argc, char **argv)
{
  g_auto(Options) options = {0};
  g_autoptr(GError) error = NULL;
  if (!options_read(&options, &argc, &argv, &error))
    return print_error(error);
  if (options.common.wants_help)
    return EXIT_OK;
  LtRun *run = run_new(&options.common);
  bool is_done = common_apply(&options.common, run, &error) && overlay(&options, run, &error);
  run_free(run);
  return is_done ? EXIT_OK : print_error(error);
}

const Command command_overlay = {
    .name = "overlay",
    .takes = "A B [C...]",
    .about = T_ABOUT_OVERLAY,
    .run = run_overlay,
};
