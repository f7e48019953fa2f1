/* Rings that come twice in a feature, begun anywhere and turned either way. */
#include "geom/ring_steps.h"

/* A ring as read from one of its vertices, one way or the other. */
typedef struct {
  const LtRingVertex *vertices; /* of the ring */
  size_t n, first;
  uint32_t number;
  bool is_forward;
} Ring;

/* The vertex that comes i-th; i may go around once more. */
static LtPoint ring_at(const Ring *ring, size_t i)
{
  size_t k = i % ring->n;
  k = ring->is_forward ? ring->first + k : ring->first + ring->n - k;
  return ring->vertices[k % ring->n].at;
}

static int shape_compare(const Ring *a, const Ring *b)
{
  if (a->n != b->n)
    return a->n < b->n ? -1 : 1;
  int order = 0;
  for (size_t i = 0; order == 0 && i < a->n; i++)
    order = lt_point_compare(ring_at(a, i), ring_at(b, i));
  return order;
}

/* Where to begin for the smallest sequence of places. Shiloach: Fast canonization of circular
 * strings (1981). */
static size_t start_find(const Ring *ring)
{
  size_t i = 0, j = 1, k = 0;
  while (i < ring->n && j < ring->n && k < ring->n) {
    int order = lt_point_compare(ring_at(ring, i + k), ring_at(ring, j + k));
    if (order == 0) {
      k++;
      continue;
    }
    *(order > 0 ? &i : &j) += k + 1;
    j += i == j;
    k = 0;
  }
  return MIN(i, j);
}

/* The same sequence for all rings that are the same. */
static Ring ring_read(const LtRingNoding *noding, uint32_t number)
{
  const LtNodedRing *noded = &noding->rings[number];
  Ring rings[2];
  for (int turn = 0; turn < 2; turn++) {
    Ring *ring = &rings[turn];
    *ring = (Ring){.vertices = noding->vertices + noded->begin,
                   .n = noded->end - noded->begin,
                   .number = number,
                   .is_forward = turn == 0};
    size_t start = start_find(ring);
    ring->first = turn == 0 ? start : ring->n - start;
  }
  return rings[shape_compare(&rings[0], &rings[1]) > 0];
}

static int ring_compare(const void *a, const void *b)
{
  const Ring *x = a, *y = b;
  int order = shape_compare(x, y);
  return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

/* Leave out the shared edges of rings that are the same. */
static void shared_edges_drop(LtRingNoding *noding, const uint32_t *same_as)
{
  size_t n = 0;
  for (size_t i = 0; i < noding->n_faults; i++) {
    const LtRingFault *fault = &noding->faults[i];
    if (fault->validity != LT_INVALID_SHARED_EDGE || same_as[fault->ring] != same_as[fault->other])
      noding->faults[n++] = *fault;
  }
  noding->n_faults = n;
}

bool lt_ring_duplicates_find(LtRingNoding *noding, GError **error)
{
  size_t n = 0;
  g_autofree Ring *rings = lt_alloc(noding->n_rings, sizeof *rings, "rings", error);
  g_autofree uint32_t *same_as = lt_alloc(noding->n_rings, sizeof *same_as, "rings", error);
  if (rings == NULL || same_as == NULL)
    return false;
  for (uint32_t r = 0; r < noding->n_rings; r++) {
    same_as[r] = r;
    if (noding->rings[r].is_crossed)
      rings[n++] = ring_read(noding, r);
  }
  if (n > 0)
    qsort(rings, n, sizeof *rings, ring_compare);

  size_t n_before = noding->n_faults;
  for (size_t i = 1; i < n; i++) {
    if (shape_compare(&rings[i - 1], &rings[i]) != 0)
      continue;
    uint32_t same = same_as[rings[i].number] = same_as[rings[i - 1].number];
    if (!lt_ring_fault_add(noding, LT_INVALID_DUPLICATE_RINGS, ring_at(&rings[i], 0), same,
                           rings[i].number, error))
      return false;
  }
  if (noding->n_faults > n_before)
    shared_edges_drop(noding, same_as);
  return true;
}
