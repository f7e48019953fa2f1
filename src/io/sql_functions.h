/**
 * @file sql_functions.h
 * @brief SQL functions of our own that a `where` may call. Internal to io/.
 *
 * number(x)             a number as it is, a text read strictly (blanks around it, full-width
 *                       digits and correctly grouped thousands "1,234.5" are understood), else NULL
 * industry_in(code, list)
 *                       whether a code of GB/T 4754, or one of several, belongs to a list of codes,
 *                       parted by , ， 、 ; or ；: 1 when an item is the code or its beginning; NULL
 *                       when the code is missing, unreadable, or so short that an item is only a
 *                       part of it; else 0. A letter of the section before the code is let go. An
 *                       item that is no code is an error, but NULL in lists that are data
 */
#ifndef LT_IO_SQL_FUNCTIONS_H
#define LT_IO_SQL_FUNCTIONS_H

#include <sqlite3.h>
#include <stdbool.h>

/** Give the functions to a connection. *@p lists_are_data, kept: lists of codes come from rows of a
 * layer. Returns SQLite's code. */
int lt_sql_functions_add(sqlite3 *db, const bool *lists_are_data);

/** True when a `where` may call the function: one of ours or a harmless one of SQLite. */
bool lt_sql_function_is_allowed(const char *name);

#endif
