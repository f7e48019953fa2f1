/* Places that rings pass more than once. Around a place the two edges of each visit must stand like
 * brackets that match, else rings change sides there. */
#include "geom/ring_steps.h"

#include <string.h>

/* The numbers of rings at the place, in order, into numbers. */
static int number_compare(const void *a, const void *b)
{
  const uint32_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static uint32_t visit_ring(const LtRingNoding *noding, const LtRingVisit *visit)
{
  return noding->vertices[visit->vertex].ring;
}

/* Counter-clockwise. */
static int spoke_compare(const void *a, const void *b)
{
  const LtRingSpoke *x = a, *y = b;
  int order = lt_direction_compare(x->direction, y->direction);
  return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

/* Two spokes for each visit; shared marks those of visits one of whose edges runs along another:
 * that was told already. */
static bool spokes_make(LtRingNoding *noding, const LtRingVisit *visits, size_t n, uint8_t *shared,
                        GError **error)
{
  if (!lt_grow(&noding->spokes, &noding->cap_spokes, 2 * n, sizeof *noding->spokes,
               "edges at a place", error))
    return false;
  LtRingSpoke *spokes = noding->spokes;
  for (size_t i = 0; i < n; i++) {
    const LtRingVertex *vertex = &noding->vertices[visits[i].vertex];
    LtPoint from = visits[i].is_edge ? vertex->at : noding->vertices[vertex->before].at;
    spokes[2 * i] = (LtRingSpoke){lt_direction(visits[i].at, from), (uint32_t)i, false, false};
    LtPoint to = noding->vertices[vertex->after].at;
    spokes[2 * i + 1] = (LtRingSpoke){lt_direction(visits[i].at, to), (uint32_t)i, true, false};
  }
  qsort(spokes, 2 * n, sizeof *spokes, spoke_compare);
  memset(shared, 0, n);
  for (size_t i = 1; i < 2 * n; i++)
    if (lt_direction_compare(spokes[i - 1].direction, spokes[i].direction) == 0)
      shared[spokes[i - 1].number] = shared[spokes[i].number] = 1;
  return true;
}

/* Find two visits that cross; false: none do. @p open: room for n. */
static bool crossing_find(const LtRingNoding *noding, size_t n, const uint8_t *shared,
                          uint32_t *open, uint8_t *is_open, uint32_t crossing[2])
{
  size_t n_open = 0;
  memset(is_open, 0, n);
  for (size_t i = 0; i < 2 * n; i++) {
    uint32_t visit = noding->spokes[i].number;
    if (shared[visit])
      continue;
    if (!is_open[visit]) {
      is_open[visit] = 1;
      open[n_open++] = visit;
    } else if (open[n_open - 1] == visit) {
      n_open--;
    } else {
      crossing[0] = visit;
      crossing[1] = open[n_open - 1];
      return true;
    }
  }
  return false;
}

static bool crossing_add(LtRingNoding *noding, const LtRingVisit *visits, size_t n,
                         const uint32_t crossing[2], GError **error)
{
  uint32_t a = visit_ring(noding, &visits[crossing[0]]);
  uint32_t b = visit_ring(noding, &visits[crossing[1]]);
  for (size_t i = 0; i < n; i++)
    noding->rings[visit_ring(noding, &visits[i])].is_crossed = true;
  return lt_ring_fault_add(noding, a == b ? LT_INVALID_SELF_INTERSECTION : LT_INVALID_RINGS_CROSS,
                           visits[0].at, MIN(a, b), MAX(a, b), error);
}

/* A ring that is there twice touches itself. */
static bool touches_judge(LtRingNoding *noding, const LtRingVisit *visits, size_t n,
                          const uint8_t *shared, uint32_t *numbers, GError **error)
{
  size_t n_numbers = 0;
  for (size_t i = 0; i < n; i++)
    if (!shared[i])
      numbers[n_numbers++] = visit_ring(noding, &visits[i]);
  qsort(numbers, n_numbers, sizeof *numbers, number_compare);
  for (size_t i = 1; i < n_numbers; i++)
    if (numbers[i] == numbers[i - 1] && (i < 2 || numbers[i] != numbers[i - 2]) &&
        !lt_ring_fault_add(noding, LT_INVALID_SELF_TOUCH, visits[0].at, numbers[i], numbers[i],
                           error))
      return false;
  return true;
}

/* End of the visits of the place with number @p begin. */
static size_t place_end(const LtRingNoding *noding, size_t begin)
{
  size_t end = begin + 1;
  while (end < noding->n_visits && lt_point_equal(noding->visits[begin].at, noding->visits[end].at))
    end++;
  return end;
}

bool lt_ring_places_judge(LtRingNoding *noding, GError **error)
{
  size_t n = noding->n_visits;
  if (n == 0)
    return true;
  g_autofree uint8_t *shared = lt_alloc(2 * n, 1, "touching rings", error);
  if (shared == NULL || !lt_grow(&noding->numbers, &noding->cap_numbers, n, sizeof *noding->numbers,
                                 "touching rings", error))
    return false;
  for (size_t begin = 0, end; begin < n; begin = end) {
    end = place_end(noding, begin);
    const LtRingVisit *visits = &noding->visits[begin];
    uint32_t crossing[2];
    if (!spokes_make(noding, visits, end - begin, shared, error))
      return false;
    bool ok = crossing_find(noding, end - begin, shared, noding->numbers, shared + n, crossing)
                  ? crossing_add(noding, visits, end - begin, crossing, error)
                  : touches_judge(noding, visits, end - begin, shared, noding->numbers, error);
    if (!ok)
      return false;
  }
  return true;
}

/* ---- interiors ---- */

/* Root of a ring in the forest of rings that hang together, with paths halved on the way. */
static uint32_t root_find(uint32_t *roots, uint32_t ring)
{
  while (roots[ring] != ring)
    ring = roots[ring] = roots[roots[ring]];
  return ring;
}

/* Rings of a polygon that meet here and hung together before enclose a part of its interior. */
static bool place_join(LtRingNoding *noding, LtPoint place, const uint32_t *rings, size_t n,
                       uint32_t *roots, GError **error)
{
  for (size_t i = 1; i < n; i++) {
    if (rings[i] == rings[i - 1] ||
        noding->rings[rings[i]].shell != noding->rings[rings[i - 1]].shell)
      continue;
    uint32_t a = root_find(roots, rings[i - 1]), b = root_find(roots, rings[i]);
    if (a == b &&
        !lt_ring_fault_add(noding, LT_INVALID_INTERIOR, place, rings[i - 1], rings[i], error))
      return false;
    roots[b] = a;
  }
  return true;
}

static bool is_judged(const LtRingNoding *noding, uint32_t number)
{
  const LtNodedRing *ring = &noding->rings[number], *shell = &noding->rings[ring->shell];
  return !ring->is_crossed && !ring->is_misplaced && !shell->is_crossed && !shell->is_collapsed;
}

bool lt_ring_interiors_judge(LtRingNoding *noding, GError **error)
{
  size_t n = noding->n_visits;
  if (n == 0)
    return true;
  g_autofree uint32_t *roots = lt_alloc(noding->n_rings, sizeof *roots, "rings", error);
  if (roots == NULL || !lt_grow(&noding->numbers, &noding->cap_numbers, n, sizeof *noding->numbers,
                                "touching rings", error))
    return false;
  for (uint32_t r = 0; r < noding->n_rings; r++)
    roots[r] = r;
  for (size_t begin = 0, end; begin < n; begin = end) {
    end = place_end(noding, begin);
    size_t n_rings = 0;
    for (size_t i = begin; i < end; i++) {
      uint32_t ring = visit_ring(noding, &noding->visits[i]);
      if (is_judged(noding, ring))
        noding->numbers[n_rings++] = ring;
    }
    qsort(noding->numbers, n_rings, sizeof *noding->numbers, number_compare);
    if (!place_join(noding, noding->visits[begin].at, noding->numbers, n_rings, roots, error))
      return false;
  }
  return true;
}
