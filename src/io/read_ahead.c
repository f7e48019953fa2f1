#include "io/read_ahead.h"

#include <glib.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Small enough for the blocks to stay in the processor's cache; more per call gains nothing. */
#define BLOCK_BYTES (64 * 1024)
#define N_BLOCKS 8
/* SQLite may look a little past the end of a page that is broken. */
#define SPARE_BYTES 256

/* A piece of the file in memory; empty when begin is end. */
typedef struct {
  int64_t begin, end;
  int64_t n_asked;    /* bytes handed out */
  uint64_t last_used;
  unsigned n_fetched; /* pages that SQLite still looks at */
  uint8_t *bytes;     /* NULL until the first use */
} Block;

/* SQLite allocates it, aligned to 8 bytes, with room behind it for the file of the VFS below. */
typedef struct {
  sqlite3_file base;
  int64_t size;
  int64_t window; /* bytes to read at once, a power of two */
  uint64_t clock;
  Block blocks[N_BLOCKS];
  uint64_t inner[];
} File;

static sqlite3_vfs *inner_vfs, vfs;

static sqlite3_file *inner_of(sqlite3_file *file)
{
  return (sqlite3_file *)((File *)file)->inner;
}

/* The block used longest ago among those that may be filled anew. */
static Block *block_oldest(File *file)
{
  Block *oldest = NULL;
  for (Block *block = file->blocks; block < file->blocks + N_BLOCKS; block++)
    if (block->n_fetched == 0 && (oldest == NULL || block->last_used < oldest->last_used))
      oldest = block;
  return oldest;
}

/* Read more at once while most of what was read is asked for, less where pages lie scattered. */
static void window_adapt(File *file, const Block *old)
{
  int64_t n = old->end - old->begin;
  if (2 * old->n_asked > n)
    file->window = MIN(2 * file->window, BLOCK_BYTES);
  else if (n > 0)
    file->window = MAX(file->window / 2, 1);
}

/* No memory is no error here: the file can be read without. */
static bool block_allocate(Block *block)
{
  if (block->bytes == NULL && (block->bytes = sqlite3_malloc(BLOCK_BYTES + SPARE_BYTES)) != NULL)
    memset(block->bytes + BLOCK_BYTES, 0, SPARE_BYTES);
  return block->bytes != NULL;
}

/* A block with these bytes; NULL: the file itself is to be asked. */
static Block *block_fill(File *file, int64_t begin, int64_t n)
{
  Block *block = block_oldest(file);
  if (block == NULL)
    return NULL;
  window_adapt(file, block);
  while (file->window < n)
    file->window *= 2;
  block->begin = block->end = block->n_asked = 0;
  int64_t from = begin / file->window * file->window, end = MIN(from + file->window, file->size);
  if (begin + n > end || !block_allocate(block))
    return NULL;
  sqlite3_file *inner = inner_of(&file->base);
  if (inner->pMethods->xRead(inner, block->bytes, (int)(end - from), from) != SQLITE_OK)
    return NULL;
  block->begin = from;
  block->end = end;
  return block;
}

static Block *block_find(File *file, int64_t begin, int64_t n)
{
  if (begin < 0 || n <= 0 || n > BLOCK_BYTES || begin > file->size - n)
    return NULL;
  Block *block = file->blocks, *end = file->blocks + N_BLOCKS;
  while (block < end && (begin < block->begin || begin + n > block->end))
    block++;
  if (block == end)
    block = block_fill(file, begin, n);
  if (block == NULL)
    return NULL;
  block->n_asked += n;
  block->last_used = ++file->clock;
  return block;
}

static int file_close(sqlite3_file *base)
{
  for (size_t i = 0; i < N_BLOCKS; i++)
    sqlite3_free(((File *)base)->blocks[i].bytes);
  return inner_of(base)->pMethods->xClose(inner_of(base));
}

/* What no block can give is asked of the file, so that its ends and errors are SQLite's own. */
static int file_read(sqlite3_file *base, void *bytes, int n, sqlite3_int64 begin)
{
  const Block *block = block_find((File *)base, begin, n);
  if (block == NULL)
    return inner_of(base)->pMethods->xRead(inner_of(base), bytes, n, begin);
  memcpy(bytes, block->bytes + (begin - block->begin), (size_t)n);
  return SQLITE_OK;
}

/* No page: SQLite reads it. */
static int file_fetch(sqlite3_file *base, sqlite3_int64 begin, int n, void **page)
{
  Block *block = block_find((File *)base, begin, n);
  *page = NULL;
  if (block == NULL)
    return SQLITE_OK;
  block->n_fetched++;
  *page = block->bytes + (begin - block->begin);
  return SQLITE_OK;
}

/* SQLite says NULL when it wants a mapping undone, of which there is none. */
static int file_unfetch(sqlite3_file *base, sqlite3_int64 begin, void *page)
{
  File *file = (File *)base;
  for (size_t i = 0; i < N_BLOCKS && page != NULL; i++) {
    Block *block = &file->blocks[i];
    if (block->n_fetched > 0 && begin >= block->begin && begin < block->end &&
        block->bytes + (begin - block->begin) == page)
      block->n_fetched--;
  }
  return SQLITE_OK;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size)
{
  return inner_of(base)->pMethods->xFileSize(inner_of(base), size);
}

static int file_sector_size(sqlite3_file *base)
{
  return inner_of(base)->pMethods->xSectorSize(inner_of(base));
}

/* With it SQLite neither locks nor writes. */
static int file_characteristics(sqlite3_file *base)
{
  (void)base;
  return SQLITE_IOCAP_IMMUTABLE;
}

static int refuse_write(sqlite3_file *base, const void *bytes, int n, sqlite3_int64 begin)
{
  (void)base, (void)bytes, (void)n, (void)begin;
  return SQLITE_READONLY;
}

static int refuse_truncate(sqlite3_file *base, sqlite3_int64 size)
{
  (void)base, (void)size;
  return SQLITE_READONLY;
}

static int do_nothing(sqlite3_file *base, int level)
{
  (void)base, (void)level;
  return SQLITE_OK;
}

static int no_lock(sqlite3_file *base, int *is_reserved)
{
  (void)base;
  *is_reserved = 0;
  return SQLITE_OK;
}

/* Above all the size of a mapping is not for the file below to hear. */
static int no_control(sqlite3_file *base, int operation, void *data)
{
  (void)base, (void)operation, (void)data;
  return SQLITE_NOTFOUND;
}

static const sqlite3_io_methods methods = {
    .iVersion = 3, /* with xFetch */
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = refuse_write,
    .xTruncate = refuse_truncate,
    .xSync = do_nothing,
    .xFileSize = file_size,
    .xLock = do_nothing,
    .xUnlock = do_nothing,
    .xCheckReservedLock = no_lock,
    .xFileControl = no_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xFetch = file_fetch,
    .xUnfetch = file_unfetch,
};

/* Files other than a database to read, say those of a large sort, are the inner VFS's own. */
static int file_open(sqlite3_vfs *own, const char *name, sqlite3_file *base, int flags,
                     int *out_flags)
{
  (void)own;
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0 || (flags & SQLITE_OPEN_READONLY) == 0)
    return inner_vfs->xOpen(inner_vfs, name, base, flags, out_flags);
  File *file = memset(base, 0, sizeof *file);
  sqlite3_file *inner = inner_of(base);
  int rc = inner_vfs->xOpen(inner_vfs, name, inner, flags, out_flags);
  sqlite3_int64 size = 0;
  if (rc == SQLITE_OK)
    rc = inner->pMethods->xFileSize(inner, &size);
  if (rc != SQLITE_OK) {
    if (inner->pMethods != NULL)
      inner->pMethods->xClose(inner);
    return rc;
  }
  file->size = size;
  file->window = 1;
  file->base.pMethods = &methods;
  return SQLITE_OK;
}

static void vfs_register(void)
{
  inner_vfs = sqlite3_vfs_find(NULL);
  if (inner_vfs == NULL)
    return;
  vfs = *inner_vfs; /* names, random numbers, the clock: all as below */
  vfs.zName = "lantu-read-ahead";
  vfs.pNext = NULL;
  vfs.szOsFile = (int)sizeof(File) + inner_vfs->szOsFile;
  vfs.xOpen = file_open;
  if (sqlite3_vfs_register(&vfs, false) != SQLITE_OK)
    vfs.zName = NULL;
}

/* SQLite may outlive the library. */
__attribute__((destructor)) static void vfs_unregister(void)
{
  if (vfs.zName != NULL)
    sqlite3_vfs_unregister(&vfs);
}

const char *lt_read_ahead_vfs(void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, vfs_register);
  return vfs.zName;
}
