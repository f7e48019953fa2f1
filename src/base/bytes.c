#include "base/bytes.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>
#endif

/* A thread without a heap of its own takes a page for each small thing, and a message needs a few.
 * Arrays that other threads ask for meanwhile seldom find room in so little. */
#define PIECE_BYTES ((size_t)64 << 10)
#define N_PIECES 64

/* An error that is there already stays: it told of the same shortage first. */
static bool fail(GError **error, size_t n_items, size_t item_bytes, const char *what)
{
  if (error != NULL && *error != NULL)
    return false;
  size_t bytes = n_items > SIZE_MAX / item_bytes ? SIZE_MAX : n_items * item_bytes;
  return lt_fail(error, LT_ERROR_MEMORY, LT_T_ERR_MEMORY, bytes, what);
}

bool lt_grow_more(void *array, size_t *capacity, size_t n_items, size_t item_bytes,
                  const char *what, GError **error)
{
  size_t wanted = MAX(n_items, *capacity > SIZE_MAX / 2 ? SIZE_MAX : *capacity * 2);
  wanted = MAX(wanted, 16);
  if (wanted > SIZE_MAX / item_bytes)
    return fail(error, wanted, item_bytes, what);

  void *old;
  memcpy(&old, array, sizeof old); /* any pointer type */
  void *grown = g_try_realloc(old, wanted * item_bytes);
  if (grown == NULL)
    return fail(error, wanted, item_bytes, what);
  memcpy(array, &grown, sizeof grown);
  *capacity = wanted;
  return true;
}

void *lt_alloc(size_t n_items, size_t item_bytes, const char *what, GError **error)
{
  size_t n = MAX(n_items, 1);
  void *array = n > SIZE_MAX / item_bytes ? NULL : g_try_malloc0_n(n, item_bytes);
  if (array == NULL)
    fail(error, n, item_bytes, what);
  return array;
}

size_t lt_memory_held(void)
{
#ifdef __linux__
  unsigned long long pages, resident, shared;
  FILE *file = fopen("/proc/self/statm", "re"); /* pages of all kinds, in memory, of files */
  int n = file == NULL ? 0 : fscanf(file, "%llu %llu %llu", &pages, &resident, &shared);
  if (file != NULL)
    fclose(file);
  return n == 3 && resident > shared ? (size_t)(resident - shared) * (size_t)getpagesize() : 0;
#else
  return 0;
#endif
}

void lt_memory_trim(void)
{
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

void lt_memory_touch(void *begin, size_t n_bytes)
{
#ifdef MADV_POPULATE_WRITE
  uintptr_t page = (uintptr_t)getpagesize(), to_page = (page - (uintptr_t)begin % page) % page;
  if (n_bytes > to_page + page)
    madvise((char *)begin + to_page, (n_bytes - to_page) / page * page, MADV_POPULATE_WRITE);
#else
  (void)begin, (void)n_bytes;
#endif
}

/* ---- the reserve ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards what follows */
static void *pieces[N_PIECES];
static size_t n_pieces;

/* Pages of the system, never touched: what free() gives back to the heap of one thread need not be
 * there for another. */
static void *piece_new(void)
{
#ifdef __linux__
  void *piece = mmap(NULL, PIECE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return piece == MAP_FAILED ? NULL : piece;
#else
  return g_try_malloc(PIECE_BYTES);
#endif
}

static void piece_free(void *piece)
{
#ifdef __linux__
  munmap(piece, PIECE_BYTES);
#else
  g_free(piece);
#endif
}

void lt_reserve_keep(void)
{
  pthread_mutex_lock(&lock);
  for (void *piece; n_pieces < N_PIECES && (piece = piece_new()) != NULL;)
    pieces[n_pieces++] = piece;
  pthread_mutex_unlock(&lock);
}

static void reserve_give(size_t n)
{
  pthread_mutex_lock(&lock);
  for (; n > 0 && n_pieces > 0; n--)
    piece_free(pieces[--n_pieces]);
  pthread_mutex_unlock(&lock);
}

void lt_reserve_give(void)
{
  reserve_give(1);
}

void lt_reserve_drop(void)
{
  reserve_give(N_PIECES);
}
