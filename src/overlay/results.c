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
  for (size_t i = 0; i < results->n_pairs_of_layers; i++) {
    lt_overlay_free(results->pairs_of_layers[i].overlay);
    lt_overlay_free(results->pairs_of_layers[i].patches);
  }
  lt_overlay_tuples_clear(&results->tuples);
  lt_tiles_free(results->tiles);
  for (size_t i = 0; i < results->n_sides; i++)
    side_clear(&results->sides[i]);
  lt_store_free(results->store);
  lt_crs_free(results->stated_crs);
  g_free(results->pairs);
  g_free(results);
}

LtOverlayTolerated lt_overlay_tolerated(const LtLayerPair *layers)
{
  const LtOverlay *ground = lt_layer_pair_ground(layers);
  LtOverlayTolerated all = {.width_upper_m = NAN};
  for (size_t i = 0; i < ground->n_pairs; i++) {
    const LtOverlayPair *pair = &ground->pairs[i];
    if (pair->n_tolerated == 0)
      continue;
    all.n_pieces += pair->n_tolerated;
    all.areas.planar_m2 += pair->tolerated.planar_m2;
    all.areas.ellipsoid_m2 += pair->tolerated.ellipsoid_m2;
    all.width_upper_m = fmax(all.width_upper_m, pair->tolerated_width_upper_m); /* NAN gives way */
  }
  return all;
}

LtOverlayTolerated lt_overlay_tolerated_all(const LtOverlayResults *results)
{
  LtOverlayTolerated all = {.width_upper_m = NAN};
  for (size_t i = 0; i < results->n_pairs_of_layers; i++) {
    LtOverlayTolerated one = lt_overlay_tolerated(&results->pairs_of_layers[i]);
    all.n_pieces += one.n_pieces;
    all.areas.planar_m2 += one.areas.planar_m2;
    all.areas.ellipsoid_m2 += one.areas.ellipsoid_m2;
    all.width_upper_m = fmax(all.width_upper_m, one.width_upper_m);
  }
  return all;
}

size_t lt_overlay_kept_count(const LtLayerPair *layers)
{
  const LtOverlay *ground = lt_layer_pair_ground(layers);
  size_t n = 0;
  for (size_t i = 0; i < ground->n_pairs; i++)
    n += ground->pairs[i].shape != NULL;
  return n;
}

size_t lt_overlay_kept_count_all(const LtOverlayResults *results)
{
  size_t n = 0;
  for (size_t i = 0; i < results->n_pairs_of_layers; i++)
    n += lt_overlay_kept_count(&results->pairs_of_layers[i]);
  return n;
}

/* Each overlay and the tuples see the same regions. */
size_t lt_overlay_nowhere_count(const LtOverlayResults *results)
{
  size_t n = results->tuples.n_nowhere;
  for (size_t i = 0; i < results->n_pairs_of_layers; i++)
    n = MAX(n, results->pairs_of_layers[i].overlay->n_nowhere);
  return n;
}

double lt_overlay_mu(const LtAreas *areas)
{
  return areas->ellipsoid_m2 / LT_MU_M2;
}
