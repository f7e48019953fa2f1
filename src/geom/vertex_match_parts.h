/**
 * @file vertex_match_parts.h
 * @brief What lt_vertex_match_run() is made of: places and pieces, what a tile has of them, and
 *        what is near a place.
 *
 * A place is the end of an unshared piece, with all features that have it on their borders. A piece
 * is an edge of a noded tile with one feature in its toggles; it is known to be whole and unshared
 * inside of its tile only: beyond it, it may be cut or shared. So a place on a piece counts when it
 * lies in the piece's tile. Internal to vertex_match*.c.
 */
#ifndef LT_GEOM_VERTEX_MATCH_PARTS_H
#define LT_GEOM_VERTEX_MATCH_PARTS_H

#include "geom/tile.h"
#include "geom/vertex_match.h"

/* ---- what counts as near ---- */

/** Limits are counted in thousandths of lattice units. */
#define LT_MATCH_PARTS INT64_C(1000)

typedef struct {
  int64_t parts; /**< thousandths of units; 0: nothing is near */
  int64_t units; /**< not less, whole */
  double bound2; /**< squared units, a little more: for what is looked at exactly then */
} LtMatchLimit;

/* ---- a tree of boxes with tags ---- */

/** The tag of what does not have one. */
#define LT_MATCH_MIXED UINT32_MAX

typedef struct {
  LtBox box;
  uint32_t tag;        /**< of all below, or LT_MATCH_MIXED */
  uint32_t first, end; /**< items of a leaf, other nodes */
} LtMatchNode;

/** Start as {0}; filled again and again. */
typedef struct {
  LtMatchNode *nodes; /**< leaves, those above them …, the root */
  size_t n_nodes, n_leaves;
  size_t cap_nodes;
} LtMatchTree;

void lt_match_tree_clear(LtMatchTree *tree);

/** Append an item, with a number one larger than that of the one before. Items one after the other
 * with one tag that are no farther apart than @p room make one leaf. LT_ERROR_MEMORY. */
bool lt_match_tree_add(LtMatchTree *tree, const LtBox *box, uint32_t tag, int64_t room,
                       GError **error);

/** Build the tree over the items that were added. LT_ERROR_MEMORY. O(n log n). */
bool lt_match_tree_build(LtMatchTree *tree, GError **error);

typedef struct {
  LtPoint from;
  double bound2; /**< boxes farther away are left out; visit may lower it */
  bool (*skips)(uint32_t tag, void *data); /**< true: nothing with this tag is wanted */
  void (*visit)(uint32_t item, void *data);
  void *data;
} LtMatchSearch;

/** Visit items, nearer boxes first. */
void lt_match_tree_search(const LtMatchTree *tree, LtMatchSearch *search);

/* ---- places and pieces ---- */

#define LT_MATCH_BORDER 1   /**< has the place on its border */
#define LT_MATCH_VERTEX 2   /**< has a vertex there */
#define LT_MATCH_UNSHARED 4 /**< has an unshared piece that ends there */
#define LT_MATCH_VALID (LT_MATCH_BORDER | LT_MATCH_VERTEX | LT_MATCH_UNSHARED)

/** Members are numbers of features of the layer here. */
typedef struct {
  uint32_t member;
  uint32_t flags;
} LtMatchMember;

/** An unshared piece as seen from a place where it ends. */
typedef struct {
  LtPoint to;
  uint32_t member;
} LtMatchRay;

typedef struct {
  LtPoint at;
  size_t first_member, first_ray;
  uint32_t n_members, n_rays;
  bool is_own;   /**< a ring of the layer has it, not only those of other layers */
  bool is_asked; /**< what is near it is asked for here */
} LtMatchPlace;

typedef struct {
  LtPoint a, b; /**< from its smaller to its larger end */
  uint32_t member;
  uint32_t tile;
} LtMatchPiece;

/** Start as {0}. Read-only once indexed: any number of threads may ask. */
typedef struct {
  LtGrid grid; /**< of the tiles */
  LtMatchPlace *places;
  LtMatchMember *members; /**< of each place, ascending */
  LtMatchRay *rays;
  LtMatchPiece *pieces;
  uint32_t *slots; /**< hash table of places: number + 1, or 0 */
  size_t n_places, n_members, n_rays, n_pieces, n_slots;
  size_t cap_places, cap_members, cap_rays, cap_pieces, cap_slots;
  LtMatchTree place_tree, piece_tree;
} LtMatchField;

void lt_match_field_clear(LtMatchField *field);

/** Forget what is in it. */
void lt_match_field_reset(LtMatchField *field);

/** Append a copy of a place of another field, or of a piece. LT_ERROR_MEMORY. */
bool lt_match_field_add_place(LtMatchField *field, const LtMatchField *from,
                              const LtMatchPlace *place, GError **error);
bool lt_match_field_add_piece(LtMatchField *field, const LtMatchPiece *piece, GError **error);

/** Build the hash table and the trees. LT_ERROR_MEMORY. O(n log n). */
bool lt_match_field_index(LtMatchField *field, const LtMatchLimit *limit, GError **error);

/** The place at a point, or NULL. */
const LtMatchPlace *lt_match_place_find(const LtMatchField *field, LtPoint at);

/** Flags of a member at a place; 0: it is not there. */
uint32_t lt_match_flags(const LtMatchField *field, const LtMatchPlace *place, uint32_t member);

/* ---- rows ---- */

/** Start as {0}. */
typedef struct {
  LtVertexMatchRow *rows;
  size_t n, cap;
} LtMatchRows;

bool lt_match_rows_add(LtMatchRows *rows, const LtVertexMatchRow *row, GError **error);

/** Find what is near a place of an indexed field: one row or none. LT_ERROR_MEMORY. */
bool lt_match_near(const LtMatchField *field, const LtMatchPlace *place, const LtMatchLimit *limit,
                   const LtShapes *shapes, LtMatchRows *rows, GError **error);

/* ---- a tile ---- */

/** What is needed to collect a tile, and serves for the next. Start as {0}. */
typedef struct {
  struct LtMatchMention *mentions;
  uint8_t *marks;
  uint32_t *owners; /**< of each cover: the only feature of the layer in it, or LT_MATCH_MIXED */
  size_t n_mentions, cap_mentions, cap_marks, cap_owners;
} LtMatchScratch;

void lt_match_scratch_clear(LtMatchScratch *scratch);

/** What is collected of tiles. */
typedef struct {
  const LtShapes *shapes;
  const uint8_t *use;
  uint32_t first_member; /**< number of the layer's first feature in the tiles */
  LtMatchLimit limit;
} LtMatchLayer;

/** Add the T-junctions of a noded tile to @p rows, and, where something can be near, its places and
 * pieces to @p field, which is empty. LT_ERROR_MEMORY. */
bool lt_match_tile_collect(const LtTile *tile, const LtMatchLayer *layer, LtMatchScratch *scratch,
                           LtMatchField *field, LtMatchRows *rows, GError **error);

#endif
