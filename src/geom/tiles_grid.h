/**
 * @file tiles_grid.h
 * @brief The grid of the tiles: what layers ask for, and how fine it is. For tiles.c alone.
 */
#ifndef LT_GEOM_TILES_GRID_H
#define LT_GEOM_TILES_GRID_H

#include "geom/tiles.h"

/** Where the points of layers lie. */
typedef struct {
  size_t n_points;
  LtBox box;       /**< of all; empty when there are none */
  LtBox core;      /**< of all but a few strays at its ends */
  bool has_strays; /**< the core is so much smaller that tiles should be made for it */
} LtTilesSurvey;

/** LT_ERROR_MEMORY. O(points). */
bool lt_tiles_survey(const LtArrangeLayer *layers, size_t n_layers, LtTilesSurvey *survey,
                     GError **error);

/** The finest grid of at most one tile for so many points, over the box, which is not empty, or
 * over the core with a rim out to the box (NULL: none). */
LtGrid lt_tiles_grid(const LtBox *box, const LtBox *core, size_t n_points, size_t points_of_tile);

#endif
