/**
 * @file bytes.h
 * @brief Arrays that grow, whose failed allocation is an error (GLib would abort).
 */
#ifndef LT_BASE_BYTES_H
#define LT_BASE_BYTES_H

#include "base/text.h"

#include <stddef.h>

/** lt_grow() where there is too little room. */
bool lt_grow_more(void *array, size_t *capacity, size_t n_items, size_t item_bytes,
                  const char *what, GError **error);

/**
 * Make room for @p n_items items of @p item_bytes in *@p array (NULL at first) whose capacity is
 * *@p capacity items; grows by doubling. The array is freed with g_free().
 *
 * @param what  names the array in the message
 * @return      false with LT_ERROR_MEMORY, the array as it was
 */
static inline bool lt_grow(void *array, size_t *capacity, size_t n_items, size_t item_bytes,
                           const char *what, GError **error)
{
  return n_items <= *capacity || lt_grow_more(array, capacity, n_items, item_bytes, what, error);
}

/** A zeroed array of @p n_items items; NULL with LT_ERROR_MEMORY. Free with g_free(). An error that
 * is there already stays, so several arrays may be asked for before they are looked at. */
void *lt_alloc(size_t n_items, size_t item_bytes, const char *what, GError **error);

/** Bytes of memory that the process holds, but for what stands in files; 0 where the system does
 * not tell. What was freed may count until lt_memory_trim() gives it back to the system. */
size_t lt_memory_held(void);
void lt_memory_trim(void);

/** Have the system give the pages of memory that is about to be filled, all at once: one by one
 * takes half as long again. Contents stay. Where it does not know how nothing happens. */
void lt_memory_touch(void *begin, size_t n_bytes);

/** Bytes as megabytes (1024 * 1024), rounded up. */
static inline size_t lt_megabytes(size_t bytes)
{
  return (bytes >> 20) + (bytes % (1 << 20) != 0);
}

/** Keep some memory back for the way out: where an array finds no room, a message may find none
 * either, and GLib would abort. lt_fail() gives a piece of it up with each LT_ERROR_MEMORY. A run
 * keeps it. Any thread. */
void lt_reserve_keep(void);
void lt_reserve_give(void);
void lt_reserve_drop(void);

#endif
