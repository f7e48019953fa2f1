#include "geom/overlay.h"

#include "geom/overlay_answers.h"
#include "geom/overlay_masks.h"
#include "geom/overlay_table.h"
#include "geom/overlay_vertices.h"

void lt_overlay_free(LtOverlay *overlay)
{
  if (overlay == NULL)
    return;
  lt_overlay_answers_free(overlay->pairs, overlay->n_pairs);
  lt_vertex_match_free(overlay->vertices);
  g_free(overlay->masked);
  g_free(overlay->cells);
  g_free(overlay);
}

static bool tables_fill(const LtOverlayPlan *plan, const LtArrangement *arrangement,
                        LtOverlay **overlays, LtRun *run, GError **error)
{
  size_t n_nowhere = 0; /* what many overlays have seen is told once */
  for (size_t i = 0; i < plan->n_inputs; i++)
    overlays[i] = g_new0(LtOverlay, 1);
  if (!lt_overlay_tables_fill(plan, arrangement, overlays, error))
    return false;
  for (size_t i = 0; i < plan->n_inputs; i++) {
    if (plan->inputs[i].is_inside_mask &&
        !lt_overlay_masks_fill(plan, i, arrangement, overlays[i], error))
      return false;
    n_nowhere = MAX(n_nowhere, overlays[i]->n_nowhere);
  }
  if (plan->tuples != NULL) {
    if (!lt_overlay_tuples_fill(plan->tuples, plan->member_ends, arrangement, run, error))
      return false;
    n_nowhere = MAX(n_nowhere, plan->tuples->n_nowhere);
  }
  if (n_nowhere > 0)
    lt_run_log(run, LT_LOG_WARNING, LT_T_OVERLAY_NOWHERE, n_nowhere);
  return true;
}

/* False when tables are all that is wanted. */
static bool asks_for_paths(const LtOverlayPlan *plan)
{
  return plan->n_questions > 0 || plan->ask_ends[plan->n_layers * plan->n_layers - 1] > 0;
}

static bool overlays_make(const LtOverlayPlan *plan, LtTiles *tiles, bool takes_spare,
                          LtOverlay **overlays, LtRun *run, GError **error)
{
  g_autoptr(LtOverlayPaths) paths = lt_overlay_paths_new(plan);
  g_autoptr(LtOverlayVertices) vertices = lt_overlay_vertices_new(plan);
  LtArrangeInput arrange = {.layers = plan->layers,
                            .n_layers = plan->n_layers,
                            .tiles = tiles,
                            .plane = plan->inputs[0].plane,
                            .noded = vertices == NULL ? NULL : lt_overlay_vertices_take,
                            .noded_data = vertices,
                            .path = asks_for_paths(plan) ? lt_overlay_paths_take : NULL,
                            .spare = lt_overlay_paths_spare,
                            .rest = lt_overlay_paths_rest,
                            .worker_new = lt_overlay_paths_worker,
                            .data = paths};
  g_autoptr(LtArrangement) arrangement = lt_arrangement_new(&arrange, run, error);
  if (arrangement == NULL || !tables_fill(plan, arrangement, overlays, run, error))
    return false;
  g_clear_pointer(&arrangement, lt_arrangement_free);
  return lt_overlay_vertices_finish(vertices, overlays, run, error) &&
         lt_overlay_paths_sort(paths, error) &&
         lt_overlay_answers_make(plan, paths, takes_spare ? tiles : NULL, overlays, run, error);
}

static bool all_arrange(const LtOverlayInput *inputs, size_t n_inputs, LtTiles *tiles,
                        LtOverlayTuples *tuples, LtOverlay **overlays, LtRun *run, GError **error)
{
  g_auto(LtOverlayPlan) plan = {0};
  if (!lt_overlay_plan_make(&plan, inputs, n_inputs, error))
    return false;
  g_return_val_if_fail(tuples == NULL || tuples->n_layers == plan.n_layers, false);
  plan.tuples = tuples;
  if (tiles != NULL)
    return overlays_make(&plan, tiles, true, overlays, run, error);
  g_autoptr(LtTiles) own_tiles = lt_tiles_of_layers(plan.layers, plan.n_layers, 0, error);
  return own_tiles != NULL && overlays_make(&plan, own_tiles, false, overlays, run, error);
}

bool lt_overlay_run_all(const LtOverlayInput *inputs, size_t n_inputs, LtTiles *tiles,
                        LtOverlayTuples *tuples, LtOverlay **overlays, LtRun *run, GError **error)
{
  bool asks_vertices_only = tiles == NULL && tuples == NULL;
  for (size_t i = 0; i < n_inputs; i++) {
    g_return_val_if_fail(inputs[i].a != NULL && inputs[i].b != NULL, false);
    g_return_val_if_fail(inputs[i].plane != NULL && inputs[i].plane == inputs[0].plane, false);
    asks_vertices_only = asks_vertices_only && inputs[i].question == LT_OVERLAY_VERTICES;
    overlays[i] = NULL;
  }
  if (n_inputs == 0)
    return true;
  bool is_made = asks_vertices_only
                     ? lt_overlay_vertices_run(inputs, n_inputs, overlays, run, error)
                     : all_arrange(inputs, n_inputs, tiles, tuples, overlays, run, error);
  for (size_t i = 0; !is_made && i < n_inputs; i++)
    g_clear_pointer(&overlays[i], lt_overlay_free);
  return is_made;
}

LtOverlay *lt_overlay_run(const LtOverlayInput *input, LtRun *run, GError **error)
{
  g_return_val_if_fail(input != NULL, NULL);

  LtOverlay *overlay = NULL;
  lt_overlay_run_all(input, 1, NULL, NULL, &overlay, run, error);
  return overlay;
}
