#include "io/survey_input.h"

#include "io/data_files.h"
#include "io/layer_path.h"
#include "io/survey_dxf.h"
#include "io/survey_file.h"
#include "io/survey_layer.h"
#include "io/survey_parser.h"
#include "io/survey_sheet.h"
#include "io/survey_table.h"

#include <string.h>

typedef enum { FORM_TEXT, FORM_CSV, FORM_BOOK, FORM_DRAWING, FORM_LAYER } Form;

static Form form_of(const char *path)
{
  static const struct {
    const char *ending;
    Form form;
  } rows[] = {{".csv", FORM_CSV},        {".tsv", FORM_CSV},        {".xlsx", FORM_BOOK},
              {".xls", FORM_BOOK},       {".ods", FORM_BOOK},       {".dxf", FORM_DRAWING},
              {".dwg", FORM_DRAWING},    {".shp", FORM_LAYER},      {".gpkg", FORM_LAYER},
              {".geojson", FORM_LAYER},  {".geojsonl", FORM_LAYER}, {".json", FORM_LAYER},
              {".topojson", FORM_LAYER}, {".fgb", FORM_LAYER},      {".gdb", FORM_LAYER},
              {".gdb.zip", FORM_LAYER},  {".tab", FORM_LAYER},      {".mif", FORM_LAYER},
              {".kml", FORM_LAYER},      {".kmz", FORM_LAYER},      {".gml", FORM_LAYER}};
  size_t n = strlen(path);
  while (n > 1 && path[n - 1] == '/')
    n--;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    size_t n_ending = strlen(rows[i].ending);
    if (n > n_ending && g_ascii_strncasecmp(path + n - n_ending, rows[i].ending, n_ending) == 0)
      return rows[i].form;
  }
  return FORM_TEXT;
}

/* ---- what a path stands for ---- */

void lt_survey_input_free(void *data)
{
  LtSurveyInput *input = data;
  g_free(input->shown);
  g_free(input->opened);
  g_free(input->layer);
  g_free(input);
}

static LtSurveyInput *input_add(GPtrArray *inputs, const char *shown, const char *opened,
                                const char *layer)
{
  LtSurveyInput *input = g_new0(LtSurveyInput, 1);
  input->shown = layer == NULL ? g_strdup(shown) : g_strdup_printf("%s:%s", shown, layer);
  input->opened = g_strdup(opened);
  input->layer = g_strdup(layer);
  g_ptr_array_add(inputs, input);
  return input;
}

/* A workbook that cannot be opened is read later on, which tells why. */
static void book_add(GPtrArray *inputs, const char *path)
{
  g_auto(LtSurveySheets) sheets = {0};
  bool is_found = lt_survey_sheets_find(path, path, &sheets, NULL) && sheets.names->len > 0;
  bool has_many = is_found && sheets.names->len + sheets.n_others > 1;
  for (guint i = 0; is_found && i < sheets.names->len; i++) {
    const char *name = g_ptr_array_index(sheets.names, i);
    LtSurveyInput *input = input_add(inputs, path, path, has_many ? name : NULL);
    input->n_left = i == 0 ? sheets.n_others : 0;
  }
  if (!is_found)
    input_add(inputs, path, path, NULL);
}

GPtrArray *lt_survey_inputs_find(const char *path, GError **error)
{
  g_return_val_if_fail(path != NULL, NULL);
  g_autoptr(GPtrArray) inputs = g_ptr_array_new_with_free_func(lt_survey_input_free);
  g_autofree char *file = NULL, *layer = NULL;
  bool is_named = lt_layer_path_split(path, &file, &layer);
  Form form = form_of(file);
  if (is_named && form != FORM_LAYER && form != FORM_BOOK)
    is_named = false; /* a text has no layers: the whole is a name that is not there */
  if (is_named) {
    input_add(inputs, file, file, layer);
    return g_steal_pointer(&inputs);
  }
  bool is_there = g_file_test(path, G_FILE_TEST_EXISTS);
  bool is_layer = form_of(path) == FORM_LAYER;
  if (is_there && (is_layer || !g_file_test(path, G_FILE_TEST_IS_DIR)) &&
      form_of(path) != FORM_TEXT) {
    if (form == FORM_BOOK)
      book_add(inputs, path);
    else
      input_add(inputs, path, path, NULL);
    return g_steal_pointer(&inputs);
  }
  g_autoptr(GPtrArray) texts = lt_survey_files_find(path, error);
  if (texts == NULL)
    return NULL;
  for (guint i = 0; i < texts->len; i++) {
    const LtDataFile *text = g_ptr_array_index(texts, i);
    input_add(inputs, text->shown, text->opened, NULL);
  }
  return g_steal_pointer(&inputs);
}

/* ---- texts and tables in text files ---- */

/* Texts that are longer are not looked at for tables. */
#define TABLE_BYTES_MAX ((size_t)64 << 20)

/* A survey text has sections, or lines of parcels, which a CSV file may have signs of. */
static bool is_text(const LtSurveyDecoded *decoded, bool is_csv)
{
  static const char *const words[] = {"地块坐标", "属性描述", "＠"};
  if (!is_csv && (decoded->n > TABLE_BYTES_MAX || memchr(decoded->text, '@', decoded->n) != NULL))
    return true;
  for (size_t i = 0; i < (is_csv ? 2 : G_N_ELEMENTS(words)); i++)
    if (g_strstr_len(decoded->text, (gssize)decoded->n, words[i]) != NULL)
      return true;
  return false;
}

static LtSurveyText *table_of(const LtSurveyDecoded *decoded, const char *name, bool must_be,
                              LtRun *run, GError **error)
{
  g_auto(LtSurveyRows) rows = {0};
  if (!lt_survey_rows_read_csv(&rows, decoded->text, decoded->n, name, error))
    return NULL;
  if (!must_be && !lt_survey_table_is_one(&rows))
    return NULL;
  LtSurveyText *text = lt_survey_table_read(&rows, name, run, error);
  if (text != NULL)
    text->encoding = decoded->encoding;
  return text;
}

static LtSurveyText *decoded_read(LtSurveyDecoded *decoded, const char *name, bool is_csv,
                                  LtRun *run, GError **error)
{
  if (decoded->n == 0 || is_text(decoded, is_csv))
    return lt_survey_text_of(decoded, name, run, error);
  g_autoptr(GError) inner = NULL;
  LtSurveyText *text = table_of(decoded, name, is_csv, run, &inner);
  if (text == NULL && inner == NULL)
    return lt_survey_text_of(decoded, name, run, error);
  if (inner != NULL)
    g_propagate_error(error, g_steal_pointer(&inner));
  return text;
}

static LtSurveyText *any_parse(const char *bytes, size_t n, const char *name, const char *encoding,
                               bool is_csv, LtRun *run, GError **error)
{
  LtSurveyDecoded decoded;
  LtSurveyText *text = lt_survey_decode(bytes, n, name, encoding, &decoded, run, error)
                           ? decoded_read(&decoded, name, is_csv, run, error)
                           : NULL;
  g_free(decoded.owned);
  return text;
}

static LtSurveyText *csv_parse(const char *bytes, size_t n, const char *name, const char *encoding,
                               LtRun *run, GError **error)
{
  return any_parse(bytes, n, name, encoding, true, run, error);
}

static LtSurveyText *text_parse(const char *bytes, size_t n, const char *name, const char *encoding,
                                LtRun *run, GError **error)
{
  return any_parse(bytes, n, name, encoding, false, run, error);
}

static void left_tell(const LtSurveyInput *input, LtSurveyText *text)
{
  if (input->n_left > 0)
    lt_survey_note(&text->notes,
                   (LtSurveyPlace){LT_SV_FORM, LT_SEVERITY_INFO, LT_SURVEY_NO_PARCEL, 0},
                   LT_T_SVF_OTHER_SHEET, input->n_left);
}

LtSurveyText *lt_survey_input_read(const LtSurveyInput *input, const char *encoding, LtRun *run,
                                   GError **error)
{
  g_return_val_if_fail(input != NULL, NULL);
  LtSurveyText *text = NULL;
  switch (form_of(input->opened)) {
  case FORM_TEXT:
    return lt_survey_file_parse(input->shown, input->opened, encoding, text_parse, run, error);
  case FORM_CSV:
    return lt_survey_file_parse(input->shown, input->opened, encoding, csv_parse, run, error);
  case FORM_DRAWING:
    return lt_survey_file_parse(input->shown, input->opened, encoding, lt_survey_dxf_parse, run,
                                error);
  case FORM_LAYER:
    return lt_survey_layer_read(input->opened, input->layer, encoding, run, error);
  case FORM_BOOK:
    text = lt_survey_sheet_read(input->shown, input->opened, input->layer, run, error);
    if (text != NULL)
      left_tell(input, text);
    return text;
  }
  return NULL;
}
