/* What an object is called in every run: its key, or its key and shape where the key is no name. */
#include "project/parts.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  const LtLayer *layer;
  size_t feature;
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

/* Objects of one key: by shape, then by what else is known; the file's order only tells apart
 * objects that are the same in everything. */
static int compare_content(const void *p1, const void *p2)
{
  const Item *a = p1, *b = p2;
  const LtShapes *shapes = a->layer->data->shapes;
  int order = lt_shapes_compare(shapes, a->feature, shapes, b->feature);
  if (order == 0)
    order = strcmp(text_at(a->layer->names, a->feature), text_at(b->layer->names, b->feature));
  if (order == 0)
    order = strcmp(text_at(a->layer->classes, a->feature), text_at(b->layer->classes, b->feature));
  return order != 0 ? order : (a->feature > b->feature) - (a->feature < b->feature);
}

/* Name the objects of one key. */
static void name_group(LtLayer *layer, Item *items, size_t n)
{
  const char *key = text_at(layer->keys, items[0].feature);
  if (n == 1 && key[0] != '\0') {
    layer->identities[items[0].feature] = g_strdup(key);
    return;
  }
  if (key[0] != '\0')
    layer->n_duplicate_keys += n;
  qsort(items, n, sizeof *items, compare_content);
  const LtShapes *shapes = layer->data->shapes;
  size_t same = 1;
  for (size_t i = 0; i < n; i++) {
    guint64 hash = lt_shapes_hash(shapes, items[i].feature);
    same = i > 0 && lt_shapes_hash(shapes, items[i - 1].feature) == hash ? same + 1 : 1;
    layer->identities[items[i].feature] =
        same == 1 ? g_strdup_printf("%s@%016" G_GINT64_MODIFIER "x", key, hash)
                  : g_strdup_printf("%s@%016" G_GINT64_MODIFIER "x-%zu", key, hash, same);
  }
}

void lt_layer_identify(LtLayer *layer)
{
  size_t n = layer->data->shapes->n_features;
  layer->identities = g_new0(char *, n + 1);
  g_autofree Item *items = g_new(Item, n + 1);
  for (size_t i = 0; i < n; i++)
    items[i] = (Item){layer, i};
  qsort(items, n, sizeof *items, compare_keys);
  for (size_t begin = 0, end; begin < n; begin = end) {
    for (end = begin + 1; end < n && compare_keys(&items[begin], &items[end]) == 0;)
      end++;
    name_group(layer, items + begin, end - begin);
  }
}
