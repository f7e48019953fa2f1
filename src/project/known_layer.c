#include "project/known_layer.h"

#include "project/project.h"
#include "project/parts.h"

#include <string.h>

enum { CODE, NAME_ZH, STANDARD, GEOMETRY, YSDM, KEYS, N_CELLS };

void lt_known_layer_free(LtKnownLayer *known)
{
  if (known == NULL)
    return;
  g_free(known->code);
  g_free(known->name_zh);
  g_free(known->standard);
  g_ptr_array_unref(known->missing);
  g_free(known);
}

static char **lines_read(const char *name)
{
  g_autofree char *path = lt_share_find(name), *text = NULL;
  if (path == NULL || !g_file_get_contents(path, &text, NULL, NULL))
    return NULL;
  return g_strsplit(text, "\n", -1);
}

static bool has_field(const char *const *fields, const char *name)
{
  for (; *fields != NULL; fields++)
    if (g_ascii_strcasecmp(*fields, name) == 0)
      return true;
  return false;
}

/* Fields of the standard: those of its schema, whose first column they are, else the key fields. */
static GPtrArray *fields_read(char *const *cells)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *lower = g_ascii_strdown(cells[CODE], -1);
  g_autofree char *name = g_strconcat("schemas/", lower, ".csv", NULL);
  g_auto(GStrv) lines = lines_read(name);
  bool is_headed = false;
  for (size_t i = 0; lines != NULL && lines[i] != NULL; i++) {
    char *field = g_strndup(lines[i], strcspn(lines[i], ",\r"));
    bool is_field = is_headed && *field != '\0' && *field != '#';
    is_headed = is_headed || strcmp(field, "field") == 0;
    if (is_field)
      g_ptr_array_add(fields, field);
    else
      g_free(field);
  }
  bool has_schema = fields->len > 0;
  g_auto(GStrv) keys = g_strsplit(cells[KEYS], " ", -1);
  for (size_t i = 0; !has_schema && keys[i] != NULL && keys[i][0] != '\0'; i++)
    g_ptr_array_add(fields, g_strdup(keys[i]));
  return fields;
}

static LtKnownLayer *known_new(char *const *cells, const char *const *fields)
{
  LtKnownLayer *known = g_new0(LtKnownLayer, 1);
  g_autoptr(GPtrArray) all = fields_read(cells);
  known->code = g_strdup(cells[CODE]);
  known->name_zh = g_strdup(cells[NAME_ZH]);
  known->standard = g_strdup(cells[STANDARD]);
  known->missing = g_ptr_array_new_with_free_func(g_free);
  known->n_fields = all->len;
  for (guint i = 0; i < all->len; i++) {
    const char *field = g_ptr_array_index(all, i);
    if (has_field(fields, field))
      known->n_present++;
    else
      g_ptr_array_add(known->missing, g_strdup(field));
  }
  return known;
}

static bool is_named(const char *name, char *const *cells)
{
  return g_ascii_strcasecmp(name, cells[CODE]) == 0 || strcmp(name, cells[NAME_ZH]) == 0;
}

static bool is_like(const LtKnownLayer *known)
{
  return known->n_present >= 3 && 3 * known->n_present >= 2 * known->n_fields;
}

/* True when @p known is the better answer. */
static bool is_better(const LtKnownLayer *known, const LtKnownLayer *best)
{
  if (best == NULL || known->by_name != best->by_name)
    return best == NULL || known->by_name;
  return known->n_present * best->n_fields > best->n_present * known->n_fields;
}

LtKnownLayer *lt_known_layer_find(const char *name, const char *const *fields)
{
  g_return_val_if_fail(name != NULL && fields != NULL, NULL);
  LtKnownLayer *best = NULL;
  g_auto(GStrv) lines = lines_read("layers.csv");
  for (size_t i = 1; lines != NULL && lines[0] != NULL && lines[i] != NULL; i++) {
    g_strchomp(lines[i]);
    g_auto(GStrv) cells = g_strsplit(lines[i], ",", -1);
    if (g_strv_length(cells) != N_CELLS)
      continue;
    LtKnownLayer *known = known_new(cells, fields);
    known->by_name = is_named(name, cells);
    bool is_taken = (known->by_name || is_like(known)) && is_better(known, best);
    lt_known_layer_free(is_taken ? best : known);
    best = is_taken ? known : best;
  }
  return best;
}
