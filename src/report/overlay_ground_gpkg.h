/**
 * @file overlay_ground_gpkg.h
 * @brief The tables of a GeoPackage that hold ground: pieces of pairs of features, or patches, and
 *        what of them is tolerated.
 */
#ifndef LT_REPORT_OVERLAY_GROUND_GPKG_H
#define LT_REPORT_OVERLAY_GROUND_GPKG_H

#include "io/gpkg.h"
#include "overlay/results.h"

/** An answer about two layers: a pair of features or a patch. */
typedef struct {
  const LtLayerPair *layers;
  const LtOverlayPair *answer;
  size_t number; /**< from 0, among the answers of every two layers */
} LtGroundRow;

/** Columns of a table of ground; values of rows have room for so many. */
#define LT_GROUND_COLUMNS_MAX 16

/** Tell the values of a row, for all columns; false: it has none. */
typedef bool (*LtGroundFunc)(const LtOverlayResults *results, const LtGroundRow *row,
                             LtValue *values);

/** Write a table that has a row for some answers, every two layers after the others; one that has a
 * geometry takes it from the answers. Its columns begin with LT_LAYER_COLUMNS. The errors of
 * lt_gpkg_rows(). */
bool lt_overlay_ground_write(LtGpkg *gpkg, const LtOverlayResults *results, LtGpkgTable table,
                             LtGroundFunc tell, LtRun *run, GError **error);

/** Write pieces and tolerated. */
bool lt_overlay_pieces_write(LtGpkg *gpkg, const LtOverlayResults *results, LtRun *run,
                             GError **error);

/** Write patches, patch_parts and tolerated. */
bool lt_overlay_patches_write(LtGpkg *gpkg, const LtOverlayResults *results, LtRun *run,
                              GError **error);

#endif
