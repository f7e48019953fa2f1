#include "report/context.h"

#include "base/run.h"

#include <math.h>

static int compare_objects(const void *p1, const void *p2)
{
  return lt_object_compare(p1, p2);
}

/* All objects that findings name, sorted, each once. */
static GArray *named_objects(const LtResults *results)
{
  GArray *objects = g_array_new(FALSE, FALSE, sizeof(LtObject));
  for (guint i = 0; i < results->findings->len; i++) {
    const LtFinding *finding = results->findings->pdata[i];
    if (finding->a.layer != NULL && finding->a.feature != LT_WHOLE_LAYER)
      g_array_append_val(objects, finding->a);
    if (finding->b.layer != NULL && finding->b.feature != LT_WHOLE_LAYER)
      g_array_append_val(objects, finding->b);
    for (size_t k = 0; k < finding->n_involved; k++)
      g_array_append_val(objects, finding->involved[k].object);
  }
  g_array_sort(objects, compare_objects);
  guint kept = 0;
  for (guint i = 0; i < objects->len; i++) {
    LtObject *all = (LtObject *)(void *)objects->data;
    if (kept == 0 || lt_object_compare(&all[kept - 1], &all[i]) != 0)
      all[kept++] = all[i];
  }
  g_array_set_size(objects, kept);
  return objects;
}

static bool write_objects(LtGpkg *gpkg, const GArray *objects, LtGeomType type, LtRun *run,
                          GError **error)
{
  for (guint i = 0; i < objects->len; i++) {
    const LtObject *object = &g_array_index(objects, LtObject, i);
    const LtShapes *shapes = object->layer->data->shapes;
    if (shapes->types[object->feature] != type)
      continue;
    const char *const texts[] = {object->layer->id, lt_object_key(object), lt_object_name(object),
                                 lt_object_class(object)};
    LtValue values[G_N_ELEMENTS(texts)];
    for (size_t t = 0; t < G_N_ELEMENTS(texts); t++)
      values[t] = (LtValue){.type = LT_VALUE_TEXT, .text = texts[t]};
    if (!lt_run_check(run, error) ||
        !lt_gpkg_row(gpkg, shapes, object->feature, values, error))
      return false;
  }
  return true;
}

bool lt_context_write(LtGpkg *gpkg, const LtResults *results, LtRun *run, GError **error)
{
  static const LtGpkgColumn columns[] = {{"layer", LT_VALUE_TEXT},
                                         {"key", LT_VALUE_TEXT},
                                         {"name", LT_VALUE_TEXT},
                                         {"class", LT_VALUE_TEXT}};
  static const struct {
    LtGeomType type;
    const char *name;
  } tables[] = {{LT_GEOM_POLYGON, "context_polygon"},
                {LT_GEOM_LINE, "context_line"},
                {LT_GEOM_POINT, "context_point"}};
  g_autoptr(GArray) objects = named_objects(results);
  for (size_t t = 0; t < G_N_ELEMENTS(tables); t++) {
    LtGpkgTable table = {.name = tables[t].name, .description = "objects that findings name",
                         .geometry = tables[t].type, .columns = columns,
                         .n_columns = G_N_ELEMENTS(columns)};
    if (!lt_gpkg_begin(gpkg, &table, error) ||
        !write_objects(gpkg, objects, tables[t].type, run, error))
      return false;
  }
  return true;
}

static bool write_involved(LtGpkg *gpkg, const LtFinding *finding, GError **error)
{
  for (size_t i = 0; i < finding->n_involved; i++) {
    const LtObject *object = &finding->involved[i].object;
    double length_m = finding->involved[i].length_m;
    const LtValue values[] = {
        {.type = LT_VALUE_TEXT, .text = finding->id},
        {.type = LT_VALUE_TEXT, .text = object->layer->id},
        {.type = LT_VALUE_TEXT, .text = lt_object_key(object)},
        {.type = LT_VALUE_INTEGER, .integer = object->layer->data->fids[object->feature]},
        {.type = LT_VALUE_TEXT, .text = lt_object_name(object)},
        {.type = LT_VALUE_TEXT, .text = lt_object_class(object)},
        {.type = isnan(length_m) ? LT_VALUE_NULL : LT_VALUE_REAL, .real = lt_round(length_m, 2)},
    };
    if (!lt_gpkg_row(gpkg, NULL, 0, values, error))
      return false;
  }
  return true;
}

bool lt_involved_write(LtGpkg *gpkg, const LtResults *results, LtRun *run, GError **error)
{
  static const LtGpkgColumn columns[] = {
      {"finding", LT_VALUE_TEXT}, {"layer", LT_VALUE_TEXT}, {"key", LT_VALUE_TEXT},
      {"object_fid", LT_VALUE_INTEGER}, {"name", LT_VALUE_TEXT}, {"class", LT_VALUE_TEXT},
      {"length_m", LT_VALUE_REAL},
  };
  LtGpkgTable table = {.name = "finding_object",
                       .description = "objects of findings beside their a and b",
                       .columns = columns, .n_columns = G_N_ELEMENTS(columns)};
  if (!lt_gpkg_begin(gpkg, &table, error))
    return false;
  for (guint i = 0; i < results->findings->len; i++)
    if (!lt_run_check(run, error) || !write_involved(gpkg, results->findings->pdata[i], error))
      return false;
  return true;
}
