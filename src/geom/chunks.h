/**
 * @file chunks.h
 * @brief Memory in chunks of one size, handed on from one use to the next.
 *
 * Fresh memory must be touched for the first time, which can cost more than to read the file that
 * fills it: so chunks that are done with serve again. Huge pages are not asked for: where the
 * system has to find them first, as in a virtual machine, a first touch costs seven times as much.
 * Internal to the arrangement.
 */
#ifndef LT_GEOM_CHUNKS_H
#define LT_GEOM_CHUNKS_H

#include "base/bytes.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#define LT_CHUNK_WORDS 2044
typedef struct LtChunk {
  struct LtChunk *next;
  uint32_t n_words; /**< written */
  uint32_t words[LT_CHUNK_WORDS];
} LtChunk;

/** Chunks in their order. Plain data; they belong to a pool. */
typedef struct {
  LtChunk *first, *last;
} LtChunks;

/** Chunks that are left over, for all who know it. Any thread. */
typedef struct {
  pthread_mutex_t lock; /**< guards the chunks */
  LtChunks spare;
  atomic_size_t n_spare;
  atomic_size_t n_blocks; /**< of memory that pools which know it have taken */
} LtChunkStock;

/** Give chunks, whose content is of no use any more. */
void lt_chunk_stock_give(LtChunkStock *stock, LtChunks chunks);

/** Take all of them. */
LtChunks lt_chunk_stock_take_all(LtChunkStock *stock);

/** Owner of chunks. Start as {0}, perhaps with a stock. One thread's. */
typedef struct {
  LtChunkStock *stock; /**< is asked before memory is taken; NULL: none; borrowed */
  GPtrArray *blocks;
  LtChunk *fresh; /**< never used, one after the other */
  size_t n_fresh;
} LtChunkPool;

/** Bytes of a block of memory. */
#define LT_CHUNK_BLOCK_BYTES ((size_t)256 * sizeof(LtChunk))

/** Give the chunks that were never used to the stock. */
void lt_chunk_pool_give_fresh(LtChunkPool *pool);

/** Free all chunks that are its own. */
void lt_chunk_pool_clear(LtChunkPool *pool);

/** Append an empty chunk. LT_ERROR_MEMORY. */
bool lt_chunks_append(LtChunks *chunks, LtChunkPool *pool, GError **error);

/** Put chunks before others. */
static inline void lt_chunks_join(LtChunks *chunks, LtChunks more)
{
  if (more.first == NULL)
    return;
  more.last->next = chunks->first;
  chunks->first = more.first;
  if (chunks->last == NULL)
    chunks->last = more.last;
}

/** Take the first; NULL when there is none left. */
static inline LtChunk *lt_chunks_pop(LtChunks *chunks)
{
  LtChunk *chunk = chunks->first;
  if (chunk != NULL)
    chunks->first = chunk->next;
  if (chunks->first == NULL)
    chunks->last = NULL;
  return chunk;
}

#endif
