#include "overlay/patches.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
  const char *keys[2]; /* or NULL */
  LtOverlayPart part;
} KeyedPart;

/* The larger first; what is no number goes last. */
static int area_compare(double a, double b)
{
  if (isnan(a) || isnan(b))
    return (isnan(a) != 0) - (isnan(b) != 0);
  return (a < b) - (a > b);
}

static int number_compare(size_t a, size_t b)
{
  return (a > b) - (a < b);
}

static int part_compare(const void *a, const void *b)
{
  const KeyedPart *x = a, *y = b;
  const LtOverlayPart *p = &x->part, *q = &y->part;
  int order = g_strcmp0(x->keys[0], y->keys[0]);
  if (order == 0)
    order = g_strcmp0(x->keys[1], y->keys[1]);
  if (order == 0)
    order = area_compare(p->areas.planar_m2, q->areas.planar_m2);
  if (order == 0)
    order = area_compare(p->areas.ellipsoid_m2, q->areas.ellipsoid_m2);
  if (order == 0)
    order = number_compare(p->a, q->a);
  return order != 0 ? order : number_compare(p->b, q->b);
}

static const char *key_of(const LtOverlaySide *side, size_t feature)
{
  return side->layer.keys == NULL ? NULL : side->layer.keys[feature];
}

/* @p keyed has room for all parts of the patch. */
static void parts_sort(const LtOverlayResults *results, const LtLayerPair *layers,
                       LtOverlayPair *patch, KeyedPart *keyed)
{
  const LtOverlaySide *a = &results->sides[layers->a], *b = &results->sides[layers->b];
  for (size_t i = 0; i < patch->n_parts; i++) {
    const LtOverlayPart *part = &patch->parts[i];
    keyed[i] = (KeyedPart){{key_of(a, part->a), key_of(b, part->b)}, *part};
  }
  qsort(keyed, patch->n_parts, sizeof *keyed, part_compare);
  for (size_t i = 0; i < patch->n_parts; i++)
    patch->parts[i] = keyed[i].part;
}

bool lt_overlay_patches_sort(LtOverlayResults *results, GError **error)
{
  size_t n_most = 0;
  for (size_t l = 0; l < results->n_pairs_of_layers; l++) {
    const LtOverlay *patches = results->pairs_of_layers[l].patches;
    for (size_t i = 0; patches != NULL && i < patches->n_pairs; i++)
      n_most = MAX(n_most, patches->pairs[i].n_parts);
  }
  g_autofree KeyedPart *keyed = lt_alloc(n_most, sizeof *keyed, "parts of pieces", error);
  if (keyed == NULL)
    return false;
  for (size_t l = 0; l < results->n_pairs_of_layers; l++) {
    const LtLayerPair *layers = &results->pairs_of_layers[l];
    for (size_t i = 0; layers->patches != NULL && i < layers->patches->n_pairs; i++)
      parts_sort(results, layers, &layers->patches->pairs[i], keyed);
  }
  return true;
}
