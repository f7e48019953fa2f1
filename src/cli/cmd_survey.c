/* lantu survey: validate boundary surveys, print verdict and certificate. */
#include "cli/command.h"

typedef struct {
  CommonOptions common;
  char *encoding, *crs, *fail_on, *write_folder, *write_table, *sarif, *output, *certificate, *date,
      *tolerance, *set_name, *approved, *land_use, *class_field;
  char **inside, **outside, **old; /* NULL-terminated; NULL: absent */
  char *sides, *sides_file, *sides_within, **named;
  gboolean prints_json, overwrites, is_strict;
  double tolerance_m, sides_within_m;
} Options;

/* Wider than any accuracy of a boundary. */
#define SIDES_WITHIN_MAX_M 10000
#define TOLERANCE_MAX_M 1000

static void options_clear(Options *options)
{
  char *texts[] = {options->encoding,  options->crs,         options->fail_on,
                   options->output,    options->write_table, options->write_folder,
                   options->sarif,     options->certificate, options->date,
                   options->tolerance, options->set_name,    options->approved,
                   options->land_use,  options->class_field};
  common_clear(&options->common);
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
  g_strfreev(options->inside);
  g_strfreev(options->outside);
  g_strfreev(options->old);
  g_free(options->sides);
  g_free(options->sides_file);
  g_free(options->sides_within);
  g_strfreev(options->named);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* A script's variable that is not set becomes an empty name. */
static bool names_check(const Options *options, GError **error)
{
  const struct {
    const char *what, *name;
  } names[] = {{"--encoding", options->encoding},
               {"--crs", options->crs},
               {"--write-txt", options->write_folder},
               {"--output", options->output},
               {"--write-table", options->write_table},
               {"--sarif", options->sarif},
               {"--certificate", options->certificate},
               {"--set", options->set_name},
               {"--approved-ha", options->approved},
               {"--land-use", options->land_use},
               {"--class", options->class_field},
               {"--sides", options->sides},
               {"--sides-file", options->sides_file}};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (names[i].name != NULL && names[i].name[0] == '\0')
      return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, names[i].what);
  const struct {
    const char *what;
    char **names;
  } lists[] = {
      {"--inside", options->inside}, {"--outside", options->outside}, {"--old", options->old},
      {"--named", options->named}};
  for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
    for (char **name = lists[i].names; name != NULL && *name != NULL; name++)
      if (**name == '\0')
        return text_fail(error, LT_ERROR_USAGE, T_EMPTY_NAME, lists[i].what);
  return true;
}

/* What makes no sense without another option is a mistake. */
static bool together_check(Options *options, GError **error)
{
  bool has_layers = options->inside != NULL || options->outside != NULL;
  options->tolerance_m = LT_SURVEY_TOLERANCE_M;
  if (!number_read("--tolerance", options->tolerance, TOLERANCE_MAX_M, &options->tolerance_m,
                   error))
    return false;
  if (options->tolerance != NULL && !has_layers)
    return text_fail(error, LT_ERROR_USAGE, T_OPTION_NEEDS, "--tolerance", "--inside, --outside");
  if (options->land_use != NULL && options->old == NULL)
    return text_fail(error, LT_ERROR_USAGE, T_OPTION_NEEDS, "--land-use", "--old");
  return options->class_field == NULL || options->land_use != NULL ||
         text_fail(error, LT_ERROR_USAGE, T_OPTION_NEEDS, "--class", "--land-use");
}

/* A sentence, the features that it names, and nothing of them alone. */
static bool sides_check(Options *options, GError **error)
{
  bool has_sides = options->sides != NULL || options->sides_file != NULL;
  if (options->sides != NULL && options->sides_file != NULL)
    return text_fail(error, LT_ERROR_USAGE, T_SIDES_TWICE);
  if (has_sides != (options->named != NULL))
    return text_fail(error, LT_ERROR_USAGE, has_sides ? T_SIDES_NO_NAMED : T_NAMED_NO_SIDES);
  if (options->sides_within == NULL)
    return true;
  if (!has_sides)
    return text_fail(error, LT_ERROR_USAGE, T_NAMED_NO_SIDES);
  return number_read("--sides-within", options->sides_within, SIDES_WITHIN_MAX_M,
                     &options->sides_within_m, error) &&
         (options->sides_within_m > 0 ||
          text_fail(error, LT_ERROR_USAGE, T_SIDES_WITHIN_ZERO, options->sides_within));
}

static size_t list_count(char **list)
{
  return list == NULL ? 0 : g_strv_length(list);
}

static LtSurveyFiles files_of(const Options *options, int argc, char **argv)
{
  return (LtSurveyFiles){
      .paths = (const char *const *)argv + 1,
      .n_paths = (size_t)argc - 1,
      .encoding = options->encoding,
      .crs = options->crs,
      .keeps_texts = options->write_folder != NULL || options->output != NULL ||
                     options->write_table != NULL || options->certificate != NULL,
      .hashes_files = options->certificate != NULL,
      .inside = (const char *const *)options->inside,
      .n_inside = list_count(options->inside),
      .outside = (const char *const *)options->outside,
      .n_outside = list_count(options->outside),
      .tolerance_m = options->tolerance_m,
      .is_set = options->set_name != NULL || options->approved != NULL,
      .set_name = options->set_name,
      .approved = options->approved,
      .old_paths = (const char *const *)options->old,
      .n_old_paths = list_count(options->old),
      .land_use = options->land_use,
      .class_field = options->class_field,
      .sides = options->sides,
      .sides_file = options->sides_file,
      .named = (const char *const *)options->named,
      .sides_within_m = options->sides_within_m,
  };
}

typedef bool (*ShapesWrite)(const LtSurveyResults *results, const char *path, bool overwrite,
                            GError **error);

/* NULL: the ending is none of those. */
static ShapesWrite shapes_write_of(const char *path)
{
  static const struct {
    const char *ending;
    ShapesWrite write;
  } rows[] = {{".gpkg", lt_report_survey_gpkg},
              {".shp", lt_report_survey_shapefile},
              {".geojson", lt_report_survey_geojson}};
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
    if (g_str_has_suffix(path, rows[i].ending))
      return rows[i].write;
  return NULL;
}

static bool options_read(Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry own[] = {
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, text_of(T_OPTION_OUTPUT_SURVEY),
       "FILE"},
      {"encoding", 0, 0, G_OPTION_ARG_STRING, &options->encoding, text_of(T_OPTION_ENCODING),
       "NAME"},
      {"crs", 0, 0, G_OPTION_ARG_STRING, &options->crs, text_of(T_OPTION_CRS_SURVEY), "CRS"},
      {"fail-on", 0, 0, G_OPTION_ARG_STRING, &options->fail_on, text_of(T_OPTION_FAIL_ON),
       "SEVERITY"},
      {"write-txt", 0, 0, G_OPTION_ARG_FILENAME, &options->write_folder,
       text_of(T_OPTION_WRITE_TXT), "DIR"},
      {"inside", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->inside, text_of(T_OPTION_INSIDE),
       "FILE[:LAYER]"},
      {"outside", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->outside, text_of(T_OPTION_OUTSIDE),
       "FILE[:LAYER]"},
      {"tolerance", 0, 0, G_OPTION_ARG_STRING, &options->tolerance, text_of(T_OPTION_TOLERANCE),
       "M"},
      {"set", 0, 0, G_OPTION_ARG_STRING, &options->set_name, text_of(T_OPTION_SET), "NAME"},
      {"approved-ha", 0, 0, G_OPTION_ARG_STRING, &options->approved, text_of(T_OPTION_APPROVED),
       "HA"},
      {"old", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->old, text_of(T_OPTION_OLD), "FILE"},
      {"land-use", 0, 0, G_OPTION_ARG_FILENAME, &options->land_use, text_of(T_OPTION_LAND_USE),
       "FILE[:LAYER]"},
      {"class", 0, 0, G_OPTION_ARG_STRING, &options->class_field, text_of(T_OPTION_CLASS_FIELD),
       "FIELD"},
      {"certificate", 0, 0, G_OPTION_ARG_FILENAME, &options->certificate,
       text_of(T_OPTION_CERTIFICATE), "PDF|DIR"},
      {"date", 0, 0, G_OPTION_ARG_STRING, &options->date, text_of(T_OPTION_DATE), "YYYY-MM-DD"},
      {"write-table", 0, 0, G_OPTION_ARG_FILENAME, &options->write_table,
       text_of(T_OPTION_WRITE_TABLE), "XLSX"},
      {"sarif", 0, 0, G_OPTION_ARG_FILENAME, &options->sarif, text_of(T_OPTION_SARIF), "FILE"},
      {"sides", 0, 0, G_OPTION_ARG_STRING, &options->sides, text_of(T_OPTION_SIDES), "TEXT"},
      {"sides-file", 0, 0, G_OPTION_ARG_FILENAME, &options->sides_file,
       text_of(T_OPTION_SIDES_FILE), "CSV"},
      {"named", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->named, text_of(T_OPTION_NAMED),
       "LAYER"},
      {"sides-within", 0, 0, G_OPTION_ARG_STRING, &options->sides_within,
       text_of(T_OPTION_SIDES_WITHIN), "M"},
      {"strict", 0, 0, G_OPTION_ARG_NONE, &options->is_strict, text_of(T_OPTION_STRICT_SURVEY),
       NULL},
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
  if (!names_check(options, error) || !together_check(options, error) ||
      !sides_check(options, error))
    return false;
  if (options->date != NULL && options->certificate == NULL)
    return text_fail(error, LT_ERROR_USAGE, T_OPTION_NEEDS, "--date", "--certificate");
  if (options->output != NULL && shapes_write_of(options->output) == NULL)
    return text_fail(error, LT_ERROR_USAGE, T_WRONG_SHAPES_NAME, options->output);
  if (options->write_table != NULL && !g_str_has_suffix(options->write_table, ".xlsx"))
    return text_fail(error, LT_ERROR_USAGE, T_WRONG_TABLE_NAME, options->write_table);
  return *argc > 1 || text_fail(error, LT_ERROR_USAGE, T_SURVEY_NO_FILE);
}

static int exit_code(const Options *options, const LtSurveyResults *results)
{
  LtSeverity severity;
  if (lt_survey_unread_count(results) > 0)
    return EXIT_FAILED;
  bool has_failed = fail_on_severity(options->fail_on, &severity) &&
                    lt_survey_finding_count(results, severity) > 0;
  if (has_failed)
    return EXIT_FINDINGS;
  bool is_partial =
      lt_survey_undetermined_count(results) > 0 || lt_survey_skipped_count(results) > 0;
  return options->is_strict && is_partial ? EXIT_STRICT : EXIT_OK;
}

static bool print_verdict(const Options *options, const LtSurveyResults *results, GError **error)
{
  return print_result(options->prints_json ? lt_report_survey_json(results)
                                           : lt_report_survey_text(results, lt_language()),
                      error);
}

static bool write_certificates(const Options *options, const LtSurveyResults *results, LtRun *run,
                               GError **error)
{
  g_autofree char *today = options->date == NULL ? date_of_run() : g_strdup(options->date);
  const LtSurveyCertificates certificates = {.path = options->certificate,
                                             .date = today,
                                             .lang = lt_language(),
                                             .overwrite = options->overwrites};
  return lt_report_survey_certificates(results, &certificates, run, error);
}

static bool write_files(const Options *options, const LtSurveyResults *results, LtRun *run,
                        GError **error)
{
  bool overwrite = options->overwrites;
  return (options->write_folder == NULL ||
          lt_survey_write_texts(results, options->write_folder, overwrite, run, error)) &&
         (options->write_table == NULL ||
          lt_report_survey_xlsx(results, options->write_table, overwrite, error)) &&
         (options->output == NULL ||
          shapes_write_of(options->output)(results, options->output, overwrite, error)) &&
         (options->sarif == NULL ||
          lt_report_survey_sarif(results, options->sarif, lt_language(), overwrite, error)) &&
         (options->certificate == NULL || write_certificates(options, results, run, error));
}

/* Before the work: files that are there, inputs, and one file for two options. */
static bool outputs_check(const Options *options, const LtSurveyFiles *files, GError **error)
{
  g_autoptr(GHashTable) paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  bool is_pdf = options->certificate != NULL && g_str_has_suffix(options->certificate, ".pdf");
  const char *const outputs[] = {options->output, options->write_table, options->sarif,
                                 is_pdf ? options->certificate : NULL};
  for (size_t i = 0; i < G_N_ELEMENTS(outputs); i++) {
    if (outputs[i] == NULL)
      continue;
    if (!lt_survey_check_output(files, outputs[i], options->overwrites, error))
      return false;
    if (!g_hash_table_add(paths, g_canonicalize_filename(outputs[i], NULL)))
      return text_fail(error, LT_ERROR_USAGE, T_OUTPUT_TWICE, outputs[i]);
  }
  return true;
}

static bool survey(const Options *options, const LtSurveyFiles *files, LtRun *run, int *code,
                   GError **error)
{
  if (!outputs_check(options, files, error))
    return false;
  g_autoptr(LtSurveyResults) results = lt_survey_files(files, run, error);
  if (results == NULL || !write_files(options, results, run, error))
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
  LtSurveyFiles files = files_of(&options, argc, argv);
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
