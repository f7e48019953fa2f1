/**
 * @file failing.h
 * @brief Bulk allocations that fail on purpose: the n-th one, or all from the n-th on.
 *
 * Include it in one file of a program: these functions take the place of those of GLib and of the C
 * library by which lt_alloc(), lt_grow() and the tiles ask for memory. The program under test stays
 * as it is. failing.c makes of it a library to be loaded before `lantu`.
 */
#ifndef LT_TESTS_FAILING_H
#define LT_TESTS_FAILING_H

#include <errno.h>
#include <glib.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define FAILING_PUBLIC __attribute__((visibility("default"), used))
/* Smaller alignments are asked for by other libraries. */
#define FAILING_ALIGNMENT ((size_t)1 << 20)

static atomic_size_t failing_seen;  /* bulk allocations since failing_set() */
static atomic_size_t failing_first; /* number of the one that fails; 0: none */
static atomic_bool failing_goes_on; /* so do all that follow, as when memory is really short */

static inline void failing_set(size_t first, bool goes_on)
{
  atomic_store(&failing_first, first);
  atomic_store(&failing_goes_on, goes_on);
  atomic_store(&failing_seen, 0);
}

/* True when an allocation has failed since failing_set(). */
static inline bool failing_met(void)
{
  size_t first = atomic_load(&failing_first);
  return first > 0 && atomic_load(&failing_seen) >= first;
}

static inline bool failing_now(void)
{
  size_t number = atomic_fetch_add(&failing_seen, 1) + 1, first = atomic_load(&failing_first);
  return first > 0 && (number == first || (number > first && atomic_load(&failing_goes_on)));
}

/* Bytes of an array, 0 when there are none or they are too many to be counted. */
static inline size_t failing_bytes(gsize n, gsize item_bytes)
{
  return item_bytes == 0 || n > SIZE_MAX / item_bytes ? 0 : n * item_bytes;
}

FAILING_PUBLIC gpointer g_try_malloc(gsize n)
{
  return n == 0 || failing_now() ? NULL : malloc(n);
}

FAILING_PUBLIC gpointer g_try_malloc_n(gsize n, gsize item_bytes)
{
  return g_try_malloc(failing_bytes(n, item_bytes));
}

FAILING_PUBLIC gpointer g_try_malloc0(gsize n)
{
  return n == 0 || failing_now() ? NULL : calloc(n, 1);
}

FAILING_PUBLIC gpointer g_try_malloc0_n(gsize n, gsize item_bytes)
{
  return g_try_malloc0(failing_bytes(n, item_bytes));
}

FAILING_PUBLIC gpointer g_try_realloc(gpointer old, gsize n)
{
  return n == 0 || failing_now() ? NULL : realloc(old, n);
}

FAILING_PUBLIC gpointer g_try_realloc_n(gpointer old, gsize n, gsize item_bytes)
{
  return g_try_realloc(old, failing_bytes(n, item_bytes));
}

FAILING_PUBLIC int posix_memalign(void **memory, size_t alignment, size_t n)
{
  bool is_bulk = alignment >= FAILING_ALIGNMENT;
  *memory = is_bulk && failing_now() ? NULL : memalign(alignment, n);
  return *memory == NULL ? ENOMEM : 0;
}

#endif
