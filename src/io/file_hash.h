/**
 * @file file_hash.h
 * @brief SHA-256 of an input, so that a result can say of which bytes it speaks.
 */
#ifndef LT_IO_FILE_HASH_H
#define LT_IO_FILE_HASH_H

#include <glib.h>

/**
 * SHA-256 of a file, or of a member of an archive by its name for GDAL.
 *
 * @return  64 hexadecimal digits, free with g_free(); NULL where it cannot be read, or is a folder
 *
 * Cost: a reading of the file, some 300 MB/s.
 */
char *lt_file_sha256(const char *opened);

#endif
