#include "base/bytes.h"

#include <stdint.h>
#include <string.h>

static bool fail(GError **error, size_t n_items, size_t item_bytes, const char *what)
{
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
