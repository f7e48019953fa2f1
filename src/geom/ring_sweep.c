/* A sweep as of Shamos and Hoey, Geometric intersection problems (1976), over rings that may touch:
 * vertices are met from the smallest to the largest (lt_point_compare()), and the edges between
 * them stand in a tree from the lowest to the highest. Edges that cross or run along each other
 * become neighbours before they meet; there the sweep stops. */
#include "geom/ring_steps.h"

#include <string.h>

/* ---- the order of the vertices ---- */

/* Merge two runs that lie one after the other. */
static void runs_merge(const LtRingEvent *events, size_t begin, size_t middle, size_t end,
                       LtRingEvent *merged)
{
  size_t a = begin, b = middle;
  for (size_t i = begin; i < end; i++)
    if (b == end || (a < middle && lt_point_compare(events[a].at, events[b].at) <= 0))
      merged[i] = events[a++];
    else
      merged[i] = events[b++];
}

/* Sort by merging the runs that are there already; @p ends are theirs. */
static void events_merge(LtRingNoding *noding, uint32_t *ends, size_t n_runs)
{
  while (n_runs > 1) {
    size_t n = 0, begin = 0;
    for (size_t run = 0; run < n_runs; run += 2) {
      size_t middle = ends[run], end = run + 1 < n_runs ? ends[run + 1] : middle;
      runs_merge(noding->events, begin, middle, end, noding->merged);
      ends[n++] = (uint32_t)end;
      begin = end;
    }
    n_runs = n;
    LtRingEvent *swapped = noding->events;
    noding->events = noding->merged;
    noding->merged = swapped;
    size_t capacity = noding->cap_events;
    noding->cap_events = noding->cap_merged;
    noding->cap_merged = capacity;
  }
}

static void events_reverse(LtRingEvent *events, size_t n)
{
  for (LtRingEvent *a = events, *b = events + n - 1; a < b; a++, b--) {
    LtRingEvent swapped = *a;
    *a = *b;
    *b = swapped;
  }
}

/* End of the run that begins with an event; one that falls is turned. Rings are runs by nature. */
static size_t run_end(LtRingEvent *events, size_t begin, size_t n)
{
  size_t end = begin + 1;
  if (end == n)
    return end;
  if (lt_point_compare(events[begin].at, events[end].at) > 0) {
    while (end < n && lt_point_compare(events[end - 1].at, events[end].at) > 0)
      end++;
    events_reverse(events + begin, end - begin);
  } else {
    while (end < n && lt_point_compare(events[end - 1].at, events[end].at) <= 0)
      end++;
  }
  return end;
}

static bool events_make(LtRingNoding *noding, GError **error)
{
  size_t n = noding->n_vertices, n_runs = 0;
  if (!lt_grow(&noding->events, &noding->cap_events, n, sizeof *noding->events, "vertices",
               error) ||
      !lt_grow(&noding->merged, &noding->cap_merged, n, sizeof *noding->merged, "vertices",
               error) ||
      !lt_grow(&noding->numbers, &noding->cap_numbers, n, sizeof *noding->numbers, "vertices",
               error))
    return false;
  noding->n_events = noding->n_visits = 0;
  for (size_t r = 0; r < noding->n_rings; r++) {
    LtNodedRing *ring = &noding->rings[r];
    ring->is_met = false;
    ring->parent = LT_NO_RING;
    for (uint32_t v = ring->begin; !ring->is_crossed && v < ring->end; v++)
      noding->events[noding->n_events++] = (LtRingEvent){noding->vertices[v].at, v};
  }
  for (size_t i = 0; i < noding->n_events;)
    noding->numbers[n_runs++] = (uint32_t)(i = run_end(noding->events, i, noding->n_events));
  events_merge(noding, noding->numbers, n_runs);
  return true;
}

/* ---- edges in the status ---- */

typedef struct {
  LtRingNoding *noding;
  bool is_clean;
} Sweep;

static void sweep_stop(Sweep *sweep, uint32_t edge, uint32_t other)
{
  sweep->noding->met[0] = edge;
  sweep->noding->met[1] = other;
  sweep->is_clean = false;
}

/* Stop when two new neighbours will have changed places at the first of their ends. */
static void neighbours_check(Sweep *sweep, uint32_t lower, uint32_t upper)
{
  if (lower == LT_NO_ITEM || upper == LT_NO_ITEM)
    return;
  const LtStatusItem *low = &sweep->noding->status.items[lower];
  const LtStatusItem *high = &sweep->noding->status.items[upper];
  bool low_ends = lt_point_compare(low->to, high->to) <= 0;
  if (low_ends ? lt_status_side(high, low->to) > 0 : lt_status_side(low, high->to) < 0)
    sweep_stop(sweep, low->vertex, high->vertex);
}

/* The first edge of a ring that the sweep meets is its lowest there: outside is below. */
static void ring_meet(Sweep *sweep, uint32_t number, bool is_forward, LtPoint at, uint32_t below)
{
  LtNodedRing *rings = sweep->noding->rings, *ring = &rings[number];
  if (ring->is_met)
    return;
  ring->is_met = true;
  ring->is_ccw = is_forward;
  ring->first = at;
  if (below == LT_NO_ITEM)
    return;
  const LtStatusItem *item = &sweep->noding->status.items[below];
  uint32_t under = sweep->noding->vertices[item->vertex].ring;
  bool is_inside = item->is_forward == rings[under].is_ccw;
  ring->parent = is_inside ? under : rings[under].parent;
}

static void item_set(Sweep *sweep, uint32_t item, uint32_t edge, bool is_forward, LtPoint from,
                     LtPoint to)
{
  LtStatusItem *it = &sweep->noding->status.items[item];
  it->from = from;
  it->to = to;
  it->vertex = edge;
  it->is_forward = is_forward;
  sweep->noding->vertices[edge].item = item;
}

/* Put an edge in above another; LT_NO_ITEM without memory. */
static uint32_t edge_add(Sweep *sweep, uint32_t below, uint32_t edge, bool is_forward, LtPoint from,
                         GError **error)
{
  LtRingNoding *noding = sweep->noding;
  uint32_t item = lt_ring_status_add(&noding->status, below, error);
  if (item == LT_NO_ITEM)
    return item;
  LtPoint to = is_forward ? lt_ring_edge_end(noding, edge) : noding->vertices[edge].at;
  item_set(sweep, item, edge, is_forward, from, to);
  ring_meet(sweep, noding->vertices[edge].ring, is_forward, from, below);
  return item;
}

/* ---- places where rings meet ---- */

/* An item that holds a place: one that ends there, or one that the place lies on. */
static uint32_t item_at(const LtRingNoding *noding, const LtRingEvent *events, size_t n,
                        uint32_t *below)
{
  const LtRingVertex *vertices = noding->vertices;
  for (size_t i = 0; i < n; i++) {
    const LtRingVertex *vertex = &vertices[events[i].vertex];
    if (lt_point_compare(vertices[vertex->before].at, vertex->at) < 0)
      return vertices[vertex->before].item;
    if (lt_point_compare(vertices[vertex->after].at, vertex->at) < 0)
      return vertex->item;
  }
  return lt_ring_status_find(&noding->status, events[0].at, below);
}

static bool spoke_add(LtRingNoding *noding, LtPoint at, LtPoint to, uint32_t edge, bool is_forward,
                      GError **error)
{
  if (lt_point_compare(at, to) > 0)
    return true;
  if (!lt_grow(&noding->spokes, &noding->cap_spokes, noding->n_spokes + 1, sizeof *noding->spokes,
               "edges at a place", error))
    return false;
  noding->spokes[noding->n_spokes++] =
      (LtRingSpoke){.direction = lt_direction(at, to), .number = edge, .is_forward = is_forward};
  return true;
}

/* Take out all items that hold a place; those that go on beyond it become spokes and visits. */
static bool items_take_out(Sweep *sweep, uint32_t item, LtPoint at, uint32_t *below, GError **error)
{
  LtRingNoding *noding = sweep->noding;
  LtRingStatus *status = &noding->status;
  uint32_t lower = status->items[item].below, next;
  for (; lower != LT_NO_ITEM && lt_status_side(&status->items[lower], at) == 0;
       lower = status->items[item].below)
    item = lower;
  *below = lower;
  for (; item != LT_NO_ITEM && lt_status_side(&status->items[item], at) == 0; item = next) {
    const LtStatusItem *it = &status->items[item];
    next = it->above;
    if (!lt_point_equal(it->to, at)) {
      if (noding->n_spokes > 0) /* two edges with the place inside of both */
        sweep_stop(sweep, noding->spokes[0].number, it->vertex);
      if (!spoke_add(noding, at, it->to, it->vertex, it->is_forward, error) ||
          !lt_ring_visit_add(noding, at, it->vertex, true, error))
        return false;
    }
    lt_ring_status_remove(status, item);
  }
  return true;
}

/* From the lowest to the highest. */
static int spoke_compare(const void *a, const void *b)
{
  const LtRingSpoke *x = a, *y = b;
  int order =
      -lt_sign((LtWide)x->direction.x * y->direction.y - (LtWide)x->direction.y * y->direction.x);
  return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static bool spokes_put_in(Sweep *sweep, LtPoint at, uint32_t below, GError **error)
{
  LtRingNoding *noding = sweep->noding;
  if (noding->n_spokes > 1)
    qsort(noding->spokes, noding->n_spokes, sizeof *noding->spokes, spoke_compare);
  uint32_t item = below;
  for (size_t i = 0; i < noding->n_spokes && sweep->is_clean; i++) {
    const LtRingSpoke *spoke = &noding->spokes[i], *next = spoke + 1;
    if (i + 1 < noding->n_spokes &&
        lt_cross((LtPoint){0, 0}, spoke->direction, next->direction) == 0)
      sweep_stop(sweep, spoke->number, next->number);
    item = edge_add(sweep, item, spoke->number, spoke->is_forward, at, error);
    if (item == LT_NO_ITEM)
      return false;
    if (i == 0)
      neighbours_check(sweep, below, item);
  }
  uint32_t above = item == LT_NO_ITEM ? noding->status.lowest : noding->status.items[item].above;
  if (sweep->is_clean)
    neighbours_check(sweep, item, above);
  return true;
}

/* The vertices at one place, and an edge that it may lie on. */
static bool place_pass(Sweep *sweep, const LtRingEvent *events, size_t n, GError **error)
{
  LtRingNoding *noding = sweep->noding;
  LtPoint at = events[0].at;
  uint32_t below = LT_NO_ITEM, item = item_at(noding, events, n, &below);
  noding->n_spokes = 0;
  if (item != LT_NO_ITEM && !items_take_out(sweep, item, at, &below, error))
    return false;
  for (size_t i = 0; i < n; i++) {
    uint32_t number = events[i].vertex;
    const LtRingVertex *vertex = &noding->vertices[number];
    if (!spoke_add(noding, at, noding->vertices[vertex->before].at, vertex->before, false, error) ||
        !spoke_add(noding, at, noding->vertices[vertex->after].at, number, true, error) ||
        !lt_ring_visit_add(noding, at, number, false, error))
      return false;
  }
  return spokes_put_in(sweep, at, below, error);
}

/* ---- vertices alone at their place ---- */

/* True when a place lies between two neighbours and on neither. */
static bool is_between(const LtRingStatus *status, uint32_t lower, uint32_t upper, LtPoint at)
{
  return (lower == LT_NO_ITEM || lt_status_side(&status->items[lower], at) > 0) &&
         (upper == LT_NO_ITEM || lt_status_side(&status->items[upper], at) < 0);
}

/* The ring goes on from one edge to the next. *is_done false: others are met here. */
static void vertex_follow(Sweep *sweep, uint32_t number, bool is_forward, bool *is_done)
{
  LtRingNoding *noding = sweep->noding;
  const LtRingVertex *vertices = noding->vertices, *vertex = &vertices[number];
  uint32_t item = is_forward ? vertices[vertex->before].item : vertex->item;
  uint32_t below = noding->status.items[item].below, above = noding->status.items[item].above;
  *is_done = is_between(&noding->status, below, above, vertex->at);
  if (!*is_done)
    return;
  item_set(sweep, item, is_forward ? number : vertex->before, is_forward, vertex->at,
           vertices[is_forward ? vertex->after : vertex->before].at);
  neighbours_check(sweep, below, item);
  neighbours_check(sweep, item, above);
}

static void vertex_end(Sweep *sweep, uint32_t number, bool *is_done)
{
  LtRingNoding *noding = sweep->noding;
  LtRingStatus *status = &noding->status;
  const LtRingVertex *vertex = &noding->vertices[number];
  uint32_t lower = vertex->item, upper = noding->vertices[vertex->before].item;
  if (status->items[lower].above != upper) {
    lower = upper;
    upper = vertex->item;
  }
  uint32_t below = status->items[lower].below, above = status->items[upper].above;
  *is_done = status->items[lower].above == upper && is_between(status, below, above, vertex->at);
  if (!*is_done)
    return;
  lt_ring_status_remove(status, lower);
  lt_ring_status_remove(status, upper);
  neighbours_check(sweep, below, above);
}

static bool vertex_begin(Sweep *sweep, uint32_t number, bool *is_done, GError **error)
{
  LtRingNoding *noding = sweep->noding;
  const LtRingVertex *vertex = &noding->vertices[number];
  uint32_t below;
  *is_done = lt_ring_status_find(&noding->status, vertex->at, &below) == LT_NO_ITEM;
  if (!*is_done)
    return true;
  LtWide turn =
      lt_cross(vertex->at, noding->vertices[vertex->after].at, noding->vertices[vertex->before].at);
  if (turn == 0)
    sweep_stop(sweep, vertex->before, number);
  bool is_lower = turn > 0; /* the edge from the vertex */
  uint32_t lower =
      edge_add(sweep, below, is_lower ? number : vertex->before, is_lower, vertex->at, error);
  uint32_t upper = lower == LT_NO_ITEM ? LT_NO_ITEM
                                       : edge_add(sweep, lower, is_lower ? vertex->before : number,
                                                  !is_lower, vertex->at, error);
  if (upper == LT_NO_ITEM)
    return false;
  neighbours_check(sweep, below, lower);
  neighbours_check(sweep, upper, noding->status.items[upper].above);
  return true;
}

static bool vertex_pass(Sweep *sweep, const LtRingEvent *event, GError **error)
{
  const LtRingVertex *vertices = sweep->noding->vertices, *vertex = &vertices[event->vertex];
  bool comes = lt_point_compare(vertices[vertex->before].at, event->at) < 0;
  bool goes = lt_point_compare(event->at, vertices[vertex->after].at) < 0;
  bool is_done = true;
  if (comes == goes)
    vertex_follow(sweep, event->vertex, comes, &is_done);
  else if (comes)
    vertex_end(sweep, event->vertex, &is_done);
  else if (!vertex_begin(sweep, event->vertex, &is_done, error))
    return false;
  return is_done || place_pass(sweep, event, 1, error);
}

bool lt_ring_sweep(LtRingNoding *noding, bool *is_clean, GError **error)
{
  Sweep sweep = {noding, true};
  if (!lt_grow(&noding->status.items, &noding->status.cap_items, 16, sizeof *noding->status.items,
               "edges of a polygon", error) ||
      !events_make(noding, error))
    return false;
  lt_ring_status_empty(&noding->status);
  const LtRingEvent *events = noding->events;
  for (size_t i = 0, end; i < noding->n_events && sweep.is_clean; i = end) {
    for (end = i + 1; end < noding->n_events && lt_point_equal(events[i].at, events[end].at);)
      end++;
    if (end == i + 1 ? !vertex_pass(&sweep, &events[i], error)
                     : !place_pass(&sweep, &events[i], end - i, error))
      return false;
  }
  *is_clean = sweep.is_clean;
  return true;
}
