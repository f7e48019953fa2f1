#include "geom/chunks.h"

#include <stdlib.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

/* Chunks are handed out from blocks of so many: 2 MB, one huge page. */
#define CHUNKS_OF_BLOCK 256
G_STATIC_ASSERT(sizeof(LtChunk) == 8192);

void lt_chunk_pool_clear(LtChunkPool *pool)
{
  g_clear_pointer(&pool->blocks, g_ptr_array_unref);
  *pool = (LtChunkPool){0};
}

static LtChunk *block_new(GError **error)
{
  size_t n_bytes = CHUNKS_OF_BLOCK * sizeof(LtChunk);
  LtChunk *block = NULL;
  if (posix_memalign((void **)&block, n_bytes, n_bytes) != 0) {
    lt_fail(error, LT_ERROR_MEMORY, LT_T_ERR_MEMORY, n_bytes, "points of tiles");
    return NULL;
  }
#ifdef MADV_HUGEPAGE
  madvise(block, n_bytes, MADV_HUGEPAGE);
#endif
  return block;
}

bool lt_chunks_append(LtChunks *chunks, LtChunkPool *pool, GError **error)
{
  if (pool->n_fresh == 0) {
    LtChunk *block = block_new(error);
    if (block == NULL)
      return false;
    if (pool->blocks == NULL)
      pool->blocks = g_ptr_array_new_with_free_func(free);
    g_ptr_array_add(pool->blocks, block);
    pool->fresh = block;
    pool->n_fresh = CHUNKS_OF_BLOCK;
  }
  LtChunk *chunk = pool->fresh++;
  pool->n_fresh--;
  chunk->next = NULL;
  chunk->n_words = 0;
  if (chunks->last == NULL)
    chunks->first = chunk;
  else
    chunks->last->next = chunk;
  chunks->last = chunk;
  return true;
}
