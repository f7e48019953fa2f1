/**
 * @file bytes.h
 * @brief Arrays that grow, whose failed allocation is an error (GLib would abort).
 */
#ifndef LT_BASE_BYTES_H
#define LT_BASE_BYTES_H

#include "base/text.h"

#include <stddef.h>

/**
 * Make room for @p n_items items of @p item_bytes in *@p array (NULL at first) whose capacity is
 * *@p capacity items; grows by doubling. The array is freed with g_free().
 *
 * @param what  names the array in the message
 * @return      false with LT_ERROR_MEMORY, the array as it was
 */
bool lt_grow(void *array, size_t *capacity, size_t n_items, size_t item_bytes, const char *what,
             GError **error);

/** A zeroed array of @p n_items items; NULL with LT_ERROR_MEMORY. Free with g_free(). */
void *lt_alloc(size_t n_items, size_t item_bytes, const char *what, GError **error);

#endif
