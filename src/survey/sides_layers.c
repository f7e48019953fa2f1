#include "survey/sides_layers.h"

#include "io/database.h"
#include "io/layer_path.h"
#include "io/source.h"

typedef struct {
  char *file, *layer, *field; /* layer NULL: the only one */
  char *shown;                /* what was named, without passwords */
} Layer;

struct LtSidesLayers {
  GArray *layers;    /* of Layer */
  GHashTable *names; /* id of a CRS → LtSideNames */
};

static void layer_clear(void *data)
{
  Layer *layer = data;
  g_free(layer->file);
  g_free(layer->layer);
  g_free(layer->field);
  g_free(layer->shown);
}

static void names_free(void *data)
{
  lt_side_names_free(data);
}

void lt_sides_layers_free(LtSidesLayers *layers)
{
  if (layers == NULL)
    return;
  g_array_unref(layers->layers);
  g_hash_table_unref(layers->names);
  g_free(layers);
}

/* FILE:LAYER:FIELD; the layer may be left empty. */
static void named_split(const char *named, Layer *layer)
{
  g_autofree char *rest = NULL;
  lt_layer_path_split(named, &layer->file, &rest);
  g_auto(GStrv) parts = g_strsplit(rest == NULL ? "" : rest, ":", 2);
  guint n = g_strv_length(parts);
  layer->layer = n > 0 && parts[0][0] != '\0' ? g_strdup(parts[0]) : NULL;
  layer->field = n > 1 && parts[1][0] != '\0' ? g_strdup(parts[1]) : NULL;
}

static LtSource *layer_open(const Layer *layer, GError **error)
{
  const LtSourceSpec spec = {.id = layer->shown,
                             .paths = (const char *const *)&layer->file,
                             .n_paths = 1,
                             .layer = layer->layer,
                             .is_unchecked = true};
  return lt_source_open(&spec, error);
}

static bool columns_have(const LtSource *source, const char *name, const char **column)
{
  for (size_t i = 0; i < lt_source_column_count(source); i++) {
    *column = lt_source_columns(source)[i];
    if (g_ascii_strcasecmp(*column, name) == 0)
      return true;
  }
  return false;
}

/* The field with the names: as stated, else the first usual one that there is. */
static bool field_find(Layer *layer, const LtSource *source, GError **error)
{
  static const char *const usual[] = {"名称",   "NAME",     "MC",   "DKMC",   "道路名称",
                                      "路名",   "河流名称", "村名", "XZQMC",  "ZLDWMC",
                                      "QSDWMC", "HXMC",     "YDMC", "KFYQMC", "地块名称"};
  const char *column;
  if (layer->field != NULL && columns_have(source, layer->field, &column))
    return true;
  for (size_t i = 0; layer->field == NULL && i < G_N_ELEMENTS(usual); i++)
    if (columns_have(source, usual[i], &column))
      layer->field = g_strdup(column);
  if (layer->field != NULL && columns_have(source, layer->field, &column))
    return true;
  g_autofree char *all = g_strjoinv(", ", (char **)lt_source_columns(source));
  return layer->field == NULL
             ? lt_fail(error, LT_ERROR_USAGE, LT_T_SIDES_NO_FIELD, layer->shown, all)
             : lt_fail(error, LT_ERROR_USAGE, LT_T_SIDES_FIELD, layer->shown, layer->field, all);
}

LtSidesLayers *lt_sides_layers_open(const char *const *named, GError **error)
{
  g_autoptr(LtSidesLayers) layers = g_new0(LtSidesLayers, 1);
  layers->layers = g_array_new(FALSE, TRUE, sizeof(Layer));
  layers->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, names_free);
  g_array_set_clear_func(layers->layers, layer_clear);
  for (; *named != NULL; named++) {
    Layer layer = {.shown = lt_path_shown(*named)};
    named_split(*named, &layer);
    g_array_append_val(layers->layers, layer);
    Layer *kept = &g_array_index(layers->layers, Layer, layers->layers->len - 1);
    g_autoptr(LtSource) source = layer_open(kept, error);
    if (source == NULL || !field_find(kept, source, error))
      return NULL;
  }
  return g_steal_pointer(&layers);
}

/* ---- reading ---- */

static bool names_take(LtSideNames *names, const Layer *layer, const LtLayerData *data,
                       LtTable *table, LtRun *run, GError **error)
{
  size_t n = lt_table_count(table), n_nameless = 0;
  char **texts = lt_table_texts(table, "name", error);
  bool is_ok = texts != NULL;
  for (size_t i = 0; is_ok && i < n; i++) {
    n_nameless += texts[i] == NULL;
    is_ok = texts[i] == NULL || lt_side_names_add(names, texts[i], data->shapes, i, error);
  }
  if (texts != NULL)
    lt_table_texts_free(texts, n);
  if (is_ok && n_nameless > 0)
    lt_run_log(run, LT_LOG_INFO, LT_T_SIDES_NAMELESS, layer->shown, n_nameless);
  return is_ok;
}

static bool layer_read(LtSideNames *names, const Layer *layer, const LtCrs *crs,
                       const LtPlane *plane, LtRun *run, GError **error)
{
  const LtAlias alias = {"name", layer->field, false};
  g_autoptr(LtSource) source = layer_open(layer, error);
  g_autoptr(LtStore) store = source == NULL ? NULL : lt_store_new(error);
  LtTable *table = store == NULL ? NULL
                                 : lt_table_new(store, layer->shown, lt_source_columns(source),
                                                lt_source_column_count(source), error);
  if (table == NULL || !lt_table_define(table, &alias, 1, NULL, 0, error))
    return false;
  lt_table_want(table, "name");
  g_autoptr(LtLayerData) data = lt_source_read(source, crs, plane, table, run, error);
  if (data == NULL)
    return false;
  if (data->stats.accuracy_m < 0)
    lt_run_log(run, LT_LOG_WARNING, LT_T_SIDES_ACCURACY, layer->shown);
  return names_take(names, layer, data, table, run, error);
}

const LtSideNames *lt_sides_layers_names(LtSidesLayers *layers, const LtCrs *crs, LtRun *run,
                                         GError **error)
{
  const char *id = lt_crs_id(crs);
  LtSideNames *known = g_hash_table_lookup(layers->names, id);
  LtPlane plane;
  if (known != NULL)
    return known;
  if (!lt_crs_plane(crs, &plane, error))
    return NULL;
  g_autoptr(LtSideNames) names = lt_side_names_new();
  for (guint i = 0; i < layers->layers->len; i++)
    if (!layer_read(names, &g_array_index(layers->layers, Layer, i), crs, &plane, run, error))
      return NULL;
  g_hash_table_insert(layers->names, g_strdup(id), names);
  return g_steal_pointer(&names);
}
