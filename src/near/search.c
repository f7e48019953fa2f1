#include "near/search.h"

#include "geom/near_zones.h"

#include <math.h>

/* What all takers share. */
typedef struct {
  const LtNearResults *results;
  const LtNear *near;
  double reach_m;
} Search;

/* Measures neighbouring features on one thread. */
typedef struct {
  const Search *search;
  LtNearZones *zones; /* where features are only counted; else NULL */
  LtNearRow *rows; /* features numbered from the taker's first */
  size_t n_rows, cap_rows;
  size_t n_features, n_touching;
  size_t counts[LT_N_NEAR_CLASSES];
} Taker;

unsigned lt_near_ring(const LtNearResults *results, double distance_m)
{
  for (unsigned i = 0; i < results->n_limits; i++)
    if (distance_m <= results->limits_m[i])
      return i;
  return LT_NEAR_BEYOND;
}

unsigned lt_near_class(const LtNearResults *results, double distance_m)
{
  if (results->n_limits == 0)
    return LT_NEAR_BEYOND;
  unsigned low = lt_near_ring(results, fmax(distance_m - results->doubt_m, 0));
  unsigned high = lt_near_ring(results, distance_m + results->doubt_m);
  return low == high ? low : LT_NEAR_UNDETERMINED;
}

/* ---- takers ---- */

static void *taker_new(void *data, GError **error)
{
  const Search *search = data;
  const LtNearResults *results = search->results;
  LtNearZones *zones = NULL;
  if (results->only_counts && isfinite(results->doubt_m)) {
    zones = lt_near_zones_new(search->near, results->limits_m, results->n_limits,
                              results->doubt_m, error);
    if (zones == NULL)
      return NULL;
  }
  Taker *taker = g_new0(Taker, 1);
  taker->search = search;
  taker->zones = zones;
  return taker;
}

static void taker_free(void *data)
{
  Taker *taker = data;
  lt_near_zones_free(taker->zones);
  g_free(taker->rows);
  g_free(taker);
}

static bool row_add(Taker *taker, LtNearRow row, GError **error)
{
  if (!lt_grow(&taker->rows, &taker->cap_rows, taker->n_rows + 1, sizeof *taker->rows, "distances",
               error))
    return false;
  taker->rows[taker->n_rows++] = row;
  return true;
}

/* The target features of a feature, nearest first. */
static bool feature_take(Taker *taker, const LtShapes *shapes, size_t feature, size_t number,
                         GError **error)
{
  const Search *search = taker->search;
  const LtNearResults *results = search->results;
  size_t found[LT_NEAR_NEAREST_MAX];
  unsigned class = LT_NEAR_BEYOND;
  for (size_t i = 0; i < results->n_nearest; i++) {
    LtNearHit hit = i == 0 ? lt_near_query(search->near, shapes, feature, search->reach_m)
                           : lt_near_query_others(search->near, shapes, feature, search->reach_m,
                                                  found, i);
    unsigned of_hit = lt_near_class(results, hit.distance_m);
    if (i == 0) {
      class = of_hit;
      taker->n_touching += hit.distance_m == 0 && class != LT_NEAR_UNDETERMINED;
    }
    bool is_row = hit.feature != SIZE_MAX && !results->only_counts &&
                  (of_hit != LT_NEAR_BEYOND || results->n_limits == 0) &&
                  hit.distance_m <= search->reach_m;
    if (!is_row)
      break;
    found[i] = hit.feature;
    LtNearRow row = {
        .hit = hit, .feature = number, .rank = (uint32_t)i + 1, .class = (uint8_t)of_hit};
    if (!row_add(taker, row, error))
      return false;
  }
  taker->counts[class]++;
  return true;
}

/* Count a feature without its distance, where that is not needed. */
static bool feature_count(Taker *taker, const LtShapes *shapes, size_t feature)
{
  if (taker->zones == NULL || shapes->types[feature] != LT_GEOM_POINT)
    return false;
  size_t ring = lt_shapes_first_ring(shapes, feature);
  size_t first = lt_shapes_first_point(shapes, ring);
  if (shapes->ring_ends[shapes->feature_ends[feature] - 1] - first != 1)
    return false;
  int zone = lt_near_zones_find(taker->zones, shapes->points[first]);
  if (zone == LT_NEAR_ZONE_OPEN)
    return false;
  bool is_beyond = (size_t)zone == taker->search->results->n_limits;
  taker->counts[is_beyond ? LT_NEAR_BEYOND : zone]++;
  return true;
}

static bool taker_take(void *data, const LtShapes *shapes, GError **error)
{
  Taker *taker = data;
  for (size_t i = 0; i < shapes->n_features; i++) {
    size_t number = taker->n_features++;
    if (shapes->types[i] == LT_GEOM_NONE)
      taker->counts[LT_NEAR_NOWHERE]++;
    else if (!feature_count(taker, shapes, i) &&
             !feature_take(taker, shapes, i, number, error))
      return false;
  }
  return true;
}

/* ---- all of them ---- */

static bool takers_join(LtNearResults *results, const GPtrArray *takers, GError **error)
{
  for (guint t = 0; t < takers->len; t++)
    results->n_rows += ((const Taker *)takers->pdata[t])->n_rows;
  results->rows = lt_alloc(results->n_rows, sizeof *results->rows, "distances", error);
  if (results->rows == NULL)
    return false;
  size_t n = 0;
  for (guint t = 0; t < takers->len; t++) {
    Taker *taker = takers->pdata[t];
    for (size_t i = 0; i < taker->n_rows; i++) {
      results->rows[n] = taker->rows[i];
      results->rows[n++].feature += results->n_features;
    }
    for (size_t i = 0; i < LT_N_NEAR_CLASSES; i++)
      results->counts[i] += taker->counts[i];
    results->n_touching += taker->n_touching;
    results->n_features += taker->n_features;
    g_clear_pointer(&taker->rows, g_free);
  }
  return true;
}

bool lt_near_search(LtNearResults *results, LtRun *run, GError **error)
{
  LtNearSide *side = &results->features;
  g_autoptr(LtNear) near =
      lt_near_new(results->target.layer.data->shapes, NULL, &results->plane, error);
  if (near == NULL)
    return false;
  double limit_m = results->n_limits == 0 ? HUGE_VAL : results->limits_m[results->n_limits - 1];
  Search search = {.results = results,
                   .near = near,
                   .reach_m = isfinite(results->doubt_m) ? limit_m + results->doubt_m : limit_m};
  LtTakerFuncs funcs = {
      .taker_new = taker_new, .take = taker_take, .taker_free = taker_free, .data = &search};
  LtSourceStream stream = {.source = side->source, .table = side->layer.table};
  bool is_done = lt_sources_stream(&stream, 1, results->crs, &funcs, run, error) &&
                 takers_join(results, stream.takers, error);
  side->layer.data = stream.data;
  side->n_nowhere = results->counts[LT_NEAR_NOWHERE];
  g_clear_pointer(&stream.takers, g_ptr_array_unref);
  return is_done;
}
