/* The project file: its top level. */
#include "io/database.h"
#include "project/parts.h"

#include <string.h>

static const char *const area_names[] = {"ellipsoid", "planar", NULL};
static const char *const land_units[] = {"mu", "m2", "ha", NULL};
static const char *const format_names[] = {"gpkg", "sarif", "junit", "jsonl", NULL};

typedef struct {
  double lantu;
  LtNode project, extends, transform, layers, rules, mu, output, accept;
} Top;

static const LtField top_fields[] = {
    {"lantu", LT_FIELD_NUMBER, offsetof(Top, lantu), true, NULL, 1, 1},
    {"project", LT_FIELD_NODE, offsetof(Top, project), true, NULL, 0, 0},
    {"extends", LT_FIELD_NODE, offsetof(Top, extends), false, NULL, 0, 0},
    {"transform", LT_FIELD_NODE, offsetof(Top, transform), false, NULL, 0, 0},
    {"layers", LT_FIELD_NODE, offsetof(Top, layers), true, NULL, 0, 0},
    {"rules", LT_FIELD_NODE, offsetof(Top, rules), false, NULL, 0, 0},
    {"mu", LT_FIELD_NODE, offsetof(Top, mu), false, NULL, 0, 0},
    {"output", LT_FIELD_NODE, offsetof(Top, output), false, NULL, 0, 0},
    {"accept", LT_FIELD_NODE, offsetof(Top, accept), false, NULL, 0, 0},
};

static const LtField project_fields[] = {
    {"name", LT_FIELD_TEXT, offsetof(LtProject, name), true, NULL, 0, 0},
    {"crs", LT_FIELD_TEXT, offsetof(LtProject, crs_text), true, NULL, 0, 0},
    {"area", LT_FIELD_CHOICE, offsetof(LtProject, area), false, area_names, 0, 0},
    {"as_of", LT_FIELD_DATE, offsetof(LtProject, as_of), false, NULL, 0, 0},
};

static const LtField mu_fields[] = {
    {"firms", LT_FIELD_TEXT, offsetof(LtMuSettings, firms), true, NULL, 0, 0},
    {"land_unit", LT_FIELD_CHOICE, offsetof(LtMuSettings, land_unit), true, land_units, 0, 0},
    {"money_unit", LT_FIELD_TEXT, offsetof(LtMuSettings, money_unit), true, NULL, 0, 0},
};

static const LtField output_fields[] = {
    {"dir", LT_FIELD_TEXT, offsetof(LtProject, output_dir), false, NULL, 0, 0},
    {"formats", LT_FIELD_TEXTS, offsetof(LtProject, formats), false, NULL, 0, 0},
};

char *lt_project_path(const LtProject *project, const char *path)
{
  bool is_here = strcmp(project->folder, ".") == 0; /* messages say zone.shp, not ./zone.shp */
  return g_path_is_absolute(path) || is_here ? g_strdup(path)
                                  : g_build_filename(project->folder, path, NULL);
}

bool lt_node_fail_with(GError **error, LtNode node, GError *take_error)
{
  lt_node_fail(error, node, LT_T_PROJECT_NODE_ERROR, take_error->message);
  g_error_free(take_error);
  return false;
}

const LtLayer *lt_project_layer(const LtProject *project, const char *id)
{
  return g_hash_table_lookup(project->layers_by_id, id);
}

double lt_layer_position_accuracy_m(const LtLayer *layer)
{
  return layer->data->stats.accuracy_m;
}

bool lt_role_is_number(const char *role)
{
  static const char *const numbers[] = {"land", "tax", "added_value", "output", "coal_t", NULL};
  return g_strv_contains(numbers, role);
}

static bool read_mu(LtProject *project, LtNode node, GError **error)
{
  project->mu.node = node;
  if (!lt_fields_read(node, mu_fields, G_N_ELEMENTS(mu_fields), &project->mu, error))
    return false;
  if (project->mu.firms != NULL && lt_project_layer(project, project->mu.firms) == NULL)
    return lt_node_fail(error, lt_node_at(node, "firms"), LT_T_PROJECT_NO_LAYER, project->mu.firms);
  return project->mu.firms == NULL || lt_mu_units_check(project, error);
}

bool lt_project_check_formats(const char *const *formats, GError **error)
{
  for (size_t i = 0; formats != NULL && formats[i] != NULL; i++)
    if (!g_strv_contains(format_names, formats[i])) {
      g_autofree char *names = g_strjoinv(", ", (char **)format_names);
      return lt_fail(error, LT_ERROR_USAGE, LT_T_FIELDS_CHOICE, "formats", names);
    }
  return true;
}

static bool read_output(LtProject *project, LtNode node, GError **error)
{
  if (!lt_fields_read(node, output_fields, G_N_ELEMENTS(output_fields), project, error))
    return false;
  GError *failure = NULL;
  if (!lt_project_check_formats((const char *const *)project->formats, &failure))
    return lt_node_fail_with(error, lt_node_at(node, "formats"), failure);
  g_autofree char *dir = g_steal_pointer(&project->output_dir);
  project->output_dir = lt_project_path(project, dir == NULL ? "out" : dir);
  return true;
}

static bool read_project(LtProject *project, LtNode root, GError **error)
{
  Top top = {0};
  if (!lt_node_is_mapping(root))
    return lt_node_fail(error, root, LT_T_FIELDS_MAPPING);
  if (!lt_fields_read(root, top_fields, G_N_ELEMENTS(top_fields), &top, error))
    return false;
  if (lt_node_exists(top.accept))
    return lt_node_fail(error, top.accept, LT_T_PROJECT_ACCEPT);
  return lt_fields_read(top.project, project_fields, G_N_ELEMENTS(project_fields), project,
                        error) &&
         lt_transforms_load(project, top.transform, true, &project->transforms, error) &&
         lt_layers_load(project, top.layers, error) &&
         lt_rules_load(project, top.extends, top.rules, error) &&
         read_mu(project, top.mu, error) && read_output(project, top.output, error);
}

static void yaml_free(void *yaml)
{
  lt_yaml_free(yaml);
}

LtProject *lt_project_of_packs(const char *const *packs, GError **error)
{
  g_autoptr(LtProject) project = g_new0(LtProject, 1);
  project->folder = g_strdup(".");
  project->yamls = g_ptr_array_new_with_free_func(yaml_free);
  project->layers_by_id = g_hash_table_new(g_str_hash, g_str_equal);
  return lt_packs_load(project, packs, error) ? g_steal_pointer(&project) : NULL;
}

LtProject *lt_project_load(const char *path, GError **error)
{
  g_return_val_if_fail(path != NULL, NULL);

  g_autofree char *shown = lt_path_shown(path);
  LtYaml *yaml = lt_yaml_load(path, shown, error);
  if (yaml == NULL)
    return NULL;
  g_autoptr(LtProject) project = g_new0(LtProject, 1);
  project->path = g_strdup(path);
  project->folder = g_path_get_dirname(path);
  project->yamls = g_ptr_array_new_with_free_func(yaml_free);
  g_ptr_array_add(project->yamls, yaml);
  return read_project(project, lt_yaml_root(yaml), error) ? g_steal_pointer(&project) : NULL;
}

void lt_project_free(LtProject *project)
{
  if (project == NULL)
    return;
  for (size_t i = 0; i < project->n_layers; i++)
    lt_layer_clear(&project->layers[i]);
  for (size_t i = 0; i < project->n_rules; i++)
    lt_rule_clear(&project->rules[i]);
  for (size_t i = 0; i < project->n_schemes; i++) {
    lt_scheme_clear(project->schemes[i]);
    g_free(project->schemes[i]);
  }
  lt_transforms_clear(&project->transforms);
  lt_fields_clear(project_fields, G_N_ELEMENTS(project_fields), project);
  lt_fields_clear(output_fields, G_N_ELEMENTS(output_fields), project);
  lt_fields_clear(mu_fields, G_N_ELEMENTS(mu_fields), &project->mu);
  g_clear_pointer(&project->layers_by_id, g_hash_table_unref);
  g_free(project->layers);
  g_free(project->rules);
  g_free(project->schemes);
  g_free(project->rules_asked);
  g_free(project->path);
  g_free(project->folder);
  lt_store_free(project->store);
  lt_crs_free(project->crs);
  g_ptr_array_unref(project->yamls);
  g_free(project);
}

const char *lt_project_output_dir(const LtProject *project)
{
  return project->output_dir;
}

const char *const *lt_project_formats(const LtProject *project)
{
  return (const char *const *)project->formats;
}
