/* A tree of boxes whose nodes know when all below belongs to one feature: a vertex among very many
 * of its own feature need not look at each of them. */
#include "geom/vertex_match_parts.h"

#include <stdlib.h>
#include <string.h>

#define NODE_SIZE 8
/* Bits of a coordinate in the key of a place along a curve that fills the plane. */
#define KEY_BITS 31

void lt_match_tree_clear(LtMatchTree *tree)
{
  g_free(tree->nodes);
}

static void box_extend(LtBox *box, const LtBox *by)
{
  box->min.x = MIN(box->min.x, by->min.x);
  box->min.y = MIN(box->min.y, by->min.y);
  box->max.x = MAX(box->max.x, by->max.x);
  box->max.y = MAX(box->max.y, by->max.y);
}

/* True when two boxes are no farther apart in x, nor in y. */
static bool boxes_are_near(const LtBox *a, const LtBox *b, int64_t room)
{
  return a->min.x - room <= b->max.x && b->min.x - room <= a->max.x &&
         a->min.y - room <= b->max.y && b->min.y - room <= a->max.y;
}

bool lt_match_tree_add(LtMatchTree *tree, const LtBox *box, uint32_t tag, int64_t room,
                       GError **error)
{
  LtMatchNode *leaf = tree->n_leaves == 0 ? NULL : &tree->nodes[tree->n_leaves - 1];
  uint32_t item = leaf == NULL ? 0 : leaf->end;
  if (leaf != NULL && leaf->tag == tag && tag != LT_MATCH_MIXED &&
      leaf->end - leaf->first < NODE_SIZE && boxes_are_near(&leaf->box, box, room)) {
    box_extend(&leaf->box, box);
    leaf->end++;
    return true;
  }
  if (!lt_grow(&tree->nodes, &tree->cap_nodes, tree->n_leaves + 1, sizeof *tree->nodes,
               "unmatched vertices", error))
    return false;
  tree->nodes[tree->n_leaves++] = (LtMatchNode){*box, tag, item, item + 1};
  return true;
}

/* ---- building ---- */

/* The bits of a number, each followed by a 0. */
static uint64_t bits_spread(uint64_t bits)
{
  bits = (bits | bits << 16) & 0x0000ffff0000ffffU;
  bits = (bits | bits << 8) & 0x00ff00ff00ff00ffU;
  bits = (bits | bits << 4) & 0x0f0f0f0f0f0f0f0fU;
  bits = (bits | bits << 2) & 0x3333333333333333U;
  return (bits | bits << 1) & 0x5555555555555555U;
}

/* Where the middle of a box lies on the curve. */
static uint64_t key_of(const LtBox *box, const LtBox *whole, unsigned shift)
{
  uint64_t x = (uint64_t)(box->min.x + (box->max.x - box->min.x) / 2 - whole->min.x) >> shift;
  uint64_t y = (uint64_t)(box->min.y + (box->max.y - box->min.y) / 2 - whole->min.y) >> shift;
  return bits_spread(x) | bits_spread(y) << 1;
}

typedef struct {
  uint64_t key;
  LtMatchNode node;
} Keyed;

static int keyed_compare(const void *a, const void *b)
{
  const Keyed *x = a, *y = b;
  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return (x->node.first > y->node.first) - (x->node.first < y->node.first);
}

static bool leaves_sort(LtMatchTree *tree, GError **error)
{
  size_t n = tree->n_leaves;
  g_autofree Keyed *keyed = lt_alloc(n, sizeof *keyed, "unmatched vertices", error);
  if (keyed == NULL)
    return false;
  LtBox whole = tree->nodes[0].box;
  for (size_t i = 1; i < n; i++)
    box_extend(&whole, &tree->nodes[i].box);
  int64_t side = MAX(whole.max.x - whole.min.x, whole.max.y - whole.min.y);
  unsigned shift = 0;
  while (side >> shift >= INT64_C(1) << KEY_BITS)
    shift++;
  for (size_t i = 0; i < n; i++)
    keyed[i] = (Keyed){key_of(&tree->nodes[i].box, &whole, shift), tree->nodes[i]};
  qsort(keyed, n, sizeof *keyed, keyed_compare);
  for (size_t i = 0; i < n; i++)
    tree->nodes[i] = keyed[i].node;
  return true;
}

static LtMatchNode node_over(const LtMatchNode *nodes, size_t first, size_t end)
{
  LtMatchNode over = {nodes[first].box, nodes[first].tag, (uint32_t)first, (uint32_t)end};
  for (size_t i = first + 1; i < end; i++) {
    box_extend(&over.box, &nodes[i].box);
    if (nodes[i].tag != over.tag)
      over.tag = LT_MATCH_MIXED;
  }
  return over;
}

bool lt_match_tree_build(LtMatchTree *tree, GError **error)
{
  tree->n_nodes = tree->n_leaves;
  if (tree->n_leaves == 0)
    return true;
  if (!lt_grow(&tree->nodes, &tree->cap_nodes, 2 * tree->n_leaves + 1, sizeof *tree->nodes,
               "unmatched vertices", error) ||
      !leaves_sort(tree, error))
    return false;
  size_t begin = 0, end = tree->n_leaves;
  while (end - begin > 1) {
    size_t n = end;
    for (size_t first = begin; first < end; first += NODE_SIZE)
      tree->nodes[n++] = node_over(tree->nodes, first, MIN(first + NODE_SIZE, end));
    begin = end;
    end = n;
  }
  tree->n_nodes = end;
  return true;
}

/* ---- searching ---- */

static double gap(int64_t at, int64_t min, int64_t max)
{
  return at < min ? (double)(min - at) : at > max ? (double)(at - max) : 0;
}

static double box_distance2(LtPoint from, const LtBox *box)
{
  double x = gap(from.x, box->min.x, box->max.x), y = gap(from.y, box->min.y, box->max.y);
  return x * x + y * y;
}

typedef struct {
  double distance2;
  uint32_t node;
} Branch;

/* Recursion is as deep as the tree is high: the logarithm of the items. */
static void node_search(const LtMatchTree *tree, uint32_t number, LtMatchSearch *search)
{
  const LtMatchNode *node = &tree->nodes[number];
  if (number < tree->n_leaves) {
    for (uint32_t item = node->first; item < node->end; item++)
      search->visit(item, search->data);
    return;
  }
  Branch branches[NODE_SIZE];
  size_t n = 0;
  for (uint32_t child = node->first; child < node->end; child++) {
    const LtMatchNode *below = &tree->nodes[child];
    Branch branch = {box_distance2(search->from, &below->box), child};
    if (branch.distance2 > search->bound2 ||
        (below->tag != LT_MATCH_MIXED && search->skips(below->tag, search->data)))
      continue;
    size_t place = n++;
    for (; place > 0 && branches[place - 1].distance2 > branch.distance2; place--)
      branches[place] = branches[place - 1];
    branches[place] = branch;
  }
  for (size_t i = 0; i < n && branches[i].distance2 <= search->bound2; i++)
    node_search(tree, branches[i].node, search);
}

void lt_match_tree_search(const LtMatchTree *tree, LtMatchSearch *search)
{
  if (tree->n_nodes > 0)
    node_search(tree, (uint32_t)tree->n_nodes - 1, search);
}
