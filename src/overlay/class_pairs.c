#include "overlay/class_pairs.h"

#include "base/csv_cell.h"
#include "io/encoding.h"
#include "io/near_names.h"

#include <string.h>

/* A list of pairs of classes is small; what is longer is some other file. */
#define PAIRS_MAX_BYTES (64 * 1024 * 1024)

/* What a message shows of a line or a name. */
#define SHOWN_CHARS 60

/* Cells of a line: two classes, or two layers and their classes. */
#define CELLS_MAX 4

typedef struct {
  size_t line;
  size_t layers[2]; /* the smaller number first; from 0 */
  char *names[2];   /* "" is the class of features that have none */
} Pair;

struct LtClassPairs {
  char *path;
  size_t n_layers;
  GArray *pairs; /* of Pair; the first is the header */
};

static void pair_clear(void *data)
{
  Pair *pair = data;
  g_free(pair->names[0]);
  g_free(pair->names[1]);
}

void lt_class_pairs_free(LtClassPairs *pairs)
{
  if (pairs == NULL)
    return;
  g_array_unref(pairs->pairs);
  g_free(pairs->path);
  g_free(pairs);
}

static char *shown(const char *text)
{
  bool is_long = g_utf8_strlen(text, -1) > SHOWN_CHARS;
  g_autofree char *begin = is_long ? g_utf8_substring(text, 0, SHOWN_CHARS) : g_strdup(text);
  return g_strconcat(begin, is_long ? "…" : "", NULL);
}

/* ---- reading ---- */

/* The cells of the record that *at points to; *at goes to the end of its last line. */
static bool cells_take(char **cells, size_t n, const char **at)
{
  for (size_t i = 0; i < n; i++) {
    cells[i] = lt_csv_cell_take(at);
    if (cells[i] == NULL || (i + 1 < n ? **at != ',' : !lt_csv_ends_line(**at)))
      return false;
    *at += i + 1 < n;
  }
  return true;
}

/* A layer by its number from 1; SIZE_MAX: there is none. */
static size_t layer_number(const LtClassPairs *pairs, const char *cell)
{
  guint64 number;
  bool is_number = g_ascii_string_to_unsigned(cell, 10, 1, pairs->n_layers, &number, NULL);
  return is_number ? (size_t)number - 1 : SIZE_MAX;
}

/* @p record: where it begins; its first line is shown. */
static bool line_fail(const LtClassPairs *pairs, size_t number, const char *record, GError **error)
{
  g_autofree char *line = g_strndup(record, strcspn(record, "\r\n"));
  g_autofree char *begin = shown(line);
  if (pairs->n_layers > 2)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_LINE_LAYERS, pairs->path, number, begin,
                   pairs->n_layers);
  return lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_LINE, pairs->path, number, begin);
}

/* With many layers a pair names them; the first line is the header and must not. */
static bool layers_take(const LtClassPairs *pairs, Pair *pair, char **cells, const char *record,
                        GError **error)
{
  size_t first = layer_number(pairs, cells[0]), second = layer_number(pairs, cells[2]);
  if (pairs->pairs->len == 0 && (first != SIZE_MAX || second != SIZE_MAX))
    return lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_NO_HEADER_LAYERS, pairs->path, pair->line);
  if (pairs->pairs->len > 0 && (first == SIZE_MAX || second == SIZE_MAX || first == second))
    return line_fail(pairs, pair->line, record, error);
  bool is_turned = first > second;
  pair->layers[0] = MIN(first, second);
  pair->layers[1] = MAX(first, second);
  pair->names[is_turned] = g_steal_pointer(&cells[1]);
  pair->names[!is_turned] = g_steal_pointer(&cells[3]);
  return true;
}

/* The record that *at points to; *at goes to the end of its last line. */
static bool record_take(LtClassPairs *pairs, size_t number, const char **at, GError **error)
{
  const char *record = *at;
  size_t n_cells = pairs->n_layers > 2 ? 4 : 2;
  char *cells[CELLS_MAX] = {NULL};
  Pair pair = {.line = number, .layers = {0, 1}};
  bool is_pair = cells_take(cells, n_cells, at) || line_fail(pairs, number, record, error);
  if (is_pair && n_cells > 2) {
    is_pair = layers_take(pairs, &pair, cells, record, error);
  } else if (is_pair) {
    pair.names[0] = g_steal_pointer(&cells[0]);
    pair.names[1] = g_steal_pointer(&cells[1]);
  }
  for (size_t i = 0; i < CELLS_MAX; i++)
    g_free(cells[i]);
  if (is_pair)
    g_array_append_val(pairs->pairs, pair);
  return is_pair;
}

/* Empty lines say nothing, but count. */
static bool records_take(LtClassPairs *pairs, const char *text, GError **error)
{
  size_t number = 1; /* of the line where counted stands */
  const char *counted = text, *at = text;
  while (*at != '\0') {
    for (; counted < at; counted++) /* CRLF counts at its end */
      number += *counted == '\n' || (*counted == '\r' && counted[1] != '\n');
    if (!lt_csv_ends_line(*at) && !record_take(pairs, number, &at, error))
      return false;
    at = lt_csv_line_end_skip(at);
  }
  return pairs->pairs->len > 1 || lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_NONE, pairs->path);
}

/* A stream or a device is refused before it is read without end. */
static GMappedFile *file_open(const char *path, GError **error)
{
  g_autoptr(GError) why = NULL;
  g_autoptr(GMappedFile) file = NULL;
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_MISSING, path);
  else if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
    lt_fail(error, LT_ERROR_READ, LT_T_PAIRS_NO_FILE, path);
  else if ((file = g_mapped_file_new(path, FALSE, &why)) == NULL)
    lt_fail(error, LT_ERROR_READ, LT_T_ERR_READ_OPEN, path, why->message);
  else if (g_mapped_file_get_length(file) > PAIRS_MAX_BYTES)
    lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_LONG, path, g_mapped_file_get_length(file));
  else
    return g_steal_pointer(&file);
  return NULL;
}

static char *text_read(const char *path, GError **error)
{
  g_autoptr(GMappedFile) file = file_open(path, error);
  if (file == NULL)
    return NULL;
  g_autoptr(GError) why = NULL;
  size_t n = g_mapped_file_get_length(file);
  const char *bytes = g_mapped_file_get_contents(file);
  char *text = lt_decode(bytes == NULL ? "" : bytes, n, NULL, true, path, NULL, &why);
  if (g_error_matches(why, LT_ERROR, LT_ERROR_READ)) /* nobody can state an encoding here */
    lt_fail(error, LT_ERROR_READ, LT_T_PAIRS_ENCODING, path);
  else if (why != NULL)
    g_propagate_error(error, g_steal_pointer(&why));
  return text;
}

LtClassPairs *lt_class_pairs_load(const char *path, size_t n_layers, GError **error)
{
  g_return_val_if_fail(path != NULL, NULL);

  g_autofree char *text = text_read(path, error);
  if (text == NULL)
    return NULL;
  g_autoptr(LtClassPairs) pairs = g_new0(LtClassPairs, 1);
  pairs->path = g_strdup(path);
  pairs->n_layers = n_layers;
  pairs->pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
  g_array_set_clear_func(pairs->pairs, pair_clear);
  return records_take(pairs, text, error) ? g_steal_pointer(&pairs) : NULL;
}

/* ---- classes of the layers ---- */

static bool fail_unknown(const LtClassPairs *pairs, const Pair *pair, size_t side,
                         const LtPairsLayer *layer, GError **error)
{
  const LtClassList *list = layer->classes;
  size_t n_none = list->names[0] == NULL, n_names = list->n - n_none;
  g_autofree char *name = shown(pair->names[side]);
  if (name[0] == '\0') {
    g_autofree char *listed = lt_near_names(name, list->names, list->n);
    return lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_EMPTY_CLASS, pairs->path, pair->line,
                   layer->name, listed);
  }
  if (n_names == 0)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_NO_CLASSES, pairs->path, pair->line, name,
                   layer->name);
  g_autofree char *near = lt_near_names(pair->names[side], list->names + n_none, n_names);
  return lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_NO_CLASS, pairs->path, pair->line, name,
                 layer->name, near);
}

/* A file without header would lose its first pair: one class in it gives that away. An empty name
 * is a class, too, but one of a header's names may be empty as well, though not both. */
static bool header_check(const LtClassPairs *pairs, const LtPairsLayer layers[2], GError **error)
{
  const Pair *header = &g_array_index(pairs->pairs, Pair, 0);
  if (header->names[0][0] == '\0' && header->names[1][0] == '\0')
    return lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_EMPTY_HEADER, pairs->path, header->line);
  for (size_t side = 0; side < G_N_ELEMENTS(header->names); side++) {
    size_t found = lt_class_list_find(layers[side].classes, header->names[side]);
    g_autofree char *name = shown(header->names[side]);
    if (found != SIZE_MAX && name[0] != '\0')
      return lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_NO_HEADER, pairs->path, header->line, name,
                     layers[side].name);
  }
  return true;
}

static bool pair_mark(uint8_t *wanted, const LtClassPairs *pairs, const Pair *pair,
                      const LtPairsLayer layers[2], GError **error)
{
  size_t found[2];
  if (pair->layers[0] != layers[0].number || pair->layers[1] != layers[1].number)
    return true;
  for (size_t side = 0; side < G_N_ELEMENTS(found); side++) {
    found[side] = lt_class_list_find(layers[side].classes, pair->names[side]);
    if (found[side] == SIZE_MAX)
      return fail_unknown(pairs, pair, side, &layers[side], error);
  }
  wanted[found[0] * layers[1].classes->n + found[1]] = 1;
  return true;
}

uint8_t *lt_class_pairs_wanted(const LtClassPairs *pairs, const LtPairsLayer layers[2],
                               GError **error)
{
  g_return_val_if_fail(pairs != NULL && layers != NULL, NULL);

  size_t n = layers[0].classes->n * layers[1].classes->n;
  g_autofree uint8_t *wanted = lt_alloc(n, sizeof *wanted, "class pairs", error);
  if (wanted == NULL || (pairs->n_layers == 2 && !header_check(pairs, layers, error)))
    return NULL;
  for (guint i = 1; i < pairs->pairs->len; i++)
    if (!pair_mark(wanted, pairs, &g_array_index(pairs->pairs, Pair, i), layers, error))
      return NULL;
  return g_steal_pointer(&wanted);
}
