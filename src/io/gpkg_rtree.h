/**
 * @file gpkg_rtree.h
 * @brief The R-tree of a finished table, packed bottom up. Internal to io/.
 *
 * Boxes are gathered while rows are written and laid out at the end: sorted into tiles
 * (sort-tile-recursive, Leutenegger et al. 1997), full nodes from the leaves to the root, written
 * into the tables behind the virtual one (sqlite.org/rtree.html, "Shadow Tables"). The tree is one
 * that SQLite searches and changes like its own; the same boxes give the same bytes.
 */
#ifndef LT_IO_GPKG_RTREE_H
#define LT_IO_GPKG_RTREE_H

#include "geom/shapes.h"

#include <sqlite3.h>

/** A box around a row or, in the levels above, around a node. */
typedef struct {
  int64_t id;                       /**< fid, or the number of the node */
  float min_x, max_x, min_y, max_y; /**< metres, rounded outwards */
} LtRtreeCell;

/** Boxes of a table. */
typedef struct {
  LtRtreeCell *cells;
  size_t n, capacity;
} LtRtree;

void lt_rtree_clear(LtRtree *rtree);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtRtree, lt_rtree_clear)

/** Add the box of a row; ids must grow. An empty box is left out. LT_ERROR_MEMORY. */
bool lt_rtree_add(LtRtree *rtree, int64_t id, const LtBox *box, GError **error);

/**
 * Write the tree into the empty virtual table @p name. The boxes are used up.
 *
 * @return  SQLite's code; SQLITE_NOMEM too when there is no memory for the sorting
 *
 * Cost: O(n), and 44 bytes a row beside the boxes.
 */
int lt_rtree_write(LtRtree *rtree, sqlite3 *db, const char *name);

#endif
