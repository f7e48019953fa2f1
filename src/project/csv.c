#include "project/csv.h"

#include "base/csv_cell.h"
#include "io/encoding.h"
#include "project/parts.h"

#include <lantu/path.h>
#include <string.h>

#define MAX_BYTES ((gsize)16 << 20)

typedef struct {
  size_t line;
  char **cells; /* as many as there are columns */
} Record;

struct LtCsv {
  char *name;
  GArray *records; /* of Record; the first names the columns */
  size_t n_columns;
};

static void record_clear(void *data)
{
  g_strfreev(((Record *)data)->cells);
}

void lt_csv_free(LtCsv *csv)
{
  if (csv == NULL)
    return;
  g_array_unref(csv->records);
  g_free(csv->name);
  g_free(csv);
}

static size_t breaks_count(const char *begin, const char *end)
{
  size_t n = 0;
  for (; begin < end; begin++)
    n += *begin == '\n';
  return n;
}

/* The record that *at points to; *at goes to the end of its last line. */
static bool record_take(LtCsv *csv, const char **at, size_t *line, GError **error)
{
  size_t begin = *line;
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  for (bool goes_on = true; goes_on;) {
    const char *from = *at;
    char *cell = lt_csv_cell_take(at);
    if (cell == NULL)
      return lt_fail(error, LT_ERROR_USAGE, LT_T_CSV_QUOTE, csv->name, begin);
    g_ptr_array_add(cells, g_strstrip(cell));
    *line += breaks_count(from, *at);
    goes_on = **at == ',';
    *at += goes_on;
  }
  if (csv->records->len == 0)
    csv->n_columns = cells->len;
  if (cells->len != csv->n_columns)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_CSV_CELLS, csv->name, begin, csv->n_columns,
                   (size_t)cells->len);
  g_ptr_array_add(cells, NULL);
  Record record = {begin, (char **)g_ptr_array_free(g_steal_pointer(&cells), FALSE)};
  g_array_append_val(csv->records, record);
  return true;
}

static bool columns_check(const LtCsv *csv, GError **error)
{
  const Record *head = &g_array_index(csv->records, Record, 0);
  for (size_t i = 0; i < csv->n_columns; i++)
    if (lt_csv_column(csv, head->cells[i]) != i)
      return lt_fail(error, LT_ERROR_USAGE, LT_T_CSV_TWICE, csv->name, head->cells[i]);
  return true;
}

static bool parse(LtCsv *csv, const char *text, GError **error)
{
  const char *at = text + (g_str_has_prefix(text, "\xEF\xBB\xBF") ? 3 : 0);
  for (size_t line = 1; *at != '\0'; line++) {
    if (*at == '#')
      at += strcspn(at, "\r\n");
    else if (!lt_csv_ends_line(*at) && !record_take(csv, &at, &line, error))
      return false;
    at = lt_csv_line_end_skip(at);
  }
  if (csv->records->len == 0)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_CSV_EMPTY, csv->name);
  return columns_check(csv, error);
}

static LtCsv *csv_new(const char *text, const char *name, GError **error)
{
  g_autoptr(LtCsv) csv = g_new0(LtCsv, 1);
  csv->name = g_strdup(name);
  csv->records = g_array_new(FALSE, TRUE, sizeof(Record));
  g_array_set_clear_func(csv->records, record_clear);
  return parse(csv, text, error) ? g_steal_pointer(&csv) : NULL;
}

static LtCsv *csv_parse(const char *bytes, size_t n, const char *name, GError **error)
{
  if (!g_utf8_validate(bytes, (gssize)n, NULL)) {
    lt_fail(error, LT_ERROR_READ, LT_T_YAML_UTF8, name);
    return NULL;
  }
  g_autofree char *text = g_strndup(bytes, n);
  return csv_new(text, name, error);
}

static GMappedFile *file_open(const char *path, const char *name, GError **error)
{
  g_autoptr(GMappedFile) file = NULL;
  if (!lt_path_check_is_file(name, error))
    return NULL;
  if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
    file = g_mapped_file_new(path, FALSE, NULL);
  if (file == NULL || g_mapped_file_get_length(file) > MAX_BYTES) {
    lt_fail(error, LT_ERROR_READ, LT_T_CSV_OPEN, name);
    return NULL;
  }
  return g_steal_pointer(&file);
}

static const char *file_bytes(GMappedFile *file)
{
  return g_mapped_file_get_length(file) == 0 ? "" : g_mapped_file_get_contents(file);
}

LtCsv *lt_csv_load(const char *path, const char *name, GError **error)
{
  g_autoptr(GMappedFile) file = file_open(path, name, error);
  return file == NULL
             ? NULL
             : csv_parse(file_bytes(file), g_mapped_file_get_length(file), name, error);
}

LtCsv *lt_csv_parse_decoded(const char *bytes, size_t n, const char *name, const char *encoding,
                            GError **error)
{
  g_autofree char *text = lt_decode(bytes, n, encoding, true, name, NULL, error);
  return text == NULL ? NULL : csv_new(text, name, error);
}

LtCsv *lt_csv_load_decoded(const char *path, const char *name, const char *encoding, GError **error)
{
  g_autoptr(GMappedFile) file = file_open(path, name, error);
  return file == NULL ? NULL
                      : lt_csv_parse_decoded(file_bytes(file), g_mapped_file_get_length(file),
                                             name, encoding, error);
}

size_t lt_csv_count(const LtCsv *csv)
{
  return csv->records->len - 1;
}

const char *const *lt_csv_columns(const LtCsv *csv)
{
  return (const char *const *)g_array_index(csv->records, Record, 0).cells;
}

size_t lt_csv_column(const LtCsv *csv, const char *name)
{
  for (size_t i = 0; i < csv->n_columns; i++)
    if (strcmp(lt_csv_columns(csv)[i], name) == 0)
      return i;
  return SIZE_MAX;
}

const char *lt_csv_cell(const LtCsv *csv, size_t record, size_t column)
{
  g_return_val_if_fail(record < lt_csv_count(csv), "");
  return column == SIZE_MAX ? "" : g_array_index(csv->records, Record, record + 1).cells[column];
}

size_t lt_csv_line(const LtCsv *csv, size_t record)
{
  return g_array_index(csv->records, Record, record + 1).line;
}

LtCsv *lt_csv_load_named(const LtProject *project, const char *folder, const char *name,
                         LtNode node, GError **error)
{
  g_autofree char *path = strchr(name, '.') != NULL ? lt_project_path(project, name)
                                                    : lt_share_find_named(folder, name, ".csv");
  if (path == NULL) {
    g_autofree char *names = lt_share_names(folder, ".csv");
    lt_node_fail(error, node, LT_T_CSV_NONE, name, names);
    return NULL;
  }
  GError *failure = NULL;
  LtCsv *csv = lt_csv_load(path, name, &failure);
  if (csv == NULL)
    lt_node_fail_with(error, node, failure);
  return csv;
}
