#include "overlay/results.h"

#include <lantu/mu.h>
#include <math.h>

static void side_clear(LtOverlaySide *side)
{
  lt_class_list_clear(&side->classes);
  lt_layer_clear(&side->layer);
  lt_source_free(side->source);
}

void lt_overlay_results_free(LtOverlayResults *results)
{
  if (results == NULL)
    return;
  lt_overlay_free(results->overlay);
  lt_tiles_free(results->tiles);
  for (size_t i = 0; i < LT_N_SIDES; i++)
    side_clear(&results->sides[i]);
  lt_store_free(results->store);
  lt_crs_free(results->stated_crs);
  g_free(results->pairs);
  g_free(results);
}

LtOverlayTolerated lt_overlay_tolerated(const LtOverlayResults *results)
{
  LtOverlayTolerated all = {.width_upper_m = NAN};
  for (size_t i = 0; i < results->overlay->n_pairs; i++) {
    const LtOverlayPair *pair = &results->overlay->pairs[i];
    if (pair->n_tolerated == 0)
      continue;
    all.n_pieces += pair->n_tolerated;
    all.areas.planar_m2 += pair->tolerated.planar_m2;
    all.areas.ellipsoid_m2 += pair->tolerated.ellipsoid_m2;
    all.width_upper_m = fmax(all.width_upper_m, pair->tolerated_width_m); /* NAN gives way */
  }
  return all;
}

size_t lt_overlay_kept_pair_count(const LtOverlayResults *results)
{
  size_t n = 0;
  for (size_t i = 0; i < results->overlay->n_pairs; i++)
    n += results->overlay->pairs[i].shape != NULL;
  return n;
}

double lt_overlay_mu(const LtAreas *areas)
{
  return areas->ellipsoid_m2 / LT_MU_M2;
}
