/**
 * @file store.h
 * @brief The inside of LtStore and LtTable, shared by table.c and where.c. Internal to io/.
 */
#ifndef LT_IO_STORE_H
#define LT_IO_STORE_H

#include "io/sql.h"
#include "io/table_rows.h"

/** A view column that no source column stands behind. */
#define LT_NO_COLUMN SIZE_MAX

/** What the authorizer watches while a `where` is parsed. */
typedef struct {
  LtTable *table;        /**< NULL: our own statement, all is allowed */
  LtTable *other;        /**< of a `where` of pairs: the second layer; else NULL */
  bool may_read_row;     /**< our own statement asks for the number of the row beside it */
  unsigned n_selects;    /**< seen outside of the view */
  char *denied_function; /**< the name that is not in the allow-list */
  bool is_denied;
  bool lacks_column;     /**< refused for a column that the layer does not have */
} LtGuard;

struct LtStore {
  sqlite3 *db;
  GPtrArray *tables; /* LtTable */
  LtGuard guard;
  bool lists_are_data; /* of industry_in(), while pairs are asked */
};

/** Where the values of a column of the view come from. */
typedef struct {
  size_t column; /**< of the source, or LT_NO_COLUMN */
  bool is_plain; /**< as they are */
} LtViewColumn;

struct LtTable {
  LtStore *store;
  char *id;
  char *base, *view, *scheme; /* names in the database: t0, v0, s0 */
  char *row;                  /* column of the view with the number of the row */
  GPtrArray *columns;         /* of the source, char * */
  GPtrArray *names;           /* of the view, char *; the row is not among them */
  GHashTable *sources;        /* lower-case name of the view → LtViewColumn * */
  bool *wanted;               /* for each column of the source */
  sqlite3_stmt *insert;
  size_t n_rows, n_filled;    /* all; those that SQLite has */
  LtRows rows;                /* from byte rows_at on, those that SQLite has not */
  size_t rows_at;
};

/** Set the error of a failed statement: LT_ERROR_MEMORY, else LT_ERROR_READ with the layer's name
 * and SQLite's message. Always false. */
bool lt_table_fail(const LtTable *table, GError **error);

/** Prepare a statement of our own; NULL with lt_table_fail(). */
sqlite3_stmt *lt_table_prepare(const LtTable *table, const char *sql, GError **error);

/** Give SQLite all rows, which a statement about them needs. False with lt_table_fail(). */
bool lt_table_fill(LtTable *table, GError **error);

/** A column of the view; NULL: it has none of this name. */
const LtViewColumn *lt_table_column(const LtTable *table, const char *name);

/** Look at the text of a `where`: whether it is one expression that cannot leave its parentheses.
 * False with LT_ERROR_USAGE. */
bool lt_where_lexes(const char *where, GError **error);

/** Prepare a statement under guard that holds a `where` and @p n_parameters of our own; @p other:
 * the second layer of pairs, or NULL. NULL with LT_ERROR_USAGE or LT_ERROR_MEMORY. */
sqlite3_stmt *lt_where_prepare(LtTable *table, LtTable *other, const char *sql, bool may_read_row,
                               int n_parameters, GError **error);

/** Bounds of a `where` while it runs. */
typedef struct {
  sqlite3 *db;
  const LtRun *run;
  gint64 deadline_us;
  bool is_late;
  int value_bytes, pattern_bytes; /**< limits to be set again */
} LtWhereWatch;

/** Set bounds, and take them back; @p watch stays where it is meanwhile. */
void lt_where_watch(LtWhereWatch *watch, const LtTable *table, const LtRun *run);
void lt_where_unwatch(LtWhereWatch *watch);

/** Say why a statement that was watched failed. Always false. */
bool lt_where_fail(const LtTable *table, const LtWhereWatch *watch, GError **error);

/** The authorizer of the store's connection. */
int lt_where_authorize(void *store, int action, const char *a, const char *b, const char *database,
                       const char *inside);

#endif
