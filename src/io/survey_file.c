#include "io/survey_file.h"

#include <cpl_error.h>
#include <cpl_vsi.h>
#include <string.h>

static LtSurveyText *plain_read(const char *path, const char *encoding, LtSurveyParse parse,
                                LtRun *run, GError **error)
{
  g_autoptr(GError) inner = NULL;
  g_autoptr(GMappedFile) file = NULL;
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_MISSING, path);
  else if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
    lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_FOLDER, path);
  else if ((file = g_mapped_file_new(path, FALSE, &inner)) == NULL)
    lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_OPEN, path, inner->message);
  if (file == NULL)
    return NULL;
  return parse(g_mapped_file_get_contents(file), g_mapped_file_get_length(file), path, encoding,
               run, error);
}

/* The size that an archive states may be a lie: what is read counts. */
static char *member_bytes(VSILFILE *file, const char *shown, size_t *n, LtRun *run, GError **error)
{
  g_autofree char *bytes = NULL;
  size_t capacity = 0;
  for (*n = 0;;) {
    if ((run != NULL && !lt_run_check_memory(run, error)) ||
        !lt_grow(&bytes, &capacity, *n + (1 << 16), 1, shown, error))
      return NULL;
    size_t n_read = VSIFReadL(bytes + *n, 1, 1 << 16, file);
    *n += n_read;
    if (n_read == 0)
      return g_steal_pointer(&bytes);
    if (*n > LT_SURVEY_BYTES_MAX) {
      lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_TOO_BIG, shown, *n);
      return NULL;
    }
  }
}

static LtSurveyText *member_read(const char *shown, const char *opened, const char *encoding,
                                 LtSurveyParse parse, LtRun *run, GError **error)
{
  CPLPushErrorHandler(CPLQuietErrorHandler); /* what it complains of is an error of our own */
  VSILFILE *file = VSIFOpenL(opened, "rb");
  size_t n = 0;
  g_autofree char *bytes = NULL;
  if (file == NULL)
    lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_MISSING, shown);
  else
    bytes = member_bytes(file, shown, &n, run, error);
  if (file != NULL)
    VSIFCloseL(file);
  CPLPopErrorHandler();
  return bytes == NULL ? NULL : parse(bytes, n, shown, encoding, run, error);
}

LtSurveyText *lt_survey_file_parse(const char *shown, const char *opened, const char *encoding,
                                   LtSurveyParse parse, LtRun *run, GError **error)
{
  g_return_val_if_fail(shown != NULL && parse != NULL, NULL);
  return opened != NULL && g_str_has_prefix(opened, "/vsi")
             ? member_read(shown, opened, encoding, parse, run, error)
             : plain_read(opened != NULL ? opened : shown, encoding, parse, run, error);
}

LtSurveyText *lt_survey_file_read(const char *shown, const char *opened, const char *encoding,
                                  LtRun *run, GError **error)
{
  return lt_survey_file_parse(shown, opened, encoding, lt_survey_text_parse, run, error);
}
