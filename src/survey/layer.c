#include "survey/layer.h"

#include "io/database.h"
#include "io/layer_path.h"

#include <string.h>

/* Fields that say what people call an object, the first that is there. */
static const char *const name_fields[] = {"name",  "名称", "MC",   "XMMC", "HXMC", "GHFQMC", "DKMC",
                                          "XZQMC", "DLMC", "code", "编号", "BSM",  NULL};

void lt_survey_layer_free(LtSurveyLayer *layer)
{
  if (layer == NULL)
    return;
  size_t n = layer->shapes == NULL ? 0 : layer->shapes->n_features;
  for (size_t i = 0; i < n; i++) {
    g_free(layer->names == NULL ? NULL : layer->names[i]);
    g_free(layer->classes == NULL ? NULL : layer->classes[i]);
  }
  g_free(layer->names);
  g_free(layer->classes);
  g_free(layer->fids);
  g_free(layer->crs_name);
  lt_shapes_free(layer->shapes);
  g_free(layer);
}

/* A file that is being read. */
typedef struct {
  LtSource *source;
  LtStore *store;
  LtTable *table;
  LtLayerData *data;
  bool has_names, has_classes;
  char **names, **classes; /* of all rows */
  char *named; /* as it may be shown */
} Reading;

static void reading_clear(Reading *reading)
{
  size_t n = reading->table == NULL ? 0 : lt_table_count(reading->table);
  if (reading->names != NULL)
    lt_table_texts_free(reading->names, n);
  if (reading->classes != NULL)
    lt_table_texts_free(reading->classes, n);
  lt_layer_data_free(reading->data);
  lt_store_free(reading->store);
  lt_source_free(reading->source);
  g_free(reading->named);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

static const char *column_find(const LtSource *source, const char *name)
{
  const char *const *columns = lt_source_columns(source);
  for (size_t i = 0; columns[i] != NULL; i++)
    if (g_ascii_strcasecmp(columns[i], name) == 0)
      return columns[i];
  return NULL;
}

static const char *name_column(const LtSource *source)
{
  const char *column = NULL;
  for (size_t i = 0; name_fields[i] != NULL && column == NULL; i++)
    column = column_find(source, name_fields[i]);
  return column;
}

static bool class_column(const Reading *reading, const LtSurveyLayerSpec *spec, const char **column,
                         GError **error)
{
  const LtSource *source = reading->source;
  const char *wanted = spec->class_field == NULL ? "DLBM" : spec->class_field;
  if (!spec->wants_class || (*column = column_find(source, wanted)) != NULL)
    return true;
  g_autofree char *all = g_strjoinv(", ", (char **)lt_source_columns(source));
  return lt_fail(error, LT_ERROR_USAGE, LT_T_SVC_NO_CLASS, reading->named, wanted, all);
}

static bool table_make(Reading *reading, const LtSurveyLayerSpec *spec, GError **error)
{
  LtSource *source = reading->source;
  const char *name = name_column(source), *class_name = NULL;
  LtAlias aliases[2];
  size_t n = 0;
  if (!class_column(reading, spec, &class_name, error))
    return false;
  if (name != NULL)
    aliases[n++] = (LtAlias){"name", name, false};
  if (class_name != NULL)
    aliases[n++] = (LtAlias){"class", class_name, false};
  reading->has_names = name != NULL;
  reading->has_classes = class_name != NULL;
  if ((reading->store = lt_store_new(error)) == NULL)
    return false;
  reading->table = lt_table_new(reading->store, reading->named, lt_source_columns(source),
                                lt_source_column_count(source), error);
  if (reading->table == NULL || !lt_table_define(reading->table, aliases, n, NULL, 0, error))
    return false;
  for (size_t i = 0; i < n; i++)
    lt_table_want(reading->table, aliases[i].name);
  return true;
}

static bool file_read(Reading *reading, const LtSurveyLayerSpec *spec, const char *file,
                      const char *layer, LtRun *run, GError **error)
{
  const char *const paths[] = {file};
  const LtSourceSpec source = {.id = reading->named, .paths = paths, .n_paths = 1, .layer = layer};
  reading->source = lt_source_open(&source, error);
  if (reading->source == NULL || !lt_source_check_crs(reading->source, error) ||
      !table_make(reading, spec, error))
    return false;
  reading->data =
      lt_source_read(reading->source, spec->crs, spec->plane, reading->table, run, error);
  if (reading->data == NULL)
    return false;
  if (reading->has_names)
    reading->names = lt_table_texts(reading->table, "name", error);
  if (reading->has_classes && (reading->names != NULL || !reading->has_names))
    reading->classes = lt_table_texts(reading->table, "class", error);
  return (reading->names != NULL || !reading->has_names) &&
         (reading->classes != NULL || !reading->has_classes);
}

/* ---- what is taken over ---- */

/* Faults are sorted by feature: each feature counts once. */
static void faults_count(LtSurveyLayer *layer, const LtLayerData *data)
{
  size_t last = SIZE_MAX;
  for (size_t i = 0; i < data->n_faults; i++) {
    size_t feature = data->faults[i].feature;
    if (feature == last)
      continue;
    last = feature;
    if (data->shapes->types[feature] == LT_GEOM_NONE)
      layer->n_lost++;
    else
      layer->n_repaired++;
  }
}

static bool near_take(LtSurveyLayer *layer, Reading *reading, const LtBox *near, GError **error)
{
  const LtShapes *shapes = reading->data->shapes;
  size_t n = shapes->n_features, n_polygons = 0, n_taken = 0;
  layer->shapes = lt_shapes_new();
  layer->fids = lt_alloc(n, sizeof *layer->fids, "features", error);
  layer->names = reading->has_names ? lt_alloc(n, sizeof *layer->names, "features", error) : NULL;
  layer->classes =
      reading->has_classes ? lt_alloc(n, sizeof *layer->classes, "features", error) : NULL;
  if (layer->fids == NULL || (reading->has_names && layer->names == NULL) ||
      (reading->has_classes && layer->classes == NULL))
    return false;
  for (size_t i = 0; i < n; i++) {
    LtBox box = lt_shapes_box(shapes, i);
    n_polygons += shapes->types[i] == LT_GEOM_POLYGON;
    if (shapes->types[i] != LT_GEOM_POLYGON || !lt_box_overlaps(&box, near))
      continue;
    if (!lt_shapes_add_copy(layer->shapes, shapes, i, error))
      return false;
    layer->fids[n_taken] = reading->data->fids[i];
    if (reading->has_names)
      layer->names[n_taken] = g_steal_pointer(&reading->names[i]);
    if (reading->has_classes)
      layer->classes[n_taken] = g_steal_pointer(&reading->classes[i]);
    n_taken++;
  }
  return n_polygons > 0 || lt_fail(error, LT_ERROR_READ, LT_T_SVC_NO_POLYGONS, reading->named, n);
}

LtSurveyLayer *lt_survey_reference_read(const LtSurveyLayerSpec *spec, LtRun *run, GError **error)
{
  g_auto(Reading) reading = {.named = lt_path_shown(spec->named)};
  g_autofree char *file = NULL, *inner = NULL;
  lt_layer_path_split(spec->named, &file, &inner);
  if (!file_read(&reading, spec, file, inner, run, error))
    return NULL;
  g_autoptr(LtSurveyLayer) layer = g_new0(LtSurveyLayer, 1);
  layer->crs_name = g_strdup(reading.data->stats.crs_name);
  layer->accuracy_m = reading.data->stats.accuracy_m;
  layer->n_objects = reading.data->shapes->n_features;
  faults_count(layer, reading.data);
  return near_take(layer, &reading, &spec->box, error) ? g_steal_pointer(&layer) : NULL;
}
