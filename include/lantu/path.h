/**
 * @file lantu/path.h
 * @brief Names of files, as the user gives them.
 */
#ifndef LANTU_PATH_H
#define LANTU_PATH_H

#include <glib.h>
#include <lantu/visibility.h>
#include <stdbool.h>

/**
 * False with LT_ERROR_USAGE where @p name is a connection to a database (`PG:…`) and only a file or
 * folder will do. The message tells no password; without the look, that of the file that is not
 * there would.
 */
LT_PUBLIC bool lt_path_check_is_file(const char *name, GError **error);

#endif
