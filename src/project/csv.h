/**
 * @file csv.h
 * @brief Small CSV tables that ship or that a project names: schemas, matrices.
 *
 * UTF-8 with or without BOM where no more is said, RFC 4180: cells may be quoted, quoted ones may hold commas, doubled
 * quotes and line breaks. The first record names the columns; records have as many cells. Lines
 * that are empty, or begin with '#', say nothing.
 */
#ifndef LT_PROJECT_CSV_H
#define LT_PROJECT_CSV_H

#include "project/project.h"

typedef struct LtCsv LtCsv;

/**
 * Load a table, 16 MiB at most.
 *
 * @param name  of the file for messages
 * @return      free with lt_csv_free(); NULL with LT_ERROR_READ (no such file, not UTF-8) or
 *              LT_ERROR_USAGE (a database; name and line: a quote that is not closed, another number of cells
 *              than the first record has, a column named twice)
 */
LtCsv *lt_csv_load(const char *path, const char *name, GError **error);
/** As lt_csv_load() of a table that people write: in @p encoding, or one that is found out
 * (lt_decode()). */
LtCsv *lt_csv_load_decoded(const char *path, const char *name, const char *encoding,
                           GError **error);
/** The same for bytes in memory. */
LtCsv *lt_csv_parse_decoded(const char *bytes, size_t n, const char *name, const char *encoding,
                            GError **error);
void lt_csv_free(LtCsv *csv);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LtCsv, lt_csv_free)

/** Records below the names of the columns. */
size_t lt_csv_count(const LtCsv *csv);

/** Number of a column; SIZE_MAX: there is none of this name. */
size_t lt_csv_column(const LtCsv *csv, const char *name);

/** Names of the columns, NULL-terminated; borrowed. */
const char *const *lt_csv_columns(const LtCsv *csv);

/** A cell, blanks at its ends let go; "" in a column SIZE_MAX; borrowed. */
const char *lt_csv_cell(const LtCsv *csv, size_t record, size_t column);

/** Line of the file where a record begins, from 1. */
size_t lt_csv_line(const LtCsv *csv, size_t record);

/**
 * Load the table that a rule names: one of a folder that ships, or where the name has a '.' a file
 * whose path is relative to the project file.
 *
 * @param node  where it is named, for messages
 * @return      as lt_csv_load(), but every error is LT_ERROR_USAGE at @p node
 */
LtCsv *lt_csv_load_named(const LtProject *project, const char *folder, const char *name,
                         LtNode node, GError **error);

#endif
