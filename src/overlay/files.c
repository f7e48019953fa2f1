/* Files laid over each other: open them, read them, number their classes, ask the engine. */
#include "overlay/class_pairs.h"
#include "overlay/input.h"
#include "overlay/patches.h"
#include "overlay/read.h"

#include "io/gpkg.h"

#include <glib/gstdio.h>
#include <string.h>

/* ---- the overlays ---- */

/* Pairs of classes of two layers, and of all pairs of layers together: there is a cell for each in
 * the tables, and a byte in what is wanted. */
static bool cells_check(const LtOverlayResults *results, GError **error)
{
  size_t n_all = 0;
  if (!(results->tables & LT_OVERLAY_PAIRS) && results->pairs == NULL)
    return true;
  for (size_t i = 0; i < results->n_pairs_of_layers; i++) {
    const LtOverlaySide *a = &results->sides[results->pairs_of_layers[i].a];
    const LtOverlaySide *b = &results->sides[results->pairs_of_layers[i].b];
    size_t n_a = a->classes.n, n_b = b->classes.n;
    if (n_b > LT_OVERLAY_CELLS_MAX / n_a)
      return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_CELLS, a->layer.id, n_a, b->layer.id, n_b,
                     (size_t)LT_OVERLAY_CELLS_MAX);
    n_all += n_a * n_b;
  }
  return n_all <= LT_OVERLAY_CELLS_MAX ||
         lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_CELLS_ALL, (size_t)LT_OVERLAY_CELLS_MAX);
}

static void pairs_of_layers_fill(LtOverlayResults *results)
{
  for (size_t a = 0; a < results->n_sides; a++)
    for (size_t b = a + 1; b < results->n_sides; b++)
      results->pairs_of_layers[results->n_pairs_of_layers++] = (LtLayerPair){.a = a, .b = b};
}

static LtOverlayInput input_of(const LtOverlayResults *results, const LtLayerPair *pair)
{
  const LtOverlaySide *a = &results->sides[pair->a], *b = &results->sides[pair->b];
  return (LtOverlayInput){.a = a->layer.data->shapes,
                          .b = b->layer.data->shapes,
                          .plane = &results->plane,
                          .min_area_m2 = results->min_area_m2,
                          .min_width_m = results->min_width_m,
                          .classes_a = a->classes.numbers,
                          .classes_b = b->classes.numbers,
                          .n_classes_a = a->classes.n,
                          .n_classes_b = b->classes.n,
                          .table_only = results->table_only,
                          .pairs_only = !(results->tables & LT_OVERLAY_PAIRS),
                          .bounds_widths = true};
}

/* What of each pair of layers is wanted. @p wanted receives what is to be freed. */
static bool inputs_make(const LtOverlayResults *results, const LtClassPairs *pairs,
                        LtOverlayInput *inputs, GPtrArray *wanted, GError **error)
{
  for (size_t i = 0; i < results->n_pairs_of_layers; i++) {
    const LtLayerPair *pair = &results->pairs_of_layers[i];
    const LtOverlaySide *a = &results->sides[pair->a], *b = &results->sides[pair->b];
    inputs[i] = input_of(results, pair);
    if (pairs == NULL)
      continue;
    const LtPairsLayer layers[] = {{pair->a, &a->classes, a->layer.id},
                                   {pair->b, &b->classes, b->layer.id}};
    uint8_t *of_pair = lt_class_pairs_wanted(pairs, layers, error);
    if (of_pair == NULL)
      return false;
    g_ptr_array_add(wanted, of_pair);
    inputs[i].wanted = of_pair;
  }
  return true;
}

/* The table of all layers together. */
static LtOverlayTuples *tuples_ask(LtOverlayResults *results)
{
  if (!(results->tables & LT_OVERLAY_TUPLES))
    return NULL;
  for (size_t i = 0; i < results->n_sides; i++)
    results->tuple_layers[i] = (LtTupleLayer){.classes = results->sides[i].classes.numbers,
                                              .n_classes = results->sides[i].classes.n};
  results->tuples = (LtOverlayTuples){
      .layers = results->tuple_layers, .n_layers = results->n_sides, .n_max = LT_OVERLAY_CELLS_MAX};
  return &results->tuples;
}

/* Patches are questions of their own, which leave the table to the others; people look at each of
 * them, so it is worth measuring. Returns how many inputs there are. */
static size_t patches_ask(const LtOverlayResults *results, LtOverlayInput *inputs)
{
  size_t n = results->n_pairs_of_layers;
  for (size_t i = 0; results->makes_patches && i < n; i++) {
    inputs[n + i] = inputs[i];
    inputs[n + i].question = LT_OVERLAY_PATCHES;
    inputs[n + i].bounds_widths = false;
    inputs[i].table_only = true;
  }
  return results->makes_patches ? 2 * n : n;
}

/* Tiles go over to the results: shapes lie in them. */
static bool overlays_make(LtOverlayResults *results, const LtClassPairs *pairs,
                          LtOverlayReading *reading, LtRun *run, GError **error)
{
  LtOverlayInput inputs[2 * LT_OVERLAY_PAIRS_MAX];
  LtOverlay *overlays[2 * LT_OVERLAY_PAIRS_MAX];
  g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func(g_free);
  pairs_of_layers_fill(results);
  size_t n = results->n_pairs_of_layers;
  if (!cells_check(results, error) || !inputs_make(results, pairs, inputs, wanted, error))
    return false;
  results->tiles = g_steal_pointer(&reading->tiles);
  if (!lt_overlay_run_all(inputs, patches_ask(results, inputs), results->tiles, tuples_ask(results),
                          overlays, run, error))
    return false;
  for (size_t i = 0; i < n; i++) {
    results->pairs_of_layers[i].overlay = overlays[i];
    results->pairs_of_layers[i].patches = results->makes_patches ? overlays[n + i] : NULL;
  }
  return lt_overlay_patches_sort(results, error);
}

/* ---- the whole job ---- */

static LtOverlayResults *results_new(const LtOverlayFiles *files, GError **error)
{
  g_autoptr(LtOverlayResults) results = g_new0(LtOverlayResults, 1);
  results->min_area_m2 = files->min_area_m2;
  results->min_width_m = files->min_width_m;
  results->counts_invalid = files->counts_invalid;
  results->table_only = files->table_only;
  results->makes_patches = files->makes_patches && !files->table_only;
  results->pairs = g_strdup(files->pairs);
  results->n_sides = files->n_layers;
  results->tables = files->tables == 0 ? LT_OVERLAY_ALL : files->tables;
  if (!lt_overlay_is_many(results)) /* tuples of two layers would say what their table says */
    results->tables = LT_OVERLAY_PAIRS;
  results->store = lt_store_new(error);
  return results->store == NULL ? NULL : g_steal_pointer(&results);
}

/* What opening told the log is not told again when a first try was unfit; what reading tells is. */
static LtOverlayResults *results_make(const LtOverlayFiles *files, const LtClassPairs *pairs,
                                      LtOverlayReading *reading, LtRun *run, GError **error)
{
  g_autoptr(LtOverlayResults) results = results_new(files, error);
  bool is_made = results != NULL &&
                 lt_overlay_input_open(results, files, reading->streams ? run : NULL, error) &&
                 lt_overlay_read(results, reading, run, error) &&
                 overlays_make(results, pairs, reading, run, error);
  g_clear_pointer(&reading->tiles, lt_tiles_free);
  return is_made ? g_steal_pointer(&results) : NULL;
}

LtOverlayResults *lt_overlay_files(const LtOverlayFiles *files, LtRun *run, GError **error)
{
  g_return_val_if_fail(files != NULL && run != NULL, NULL);
  g_return_val_if_fail(files->n_layers >= 2 && files->n_layers <= LT_OVERLAY_LAYERS_MAX, NULL);
  for (size_t i = 0; i < files->n_layers; i++)
    g_return_val_if_fail(files->layers[i].file != NULL, NULL);

  g_autoptr(LtClassPairs) pairs = NULL;
  if (files->pairs != NULL &&
      (pairs = lt_class_pairs_load(files->pairs, files->n_layers, error)) == NULL)
    return NULL;
  LtOverlayReading reading = {.streams = true};
  LtOverlayResults *results = results_make(files, pairs, &reading, run, error);
  if (!reading.is_unfit)
    return results;
  /* A file lies about its extent: with the rings in memory that does not matter. */
  lt_run_log(run, LT_LOG_INFO, LT_T_OVERLAY_UNFIT);
  reading.streams = false;
  return results_make(files, pairs, &reading, run, error);
}

/* ---- the output ---- */

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

  bool is_input = files->pairs != NULL && is_same_file(files->pairs, path);
  for (size_t i = 0; i < files->n_layers; i++) {
    g_autofree char *file = NULL, *layer = NULL;
    if (!lt_overlay_input_split(&files->layers[i], &file, &layer, error))
      return false;
    is_input = is_input || is_same_file(file, path);
  }
  if (is_input)
    return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_OUTPUT_IS_INPUT, path);
  /* The other files of an input (.dbf, .prj) are inputs, too; none of any format ends like this. */
  g_autofree char *lower = g_ascii_strdown(path, -1);
  if (!g_str_has_suffix(lower, ".gpkg"))
    return lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_OUTPUT_NAME, path);
  return lt_output_check(path, overwrite, error);
}
