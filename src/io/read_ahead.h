/**
 * @file read_ahead.h
 * @brief A way for SQLite to read a large file: many pages by one call of the system, and no copy
 *        of each. Internal to io/.
 *
 * A VFS over SQLite's default one. It differs in the reading of a database only, which must not
 * change while it is open: it is taken as immutable, without locks and journals. Pages come out of
 * blocks of memory (half a megabyte for a file), by xFetch where `PRAGMA mmap_size` is not 0; no
 * file is mapped, so one that is cut off meanwhile is an error and no signal.
 */
#ifndef LT_IO_READ_AHEAD_H
#define LT_IO_READ_AHEAD_H

/** Name of the VFS for sqlite3_open_v2() with SQLITE_OPEN_READONLY, static; NULL, which means the
 * default one there, when it cannot be had. Any thread may ask. */
const char *lt_read_ahead_vfs(void);

#endif
