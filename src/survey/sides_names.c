#include "survey/sides_names.h"

#include "io/near_names.h"

#include <string.h>

static void features_unref(void *data)
{
  g_array_unref(data);
}

static void names_unref(void *data)
{
  g_ptr_array_unref(data);
}

LtSideNames *lt_side_names_new(void)
{
  LtSideNames *names = g_new0(LtSideNames, 1);
  names->shapes = lt_shapes_new();
  names->names = g_ptr_array_new_with_free_func(g_free);
  names->exact = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, features_unref);
  names->normal = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, names_unref);
  return names;
}

void lt_side_names_free(LtSideNames *names)
{
  if (names == NULL)
    return;
  lt_shapes_free(names->shapes);
  g_hash_table_unref(names->exact);
  g_hash_table_unref(names->normal);
  g_ptr_array_unref(names->names);
  g_free(names);
}

static size_t number_take(const gunichar *chars, size_t n, GString *key)
{
  unsigned number;
  size_t taken = lt_side_number_take(chars, n, &number);
  if (taken > 0)
    g_string_append_printf(key, "%u", number);
  return taken;
}

char *lt_side_name_key(const char *name)
{
  GString *key = g_string_new(NULL);
  g_autofree char *valid = g_utf8_make_valid(name, -1);
  glong n;
  g_autofree gunichar *chars = g_utf8_to_ucs4_fast(valid, -1, &n);
  for (glong i = 0; i < n; i++)
    chars[i] = lt_side_char_narrow(chars[i]);
  for (size_t i = 0; i < (size_t)n;) {
    size_t taken = number_take(chars + i, (size_t)n - i, key);
    gunichar c = chars[i];
    if (taken == 0 && c != 0 && c != ' ' && c != '(' && c != ')')
      g_string_append_unichar(key, g_unichar_tolower(c));
    i += MAX(taken, 1);
  }
  return g_string_free(key, FALSE);
}

static void normal_add(LtSideNames *names, char *name)
{
  char *key = lt_side_name_key(name);
  GPtrArray *same = g_hash_table_lookup(names->normal, key);
  if (same != NULL) {
    g_ptr_array_add(same, name);
    g_free(key);
    return;
  }
  same = g_ptr_array_new();
  g_ptr_array_add(same, name);
  g_hash_table_insert(names->normal, key, same);
}

bool lt_side_names_add(LtSideNames *names, const char *name, const LtShapes *from, size_t feature,
                       GError **error)
{
  g_autofree char *trimmed = lt_text_trim(name);
  LtGeomType type = (LtGeomType)from->types[feature];
  if (trimmed == NULL || (type != LT_GEOM_LINE && type != LT_GEOM_POLYGON))
    return true;
  if (!lt_shapes_add_copy(names->shapes, from, feature, error))
    return false;
  size_t number = names->names->len;
  char *kept = g_steal_pointer(&trimmed);
  g_ptr_array_add(names->names, kept);
  GArray *features = g_hash_table_lookup(names->exact, kept);
  if (features == NULL) {
    features = g_array_new(FALSE, FALSE, sizeof(size_t));
    g_hash_table_insert(names->exact, kept, features);
    normal_add(names, kept);
  }
  g_array_append_val(features, number);
  return true;
}

static int name_compare(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names in an order of their own, not that of the features. */
static char *names_join(const GPtrArray *some)
{
  g_autoptr(GPtrArray) sorted = g_ptr_array_copy((GPtrArray *)some, NULL, NULL);
  g_ptr_array_sort(sorted, name_compare);
  g_ptr_array_add(sorted, NULL);
  return g_strjoinv(", ", (char **)sorted->pdata);
}

/* Long names and very many are not compared: the way to a hint must not take longer than all. */
#define HINT_CHARS 24
#define HINT_NAMES 20000

static char *near_join(const LtSideNames *names, const char *text)
{
  if (g_hash_table_size(names->exact) > HINT_NAMES)
    return NULL;
  g_autofree char *name = g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), HINT_CHARS));
  g_autoptr(GPtrArray) all = g_ptr_array_new();
  GHashTableIter iter;
  gpointer one;
  g_hash_table_iter_init(&iter, names->exact);
  while (g_hash_table_iter_next(&iter, &one, NULL))
    g_ptr_array_add(all, one);
  g_ptr_array_sort(all, name_compare);
  return all->len == 0 ? NULL : lt_near_names(name, (const char *const *)all->pdata, all->len);
}

/* One reading, as it stands and then but for its form. */
static bool reading_find(const LtSideNames *names, const LtSideReading *reading, LtSideFound *found)
{
  gpointer name, features;
  found->reading = reading;
  if (g_hash_table_lookup_extended(names->exact, reading->name, &name, &features)) {
    found->match = LT_NAME_EXACT;
    found->name = name;
    found->features = features;
    return true;
  }
  g_autofree char *key = lt_side_name_key(reading->name);
  GPtrArray *same = key[0] == '\0' ? NULL : g_hash_table_lookup(names->normal, key);
  if (same == NULL)
    return false;
  if (same->len > 1) {
    found->match = LT_NAME_AMBIGUOUS;
    found->hint = names_join(same);
    return true;
  }
  found->match = LT_NAME_NORMAL;
  found->name = g_ptr_array_index(same, 0);
  found->features = g_hash_table_lookup(names->exact, found->name);
  return true;
}

LtSideFound lt_side_names_find(const LtSideNames *names, const LtSideBound *bound)
{
  LtSideFound found = {.match = LT_NAME_UNKNOWN};
  for (guint i = 0; i < bound->readings->len; i++)
    if (reading_find(names, &g_array_index(bound->readings, LtSideReading, i), &found))
      return found;
  found.reading = NULL;
  found.hint = near_join(names, bound->text);
  return found;
}
