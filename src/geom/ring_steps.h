/**
 * @file ring_steps.h
 * @brief What the steps of noding rings share. Internal to them.
 *
 * The sweep (ring_sweep.c) tells at once whether edges cross or run along each other; where they
 * do, all pairs of edges are looked at (ring_pairs.c). Where rings only touch, their order around
 * the place decides (ring_places.c). What lies in what comes from the sweep.
 */
#ifndef LT_GEOM_RING_STEPS_H
#define LT_GEOM_RING_STEPS_H

#include "geom/ring_noding.h"
#include "geom/ring_status.h"

#define LT_NO_RING UINT32_MAX

/** A vertex, and the edge from it to the vertex after. */
typedef struct {
  LtPoint at;
  uint32_t before, after; /**< vertices of the ring, which has no last one */
  uint32_t ring;
  uint32_t item; /**< of the status: the edge */
} LtRingVertex;

typedef struct {
  uint32_t begin, end; /**< vertices, none twice in a row */
  uint32_t shell;      /**< of the polygon that it belongs to; itself for a shell */
  uint32_t parent;     /**< innermost ring around it, found by the sweep; LT_NO_RING: none */
  LtPoint first;       /**< its smallest place, found by the sweep */
  bool is_collapsed;   /**< a point or a line; has no vertices here */
  bool is_crossed;     /**< crosses, or runs along, another ring or itself */
  bool is_misplaced;   /**< lies where it must not */
  bool is_ccw, is_met; /**< for the sweep */
} LtNodedRing;

/** A vertex on its way into the order of the sweep. */
typedef struct {
  LtPoint at;
  uint32_t vertex;
} LtRingEvent;

/** A ring passes a place where it meets another, or itself again. */
typedef struct {
  LtPoint at;
  uint32_t vertex; /**< that stands there; or the edge that passes, by its first vertex */
  bool is_edge;
} LtRingVisit;

/** An edge leaves a place. */
typedef struct {
  LtPoint direction;
  uint32_t number; /**< a visit, or a vertex whose edge it is */
  bool is_forward, is_shared;
} LtRingSpoke;

/** Edges one after the other that do not turn back, neither along x nor along y. */
typedef struct {
  uint32_t first, end; /**< edges */
  int8_t x, y;         /**< signs of their directions; 0: none has one */
} LtRingChain;

struct LtRingNoding {
  LtRingVertex *vertices;
  LtNodedRing *rings;
  LtRingEvent *events, *merged;
  LtRingVisit *visits; /**< those at a place together */
  LtRingSpoke *spokes; /**< scratch: around one place */
  LtRingFault *faults;
  uint32_t *numbers; /**< scratch */
  LtRingChain *chains;
  LtBox *boxes; /**< over chains */
  LtRingStatus status;
  size_t n_vertices, n_rings, n_events, n_visits, n_spokes, n_faults;
  size_t cap_vertices, cap_rings, cap_events, cap_merged, cap_visits, cap_spokes, cap_faults,
      cap_numbers, cap_chains, cap_boxes;
  uint32_t met[2]; /**< edges that made the sweep stop */
  bool is_cut;
};

/** Find out whether a closed ring is plain beyond doubt: no two edges share a point but where one
 * follows the other. *@p is_plain false tells nothing. LT_ERROR_MEMORY. O(n). */
bool lt_ring_is_plain(LtRingNoding *noding, const LtPoint *points, size_t n, bool *is_plain,
                      GError **error);

/** Sweep over the rings that are not marked as crossed: find visits and parents. *@p is_clean
 * false: two edges, met, cross or run along each other, and nothing found is of use.
 * LT_ERROR_MEMORY. O(n log n). */
bool lt_ring_sweep(LtRingNoding *noding, bool *is_clean, GError **error);

/** Look at all pairs of edges that may meet: faults of those that cross or run along each other,
 * visits of those that touch; mark rings that are crossed. LT_ERROR_MEMORY. */
bool lt_ring_pairs_find(LtRingNoding *noding, GError **error);

/** Judge the visits of each place: rings that cross in a vertex, rings that touch themselves.
 * LT_ERROR_MEMORY. */
bool lt_ring_places_judge(LtRingNoding *noding, GError **error);

/** Judge what touching rings of one polygon enclose: its interior cut in two. LT_ERROR_MEMORY. */
bool lt_ring_interiors_judge(LtRingNoding *noding, GError **error);

/** Tell rings that come twice as such, instead of the edges that they share. LT_ERROR_MEMORY. */
bool lt_ring_duplicates_find(LtRingNoding *noding, GError **error);

/** Append a fault; the same may come several times. LT_ERROR_MEMORY. */
bool lt_ring_fault_add(LtRingNoding *noding, LtValidity validity, LtPoint place, uint32_t ring,
                       uint32_t other, GError **error);

/** Append a visit. LT_ERROR_MEMORY. */
static inline bool lt_ring_visit_add(LtRingNoding *noding, LtPoint at, uint32_t vertex,
                                     bool is_edge, GError **error)
{
  if (!lt_grow(&noding->visits, &noding->cap_visits, noding->n_visits + 1, sizeof *noding->visits,
               "touching rings", error))
    return false;
  noding->visits[noding->n_visits++] = (LtRingVisit){at, vertex, is_edge};
  return true;
}

/** End of an edge, which begins with its vertex. */
static inline LtPoint lt_ring_edge_end(const LtRingNoding *noding, uint32_t vertex)
{
  return noding->vertices[noding->vertices[vertex].after].at;
}

static inline LtPoint lt_direction(LtPoint from, LtPoint to)
{
  return (LtPoint){to.x - from.x, to.y - from.y};
}

#endif
