/* What covers a place: counting the edges on the way from a corner that is known. */
#include "geom/tile.h"

#include <stdlib.h>
#include <string.h>

/* Where edges come in through a cell of more chains, they are taken in order instead of one by one. */
#define CHAINS_OF_ENTRY 24

/* Toggle the edges of a cell that the way between two shifted points crosses; both lie in it. */
static bool way_toggle(LtTile *tile, size_t cell, LtPoint from, LtPoint to, uint32_t *cover,
                       GError **error)
{
  LtCellWalk walk = lt_tile_cell_walk(tile, cell);
  for (uint32_t e; lt_cell_next(&walk, &e);) {
    const LtTileEdge *edge = &tile->edges[e];
    if (lt_way_crosses(from, to, tile->vertices[edge->a], tile->vertices[edge->b]) &&
        !lt_covers_toggle(&tile->covers, cover, edge->toggles, error))
      return false;
  }
  return true;
}

/* Cover at the tile's own corner. */
static bool tile_corner(LtTile *tile, uint32_t *cover, GError **error)
{
  const LtTiles *tiles = tile->tiles;
  size_t begin = tile->number == 0 ? 0 : tiles->corner_ends[tile->number - 1];
  size_t n = tiles->corner_ends[tile->number] - begin;
  *cover = LT_NO_COVER;
  return n == 0 ||
         lt_covers_intern(&tile->covers, tiles->corner_members + begin, n, cover, error);
}

/* The corners of the cells: one row and one column more than there are cells. */
static bool corners_prepare(LtTile *tile, GError **error)
{
  size_t n = (tile->cells.n_columns + 1) * (tile->cells.n_rows + 1);
  if (!lt_grow(&tile->corners, &tile->cap_corners, n, sizeof *tile->corners, "a tile", error))
    return false;
  memset(tile->corners, 0xff, n * sizeof *tile->corners); /* LT_NO_INDEX */
  return tile_corner(tile, &tile->corners[0], error);
}

static size_t corner_index(const LtTile *tile, size_t column, size_t row)
{
  return row * (tile->cells.n_columns + 1) + column;
}

/* The last corners lie on the border of the tile, whose sides may be no multiple of the cells'. */
static LtPoint corner_point(const LtTile *tile, size_t column, size_t row)
{
  LtPoint point = lt_grid_corner(&tile->cells, (int64_t)column, (int64_t)row);
  return (LtPoint){MIN(point.x, tile->high.x), MIN(point.y, tile->high.y)};
}

/* Go right along the lowest line, then up: each step along the side of one cell. */
static bool corner_find(LtTile *tile, size_t column, size_t row, uint32_t *cover, GError **error)
{
  size_t at_row = row, at_column = column;
  while (at_row > 0 && tile->corners[corner_index(tile, column, at_row)] == LT_NO_INDEX)
    at_row--;
  if (at_row == 0)
    while (tile->corners[corner_index(tile, at_column, 0)] == LT_NO_INDEX)
      at_column--;
  *cover = tile->corners[corner_index(tile, at_column, at_row)];
  for (; at_column < column; at_column++) {
    if (!way_toggle(tile, at_column, corner_point(tile, at_column, 0),
                    corner_point(tile, at_column + 1, 0), cover, error))
      return false;
    tile->corners[corner_index(tile, at_column + 1, 0)] = *cover;
  }
  size_t beside = MIN(column, tile->cells.n_columns - 1);
  for (; at_row < row; at_row++) {
    if (!way_toggle(tile, at_row * tile->cells.n_columns + beside,
                    corner_point(tile, column, at_row), corner_point(tile, column, at_row + 1),
                    cover, error))
      return false;
    tile->corners[corner_index(tile, column, at_row + 1)] = *cover;
  }
  return true;
}

static bool corner_cover(LtTile *tile, size_t column, size_t row, uint32_t *cover, GError **error)
{
  if (tile->n_corners == 0) {
    if (!corners_prepare(tile, error))
      return false;
    tile->n_corners = 1;
  }
  return corner_find(tile, column, row, cover, error);
}

bool lt_tile_locate(LtTile *tile, LtPoint vertex, uint32_t *cover, GError **error)
{
  size_t column = (size_t)lt_grid_column(&tile->cells, vertex.x);
  size_t row = (size_t)lt_grid_row(&tile->cells, vertex.y);
  return corner_cover(tile, column, row, cover, error) &&
         way_toggle(tile, row * tile->cells.n_columns + column, corner_point(tile, column, row),
                    vertex, cover, error);
}

/* ---- where edges come in and go out ---- */

typedef enum { SIDE_LEFT, SIDE_RIGHT, SIDE_BOTTOM, SIDE_TOP } Side;

/* The side of the tile that an edge crosses first (or last) on its way to its larger end. Its line
 * must meet the tile. */
static Side side_find(const LtTile *tile, LtPoint a, LtPoint b, bool first)
{
  LtPoint low = tile->low, high = tile->high;
  int64_t x = first ? low.x : high.x;
  if (lt_side_of_shifted(a, b, (LtPoint){x, low.y}) !=
      lt_side_of_shifted(a, b, (LtPoint){x, high.y}))
    return first ? SIDE_LEFT : SIDE_RIGHT;
  return (b.y > a.y) == first ? SIDE_BOTTOM : SIDE_TOP;
}

static LtPoint side_place(const LtTile *tile, LtPoint a, LtPoint b, Side side)
{
  if (side == SIDE_LEFT || side == SIDE_RIGHT)
    return lt_fixed_at_x(a, b, side == SIDE_LEFT ? tile->low.x : tile->high.x);
  return lt_fixed_at_y(a, b, side == SIDE_BOTTOM ? tile->low.y : tile->high.y);
}

LtPoint lt_tile_way_in(const LtTile *tile, const LtTileEdge *edge)
{
  LtPoint a = tile->vertices[edge->a], b = tile->vertices[edge->b];
  return side_place(tile, a, b, side_find(tile, a, b, true));
}

LtPoint lt_tile_way_out(const LtTile *tile, const LtTileEdge *edge)
{
  LtPoint a = tile->vertices[edge->a], b = tile->vertices[edge->b];
  return side_place(tile, a, b, side_find(tile, a, b, false));
}

/* True when an edge crosses the line of a side beyond a corner (shifted): above it, or right. */
static bool is_beyond(const LtPoint edge[2], LtPoint corner, Side side)
{
  if (side == SIDE_LEFT)
    return edge[0].x < corner.x && edge[1].x >= corner.x &&
           lt_side_of_shifted(edge[0], edge[1], corner) < 0;
  if ((edge[0].y > corner.y) == (edge[1].y > corner.y))
    return false;
  bool up = edge[1].y > edge[0].y;
  return (lt_side_of_shifted(edge[0], edge[1], corner) > 0) == up;
}

/* Order of two edges along the line of a side. */
static int side_order(const LtPoint a[2], const LtPoint b[2], LtPoint corner, Side side)
{
  return side == SIDE_LEFT ? lt_order_at_x(a, b, corner.x) : lt_order_at_y(a, b, corner.y);
}

/* The cell where an edge crosses a side, and the corner of it that comes before. */
static size_t entry_cell(const LtTile *tile, const LtPoint edge[2], LtPoint entry, Side side,
                         size_t *column, size_t *row)
{
  const LtGrid *cells = &tile->cells;
  *column = *row = 0;
  if (side == SIDE_LEFT) {
    int64_t low = tile->low.y * LT_FIXED_ONE;
    *row = (size_t)((entry.y - 1 - low) >> (LT_FIXED_BITS + cells->shift));
    return *row * cells->n_columns;
  }
  int64_t left = tile->low.x * LT_FIXED_ONE;
  *column = (size_t)((entry.x - left) >> (LT_FIXED_BITS + cells->shift));
  *column = MIN(*column, cells->n_columns - 1);
  *row = side == SIDE_TOP ? cells->n_rows : 0;
  /* an edge through the unshifted corner may pass left of the shifted one */
  bool up = edge[1].y > edge[0].y;
  if ((lt_side_of_shifted(edge[0], edge[1], corner_point(tile, *column, *row)) > 0) != up)
    --*column;
  return (side == SIDE_TOP ? cells->n_rows - 1 : 0) * cells->n_columns + *column;
}

/* A side of a cell where edges come in. */
typedef struct {
  size_t cell;
  LtPoint corner; /* the one that comes first */
  Side side;
} Gate;

static Gate gate_find(const LtTile *tile, const LtPoint edge[2], LtPoint entry, Side side,
                      size_t *column, size_t *row)
{
  Gate gate = {.side = side};
  gate.cell = entry_cell(tile, edge, entry, side, column, row);
  gate.corner = corner_point(tile, *column, *row);
  return gate;
}

/* Toggle the edges between the corner and the entry of an edge. */
static bool gate_scan(LtTile *tile, const Gate *gate, uint32_t number, const LtPoint edge[2],
                      uint32_t *cover, GError **error)
{
  LtCellWalk walk = lt_tile_cell_walk(tile, gate->cell);
  for (uint32_t o; lt_cell_next(&walk, &o);) {
    const LtTileEdge *other = &tile->edges[o];
    LtPoint ends[2] = {tile->vertices[other->a], tile->vertices[other->b]};
    if (o != number && is_beyond(ends, gate->corner, gate->side) &&
        side_order(ends, edge, gate->corner, gate->side) < 0 &&
        !lt_covers_toggle(&tile->covers, cover, other->toggles, error))
      return false;
  }
  return true;
}

/* Qsort has no context: corner and side go along. */
typedef struct {
  LtPoint ends[2], corner;
  Side side;
  uint32_t edge;
} Passage;

static int passage_compare(const void *a, const void *b)
{
  const Passage *x = a, *y = b;
  return side_order(x->ends, y->ends, x->corner, x->side);
}

/* True when an edge comes into the tile through a gate. */
static bool comes_through(const LtTile *tile, const Passage *passage, const Gate *gate)
{
  const LtPoint *ends = passage->ends;
  if (side_find(tile, ends[0], ends[1], true) != gate->side)
    return false;
  size_t column, row;
  LtPoint entry = side_place(tile, ends[0], ends[1], gate->side);
  return entry_cell(tile, ends, entry, gate->side, &column, &row) == gate->cell;
}

/* Take all edges beyond the corner in order, and note the cover before each that comes in. */
static bool gate_pass(LtTile *tile, const Gate *gate, uint32_t cover, GError **error)
{
  g_autofree Passage *passages = NULL;
  size_t n = 0, capacity = 0;
  LtCellWalk walk = lt_tile_cell_walk(tile, gate->cell);
  for (uint32_t e; lt_cell_next(&walk, &e);) {
    const LtTileEdge *edge = &tile->edges[e];
    Passage passage = {{tile->vertices[edge->a], tile->vertices[edge->b]}, gate->corner,
                       gate->side, e};
    if (!is_beyond(passage.ends, gate->corner, gate->side))
      continue;
    if (!lt_grow(&passages, &capacity, n + 1, sizeof *passages, "edges of a cell", error))
      return false;
    passages[n++] = passage;
  }
  if (n == 0)
    return true;
  qsort(passages, n, sizeof *passages, passage_compare);
  for (size_t i = 0; i < n; i++) {
    uint32_t edge = passages[i].edge;
    if (comes_through(tile, &passages[i], gate))
      tile->befores[edge] = cover;
    if (!lt_covers_toggle(&tile->covers, &cover, tile->edges[edge].toggles, error))
      return false;
  }
  return true;
}

/* Cover before an edge on the side where it comes in, as seen from the corner. */
static bool before_find(LtTile *tile, uint32_t number, LtPoint entry, Side side, uint32_t *before,
                        GError **error)
{
  const LtTileEdge *edge = &tile->edges[number];
  LtPoint ends[2] = {tile->vertices[edge->a], tile->vertices[edge->b]};
  size_t column, row, n;
  Gate gate = gate_find(tile, ends, entry, side, &column, &row);
  lt_tile_cell(tile, gate.cell, &n);
  if (tile->befores[number] == LT_NO_INDEX && n > CHAINS_OF_ENTRY &&
      (!corner_cover(tile, column, row, before, error) || !gate_pass(tile, &gate, *before, error)))
    return false;
  *before = tile->befores[number];
  return *before != LT_NO_INDEX ||
         (corner_cover(tile, column, row, before, error) &&
          gate_scan(tile, &gate, number, ends, before, error));
}

bool lt_tile_locate_entry(LtTile *tile, uint32_t number, LtPoint *entry, uint32_t *left,
                          uint32_t *right, GError **error)
{
  const LtTileEdge *edge = &tile->edges[number];
  LtPoint a = tile->vertices[edge->a], b = tile->vertices[edge->b];
  Side side = side_find(tile, a, b, true);
  *entry = side_place(tile, a, b, side);
  uint32_t before;
  if (!before_find(tile, number, *entry, side, &before, error))
    return false;
  /* below a side on the left lies the right; west of a side below or above lies what the edge's
   * direction says */
  bool before_is_left = side == SIDE_BOTTOM;
  *left = *right = before;
  return lt_covers_toggle(&tile->covers, before_is_left ? right : left, edge->toggles, error);
}
