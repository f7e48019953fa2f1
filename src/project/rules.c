/* Rule packs, and the rules of the project file over them. */
#include "project/parts.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const truths[] = {"false", "true", NULL};
static const char *const severities[] = {"info", "warning", "error", NULL};
/* These ask what every project wants to know; a project need not name them. */
static const char *const always[] = {"intake", "mu"};

/* One rule as it is written. */
typedef struct {
  char *id, *kind;
  int severity;
  LtBilingual title, fix, trap;
  LtNode layers, limits, approved, basis;
  int enabled; /* -1: not said */
} Item;

static const LtField item_fields[] = {
    {"id", LT_FIELD_TEXT, offsetof(Item, id), true, NULL, 0, 0},
    {"kind", LT_FIELD_TEXT, offsetof(Item, kind), false, NULL, 0, 0},
    {"severity", LT_FIELD_CHOICE, offsetof(Item, severity), false, severities, 0, 0},
    {"title", LT_FIELD_BILINGUAL, offsetof(Item, title), false, NULL, 0, 0},
    {"layers", LT_FIELD_NODE, offsetof(Item, layers), false, NULL, 0, 0},
    {"limits", LT_FIELD_NODE, offsetof(Item, limits), false, NULL, 0, 0},
    {"approved", LT_FIELD_NODE, offsetof(Item, approved), false, NULL, 0, 0},
    {"basis", LT_FIELD_NODE, offsetof(Item, basis), false, NULL, 0, 0},
    {"fix", LT_FIELD_BILINGUAL, offsetof(Item, fix), false, NULL, 0, 0},
    {"trap", LT_FIELD_BILINGUAL, offsetof(Item, trap), false, NULL, 0, 0},
    {"enabled", LT_FIELD_CHOICE, offsetof(Item, enabled), false, truths, 0, 0},
};

typedef struct {
  char *layer, *where;
} LayerItem;

static const LtField layer_fields[] = {
    {"layer", LT_FIELD_TEXT, offsetof(LayerItem, layer), true, NULL, 0, 0},
    {"where", LT_FIELD_TEXT, offsetof(LayerItem, where), false, NULL, 0, 0},
};

typedef struct {
  LtNode a, b;
  char *where;
} Layers;

static const LtField layers_fields[] = {
    {"a", LT_FIELD_NODE, offsetof(Layers, a), true, NULL, 0, 0},
    {"b", LT_FIELD_NODE, offsetof(Layers, b), false, NULL, 0, 0},
    {"where", LT_FIELD_TEXT, offsetof(Layers, where), false, NULL, 0, 0},
};

static const LtField approved_fields[] = {
    {"layer", LT_FIELD_TEXT, offsetof(LtRuleApproved, layer), true, NULL, 0, 0},
    {"number", LT_FIELD_TEXT, offsetof(LtRuleApproved, number), false, NULL, 0, 0},
};

static const LtField basis_fields[] = {
    {"text", LT_FIELD_BILINGUAL, offsetof(LtBasis, text), true, NULL, 0, 0},
    {"valid_from", LT_FIELD_DATE, offsetof(LtBasis, valid_from), false, NULL, 0, 0},
    {"valid_to", LT_FIELD_DATE, offsetof(LtBasis, valid_to), false, NULL, 0, 0},
    {"confirmed", LT_FIELD_BOOL, offsetof(LtBasis, is_confirmed), true, NULL, 0, 0},
};

/* The rules so far, which move as they become more, and the packs they come from. */
typedef struct {
  LtProject *project;
  GHashTable *by_id;  /* id → index in the project's rules, from 1 */
  GHashTable *loaded; /* identities of files */
} Loading;

static LtRule *rule_find(const Loading *loading, const char *id)
{
  size_t number = GPOINTER_TO_SIZE(g_hash_table_lookup(loading->by_id, id));
  return number == 0 ? NULL : &loading->project->rules[number - 1];
}

static bool fail_twice(const LtRule *rule, LtNode node, GError **error)
{
  LtNode first = lt_node_exists(rule->override_node) ? rule->override_node : rule->node;
  return lt_node_fail(error, node, LT_T_PROJECT_RULE_TWICE, rule->id, lt_node_line(first),
                      lt_node_file(first));
}

static bool read_rule_layer(LtNode node, LtRuleLayer *out, GError **error)
{
  LayerItem item = {0};
  out->node = node;
  out->where_node = lt_node_at(node, "where");
  bool is_ok = lt_fields_read(node, layer_fields, G_N_ELEMENTS(layer_fields), &item, error);
  out->layer = item.layer;
  out->where = item.where;
  return is_ok;
}

/* One layer b, or a list of them. */
static bool read_b(LtRule *rule, LtNode node, GError **error)
{
  if (!lt_node_is_sequence(node))
    return read_rule_layer(node, &rule->b, error);
  size_t n = lt_node_item_count(node);
  if (n == 0)
    return lt_node_fail(error, node, LT_T_PROJECT_EMPTY, "b");
  rule->more = g_new0(LtRuleLayer, n);
  rule->n_more = n - 1;
  for (size_t i = 0; i < n; i++)
    if (!read_rule_layer(lt_node_item(node, i), i == 0 ? &rule->b : &rule->more[i - 1], error))
      return false;
  return true;
}

static bool read_layers(LtRule *rule, LtNode node, GError **error)
{
  Layers layers = {0};
  bool is_ok = lt_fields_read(node, layers_fields, G_N_ELEMENTS(layers_fields), &layers, error);
  rule->where = layers.where;
  rule->where_node = lt_node_at(node, "where");
  return is_ok && read_rule_layer(layers.a, &rule->a, error) &&
         read_b(rule, layers.b, error);
}

/* Of the pack, or of the project instead. */
static bool read_approved(LtRule *rule, LtNode node, GError **error)
{
  if (!lt_node_exists(node))
    return true;
  lt_fields_clear(approved_fields, G_N_ELEMENTS(approved_fields), &rule->approved);
  rule->approved.node = node;
  return lt_fields_read(node, approved_fields, G_N_ELEMENTS(approved_fields), &rule->approved,
                        error);
}

static bool read_bases(LtRule *rule, LtNode list, GError **error)
{
  if (lt_node_exists(list) && !lt_node_is_sequence(list))
    return lt_node_fail(error, list, LT_T_PROJECT_LIST, "basis");
  size_t n = lt_node_item_count(list);
  rule->bases = g_new0(LtBasis, n + 1);
  for (size_t i = 0; i < n; i++) {
    rule->n_bases = i + 1;
    if (!lt_fields_read(lt_node_item(list, i), basis_fields, G_N_ELEMENTS(basis_fields),
                        &rule->bases[i], error))
      return false;
  }
  return true;
}

/* A new rule: of a pack, or the project's own. The item's texts move into it. */
static bool add_rule(Loading *loading, Item *item, LtNode node, const char *pack, GError **error)
{
  LtProject *project = loading->project;
  const char *lacks = item->kind == NULL              ? "kind"
                      : item->title.in[0] == NULL     ? "title"
                      : item->severity < 0            ? "severity"
                                                      : NULL;
  if (lacks != NULL)
    return lt_node_fail(error, node, LT_T_PROJECT_RULE_LACKS, item->id, lacks);
  project->rules = g_renew(LtRule, project->rules, project->n_rules + 1);
  LtRule *rule = &project->rules[project->n_rules++];
  *rule = (LtRule){.id = g_steal_pointer(&item->id), .kind = g_steal_pointer(&item->kind),
                   .severity = (LtSeverity)item->severity, .title = item->title, .fix = item->fix,
                   .trap = item->trap, .limits = item->limits, .is_enabled = item->enabled != 0,
                   .is_own = pack == NULL, .pack = g_strdup(pack), .node = node};
  item->title = item->fix = item->trap = (LtBilingual){{NULL}};
  g_hash_table_insert(loading->by_id, rule->id, GSIZE_TO_POINTER(project->n_rules));
  return read_layers(rule, item->layers, error) && read_approved(rule, item->approved, error) &&
         read_bases(rule, item->basis, error);
}

/* A layer that the project file itself names. */
static bool check_own_layer(const LtProject *project, const char *layer, LtNode node,
                            GError **error)
{
  return layer == NULL || lt_project_layer(project, layer) != NULL ||
         lt_node_fail(error, lt_node_at(node, "layer"), LT_T_PROJECT_NO_LAYER, layer);
}

static bool override_rule(const LtProject *project, LtRule *rule, const Item *item, LtNode node,
                          GError **error)
{
  if (lt_node_exists(rule->override_node) || rule->is_own)
    return fail_twice(rule, node, error);
  if (item->kind != NULL || item->title.in[0] != NULL || item->fix.in[0] != NULL ||
      item->trap.in[0] != NULL || lt_node_exists(item->layers) || lt_node_exists(item->basis))
    return lt_node_fail(error, node, LT_T_PROJECT_OVERRIDE, rule->id);
  if (item->severity >= 0)
    rule->severity = (LtSeverity)item->severity;
  if (item->enabled >= 0)
    rule->is_enabled = item->enabled != 0;
  rule->override_node = node;
  rule->limits_override = item->limits;
  return !lt_node_exists(item->approved) ||
         (read_approved(rule, item->approved, error) &&
          check_own_layer(project, rule->approved.layer, item->approved, error));
}

static bool check_own_layers(const LtProject *project, const LtRule *rule, GError **error)
{
  const LtRuleLayer *layer;
  for (size_t i = 0; (layer = lt_rule_layer(rule, i)) != NULL; i++)
    if (!check_own_layer(project, layer->layer, layer->node, error))
      return false;
  return check_own_layer(project, rule->approved.layer, rule->approved.node, error);
}

static bool read_rule(Loading *loading, LtNode node, const char *pack, GError **error)
{
  Item item = {.severity = -1, .enabled = -1};
  bool is_ok = lt_fields_read(node, item_fields, G_N_ELEMENTS(item_fields), &item, error) &&
               lt_id_check(node, item.id, error);
  if (is_ok) {
    const LtProject *project = loading->project;
    LtRule *known = rule_find(loading, item.id);
    if (known != NULL && pack != NULL)
      is_ok = fail_twice(known, node, error);
    else if (known != NULL)
      is_ok = override_rule(project, known, &item, node, error);
    else
      is_ok = add_rule(loading, &item, node, pack, error) &&
              (pack != NULL ||
               check_own_layers(project, &project->rules[project->n_rules - 1], error));
  }
  lt_fields_clear(item_fields, G_N_ELEMENTS(item_fields), &item);
  return is_ok;
}

static bool read_rules(Loading *loading, LtNode list, const char *pack, GError **error)
{
  if (lt_node_exists(list) && !lt_node_is_sequence(list))
    return lt_node_fail(error, list, LT_T_PROJECT_LIST, "rules");
  for (size_t i = 0; i < lt_node_item_count(list); i++)
    if (!read_rule(loading, lt_node_item(list, i), pack, error))
      return false;
  return true;
}

/* A pack is named, or given as a path that ends in .yaml. NULL: there is none. */
static char *pack_path(const LtProject *project, const char *name)
{
  if (g_str_has_suffix(name, ".yaml"))
    return lt_project_path(project, name);
  return lt_share_find_named("packs", name, ".yaml");
}

typedef struct {
  double lantu;
  LtNode rules;
} Pack;

static const LtField pack_fields[] = {
    {"lantu", LT_FIELD_NUMBER, offsetof(Pack, lantu), true, NULL, 1, 1},
    {"rules", LT_FIELD_NODE, offsetof(Pack, rules), true, NULL, 0, 0},
};

/* The same for every way to write the path, so that a pack named twice is loaded once. */
static char *file_identity(const char *path)
{
  GStatBuf status;
  bool is_known = g_stat(path, &status) == 0 && status.st_ino != 0; /* 0: Windows */
  return is_known ? g_strdup_printf("%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino)
                  : g_canonicalize_filename(path, NULL);
}

static bool read_pack(Loading *loading, const LtYaml *yaml, const char *name, GError **error)
{
  LtNode root = lt_yaml_root(yaml);
  Pack pack = {0};
  if (!lt_node_is_mapping(root))
    return lt_node_fail(error, (LtNode){yaml, root.id}, LT_T_FIELDS_MAPPING);
  if (!lt_fields_read(root, pack_fields, G_N_ELEMENTS(pack_fields), &pack, error))
    return false;
  if (lt_node_is_sequence(pack.rules) && lt_node_item_count(pack.rules) == 0)
    return lt_node_fail(error, pack.rules, LT_T_PROJECT_EMPTY, "rules");
  return read_rules(loading, pack.rules, name, error);
}

/* A pack that is named twice is loaded once. */
static bool load_pack_file(Loading *loading, const char *path, const char *name, GError **error)
{
  if (!g_hash_table_add(loading->loaded, file_identity(path)))
    return true;
  g_autofree char *base = g_path_get_basename(path);
  LtYaml *yaml = lt_yaml_load(path, g_str_has_suffix(name, ".yaml") ? name : base, error);
  if (yaml == NULL)
    return false;
  g_ptr_array_add(loading->project->yamls, yaml);
  return read_pack(loading, yaml, name, error);
}

static bool load_pack(Loading *loading, const char *name, LtNode node, GError **error)
{
  g_autofree char *path = pack_path(loading->project, name);
  if (path == NULL) {
    g_autofree char *names = lt_share_names("packs", ".yaml");
    return lt_node_fail(error, node, LT_T_PROJECT_NO_PACK, name, names);
  }
  GError *failure = NULL;
  if (load_pack_file(loading, path, name, &failure))
    return true;
  if (g_error_matches(failure, LT_ERROR, LT_ERROR_READ))
    return lt_node_fail_with(error, node, failure);
  g_propagate_error(error, failure);
  return false;
}

static int compare_rules(const void *p1, const void *p2)
{
  return strcmp(((const LtRule *)p1)->id, ((const LtRule *)p2)->id);
}

static void rules_sort(LtProject *project)
{
  if (project->n_rules > 0) /* else the array is NULL */
    qsort(project->rules, project->n_rules, sizeof *project->rules, compare_rules);
}

static bool load_packs(Loading *loading, LtNode extends, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS(always); i++)
    if (!load_pack(loading, always[i], extends, error))
      return false;
  if (lt_node_exists(extends) && !lt_node_is_sequence(extends))
    return lt_node_fail(error, extends, LT_T_PROJECT_LIST, "extends");
  for (size_t i = 0; i < lt_node_item_count(extends); i++) {
    LtNode item = lt_node_item(extends, i);
    if (!lt_node_is_scalar(item))
      return lt_node_fail(error, item, LT_T_FIELDS_TEXT, "extends");
    if (!load_pack(loading, lt_node_text(item), item, error))
      return false;
  }
  return true;
}

bool lt_rules_load(LtProject *project, LtNode extends, LtNode rules, GError **error)
{
  g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) loaded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  Loading loading = {project, by_id, loaded};
  if (!load_packs(&loading, extends, error) || !read_rules(&loading, rules, NULL, error))
    return false;
  rules_sort(project);
  return true;
}

bool lt_packs_load(LtProject *project, const char *const *names, GError **error)
{
  g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GHashTable) loaded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  Loading loading = {project, by_id, loaded};
  for (size_t i = 0; names[i] != NULL; i++) {
    g_autofree char *path = pack_path(project, names[i]);
    if (path == NULL) {
      g_autofree char *shipped = lt_share_names("packs", ".yaml");
      return lt_fail(error, LT_ERROR_USAGE, LT_T_PROJECT_NO_PACK, names[i], shipped);
    }
    if (!load_pack_file(&loading, path, names[i], error))
      return false;
  }
  rules_sort(project);
  return true;
}

void lt_rule_clear(LtRule *rule)
{
  for (size_t i = 0; i < rule->n_bases; i++)
    lt_fields_clear(basis_fields, G_N_ELEMENTS(basis_fields), &rule->bases[i]);
  g_free(rule->bases);
  lt_bilingual_clear(&rule->title);
  lt_bilingual_clear(&rule->fix);
  lt_bilingual_clear(&rule->trap);
  lt_fields_clear(approved_fields, G_N_ELEMENTS(approved_fields), &rule->approved);
  const LtRuleLayer *layer;
  for (size_t i = 0; (layer = lt_rule_layer(rule, i)) != NULL; i++) {
    g_free(layer->layer);
    g_free(layer->where);
  }
  g_free(rule->more);
  char *texts[] = {rule->id, rule->kind, rule->pack, rule->where};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    g_free(texts[i]);
}

const LtRuleLayer *lt_rule_layer(const LtRule *rule, size_t i)
{
  if (i < 2)
    return i == 0 ? &rule->a : &rule->b;
  return i - 2 < rule->n_more ? &rule->more[i - 2] : NULL;
}

LtNode lt_rule_limit(const LtRule *rule, const char *key)
{
  const LtNode limits[] = {rule->limits_override, rule->limits};
  for (size_t i = 0; i < G_N_ELEMENTS(limits); i++) {
    LtNode node = lt_node_at(limits[i], key);
    if (node.id != limits[i].id)
      return node;
  }
  return (LtNode){NULL, 0};
}
