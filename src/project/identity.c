/* What an object is called in every run: its key, or its key and shape where the key is no name. */
#include "project/parts.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const LtLayer *layer;
  size_t feature;
  uint64_t hash; /* of the shape */
  char *rest; /* all that was read of the object, where its shape, name and class are not enough */
} Item;

static const char *text_at(char **texts, size_t i)
{
  return texts != NULL && texts[i] != NULL ? texts[i] : "";
}

static int compare_keys(const void *p1, const void *p2)
{
  const Item *a = p1, *b = p2;
  return strcmp(text_at(a->layer->keys, a->feature), text_at(b->layer->keys, b->feature));
}

/* Objects of one key: by shape, those of one hash side by side, then by name and class. */
static int compare_shown(const void *p1, const void *p2)
{
  const Item *a = p1, *b = p2;
  const LtShapes *shapes = a->layer->data->shapes;
  int order = (a->hash > b->hash) - (a->hash < b->hash);
  if (order == 0)
    order = lt_shapes_compare(shapes, a->feature, shapes, b->feature);
  if (order == 0)
    order = strcmp(text_at(a->layer->names, a->feature), text_at(b->layer->names, b->feature));
  if (order == 0)
    order = strcmp(text_at(a->layer->classes, a->feature), text_at(b->layer->classes, b->feature));
  return order;
}

/* By the other attributes. What is left is the same in everything that a rule can see, so it makes
 * no difference which comes first. */
static int compare_rest(const void *p1, const void *p2)
{
  return strcmp(((const Item *)p1)->rest, ((const Item *)p2)->rest);
}

static bool sort_same(const LtLayer *layer, Item *items, size_t n, GError **error)
{
  g_autofree size_t *rows = lt_alloc(n, sizeof *rows, "identities", error);
  g_autofree char **texts = rows == NULL ? NULL : lt_alloc(n, sizeof *texts, "identities", error);
  if (texts == NULL)
    return false;
  for (size_t i = 0; i < n; i++)
    rows[i] = items[i].feature;
  if (!lt_table_rows_text(layer->table, rows, n, texts, error))
    return false;
  for (size_t i = 0; i < n; i++)
    items[i].rest = texts[i];
  qsort(items, n, sizeof *items, compare_rest);
  for (size_t i = 0; i < n; i++)
    g_clear_pointer(&items[i].rest, g_free);
  return true;
}

static bool sort_group(const LtLayer *layer, Item *items, size_t n, GError **error)
{
  qsort(items, n, sizeof *items, compare_shown);
  for (size_t begin = 0, end; begin < n; begin = end) {
    for (end = begin + 1; end < n && compare_shown(&items[begin], &items[end]) == 0;)
      end++;
    if (end - begin > 1 && !sort_same(layer, items + begin, end - begin, error))
      return false;
  }
  return true;
}

/* A single "@" is never part of a key, so no key is taken for another with its hash. */
static char *key_escape(const char *key)
{
  GString *escaped = g_string_new(key);
  g_string_replace(escaped, "@", "@@", 0);
  return g_string_free(escaped, FALSE);
}

/* Name the objects of one key. */
static bool name_group(LtLayer *layer, Item *items, size_t n, GError **error)
{
  g_autofree char *key = key_escape(text_at(layer->keys, items[0].feature));
  if (n == 1 && key[0] != '\0') {
    layer->identities[items[0].feature] = g_steal_pointer(&key);
    return true;
  }
  if (key[0] != '\0')
    layer->n_duplicate_keys += n;
  for (size_t i = 0; i < n; i++)
    items[i].hash = lt_shapes_hash(layer->data->shapes, items[i].feature);
  if (!sort_group(layer, items, n, error))
    return false;
  size_t same = 1;
  for (size_t i = 0; i < n; i++) {
    guint64 hash = items[i].hash;
    same = i > 0 && items[i - 1].hash == hash ? same + 1 : 1;
    layer->identities[items[i].feature] =
        same == 1 ? g_strdup_printf("%s@%016" G_GINT64_MODIFIER "x", key, hash)
                  : g_strdup_printf("%s@%016" G_GINT64_MODIFIER "x-%zu", key, hash, same);
  }
  return true;
}

/* Blanks around a key are an accident of the file. */
static void key_trim(char **key)
{
  char *trimmed = lt_text_trim(*key);
  g_free(*key);
  *key = trimmed;
}

bool lt_layer_identify(LtLayer *layer, GError **error)
{
  size_t n = layer->data->shapes->n_features;
  layer->identities = lt_alloc(n + 1, sizeof *layer->identities, "identities", error);
  g_autofree Item *items =
      layer->identities == NULL ? NULL : lt_alloc(n + 1, sizeof *items, "identities", error);
  if (items == NULL)
    return false;
  for (size_t i = 0; i < n; i++) {
    items[i] = (Item){.layer = layer, .feature = i};
    if (layer->keys != NULL && layer->keys[i] != NULL)
      key_trim(&layer->keys[i]);
  }
  qsort(items, n, sizeof *items, compare_keys);
  for (size_t begin = 0, end; begin < n; begin = end) {
    for (end = begin + 1; end < n && compare_keys(&items[begin], &items[end]) == 0;)
      end++;
    if (!name_group(layer, items + begin, end - begin, error))
      return false;
  }
  return true;
}
