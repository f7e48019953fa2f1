/* Two files laid over each other: open them, read them, number their classes, ask the engine. */
#include "overlay/class_pairs.h"
#include "overlay/input.h"
#include "overlay/read.h"

#include "io/gpkg.h"

#include <glib/gstdio.h>
#include <string.h>

/* ---- the overlay ---- */

static bool cells_check(const LtOverlayResults *results, GError **error)
{
  const LtOverlaySide *a = &results->sides[LT_SIDE_A], *b = &results->sides[LT_SIDE_B];
  size_t n_a = a->classes.n, n_b = b->classes.n;
  return n_b <= LT_OVERLAY_CELLS_MAX / n_a ||
         lt_fail(error, LT_ERROR_USAGE, LT_T_OVERLAY_CELLS, a->layer.id, n_a, b->layer.id, n_b,
                 (size_t)LT_OVERLAY_CELLS_MAX);
}

/* Tiles go over to the results: shapes lie in them. */
static bool overlay_make(LtOverlayResults *results, const LtClassPairs *pairs,
                         LtOverlayReading *reading, LtRun *run, GError **error)
{
  const LtOverlaySide *a = &results->sides[LT_SIDE_A], *b = &results->sides[LT_SIDE_B];
  const char *const names[] = {a->layer.id, b->layer.id};
  g_autofree uint8_t *wanted = NULL;
  if (!cells_check(results, error))
    return false;
  if (pairs != NULL) {
    wanted = lt_class_pairs_wanted(pairs, &a->classes, &b->classes, names, error);
    if (wanted == NULL)
      return false;
  }
  const LtOverlayInput input = {.a = a->layer.data->shapes,
                                .b = b->layer.data->shapes,
                                .plane = &results->plane,
                                .min_area_m2 = results->min_area_m2,
                                .min_width_m = results->min_width_m,
                                .classes_a = a->classes.numbers,
                                .classes_b = b->classes.numbers,
                                .n_classes_a = a->classes.n,
                                .n_classes_b = b->classes.n,
                                .wanted = wanted,
                                .table_only = results->table_only,
                                .bounds_widths = true};
  results->tiles = g_steal_pointer(&reading->tiles);
  return lt_overlay_run_all(&input, 1, results->tiles, &results->overlay, run, error);
}

/* ---- the whole job ---- */

static LtOverlayResults *results_new(const LtOverlayFiles *files, GError **error)
{
  g_autoptr(LtOverlayResults) results = g_new0(LtOverlayResults, 1);
  results->min_area_m2 = files->min_area_m2;
  results->min_width_m = files->min_width_m;
  results->counts_invalid = files->counts_invalid;
  results->table_only = files->table_only;
  results->pairs = g_strdup(files->pairs);
  results->store = lt_store_new(error);
  return results->store == NULL ? NULL : g_steal_pointer(&results);
}

/* What was told to the log is not told again when a first try was unfit. */
static LtOverlayResults *results_make(const LtOverlayFiles *files, const LtClassPairs *pairs,
                                      LtOverlayReading *reading, LtRun *run, GError **error)
{
  g_autoptr(LtOverlayResults) results = results_new(files, error);
  bool is_made = results != NULL &&
                 lt_overlay_input_open(results, files, reading->streams ? run : NULL, error) &&
                 lt_overlay_read(results, reading, run, error) &&
                 overlay_make(results, pairs, reading, run, error);
  g_clear_pointer(&reading->tiles, lt_tiles_free);
  return is_made ? g_steal_pointer(&results) : NULL;
}

LtOverlayResults *lt_overlay_files(const LtOverlayFiles *files, LtRun *run, GError **error)
{
  g_return_val_if_fail(files != NULL && run != NULL, NULL);
  g_return_val_if_fail(files->a.file != NULL && files->b.file != NULL, NULL);

  g_autoptr(LtClassPairs) pairs = NULL;
  if (files->pairs != NULL && (pairs = lt_class_pairs_load(files->pairs, error)) == NULL)
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

  const LtOverlayLayer *named[LT_N_SIDES] = {&files->a, &files->b};
  bool is_input = files->pairs != NULL && is_same_file(files->pairs, path);
  for (size_t i = 0; i < LT_N_SIDES; i++) {
    g_autofree char *file = NULL, *layer = NULL;
    if (!lt_overlay_input_split(named[i], &file, &layer, error))
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
