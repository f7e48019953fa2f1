/* Leutenegger, Lopez, Edgington: STR: A simple and efficient algorithm for R-tree packing (1997).
 * Level 0 holds the boxes, each further level one node for every NODE_SIZE nodes below it. */
#include "geom/boxtree.h"

#include <math.h>
#include <stdlib.h>

#define NODE_SIZE 16
#define MAX_LEVELS 16 /* NODE_SIZE^16 = 2^64 boxes */

typedef struct {
  LtBox box;
  size_t ref; /* level 0: the item; above: its first child in the level below */
} Node;

struct LtBoxTree {
  Node *nodes; /* level after level */
  unsigned n_levels;
  size_t level_ends[MAX_LEVELS + 1]; /* end of each level in nodes */
};

static bool box_is_empty(const LtBox *box)
{
  return box->min.x > box->max.x || box->min.y > box->max.y;
}

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

/* By the centre, halves added so that no box overflows; then by what makes the order total. */
static int compare_x(const void *a, const void *b)
{
  const Node *p = a, *q = b;
  int order = ORDER(p->box.min.x / 2 + p->box.max.x / 2, q->box.min.x / 2 + q->box.max.x / 2);
  return order != 0 ? order : ORDER(p->ref, q->ref);
}

static int compare_y(const void *a, const void *b)
{
  const Node *p = a, *q = b;
  int order = ORDER(p->box.min.y / 2 + p->box.max.y / 2, q->box.min.y / 2 + q->box.max.y / 2);
  return order != 0 ? order : ORDER(p->ref, q->ref);
}

/* Order nodes so that every NODE_SIZE of them make a compact tile. */
static void nodes_tile(Node *nodes, size_t n)
{
  if (n <= NODE_SIZE)
    return;
  size_t n_tiles = (n + NODE_SIZE - 1) / NODE_SIZE;
  size_t n_slices = (size_t)ceil(sqrt((double)n_tiles));
  size_t slice = (n_tiles + n_slices - 1) / n_slices * NODE_SIZE;

  qsort(nodes, n, sizeof *nodes, compare_x);
  for (size_t begin = 0; begin < n; begin += slice)
    qsort(nodes + begin, MIN(slice, n - begin), sizeof *nodes, compare_y);
}

static Node node_over(const Node *nodes, size_t first, size_t end)
{
  Node over = {.box = nodes[first].box, .ref = first};
  for (size_t i = first + 1; i < end; i++)
    lt_box_add(&over.box, &nodes[i].box);
  return over;
}

static void tree_build(LtBoxTree *tree, size_t n_items)
{
  size_t begin = 0, end = n_items;
  tree->level_ends[0] = end;
  tree->n_levels = 1;
  while (end - begin > NODE_SIZE) {
    nodes_tile(tree->nodes + begin, end - begin);
    size_t n = end;
    for (size_t first = begin; first < end; first += NODE_SIZE)
      tree->nodes[n++] = node_over(tree->nodes, first, MIN(first + NODE_SIZE, end));
    begin = end;
    end = n;
    tree->level_ends[tree->n_levels++] = end;
  }
}

static size_t nodes_count(size_t n)
{
  size_t total = n;
  while (n > NODE_SIZE)
    total += n = (n + NODE_SIZE - 1) / NODE_SIZE;
  return total;
}

LtBoxTree *lt_boxtree_new(const LtBox *boxes, size_t n, GError **error)
{
  g_autoptr(LtBoxTree) tree = g_new0(LtBoxTree, 1);
  tree->nodes = lt_alloc(nodes_count(n), sizeof *tree->nodes, "box tree", error);
  if (tree->nodes == NULL)
    return NULL;

  size_t n_items = 0;
  for (size_t i = 0; i < n; i++)
    if (!box_is_empty(&boxes[i]))
      tree->nodes[n_items++] = (Node){.box = boxes[i], .ref = i};
  tree_build(tree, n_items);
  return g_steal_pointer(&tree);
}

void lt_boxtree_free(LtBoxTree *tree)
{
  if (tree == NULL)
    return;
  g_free(tree->nodes);
  g_free(tree);
}

static size_t top_first(const LtBoxTree *tree)
{
  return tree->n_levels == 1 ? 0 : tree->level_ends[tree->n_levels - 2];
}

/* The nodes from first on that share a parent. Recursion is at most MAX_LEVELS deep. */
static bool nodes_visit(const LtBoxTree *tree, unsigned level, size_t first, const LtBox *box,
                        LtBoxFunc func, void *data)
{
  size_t end = MIN(first + NODE_SIZE, tree->level_ends[level]);
  for (size_t i = first; i < end; i++) {
    const Node *node = &tree->nodes[i];
    if (!lt_box_overlaps(&node->box, box))
      continue;
    if (level == 0 ? !func(node->ref, data)
                   : !nodes_visit(tree, level - 1, node->ref, box, func, data))
      return false;
  }
  return true;
}

void lt_boxtree_visit(const LtBoxTree *tree, const LtBox *box, LtBoxFunc func, void *data)
{
  if (!box_is_empty(box))
    nodes_visit(tree, tree->n_levels - 1, top_first(tree), box, func, data);
}

/* Gap between two intervals. Exact: coordinates and their differences are below 2^53. */
static double interval_gap(int64_t min_a, int64_t max_a, int64_t min_b, int64_t max_b)
{
  double gap = MAX((double)min_a - (double)max_b, (double)min_b - (double)max_a);
  return MAX(gap, 0);
}

/* Rounding is monotonic, so a child is never nearer than its parent. */
static double box_distance2(const LtBox *a, const LtBox *b)
{
  double dx = interval_gap(a->min.x, a->max.x, b->min.x, b->max.x);
  double dy = interval_gap(a->min.y, a->max.y, b->min.y, b->max.y);
  return dx * dx + dy * dy;
}

typedef struct {
  const LtBoxTree *tree;
  const LtBox *from;
  double *bound;
  LtBoxFunc func;
  void *data;
} Nearest;

typedef struct {
  double distance2;
  size_t ref;
} Branch;

/* Nearest first inside each node: no queue, so nothing is allocated. */
static bool nodes_nearest(const Nearest *nearest, unsigned level, size_t first)
{
  Branch branches[NODE_SIZE];
  size_t n = 0;
  size_t end = MIN(first + NODE_SIZE, nearest->tree->level_ends[level]);
  for (size_t i = first; i < end; i++) {
    const Node *node = &nearest->tree->nodes[i];
    Branch branch = {box_distance2(&node->box, nearest->from), node->ref};
    if (branch.distance2 > *nearest->bound)
      continue;
    size_t place = n++;
    for (; place > 0 && branches[place - 1].distance2 > branch.distance2; place--)
      branches[place] = branches[place - 1];
    branches[place] = branch;
  }

  for (size_t i = 0; i < n && branches[i].distance2 <= *nearest->bound; i++)
    if (level == 0 ? !nearest->func(branches[i].ref, nearest->data)
                   : !nodes_nearest(nearest, level - 1, branches[i].ref))
      return false;
  return true;
}

void lt_boxtree_nearest(const LtBoxTree *tree, const LtBox *from, double *bound, LtBoxFunc func,
                        void *data)
{
  if (box_is_empty(from))
    return;
  Nearest nearest = {tree, from, bound, func, data};
  nodes_nearest(&nearest, tree->n_levels - 1, top_first(tree));
}
