/* Inputs are never written. */
#include "io/data_files.h"
#include "io/gpkg.h"
#include "io/layer_path.h"

#include <glib/gstdio.h>
#include <lantu/survey.h>

static bool is_same_file(const char *a, const char *b)
{
  GStatBuf info_a, info_b;
  return g_stat(a, &info_a) == 0 && g_stat(b, &info_b) == 0 && info_a.st_dev == info_b.st_dev &&
         info_a.st_ino == info_b.st_ino;
}

/* @p named are FILE, FILE:LAYER or folders of texts. */
static bool is_among(const char *const *named, size_t n, const char *path)
{
  for (size_t i = 0; i < n; i++) {
    g_autofree char *file = NULL, *layer = NULL;
    lt_layer_path_split(named[i], &file, &layer);
    g_autofree char *folder = g_path_get_dirname(path);
    bool is_in_folder = lt_path_is_survey(path) && is_same_file(file, folder);
    if (is_same_file(file, path) || is_in_folder)
      return true;
  }
  return false;
}

bool lt_survey_check_output(const LtSurveyFiles *files, const char *path, bool overwrite,
                            GError **error)
{
  g_return_val_if_fail(files != NULL && path != NULL, false);
  if (is_among(files->paths, files->n_paths, path) ||
      is_among(files->inside, files->n_inside, path) ||
      is_among(files->outside, files->n_outside, path) ||
      is_among(files->old_paths, files->n_old_paths, path) ||
      is_among(files->named, files->named == NULL ? 0 : g_strv_length((char **)files->named),
               path) ||
      is_among(&files->sides_file, files->sides_file != NULL, path) ||
      is_among(&files->land_use, files->land_use != NULL, path))
    return lt_fail(error, LT_ERROR_USAGE, LT_T_SURVEY_OUTPUT_IS_INPUT, path);
  return lt_output_check(path, overwrite, error);
}
