#include "overlay/class_pairs.h"

#include "io/encoding.h"
#include "io/near_names.h"

#include <string.h>

/* A list of pairs of classes is small; what is longer is some other file. */
#define PAIRS_MAX_BYTES (64 * 1024 * 1024)

/* What a message shows of a line or a name. */
#define SHOWN_CHARS 60

typedef struct {
  size_t line;
  char *names[2]; /* "" is the class of features that have none */
} Pair;

struct LtClassPairs {
  char *path;
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

/* The cell that *at points to; *at goes behind it. NULL: a quote that is not closed, or text behind
 * a closed one. */
static char *cell_take(const char **at)
{
  const char *p = *at;
  bool is_quoted = *p == '"', is_closed = !is_quoted;
  g_autoptr(GString) cell = g_string_new(NULL);
  for (p += is_quoted; *p != '\0' && (is_quoted || *p != ','); p++) {
    if (is_quoted && *p == '"' && *++p != '"') {
      is_closed = true;
      break;
    }
    g_string_append_c(cell, *p);
  }
  if (!is_closed || (*p != '\0' && *p != ','))
    return NULL;
  *at = p;
  return g_string_free(g_steal_pointer(&cell), FALSE);
}

static bool line_take(Pair *pair, const char *line)
{
  for (size_t side = 0; side < G_N_ELEMENTS(pair->names); side++) {
    pair->names[side] = cell_take(&line);
    if (pair->names[side] == NULL || *line != (side == 0 ? ',' : '\0'))
      return false;
    line += side == 0;
  }
  return true;
}

static bool lines_take(LtClassPairs *pairs, const char *text, GError **error)
{
  size_t number = 0;
  for (const char *line = text; *line != '\0';) {
    size_t n = strcspn(line, "\r\n");
    g_autofree char *copy = g_strndup(line, n);
    Pair pair = {.line = ++number};
    line += n;
    line += line[0] == '\r' && line[1] == '\n' ? 2 : line[0] != '\0';
    if (copy[0] == '\0')
      continue;
    bool is_pair = line_take(&pair, copy);
    g_array_append_val(pairs->pairs, pair);
    g_autofree char *begin = shown(copy);
    if (!is_pair)
      return lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_LINE, pairs->path, number, begin);
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

LtClassPairs *lt_class_pairs_load(const char *path, GError **error)
{
  g_return_val_if_fail(path != NULL, NULL);

  g_autofree char *text = text_read(path, error);
  if (text == NULL)
    return NULL;
  g_autoptr(LtClassPairs) pairs = g_new0(LtClassPairs, 1);
  pairs->path = g_strdup(path);
  pairs->pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
  g_array_set_clear_func(pairs->pairs, pair_clear);
  return lines_take(pairs, text, error) ? g_steal_pointer(&pairs) : NULL;
}

/* ---- classes of the layers ---- */

static bool fail_unknown(const LtClassPairs *pairs, const Pair *pair, size_t side,
                         const LtClassList *list, const char *layer, GError **error)
{
  size_t n_none = list->names[0] == NULL, n_names = list->n - n_none;
  g_autofree char *name = shown(pair->names[side]);
  if (n_names == 0)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_NO_CLASSES, pairs->path, pair->line, name,
                   layer);
  g_autofree char *near = lt_near_names(pair->names[side], list->names + n_none, n_names);
  return lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_NO_CLASS, pairs->path, pair->line, name, layer,
                 near);
}

/* A file without header would lose its first pair: one class in it gives that away. An empty name
 * is a class, too, but one of a header's names may be empty as well. */
static bool header_check(const LtClassPairs *pairs, const size_t found[2],
                         const char *const layers[2], GError **error)
{
  const Pair *header = &g_array_index(pairs->pairs, Pair, 0);
  bool is_empty = header->names[0][0] == '\0' && header->names[1][0] == '\0';
  for (size_t side = 0; side < G_N_ELEMENTS(header->names); side++) {
    g_autofree char *name = shown(header->names[side]);
    if (found[side] != SIZE_MAX && (name[0] != '\0' || is_empty))
      return lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_NO_HEADER, pairs->path, header->line, name,
                     layers[side]);
  }
  return true;
}

static bool pair_mark(uint8_t *wanted, const LtClassPairs *pairs, guint i,
                      const LtClassList *const lists[2], const char *const layers[2],
                      GError **error)
{
  const Pair *pair = &g_array_index(pairs->pairs, Pair, i);
  size_t found[2];
  for (size_t side = 0; side < G_N_ELEMENTS(found); side++)
    found[side] = lt_class_list_find(lists[side], pair->names[side]);
  if (i == 0)
    return header_check(pairs, found, layers, error);
  for (size_t side = 0; side < G_N_ELEMENTS(found); side++)
    if (found[side] == SIZE_MAX)
      return fail_unknown(pairs, pair, side, lists[side], layers[side], error);
  wanted[found[0] * lists[1]->n + found[1]] = 1;
  return true;
}

uint8_t *lt_class_pairs_wanted(const LtClassPairs *pairs, const LtClassList *a,
                               const LtClassList *b, const char *const layers[2], GError **error)
{
  g_return_val_if_fail(pairs != NULL && a != NULL && b != NULL && layers != NULL, NULL);

  const LtClassList *const lists[] = {a, b};
  g_autofree uint8_t *wanted = lt_alloc(a->n * b->n, sizeof *wanted, "class pairs", error);
  if (wanted == NULL)
    return NULL;
  for (guint i = 0; i < pairs->pairs->len; i++)
    if (!pair_mark(wanted, pairs, i, lists, layers, error))
      return NULL;
  return g_steal_pointer(&wanted);
}
