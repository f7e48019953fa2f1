/* The pairs of edges of a feature that is known to be invalid: all whose boxes meet. */
#include "geom/boxtree.h"
#include "geom/edge.h"
#include "geom/ring_steps.h"

#include <string.h>

/* Pairs that are looked at: so many for each vertex, and so many at least. */
#define PAIRS_OF_VERTEX 64
#define PAIRS_AT_LEAST ((size_t)1 << 22)
/* Visits are not looked through for repeated ones before there are more. */
#define VISITS_AT_LEAST 4096
/* More faults are not told. */
#define FAULTS_AT_MOST ((size_t)1 << 16)

typedef struct {
  LtRingNoding *noding;
  uint8_t *folded; /* of each edge: runs back over another beside a spike */
  LtBoxTree *tree;
  uint32_t edge; /* at hand */
  size_t n_left;
  size_t n_united; /* visits that are not repeated */
  GError *error;
} Pairs;

static void pairs_clear(Pairs *pairs)
{
  g_free(pairs->folded);
  lt_boxtree_free(pairs->tree);
  g_clear_error(&pairs->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pairs, pairs_clear)

static LtPoint transposed(LtPoint point)
{
  return (LtPoint){point.y, point.x};
}

/* The place on an edge to the nearest lattice point. Fixed-point places have x rounded down, which
 * does not change how it rounds then; so y takes the place of x. */
static LtPoint place_on_edge(LtPoint a, LtPoint b, LtFraction at)
{
  LtPoint x = lt_fixed_on_edge(a, b, at);
  LtPoint y = lt_fixed_on_edge(transposed(a), transposed(b), at);
  return (LtPoint){lt_fixed_round(x).x, lt_fixed_round(y).x};
}

static LtUWide absolute(LtWide value)
{
  return (LtUWide)(value < 0 ? -value : value);
}

/* ---- spikes ---- */

static bool goes_back(LtPoint before, LtPoint at, LtPoint after)
{
  LtPoint back = lt_direction(at, before), on = lt_direction(at, after);
  return lt_cross(at, before, after) == 0 && (LtWide)back.x * on.x + (LtWide)back.y * on.y > 0;
}

/* Mark the edges that lie in line with a tip, on both sides of it. */
static void spike_mark(Pairs *pairs, uint32_t tip)
{
  const LtRingVertex *vertices = pairs->noding->vertices;
  for (uint32_t v = tip, next; !pairs->folded[v]; v = next) {
    pairs->folded[v] = 1;
    next = vertices[v].after;
    LtPoint at = vertices[next].at, on = vertices[vertices[next].after].at;
    if (lt_cross(vertices[v].at, at, on) != 0 || goes_back(vertices[v].at, at, on))
      break;
  }
  for (uint32_t v = vertices[tip].before; !pairs->folded[v]; v = vertices[v].before) {
    pairs->folded[v] = 1;
    LtPoint at = vertices[v].at, back = vertices[vertices[v].before].at;
    if (lt_cross(back, at, lt_ring_edge_end(pairs->noding, v)) != 0 ||
        goes_back(back, at, lt_ring_edge_end(pairs->noding, v)))
      break;
  }
}

static bool spikes_find(Pairs *pairs, GError **error)
{
  LtRingNoding *noding = pairs->noding;
  for (uint32_t v = 0; v < noding->n_vertices; v++) {
    const LtRingVertex *vertex = &noding->vertices[v];
    if (!goes_back(noding->vertices[vertex->before].at, vertex->at, lt_ring_edge_end(noding, v)))
      continue;
    noding->rings[vertex->ring].is_crossed = true;
    spike_mark(pairs, v);
    if (!lt_ring_fault_add(noding, LT_INVALID_SPIKE, vertex->at, vertex->ring, vertex->ring, error))
      return false;
  }
  return true;
}

/* ---- edges on one line ---- */

static bool meeting_add(Pairs *pairs, LtValidity of_one, LtValidity of_two, LtPoint place,
                        uint32_t edge, uint32_t other)
{
  LtRingNoding *noding = pairs->noding;
  uint32_t a = noding->vertices[edge].ring, b = noding->vertices[other].ring;
  noding->rings[a].is_crossed = noding->rings[b].is_crossed = true;
  return lt_ring_fault_add(noding, a == b ? of_one : of_two, place, MIN(a, b), MAX(a, b),
                           &pairs->error);
}

/* Edges on one line: true when they share more than a point. The place is where that begins. */
static bool edges_overlap(const LtPoint a[2], const LtPoint b[2], LtPoint *place)
{
  int turn_a = lt_point_compare(a[0], a[1]) > 0, turn_b = lt_point_compare(b[0], b[1]) > 0;
  LtPoint low_a = a[turn_a], high_a = a[!turn_a], low_b = b[turn_b], high_b = b[!turn_b];
  *place = lt_point_compare(low_a, low_b) > 0 ? low_a : low_b;
  LtPoint end = lt_point_compare(high_a, high_b) < 0 ? high_a : high_b;
  return lt_point_compare(*place, end) < 0;
}

/* ---- touches ---- */

static int visit_compare(const void *a, const void *b)
{
  const LtRingVisit *x = a, *y = b;
  int order = lt_point_compare(x->at, y->at);
  if (order == 0 && x->is_edge != y->is_edge)
    return x->is_edge - y->is_edge;
  return order != 0 ? order : (x->vertex > y->vertex) - (x->vertex < y->vertex);
}

/* Sort the visits; of those that came more than once one is left. */
static void visits_unite(LtRingNoding *noding)
{
  size_t n = 0;
  if (noding->n_visits > 0)
    qsort(noding->visits, noding->n_visits, sizeof *noding->visits, visit_compare);
  for (size_t i = 0; i < noding->n_visits; i++)
    if (n == 0 || visit_compare(&noding->visits[n - 1], &noding->visits[i]) != 0)
      noding->visits[n++] = noding->visits[i];
  noding->n_visits = n;
}

/* Visits of both rings where an end of the one edge lies on the other. */
static bool touches_add(Pairs *pairs, const uint32_t edges[2], const LtPoint ends[2][2])
{
  LtRingNoding *noding = pairs->noding;
  if (noding->n_visits > 2 * pairs->n_united + VISITS_AT_LEAST) {
    visits_unite(noding);
    pairs->n_united = noding->n_visits;
  }
  for (int i = 0; i < 4; i++) {
    int own = i / 2, other = 1 - own;
    LtPoint at = ends[own][i % 2];
    if (!lt_edge_has(ends[other][0], ends[other][1], at))
      continue;
    uint32_t vertex = i % 2 == 0 ? edges[own] : noding->vertices[edges[own]].after;
    bool is_first = lt_point_equal(at, ends[other][0]);
    bool is_last = lt_point_equal(at, ends[other][1]);
    uint32_t met = is_last ? noding->vertices[edges[other]].after : edges[other];
    if (!lt_ring_visit_add(noding, at, vertex, false, &pairs->error) ||
        !lt_ring_visit_add(noding, at, met, !is_first && !is_last, &pairs->error))
      return false;
  }
  return true;
}

/* ---- a pair ---- */

/* False without memory. */
static bool pair_judge(Pairs *pairs, uint32_t edge, uint32_t other)
{
  const LtRingVertex *vertices = pairs->noding->vertices;
  if (vertices[edge].after == other || vertices[other].after == edge)
    return true; /* at most a spike */
  const uint32_t edges[2] = {edge, other};
  const LtPoint ends[2][2] = {{vertices[edge].at, lt_ring_edge_end(pairs->noding, edge)},
                              {vertices[other].at, lt_ring_edge_end(pairs->noding, other)}};
  LtWide from = lt_cross(ends[1][0], ends[1][1], ends[0][0]);
  LtWide to = lt_cross(ends[1][0], ends[1][1], ends[0][1]);
  int sides = lt_sign(lt_cross(ends[0][0], ends[0][1], ends[1][0])) *
              lt_sign(lt_cross(ends[0][0], ends[0][1], ends[1][1]));
  LtPoint place;
  if (lt_sign(from) * lt_sign(to) > 0 || sides > 0)
    return true;
  if (lt_sign(from) * lt_sign(to) < 0 && sides < 0) {
    place = place_on_edge(ends[0][0], ends[0][1],
                          (LtFraction){absolute(from), absolute(from) + absolute(to)});
    return meeting_add(pairs, LT_INVALID_SELF_INTERSECTION, LT_INVALID_RINGS_CROSS, place, edge,
                       other);
  }
  bool is_line = from == 0 && to == 0, is_spike = vertices[edge].ring == vertices[other].ring &&
                                                  pairs->folded[edge] && pairs->folded[other];
  if (is_line && edges_overlap(ends[0], ends[1], &place) && !is_spike &&
      !meeting_add(pairs, LT_INVALID_SELF_OVERLAP, LT_INVALID_SHARED_EDGE, place, edge, other))
    return false;
  return touches_add(pairs, edges, ends);
}

static bool pair_visit(size_t item, void *data)
{
  Pairs *pairs = data;
  if (item <= pairs->edge)
    return true;
  if (pairs->n_left == 0 || pairs->noding->n_faults >= FAULTS_AT_MOST) {
    pairs->noding->is_cut = true;
    return false;
  }
  pairs->n_left--;
  return pair_judge(pairs, pairs->edge, (uint32_t)item);
}

/* ---- all pairs ---- */

static bool tree_make(Pairs *pairs, GError **error)
{
  const LtRingNoding *noding = pairs->noding;
  g_autofree LtBox *boxes =
      lt_alloc(noding->n_vertices, sizeof *boxes, "edges of a polygon", error);
  pairs->folded = lt_alloc(noding->n_vertices, 1, "edges of a polygon", error);
  if (boxes == NULL || pairs->folded == NULL)
    return false;
  for (uint32_t v = 0; v < noding->n_vertices; v++)
    boxes[v] = lt_edge_box(noding->vertices[v].at, lt_ring_edge_end(noding, v));
  pairs->tree = lt_boxtree_new(boxes, noding->n_vertices, error);
  return pairs->tree != NULL;
}

bool lt_ring_pairs_find(LtRingNoding *noding, GError **error)
{
  g_auto(Pairs) pairs = {.noding = noding,
                         .n_left = MAX(noding->n_vertices * PAIRS_OF_VERTEX, PAIRS_AT_LEAST)};
  noding->n_visits = 0;
  if (!tree_make(&pairs, error) || !spikes_find(&pairs, error))
    return false;
  /* what the sweep has met, however many pairs there are */
  bool ok = pair_judge(&pairs, noding->met[0], noding->met[1]);
  for (uint32_t v = 0; ok && v < noding->n_vertices && !noding->is_cut; v++) {
    pairs.edge = v;
    LtBox box = lt_edge_box(noding->vertices[v].at, lt_ring_edge_end(noding, v));
    lt_boxtree_visit(pairs.tree, &box, pair_visit, &pairs);
    ok = pairs.error == NULL;
  }
  if (!ok) {
    g_propagate_error(error, g_steal_pointer(&pairs.error));
    return false;
  }
  visits_unite(noding);
  return true;
}
