#include "crs/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

LtSample lt_sample_make(size_t most)
{
  return (LtSample){
      .items = g_new(LtSampled, 2 * most), .most = most, .below = UINT64_MAX};
}

void lt_sample_clear(LtSample *sample)
{
  g_clear_pointer(&sample->items, g_free);
}

/* The finalizer of MurmurHash3: all bits of the result depend on all of the points. */
static uint64_t hash_of(const double xy[2 * LT_SAMPLE_POINTS])
{
  uint64_t hash = 0;
  for (size_t i = 0; i < 2 * LT_SAMPLE_POINTS; i++) {
    uint64_t bits;
    memcpy(&bits, &xy[i], sizeof bits);
    hash = (hash ^ bits) * UINT64_C(0xff51afd7ed558ccd);
    hash = (hash ^ hash >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    hash ^= hash >> 33;
  }
  return hash;
}

static int compare_sampled(const void *a, const void *b)
{
  const LtSampled *left = a, *right = b;
  if (left->hash != right->hash)
    return left->hash < right->hash ? -1 : 1;
  return (left->feature > right->feature) - (left->feature < right->feature);
}

void lt_sample_end(LtSample *sample)
{
  if (sample->n > 0)
    qsort(sample->items, sample->n, sizeof *sample->items, compare_sampled);
  if (sample->n <= sample->most)
    return;
  sample->n = sample->most;
  sample->below = sample->items[sample->n - 1].hash;
}

static void sampled_add(LtSample *sample, LtSampled *sampled)
{
  sampled->hash = hash_of(sampled->xy);
  if (sampled->hash >= sample->below)
    return;
  sample->items[sample->n++] = *sampled;
  if (sample->n == 2 * sample->most)
    lt_sample_end(sample);
}

void lt_sample_add(LtSample *sample, size_t feature, const double *xy, size_t n)
{
  LtSampled sampled = {.feature = feature};
  for (size_t i = 0; i < LT_SAMPLE_POINTS; i++) {
    bool is_there = i < n;
    size_t at = n <= LT_SAMPLE_POINTS ? i : i * (n / LT_SAMPLE_POINTS);
    sampled.xy[2 * i] = is_there ? xy[2 * at] : NAN;
    sampled.xy[2 * i + 1] = is_there ? xy[2 * at + 1] : NAN;
  }
  if (n > 0)
    sampled_add(sample, &sampled);
}

void lt_sample_add_lattice(LtSample *sample, size_t feature, const LtPoint *points, size_t n)
{
  double xy[2 * LT_SAMPLE_POINTS];
  size_t n_kept = MIN(n, LT_SAMPLE_POINTS);
  for (size_t i = 0; i < n_kept; i++) {
    const LtPoint *point = &points[n <= LT_SAMPLE_POINTS ? i : i * (n / LT_SAMPLE_POINTS)];
    xy[2 * i] = (double)point->x / LT_UNITS_PER_M;
    xy[2 * i + 1] = (double)point->y / LT_UNITS_PER_M;
  }
  lt_sample_add(sample, feature, xy, n_kept);
}

LtSample lt_sample_shapes(const LtShapes *shapes, LtGeomType type, size_t most)
{
  LtSample sample = lt_sample_make(most);
  for (size_t i = 0; i < shapes->n_features; i++) {
    size_t first = lt_shapes_first_point(shapes, lt_shapes_first_ring(shapes, i));
    size_t end = lt_shapes_first_point(shapes, shapes->feature_ends[i]);
    if (shapes->types[i] != LT_GEOM_NONE && (type == LT_GEOM_NONE || shapes->types[i] == type))
      lt_sample_add_lattice(&sample, i, shapes->points + first, end - first);
  }
  lt_sample_end(&sample);
  return sample;
}
