/**
 * @file archive.h
 * @brief What a ZIP archive says is in it, before GDAL looks: it takes the square of the number of
 * members, and of the length of their names.
 *
 * Internal to io.
 */
#ifndef LT_IO_ARCHIVE_H
#define LT_IO_ARCHIVE_H

#include <glib.h>
#include <stdbool.h>

/** An archive with more members is refused, one with a longer name (bytes) or more folders, too. */
#define LT_ARCHIVE_MEMBERS 10000
#define LT_ARCHIVE_NAME 1024
#define LT_ARCHIVE_DEPTH 16

/** Look over the directory of an archive. LT_ERROR_READ: it has more than the limits. What is no
 * archive, or broken, is left to GDAL. Cost: O(size of the directory). */
bool lt_archive_check(const char *path, GError **error);

/** The encoding of the names that do not say theirs: "UTF-8" where they clearly are in it, else
 * "GB18030"; static. */
const char *lt_archive_encoding(const char *path);

#endif
