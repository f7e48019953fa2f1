/* Most rings are plain: no two of their edges meet but where one follows the other. That is seen
 * without sorting anything: a ring is cut into chains, whose boxes make a binary tree in the order
 * of the ring, and only chains whose boxes meet are looked at. Any doubt is left to the sweep. */
#include "geom/edge.h"
#include "geom/ring_steps.h"

/* A chain is not longer. */
#define EDGES_OF_CHAIN 8
/* Pairs of boxes that are looked at for each chain, and at least. */
#define BOXES_OF_CHAIN 16
#define BOXES_AT_LEAST 1024

typedef struct {
  const LtPoint *points; /* closed */
  uint32_t n_edges;
  const LtRingChain *chains;
  size_t n_chains;
  const LtBox *boxes; /* of the chains, then of every two of them, and so on */
  size_t n_left;      /* pairs of boxes still to be looked at */
} Ring;

/* ---- chains ---- */

/* Go on with an edge that has these signs; false: the chain ends before it. */
static inline bool chain_take(LtRingChain *chain, int x, int y)
{
  if (chain->x * x < 0 || chain->y * y < 0)
    return false;
  chain->x = (int8_t)(chain->x | x);
  chain->y = (int8_t)(chain->y | y);
  return true;
}

/* Cut a ring into chains; 0 for one with a point that comes twice in a row. */
static size_t chains_make(const LtPoint *points, uint32_t n_edges, LtRingChain *chains)
{
  LtRingChain *chain = chains;
  *chain = (LtRingChain){0};
  for (uint32_t e = 0; e < n_edges; e++) {
    int64_t dx = points[e + 1].x - points[e].x, dy = points[e + 1].y - points[e].y;
    int x = (dx > 0) - (dx < 0), y = (dy > 0) - (dy < 0);
    if (x == 0 && y == 0)
      return 0;
    if (e - chain->first == EDGES_OF_CHAIN || !chain_take(chain, x, y)) {
      chain->end = e;
      *++chain = (LtRingChain){.first = e, .x = (int8_t)x, .y = (int8_t)y};
    }
  }
  chain->end = n_edges;
  return (size_t)(chain - chains) + 1;
}

/* Returns the number of levels. */
static unsigned boxes_make(const LtPoint *points, const LtRingChain *chains, size_t n_chains,
                           LtBox *boxes)
{
  for (size_t i = 0; i < n_chains; i++)
    boxes[i] = lt_edge_box(points[chains[i].first], points[chains[i].end]);
  unsigned n_levels = 1;
  for (size_t n = n_chains; n > 1; n = (n + 1) / 2, n_levels++) {
    LtBox *over = boxes + n;
    for (size_t i = 0; i < n; i += 2) {
      over[i / 2] = boxes[i];
      if (i + 1 < n)
        lt_box_add(&over[i / 2], &boxes[i + 1]);
    }
    boxes = over;
  }
  return n_levels;
}

/* ---- pairs of chains ---- */

/* True when edges that follow each other share more than their common point. */
static bool edges_fold(const LtPoint *points, uint32_t edge, uint32_t next)
{
  LtPoint a = points[edge], b = points[next], c = points[next + 1];
  return lt_cross(a, b, c) == 0 &&
         (LtWide)(b.x - a.x) * (c.x - b.x) + (LtWide)(b.y - a.y) * (c.y - b.y) < 0;
}

static bool edges_are_apart(const Ring *ring, uint32_t e, uint32_t f)
{
  const LtPoint *points = ring->points;
  if (f == e + 1)
    return !edges_fold(points, e, f);
  if (e == 0 && f + 1 == ring->n_edges)
    return !edges_fold(points, f, e);
  return !lt_edges_touch(points[e], points[e + 1], points[f], points[f + 1]);
}

static bool all_edges_are_apart(const Ring *ring, const LtRingChain *a, const LtRingChain *b,
                                const LtBox *box_b)
{
  const LtPoint *points = ring->points;
  for (uint32_t e = a->first; e < a->end; e++) {
    LtBox box = lt_edge_box(points[e], points[e + 1]);
    if (!lt_box_overlaps(&box, box_b))
      continue;
    for (uint32_t f = b->first; f < b->end; f++)
      if (!edges_are_apart(ring, e, f))
        return false;
  }
  return true;
}

/* True when a chain goes on from another in the same direction along x, or along y: they share the
 * point between them alone, unless both stand still along that axis there. */
static bool chain_follows(const LtPoint *points, const LtRingChain *chain, const LtRingChain *next)
{
  LtPoint before = points[chain->end - 1], at = points[next->first],
          after = points[next->first + 1];
  return (chain->x * next->x >= 0 && (before.x != points[chain->end].x || at.x != after.x)) ||
         (chain->y * next->y >= 0 && (before.y != points[chain->end].y || at.y != after.y));
}

static bool chains_are_apart(const Ring *ring, size_t i, size_t j)
{
  const LtRingChain *a = &ring->chains[i], *b = &ring->chains[j];
  if (ring->n_chains > 2 && j == i + 1 && chain_follows(ring->points, a, b))
    return true;
  if (ring->n_chains > 2 && i == 0 && j + 1 == ring->n_chains && chain_follows(ring->points, b, a))
    return true;
  return all_edges_are_apart(ring, a, b, &ring->boxes[j]);
}

/* ---- the tree ---- */

/* Two nodes of a level with @p n nodes, whose boxes begin at @p boxes. Recursion is as deep as the
 * tree. */
static bool nodes_are_apart(Ring *ring, const LtBox *boxes, const size_t *sizes, size_t i, size_t j)
{
  if (ring->n_left == 0)
    return false;
  ring->n_left--;
  if (!lt_box_overlaps(&boxes[i], &boxes[j]))
    return true;
  if (boxes == ring->boxes)
    return chains_are_apart(ring, i, j);
  const LtBox *below = boxes - sizes[-1];
  for (size_t k = 2 * i; k < MIN(2 * i + 2, sizes[-1]); k++)
    for (size_t l = 2 * j; l < MIN(2 * j + 2, sizes[-1]); l++)
      if (!nodes_are_apart(ring, below, sizes - 1, k, l))
        return false;
  return true;
}

bool lt_ring_is_plain(LtRingNoding *noding, const LtPoint *points, size_t n, bool *is_plain,
                      GError **error)
{
  *is_plain = false;
  if (n < 4 || n >= UINT32_MAX || !lt_point_equal(points[0], points[n - 1]))
    return true;
  if (!lt_grow(&noding->chains, &noding->cap_chains, n, sizeof *noding->chains,
               "edges of a polygon", error))
    return false;
  size_t n_chains = chains_make(points, (uint32_t)(n - 1), noding->chains);
  if (!lt_grow(&noding->boxes, &noding->cap_boxes, 2 * n_chains + 64, sizeof *noding->boxes,
               "edges of a polygon", error))
    return false;
  if (n_chains == 0)
    return true;

  unsigned n_levels = boxes_make(points, noding->chains, n_chains, noding->boxes);
  Ring ring = {.points = points,
               .n_edges = (uint32_t)(n - 1),
               .chains = noding->chains,
               .n_chains = n_chains,
               .boxes = noding->boxes,
               .n_left = MAX(n_chains * BOXES_OF_CHAIN, BOXES_AT_LEAST)};
  size_t sizes[64] = {n_chains};
  const LtBox *boxes = noding->boxes;
  for (unsigned level = 0; level + 1 < n_levels; level++) {
    for (size_t i = 0; i + 1 < sizes[level]; i += 2)
      if (!nodes_are_apart(&ring, boxes, &sizes[level], i, i + 1))
        return true;
    boxes += sizes[level];
    sizes[level + 1] = (sizes[level] + 1) / 2;
  }
  *is_plain = true;
  return true;
}
