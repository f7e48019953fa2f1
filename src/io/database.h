/**
 * @file database.h
 * @brief A source that is a table of PostGIS: its connection, and how it may be shown.
 *
 * A connection is `PG:` and libpq's keywords: `PG:dbname=land host=db user=reader`. Values with
 * blanks stand in single quotes; `tables=` names the table as a project's `layer` does. Passwords
 * appear in no message and no result: whatever shows a path shows lt_path_shown(). Of a text that
 * cannot be taken apart nothing is shown, as any word of it may be the rest of a password.
 */
#ifndef LT_IO_DATABASE_H
#define LT_IO_DATABASE_H

#include "base/text.h"

/** True for what names a database and no file, also in forms that are refused (`postgresql://`).
 * A file of such a name is given as `./PG:…`. */
bool lt_path_is_database(const char *path);

/** A path as it may be shown, UTF-8: of a database without passwords. Free with g_free(). */
char *lt_path_shown(const char *path);

/** A connection; lt_database_clear() frees its texts. */
typedef struct {
  char *opened; /**< for GDAL; holds the password: not to be shown */
  char *table;  /**< what `tables=` names; NULL: nothing */
} LtDatabase;

void lt_database_clear(LtDatabase *database);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LtDatabase, lt_database_clear)

/** Take a connection apart. False with LT_ERROR_USAGE: not of the form above, or a keyword that
 * is not let in; the message tells none of its values. */
bool lt_database_parse(const char *path, LtDatabase *database, GError **error);

#endif
