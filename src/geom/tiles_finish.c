/* What is known once all features are in the tiles: what covers their corners, and which features
 * lie in several of them. */
#include "geom/tiles_strips.h"

#include <stdlib.h>
#include <string.h>

/* ---- corners ---- */

static int crossing_compare(const void *a, const void *b)
{
  const LtRowCrossing *x = a, *y = b;
  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  if (x->column != y->column)
    return x->column < y->column ? -1 : 1;
  return (x->member > y->member) - (x->member < y->member);
}

/* The members that cover one corner after the other. */
typedef struct {
  uint32_t *members; /* ascending */
  size_t n, cap;
} Cover;

static bool cover_toggle(Cover *cover, uint32_t member, GError **error)
{
  size_t low = 0, high = cover->n;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (cover->members[middle] < member)
      low = middle + 1;
    else
      high = middle;
  }
  if (low < cover->n && cover->members[low] == member) {
    cover->n--;
    memmove(cover->members + low, cover->members + low + 1, (cover->n - low) * sizeof member);
    return true;
  }
  if (!lt_grow(&cover->members, &cover->cap, cover->n + 1, sizeof member, "covers", error))
    return false;
  memmove(cover->members + low + 1, cover->members + low, (cover->n - low) * sizeof member);
  cover->members[low] = member;
  cover->n++;
  return true;
}

/* The crossings of all stores, in the order of the tiles. */
static LtRowCrossing *crossings_gather(LtTiles *tiles, size_t *n, GError **error)
{
  *n = 0;
  for (size_t i = 0; i < tiles->stores->len; i++)
    *n += lt_tile_store_at(tiles, i)->n_crossings;
  LtRowCrossing *all = lt_alloc(*n, sizeof *all, "crossings of rows", error), *next = all;
  if (all == NULL)
    return NULL;
  for (size_t i = 0; i < tiles->stores->len; i++) {
    LtTileStore *store = lt_tile_store_at(tiles, i);
    for (size_t k = 0; k < store->n_crossings; k++) {
      *next = store->crossings[k];
      next++->member += store->first_member;
    }
    g_clear_pointer(&store->crossings, g_free);
    store->n_crossings = store->cap_crossings = 0;
  }
  qsort(all, *n, sizeof *all, crossing_compare);
  return all;
}

static bool corners_fill(LtTiles *tiles, const LtRowCrossing *crossings, size_t n_crossings,
                         Cover *cover, GError **error)
{
  size_t next = 0, n_members = 0, cap_members = 0, n_columns = tiles->grid.n_columns;
  size_t end = atomic_load(&tiles->end_row) * n_columns;
  for (size_t t = tiles->first_row * n_columns; t < end; t++) {
    int64_t row = (int64_t)(t / tiles->grid.n_columns);
    int64_t column = (int64_t)(t % tiles->grid.n_columns);
    if (column == 0)
      cover->n = 0;
    for (; next < n_crossings && crossings[next].row == row && crossings[next].column <= column;
         next++)
      if (!cover_toggle(cover, crossings[next].member, error))
        return false;
    if (!lt_grow(&tiles->corner_members, &cap_members, n_members + cover->n, sizeof(uint32_t),
                 "covers", error))
      return false;
    if (cover->n > 0)
      memcpy(tiles->corner_members + n_members, cover->members, cover->n * sizeof(uint32_t));
    n_members += cover->n;
    tiles->corner_ends[t] = n_members;
  }
  return true;
}

/* ---- features of several tiles ---- */

/* Gather what the stores have noted. */
static bool spread_gather(LtTiles *tiles, GError **error)
{
  for (size_t i = 0; i < tiles->stores->len; i++) {
    const LtTileStore *store = lt_tile_store_at(tiles, i);
    if (store->n_spread_words > 0)
      tiles->n_spread_words =
          MAX(tiles->n_spread_words, store->first_member / 64 + 1 + store->n_spread_words);
  }
  tiles->spread =
      lt_alloc(tiles->n_spread_words, sizeof *tiles->spread, "features of tiles", error);
  if (tiles->spread == NULL)
    return false;
  for (size_t i = 0; i < tiles->stores->len; i++) {
    LtTileStore *store = lt_tile_store_at(tiles, i);
    size_t shift = store->first_member % 64;
    uint64_t *to = tiles->spread + store->first_member / 64;
    for (size_t w = 0; w < store->n_spread_words; w++) {
      to[w] |= store->spread[w] << shift;
      to[w + 1] |= shift == 0 ? 0 : store->spread[w] >> (64 - shift);
    }
    g_clear_pointer(&store->spread, g_free);
    store->n_spread_words = store->cap_spread_words = 0;
  }
  return true;
}

bool lt_tiles_finish(LtTiles *tiles, GError **error)
{
  g_return_val_if_fail(tiles->corner_ends == NULL, false); /* they are finished */

  if (!spread_gather(tiles, error))
    return false;
  size_t n_crossings;
  g_autofree LtRowCrossing *crossings = crossings_gather(tiles, &n_crossings, error);
  if (crossings == NULL)
    return false;
  tiles->corner_ends = lt_alloc(tiles->n_tiles, sizeof *tiles->corner_ends, "tiles", error);
  if (tiles->corner_ends == NULL)
    return false;
  Cover cover = {0};
  bool ok = corners_fill(tiles, crossings, n_crossings, &cover, error);
  g_free(cover.members);
  return ok;
}
