#include "rules/crs_site.h"

#include "crs/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLED_FEATURES 250
/* Places left out at either end of an extent: strays. */
#define STRAY_SHARE 0.02
/* Around the common extent: a fifth of it, and some kilometres. */
#define MARGIN_SHARE 0.2
#define MARGIN_DEG 0.05

static int compare_numbers(const void *a, const void *b)
{
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static void box_find(LtSite *site)
{
  g_autofree double *values = g_new(double, site->n);
  size_t n_strays = (size_t)(STRAY_SHARE * (double)site->n);
  for (size_t axis = 0; axis < 2; axis++) {
    for (size_t i = 0; i < site->n; i++)
      values[i] = site->lonlat[2 * i + axis];
    qsort(values, site->n, sizeof *values, compare_numbers);
    site->box[axis] = values[n_strays];
    site->box[axis + 2] = values[site->n - 1 - n_strays];
  }
}

static void site_find(LtSite *site, const LtShapes *shapes, const LtPlane *plane)
{
  g_auto(LtSample) sample = lt_sample_shapes(shapes, LT_GEOM_NONE, SAMPLED_FEATURES);
  site->lonlat = g_new(double, 2 * LT_SAMPLE_POINTS * sample.n);
  for (size_t i = 0; i < sample.n * LT_SAMPLE_POINTS; i++) {
    double at[2];
    memcpy(at, sample.items[i / LT_SAMPLE_POINTS].xy + 2 * (i % LT_SAMPLE_POINTS), sizeof at);
    if (!isfinite(at[0]))
      continue;
    lt_plane_to_geographic(plane, at, 1);
    if (!isfinite(at[0]) || !isfinite(at[1]))
      continue;
    site->lonlat[2 * site->n] = at[0] * 180 / G_PI;
    site->lonlat[2 * site->n++ + 1] = at[1] * 180 / G_PI;
  }
  if (site->n == 0)
    g_clear_pointer(&site->lonlat, g_free);
  else
    box_find(site);
}

LtSite *lt_sites_new(const LtProject *project)
{
  LtSite *sites = g_new0(LtSite, project->n_layers + 1);
  for (size_t i = 0; i < project->n_layers; i++)
    if (project->layers[i].state == LT_LAYER_READ)
      site_find(&sites[i], project->layers[i].data->shapes, &project->plane);
  return sites;
}

void lt_sites_free(LtSite *sites, size_t n)
{
  for (size_t i = 0; i < n; i++)
    g_free(sites[i].lonlat);
  g_free(sites);
}

bool lt_site_of_others(const LtSite *sites, size_t n, size_t layer, LtCommonSite *common)
{
  double box[4];
  size_t n_others = 0;
  g_autofree double *values = g_new(double, n + 1);
  for (size_t side = 0; side < 4; side++) {
    n_others = 0;
    for (size_t i = 0; i < n; i++)
      if (i != layer && sites[i].n > 0)
        values[n_others++] = sites[i].box[side];
    if (n_others == 0)
      return false;
    qsort(values, n_others, sizeof *values, compare_numbers);
    /* of an even number the one that is farther out */
    box[side] = values[side < 2 ? (n_others - 1) / 2 : n_others / 2];
  }
  for (size_t axis = 0; axis < 2; axis++) {
    double margin = MARGIN_SHARE * (box[axis + 2] - box[axis]) + MARGIN_DEG;
    box[axis] -= margin;
    box[axis + 2] += margin;
  }
  const double ring[10] = {box[0], box[1], box[2], box[1], box[2],
                           box[3], box[0], box[3], box[0], box[1]};
  memcpy(common->ring, ring, sizeof ring);
  common->end = 5;
  common->outline = (LtOutline){
      .lonlat = common->ring, .ends = &common->end, .n_rings = 1, .is_coarse = true};
  lt_outline_prepare(&common->outline);
  return true;
}

double lt_site_share(const LtSite *site, const LtOutline *outline)
{
  size_t n_inside = 0;
  for (size_t i = 0; i < site->n; i++)
    n_inside += lt_outline_has(outline, site->lonlat[2 * i], site->lonlat[2 * i + 1]);
  return site->n == 0 ? 0 : (double)n_inside / (double)site->n;
}
