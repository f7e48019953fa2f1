/* Two files laid over each other: read them, number their classes, ask the engine. */
#include "rules/overlay_read.h"

#include "io/gpkg.h"

#include <glib/gstdio.h>
#include <lantu/mu.h>
#include <math.h>
#include <string.h>

static void side_clear(LtOverlaySideData *side)
{
  lt_class_list_clear(&side->classes);
  lt_layer_clear(&side->layer);
  lt_source_free(side->source);
}

void lt_overlay_results_free(LtOverlayResults *results)
{
  if (results == NULL)
    return;
  lt_overlay_free(results->overlay);
  for (size_t i = 0; i < LT_N_SIDES; i++)
    side_clear(&results->sides[i]);
  lt_store_free(results->store);
  lt_crs_free(results->stated_crs);
  g_free(results->pairs);
  g_free(results);
}

/* FILE:LAYER is a file and its layer where no file has the whole name; the file's name may have
 * colons, too, so the longest file there is goes first. */
static bool name_split(const LtOverlayLayer *named, char **file, char **layer, GError **error)
{
  *file = g_strdup(named->file);
  *layer = g_strdup(named->layer);
  if (g_file_test(named->file, G_FILE_TEST_EXISTS))
    return true;
  size_t at = strlen(named->file);
  while (at > 0) {
    while (at > 0 && named->file[--at] != ':')
      continue;
    g_autofree char *head = g_strndup(named->file, at);
    if (at == 0 || !g_file_test(head, G_FILE_TEST_EXISTS))
      continue;
    if (named->layer != NULL)
      return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_LAYER_TWICE, named->file, named->layer);
    g_free(*file);
    *file = g_steal_pointer(&head);
    *layer = g_strdup(named->file + at + 1);
    return true;
  }
  return true;
}

/* What is stated for the work is stated for a file that has no CRS of its own, too. */
static bool source_open(LtOverlaySideData *side, const char *stated_crs, LtRun *run,
                        GError **error)
{
  const LtLayer *layer = &side->layer;
  LtSourceSpec spec = {.id = layer->id, .paths = (const char *const *)layer->sources,
                       .n_paths = 1, .layer = layer->layer, .encoding = layer->encoding,
                       .is_unchecked = true};
  side->source = lt_source_open(&spec, error);
  if (side->source == NULL || lt_source_crs(side->source) != NULL || stated_crs == NULL)
    return side->source != NULL;
  lt_run_log(run, LT_LOG_WARNING, LT_T_OVERLAY_CRS_TAKEN, layer->id, stated_crs);
  g_clear_pointer(&side->source, lt_source_free);
  spec.crs = stated_crs;
  side->source = lt_source_open(&spec, error);
  return side->source != NULL;
}

static bool layer_open(LtOverlaySideData *side, const LtOverlayLayer *named,
                       const LtOverlayFiles *files, LtRun *run, GError **error)
{
  LtLayer *layer = &side->layer;
  g_autofree char *file = NULL;
  if (!name_split(named, &file, &layer->layer, error))
    return false;
  layer->id = g_filename_display_name(named->file);
  layer->key = g_strdup(named->key_field);
  layer->class_column = g_strdup(named->class_field);
  layer->encoding = g_strdup(files->encoding);
  layer->sources = g_new0(char *, 2);
  layer->sources[0] = g_steal_pointer(&file);
  layer->source_names = g_strdupv(layer->sources);
  return source_open(side, files->crs, run, error);
}

static bool table_make(LtOverlayResults *results, LtOverlaySideData *side, GError **error)
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

/* The band that fits comes from the layer whose numbers are degrees. */
static bool refuse_geographic(const LtOverlayResults *results, GError **error)
{
  for (size_t i = 0; i < LT_N_SIDES; i++) {
    double longitude;
    g_autofree char *band = lt_source_band(results->sides[i].source, &longitude);
    if (band != NULL)
      return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_CRS_GEOGRAPHIC, lt_crs_name(results->crs),
                     longitude, band);
  }
  return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_CRS_GEOGRAPHIC_ANY, lt_crs_name(results->crs));
}

/* The CRS of the work: as stated, else that of a. */
static bool crs_choose(LtOverlayResults *results, GError **error)
{
  g_autoptr(GError) inner = NULL;
  const LtOverlaySideData *a = &results->sides[LT_SIDE_A];
  if (results->stated_crs == NULL && !lt_source_check_crs(a->source, error))
    return false;
  bool is_stated = results->stated_crs != NULL;
  results->crs = is_stated ? results->stated_crs : lt_source_crs(a->source);
  if (lt_crs_is_geographic(results->crs))
    return refuse_geographic(results, error);
  return lt_crs_plane(results->crs, &results->plane, &inner) ||
         lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_CRS, is_stated ? "--crs" : a->layer.id,
                 inner->message);
}

static bool cells_check(const LtOverlayResults *results, GError **error)
{
  const LtOverlaySideData *a = &results->sides[LT_SIDE_A], *b = &results->sides[LT_SIDE_B];
  size_t n_a = a->classes.n, n_b = b->classes.n;
  return n_b <= LT_OVERLAY_CELLS_MAX / n_a ||
         lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_CELLS, a->layer.id, n_a, b->layer.id, n_b,
                 (size_t)LT_OVERLAY_CELLS_MAX);
}

static bool overlay_make(LtOverlayResults *results, const LtClassPairs *pairs,
                         LtTiles **tiles, LtRun *run, GError **error)
{
  const LtOverlaySideData *a = &results->sides[LT_SIDE_A], *b = &results->sides[LT_SIDE_B];
  const char *const names[] = {a->layer.id, b->layer.id};
  g_autofree uint8_t *wanted = NULL;
  if (!cells_check(results, error))
    return false;
  if (pairs != NULL) {
    wanted = lt_class_pairs_wanted(pairs, &a->classes, &b->classes, names, error);
    if (wanted == NULL)
      return false;
  }
  const LtOverlayInput input = {.a = a->layer.data->shapes, .b = b->layer.data->shapes,
                                .tiles = *tiles, .plane = &results->plane, .min_area_m2 = results->min_area_m2,
                                .min_width_m = results->min_width_m,
                                .classes_a = a->classes.numbers, .classes_b = b->classes.numbers,
                                .n_classes_a = a->classes.n, .n_classes_b = b->classes.n,
                                .wanted = wanted, .table_only = results->table_only,
                                .bounds_widths = true};
  results->overlay = lt_overlay_run(&input, run, error);
  if (results->overlay != NULL) /* they are its own now */
    *tiles = NULL;
  return results->overlay != NULL;
}

/* Everything that can be wrong with the call is looked at before the features are read. */
static bool results_open(LtOverlayResults *results, const LtOverlayFiles *files, LtRun *run,
                         GError **error)
{
  const LtOverlayLayer *named[LT_N_SIDES] = {&files->a, &files->b};
  g_autoptr(GError) inner = NULL;
  if (files->crs != NULL && (results->stated_crs = lt_crs_parse(files->crs, &inner)) == NULL)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_CRS, "--crs", inner->message);
  for (size_t i = 0; i < LT_N_SIDES; i++)
    if (!layer_open(&results->sides[i], named[i], files, run, error) ||
        !table_make(results, &results->sides[i], error))
      return false;
  return crs_choose(results, error);
}

static LtOverlayResults *results_make(const LtOverlayFiles *files, const LtClassPairs *pairs,
                                      bool streams, bool *is_unfit, LtRun *run, GError **error)
{
  g_autoptr(LtOverlayResults) results = g_new0(LtOverlayResults, 1);
  g_autoptr(LtTiles) tiles = NULL;
  results->min_area_m2 = files->min_area_m2;
  results->min_width_m = files->min_width_m;
  results->counts_invalid = files->counts_invalid;
  results->table_only = files->table_only;
  results->pairs = g_strdup(files->pairs);
  results->store = lt_store_new(error);
  if (results->store == NULL || !results_open(results, files, run, error) ||
      !lt_overlay_read(results, streams, &tiles, is_unfit, run, error) ||
      !overlay_make(results, pairs, &tiles, run, error))
    return NULL;
  return g_steal_pointer(&results);
}

LtOverlayResults *lt_overlay_files(const LtOverlayFiles *files, LtRun *run, GError **error)
{
  g_return_val_if_fail(files != NULL && run != NULL, NULL);
  g_return_val_if_fail(files->a.file != NULL && files->b.file != NULL, NULL);

  g_autoptr(LtClassPairs) pairs = NULL;
  if (files->pairs != NULL && (pairs = lt_class_pairs_load(files->pairs, error)) == NULL)
    return NULL;
  GError *inner = NULL;
  bool is_unfit = false;
  LtOverlayResults *results = results_make(files, pairs, true, &is_unfit, run, &inner);
  if (is_unfit) { /* a file lies about its extent: with the rings in memory that does not matter */
    g_clear_error(&inner);
    results = results_make(files, pairs, false, &is_unfit, run, &inner);
  }
  if (inner != NULL)
    g_propagate_error(error, inner);
  return results;
}

static bool is_same_file(const char *a, const char *b)
{
  GStatBuf info_a, info_b;
  return g_stat(a, &info_a) == 0 && g_stat(b, &info_b) == 0 && info_a.st_dev == info_b.st_dev &&
         info_a.st_ino == info_b.st_ino;
}

bool lt_overlay_check_output(const LtOverlayFiles *files, const char *path, bool overwrite,
                             GError **error)
{
  g_return_val_if_fail(files != NULL && path != NULL, false);

  const LtOverlayLayer *named[LT_N_SIDES] = {&files->a, &files->b};
  bool is_input = files->pairs != NULL && is_same_file(files->pairs, path);
  for (size_t i = 0; i < LT_N_SIDES; i++) {
    g_autofree char *file = NULL, *layer = NULL;
    if (!name_split(named[i], &file, &layer, error))
      return false;
    is_input = is_input || is_same_file(file, path);
  }
  if (is_input)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_OUTPUT_IS_INPUT, path);
  return lt_output_check(path, overwrite, error);
}

LtOverlayLedger lt_overlay_ledger(const LtOverlayResults *results)
{
  LtOverlayLedger ledger = {.width_m = NAN};
  for (size_t i = 0; i < results->overlay->n_pairs; i++) {
    const LtOverlayPair *pair = &results->overlay->pairs[i];
    if (pair->n_tolerated == 0)
      continue;
    ledger.n_pieces += pair->n_tolerated;
    ledger.areas.planar_m2 += pair->tolerated.planar_m2;
    ledger.areas.ellipsoid_m2 += pair->tolerated.ellipsoid_m2;
    ledger.width_m = fmax(ledger.width_m, pair->tolerated_width_m); /* NAN gives way */
  }
  return ledger;
}

size_t lt_overlay_piece_count(const LtOverlayResults *results)
{
  size_t n = 0;
  for (size_t i = 0; i < results->overlay->n_pairs; i++)
    n += results->overlay->pairs[i].shape != NULL;
  return n;
}

size_t lt_overlay_fault_count(const LtOverlaySideData *side, LtFaultKind kind)
{
  size_t n = 0;
  for (size_t i = 0; i < side->layer.data->n_faults; i++)
    n += side->layer.data->faults[i].kind == kind;
  return n;
}

double lt_overlay_mu(const LtAreas *areas)
{
  return areas->ellipsoid_m2 / LT_MU_M2;
}
