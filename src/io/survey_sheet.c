#include "io/survey_sheet.h"

#include "io/archive.h"
#include "io/gdal_log.h"
#include "io/survey_table.h"
#include "io/whole.h"

#include <gdal.h>
#include <ogr_api.h>
#include <string.h>

/* ---- the workbook ---- */

typedef struct {
  GDALDatasetH dataset;
  LtGdalLog log;
} Book;

static bool book_fail(const Book *book, const char *shown, GError **error)
{
  const char *why = book->log.failure;
  return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_OPEN, shown, why != NULL ? why : "?");
}

static bool book_open(Book *book, const char *shown, const char *opened, GError **error)
{
  static const char *const drivers[] = {"XLSX", "XLS", "ODS", NULL};
  lt_gdal_log_push(&book->log); /* its settings make every row one of data, every cell a text */
  if (!g_file_test(opened, G_FILE_TEST_EXISTS))
    return lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_MISSING, shown);
  if (!lt_archive_check(opened, error) || !lt_whole_check(opened, shown, error))
    return false;
  book->dataset = GDALOpenEx(opened, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                             drivers, NULL, NULL);
  return book->dataset != NULL || book_fail(book, shown, error);
}

static void book_close(Book *book)
{
  if (book->dataset != NULL)
    GDALClose(book->dataset);
  lt_gdal_log_pop();
  lt_gdal_log_clear(&book->log);
}

/* ---- cells ---- */

/* A number of a cell is a double, some programs write it with all its 17 digits: 15 are what was
 * typed. */
static char *number_tidy(const char *text)
{
  size_t n_digits = 0;
  for (const char *at = text; *at != '\0'; at++) {
    if (!g_ascii_isdigit(*at) && strchr(".-+eE", *at) == NULL)
      return NULL;
    n_digits += (size_t)g_ascii_isdigit(*at);
  }
  if (n_digits < 16 || strchr(text, '.') == NULL)
    return NULL;
  char tidy[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup(g_ascii_formatd(tidy, sizeof tidy, "%.15g", g_ascii_strtod(text, NULL)));
}

static bool row_read(OGRFeatureH feature, LtSurveyRows *rows, const char *name, GError **error)
{
  for (int i = 0; i < OGR_F_GetFieldCount(feature); i++) {
    const char *cell =
        OGR_F_IsFieldSetAndNotNull(feature, i) ? OGR_F_GetFieldAsString(feature, i) : "";
    g_autofree char *valid = g_utf8_make_valid(cell, -1), *tidy = number_tidy(valid);
    const char *text = tidy != NULL ? tidy : valid;
    if (!lt_survey_rows_add(rows, text, strlen(text), name, error))
      return false;
  }
  return true;
}

/* Sheets are parsed when they are asked for. */
static bool sheet_rows(const Book *book, OGRLayerH layer, LtSurveyRows *rows, const char *name,
                       GError **error)
{
  OGRFeatureH feature;
  bool is_ok = true;
  OGR_L_ResetReading(layer);
  for (size_t line = 1; is_ok && (feature = OGR_L_GetNextFeature(layer)) != NULL; line++) {
    is_ok = row_read(feature, rows, name, error) && lt_survey_rows_end(rows, line, error);
    OGR_F_Destroy(feature);
  }
  return is_ok && (book->log.failure == NULL || book_fail(book, name, error));
}

/* ---- sheets ---- */

static OGRLayerH sheet_find(const Book *book, const char *name)
{
  for (int i = 0; i < GDALDatasetGetLayerCount(book->dataset); i++) {
    OGRLayerH layer = GDALDatasetGetLayer(book->dataset, i);
    if (strcmp(OGR_L_GetName(layer), name) == 0)
      return layer;
  }
  return NULL;
}

static char *sheet_names(const Book *book)
{
  GString *names = g_string_new(NULL);
  for (int i = 0; i < GDALDatasetGetLayerCount(book->dataset); i++)
    g_string_append_printf(names, "%s%s", i == 0 ? "" : ", ",
                           OGR_L_GetName(GDALDatasetGetLayer(book->dataset, i)));
  return g_string_free(names, FALSE);
}

static bool sheets_look(const Book *book, const char *shown, LtSurveySheets *sheets, GError **error)
{
  sheets->names = g_ptr_array_new_with_free_func(g_free);
  for (int i = 0; i < GDALDatasetGetLayerCount(book->dataset); i++) {
    g_auto(LtSurveyRows) rows = {0};
    OGRLayerH layer = GDALDatasetGetLayer(book->dataset, i);
    if (!sheet_rows(book, layer, &rows, shown, error))
      return false;
    if (lt_survey_table_is_one(&rows))
      g_ptr_array_add(sheets->names, g_strdup(OGR_L_GetName(layer)));
    else
      sheets->n_others += rows.n_rows > 0;
  }
  return true;
}

bool lt_survey_sheets_find(const char *shown, const char *opened, LtSurveySheets *sheets,
                           GError **error)
{
  Book book = {0};
  bool is_ok = book_open(&book, shown, opened, error) && sheets_look(&book, shown, sheets, error);
  book_close(&book);
  return is_ok;
}

void lt_survey_sheets_clear(LtSurveySheets *sheets)
{
  g_clear_pointer(&sheets->names, g_ptr_array_unref);
}

static LtSurveyText *sheet_read(const Book *book, const char *shown, const char *sheet, LtRun *run,
                                GError **error)
{
  g_auto(LtSurveyRows) rows = {0};
  OGRLayerH layer = sheet_find(book, sheet);
  if (layer == NULL) {
    g_autofree char *names = sheet_names(book);
    lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_NO_LAYER, shown, sheet, names);
    return NULL;
  }
  return sheet_rows(book, layer, &rows, shown, error)
             ? lt_survey_table_read(&rows, shown, run, error)
             : NULL;
}

LtSurveyText *lt_survey_sheet_read(const char *shown, const char *opened, const char *sheet,
                                   LtRun *run, GError **error)
{
  Book book = {0};
  g_auto(LtSurveySheets) sheets = {0};
  LtSurveyText *text = NULL;
  bool is_ok = book_open(&book, shown, opened, error) &&
               (sheet != NULL || sheets_look(&book, shown, &sheets, error));
  if (is_ok && sheet == NULL && sheets.names->len > 0)
    sheet = g_ptr_array_index(sheets.names, 0);
  if (is_ok && sheet == NULL)
    lt_fail(error, LT_ERROR_READ, LT_T_SURVEY_NO_TABLE, shown);
  else if (is_ok)
    text = sheet_read(&book, shown, sheet, run, error);
  book_close(&book);
  return text;
}
