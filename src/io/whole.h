/**
 * @file whole.h
 * @brief How large files may be that GDAL holds as a whole, before it opens them. Internal to io/.
 */
#ifndef LT_IO_WHOLE_H
#define LT_IO_WHOLE_H

#include "base/text.h"

#include <stdint.h>

/** What GDAL takes into memory at once, unpacked, at most: a KML needs eleven times its size there.
 * A file of a few KB may unpack to any size. */
#define LT_WHOLE_BYTES (UINT64_C(256) << 20)

/**
 * Refuse a file of a format that is held as a whole (LtFormat.is_whole) and too large for it. Its pictures do not count.
 *
 * @param opened  the path that GDAL opens; of an archive its members count, by the sizes it states,
 *                beyond which GDAL does not unpack them
 * @param shown   the path in messages
 * @return        false with LT_ERROR_READ
 */
bool lt_whole_check(const char *opened, const char *shown, GError **error);

#endif
