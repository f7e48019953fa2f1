#include "base/bytes.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

/* A thread without a heap of its own takes a page for each small thing; others go on meanwhile. */
#define RESERVE_BYTES ((size_t)4 << 20)

/* An error that is there already stays: it told of the same shortage first. */
static bool fail(GError **error, size_t n_items, size_t item_bytes, const char *what)
{
  if (error != NULL && *error != NULL)
    return false;
  size_t bytes = n_items > SIZE_MAX / item_bytes ? SIZE_MAX : n_items * item_bytes;
  return lt_fail(error, LT_ERROR_MEMORY, LT_T_ERR_MEMORY, bytes, what);
}

bool lt_grow(void *array, size_t *capacity, size_t n_items, size_t item_bytes, const char *what,
             GError **error)
{
  if (n_items <= *capacity)
    return true;
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

/* ---- the reserve ---- */

static atomic_uintptr_t reserve;

/* Pages of the system, never touched: what free() gives back to the heap of one thread need not be
 * there for another. */
static void *pages_new(void)
{
#ifdef __linux__
  void *pages =
      mmap(NULL, RESERVE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return pages == MAP_FAILED ? NULL : pages;
#else
  return g_try_malloc(RESERVE_BYTES);
#endif
}

static void pages_free(void *pages)
{
#ifdef __linux__
  if (pages != NULL)
    munmap(pages, RESERVE_BYTES);
#else
  g_free(pages);
#endif
}

void lt_reserve_keep(void)
{
  if (atomic_load(&reserve) == 0)
    pages_free((void *)atomic_exchange(&reserve, (uintptr_t)pages_new()));
}

void lt_reserve_drop(void)
{
  pages_free((void *)atomic_exchange(&reserve, 0));
}
