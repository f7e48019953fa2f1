/**
 * @file overlay_paths.h
 * @brief The borders of pairs and other regions, as the arrangement tells them: kept, and sorted.
 *
 * Internal to the overlay.
 */
#ifndef LT_GEOM_OVERLAY_PATHS_H
#define LT_GEOM_OVERLAY_PATHS_H

#include "geom/arrangement.h"
#include "geom/overlay_plan.h"

/** A path at the border of a region, as a rule of a pair. There are very many: packed. */
typedef struct {
  LtOverlayKey key;
  uint64_t reversed : 1; /**< the region lies on its right */
  uint64_t half_at : 63; /**< half the address of what is kept of it */
} LtPairPath;

/** What is kept of a path, once for all of its regions. */
typedef struct {
  size_t n_points;
  uint32_t begin_edge, end_edge; /**< as those of LtPath */
  bool is_wide;                  /**< points as they are, not shortened */
  const uint32_t *words;         /**< of the points */
} LtKeptPath;

typedef struct LtOverlayPaths LtOverlayPaths;

/** @p plan is borrowed. Free with lt_overlay_paths_free(). */
LtOverlayPaths *lt_overlay_paths_new(const LtOverlayPlan *plan);
void lt_overlay_paths_free(LtOverlayPaths *paths);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtOverlayPaths, lt_overlay_paths_free)

/** For LtArrangeInput: state of a worker, and the functions that are told. @p data is the
 * LtOverlayPaths. The tiles must live as long as it. */
void *lt_overlay_paths_worker(void *data);
void lt_overlay_paths_spare(void *worker, LtChunks chunks);
bool lt_overlay_paths_take(void *worker, const LtCovers *covers, const LtPath *path, void *data,
                           GError **error);

/** Sort all that was told by region. LT_ERROR_MEMORY. */
bool lt_overlay_paths_sort(LtOverlayPaths *paths, GError **error);

/** Take the chunks that no path is kept in, while nobody is told. @p data is the LtOverlayPaths. */
LtChunks lt_overlay_paths_rest(void *data);

/** Number of runs of paths of one region, in the order of the keys. */
size_t lt_overlay_paths_count(const LtOverlayPaths *paths);

/** The paths of region number @p i. */
const LtPairPath *lt_overlay_paths_of(const LtOverlayPaths *paths, size_t i, size_t *n);

/** What is kept of a path. */
LtKeptPath lt_overlay_path_kept(const LtPairPath *path);

/** Write the points of a path, n_points of them. */
void lt_overlay_path_read(const LtKeptPath *kept, LtPoint *points);

#endif
