/**
 * @file boxtree.h
 * @brief A static packed R-tree over boxes (sort-tile-recursive), for any number of readers.
 */
#ifndef LT_GEOM_BOXTREE_H
#define LT_GEOM_BOXTREE_H

#include "geom/shapes.h"

typedef struct LtBoxTree LtBoxTree;

/** Index @p n boxes (copied; empty ones are never found). NULL with LT_ERROR_MEMORY. O(n log n). */
LtBoxTree *lt_boxtree_new(const LtBox *boxes, size_t n, GError **error);
void lt_boxtree_free(LtBoxTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtBoxTree, lt_boxtree_free)

/** Called for each box found, in no certain order; false stops the search. */
typedef bool (*LtBoxFunc)(size_t item, void *data);

/** Visit the boxes that share a point with @p box. O(log n + found). Threads may share a tree. */
void lt_boxtree_visit(const LtBoxTree *tree, const LtBox *box, LtBoxFunc func, void *data);

/**
 * Visit items nearest first by branch and bound: subtrees whose box is farther (squared distance
 * between boxes, in units²) than *@p bound are left out. The callback may lower *@p bound.
 */
void lt_boxtree_nearest(const LtBoxTree *tree, const LtBox *from, double *bound, LtBoxFunc func,
                        void *data);

#endif
