#include "geom/same.h"

#include "geom/exact.h"
#include "geom/points.h"

#include <stdlib.h>

/* A feature, and what is cheap to know of it: only those that agree in that are looked at. */
typedef struct {
  LtBox box;
  __int128 area2;        /* 0 until boxes agree */
  size_t feature;
  const LtShapes *plain; /* the shapes of all features of one box and area, plainly written */
  size_t number;         /* of this one among them */
} Item;

/* One feature, plainly written: every ring from its smallest point on, corners only. */
typedef struct {
  LtPoint *points;
  size_t *ends;  /* of its rings in points */
  size_t *order; /* of its rings */
  size_t n_points, n_rings, cap_points, cap_ends, cap_order;
} Plain;

static void plain_clear(Plain *plain)
{
  g_free(plain->points);
  g_free(plain->ends);
  g_free(plain->order);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Plain, plain_clear)

void lt_same_clear(LtSame *same)
{
  g_clear_pointer(&same->features, g_free);
  g_clear_pointer(&same->group_ends, g_free);
  same->n_groups = 0;
}

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

static int compare_cheap(const void *p1, const void *p2)
{
  const Item *a = p1, *b = p2;
  int order = lt_point_compare(a->box.min, b->box.min);
  if (order == 0)
    order = lt_point_compare(a->box.max, b->box.max);
  return order != 0 ? order : ORDER(a->area2, b->area2);
}

static int compare_plain(const void *p1, const void *p2)
{
  const Item *a = p1, *b = p2;
  return lt_shapes_compare(a->plain, a->number, b->plain, b->number);
}

/* ---- one feature ---- */

/* Append the corners of a closed ring; one without area has none. The smallest point is a
 * corner. */
static void plain_add_ring(Plain *plain, const LtPoint *ring, size_t n)
{
  LtPoint *corners = plain->points + plain->n_points;
  if (n < 4)
    return;
  size_t n_corners = 0, smallest = lt_points_smallest(ring, n - 1);
  for (size_t i = 0; i + 1 < n; i++) {
    LtPoint point = ring[(smallest + i) % (n - 1)], after = ring[(smallest + i + 1) % (n - 1)];
    if (n_corners == 0 || lt_turn(corners[n_corners - 1], point, after) != 0)
      corners[n_corners++] = point;
  }
  if (n_corners < 3)
    return;
  corners[n_corners] = corners[0];
  plain->n_points += n_corners + 1;
  plain->ends[plain->n_rings++] = plain->n_points;
}

static size_t plain_begin(const Plain *plain, size_t ring)
{
  return ring == 0 ? 0 : plain->ends[ring - 1];
}

static int compare_rings(const void *p1, const void *p2, void *data)
{
  const Plain *plain = data;
  size_t a = *(const size_t *)p1, b = *(const size_t *)p2;
  size_t begin_a = plain_begin(plain, a), begin_b = plain_begin(plain, b);
  size_t n_a = plain->ends[a] - begin_a, n_b = plain->ends[b] - begin_b;
  return n_a != n_b ? ORDER(n_a, n_b)
                    : lt_points_compare(plain->points + begin_a, n_a, plain->points + begin_b, n_b);
}

static bool plain_load(Plain *plain, const LtShapes *shapes, size_t feature, GError **error)
{
  size_t first = lt_shapes_first_ring(shapes, feature), end = shapes->feature_ends[feature];
  size_t n_points = shapes->ring_ends[end - 1] - lt_shapes_first_point(shapes, first);
  if (!lt_grow(&plain->points, &plain->cap_points, n_points, sizeof *plain->points, "shapes",
               error) ||
      !lt_grow(&plain->ends, &plain->cap_ends, end - first, sizeof *plain->ends, "shapes", error) ||
      !lt_grow(&plain->order, &plain->cap_order, end - first, sizeof *plain->order, "shapes",
               error))
    return false;
  plain->n_points = plain->n_rings = 0;
  for (size_t ring = first; ring < end; ring++) {
    size_t begin = lt_shapes_first_point(shapes, ring);
    plain_add_ring(plain, shapes->points + begin, shapes->ring_ends[ring] - begin);
  }
  for (size_t i = 0; i < plain->n_rings; i++)
    plain->order[i] = i;
  g_qsort_with_data(plain->order, (gint)plain->n_rings, sizeof *plain->order, compare_rings, plain);
  return true;
}

static bool plain_append(const Plain *plain, LtShapes *out, GError **error)
{
  bool is_ok = lt_shapes_add_feature(out, LT_GEOM_POLYGON, error);
  for (size_t i = 0; is_ok && i < plain->n_rings; i++) {
    size_t ring = plain->order[i], begin = plain_begin(plain, ring);
    is_ok = lt_shapes_add_ring(out, plain->points + begin, plain->ends[ring] - begin, false, error);
  }
  return is_ok;
}

/* ---- groups ---- */

/* Features of one box and area: those of the same shape come side by side. */
static bool group_split(Item *items, size_t n, const LtShapes *shapes, LtSame *same, GError **error)
{
  g_auto(Plain) scratch = {0};
  g_autoptr(LtShapes) plain = lt_shapes_new();
  for (size_t i = 0; i < n; i++) {
    items[i].plain = plain;
    items[i].number = i;
    if (!plain_load(&scratch, shapes, items[i].feature, error) ||
        !plain_append(&scratch, plain, error))
      return false;
  }
  qsort(items, n, sizeof *items, compare_plain);
  size_t n_found = same->n_groups == 0 ? 0 : same->group_ends[same->n_groups - 1];
  for (size_t begin = 0, end; begin < n; begin = end) {
    for (end = begin + 1; end < n && compare_plain(&items[begin], &items[end]) == 0;)
      end++;
    if (end - begin < 2)
      continue;
    for (size_t i = begin; i < end; i++)
      same->features[n_found++] = items[i].feature;
    same->group_ends[same->n_groups++] = n_found;
  }
  return true;
}

static __int128 feature_area2(const LtShapes *shapes, size_t feature)
{
  __int128 area2 = 0;
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++) {
    size_t begin = lt_shapes_first_point(shapes, r);
    area2 += lt_ring_area2(shapes->points + begin, shapes->ring_ends[r] - begin);
  }
  return area2;
}

/* Features of one box: those of one area, too, come side by side. */
static bool box_split(Item *items, size_t n, const LtShapes *shapes, LtSame *same, GError **error)
{
  for (size_t i = 0; i < n; i++)
    items[i].area2 = feature_area2(shapes, items[i].feature);
  qsort(items, n, sizeof *items, compare_cheap);
  for (size_t begin = 0, end; begin < n; begin = end) {
    for (end = begin + 1; end < n && compare_cheap(&items[begin], &items[end]) == 0;)
      end++;
    if (end - begin > 1 && !group_split(items + begin, end - begin, shapes, same, error))
      return false;
  }
  return true;
}

/* Polygons that take part; returns how many. */
static size_t items_fill(Item *items, const LtShapes *shapes, const uint8_t *use)
{
  size_t n = 0;
  for (size_t i = 0; i < shapes->n_features; i++) {
    if (shapes->types[i] != LT_GEOM_POLYGON || (use != NULL && !use[i]))
      continue;
    items[n++] = (Item){.feature = i, .box = lt_shapes_box(shapes, i)};
  }
  return n;
}

bool lt_same_find(const LtShapes *shapes, const uint8_t *use, LtSame *same, GError **error)
{
  *same = (LtSame){0};
  g_autofree Item *items = lt_alloc(shapes->n_features, sizeof *items, "shapes", error);
  same->features = lt_alloc(shapes->n_features, sizeof *same->features, "shapes", error);
  same->group_ends = lt_alloc(shapes->n_features, sizeof *same->group_ends, "shapes", error);
  if (items == NULL || same->features == NULL || same->group_ends == NULL)
    return false;
  size_t n = items_fill(items, shapes, use); /* areas are 0 */
  qsort(items, n, sizeof *items, compare_cheap);
  for (size_t begin = 0, end; begin < n; begin = end) {
    for (end = begin + 1; end < n && compare_cheap(&items[begin], &items[end]) == 0;)
      end++;
    if (end - begin > 1 && !box_split(items + begin, end - begin, shapes, same, error))
      return false;
  }
  return true;
}
