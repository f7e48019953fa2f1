#include "geom/tiles_strips.h"

/* With fewer chunks left over, rows give way. */
#define FEW_CHUNKS 64
/* One part of so many of the memory that is left is for tiles, the rest for what comes of them. */
#define PART_OF_LEFT 3
/* One row of so many gives way at a time, and one at least. */
#define ROWS_OF_ONE 8

struct LtTileStrips {
  LtTilesRefill refill;
  void *data;
  size_t max_blocks;
  LtChunkStock stock;
  pthread_mutex_t lock; /* guards what follows */
  GPtrArray *done;      /* stores that nobody adds to or reads: their memory has other uses */
  GPtrArray *stores;    /* those that may hold rows; borrowed */
};

static void store_free(void *data)
{
  lt_tile_store_free(data);
}

void lt_tile_strips_free(struct LtTileStrips *strips)
{
  if (strips == NULL)
    return;
  g_ptr_array_unref(strips->done);
  g_ptr_array_unref(strips->stores);
  pthread_mutex_destroy(&strips->lock);
  pthread_mutex_destroy(&strips->stock.lock);
  g_free(strips);
}

void lt_tile_strips_enter(LtTiles *tiles, LtTileStore *store)
{
  struct LtTileStrips *strips = tiles->strips;
  store->pool.stock = &strips->stock;
  store->is_entered = true;
  pthread_mutex_lock(&strips->lock);
  g_ptr_array_add(strips->stores, store);
  pthread_mutex_unlock(&strips->lock);
}

static void store_leave(struct LtTileStrips *strips, LtTileStore *store)
{
  store->is_entered = false;
  pthread_mutex_lock(&strips->lock);
  g_ptr_array_remove_fast(strips->stores, store);
  pthread_mutex_unlock(&strips->lock);
}

/* Tiles may have a part of what is left for all that follows, chunks that are left over included.
 */
static void bound_renew(struct LtTileStrips *strips, const LtRun *run)
{
  lt_memory_trim();
  size_t memory = lt_run_memory(run), held = lt_memory_held();
  size_t spare = atomic_load(&strips->stock.n_spare) * sizeof(LtChunk);
  size_t left = memory + spare > held ? memory + spare - held : 0;
  size_t more = left / PART_OF_LEFT > spare ? left / PART_OF_LEFT - spare : 0;
  strips->max_blocks = atomic_load(&strips->stock.n_blocks) + more / LT_CHUNK_BLOCK_BYTES;
}

void lt_tiles_bound(LtTiles *tiles, LtTilesRefill refill, void *data, LtRun *run)
{
  g_return_if_fail(tiles->strips == NULL && tiles->stores->len == 0);

  struct LtTileStrips *strips = g_new0(struct LtTileStrips, 1);
  strips->refill = refill;
  strips->data = data;
  strips->done = g_ptr_array_new_with_free_func(store_free);
  strips->stores = g_ptr_array_new();
  pthread_mutex_init(&strips->lock, NULL);
  pthread_mutex_init(&strips->stock.lock, NULL);
  bound_renew(strips, run);
  tiles->strips = strips;
}

/* Rows from one on leave a store. */
static void store_cut(LtTileStore *store, size_t end_row, LtChunkStock *stock)
{
  const LtTiles *tiles = store->tiles;
  LtChunks chunks = {0};
  pthread_mutex_lock(&store->lock);
  for (size_t t = end_row * tiles->grid.n_columns; t < tiles->n_tiles; t++) {
    lt_chunks_join(&chunks, store->lines[t].chunks);
    store->lines[t] = (LtPolylines){0};
  }
  pthread_mutex_unlock(&store->lock);
  lt_chunk_stock_give(stock, chunks);
}

static bool has_room(struct LtTileStrips *strips)
{
  return atomic_load(&strips->stock.n_blocks) < strips->max_blocks ||
         atomic_load(&strips->stock.n_spare) >= FEW_CHUNKS;
}

void lt_tile_strips_make_room(LtTiles *tiles)
{
  struct LtTileStrips *strips = tiles->strips;
  if (has_room(strips))
    return;
  pthread_mutex_lock(&strips->lock);
  for (size_t n; !has_room(strips) && (n = atomic_load(&tiles->end_row) - tiles->first_row) > 1;) {
    size_t end_row = tiles->first_row + n - MAX(n / ROWS_OF_ONE, 1);
    atomic_store(&tiles->end_row, end_row); /* before the stores are cut: nobody adds more */
    for (guint i = 0; i < strips->stores->len; i++)
      store_cut(strips->stores->pdata[i], end_row, &strips->stock);
  }
  pthread_mutex_unlock(&strips->lock);
}

/* Chunks of a store may be in the stock, or in other stores: its blocks live as long as the tiles. */
void lt_tile_strips_retire(LtTiles *tiles, LtTileStore *take_store)
{
  struct LtTileStrips *strips = tiles->strips;
  store_leave(strips, take_store);
  store_cut(take_store, 0, &strips->stock);
  lt_chunk_pool_give_fresh(&take_store->pool);
  g_clear_pointer(&take_store->lines, g_free);
  g_clear_pointer(&take_store->crossings, g_free);
  pthread_mutex_lock(&strips->lock);
  g_ptr_array_add(strips->done, take_store);
  pthread_mutex_unlock(&strips->lock);
}

LtChunks lt_tiles_rest(LtTiles *tiles)
{
  LtChunks rest = {0};
  if (tiles->strips != NULL)
    rest = lt_chunk_stock_take_all(&tiles->strips->stock);
  return rest;
}

bool lt_tiles_next_strip(LtTiles *tiles, LtChunks spare, LtRun *run, GError **error)
{
  struct LtTileStrips *strips = tiles->strips;
  size_t next_row = atomic_load(&tiles->end_row);
  g_return_val_if_fail(strips != NULL && next_row < tiles->grid.n_rows, false);

  while (tiles->stores->len > 0)
    lt_tile_strips_retire(tiles, g_ptr_array_steal_index(tiles->stores, tiles->stores->len - 1));
  lt_chunk_stock_give(&strips->stock, spare);
  g_clear_pointer(&tiles->corner_ends, g_free);
  g_clear_pointer(&tiles->corner_members, g_free);
  g_clear_pointer(&tiles->spread, g_free);
  tiles->n_spread_words = 0;
  tiles->first_row = next_row;
  atomic_store(&tiles->end_row, tiles->grid.n_rows);
  bound_renew(strips, run);
  return strips->refill(tiles, strips->data, run, error);
}
