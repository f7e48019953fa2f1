/**
 * @file lantu/overlay.h
 * @brief Two files laid over each other, without a project: areas by pairs of classes, and the
 *        ground that pairs of features share as polygons.
 *
 * lt_overlay_files() reads and computes, lt_report_overlay_…() write what it found.
 */
#ifndef LANTU_OVERLAY_H
#define LANTU_OVERLAY_H

#include <lantu/language.h>
#include <lantu/run.h>
#include <stdbool.h>

/** One layer to read; texts are borrowed and may be NULL but for the first. */
typedef struct {
  const char *file;        /**< FILE or FILE:LAYER; a file of the whole name goes first */
  const char *layer;       /**< inside the file; NULL: its only layer, or that of FILE:LAYER */
  const char *class_field; /**< NULL: all features are of one class */
  const char *key_field;   /**< goes into the pieces beside the fid; NULL: none */
} LtOverlayLayer;

/** What to overlay. */
typedef struct {
  LtOverlayLayer a, b;
  const char *crs;      /**< projected, metres; NULL: that of a, which must be so */
  const char *encoding; /**< of the texts of both files; NULL: as the files say */
  const char *pairs;    /**< CSV of a header and two columns, class of a and class of b: the pairs
                             of classes whose polygons are wanted; NULL: all */
  double min_area_m2;   /**< a piece smaller than this is tolerated: summed up, no polygon */
  double min_width_m;   /**< a piece thinner than this is tolerated */
  bool counts_invalid;  /**< count invalid polygons; costs about as much as the rest */
  bool table_only;      /**< no polygons: pieces and tolerated pieces stay empty; costs less */
} LtOverlayFiles;

typedef struct LtOverlayResults LtOverlayResults;

/** More pairs of classes than these are refused. */
#define LT_OVERLAY_CELLS_MAX 16000000

/**
 * Read both layers and overlay them. Only polygons take part. Nothing is repaired: invalid polygons
 * are taken by the even-odd rule, which for valid ones means what every rule means.
 *
 * The results are the same for any number of jobs.
 *
 * @return  free with lt_overlay_results_free(); NULL with LT_ERROR_USAGE (a field, layer or class
 *          that does not exist, a geographic CRS, too many classes), LT_ERROR_READ (a file cannot
 *          be read, or holds no polygons), LT_ERROR_CRS, LT_ERROR_MEMORY, LT_ERROR_CANCELLED, or
 *          LT_ERROR_GEOMETRY (the arrangement contradicts itself: no number is given)
 */
LT_PUBLIC LtOverlayResults *lt_overlay_files(const LtOverlayFiles *files, LtRun *run,
                                             GError **error);
LT_PUBLIC void lt_overlay_results_free(LtOverlayResults *results);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtOverlayResults, lt_overlay_results_free)

/**
 * Check, before the work, that the results may be written at @p path. Leaves nothing behind.
 *
 * @return  false with LT_ERROR_USAGE: it is one of the inputs, it exists and @p overwrite is false,
 *          or the folder cannot be made or written
 */
LT_PUBLIC bool lt_overlay_check_output(const LtOverlayFiles *files, const char *path,
                                       bool overwrite, GError **error);

/** The table for people, with what reading did to the layers. Free with g_free(). */
LT_PUBLIC char *lt_report_overlay_text(const LtOverlayResults *results, LtLang lang);

/** The table for programs (docs/commands/overlay.md). Free with g_free(). */
LT_PUBLIC char *lt_report_overlay_csv(const LtOverlayResults *results);
LT_PUBLIC char *lt_report_overlay_json(const LtOverlayResults *results);

/**
 * Write pieces, tolerated pieces and the table as a GeoPackage (docs/commands/overlay.md), under a
 * temporary name that is renamed when the file is whole. Same results, same bytes.
 *
 * @return  false with LT_ERROR_USAGE (it exists and @p overwrite is false), LT_ERROR_WRITE or
 *          LT_ERROR_CANCELLED; nothing is left behind then
 */
LT_PUBLIC bool lt_report_overlay_gpkg(const LtOverlayResults *results, const char *path,
                                      bool overwrite, LtRun *run, GError **error);

#endif
