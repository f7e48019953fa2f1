/**
 * @file results.h
 * @brief What lt_overlay_files() found, as the reports see it.
 */
#ifndef LT_OVERLAY_RESULTS_H
#define LT_OVERLAY_RESULTS_H

#include "geom/overlay.h"
#include "overlay/classes.h"

#include <lantu/overlay.h>

/** One of the layers. */
typedef struct {
  LtLayer layer;     /**< its id is the file as the caller named it */
  LtSource *source;  /**< lives as long: its CRS may be that of the work */
  size_t n_polygons; /**< features that take part */
  size_t n_invalid;  /**< of them; where counts_invalid */
  LtClassList classes;
  uint64_t digest;   /**< of the points, where they may be read more than once */
} LtOverlaySide;

/** Every two layers. */
#define LT_OVERLAY_PAIRS_MAX (LT_OVERLAY_LAYERS_MAX * (LT_OVERLAY_LAYERS_MAX - 1) / 2)

/** Two layers, a < b, and what they share. */
typedef struct {
  size_t a, b;
  LtOverlay *overlay; /**< the table, and pieces where no patches are made */
  LtOverlay *patches; /**< parts of each sorted by keys; NULL where none are made */
} LtLayerPair;

/** Everything is its own but what is marked as borrowed; lt_overlay_results_free() frees it. */
struct LtOverlayResults {
  LtOverlaySide sides[LT_OVERLAY_LAYERS_MAX];
  size_t n_sides;
  LtStore *store;    /**< of the tables of all layers */
  LtCrs *stated_crs; /**< or NULL */
  const LtCrs *crs;  /**< of the work; borrowed from stated_crs or from the first source */
  LtPlane plane;
  char *pairs; /**< file of the pairs that are wanted, or NULL */
  double min_area_m2, min_width_m;
  bool counts_invalid, table_only, makes_patches;
  LtOverlayTables tables; /**< that are made; of two layers LT_OVERLAY_PAIRS */
  LtLayerPair pairs_of_layers[LT_OVERLAY_PAIRS_MAX]; /**< (0, 1), (0, 2), … (1, 2), … */
  size_t n_pairs_of_layers;
  LtTupleLayer tuple_layers[LT_OVERLAY_LAYERS_MAX];
  LtOverlayTuples tuples; /**< of all layers together, where they are made */
  LtTiles *tiles;         /**< the overlays' shapes lie there; or NULL */
};

/** What has ground of two layers: patches where they are made, else pairs of features with all
 * their pieces. */
static inline const LtOverlay *lt_layer_pair_ground(const LtLayerPair *pair)
{
  return pair->patches != NULL ? pair->patches : pair->overlay;
}

/** Pieces that were tolerated, of all pairs of features together, or patches that were. */
typedef struct {
  size_t n_pieces;
  LtAreas areas;
  double width_upper_m; /**< none is wider; NAN: there are none */
} LtOverlayTolerated;

/** Of two layers. */
LtOverlayTolerated lt_overlay_tolerated(const LtLayerPair *layers);

/** Of every two layers. */
LtOverlayTolerated lt_overlay_tolerated_all(const LtOverlayResults *results);

/** Regions that reach beyond the ellipsoid: all ground that the same features cover is one. Sums
 * with one of them have no ellipsoidal area. */
size_t lt_overlay_nowhere_count(const LtOverlayResults *results);

/** Number of pairs of features that have a polygon (all the pieces of a pair make one), or of
 * patches. */
size_t lt_overlay_kept_count(const LtLayerPair *layers);
size_t lt_overlay_kept_count_all(const LtOverlayResults *results);

/** True when there are more than two layers: they are then numbered from 1, and not A and B. */
static inline bool lt_overlay_is_many(const LtOverlayResults *results)
{
  return results->n_sides > 2;
}

/** Mu of an area: ellipsoidal, as 国土调查 states it. */
double lt_overlay_mu(const LtAreas *areas);

#endif
