#include "overlay/classes.h"

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

size_t lt_class_list_find(const LtClassList *list, const char *name)
{
  if (name[0] == '\0')
    return list->n > 0 && list->names[0] == NULL ? 0 : SIZE_MAX;
  const char **found = bsearch(&name, list->names, list->n, sizeof *list->names, name_compare);
  return found == NULL ? SIZE_MAX : (size_t)(found - list->names);
}
