/**
 * @file lantu/overlay.h
 * @brief Layers laid over each other, without a project: areas by classes of all layers and by
 *        pairs of classes, and the ground that pairs of features share as polygons.
 *
 * lt_overlay_files() reads and computes, lt_report_overlay_…() write what it found.
 */
#ifndef LANTU_OVERLAY_H
#define LANTU_OVERLAY_H

#include <lantu/language.h>
#include <lantu/run.h>
#include <stdbool.h>
#include <stddef.h>

/** One layer to read; texts are borrowed and may be NULL but for the first. */
typedef struct {
  const char *file;        /**< FILE or FILE:LAYER; a file of the whole name goes first */
  const char *layer;       /**< inside the file; NULL: its only layer, or that of FILE:LAYER */
  const char *class_field; /**< NULL: all features are of one class */
  const char *key_field;   /**< goes into the GeoPackage beside the fid; NULL: none */
} LtOverlayLayer;

/** More layers are refused. */
#define LT_OVERLAY_LAYERS_MAX 32

/** Tables of more than two layers. */
typedef enum {
  LT_OVERLAY_TUPLES = 1, /**< the table of all layers together */
  LT_OVERLAY_PAIRS = 2,  /**< the tables of every two layers */
  LT_OVERLAY_ALL = LT_OVERLAY_TUPLES | LT_OVERLAY_PAIRS
} LtOverlayTables;

/** What to overlay. A piece is connected ground that two features of two layers share; a patch is
 * connected ground that features of a class of one layer and of a class of another share, whatever
 * features these are. */
typedef struct {
  LtOverlayLayer layers[LT_OVERLAY_LAYERS_MAX];
  size_t n_layers;      /**< 2 or more */
  const char *crs;      /**< projected, metres; NULL: that of the first layer, which must be so */
  const char *encoding; /**< of the texts of all files; NULL: as the files say */
  const char *pairs;  /**< CSV of a header and the pairs of classes whose polygons are wanted; NULL:
                           all. Two columns, class of the first and of the second layer; with more
                           layers four: number of a layer from 1, its class, and so once more */
  double min_area_m2; /**< a piece smaller (planar) than this is tolerated: summed up, no polygon;
                           0 or more */
  double min_width_m; /**< a piece thinner than this is tolerated; 0 or more */
  bool counts_invalid; /**< count invalid polygons; costs about as much as the rest, and as much
                            memory again as the shapes take */
  bool table_only;     /**< no polygons: pieces and tolerated pieces stay empty; costs less */
  bool makes_patches;  /**< patches instead of the pieces of each pair of features: limits and pairs
                            are about them then; not with table_only */
  LtOverlayTables tables; /**< of more than two layers: what is made; 0: all */
} LtOverlayFiles;

typedef struct LtOverlayResults LtOverlayResults;

/** More pairs of classes (classes of one layer times classes of another, of every two layers
 * together) are refused, and more tuples of classes of all layers; where these tables are made. */
#define LT_OVERLAY_CELLS_MAX 16000000

/**
 * Read all layers and overlay them, every two of them and all together. Only polygons take part.
 * Nothing is repaired: invalid polygons are taken by the even-odd rule, which for valid ones means
 * what every rule means.
 *
 * The results are the same for any number of jobs, and stay after @p run is freed.
 *
 * Cost: O(n log n) for n vertices and places where edges cross, mostly that of reading the files.
 * Memory: about 8 bytes a vertex and the polygons of the pairs or patches; 16 bytes a vertex more
 * where a file does not tell its extent, stands in another CRS than that of the work, or
 * counts_invalid is set.
 *
 * @return  free with lt_overlay_results_free(); NULL with
 *          LT_ERROR_USAGE (a field or class that does not exist, several layers and none named, a
 *          layer named twice, a CRS that is geographic or not in metres, an unknown encoding, pairs
 *          that are none, too many pairs or tuples of classes),
 *          LT_ERROR_READ (a file or layer does not exist or cannot be read, or holds no polygons),
 *          LT_ERROR_CRS (a file has none, or no way leads from it to that of the work),
 *          LT_ERROR_MEMORY (also for 2^32 features or combinations of them, or 2^31 in one place),
 *          LT_ERROR_CANCELLED, or
 *          LT_ERROR_GEOMETRY (the computation contradicts itself: no number is given)
 */
LT_PUBLIC LtOverlayResults *lt_overlay_files(const LtOverlayFiles *files, LtRun *run,
                                             GError **error);
LT_PUBLIC void lt_overlay_results_free(LtOverlayResults *results);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtOverlayResults, lt_overlay_results_free)

/**
 * Check, before the work, that the results may be written at @p path. Leaves nothing behind.
 *
 * @return  false with LT_ERROR_USAGE: it is one of the inputs, does not end in .gpkg, exists and
 *          @p overwrite is false, or its folder cannot be made or written; LT_ERROR_WRITE: the disk
 *          fails
 */
LT_PUBLIC bool lt_overlay_check_output(const LtOverlayFiles *files, const char *path,
                                       bool overwrite, GError **error);

/** The tables for people, with what reading did to the layers; of more than two layers those of
 * @p tables that were made. Free with g_free(). */
LT_PUBLIC char *lt_report_overlay_text(const LtOverlayResults *results, LtOverlayTables tables,
                                       LtLang lang);

/** The tables that were made for programs (docs/commands/overlay.md); JSON is NULL when memory is
 * short. Free with g_free(). */
LT_PUBLIC char *lt_report_overlay_csv(const LtOverlayResults *results);
LT_PUBLIC char *lt_report_overlay_json(const LtOverlayResults *results);

/**
 * Write pieces or patches, what of them is tolerated and the tables as a GeoPackage
 * (docs/commands/overlay.md), under a temporary name that is renamed when the file is whole. Same
 * results, same bytes.
 *
 * @return  false with LT_ERROR_USAGE (it exists and @p overwrite is false), LT_ERROR_WRITE,
 *          LT_ERROR_MEMORY or LT_ERROR_CANCELLED; nothing is left behind then
 */
LT_PUBLIC bool lt_report_overlay_gpkg(const LtOverlayResults *results, const char *path,
                                      bool overwrite, LtRun *run, GError **error);

#endif
