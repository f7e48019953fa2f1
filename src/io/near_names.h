/**
 * @file near_names.h
 * @brief What somebody who misspelt a name may have meant.
 */
#ifndef LT_IO_NEAR_NAMES_H
#define LT_IO_NEAR_NAMES_H

#include <stddef.h>

/**
 * The up to three names that are nearest to @p name by edit distance without ASCII case, nearest
 * first; where none is near, the first few of all. Separated by ", ", free with g_free().
 */
char *lt_near_names(const char *name, const char *const *names, size_t n_names);

#endif
