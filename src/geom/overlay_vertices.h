/**
 * @file overlay_vertices.h
 * @brief LT_OVERLAY_VERTICES: unmatched vertices, found in the tiles of the arrangement.
 *
 * Internal to the overlay.
 */
#ifndef LT_GEOM_OVERLAY_VERTICES_H
#define LT_GEOM_OVERLAY_VERTICES_H

#include "geom/overlay_plan.h"

/** A matcher for each input that asks for vertices. */
typedef struct LtOverlayVertices LtOverlayVertices;

/** @p plan is borrowed. NULL: nobody asks for vertices. Free with lt_overlay_vertices_free(). */
LtOverlayVertices *lt_overlay_vertices_new(const LtOverlayPlan *plan);
void lt_overlay_vertices_free(LtOverlayVertices *vertices);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtOverlayVertices, lt_overlay_vertices_free)

/** Take a tile, as LtArrangeInput.noded. Any thread. LT_ERROR_MEMORY. */
bool lt_overlay_vertices_take(const struct LtTile *tile, void *vertices, GError **error);

/** Put what was found into the overlays that ask; after all tiles. @p vertices may be NULL.
 * LT_ERROR_MEMORY, LT_ERROR_CANCELLED. */
bool lt_overlay_vertices_finish(LtOverlayVertices *vertices, LtOverlay **overlays, LtRun *run,
                                GError **error);

/** The overlays of inputs that all ask for vertices: without covers and paths. Errors as above. */
bool lt_overlay_vertices_run(const LtOverlayInput *inputs, size_t n_inputs, LtOverlay **overlays,
                             LtRun *run, GError **error);

#endif
