/**
 * @file overlay_paths.h
 * @brief The borders of pairs, as the arrangement tells them: kept, and sorted by pair.
 *
 * Internal to the overlay.
 */
#ifndef LT_GEOM_OVERLAY_PATHS_H
#define LT_GEOM_OVERLAY_PATHS_H

#include "geom/arrangement.h"
#include "geom/overlay.h"

/** A path at the border of a pair. */
typedef struct {
  uint32_t a, b; /**< features; inside one layer a < b */
  uint32_t n_points;
  uint32_t worker : 28; /**< who was told */
  bool is_wide : 1;     /**< kept as it is, not shortened */
  bool reversed : 1;
  uint32_t begin_edge, end_edge; /**< as those of LtPath */
  size_t begin; /**< in the words of the worker */
} LtPairPath;

typedef struct LtOverlayPaths LtOverlayPaths;

/** @p input is borrowed. Free with lt_overlay_paths_free(). */
LtOverlayPaths *lt_overlay_paths_new(const LtOverlayInput *input);
void lt_overlay_paths_free(LtOverlayPaths *paths);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtOverlayPaths, lt_overlay_paths_free)

/** For LtArrangeInput: state of a worker, and the function that is told. @p data is the
 * LtOverlayPaths. */
void *lt_overlay_paths_worker(void *data);
bool lt_overlay_paths_take(void *worker, const LtTile *tile, const LtPath *path, void *data,
                           GError **error);

/** True when the pairs of two features are wanted. */
bool lt_overlay_wants(const LtOverlayInput *input, size_t a, size_t b);

/** Sort all that was told by pair. LT_ERROR_MEMORY. */
bool lt_overlay_paths_sort(LtOverlayPaths *paths, GError **error);

/** Number of runs of paths of one pair, in the order of the pairs. */
size_t lt_overlay_paths_count(const LtOverlayPaths *paths);

/** The paths of pair number @p i. */
const LtPairPath *lt_overlay_paths_of(const LtOverlayPaths *paths, size_t i, size_t *n);

/** Write the points of a path, n_points of them. */
void lt_overlay_paths_read(const LtOverlayPaths *paths, const LtPairPath *path, LtPoint *points);

#endif
