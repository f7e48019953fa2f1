/* What is near a vertex: another vertex first, else an edge. */
#include "geom/vertex_match_parts.h"

#include <math.h>

/* So many places along the rim are followed from one to another. */
#define RIM_PLACES 64

/* Somebody asks what is near a place. */
typedef struct {
  const LtMatchField *field;
  const LtMatchPlace *place;
  const LtMatchLimit *limit;
  const LtShapes *shapes;
  LtMatchSearch search;

  const LtMatchPlace *near_place; /* nearest so far, or NULL */
  const LtMatchPiece *near_piece; /* the same, where no place is near */
  const LtMatchPlace *near_end;   /* its end, where that is the nearest of it, or NULL */
  int64_t place2;                 /* squared units */
  double piece2;
  LtPoint piece_at;
} Ask;

bool lt_match_rows_add(LtMatchRows *rows, const LtVertexMatchRow *row, GError **error)
{
  if (!lt_grow(&rows->rows, &rows->cap, rows->n + 1, sizeof *rows->rows, "unmatched vertices",
               error))
    return false;
  rows->rows[rows->n++] = *row;
  return true;
}

static bool is_within(const LtMatchLimit *limit, int64_t distance2)
{
  return (LtWide)distance2 * (LT_MATCH_PARTS * LT_MATCH_PARTS) <=
         (LtWide)limit->parts * limit->parts;
}

/* ---- features of two places ---- */

static bool has(const LtMatchField *field, const LtMatchPlace *place, uint32_t member)
{
  return lt_match_flags(field, place, member) != 0;
}

/* The next member that may be named for a vertex at a place and does not have the other place;
 * NULL after the last. */
static const LtMatchMember *valid_next(const LtMatchField *field, const LtMatchPlace *place,
                                       const LtMatchPlace *other, size_t *next)
{
  while (*next < place->n_members) {
    const LtMatchMember *member = &field->members[place->first_member + (*next)++];
    if (member->flags == LT_MATCH_VALID && (other == NULL || !has(field, other, member->member)))
      return member;
  }
  return NULL;
}

static bool has_valid(const LtMatchField *field, const LtMatchPlace *place,
                      const LtMatchPlace *other)
{
  size_t next = 0;
  return valid_next(field, place, other, &next) != NULL;
}

/* ---- along the rim ---- */

/* True for a place in the circle over two others. Straight pieces between such places stay in it.
 */
static bool is_between(LtPoint a, LtPoint b, LtPoint at)
{
  return (LtWide)(a.x - at.x) * (b.x - at.x) + (LtWide)(a.y - at.y) * (b.y - at.y) <= 0;
}

/* Where the piece of a ray ends: looked for where another tile may have cut it before. */
typedef struct {
  const LtMatchField *field;
  LtPoint from;
  const LtMatchRay *ray;
  const LtMatchPlace *end;
  LtMatchSearch search;
} RayEnd;

static bool nothing_skips(uint32_t tag, void *data)
{
  (void)tag, (void)data;
  return false;
}

static void ray_visit(uint32_t item, void *data)
{
  RayEnd *find = data;
  const LtMatchPlace *place = &find->field->places[item];
  LtPoint from = find->from, to = find->ray->to;
  if (lt_point_equal(place->at, from) || lt_cross(from, to, place->at) != 0 ||
      (!lt_point_equal(place->at, to) && !is_between(from, to, place->at)) ||
      !has(find->field, place, find->ray->member))
    return;
  double x = (double)(place->at.x - from.x), y = (double)(place->at.y - from.y);
  if (find->end != NULL && x * x + y * y >= find->search.bound2)
    return;
  find->end = place;
  find->search.bound2 = x * x + y * y;
}

/* The next place on a ray, when it lies in the circle over two others; else NULL. */
static const LtMatchPlace *ray_step(const LtMatchField *field, const LtMatchPlace *from,
                                    const LtMatchRay *ray, LtPoint a, LtPoint b)
{
  const LtGrid *grid = &field->grid;
  const LtMatchPlace *end = NULL;
  if (lt_grid_column(grid, from->at.x) == lt_grid_column(grid, ray->to.x) &&
      lt_grid_row(grid, from->at.y) == lt_grid_row(grid, ray->to.y)) {
    if (is_between(a, b, ray->to))
      end = lt_match_place_find(field, ray->to);
  } else {
    double x = (double)(b.x - a.x), y = (double)(b.y - a.y);
    RayEnd find = {.field = field, .from = from->at, .ray = ray};
    find.search = (LtMatchSearch){from->at, x * x + y * y, nothing_skips, ray_visit, &find};
    lt_match_tree_search(&field->place_tree, &find.search);
    end = find.end;
  }
  return end != NULL && is_between(a, b, end->at) ? end : NULL;
}

/* The ray that goes straight on at a place; NULL: none does. */
static const LtMatchRay *ray_on(const LtMatchField *field, const LtMatchPlace *from,
                                const LtMatchPlace *at, uint32_t member)
{
  for (size_t i = 0; i < at->n_rays; i++) {
    const LtMatchRay *ray = &field->rays[at->first_ray + i];
    if (ray->member == member && lt_cross(from->at, at->at, ray->to) == 0 &&
        is_between(from->at, ray->to, at->at))
      return ray;
  }
  return NULL;
}

/* The place of the layer where a ray ends, when it lies in the circle over two others; else NULL.
 * Where other layers alone cut it, it goes on. */
static const LtMatchPlace *ray_end(const LtMatchField *field, const LtMatchPlace *from,
                                   const LtMatchRay *ray, LtPoint a, LtPoint b)
{
  while (ray != NULL) {
    const LtMatchPlace *end = ray_step(field, from, ray, a, b);
    if (end == NULL || end->is_own)
      return end;
    ray = ray_on(field, from, end, ray->member);
    from = end;
  }
  return NULL;
}

/* True when unshared pieces in the circle over two places lead from the one, by a ray, to the
 * other. Where more places than some are there, they do not. */
static bool is_joined(const LtMatchField *field, const LtMatchPlace *a, const LtMatchRay *ray,
                      const LtMatchPlace *b)
{
  const LtMatchPlace *seen[RIM_PLACES];
  size_t n = 0;
  bool has_met = false;
  const LtMatchPlace *next = ray_end(field, a, ray, a->at, b->at);
  if (next == NULL || next == a || next == b)
    return next == b;
  seen[n++] = next;
  for (size_t i = 0; i < n; i++)
    for (size_t r = 0; r < seen[i]->n_rays; r++) {
      next = ray_end(field, seen[i], &field->rays[seen[i]->first_ray + r], a->at, b->at);
      has_met |= next == b;
      size_t known = 0;
      while (known < n && seen[known] != next)
        known++;
      if (next == NULL || next == a || next == b || known < n)
        continue;
      if (n == RIM_PLACES)
        return false;
      seen[n++] = next;
    }
  return has_met;
}

/* How a place lies to another: joined to it by some ray; led to it by another, of a feature that
 * does not have the other place. */
typedef struct {
  bool is_joined, is_led;
} Rim;

static Rim rim_look(const LtMatchField *field, const LtMatchPlace *place, const LtMatchPlace *other)
{
  Rim rim = {false, false};
  LtPoint by = {other->at.x - place->at.x, other->at.y - place->at.y};
  for (size_t i = 0; i < place->n_rays && !rim.is_led; i++) {
    const LtMatchRay *ray = &field->rays[place->first_ray + i];
    LtPoint to = {ray->to.x - place->at.x, ray->to.y - place->at.y};
    if ((LtWide)to.x * by.x + (LtWide)to.y * by.y < 0)
      continue;
    if (is_joined(field, place, ray, other))
      rim.is_joined = true;
    else
      rim.is_led = !has(field, other, ray->member);
  }
  return rim;
}

/* True when the rim goes on from one place to the other, and else leaves both. */
static bool are_parted(const LtMatchField *field, const LtMatchPlace *a, const LtMatchPlace *b)
{
  Rim there = rim_look(field, a, b);
  return there.is_joined && !there.is_led && !rim_look(field, b, a).is_led;
}

/* ---- vertices ---- */

static bool tag_skips(uint32_t tag, void *data)
{
  const Ask *ask = data;
  return has(ask->field, ask->place, tag);
}

static void place_visit(uint32_t item, void *data)
{
  Ask *ask = data;
  const LtMatchPlace *place = &ask->field->places[item];
  int64_t dx = place->at.x - ask->place->at.x, dy = place->at.y - ask->place->at.y;
  if (ABS(dx) > ask->limit->units || ABS(dy) > ask->limit->units)
    return;
  int64_t distance2 = dx * dx + dy * dy;
  if (distance2 == 0 || !is_within(ask->limit, distance2))
    return;
  if (ask->near_place != NULL &&
      (distance2 > ask->place2 ||
       (distance2 == ask->place2 && lt_point_compare(place->at, ask->near_place->at) > 0)))
    return;
  if (!has_valid(ask->field, ask->place, place) || !has_valid(ask->field, place, ask->place) ||
      are_parted(ask->field, ask->place, place))
    return;
  ask->near_place = place;
  ask->place2 = distance2;
  ask->search.bound2 = (double)distance2;
}

/* ---- edges ---- */

/* Order of a place between two coordinates, so far on the way from one to the other, and a line. */
static int way_compare(int64_t from, int64_t to, LtFraction at, int64_t line)
{
  if (from == to)
    return (from > line) - (from < line);
  if (from > to)
    return -way_compare(-from, -to, at, -line);
  if (line <= from || line >= to) /* the place is neither the one nor the other */
    return line <= from ? 1 : -1;
  return lt_fraction_compare(at, (LtFraction){(LtUWide)(line - from), (LtUWide)(to - from)});
}

/* The corners of a tile. */
static LtBox tile_box(const LtGrid *grid, uint32_t tile)
{
  int64_t column = (int64_t)(tile % grid->n_columns);
  int64_t row = (int64_t)(tile / grid->n_columns);
  return (LtBox){lt_grid_corner(grid, column, row), lt_grid_corner(grid, column + 1, row + 1)};
}

/* True when a place on a piece, between its ends, lies in the tile that knows the piece there. */
static bool is_in_tile(const Ask *ask, const LtMatchPiece *piece, LtFraction at)
{
  LtPoint a = piece->a, b = piece->b;
  LtBox box = tile_box(&ask->field->grid, piece->tile);
  return way_compare(a.x, b.x, at, box.min.x) >= 0 && way_compare(a.x, b.x, at, box.max.x) < 0 &&
         way_compare(a.y, b.y, at, box.min.y) > 0 && way_compare(a.y, b.y, at, box.max.y) <= 0;
}

static void piece_take(Ask *ask, const LtMatchPiece *piece, const LtMatchPlace *end, LtPoint at,
                       double distance2)
{
  if (ask->near_piece != NULL) {
    int order = (distance2 > ask->piece2) - (distance2 < ask->piece2);
    if (order == 0)
      order = lt_point_compare(at, ask->piece_at);
    if (order == 0)
      order = lt_shapes_compare(ask->shapes, piece->member, ask->shapes, ask->near_piece->member);
    if (order > 0 || (order == 0 && piece->member >= ask->near_piece->member))
      return;
  }
  ask->near_piece = piece;
  ask->near_end = end;
  ask->piece2 = distance2;
  ask->piece_at = at;
  ask->search.bound2 = distance2 * (1 + 1e-9); /* a tie must be seen, too */
}

/* The end of a piece is its nearest place. Where its feature has a vertex, that was asked before.
 */
static void end_visit(Ask *ask, const LtMatchPiece *piece, LtPoint at, bool is_foot)
{
  int64_t dx = at.x - ask->place->at.x, dy = at.y - ask->place->at.y;
  if (ABS(dx) > ask->limit->units || ABS(dy) > ask->limit->units ||
      !is_within(ask->limit, dx * dx + dy * dy))
    return;
  LtBox box = tile_box(&ask->field->grid, piece->tile);
  const LtMatchPlace *end =
      lt_cell_has(box.min, box.max, at) ? lt_match_place_find(ask->field, at) : NULL;
  if (end == NULL || (lt_match_flags(ask->field, end, piece->member) & LT_MATCH_VERTEX) != 0)
    return;
  double distance2 = (double)(dx * dx + dy * dy);
  if (!end->is_own) { /* another layer cut the piece, which goes on */
    if (is_foot)
      piece_take(ask, piece, NULL, at, distance2);
    return;
  }
  if (has_valid(ask->field, ask->place, end) && !are_parted(ask->field, ask->place, end))
    piece_take(ask, piece, end, at, distance2);
}

static void piece_visit(uint32_t item, void *data)
{
  Ask *ask = data;
  const LtMatchPiece *piece = &ask->field->pieces[item];
  LtPoint a = piece->a, b = piece->b, v = ask->place->at;
  if (has(ask->field, ask->place, piece->member))
    return;
  LtWide dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
  LtWide along = dx * (v.x - a.x) + dy * (v.y - a.y);
  if (along <= 0 || along >= length2) {
    end_visit(ask, piece, along <= 0 ? a : b, along == 0 || along == length2);
    return;
  }
  LtWide cross = lt_cross(a, b, v);
  LtUWide height = (LtUWide)(cross < 0 ? -cross : cross); /* times the length */
  double distance2 = (double)height * (double)height / (double)length2;
  LtUWide parts = height * LT_MATCH_PARTS, limit = (LtUWide)ask->limit->parts;
  /* parts² <= limit² · length2 */
  if (height == 0 || distance2 > ask->search.bound2 ||
      lt_fraction_compare((LtFraction){parts, limit},
                          (LtFraction){limit * (LtUWide)length2, parts}) > 0)
    return;
  LtFraction at = {(LtUWide)along, (LtUWide)length2};
  if (is_in_tile(ask, piece, at))
    piece_take(ask, piece, NULL, lt_fixed_round(lt_fixed_on_edge(a, b, at)), distance2);
}

/* ---- the answer ---- */

/* The smallest member that may be named for a vertex. */
static size_t smallest(const Ask *ask, const LtMatchPlace *place, const LtMatchPlace *other)
{
  size_t next = 0, best = SIZE_MAX;
  for (const LtMatchMember *member; (member = valid_next(ask->field, place, other, &next)) != NULL;)
    if (best == SIZE_MAX || lt_shapes_compare(ask->shapes, member->member, ask->shapes, best) < 0)
      best = member->member;
  return best;
}

bool lt_match_near(const LtMatchField *field, const LtMatchPlace *place, const LtMatchLimit *limit,
                   const LtShapes *shapes, LtMatchRows *rows, GError **error)
{
  if (!has_valid(field, place, NULL))
    return true;
  Ask ask = {.field = field, .place = place, .limit = limit, .shapes = shapes};
  ask.search = (LtMatchSearch){place->at, limit->bound2, tag_skips, place_visit, &ask};
  lt_match_tree_search(&field->place_tree, &ask.search);
  if (ask.near_place == NULL) {
    ask.search.visit = piece_visit;
    lt_match_tree_search(&field->piece_tree, &ask.search);
  }
  LtVertexMatchRow row = {.vertex = place->at};
  if (ask.near_place != NULL) {
    row.feature = smallest(&ask, place, ask.near_place);
    row.other = smallest(&ask, ask.near_place, place);
    row.at = ask.near_place->at;
    row.distance_m = sqrt((double)ask.place2) * LT_UNIT_M;
    row.is_at_vertex = true;
  } else if (ask.near_piece != NULL) {
    row.feature = smallest(&ask, place, ask.near_end);
    row.other = ask.near_piece->member;
    row.at = ask.piece_at;
    row.distance_m = sqrt(ask.piece2) * LT_UNIT_M;
  } else {
    return true;
  }
  return lt_match_rows_add(rows, &row, error);
}
