#include "overlay/input.h"

#include "io/database.h"
#include "io/encoding.h"
#include "io/layer_path.h"

bool lt_overlay_input_split(const LtOverlayLayer *named, char **file, char **layer, GError **error)
{
  if (lt_layer_path_split(named->file, file, layer) && named->layer != NULL)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_LAYER_TWICE, named->file, named->layer);
  if (named->layer != NULL)
    *layer = g_strdup(named->layer);
  return true;
}

/* What is stated for the work is stated for a file that has no CRS of its own, too. */
static bool source_open(LtOverlaySide *side, const char *stated_crs, LtRun *run, GError **error)
{
  const LtLayer *layer = &side->layer;
  LtSourceSpec spec = {.id = layer->id,
                       .paths = (const char *const *)layer->sources,
                       .n_paths = 1,
                       .layer = layer->layer,
                       .encoding = layer->encoding,
                       .is_unchecked = true};
  side->source = lt_source_open(&spec, error);
  if (side->source == NULL || lt_source_crs(side->source) != NULL || stated_crs == NULL)
    return side->source != NULL;
  if (run != NULL)
    lt_run_log(run, LT_LOG_WARNING, LT_T_OVERLAY_CRS_TAKEN, layer->id, stated_crs);
  g_clear_pointer(&side->source, lt_source_free);
  spec.crs = stated_crs;
  side->source = lt_source_open(&spec, error);
  return side->source != NULL;
}

static bool layer_open(LtOverlaySide *side, const LtOverlayLayer *named,
                       const LtOverlayFiles *files, LtRun *run, GError **error)
{
  LtLayer *layer = &side->layer;
  g_autofree char *file = NULL;
  if (!lt_overlay_input_split(named, &file, &layer->layer, error))
    return false;
  layer->id = lt_path_shown(named->file);
  layer->key = g_strdup(named->key_field);
  layer->class_column = g_strdup(named->class_field);
  layer->encoding = g_strdup(files->encoding);
  layer->sources = g_new0(char *, 2);
  layer->sources[0] = g_steal_pointer(&file);
  layer->source_names = g_new0(char *, 2);
  layer->source_names[0] = lt_path_shown(layer->sources[0]);
  return source_open(side, files->crs, run, error);
}

static bool table_make(LtOverlayResults *results, LtOverlaySide *side, GError **error)
{
  LtLayer *layer = &side->layer;
  const LtAlias all[] = {{"key", layer->key, false}, {"class", layer->class_column, false}};
  LtAlias aliases[G_N_ELEMENTS(all)];
  size_t n = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
    if (all[i].column != NULL)
      aliases[n++] = all[i];
  layer->table = lt_table_new(results->store, layer->id, lt_source_columns(side->source),
                              lt_source_column_count(side->source), error);
  if (layer->table == NULL || !lt_table_define(layer->table, aliases, n, NULL, 0, error))
    return false;
  for (size_t i = 0; i < n; i++)
    lt_table_want(layer->table, aliases[i].name);
  return true;
}

/* ---- CRS ---- */

/* The band that fits comes from the layer whose numbers are degrees. */
static bool fail_geographic(const LtOverlayResults *results, const char *where, GError **error)
{
  const char *name = lt_crs_name(results->crs);
  for (size_t i = 0; i < results->n_sides; i++) {
    double longitude;
    g_autofree char *band = lt_source_band(results->sides[i].source, &longitude);
    if (band != NULL)
      return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_CRS_GEOGRAPHIC, where, name, longitude,
                     band);
  }
  return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_CRS_GEOGRAPHIC_ANY, where, name);
}

/* The CRS of the work: as stated, else that of the first layer. */
static bool crs_choose(LtOverlayResults *results, GError **error)
{
  g_autoptr(GError) inner = NULL;
  const LtOverlaySide *first = &results->sides[0];
  bool is_stated = results->stated_crs != NULL;
  const char *where = is_stated ? "--crs" : first->layer.id;
  if (!is_stated && !lt_source_check_crs(first->source, error))
    return false;
  results->crs = is_stated ? results->stated_crs : lt_source_crs(first->source);
  if (lt_crs_is_geographic(results->crs))
    return fail_geographic(results, where, error);
  return lt_crs_plane(results->crs, &results->plane, &inner) ||
         lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_OPTION, where, inner->message);
}

/* ---- what is stated for all ---- */

static bool crs_parse(LtOverlayResults *results, const char *crs, GError **error)
{
  g_autoptr(GError) inner = NULL;
  if (crs != NULL)
    results->stated_crs = lt_crs_parse(crs, &inner);
  return inner == NULL ||
         lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_OPTION, "--crs", inner->message);
}

/* To read a file only tells that its texts cannot be decoded. */
static bool encoding_check(const char *encoding, GError **error)
{
  if (encoding == NULL)
    return true;
  g_autoptr(GError) inner = NULL;
  g_autofree char *text = lt_decode("", 0, encoding, false, "--encoding", NULL, &inner);
  if (text == NULL)
    g_set_error_literal(error, LT_ERROR, LT_ERROR_USAGE, inner->message);
  return text != NULL;
}

bool lt_overlay_input_open(LtOverlayResults *results, const LtOverlayFiles *files, LtRun *run,
                           GError **error)
{
  if (!crs_parse(results, files->crs, error) || !encoding_check(files->encoding, error))
    return false;
  for (size_t i = 0; i < results->n_sides; i++)
    if (!layer_open(&results->sides[i], &files->layers[i], files, run, error) ||
        !table_make(results, &results->sides[i], error))
      return false;
  return crs_choose(results, error);
}
