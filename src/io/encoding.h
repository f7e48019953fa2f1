/**
 * @file encoding.h
 * @brief Text of files to UTF-8, refusing to guess.
 */
#ifndef LT_IO_ENCODING_H
#define LT_IO_ENCODING_H

#include "base/text.h"

#include <stddef.h>

/**
 * Decode bytes.
 *
 * @param encoding  a name iconv knows ("GBK", "UTF-8"), or NULL: a BOM decides (UTF-8, UTF-16),
 *                  else what encoding_detect.h finds where @p may_be_gbk, else UTF-8
 * @param what      what the bytes are, for the message ("zones.txt", "DLTB.dbf: field 'DLMC'")
 * @param used      receives the encoding used, static; may be NULL
 * @return          UTF-8 without BOM, free with g_free(); NULL with LT_ERROR_READ: not valid in the
 *                  stated encoding, undecidable (the message shows all readings), or holding NUL
 */
char *lt_decode(const char *bytes, size_t n, const char *encoding, bool may_be_gbk,
                const char *what, const char **used, GError **error);

/** True when texts can be read in an encoding of that name. */
bool lt_encoding_is_known(const char *encoding);

/** Bytes for people: ASCII as it is, all else as \xD6, cut with "…" behind 40. Free with g_free(). */
char *lt_bytes_escape(const char *bytes, size_t n);

/** True when two names mean one encoding; GB18030 holds GBK and GB2312. */
bool lt_encoding_is_same(const char *a, const char *b);

#endif
