/* Layers of a project into memory. */
#include "io/database.h"
#include "project/parts.h"

#include <math.h>
#include <string.h>

#define MAX_ALIASES (LT_ROLES_MAX + 3) /* and key, name, class */

/* Changes of datum of the layer, or else those of the project. */
static void spec_take_changes(LtSourceSpec *spec, const LtProject *project, const LtLayer *layer)
{
  bool has_own = layer->transforms.n > 0;
  const LtProjectTransforms *transforms = has_own ? &layer->transforms : &project->transforms;
  spec->changes = transforms->changes;
  spec->n_changes = transforms->n;
  spec->must_change = has_own;
}

static LtSourceSpec spec_of(const LtLayer *layer)
{
  return (LtSourceSpec){.id = layer->id, .paths = (const char *const *)layer->sources,
                        .n_paths = g_strv_length(layer->sources), .layer = layer->layer,
                        .encoding = layer->encoding, .crs = layer->crs, .x = layer->x,
                        .y = layer->y};
}

/* The band that fits a geographic project: by the first layer whose numbers are degrees. */
static bool refuse_geographic(const LtProject *project, LtNode node, GError **error)
{
  for (size_t i = 0; i < project->n_layers; i++) {
    LtSourceSpec spec = spec_of(&project->layers[i]);
    g_autoptr(LtSource) source = lt_source_open(&spec, NULL);
    double longitude;
    g_autofree char *band = source == NULL ? NULL : lt_source_band(source, &longitude);
    if (band != NULL)
      return lt_node_fail(error, node, LT_T_PROJECT_CRS_GEOGRAPHIC, project->crs_text, longitude,
                          band);
  }
  return lt_node_fail(error, node, LT_T_PROJECT_CRS_GEOGRAPHIC_ANY, project->crs_text);
}

static LtNode project_node(const LtProject *project)
{
  return lt_node_at(lt_yaml_root(project->yamls->pdata[0]), "project");
}

static bool read_crs(LtProject *project, GError **error)
{
  LtNode node = project_node(project);
  GError *failure = NULL;
  project->crs = lt_crs_parse(project->crs_text, &failure);
  if (project->crs == NULL)
    return lt_node_fail_with(error, node, failure);
  if (lt_crs_is_geographic(project->crs))
    return refuse_geographic(project, node, error);
  return lt_crs_plane(project->crs, &project->plane, &failure) ||
         lt_node_fail_with(error, node, failure);
}

/* A CRS that does not exist is a fault of the project file, seen before any layer is read. */
static bool check_layer_crs(const LtProject *project, GError **error)
{
  for (size_t i = 0; i < project->n_layers; i++) {
    const LtLayer *layer = &project->layers[i];
    if (layer->crs == NULL)
      continue;
    GError *failure = NULL;
    g_autoptr(LtCrs) crs = lt_crs_parse(layer->crs, &failure);
    if (crs == NULL)
      return lt_node_fail_with(error, lt_node_at(layer->node, "crs"), failure);
  }
  return true;
}

/* Names that rules use for the layer's columns. */
static size_t layer_aliases(const LtLayer *layer, LtAlias *aliases)
{
  const LtAlias fixed[] = {{"key", layer->key, false},
                           {"name", layer->name, false},
                           {"class", layer->class_column, false}};
  size_t n = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(fixed); i++)
    if (fixed[i].column != NULL)
      aliases[n++] = fixed[i];
  for (size_t i = 0; i < layer->n_roles; i++)
    aliases[n++] = (LtAlias){layer->roles[i].role, layer->roles[i].column,
                             lt_role_is_number(layer->roles[i].role)};
  return n;
}

/* Where the project file says what an alias stands for; "class" has its column one level below. */
static LtNode alias_node(const LtLayer *layer, const LtAlias *alias)
{
  for (size_t i = 0; i < layer->n_roles; i++)
    if (alias->name == layer->roles[i].role)
      return lt_node_at(lt_node_at(layer->node, "fields"), alias->name);
  LtNode node = lt_node_at(layer->node, alias->name);
  return lt_node_is_mapping(node) ? lt_node_at(node, "field") : node;
}

static bool define_table(LtLayer *layer, GError **error)
{
  LtAlias aliases[MAX_ALIASES];
  size_t n = layer_aliases(layer, aliases), at;
  const LtScheme *scheme = layer->scheme;
  GError *failure = NULL;
  if (!lt_table_check_aliases(layer->table, aliases, n, &at, &failure))
    return lt_node_fail_with(error, alias_node(layer, &aliases[at]), failure);
  if (!lt_table_define(layer->table, aliases, n, scheme == NULL ? NULL : scheme->classes,
                       scheme == NULL ? 0 : scheme->n_classes, error))
    return false;
  for (size_t i = 0; i < n; i++)
    lt_table_want(layer->table, aliases[i].name);
  if (layer->where != NULL && !lt_table_check_where(layer->table, layer->where, &failure))
    return lt_node_fail_with(error, lt_node_at(layer->node, "where"), failure);
  return true;
}

/* Columns that rules read must be known before the file is read. A column that a pack asks for and
 * the layer lacks skips the rule later; all else is an error, of the pack or of the project. */
static bool check_rule_wheres(const LtProject *project, LtLayer *layer, GError **error)
{
  for (size_t i = 0; i < project->n_rules; i++) {
    const LtRule *rule = &project->rules[i];
    const LtRuleLayer *on;
    for (size_t side = 0; (on = lt_rule_layer(rule, side)) != NULL; side++) {
      if (!rule->is_enabled || on->layer == NULL || on->where == NULL ||
          strcmp(on->layer, layer->id) != 0)
        continue;
      GError *failure = NULL;
      bool lacks_column;
      if (lt_table_try_where(layer->table, on->where, &lacks_column, &failure))
        continue;
      if (rule->is_own || !lacks_column)
        return lt_node_fail_with(error, on->where_node, failure);
      g_error_free(failure);
    }
  }
  return true;
}

/* Columns that a rule asks for outside of the `where` of a layer. */
static bool want_rule_columns(const LtProject *project, LtLayer *layer, GError **error)
{
  for (size_t i = 0; i < project->n_rules; i++) {
    const LtRule *rule = &project->rules[i];
    const LtRuleApproved *approved = &rule->approved;
    if (!rule->is_enabled)
      continue;
    if (rule->where != NULL && (g_strcmp0(rule->a.layer, layer->id) == 0 ||
                                g_strcmp0(rule->b.layer, layer->id) == 0))
      lt_table_want_mentioned(layer->table, rule->where);
    if (approved->number == NULL || strcmp(approved->layer, layer->id) != 0)
      continue;
    lt_table_want(layer->table, approved->number);
    bool is_own = rule->is_own || lt_node_exists(lt_node_at(rule->override_node, "approved"));
    if (is_own && !lt_table_has(layer->table, approved->number))
      return lt_node_fail(error, lt_node_at(approved->node, "number"), LT_T_PROJECT_NO_COLUMN,
                          layer->id, approved->number);
  }
  return true;
}

/* A `where` of pairs needs both tables. A column that a pack asks for and a layer lacks skips the
 * rule later. */
static bool check_pair_wheres(const LtProject *project, GError **error)
{
  for (size_t i = 0; i < project->n_rules; i++) {
    const LtRule *rule = &project->rules[i];
    if (!rule->is_enabled || rule->where == NULL || rule->a.layer == NULL || rule->b.layer == NULL)
      continue;
    const LtLayer *a = lt_project_layer(project, rule->a.layer);
    const LtLayer *b = lt_project_layer(project, rule->b.layer);
    if (a == NULL || b == NULL || a->state != LT_LAYER_READ || b->state != LT_LAYER_READ)
      continue;
    GError *failure = NULL;
    bool lacks_column;
    if (lt_table_try_pairs(a->table, b->table, rule->where, &lacks_column, &failure))
      continue;
    if (rule->is_own || !lacks_column)
      return lt_node_fail_with(error, rule->where_node, failure);
    g_error_free(failure);
  }
  return true;
}

/* What limits name may be columns, of this layer or of another. */
static void want_texts(LtTable *table, LtNode node)
{
  if (lt_node_is_scalar(node))
    lt_table_want(table, lt_node_text(node));
  for (size_t i = 0; i < lt_node_item_count(node); i++)
    want_texts(table, lt_node_item(node, i));
  for (size_t i = 0; i < lt_node_pair_count(node); i++)
    want_texts(table, lt_node_value(node, i));
}

/* Columns that rules look at by their names must be known, too: those that limits name, and all of
 * a layer that is compared with a schema. */
static void want_limits(const LtProject *project, const LtLayer *layer, const LtSource *source)
{
  for (size_t i = 0; i < project->n_rules; i++) {
    const LtRule *rule = &project->rules[i];
    if (!rule->is_enabled)
      continue;
    want_texts(layer->table, rule->limits);
    want_texts(layer->table, rule->limits_override);
    if (g_strcmp0(rule->a.layer, layer->id) != 0 ||
        !lt_node_exists(lt_rule_limit(rule, "schema")))
      continue;
    for (size_t column = 0; column < lt_source_column_count(source); column++)
      lt_table_want(layer->table, lt_source_columns(source)[column]);
  }
}

static bool is_fatal(const GError *error)
{
  return g_error_matches(error, LT_ERROR, LT_ERROR_CANCELLED) ||
         g_error_matches(error, LT_ERROR, LT_ERROR_MEMORY);
}

/* A layer that cannot be read is remembered with its error; what is wrong with the project file or
 * stops the run is an error. */
static bool layer_fail(LtLayer *layer, GError *take_error, LtRun *run, GError **error)
{
  if (is_fatal(take_error)) {
    g_propagate_error(error, take_error);
    return false;
  }
  layer->state = LT_LAYER_FAILED;
  layer->error = take_error;
  lt_run_log(run, LT_LOG_WARNING, LT_T_PROJECT_LAYER_FAILED, layer->id, take_error->message);
  return true;
}

/* An optional table that is not there, or whose server is not: told, and nothing to stop at. */
static bool layer_lacks(LtLayer *layer, GError *take_error, LtRun *run)
{
  layer->state = LT_LAYER_MISSING;
  layer->error = take_error;
  lt_run_log(run, LT_LOG_WARNING, LT_T_PROJECT_LAYER_MISSING, layer->id, take_error->message);
  return true;
}

static bool texts_read(const LtTable *table, const char *name, bool is_there, char ***texts,
                       GError **error)
{
  if (!is_there)
    return true;
  *texts = lt_table_texts((LtTable *)table, name, error);
  return *texts != NULL;
}

static bool read_attributes(LtLayer *layer, LtRun *run, GError **error)
{
  layer->use = lt_table_where(layer->table, layer->where, run, error);
  return layer->use != NULL &&
         texts_read(layer->table, "key", layer->key != NULL, &layer->keys, error) &&
         texts_read(layer->table, "name", layer->name != NULL, &layer->names, error) &&
         texts_read(layer->table, "class", layer->class_column != NULL, &layer->classes, error);
}

/* The key of the layer that a source cannot be opened by: one of the columns of coordinates, else
 * what is asked of the file. */
static LtNode source_node(const LtLayer *layer, LtSourceSpec spec)
{
  if (spec.x == NULL)
    return lt_node_at(layer->node, spec.layer == NULL ? "source" : "layer");
  spec.x = spec.y = NULL;
  g_autoptr(LtSource) source = lt_source_open(&spec, NULL);
  if (source == NULL)
    return lt_node_at(layer->node, "source");
  bool has_x = g_strv_contains(lt_source_columns(source), layer->x);
  return lt_node_at(layer->node, has_x ? "y" : "x");
}

/* A file without any fields, as GeoJSON without features reads, is none that can be used; the project
 * file may well be right. */
static bool check_columns(const LtLayer *layer, const LtSource *source, GError **error)
{
  LtAlias aliases[MAX_ALIASES];
  return lt_source_column_count(source) > 0 || layer_aliases(layer, aliases) == 0 ||
         lt_fail(error, LT_ERROR_READ, LT_T_TABLE_NO_COLUMNS, layer->sources[0],
                 aliases[0].column);
}

static bool read_layer(LtProject *project, LtLayer *layer, LtRun *run, GError **error)
{
  LtSourceSpec spec = spec_of(layer);
  spec_take_changes(&spec, project, layer);
  for (size_t i = 0; layer->is_optional && i < spec.n_paths; i++) {
    if (!lt_path_is_database(layer->sources[i]) &&
        !g_file_test(layer->sources[i], G_FILE_TEST_EXISTS)) {
      layer->state = LT_LAYER_MISSING;
      return true;
    }
  }
  GError *failure = NULL;
  bool is_absent = false;
  spec.is_absent = &is_absent;
  g_autoptr(LtSource) source = lt_source_open(&spec, &failure);
  if (source == NULL && is_absent && layer->is_optional && !is_fatal(failure))
    return layer_lacks(layer, failure, run);
  if (source == NULL)
    return g_error_matches(failure, LT_ERROR, LT_ERROR_USAGE)
               ? lt_node_fail_with(error, source_node(layer, spec), failure)
               : layer_fail(layer, failure, run, error);
  if (!check_columns(layer, source, &failure))
    return layer_fail(layer, failure, run, error);
  layer->table = lt_table_new(project->store, layer->id, lt_source_columns(source),
                              lt_source_column_count(source), &failure);
  if (layer->table == NULL)
    return layer_fail(layer, failure, run, error);
  if (!define_table(layer, error) || !check_rule_wheres(project, layer, error) ||
      !want_rule_columns(project, layer, error))
    return false;
  if (!lt_transforms_prepare(&layer->transforms, project, lt_source_crs(source), run, error))
    return false;
  want_limits(project, layer, source);
  layer->column_names = g_strdupv((char **)lt_source_columns(source));
  layer->columns = lt_source_columns_describe(source, &layer->n_columns);
  layer->data =
      lt_source_read(source, project->crs, &project->plane, layer->table, run, &failure);
  if (layer->data != NULL && !isnan(layer->accuracy_m))
    layer->data->stats.accuracy_m = layer->accuracy_m;
  if (layer->data == NULL || !read_attributes(layer, run, &failure) ||
      !lt_layer_identify(layer, &failure))
    return layer_fail(layer, failure, run, error);
  layer->state = LT_LAYER_READ;
  lt_run_log(run, LT_LOG_INFO, LT_T_PROJECT_LAYER_READ, layer->id, layer->data->shapes->n_features,
             layer->data->stats.crs_name, layer->data->stats.encoding);
  return true;
}

bool lt_project_read(LtProject *project, LtRun *run, GError **error)
{
  g_return_val_if_fail(project != NULL && run != NULL && project->store == NULL, false);

  if (!read_crs(project, error) || !check_layer_crs(project, error))
    return false;
  project->store = lt_store_new(error);
  if (project->store == NULL ||
      !lt_transforms_prepare(&project->transforms, project, NULL, run, error))
    return false;
  for (size_t i = 0; i < project->n_layers; i++) {
    lt_run_progress(run, project->layers[i].id, -1);
    if (!lt_run_check(run, error) || !read_layer(project, &project->layers[i], run, error))
      return false;
  }
  return check_pair_wheres(project, error);
}
