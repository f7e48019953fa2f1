/* Rings that come twice in a feature, begun anywhere and turned either way. */
#include "geom/ring_steps.h"

/* A ring as read from its smallest vertex towards the smaller of the two beside it. */
typedef struct {
  const LtRingVertex *vertices;
  uint32_t number, first;
  uint32_t n_vertices;
  bool is_forward;
} Ring;

static Ring ring_read(const LtRingNoding *noding, uint32_t number)
{
  const LtNodedRing *noded = &noding->rings[number];
  const LtRingVertex *vertices = noding->vertices;
  Ring ring = {vertices, number, noded->begin, noded->end - noded->begin, true};
  for (uint32_t v = noded->begin; v < noded->end; v++)
    if (lt_point_compare(vertices[v].at, vertices[ring.first].at) < 0)
      ring.first = v;
  const LtRingVertex *first = &vertices[ring.first];
  ring.is_forward = lt_point_compare(vertices[first->after].at, vertices[first->before].at) < 0;
  return ring;
}

static uint32_t ring_next(const Ring *ring, uint32_t v)
{
  return ring->is_forward ? ring->vertices[v].after : ring->vertices[v].before;
}

static int shape_compare(const Ring *a, const Ring *b)
{
  if (a->n_vertices != b->n_vertices)
    return a->n_vertices < b->n_vertices ? -1 : 1;
  for (uint32_t i = 0, v = a->first, w = b->first; i < a->n_vertices; i++) {
    int order = lt_point_compare(a->vertices[v].at, b->vertices[w].at);
    if (order != 0)
      return order;
    v = ring_next(a, v);
    w = ring_next(b, w);
  }
  return 0;
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
    if (!lt_ring_fault_add(noding, LT_INVALID_DUPLICATE_RINGS, noding->vertices[rings[i].first].at,
                           same, rings[i].number, error))
      return false;
  }
  if (noding->n_faults > n_before)
    shared_edges_drop(noding, same_as);
  return true;
}
