/* `layers:` of the project file. */
#include "io/database.h"
#include "project/parts.h"

#include <math.h>
#include <string.h>

/* One item of the list as it is written. */
typedef struct {
  char *id, *layer, *crs, *encoding, *x, *y, *key, *name, *where, *status;
  char **sources;
  LtNode class_node, fields, transform;
  double accuracy_m;
  bool is_optional;
} Item;

static const LtField item_fields[] = {
    {"id", LT_FIELD_TEXT, offsetof(Item, id), true, NULL, 0, 0},
    {"source", LT_FIELD_TEXTS, offsetof(Item, sources), true, NULL, 0, 0},
    {"layer", LT_FIELD_TEXT, offsetof(Item, layer), false, NULL, 0, 0},
    {"crs", LT_FIELD_TEXT, offsetof(Item, crs), false, NULL, 0, 0},
    {"encoding", LT_FIELD_TEXT, offsetof(Item, encoding), false, NULL, 0, 0},
    {"x", LT_FIELD_TEXT, offsetof(Item, x), false, NULL, 0, 0},
    {"y", LT_FIELD_TEXT, offsetof(Item, y), false, NULL, 0, 0},
    {"key", LT_FIELD_TEXT, offsetof(Item, key), false, NULL, 0, 0},
    {"name", LT_FIELD_TEXT, offsetof(Item, name), false, NULL, 0, 0},
    {"where", LT_FIELD_TEXT, offsetof(Item, where), false, NULL, 0, 0},
    {"status", LT_FIELD_TEXT, offsetof(Item, status), false, NULL, 0, 0},
    {"accuracy_m", LT_FIELD_NUMBER, offsetof(Item, accuracy_m), false, NULL, 0, 1e6},
    {"class", LT_FIELD_NODE, offsetof(Item, class_node), false, NULL, 0, 0},
    {"fields", LT_FIELD_NODE, offsetof(Item, fields), false, NULL, 0, 0},
    {"transform", LT_FIELD_NODE, offsetof(Item, transform), false, NULL, 0, 0},
    {"optional", LT_FIELD_BOOL, offsetof(Item, is_optional), false, NULL, 0, 0},
};

typedef struct {
  char *field, *scheme;
} Class;

static const LtField class_fields[] = {
    {"field", LT_FIELD_TEXT, offsetof(Class, field), true, NULL, 0, 0},
    {"scheme", LT_FIELD_TEXT, offsetof(Class, scheme), false, NULL, 0, 0},
};

bool lt_id_check(LtNode node, const char *id, GError **error)
{
  size_t n = strlen(id);
  for (size_t i = 0; i < n; i++)
    if (!g_ascii_isalnum(id[i]) && id[i] != '_' && id[i] != '-')
      n = 0;
  return (n > 0 && n <= 64) || lt_node_fail(error, node, LT_T_PROJECT_ID, id);
}

static bool read_class(LtProject *project, LtLayer *layer, LtNode node, GError **error)
{
  Class class = {0};
  bool is_ok = lt_fields_read(node, class_fields, G_N_ELEMENTS(class_fields), &class, error);
  if (is_ok && class.scheme != NULL) {
    layer->scheme = lt_scheme_load(project, class.scheme, lt_node_at(node, "scheme"), error);
    is_ok = layer->scheme != NULL;
  }
  layer->class_column = g_steal_pointer(&class.field);
  lt_fields_clear(class_fields, G_N_ELEMENTS(class_fields), &class);
  return is_ok;
}

static bool read_roles(LtLayer *layer, LtNode node, GError **error)
{
  if (!lt_node_exists(node))
    return true;
  if (!lt_node_is_mapping(node))
    return lt_node_fail(error, node, LT_T_FIELDS_MAPPING);
  size_t n = lt_node_pair_count(node);
  if (n > LT_ROLES_MAX)
    return lt_node_fail(error, node, LT_T_PROJECT_ROLES, LT_ROLES_MAX);
  layer->roles = g_new0(LtRole, n + 1);
  for (size_t i = 0; i < n; i++) {
    LtNode key = lt_node_key(node, i), value = lt_node_value(node, i);
    if (!lt_id_check(key, lt_node_text(key), error))
      return false;
    if (!lt_node_is_scalar(value))
      return lt_node_fail(error, value, LT_T_FIELDS_TEXT, lt_node_text(key));
    if (lt_node_is_blank(value))
      return lt_node_fail(error, value, LT_T_FIELDS_BLANK, lt_node_text(key));
    layer->roles[layer->n_roles++] =
        (LtRole){g_strdup(lt_node_text(key)), g_strdup(lt_node_text(value))};
  }
  return true;
}

/* Everything that is a plain text moves from the item to the layer. */
static void take_item(const LtProject *project, LtLayer *layer, Item *item)
{
  layer->id = g_steal_pointer(&item->id);
  layer->source_names = g_steal_pointer(&item->sources);
  layer->layer = g_steal_pointer(&item->layer);
  layer->crs = g_steal_pointer(&item->crs);
  layer->encoding = g_steal_pointer(&item->encoding);
  layer->x = g_steal_pointer(&item->x);
  layer->y = g_steal_pointer(&item->y);
  layer->key = g_steal_pointer(&item->key);
  layer->name = g_steal_pointer(&item->name);
  layer->where = g_steal_pointer(&item->where);
  layer->status = g_steal_pointer(&item->status);
  layer->accuracy_m = item->accuracy_m;
  layer->is_optional = item->is_optional;
  size_t n = g_strv_length(layer->source_names);
  layer->sources = g_new0(char *, n + 1);
  for (size_t i = 0; i < n; i++) {
    g_autofree char *name = g_steal_pointer(&layer->source_names[i]);
    bool is_database = lt_path_is_database(name);
    layer->sources[i] = is_database ? g_strdup(name) : lt_project_path(project, name);
    layer->source_names[i] = is_database ? lt_path_shown(name) : g_steal_pointer(&name);
  }
}

static bool read_layer(LtProject *project, LtLayer *layer, LtNode node, GError **error)
{
  Item item = {.accuracy_m = NAN};
  layer->node = node;
  if (!lt_fields_read(node, item_fields, G_N_ELEMENTS(item_fields), &item, error)) {
    lt_fields_clear(item_fields, G_N_ELEMENTS(item_fields), &item);
    return false;
  }
  take_item(project, layer, &item);
  if (!lt_id_check(node, layer->id, error))
    return false;
  if ((layer->x == NULL) != (layer->y == NULL))
    return lt_node_fail(error, node, LT_T_PROJECT_XY);
  const LtLayer *first = lt_project_layer(project, layer->id);
  if (first != NULL)
    return lt_node_fail(error, node, LT_T_PROJECT_LAYER_TWICE, layer->id,
                        lt_node_line(first->node));
  g_hash_table_insert(project->layers_by_id, layer->id, layer);
  return lt_transforms_load(project, item.transform, false, &layer->transforms, error) &&
         read_class(project, layer, item.class_node, error) &&
         read_roles(layer, item.fields, error);
}

bool lt_layers_load(LtProject *project, LtNode list, GError **error)
{
  if (!lt_node_is_sequence(list))
    return lt_node_fail(error, list, LT_T_PROJECT_LIST, "layers");
  size_t n = lt_node_item_count(list);
  if (n == 0)
    return lt_node_fail(error, list, LT_T_PROJECT_EMPTY, "layers");
  project->layers_by_id = g_hash_table_new(g_str_hash, g_str_equal);
  project->layers = g_new0(LtLayer, n + 1);
  for (size_t i = 0; i < n; i++) {
    project->n_layers = i + 1;
    if (!read_layer(project, &project->layers[i], lt_node_item(list, i), error))
      return false;
  }
  return true;
}

static void texts_free(char **texts, const LtLayer *layer)
{
  if (texts != NULL)
    lt_table_texts_free(texts, layer->data->shapes->n_features);
}

void lt_layer_clear(LtLayer *layer)
{
  char **texts[] = {&layer->id, &layer->layer, &layer->crs, &layer->encoding, &layer->x, &layer->y,
                    &layer->key, &layer->name, &layer->class_column, &layer->where,
                    &layer->status};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    g_clear_pointer(texts[i], g_free);
  for (size_t i = 0; i < layer->n_roles; i++) {
    g_free(layer->roles[i].role);
    g_free(layer->roles[i].column);
  }
  g_free(layer->roles);
  g_strfreev(layer->sources);
  g_strfreev(layer->source_names);
  lt_transforms_clear(&layer->transforms);
  g_clear_error(&layer->error);
  texts_free(layer->keys, layer);
  texts_free(layer->names, layer);
  texts_free(layer->classes, layer);
  texts_free(layer->identities, layer);
  g_free(layer->use);
  g_strfreev(layer->column_names);
  g_free(layer->columns);
  lt_layer_data_free(layer->data);
}
