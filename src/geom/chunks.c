#include "geom/chunks.h"

#include <stdlib.h>

/* Chunks are handed out from blocks of so many: 2 MB. */
#define CHUNKS_OF_BLOCK (LT_CHUNK_BLOCK_BYTES / sizeof(LtChunk))
G_STATIC_ASSERT(sizeof(LtChunk) == 8192);

void lt_chunk_pool_clear(LtChunkPool *pool)
{
  g_clear_pointer(&pool->blocks, g_ptr_array_unref);
  *pool = (LtChunkPool){0};
}

static LtChunk *block_new(GError **error)
{
  size_t n_bytes = LT_CHUNK_BLOCK_BYTES;
  LtChunk *block = NULL;
  if (posix_memalign((void **)&block, n_bytes, n_bytes) != 0) {
    lt_fail(error, LT_ERROR_MEMORY, LT_T_ERR_MEMORY, n_bytes, "points of tiles");
    return NULL;
  }
  return block;
}

void lt_chunk_stock_give(LtChunkStock *stock, LtChunks chunks)
{
  size_t n = 0;
  for (const LtChunk *chunk = chunks.first; chunk != NULL; chunk = chunk->next)
    n++;
  pthread_mutex_lock(&stock->lock);
  lt_chunks_join(&stock->spare, chunks);
  atomic_fetch_add(&stock->n_spare, n);
  pthread_mutex_unlock(&stock->lock);
}

LtChunks lt_chunk_stock_take_all(LtChunkStock *stock)
{
  pthread_mutex_lock(&stock->lock);
  LtChunks all = stock->spare;
  stock->spare = (LtChunks){0};
  atomic_store(&stock->n_spare, 0);
  pthread_mutex_unlock(&stock->lock);
  return all;
}

static LtChunk *stock_take(LtChunkStock *stock)
{
  if (stock == NULL || atomic_load(&stock->n_spare) == 0)
    return NULL;
  pthread_mutex_lock(&stock->lock);
  LtChunk *chunk = lt_chunks_pop(&stock->spare);
  if (chunk != NULL)
    atomic_fetch_sub(&stock->n_spare, 1);
  pthread_mutex_unlock(&stock->lock);
  return chunk;
}

static bool pool_grow(LtChunkPool *pool, GError **error)
{
  LtChunk *block = block_new(error);
  if (block == NULL)
    return false;
  if (pool->blocks == NULL)
    pool->blocks = g_ptr_array_new_with_free_func(free);
  g_ptr_array_add(pool->blocks, block);
  pool->fresh = block;
  pool->n_fresh = CHUNKS_OF_BLOCK;
  if (pool->stock != NULL)
    atomic_fetch_add(&pool->stock->n_blocks, 1);
  return true;
}

void lt_chunk_pool_give_fresh(LtChunkPool *pool)
{
  LtChunks chunks = {0};
  for (; pool->n_fresh > 0; pool->n_fresh--) {
    LtChunk *chunk = pool->fresh++;
    chunk->next = NULL;
    lt_chunks_join(&chunks, (LtChunks){chunk, chunk});
  }
  lt_chunk_stock_give(pool->stock, chunks);
}

bool lt_chunks_append(LtChunks *chunks, LtChunkPool *pool, GError **error)
{
  LtChunk *chunk = pool->n_fresh > 0 ? NULL : stock_take(pool->stock);
  if (chunk == NULL) {
    if (pool->n_fresh == 0 && !pool_grow(pool, error))
      return false;
    chunk = pool->fresh++;
    pool->n_fresh--;
  }
  chunk->next = NULL;
  chunk->n_words = 0;
  if (chunks->last == NULL)
    chunks->first = chunk;
  else
    chunks->last->next = chunk;
  chunks->last = chunk;
  return true;
}
