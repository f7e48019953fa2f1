#include "geom/shapes.h"

#include <string.h>

LtShapes *lt_shapes_new(void)
{
  return g_new0(LtShapes, 1);
}

void lt_shapes_free(LtShapes *shapes)
{
  if (shapes == NULL || shapes->is_lent)
    return;
  if (!shapes->is_compact) {
    g_free(shapes->types);
    g_free(shapes->feature_ends);
    g_free(shapes->ring_holes);
    g_free(shapes->ring_ends);
    g_free(shapes->points);
    g_free(shapes->boxes);
  }
  g_free(shapes);
}

/* Copy an array to *at, which moves on. */
static void *array_copy(char **at, const void *from, size_t bytes)
{
  void *to = *at;
  if (bytes > 0)
    memcpy(to, from, bytes);
  *at += bytes;
  return to;
}

size_t lt_shapes_compact_bytes(const LtShapes *from)
{
  return sizeof *from + from->n_points * sizeof *from->points +
         from->n_rings * (sizeof *from->ring_ends + 1) +
         from->n_features * (sizeof *from->feature_ends + 1);
}

static LtShapes *compact_fill(const LtShapes *from, void *memory, bool is_lent)
{
  size_t n_points = from->n_points, n_rings = from->n_rings, n_features = from->n_features;
  LtShapes *shapes = memory;
  *shapes = (LtShapes){.n_features = n_features, .n_rings = n_rings, .n_points = n_points,
                       .is_compact = true, .is_lent = is_lent};
  char *at = (char *)(shapes + 1); /* widest items first: all are aligned */
  shapes->points = array_copy(&at, from->points, n_points * sizeof *from->points);
  shapes->ring_ends = array_copy(&at, from->ring_ends, n_rings * sizeof *from->ring_ends);
  shapes->feature_ends =
      array_copy(&at, from->feature_ends, n_features * sizeof *from->feature_ends);
  shapes->ring_holes = array_copy(&at, from->ring_holes, n_rings);
  shapes->types = array_copy(&at, from->types, n_features);
  return shapes;
}

LtShapes *lt_shapes_new_compact(const LtShapes *from, GError **error)
{
  void *memory = lt_alloc(lt_shapes_compact_bytes(from), 1, "shapes", error);
  return memory == NULL ? NULL : compact_fill(from, memory, false);
}

LtShapes *lt_shapes_lend_compact(const LtShapes *from, void *memory)
{
  return compact_fill(from, memory, true);
}

bool lt_shapes_add_feature(LtShapes *shapes, LtGeomType type, GError **error)
{
  g_assert(!shapes->is_compact);

  g_clear_pointer(&shapes->boxes, g_free);
  size_t n = shapes->n_features + 1;
  if (!lt_grow(&shapes->types, &shapes->cap_types, n, sizeof *shapes->types, "feature types",
               error) ||
      !lt_grow(&shapes->feature_ends, &shapes->cap_feature_ends, n, sizeof *shapes->feature_ends,
               "feature ends", error))
    return false;
  shapes->types[n - 1] = (uint8_t)type;
  shapes->feature_ends[n - 1] = shapes->n_rings;
  shapes->n_features = n;
  return true;
}

bool lt_shapes_add_ring(LtShapes *shapes, const LtPoint *points, size_t n, bool is_hole,
                        GError **error)
{
  g_assert(shapes->n_features > 0 && !shapes->is_compact);

  g_clear_pointer(&shapes->boxes, g_free);
  size_t ring = shapes->n_rings;
  if (!lt_grow(&shapes->ring_ends, &shapes->cap_ring_ends, ring + 1, sizeof *shapes->ring_ends,
               "ring ends", error) ||
      !lt_grow(&shapes->ring_holes, &shapes->cap_ring_holes, ring + 1, sizeof *shapes->ring_holes,
               "ring kinds", error) ||
      !lt_grow(&shapes->points, &shapes->cap_points, shapes->n_points + n, sizeof *shapes->points,
               "points", error))
    return false;
  if (n > 0) /* points may be NULL then */
    memcpy(shapes->points + shapes->n_points, points, n * sizeof *points);
  shapes->n_points += n;
  shapes->ring_ends[ring] = shapes->n_points;
  shapes->ring_holes[ring] = is_hole;
  shapes->n_rings = ring + 1;
  shapes->feature_ends[shapes->n_features - 1] = ring + 1;
  return true;
}

bool lt_shapes_add_copy(LtShapes *shapes, const LtShapes *from, size_t feature, GError **error)
{
  if (!lt_shapes_add_feature(shapes, (LtGeomType)from->types[feature], error))
    return false;
  for (size_t r = lt_shapes_first_ring(from, feature); r < from->feature_ends[feature]; r++) {
    size_t begin = lt_shapes_first_point(from, r);
    if (!lt_shapes_add_ring(shapes, from->points + begin, from->ring_ends[r] - begin,
                            from->ring_holes[r], error))
      return false;
  }
  return true;
}

/* Points of a feature: its rings lie one after the other. */
static const LtPoint *feature_points(const LtShapes *shapes, size_t feature, size_t *n)
{
  size_t first_ring = lt_shapes_first_ring(shapes, feature);
  size_t end_ring = shapes->feature_ends[feature];
  if (first_ring == end_ring) {
    *n = 0;
    return NULL;
  }
  size_t begin = lt_shapes_first_point(shapes, first_ring);
  *n = shapes->ring_ends[end_ring - 1] - begin;
  return shapes->points + begin;
}

void lt_shapes_take_boxes(LtShapes *shapes, LtBox *take_boxes)
{
  g_free(shapes->boxes);
  shapes->boxes = take_boxes;
}

LtBox lt_shapes_box(const LtShapes *shapes, size_t feature)
{
  if (shapes->boxes != NULL)
    return shapes->boxes[feature];
  size_t n;
  const LtPoint *points = feature_points(shapes, feature, &n);
  LtBox box = {{INT64_MAX, INT64_MAX}, {INT64_MIN, INT64_MIN}};
  for (size_t i = 0; i < n; i++)
    lt_box_add_point(&box, points[i]);
  return box;
}

#define COMPARE(a, b)                                                                              \
  if ((a) != (b))                                                                                  \
  return (a) < (b) ? -1 : 1

int lt_shapes_compare(const LtShapes *a, size_t feature_a, const LtShapes *b, size_t feature_b)
{
  COMPARE(a->types[feature_a], b->types[feature_b]);
  size_t first_a = lt_shapes_first_ring(a, feature_a), first_b = lt_shapes_first_ring(b, feature_b);
  size_t n_rings = a->feature_ends[feature_a] - first_a;
  COMPARE(n_rings, b->feature_ends[feature_b] - first_b);
  for (size_t r = 0; r < n_rings; r++) {
    size_t begin_a = lt_shapes_first_point(a, first_a + r);
    size_t begin_b = lt_shapes_first_point(b, first_b + r);
    size_t n = a->ring_ends[first_a + r] - begin_a;
    COMPARE(n, b->ring_ends[first_b + r] - begin_b);
    COMPARE(a->ring_holes[first_a + r], b->ring_holes[first_b + r]);
    for (size_t i = 0; i < n; i++) {
      COMPARE(a->points[begin_a + i].x, b->points[begin_b + i].x);
      COMPARE(a->points[begin_a + i].y, b->points[begin_b + i].y);
    }
  }
  return 0;
}

/* FNV-1a over the eight bytes of a number, lowest first on every machine. */
static uint64_t hash_add(uint64_t hash, uint64_t number)
{
  for (int i = 0; i < 8; i++) {
    hash = (hash ^ (number & 0xff)) * UINT64_C(0x100000001b3);
    number >>= 8;
  }
  return hash;
}

uint64_t lt_shapes_hash(const LtShapes *shapes, size_t feature)
{
  uint64_t hash = hash_add(UINT64_C(0xcbf29ce484222325), shapes->types[feature]);
  for (size_t r = lt_shapes_first_ring(shapes, feature); r < shapes->feature_ends[feature]; r++) {
    size_t begin = lt_shapes_first_point(shapes, r);
    hash = hash_add(hash, shapes->ring_ends[r] - begin);
    for (size_t i = begin; i < shapes->ring_ends[r]; i++)
      hash = hash_add(hash_add(hash, (uint64_t)shapes->points[i].x), (uint64_t)shapes->points[i].y);
  }
  return hash;
}

__int128 lt_ring_area2(const LtPoint *points, size_t n)
{
  __int128 sum = 0;
  for (size_t i = 1; i + 1 < n; i++) {
    /* relative to the first point: the products stay small */
    __int128 ax = points[i].x - points[0].x, ay = points[i].y - points[0].y;
    __int128 bx = points[i + 1].x - points[0].x, by = points[i + 1].y - points[0].y;
    sum += ax * by - ay * bx;
  }
  return sum;
}

int lt_turn(LtPoint a, LtPoint b, LtPoint c)
{
  __int128 cross = (__int128)(b.x - a.x) * (c.y - a.y) - (__int128)(b.y - a.y) * (c.x - a.x);
  return (cross > 0) - (cross < 0);
}
