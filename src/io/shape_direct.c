#include "io/shape_direct.h"

#include "base/bytes.h"

#include <math.h>
#include <string.h>

/* Fewer points are not worth the trouble: 32 MB. */
#define RESERVE_POINTS ((size_t)2 << 20)
/* 1 MB: what is touched is still in the cache when it is filled. */
#define TOUCHED_POINTS ((size_t)64 << 10)

/* A vertex, (x, y): compilers turn these into the vector instructions of the machine. */
typedef double Pair __attribute__((vector_size(16)));
typedef int64_t Mask __attribute__((vector_size(16)));

/* Added to a number below 2^51 it leaves the number rounded to even in the lowest bits. */
#define ROUNDER 0x1.8p52

#define SWAPPED(pair) __builtin_shufflevector(pair, pair, 1, 0)

typedef struct {
  Pair first;
  Pair products; /* sums of x·y' and y·x', of points relative to the first */
  Pair squares;  /* sums of x² and y² */
  Mask repeats;  /* a point is the one before it; both lanes alike */
  Mask n_moved;  /* negative; both lanes alike, but where points are taken to be whole */
} RingSums;

static Pair pair_units(const uint8_t *xy, size_t i)
{
  const Pair scale = {LT_UNITS_PER_M, LT_UNITS_PER_M};
  Pair pair;
  memcpy(&pair, xy + i * sizeof pair, sizeof pair);
  return pair * scale;
}

/* ROUNDER and the whole numbers nearest to @p units, halves to even ones; *left is how far off they
 * are. */
static inline Pair pair_round_even(Pair units, Pair *left)
{
  const Pair rounder = {ROUNDER, ROUNDER};
  Pair even = units + rounder;
  *left = units - (even - rounder); /* exact */
  return even;
}

/* Halves away from zero, as llround() has them; *left but for the side of halves. */
static inline Pair pair_round(Pair units, Pair *left)
{
  const Pair half = {0.5, 0.5}, one = {1, 1};
  Pair even = pair_round_even(units, left);
  Mask sign = (Mask)units & INT64_MIN;
  Mask is_half = *left == (Pair)((Mask)half | sign); /* went towards zero, to be even */
  return even + (Pair)(((Mask)one | sign) & is_half);
}

/* Put the rounded points of a ring in place and sum up what says whether it is clean. are_whole:
 * all are taken to stand on the lattice, so that there are no halves; n_moved says whether they
 * do. */
static inline RingSums ring_round_as(const uint8_t *xy, size_t n, bool are_whole, LtPoint *points)
{
  const Pair rounder = {ROUNDER, ROUNDER}, near = {LT_MOVED_UNITS, LT_MOVED_UNITS};
  Pair left, last = {0.5, 0.5}; /* no point: all offsets are whole, and the first is 0 */
  RingSums sums = {.first = pair_round(pair_units(xy, 0), &left) - rounder};
  for (size_t i = 0; i < n; i++) {
    Pair units = pair_units(xy, i);
    Pair shifted = are_whole ? pair_round_even(units, &left) : pair_round(units, &left);
    Mask moved = (Pair)((Mask)left & INT64_MAX) > near;
    sums.n_moved += are_whole ? moved : moved | SWAPPED(moved);
    Mask point = (Mask)shifted - (Mask)rounder;
    memcpy(points + i, &point, sizeof point);
    Pair offset = shifted - rounder - sums.first; /* exact */
    sums.squares += offset * offset;
    sums.products += last * SWAPPED(offset);
    Mask same = offset == last;
    sums.repeats |= same & SWAPPED(same);
    last = offset;
  }
  return sums;
}

static bool has_moved(const RingSums *sums)
{
  return (sums->n_moved[0] | sums->n_moved[1]) != 0;
}

/* Most files have points on the lattice, or none: the first one tells. */
static RingSums ring_round(const uint8_t *xy, size_t n, LtPoint *points)
{
  RingSums sums = ring_round_as(xy, 1, true, points);
  if (!has_moved(&sums))
    sums = ring_round_as(xy, n, true, points);
  return has_moved(&sums) ? ring_round_as(xy, n, false, points) : sums;
}

/* True when all points are numbers and surely on the lattice: none is farther from the first than
 * the root of the squares. */
static bool ring_is_placed(const RingSums *sums)
{
  double far = sqrt(sums->squares[0] + sums->squares[1]);
  return fabs(sums->first[0]) + far < (double)LT_UNITS_MAX - 1 &&
         fabs(sums->first[1]) + far < (double)LT_UNITS_MAX - 1;
}

/* Sign of the area; 0 when rounding could have turned it. All the products together are no more
 * than the squares; each is off by less than 2^-53 of itself, and so is each sum of them. */
static int ring_sign(const RingSums *sums, size_t n)
{
  double area2 = sums->products[0] - sums->products[1];
  double doubt = 4 * ((double)n + 4) * 0x1p-53 * (sums->squares[0] + sums->squares[1]);
  return area2 > doubt ? 1 : area2 < -doubt ? -1 : 0;
}

static void points_reverse(LtPoint *points, size_t n)
{
  for (LtPoint *a = points, *b = points + n - 1; a < b; a++, b--) {
    LtPoint swapped = *a;
    *a = *b;
    *b = swapped;
  }
}

bool lt_shape_direct_begin(LtShapeBuilder *builder, LtShapeMark *mark, GError **error)
{
  LtShapes *shapes = builder->shapes;
  *mark = (LtShapeMark){shapes->n_features, shapes->n_rings, shapes->n_points,
                        builder->stats->n_vertices, builder->stats->n_moved};
  return lt_shapes_add_feature(shapes, LT_GEOM_POLYGON, error);
}

void lt_shape_direct_end(LtShapeBuilder *builder, const LtShapeMark *mark, bool is_done)
{
  LtShapes *shapes = builder->shapes;
  if (is_done) {
    if (builder->sample != NULL)
      lt_sample_add_lattice(builder->sample, lt_shape_builder_feature(builder) - 1,
                            shapes->points + mark->n_points, shapes->n_points - mark->n_points);
    return;
  }
  shapes->n_features = mark->n_features;
  shapes->n_rings = mark->n_rings;
  shapes->n_points = mark->n_points;
  builder->stats->n_vertices = mark->n_vertices;
  builder->stats->n_moved = mark->n_moved;
}

/* The points after the last ring become one. */
static bool ring_take(LtShapes *shapes, size_t n, bool is_hole, GError **error)
{
  size_t ring = shapes->n_rings;
  if (!lt_grow(&shapes->ring_ends, &shapes->cap_ring_ends, ring + 1, sizeof *shapes->ring_ends,
               "ring ends", error) ||
      !lt_grow(&shapes->ring_holes, &shapes->cap_ring_holes, ring + 1, sizeof *shapes->ring_holes,
               "ring kinds", error))
    return false;
  shapes->n_points += n;
  shapes->ring_ends[ring] = shapes->n_points;
  shapes->ring_holes[ring] = is_hole;
  shapes->n_rings = ring + 1;
  shapes->feature_ends[shapes->n_features - 1] = ring + 1;
  return true;
}

bool lt_shape_direct_ring(LtShapeBuilder *builder, const LtGpkgRing *ring, bool *is_done,
                          GError **error)
{
  LtShapes *shapes = builder->shapes;
  size_t n = ring->n_points;
  *is_done = G_BYTE_ORDER == G_LITTLE_ENDIAN && n >= 4 &&
             memcmp(ring->xy, ring->xy + (n - 1) * sizeof(Pair), sizeof(Pair)) == 0;
  if (!*is_done)
    return true;
  if (!lt_grow(&shapes->points, &shapes->cap_points, shapes->n_points + n, sizeof *shapes->points,
               "points", error))
    return false;
  LtPoint *points = shapes->points + shapes->n_points;
  RingSums sums = ring_round(ring->xy, n, points);
  int sign = ring_sign(&sums, n);
  *is_done = ring_is_placed(&sums) && sums.repeats[0] == 0 && sign != 0;
  if (!*is_done)
    return true;
  if ((sign < 0) != ring->is_hole)
    points_reverse(points, n);
  builder->stats->n_vertices += n;
  builder->stats->n_moved += (size_t)-sums.n_moved[0];
  return ring_take(shapes, n, ring->is_hole, error);
}

bool lt_shape_direct_add(LtShapeBuilder *builder, LtGpkgBlob blob, bool *is_done, GError **error)
{
  LtShapeMark mark;
  LtGpkgRing ring;
  *is_done = true;
  if (!lt_shape_direct_begin(builder, &mark, error))
    return false;
  while (*is_done && lt_gpkg_blob_next(&blob, &ring))
    if (!lt_shape_direct_ring(builder, &ring, is_done, error))
      return false;
  lt_shape_direct_end(builder, &mark, *is_done);
  return true;
}

void lt_shapes_reserve(LtShapes *shapes, size_t n_points)
{
  size_t before = shapes->cap_points, wanted = shapes->n_points + n_points;
  if (n_points >= RESERVE_POINTS && n_points <= SIZE_MAX / 2 && wanted > 2 * before)
    lt_grow(&shapes->points, &shapes->cap_points, wanted, sizeof *shapes->points, "points", NULL);
}

size_t lt_shapes_touch(LtShapes *shapes, size_t n_touched)
{
  size_t n = shapes->n_points, left = shapes->cap_points - n;
  if (n < n_touched || n < RESERVE_POINTS || left < TOUCHED_POINTS)
    return n_touched;
  lt_memory_touch(shapes->points + n, TOUCHED_POINTS * sizeof *shapes->points);
  return n + TOUCHED_POINTS;
}

void lt_shapes_trim(LtShapes *shapes)
{
  if (shapes->cap_points - shapes->n_points < RESERVE_POINTS)
    return;
  LtPoint *points = g_try_realloc_n(shapes->points, MAX(shapes->n_points, 1), sizeof *points);
  if (points == NULL)
    return;
  shapes->points = points;
  shapes->cap_points = MAX(shapes->n_points, 1);
}
