/**
 * @file arrangement.h
 * @brief The planar arrangement of all polygons of all layers: what covers each place.
 *
 * Exact: every decision is the sign of an integer. A feature covers what an odd number of its ring
 * edges separates from infinity (even-odd over all its rings), so any input has a meaning: rings
 * that cross, touch, repeat or nest, in any order and direction. How it works, and why so:
 * docs/decisions/0001-arrangement.md.
 */
#ifndef LT_GEOM_ARRANGEMENT_H
#define LT_GEOM_ARRANGEMENT_H

#include "base/workers.h"
#include "geom/flux.h"
#include "geom/path.h"
#include "geom/tiles.h"

struct LtTile;

/** What goes in, and who is told of the paths. */
typedef struct {
  /** Members count through all features of all layers, in order. Not looked at beside tiles. */
  const LtArrangeLayer *layers;
  size_t n_layers;
  LtTiles *tiles; /**< finished tiles of these layers; NULL: they are made */
  const LtPlane *plane;
  /** Told of each path and the covers of its tile on a worker's thread, or NULL. Both are valid
   * during the call. @p worker is what worker_new gave. */
  bool (*path)(void *worker, const LtCovers *covers, const LtPath *path, void *data,
               GError **error);
  /** Told of each tile (tile.h) when its edges are cut and were kept before, on a worker's thread,
   * or NULL. */
  bool (*noded)(const struct LtTile *tile, void *noded_data, GError **error);
  void *noded_data;
  /** Given the chunks of each tile that is done, to be used as long as the tiles live; the tiles
   * are used up then. NULL: they stay as they are. */
  void (*spare)(void *worker, LtChunks chunks);
  /** Asked for chunks that were given and not used, between two strips of tiles. NULL: none. */
  LtChunks (*rest)(void *data);
  /** Called on each worker's thread, several at once: @p data has the lock. NULL: no state. What it
   * returns is owned by @p data, not freed here. */
  void *(*worker_new)(void *data);
  void *data;
  size_t points_of_tile; /**< 0: as many as serve best; tests cut small inputs into tiles */
} LtArrangeInput;

/** All ground that the same features cover. */
typedef struct {
  size_t n_members;
  const uint32_t *members; /**< ascending */
  const LtFluxSum *sum;    /**< for sums over covers, in any order */
} LtCovered;

/** Covers in the order of their members. */
typedef struct {
  LtCovered *covered;
  size_t n_covered;
  /** Where they lie: of covers of several tiles, and of those of one. */
  uint32_t *members, *own_members;
  LtFluxSum *sums, *own_sums;
  LtFlux flux;       /**< turns sums into areas */
} LtArrangement;

/**
 * Arrange the layers.
 *
 * Crossings are rounded to 2^-18 lattice units (4e-10 m): areas of covers are true to that times
 * half the length of the crossing edges; sums over covers are exact, so the covers of a feature add
 * up to the feature.
 *
 * Cost: O(n log n) for n points and crossings, on all workers of @p run; memory for the points of
 * all tiles, 4 to 5 bytes each, and for one tile of each worker. A crowd of c edges in one place
 * that share no vertex and do not part when the place is cut may take c² comparisons.
 *
 * @return  free with lt_arrangement_free(); NULL with LT_ERROR_MEMORY, LT_ERROR_CANCELLED, or
 *          LT_ERROR_GEOMETRY when the result contradicts itself
 */
LtArrangement *lt_arrangement_new(const LtArrangeInput *input, LtRun *run, GError **error);
void lt_arrangement_free(LtArrangement *arrangement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtArrangement, lt_arrangement_free)

/** Areas of cover number @p i. */
static inline LtAreas lt_arrangement_areas(const LtArrangement *arrangement, size_t i)
{
  return lt_flux_areas(&arrangement->flux, arrangement->covered[i].sum);
}

#endif
