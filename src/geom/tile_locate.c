/* What covers a place: counting the edges between it and a corner whose cover is known. */
#include "geom/tile_steps.h"

#include <stdlib.h>
#include <string.h>

/* Where edges come in through a cell of more chains, they are taken in order, not one by one. */
#define CHAINS_OF_ENTRY 24

void lt_tile_located_clear(LtTileLocated *located)
{
  g_free(located->corners);
  g_free(located->entries);
}

bool lt_tile_locate_begin(LtTile *tile, GError **error)
{
  LtTileLocated *located = &tile->located;
  located->has_corners = false;
  if (!lt_grow(&located->entries, &located->cap_entries, tile->n_edges + 1,
               sizeof *located->entries, "a tile", error))
    return false;
  /* LT_COVER_UNKNOWN */
  memset(located->entries, 0xff, tile->n_edges * sizeof *located->entries);
  return true;
}

/* Toggle the edges of a cell that cross the segment between two shifted points, both in it. */
static bool segment_toggle(LtTile *tile, size_t cell, LtPoint from, LtPoint to, uint32_t *cover,
                           GError **error)
{
  LtBox box = {{MIN(from.x, to.x), MIN(from.y, to.y)}, {MAX(from.x, to.x), MAX(from.y, to.y)}};
  size_t n;
  const uint32_t *chains = lt_tile_cell(tile, cell, &n);
  for (size_t i = 0; i < n; i++) {
    const LtTileChain *chain = &tile->cells.chains[chains[i]];
    if (!lt_tile_boxes_overlap(&chain->box, &box))
      continue;
    for (uint32_t e = chain->first; e < chain->end; e++) {
      const LtTileEdge *edge = &tile->edges[e];
      if (lt_segment_crosses(from, to, tile->vertices[edge->a], tile->vertices[edge->b]) &&
          !lt_covers_toggle(&tile->covers, cover, edge->toggles, error))
        return false;
    }
  }
  return true;
}

/* Cover at the tile's own corner. */
static bool tile_corner(LtTile *tile, uint32_t *cover, GError **error)
{
  const LtTiles *tiles = tile->tiles;
  size_t begin = tile->number == 0 ? 0 : tiles->corner_ends[tile->number - 1];
  size_t n = tiles->corner_ends[tile->number] - begin;
  *cover = LT_COVER_EMPTY;
  return n == 0 || lt_covers_intern(&tile->covers, tiles->corner_members + begin, n, cover, error);
}

/* The corners of the cells: one row and one column more than there are cells. */
static bool corners_prepare(LtTile *tile, GError **error)
{
  LtTileLocated *located = &tile->located;
  if (located->has_corners)
    return true;
  size_t n = (tile->cells.grid.n_columns + 1) * (tile->cells.grid.n_rows + 1);
  if (!lt_grow(&located->corners, &located->cap_corners, n, sizeof *located->corners, "a tile",
               error))
    return false;
  memset(located->corners, 0xff, n * sizeof *located->corners); /* LT_COVER_UNKNOWN */
  located->has_corners = tile_corner(tile, &located->corners[0], error);
  return located->has_corners;
}

static size_t corner_index(const LtTile *tile, size_t column, size_t row)
{
  return row * (tile->cells.grid.n_columns + 1) + column;
}

/* The last corners lie on the border of the tile, whose sides may be no multiple of the cells'. */
static LtPoint corner_point(const LtTile *tile, size_t column, size_t row)
{
  LtPoint point = lt_grid_corner(&tile->cells.grid, (int64_t)column, (int64_t)row);
  return (LtPoint){MIN(point.x, tile->high.x), MIN(point.y, tile->high.y)};
}

/* Go right along the lowest line, then up: each step along the side of one cell. */
static bool corner_cover(LtTile *tile, size_t column, size_t row, uint32_t *cover, GError **error)
{
  if (!corners_prepare(tile, error))
    return false;
  uint32_t *corners = tile->located.corners;
  size_t at_row = row, at_column = column;
  while (at_row > 0 && corners[corner_index(tile, column, at_row)] == LT_COVER_UNKNOWN)
    at_row--;
  if (at_row == 0)
    while (corners[corner_index(tile, at_column, 0)] == LT_COVER_UNKNOWN)
      at_column--;
  *cover = corners[corner_index(tile, at_column, at_row)];
  for (; at_column < column; at_column++) {
    if (!segment_toggle(tile, at_column, corner_point(tile, at_column, 0),
                        corner_point(tile, at_column + 1, 0), cover, error))
      return false;
    corners[corner_index(tile, at_column + 1, 0)] = *cover;
  }
  size_t beside = MIN(column, tile->cells.grid.n_columns - 1);
  for (; at_row < row; at_row++) {
    if (!segment_toggle(tile, at_row * tile->cells.grid.n_columns + beside,
                        corner_point(tile, column, at_row), corner_point(tile, column, at_row + 1),
                        cover, error))
      return false;
    corners[corner_index(tile, column, at_row + 1)] = *cover;
  }
  return true;
}

bool lt_tile_locate(LtTile *tile, LtPoint vertex, uint32_t *cover, GError **error)
{
  size_t column = (size_t)lt_grid_column(&tile->cells.grid, vertex.x);
  size_t row = (size_t)lt_grid_row(&tile->cells.grid, vertex.y);
  return corner_cover(tile, column, row, cover, error) &&
         segment_toggle(tile, row * tile->cells.grid.n_columns + column,
                        corner_point(tile, column, row), vertex, cover, error);
}

/* ---- where edges come in and go out ---- */

typedef enum { BORDER_LEFT, BORDER_RIGHT, BORDER_BOTTOM, BORDER_TOP } Border;

/* The border of the tile that an edge crosses first (or last), from its smaller end to its larger
 * one. Its line must meet the tile. */
static Border border_find(const LtTile *tile, LtPoint a, LtPoint b, bool first)
{
  LtPoint low = tile->low, high = tile->high;
  int64_t x = first ? low.x : high.x;
  if (lt_side_of_shifted(a, b, (LtPoint){x, low.y}) !=
      lt_side_of_shifted(a, b, (LtPoint){x, high.y}))
    return first ? BORDER_LEFT : BORDER_RIGHT;
  return (b.y > a.y) == first ? BORDER_BOTTOM : BORDER_TOP;
}

static LtPoint border_place(const LtTile *tile, LtPoint a, LtPoint b, Border border)
{
  if (border == BORDER_LEFT || border == BORDER_RIGHT)
    return lt_fixed_at_x(a, b, border == BORDER_LEFT ? tile->low.x : tile->high.x);
  return lt_fixed_at_y(a, b, border == BORDER_BOTTOM ? tile->low.y : tile->high.y);
}

LtPoint lt_tile_edge_entry(const LtTile *tile, const LtTileEdge *edge)
{
  LtPoint a = tile->vertices[edge->a], b = tile->vertices[edge->b];
  return border_place(tile, a, b, border_find(tile, a, b, true));
}

LtPoint lt_tile_edge_exit(const LtTile *tile, const LtTileEdge *edge)
{
  LtPoint a = tile->vertices[edge->a], b = tile->vertices[edge->b];
  return border_place(tile, a, b, border_find(tile, a, b, false));
}

/* The side of a cell on the border of the tile. Edges cross the border in some order; those of the
 * cell that cross it behind the side's first corner (the lower or the left one) are counted from
 * there. */
typedef struct {
  Border border;
  size_t cell;
  size_t column, row; /* of the first corner */
  LtPoint corner;
} Side;

/* The side of a cell where an edge crosses a border. */
static Side side_find(const LtTile *tile, const LtPoint edge[2], LtPoint entry, Border border)
{
  const LtGrid *cells = &tile->cells.grid;
  Side side = {.border = border};
  if (border == BORDER_LEFT) {
    int64_t low = tile->low.y * LT_FIXED_ONE;
    side.row = (size_t)((entry.y - 1 - low) >> (LT_FIXED_BITS + cells->shift));
    side.cell = side.row * cells->n_columns;
  } else {
    int64_t left = tile->low.x * LT_FIXED_ONE;
    side.column = (size_t)((entry.x - left) >> (LT_FIXED_BITS + cells->shift));
    side.column = MIN(side.column, cells->n_columns - 1);
    side.row = border == BORDER_TOP ? cells->n_rows : 0;
    /* an edge through the unshifted corner may pass left of the shifted one */
    LtPoint corner = corner_point(tile, side.column, side.row);
    bool up = edge[1].y > edge[0].y;
    if ((lt_side_of_shifted(edge[0], edge[1], corner) > 0) != up)
      side.column--;
    side.cell = (border == BORDER_TOP ? cells->n_rows - 1 : 0) * cells->n_columns + side.column;
  }
  side.corner = corner_point(tile, side.column, side.row);
  return side;
}

/* True when an edge crosses the line of a side beyond its corner (shifted): above it, or right. */
static bool is_beyond(const LtPoint edge[2], const Side *side)
{
  LtPoint corner = side->corner;
  if (side->border == BORDER_LEFT)
    return edge[0].x < corner.x && edge[1].x >= corner.x &&
           lt_side_of_shifted(edge[0], edge[1], corner) < 0;
  if ((edge[0].y > corner.y) == (edge[1].y > corner.y))
    return false;
  bool up = edge[1].y > edge[0].y;
  return (lt_side_of_shifted(edge[0], edge[1], corner) > 0) == up;
}

/* Order of two edges along the line of a side. */
static int side_order(const LtPoint a[2], const LtPoint b[2], const Side *side)
{
  return side->border == BORDER_LEFT ? lt_order_at_x(a, b, side->corner.x)
                                     : lt_order_at_y(a, b, side->corner.y);
}

/* Toggle the edges that cross a side between its corner and an edge. */
static bool side_scan(LtTile *tile, const Side *side, uint32_t number, uint32_t *cover,
                      GError **error)
{
  const LtTileEdge *edge = &tile->edges[number];
  const LtPoint own[2] = {tile->vertices[edge->a], tile->vertices[edge->b]};
  LtCellWalk walk = lt_tile_cell_walk(tile, side->cell);
  for (uint32_t o; lt_cell_next(&walk, &o);) {
    const LtTileEdge *other = &tile->edges[o];
    LtPoint ends[2] = {tile->vertices[other->a], tile->vertices[other->b]};
    if (o != number && is_beyond(ends, side) && side_order(ends, own, side) < 0 &&
        !lt_covers_toggle(&tile->covers, cover, other->toggles, error))
      return false;
  }
  return true;
}

/* An edge that crosses a side. Qsort has no context: the side goes along. */
typedef struct {
  LtPoint ends[2];
  const Side *side;
  uint32_t edge;
} SideEdge;

static int side_edge_compare(const void *a, const void *b)
{
  const SideEdge *x = a, *y = b;
  return side_order(x->ends, y->ends, x->side);
}

/* True when an edge comes into the tile there. */
static bool is_entry(const LtTile *tile, const SideEdge *edge)
{
  const LtPoint *ends = edge->ends;
  Border border = edge->side->border;
  if (border_find(tile, ends[0], ends[1], true) != border)
    return false;
  LtPoint entry = border_place(tile, ends[0], ends[1], border);
  return side_find(tile, ends, entry, border).cell == edge->side->cell;
}

/* Take all edges that cross a side in order, and note the cover before each that comes in. */
static bool side_sweep(LtTile *tile, const Side *side, uint32_t cover, GError **error)
{
  g_autofree SideEdge *edges = NULL;
  size_t n = 0, capacity = 0;
  LtCellWalk walk = lt_tile_cell_walk(tile, side->cell);
  for (uint32_t e; lt_cell_next(&walk, &e);) {
    const LtTileEdge *edge = &tile->edges[e];
    SideEdge next = {{tile->vertices[edge->a], tile->vertices[edge->b]}, side, e};
    if (!is_beyond(next.ends, side))
      continue;
    if (!lt_grow(&edges, &capacity, n + 1, sizeof *edges, "edges of a cell", error))
      return false;
    edges[n++] = next;
  }
  if (n == 0)
    return true;
  qsort(edges, n, sizeof *edges, side_edge_compare);
  for (size_t i = 0; i < n; i++) {
    if (is_entry(tile, &edges[i]))
      tile->located.entries[edges[i].edge] = cover;
    if (!lt_covers_toggle(&tile->covers, &cover, tile->edges[edges[i].edge].toggles, error))
      return false;
  }
  return true;
}

/* Cover before an edge on the side where it comes in, as seen from the corner. */
static bool entry_cover(LtTile *tile, uint32_t number, const Side *side, uint32_t *cover,
                        GError **error)
{
  size_t n;
  const uint32_t *known = &tile->located.entries[number];
  lt_tile_cell(tile, side->cell, &n);
  if (*known == LT_COVER_UNKNOWN && n > CHAINS_OF_ENTRY &&
      (!corner_cover(tile, side->column, side->row, cover, error) ||
       !side_sweep(tile, side, *cover, error)))
    return false;
  *cover = *known;
  return *cover != LT_COVER_UNKNOWN || (corner_cover(tile, side->column, side->row, cover, error) &&
                                        side_scan(tile, side, number, cover, error));
}

bool lt_tile_locate_entry(LtTile *tile, uint32_t number, LtTileEntry *entry, GError **error)
{
  const LtTileEdge *edge = &tile->edges[number];
  const LtPoint ends[2] = {tile->vertices[edge->a], tile->vertices[edge->b]};
  Border border = border_find(tile, ends[0], ends[1], true);
  entry->place = border_place(tile, ends[0], ends[1], border);
  Side side = side_find(tile, ends, entry->place, border);
  uint32_t before;
  if (!entry_cover(tile, number, &side, &before, error))
    return false;
  /* below a side on the left lies the right; west of a side below or above lies what the edge's
   * direction says */
  bool before_is_left = border == BORDER_BOTTOM;
  entry->left = entry->right = before;
  uint32_t *after = before_is_left ? &entry->right : &entry->left;
  return lt_covers_toggle(&tile->covers, after, edge->toggles, error);
}
