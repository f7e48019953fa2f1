#include "rules/overlay_classes.h"

#include "io/encoding.h"
#include "io/near_names.h"

#include <string.h>

/* A list of pairs of classes is small; what is longer is some other file. */
#define PAIRS_MAX_BYTES (64 * 1024 * 1024)

static bool takes_part(const LtLayer *layer, size_t feature)
{
  return layer->data->shapes->types[feature] == LT_GEOM_POLYGON;
}

static int name_compare(const void *a, const void *b)
{
  return g_strcmp0(*(const char *const *)a, *(const char *const *)b); /* NULL first */
}

/* NULL for none; an empty text is none, too. */
static char *class_of(const LtLayer *layer, size_t feature)
{
  char *name = layer->classes == NULL ? NULL : layer->classes[feature];
  return name == NULL || name[0] == '\0' ? NULL : name;
}

/* Distinct names, sorted. */
static bool names_collect(LtClassList *list, const LtLayer *layer, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  bool has_none = false;
  for (size_t i = 0; i < layer->data->shapes->n_features; i++) {
    char *name = class_of(layer, i);
    if (!takes_part(layer, i))
      continue;
    if (name == NULL)
      has_none = true;
    else if (!g_hash_table_contains(seen, name))
      g_hash_table_add(seen, name);
  }
  list->n = 0;
  list->names = lt_alloc(g_hash_table_size(seen) + 1, sizeof *list->names, "classes", error);
  if (list->names == NULL)
    return false;
  if (has_none)
    list->names[list->n++] = NULL;
  GHashTableIter iter;
  void *name;
  g_hash_table_iter_init(&iter, seen);
  while (g_hash_table_iter_next(&iter, &name, NULL))
    list->names[list->n++] = name;
  qsort(list->names, list->n, sizeof *list->names, name_compare);
  return true;
}

bool lt_class_list_fill(LtClassList *list, const LtLayer *layer, GError **error)
{
  size_t n = layer->data->shapes->n_features;
  list->numbers = lt_alloc(n, sizeof *list->numbers, "classes", error);
  if (list->numbers == NULL || !names_collect(list, layer, error))
    return false;
  g_autoptr(GHashTable) numbers = g_hash_table_new(g_str_hash, g_str_equal);
  for (size_t k = 0; k < list->n; k++)
    if (list->names[k] != NULL)
      g_hash_table_insert(numbers, (void *)list->names[k], GSIZE_TO_POINTER(k));
  for (size_t i = 0; i < n; i++) {
    const char *name = class_of(layer, i);
    if (takes_part(layer, i) && name != NULL)
      list->numbers[i] = (uint32_t)GPOINTER_TO_SIZE(g_hash_table_lookup(numbers, name));
  }
  return true;
}

void lt_class_list_clear(LtClassList *list)
{
  g_clear_pointer(&list->names, g_free);
  g_clear_pointer(&list->numbers, g_free);
  list->n = 0;
}

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
    if (!is_pair)
      return lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_LINE, pairs->path, number, copy);
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
  size_t n = g_mapped_file_get_length(file);
  const char *bytes = g_mapped_file_get_contents(file);
  return lt_decode(bytes == NULL ? "" : bytes, n, NULL, true, path, NULL, error);
}

LtClassPairs *lt_class_pairs_load(const char *path, GError **error)
{
  g_autofree char *text = text_read(path, error);
  if (text == NULL)
    return NULL;
  g_autoptr(LtClassPairs) pairs = g_new0(LtClassPairs, 1);
  pairs->path = g_strdup(path);
  pairs->pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
  g_array_set_clear_func(pairs->pairs, pair_clear);
  return lines_take(pairs, text, error) ? g_steal_pointer(&pairs) : NULL;
}

/* Number of a class by its name; SIZE_MAX: there is none. */
static size_t class_find(const LtClassList *list, const char *name)
{
  if (name[0] == '\0' && list->n > 0 && list->names[0] == NULL)
    return 0;
  const char **found =
      bsearch(&name, list->names, list->n, sizeof *list->names, name_compare);
  return found == NULL ? SIZE_MAX : (size_t)(found - list->names);
}

static bool fail_unknown(const LtClassPairs *pairs, const Pair *pair, size_t side,
                         const LtClassList *list, const char *layer, GError **error)
{
  size_t n_none = list->names[0] == NULL;
  g_autofree char *near =
      lt_near_names(pair->names[side], list->names + n_none, list->n - n_none);
  return lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_NO_CLASS, pairs->path, pair->line,
                 pair->names[side], layer, near);
}

uint8_t *lt_class_pairs_wanted(const LtClassPairs *pairs, const LtClassList *a,
                               const LtClassList *b, const char *const layers[2], GError **error)
{
  const LtClassList *lists[] = {a, b};
  g_autofree uint8_t *wanted = lt_alloc(a->n * b->n, sizeof *wanted, "class pairs", error);
  if (wanted == NULL)
    return NULL;
  for (guint i = 0; i < pairs->pairs->len; i++) {
    const Pair *pair = &g_array_index(pairs->pairs, Pair, i);
    size_t found[] = {class_find(a, pair->names[0]), class_find(b, pair->names[1])};
    if (i == 0 && (found[0] == SIZE_MAX || found[1] == SIZE_MAX))
      continue;
    if (i == 0) {
      lt_fail(error, LT_ERROR_USAGE, LT_T_PAIRS_NO_HEADER, pairs->path, pair->line);
      return NULL;
    }
    for (size_t side = 0; side < G_N_ELEMENTS(found); side++)
      if (found[side] == SIZE_MAX) {
        fail_unknown(pairs, pair, side, lists[side], layers[side], error);
        return NULL;
      }
    wanted[found[0] * b->n + found[1]] = 1;
  }
  return g_steal_pointer(&wanted);
}
