#include "geom/overlay_vertices.h"

struct LtOverlayVertices {
  const LtOverlayPlan *plan;
  LtVertexMatcher **matchers; /* of each input, or NULL: it asks for something else */
};

static LtVertexMatchInput match_input(const LtOverlayInput *input)
{
  return (LtVertexMatchInput){
      .shapes = input->a, .use = input->use_a, .near_m = input->near_m};
}

LtOverlayVertices *lt_overlay_vertices_new(const LtOverlayPlan *plan)
{
  g_autoptr(LtOverlayVertices) vertices = g_new0(LtOverlayVertices, 1);
  bool is_any = false;
  vertices->plan = plan;
  vertices->matchers = g_new0(LtVertexMatcher *, plan->n_inputs);
  for (size_t i = 0; i < plan->n_inputs; i++) {
    if (plan->inputs[i].question != LT_OVERLAY_VERTICES)
      continue;
    LtVertexMatchInput input = match_input(&plan->inputs[i]);
    size_t first_member = lt_overlay_first_member(plan, plan->layers_a[i]);
    vertices->matchers[i] = lt_vertex_matcher_new(&input, (uint32_t)first_member);
    is_any = true;
  }
  return is_any ? g_steal_pointer(&vertices) : NULL;
}

void lt_overlay_vertices_free(LtOverlayVertices *vertices)
{
  if (vertices == NULL)
    return;
  for (size_t i = 0; i < vertices->plan->n_inputs; i++)
    lt_vertex_matcher_free(vertices->matchers[i]);
  g_free(vertices->matchers);
  g_free(vertices);
}

bool lt_overlay_vertices_take(const struct LtTile *tile, void *data, GError **error)
{
  const LtOverlayVertices *vertices = data;
  for (size_t i = 0; i < vertices->plan->n_inputs; i++)
    if (vertices->matchers[i] != NULL &&
        !lt_vertex_matcher_take(tile, vertices->matchers[i], error))
      return false;
  return true;
}

bool lt_overlay_vertices_finish(LtOverlayVertices *vertices, LtOverlay **overlays, LtRun *run,
                                GError **error)
{
  for (size_t i = 0; vertices != NULL && i < vertices->plan->n_inputs; i++) {
    if (vertices->matchers[i] == NULL)
      continue;
    overlays[i]->vertices = lt_vertex_matcher_finish(vertices->matchers[i], run, error);
    if (overlays[i]->vertices == NULL)
      return false;
    g_clear_pointer(&vertices->matchers[i], lt_vertex_matcher_free);
  }
  return true;
}

bool lt_overlay_vertices_run(const LtOverlayInput *inputs, size_t n_inputs, LtOverlay **overlays,
                             LtRun *run, GError **error)
{
  for (size_t i = 0; i < n_inputs; i++) {
    LtVertexMatchInput input = match_input(&inputs[i]);
    overlays[i] = g_new0(LtOverlay, 1);
    overlays[i]->vertices = lt_vertex_match_run(&input, run, error);
    if (overlays[i]->vertices == NULL)
      return false;
  }
  return true;
}
